// audit.test.mjs - the auditor: the chain in one sentence, a case file with its reason, who opened
// whose card, the export; and the person: who saw my data, with a proof that stands without us.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { Portal, assertError, checkPage, closeBrowser, download, fill, go, login, openPage, press, samples,
  text } from "./lib.mjs";
import { bin } from "./lib/portal.mjs";
import { csrf, sentences, submitted } from "./lib/road.mjs";
import { Client } from "./lib/wire.mjs";

const run = promisify(execFile);
const reason = "Pemeriksaan berkala triwulan keempat";
let portal, auditor, applicant;

before(async () => {
  portal = await Portal.start();
  applicant = await submitted(portal, samples.person(41));
  auditor = await openPage(portal);
  await login(auditor, "auditor1", portal.accounts.auditor1.password);
});
after(async () => { await closeBrowser(); await portal?.stop(); });

// What anybody has: the program, a file, and the published key.
const verify = (file, ...more) =>
  run(path.join(bin, "paraf"), ["audit", "verify", "--key", path.join(portal.state, "pki/audit.pem"), ...more, file]);

const kept = (name, data) => {
  const file = path.join(portal.state, name);
  fs.writeFileSync(file, data);
  return file;
};

test("the chain is looked at, and one sentence says how it is", async () => {
  await go(auditor, "/audit");
  await press(auditor, "Cek keutuhan rantai sekarang");
  assert.match(await text(auditor), /Rantai utuh, dicek .+ WIB \(\d+ kejadian\)\./);
  await checkPage(auditor, "audit-utuh-kini");
  await go(auditor, "/en/audit");
  assert.match(await text(auditor), /The chain is whole, checked/);
  await checkPage(auditor, "audit-en");
});

test("a case file opens with a reason, and its owner reads who and why", async () => {
  await go(auditor, "/audit/berkas");
  await checkPage(auditor, "audit-berkas-cari");
  await fill(auditor, { number: "DS-082-0000-0000" });
  await press(auditor, "Cari berkas");
  await assertError(auditor, "number", "Tidak ada berkas dengan nomor itu. Periksa huruf dan angkanya.");
  await checkPage(auditor, "audit-berkas-salah");
  await fill(auditor, { number: applicant.number.toLowerCase().replaceAll("-", "") });
  await press(auditor, "Cari berkas");
  assert.equal(new URL(auditor.url()).pathname, `/audit/berkas/${applicant.number}`);
  assert.doesNotMatch(await text(auditor), new RegExp(samples.person(41).name), "nothing personal before a reason");
  await checkPage(auditor, "audit-berkas-alasan");
  await press(auditor, "Buka berkas");
  await assertError(auditor, "reason", "Tulis alasan membuka berkas ini.");
  await fill(auditor, { reason });
  await press(auditor, "Buka berkas");
  assert.match(await text(auditor), new RegExp(`Alasan: ${reason}`));
  assert.match(await text(auditor), new RegExp(samples.person(41).email));
  await checkPage(auditor, "audit-berkas");
  // printed, every sheet says who printed it, and when
  const sheets = execFileSync("pdftotext", ["-", "-"], { input: await auditor.pdf({ format: "A4" }), encoding: "utf8" }).split("\f").slice(0, -1);
  assert.ok(sheets.length > 1);
  for (const sheet of sheets) assert.match(sheet, /^Auditor Contoh · \d+ \S+ \d{4}, \d\d\.\d\d WIB$/m);
  const card = await auditor.getByRole("link", { name: "e-KTP" }).getAttribute("href");
  assert.equal((await auditor.request.get(card)).headers()["content-type"], "image/jpeg");

  await go(auditor, card.replace(/\/gambar.*/, "/unduh"));
  await checkPage(auditor, "unduh-asli");
  await press(auditor, "Unduh berkas asli");
  await assertError(auditor, "reason", "Tulis alasan mengunduh berkas ini.");
  await fill(auditor, { reason: "Dibandingkan dengan kartu" });
  const original = (await download(auditor, auditor.getByRole("button", { name: "Unduh berkas asli" }))).path;
  assert.equal(fs.readFileSync(original).subarray(0, 2).toString("hex"), "ffd8", "a JPEG");

  const own = await applicant.c.get(`/lacak/${applicant.number}`);
  assert.match(own.body, /Dibandingkan dengan kartu/, "also within ten minutes of looking at it");
  assert.match(own.body, /Auditor/);
  assert.match(own.body, new RegExp(reason));
  assert.match(own.body, /Seluruh berkas/);

  await go(auditor, "/audit/akses-data");
  assert.match(await text(auditor), new RegExp(`auditor1\\s*Auditor.*e-KTP.*${reason}`, "s"));
  await checkPage(auditor, "audit-akses-data");
  await go(auditor, "/audit/akses-data?jenis=semua");
  await checkPage(auditor, "audit-akses-semua");
  await go(auditor, "/audit"); // a wide screen shows the filters at once, a phone when they are asked for
  await fill(auditor, { perbuatan: "case.open" });
  await press(auditor, "Saring");
  assert.match(await auditor.locator("main").textContent(), new RegExp(reason));
});

