// renewal.test.mjs - a certificate that ends soon: the holder is reminded, renews it in the browser with the current
// key, or without scripts by openssl alone; the office is told; openssl and OCSP judge the new certificate. And a
// holder who lost the key: signs in with two factors, reads a code out to his office, an OPIP types it and signs.
//
// The profile gives certificates a month, so that they end soon from the beginning.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { Portal, assertError, checkPage, closeBrowser, codeOf, download, fill, go, heading, login, openPage, press,
  samples, text } from "./lib.mjs";
import { officerPage } from "./lib/officer.mjs";
import { App } from "./lib/otp.mjs";
import * as road from "./lib/road.mjs";
import { Client } from "./lib/wire.mjs";

const dir = fs.mkdtempSync(path.join(os.tmpdir(), "paraf-renew-"));
const passphrase = "kuda laut berenang pelan 7", second = "kuda darat berlari kencang 8";
const withScript = samples.person(3), without = samples.person(5), lost = samples.person(7);
const office = "hasan.contoh@kemenkeu.go.id";
let portal;

const sh = (line) => execFileSync("bash", ["-c", `set -e; ${line}`], { cwd: dir, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] });

before(async () => {
  portal = await Portal.start({ set: { renew_days: "40" } });
  await portal.halt();
  const profile = path.join(portal.state, "signer/profile.conf");
  const words = fs.readFileSync(profile, "utf8").replace(/^validity_months = .*$/m, "validity_months = 1");
  assert.match(words, /^validity_months = 1$/m);
  fs.writeFileSync(profile, `renewal_days = 40\n${words}`);
  await portal.launch();
});
after(async () => {
  await closeBrowser();
  await portal?.stop();
  fs.rmSync(dir, { recursive: true, force: true });
});

async function approved(who) {
  const head = await road.signIn(portal, "kepala.tolitoli"), ratna = await road.signIn(portal, "ratna.tolitoli");
  const { number } = await road.submitted(portal, who);
  await road.review(head, number);
  await road.serve(ratna, number, who);
  await road.approve(ratna, number);
  await portal.mail.next(who.email, /siap diambil/);
  return number;
}

async function enter(page, number, who) {
  await go(page, `/ambil/${number}`);
  await press(page, "Kirim kode ke email saya");
  await fill(page, { code: codeOf(await portal.mail.next(who.email, /kode/i)) });
  await press(page, "Lanjutkan");
}

async function published() {
  for (const name of ["ca.cer", "root.cer"]) {
    const answer = await fetch(`${portal.url}/pki/${name}`);
    fs.writeFileSync(path.join(dir, name), Buffer.from(await answer.arrayBuffer()));
  }
  sh(`openssl x509 -inform der -in ca.cer -out ca.pem; openssl x509 -inform der -in root.cer -out root.pem`);
}

// Chain and status as anybody checks them; the status by OCSP from the address in the certificate.
async function judge(pem) {
  await published();
  sh(`openssl verify -x509_strict -CAfile root.pem -untrusted ca.pem ${pem}`);
  const url = sh(`openssl x509 -in ${pem} -noout -ocsp_uri`).trim();
  return sh(`openssl ocsp -issuer ca.pem -cert ${pem} -url ${url} -CAfile root.pem -verify_other ca.pem 2>&1`);
}

const subjectOf = (pem) => sh(`openssl x509 -in ${pem} -noout -subject -ext subjectAltName`);
const keyOf = (pem) => sh(`openssl x509 -in ${pem} -noout -pubkey`);

