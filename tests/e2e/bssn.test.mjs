// bssn.test.mjs - Road A at BSSN: the queue, holding, comparing, the interview, each decision with
// the very mail, the new OPIP who takes the duties on, and authorities of all offices.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { Portal, assertError, assertNoErrors, attachment, checkPage, closeBrowser, download, errors, fill, go, heading,
  linksOf, login, openPage, press, text } from "./lib.mjs";
import { addKey, verifierPage } from "./lib/officer.mjs";
import { candidateAtBssn } from "./lib/road-a.mjs";
import * as road from "./lib/road.mjs";

let portal, one, two, dewi;
before(async () => {
  portal = await Portal.start();
  [one, two] = [await openPage(portal), await openPage(portal)];
  await verifierPage(portal, one, "verifikator1");
  await verifierPage(portal, two, "verifikator2");
});
after(async () => { await closeBrowser(); await portal?.stop(); });

const compared = ["nik", "name", "birth_place", "birth_date", "face", "nip", "appointment", "signed_recommendation",
  "signed_statement"];
const alike = () => Object.fromEntries(compared.map((name) => [name, "ya"]));
const status = (page) => page.served.status;

// Every document is shown once: that is the opening that is recorded.
async function openDocuments(page, number) {
  for (const dok of ["ektp", "photo", "appointment", "signed_recommendation", "signed_statement"]) {
    await go(page, `/bssn/${number}?dok=${dok}`);
    await page.locator(".es-viewer__page img").first().evaluate((img) => img.decode());
  }
}

async function interview(page, number, result, note = "") {
  await go(page, `/bssn/${number}/wawancara`);
  await fill(page, { hasil: result, catatan: note });
  await press(page, "Simpan hasil wawancara");
  await assertNoErrors(page);
}

test("an empty queue says so", async () => {
  await go(one, "/bssn");
  assert.match(await text(one), /Tidak ada berkas di antrean ini\. Bagus\./);
  await checkPage(one, "bssn-kosong");
  await go(two, "/bssn/riwayat");
  assert.match(await text(two), /Anda belum memutuskan berkas\./);
  await checkPage(two, "bssn-riwayat-kosong");
});

test("a new file is in the queue, and filters live in the address", async () => {
  dewi = await candidateAtBssn(portal, 4);
  await go(one, "/bssn");
  assert.ok((await text(one)).includes(dewi.number));
  await checkPage(one, "bssn-antrean");
  await fill(one, { nama: dewi.who.name.split(" ")[0].toUpperCase(), kantor: "082", nomor: dewi.number.replaceAll("-", "").toLowerCase() });
  await press(one, "Saring");
  assert.match(one.url(), /nama=.*kantor=082/);
  assert.ok((await text(one)).includes(dewi.number));
  await fill(one, { kantor: "051" });
  await press(one, "Saring");
  assert.match(await text(one), /Tidak ada yang cocok dengan saringan ini/);
  await go(two, `/bssn/${dewi.number}`);
  assert.match(await text(two), /Pegang berkas ini/);
  assert.ok(!(await two.content()).includes(dewi.who.nik), "the NIK is masked before the file is held");
  await checkPage(two, "bssn-berkas-belum-dipegang");
});

test("two on one file: the second is told who and when, and keeps what was typed", async () => {
  const at = `/bssn/${dewi.number}`;
  await go(two, at);
  await go(one, at);
  await press(one, "Pegang berkas");
  assert.ok((await one.content()).includes(dewi.who.nik.slice(0, 4)), "the holder sees the NIK");
  await press(two, "Pegang berkas");
  assert.equal(status(two), 409);
  assert.match(await two.locator("body").innerText(), /Sudah dipegang Verifikator Contoh Satu sejak/);
  await go(two, at);
  assert.match(await text(two), /Sudah dipegang Verifikator Contoh Satu sejak/);
  assert.equal(await two.getByRole("button", { name: "Tinjau keputusan" }).count(), 0);
  // the file changes hands while the first one types
  await go(one, at);
  await fill(one, { name: "tidak", name_alasan: "Huruf kedua berbeda." });
  const other = await openPage(portal);
  await login(other, "verifikator1", portal.accounts.verifikator1.password);
  await go(other, at);
  await press(other, "Lepaskan");
  await go(two, at);
  await press(two, "Pegang berkas");
  await press(one, "Simpan dulu");
  assert.equal(status(one), 409);
  assert.ok((await errors(one))[0].startsWith("Sudah dipegang Verifikator Contoh Dua sejak"));
  assert.match(await text(one), /Huruf kedua berbeda\./);
  await checkPage(one, "bssn-konflik");
  await go(two, at);
  await press(two, "Lepaskan");
  await other.close_();
});

