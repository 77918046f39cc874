// certificate.test.mjs - from an approved application to a certificate in the holder's hands, judged by
// openssl, GnuTLS and NSS; suspended, lifted and revoked, seen in the published list.
//
// The road up to the approval is walked in other tests; here it is written into the database.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { Portal, assertError, checkPage, closeBrowser, codeOf, download, fill, go, heading, login, openPage, press,
  samples, text } from "./lib.mjs";
import { signPage } from "./lib/officer.mjs";
import * as road from "./lib/road.mjs";
import { Client } from "./lib/wire.mjs";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const dir = fs.mkdtempSync(path.join(os.tmpdir(), "paraf-cert-"));
const passphrase = "kuda laut berenang pelan 7";
let portal;

const sh = (line, input) => execFileSync("bash", ["-c", `set -e; ${line}`],
  { cwd: dir, encoding: "utf8", input, stdio: ["pipe", "pipe", "pipe"] });

function sql(statement) {
  return portal.engine === "postgresql"
    ? execFileSync("psql", ["-X", "-q", "-A", "-t", "-d", portal.set.database, "-c", statement], { encoding: "utf8" })
    : execFileSync("sqlite3", ["-cmd", ".timeout 5000", path.join(portal.state, "paraf.db"), statement], { encoding: "utf8" });
}

function numberOf(seven) {
  const sum = [...seven].reduce((s, c, i) => s + (i + 1) * alphabet.indexOf(c), 0);
  const all = seven + alphabet[sum % 31];
  return `DS-082-${all.slice(0, 4)}-${all.slice(4)}`;
}

// An application that the office has just approved, with the activation code in portal.activation.
async function approved(who, days = 7) {
  const ratna = await road.signIn(portal, "ratna.tolitoli"), yusuf = await road.signIn(portal, "yusuf.tolitoli");
  const { number } = await road.submitted(portal, who);
  await road.review(ratna, number);
  await road.serve(yusuf, number, who);
  await road.approve(yusuf, number);
  await portal.mail.next(who.email, /siap diambil/);
  if (days < 0)
    sql(`UPDATE application SET collect_expires_s = ${Math.floor(Date.now() / 1000) - 86400} WHERE number = '${number}'`);
  return number;
}

async function fetchFile(address, name) {
  const response = await fetch(portal.url + address);
  assert.equal(response.status, 200, address);
  fs.writeFileSync(path.join(dir, name), Buffer.from(await response.arrayBuffer()));
  return response;
}

// Chain and list as any program gets them, in the forms that openssl wants.
async function published() {
  await fetchFile("/pki/ca.cer", "ca.cer");
  await fetchFile("/pki/root.cer", "root.cer");
  await fetchFile("/pki/crl/g1.crl", "g1.crl");
  await fetchFile("/pki/crl/root.crl", "root.crl");
  sh(`openssl x509 -inform der -in ca.cer -out ca.pem; openssl x509 -inform der -in root.cer -out root.pem
    openssl crl -inform der -in g1.crl -out g1.pem; openssl crl -inform der -in root.crl -out rootcrl.pem
    cat g1.pem rootcrl.pem > crls.pem`);
}

async function judge(pem) {
  await published();
  sh(`openssl verify -x509_strict -crl_check_all -CRLfile crls.pem -CAfile root.pem -untrusted ca.pem ${pem}
    cat ${pem} ca.pem root.pem > all.pem; certtool --verify --load-ca-certificate root.pem --load-crl g1.pem --infile all.pem
    rm -rf nss; mkdir nss; certutil -N -d nss --empty-password; certutil -A -d nss -n root -t C,C,C -i root.pem
    certutil -A -d nss -n ca -t ,, -i ca.pem; openssl x509 -in ${pem} -outform der -out leaf.der
    openssl x509 -in ca.pem -outform der -out ca.der; vfychain -d nss -u 4 leaf.der ca.der`);
}

// The reason in the list for that certificate, undefined when it is not on it.
async function reasonOf(pem) {
  await fetchFile("/pki/crl/g1.crl", "g1.crl");
  const serial = sh(`openssl x509 -in ${pem} -noout -serial`).trim().split("=")[1];
  const list = sh("openssl crl -inform der -in g1.crl -noout -text");
  const entry = list.split("Serial Number: ").find((part) => part.startsWith(serial));
  return entry && (/X509v3 CRL Reason Code:\s+([^\n]+)/.exec(entry)?.[1].trim() ?? "none");
}

