// replay.test.mjs - what was mailed works once. Every link and every code is really used, by its owner,
// and then used again by a stranger and by the owner: refused with its sentence, no session opened,
// the database as it was. And the token of a form does not outlive the session that it was made for.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { codeOf, linksOf } from "./lib/mail.mjs";
import { Portal } from "./lib/portal.mjs";
import * as road from "./lib/road.mjs";
import * as samples from "./lib/samples.mjs";
import { Client } from "./lib/wire.mjs";

const first = "tiga ekor itik berenang", second = "empat kambing di atap rumah";
let portal, officers, serial = 800;
const somebody = () => samples.person(++serial);

before(async () => {
  portal = await Portal.start({ set: { network_tries: 10000, login_tries: 50, code_tries: 10 } });
  officers = { ratna: await road.signIn(portal, "ratna.tolitoli"), yusuf: await road.signIn(portal, "yusuf.tolitoli") };
});
after(async () => { await portal?.stop(); });

// The address in a mail, without the host.
const addressIn = (mail, path) => {
  const [link] = linksOf(mail, `${portal.url}${path}`);
  assert.ok(link, mail.text);
  return link.slice(portal.url.length);
};
const post = async (c, address, fields, from = address) => c.post(address, { csrf: await road.csrf(c, from), ...fields });
const stranger = () => new Client(portal);
const words = (answer) => answer.headers.get("location")?.replace(/(DS-\d{3}-\w{4}-\w{4}|[\w-]{40,})/g, "N") ?? road.sentences(answer.body).join("\n");

// What a replay must not change: the database, the sessions, and what was used and when.
const state = async () => [await portal.fingerprint(), road.sql(portal, "SELECT id_hash FROM session ORDER BY 1"),
  road.sql(portal, "SELECT id, used_s FROM code ORDER BY 1")].join("\n");

async function refused(send, status, says) {
  const beforehand = await state(), answer = await send();
  assert.equal(answer.status, status, words(answer));
  assert.ok(words(answer).includes(says), `"${says}" is not in\n${words(answer)}`);
  assert.equal(await state(), beforehand, "something has changed");
}

// --- a new password -------------------------------------------------------------------------------------------

const newPassword = (word) => ({ new_password: word, repeat_password: word });
async function forgot(username) {
  const c = stranger();
  const asked = road.expect(await post(c, "/kata-sandi/lupa", { username }), 303, "lupa");
  const ticket = new URL(asked.headers.get("location"), portal.url).searchParams.get("untuk");
  const mail = await portal.mail.next(road.sql(portal, `SELECT email FROM account WHERE username = '${username}'`), /Buat kata sandi baru/);
  return { c, ticket, link: addressIn(mail, "/kata-sandi/lupa/"), code: codeOf(mail) };
}
const byTicket = (at, word) => post(stranger(), "/kata-sandi/lupa/kode", { untuk: at.ticket, code: at.code, ...newPassword(word) }, "/masuk");
const byLink = (at, word) => post(stranger(), at.link, newPassword(word), "/masuk");

async function onlyTheFirstWorks(username) {
  await stranger().login(username, first);
  const wrong = await post(stranger(), "/masuk", { username, password: second });
  assert.equal(wrong.status, 422, words(wrong));
}

describe("a new password", () => {
  const gone = "Tautan ini sudah dipakai atau kedaluwarsa.", wrong = "Kode salah atau sudah kedaluwarsa.";
  test("by link: the link, and the code of the same mail, are used up", async () => {
    const at = await forgot("kepala.tolitoli");
    road.expect(await byLink(at, first), 303, "tautan");
    await refused(() => stranger().get(at.link), 410, gone);
    await refused(() => byLink(at, second), 410, gone);
    await refused(() => byTicket(at, second), 422, wrong);
    await onlyTheFirstWorks("kepala.tolitoli");
  });
  test("by code: the code, and the link of the same mail, are used up", async () => {
    const at = await forgot("auditor1");
    road.expect(await byTicket(at, first), 303, "kode");
    await refused(() => byTicket(at, second), 422, wrong);
    await refused(() => stranger().get(at.link), 410, gone);
    await refused(() => byLink(at, second), 410, gone);
    await onlyTheFirstWorks("auditor1");
  });
});

// --- going on with a registration -----------------------------------------------------------------------------

