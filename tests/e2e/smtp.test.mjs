// smtp.test.mjs - the mails of one applicant through a real SMTP server: their heads, bodies and
// attachments as other programs read them; the server away, and back.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { attachment, codeOf, linksOf } from "./lib/mail.mjs";
import { Portal, root } from "./lib/portal.mjs";
import * as road from "./lib/road.mjs";
import * as samples from "./lib/samples.mjs";
import { until } from "./lib/until.mjs";

let portal;
const dir = fs.mkdtempSync(path.join(os.tmpdir(), "paraf-smtp-"));
const who = samples.person(61), late = samples.person(62);
before(async () => { portal = await Portal.start({ mail: "smtp" }); });
after(async () => {
  await portal?.stop();
  fs.rmSync(dir, { recursive: true, force: true });
});

const reader = path.join(root, "tests/support/read-mail.py");
const headOf = (m) => fs.readFileSync(m.file, "latin1").split(/\r?\n\r?\n/)[0].replace(/\r?\n[ \t]+/g, " ");
const header = (m, name) => new RegExp(`^${name}: (.*)$`, "im").exec(headOf(m))?.[1].trim();
// What every mail of ours must be.
function checkMail(m, to, subject) {
  execFileSync("/usr/bin/python3", [reader, m.file]); // Python's parser finds no defect
  assert.deepEqual(m.to, [to]);
  assert.match(m.subject, subject);
  assert.equal(m.from, "Paraf DJPb <tidak-dibalas@kemenkeu.go.id>");
  assert.match(header(m, "Message-ID"), /^<[\w.-]+@[\w.-]+>$/);
  assert.ok(Math.abs(Date.parse(header(m, "Date")) - Date.now()) < 10 * 60000, header(m, "Date"));
  assert.equal(header(m, "MIME-Version"), "1.0");
  assert.equal(header(m, "Auto-Submitted"), "auto-generated");
  assert.equal(header(m, "Bcc"), undefined);
  assert.match(m.html, /<html[^>]* lang="id"/);
  assert.doesNotMatch(m.html, /<script|<img[^>]+src="http/);
  assert.ok(m.text.trim().length > 40);
  for (const line of fs.readFileSync(m.file, "latin1").split("\r\n"))
    assert.ok(line.length <= 998 && !/[\r\n\x80-\xff]/.test(line), "lines of ASCII with CR LF (RFC 5322)");
}

test("code, link, receipt: from the first step to the last", async () => {
  const c = await road.start(portal);
  const token = await road.csrf(c, "/registrasi-djpb/surel");
  road.expect(await c.post("/registrasi-djpb/surel", { csrf: token, email: who.email }), 303, "surel");
  const code = await portal.mail.next(who.email, /Kode verifikasi/);
  checkMail(code, who.email, /Kode verifikasi/);
  assert.equal(code.attachments.length, 0);
  assert.match(code.text, /10 menit/);
  road.expect(await c.post("/registrasi-djpb/surel", { csrf: token, code: codeOf(code) }), 303, "kode");
  c.token = await road.csrf(c, "/registrasi-djpb/data");

  const resume = await portal.mail.next(who.email, /Lanjutkan pendaftaran/);
  checkMail(resume, who.email, /Lanjutkan pendaftaran/);
  const [link] = linksOf(resume, `${portal.url}/lanjut/`);
  assert.equal((await fetch(link)).status, 200);

  await road.fillPerson(c, who);
  await road.fillCard(c, who);
  await road.fillLetter(c);
  await road.agree(c);
  const version = road.sql(portal, `SELECT version FROM application WHERE email_ci = '${who.email}'`);
  road.expect(await c.post("/registrasi-djpb/periksa", { csrf: c.token, version }), 303, "kirim");
  const number = road.sql(portal, `SELECT number FROM application WHERE email_ci = '${who.email}'`);
  const receipt = await portal.mail.next(who.email, /Pendaftaran terkirim/);
  checkMail(receipt, who.email, new RegExp(number));
  assert.deepEqual(linksOf(receipt, portal.url), [`${portal.url}/lacak/${number}`]);
  assert.equal(receipt.attachments.length, 0);
  await until(portal, "the outbox to say so", () =>
    road.sql(portal, `SELECT state FROM outbox WHERE kind = 'ds_submitted'`) === "sent");
  // only the letters of a candidate and calendars are ever attached: here two documents, to see them arrive
  const made = (kind) => `(SELECT id FROM document WHERE class = '${kind}')`;
  road.sql(portal, `UPDATE outbox SET state = 'queued', next_s = 0, attachments = ${made("receipt")} || ',' || ${made("gen_statement")}
    WHERE kind = 'ds_submitted'`);
  const with2 = await portal.mail.next(who.email, /Pendaftaran terkirim/);
  checkMail(with2, who.email, new RegExp(number));
  for (const name of [/Bukti pendaftaran/, /Surat pernyataan/]) {
    const file = path.join(dir, "a.pdf");
    fs.writeFileSync(file, attachment(with2, name));
    assert.match(execFileSync("pdfinfo", [file], { encoding: "utf8" }), /Pages: +[1-9]/);
    assert.match(execFileSync("pdftotext", [file, "-"], { encoding: "utf8" }), new RegExp(number));
  }
  for (const a of with2.attachments) assert.equal(a.type, "application/pdf");
});

test("the mail server is away: the portal goes on, says so, and sends when it is back", async () => {
  await portal.smtp.stop();
  const c = await road.start(portal);
  const token = await road.csrf(c, "/registrasi-djpb/surel");
  const answer = road.expect(await c.post("/registrasi-djpb/surel", { csrf: token, email: late.email }), 303, "surel");
  assert.equal(answer.headers.get("location"), "/registrasi-djpb/surel?kode=1");
  const outbox = (column) => road.sql(portal, `SELECT ${column} FROM outbox WHERE recipient = '${late.email}'`);
  await until(portal, "a first try", () => Number(outbox("tries")) >= 1 && outbox("last_error") !== "");
  assert.equal(outbox("state"), "queued");
  assert.match(outbox("last_error"), /connect/i);
  assert.equal((await c.get("/")).status, 200);
  assert.equal((await c.get("/readyz")).status, 200);

  await portal.smtp.start();
  const code = await portal.mail.next(late.email, /Kode verifikasi/, 90000); // the first pause is half a minute
  checkMail(code, late.email, /Kode verifikasi/);
  await until(portal, "the outbox to say so", () => outbox("state") === "sent");
  road.expect(await c.post("/registrasi-djpb/surel", { csrf: token, code: codeOf(code) }), 303, "kode");
});
