// apply.test.mjs - Road B as the applicant walks it: from the landing page to the receipt, on a
// computer, on a phone, without scripts; going on elsewhere, following, leaving.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Portal, assertError, assertNoErrors, checkPage, closeBrowser, codeOf, download, errors, fill,
  go, heading, linksOf, openPage, press, samples, text } from "./lib.mjs";

let portal;
before(async () => { portal = await Portal.start(); });
after(async () => { await closeBrowser(); await portal?.stop(); });

const at = (page) => new URL(page.url()).pathname;
let serial = 40;
const somebody = () => samples.person(++serial);

async function toOffice(page, check) {
  await go(page, "/");
  await press(page, /^Mulai pendaftaran/);
  await check?.("registrasi");
  await fill(page, { jenis: "djpb" });
  await press(page, "Lanjutkan");
  assert.equal(at(page), "/registrasi-djpb/kantor");
}

async function chooseOffice(page, words = "tolitoli", code = "082") {
  await fill(page, { cari: words });
  await press(page, "Cari kantor");
  await fill(page, { office: code });
  await press(page, "Lanjutkan");
  assert.equal(at(page), "/registrasi-djpb/surel");
}

async function proveEmail(page, who) {
  await fill(page, { email: who.email });
  await press(page, "Kirim kode");
  await fill(page, { code: await portal.mail.code(who.email, /Kode verifikasi/) });
  await press(page, "Lanjutkan");
  await assertNoErrors(page);
  assert.equal(at(page), "/registrasi-djpb/data");
}

async function fillPerson(page, who) {
  await fill(page, { nip: who.nip, name: who.name, grade: who.grade, position: who.position, unit: who.unit,
    phone: who.phone });
  await press(page, "Lanjutkan");
  await assertNoErrors(page);
  assert.equal(at(page), "/registrasi-djpb/ektp");
}

// From the files of the device, or as the camera of a phone gives it: twelve million pixels, by the other control.
async function fillCard(page, who, phone = false) {
  await fill(page, phone ? { nik: who.nik, ektp_foto: samples.ektp(who, { width: 4032 }) }
    : { nik: who.nik, ektp: samples.ektp(who) });
  await press(page, "Simpan dan lanjutkan");
  await assertNoErrors(page);
  assert.equal(at(page), "/registrasi-djpb/surat");
}

async function fillLetter(page, who) {
  await fill(page, { letter: samples.recommendation(who), letter_number: "S-17/WPB.24/KP.082/2026",
    letter_date: "2026-11-09", letter_signer: "Kepala KPPN Tolitoli" });
  await press(page, "Simpan dan lanjutkan");
  await assertNoErrors(page);
  assert.equal(at(page), "/registrasi-djpb/pernyataan");
}

async function agree(page) {
  await fill(page, { agree_1: true, agree_2: true, agree_3: true });
  await press(page, "Setuju dan lanjutkan");
  assert.equal(at(page), "/registrasi-djpb/periksa");
}

async function send(page) {
  await press(page, "Kirim pendaftaran");
  assert.equal(at(page), "/registrasi-djpb/terkirim");
  return /DS-\d{3}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(await text(page))[0];
}

// All of it, for tests that begin where it ends.
async function register(page, who) {
  await toOffice(page);
  await chooseOffice(page);
  await proveEmail(page, who);
  await fillPerson(page, who);
  await fillCard(page, who);
  await fillLetter(page, who);
  await agree(page);
  return send(page);
}