// Prove oneself on /ambil by number and code.
async function enter(page, number, who) {
  await go(page, `/ambil/${number}`);
  await press(page, "Kirim kode ke email saya");
  await fill(page, { code: codeOf(await portal.mail.next(who.email, /kode/i)) });
  await press(page, "Lanjutkan");
}

before(async () => { portal = await Portal.start(); });
after(async () => {
  await closeBrowser();
  await portal?.stop();
  fs.rmSync(dir, { recursive: true, force: true });
});

const browserHolder = samples.person(3), scriptless = samples.person(5), late = samples.person(7), leaker = samples.person(9);

test("in the browser: key, certificate, .p12; suspended and lifted; seen by everybody", async () => {
  const number = await approved(browserHolder);
  const page = await openPage(portal);
  await go(page, `/ambil/${number}`);
  await checkPage(page, "collect-prove");
  await fill(page, { code: "000000" });
  await press(page, "Lanjutkan");
  await assertError(page, "code", "Kode salah atau sudah kedaluwarsa. Periksa lagi, atau minta kode baru.");
  await enter(page, number, browserHolder);
  await page.waitForSelector("[data-module=paraf-key]:not([hidden])");
  await checkPage(page, "collect-open");
  await page.fill("#kode-aktivasi", "7QK2M-9X4TR-C0DE1-ZYXWV0");
  await page.fill("#passphrase", passphrase);
  await page.fill("#passphrase-repeat", passphrase);
  await page.click("[data-part=submit]");
  assert.match(await page.locator("#kode-aktivasi-error").innerText(), /tidak lengkap atau salah ketik/);
  await page.fill("#kode-aktivasi", portal.activation[number]);
  await page.fill("#passphrase", passphrase);
  await page.fill("#passphrase-repeat", passphrase);
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=result]:not([hidden])");
  const revocation = (await page.locator("[data-part=revocation-code]").textContent()).trim();
  await checkPage(page, "collect-ready", { live: true });
  const p12 = await download(page, page.locator("[data-part=p12]"));
  fs.copyFileSync(p12.path, path.join(dir, "holder.p12"));
  sh(`openssl pkcs12 -in holder.p12 -passin 'pass:${passphrase}' -nokeys -clcerts -out leaf.pem
    openssl pkcs12 -in holder.p12 -passin 'pass:${passphrase}' -nodes -nocerts -out key.pem
    openssl x509 -in leaf.pem -noout -pubkey > a; openssl pkey -in key.pem -pubout > b; cmp a b`);
  await judge("leaf.pem");
  assert.match(sh("openssl x509 -in leaf.pem -noout -subject"), new RegExp(`CN = ${browserHolder.name}`));
  const mail = await portal.mail.next(browserHolder.email, /sertifikat diambil/i);
  assert.match(mail.text, /\/cabut/);

  await go(page, `/ambil/${number}`);
  assert.match(await text(page), /Sertifikat diambil .*Bukan Anda\?/s);
  await checkPage(page, "collect-issued");

  await go(page, "/sertifikat");
  assert.equal(await heading(page), "Sertifikat saya");
  await checkPage(page, "certificate-own");
  const code = await page.locator("a[href*='/cek/']").textContent();
  const visitor = await openPage(portal, { scripts: false });
  await go(visitor, `/cek/${code.toLowerCase().replace(/-/g, "")}`);
  assert.match(await text(visitor), /Asli\. Sertifikat ini kami terbitkan/);
  assert.ok(!(await visitor.content()).includes(browserHolder.name), "the name is masked");
  assert.match(visitor.served.headers["x-robots-tag"], /noindex/);
  await checkPage(visitor, "check-genuine");

  await press(page, "Tangguhkan sekarang", { link: true });
  await checkPage(page, "certificate-suspend");
  await fill(page, { note: "Ponsel tertinggal di bus." });
  await press(page, "Tangguhkan sekarang");
  assert.match(await text(page), /Ditangguhkan/);
  assert.equal(await reasonOf("leaf.pem"), "Certificate Hold");
  await portal.mail.next(browserHolder.email, /ditangguhkan/i);
  await portal.mail.next("hasan.contoh@kemenkeu.go.id", /ditangguhkan/i);
  await go(visitor, `/cek/${code}`);
  assert.match(await text(visitor), /Asli, tetapi sedang tidak berlaku/);
  await checkPage(visitor, "check-suspended");

  const officer = await openPage(portal);
  await login(officer, "ratna.tolitoli", portal.accounts["ratna.tolitoli"].password);
  const serial = sql("SELECT serial FROM certificate").trim();
  await go(officer, `/kantor/sertifikat/${serial}`);
  await checkPage(officer, "certificate-office");
  await press(officer, "Cabut penangguhan", { link: true });
  assert.match(await text(officer), /Pastikan dengan kunci|belum punya kunci/, "a password lifts nothing");
  const ratna = await road.signIn(portal, "ratna.tolitoli");
  road.expect(await signPage(ratna, `/kantor/sertifikat/${serial}/aktifkan`), 303, "lifted, signed");
  assert.equal(await reasonOf("leaf.pem"), undefined);
  await judge("leaf.pem");

  await go(page, "/sertifikat");
  await press(page, "Cabut sertifikat", { link: true });
  await press(page, "Lanjutkan");
  await assertError(page, "reason", "Pilih alasan.");
  await checkPage(page, "certificate-revoke-error");
  await fill(page, { reason: "kunci_bocor", note: "Laptop dicuri." });
  await press(page, "Lanjutkan");
  assert.equal(await heading(page), "Periksa sebelum mencabut");
  await checkPage(page, "certificate-revoke-review");
  await press(page, "Cabut sertifikat ini");
  await assertError(page, "revocation_code", "Isi kode pencabutan. Hilang? Tangguhkan dulu, lalu minta kantor mencabut.");
  await fill(page, { revocation_code: "7QK2M-9X4TR-C0DE1-ZYXWV0" });
  await press(page, "Cabut sertifikat ini");
  assert.equal(page.served.status, 403, "not with another code");
  assert.equal(await reasonOf("leaf.pem"), undefined);
  await fill(page, { revocation_code: revocation });
  await press(page, "Cabut sertifikat ini");
  assert.match(await text(page), /Dicabut/);
  await checkPage(page, "certificate-revoked");
  assert.equal(await reasonOf("leaf.pem"), "Key Compromise");
  assert.throws(() => sh("openssl verify -crl_check -CRLfile crls.pem -CRLfile g1.crl -CAfile root.pem -untrusted ca.pem leaf.pem"));
  await portal.mail.next(browserHolder.email, /dicabut/i);
  await go(visitor, `/cek/${code}`);
  assert.match(await text(visitor), /Asli, tetapi tidak berlaku lagi: dicabut/);
  await checkPage(visitor, "check-revoked");
  for (const p of [page, visitor, officer]) await p.close_();
});