async function resume() {
  const who = somebody(), c = await road.start(portal);
  await road.prove(c, who);
  const mail = await portal.mail.next(who.email, /Lanjutkan pendaftaran/);
  // asked for a moment after that mail, so that no second one goes out
  const asked = road.expect(await post(stranger(), "/lanjut", { email: who.email }), 303, "lanjut");
  const untuk = new URL(asked.headers.get("location"), portal.url).searchParams.get("untuk");
  return { who, c, untuk, link: addressIn(mail, "/lanjut/"), code: codeOf(mail) };
}
const resumeByLink = (at) => post(stranger(), at.link, {}, "/lanjut");
const resumeByCode = (at) => post(stranger(), "/lanjut", { untuk: at.untuk, code: at.code });

describe("going on with a registration", () => {
  const gone = "Tautan ini sudah dipakai, sudah diganti dengan yang lebih baru, atau melewati 14 hari.";
  const wrong = "Kode salah atau sudah kedaluwarsa. Periksa lagi, atau minta kode baru.";
  const home = "/registrasi-djpb/data";
  test("by link: the link, and the code of the same mail, are used up", async () => {
    const at = await resume();
    assert.equal(words(road.expect(await resumeByLink(at), 303, "tautan")), home);
    await refused(() => resumeByLink(at), 422, gone);
    await refused(() => stranger().get(at.link), 200, gone);
    await refused(() => resumeByCode(at), 422, wrong);
  });
  test("by code: the code, and the link of the same mail, are used up", async () => {
    const at = await resume();
    assert.equal(words(road.expect(await resumeByCode(at), 303, "kode")), home);
    await refused(() => resumeByCode(at), 422, wrong);
    await refused(() => resumeByLink(at), 422, gone);
    await refused(() => stranger().get(at.link), 200, gone);
  });
});

// --- the codes that prove a mailbox -----------------------------------------------------------------------------

describe("a mailbox", () => {
  const dead = "Kode sudah kedaluwarsa. Minta kode baru.";
  test("of an applicant: the code works once, for him and for nobody else", async () => {
    const who = somebody(), c = await road.start(portal);
    const code = await road.prove(c, who);
    await refused(() => c.post("/registrasi-djpb/surel", { csrf: c.token, code }), 422, dead);
    const other = await road.start(portal);
    other.token = await road.csrf(other, "/registrasi-djpb/surel");
    await refused(() => other.post("/registrasi-djpb/surel", { csrf: other.token, code }), 422, dead);
  });
  test("of an account: the code works once", async () => {
    const c = officers.yusuf, email = road.sql(portal, "SELECT email FROM account WHERE username = 'yusuf.tolitoli'");
    road.expect(await c.post("/profil/keamanan/surel", { csrf: c.token }), 303, "surel");
    const code = await portal.mail.code(email, /Kode verifikasi/);
    const send = () => c.post("/profil/keamanan/surel/kode", { csrf: c.token, code });
    road.expect(await send(), 303, "kode");
    await refused(send, 422, dead);
  });
});

// --- the certificate --------------------------------------------------------------------------------------------

async function approved() {
  const d = await road.submitted(portal, somebody());
  await road.review(officers.ratna, d.number);
  await road.serve(officers.yusuf, d.number, d.who);
  await road.approve(officers.yusuf, d.number);
  const mail = await portal.mail.next(d.who.email, /siap diambil/);
  const link = addressIn(mail, `/ambil/${d.number}?t=`);
  return { ...d, link, t: new URL(link, portal.url).searchParams.get("t"), code: codeOf(mail) };
}
const open = (at, c = stranger()) => post(c, `/ambil/${at.number}/buka`, { t: at.t }, "/lacak");
const enter = (at, c = stranger()) => post(c, `/ambil/${at.number}/masuk`, { code: at.code }, "/lacak");

