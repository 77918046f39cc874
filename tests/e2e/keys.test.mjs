// keys.test.mjs - officers' keys in the browser: passkeys (chromium's virtual authenticator), keys of a
// browser, signing in with them, several keys, names, removal, and what a session may do.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Portal, assertNoErrors, checkPage, closeBrowser, errors, fill, go, login, logout, openPage, press, text } from "./lib.mjs";
import { addAuthenticator, addKey, localhost, prove } from "./lib/officer.mjs";

let portal;
before(async () => { portal = await Portal.start(await localhost({ set: { officer_key: "passkey" } })); });
after(async () => { await closeBrowser(); await portal?.stop(); });

const at = (page) => new URL(page.url()).pathname;
const officer = async (name) => {
  const page = await openPage(portal);
  await login(page, name, portal.accounts[name].password);
  return page;
};

test("a passkey is added, named, signs in, and is removed", async () => {
  const page = await officer("auditor1");
  const device = await addAuthenticator(page);
  await go(page, "/profil/keamanan");
  assert.match(await text(page), /Belum ada kunci/);
  await go(page, "/profil/keamanan/kunci");
  await checkPage(page, "kunci-tambah");
  await press(page, /^Tambah kunci sandi/);
  assert.match((await errors(page)).join(), /Beri nama kunci ini/);
  await checkPage(page, "kunci-tanpa-nama");
  await addKey(page, "Laptop kantor");
  await assertNoErrors(page);
  assert.match(await text(page), /Laptop kantor/);
  assert.equal((await device.credentials()).length, 1);
  await checkPage(page, "keamanan-kunci");

  await logout(page);
  await go(page, "/masuk");
  await checkPage(page, "masuk-kunci");
  await press(page, "Masuk dengan kunci sandi (passkey)");
  assert.equal(at(page), "/audit", "signed in without a password");

  await go(page, "/profil/keamanan");
  await press(page, /Ubah atau hapus/, { link: true });
  await fill(page, { name: "Laptop rumah" });
  await press(page, "Ganti nama");
  assert.match(await text(page), /Laptop rumah/);
  await press(page, /Ubah atau hapus/, { link: true });
  await checkPage(page, "kunci-satu");
  await press(page, "Hapus kunci");
  assert.match(await text(page), /Belum ada kunci/);
  await logout(page);
  await go(page, "/masuk");
  await press(page, "Masuk dengan kunci sandi (passkey)");
  assert.match((await errors(page)).join(), /tidak dikenal atau sudah dihapus/);
  await page.close_();
});

test("a second key needs a session proven by the first; a password alone adds nothing", async () => {
  const page = await officer("verifikator1");
  await addAuthenticator(page);
  await addKey(page, "Pertama");
  await assertNoErrors(page);
  await go(page, "/profil/keamanan/kunci");
  assert.match(await text(page), /sesi ini dibuat dengan kata sandi/);
  assert.equal(await page.getByRole("button", { name: /^Tambah kunci sandi/ }).count(), 0);
  await go(page, "/profil/keamanan/pastikan");
  await checkPage(page, "kunci-pastikan");
  await prove(page);
  await go(page, "/profil/keamanan/kunci");
  // the same authenticator is refused by the browser itself: it holds a key of this account
  await fill(page, { name: "Sama" });
  await page.getByRole("button", { name: /^Tambah kunci sandi/ }).click();
  await page.locator("[data-part=failure]:not([hidden])").waitFor();
  assert.match(await page.locator("[data-part=failure]").textContent(), /sudah terdaftar/);
  // another authenticator
  await addAuthenticator(page, { transport: "usb" });
  await addKey(page, "Kunci USB");
  await assertNoErrors(page);
  assert.match(await text(page), /Pertama[\s\S]*Kunci USB/);
  await page.close_();
});

test("a key of the browser is refused under the policy passkey", async () => {
  const page = await officer("verifikator2");
  await go(page, "/profil/keamanan/kunci");
  assert.equal(await page.getByRole("button", { name: /^Buat kunci di peramban/ }).count(), 0);
  // somebody who makes the request by hand
  await page.evaluate(async () => {
    const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
    const enc = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
    const form = document.querySelector("[data-module=paraf-register] form");
    const text = new TextEncoder().encode(`paraf statement v1\0${form.elements.token.value}`);
    form.elements.name.value = "Peramban";
    form.elements.kind.value = "browser";
    form.elements.key_point.value = enc((await crypto.subtle.exportKey("raw", pair.publicKey)).slice(1));
    form.elements.sig_value.value = enc(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, text));
    form.submit();
  });
  await page.waitForLoadState("load");
  await page.locator(".govuk-error-summary").waitFor();
  assert.match((await errors(page)).join(), /Kunci peramban tidak diterima di sini/);
  await page.close_();
});
