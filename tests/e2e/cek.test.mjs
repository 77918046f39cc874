// cek.test.mjs - the public check by the PDF itself: the five honest answers for files of ours, for files of
// ours that were changed, for scans and for strangers' files; looked at, kept nowhere, and not endlessly.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { Portal, assertError, attachment, checkPage, closeBrowser, fill, go, openPage, press, samples, text } from "./lib.mjs";
import { fillProfile, recordCandidate } from "./lib/road-a.mjs";

const dir = fs.mkdtempSync(path.join(os.tmpdir(), "paraf-cek-"));
let portal, page, letters, scan, again;
const pages = {};

const kept = (at) => fs.readdirSync(at, { withFileTypes: true, recursive: true }).filter((f) => f.isFile()).length;

before(async () => {
  portal = await Portal.start({ set: { network_tries: 1000 } });
  const who = samples.person(41);
  page = await recordCandidate(portal, who, "kuda laut makan siang");
  await fillProfile(portal, page, who);
  await go(page, "/profil/kelengkapan-ds/periksa");
  await press(page, "Simpan DS");
  const mail = await portal.mail.next(who.email, /Surat rekomendasi dan surat pernyataan/);
  letters = [/rekomendasi/i, /pernyataan/i].map((name) => attachment(mail, name));
  pages.scripts = await openPage(portal);
  pages.plain = await openPage(portal, { scripts: false });
});
after(async () => { await closeBrowser(); await portal?.stop(); fs.rmSync(dir, { recursive: true, force: true }); });

// The same file by a browser with scripts and by one without; the words of both, which must be the same.
async function check(bytes, fields = {}) {
  const said = [];
  for (const p of [pages.scripts, pages.plain]) {
    await go(p, "/cek");
    await fill(p, { ...fields, letter: samples.raw("surat.pdf", "application/pdf", bytes) });
    await press(p, "Cek");
    said.push((await text(p)).replace(/\s+/g, " ").replace(/Waktu cek .*? W\w+ /, "").replace(/\d\d\.\d\d WI/, ""));
  }
  assert.equal(said[0], said[1]);
  return said[0];
}

const onDisk = (bytes, name = "in.pdf") => (fs.writeFileSync(path.join(dir, name), bytes), path.join(dir, name));
function qpdf(...args) {
  const out = path.join(dir, "out.pdf");
  execFileSync("qpdf", ["--deterministic-id", ...args, out]);
  return fs.readFileSync(out);
}

// What happens in these folders while `act` runs. A file of our own at the end: what came before it has been told by then.
async function touched(folders, act) {
  const seen = [];
  const ends = folders.map((folder) => new Promise((resolve) => {
    const watcher = fs.watch(folder, (_, name) => {
      if (name !== "zz-end") { seen.push(`${folder}/${name}`); return; }
      watcher.close();
      resolve();
    });
  }));
  await act();
  for (const folder of folders) fs.writeFileSync(path.join(folder, "zz-end"), "");
  await Promise.all(ends);
  for (const folder of folders) fs.rmSync(path.join(folder, "zz-end"));
  return seen;
}

test("not signed yet: incomplete, and the file is exactly ours; no folder sees it", async () => {
  const vault = path.join(portal.state, "vault");
  const folders = [vault, ...fs.readdirSync(vault, { withFileTypes: true, recursive: true })
    .filter((f) => f.isDirectory()).map((f) => path.join(f.path, f.name))];
  assert.ok(folders.includes(path.join(vault, "tmp")));
  let said;
  assert.deepEqual(await touched(folders, async () => { said = await check(letters[0]); }), []);
  assert.match(said, /Belum lengkap: baru 0 dari 2 tanda tangan\./);
  assert.match(said, /Berkas Anda sama persis dengan yang kami terbitkan\./);
  await checkPage(pages.scripts, "cek-belum-lengkap");
});

test("signed: genuine, also the very scan that was received; another scan cannot be said", async () => {
  await go(page, "/profil/konfirmasi-ds");
  scan = fs.readFileSync(samples.scan([letters[0]]));
  await fill(page, { signed_recommendation: samples.raw("a.pdf", "application/pdf", scan),
    signed_statement: samples.scan([letters[1]]) });
  await press(page, "Konfirmasi DS");
  let said = await check(letters[0]);
  assert.match(said, /Asli\. Surat Rekomendasi .* nomor S-1\/WPB\.24\/KP\.082\/\d{4} diterbitkan/);
  assert.match(said, /sama persis dengan yang kami terbitkan/);
  await checkPage(pages.scripts, "cek-asli");
  said = await check(scan);
  assert.match(said, /Asli\./);
  assert.match(said, /sama persis dengan pindaian bertanda tangan yang kami terima/);
  again = fs.readFileSync(samples.scan([letters[0]], { tilt: -0.5 }));
  said = await check(again);
  assert.match(said, /Belum dapat dipastikan\. Berkas ini hasil pindaian\./);
  assert.match(said, /Cocokkan sendiri nomor/);
  assert.doesNotMatch(said, /Asli\./);
  await checkPage(pages.scripts, "cek-pindaian");
});

