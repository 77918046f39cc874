// road.mjs - both ends of Road B as programs walk them: requests without a browser, for tests that
// need many applications, or one that stands at a certain step.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { codeOf } from "./mail.mjs";
import { officerWith, signInWith, signPage, verifierWith } from "./officer.mjs";
import * as samples from "./samples.mjs";
import { Client, hiddenOf } from "./wire.mjs";

const dir = fs.mkdtempSync(path.join(os.tmpdir(), "paraf-road-"));
process.on("exit", () => fs.rmSync(dir, { recursive: true, force: true }));
let made;

// One card, letter and portrait for everybody: the portal does not compare pictures.
export function papers() {
  const who = samples.person(1);
  made ??= { card: fs.readFileSync(samples.ektp(who)), letter: fs.readFileSync(samples.recommendation(who)),
    portrait: fs.readFileSync(samples.photo()) };
  return made;
}

export function sql(portal, statement) {
  const out = portal.engine === "postgresql"
    ? execFileSync("psql", ["-X", "-q", "-A", "-t", "-d", portal.set.database, "-c", statement], { encoding: "utf8" })
    : execFileSync("sqlite3", ["-cmd", ".timeout 10000", path.join(portal.state, "paraf.db"), statement],
      { encoding: "utf8" });
  return out.trim();
}

// The status must be that one; the answer is given back.
export function expect(answer, status, what) {
  assert.equal(answer.status, status, `${what}\n${sentences(answer.body).join("\n")}`);
  return answer;
}

// What people read in an answer: its errors, or the sentence of an error page, or what it says inside.
export function sentences(html) {
  const plain = (s) => s.replace(/<[^>]+>/g, " ").replace(/&quot;/g, '"').replace(/&#34;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">").replace(/&amp;/g, "&").replace(/\s+/g, " ").trim();
  const list = /<ul class="[^"]*govuk-error-summary__list[^"]*">([\s\S]*?)<\/ul>/.exec(html);
  if (list && /<li/.test(list[1])) return [...list[1].matchAll(/<li[^>]*>([\s\S]*?)<\/li>/g)].map((m) => plain(m[1]));
  if (!/<main/.test(html)) return [plain(html)];
  return [...html.matchAll(/<(?:h1|p)\b[^>]*>([\s\S]*?)<\/(?:h1|p)>/g)].map((m) => plain(m[1]));
}

// The token of any page; it holds until somebody signs in or out.
export async function csrf(c, address) {
  const { body } = await c.get(address);
  const token = /name="csrf" value="([^"]+)"/.exec(body)?.[1];
  assert.ok(token, `no form on ${address}`);
  return token;
}

const parts = (fields) => Object.entries(fields).map(([name, value]) => ({ name, value: String(value) }));
export const file = (name, filename, type, data) => ({ name, filename, type, data });

// --- the applicant ----------------------------------------------------------------------------------

export async function start(portal, office = "082") {
  const c = new Client(portal);
  const token = await csrf(c, "/registrasi-djpb/kantor?cari=" + office);
  expect(await c.post("/registrasi-djpb/kantor", { csrf: token, office }), 303, "kantor");
  return c;
}

export async function prove(c, who) {
  const token = await csrf(c, "/registrasi-djpb/surel");
  expect(await c.post("/registrasi-djpb/surel", { csrf: token, email: who.email }), 303, "surel");
  const code = await c.portal.mail.code(who.email, /Kode verifikasi/);
  expect(await c.post("/registrasi-djpb/surel", { csrf: token, code }), 303, "kode");
  c.token = await csrf(c, "/registrasi-djpb/data");
  return code;
}

export const personFields = (who) => ({ nip: who.nip, name: who.name, grade: who.grade, position: who.position,
  unit: who.unit, phone: who.phone });
export const letterFields = { letter_number: "S-17/WPB.24/KP.082/2026", letter_date_day: "9",
  letter_date_month: "11", letter_date_year: "2026", letter_signer: "Kepala KPPN Tolitoli" };

// Post a step that takes files: fields and one file.
export const upload = (c, address, fields, one) =>
  c.multipart(address, [...parts({ csrf: c.token, ...fields }), ...(one ? [one] : [])]);

export async function fillPerson(c, who) {
  expect(await c.post("/registrasi-djpb/data", { csrf: c.token, ...personFields(who) }), 303, "data");
}
export async function fillCard(c, who) {
  expect(await upload(c, "/registrasi-djpb/ektp", { nik: who.nik }, file("ektp", "ektp.jpg", "image/jpeg", papers().card)),
    303, "ektp");
}
export const sendLetter = (c, bytes = papers().letter) => upload(c, "/registrasi-djpb/surat", letterFields,
  file("letter", "surat.pdf", "application/pdf", bytes));
export async function fillLetter(c) {
  expect(await sendLetter(c), 303, "surat");
}
export async function agree(c) {
  const page = await c.get("/registrasi-djpb/pernyataan");
  const text = /name="text" value="([0-9a-f]{64})"/.exec(page.body)[1];
  expect(await c.post("/registrasi-djpb/pernyataan", { csrf: c.token, agree_1: "ya", agree_2: "ya", agree_3: "ya", text }),
    303, "pernyataan");
}

