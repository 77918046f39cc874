// road-b.test.mjs - Road B whole, in browsers, on both engines: from the landing page to a .p12 that
// programs not ours accept; the mail read from a Maildir on one engine and from a real SMTP server on
// the other.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { Portal, assertNoErrors, checkPage, closeBrowser, download, errors, fill, go, openPage, press, samples, text } from "./lib.mjs";
import { officerPage } from "./lib/officer.mjs";
import { registerDs } from "./lib/register.mjs";
import * as road from "./lib/road.mjs";

const dir = fs.mkdtempSync(path.join(os.tmpdir(), "paraf-road-b-"));
const passphrase = "ombak kecil di teluk 9";
const items = ["ektp", "nik", "name", "letter", "letter_number", "letter_date", "letter_signer", "nip", "position", "unit"];
let portal, verifier;
before(async () => {
  // one run as one machine has it, the other as several nodes do: documents in the database too
  portal = await Portal.start(process.env.PARAF_ENGINE === "postgresql"
    ? { mail: "smtp", set: { vault_store: "database" } } : { mail: "maildir" });
  verifier = await road.signIn(portal, "verifikator1");
});
after(async () => {
  await closeBrowser();
  await portal?.stop();
  fs.rmSync(dir, { recursive: true, force: true });
});

const sh = (line) => execFileSync("bash", ["-c", `set -e; ${line}`], { cwd: dir, encoding: "utf8" });

// Ratna and Yusuf with a key in their browser, confirmed by the verifier.
const pages = {};
async function officer(name, options) {
  pages[name] ??= await officerPage(portal, await openPage(portal, options), `${name}.tolitoli`, verifier);
  return pages[name];
}

// The second officer finds the file complete.
async function review(page, number) {
  await go(page, `/kantor/permohonan/${number}`);
  await press(page, "Mulai periksa");
  await fill(page, { ...Object.fromEntries(items.map((i) => [i, "ya"])), decision: "lengkap" });
  await press(page, "Tinjau keputusan");
  await press(page, "Nyatakan lengkap");
  await assertNoErrors(page);
}

// At the counter, with the person there.
async function counter(page, who, number) {
  await go(page, "/kantor/loket");
  await fill(page, { cari: who.nip });
  await press(page, "Cari");
  await press(page, "Mulai layani");
  await fill(page, { nik: who.nik });
  await press(page, "Cocokkan NIK");
  await fill(page, { kartu: "ya", wajah: "ya", nama: "ya" });
  await press(page, "Simpan identitas");
  await fill(page, { surat_asli: true, surat_lunak: true });
  await press(page, "Simpan surat");
  await fill(page, { photo: samples.photo() });
  await press(page, "Simpan foto");
  await fill(page, { pernyataan: "ya" });
  await press(page, "Simpan pernyataan");
  await press(page, "Tinjau aktivasi", { link: true });
  await press(page, "Aktivasi");
  await assertNoErrors(page);
  assert.equal(new URL(page.url()).pathname, `/kantor/loket/${number}/selesai`);
  const code = (await page.locator("[data-part=code]").textContent()).trim();
  assert.match(code, /^([0-9A-Z]{5}-){3}[0-9A-Z]{6}$/, "the activation code is shown to the officer");
  return code;
}

// What anybody can fetch, in the forms that openssl wants.
async function published() {
  for (const name of ["ca.cer", "root.cer", "crl/g1.crl", "crl/root.crl"])
    fs.writeFileSync(path.join(dir, path.basename(name)),
      Buffer.from(await (await fetch(`${portal.url}/pki/${name}`)).arrayBuffer()));
  sh(`openssl x509 -inform der -in ca.cer -out ca.pem; openssl x509 -inform der -in root.cer -out root.pem
    openssl crl -inform der -in g1.crl -out crls.pem; openssl crl -inform der -in root.crl >> crls.pem`);
}

