// office.test.mjs - Road B as the office walks it: queue, review beside the documents, the decision
// shown as the mail, the counter, Aktivasi by a second person.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { Portal, assertError, assertNoErrors, attachment, checkPage, closeBrowser, download, errors, fill, go, openPage,
  press, samples, text } from "./lib.mjs";
import { officerPage } from "./lib/officer.mjs";
import { registerDs } from "./lib/register.mjs";
import * as road from "./lib/road.mjs";

let portal, verifier;
before(async () => {
  portal = await Portal.start();
  verifier = await road.signIn(portal, "verifikator1");
});
after(async () => { await closeBrowser(); await portal?.stop(); });

const at = (page) => new URL(page.url()).pathname;
const items = ["ektp", "nik", "name", "letter", "letter_number", "letter_date", "letter_signer", "nip", "position", "unit"];
const same = () => Object.fromEntries(items.map((i) => [i, "ya"]));
let serial = 100;

// Each officer has one browser with his key; `options` change its size for a while.
const pages = {};
async function officer(name, options = {}) {
  pages[name] ??= await signed(name);
  await pages[name].setViewportSize({ width: options.width || 1366, height: options.height || 900 });
  return pages[name];
}
async function signed(name, options) {
  return officerPage(portal, await openPage(portal, options), `${name}.tolitoli`, verifier);
}

async function sent() {
  const who = samples.person(++serial);
  const page = await openPage(portal);
  const number = await registerDs(page, who);
  await page.close_();
  return { who, number };
}

async function complete(page, number) {
  await go(page, `/kantor/permohonan/${number}`);
  await press(page, "Mulai periksa");
  await fill(page, { ...same(), decision: "lengkap" });
  await press(page, "Tinjau keputusan");
  await press(page, "Nyatakan lengkap");
  await assertNoErrors(page);
}

for (const [name, options] of [["", {}], ["-ponsel", { width: 360, height: 740 }]])
  test(`from the queue to the activated certificate${name}`, async () => {
    const { who, number } = await sent();
    const ratna = await officer("ratna", options), yusuf = await officer("yusuf", options);
    const check = (page, state) => checkPage(page, state + name);

    await go(ratna, "/kantor/permohonan");
    await check(ratna, "kantor-antrean");
    assert.ok((await text(ratna)).includes(number));
    await go(ratna, `/kantor/permohonan?tab=baru&cari=${number.toLowerCase()}&status=submitted`);
    assert.ok((await text(ratna)).includes(who.name));
    await press(ratna, who.name, { link: true });
    assert.equal(at(ratna), `/kantor/permohonan/${number}`);
    assert.ok(!(await text(ratna)).includes(who.nik), "the NIK shows only to who holds the file");
    await check(ratna, "kantor-berkas");
    await press(ratna, "Mulai periksa");
    await check(ratna, "kantor-periksa");
    await go(ratna, `/kantor/permohonan/${number}?dok=letter&hal=1&zum=150&putar=90&banding=ektp`);
    await check(ratna, "kantor-periksa-banding");

    await fill(ratna, { ...same(), unit: "tidak", unit_alasan: "Unit di surat: Seksi Bank", decision: "lengkap" });
    await press(ratna, "Tinjau keputusan");
    await assertError(ratna, "decision", "Belum bisa dinyatakan lengkap: 1 data berbeda, 0 belum dicek.");
    await check(ratna, "kantor-periksa-salah");
    await fill(ratna, { unit: "ya" });
    await press(ratna, "Tinjau keputusan");
    assert.equal(at(ratna), `/kantor/permohonan/${number}/putusan`);
    await check(ratna, "kantor-putusan");
    const shown = (await ratna.locator(".es-mail__text").textContent()).trim();
    await press(ratna, "Nyatakan lengkap");
    const ready = await portal.mail.next(who.email, /Berkas lengkap/);
    assert.equal(ready.text.replace(/\r/g, "").trim(), shown, "the mail is the one that was shown");

    await go(ratna, `/kantor/loket/${number}`);
    assert.match(await text(ratna), /aturan dua orang.*Yusuf Contoh Baolan/s);
    assert.equal(await ratna.getByRole("button", { name: "Mulai layani" }).count(), 0);
    await check(ratna, "loket-aturan-dua-orang");

    await go(yusuf, "/kantor/loket");
    await check(yusuf, "loket");
    await fill(yusuf, { cari: who.nip });
    await press(yusuf, "Cari");
    assert.equal(at(yusuf), `/kantor/loket/${number}`);
    await check(yusuf, "loket-mulai");
    await press(yusuf, "Mulai layani");
    await check(yusuf, "loket-layani");
    assert.ok(!(await yusuf.content()).includes(who.nik), "the NIK is typed blind");
    await fill(yusuf, { nik: who.nik.slice(0, 15) + ((Number(who.nik[15]) + 1) % 10) });
    await press(yusuf, "Cocokkan NIK");
    assert.match(await text(yusuf), /Tidak sama dengan NIK pendaftaran \(1 kali\)/);
    await check(yusuf, "loket-nik-beda");
    await fill(yusuf, { nik: who.nik });
    await press(yusuf, "Cocokkan NIK");
    assert.match(await text(yusuf), /NIK pada kartu asli sama/);
    await fill(yusuf, { kartu: "ya", wajah: "tidak", nama: "ya" });
    await press(yusuf, "Simpan identitas");
    assert.deepEqual(await errors(yusuf), ["Setiap jawaban Tidak perlu alasan."]);
    await fill(yusuf, { wajah: "ya" });
    await press(yusuf, "Simpan identitas");
    await fill(yusuf, { surat_lunak: true });
    await press(yusuf, "Simpan surat");
    await fill(yusuf, { surat_asli: true, surat_lunak: true });
    await press(yusuf, "Simpan surat");
    await press(yusuf, "Simpan foto");
    await assertError(yusuf, "photo", "Ambil atau pilih foto pemohon.");
    await fill(yusuf, { photo: samples.photo() });
    await press(yusuf, "Simpan foto");
    await assertNoErrors(yusuf);
    assert.equal(await yusuf.getByRole("link", { name: "Tinjau aktivasi" }).count(), 0);
    await fill(yusuf, { pernyataan: "ya" });
    await press(yusuf, "Simpan pernyataan");
    await check(yusuf, "loket-lengkap");
    await press(yusuf, "Tinjau aktivasi", { link: true });
    await check(yusuf, "loket-tinjau");
    await press(yusuf, "Aktivasi");
    assert.equal(at(yusuf), `/kantor/loket/${number}/selesai`);
    await check(yusuf, "loket-selesai");
    const mail = await portal.mail.next(who.email, /siap diambil/);
    assert.match(mail.text, new RegExp(`/ambil/${number}`));
    assert.match(mail.text, /Kode pengambilan: \d{6}/);
    await go(yusuf, "/kantor/permohonan?tab=selesai");
    assert.ok((await text(yusuf)).includes(number));
  });

