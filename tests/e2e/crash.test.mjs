// crash.test.mjs - kill -9 at any moment: what was answered is there, once; what was not is not there
// by halves; the programs come back by themselves and go on.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { after, before, test } from "node:test";
import { Portal } from "./lib/portal.mjs";
import * as road from "./lib/road.mjs";
import * as samples from "./lib/samples.mjs";
import { until } from "./lib/until.mjs";

const SUBMISSIONS = Number(process.env.PARAF_CRASH_SUBMISSIONS || 200);
const ISSUINGS = Number(process.env.PARAF_CRASH_ISSUINGS || 30);
const seed = Number(process.env.PARAF_SEED || Date.now() % 100000);
let state = seed;
// A small generator of its own, so that a run can be had again (PARAF_SEED).
const random = (n) => (state = (state * 1103515245 + 12345) % 2147483648) % n;

const killed = new Set();
let portal, drafts = [];
before(async () => {
  portal = await Portal.start({ set: { connections_per_address: 1000 } });
  await each(Array.from({ length: SUBMISSIONS }, (_, i) => samples.person(1000 + i)), 4,
    async (who) => drafts.push(await road.draft(portal, who)));
});
after(async () => { await portal?.stop(); });

// Work on all things, `width` at a time.
async function each(things, width, work) {
  const rest = [...things];
  await Promise.all(Array.from({ length: width }, async () => {
    for (let one; (one = rest.shift()) !== undefined;) await work(one);
  }));
}

// Kills spread over the answers, each [answers, program]; in any order of the programs.
function plan(answers, programs) {
  const names = Object.entries(programs).flatMap(([name, n]) => Array(n).fill(name));
  for (let i = names.length - 1; i > 0; i--) {
    const j = random(i + 1);
    [names[i], names[j]] = [names[j], names[i]];
  }
  return names.map((name, i) => [Math.floor((i * answers) / names.length), name]);
}

/*
 * Do work(thing) for all things, eight at a time, while the programs are killed. Work waits where the
 * kills are behind, so that they fall on all of it; each comes at whatever moment the others are in.
 */
async function under(kills, things, work) {
  let answered = 0, struck = 0, waiting = [];
  // Whoever counts one further lets go on who waited for that.
  const reached = (holds) => holds() ? null : new Promise((go) => waiting.push({ holds, go }));
  const counted = () => { waiting = waiting.filter(({ holds, go }) => !holds() || go()); };
  const killer = (async () => {
    for (const [when, name] of kills) {
      await reached(() => answered >= when);
      // one that has just ended by an earlier kill is not there to be killed: the next one is
      await until(portal.programs, name, () => kill(portal.pid(name)));
      struck++;
      counted();
    }
  })();
  killer.catch(() => {});
  await each(things, 8, async (one) => {
    await Promise.race([killer, reached(() => struck >= kills.length || answered < kills[struck][0] + 4)]);
    await work(one);
    answered++;
    counted();
  });
  await killer;
}

function kill(pid) {
  killed.add(pid);
  return process.kill(pid, "SIGKILL");
}

/*
 * Send until it is answered, as a person does who sees the connection break. paraf serve holds the socket: whoever
 * connects while there is no paraf-web waits there for the next one. What wants the signer is sent again when it serves.
 */
async function persist(send, done, ms = 60000) {
  const deadline = AbortSignal.timeout(ms);
  for (let last; ;) {
    try {
      const answer = await send();
      assert.ok([303, 503].includes(answer.status), `${answer.status} ${road.sentences(answer.body).join("\n")}`);
      if (answer.status === 303 && done(answer)) return answer;
      last = `${answer.status} ${answer.headers.get("location")}`;
      if (answer.status === 503) await serving("paraf-signer");
    } catch (e) {
      last = e;
    }
    if (deadline.aborted) throw new Error(`no answer after ${ms} ms`, { cause: last });
  }
}

const rows = (sql) => road.sql(portal, sql).split("\n").filter(Boolean);
// These programs run, none of them one that was killed, and have said that they serve.
const serving = (...names) => until(portal.programs, names.join(), () => names.every((name) => {
  const pid = portal.ready(name);
  return pid !== null && !killed.has(pid);
}));
async function healthy() {
  await serving("paraf-web", "paraf-worker", "paraf-signer");
  assert.equal((await fetch(`${portal.url}/readyz`)).status, 200);
}
// One row for each application, and not one more.
function once(what, sql, ids) {
  const found = rows(sql).sort();
  assert.equal(new Set(found).size, found.length, `${what}: something is there twice`);
  assert.deepEqual(found, [...ids].sort(), what);
}

