// road-a.test.mjs - Road A whole, in browsers, on both engines: the directorate makes an office
// administrator, who records a candidate of KPPN Tolitoli, who becomes an OPIP and sees the office's
// work, until he is deactivated.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Portal, assertNoErrors, checkPage, closeBrowser, fill, go, login, openPage, press, text } from "./lib.mjs";
import { addKey, verifierPage } from "./lib/officer.mjs";
import { candidateAtBssn, sendLetters } from "./lib/road-a.mjs";

const password = "angin darat malam hari";
let portal, admin;
before(async () => {
  portal = await Portal.start({ mail: process.env.PARAF_ENGINE === "postgresql" ? "smtp" : "maildir" });
  admin = await openPage(portal);
  await login(admin, "adminkppn082", portal.accounts.adminkppn082.password);
});
after(async () => { await closeBrowser(); await portal?.stop(); });

const at = (page) => new URL(page.url()).pathname;

// With a key in the browser that the ceremony made known to the signer.
const verifiers = {};
async function verifier(n) {
  verifiers[n] ??= await verifierPage(portal, await openPage(portal), `verifikator${n}`);
  await go(verifiers[n], "/bssn");
  return verifiers[n];
}

// Look at every document, and mark every row of the comparison.
async function compare(page, number, marks = {}) {
  await go(page, `/bssn/${number}`);
  const tabs = await page.locator(".es-docs a").evaluateAll((links) => links.map((a) => a.getAttribute("href")));
  for (const href of tabs) await page.goto(new URL(href, page.url()).href);
  const names = await page.locator(".es-match input[type=radio][value=ya]").evaluateAll((all) => all.map((i) => i.name));
  for (const details of await page.locator("details:not([open]) > summary.es-panel__head").all()) await details.click();
  await fill(page, { ...Object.fromEntries(names.map((n) => [n, "ya"])), ...marks });
}

async function interview(page, number) {
  const when = new Date(Date.now() + 26 * 3600e3).toISOString().slice(0, 10);
  await go(page, `/bssn/${number}/wawancara`);
  await fill(page, { tanggal: when, jam: "10.00", cara: "video", tempat: "https://rapat.contoh.go.id/opip" });
  await press(page, "Simpan jadwal");
  await assertNoErrors(page);
  await go(page, `/bssn/${number}/wawancara`);
  const good = await page.locator("input[name=hasil]").first().getAttribute("value");
  await fill(page, { hasil: good, catatan: "Identitas cocok, paham tugas OPIP." });
  await press(page, "Simpan hasil wawancara");
  await assertNoErrors(page);
}

async function decide(page, button) {
  await press(page, "Tinjau keputusan");
  await assertNoErrors(page);
  assert.match(at(page), /\/keputusan$/);
  await press(page, button);
  await assertNoErrors(page);
}

test("from the record to an OPIP who sees the office's work, and no longer after he moved", async () => {
  const { who, page, number } = await candidateAtBssn(portal, 401, password);
  const v = await verifier(1), other = await verifier(2);

  await go(v, "/bssn");
  assert.ok((await text(v)).includes(who.name));
  await checkPage(v, "bssn-antrean");
  await go(other, `/bssn/${number}`);
  await go(v, `/bssn/${number}`);
  await press(v, "Pegang berkas");
  await press(other, "Pegang berkas");
  assert.equal(other.served.status, 409);
  assert.match(await text(other), /Verifikator Contoh Satu/);
  await checkPage(v, "bssn-berkas");

  // the card differs: returned, only that opens, put right, confirmed again
  await compare(v, number, { birth_place: "tidak", birth_place_alasan: "Di e-KTP tertulis Buol", decision: "perbaiki" });
  await decide(v, /perbaikan/i);
  await portal.mail.next(who.email, /Perlu perbaikan/);
  await go(page, "/profil");
  assert.match(await text(page), /Perlu diperbaiki/);
  await go(page, "/profil/kelengkapan-ds/data");
  await fill(page, { birth_place: "Buol" });
  await press(page, /Simpan/);
  await assertNoErrors(page);
  await go(page, "/profil/konfirmasi-ds");
  if (await page.getByRole("button", { name: "Konfirmasi DS" }).count() === 0 ||
      /surat baru/i.test(await text(page))) await sendLetters(portal, page, who);
  else await press(page, "Konfirmasi DS");

  await go(v, `/bssn/${number}`);
  if (await v.getByRole("button", { name: "Pegang berkas" }).count() > 0) await press(v, "Pegang berkas");
  await interview(v, number);
  await portal.mail.next(who.email, /[Ww]awancara/);
  await compare(v, number, { decision: "setuju" });
  await press(v, "Tinjau keputusan");
  assert.match(await text(v), /Calon belum menambah kunci/, "nothing to grant without a key of the candidate");
  await addKey(page, "Laptop kantor", "browser");
  await go(v, `/bssn/${number}`);
  await compare(v, number, { decision: "setuju" });
  await decide(v, /[Ss]etujui/);
  const granted = await portal.mail.next(who.email, /disetujui sebagai OPIP/);
  await page.goto(/https?:\/\/\S*\/profil\/opip-aktif\S*/.exec(granted.text)[0]);
  await checkPage(page, "opip-selamat-datang");
  await page.locator("input[type=checkbox]").first().check({ force: true });
  await press(page, "Aktifkan akses OPIP");
  await assertNoErrors(page);
  await go(page, "/kantor/permohonan");
  assert.equal(page.served.status, 200);

  // moved away: sessions, authority, everything ends at once
  await go(admin, "/kantor/pengguna");
  await press(admin, who.name, { link: true });
  await press(admin, "Nonaktifkan akun", { link: true });
  const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10); // at the office, WITA
  await fill(admin, { reason: "Pindah ke KPPN Palu", date: today });
  await press(admin, "Tinjau");
  await press(admin, "Ya, nonaktifkan");
  assert.match(await text(admin), /Dinonaktifkan\. Alasan: Pindah ke KPPN Palu/);
  await go(page, "/kantor/permohonan");
  assert.equal(at(page), "/masuk", "the open session is gone");
  await login(page, who.username, password).catch(() => undefined);
  assert.equal(at(page), "/masuk");
  await portal.mail.next(who.email, /OPIP dinonaktifkan/);
  await page.close_();
});

test("refused with a reason", async () => {
  const { who, page, number } = await candidateAtBssn(portal, 402, password);
  const v = await verifier(2);
  await go(v, `/bssn/${number}`);
  await press(v, "Pegang berkas");
  await compare(v, number, { decision: "tolak" });
  await press(v, "Tinjau keputusan");
  await v.locator("input[name=sebab]").first().check({ force: true });
  await fill(v, { pesan_tolak: "Tidak bertugas di seksi MSKI." });
  await decide(v, /[Tt]olak/);
  const mail = await portal.mail.next(who.email, /tidak disetujui/);
  assert.match(mail.text, /Tidak bertugas di seksi MSKI/);
  await go(page, "/profil/hasil");
  assert.match(await text(page), /Tidak bertugas di seksi MSKI/);
  assert.equal((await go(page, "/kantor/permohonan")).status(), 403);
  await page.close_();
});
