// collective.test.mjs - one recommendation letter for thirty people, two of whom cannot stand in it
// (SCREENS A8): checked, made, numbered, signed on paper, uploaded once, chosen by who registers.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { Portal, assertError, assertNoErrors, checkPage, closeBrowser, download, errors, fill, go, login, openPage, press, samples, text } from "./lib.mjs";
import * as road from "./lib/road.mjs";

let portal, page;
before(async () => {
  portal = await Portal.start();
  page = await openPage(portal);
  await login(page, "adminkppn082", portal.accounts.adminkppn082.password);
});
after(async () => { await closeBrowser(); await portal?.stop(); });

const pdfText = (bytes, first = 1) => execFileSync("pdftotext", ["-layout", "-f", String(first), "-", "-"], { input: bytes, encoding: "utf8" });
const people = Array.from({ length: 28 }, (_, i) => samples.person(400 + i, { username: `kolektif.pegawai${i}`, name: `Pegawai Kolektif ${"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[i % 26]}${i > 25 ? "a" : ""}` }));
const stranger = samples.person(777);
let address, letter;

test("28 of 30 can stand in the letter; two are named with their reason", async () => {
  // each costs a password: seven at a time
  for (let i = 0; i < people.length; i += 7) {
    const csv = ["nama_pengguna,nip,nama,level,calon_opip,email",
      ...people.slice(i, i + 7).map((w) => `${w.username},${w.nip},${w.name},administrator_kppn,tidak,`)].join("\n");
    await go(page, "/kantor/pengguna/impor");
    await fill(page, { csv });
    await press(page, "Periksa");
    await press(page, /^Rekam/);
    await assertNoErrors(page);
  }
  // somebody of another office
  const elsewhere = await portal.sql("SELECT nip FROM account WHERE office IS NOT NULL AND office <> '082' AND nip IS NOT NULL ORDER BY nip LIMIT 1");
  const other = elsewhere || samples.person(778).nip;

  await press(page, "Surat kolektif", { link: true });
  await checkPage(page, "kolektif-kosong");
  await press(page, "Buat surat kolektif", { link: true });
  await checkPage(page, "kolektif-buat");
  await press(page, "Periksa");
  await assertError(page, "nips", "Pilih orangnya, atau tempel NIP.");
  // five are ticked, the rest is pasted, copied spaces and all
  await fill(page, { people: people.slice(0, 5).map((w) => w.nip),
    nips: [...people.slice(5).map((w) => w.nip.replace(/^(.{8})(.{6})(.)/, "$1 $2 $3 ")), stranger.nip, other].join("\n") });
  await press(page, "Periksa");
  assert.match(await text(page), /28 orang dapat dicantumkan, 2 tidak\./);
  assert.match(await text(page), /NIP ini tidak dikenal di kantor Anda\./);
  if (elsewhere) assert.match(await text(page), /Pegawai kantor lain\./);
  await checkPage(page, "kolektif-periksa");
  assert.equal(await portal.sql("SELECT count(*) FROM collective"), "0");
  await press(page, "Buat surat");
  await assertNoErrors(page);
  address = new URL(page.url()).pathname;
  assert.match(address, /^\/kantor\/surat\/./);
  await checkPage(page, "kolektif-menunggu");
  letter = fs.readFileSync((await download(page, page.getByRole("link", { name: "Unduh surat (PDF)" }))).path);
  const said = pdfText(letter);
  assert.match(said, /28 \(dua puluh delapan\) orang/);
  assert.match(said, /S-\d+\/WPB\.24\/KP\.082\/\d{4}/);
  for (const w of people) assert.ok(pdfText(letter, 2).includes(w.name), w.name);
  assert.ok(!said.includes(stranger.nip.slice(-6)), "who cannot stand in it does not");
  assert.equal(await portal.sql("SELECT count(*) FROM collective_person WHERE state = 'refused'"), "2");
  assert.equal(await portal.sql("SELECT count(*) FROM letter WHERE kind = 'rekomendasi-kolektif'"), "1");
});

