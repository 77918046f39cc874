// second-factor.test.mjs - the authenticator app of an account: the QR code read by a real decoder, the second
// step of signing in, recovery codes, what it is not enough for, mails, taking it off.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { Portal, checkPage, closeBrowser, errors, fill, go, logout, openPage, press, text } from "./lib.mjs";
import { App, recoveryCodes } from "./lib/otp.mjs";

let portal;
before(async () => { portal = await Portal.start(); });
after(async () => { await closeBrowser(); await portal?.stop(); });

const at = (page) => new URL(page.url()).pathname;
async function password(page, name) {
  await go(page, "/masuk");
  await fill(page, { username: name, password: portal.accounts[name].password });
  await press(page, "Masuk");
}

// What a phone would read from the picture on the page.
async function scanned(page) {
  const file = path.join(os.tmpdir(), `paraf-qr-${process.pid}.png`);
  await page.locator("svg.es-qr").screenshot({ path: file });
  try {
    return execFileSync("zbarimg", ["--raw", "-q", file], { encoding: "utf8" }).trim();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

for (const scripts of [true, false])
  test(`added, asked for, recovered, removed (${scripts ? "with" : "without"} scripts)`, async () => {
    const name = scripts ? "verifikator1" : "pusat";
    const page = await openPage(portal, { scripts });
    await password(page, name);
    await go(page, "/profil/keamanan");
    assert.match(await text(page), /Aplikasi kode di ponsel membuat enam angka/);
    await press(page, "Tambah aplikasi kode");
    assert.equal(at(page), "/profil/keamanan/aplikasi");
    await checkPage(page, `aplikasi-baru-${scripts}`);
    const uri = new URL(await scanned(page));
    assert.equal(uri.protocol, "otpauth:");
    assert.equal(uri.searchParams.get("issuer"), "Paraf");
    const secret = uri.searchParams.get("secret");
    assert.ok((await text(page)).replace(/\s/g, "").includes(secret), "the key is written as well");
    const app = new App(secret);

    await press(page, "Pasang aplikasi kode");
    assert.match((await errors(page)).join(), /Isi kode dari aplikasi/);
    await fill(page, { code: "12345" });
    await press(page, "Pasang aplikasi kode");
    assert.match((await errors(page)).join(), /Kode salah/);
    await checkPage(page, `aplikasi-salah-${scripts}`);
    await fill(page, { code: app.next() });
    await press(page, "Pasang aplikasi kode");
    await checkPage(page, `kode-pemulihan-${scripts}`);
    const codes = recoveryCodes(await text(page));
    assert.equal(codes.length, 10);
    assert.equal(new Set(codes).size, 10);
    await press(page, "Kode sudah saya simpan");
    assert.match(await text(page), /Kode pemulihan tersisa\s+10/);

    await logout(page);
    await password(page, name);
    assert.match(await text(page), /Kata sandi Anda benar/);
    await checkPage(page, `masuk-kode-${scripts}`);
    await go(page, "/profil/keamanan");
    assert.equal(at(page), "/masuk", "the password alone opens nothing");
    await password(page, name);
    await fill(page, { code: "000000" });
    await press(page, "Masuk");
    assert.match((await errors(page)).join(), /Kode salah/);
    const code = app.next();
    await fill(page, { code });
    await press(page, "Masuk");
    await go(page, "/profil/keamanan");
    assert.equal(at(page), "/profil/keamanan");

    // the same code a second time, and a recovery code in its place
    await logout(page);
    await password(page, name);
    await fill(page, { code });
    await press(page, "Masuk");
    assert.match((await errors(page)).join(), /sudah dipakai/);
    await fill(page, { code: codes[0].toLowerCase() });
    await press(page, "Masuk");
    await go(page, "/profil/keamanan");
    assert.match(await text(page), /Kode pemulihan tersisa\s+9/);
    await checkPage(page, `keamanan-aplikasi-${scripts}`);

    // it is no officer key
    if (name === "verifikator1") {
      await go(page, "/bssn/kepala/siapa-pun");
      assert.equal(at(page), "/profil/keamanan/pastikan", "signing asks for a key");
    }

    await go(page, "/profil/keamanan/aplikasi");
    await checkPage(page, `aplikasi-dipakai-${scripts}`);
    await press(page, "Hapus aplikasi kode");
    assert.match((await errors(page)).join(), /Isi kode dari aplikasi/);
    await fill(page, { code: codes[0] });
    await press(page, "Hapus aplikasi kode");
    assert.match((await errors(page)).join(), /salah atau sudah dipakai/);
    await fill(page, { code: codes[1] });
    await press(page, "Buat sepuluh kode pemulihan baru");
    const fresh = recoveryCodes(await text(page));
    assert.equal(fresh.length, 10);
    assert.ok(!fresh.some((c) => codes.includes(c)));
    await go(page, "/profil/keamanan/aplikasi");
    await fill(page, { code: fresh[0] });
    await press(page, "Hapus aplikasi kode");
    assert.match(await page.locator(".es-flash").innerText(), /Aplikasi kode sudah dihapus/);
    await logout(page);
    await password(page, name);
    await go(page, "/profil/keamanan");
    assert.equal(at(page), "/profil/keamanan", "the password is enough again");
    await page.close_();
  });

test("guesses are slowed down like passwords", async () => {
  const page = await openPage(portal);
  await password(page, "auditor1");
  await go(page, "/profil/keamanan/aplikasi");
  await press(page, "Tambah aplikasi kode");
  const app = new App(new URL(await scanned(page)).searchParams.get("secret"));
  await fill(page, { code: app.next() });
  await press(page, "Pasang aplikasi kode");
  const codes = recoveryCodes(await text(page));
  await logout(page);
  await password(page, "auditor1");
  for (let i = 0; i < 5; i++) {
    await fill(page, { code: `${codes[i].slice(0, 10)}${codes[i].at(-1) === "7" ? "8" : "7"}` });
    await press(page, "Masuk");
    assert.match((await errors(page)).join(), /salah/);
  }
  await fill(page, { code: codes[0] });
  await press(page, "Masuk");
  assert.match((await errors(page)).join(), /Terlalu (sering|banyak)/);
  assert.equal(page.served.status, 429);
  await page.close_();
});

test("the owner hears of it", async () => {
  const name = "adminkppn082", page = await openPage(portal);
  const to = "admin.082@kemenkeu.go.id";
  await portal.sql(`UPDATE account SET email = '${to}' WHERE username = '${name}'`);
  await password(page, name);
  await go(page, "/profil/keamanan/aplikasi");
  await press(page, "Tambah aplikasi kode");
  const app = new App(new URL(await scanned(page)).searchParams.get("secret"));
  await fill(page, { code: app.next() });
  await press(page, "Pasang aplikasi kode");
  const codes = recoveryCodes(await text(page));
  assert.match((await portal.mail.next(to, /^Aplikasi kode ditambahkan/)).text, /kodenya diminta setelah kata sandi/);
  await logout(page);
  await password(page, name);
  await fill(page, { code: codes[9] });
  await press(page, "Masuk");
  assert.match((await portal.mail.next(to, /^Kode pemulihan dipakai/)).text, /masih dapat dipakai: 9/);
  await go(page, "/en/profil/keamanan/aplikasi");
  await checkPage(page, "aplikasi-inggris");
  assert.match(await text(page), /Recovery codes left\s+9/);
  await page.close_();
});