test("without script: PKCS#10 by openssl, refused when it is wrong, one certificate however often", async () => {
  const number = await approved(scriptless);
  const page = await openPage(portal, { scripts: false });
  await enter(page, number, scriptless);
  await checkPage(page, "collect-noscript");
  await page.locator("details#pkcs10 > summary").click();
  await press(page, "Kirim permintaan");
  await assertError(page, "request", "Pilih berkas permintaan atau tempel isinya.");
  sh(`openssl req -new -newkey rsa:1024 -nodes -keyout weak.key -subj /CN=x -out weak.csr 2>/dev/null
    openssl req -new -newkey rsa:3072 -nodes -keyout good.key -subj /CN=x -outform der -out good.csr 2>/dev/null
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key -subj /CN=x -out other.csr 2>/dev/null`);
  await fill(page, { request: path.join(dir, "weak.csr"), activation_code: portal.activation[number] });
  await press(page, "Kirim permintaan");
  await checkPage(page, "collect-refused");
  await fill(page, { request: path.join(dir, "good.csr"), activation_code: portal.activation[number] });
  await press(page, "Kirim permintaan");
  assert.match(await text(page), /Sertifikat Anda sudah terbit|Sertifikat diambil/);
  await checkPage(page, "collect-issued-noscript");
  const got = await download(page, page.getByRole("link", { name: "Sertifikat (.pem)" }));
  fs.copyFileSync(got.path, path.join(dir, "noscript.pem"));
  sh("openssl x509 -in noscript.pem -noout -pubkey > a; openssl pkey -in good.key -pubout > b; cmp a b");
  await judge("noscript.pem");
  const p7 = await download(page, page.getByRole("link", { name: /\.p7c/ }));
  assert.match(execFileSync("openssl", ["pkcs7", "-inform", "der", "-in", p7.path, "-print_certs", "-noout"], { encoding: "utf8" }),
    /issuer/);

  const client = new Client(portal);
  for (const c of await page.context().cookies()) client.cookies.set(c.name, c.value);
  const fields = await client.hidden(`/ambil/${number}`);
  const csrf = fields.csrf ?? /data-csrf="([^"]+)"/.exec((await client.get(`/ambil/${number}`)).body)[1];
  const again = await client.post(`/ambil/${number}/permintaan`,
    { csrf, csr: sh("openssl req -inform der -in good.csr"), activation: "", revocation: "" });
  assert.equal(again.status, 200, again.body);
  assert.equal(JSON.parse(again.body).certificate.replace(/\s/g, ""),
    fs.readFileSync(path.join(dir, "noscript.pem"), "utf8").replace(/\s/g, ""));
  const other = await client.post(`/ambil/${number}/permintaan`, { csrf, csr: sh("cat other.csr"), activation: "", revocation: "" });
  assert.equal(other.status, 409);
  assert.match(JSON.parse(other.body).error, /sudah diambil dengan kunci lain/);
  assert.equal(sql(`SELECT count(*) FROM certificate c JOIN application a ON a.id = c.application WHERE a.number = '${number}'`).trim(), "1");
  await page.close_();
});