describe("the certificate", () => {
  const wrong = "Kode salah atau sudah kedaluwarsa. Periksa lagi, atau minta kode baru.";
  test("link to collect: the link, and the code of the same mail, are used up", async () => {
    const at = await approved();
    assert.equal(words(road.expect(await open(at), 303, "tautan")), "/ambil/N");
    await refused(() => open(at), 303, "/ambil/N?t=N");
    await refused(() => stranger().get(at.link), 200, "Tautan sudah dipakai pada");
    await refused(() => enter(at), 422, wrong);
  });
  test("code to collect: the code, and the link of the same mail, are used up", async () => {
    const at = await approved();
    assert.equal(words(road.expect(await enter(at), 303, "kode")), "/ambil/N");
    await refused(() => enter(at), 422, wrong);
    await refused(() => open(at), 303, "/ambil/N?t=N");
    await refused(() => stranger().get(at.link), 200, "Tautan sudah dipakai pada");
  });
  test("activation code: no second certificate; and a code to suspend suspends once", async () => {
    const at = await approved(), c = stranger();
    road.expect(await enter(at, c), 303, "kode");
    c.token = await road.csrf(c, `/ambil/${at.number}`);
    road.expect(await road.collect(c, at.number, road.request()), 303, "ambil");
    await refused(() => road.collect(c, at.number, road.request()), 422,
      "Sertifikat ini sudah diambil dengan kunci lain. Bukan Anda? Segera cabut sertifikat itu.");
    road.expect(await post(stranger(), "/cabut/kode", { number: at.number }, "/cabut"), 200, "minta kode");
    const code = await portal.mail.code(at.who.email, /Kode verifikasi/);
    const suspend = () => post(stranger(), "/cabut", { number: at.number, code });
    road.expect(await suspend(), 200, "tangguhkan");
    await portal.mail.next(at.who.email, /ditangguhkan/);
    await refused(suspend, 422, wrong);
  });
});

// --- the token of a form ----------------------------------------------------------------------------------------

describe("the token of a form", () => {
  const forged = "Formulir ini sudah kedaluwarsa atau tidak berasal dari halaman kami. Muat ulang halaman sebelumnya, lalu kirim lagi.";
  test("of an account's older session: refused; what was typed is still on the page", async () => {
    const d = await road.submitted(portal, somebody()), c = officers.ratna, page = `/kantor/permohonan/${d.number}`;
    await road.claim(c, d.number);
    const typed = { nik: "tidak", nik_alasan: "Angka terakhir tidak terbaca" };
    road.expect(await c.post(`${page}/otomatis`, { csrf: c.token, ...typed }), 204, "otomatis");
    const old = c.token;
    road.expect(await c.post("/keluar", { csrf: old }), 303, "keluar");
    await refused(() => c.post("/keluar", { csrf: old }), 403, forged);
    // the cookie of the form stays the same: it is the session that the token belongs to
    const form = c.cookies.get("paraf_formulir");
    const again = await road.signIn(portal, "ratna.tolitoli");
    again.cookies.set("paraf_formulir", form);
    const send = (csrf) => again.post(page, { csrf, version: road.version(portal, d.number), ...road.allSame, ...typed, decision: "perbaiki" });
    await refused(() => send(old), 403, forged);
    await refused(() => again.post(`${page}/otomatis`, { csrf: old, ...typed, nik_alasan: "x" }), 403, forged);
    const { body } = await again.get(page);
    assert.match(body, /Angka terakhir tidak terbaca/);
    road.expect(await send(await road.csrf(again, page)), 303, "perbaiki");
    officers.ratna = again;
    again.token = await road.csrf(again, "/profil/keamanan");
  });
  test("of an applicant's older session: refused; what was typed is still on the page", async () => {
    const at = await resume(), c = at.c;
    road.expect(await c.post("/registrasi-djpb/data/otomatis", { csrf: c.token, name: at.who.name, unit: "KPPN Tolitoli" }), 204, "otomatis");
    const old = c.token;
    road.expect(await c.post("/registrasi-djpb/keluar", { csrf: old }), 303, "keluar");
    road.expect(await post(c, at.link, {}), 303, "tautan");
    await refused(() => c.post("/registrasi-djpb/data", { csrf: old, ...road.personFields(at.who) }), 403, forged);
    const { body } = await c.get("/registrasi-djpb/data");
    assert.match(body, new RegExp(`value="${at.who.name}"`));
    assert.match(body, /value="KPPN Tolitoli"/);
    road.expect(await post(c, "/registrasi-djpb/data", road.personFields(at.who)), 303, "data");
  });
  test("of the visitor before signing in: refused", async () => {
    const c = stranger(), old = await road.csrf(c, "/masuk");
    await c.login("pusat", portal.accounts.pusat.password);
    await refused(() => c.post("/profil/keamanan/keluarkan-lainnya", { csrf: old }), 403, forged);
  });
  test("of somebody else: refused", async () => {
    const c = stranger();
    await c.login("pusat", portal.accounts.pusat.password);
    await refused(() => c.post("/profil/keamanan/keluarkan-lainnya", { csrf: officers.ratna.token }), 403, forged);
  });
});
