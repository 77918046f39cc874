// evidence.test.mjs - one certificate and how it came into being, checked in an empty environment by
// python3 and openssl alone; a time-stamping authority of its own behind a small HTTP server; the
// root of the record in the auditor's daily mail.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { Portal, samples } from "./lib.mjs";
import * as road from "./lib/road.mjs";

const run = promisify(execFile);
const dir = fs.mkdtempSync(path.join(os.tmpdir(), "paraf-evidence-"));
let portal, server, serial, number, garbage = false, asked = 0;

// openssl's own authority: a CA and a certificate for time stamping.
function authority() {
  const sh = (line) => execFileSync("sh", ["-ec", line], { cwd: dir, stdio: ["ignore", "ignore", "inherit"] });
  fs.writeFileSync(path.join(dir, "tsa.cnf"), `[tsa]
default_tsa = one
[one]
serial = tsa-serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
`);
  sh("printf 01 >tsa-serial");
  sh("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out tsa-ca.pem -days 30 " +
    "-subj '/CN=Otoritas Stempel Waktu Contoh'");
  sh("openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tsa.key -out tsa.csr -subj /CN=TSA");
  sh("printf 'extendedKeyUsage=critical,timeStamping\\nkeyUsage=critical,digitalSignature\\n' >ext");
  sh("openssl x509 -req -in tsa.csr -CA tsa-ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile ext -out tsa.pem");
}

function answer(rq, rs) {
  const parts = [];
  rq.on("data", (d) => parts.push(d)).on("end", () => {
    asked++;
    fs.writeFileSync(path.join(dir, "query"), Buffer.concat(parts));
    execFileSync("openssl", ["ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "reply"],
      { cwd: dir, stdio: "ignore" });
    const reply = fs.readFileSync(path.join(dir, "reply"));
    if (garbage) reply[reply.length - 5] ^= 1; // its signature
    rs.writeHead(200, { "Content-Type": "application/timestamp-reply" }).end(reply);
  });
}

before(async () => {
  authority();
  server = http.createServer(answer);
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  portal = await Portal.start({ set: { tsa_url: `http://127.0.0.1:${server.address().port}/`,
    tsa_ca_file: path.join(dir, "tsa-ca.pem"), tsa_every_s: "1h" } });
  const who = samples.person(51);
  number = (await road.submitted(portal, who)).number;
  const ratna = await road.signIn(portal, "ratna.tolitoli");
  await road.review(ratna, number);
  const yusuf = await road.signIn(portal, "yusuf.tolitoli");
  await road.serve(yusuf, number, who);
  await road.approve(yusuf, number);
  const c = await road.enter(portal, number, who);
  road.expect(await road.collect(c, number, road.request()), 303, "pkcs10");
  await portal.mail.next(who.email, /diambil|terbit/);
  serial = await portal.sql("SELECT serial FROM certificate");
});
after(async () => {
  await portal?.stop();
  server?.close();
  fs.rmSync(dir, { recursive: true, force: true });
});

// As on a machine that has never heard of us.
const check = (folder, ...words) => run("python3", ["-I", path.join(folder, "check.py"), ...words],
  { env: { PATH: "/usr/bin:/bin" }, cwd: "/" });

test("an answer of the authority that does not hold anchors nothing", async () => {
  const anchored = () => portal.sql("SELECT count(*) FROM audit_checkpoint WHERE anchored_s IS NOT NULL");
  const before = await anchored(); // the worker's own, after the start
  garbage = true;
  const bundle = path.join(dir, "without");
  const { stderr } = await portal.paraf("audit", "evidence", serial, "-o", bundle);
  assert.match(stderr, /not anchored: time stamp/);
  garbage = false;
  assert.equal(await anchored(), before);
  assert.match((await check(bundle)).stdout, /no time-stamping authority has anchored/);
});

test("the bundle holds in an empty environment", async () => {
  const bundle = path.join(dir, "bundle");
  const { stdout, stderr } = await portal.paraf("audit", "evidence", serial.toUpperCase(), "-o", bundle);
  assert.equal(stderr, "");
  assert.match(stdout, /[1-9][0-9] files; check with/);
  assert.ok(asked >= 2, "the authority was asked");
  const said = (await check(bundle, "--root", path.join(portal.state, "pki/root.cer").replace("root.cer", "../root.pem"))
    .catch((e) => e)).stdout;
  assert.match(said, /WRONG {2}the bundle cannot be read/, "a file to trust that is not there is said");
  execFileSync("openssl", ["x509", "-inform", "DER", "-in", path.join(portal.state, "pki/root.cer"), "-out",
    path.join(dir, "root.pem")]);
  const good = (await check(bundle, "--root", path.join(dir, "root.pem"), "--key", path.join(portal.state, "pki/audit.pem")))
    .stdout;
  assert.match(good, /everything holds\n$/);
  assert.match(good, /ok {5}a time-stamping authority saw the checkpoint/);
  assert.match(good, /ok {5}there is an event certificate\.issue/);
  assert.match(good, /in force, or expired/);
  await run("sh", [path.join(bundle, "check.sh")], { env: { PATH: "/usr/bin:/bin" } });
  await assert.rejects(portal.paraf("audit", "evidence", serial, "-o", bundle), /File exists/);
  await assert.rejects(portal.paraf("audit", "evidence", "00ff", "-o", path.join(dir, "none")), /no such serial/);
});

test("one byte changed anywhere is found", async () => {
  const bundle = path.join(dir, "bundle");
  for (const name of fs.readdirSync(bundle)) {
    const file = path.join(bundle, name), good = fs.readFileSync(file);
    // the program that checks could be anything once it is changed: any other end than "holds" is right
    for (const at of name === "check.py" ? [40] : [0, Math.floor(good.length / 2), good.length - 2]) {
      const bad = Buffer.from(good);
      bad[at] ^= 0x01;
      fs.writeFileSync(file, bad);
      await assert.rejects(check(bundle), (e) => e.code !== 0, `${name} at ${at}`);
    }
    fs.writeFileSync(file, good);
  }
  // and with a list that fits, because whoever changes one thing can change two
  const events = path.join(bundle, "events.jsonl"), list = path.join(bundle, "MANIFEST.sha256");
  const was = fs.readFileSync(events, "utf8"), listed = fs.readFileSync(list, "utf8");
  const bent = was.replace('"action":"application.approve"', '"action":"application.approvf"');
  assert.notEqual(bent, was);
  const sum = (data) => execFileSync("openssl", ["dgst", "-sha256", "-r"], { input: data, encoding: "utf8" }).slice(0, 64);
  fs.writeFileSync(events, bent);
  fs.writeFileSync(list, listed.replace(sum(was), sum(bent)));
  await assert.rejects(check(bundle), (e) => /WRONG {2}each of the \d+ events is in the tree/.test(e.stdout));
  fs.writeFileSync(events, was);
  fs.writeFileSync(list, listed);
  assert.match((await check(bundle)).stdout, /everything holds/);
});

test("the auditor has the root in the mail, once a day", async () => {
  const mail = await portal.mail.next("auditor.contoh@kemenkeu.go.id", /Jejak audit/);
  const [, size] = /kejadian: (\d+)/.exec(mail.text);
  const [, root] = /akar: ([0-9a-f]{64})/.exec(mail.text);
  assert.equal(await portal.sql(`SELECT root FROM audit_checkpoint WHERE size = ${size}`), root);
  assert.match(mail.text, /kunci \(SHA-256\): [0-9a-f]{64}/);
  assert.equal(await portal.sql("SELECT count(*) FROM outbox WHERE kind = 'audit_daily'"), "1");
});
