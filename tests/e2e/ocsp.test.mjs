// ocsp.test.mjs - the status of a certificate as openssl and a browser ask for it, through its life in the portal;
// the responder killed; the issuing CA rolled over; and what `paraf doctor` says of all that.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { Portal, checkPage, closeBrowser, go, openPage, samples, text } from "./lib.mjs";
import { signPage } from "./lib/officer.mjs";
import { hiddenOf } from "./lib/wire.mjs";
import { until } from "./lib/until.mjs";
import * as road from "./lib/road.mjs";

const dir = fs.mkdtempSync(path.join(os.tmpdir(), "paraf-ocsp-"));
const at = (name) => path.join(dir, name);
const sh = (line) => execFileSync("bash", ["-ec", line], { cwd: dir, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
let portal, address, ratna, yusuf;

async function fetchTo(url, name) {
  const response = await fetch(url);
  assert.equal(response.status, 200, url);
  fs.writeFileSync(at(name), Buffer.from(await response.arrayBuffer()));
}

// A certificate and its files NAME.pem, NAME.issuer.pem; who holds it, with his session.
async function issue(n, name) {
  const who = samples.person(n);
  ratna = await road.signIn(portal, "ratna.tolitoli");
  yusuf = await road.signIn(portal, "yusuf.tolitoli");
  const { number } = await road.submitted(portal, who);
  await road.review(ratna, number);
  await road.serve(yusuf, number, who);
  await road.approve(yusuf, number);
  const holder = await road.enter(portal, number, who);
  road.expect(await road.collect(holder, number, road.request()), 303, "pkcs10");
  const serial = await portal.sql(`SELECT serial FROM certificate WHERE email = '${who.email}'`);
  const hex = await portal.sql(portal.engine === "postgresql"
    ? `SELECT encode(der, 'hex') FROM certificate WHERE serial = '${serial}'`
    : `SELECT hex(der) FROM certificate WHERE serial = '${serial}'`);
  fs.writeFileSync(at(`${name}.der`), Buffer.from(hex, "hex"));
  sh(`openssl x509 -inform der -in ${name}.der -out ${name}.pem`);
  const ca = /CA Issuers - URI:(\S+)/.exec(sh(`openssl x509 -in ${name}.pem -noout -text`))[1];
  await fetchTo(portal.url + new URL(ca).pathname, `${name}.ca.der`);
  sh(`openssl x509 -inform der -in ${name}.ca.der -out ${name}.issuer.pem`);
  return { who, number, holder, serial, name };
}

// What openssl makes of an answer: it verifies the signature up to the root, and the nonce.
function judged(run, of) {
  assert.match(run, /Response verify OK/);
  assert.doesNotMatch(run, /WARNING/);
  return new RegExp(`${of}: (\\w+)`).exec(run)[1] + (/Reason: (\w+)/.exec(run) ? ` ${/Reason: (\w+)/.exec(run)[1]}` : "");
}
const trust = "-CAfile root.pem";
function byPost({ name }, more = "") {
  return judged(sh(`openssl ocsp -issuer ${name}.issuer.pem -cert ${name}.pem -url ${address} ${trust} ` +
    `-verify_other ${name}.issuer.pem ${more} 2>&1`), `${name}.pem`);
}
async function byGet({ name }) {
  sh(`openssl ocsp -issuer ${name}.issuer.pem -cert ${name}.pem -no_nonce -reqout rq.der`);
  const response = await fetch(`${address}/${encodeURIComponent(fs.readFileSync(at("rq.der")).toString("base64"))}`);
  assert.equal(response.status, 200);
  assert.match(response.headers.get("cache-control"), /max-age=\d+/);
  fs.writeFileSync(at("rs.der"), Buffer.from(await response.arrayBuffer()));
  return judged(sh(`openssl ocsp -issuer ${name}.issuer.pem -cert ${name}.pem -respin rs.der -no_nonce ${trust} ` +
    `-verify_other ${name}.issuer.pem 2>&1`), `${name}.pem`);
}
async function both(cert, want) {
  assert.equal(byPost(cert), want, "by POST, with a nonce");
  assert.equal(byPost(cert, "-no_nonce"), want, "by POST, without");
  assert.equal(await byGet(cert), want, "by GET");
}

const order = (cert, action) => cert.holder.post(`/sertifikat/${cert.serial}/${action}`,
  { csrf: cert.holder.token, version: road.sql(portal, `SELECT version FROM certificate WHERE serial = '${cert.serial}'`) });

// Two pages: the reason, then the order in words, to be signed.
async function revoke(c, cert, reason) {
  const page = `/kantor/sertifikat/${cert.serial}/cabut`;
  const review = await c.post(page, { ...hiddenOf((await c.get(page)).body, page), reason });
  const form = hiddenOf(review.body, page);
  road.expect(await c.post(page, { ...form, ...c.key.fields(form.statement) }), 303, "cabut");
}

before(async () => {
  portal = await Portal.start();
});
after(async () => {
  await closeBrowser();
  await portal?.stop();
  fs.rmSync(dir, { recursive: true, force: true });
});

let one;
test("good, held, lifted, revoked: each at once, by POST and GET; in the list within a minute", async () => {
  one = await issue(71, "one");
  address = sh("openssl x509 -in one.pem -noout -ocsp_uri").trim();
  assert.match(address, /^http:/, "the certificate names the responder");
  await fetchTo(`${portal.url}/pki/root.cer`, "root.der");
  sh("openssl x509 -inform der -in root.der -out root.pem");
  await both(one, "good");
  road.expect(await order(one, "tangguhkan"), 303, "tangguhkan");
  await both(one, "revoked certificateHold");
  road.expect(await signPage(ratna, `/kantor/sertifikat/${one.serial}/aktifkan`), 303, "aktifkan");
  await both(one, "good");
  await revoke(ratna, one, "kunci_bocor");
  await both(one, "revoked keyCompromise");
  const crl = /URI:(\S+\.crl)/.exec(sh("openssl x509 -in one.pem -noout -text"))[1];
  const names = (list) => sh(`openssl crl -inform der -in ${list} -noout -text`).includes(one.serial.toUpperCase().replace(/^0+/, ""));
  await until(portal, "the list names it", () => names(path.join(portal.state, "pki", path.basename(crl))));
  await fetchTo(portal.url + new URL(crl).pathname, "list.der");
  assert.ok(names("list.der"), "and it is what people get");
});

test("where it can be asked stands on the pages", async () => {
  const page = await openPage(portal);
  await go(page, "/pki");
  assert.ok((await text(page)).includes(address));
  await checkPage(page, "pki");
  await page.close_();
  const office = await ratna.get(`/kantor/sertifikat/${one.serial}`);
  assert.ok(office.body.includes(address));
  const own = await one.holder.get("/sertifikat");
  assert.ok(own.body.includes(address));
});

test("the holder revokes with the certificate's own key, and with no other", async () => {
  const cert = await issue(75, "own"), page = `/sertifikat/${cert.serial}/cabut`;
  const review = async () => (await cert.holder.post(page,
    { ...hiddenOf((await cert.holder.get(page)).body, page), reason: "kunci_bocor" })).body;
  // the commands of the page, with the key that the holder has
  const signed = (body, key) => {
    const line = /echo (\S+) \| base64 -d \| openssl dgst -(sha\d+)/.exec(body);
    fs.writeFileSync(at("order.bin"), Buffer.from(line[1].replace(/&#\d+;|&amp;/g, (c) => c === "&#43;" ? "+" : c), "base64"));
    return sh(`openssl dgst -${line[2]} -sign ${key} order.bin | base64 -w0`);
  };
  const keys = fs.readdirSync(road.keyFolder).filter((f) => f.endsWith(".key"))
    .sort((a, b) => parseInt(b, 10) - parseInt(a, 10)).map((f) => path.join(road.keyFolder, f));
  let body = await review();
  assert.match(body, /Tanda tangani dengan kunci sertifikat/);
  const send = (key_signature) => cert.holder.post(page, { ...hiddenOf(body, page), key_signature });
  let answer = await send(signed(body, keys[1]));
  assert.equal(answer.status, 403);
  assert.match(road.sentences(answer.body).join(), /bukan dari kunci sertifikat ini/);
  assert.equal(byPost(cert), "good");
  body = await review();
  const right = signed(body, keys[0]);
  // another reason than the one that was signed
  answer = await cert.holder.post(page, { ...hiddenOf(body, page), reason: "data_berubah", key_signature: right });
  assert.equal(answer.status, 409);
  road.expect(await send(right), 303, "revoked by its own key");
  await both(cert, "revoked keyCompromise");
  assert.equal(await portal.sql(`SELECT state || ' ' || reason FROM certificate WHERE serial = '${cert.serial}'`),
    "revoked kunci_bocor");
});

test("an unknown serial number is unknown, never good; a nonce comes back", async () => {
  const said = sh(`openssl ocsp -issuer one.issuer.pem -serial 0x1234567890abcdef -url ${address} ${trust} ` +
    "-verify_other one.issuer.pem 2>&1");
  assert.equal(judged(said, "0x1234567890abcdef"), "unknown");
  sh("openssl ocsp -issuer one.issuer.pem -cert one.pem -reqout nonce.der");
  const nonce = (text) => /OCSP Nonce:\s*\n\s*([0-9A-F]+)/.exec(text)[1];
  const asked = nonce(sh("openssl ocsp -reqin nonce.der -req_text"));
  fs.writeFileSync(at("answer.der"), Buffer.from(await (await fetch(address, { method: "POST",
    headers: { "Content-Type": "application/ocsp-request" }, body: fs.readFileSync(at("nonce.der")) })).arrayBuffer()));
  assert.equal(nonce(sh("openssl ocsp -respin answer.der -noverify -resp_text")), asked);
});

test("the responder is killed: started again, and right at once", async () => {
  const two = await issue(72, "two");
  await both(two, "good");
  const killed = portal.pid("paraf-ocsp");
  process.kill(killed, "SIGKILL");
  road.expect(await order(two, "tangguhkan"), 303, "suspended while nobody answers, or just again");
  await until(portal.programs, "another responder", () => ![null, killed].includes(portal.ready("paraf-ocsp")));
  await both(two, "revoked certificateHold");
  await both(one, "revoked keyCompromise");
});

// Lines of `paraf doctor`, whatever its exit.
const doctor = async (...words) => (await portal.paraf(...words, "doctor").catch((e) => e)).stdout;

test("paraf doctor asks the responder, believes nothing unsigned, and compares the records", async () => {
  await issue(73, "three");
  const good = await doctor();
  assert.match(good, /^ok {4}status record says what the signer's record says\n +4 certificates/m);
  assert.match(good, /^ok {4}OCSP answers 'good' for authority g1$/m);
  assert.match(good, /^ok {4}OCSP answers 'revoked' for authority g1$/m);
  assert.match(good, /^ok {4}authority g1: list/m);

  assert.match(good, /^ok {4}settings and the signer's profile$/m);
  assert.match(await doctor("--set", "approval_days=30"),
    /^SALAH settings and the signer's profile: .*approval_days = 30, but approval_max_days of the profile is 14/m);

  // somebody else at that address, who says what was said before
  const canned = fs.readFileSync(at("answer.der"));
  const other = http.createServer((rq, rs) => rq.resume().on("end", () => rs.writeHead(200).end(canned)));
  await new Promise((done) => other.listen(0, "127.0.0.1", done));
  const lied = await doctor("--set", `ocsp_url=http://127.0.0.1:${other.address().port}/`);
  other.close();
  assert.match(lied, /^SALAH OCSP answers 'good' for authority g1: Jawaban OCSP tidak dapat dipercaya\. .*nonce/m);

  // a status record that differs: revoked in the signer's, good here
  const status = path.join(portal.state, "status/status.db");
  const change = (state) => execFileSync("sqlite3", ["-cmd", ".timeout 5000", status,
    `UPDATE certificate SET state = ${state} WHERE serial = x'${one.serial}'`]);
  change(0);
  assert.match(await doctor(), /^SALAH status record says .*Catatan status tidak sama.*1 differ/m);
  change(2);
  assert.match(await doctor(), /^ok {4}status record says/m);
});

test("the issuing CA is rolled over: the old one's certificates keep their answers and their evidence", async () => {
  await portal.halt();
  await portal.paraf("ca", "roll", "g2", "--name", "Paraf CA 2");
  await portal.launch();
  await both(one, "revoked keyCompromise");
  const four = await issue(74, "four");
  assert.notEqual(sh("cat four.issuer.pem"), sh("cat one.issuer.pem"));
  await both(four, "good");
  for (const cert of [one, four]) {
    const bundle = at(`evidence-${cert.name}`);
    await portal.paraf("audit", "evidence", cert.serial, "-o", bundle);
    assert.match(execFileSync("python3", ["-I", path.join(bundle, "check.py")], { env: { PATH: "/usr/bin:/bin" },
      cwd: "/", encoding: "utf8" }), /everything holds\n$/);
  }
  const said = await doctor();
  assert.match(said, /^ok {4}OCSP answers 'revoked' for authority g1$/m);
  assert.match(said, /^ok {4}OCSP answers 'good' for authority g2$/m);
});