test("it may not be used before it is signed; unsigned and incomplete scans are named", async () => {
  const d = await road.start(portal, "082");
  await road.prove(d, people[0]);
  await road.fillPerson(d, people[0]);
  await road.fillCard(d, people[0]);
  assert.doesNotMatch((await d.get("/registrasi-djpb/surat")).body, /letter_collective/);

  const upload = async (file, sentence) => {
    await go(page, address);
    await fill(page, { scan: file });
    await press(page, "Unggah surat bertanda tangan");
    if (sentence) assert.deepEqual(await errors(page), [sentence]);
    else await assertNoErrors(page);
  };
  await upload(samples.raw("surat.pdf", "application/pdf", letter),
    "Anda mengunggah surat yang belum ditandatangani (sama persis dengan yang kami buat).");
  const places = await portal.sql("SELECT signs FROM letter WHERE kind = 'rekomendasi-kolektif'");
  await upload(samples.scanPages(letter), "Surat ini belum ditandatangani. Tandatangani cetakannya, lalu pindai dan unggah lagi.");
  await upload(samples.scanPages(letter, { places, without: [2] }), "Halaman 2 surat ini belum ikut terpindai.");
  await upload(samples.scanPages(letter, { places: places.split(";")[0] }), "Baru 1 dari 2 tempat tanda tangan yang terisi. Lengkapi, lalu pindai dan unggah lagi.");
  await upload(samples.pdf(["Surat lain"]), "Kami tidak menemukan kode surat. Pastikan semua halaman ikut terpindai.");
  await checkPage(page, "kolektif-salah");
  await upload(samples.scanPages(letter, { places }));
  assert.match(await text(page), /Dapat dipakai[\s\S]*Belum mendaftar/);
  await checkPage(page, "kolektif-ditandatangani");
});

// What /cek answers to a code or a file.
async function cek(fields) {
  const c = await openPage(portal);
  await go(c, "/cek");
  await fill(c, fields);
  await press(c, "Cek");
  const said = await text(c);
  if (fields.kode) await checkPage(c, "cek-kolektif");
  await c.close_();
  return said.replace(/\s+/g, " ");
}

test("whoever has the letter can have it checked, as code and as file", async () => {
  const code = await portal.sql("SELECT check_code FROM letter WHERE kind = 'rekomendasi-kolektif'");
  assert.match(await cek({ kode: code }), /Asli\. Surat Rekomendasi Kolektif .* untuk 28 orang dalam daftar terlampir\./);
  const whole = { letter: samples.raw("surat.pdf", "application/pdf", letter) };
  assert.match(await cek(whole), /Asli\..*sama persis dengan yang kami terbitkan/);
  const dir = fs.mkdtempSync("/tmp/paraf-kolektif-");
  fs.writeFileSync(`${dir}/in.pdf`, letter);
  // the annex without its second page: printed again, and as a signed scan
  execFileSync("qpdf", [`${dir}/in.pdf`, "--pages", ".", "1,3-z", "--", `${dir}/out.pdf`]);
  const pages = Number(/Pages:\s+(\d+)/.exec(execFileSync("pdfinfo", [`${dir}/in.pdf`], { encoding: "utf8" }))[1]);
  const missing = new RegExp(`Tidak cocok\\..*Berkas Anda ${pages - 1} halaman, surat kami ${pages} halaman\\.`);
  assert.match(await cek({ letter: samples.raw("kurang.pdf", "application/pdf", fs.readFileSync(`${dir}/out.pdf`)) }), missing);
  const places = await portal.sql("SELECT signs FROM letter WHERE kind = 'rekomendasi-kolektif'");
  assert.match(await cek({ letter: samples.scanPages(letter, { places, without: [2] }) }), missing);
  // a scan with text recognised below the picture is a scan, not another letter
  fs.writeFileSync(`${dir}/scan.pdf`, fs.readFileSync(samples.scanPages(letter, { places })));
  fs.writeFileSync(`${dir}/words.pdf`, samples.hiddenText("Surat Rekomendasi Kolektif"));
  execFileSync("qpdf", [`${dir}/scan.pdf`, "--overlay", `${dir}/words.pdf`, "--repeat=1", "--", `${dir}/ocr.pdf`]);
  const ocr = fs.readFileSync(`${dir}/ocr.pdf`);
  assert.match(pdfText(ocr), /Surat Rekomendasi Kolektif/);
  assert.match(await cek({ letter: samples.raw("ocr.pdf", "application/pdf", ocr) }), /Belum dapat dipastikan\. Berkas ini hasil pindaian\./);
  fs.rmSync(dir, { recursive: true, force: true });
});

