// neighbours.test.mjs - what the portal leans on goes away: signer, PostgreSQL, disk. Pages that can work
// go on, the others say one sentence with 503, and nothing that was acknowledged is lost.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import { after, before, describe, test } from "node:test";
import { Portal, root } from "./lib/portal.mjs";
import * as road from "./lib/road.mjs";
import * as samples from "./lib/samples.mjs";
import { until } from "./lib/until.mjs";
import { Client } from "./lib/wire.mjs";

async function login(c, username) {
  const fields = await c.hidden("/masuk");
  return c.post("/masuk", { ...fields, username, password: c.portal.accounts[username].password });
}
const says = (answer, status, sentence) => {
  assert.equal(answer.status, status, road.sentences(answer.body).join("\n"));
  assert.ok(road.sentences(answer.body).some((s) => sentence.test(s)), road.sentences(answer.body).join("\n"));
};

describe("the signer stands still", () => {
  let portal;
  before(async () => { portal = await Portal.start(); });
  after(async () => { await portal?.stop(); });

  test("registering and serving go on; collecting says that the request is kept, and is done later", async () => {
    const ratna = await road.signIn(portal, "ratna.tolitoli"), yusuf = await road.signIn(portal, "yusuf.tolitoli");
    const signer = portal.pid("paraf-signer");
    process.kill(signer, "SIGSTOP"); // it neither answers nor ends
    let c, number;
    try {
      const who = samples.person(81);
      ({ number } = await road.submitted(portal, who));
      await road.review(ratna, number);
      await road.serve(yusuf, number, who);
      await road.approve(yusuf, number);
      c = await road.enter(portal, number, who);
      const answer = await road.collect(c, number, road.request());
      says(answer, 503, /^Permintaan disimpan dan dicoba lagi otomatis\./);
      assert.equal((await c.get("/")).status, 200);
      assert.equal((await c.get("/pki/ca.cer")).status, 200);
      assert.equal(road.sql(portal, `SELECT state FROM application WHERE number = '${number}'`), "approved");
    } finally {
      process.kill(signer, "SIGCONT");
    }
    await until(portal, "the certificate", () =>
      road.sql(portal, `SELECT state FROM application WHERE number = '${number}'`) === "issued");
    assert.equal(road.sql(portal, "SELECT count(*) FROM certificate"), "1");
    assert.match((await c.get(`/ambil/${number}`)).body, /Sertifikat diambil/);
  });
});

describe("a program that does not hear", () => {
  test("paraf serve ends one that stands still, after the time to finish", { timeout: 90000 }, async () => {
    const portal = await Portal.start({ set: { stop_s: 1 } });
    const signer = portal.pid("paraf-signer");
    process.kill(signer, "SIGSTOP");
    await portal.stop();
    assert.throws(() => process.kill(signer, 0), { code: "ESRCH" });
  });
});

describe("PostgreSQL stops", () => {
  let portal, pg;
  before(async () => {
    portal = await Portal.start({ engine: "postgresql" });
    const data = road.sql(portal, "SHOW data_directory"), bin = path.dirname(fs.readlinkSync(
      `/proc/${fs.readFileSync(path.join(data, "postmaster.pid"), "utf8").split("\n")[0]}/exe`));
    pg = (...words) => {
      const as = process.getuid() === 0 ? ["runuser", "-u", "postgres", "--"] : [];
      const line = [...as, `${bin}/pg_ctl`, "-D", data, "-w", ...words];
      execFileSync(line[0], line.slice(1), { stdio: "ignore", cwd: "/" });
    };
    pg.options = `-c listen_addresses= -c unix_socket_directories=${path.dirname(data)} -c max_connections=60`;
    pg.log = path.join(data, "server.log");
  });
  after(async () => { await portal?.stop(); });

  test("503 with a sentence, then everything as before", async () => {
    const d = await road.draft(portal, samples.person(82));
    const ratna = await road.signIn(portal, "ratna.tolitoli");
    pg("-m", "fast", "stop");
    const away = /^Layanan sedang terganggu/;
    says(await road.submit(d), 503, away);
    says(await ratna.get("/kantor/permohonan"), 503, away);
    assert.ok(Number((await ratna.get("/kantor/permohonan")).headers.get("retry-after")) > 0);
    assert.equal((await d.c.get("/healthz")).status, 200, "the program itself is well");
    assert.equal((await d.c.get("/readyz")).status, 503, "and says that it cannot serve");
    for (const address of ["/", "/bantuan", "/privasi", "/masuk", "/pki/ca.cer", "/pki/crl/g1.crl"])
      for (const someone of [new Client(portal), d.c, ratna])
        assert.equal((await someone.get(address)).status, 200, address);
    says(await login(new Client(portal), "pusat"), 503, away);
    pg("-l", pg.log, "-o", pg.options, "start");
    // a thread tries again when its pause is over and somebody asks; each request leaves a line in the log
    await until(portal, "ready", async () => (await d.c.get("/readyz")).status === 200);
    const answer = await until(portal, "sending", async () => {
      const a = await road.submit(d);
      return a.status === 303 && a;
    });
    assert.equal(answer.headers.get("location"), "/registrasi-djpb/terkirim");
    assert.equal((await ratna.get("/kantor/permohonan")).status, 200, "the session outlived it");
    assert.equal(road.sql(portal, `SELECT state FROM application WHERE number = '${d.number}'`), "submitted");
    assert.equal(road.sql(portal, "SELECT count(*) FROM outbox WHERE kind = 'ds_submitted'"), "1");
    await portal.mail.next(d.who.email, /Pendaftaran terkirim/);
    assert.match((await portal.paraf("doctor")).stdout, /ok +audit chain/);
  });
});

