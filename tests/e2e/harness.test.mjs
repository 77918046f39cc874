// harness.test.mjs - the tools of the browser tests, on the drawn samples and on the public pages.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { Portal, bin, checkPage, closeBrowser, codeOf, errors, fill, go, heading, linksOf, login, openPage,
  press, samples } from "./lib.mjs";
import { until } from "./lib/until.mjs";

let portal;
before(async () => { portal = await Portal.start(); });
after(async () => { await closeBrowser(); await portal?.stop(); });

const size = (file) => execFileSync("identify", ["-format", "%w %h %m", file], { encoding: "utf8" });

test("samples: cards, photos and papers are what they claim", () => {
  const who = samples.person(4);
  assert.match(who.nip, /^\d{18}$/);
  assert.match(who.nik, /^\d{16}$/);
  assert.equal(size(samples.ektp(who)), "1600 1095 JPEG");
  assert.equal(size(samples.ektp(who, { png: true })), "1600 1095 PNG");
  assert.equal(size(samples.photo()), "600 900 JPEG");
  const pdf = samples.appointment(who);
  assert.match(execFileSync("pdfinfo", [pdf], { encoding: "utf8" }), /Pages: +3/);
  const scanned = samples.scan([fs.readFileSync(pdf)]);
  assert.match(execFileSync("pdfinfo", [scanned], { encoding: "utf8" }), /Pages: +3/);
  assert.equal(execFileSync("pdftotext", [scanned, "-"], { encoding: "utf8" }).trim(), "");
});

test("mail: a code is a word of its own", () => {
  assert.equal(codeOf({ text: "http://127.0.0.1:40001/ambil/DS-082-7K4M-2PXA?t=ab_c123456xyz-987654_\n\nKode: 048213. " }), "048213");
  assert.throws(() => codeOf({ text: "http://127.0.0.1:40001/x?t=ab123456c" }), /no code/);
});

test("waiting: a change while it is asked is not lost, also in a new folder; only looking is no change", async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "paraf-until-")), file = path.join(dir, "a/b/c");
  const place = { places: [dir] };
  const changes = [() => fs.mkdirSync(path.join(dir, "a")), () => fs.mkdirSync(path.join(dir, "a/b")),
    () => fs.writeFileSync(file, "1"), () => fs.appendFileSync(file, "2"), () => fs.rmSync(file), () => fs.writeFileSync(file, "3")];
  let asked = 0;
  await until(place, "all changes", () => {
    changes[asked]?.();
    return ++asked > changes.length;
  }, 10000);
  fs.utimesSync(file, 1, 1);
  asked = 0;
  await assert.rejects(until(place, "the impossible", () => (++asked, fs.chmodSync(file, 0o600)), 500), /^Error: the impossible: not after 500 ms/);
  assert.ok(asked <= 3, `asked ${asked} times: once, and for what was not yet known`);
  fs.rmSync(dir, { recursive: true });
});

test("a setting that is wrong is named, with what to write", () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "paraf-conf-")), file = path.join(dir, "paraf.conf");
  for (const [line, said] of [["listen = 8080", /configuration: listen: tulis HOST:PORT/],
    ["accepted_in = SAKTI: sing", /configuration: accepted_in: SAKTI: kata yang dikenal/]]) {
    fs.writeFileSync(file, `${line}\n`);
    const run = spawnSync(path.join(bin, "paraf"), ["-c", file, "config"], { encoding: "utf8" });
    assert.equal(run.status, 3);
    assert.match(run.stderr, said);
  }
  fs.rmSync(dir, { recursive: true });
});

test("mail: codes and links are found", () => {
  const m = { text: "Kode Anda: 402913\nAtau buka http://127.0.0.1:1/lanjut?t=abc.\n19900805201503" };
  assert.equal(codeOf(m), "402913");
  assert.deepEqual(linksOf(m, "http://127.0.0.1:1/"), ["http://127.0.0.1:1/lanjut?t=abc."]);
});

test("the demonstration names its accounts", () => {
  for (const [name, role] of [["pusat", "central"], ["adminkppn082", "office_admin"], ["verifikator1", "verifier"],
    ["verifikator2", "verifier"], ["auditor1", "auditor"]])
    assert.equal(portal.accounts[name]?.role, role, name);
});

test("landing page, in both languages, with and without scripts", async () => {
  for (const [address, name] of [["/", "landing"], ["/en/", "landing-en"]])
    for (const scripts of [true, false]) {
      const page = await openPage(portal, { scripts });
      await go(page, address);
      await checkPage(page, scripts ? name : `${name}-noscript`);
      await page.close_();
    }
});

test("a page that does not exist says so", async () => {
  const page = await openPage(portal);
  const response = await go(page, "/tidak-ada");
  assert.equal(response.status(), 404);
  await checkPage(page, "error-404");
  await page.close_();
});

test("signing in: wrong password, right password, signing out", async () => {
  const page = await openPage(portal);
  await go(page, "/masuk");
  await checkPage(page, "masuk");
  await fill(page, { username: "pusat", password: "bukan kata sandinya" });
  await press(page, "Masuk");
  assert.match((await errors(page)).join(" "), /Nama pengguna atau kata sandi salah\./);
  await checkPage(page, "masuk-salah");
  await login(page, "pusat", portal.accounts.pusat.password);
  assert.doesNotMatch(page.url(), /\/masuk/);
  assert.ok(await heading(page));
  await page.close_();
});
