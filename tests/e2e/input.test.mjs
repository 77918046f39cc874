// input.test.mjs - what happens while people type, photograph and send: kept by itself, kept before the
// time is over, sent with percent and a way back, and the webcam of the counter with all its excuses.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { Portal, assertError, assertNoErrors, browserWithout, checkPage, closeBrowser, errors, fill, go, login, openPage,
  press, samples } from "./lib.mjs";
import { registerDs } from "./lib/register.mjs";
import { Client } from "./lib/wire.mjs";
import { officerPage } from "./lib/officer.mjs";
import { csrf, prove, signIn, start } from "./lib/road.mjs";
import { until } from "./lib/until.mjs";

const items = ["ektp", "nik", "name", "letter", "letter_number", "letter_date", "letter_signer", "nip", "position", "unit"];
const at = (page) => new URL(page.url()).pathname;
let portal, reviewer, serial = 600;
before(async () => { portal = await Portal.start(); });
after(async () => { await closeBrowser(); await portal?.stop(); });

async function officer(name, options) {
  const page = await openPage(portal, options);
  await login(page, `${name}.tolitoli`, portal.accounts[`${name}.tolitoli`].password);
  return page;
}

// An applicant who has proven his mailbox and stands at "Data diri".
async function atData(options) {
  const who = samples.person(++serial), page = await openPage(portal, options);
  await go(page, "/registrasi-djpb/kantor?cari=082");
  await fill(page, { office: "082" });
  await press(page, "Lanjutkan");
  await fill(page, { email: who.email });
  await press(page, "Kirim kode");
  await fill(page, { code: await portal.mail.code(who.email, /Kode verifikasi/) });
  await press(page, "Lanjutkan");
  return { who, page };
}

test("what is typed is kept by itself, half numbers too, and is there when the page is opened again", async () => {
  const { who, page } = await atData();
  await fill(page, { nip: who.nip.slice(0, 9), name: who.name, unit: "KPPN Tolitoli" });
  await page.waitForFunction(() => /tersimpan otomatis pukul/.test(document.querySelector("[data-autosave-live]").textContent));
  await checkPage(page, "simpan-otomatis", { live: true });
  const box = await portal.sql("SELECT count(*) FROM form_draft");
  assert.equal(box, "1");
  await go(page, "/");
  await go(page, "/registrasi-djpb/data");
  assert.equal(await page.inputValue("[name=nip]"), who.nip.slice(0, 9));
  assert.equal(await page.inputValue("[name=unit]"), "KPPN Tolitoli");
  assert.deepEqual(await errors(page), [], "nothing is blamed before it is sent");
  await fill(page, { nip: who.nip, grade: who.grade, position: who.position, phone: who.phone });
  await press(page, "Lanjutkan");
  await assertNoErrors(page);
  assert.equal(await portal.sql("SELECT count(*) FROM form_draft"), "0", "sent: nothing is kept beside it");
  await page.close_();
});

test("an officer's remarks survive a closed page; nobody else sees them", async () => {
  const who = samples.person(++serial), page = await openPage(portal);
  const number = await registerDs(page, who);
  const ratna = await officer("ratna"), kepala = await officer("kepala");
  await go(ratna, `/kantor/permohonan/${number}`);
  await press(ratna, "Mulai periksa");
  await fill(ratna, { nik: "tidak", nik_alasan: "Angka terakhir tidak terbaca" });
  await ratna.waitForFunction(() => /tersimpan otomatis pukul/.test(document.querySelector("[data-autosave-live]").textContent));
  await go(ratna, `/kantor/permohonan/${number}`);
  assert.equal(await ratna.inputValue("[name=nik_alasan]"), "Angka terakhir tidak terbaca");
  assert.ok(await ratna.isChecked("[name=nik][value=tidak]"));
  await go(kepala, `/kantor/permohonan/${number}`);
  assert.ok(!(await kepala.content()).includes("Angka terakhir tidak terbaca"));
  for (const p of [page, ratna, kepala]) await p.close_();
});

test("keeping by itself keeps the rules: token, closed form, session", async () => {
  const who = samples.person(++serial), c = await start(portal);
  await prove(c, who);
  const send = (fields, address = "/registrasi-djpb/data/otomatis") => c.post(address, fields);
  assert.equal((await send({ csrf: c.token, name: "Dewi" })).status, 204);
  assert.equal((await send({ name: "Dewi" })).status, 403, "no token");
  assert.equal((await send({ csrf: c.token, name: "Dewi", role: "central" })).status, 400, "a field the form does not have");
  assert.equal((await send({ csrf: c.token, name: "x".repeat(70000) })).status, 400, "longer than a field can be");
  const nobody = new Client(portal);
  const token = await csrf(nobody, "/masuk");
  assert.equal((await nobody.post("/registrasi-djpb/data/otomatis", { csrf: token, name: "Dewi" })).status, 303, "nobody's form");
});