test("too late, or somebody else's: sentences that say who can help", async () => {
  const number = await approved(late, -1);
  const page = await openPage(portal);
  await enter(page, number, late);
  assert.match(await text(page), /Batas waktu pengambilan (berakhir|sudah lewat)/);
  assert.match(await text(page), /Hubungi KPPN Tolitoli/);
  await checkPage(page, "collect-over");
  // the session is of that application only
  await go(page, `/ambil/${numberOf("7K4M2PX")}`);
  assert.equal(await page.locator("[name=code]").count(), 1);
  await go(page, `/ambil/${number}?t=bukan-tautan`);
  const wrong = await go(page, "/cek/7K4M-2PXA-9D3T");
  assert.equal(wrong.status(), 200);
  assert.match(await text(page), /Tidak cocok/);
  await checkPage(page, "check-unknown");
  await go(page, "/cek");
  await checkPage(page, "check");
  await page.close_();
});

test("the signer is away: nothing is lost, nothing is said too early", async () => {
  const number = await approved(leaker);
  const page = await openPage(portal, { scripts: false });
  await enter(page, number, leaker);
  const signer = portal.pid("paraf-signer");
  process.kill(signer, "SIGSTOP");
  sh("openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout l.key -subj /CN=x -out l.csr 2>/dev/null");
  await page.locator("details#pkcs10 > summary").click();
  await fill(page, { csr: sh("cat l.csr"), activation_code: portal.activation[number] });
  await press(page, "Kirim permintaan");
  assert.match(await text(page), /Permintaan disimpan dan dicoba lagi otomatis/);
  assert.equal(page.served.status, 503);
  await checkPage(page, "collect-pending");
  process.kill(signer, "SIGCONT");
  await portal.mail.next(leaker.email, /sertifikat diambil/i, 90000);
  await go(page, `/ambil/${number}`);
  assert.match(await text(page), /Sertifikat diambil/);
  const got = await download(page, page.getByRole("link", { name: "Sertifikat (.pem)" }));
  fs.copyFileSync(got.path, path.join(dir, "l.pem"));
  await judge("l.pem");

  // lost: suspended by NIP and code, while the signer is away
  const stranger = await openPage(portal, { scripts: false });
  await go(stranger, "/cabut");
  await checkPage(stranger, "lost");
  await fill(stranger, { number: "199001012015031999" });
  await press(stranger, "Kirim kode");
  const nobody = await text(stranger);
  await go(stranger, "/cabut");
  await fill(stranger, { number: leaker.nip });
  await press(stranger, "Kirim kode");
  assert.equal(await text(stranger), nobody, "the same answer for everybody");
  await checkPage(stranger, "lost-code");
  await fill(stranger, { code: codeOf(await portal.mail.next(leaker.email, /kode/i)) });
  process.kill(signer, "SIGSTOP");
  await press(stranger, "Tangguhkan sertifikat");
  assert.equal(page.served.status, 200);
  assert.match(await text(stranger), /Penangguhan sedang diproses/);
  await checkPage(stranger, "lost-waiting");
  await go(page, "/sertifikat");
  assert.match(await text(page), /Sedang diproses/);
  await checkPage(page, "certificate-pending");
  process.kill(signer, "SIGCONT");
  await portal.mail.next(leaker.email, /ditangguhkan/i, 90000);
  assert.equal(await reasonOf("l.pem"), "Certificate Hold");
  for (const p of [page, stranger]) await p.close_();
});