test(`kill -9 of each program during ${SUBMISSIONS} submissions (seed ${seed})`, async () => {
  await under(plan(SUBMISSIONS, { "paraf-web": 10, "paraf-worker": 10, "paraf-signer": 5 }), drafts, (d) =>
    persist(() => road.submit(d), (a) => a.headers.get("location") === "/registrasi-djpb/terkirim"));
  await healthy();

  const numbers = drafts.map((d) => d.number), list = numbers.map((n) => `'${n}'`).join();
  const ids = rows(`SELECT id FROM application WHERE number IN (${list}) AND state = 'submitted' AND submitted_s > 0`);
  assert.equal(ids.length, SUBMISSIONS, "everything that was answered is there");
  once("history", "SELECT noun_id FROM history WHERE noun = 'application' AND event = 'submit'", ids);
  once("audit", "SELECT replace(object, 'application/', '') FROM audit WHERE action = 'application.submit'", ids);
  once("outbox", "SELECT noun_id FROM outbox WHERE kind = 'ds_submitted'", ids);
  for (const kind of ["receipt", "gen_statement"])
    once(kind, `SELECT noun_id FROM document WHERE class = '${kind}' AND state = 'kept' AND noun = 'application'`, ids);
  assert.equal(road.sql(portal, "SELECT n FROM counter WHERE name = 'application:082:submitted'"), String(SUBMISSIONS));
  assert.match((await portal.paraf("doctor")).stdout, /ok +audit chain/);

  // what a killed worker had taken is free again when its lease is over: now
  road.sql(portal, "UPDATE outbox SET next_s = 0 WHERE state = 'queued'");
  await until(portal, "all mail", () => road.sql(portal, "SELECT count(*) FROM outbox WHERE state <> 'sent'") === "0", 120000);
  const to = portal.mail.all().filter((m) => /terkirim/i.test(m.subject)).flatMap((m) => m.to);
  for (const d of drafts) assert.ok(to.includes(d.who.email), `no mail to ${d.who.email}`);
  const page = await drafts[0].c.get(`/lacak/${drafts[0].number}`);
  assert.equal(page.status, 200, "the session outlived the crashes");
});

test(`kill -9 of the signer during ${ISSUINGS} issuings (seed ${seed})`, async () => {
  const ratna = await road.signIn(portal, "ratna.tolitoli"), yusuf = await road.signIn(portal, "yusuf.tolitoli");
  const holders = [];
  for (const { number, who } of drafts.slice(0, ISSUINGS)) {
    await road.review(ratna, number);
    await road.serve(yusuf, number, who);
    await road.approve(yusuf, number);
    holders.push({ number, c: await road.enter(portal, number, who), csr: road.request() });
  }
  await under(plan(ISSUINGS, { "paraf-signer": 10, "paraf-web": 3 }), holders, (h) =>
    persist(() => road.collect(h.c, h.number, h.csr), (a) => a.headers.get("location") === `/ambil/${h.number}`));
  await healthy();

  const portalHas = rows("SELECT lower(c.serial) || ' ' || a.number FROM certificate c JOIN application a ON a.id = c.application").sort();
  const signerHas = execFileSync("sqlite3", ["-readonly", path.join(portal.state, "signer/signer.db"),
    "SELECT lower(serial) || ' ' || application FROM issued WHERE state = 'signed'"], { encoding: "utf8" }).trim().split("\n").sort();
  assert.deepEqual(portalHas, signerHas, "portal and signer know the same certificates");
  assert.equal(portalHas.length, ISSUINGS);
  assert.equal(new Set(portalHas.map((r) => r.split(" ")[0])).size, ISSUINGS, "serials are unique");
  const halves = execFileSync("sqlite3", ["-readonly", path.join(portal.state, "signer/signer.db"),
    "SELECT count(*) FROM issued WHERE state <> 'signed'"], { encoding: "utf8" }).trim();
  assert.equal(halves, "0", "nothing is left half issued");
  once("issuance", "SELECT a.number FROM issuance i JOIN application a ON a.id = i.application WHERE i.state = 'issued'",
    holders.map((h) => h.number));
  assert.equal(rows("SELECT number FROM application WHERE state = 'issued'").length, ISSUINGS);
  assert.match((await portal.paraf("doctor")).stdout, /ok +signer/);
});
