// chain.test.mjs - the chain of authority in the browser, with passkeys (chromium's virtual authenticator)
// under the policy passkey: ceremony, grant, review, activation, a second key, a removed key, a lost key,
// an ended grant that the signer refuses.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Portal, assertNoErrors, checkPage, closeBrowser, errors, fill, go, login, openPage, press, samples, text } from "./lib.mjs";
import { addAuthenticator, addKey, localhost, prove } from "./lib/officer.mjs";
import { registerDs } from "./lib/register.mjs";
import * as road from "./lib/road.mjs";

const items = ["ektp", "nik", "name", "letter", "letter_number", "letter_date", "letter_signer", "nip", "position", "unit"];
let portal, verifier, ratna, yusuf;
before(async () => { portal = await Portal.start(await localhost({ set: { officer_key: "passkey,browser" } })); });
after(async () => { await closeBrowser(); await portal?.stop(); });

const at = (page) => new URL(page.url()).pathname;

async function signedIn(username) {
  const page = await openPage(portal);
  page.device = await addAuthenticator(page);
  await login(page, username, portal.accounts[username].password);
  return page;
}

// The key whose letters the officer reads out is confirmed by the verifier.
async function confirmed(page) {
  const words = (await page.locator("td.es-code").last().textContent()).trim();
  await go(verifier, "/bssn/kunci");
  const row = verifier.locator("tr", { hasText: words });
  await Promise.all([verifier.waitForEvent("domcontentloaded"), row.getByRole("link").click()]);
  assert.ok((await text(verifier)).includes(words), "the verifier reads the same letters");
  await checkPage(verifier, "bssn-kunci-sahkan");
  await press(verifier, "Sahkan kunci ini");
  await assertNoErrors(verifier);
}

test("ceremony: a verifier's passkey joins the signer's list by a code, once", async () => {
  verifier = await signedIn("verifikator1");
  await go(verifier, "/bssn/kunci");
  assert.match(await text(verifier), /Anda belum punya kunci/);
  await checkPage(verifier, "bssn-kunci-kosong");
  await press(verifier, "Tambah kunci", { link: true });
  await fill(verifier, { name: "Kunci BSSN" });
  await press(verifier, /^Tambah kunci sandi/);
  assert.equal(at(verifier), "/bssn/kunci");
  await press(verifier, /Daftarkan dengan kode upacara/, { link: true });
  await checkPage(verifier, "bssn-upacara");
  await fill(verifier, { code: "00000-00000-0" });
  await press(verifier, "Daftarkan kunci ini");
  assert.equal((await errors(verifier)).length, 1, "a wrong code is refused");
  await fill(verifier, { code: portal.codes.verifikator1 });
  await press(verifier, "Daftarkan kunci ini");
  await assertNoErrors(verifier);
  assert.match(await text(verifier), /Diakui untuk menandatangani/);
  await prove(verifier);
  await checkPage(verifier, "bssn-kunci");

  // the code is used up: the second verifier cannot come in by it
  const other = await signedIn("verifikator2");
  await addKey(other, "Kunci dua");
  await go(other, "/bssn/kunci");
  await press(other, /Daftarkan dengan kode upacara/, { link: true });
  await fill(other, { code: portal.codes.verifikator1 });
  await press(other, "Daftarkan kunci ini");
  assert.equal((await errors(other)).length, 1);
  await fill(other, { code: portal.codes.verifikator2 });
  await press(other, "Daftarkan kunci ini");
  await assertNoErrors(other);
  await other.close_();
});

test("officers' keys are confirmed; a password session does not sign", async () => {
  ratna = await signedIn("ratna.tolitoli");
  await addKey(ratna, "Laptop Ratna");
  assert.match(await text(ratna), /Hanya untuk masuk, belum disahkan/);
  await confirmed(ratna);
  yusuf = await signedIn("yusuf.tolitoli");
  await addKey(yusuf, "Laptop Yusuf");
  await confirmed(yusuf);
});

