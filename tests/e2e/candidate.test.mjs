// candidate.test.mjs - Road A as the candidate walks it: recorded by the office, first password,
// profile, Simpan DS, two letters by mail, signed and scanned, Konfirmasi DS.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { Portal, activate, assertError, assertNoErrors, attachment, checkPage, closeBrowser, errors, fill, go,
  heading, login, openPage, press, samples, text } from "./lib.mjs";

const base = "/profil/kelengkapan-ds";
const password = "kuda laut makan siang";
let portal, admin;
before(async () => {
  portal = await Portal.start();
  admin = await openPage(portal);
  await login(admin, "adminkppn082", portal.accounts.adminkppn082.password);
});
after(async () => { await closeBrowser(); await portal?.stop(); });

const pdfText = (bytes) => execFileSync("pdftotext", ["-layout", "-", "-"], { input: bytes, encoding: "utf8" });
const pdfPages = (bytes) => Number(/Pages:\s+(\d+)/.exec(execFileSync("pdfinfo", ["-"], { input: bytes, encoding: "utf8" }))[1]);

// What the QR code on the first page says.
function qr(bytes) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "paraf-qr-"));
  fs.writeFileSync(path.join(dir, "l.pdf"), bytes);
  execFileSync("pdftoppm", ["-r", "200", "-png", "-singlefile", path.join(dir, "l.pdf"), path.join(dir, "l")]);
  const said = execFileSync("zbarimg", ["-q", "--raw", path.join(dir, "l.png")], { encoding: "utf8" }).trim();
  fs.rmSync(dir, { recursive: true });
  return said;
}

// A colleague recorded by the office and signed in with a password of his own.
async function candidate(n, options = {}) {
  const who = samples.person(n);
  await go(admin, "/kantor/pengguna/rekam");
  await fill(admin, { username: who.username, nip: who.nip, name: who.name, level: "kasi_mski" });
  const box = admin.locator('[name="opip"], [name="opip_candidate"], [name="calon"]');
  if (await box.count() > 0 && (await box.first().getAttribute("type")) === "checkbox") await box.first().check({ force: true });
  await press(admin, "Simpan");
  await assertNoErrors(admin);
  const initial = (await admin.locator("[data-slip]").textContent()).trim();
  const page = await openPage(portal, options);
  await activate(page, who.username, initial, password);
  return { who, page };
}

async function fillData(page, who) {
  await go(page, `${base}/data`);
  await fill(page, { nik: who.nik, birth_place: who.birth_place, birth_date: who.birth_date, sex: who.sex,
    grade: who.grade, position: who.position, unit: who.unit, office_address: "Jalan Magamu 12, Tolitoli", phone: who.phone });
  await press(page, "Simpan dan lanjutkan");
  await assertNoErrors(page);
}

async function fillProfile(page, who) {
  await fillData(page, who);
  await go(page, `${base}/sk`);
  await fill(page, { appointment: samples.appointment(who), spmt_page: 3 });
  await press(page, "Simpan dan lanjutkan");
  await assertNoErrors(page);
  for (const [step, field, file] of [["ektp", "ektp", samples.ektp(who)], ["pasfoto", "photo", samples.photo()]])
    for (let round = 0; round < 2; round++) {
      await go(page, `${base}/${step}`);
      await fill(page, { [field]: file });
      await press(page, "Simpan dan lanjutkan");
      await assertNoErrors(page);
      if (!page.url().endsWith(step)) break;
      if (round === 1) await press(page, /Tetap pakai foto ini/);
    }
  await go(page, `${base}/surel`);
  await fill(page, { email: who.email });
  await press(page, /Kirim kode/);
  await assertNoErrors(page);
  await fill(page, { code: await portal.mail.code(who.email) });
  await press(page, "Buktikan email");
  await assertNoErrors(page);
}

async function save(page, who) {
  await go(page, `${base}/periksa`);
  await press(page, "Simpan DS");
  await assertNoErrors(page);
  return portal.mail.next(who.email, /Surat rekomendasi dan surat pernyataan/);
}

let one; // the candidate that the tests share
let letters;

test("first login leads to the task list", async () => {
  one = await candidate(4);
  await go(one.page, "/profil");
  assert.match(await heading(one.page), /Profil/);
  const words = await text(one.page);
  for (const part of ["Siapkan akun", "Kelengkapan DS", "Konfirmasi DS", "BSSN", "Belum dimulai", "Belum bisa dimulai", "Selesai"])
    assert.ok(words.includes(part), part);
  await checkPage(one.page, "profil-baru");
  await go(one.page, base);
  await checkPage(one.page, "kelengkapan-ds");
  await go(one.page, "/profil/konfirmasi-ds");
  await checkPage(one.page, "konfirmasi-ds-belum");
  await go(one.page, "/profil/hasil");
  await checkPage(one.page, "hasil-belum");
  await go(one.page, "/profil/akses-data");
  await checkPage(one.page, "akses-data");
});