test("documents: tabs, pages, zoom, turn, side by side", async () => {
  const at = `/bssn/${dewi.number}`;
  await go(one, at);
  await press(one, "Pegang berkas");
  assert.match(await text(one), /5 dokumen belum dibuka|4 dokumen belum dibuka/);
  await openDocuments(one, dewi.number);
  await go(one, at);
  assert.doesNotMatch(await text(one), /dokumen belum dibuka/);
  assert.match(await text(one), /Dibuka Verifikator Contoh Satu, .*Pembukaan dicatat\./);
  await press(one, "Putar");
  assert.match(one.url(), /putar=90/);
  await checkPage(one, "bssn-putar");
  await press(one, "Perbesar");
  assert.match(one.url(), /zum=150/);
  await press(one, "Bandingkan");
  assert.equal(await one.locator(".es-compare img").count(), 2);
  await checkPage(one, "bssn-bandingkan");
  await go(one, `${at}?dok=appointment&hal=2`);
  assert.match(await text(one), /3 hlm\./);
  await checkPage(one, "bssn-periksa");
});

test("the interview is set in the office's zone, and both are told", async () => {
  const at = `/bssn/${dewi.number}/wawancara`;
  await go(one, at);
  await checkPage(one, "bssn-wawancara");
  await fill(one, { tanggal: "2020-01-06", jam: "10.00", cara: "video", tempat: "https://rapat.example/abc" });
  await press(one, "Simpan jadwal");
  await assertError(one, "tanggal", "Waktu wawancara sudah lewat. Pilih waktu yang akan datang.");
  await checkPage(one, "bssn-wawancara-salah");
  const day = new Date(Date.now() + 3 * 86400000).toISOString().slice(0, 10);
  await fill(one, { tanggal: day, jam: "nanti" });
  await press(one, "Simpan jadwal");
  await assertError(one, "jam", "Tulis jam seperti 09.30.");
  await fill(one, { jam: "10:30" });
  await press(one, "Simpan jadwal");
  await assertNoErrors(one);
  assert.match(await text(one), /10\.30 WITA, Video/);
  const mail = await portal.mail.next(dewi.who.email, /^Wawancara .*10\.30 WITA/);
  assert.match(mail.text, /https:\/\/rapat\.example\/abc/);
  await go(one, at);
  await checkPage(one, "bssn-wawancara-dijadwalkan");
  await fill(one, { hasil: "belum_paham" });
  await press(one, "Simpan hasil wawancara");
  await assertError(one, "catatan", "Tulis catatan wawancara: apa yang belum sesuai.");
});

test("a return names the items, shows the very mail, and only those reopen", async () => {
  const at = `/bssn/${dewi.number}`;
  await go(one, at);
  await fill(one, { ...alike(), birth_date: "tidak", birth_date_alasan: "Pada e-KTP tertulis tahun lain.", decision: "setuju" });
  await press(one, "Tinjau keputusan");
  assert.equal(status(one), 422);
  assert.match((await errors(one))[0], /Belum bisa: 1 data berbeda\. Wawancara belum dicatat\. Calon belum menambah kunci\./);
  await checkPage(one, "bssn-belum-bisa");
  await fill(one, { decision: "perbaiki", pesan: "Mohon perbaiki sebelum Jumat." });
  await press(one, "Tinjau keputusan");
  assert.match(await heading(one), /Tinjau keputusan/);
  assert.match(await text(one), /Tanggal lahir: Pada e-KTP tertulis tahun lain\./);
  await checkPage(one, "bssn-tinjau-perbaikan");
  const shown = (await one.locator("article .es-lines").innerText()).replace(/\s+/g, " ").trim();
  await press(one, "Kirim permintaan perbaikan");
  const mail = await portal.mail.next(dewi.who.email, /Perlu perbaikan: 1 hal/);
  assert.equal(mail.text.replace(/\s+/g, " ").trim(), shown);
  await go(one, "/bssn?tab=selesai");
  await checkPage(one, "bssn-selesai");
  await go(one, at);
  assert.match(await text(one), /Perlu perbaikan/);
  await checkPage(one, "bssn-dikembalikan");
});