test("two officers on one file: the second is told who and when, and keeps what was typed", async () => {
  const { number } = await sent();
  const ratna = await officer("ratna"), yusuf = await officer("yusuf"), kepala = await officer("kepala");
  await go(yusuf, `/kantor/permohonan/${number}`);
  await go(ratna, `/kantor/permohonan/${number}`);
  await press(ratna, "Mulai periksa");
  await press(yusuf, "Mulai periksa");
  assert.equal(yusuf.served.status, 409);
  assert.match(await text(yusuf), /baru saja diubah oleh Ratna Contoh Buol pukul \d\d\.\d\d WITA/);
  await checkPage(yusuf, "kantor-409");

  // the head of the office frees the file; Ratna still has it open and types
  await fill(ratna, { nik: "tidak", nik_alasan: "Angka terakhir tidak terbaca", decision: "perbaiki" });
  await go(kepala, `/kantor/permohonan/${number}`);
  await press(kepala, "Lepaskan");
  await go(yusuf, `/kantor/permohonan/${number}`);
  await press(yusuf, "Mulai periksa");
  await press(ratna, "Tinjau keputusan");
  assert.equal(ratna.served.status, 409);
  assert.match(await text(ratna), /Angka terakhir tidak terbaca/);
  assert.match(await text(ratna), /dipegang Yusuf Contoh Baolan/);
  await checkPage(ratna, "kantor-409-catatan");

  await fill(ratna, { catatan: "Saya sempat melihat NIK kurang jelas." });
  await press(ratna, "Tambah catatan");
  await go(yusuf, `/kantor/permohonan/${number}`);
  assert.match(await text(yusuf), /Saya sempat melihat NIK kurang jelas\./);
});