test("in the browser: reminded, renewed with the current key, the old one good until its end", async () => {
  const who = withScript, number = await approved(who);
  const page = await openPage(portal);
  await enter(page, number, who);
  await page.fill("#kode-aktivasi", portal.activation[number]);
  await page.fill("#passphrase", passphrase);
  await page.fill("#passphrase-repeat", passphrase);
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=result]:not([hidden])");
  const first = await download(page, page.locator("[data-part=p12]"));
  fs.copyFileSync(first.path, path.join(dir, "first.p12"));
  sh(`openssl pkcs12 -in first.p12 -passin 'pass:${passphrase}' -nokeys -clcerts -out first.pem`);

  // the worker looks when it starts
  await portal.halt();
  await portal.launch();
  const reminder = await portal.mail.next(who.email, /^Sertifikat berakhir/);
  assert.match(reminder.text, /tanpa datang ke kantor/);
  assert.ok(reminder.text.includes(`[Perpanjang] ${portal.url}/sertifikat?nomor=${number}`), reminder.text);

  await go(page, "/sertifikat");
  await press(page, "Perpanjang sertifikat", { link: true });
  assert.equal(await heading(page), "Perpanjang sertifikat");
  await page.waitForSelector("[data-module=paraf-key]:not([hidden])");
  await page.waitForSelector("[data-part=old-kept]:not([hidden])"); // this browser still has the key file
  await checkPage(page, "renew-kept");

  // another browser has not: the file is asked for
  const other = await openPage(portal);
  await go(other, "/sertifikat");
  await fill(other, { number });
  await press(other, "Kirim kode");
  await fill(other, { code: codeOf(await portal.mail.next(who.email, /kode/i)) });
  await press(other, "Lanjutkan");
  await press(other, "Perpanjang sertifikat", { link: true });
  await other.waitForSelector("[data-module=paraf-key]:not([hidden])");
  await checkPage(other, "renew-open");
  await other.click("[data-part=submit]");
  assert.match(await other.locator("#kunci-lama-error").innerText(), /Pilih berkas kunci/);
  assert.match(await other.locator("#passphrase-lama-error").innerText(), /Isi passphrase/);
  await checkPage(other, "renew-errors", { live: true });
  await other.setInputFiles("#kunci-lama", path.join(dir, "first.p12"));
  await other.fill("#passphrase-lama", "salah sama sekali");
  await other.fill("#passphrase", second);
  await other.fill("#passphrase-repeat", second);
  await other.click("[data-part=submit]");
  await other.waitForSelector("[data-part=failure]:not([hidden])");
  assert.match(await other.locator("[data-part=failure]").innerText(), /Passphrase berkas kunci yang sekarang salah/);
  await other.fill("#passphrase-lama", passphrase);
  await other.click("[data-part=retry]");
  await other.waitForSelector("[data-part=result]:not([hidden])");
  await checkPage(other, "renew-ready", { live: true });
  const renewed = await download(other, other.locator("[data-part=p12]"));
  fs.copyFileSync(renewed.path, path.join(dir, "second.p12"));
  sh(`openssl pkcs12 -in second.p12 -passin 'pass:${second}' -nokeys -clcerts -out second.pem
    openssl pkcs12 -in second.p12 -passin 'pass:${second}' -nodes -nocerts -out key.pem
    openssl x509 -in second.pem -noout -pubkey > a; openssl pkey -in key.pem -pubout > b; cmp a b`);

  assert.match(await judge("second.pem"), /second\.pem: good/);
  assert.match(await judge("first.pem"), /first\.pem: good/, "the old one is good until its end");
  assert.equal(subjectOf("second.pem"), subjectOf("first.pem"));
  assert.notEqual(keyOf("second.pem"), keyOf("first.pem"), "a new key always");

  assert.match((await portal.mail.next(who.email, /^Sertifikat Anda diperpanjang/)).text, /Yang lama tetap berlaku sampai/);
  const told = await portal.mail.next(office, new RegExp(`^Sertifikat ${who.name} diperpanjang`));
  assert.match(told.text, /ditandatangani dengan kunci sertifikat yang lama/);

  await go(other, "/sertifikat");
  await checkPage(other, "certificate-renewed");
  const where = await text(other);
  assert.match(where, /Berlaku di mana\s+Dapat dipakai/);
  assert.match(where, /Menandatangani dokumen; ?Membuktikan diri kepada aplikasi/);
  assert.ok(where.includes(sh("openssl x509 -in second.pem -noout -ocsp_uri").trim()), "the address of OCSP");
  assert.ok(where.includes(/URI:(\S+\.crl)/.exec(sh("openssl x509 -in second.pem -noout -ext crlDistributionPoints"))[1]), "and of the list");
  assert.match(await text(other), /Sertifikat lain dari permohonan ini/);
  await other.locator("#lain + * a").click();
  await checkPage(other, "certificate-before");
  const old = new URL(other.url()).pathname;
  await go(other, `${old}/perpanjang`);
  assert.match(await text(other), /Sertifikat baru terbit/);
  await checkPage(other, "renew-done");

  // the office sees both
  const officer = await openPage(portal);
  await login(officer, "ratna.tolitoli", portal.accounts["ratna.tolitoli"].password);
  await go(officer, new URL(/https?:\S+\/kantor\/sertifikat\/\S+/.exec(told.text)[0]).pathname);
  assert.match(await text(officer), /Sertifikat lain dari permohonan ini/);
  // in its register the one that was renewed is no longer among those that end soon
  const serial = (pem) => sh(`openssl x509 -in ${pem} -noout -serial`).trim().split("=")[1].toLowerCase();
  await go(officer, "/kantor");
  await press(officer, "Sertifikat", { link: true, first: true });
  assert.match(await text(officer), new RegExp(serial("first.pem")));
  await checkPage(officer, "register");
  await fill(officer, { status: "berakhir" });
  await press(officer, "Saring");
  assert.match(await text(officer), new RegExp(serial("second.pem")));
  assert.doesNotMatch(await text(officer), new RegExp(serial("first.pem")));
  await checkPage(officer, "register-ending");
  await fill(officer, { cari: "tidak ada yang bernama begini", status: "" });
  await press(officer, "Saring");
  assert.match(await text(officer), /Tidak ada yang cocok dengan saringan ini/);
  await fill(officer, { cari: who.name.slice(0, 6).toUpperCase(), status: "active" });
  await press(officer, "Saring");
  assert.match(await text(officer), new RegExp(serial("first.pem")));
  for (const p of [page, other, officer]) await p.close_();
});