test("changed: one byte, saved anew, one page more, a code copied onto another text", async () => {
  const one = Buffer.from(letters[0]);
  const at = one.indexOf("<?xpacket");
  assert.ok(at > 0, "the letter has metadata in clear");
  one[one.indexOf("pdfaid", at)] ^= 0x20;
  let said = await check(one);
  assert.match(said, /Tidak cocok\. Berkas ini berbeda dari yang kami terbitkan\./);
  assert.match(said, /tampak sama dengan surat kami, tetapi berkasnya disimpan ulang atau diubah/);
  await checkPage(pages.scripts, "cek-diubah");

  said = await check(qpdf("--object-streams=generate", onDisk(letters[0])));
  assert.match(said, /Tidak cocok\..*disimpan ulang atau diubah/);

  const two = onDisk(letters[0]);
  said = await check(qpdf("--empty", "--pages", two, two, "--"));
  assert.match(said, /Tidak cocok\..*Berkas Anda 2 halaman, surat kami 1 halaman\./);

  execFileSync("pdftoppm", ["-r", "150", "-png", "-singlefile", two, path.join(dir, "page")]);
  fs.writeFileSync(path.join(dir, "forged.svg"), `<svg xmlns="http://www.w3.org/2000/svg"
    xmlns:xlink="http://www.w3.org/1999/xlink" width="595" height="842" font-family="Liberation Sans">
    <image xlink:href="page.png" width="595" height="842"/><rect x="60" y="200" width="480" height="300" fill="#fff"/>
    <text x="80" y="240" font-size="14">Memberi wewenang kepada orang lain</text></svg>`);
  const forged = path.join(dir, "forged.pdf");
  execFileSync("rsvg-convert", ["-f", "pdf", "--unlimited", "-o", forged, path.join(dir, "forged.svg")]);
  said = await check(fs.readFileSync(forged));
  assert.match(said, /Tidak cocok\..*Isi halaman 1 lain dari surat kami\. Kode QR dapat disalin/);
  await checkPage(pages.scripts, "cek-salinan-kode");
});

test("strangers' files, hostile files, and a code that is not the file's", async () => {
  let said = await check(fs.readFileSync(samples.pdf(["Surat dari kantor lain"])));
  assert.match(said, /Tidak cocok\. Tidak ada kode surat kami pada berkas ini\./);
  await checkPage(pages.scripts, "cek-asing");

  const code = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(await check(letters[1]))[0];
  said = await check(letters[0], { kode: code });
  assert.match(said, /Tidak cocok\..*Kode pada berkas Anda bukan kode yang Anda isi\./);
  assert.match(await check(letters[1], { kode: code }), /Asli\./);

  await go(pages.plain, "/cek");
  await fill(pages.plain, { letter: samples.raw("a.pdf", "application/pdf", "%PDF-1.7\nnothing") });
  await press(pages.plain, "Cek");
  await assertError(pages.plain, "letter", "PDF ini tidak dapat dibuka. Pindai ulang.");
  await checkPage(pages.plain, "cek-rusak");
  await go(pages.plain, "/cek");
  await press(pages.plain, "Cek");
  await assertError(pages.plain, "kode", "Isi kode cek, atau pilih berkas PDF surat.");
  await go(pages.plain, "/cek");
  await fill(pages.plain, { kode: code });
  await press(pages.plain, "Cek");
  assert.match(await text(pages.plain), /Asli\./);
});

test("replaced: genuine, but no longer valid", async () => {
  await portal.sql("UPDATE letter SET superseded_s = created_s + 86400");
  const said = await check(letters[0]);
  assert.match(said, /Asli, tetapi tidak berlaku lagi: diganti/);
  await checkPage(pages.scripts, "cek-diganti");
});

test("nothing is kept of what was checked, and nobody asks without end", async () => {
  const documents = await portal.sql("SELECT count(*) FROM document");
  const files = kept(path.join(portal.state, "vault"));
  let tries = 0, status = 200;
  for (; status === 200 && tries < 20; tries++) {
    await go(pages.plain, "/cek");
    await fill(pages.plain, { letter: samples.raw("a.pdf", "application/pdf", again) });
    await press(pages.plain, "Cek");
    status = pages.plain.served.status;
  }
  assert.equal(status, 429, `after ${tries} times`);
  assert.ok(tries > 1);
  assert.match(await text(pages.plain), /Coba lagi dalam \d+ (menit|detik)/);
  await checkPage(pages.plain, "cek-terlalu-sering");
  assert.equal(await portal.sql("SELECT count(*) FROM document"), documents);
  assert.equal(kept(path.join(portal.state, "vault")), files);
});