test("a bad row is corrected by hand, the letter made again, signed again", async () => {
  const first = await portal.sql("SELECT number FROM letter WHERE kind = 'rekomendasi-kolektif'");
  await page.getByRole("link", { name: "Perbaiki baris 29" }).click();
  await checkPage(page, "kolektif-baris");
  await press(page, "Simpan");
  await assertError(page, "decision", "Pilih: perbaiki atau keluarkan.");
  await fill(page, { decision: "perbaiki", name: "Ir. Wahyu Contoh", email: stranger.email });
  await press(page, "Simpan");
  await assertError(page, "name", "Nama harus seperti di e-KTP, tanpa gelar.");
  await checkPage(page, "kolektif-baris-salah");
  await fill(page, { name: stranger.name });
  await press(page, "Simpan");
  await assertNoErrors(page);
  assert.match(await text(page), /Daftar berubah[\s\S]*Belum ada di surat/);
  await checkPage(page, "kolektif-berubah");
  await page.getByRole("link", { name: "Perbaiki baris 30" }).click();
  await fill(page, { decision: "keluarkan" });
  await press(page, "Simpan");
  assert.doesNotMatch(await text(page), /Tidak dapat dicantumkan/);
  await press(page, "Buat ulang surat");
  await assertNoErrors(page);
  assert.match(await text(page), /Menunggu tanda tangan/);
  letter = fs.readFileSync((await download(page, page.getByRole("link", { name: "Unduh surat (PDF)" }))).path);
  assert.ok(!pdfText(letter).includes(first), "the next number");
  assert.match(pdfText(letter), /29 \(dua puluh sembilan\) orang/);
  assert.ok(pdfText(letter, 2).includes(stranger.name));
  const places = await portal.sql("SELECT signs FROM letter WHERE kind = 'rekomendasi-kolektif' AND superseded_s IS NULL");
  await fill(page, { scan: samples.scanPages(letter, { places }) });
  await press(page, "Unggah surat bertanda tangan");
  await assertNoErrors(page);
  assert.match(await text(page), /Dapat dipakai/);
});

test("who stands in it chooses it; who does not is not offered it", async () => {
  const c = await openPage(portal);
  const who = people[1];
  const d = await road.start(portal, "082");
  await road.prove(d, who);
  await road.fillPerson(d, who);
  await road.fillCard(d, who);
  await c.context().addCookies([...d.cookies].map(([name, value]) => ({ name, value, url: portal.url })));
  await go(c, "/registrasi-djpb/surat");
  await checkPage(c, "daftar-surat-kolektif");
  const id = address.split("/").pop();
  await fill(c, { letter_collective: id });
  await press(c, "Simpan dan lanjutkan");
  await assertNoErrors(c);
  assert.match(c.url(), /pernyataan$/);
  await road.agree(d);
  const { body } = await d.get("/registrasi-djpb/periksa");
  assert.match(body, /S-\d+\/WPB\.24\/KP\.082\//);
  const form = (await import("./lib/wire.mjs")).hiddenOf(body, "/registrasi-djpb/periksa");
  road.expect(await d.post("/registrasi-djpb/periksa", form), 303, "periksa");
  await go(page, address);
  assert.match(await text(page), /Terkirim[\s\S]*DS-082-/);
  // the office looks at the letter as at any other
  const number = await portal.sql(`SELECT number FROM application WHERE nip = '${who.nip}'`);
  assert.equal(await portal.sql(`SELECT count(*) FROM document d JOIN application a ON a.letter_document = d.id WHERE a.number = '${number}' AND d.class = 'letter' AND d.noun_id = a.id`), "1");

  const absent = samples.person(779);
  const s = await road.start(portal, "082");
  await road.prove(s, absent);
  await road.fillPerson(s, absent);
  await road.fillCard(s, absent);
  assert.doesNotMatch((await s.get("/registrasi-djpb/surat")).body, /letter_collective/);
  const forged = await road.upload(s, "/registrasi-djpb/surat", { letter_collective: id, ...road.letterFields });
  assert.notEqual(forged.status, 303, "a letter that does not name one is not taken");
  await c.close_();
});