test("two minutes before the end: said, what is typed is kept, and one may stay", async () => {
  const ratna = await officer("ratna");
  await ratna.clock.install();
  const who = samples.person(++serial), page = await openPage(portal);
  const number = await registerDs(page, who);
  await go(ratna, `/kantor/permohonan/${number}`);
  await press(ratna, "Mulai periksa");
  await fill(ratna, { nik: "tidak", nik_alasan: "Buram" });
  const box = ratna.locator("[data-session-left]");
  const seen = await portal.sql("SELECT max(seen_s) FROM session WHERE account = (SELECT id FROM account WHERE username = 'ratna.tolitoli')");
  await ratna.clock.fastForward(28 * 60 * 1000 + 1000);
  await box.waitFor({ state: "visible" });
  await ratna.clock.runFor(1000);
  await box.filter({ hasText: "Isian sudah disimpan" }).waitFor();
  assert.match(await box.innerText(), /Anda akan keluar dalam 2 menit\. Isian sudah disimpan\./);
  assert.equal(await portal.sql("SELECT max(seen_s) FROM session WHERE account = (SELECT id FROM account WHERE username = 'ratna.tolitoli')"), seen,
    "keeping is not a sign of life");
  await checkPage(ratna, "waktu-hampir-habis", { live: true });
  await box.getByRole("button", { name: "Tetap masuk" }).click();
  await box.waitFor({ state: "hidden" });
  await ratna.clock.fastForward(28 * 60 * 1000 + 1000);
  await box.waitFor({ state: "visible" });
  await ratna.clock.fastForward(121 * 1000);
  await box.filter({ hasText: "Waktu habis. Masuk lagi" }).waitFor();
  await ratna.close_();
  await page.close_();
});

test("a file on its way: percent, cancelled, broken off, tried again", async () => {
  const { who, page } = await atData();
  await fill(page, { nip: who.nip, name: who.name, grade: who.grade, position: who.position, unit: who.unit, phone: who.phone });
  await press(page, "Lanjutkan");
  await fill(page, { nik: who.nik, ektp: samples.ektp(who) });
  await press(page, "Simpan dan lanjutkan");
  assert.equal(at(page), "/registrasi-djpb/surat");
  const session = await page.context().newCDPSession(page);
  const slow = (bytes) => session.send("Network.emulateNetworkConditions",
    { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytes });
  await session.send("Network.enable");
  const letter = samples.raw("surat.pdf", "application/pdf", Buffer.concat([fs.readFileSync(samples.recommendation(who)), Buffer.alloc(9000000, 32)]));
  await fill(page, { letter, letter_number: "S-17/WPB.24/KP.082/2026", letter_date: "2026-11-09", letter_signer: "Kepala KPPN Tolitoli" });
  await slow(400000);
  await page.getByRole("button", { name: "Simpan dan lanjutkan" }).click();
  await page.waitForFunction(() => Number(document.querySelector("progress")?.value) > 0);
  assert.match(await page.locator(".es-sending").innerText(), /\d+ persen terkirim/);
  await checkPage(page, "unggah-persen", { live: true });
  await page.getByRole("button", { name: "Batalkan" }).click();
  await page.getByText("Unggahan dibatalkan. Berkas pilihan Anda masih di sini.").waitFor();
  await slow(-1);

  // The portal is away; a mere hiccup is mended by the browser itself, which sends it again.
  await portal.halt();
  await page.getByRole("button", { name: "Simpan dan lanjutkan" }).click();
  await page.getByText("Sambungan terputus sebelum selesai.").waitFor();
  await portal.launch();
  page.problems.splice(0);
  await checkPage(page, "unggah-putus", { live: true });
  await fill(page, { letter: samples.recommendation(who) }); // the big one was no PDF to its end
  await Promise.all([page.waitForURL(/pernyataan/), page.getByRole("button", { name: "Coba lagi" }).click()]);
  assert.match(await page.locator("main").innerText(), /pernyataan/i);
  await page.close_();
});

test("an upload that is refused: the page says so at the field, and goes on working", async () => {
  const { who, page } = await atData();
  await fill(page, { nip: who.nip, name: who.name, grade: who.grade, position: who.position, unit: who.unit, phone: who.phone });
  await press(page, "Lanjutkan");
  await fill(page, { nik: "123", ektp: samples.raw("kartu.jpg", "image/jpeg", "bukan gambar") });
  await page.getByRole("button", { name: "Simpan dan lanjutkan" }).click();
  await page.locator(".govuk-error-summary").waitFor();
  await assertError(page, "nik", "NIK harus 16 angka. Anda mengisi 3 angka.");
  assert.ok(await page.evaluate(() => document.activeElement.classList.contains("govuk-error-summary")), "the summary has the focus");
  assert.match(await page.title(), /^Ada kesalahan: /);
  page.problems.splice(0); // the browser logs the 422 of a request that it followed
  await checkPage(page, "unggah-ditolak", { live: true });
  await fill(page, { nik: who.nik, ektp: samples.ektp(who) });
  await Promise.all([page.waitForURL(/surat/), page.getByRole("button", { name: "Simpan dan lanjutkan" }).click()]);
  await page.close_();
});