test("the export and one's own proof stand without the server", async () => {
  await portal.paraf("audit", "export", "-o", path.join(portal.state, "first.jsonl")); // and a checkpoint now
  const proof = (await applicant.c.get(`/lacak/${applicant.number}/bukti`)).body;
  assert.match(proof, /"action":"case\.open"/);
  assert.match(proof, /"action":"document\.open"/);
  assert.match(proof, /"action":"document\.download"/);
  assert.match(proof, /"action":"application\.submit"/);
  const file = kept("bukti.jsonl", proof);
  assert.match((await verify(file)).stdout, /^whole: \d+ events, 1 checkpoints/);
  const bent = kept("bukti-lain.jsonl", proof.replace("case.open", "case.oven"));
  await assert.rejects(verify(bent), /case|changed/);

  await go(auditor, "/audit");
  const exported = (await download(auditor, auditor.getByRole("button", { name: "Ekspor seluruh jejak audit" }))).path;
  assert.match((await verify(exported, "--checkpoint", path.join(portal.state, "pki/checkpoint.json"))).stdout,
    /^whole: \d+ events/);
  await assert.rejects(verify(kept("web-lain.jsonl",
    fs.readFileSync(exported, "utf8").replace('"role":"auditor"', '"role":"central"'))), /was changed/);
});

test("nobody is given the proof of a file that is not his", async () => {
  const stranger = await applicant.c.get("/profil/akses-data/bukti");
  assert.notEqual(stranger.status, 200, "not of an applicant's session");
  assert.equal((await applicant.c.get("/lacak/DS-082-0000-0000/bukti")).status, 404);
});

test("a candidate has the record of himself alone", async () => {
  // two candidates stand in the demonstration; the second one's number is known to the first
  const [one, other] = (await portal.sql("SELECT number FROM candidacy ORDER BY number LIMIT 2")).split("\n");
  const of = (number) => portal.sql(`SELECT a.username FROM candidacy c JOIN account a ON a.id = c.account WHERE c.number = '${number}'`);
  const id = (number) => portal.sql(`SELECT id FROM candidacy WHERE number = '${number}'`);
  const username = await of(one);
  const c = new Client(portal);
  await c.login(username, portal.accounts[username].password);
  const proof = await c.get("/profil/akses-data/bukti");
  assert.equal(proof.status, 200);
  assert.ok(proof.body.includes(`candidacy/${await id(one)}`));
  assert.ok(!proof.body.includes(await id(other)), "not a word of the other");
  assert.ok(!proof.body.includes(applicant.number));
  for (const address of ["/audit", "/audit/akses-data", `/audit/berkas/${other}`, `/lacak/${applicant.number}/bukti`,
    `/lacak/${other}/bukti`])
    assert.ok([303, 403, 404].includes((await c.get(address)).status), address);
  const token = await csrf(c, "/profil/keamanan");
  for (const address of ["/audit/ekspor", "/audit/periksa"])
    assert.equal((await c.post(address, { csrf: token })).status, 403, address);
  // a number in the query changes nothing
  const bent = await c.get(`/profil/akses-data/bukti?number=${other}&id=${await id(other)}`);
  assert.ok(!bent.body.includes(await id(other)));
});

test("a broken chain is said, with the place", async () => {
  await portal.sql("UPDATE audit SET actor = 'nobody' WHERE node = '1/paraf' AND seq = 3");
  await go(auditor, "/audit");
  await press(auditor, "Cek keutuhan rantai sekarang");
  assert.match(await text(auditor), /Rantai putus pada leaf \d+ \(1\/paraf 3\)/);
  await checkPage(auditor, "audit-putus");
  await assert.rejects(portal.paraf("audit", "verify"), /1\/paraf 3/);
  assert.ok(sentences((await applicant.c.get(`/lacak/${applicant.number}`)).body).length > 0, "the portal goes on");
  await assert.rejects(portal.paraf("doctor"));
});