for (const [name, options] of [["", {}], ["-tanpa-skrip", { scripts: false }], ["-ponsel", { width: 360, height: 740 }]])
  test(`from the landing page to the receipt${name}`, async () => {
    const who = somebody();
    const page = await openPage(portal, options);
    const check = (state) => checkPage(page, state + name);
    await toOffice(page, check);
    await check("kantor");
    await chooseOffice(page);
    await check("surel");
    await fill(page, { email: who.email });
    await press(page, "Kirim kode");
    await check("surel-kode");
    await fill(page, { code: await portal.mail.code(who.email, /Kode verifikasi/) });
    await press(page, "Lanjutkan");
    await check("data");
    await fillPerson(page, who);
    await check("ektp");
    await fillCard(page, who, name === "-ponsel");
    await check("surat");
    await fillLetter(page, who);
    await check("pernyataan");
    await agree(page);
    await check("periksa");
    const number = await send(page);
    await check("terkirim");

    const mail = await portal.mail.next(who.email, /Pendaftaran terkirim/);
    assert.ok(mail.subject.includes(number));
    assert.equal(mail.attachments.length, 0); // SCREENS 7
    assert.match(mail.text, /- 1\. memberikan data/);
    if (options.scripts !== false) {
      const receipt = await download(page, page.getByRole("link", { name: /Unduh bukti/ }));
      assert.match(receipt.name, /Bukti pendaftaran/);
    }
    await press(page, "Lihat status", { link: true });
    assert.equal(at(page), `/lacak/${number}`);
    assert.match(await text(page), /Menunggu diperiksa KPPN Tolitoli/);
    await check("lacak-sendiri");
    await page.close_();
  });

test("each field says what is wrong, in its own words", async () => {
  const who = somebody();
  const page = await openPage(portal);
  await go(page, "/registrasi");
  await press(page, "Lanjutkan");
  await assertError(page, "jenis", "Pilih jenis pendaftar.");
  await fill(page, { jenis: "operator" });
  await press(page, "Lanjutkan");
  await assertError(page, "jenis", "Pendaftaran jenis ini belum dibuka di portal ini.");
  await checkPage(page, "registrasi-salah");

  await go(page, "/registrasi-djpb/kantor");
  await press(page, "Cari kantor");
  await assertError(page, "cari", "Isi kota, nama, atau kode kantor.");
  await fill(page, { cari: "atlantis" });
  await press(page, "Cari kantor");
  await assertError(page, "cari", 'Tidak ada kantor yang cocok dengan "atlantis". Coba nama kabupaten.');
  await fill(page, { cari: "jakarta" });
  await press(page, "Cari kantor");
  await press(page, "Lanjutkan");
  await assertError(page, "office", "Pilih satu kantor.");
  await checkPage(page, "kantor-salah");
  await chooseOffice(page, "082");

  for (const [typed, sentence] of [["", "Isi email kedinasan."],
    ["dewi", "Tulis email lengkap, contoh nama@kemenkeu.go.id."],
    ["dewi@gmail.com", "Email harus berakhiran @kemenkeu.go.id. Untuk email lain, hubungi admin kantor."]]) {
    await fill(page, { email: typed });
    await press(page, "Kirim kode");
    await assertError(page, "email", sentence);
    assert.equal(await page.locator("[name=email]").inputValue(), typed);
  }
  await checkPage(page, "surel-salah");
  await fill(page, { email: who.email });
  await press(page, "Kirim kode");
  const code = await portal.mail.code(who.email, /Kode verifikasi/);
  await fill(page, { code: code === "000000" ? "000001" : "000000" });
  await press(page, "Lanjutkan");
  await assertError(page, "code", "Kode salah.");
  await press(page, "Kirim ulang");
  assert.match((await errors(page)).join(), /Terlalu sering\. Coba lagi dalam \d+ detik\./);
  await fill(page, { code });
  await press(page, "Lanjutkan");

  await press(page, "Lanjutkan");
  assert.deepEqual(await errors(page), ["Isi NIP.", "Isi nama lengkap.", "Pilih golongan.", "Isi jabatan.",
    "Isi unit kerja.", "Isi nomor ponsel."]);
  await checkPage(page, "data-salah");
  for (const [field, typed, sentence] of [["nip", "1990080520150320", "NIP harus 18 angka. Anda mengisi 16 angka."],
    ["nip", "19900805201503200X", "NIP hanya berisi angka."],
    ["nip", "199013052015032001", "Tanggal lahir di dalam NIP tidak masuk akal. Periksa lagi."],
    ["name", "Dewi 3", "Nama hanya boleh berisi huruf, spasi, titik, tanda petik, dan tanda hubung."],
    ["phone", "12345", "Nomor ponsel 10 sampai 13 angka, diawali 08 atau +62."]]) {
    await fill(page, { [field]: typed });
    await press(page, "Lanjutkan");
    await assertError(page, field, sentence);
    assert.equal(await page.locator(`[name=${field}]`).inputValue(), typed, "what was typed stays");
  }
  await fillPerson(page, who);

  await press(page, "Simpan dan lanjutkan");
  assert.deepEqual(await errors(page), ["Isi NIK.", "Pilih atau ambil foto e-KTP."]);
  await fill(page, { nik: "720401000000001", ektp: samples.ektp(who, { png: true }) });
  await press(page, "Simpan dan lanjutkan");
  assert.deepEqual(await errors(page), ["NIK harus 16 angka. Anda mengisi 15 angka."]);
  assert.equal(await page.locator(".es-upload__name").count(), 1, "the photo survives the error beside it");
  await checkPage(page, "ektp-salah");
  await fill(page, { ektp: samples.raw("foto.heic", "image/heic", "bukan gambar") });
  await press(page, "Simpan dan lanjutkan");
  assert.ok((await errors(page)).includes(
    'Berkas ini bukan JPG atau PNG. Bila dari iPhone, ubah setelan kamera ke "Paling Kompatibel".'));
  await fill(page, { nik: who.nik });
  await press(page, "Simpan dan lanjutkan");

  await press(page, "Simpan dan lanjutkan");
  assert.deepEqual(await errors(page), ["Pilih berkas surat rekomendasi.", "Isi nomor surat.", "Isi tanggal surat.",
    "Isi pejabat penanda tangan."]);
  await fill(page, { letter: samples.ektp(who), letter_date: "2027-01-01" });
  await press(page, "Simpan dan lanjutkan");
  await assertError(page, "letter", "Berkas harus PDF.");
  await assertError(page, "letter_date", "Tanggal surat tidak boleh setelah hari ini.");
  await checkPage(page, "surat-salah");
  await fillLetter(page, who);

  await fill(page, { agree_1: true, agree_3: true });
  await press(page, "Setuju dan lanjutkan");
  await assertError(page, "agree_2", "Centang pernyataan nomor 2 untuk melanjutkan.");
  await checkPage(page, "pernyataan-salah");
  await page.close_();
});

