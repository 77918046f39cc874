// bounce.test.mjs - a mail comes back: the officer of the case and the person are told, with what to do; and
// every kind of mail that was sent is looked at as a picture and as text.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { Portal, checkPage, closeBrowser, go, login, openPage, text } from "./lib.mjs";
import { artefacts } from "./lib/portal.mjs";
import * as road from "./lib/road.mjs";
import * as samples from "./lib/samples.mjs";
import { until } from "./lib/until.mjs";

const box = fs.mkdtempSync(path.join(os.tmpdir(), "paraf-bounce-"));
let portal, ratna;
const who = samples.person(901);
before(async () => {
  for (const sub of ["new", "cur", "tmp"]) fs.mkdirSync(path.join(box, sub));
  portal = await Portal.start({ set: { bounce_maildir: box } });
  ratna = await openPage(portal);
  await login(ratna, "ratna.tolitoli", portal.accounts["ratna.tolitoli"].password);
});
after(async () => { await closeBrowser(); await portal?.stop(); fs.rmSync(box, { recursive: true, force: true }); });

// What the mail server of the ministry would answer to that mail.
function comesBack(mail, status) {
  const original = fs.readFileSync(mail.file, "latin1").split(/\r?\n\r?\n/)[0];
  const report = ["From: MAILER-DAEMON@mail.kemenkeu.go.id", "To: tidak-dibalas@kemenkeu.go.id",
    "Subject: Undelivered Mail Returned to Sender", 'Content-Type: multipart/report; report-type=delivery-status; boundary="==b"',
    "", "--==b", "Content-Type: text/plain", "", "I am sorry.", "", "--==b", "Content-Type: message/delivery-status", "",
    "Reporting-MTA: dns; mail.kemenkeu.go.id", "", `Final-Recipient: rfc822; ${mail.to[0]}`, "Action: failed", `Status: ${status}`,
    "", "--==b", "Content-Type: text/rfc822-headers", "", original, "", "--==b--", ""].join("\r\n");
  fs.writeFileSync(path.join(box, "tmp", "1"), report);
  fs.renameSync(path.join(box, "tmp", "1"), path.join(box, "new", "1"));
}

test("an applicant's mail comes back: the officer and the applicant see it and what to do", async () => {
  const d = await road.submitted(portal, who);
  const mail = await portal.mail.next(who.email, /Pendaftaran terkirim/);
  await go(ratna, `/kantor/permohonan/${d.number}`);
  assert.doesNotMatch(await text(ratna), /Email tidak sampai/);
  comesBack(mail, "5.1.1");
  await until(portal, "the mail has failed", async () =>
    await portal.sql(`SELECT count(*) FROM outbox WHERE state = 'failed'`) === "1");
  await go(ratna, `/kantor/permohonan/${d.number}`);
  const said = await text(ratna);
  assert.match(said, /Email tidak sampai/);
  assert.match(said, new RegExp(`Email ke ${who.email} tanggal .* kembali: alamatnya tidak dikenal\\.`));
  assert.match(said, /Sampaikan lewat telepon .*81234567890.* memperbaiki kotak surat itu/);
  await checkPage(ratna, "email-tidak-sampai-kantor");
  const page = await openPage(portal, { scripts: false });
  await page.context().addCookies([...d.c.cookies].map(([name, value]) => ({ name, value, url: portal.url })));
  await go(page, `/lacak/${d.number}`);
  assert.match(await text(page), /Email tidak sampai[\s\S]*Pesannya tetap dapat Anda baca di halaman ini/);
  await checkPage(page, "email-tidak-sampai-pemohon");
  await page.close_();
  assert.equal(await portal.sql("SELECT count(*) FROM audit WHERE action = 'mail.bounced'"), "1");
  assert.equal(fs.readdirSync(path.join(box, "new")).length, 0, "read once, and put away");
});

test("mails can be read as text and as a page: number in the subject, one thread a case", async () => {
  const folder = path.join(artefacts, "mails");
  fs.mkdirSync(folder, { recursive: true });
  const page = await openPage(portal, { scripts: false });
  const roots = new Map();
  for (const mail of portal.mail.all()) {
    const head = fs.readFileSync(mail.file, "latin1").split(/\r?\n\r?\n/)[0].replace(/\r?\n[ \t]+/g, " ");
    assert.match(head, /^Content-Type: multipart\/(alternative|mixed)/im, mail.subject);
    assert.match(mail.text, /Kami tidak pernah meminta kata sandi atau passphrase\.|kata sandi/i, mail.subject);
    assert.ok(mail.html.includes("<html"), mail.subject);
    const thread = /^References: (<.+>)$/im.exec(head)?.[1];
    const number = /(DS|OPIP)-\d{3}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(mail.subject)?.[0];
    if (number && thread) {
      assert.equal(roots.get(number) ?? thread, thread, `${number} is one thread`);
      roots.set(number, thread);
    }
    await page.setViewportSize({ width: 480, height: 700 });
    await page.setContent(mail.html);
    await page.screenshot({ path: path.join(folder, `${mail.subject.replace(/[^a-z0-9]+/gi, "-").slice(0, 60)}.png`), fullPage: true });
  }
  assert.ok(roots.size >= 1);
  await page.close_();
});