for (const [name, options] of [["", {}], [" on a phone", { width: 360, height: 740 }]])
  test(`from the landing page to the .p12${name}`, async () => {
    const who = samples.person(name ? 301 : 300);
    const page = await openPage(portal, options), ratna = await officer("ratna", options), yusuf = await officer("yusuf", options);
    const number = await registerDs(page, who);
    assert.ok((await portal.mail.next(who.email, /Pendaftaran terkirim/)).subject.includes(number));
    await review(ratna, number);
    await portal.mail.next(who.email, /silakan ke loket/);
    const code = await counter(yusuf, who, number);

    const link = /https?:\/\/\S*\/ambil\/\S+/.exec((await portal.mail.next(who.email, /siap diambil/)).text)[0];
    const holder = await openPage(portal, options);
    await holder.goto(link);
    await holder.goto(link); // a mail scanner looks first: a GET uses nothing up
    await press(holder, /^Lanjutkan|^Buka|^Masuk/);
    await holder.waitForSelector("[data-module=paraf-key]:not([hidden])");
    await holder.fill("#kode-aktivasi", code.toLowerCase());
    await holder.fill("#passphrase", passphrase);
    await holder.fill("#passphrase-repeat", passphrase);
    await holder.click("[data-part=submit]");
    await holder.waitForSelector("[data-part=result]:not([hidden])");
    fs.copyFileSync((await download(holder, holder.locator("[data-part=p12]"))).path, path.join(dir, "holder.p12"));
    sh(`openssl pkcs12 -in holder.p12 -passin 'pass:${passphrase}' -nokeys -clcerts -out leaf.pem
      openssl pkcs12 -in holder.p12 -passin 'pass:${passphrase}' -nodes -nocerts -out key.pem
      openssl x509 -in leaf.pem -noout -pubkey > a; openssl pkey -in key.pem -pubout > b; cmp a b`);
    await published();
    sh(`openssl verify -x509_strict -crl_check_all -CRLfile crls.pem -CAfile root.pem -untrusted ca.pem leaf.pem
      certtool --verify --load-ca-certificate root.pem --infile <(cat leaf.pem ca.pem root.pem)`);
    assert.match(sh("openssl x509 -in leaf.pem -noout -subject"), new RegExp(`CN = ${who.name}`));
    await portal.mail.next(who.email, /sertifikat diambil/i);
    await go(holder, `/lacak/${number}`);
    const told = await text(holder);
    assert.match(told, /Sertifikat terbit/);
    // what is behind says when and by whom; every mail stands there, without what opens something
    assert.match(told, /Diperiksa kantor[^]*Dinyatakan lengkap oleh KPPN Tolitoli\s+\d+ \w+ 20\d\d, \d\d\.\d\d W/);
    assert.match(told, /Diaktifkan di loket KPPN Tolitoli\s+\d+ \w+ 20\d\d, \d\d\.\d\d W/);
    const kept = await holder.locator("details").allTextContents();
    for (const subject of [/Kode verifikasi/, /siap diambil/, /Sertifikat diambil/])
      assert.ok(kept.some((k) => subject.test(k)), `${subject}`);
    assert.doesNotMatch(kept.join("\n"), /[?&]t=|\/lanjut\/\w|Kode\S* \w+: \d{6}/);
    await revoke(holder, number, !name);
    assert.match((await portal.mail.next(who.email, /dicabut/)).text, /Oleh: Pemilik sertifikat\s+Alasan: Passphrase bocor/);
    for (const p of [page, holder]) await p.close_();
  });

// By the certificate's own key, in the browser: the key file that it still keeps, or the one that was saved.
async function revoke(page, number, kept) {
  if (!kept) {
    await go(page, `/ambil/${number}`);
    await page.waitForSelector("[data-part=result]:not([hidden])");
    await page.click("[data-part=forget]");
    await page.waitForSelector("[data-part=forgotten]:not([hidden])");
  }
  await go(page, "/sertifikat");
  await press(page, "Cabut sertifikat", { link: true });
  await fill(page, { reason: "kunci_bocor" });
  await press(page, "Lanjutkan");
  await page.locator("summary", { hasText: "Tanda tangani dengan kunci sertifikat" }).click();
  const tool = page.locator("[data-module=paraf-sign-key]"), line = (id) => tool.locator(`#${id}-error:not([hidden])`);
  await tool.waitFor();
  assert.equal(await tool.locator("[data-part=kept]").isVisible(), kept);
  assert.equal(await tool.locator("#berkas-kunci").isVisible(), !kept);
  await tool.locator("button").click();
  await line("passphrase-kunci").waitFor();
  if (!kept) {
    await line("berkas-kunci").waitFor();
    await tool.locator("#berkas-kunci").setInputFiles(path.join(dir, "holder.p12"));
  }
  await checkPage(page, `certificate-revoke-key-${kept ? "kept" : "file"}`, { live: true });
  await tool.locator("#passphrase-kunci").fill(`${passphrase}x`);
  await tool.locator("button").click();
  await line("passphrase-kunci").filter({ hasText: "Passphrase salah" }).waitFor();
  await tool.locator("#passphrase-kunci").fill(passphrase);
  await Promise.all([page.waitForURL(/\/sertifikat$/), tool.locator("button").click()]);
  assert.match(await text(page), /Dicabut\s+Keadaan ini sejak .* Alasan: Passphrase bocor/);
  await published();
  assert.throws(() => sh("openssl verify -crl_check -CRLfile crls.pem -CAfile root.pem -untrusted ca.pem leaf.pem"));
}

test("without scripts: everything by forms, the key by openssl", async () => {
  const who = samples.person(302), options = { scripts: false };
  const page = await openPage(portal, options), ratna = await officer("ratna"), yusuf = await officer("yusuf");
  const number = await registerDs(page, who);
  await review(ratna, number);
  const code = await counter(yusuf, who, number);
  const mail = await portal.mail.next(who.email, /siap diambil/);
  const holder = await openPage(portal, options);
  await holder.goto(/https?:\/\/\S*\/ambil\/\S+/.exec(mail.text)[0]);
  await press(holder, /^Lanjutkan|^Buka|^Masuk/);
  sh("openssl req -new -newkey rsa:2048 -nodes -keyout own.key -subj /CN=x -out own.csr 2>/dev/null");
  await holder.locator("details#pkcs10 > summary").click();
  await fill(holder, { request: path.join(dir, "own.csr"), activation_code: "7QK2M-9X4TR-C0DE1-ZYXWV0" });
  await press(holder, "Kirim permintaan");
  assert.match((await errors(holder)).join(), /Kode aktivasi salah/);
  await holder.locator("details#pkcs10").evaluate((d) => d.open);
  await fill(holder, { request: path.join(dir, "own.csr"), activation_code: code });
  await press(holder, "Kirim permintaan");
  const got = await download(holder, holder.getByRole("link", { name: "Sertifikat (.pem)" }));
  fs.copyFileSync(got.path, path.join(dir, "own.pem"));
  await published();
  sh(`openssl verify -crl_check_all -CRLfile crls.pem -CAfile root.pem -untrusted ca.pem own.pem
    openssl x509 -in own.pem -noout -pubkey > a; openssl pkey -in own.key -pubout > b; cmp a b`);
  for (const p of [page, holder]) await p.close_();
});