test("a return names its items, to the applicant and to the office", async () => {
  const { who, number } = await sent();
  const ratna = await officer("ratna");
  await go(ratna, `/kantor/permohonan/${number}`);
  await press(ratna, "Mulai periksa");
  await fill(ratna, { decision: "perbaiki" });
  await press(ratna, "Tinjau keputusan");
  await assertError(ratna, "decision", "Tandai Beda pada yang perlu diperbaiki, dan tulis alasannya.");
  await fill(ratna, { letter_number: "tidak", decision: "perbaiki" });
  await press(ratna, "Tinjau keputusan");
  await assertError(ratna, "decision", "Tulis apa yang berbeda pada Nomor surat.");
  await fill(ratna, { letter_number_alasan: "Di surat tertulis S-18." });
  await press(ratna, "Tinjau keputusan");
  await checkPage(ratna, "kantor-putusan-perbaikan");
  await press(ratna, "Kirim permintaan perbaikan");
  const mail = await portal.mail.next(who.email, /Perlu perbaikan: 1 hal/);
  assert.match(mail.text, /Nomor surat: Di surat tertulis S-18\./);
  await portal.mail.next("hasan.contoh@kemenkeu.go.id", /Perlu perbaikan: 1 hal/);
  await go(ratna, "/kantor/permohonan?tab=perbaikan");
  assert.ok((await text(ratna)).includes(number));
  await checkPage(ratna, "kantor-antrean-perbaikan");
});

test("a refusal needs a reason and is shown before it is sent", async () => {
  const { who, number } = await sent();
  const kepala = await officer("kepala");
  await go(kepala, `/kantor/permohonan/${number}`);
  await press(kepala, "Mulai periksa");
  await fill(kepala, { decision: "tolak" });
  await press(kepala, "Tinjau keputusan");
  await assertError(kepala, "decision", "Tulis alasan penolakan.");
  await fill(kepala, { pesan: "Nama tidak tercantum dalam surat rekomendasi." });
  await press(kepala, "Tinjau keputusan");
  await checkPage(kepala, "kantor-putusan-tolak");
  await press(kepala, "Tolak pendaftaran");
  const mail = await portal.mail.next(who.email, /Pendaftaran ditolak/);
  assert.match(mail.text, /Nama tidak tercantum/);
  await go(kepala, `/kantor/loket/${number}`);
  assert.equal(kepala.served.status, 403, "the counter is the OPIP's");
});

test("what cannot go on at the counter: later, or back to be put right", async () => {
  const { who, number } = await sent();
  const ratna = await officer("ratna"), yusuf = await officer("yusuf");
  await complete(ratna, number);
  await go(yusuf, `/kantor/loket/${number}`);
  await press(yusuf, "Mulai layani");
  await fill(yusuf, { jalan: "nanti", reason: "Surat asli tertinggal" });
  await press(yusuf, "Lanjut");
  assert.equal(at(yusuf), "/kantor/loket");
  assert.ok((await text(yusuf)).includes(number));
  await go(yusuf, `/kantor/loket/${number}`);
  await press(yusuf, "Mulai layani");
  await fill(yusuf, { jalan: "perbaiki", reason: "NIK di kartu berbeda" });
  await press(yusuf, "Lanjut");
  await assertError(yusuf, "bagian", "Pilih bagian yang perlu diperbaiki.");
  await checkPage(yusuf, "loket-henti-salah");
  await fill(yusuf, { jalan: "perbaiki", bagian: "nik" });
  await press(yusuf, "Lanjut");
  assert.equal(at(yusuf), `/kantor/permohonan/${number}/putusan`);
  await press(yusuf, "Kirim permintaan perbaikan");
  const mail = await portal.mail.next(who.email, /Perlu perbaikan/);
  assert.match(mail.text, /NIK: NIK di kartu berbeda/);
});

test("the counter's search says what it does not find", async () => {
  const yusuf = await officer("yusuf");
  await go(yusuf, "/kantor/loket?cari=199001012015011999");
  assert.match((await errors(yusuf)).join(), /Tidak ada permohonan dengan nomor atau NIP itu/);
  await checkPage(yusuf, "loket-cari-salah");
  await go(yusuf, "/kantor/permohonan?tab=selesai&cari=tidak-ada-orang-ini");
  assert.match(await text(yusuf), /Tidak ada yang cocok dengan saringan ini\./);
  await checkPage(yusuf, "kantor-antrean-kosong");
});