test("a blurred photo is advised against twice, then the person decides", async () => {
  const who = somebody();
  const page = await openPage(portal, { scripts: false });
  await toOffice(page);
  await chooseOffice(page);
  await proveEmail(page, who);
  await fillPerson(page, who);
  const blurred = samples.toJpeg(samples.ektp(who), "-blur", "0x14");
  const keep = page.getByRole("button", { name: "Tetap pakai foto ini, petugas akan memeriksa" });
  for (let i = 1; i <= 2; i++) {
    await fill(page, { nik: who.nik, ektp: blurred });
    await press(page, "Simpan dan lanjutkan");
    await assertError(page, "ektp", "Foto buram. Ambil ulang agar NIK dan nama terbaca.");
    assert.equal(await keep.count(), i === 2 ? 1 : 0, `after try ${i}`);
  }
  await checkPage(page, "ektp-buram");
  await keep.click();
  assert.equal(at(page), "/registrasi-djpb/surat");
  await page.close_();
});

test("a cut, dark, glaring or grey card is said in the browser at once, and again by the server", async () => {
  const who = somebody();
  const page = await openPage(portal);
  await toOffice(page);
  await chooseOffice(page);
  await proveEmail(page, who);
  await fillPerson(page, who);
  const good = samples.ektp(who);
  const rows = [
    [["-crop", "1200x1000+0+0", "+repage"], "Sebagian kartu terpotong. Ambil ulang dengan keempat sudut terlihat.",
      "Sebagian kartu terpotong. Ambil ulang dengan keempat sudut terlihat."],
    [["-evaluate", "multiply", "0.2"], "Foto terlalu gelap. Cari tempat yang lebih terang.", "Foto terlalu gelap."],
    [["-fill", "white", "-draw", "circle 700,600 880,600"], "Ada pantulan cahaya. Miringkan kartu sedikit.",
      "Ada pantulan cahaya di atas tulisan. Miringkan kartu sedikit."],
    [["-colorspace", "Gray"], "Foto tampak hitam putih. Pakai foto berwarna.",
      "Foto tampak hitam putih. Pakai foto berwarna."],
  ];
  for (const [change, atOnce, byServer] of rows) {
    await fill(page, { nik: who.nik, ektp: samples.toJpeg(good, ...change) });
    await page.locator("[data-checks] li", { hasText: atOnce }).waitFor();
    await press(page, "Simpan dan lanjutkan");
    await assertError(page, "ektp", byServer);
  }
  await checkPage(page, "ektp-abu");
  await fill(page, { nik: who.nik, ektp: good });
  await page.locator("[data-checks] li", { hasText: "Tulisan tajam." }).waitFor();
  assert.equal(await page.locator("[data-checks] .es-checks__bad").count(), 0);
  await press(page, "Simpan dan lanjutkan");
  assert.equal(at(page), "/registrasi-djpb/surat");
  await page.close_();
});