let applicant, number;
test("review and activation are signed; everything that is signed is shown in words", async () => {
  applicant = samples.person(501);
  const page = await openPage(portal);
  number = await registerDs(page, applicant);
  await page.close_();
  await go(ratna, `/kantor/permohonan/${number}`);
  await press(ratna, "Mulai periksa");
  await fill(ratna, { ...Object.fromEntries(items.map((i) => [i, "ya"])), decision: "lengkap" });
  await press(ratna, "Tinjau keputusan");
  assert.equal(at(ratna), "/profil/keamanan/pastikan", "signed in by password: a key first");
  await press(ratna, "Pastikan dengan kunci");
  assert.equal(at(ratna), `/kantor/permohonan/${number}/putusan`, "and back");
  for (const said of [number, applicant.name, applicant.email, "KPPN Tolitoli", "SHA-256"])
    assert.ok((await text(ratna)).includes(said), `the page says ${said}`);
  await press(ratna, "Nyatakan lengkap");
  await assertNoErrors(ratna);

  await prove(yusuf);
  await go(yusuf, `/kantor/loket/${number}`);
  await press(yusuf, "Mulai layani");
  await fill(yusuf, { nik: applicant.nik });
  await press(yusuf, "Cocokkan NIK");
  await fill(yusuf, { kartu: "ya", wajah: "ya", nama: "ya" });
  await press(yusuf, "Simpan identitas");
  await fill(yusuf, { surat_asli: true, surat_lunak: true });
  await press(yusuf, "Simpan surat");
  await fill(yusuf, { photo: samples.photo() });
  await press(yusuf, "Simpan foto");
  await fill(yusuf, { pernyataan: "ya" });
  await press(yusuf, "Simpan pernyataan");
  await press(yusuf, "Tinjau aktivasi", { link: true });
  for (const said of [number, applicant.name, applicant.email, "KPPN Tolitoli", "surat_asli"])
    assert.ok((await text(yusuf)).includes(said), `the page says ${said}`);
  await checkPage(yusuf, "loket-tanda-tangan");
  await press(yusuf, "Aktivasi");
  assert.equal(at(yusuf), `/kantor/loket/${number}/selesai`);
  const first = (await yusuf.locator("[data-part=code]").textContent()).trim();
  await checkPage(yusuf, "loket-kode");

  // the slip is lost: a new code, and the old one is dead
  await press(yusuf, "Kode hilang? Tanda tangani kode baru", { link: true });
  await checkPage(yusuf, "loket-kode-baru");
  await press(yusuf, "Tanda tangani dengan kode baru");
  const second = (await yusuf.locator("[data-part=code]").textContent()).trim();
  assert.notEqual(first, second);
  await yusuf.locator("[data-part=forget]").click();
  await yusuf.locator("[data-part=given]:not([hidden])").waitFor();

  const holder = await road.enter(portal, number, applicant);
  const csr = road.request();
  let answer = await road.collect(holder, number, csr, first);
  assert.equal(answer.status, 422);
  assert.match(road.sentences(answer.body).join(), /Kode aktivasi salah/);
  answer = await road.collect(holder, number, csr, second);
  assert.equal(answer.status, 303, road.sentences(answer.body).join());
  assert.equal(road.sql(portal, "SELECT count(*) FROM certificate"), "1");
});

test("a second key, confirmed by the first; a removed key is refused at once", async () => {
  await addAuthenticator(ratna, { transport: "usb" });
  await prove(ratna);
  await addKey(ratna, "Kunci USB");
  await assertNoErrors(ratna);
  await ratna.getByRole("row", { name: /Kunci USB/ }).getByRole("link").click();
  await press(ratna, "Sahkan dengan kunci saya yang lain", { link: true });
  await checkPage(ratna, "kunci-sahkan-sendiri");
  await press(ratna, "Sahkan kunci ini");
  await assertNoErrors(ratna);
  assert.equal((await text(ratna)).match(/Diakui untuk menandatangani/g).length, 2);
  // the second one is given up: it signs nobody in, though the device still holds it
  await ratna.getByRole("row", { name: /Kunci USB/ }).getByRole("link").click();
  await press(ratna, "Hapus kunci");
  const { body } = await road.signIn(portal, "auditor1").then((c) => c.get("/audit"));
  assert.match(body, /key\.remove/, "the record has it");
});