test("times at the counter: the office opens it, applicants choose, nobody is turned away", async () => {
  const kepala = await officer("kepala"), ratna = await officer("ratna"), yusuf = await officer("yusuf");
  await go(kepala, "/kantor/jadwal");
  assert.match(await text(kepala), /Belum ada jadwal/);
  const week = { senin: "08.00-16.00", selasa: "08.00-16.00", rabu: "08.00-16.00", kamis: "08.00-16.00",
    jumat: "08.00-16.00", sabtu: "08.00-16.00", minggu: "08.00-16.00" };
  await fill(kepala, { ...week, jumat: "08.00-11.00; siang", sekaligus: "0" });
  await press(kepala, "Simpan jadwal");
  await assertError(kepala, "jumat", "Tulis jam seperti 08.00-12.00, 13.00-15.00. Yang tidak dikenal: 08.00-11.00; siang.");
  await assertError(kepala, "sekaligus", "Isi 1 sampai 20 orang sekaligus.");
  await checkPage(kepala, "kantor-jadwal-salah");
  await fill(kepala, { ...week, sekaligus: "1", lama: "60" });
  await press(kepala, "Simpan jadwal");
  await assertNoErrors(kepala);
  const now = Date.now() + 8 * 3600e3, day = (n) => new Date(now + n * 864e5).toISOString().slice(0, 10);
  await fill(kepala, { date: day(5), reason: "Rapat kerja di Palu" });
  await press(kepala, "Tambah hari tutup");
  assert.match(await text(kepala), /Rapat kerja di Palu/);
  await checkPage(kepala, "kantor-jadwal");

  const who = samples.person(++serial), page = await openPage(portal);
  const number = await registerDs(page, who);
  await complete(ratna, number);
  const ready = await portal.mail.next(who.email, /Berkas lengkap/);
  assert.match(ready.text, new RegExp(`\\[Pilih jadwal\\] \\S+/lacak/${number}/jadwal`));
  await go(page, `/lacak/${number}`);
  await checkPage(page, "lacak-pilih-jadwal");
  await press(page, "Pilih jadwal", { link: true });
  assert.match(await text(page), /Waktu mengikuti zona kantor Anda \(WITA\)/);
  assert.equal(await page.locator(`a[href$="hari=${day(5)}"]`).count(), 0, "a closed day is not offered");
  await press(page, "Pilih jadwal ini");
  await assertError(page, "waktu", "Pilih satu waktu.");
  await go(page, `/lacak/${number}/jadwal?hari=${day(3)}`);
  await checkPage(page, "jadwal-loket");
  const [first, second] = await page.locator("[name=waktu]").evaluateAll((all) => all.map((x) => x.value));

  // somebody else is quicker
  const other = await road.submitted(portal, samples.person(++serial));
  await complete(ratna, other.number);
  const take = async (waktu) => other.c.post(`/lacak/${other.number}/jadwal`,
    { csrf: await road.csrf(other.c, `/lacak/${other.number}/jadwal`), waktu });
  road.expect(await take(first), 303, "jadwal");
  await fill(page, { waktu: first });
  await press(page, "Pilih jadwal ini");
  assert.equal(page.served.status, 409);
  await assertError(page, "waktu", "Jadwal ini baru saja diambil orang lain. Pilih yang lain.");
  await checkPage(page, "jadwal-loket-409");
  await fill(page, { waktu: second });
  await press(page, "Pilih jadwal ini");
  assert.match(await text(page), /Anda ditunggu .*, 09\.00 WITA/);
  await checkPage(page, "lacak-jadwal");
  const file = await download(page, page.getByRole("link", { name: "Tambahkan ke kalender" }));
  assert.equal(file.name, `${number}-loket.ics`);
  const calendar = fs.readFileSync(file.path, "utf8");
  assert.match(calendar, /^BEGIN:VCALENDAR\r\n/);
  assert.match(calendar, new RegExp(`\r\nUID:${number}-loket@paraf\r\n`));
  assert.match(calendar, new RegExp(`\r\nDTSTART:${day(3).replaceAll("-", "")}T010000Z\r\n`));
  await press(page, "Ganti jadwal", { link: true });
  await checkPage(page, "jadwal-loket-ganti");
  const set = attachment(await portal.mail.next(who.email, /^Jadwal loket .*09\.00 WITA/), /jadwal\.ics/).toString();
  await press(page, "Lepas jadwal ini");
  assert.match(await text(page), /Jadwal loket dilepas/);
  const off = attachment(await portal.mail.next(who.email, /^Jadwal loket .* tidak berlaku lagi/), /jadwal\.ics/).toString();
  const sequence = (ics) => Number(/\r\nSEQUENCE:(\d+)\r\n/.exec(ics)[1]), uid = `UID:${number}-loket@paraf\r\n`;
  assert.ok(set.includes(uid) && off.includes(uid) && off.includes("STATUS:CANCELLED\r\n") && sequence(off) > sequence(set));
  await page.close_();

  // today, as the counter sees it; the other one is served without a time
  road.sql(portal, `UPDATE counter_slot SET at_s = ${Math.floor(Date.now() / 1000) - 1000}`);
  await go(yusuf, "/kantor/loket");
  assert.match(await text(yusuf), /Jadwal hari ini.*Belum datang 15 menit/s);
  await checkPage(yusuf, "loket-jadwal");
  await go(yusuf, `/kantor/loket/${number}`);
  await press(yusuf, "Mulai layani");
  await assertNoErrors(yusuf);
  await go(kepala, "/kantor/jadwal");
  await press(kepala, /^Hapus/);
  assert.match(await text(kepala), /Belum ada hari tutup/);
});
