// letter-template.test.mjs - templates edited in the portal (SCREENS S4): preview, errors at their place,
// versions, rolling back; the letterhead and logo of one office.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { Portal, assertError, assertNoErrors, checkPage, closeBrowser, errors, fill, go, login, openPage, press, samples, text } from "./lib.mjs";
import * as road from "./lib/road.mjs";

let portal, central;
before(async () => {
  portal = await Portal.start();
  central = await openPage(portal);
  await login(central, "pusat", portal.accounts.pusat.password);
});
after(async () => { await closeBrowser(); await portal?.stop(); });

const pdfText = (bytes) => execFileSync("pdftotext", ["-layout", "-", "-"], { input: bytes, encoding: "utf8" });
const pictures = (bytes) => execFileSync("pdfimages", ["-list", "-"], { input: bytes, encoding: "utf8" });
// What a link or a form of the page answers.
async function pdfOf(page, address) {
  const answer = await page.context().request.get(new URL(address, page.url()).href);
  assert.equal(answer.headers()["content-type"], "application/pdf", address);
  return answer.body();
}
async function preview(page) {
  const form = await page.locator("form.es-editor").evaluate((f) => [...new FormData(f)]);
  const action = await page.locator("[formaction]").getAttribute("formaction");
  return page.context().request.post(new URL(action, page.url()).href,
    { form: Object.fromEntries(form), headers: { origin: portal.url } });
}
// The statement that an applicant of that office reads now.
async function statement(n, office) {
  const c = await road.start(portal, office);
  await road.prove(c, samples.person(n));
  const answer = await fetch(portal.url + "/registrasi-djpb/pernyataan/pdf", { headers: { cookie: c.cookieHeader } });
  assert.equal(answer.status, 200);
  return Buffer.from(await answer.arrayBuffer());
}