// A draft that only has to be sent: {c, who, number, form} (form: what its button posts).
export async function draft(portal, who, office) {
  const c = await start(portal, office);
  await prove(c, who);
  await fillPerson(c, who);
  await fillCard(c, who);
  await fillLetter(c);
  await agree(c);
  const { body } = await c.get("/registrasi-djpb/periksa");
  const form = hiddenOf(body, "/registrasi-djpb/periksa");
  assert.ok(form.version, `no version on the answers\n${sentences(body).join("\n")}`);
  const number = sql(portal, `SELECT number FROM application WHERE email_ci = '${who.email}'`);
  return { c, who, number, form };
}

export const submit = (d) => d.c.post("/registrasi-djpb/periksa", d.form);

export async function submitted(portal, who, office) {
  const d = await draft(portal, who, office);
  const answer = expect(await submit(d), 303, "periksa");
  assert.equal(answer.headers.get("location"), "/registrasi-djpb/terkirim");
  return d;
}

// --- the office ---------------------------------------------------------------------------------------

export const items = ["ektp", "nik", "name", "letter", "letter_number", "letter_date", "letter_signer", "nip",
  "position", "unit"];
export const allSame = Object.fromEntries(items.map((i) => [i, "ya"]));

/*
 * Who signs has a key that the signer knows: a verifier by the ceremony, an officer by a verifier. Made the
 * first time, proven again at every sign-in.
 */
export async function signIn(portal, username) {
  portal.keys ??= {};
  portal.signing ??= {};
  if (portal.keys[username]) return signInWith(portal, username, portal.keys[username]);
  const role = portal.accounts[username].role;
  let c;
  if (role === "verifier") {
    c = await verifierWith(portal, username);
  } else if (role === "opip" || role === "kepala") {
    // one verifier for all, also when several sign in at once
    portal.signing.verifier ??= portal.keys.verifikator1
      ? signInWith(portal, "verifikator1", portal.keys.verifikator1) : verifierWith(portal);
    const verifier = await portal.signing.verifier;
    portal.keys.verifikator1 = verifier.key;
    c = await officerWith(portal, username, verifier);
  } else {
    c = new Client(portal);
    await c.login(username, portal.accounts[username].password);
    c.token = await csrf(c, "/profil/keamanan");
    return c;
  }
  portal.keys[username] = c.key;
  return c;
}

export function version(portal, number) {
  return sql(portal, `SELECT version FROM application WHERE number = '${number}'`);
}

// Post to a page of the office with the version as it is now.
export const act = (c, address, number, fields = {}) =>
  c.post(address, { csrf: c.token, version: version(c.portal, number), ...fields });

export async function claim(c, number) {
  expect(await act(c, `/kantor/permohonan/${number}/ambil`, number), 303, "ambil");
}
export async function review(c, number, fields = { ...allSame, decision: "lengkap" }) {
  await claim(c, number);
  expect(await act(c, `/kantor/permohonan/${number}`, number, fields), 303, "periksa berkas");
  expect(await signPage(c, `/kantor/permohonan/${number}/putusan`), 303, "putusan");
}
export async function serve(c, number, who, steps = ["nik", "identitas", "surat", "foto", "pernyataan"]) {
  const at = `/kantor/loket/${number}`;
  expect(await act(c, `${at}/mulai`, number), 303, "mulai");
  const send = {
    nik: () => act(c, `${at}/nik`, number, { nik: who.nik }),
    identitas: () => act(c, `${at}/identitas`, number, { kartu: "ya", wajah: "ya", nama: "ya" }),
    surat: () => act(c, `${at}/surat`, number, { surat_asli: "ya", surat_lunak: "ya" }),
    foto: () => upload(c, `${at}/foto`, { version: version(c.portal, number) },
      file("photo", "foto.jpg", "image/jpeg", papers().portrait)),
    pernyataan: () => act(c, `${at}/pernyataan`, number, { pernyataan: "ya" }),
  };
  for (const step of steps) expect(await send[step](), 303, step);
}
export async function approve(c, number) {
  expect(await signPage(c, `/kantor/loket/${number}/aktivasi`), 303, "aktivasi");
  c.portal.activation = { ...c.portal.activation, [number]: c.code };
}

// --- the certificate ----------------------------------------------------------------------------------

let keys = 0;
export const keyFolder = dir; // NUMBER.key, the newest has the highest number
export function request(kind = "ec") {
  const at = path.join(dir, `${++keys}`);
  const how = kind === "ec" ? ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"] : [kind];
  execFileSync("openssl", ["req", "-new", "-newkey", ...how, "-nodes", "-keyout", `${at}.key`, "-subj", "/CN=x",
    "-out", `${at}.csr`], { stdio: "ignore" });
  return fs.readFileSync(`${at}.csr`, "utf8");
}

// Come in to /ambil with the code of the approval's mail.
export async function enter(portal, number, who) {
  const c = new Client(portal);
  const token = await csrf(c, `/ambil/${number}`);
  const code = codeOf(await portal.mail.next(who.email, /siap diambil/));
  expect(await c.post(`/ambil/${number}/masuk`, { csrf: token, code }), 303, "masuk");
  c.token = await csrf(c, `/ambil/${number}`);
  return c;
}
export const collect = (c, number, csr, code = c.portal.activation?.[number]) =>
  upload(c, `/ambil/${number}/pkcs10`, { csr, ...(code ? { activation_code: code } : {}) }, null);
