// verifiers.test.mjs - keys of verifiers and heads of offices in the browser: a further verifier by two
// others, a removed and a disabled verifier's key taken off the signer's list, a head who may review.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Portal, activate, assertNoErrors, checkPage, closeBrowser, errors, go, login, openPage, press, text } from "./lib.mjs";
import { addKey, prove, verifierPage } from "./lib/officer.mjs";

let portal, one, two, three;
before(async () => {
  portal = await Portal.start();
  one = await openPage(portal);
  two = await openPage(portal);
  await verifierPage(portal, one, "verifikator1");
  await verifierPage(portal, two, "verifikator2");
});
after(async () => { await closeBrowser(); await portal?.stop(); });

const flash = (page) => page.locator(".es-flash").innerText();
// What is to be taken off the list: its rows on the page, by the letters of the key.
const gone = async (page) => {
  await go(page, "/bssn/kunci");
  return page.locator("h3:has-text('harus dihentikan') ~ .es-tablewrap").first().locator("tbody tr").allInnerTexts();
};
const transcript = async () => (await portal.paraf("ca", "transcript")).stdout;

test("a third verifier: asked by himself, vouched for by two others, not by one and not by himself", async () => {
  const { stdout } = await portal.paraf("user", "add", "verifier", "verifikator3", "Verifikator Tiga");
  three = await openPage(portal);
  await activate(three, "verifikator3", stdout.trim().split(" ")[1], "kuda laut makan siang");
  await addKey(three, "Kunci tiga", "browser");
  await go(three, "/bssn/kunci");
  await press(three, /Daftarkan dengan kode upacara/, { link: true });
  await press(three, "Daftarkan kunci ini");
  await assertNoErrors(three);
  assert.match(await flash(three), /menunggu pengesahan dua verifikator lain/);
  assert.match(await text(three), /Belum ada pengesahan/);
  assert.equal(await three.locator("a[href^='/bssn/kunci-verifikator/']").count(), 0, "not his own");

  await go(one, "/bssn/kunci");
  await press(one, "Verifikator Tiga", { link: true });
  await checkPage(one, "bssn-kunci-verifikator");
  const address = new URL(one.url()).pathname;
  await press(one, "Sahkan kunci ini");
  await assertNoErrors(one);
  assert.match(await flash(one), /Perlu satu verifikator lagi/);
  assert.doesNotMatch(await transcript(), /Verifikator Tiga/, "one is not enough for the signer");
  await go(one, address);
  await press(one, "Sahkan kunci ini");
  assert.equal((await errors(one)).length, 1, "nobody counts twice");

  await go(two, "/bssn/kunci");
  assert.match(await text(two), /Satu pengesahan, perlu satu lagi/);
  await press(two, "Verifikator Tiga", { link: true });
  await press(two, "Sahkan kunci ini");
  await assertNoErrors(two);
  assert.match(await flash(two), /sekarang diakui penerbit sertifikat/);
  assert.match(await transcript(), /Verifikator Tiga/);
  await prove(three);
  await go(three, "/bssn/kunci");
  assert.match(await text(three), /Diakui untuk menandatangani/);
});

test("who may review: the head of an office, by a verifier", async () => {
  // the demonstration has given it already
  const head = await openPage(portal);
  await portal.sql("DELETE FROM signing_grant WHERE role = 'reviewer'");
  await login(head, "kepala.tolitoli", portal.accounts["kepala.tolitoli"].password);
  await addKey(head, "Laptop kepala", "browser");
  await go(three, "/bssn/kunci");
  assert.match(await text(three), /Siap diberi kewenangan/);
  await three.locator("a[href^='/bssn/kepala/']").first().click();
  await three.waitForURL(/\/bssn\/kepala\//);
  await checkPage(three, "bssn-kepala");
  await press(three, "Beri kewenangan");
  await assertNoErrors(three);
  assert.match(await text(three), /Boleh memeriksa/);
  assert.equal(await portal.sql("SELECT count(*) FROM signing_grant WHERE role = 'reviewer' AND state = 'active'"), "1");
  await head.close_();
});

test("a verifier's key that was removed, and that of a disabled account, are named until somebody ends them", async () => {
  const before = (await gone(one)).length;
  await go(three, "/profil/keamanan");
  await press(three, /Kunci tiga/, { link: true });
  await press(three, "Hapus kunci");
  await assertNoErrors(three);
  let rows = await gone(one);
  assert.equal(rows.length, before + 1);
  assert.match(rows.find((r) => r.includes("Verifikator Tiga")), /Dihapus pemiliknya/);
  await checkPage(one, "bssn-kunci-dihentikan");
  await press(one, "Verifikator Tiga", { link: true });
  await checkPage(one, "bssn-kunci-hentikan");
  await press(one, "Hentikan kunci ini");
  await assertNoErrors(one);
  assert.match(await flash(one), /tidak diterima lagi/);
  assert.equal((await gone(one)).length, before);
  assert.match(await transcript(), /dihapus pemiliknya/);

  const name = await portal.sql("SELECT name FROM account WHERE username = 'verifikator2'");
  await portal.paraf("user", "off", "verifikator2", "pindah ke unit lain");
  await go(two, "/bssn/kunci");
  assert.match(two.url(), /\/masuk/, "the session is over");
  rows = await gone(one);
  assert.match(rows.find((r) => r.includes(name)), /Akun dinonaktifkan/);
  await press(one, name, { link: true });
  await press(one, "Hentikan kunci ini");
  await assertNoErrors(one);
  assert.equal((await gone(one)).length, before);
  assert.match(await transcript(), /akun dinonaktifkan/);
});