test("a template: errors with line and column, preview, new version, rolled back", async () => {
  await press(central, "Templat surat", { link: true });
  assert.equal(await central.locator("tbody tr").count(), 10);
  await checkPage(central, "templat-surat");
  await press(central, "Surat Pernyataan Pemohon Sertifikat Elektronik", { link: true });
  await checkPage(central, "templat-surat-satu");
  const shipped = await central.inputValue("[name=body]");
  const reader = await road.start(portal, "082"), who = samples.person(21);
  await road.prove(reader, who);
  await road.fillPerson(reader, who);
  await road.fillCard(reader, who);
  await road.fillLetter(reader);
  const oldText = /name="text" value="([0-9a-f]{64})"/.exec((await reader.get("/registrasi-djpb/pernyataan")).body)[1];

  for (const [change, sentence] of [
    [(s) => s.replace("{{position}}", "{{jabatan}}"), /^Baris \d+, kolom \d+: nama data tidak dikenal\.$/],
    [(s) => s.replace("font sans 11", "font sans 11\nlompat 3"), "Baris 4, kolom 1: perintah tidak dikenal."],
    [(s) => s.replace("<b>{{name}}</b>", "<script>{{name}}</script>"), /^Baris \d+, kolom 12: tag tidak dikenal\.$/],
    [(s) => s.replace("qr 20\n", ""), "Templat harus memuat qr: tanpa kode surat tidak dapat diperiksa."],
    [(s) => s.replace(/^sig .*$/m, ""), "Templat harus memuat tempat tanda tangan (sig) sebanyak bawaannya."],
    [(s) => s.replace(/^title .*$/m, ""), "Templat harus mempunyai baris title dengan judul surat."],
  ]) {
    await fill(central, { body: change(shipped) });
    await press(central, "Simpan sebagai versi baru");
    if (sentence instanceof RegExp) assert.match((await errors(central))[0], sentence);
    else await assertError(central, "body", sentence);
  }
  await fill(central, { body: shipped.replace("font sans 11", "font sans 11\nlompat 3") });
  await press(central, "Simpan sebagai versi baru");
  assert.match(await central.locator("pre.es-pre").first().innerText(), /^lompat 3\n\^/);
  await checkPage(central, "templat-surat-salah");
  assert.match(await (await preview(central)).text(), /perintah tidak dikenal/, "the preview says it too");

  const edited = shipped.replace("SURAT PERNYATAAN</b>", "SURAT PERNYATAAN BARU</b>");
  await fill(central, { body: edited, note: "Judul baru menurut pedoman" });
  const shown = await preview(central);
  assert.equal(shown.headers()["content-type"], "application/pdf");
  assert.match(pdfText(await shown.body()), /SURAT PERNYATAAN BARU[\s\S]*Nur'aini/);
  assert.equal(await portal.sql("SELECT count(*) FROM letter_template"), "0", "a preview keeps nothing");
  assert.doesNotMatch(pdfText(await statement(11)), /PERNYATAAN BARU/);
  await press(central, "Simpan sebagai versi baru");
  await assertNoErrors(central);
  assert.match(await text(central), /Yang berlaku: versi 1[\s\S]*Judul baru menurut pedoman/);
  assert.match(pdfText(await statement(12)), /SURAT PERNYATAAN BARU/);
  await press(central, "Simpan sebagai versi baru");
  await assertError(central, "body", "Tidak ada yang berubah.");

  // the page is the same text as the letter, and what was ticked for the old one does not count for the new
  const page = (await reader.get("/registrasi-djpb/pernyataan")).body;
  assert.match(page, /PERNYATAAN BARU/);
  assert.equal((await reader.post("/registrasi-djpb/pernyataan",
    { csrf: reader.token, agree_1: "ya", agree_2: "ya", agree_3: "ya", text: oldText })).status, 422);
  await road.agree(reader);

  // two of the directorate at once: the second one hears it
  const other = await openPage(portal);
  await login(other, "pusat", portal.accounts.pusat.password);
  await go(other, "/pusat/templat/pernyataan-pemohon");
  await go(central, "/pusat/templat/pernyataan-pemohon");
  await fill(other, { body: edited.replace("BARU", "LAIN") });
  await press(other, "Simpan sebagai versi baru");
  await fill(central, { body: edited.replace("BARU", "PUNYA SAYA") });
  await press(central, "Simpan sebagai versi baru");
  await assertError(central, "body", "Templat ini baru saja diubah orang lain. Muat ulang untuk melihat versi terbaru.");
  assert.match(await central.inputValue("[name=body]"), /PUNYA SAYA/, "what was typed is not lost");
  await other.close_();

  await go(central, "/pusat/templat/pernyataan-pemohon");
  assert.match(pdfText(await pdfOf(central, "/pusat/templat/pernyataan-pemohon/pdf?versi=1")), /PERNYATAAN BARU/);
  await press(central, /^Pulihkan versi 0/);
  assert.match(await text(central), /Yang berlaku: versi 3[\s\S]*Pulih ke bawaan/);
  assert.equal(await central.inputValue("[name=body]"), shipped);
  await checkPage(central, "templat-surat-versi");
  assert.doesNotMatch(pdfText(await statement(13)), /PERNYATAAN (BARU|LAIN)/);
  assert.equal(await portal.sql("SELECT count(*) FROM audit WHERE action IN ('letter_template.save', 'letter_template.restore')"), "3");
  assert.equal(await portal.sql("SELECT count(*) FROM history WHERE noun = 'letter_template'"), "3");
});

test("the letterhead and logo of one office are its own", async () => {
  const page = await openPage(portal);
  await login(page, "adminkppn082", portal.accounts.adminkppn082.password);
  await press(page, "Kop surat", { link: true });
  await checkPage(page, "kop-surat");
  const head = await page.inputValue("[name=body]");
  await fill(page, { body: head + "\np Selamat" });
  await press(page, "Simpan sebagai versi baru");
  assert.match((await errors(page))[0], /^Baris \d+, kolom 1: kop surat hanya berisi logo, kop, rule, dan gap\.$/);
  await fill(page, { body: head.replace("Telepon", "Pos-el kppn082@kemenkeu.go.id, telepon") });
  assert.match(pdfText(await (await preview(page)).body()), /Pos-el kppn082/);
  await press(page, "Simpan sebagai versi baru");
  await assertNoErrors(page);
  assert.match(pdfText(await statement(14, "082")), /Pos-el kppn082/);

  await press(page, "Simpan logo");
  await assertError(page, "logo", "Pilih berkas logo.");
  await fill(page, { logo: samples.photo({ width: 1200 }) });
  await press(page, "Simpan logo");
  await assertError(page, "logo", "Logo paling besar 1000 × 1000 piksel dan 200 KB.");
  await fill(page, { logo: samples.raw("logo.png", "image/png", "GIF89a") });
  await press(page, "Simpan logo");
  assert.equal((await errors(page)).length, 1);
  await fill(page, { logo: samples.photo({ width: 300 }) });
  await press(page, "Simpan logo");
  await assertNoErrors(page);
  await checkPage(page, "kop-surat-logo");
  assert.match(pictures(await statement(15, "082")), /image\s+300\s+450/);
  // nobody else's
  const elsewhere = await portal.sql("SELECT code FROM office WHERE code <> '082' AND ds_open = 1 ORDER BY code LIMIT 1");
  const foreign = await statement(16, elsewhere);
  assert.doesNotMatch(pdfText(foreign), /Pos-el/);
  assert.doesNotMatch(pictures(foreign), /image/);
  await press(page, "Hapus logo");
  assert.doesNotMatch(pictures(await statement(17, "082")), /image/);
  await go(page, "/pusat/templat/pernyataan-pemohon");
  assert.equal(page.served.status, 403);
  await page.close_();
});