// Times to choose from (B4, C9): opened, the first one lost to somebody else, the second chosen and missed.
async function choosesAndMisses({ number, who, page }) {
  const day = new Date(Date.now() + 4 * 864e5).toISOString().slice(0, 10);
  await go(page, "/profil/wawancara");
  assert.match(await text(page), /Belum ada jadwal\. Kami kabari lewat email\./);
  await checkPage(page, "wawancara-kosong");
  await go(one, "/bssn/jadwal");
  await fill(one, { tanggal: day, mulai: "9", selesai: "10.00", zona: "WIB", cara: "video", tempat: "rapat" });
  await press(one, "Buka waktu");
  await assertError(one, "mulai", "Tulis jam seperti 09.30.");
  await assertError(one, "tempat", "Untuk video, tulis tautan yang dimulai dengan https://.");
  await checkPage(one, "bssn-jadwal-salah");
  await fill(one, { mulai: "08.00", selesai: "09.00", tempat: "https://rapat.example/siang" });
  await press(one, "Buka waktu");
  assert.match(await one.locator("body").innerText(), /2 waktu wawancara dibuka/);

  await go(page, "/profil");
  await press(page, "Pilih jadwal", { link: true });
  assert.match(await text(page), /Waktu mengikuti zona kantor Anda \(WITA\)/);
  await checkPage(page, "wawancara-pilih");
  const [first, second] = await page.locator("[name=waktu]").evaluateAll((all) => all.map((x) => x.value));
  road.sql(portal, `UPDATE interview_slot SET candidacy = (SELECT id FROM candidacy WHERE number = '${dewi.number}')
    WHERE id = '${first}'`);
  await fill(page, { waktu: first });
  await press(page, "Pilih jadwal ini");
  assert.equal(status(page), 409);
  await assertError(page, "waktu", "Jadwal ini baru saja diambil orang lain. Pilih yang lain.");
  await fill(page, { waktu: second });
  await press(page, "Pilih jadwal ini");
  const mail = await portal.mail.next(who.email, /^Wawancara [A-Z][a-z]+, .*09\.30 WITA/);
  assert.match(mail.text, /https:\/\/rapat\.example\/siang/);
  assert.match(attachment(mail, /jadwal\.ics/).toString(), new RegExp(`UID:${number}-wawancara@paraf\r\n`));
  const told = await portal.mail.next("satu.contoh@bssn.go.id", new RegExp(`^Wawancara .*08\\.30 WIB – ${number}`));
  assert.match(told.text, /08\.30 WIB \(09\.30 WITA di kantor calon\)/);
  assert.match(told.text, /Kantor: KPPN Tolitoli \(082\)/);

  // not able to come: the reason is read, the place is free, the calendars are put right
  await go(page, "/profil/wawancara");
  await press(page, "Lepas jadwal ini");
  await assertError(page, "reason", "Tulis sebab Anda berhalangan.");
  await checkPage(page, "wawancara-lepas-salah");
  await fill(page, { reason: "Dinas luar ke Buol" });
  await press(page, "Lepas jadwal ini");
  const off = await portal.mail.next("satu.contoh@bssn.go.id", new RegExp(`^Wawancara .* batal – ${number}`));
  assert.match(off.text, /calon OPIP melepas jadwalnya: Dinas luar ke Buol/);
  assert.match(attachment(off, /jadwal\.ics/).toString(), /METHOD:CANCEL\r\n/);
  await go(one, "/profil/notifikasi");
  assert.match(await text(one), /Wawancara .* batal/);
  await go(page, "/profil/wawancara");
  await fill(page, { waktu: second });
  await press(page, "Pilih jadwal ini");
  await portal.mail.next(who.email, /^Wawancara [A-Z][a-z]+, .*09\.30 WITA – /);
  await go(page, "/profil/wawancara");
  await checkPage(page, "wawancara-dipilih");
  const file = await download(page, page.getByRole("link", { name: "Tambahkan ke kalender" }));
  assert.match(fs.readFileSync(file.path, "utf8"), new RegExp(`DTSTART:${day.replaceAll("-", "")}T013000Z\r\n`));

  const past = Math.floor(Date.now() / 1000) - 1000;
  road.sql(portal, `UPDATE interview_slot SET at_s = ${past} WHERE id = '${second}'`);
  road.sql(portal, `UPDATE candidacy SET interview_at_s = ${past} WHERE number = '${number}'`);
  await go(one, `/bssn/${number}`);
  await press(one, "Lepaskan"); // as the clock does after two hours
  await go(one, "/bssn/jadwal");
  assert.match(await text(one), /Peserta belum hadir 15 menit\. Tandai tidak hadir\?/);
  await checkPage(one, "bssn-jadwal");
  await press(one, "Tandai tidak hadir?", { link: true });
  await checkPage(one, "bssn-wawancara-tidak-hadir");
  await press(one, "Pegang berkas");
  await press(one, "Tandai tidak hadir?", { link: true });
  await press(one, "Tandai tidak hadir");
  await go(page, "/profil/wawancara");
  assert.match(await text(page), /Pilih jadwal wawancara/);
}