test("numbers that do not fit together want a reason", async () => {
  const who = somebody(), other = somebody();
  const page = await openPage(portal);
  await toOffice(page);
  await chooseOffice(page);
  await proveEmail(page, who);
  await fillPerson(page, who);
  await fill(page, { nik: other.nik, ektp: samples.ektp(who) });
  await press(page, "Simpan dan lanjutkan");
  await assertError(page, "reason", "Perbaiki datanya, atau tulis mengapa berbeda.");
  await checkPage(page, "ektp-beda");
  await fill(page, { reason: "Tanggal lahir di NIP belum diperbarui." });
  await press(page, "Simpan dan lanjutkan");
  assert.equal(at(page), "/registrasi-djpb/surat");
  await page.close_();
});

test("a step that is skipped leads back to the first open one", async () => {
  const page = await openPage(portal);
  await go(page, "/registrasi-djpb/data");
  assert.equal(at(page), "/lanjut", "without a draft there is nothing to fill");
  await toOffice(page);
  await chooseOffice(page);
  for (const step of ["data", "ektp", "surat", "pernyataan", "periksa", "terkirim"]) {
    await go(page, `/registrasi-djpb/${step}`);
    assert.equal(at(page), "/registrasi-djpb/surel", step);
  }
  await go(page, "/registrasi-djpb/periksa");
  assert.match(await page.locator("body").innerText(), /Selesaikan langkah ini lebih dulu\./);
  await page.close_();
});

test("going on in a second browser, by link and by code", async () => {
  const who = somebody();
  const page = await openPage(portal);
  await toOffice(page);
  await chooseOffice(page);
  await proveEmail(page, who);
  const first = await portal.mail.next(who.email, /Lanjutkan pendaftaran/);
  await fillPerson(page, who);
  await press(page, "Simpan & keluar", { link: true });
  await checkPage(page, "keluar");
  await press(page, "Keluar dari perangkat ini");
  await go(page, "/registrasi-djpb/ektp");
  assert.equal(at(page), "/lanjut", "the session has ended");
  await checkPage(page, "lanjut");

  const second = await openPage(portal, { width: 360, height: 740 });
  const [link] = linksOf(first, `${portal.url}/lanjut/`);
  await go(second, link);
  await go(second, link); // looking does not use it
  await checkPage(second, "lanjut-tautan");
  await press(second, "Lanjutkan");
  assert.equal(at(second), "/registrasi-djpb/ektp");
  await go(second, link);
  assert.match(await heading(second), /Tautan kedaluwarsa/);
  await checkPage(second, "lanjut-kedaluwarsa");

  const third = await openPage(portal);
  await go(third, "/lanjut");
  await fill(third, { email: who.email });
  await press(third, "Kirim tautan dan kode");
  await checkPage(third, "lanjut-kode");
  const known = await text(third);
  const code = codeOf(await portal.mail.next(who.email, /Lanjutkan pendaftaran/));
  await fill(third, { code });
  await press(third, "Lanjutkan");
  assert.equal(at(third), "/registrasi-djpb/ektp");

  const stranger = await openPage(portal);
  await go(stranger, "/lanjut");
  await fill(stranger, { email: "tidak.ada@kemenkeu.go.id" });
  await press(stranger, "Kirim tautan dan kode");
  assert.equal(await text(stranger), known, "the same words whether or not the address is known");
  await fill(stranger, { code: "123456" });
  await press(stranger, "Lanjutkan");
  await assertError(stranger, "code", "Kode salah atau sudah kedaluwarsa. Periksa lagi, atau minta kode baru.");
  for (const p of [page, second, third, stranger]) await p.close_();
});