/* A list as its first bytes say (RFC 5280 5.1), and `size` bytes in all: what is sent is what lies there. */
function longList(file, size) {
  const length = (n) => [0x84, (n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
  const real = fs.readFileSync(path.join(portal.state, "pki", "g1.crl"));
  // SEQUENCE { SEQUENCE { version ...: behind the two heads, whose lengths are in one to three bytes
  const skip = (at) => at + 2 + (real[at + 1] > 128 ? real[at + 1] - 128 : 0);
  const fields = real.subarray(skip(skip(0)));
  const head = Buffer.concat([Buffer.from([0x30, ...length(size - 6), 0x30, ...length(size - 12)]), fields]);
  const out = fs.openSync(file, "w");
  fs.writeSync(out, head);
  const block = Buffer.alloc(1024 * 1024);
  for (let at = head.length, n = 1; at < size; at += block.length, n++)
    fs.writeSync(out, block.fill(n & 255), 0, Math.min(block.length, size - at));
  fs.closeSync(out);
}

test("a list of 64 MB is sent from its file, to several at once, and not held in memory", async () => {
  const size = 64 * 1024 * 1024, file = path.join(portal.state, "pki", "long.crl");
  longList(file, size);
  const peak = () => Number(/VmHWM:\s+(\d+) kB/.exec(fs.readFileSync(`/proc/${portal.pid("paraf-web")}/status`, "utf8"))[1]);
  const want = createHash("sha256").update(fs.readFileSync(file)).digest("hex");
  await fetchFile("/pki/crl/g1.crl", "x.crl");
  const before = peak();
  const one = async () => {
    const got = await fetch(`${portal.url}/pki/crl/long.crl`);
    assert.equal(got.status, 200);
    assert.equal(got.headers.get("content-length"), String(size));
    const sum = createHash("sha256");
    for await (const part of got.body) sum.update(part);
    assert.equal(sum.digest("hex"), want);
    return got.headers.get("etag");
  };
  const tags = await Promise.all([one(), one(), one(), one()]);
  assert.ok(peak() - before < 8 * 1024, `${peak() - before} KiB more for four lists of 64 MB`);
  // another list under the name, the same but for its last byte: another tag
  assert.equal((await fetch(`${portal.url}/pki/crl/long.crl`, { headers: { "if-none-match": tags[0] } })).status, 304);
  const bytes = fs.openSync(file, "r+");
  fs.writeSync(bytes, Buffer.from([7]), 0, 1, size - 1);
  fs.closeSync(bytes);
  const changed = await fetch(`${portal.url}/pki/crl/long.crl`, { method: "HEAD", headers: { "if-none-match": tags[0] } });
  assert.equal(changed.status, 200);
  assert.notEqual(changed.headers.get("etag"), tags[0]);
  assert.equal(changed.headers.get("content-length"), String(size));
  fs.unlinkSync(file);
});

test("what is published has fixed names only", async () => {
  const list = await fetchFile("/pki/crl/g1.crl", "x.crl");
  assert.equal(list.headers.get("content-type"), "application/pkix-crl");
  assert.match(list.headers.get("cache-control"), /max-age=\d+/);
  const again = await fetch(`${portal.url}/pki/crl/g1.crl`, { headers: { "if-none-match": list.headers.get("etag") } });
  assert.equal(again.status, 304);
  for (const [address, status] of [["/pki/crl/..%2f..%2fparaf.crl", 400], ["/pki/crl/%2e%2e.crl", 404], ["/pki/crl/G1.crl", 404],
    ["/pki/crl/x.crl", 404], ["/pki/root.key", 404]])
    assert.equal((await fetch(portal.url + address)).status, status, address);
});