test("a grant after everything is there; the new OPIP takes the duties on", async () => {
  const sari = await candidateAtBssn(portal, 8);
  await addKey(sari.page, "Laptop kantor", "browser");
  await go(one, `/bssn/${sari.number}`);
  await press(one, "Pegang berkas");
  await choosesAndMisses(sari);
  await openDocuments(one, sari.number);
  await interview(one, sari.number, "cocok", "Menjawab semua pertanyaan.");
  await fill(one, { ...alike(), birth_place: "tidak", birth_place_alasan: "Singkatan nama kota.", birth_place_terima: true, decision: "setuju" });
  await press(one, "Tinjau keputusan");
  assert.match(await heading(one), /Tinjau keputusan/);
  await checkPage(one, "bssn-tinjau-setuju");
  await press(one, "Setujui sebagai OPIP");
  assert.match(await one.locator("body").innerText(), /Disetujui\. Tautan aktivasi dikirim/);
  const mail = await portal.mail.next(sari.who.email, /Anda disetujui sebagai OPIP/);
  const link = linksOf(mail, portal.url).find((l) => l.includes("/profil/opip-aktif"));
  await go(two, link);
  assert.equal(status(two), 403);
  await go(sari.page, "/kantor/permohonan");
  assert.equal(status(sari.page), 403); // not before the duties are taken on
  await go(sari.page, link);
  await go(sari.page, link); // a second GET uses nothing up
  assert.match(await heading(sari.page), /Selamat datang sebagai OPIP/);
  await checkPage(sari.page, "opip-aktif");
  await press(sari.page, "Aktifkan akses OPIP");
  await assertError(sari.page, "setuju", "Centang bahwa Anda menerima tugas dan larangan OPIP.");
  await fill(sari.page, { setuju: true });
  await press(sari.page, "Aktifkan akses OPIP");
  assert.match(await heading(sari.page), /Akses OPIP Anda aktif/);
  await checkPage(sari.page, "opip-aktif-selesai");
  await go(sari.page, "/kantor/permohonan");
  assert.equal(status(sari.page), 200);
  await go(sari.page, link);
  assert.equal(status(sari.page), 403); // used
  await go(one, "/bssn/riwayat");
  assert.ok((await text(one)).includes(sari.number));
  await checkPage(one, "bssn-riwayat");

  // BSSN suspends: the rights end with the next request
  await go(one, "/bssn/opip");
  await checkPage(one, "bssn-opip");
  await press(one, sari.who.name);
  await checkPage(one, "bssn-opip-satu");
  await press(one, "Ubah kewenangan");
  await assertError(one, "reason", "Tulis alasannya.");
  await fill(one, { tindakan: "tangguhkan", reason: "Diperiksa\nulang." });
  await press(one, "Ubah kewenangan");
  await assertNoErrors(one);
  assert.match(await text(one), /Tangguhkan kewenangan[\s\S]*Diperiksa ulang\./, "what is signed, in words");
  await checkPage(one, "bssn-opip-tanda-tangan");
  await press(one, "Tangguhkan");
  await assertNoErrors(one);
  await portal.mail.next(sari.who.email, /Akses OPIP dinonaktifkan/);
  await go(sari.page, "/kantor/permohonan");
  assert.equal(status(sari.page), 403);
});

test("English, and the whole road without scripts", async () => {
  for (const at of ["/bssn", `/bssn/${dewi.number}`, "/bssn/opip", "/bssn/riwayat"]) {
    await go(one, `/en${at}`);
    await checkPage(one, `en${at.replaceAll("/", "-").replace(dewi.number, "berkas")}`);
  }
  const plain = await openPage(portal, { scripts: false });
  await login(plain, "verifikator2", portal.accounts.verifikator2.password);
  await go(plain, `/bssn/${dewi.number}`);
  await checkPage(plain, "bssn-tanpa-skrip");
  await plain.close_();
});