test("data: what is wrong is said at its field", async () => {
  const { page, who } = one;
  await go(page, `${base}/data`);
  await press(page, "Simpan dan lanjutkan");
  await assertError(page, "nik", "Isi NIK.");
  await assertError(page, "birth_date", "Isi tanggal lahir.");
  await checkPage(page, "data-kosong");
  await fill(page, { nik: who.nik.slice(1), birth_place: "Tolitoli", sex: who.sex, grade: who.grade, position: "Pelaksana",
    unit: "KPPN", office_address: "Jalan 1", phone: "12", birth_date_day: "27", birth_date_year: "1988" });
  await press(page, "Simpan dan lanjutkan");
  await assertError(page, "nik", "NIK harus 16 angka. Anda mengisi 15 angka.");
  await assertError(page, "birth_date", "Tanggal lahir harus berisi bulan.");
  await assertError(page, "phone", "Nomor ponsel 10 sampai 13 angka, diawali 08 atau +62.");
  await go(page, `${base}/periksa`);
  assert.equal(await page.getByRole("button", { name: "Simpan DS" }).count(), 0);
  await checkPage(page, "periksa-belum");
});

test("files: one page of SK, too small a portrait", async () => {
  const { page, who } = one;
  await go(page, `${base}/sk`);
  await checkPage(page, "sk");
  await fill(page, { appointment: samples.pdf(["SK", who.name]), spmt_page: 1 });
  await press(page, "Simpan dan lanjutkan");
  await assertError(page, "satu_halaman", "PDF hanya 1 halaman. SK dan SPMT biasanya paling sedikit 2 halaman. Tetap kirim?");
  await checkPage(page, "sk-satu-halaman");
  // two files are put together; the page where the SPMT begins is then known
  await fill(page, { spmt: samples.pdf(["SPMT", who.name], 2), spmt_page: "" });
  await press(page, "Simpan dan lanjutkan");
  await assertError(page, "appointment", "Pilih juga berkas SK: keduanya kami gabungkan.");
  await fill(page, { appointment: samples.pdf(["SK", who.name], 3), spmt: samples.pdf(["SPMT", who.name], 2) });
  await press(page, "Simpan dan lanjutkan");
  await go(page, `${base}/sk`);
  assert.equal(await page.locator("[name=spmt_page]").inputValue(), "4");
  const href = await page.getByRole("link", { name: "Lihat berkas yang tersimpan" }).getAttribute("href");
  const both = await page.context().request.get(new URL(href, page.url()).href);
  assert.equal(pdfPages(await both.body()), 5);
  assert.match(pdfText(await both.body()), /SK[\s\S]*SPMT/);
  await checkPage(page, "sk-dua-berkas");
  await go(page, `${base}/pasfoto`);
  await checkPage(page, "pasfoto");
  for (let round = 0; round < 2; round++) {
    await fill(page, { photo: samples.photo({ width: 200 }) });
    await press(page, "Simpan dan lanjutkan");
    assert.match(await text(page), /Foto tersimpan, tetapi sebaiknya diambil ulang/);
  }
  await checkPage(page, "pasfoto-kecil");
  assert.equal(await page.getByRole("button", { name: /Tetap pakai foto ini/ }).count(), 1);
});

test("Simpan DS mails two numbered letters with one's own code on them", async () => {
  const { page, who } = one;
  await fillProfile(page, who);
  await go(page, `${base}/surel`);
  await checkPage(page, "surel");
  await go(page, `${base}/periksa`);
  await checkPage(page, "periksa");
  const mail = await save(page, who);
  assert.match(mail.subject, /OPIP-082-/);
  letters = [/rekomendasi/i, /pernyataan/i].map((name) => attachment(mail, name));
  const numbers = letters.map((l) => /S-(\d+)\/WPB\.24\/KP\.082\/\d{4}/.exec(pdfText(l))[1]).map(Number);
  assert.equal(numbers[1], numbers[0] + 1);
  for (const l of letters) {
    assert.equal(pdfPages(l), 1);
    assert.ok(pdfText(l).includes(who.name));
    assert.match(qr(l), new RegExp(`^${portal.url}/cek/[0-9A-HJKMNP-TV-Z]{12}$`));
  }
  assert.notEqual(qr(letters[0]), qr(letters[1]));
  assert.match(await heading(page), /Konfirmasi DS/);
  await checkPage(page, "konfirmasi-ds");
});