test("without scripts: request and signature by openssl; refused with another key", async () => {
  const who = without, number = await approved(who);
  const page = await openPage(portal, { scripts: false });
  await enter(page, number, who);
  sh(`for n in old new; do openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout $n.key -subj /CN=x -out $n.csr 2>/dev/null; done
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out evil.key`);
  await page.locator("details#pkcs10 > summary").click();
  await fill(page, { request: path.join(dir, "old.csr"), activation_code: portal.activation[number] });
  await press(page, "Kirim permintaan");
  const got = await download(page, page.getByRole("link", { name: "Sertifikat (.pem)" }));
  fs.copyFileSync(got.path, path.join(dir, "old.pem"));

  await go(page, "/sertifikat");
  await press(page, "Perpanjang sertifikat", { link: true });
  await checkPage(page, "renew-noscript");
  await page.locator("details#pkcs10 > summary").click();
  await press(page, "Kirim permintaan");
  await assertError(page, "request", "Pilih berkas permintaan atau tempel isinya.");
  await fill(page, { request: path.join(dir, "new.csr") });
  await press(page, "Kirim permintaan");
  assert.match(await text(page), /Langkah 2 dari 2/);
  await checkPage(page, "renew-sign");
  const toSign = await download(page, page.getByRole("button", { name: "Unduh berkas untuk ditandatangani" }));
  assert.equal(toSign.name, "perpanjangan.bin");
  fs.copyFileSync(toSign.path, path.join(dir, "perpanjangan.bin"));
  sh(`openssl dgst -sha384 -sign evil.key -out evil.bin perpanjangan.bin
    openssl dgst -sha384 -sign old.key -out good.bin perpanjangan.bin`);
  await press(page, /^\s*Perpanjang sertifikat\s*$/);
  await assertError(page, "signature", "Pilih berkas tanda tangan.");
  await fill(page, { signature: path.join(dir, "evil.bin") });
  await press(page, /^\s*Perpanjang sertifikat\s*$/);
  await assertError(page, "signature", "Tanda tangan itu bukan dari kunci sertifikat ini.");
  await checkPage(page, "renew-sign-error");
  await fill(page, { signature: path.join(dir, "good.bin") });
  await press(page, /^\s*Perpanjang sertifikat\s*$/);
  assert.equal(new URL(page.url()).pathname, "/sertifikat");
  const next = await download(page, page.getByRole("link", { name: "Sertifikat (.pem)" }));
  fs.copyFileSync(next.path, path.join(dir, "new.pem"));
  assert.match(await judge("new.pem"), /new\.pem: good/);
  sh("openssl x509 -in new.pem -noout -pubkey > a; openssl pkey -in new.key -pubout > b; cmp a b");
  assert.equal(subjectOf("new.pem"), subjectOf("old.pem"));

  // somebody else's session reaches nothing of it
  const serial = (pem) => sh(`openssl x509 -in ${pem} -noout -serial`).trim().split("=")[1].toLowerCase();
  const stranger = new Client(portal);
  assert.notEqual((await stranger.get(`/sertifikat/${serial("new.pem")}/perpanjang`)).status, 200);
  // suspended: it cannot be renewed
  await press(page, "Tangguhkan sekarang", { link: true });
  await press(page, "Tangguhkan sekarang");
  await go(page, "/sertifikat");
  assert.match(await text(page), /Berlaku di mana\s+Tidak dapat dipakai/);
  await go(page, `/sertifikat/${serial("new.pem")}/perpanjang`);
  assert.match(await text(page), /ditangguhkan atau dicabut tidak dapat diperpanjang/);
  await checkPage(page, "renew-closed");
  await page.close_();
});