test("the number alone shows the stage and no name; its owner sees all and may withdraw", async () => {
  const who = somebody();
  const page = await openPage(portal);
  const number = await register(page, who);
  const visitor = await openPage(portal, { width: 360, height: 740 });
  await go(visitor, "/lacak");
  await checkPage(visitor, "lacak");
  await fill(visitor, { nomor: "DS-082-0000-0000" });
  await press(visitor, "Lacak");
  await assertError(visitor, "nomor",
    "Nomor tidak ditemukan. Periksa huruf dan angkanya; nomor tidak memakai huruf I, L, O, dan U.");
  await checkPage(visitor, "lacak-salah");
  assert.equal((await go(visitor, "/lacak/DS-082-0000-0000")).status(), 404); // a link that was typed
  await assertError(visitor, "nomor",
    "Nomor tidak ditemukan. Periksa huruf dan angkanya; nomor tidak memakai huruf I, L, O, dan U.");
  assert.equal(await visitor.locator("[name=nomor]").inputValue(), "DS-082-0000-0000");
  await fill(visitor, { nomor: number.toLowerCase().replace(/-/g, " ") });
  await press(visitor, "Lacak");
  assert.equal(at(visitor), `/lacak/${number}`);
  const seen = await text(visitor);
  assert.match(seen, /Menunggu diperiksa KPPN Tolitoli\. Paling lambat .* WITA/);
  for (const secret of [who.name, who.nip, who.email]) assert.ok(!seen.includes(secret));
  await checkPage(visitor, "lacak-umum");

  await go(page, `/lacak/${number}`);
  await press(page, "Batalkan pendaftaran ini", { link: true });
  await checkPage(page, "batal");
  await press(page, "Batalkan pendaftaran");
  await assertError(page, "reason", "Tulis alasan pembatalan.");
  await fill(page, { reason: "Pindah ke kantor lain." });
  await press(page, "Batalkan pendaftaran");
  assert.match(await text(page), /Dibatalkan/);
  await checkPage(page, "lacak-batal");
  await go(visitor, `/lacak/${number}`);
  assert.ok(!(await text(visitor)).includes("Pindah ke kantor lain."));
  await page.close_();
  await visitor.close_();
});

test("somebody registered already is told, and nobody else learns it", async () => {
  const who = somebody(), other = somebody();
  const page = await openPage(portal);
  await register(page, who);
  const second = await openPage(portal);
  await toOffice(second);
  await chooseOffice(second);
  await proveEmail(second, other);
  await fillPerson(second, { ...other, nip: who.nip });
  await fill(second, { nik: other.nik, ektp: samples.ektp(other) });
  await press(second, "Simpan dan lanjutkan");
  await fill(second, { reason: "Perbaikan NIP sedang diproses." });
  await press(second, "Simpan dan lanjutkan");
  await fillLetter(second, other);
  await agree(second);
  await press(second, "Kirim pendaftaran");
  const [sentence] = await errors(second);
  assert.match(sentence, /^Pendaftaran ini belum dapat kami terima\./);
  assert.doesNotMatch(sentence, /NIP|terdaftar/);
  await checkPage(second, "periksa-kembar");
  await portal.mail.next(who.email, /Ada pendaftaran lain/);

  const third = await openPage(portal);
  await toOffice(third);
  await chooseOffice(third);
  await fill(third, { email: who.email });
  await press(third, "Kirim kode");
  await fill(third, { code: await portal.mail.code(who.email, /Kode verifikasi/) });
  await press(third, "Lanjutkan");
  await assertError(third, "email",
    "Email ini sudah punya pendaftaran aktif. Kami mengirim tautan untuk melanjutkannya.");
  for (const p of [page, second, third]) await p.close_();
});

test("what to prepare, in both languages", async () => {
  const page = await openPage(portal);
  await go(page, "/persiapan");
  await checkPage(page, "persiapan");
  await go(page, "/en/persiapan");
  await checkPage(page, "persiapan-en");
  await page.close_();
});