test("a lost key: given up, a new one confirmed by the verifier", async () => {
  await go(yusuf, "/profil/keamanan");
  await press(yusuf, /Ubah atau hapus/, { link: true });
  await checkPage(yusuf, "kunci-terakhir");
  await press(yusuf, "Hapus kunci");
  await yusuf.device.remove();
  yusuf.device = await addAuthenticator(yusuf);
  await addKey(yusuf, "Laptop baru");
  await assertNoErrors(yusuf);
  await confirmed(yusuf);
  // the verifier also stops the lost one at the signer
  await go(verifier, "/bssn/kunci");
  const row = verifier.locator("tr", { hasText: "Dihapus pemiliknya" }).filter({ hasText: "Yusuf" });
  await Promise.all([verifier.waitForEvent("domcontentloaded"), row.getByRole("link").first().click()]);
  await press(verifier, "Hentikan kunci ini");
  await assertNoErrors(verifier);
});

test("an ended grant: the signer refuses the certificate, and the holder is told what to do", async () => {
  const who = samples.person(502);
  const soft = await road.signIn(portal, "verifikator2").catch(() => null);
  assert.equal(soft, null, "a password alone adds no second key to a verifier");
  const page = await openPage(portal);
  const next = await registerDs(page, who);
  await page.close_();
  await go(ratna, `/kantor/permohonan/${next}`);
  await press(ratna, "Mulai periksa");
  await fill(ratna, { ...Object.fromEntries(items.map((i) => [i, "ya"])), decision: "lengkap" });
  await press(ratna, "Tinjau keputusan");
  await press(ratna, "Nyatakan lengkap");
  await prove(yusuf);
  await go(yusuf, `/kantor/loket/${next}`);
  await press(yusuf, "Mulai layani");
  for (const [fields, button] of [[{ nik: who.nik }, "Cocokkan NIK"], [{ kartu: "ya", wajah: "ya", nama: "ya" }, "Simpan identitas"],
    [{ surat_asli: true, surat_lunak: true }, "Simpan surat"], [{ photo: samples.photo() }, "Simpan foto"],
    [{ pernyataan: "ya" }, "Simpan pernyataan"]]) {
    await fill(yusuf, fields);
    await press(yusuf, button);
  }
  await press(yusuf, "Tinjau aktivasi", { link: true });
  await press(yusuf, "Aktivasi");
  const code = (await yusuf.locator("[data-part=code]").textContent()).trim();

  // BSSN ends Yusuf's authority before the holder comes
  await go(verifier, "/bssn/opip");
  await press(verifier, /Yusuf/, { link: true });
  await fill(verifier, { tindakan: "akhiri", reason: "Pindah tugas." });
  await press(verifier, "Ubah kewenangan");
  await checkPage(verifier, "bssn-opip-akhiri");
  await press(verifier, "Akhiri untuk seterusnya");
  await assertNoErrors(verifier);
  await go(yusuf, "/kantor/loket");
  assert.equal(yusuf.served.status, 403, "no OPIP any more");

  const holder = await road.enter(portal, next, who);
  const answer = await road.collect(holder, next, road.request(), code);
  assert.equal(answer.status, 422);
  assert.match(road.sentences(answer.body).join(), /Kewenangan petugas sudah berakhir atau ditangguhkan\. Hubungi kantor Anda/);
  assert.equal(road.sql(portal, "SELECT count(*) FROM certificate"), "1", "nothing was issued");
  assert.ok(Number(road.sql(portal, "SELECT count(*) FROM audit WHERE action = 'signer.refused'")) > 0, "the refusal is an event");
});