test("advice about a photo before it is sent", async () => {
  const { who, page } = await atData();
  await fill(page, { nip: who.nip, name: who.name, grade: who.grade, position: who.position, unit: who.unit, phone: who.phone });
  await press(page, "Lanjutkan");
  const advice = page.locator("[data-checks]");
  await fill(page, { ektp: samples.toJpeg(samples.ektp(who, { png: true }), "-blur", "0x12") });
  await advice.filter({ hasText: "Tulisan belum tajam" }).waitFor();
  await fill(page, { ektp: samples.toJpeg(samples.ektp(who, { png: true }), "-fill", "black", "-colorize", "85") });
  await advice.filter({ hasText: "Foto terlalu gelap" }).waitFor();
  await fill(page, { ektp: samples.toJpeg(samples.ektp(who, { png: true }), "-colorspace", "Gray") });
  await advice.filter({ hasText: "hitam putih" }).waitFor();
  await fill(page, { ektp: samples.ektp(who) });
  await advice.filter({ hasText: "Tulisan tajam", hasNotText: "Belum:" }).waitFor();
  await checkPage(page, "mutu-foto", { live: true });
  await page.close_();
});

// --- the webcam at the counter ------------------------------------------------------------------------

async function atPhoto(yusuf, who, number) {
  reviewer ??= await officerPage(portal, await openPage(portal), "ratna.tolitoli", await signIn(portal, "verifikator1"));
  const ratna = reviewer;
  await go(ratna, `/kantor/permohonan/${number}`);
  await press(ratna, "Mulai periksa");
  await fill(ratna, { ...Object.fromEntries(items.map((i) => [i, "ya"])), decision: "lengkap" });
  await press(ratna, "Tinjau keputusan");
  await press(ratna, "Nyatakan lengkap");
  await assertNoErrors(ratna);
  await go(yusuf, `/kantor/loket/${number}`);
  await press(yusuf, "Mulai layani");
  await fill(yusuf, { nik: who.nik });
  await press(yusuf, "Cocokkan NIK");
}

test("the webcam of the counter: live, taken, taken again, stored", async () => {
  const who = samples.person(++serial), page = await openPage(portal);
  const number = await registerDs(page, who);
  const yusuf = await officer("yusuf");
  await atPhoto(yusuf, who, number);
  await yusuf.getByRole("button", { name: "Pakai kamera komputer" }).click();
  const panel = yusuf.locator("[data-camera-panel]");
  await panel.waitFor({ state: "visible" });
  await yusuf.waitForFunction(() => document.querySelector("video").videoWidth > 0);
  await yusuf.getByText("Kamera menyala. Tekan Ambil gambar bila sudah pas.").waitFor();
  await checkPage(yusuf, "loket-kamera", { live: true });
  await yusuf.getByRole("button", { name: "Ambil gambar" }).click();
  await yusuf.getByText("Gambar diambil.").waitFor();
  assert.ok(await panel.isHidden(), "the camera is off once the picture is taken");
  const name = () => yusuf.evaluate(() => document.querySelector("[name=photo]").files[0]?.name);
  assert.equal(await name(), "kamera.jpg");
  // again, then closed without taking: the first stays
  await yusuf.getByRole("button", { name: "Pakai kamera komputer" }).click();
  await panel.waitFor({ state: "visible" });
  await yusuf.getByRole("button", { name: "Tutup kamera" }).click();
  assert.equal(await name(), "kamera.jpg");
  await Promise.all([yusuf.waitForURL(`**/kantor/loket/${number}`), yusuf.getByRole("button", { name: "Simpan foto" }).click()]);
  await until(portal, "the photo is stored", async () => Number(await portal.sql(`SELECT count(*) FROM document WHERE class = 'counter_photo' AND state = 'kept'
    AND noun_id = (SELECT id FROM application WHERE number = '${number}')`)) > 0);
  await yusuf.close_();
  await page.close_();
});

for (const [what, without, sentence] of [
  ["nobody allows it", ["fake-ui"], "Kamera tidak diizinkan. Buka gembok di bilah alamat, pilih Izinkan kamera."],
  ["there is none", ["fake-device"], "Tidak ada kamera. Unggah foto dari kamera lain."]])
  test(`the webcam of the counter: ${what}, said in words, and a file does as well`, async () => {
    const who = samples.person(++serial), page = await openPage(portal);
    const number = await registerDs(page, who);
    const yusuf = await officer("yusuf", { browser: await browserWithout(...without) });
    await atPhoto(yusuf, who, number);
    await yusuf.getByRole("button", { name: "Pakai kamera komputer" }).click();
    await yusuf.getByText(sentence).waitFor();
    assert.ok(await yusuf.locator("[data-camera-panel]").isHidden());
    await fill(yusuf, { photo: samples.photo() });
    await yusuf.getByRole("button", { name: "Simpan foto" }).click();
    await until(portal, "the photo is stored", async () => Number(await portal.sql(`SELECT count(*) FROM document WHERE class = 'counter_photo' AND state = 'kept'
      AND noun_id = (SELECT id FROM application WHERE number = '${number}')`)) > 0);
    await yusuf.close_();
    await page.close_();
  });