test("Konfirmasi DS: unsigned, half signed, swapped, foreign and outdated letters are named", async () => {
  const { page } = one;
  const two = await candidate(6);
  await fillProfile(two.page, two.who);
  let other = attachment(await save(two.page, two.who), /rekomendasi/i);
  const upload = async (rekomendasi, sentence) => {
    await go(page, "/profil/konfirmasi-ds");
    await fill(page, { signed_recommendation: rekomendasi });
    await press(page, "Konfirmasi DS");
    await assertError(page, "signed_recommendation", sentence);
  };
  await upload(samples.raw("surat.pdf", "application/pdf", letters[0]),
    "Anda mengunggah surat yang belum ditandatangani (sama persis dengan yang kami buat).");
  await upload(samples.scan([other]), "Kode pada surat ini milik orang lain.");
  await upload(samples.pdf(["Surat rekomendasi tanpa kode"]),
    "Kami tidak menemukan kode surat. Pastikan semua halaman ikut terpindai.");
  await upload(samples.scan([letters[0]], { signed: false, tilt: 1.1 }),
    "Surat ini belum ditandatangani. Tandatangani cetakannya, lalu pindai dan unggah lagi.");
  await upload(samples.scan([letters[1]]), "Ini surat yang satunya. Periksa apakah kedua berkas tertukar.");
  await checkPage(page, "konfirmasi-ds-salah");
  await go(page, "/profil/konfirmasi-ds");
  await fill(page, { signed_statement: samples.scan([letters[1]], { signed: "right" }) });
  await press(page, "Konfirmasi DS");
  await assertError(page, "signed_statement", "Baru 1 dari 2 tempat tanda tangan yang terisi. Lengkapi, lalu pindai dan unggah lagi.");
  // data changed since: the signed old letter is no longer good
  await go(two.page, `${base}/periksa`);
  await press(two.page, "Ubah isian");
  await go(two.page, `${base}/data`);
  await fill(two.page, { position: "Kepala Subbagian Umum" });
  await press(two.page, "Simpan dan lanjutkan");
  await go(two.page, "/profil/konfirmasi-ds");
  assert.match(await text(two.page), /Data profil berubah setelah surat dibuat\. Buat surat baru\./);
  const outdated = other;
  other = attachment(await save(two.page, two.who), /rekomendasi/i);
  await go(two.page, "/profil/konfirmasi-ds");
  await fill(two.page, { signed_recommendation: samples.scan([outdated]) });
  await press(two.page, "Konfirmasi DS");
  await assertError(two.page, "signed_recommendation", "Ini surat versi lama. Unduh surat yang baru, lalu tandatangani.");
  // both letters in one PDF, as the office's old manual has it
  const mine = attachment(await portal.mail.all().findLast((m) => m.to.includes(two.who.email) && /Surat rekomendasi/.test(m.subject)), /pernyataan/i);
  await go(two.page, "/profil/konfirmasi-ds");
  await fill(two.page, { signed_recommendation: samples.scan([other, mine]) });
  await press(two.page, "Konfirmasi DS");
  await assertNoErrors(two.page);
  assert.match(await text(two.page), /Surat Anda sudah kami terima/);
  await two.page.close_();
});

test("signed scans are taken, and the file is with BSSN", async () => {
  const { page, who } = one;
  await go(page, "/profil/konfirmasi-ds");
  await fill(page, { signed_recommendation: samples.scan([letters[0]]), signed_statement: samples.scan([letters[1]]) });
  await press(page, "Konfirmasi DS");
  await assertNoErrors(page);
  assert.match(await text(page), /Surat Anda sudah kami terima/);
  await checkPage(page, "konfirmasi-ds-selesai");
  await portal.mail.next(who.email, /Surat Anda sudah kami terima/);
  await go(page, "/profil");
  assert.match(await text(page), /Siap wawancara/i);
  await checkPage(page, "profil-bssn");
  assert.equal((await errors(page)).length, 0);
});

test("the same road in English, and without scripts", async () => {
  const { page } = one;
  for (const at of ["/profil", base, `${base}/data`, "/profil/konfirmasi-ds", "/profil/akses-data"]) {
    await go(page, `/en${at}`);
    await checkPage(page, `en${at.replaceAll("/", "-")}`);
  }
  const plain = await openPage(portal, { scripts: false });
  await login(plain, one.who.username, password);
  await go(plain, "/profil");
  await checkPage(plain, "profil-noscript");
  await plain.close_();
});
