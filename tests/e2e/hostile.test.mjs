// hostile.test.mjs - the worst of the hostile corpus (tests/support/hostile.h) through the real portal: each
// is refused with its sentence or kept as a clean copy, and pages are served meanwhile.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { Portal, bin } from "./lib/portal.mjs";
import * as road from "./lib/road.mjs";
import * as samples from "./lib/samples.mjs";
import { Client } from "./lib/wire.mjs";

const corpus = path.resolve(bin, "../../tests/hostile");
const table = fs.readFileSync(path.join(corpus, "TABLE"), "utf8").trim().split("\n").map((line) => {
  const [name, kind, job, says] = line.split("\t");
  return { name, kind, job, says: says === "-" ? null : says };
});
const bytes = (name) => fs.readFileSync(["files", "heavy"].map((f) => path.join(corpus, f, name)).find(fs.existsSync));
const row = (name) => table.find((r) => r.name === name) ?? assert.fail(`${name} is not in the corpus`);

let portal;
before(async () => { portal = await Portal.start({ empty: true, set: { network_tries: 10000 } }); });
after(async () => { await portal?.stop(); });

// Ask the front page again and again until `work` is done; gives the slowest answer in ms.
async function whileAsking(work) {
  const c = new Client(portal);
  let running = true, slowest = 0, asked = 0;
  const done = work.finally(() => { running = false; });
  while (running) {
    const begin = Date.now();
    road.expect(await c.get("/"), 200, "the front page while files are looked at");
    slowest = Math.max(slowest, Date.now() - begin);
    asked++;
  }
  await done;
  return { slowest, asked };
}

// An applicant who stands before that step.
async function applicant(n, letter) {
  const who = samples.person(n), c = await road.start(portal);
  await road.prove(c, who);
  await road.fillPerson(c, who);
  if (letter) await road.fillCard(c, who);
  return { c, who };
}

async function sendPicture(a, name) {
  const answer = await road.upload(a.c, "/registrasi-djpb/ektp", { nik: a.who.nik },
    road.file("ektp", name, "image/jpeg", bytes(name)));
  const { says } = row(name);
  if (says === null) return road.expect(answer, 303, name);
  road.expect(answer, 422, name);
  assert.match(road.sentences(answer.body).join("\n"), new RegExp(says), name);
}

async function sendPdf(a, name) {
  const answer = await road.sendLetter(a.c, bytes(name));
  const { says } = row(name);
  if (says === null) return road.expect(answer, 303, name);
  road.expect(answer, 422, name);
  assert.match(road.sentences(answer.body).join("\n"), new RegExp(says), name);
}

test("bombs at once, as pictures and as letters; the front page is served meanwhile", async () => {
  const [one, two] = await Promise.all([applicant(801), applicant(802, true)]);
  const pictures = ["png-30000.png", "png-text-bomb.png", "jpeg-scans.jpg", "jpeg-65500.jpg", "png-too-large.png",
    "animated.gif", "empty.jpg", "document.jpg", "jpeg-cmyk.jpg"];
  const letters = ["object-bomb.pdf", "deep-array.pdf", "script-disguised.pdf", "attachment-hidden.pdf", "locked.pdf",
    "500-pages.pdf", "jpeg-first.pdf", "previous-is-itself.pdf"];
  const { slowest, asked } = await whileAsking(Promise.all([
    (async () => { for (const name of pictures) await sendPicture(one, name); })(),
    (async () => { for (const name of letters) await sendPdf(two, name); })(),
  ]));
  assert.ok(asked >= 5, `asked ${asked} times`);
  assert.ok(slowest < 5000, `the front page took ${slowest} ms`);
  const kept = road.sql(portal, `SELECT count(*) FROM document d JOIN application a ON a.id = d.noun_id
    WHERE (a.email_ci = '${one.who.email}') OR (a.email_ci = '${two.who.email}' AND d.class = 'letter')`);
  assert.equal(kept, "0", "nothing of what was refused is kept");
});

test("what is accepted is a clean copy: what was hidden in it is gone", async () => {
  const a = await applicant(803);
  const evil = Buffer.concat([road.papers().card, Buffer.from("PK\x03\x04 evil.exe <script>alert(1)</script>")]);
  road.expect(await road.upload(a.c, "/registrasi-djpb/ektp", { nik: a.who.nik },
    road.file("ektp", "ektp.jpg", "image/jpeg", evil)), 303, "ektp");
  const { body } = await a.c.get("/registrasi-djpb/ektp");
  const address = /src="(\/[^"]*dokumen[^"]*)"/.exec(body)?.[1];
  assert.ok(address, body);
  const shown = await fetch(portal.url + address.replace(/&amp;/g, "&"), { headers: { cookie: a.c.cookieHeader } });
  assert.equal(shown.status, 200, address);
  const text = Buffer.from(await shown.arrayBuffer()).toString("latin1");
  assert.equal(text.slice(0, 3), "\xff\xd8\xff");
  assert.ok(!text.includes("evil.exe") && !text.includes("<script"));
});