describe("the disk is full", () => {
  const mayMount = process.getuid() === 0 && (() => {
    const at = fs.mkdtempSync(path.join(os.tmpdir(), "paraf-mount-"));
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", at], { stdio: "ignore" });
      execFileSync("umount", [at]);
      return true;
    } catch {
      return false;
    } finally {
      fs.rmdirSync(at);
    }
  })();

  test("an upload says so, other pages go on, and later it works", { skip: !mayMount && "a small tmpfs needs root" }, async () => {
    const vault = fs.mkdtempSync(path.join(os.tmpdir(), "paraf-vault-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m,mode=755", "tmpfs", vault]);
    let portal;
    try {
      portal = await Portal.start({ set: { vault_dir: vault } });
      const who = samples.person(83), c = await road.start(portal);
      await road.prove(c, who);
      await road.fillPerson(c, who);
      const free = fs.statfsSync(vault);
      fs.writeFileSync(path.join(vault, "filler"), Buffer.alloc(Math.max(0, (free.bavail - 4) * free.bsize)));
      const beforehand = await portal.fingerprint();
      const full = await road.upload(c, "/registrasi-djpb/ektp", { nik: "1" },
        road.file("ektp", "ektp.jpg", "image/jpeg", road.papers().card));
      says(full, 422, /belum dapat disimpan|tidak dapat disimpan/);
      assert.equal(await portal.fingerprint(), beforehand, "nothing is kept");
      assert.equal((await c.get("/registrasi-djpb/ektp")).status, 200);
      assert.equal((await c.get("/readyz")).status, 200);
      fs.rmSync(path.join(vault, "filler"));
      await road.fillCard(c, who);
      await road.fillLetter(c);
    } finally {
      await portal?.stop();
      execFileSync("umount", [vault]);
      fs.rmdirSync(vault);
    }
  });
});

describe("the virus scanner", () => {
  let portal, clamd, socket;
  before(async () => {
    clamd = spawn(path.join(root, "tests/support/with-clamd"),
      ["sh", "-c", 'echo "socket $CLAMD_SOCKET"; cat >/dev/null'], { stdio: ["pipe", "pipe", "inherit"] });
    const [line] = await once(readline.createInterface({ input: clamd.stdout }), "line");
    socket = line.split(" ")[1];
    portal = await Portal.start({ set: { scan_socket: `${socket}.link` } });
    fs.symlinkSync(socket, `${socket}.link`);
  });
  after(async () => {
    await portal?.stop();
    fs.rmSync(`${socket}.link`, { force: true });
    clamd?.stdin.end();
  });
  const infected = () => Buffer.concat([fs.readFileSync(samples.pdf(["PARAF-TEST-VIRUS"])), Buffer.from("%PARAF-TEST-VIRUS\n")]);
  const state = (number) => road.sql(portal, `SELECT s.state FROM document_scan s JOIN document d ON d.id = s.document
    JOIN application a ON a.id = d.noun_id WHERE a.number = '${number}' AND d.class = 'letter'`);

  test("what it finds is refused and recorded, what it passes is handed out", async () => {
    const who = samples.person(84), c = await road.start(portal);
    await road.prove(c, who);
    await road.fillPerson(c, who);
    await road.fillCard(c, who);
    says(await road.sendLetter(c, infected()), 422, /^Berkas mengandung virus atau makro dan sudah kami hapus\.$/);
    assert.equal(road.sql(portal, "SELECT count(*) FROM audit WHERE action = 'document.virus'"), "1");
    assert.equal(road.sql(portal, "SELECT count(*) FROM document WHERE class = 'letter'"), "0");
    await road.fillLetter(c);
    assert.equal(road.sql(portal, "SELECT state FROM document_scan"), "clean");
  });

  test("without a verdict a file is kept apart, and asked about again until there is one", async () => {
    fs.rmSync(`${socket}.link`);
    const { number } = await road.submitted(portal, samples.person(85));
    assert.equal(state(number), "waiting");
    const ratna = await road.signIn(portal, "ratna.tolitoli");
    await road.claim(ratna, number);
    const page = await ratna.get(`/kantor/permohonan/${number}?dok=letter`);
    assert.match(page.body, /Belum dipindai, jadi belum dapat diunduh/);
    const id = road.sql(portal, `SELECT d.id FROM document d JOIN application a ON a.id = d.noun_id
      WHERE a.number = '${number}' AND d.class = 'letter'`);
    assert.equal((await ratna.get(`/dokumen/${id}/gambar?hal=1`)).status, 200, "a picture of it is harmless");
    says(await ratna.get(`/dokumen/${id}/unduh`), 503, /^Berkas ini belum dipindai/);
    fs.symlinkSync(socket, `${socket}.link`);
    await until(portal, "a verdict", () => state(number) === "clean");
    const csrf = await road.csrf(ratna, `/dokumen/${id}/unduh`);
    const file = await ratna.post(`/dokumen/${id}/unduh`, { csrf, reason: "Dicetak untuk arsip" });
    assert.equal(file.status, 200);
    assert.equal(file.headers.get("content-type"), "application/pdf");
  });
});