// The holder signs in with the account of his NIP, first by password alone, then with an app as well.
async function twoFactors(page) {
  await press(page, "Masuk dengan akun Anda", { link: true });
  const { username, password } = portal.accounts.adminkppn082;
  await fill(page, { username, password });
  await press(page, "Masuk");
  assert.match(await text(page), /satu faktor saja/);
  await checkPage(page, "renew-lost-one-factor");
  const back = page.url();
  await go(page, "/profil/keamanan/aplikasi");
  await press(page, "Tambah aplikasi kode");
  const secret = (await page.locator("main .es-code").first().innerText()).replace(/\s/g, "");
  await fill(page, { code: new App(secret).next() });
  await press(page, "Pasang aplikasi kode");
  await go(page, new URL(back).pathname);
}

const shownCode = async (page) => (await page.locator("[data-part=code]").innerText()).trim();

test("the key is lost: two factors, the code read out, an OPIP signs, key and certificate come together", async () => {
  const who = lost, number = await approved(who);
  const page = await openPage(portal);
  await enter(page, number, who);
  sh("openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout lost.key -subj /CN=x -out lost.csr 2>/dev/null");
  await page.locator("details#pkcs10 > summary").click();
  await fill(page, { request: path.join(dir, "lost.csr"), activation_code: portal.activation[number] });
  await press(page, "Kirim permintaan");
  fs.copyFileSync((await download(page, page.getByRole("link", { name: "Sertifikat (.pem)" }))).path, path.join(dir, "lost.pem"));
  await portal.sql(`UPDATE account SET nip = '${who.nip}' WHERE username = 'adminkppn082'`);
  await go(page, "/sertifikat");
  await press(page, "Perpanjang sertifikat", { link: true });
  await press(page, "Minta persetujuan kantor", { link: true });
  assert.equal(await heading(page), "Perpanjang tanpa kunci lama");
  await checkPage(page, "renew-lost");
  await twoFactors(page);
  await checkPage(page, "renew-lost-ask");

  // a request of his own; the command on the page prints the code that the page shows
  await page.locator("details#pkcs10 > summary").click();
  await press(page, "Minta persetujuan kantor");
  await assertError(page, "request", "Pilih berkas permintaan atau tempel isinya.");
  await page.locator("details#pkcs10 > summary").click({ trial: true });
  await fill(page, { request: path.join(dir, "lost.csr") });
  await press(page, "Minta persetujuan kantor");
  await assertError(page, "request", "Kunci ini sudah dipakai untuk sertifikat lain. Buat kunci baru.");
  sh("openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout baru.key -subj /CN=x -out baru.csr 2>/dev/null");
  await fill(page, { request: path.join(dir, "baru.csr") });
  await press(page, "Minta persetujuan kantor");
  const command = await page.locator("pre.es-pre").textContent();
  assert.equal(sh(command).trim(), (await shownCode(page)).replace(/-/g, ""));
  await press(page, "Batalkan permintaan");
  assert.match(await text(page), /Permintaan terakhir: Dibatalkan/);

  // the key made in this browser
  await page.waitForSelector("[data-module=paraf-lost-key]:not([hidden])");
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=checked]:not([hidden])");
  await checkPage(page, "renew-lost-code", { live: true });
  const code = await shownCode(page);
  assert.match(code, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
  assert.match((await portal.mail.next(who.email, /^Perpanjangan sertifikat Anda diminta/)).text, /Bacakan kode kontrol/);

  // the office: it never sees the code
  const officer = await openPage(portal);
  await officerPage(portal, officer, "yusuf.tolitoli", await road.signIn(portal, "verifikator1"));
  await go(officer, "/kantor/permohonan");
  await press(officer, /^Perpanjangan/, { link: true });
  await checkPage(officer, "renewals");
  await press(officer, who.name, { link: true });
  await checkPage(officer, "renewal");
  assert.match(await text(officer), new RegExp(who.phone.slice(1)));
  assert.ok(!(await officer.content()).includes(code) && !(await officer.content()).includes(code.replace(/-/g, "")));
  await press(officer, "Lanjutkan");
  await assertError(officer, "decision", "Pilih keputusan.");
  await fill(officer, { decision: "setuju", code: "0000-0000-0000" });
  await press(officer, "Lanjutkan");
  await assertError(officer, "called", "Tandai bagaimana Anda mengenali pemiliknya.");
  await assertError(officer, "code", "Kode kontrol tidak cocok dengan kunci baru. Minta pemilik membacakannya sekali lagi.");
  await checkPage(officer, "renewal-errors");
  await fill(officer, { called: true, code: code.toLowerCase().replace(/-/g, " "), old: "diganti" });
  await press(officer, "Lanjutkan");
  assert.match(await text(officer), new RegExp(`Telepon balik\\s+Kode kontrol\\s+${code}`));
  await checkPage(officer, "renewal-sign");
  await press(officer, "Tanda tangani persetujuan");
  assert.match(await officer.locator(".es-flash").innerText(), /Sertifikat baru terbit/);
  const told = await portal.mail.next(who.email, /^Sertifikat Anda diperpanjang/);
  assert.match(told.text, /Yang lama dicabut/);

  // key and certificate come together in the browser that made the key
  await go(page, new URL(/https?:\S+\/perpanjang(?=\s)/.exec(told.text)[0]).pathname);
  await page.waitForSelector("[data-module=paraf-key]:not([hidden])");
  await checkPage(page, "renew-lost-take", { live: true });
  await page.fill("#passphrase", second);
  await page.fill("#passphrase-repeat", second);
  await page.click("[data-part=submit]");
  await page.waitForSelector("[data-part=result]:not([hidden])");
  fs.copyFileSync((await download(page, page.locator("[data-part=p12]"))).path, path.join(dir, "found.p12"));
  sh(`openssl pkcs12 -in found.p12 -passin 'pass:${second}' -nokeys -clcerts -out found.pem
    openssl pkcs12 -in found.p12 -passin 'pass:${second}' -nodes -nocerts -out found.key
    openssl x509 -in found.pem -noout -pubkey > a; openssl pkey -in found.key -pubout > b; cmp a b`);
  assert.equal(subjectOf("found.pem"), subjectOf("lost.pem"));
  assert.match(await judge("found.pem"), /found\.pem: good/);
  assert.match(await judge("lost.pem"), /lost\.pem: revoked[\s\S]*superseded/);

  // and the whole way back to the counter in one bundle
  const serial = sh("openssl x509 -in found.pem -noout -serial").trim().split("=")[1];
  await portal.paraf("audit", "evidence", serial, "-o", path.join(dir, "bundle"));
  const said = sh("env -i PATH=/usr/bin:/bin python3 -I bundle/check.py");
  assert.match(said, /read out is that of the key in certificate\.pem/);
  assert.match(said, /ok {5}the key in before-[0-9a-f]+\.pem was requested with the activation code/);
  assert.match(said, /certificate\.renew_approve/);
  assert.match(said, /everything holds\n$/);
  for (const p of [page, officer]) await p.close_();
});
