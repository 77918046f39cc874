// demo.test.mjs - the demonstration as a visitor finds it: every queue of every role shows its people, every
// page that is linked opens, and an officer takes somebody one step further.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test, before, after } from "node:test";
import { Portal, openPage, closeBrowser, go, login, press, checkPage } from "./lib.mjs";
import { officerPage, verifierWith } from "./lib/officer.mjs";

let portal, people;
before(async () => {
  portal = await Portal.start({ people: true });
  people = fs.readFileSync(path.join(portal.state, "people.txt"), "utf8").split("\n")
    .filter((l) => /^(DS|OPIP)-/.test(l))
    .map((l) => ({ number: l.split(/\s+/)[0], state: l.split(/\s+/)[1], line: l }));
});
after(async () => { await closeBrowser(); await portal?.stop(); });

const at = (state, office = "082") => people.find((p) => p.state === state && p.number.includes(`-${office}-`));
const signedIn = async (username) => {
  const page = await openPage(portal);
  await login(page, username, portal.accounts[username].password);
  return page;
};

// Every page that links lead to from these addresses on, within some part of the portal: none fails.
async function crawl(page, starts, within, most = 80) {
  const todo = [...starts], seen = new Set(todo);
  for (const address of todo) {
    const answer = await page.request.get(address, { maxRedirects: 5 });
    assert.ok(answer.ok(), `${address}: ${answer.status()}`);
    const main = /<main[\s\S]*<\/main>/.exec(await answer.text())?.[0] ?? "";
    for (const [, link] of main.matchAll(/<a [^>]*href="([^"#]+)/g)) {
      const clean = link.replaceAll("&amp;", "&");
      if (!within.test(clean) || seen.has(clean)) continue;
      seen.add(clean);
      if (todo.length < most) todo.push(clean);
    }
  }
  return todo;
}

test("every status of both roads has somebody", () => {
  for (const state of ["draft", "submitted", "in_review", "returned", "ready", "at_counter", "approved", "issued",
    "withdrawn", "refused", "lapsed"])
    assert.ok(at(state), `an application that is ${state}`);
  for (const state of ["profile", "letters_sent", "letters_returned", "interview_scheduled", "interviewed", "returned",
    "refused", "granted"])
    assert.ok(people.find((p) => p.number.startsWith("OPIP") && p.state === state), `a candidacy that is ${state}`);
  for (const state of ["active", "suspended", "revoked"])
    assert.ok(people.some((p) => p.line.includes(`sertifikat ${state}`)), `a certificate that is ${state}`);
});

test("the record of the story is whole", async () => {
  const { stdout } = await portal.paraf("audit", "verify");
  assert.match(stdout, /^whole: \d{3,} events/);
  // what is remembered goes forward in time
  assert.equal(await portal.sql(`SELECT count(*) FROM audit a JOIN audit b ON b.node = a.node AND b.seq = a.seq + 1
    WHERE b.at_s < a.at_s`), "0");
});

test("the office finds its files, and the counter who stands there", async () => {
  const page = await signedIn("ratna.tolitoli");
  await go(page, "/kantor/permohonan");
  const text = await page.locator("main").innerText();
  for (const state of ["submitted", "in_review"]) assert.ok(text.includes(at(state).number), `${state} is listed`);
  await checkPage(page, "demo-kantor-permohonan");
  const pages = await crawl(page, ["/kantor", "/kantor/permohonan", "/kantor/loket"], /^\/kantor/);
  for (const p of people.filter((x) => /^DS-082/.test(x.number) && x.state === "returned"))
    assert.ok(pages.some((a) => a.includes(p.number)), `${p.number} can be opened`);
  await page.close_();
});

// The table of each block, as a file; every line has as many cells as the first.
async function csvFiles(page) {
  const links = await page.locator("main a[href*=\"unduh.csv\"]").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  const files = {};
  for (const link of links) {
    const answer = await page.request.get(link);
    assert.equal(answer.status(), 200, link);
    assert.match(answer.headers()["content-type"], /^text\/csv; charset=utf-8/);
    const lines = (await answer.text()).replace(/^\uFEFF/, "").trimEnd().split("\r\n");
    const cells = lines.map((l) => l.split('","').length);
    assert.ok(cells.every((n) => n === cells[0]), `${link}: ${cells}`);
    files[/tabel=(\w+)/.exec(link)[1]] = lines;
  }
  return files;
}

test("the office in figures, and its head's report", async () => {
  const page = await signedIn("kepala.tolitoli");
  await go(page, "/kantor/angka");
  const waiting = people.filter((p) => p.number.includes("-082-") && p.state === "submitted").length;
  const row = page.locator("section", { has: page.locator("#status") }).getByRole("row", { name: /^Terkirim/ });
  assert.equal(await row.getByRole("link").innerText(), String(waiting));
  for (const chart of await page.getByRole("img").all()) assert.match(await chart.getAttribute("aria-label"), /\w+ \w+.*\.$/);
  await checkPage(page, "demo-kantor-angka");
  const files = await csvFiles(page);
  assert.deepEqual(Object.keys(files).sort(), ["alasan", "bulan", "jam", "status", "tahap"]);
  assert.ok(files.status[1].startsWith(`"Terkirim","${waiting}","Kantor"`), files.status[1]);
  await row.getByRole("link").click();
  assert.equal(await page.locator("tbody tr").count(), waiting);
  await go(page, "/kantor/laporan?bulan=" + new Date().toISOString().slice(0, 7));
  await checkPage(page, "demo-kantor-laporan");
  assert.ok((await csvFiles(page)).bulan.length > 10);
  assert.equal((await go(page, "/kantor/laporan?bulan=1999-01")).status(), 404);
  await page.close_();
});

test("BSSN finds its candidates", async () => {
  const page = await signedIn("verifikator1");
  await go(page, "/bssn/jadwal");
  const times = await page.locator("main").innerText();
  assert.match(times, /Fransiska Kabes/);
  assert.match(times, /Kosong/);
  await checkPage(page, "demo-bssn-jadwal");
  const pages = await crawl(page, ["/bssn"], /^\/bssn/);
  for (const p of people.filter((x) => ["letters_returned", "interview_scheduled", "returned", "refused"].includes(x.state)
    && x.number.startsWith("OPIP")))
    assert.ok(pages.some((a) => a.includes(p.number)), `${p.number} (${p.state}) can be opened`);
  await checkPage(page, "demo-bssn");
  await go(page, "/bssn/angka");
  await checkPage(page, "demo-bssn-angka");
  const files = await csvFiles(page);
  assert.ok(files.antrean.length === 5 && files.verifikator.length > 1, JSON.stringify(files));
  await page.close_();
});

test("administrators, centre and auditor see the whole", async () => {
  for (const [username, starts, within] of [["adminkppn082", ["/kantor", "/kantor/pengguna"], /^\/kantor/],
    ["kepala.tolitoli", ["/kantor", "/kantor/permohonan"], /^\/kantor/],
    ["pusat", ["/pusat", "/pusat/kantor", "/pusat/admin", "/pusat/kebijakan"], /^\/pusat(?!\/kantor\/\d)/],
    ["auditor1", ["/audit", "/audit/akses-data", "/audit/berkas"], /^\/audit/]]) {
    const page = await signedIn(username);
    const pages = await crawl(page, starts, within, 40);
    assert.ok(pages.length > starts.length, `${username} finds more than the first pages`);
    await page.close_();
  }
});

test("the directorate sees all offices in figures", async () => {
  const page = await signedIn("pusat");
  await go(page, "/pusat");
  await checkPage(page, "demo-pusat");
  await go(page, "/pusat/angka?urut=aktivasi");
  await checkPage(page, "demo-pusat-angka");
  assert.match(await page.locator("tbody tr").first().innerText(), /KPPN/);
  const files = await csvFiles(page);
  assert.equal(files.kantor.length, 183);
  await press(page, /082 KPPN Tolitoli/, { link: true });
  await checkPage(page, "demo-pusat-kantor-angka");
  assert.equal(await page.locator("tbody a").count(), 0);
  await page.close_();
});

test("a candidate and an applicant see where they stand", async () => {
  for (const username of ["arif.tolitoli", "rahmat.tolitoli", "ilham.palu", "bambang.tolitoli"]) {
    const page = await signedIn(username);
    await crawl(page, ["/profil"], /^\/profil\/(kelengkapan|konfirmasi|akses|notifikasi)/, 30);
    await page.close_();
  }
  const page = await openPage(portal);
  for (const p of people.filter((x) => x.number.startsWith("DS-"))) {
    const answer = await go(page, `/lacak/${p.number}`);
    assert.equal(answer.status(), p.state === "draft" || p.state === "withdrawn" ? answer.status() : 200);
    assert.ok(answer.status() < 500);
  }
  await page.close_();
});

test("the one at the counter is activated", async () => {
  const { number } = at("at_counter");
  const verifier = await verifierWith(portal);
  const page = await openPage(portal);
  await officerPage(portal, page, "yusuf.tolitoli", verifier);
  await go(page, `/kantor/loket/${number}`);
  await press(page, /tinjau|aktivasi/i, { link: true, first: true });
  await press(page, "Aktivasi");
  assert.equal(new URL(page.url()).pathname, `/kantor/loket/${number}/selesai`);
  await page.close_();
});
