// bad-input.test.mjs - what strangers, broken programs and hurried people send (DESIGN 10). One row a
// case: what is sent, the one status that answers it, the very words that people read. Afterwards
// the database holds what it held before, and the portal still answers.
//
// A row: [name, send, status, says]. `says` is one of the sentences of the answer; of a redirect it
// is the address it leads to; "" with status 0 means that the connection is closed without a word.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { deflateSync } from "node:zlib";
import { Portal, root } from "./lib/portal.mjs";
import * as road from "./lib/road.mjs";
import * as samples from "./lib/samples.mjs";
import { Client, head, multipart, raw } from "./lib/wire.mjs";

let portal;
const clients = {}; // by user name: pusat, adminkppn082, verifikator1, auditor1, kepala, ratna, yusuf; visitor
const at = {};      // applications by where they stand: {c, who, number, form}
let serial = 700;
const somebody = () => samples.person(++serial);

before(async () => {
  portal = await Portal.start({ set: { network_tries: 10000, login_tries: 50, head_s: 3, body_s: 6,
    connections_per_address: 1000 } });
  clients.visitor = new Client(portal);
  for (const name of ["pusat", "adminkppn082", "verifikator1", "verifikator2", "auditor1", "kepala", "ratna", "yusuf"])
    clients[name] = await road.signIn(portal, portal.accounts[name] ? name : `${name}.tolitoli`);
  at.office = { c: await road.start(portal) };
  at.office.c.token = await road.csrf(at.office.c, "/registrasi-djpb/surel");
  for (const name of ["person", "card", "letter", "statement"]) {
    const who = somebody(), c = await road.start(portal);
    at[name] = { who, c, code: await road.prove(c, who), number: numberOf(who) };
    if (name === "person") continue;
    await road.fillPerson(c, who);
    if (name === "card") continue;
    await road.fillCard(c, who);
    if (name === "statement") await road.fillLetter(c);
  }
  at.check = await road.draft(portal, somebody());
  for (const name of ["sent", "held", "returned", "ready", "serving", "approved", "late", "ended"])
    at[name] = await road.submitted(portal, somebody());
  at.elsewhere = await road.submitted(portal, somebody(), "001");
  await road.claim(clients.ratna, at.held.number);
  await road.review(clients.ratna, at.returned.number, { ...road.allSame, letter_number: "tidak",
    letter_number_alasan: "Nomor di surat lain", decision: "perbaiki" });
  for (const name of ["ready", "serving", "approved", "late"]) await road.review(clients.ratna, at[name].number);
  for (const name of ["approved", "late"]) {
    await road.serve(clients.yusuf, at[name].number, at[name].who);
    await road.approve(clients.yusuf, at[name].number);
    at[name].holder = await road.enter(portal, at[name].number, at[name].who);
  }
  await road.serve(clients.yusuf, at.serving.number, at.serving.who, ["nik"]);
  at.candidate = await candidate();
  at.interview = await candidate();
  // its letters came back a moment ago: the road up to here is walked in other tests
  road.sql(portal, `UPDATE candidacy SET state = 'letters_returned' WHERE number = '${at.interview.number}'`);
  const held = await clients.verifikator1.post(`/bssn/${at.interview.number}/pegang`,
    { csrf: clients.verifikator1.token, version: versionOf(at.interview.number) });
  road.expect(held, 303, "pegang");
  road.expect(await bssn("", { decision: "setuju" }), 303, "putusan");
  const away = at.ended.c, jar = new Map(away.cookies);
  away.token = await road.csrf(away, "/registrasi-djpb/keluar");
  road.expect(await away.post("/registrasi-djpb/keluar", { csrf: away.token }), 303, "keluar");
  at.ended.c.cookies = jar;
  for (const name of Object.keys(at)) at[name].c.token ??= await road.csrf(at[name].c, "/lacak");
  for (const name of ["sent", "elsewhere", "approved", "late"]) at[name].c.token = await road.csrf(at[name].c, "/lacak");
});
after(async () => { await portal?.stop(); });

// A colleague recorded by the office, signed in with a password of his own.
async function candidate() {
  const who = somebody(), admin = clients.adminkppn082;
  const page = (await admin.get("/kantor/pengguna/rekam")).body, once = /name="once" value="([^"]+)"/.exec(page)?.[1];
  const done = await admin.post("/kantor/pengguna/rekam", { csrf: admin.token, username: who.username, nip: who.nip, name: who.name,
    level: "kasi_mski", opip_candidate: "ya", ...(once ? { once } : {}) });
  const initial = /data-slip[^>]*>\s*([^\s<]+)/.exec(done.body)?.[1];
  assert.ok(initial, road.sentences(done.body).join("\n"));
  const c = new Client(portal), password = "tiga ekor itik berenang";
  await c.login(who.username, initial);
  const fields = await c.hidden("/kata-sandi");
  road.expect(await c.post("/kata-sandi", { ...fields, password: initial, new_password: password, repeat_password: password }), 303, "kata sandi");
  c.token = await road.csrf(c, "/profil/keamanan");
  return { c, who, number: road.sql(portal, `SELECT c.number FROM candidacy c JOIN account a ON a.id = c.account
    WHERE a.username = '${who.username}'`) };
}
const versionOf = (number) => road.sql(portal, `SELECT version FROM candidacy WHERE number = '${number}'`);
const numberOf = (who) => road.sql(portal, `SELECT number FROM application WHERE email_ci = '${who.email}'`);
const documentOf = (number, kind) => road.sql(portal, `SELECT d.id FROM document d JOIN application a
  ON a.id = d.noun_id WHERE a.number = '${number}' AND d.class = '${kind}' AND d.state = 'kept'`);
const accountOf = (username) => road.sql(portal, `SELECT id FROM account WHERE username = '${username}'`);
const long = (n, c = "a") => c.repeat(n);
const form = (fields) => new URLSearchParams(fields).toString();
const forged = "Formulir ini sudah kedaluwarsa atau tidak berasal dari halaman kami. Muat ulang halaman sebelumnya, lalu kirim lagi.";
const unreadable = "Permintaan ini tidak dapat dibaca. Muat ulang halaman sebelumnya, lalu coba lagi.";
const oldVersion = "Versi HTTP permintaan ini tidak dilayani. Gunakan peramban yang lebih baru.";
const unknown = "Kiriman ini memuat isian yang tidak dikenal. Muat ulang halamannya, lalu isi lagi.";
const noPage = "Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda.";
const wrongPassword = "Nama pengguna atau kata sandi salah. Sisa percobaan: N.";
const noAccess = "Anda tidak punya akses ke halaman ini. Bila seharusnya punya, hubungi admin kantor Anda.";
const tooMuch = "Kiriman terlalu besar. Satu berkas paling besar 10 MB; kirim lebih sedikit sekaligus.";

// --- the wire: bytes that are no request -----------------------------------------------------------
const wire = [
  ["no request at all", () => raw(portal, "hello\r\n\r\n"), 0, ""],
  ["only line ends", () => raw(portal, "\r\n\r\n\r\n\r\n", { end: true, ms: 20000 }), 0, ""],
  ["binary", () => raw(portal, Buffer.from([0x16, 3, 1, 0, 0xa5, 1, 0, 0, 0xa1, 3, 3, 13, 10, 13, 10])), 0, ""],
  ["HTTP/2 preface", () => raw(portal, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505, oldVersion],
  ["HTTP/9.9", () => raw(portal, head(portal, "GET / HTTP/9.9")), 505, oldVersion],
  ["no version", () => raw(portal, "GET /\r\n\r\n", { end: true }), 400, unreadable],
  ["no Host on HTTP/1.1", () => raw(portal, "GET / HTTP/1.1\r\n\r\n"), 400, unreadable],
  ["two Host headers", () => raw(portal, head(portal, "GET / HTTP/1.1", ["Host: a", "Host: b"])), 400, unreadable],
  ["NUL in the path", () => raw(portal, head(portal, "GET /\0 HTTP/1.1")), 400, unreadable],
  ["NUL in a header", () => raw(portal, head(portal, "GET / HTTP/1.1", ["X-A: a\0b"])), 400, unreadable],
  ["header without colon", () => raw(portal, head(portal, "GET / HTTP/1.1", ["nonsense"])), 400, unreadable],
  ["header that begins with a space", () => raw(portal, `GET / HTTP/1.1\r\n Host: x\r\n\r\n`), 400, unreadable],
  ["space before the colon", () => raw(portal, head(portal, "GET / HTTP/1.1", ["X-A : b"])), 400, unreadable],
  ["20 KB of path", () => raw(portal, head(portal, `GET /${long(20000)} HTTP/1.1`)), 431, "Kepala permintaan terlalu besar. Hapus kuki situs ini di peramban, lalu coba lagi."],
  ["20 KB of one header", () => raw(portal, head(portal, "GET / HTTP/1.1", [`X-A: ${long(20000)}`])), 431, "Kepala permintaan terlalu besar. Hapus kuki situs ini di peramban, lalu coba lagi."],
  ["70 KB of path", () => raw(portal, head(portal, `GET /${long(70000)} HTTP/1.1`)), 414, "Alamat ini terlalu panjang. Periksa alamat, atau mulai dari beranda."],
  ["70 KB of one header", () => raw(portal, head(portal, "GET / HTTP/1.1", [`X-A: ${long(70000)}`])), 431, "Kepala permintaan terlalu besar. Hapus kuki situs ini di peramban, lalu coba lagi."],
  ["25 KB of cookies", () => raw(portal, head(portal, "GET / HTTP/1.1", [`Cookie: ${long(25000)}`])), 431, "Kepala permintaan terlalu besar. Hapus kuki situs ini di peramban, lalu coba lagi."],
  ["100 headers", () => raw(portal, head(portal, "GET / HTTP/1.1", Array.from({ length: 100 }, (_, i) => `X-${i}: 1`))), 431, "Kepala permintaan terlalu besar. Hapus kuki situs ini di peramban, lalu coba lagi."],
  ["8 KB of cookies", () => raw(portal, head(portal, "GET / HTTP/1.1", [`Cookie: ${long(8000)}`])), 200, "Daftar tanda tangan elektronik"],
  ["50 cookies", () => raw(portal, head(portal, "GET / HTTP/1.1", [`Cookie: ${Array.from({ length: 50 }, (_, i) => `c${i}=1`).join("; ")}`])), 200, "Daftar tanda tangan elektronik"],
  ["cookie of control characters", () => raw(portal, head(portal, "GET / HTTP/1.1", ["Cookie: paraf=\x01\x02\x7f"])), 400, unreadable],
  ["unknown method", () => raw(portal, head(portal, "BREW / HTTP/1.1")), 405, "Alamat ini ada, tetapi tidak menerima cara kirim itu. Mulai lagi dari beranda."],
  ["TRACE", () => raw(portal, head(portal, "TRACE / HTTP/1.1")), 405, "Alamat ini ada, tetapi tidak menerima cara kirim itu. Mulai lagi dari beranda."],
  ["CONNECT", () => raw(portal, head(portal, "CONNECT x:443 HTTP/1.1")), 400, unreadable],
  ["PUT", () => raw(portal, head(portal, "PUT / HTTP/1.1", ["Content-Length: 1"]) + "x"), 405, "Alamat ini ada, tetapi tidak menerima cara kirim itu. Mulai lagi dari beranda."],
  ["DELETE", () => raw(portal, head(portal, "DELETE / HTTP/1.1")), 405, "Alamat ini ada, tetapi tidak menerima cara kirim itu. Mulai lagi dari beranda."],
  ["Content-Length that is no number", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Content-Length: ten"])), 400, unreadable],
  ["negative Content-Length", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Content-Length: -1"])), 400, unreadable],
  ["Content-Length of 30 digits", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", [`Content-Length: ${long(30, "9")}`])), 413, tooMuch],
  ["two different lengths", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Content-Length: 3", "Content-Length: 4"]) + "a=b"), 400, unreadable],
  ["length and chunked together", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Content-Length: 3", "Transfer-Encoding: chunked"]) + "3\r\na=b\r\n0\r\n\r\n"), 411, "Permintaan ini tidak menyebutkan panjangnya. Kirim lagi dari halaman kami."],
  ["unknown transfer coding", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Transfer-Encoding: gzip"])), 411, "Permintaan ini tidak menyebutkan panjangnya. Kirim lagi dari halaman kami."],
  ["chunk size that is no number", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Transfer-Encoding: chunked"]) + "zz\r\nabc\r\n0\r\n\r\n"), 411, "Permintaan ini tidak menyebutkan panjangnya. Kirim lagi dari halaman kami."],
  ["chunk size that overflows", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Transfer-Encoding: chunked"]) + "ffffffffffffffffff\r\nabc\r\n"), 411, "Permintaan ini tidak menyebutkan panjangnya. Kirim lagi dari halaman kami."],
  ["POST without any length", () => raw(portal, head(portal, "POST /masuk HTTP/1.1")), 403, forged],
  ["an announced body of 1 GB", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Content-Type: application/x-www-form-urlencoded", "Content-Length: 1000000000"])), 413, tooMuch],
  ["body shorter than announced", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Content-Type: application/x-www-form-urlencoded", "Content-Length: 100"]) + "a=b", { end: true, ms: 14000 }), 0, ""],
  ["Expect: something else", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Expect: 200-perhaps", "Content-Length: 3"]) + "a=b"), 417, "Permintaan ini tidak dapat dipenuhi. Muat ulang halaman sebelumnya, lalu coba lagi."],
  ["head that never ends", async () => raw(portal, "GET / HTTP/1.1\r\nHost: x\r\nX-", { ms: 9000 }), 0, ""],
  ["body that never comes", async () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Content-Type: application/x-www-form-urlencoded", "Content-Length: 50"]) + "a=", { ms: 14000 }), 0, ""],
  ["absolute address of another host", () => raw(portal, head(portal, "GET http://evil.example/masuk HTTP/1.1")), 200, "Masuk"],
  ["path that does not begin with a slash", () => raw(portal, head(portal, "GET masuk HTTP/1.1")), 400, unreadable],
  ["asterisk", () => raw(portal, head(portal, "GET * HTTP/1.1")), 400, unreadable],
];

// --- addresses ------------------------------------------------------------------------------------
const addresses = [
  ["unknown page", "/tidak-ada", 404, noPage],
  ["dot dot", "/../etc/passwd", 404, noPage],
  ["encoded dot dot", "/aset/%2e%2e/%2e%2e/etc/passwd", 404, "Berkas tidak ditemukan."],
  ["encoded slash", "/aset%2fapp.css", 400, unreadable],
  ["backslash", "/aset\\app.css", 404, noPage],
  ["half an escape", "/masuk%", 400, unreadable],
  ["bad escape", "/masuk%zz", 400, unreadable],
  ["encoded NUL", "/masuk%00", 400, unreadable],
  ["encoded line end", "/masuk%0d%0aX-A:1", 400, unreadable],
  ["bytes that are not UTF-8", "/lacak/%ff%fe", 400, unreadable],
  ["overlong UTF-8", "/lacak/%c0%af", 400, unreadable],
  ["asset that does not exist", "/aset/app.0000.css", 404, "Berkas tidak ditemukan."],
  ["asset with a wrong hash", "/aset/app.ffffffffffff.js", 404, "Berkas tidak ditemukan."],
  ["language only", "/en", 200, "Register for an electronic signature"],
  ["unknown language", "/fr/", 404, noPage],
  ["page in double language", "/en/en/masuk", 404, "Page not found. Check the address, or start from the home page."],
  ["trailing slash", "/masuk/", 404, noPage],
  ["upper case", "/MASUK", 404, noPage],
  ["double slash", "//masuk", 404, noPage],
  ["query of 10 KB", `/masuk?x=${long(10000)}`, 200, "Masuk"],
  ["300 query fields", `/masuk?${Array.from({ length: 300 }, (_, i) => `a${i}=1`).join("&")}`, 400, unreadable],
  ["query that is not UTF-8", "/masuk?lanjut=%ff", 400, unreadable],
  ["query with NUL", "/masuk?lanjut=%00", 400, unreadable],
  ["document that does not exist", "/dokumen/0000000000000000/gambar", 404, "Data tidak ditemukan."],
  ["document id with a quote", "/dokumen/%27%20OR%201%3D1/gambar", 404, "Data tidak ditemukan."],
  ["document id of 5 KB", `/dokumen/${long(5000)}/unduh`, 404, "Data tidak ditemukan."],
  ["metrics from a browser that came through a proxy", "/metrics", 404, noPage, { "x-forwarded-for": "203.0.113.9" }],
];

// --- the sign-in form: every way a form can be wrong -----------------------------------------------
const forms = [
  ["no token", (c, h) => c.post("/masuk", { username: "pusat", password: "x" }), 403, forged],
  ["empty token", (c, h) => c.post("/masuk", { ...h, csrf: "", username: "pusat", password: "x" }), 403, forged],
  ["forged token", (c, h) => c.post("/masuk", { ...h, csrf: long(h.csrf.length, "A"), username: "pusat", password: "x" }), 403, forged],
  ["token cut short", (c, h) => c.post("/masuk", { ...h, csrf: h.csrf.slice(0, -2), username: "pusat", password: "x" }), 403, forged],
  ["token made longer", (c, h) => c.post("/masuk", { ...h, csrf: `${h.csrf}AA`, username: "pusat", password: "x" }), 403, forged],
  ["token of another browser", async (c, h) => {
    const other = new Client(portal);
    const theirs = await other.hidden("/masuk");
    return c.post("/masuk", { ...h, csrf: theirs.csrf, username: "pusat", password: "x" });
  }, 403, forged],
  ["token without its cookie", (c, h) => c.post("/masuk", { ...h, username: "pusat", password: "x" }, { jar: false }), 403, forged],
  ["token with a made-up cookie", (c, h) => c.post("/masuk", { ...h, username: "pusat", password: "x" }, { headers: { cookie: c.cookieHeader.replace(/=[^;]*/g, `=${long(43, "A")}`) } }), 403, forged],
  ["two tokens", (c, h) => c.post("/masuk", [...Object.entries(h), ["csrf", h.csrf], ["username", "pusat"], ["password", "x"]]), 400, "Isian yang sama terkirim dua kali. Muat ulang halamannya, lalu isi lagi."],
  ["Origin of another site", (c, h) => c.post("/masuk", { ...h, username: "pusat", password: "x" }, { headers: { origin: "https://evil.example" } }), 403, forged],
  ["Origin null", (c, h) => c.post("/masuk", { ...h, username: "pusat", password: "x" }, { headers: { origin: "null" } }), 403, forged],
  ["Sec-Fetch-Site: cross-site", (c, h) => c.post("/masuk", { ...h, username: "pusat", password: "x" }, { headers: { "sec-fetch-site": "cross-site" } }), 403, forged],
  ["empty form", (c, h) => c.post("/masuk", h), 422, "Isi nama pengguna."],
  ["no password", (c, h) => c.post("/masuk", { ...h, username: "pusat" }), 422, "Isi kata sandi."],
  ["no user name", (c, h) => c.post("/masuk", { ...h, password: "x" }), 422, "Isi nama pengguna."],
  ["only spaces", (c, h) => c.post("/masuk", { ...h, username: "   ", password: "x" }), 422, "Isi nama pengguna."],
  ["unknown field", (c, h) => c.post("/masuk", { ...h, username: "pusat", password: "x", role: "central" }), 400, unknown],
  ["field twice", (c, h) => c.post("/masuk", [...Object.entries(h), ["username", "pusat"], ["username", "auditor1"], ["password", "x"]]), 400, "Isian yang sama terkirim dua kali. Muat ulang halamannya, lalu isi lagi."],
  ["field name with brackets", (c, h) => c.post("/masuk", { ...h, "username[]": "pusat", password: "x" }), 400, unknown],
  ["field without a name", (c, h) => c.post("/masuk", `${form(h)}&=x&username=pusat&password=x`), 400, unreadable],
  ["field name in capitals", (c, h) => c.post("/masuk", { ...h, USERNAME: "pusat", password: "x" }), 400, unknown],
  ["NUL in a value", (c, h) => c.post("/masuk", `${form(h)}&username=pus%00at&password=x`), 422, "Ada karakter yang tidak dapat dibaca pada nama pengguna atau email. Ketik ulang."],
  ["NUL in a name", (c, h) => c.post("/masuk", `${form(h)}&user%00name=pusat&password=x`), 400, unreadable],
  ["value that is not UTF-8", (c, h) => c.post("/masuk", `${form(h)}&username=%ff%fe&password=x`), 422, "Ada karakter yang tidak dapat dibaca pada nama pengguna atau email. Ketik ulang."],
  ["overlong UTF-8", (c, h) => c.post("/masuk", `${form(h)}&username=%c0%80&password=x`), 422, "Ada karakter yang tidak dapat dibaca pada nama pengguna atau email. Ketik ulang."],
  ["surrogates in UTF-8", (c, h) => c.post("/masuk", `${form(h)}&username=%ed%a0%80&password=x`), 422, "Ada karakter yang tidak dapat dibaca pada nama pengguna atau email. Ketik ulang."],
  ["half an escape", (c, h) => c.post("/masuk", `${form(h)}&username=pusat%&password=x`), 422, "Ada karakter yang tidak dapat dibaca pada nama pengguna atau email. Ketik ulang."],
  ["bad escape", (c, h) => c.post("/masuk", `${form(h)}&username=%zz&password=x`), 422, "Ada karakter yang tidak dapat dibaca pada nama pengguna atau email. Ketik ulang."],
  ["control characters", (c, h) => c.post("/masuk", { ...h, username: "pu\x01\x08sat", password: "x" }), 422, "Ada karakter yang tidak dapat dibaca pada nama pengguna atau email. Ketik ulang."],
  ["user name of 1,000", (c, h) => c.post("/masuk", { ...h, username: long(1000), password: "x" }), 422, "Nama pengguna atau email terlalu panjang: 1000 karakter, paling banyak 254."],
  ["user name of 17 KB", (c, h) => c.post("/masuk", { ...h, username: long(17000), password: "x" }), 422, "Nama pengguna atau email terlalu panjang, paling banyak 254 karakter."],
  ["password of 17 KB", (c, h) => c.post("/masuk", { ...h, username: "pusat", password: long(17000) }), 422, "Kata sandi terlalu panjang, paling banyak 256 karakter."],
  ["300 KB of form", (c, h) => c.post("/masuk", { ...h, username: long(300000), password: "x" }), 413, tooMuch],
  ["250 fields", (c, h) => c.post("/masuk", [...Object.entries(h), ...Array.from({ length: 250 }, (_, i) => [`f${i}`, "1"])]), 413, tooMuch],
  ["wrong password", (c, h) => c.post("/masuk", { ...h, username: "pusat", password: "salah" }), 422, wrongPassword],
  ["account that does not exist: the same words", (c, h) => c.post("/masuk", { ...h, username: "bukan.siapa.siapa", password: "salah" }), 422, wrongPassword],
  ["SQL in the user name", (c, h) => c.post("/masuk", { ...h, username: "pusat' OR '1'='1", password: "x" }), 422, wrongPassword],
  ["markup comes back as text", (c, h) => c.post("/masuk", { ...h, username: '"><script>alert(1)</script>', password: "x" }), 422, wrongPassword],
  ["JSON instead of a form", (c, h) => c.post("/masuk", JSON.stringify({ username: "pusat" }), { headers: { "content-type": "application/json" } }), 415, "Jenis kiriman ini tidak diterima di halaman ini. Kirim lewat formulir di halaman kami."],
  ["text/plain instead of a form", (c, h) => c.post("/masuk", form({ ...h, username: "pusat" }), { headers: { "content-type": "text/plain" } }), 415, "Jenis kiriman ini tidak diterima di halaman ini. Kirim lewat formulir di halaman kami."],
  ["no content type", (c, h) => raw(portal, head(portal, "POST /masuk HTTP/1.1", [`Cookie: ${c.cookieHeader}`, "Content-Length: 10"]) + "username=a"), 415, "Jenis kiriman ini tidak diterima di halaman ini. Kirim lewat formulir di halaman kami."],
  ["redirect to another site", (c, h) => c.post("/masuk", { ...h, username: "pusat", password: "x", lanjut: "https://evil.example/" }), 422, wrongPassword],
  ["PUT on the form's address", (c) => c.send("PUT", "/masuk", { body: "x", headers: { "content-type": "application/x-www-form-urlencoded" } }), 405, "Alamat ini ada, tetapi tidak menerima cara kirim itu. Mulai lagi dari beranda."],
  ["GET on a POST address", (c) => c.get("/keluar"), 405, "Alamat ini ada, tetapi tidak menerima cara kirim itu. Mulai lagi dari beranda."],
];

// --- multipart -----------------------------------------------------------------------------------
const B = "----b";
const mp = (c, h, body, type = `multipart/form-data; boundary=${B}`) =>
  c.post("/masuk", Buffer.from(body, "latin1"), { headers: { "content-type": type } });
const multiparts = [
  ["multipart where no file is expected", (c, h) => c.multipart("/masuk", [...Object.entries(h).map(([name, value]) => ({ name, value })), { name: "username", value: "pusat" }, { name: "password", value: "x" }]), 422, wrongPassword],
  ["file where no file is expected", (c, h) => c.multipart("/masuk", [...Object.entries(h).map(([name, value]) => ({ name, value })), { name: "username", filename: "a.txt", data: "x" }]), 400, unknown],
  ["no boundary", (c, h) => mp(c, h, `--${B}--\r\n`, "multipart/form-data"), 400, unreadable],
  ["empty boundary", (c, h) => mp(c, h, `----\r\n`, "multipart/form-data; boundary="), 400, unreadable],
  ["boundary of 200", (c, h) => mp(c, h, "x", `multipart/form-data; boundary=${long(200)}`), 400, unreadable],
  ["no parts", (c, h) => mp(c, h, `--${B}--\r\n`), 403, forged],
  ["part without a name", (c, h) => mp(c, h, `--${B}\r\nContent-Disposition: form-data\r\n\r\nx\r\n--${B}--\r\n`), 400, unreadable],
  ["part without headers", (c, h) => mp(c, h, `--${B}\r\n\r\nx\r\n--${B}--\r\n`), 400, unreadable],
  ["part that never ends", (c, h) => mp(c, h, `--${B}\r\nContent-Disposition: form-data; name="username"\r\n\r\nx`), 400, unreadable],
  ["part headers of 20 KB", (c, h) => mp(c, h, `--${B}\r\nX-A: ${long(20000)}\r\n\r\nx\r\n--${B}--\r\n`), 413, tooMuch],
  ["1,000 parts", (c, h) => mp(c, h, Array.from({ length: 1000 }, (_, i) => `--${B}\r\nContent-Disposition: form-data; name="a${i}"\r\n\r\nx\r\n`).join("") + `--${B}--\r\n`), 413, tooMuch],
  ["NUL in a part's name", (c, h) => mp(c, h, `--${B}\r\nContent-Disposition: form-data; name="a\0b"\r\n\r\nx\r\n--${B}--\r\n`), 400, unreadable],
  ["40 MB of body", (c, h) => c.multipart("/masuk", [{ name: "username", filename: "a", data: Buffer.alloc(40 << 20) }]).catch(() => ({ status: 0, body: "" })), 413, tooMuch],
];

// --- sessions ----------------------------------------------------------------------------------------
const rights = [
  ["visitor on a staff page", "visitor", (c) => c.get("/kata-sandi"), 303, "/masuk?lanjut=/kata-sandi"],
  ["visitor changes a password", "visitor", (c, h) => c.post("/kata-sandi", { ...h, new_password: "tiga ekor itik berenang", repeat_password: "tiga ekor itik berenang" }), 303, "/masuk"],
  ["signed in: goes on to what was asked", "pusat", (c) => c.get("/masuk?lanjut=/pusat/kantor?teks=Toli"), 303, "/pusat/kantor?teks=Toli"],
  ...["/audit", "/tidak-ada", "/pusat/kantor/", "//evil.example/pusat", "/\\\\evil.example", "https://evil.example/", "evil.example", "/%0d%0aX-A:1", "/pusat%09", "/masuk/kunci", "/en/pusat"]
    .map((to) => [`signed in: not on to ${to}`, "pusat", (c) => c.get(`/masuk?lanjut=${to}`), 303, "/pusat"]),
  ["just signed in: the page of another role", "pusat", (c) => c.get("/mulai?lanjut=/audit"), 303, "/pusat"],
  ["just signed in: goes on to what was asked", "pusat", (c) => c.get("/mulai?lanjut=/pusat/kantor"), 303, "/pusat/kantor"],
  ["made-up session cookie", "visitor", (c) => c.get("/kata-sandi", { headers: { cookie: `paraf=${long(43, "A")}; sesi=${long(43, "A")}; __Host-sesi=${long(43, "A")}` } }), 303, "/masuk?lanjut=/kata-sandi"],
  ["session cookie of 5 KB", "visitor", (c) => c.get("/kata-sandi", { headers: { cookie: `sesi=${long(5000, "A")}` } }), 303, "/masuk?lanjut=/kata-sandi"],
  ["staff session with one letter changed", "pusat", (c) => c.get("/kata-sandi", { headers: { cookie: c.cookieHeader.replace(/=(.)/g, (m, f) => `=${f === "A" ? "B" : "A"}`) } }), 303, "/masuk?lanjut=/kata-sandi"],
  ["signing out without a token", "pusat", (c) => c.post("/keluar", {}), 403, forged],
];

// --- files, on the pages that take them ------------------------------------------------------------
// A PNG that claims a size; its pixels stop early.
function png(width, height) {
  const table = Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    return n >>> 0;
  });
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]), length = Buffer.alloc(4), sum = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE((body.reduce((c, b) => table[(c ^ b) & 255] ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0);
    return Buffer.concat([length, body, sum]);
  };
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", size),
    chunk("IDAT", deflateSync(Buffer.alloc(1000))), chunk("IEND", Buffer.alloc(0))]);
}

// A PDF of n pages by hand; `catalog` and `objects` (from number 4) make it as wrong as wanted.
function pdf(pages, catalog = "", objects = []) {
  const all = [`<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    `<< /Type /Pages /Count ${pages} /Kids [${Array(pages).fill("3 0 R").join(" ")}] >>`,
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>", ...objects];
  let out = "%PDF-1.7\n";
  const where = all.map((o, i) => { const at = out.length; out += `${i + 1} 0 obj\n${o}\nendobj\n`; return at; });
  const xref = out.length;
  out += `xref\n0 ${all.length + 1}\n0000000000 65535 f \n` + where.map((w) => `${String(w).padStart(10, "0")} 00000 n \n`).join("");
  return Buffer.from(`${out}trailer\n<< /Size ${all.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`);
}
function encrypted() {
  const plain = samples.pdf(["rahasia"]), to = `${plain}.locked`;
  execFileSync("qpdf", ["--encrypt", "rahasia", "pemilik", "256", "--", plain, to]);
  return fs.readFileSync(to);
}

// A good answer beside a bad file is kept as it should be; here nothing but the file is sent.
const card = (data, name = "ektp.jpg", type = "image/jpeg") =>
  road.upload(at.card.c, "/registrasi-djpb/ektp", { nik: "1" }, road.file("ektp", name, type, data));
const letter = (data, name = "surat.pdf", type = "application/pdf") =>
  road.upload(at.letter.c, "/registrasi-djpb/surat", {}, road.file("letter", name, type, data));
const portrait = (data, fields = { version: road.version(portal, at.serving.number) }) =>
  road.upload(clients.yusuf, `/kantor/loket/${at.serving.number}/foto`, fields,
    data === null ? null : road.file("photo", "foto.jpg", "image/jpeg", data));
const order = (csr) => road.collect(at.approved.holder, at.approved.number, csr);
// The bytes of an upload as they would go over the wire, and how many to send of them.
function cut(keep, options) {
  const { body, type } = multipart([{ name: "csrf", value: at.card.c.token }, { name: "nik", value: at.card.who.nik },
    road.file("ektp", "ektp.jpg", "image/jpeg", road.papers().card.subarray(0, 4000))]);
  return raw(portal, Buffer.concat([Buffer.from(head(portal, "POST /registrasi-djpb/ektp HTTP/1.1",
    [`Cookie: ${at.card.c.cookieHeader}`, `Content-Type: ${type}`, `Content-Length: ${options.claim ?? body.length}`])),
  body.subarray(0, keep(body.length))]), options);
}

const uploads = [
  ["card: text that calls itself a JPEG", () => card("ini bukan gambar"), 422, "Berkas ini bukan JPG atau PNG. Bila dari iPhone, ubah setelan kamera ke \"Paling Kompatibel\"."],
  ["card: a PDF", () => card(road.papers().letter), 422, "Berkas ini bukan JPG atau PNG. Bila dari iPhone, ubah setelan kamera ke \"Paling Kompatibel\"."],
  ["card: a GIF", () => card(Buffer.from("GIF89a\x01\0\x01\0\0\0\0;", "latin1")), 422, "Berkas ini bukan JPG atau PNG. Bila dari iPhone, ubah setelan kamera ke \"Paling Kompatibel\"."],
  ["card: an SVG with a script", () => card("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), 422, "Berkas ini bukan JPG atau PNG. Bila dari iPhone, ubah setelan kamera ke \"Paling Kompatibel\"."],
  ["card: an empty file", () => card(""), 422, "Berkas ini kosong. Pilih berkas lain."],
  ["card: a JPEG that stops in the middle", () => card(road.papers().card.subarray(0, 20000)), 422, "Gambar ini rusak atau tidak lengkap. Ambil ulang atau pilih berkas lain."],
  ["card: only the magic of a JPEG", () => card(Buffer.from([0xff, 0xd8, 0xff, 0xe0])), 422, "Gambar ini rusak atau tidak lengkap. Ambil ulang atau pilih berkas lain."],
  ["card: a PNG of 30,000 x 30,000", () => card(png(30000, 30000), "ektp.png", "image/png"), 422, "Ukuran gambar terlalu besar. Batasnya 40 megapiksel."],
  ["card: a PNG of no width", () => card(png(0, 100), "ektp.png", "image/png"), 422, "Gambar ini rusak atau tidak lengkap. Ambil ulang atau pilih berkas lain."],
  ["card: a PNG whose pixels are missing", () => card(png(2000, 1000), "ektp.png", "image/png"), 422, "Gambar ini rusak atau tidak lengkap. Ambil ulang atau pilih berkas lain."],
  ["card: 11 MB", () => card(Buffer.concat([road.papers().card, Buffer.alloc(11 << 20)])), 422, "Berkas 11,2 MB. Batasnya 10 MB."],
  ["card: 40 MB", () => card(Buffer.alloc(40 << 20)), 413, tooMuch],
  ["card: two files in one field", () => at.card.c.multipart("/registrasi-djpb/ektp", [
    { name: "csrf", value: at.card.c.token }, { name: "nik", value: at.card.who.nik },
    road.file("ektp", "a.jpg", "image/jpeg", road.papers().card), road.file("ektp", "b.jpg", "image/jpeg", road.papers().card)]),
  400, "Pilih satu berkas saja."],
  ["card: a file in a field that takes none", () => road.upload(at.card.c, "/registrasi-djpb/ektp", {},
    road.file("nik", "nik.txt", "text/plain", "7204")), 400, unknown],
  ["card: a file in a field that does not exist", () => road.upload(at.card.c, "/registrasi-djpb/ektp",
    { nik: at.card.who.nik }, road.file("appointment", "sk.pdf", "application/pdf", road.papers().letter)), 400, unknown],
  ["card: text where a file belongs", () => at.card.c.post("/registrasi-djpb/ektp", { csrf: at.card.c.token,
    nik: at.card.who.nik, ektp: "/etc/passwd" }), 400, unknown],
  ["card: thirty files", () => at.card.c.multipart("/registrasi-djpb/ektp", [{ name: "csrf", value: at.card.c.token },
    ...Array.from({ length: 30 }, (_, i) => road.file(`f${i}`, "a.jpg", "image/jpeg", "x"))]), 413, tooMuch],
  ["card: a file on a page that takes none", () => road.upload(at.person.c, "/registrasi-djpb/data",
    road.personFields(at.person.who), road.file("ektp", "a.jpg", "image/jpeg", road.papers().card)), 400, unknown],
  ["card: NUL in the file's name", () => card(road.papers().card, "a\0b.jpg"), 400, unreadable],
  ["card: the last boundary is missing", () => cut((n) => n - 12, { end: true, ms: 14000 }), 0, ""],
  ["card: a body that is complete but has no end", () => at.card.c.multipart("/registrasi-djpb/ektp", [
    { name: "csrf", value: at.card.c.token }, road.file("ektp", "a.jpg", "image/jpeg", road.papers().card)], { cut: 9 }), 400, unreadable],
  ["card: the connection ends in the middle of the file", () => cut((n) => n >> 1, { end: true, ms: 14000 }), 0, ""],
  ["card: a client that stops sending", () => cut((n) => n >> 1, { ms: 14000 }), 0, ""],
  ["letter: a JPEG", () => letter(road.papers().card), 422, "Berkas harus PDF."],
  ["letter: HTML that calls itself a PDF", () => letter("<html><script>alert(1)</script></html>"), 422, "Berkas harus PDF."],
  ["letter: an empty file", () => letter(""), 422, "Berkas ini kosong. Pilih berkas lain."],
  ["letter: only the magic of a PDF", () => letter("%PDF-1.7\n"), 422, "PDF ini tidak dapat dibuka. Pindai ulang."],
  ["letter: a PDF that stops in the middle", () => letter(road.papers().letter.subarray(0, road.papers().letter.length >> 1)), 422, "PDF ini tidak dapat dibuka. Pindai ulang."],
  ["letter: locked with a password", () => letter(encrypted()), 422, "PDF ini dikunci kata sandi. Simpan ulang tanpa kata sandi."],
  ["letter: a PDF with a script", () => letter(pdf(1, "/OpenAction 4 0 R", ["<< /S /JavaScript /JS (app.alert\\(1\\)) >>"])), 422, "PDF ini berisi skrip atau perintah otomatis. Cetak ulang ke PDF atau pindai, lalu unggah lagi."],
  ["letter: a PDF that starts a program", () => letter(pdf(1, "/OpenAction 4 0 R", ["<< /S /Launch /F (calc.exe) >>"])), 422, "PDF ini berisi skrip atau perintah otomatis. Cetak ulang ke PDF atau pindai, lalu unggah lagi."],
  ["letter: a PDF with a file inside", () => letter(pdf(1, "/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >>",
    ["<< /Type /Filespec /F (a.exe) /EF << /F 5 0 R >> >>", "<< /Type /EmbeddedFile /Length 1 >>\nstream\nx\nendstream"])), 422, "PDF ini berisi lampiran atau media. Cetak ulang ke PDF atau pindai, lalu unggah lagi."],
  ["letter: a PDF of 51 pages", () => letter(pdf(51)), 422, "PDF ini lebih dari 50 halaman. Unggah hanya halaman yang diminta."],
  ["letter: a PDF without pages", () => letter(pdf(0)), 422, "PDF ini tidak berisi halaman. Pindai ulang."],
  ["letter: 11 MB", () => letter(Buffer.concat([road.papers().letter, Buffer.alloc(11 << 20)])), 422, "Berkas 11,1 MB. Batasnya 10 MB."],
  ["counter: a portrait that is text", () => portrait("bukan foto"), 422, "Berkas ini bukan JPG atau PNG. Bila dari iPhone, ubah setelan kamera ke \"Paling Kompatibel\"."],
  ["counter: no portrait", () => portrait(null), 422, "Ambil atau pilih foto pemohon."],
  ["counter: a portrait without the version seen", () => portrait(road.papers().portrait, {}), 422, "Isi versi."],
  ["counter: a portrait for an old version", () => portrait(road.papers().portrait, { version: "1" }), 409, "Berkas ini baru saja diubah oleh N pukul JJ.MM WITA. Muat ulang untuk melihat versi terbaru; catatan Anda tetap kami simpan."],
  ["request: nothing", () => order(""), 422, "Pilih berkas permintaan atau tempel isinya."],
  ["request: words", () => order("tolong sertifikat saya"), 422, "Berkas itu bukan permintaan sertifikat (PKCS#10). Pilih berkas .csr atau .p10."],
  ["request: a certificate instead", () => order(`-----BEGIN CERTIFICATE-----\n${Buffer.alloc(300).toString("base64")}\n-----END CERTIFICATE-----\n`), 422, "Berkas itu sertifikat, bukan permintaan sertifikat. Pilih berkas .csr atau .p10."],
  ["request: RSA of 1024 bits", () => order(road.request("rsa:1024")), 422, "Kunci RSA terlalu pendek. Pakai RSA 2048 bit atau lebih (disarankan 3072), atau P-256."],
  ["request: signed by another key", () => order(spoilt(road.request())), 422, "Permintaan itu tidak ditandatangani dengan kuncinya sendiri, jadi belum terbukti bahwa Anda memegang kuncinya. Buat permintaan baru."],
  ["request: 20 KB", () => order(`-----BEGIN CERTIFICATE REQUEST-----\n${long(20000, "A")}\n-----END CERTIFICATE REQUEST-----`), 422, "Isinya lebih dari 16 KB; permintaan sertifikat jauh lebih kecil."],
  ["request: a file of 20 KB", () => road.upload(at.approved.holder, `/ambil/${at.approved.number}/pkcs10`, {},
    road.file("request", "a.csr", "application/octet-stream", Buffer.alloc(20000, 48))), 422, "Berkas ini lebih dari 16 KB; permintaan sertifikat jauh lebih kecil."],
];
// The last byte of the signature changed.
function spoilt(pem) {
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64");
  der[der.length - 1] ^= 1;
  return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE REQUEST-----\n`;
}

// --- fields ----------------------------------------------------------------------------------------------
const person = (change) => at.person.c.post("/registrasi-djpb/data", { csrf: at.person.c.token,
  ...road.personFields(at.person.who), ...change });
const personRaw = (name, encoded) => {
  const { [name]: _, ...rest } = road.personFields(at.person.who);
  return at.person.c.post("/registrasi-djpb/data", `${form({ csrf: at.person.c.token, ...rest })}&${name}=${encoded}`);
};
const nik = (value) => road.upload(at.card.c, "/registrasi-djpb/ektp", { nik: value }, null);
const letterWith = (change) => road.upload(at.letter.c, "/registrasi-djpb/surat", { ...road.letterFields, ...change }, null);
const email = (value) => at.office.c.post("/registrasi-djpb/surel", { csrf: at.office.c.token, email: value });
const record = (change) => clients.adminkppn082.post("/kantor/pengguna/rekam", { csrf: clients.adminkppn082.token,
  username: "calon.baru", nip: "199001012015031001", name: "Calon Baru", level: "kasi_mski", email: "", ...change });
const office = (change) => clients.pusat.post("/pusat/kantor/082", { csrf: clients.pusat.token, address: "Jl. Contoh 1",
  phone: "0453-21000", hours: "Senin-Jumat 08.00-15.00", ds_open: "ya", version: "0", ...change });

const fields = [
  ["NIP of 17 digits", () => person({ nip: "19900805201503200" }), 422, "NIP harus 18 angka. Anda mengisi 17 angka."],
  ["NIP of letters", () => person({ nip: "sembilan belas" }), 422, "NIP hanya berisi angka."],
  ["NIP of Arabic digits", () => person({ nip: "١٩٩٠٠٨٠٥٢٠١٥٠٣٢٠٠١" }), 422, "NIP hanya berisi angka."],
  ["NIP of full-width digits", () => person({ nip: "１９９００８０５２０１５０３２００１" }), 422, "NIP hanya berisi angka."],
  ["NIP with NUL", () => personRaw("nip", "1990%0000"), 422, "Ada karakter yang tidak dapat dibaca pada NIP. Ketik ulang."],
  ["NIP of 5,000 digits", () => person({ nip: long(5000, "1") }), 422, "NIP paling banyak 40 angka. Anda mengisi 5000 angka."],
  ["NIP born on 30 February", () => person({ nip: "199002302015032001" }), 422, "Tanggal lahir di dalam NIP tidak masuk akal. Periksa lagi."],
  ["name with digits", () => person({ name: "Dewi 3" }), 422, "Nama hanya boleh berisi huruf, spasi, titik, tanda petik, dan tanda hubung."],
  ["name written from right to left", () => person({ name: "Dewi \u202Eitawabarp" }), 422, "Nama hanya boleh berisi huruf, spasi, titik, tanda petik, dan tanda hubung."],
  ["name with zero width", () => person({ name: "De\u200Bwi Prabowati" }), 422, "Nama hanya boleh berisi huruf, spasi, titik, tanda petik, dan tanda hubung."],
  ["name with a byte order mark", () => person({ name: "Dewi\uFEFF Prabowati" }), 422, "Nama hanya boleh berisi huruf, spasi, titik, tanda petik, dan tanda hubung."],
  ["name with NUL", () => personRaw("name", "Dewi%00Prabowati"), 422, "Ada karakter yang tidak dapat dibaca pada nama lengkap. Ketik ulang."],
  ["name in overlong UTF-8", () => personRaw("name", "Dewi%c0%a0Prabowati"), 422, "Ada karakter yang tidak dapat dibaca pada nama lengkap. Ketik ulang."],
  ["name with a vertical tab", () => personRaw("name", "Dewi%0bPrabowati"), 422, "Ada karakter yang tidak dapat dibaca pada nama lengkap. Ketik ulang."],
  ["name of 301 letters", () => person({ name: long(301) }), 422, "Nama lengkap terlalu panjang: 301 karakter, paling banyak 300."],
  ["name that is a formula", () => person({ name: "=HYPERLINK(\"http://evil.example\")" }), 422, "Nama hanya boleh berisi huruf, spasi, titik, tanda petik, dan tanda hubung."],
  ["name that is SQL", () => person({ name: "Robert'); DROP TABLE application;--" }), 422, "Nama hanya boleh berisi huruf, spasi, titik, tanda petik, dan tanda hubung."],
  ["name that is HTML", () => person({ name: "<img src=x onerror=alert(1)>" }), 422, "Nama hanya boleh berisi huruf, spasi, titik, tanda petik, dan tanda hubung."],
  ["grade that is not on the list", () => person({ grade: "IX/z" }), 422, "Pilih golongan."],
  ["unit of 121 letters", () => person({ unit: long(121) }), 422, "Unit kerja terlalu panjang: 121 karakter, paling banyak 120."],
  ["phone of words", () => person({ phone: "nol delapan" }), 422, "Nomor ponsel 10 sampai 13 angka, diawali 08 atau +62."],
  ["phone that is too short", () => person({ phone: "0812" }), 422, "Nomor ponsel 10 sampai 13 angka, diawali 08 atau +62."],
  ["NIK of 15 digits", () => nik("720401000000001"), 422, "NIK harus 16 angka. Anda mengisi 15 angka."],
  ["NIK with letters", () => nik("72040100000000OI"), 422, "NIK hanya berisi angka."],
  ["NIK of zeros", () => nik(long(16, "0")), 422, "Tanggal lahir di dalam NIK tidak masuk akal. Periksa lagi."],
  ["letter of 31 February", () => letterWith({ letter_date_day: "31", letter_date_month: "2" }), 422, "Tanggal surat bukan tanggal yang ada."],
  ["letter of tomorrow's year", () => letterWith({ letter_date_year: "2099" }), 422, "Tanggal surat tidak boleh setelah hari ini."],
  ["letter dated in words", () => letterWith({ letter_date_day: "sembilan" }), 422, "Tulis tanggal surat dengan angka, contoh 27 3 1988."],
  ["letter with half a date", () => letterWith({ letter_date_year: "" }), 422, "Tanggal surat harus berisi tahun."],
  ["collective letter of somebody else", () => letterWith({ letter_collective: documentOf(at.elsewhere.number, "letter") }), 422, "Pilih berkas surat rekomendasi."],
  ["statement not agreed to", () => at.statement.c.post("/registrasi-djpb/pernyataan",
    { csrf: at.statement.c.token, agree_1: "ya", agree_2: "ya" }), 422, "Centang pernyataan nomor 3 untuk melanjutkan."],
  ["statement agreed to with another word", () => at.statement.c.post("/registrasi-djpb/pernyataan",
    { csrf: at.statement.c.token, agree_1: "tidak", agree_2: "ya", agree_3: "ya" }), 422, "Centang pernyataan nomor 1 untuk melanjutkan."],
  ["mail address with a header in it", () => email("a@kemenkeu.go.id\r\nBcc: x@evil.example"), 422, "Tulis email lengkap, contoh nama@kemenkeu.go.id."],
  ["mail address of another domain", () => email("a@kemenkeu.go.id.evil.example"), 422, "Email harus berakhiran @kemenkeu.go.id. Untuk email lain, hubungi admin kantor."],
  ["mail address with a look-alike domain", () => email("a@kemenk\u0435u.go.id"), 422, "Tulis email lengkap, contoh nama@kemenkeu.go.id."],
  ["two mail addresses", () => email("a@kemenkeu.go.id,b@kemenkeu.go.id"), 422, "Tulis email lengkap, contoh nama@kemenkeu.go.id."],
  ["mail address of 300", () => email(`${long(290)}@kemenkeu.go.id`), 422, "Email kedinasan terlalu panjang: 305 karakter, paling banyak 254."],
  ["office that does not exist", () => at.office.c.post("/registrasi-djpb/kantor", { csrf: at.office.c.token, office: "999" }), 422, "Pilih satu kantor."],
  ["office that is SQL", () => at.office.c.post("/registrasi-djpb/kantor", { csrf: at.office.c.token, office: "082' OR '1'='1" }), 422, "Pilih satu kantor."],
  ["version that is a word", () => at.check.c.post("/registrasi-djpb/periksa", { ...at.check.form, version: "satu" }), 303, "/registrasi-djpb/periksa"],
  ["version that does not fit", () => at.check.c.post("/registrasi-djpb/periksa", { ...at.check.form, version: long(30, "9") }), 303, "/registrasi-djpb/periksa"],
  ["recording: user name that is too short", () => record({ username: "ab" }), 422, "Nama pengguna terlalu pendek: 2 karakter."],
  ["recording: user name with a formula", () => record({ username: "=1+1|cmd" }), 422, "Nama pengguna hanya boleh berisi huruf tanpa aksen, angka, titik, garis bawah, dan tanda hubung."],
  ["recording: name with a formula", () => record({ name: "@SUM(1)" }), 422, "Nama hanya boleh berisi huruf, spasi, titik, tanda petik, dan tanda hubung."],
  ["recording: level that is a role", () => record({ level: "central" }), 422, "Pilih level dari daftar."],
  ["recording: a role on top", () => record({ role: "central" }), 400, unknown],
  ["recording: an office on top", () => record({ office: "001" }), 400, unknown],
  ["recording: user name that is taken", () => record({ username: "ratna.tolitoli" }), 422, "Nama pengguna sudah dipakai."],
  ["office: version long gone", () => office({}), 409, "Data kantor ini baru saja berubah. Muat ulang, lalu ulangi."],
  ["office: hours of 121 letters", () => office({ hours: long(121) }), 422, "Jam loket terlalu panjang: 121 karakter, paling banyak 120."],
  ["office that nobody has", () => clients.pusat.post("/pusat/kantor/999", { csrf: clients.pusat.token, address: "x",
    phone: "1", hours: "x", version: "0" }), 404, noPage],
];

// --- out of order -------------------------------------------------------------------------------------------
const review = (who, name, more) => road.act(clients[who], `/kantor/permohonan/${at[name].number}${more.to ?? ""}`,
  at[name].number, more.fields);
const desk = (who, name, to, fields) => road.act(clients[who], `/kantor/loket/${at[name].number}/${to}`, at[name].number, fields);

const states = [
  ["looking at a step that is not open yet", () => at.office.c.get("/registrasi-djpb/data"), 303, "/registrasi-djpb/surel"],
  ["answering a step that is not open yet", () => at.office.c.post("/registrasi-djpb/data",
    { csrf: at.office.c.token, ...road.personFields(somebody()) }), 303, "/registrasi-djpb/surel"],
  ["agreeing before the letter", () => at.letter.c.post("/registrasi-djpb/pernyataan",
    { csrf: at.letter.c.token, agree_1: "ya", agree_2: "ya", agree_3: "ya" }), 303, "/registrasi-djpb/surat"],
  ["sending before everything is there", () => at.card.c.post("/registrasi-djpb/periksa", { csrf: at.card.c.token,
    version: road.version(portal, at.card.number) }), 422, "Masih ada langkah yang belum selesai."],
  ["sending what was changed since", () => at.check.c.post("/registrasi-djpb/periksa", { ...at.check.form, version: "1" }), 409, "Isian berubah sejak Anda memeriksanya. Periksa lagi, lalu kirim."],
  ["sending twice", () => at.sent.c.post("/registrasi-djpb/periksa", { csrf: at.sent.c.token, version: at.sent.form.version }), 303, "/registrasi-djpb/terkirim"],
  ["changing an answer after sending", () => at.sent.c.post("/registrasi-djpb/data",
    { csrf: at.sent.c.token, ...road.personFields(at.sent.who), name: "Orang Lain" }), 303, "/lacak/DS-N"],
  ["another card after sending", () => road.upload(at.sent.c, "/registrasi-djpb/ektp", { nik: at.sent.who.nik },
    road.file("ektp", "a.jpg", "image/jpeg", road.papers().card)), 303, "/lacak/DS-N"],
  ["another office after sending", () => at.sent.c.post("/registrasi-djpb/kantor", { csrf: at.sent.c.token, office: "001" }), 409, "Pendaftaran ini sudah terkirim dan tidak dapat diubah."],
  ["correcting a step that was not returned", () => at.returned.c.post("/registrasi-djpb/data",
    { csrf: at.returned.c.token, ...road.personFields(at.returned.who), name: "Orang Lain" }), 303, "/registrasi-djpb/surat"],
  ["sending a correction that was not made", () => at.returned.c.post("/registrasi-djpb/periksa",
    { csrf: at.returned.c.token, version: road.version(portal, at.returned.number) }), 422, "Masih ada langkah yang belum selesai."],
  ["withdrawing without a reason", () => at.sent.c.post(`/lacak/${at.sent.number}/batal`, { csrf: at.sent.c.token }), 422, "Tulis alasan pembatalan."],
  ["withdrawing what was approved", () => at.approved.holder.post(`/lacak/${at.approved.number}/batal`,
    { csrf: at.approved.holder.token, reason: "Tidak jadi" }), 409, "Pendaftaran ini tidak dapat dibatalkan lagi."],
  ["judging what is not held", () => review("yusuf", "sent", { fields: { ...road.allSame, decision: "lengkap" } }), 409, "Langkah ini tidak dapat dilakukan pada status \"Terkirim\". Muat ulang untuk melihat langkah yang tersedia."],
  ["judging what another holds", () => review("yusuf", "held", { fields: { ...road.allSame, decision: "lengkap" } }), 409, "Berkas ini dipegang Ratna Contoh Buol sejak JJ.MM WITA. Minta ia melepaskannya, atau tunggu: tanpa kegiatan, berkas lepas sendiri pukul JJ.MM WITA."],
  ["taking what another holds", () => review("yusuf", "held", { to: "/ambil" }), 409, "Berkas ini dipegang Ratna Contoh Buol sejak JJ.MM WITA. Minta ia melepaskannya, atau tunggu: tanpa kegiatan, berkas lepas sendiri pukul JJ.MM WITA."],
  ["letting go of what another holds", () => review("yusuf", "held", { to: "/lepas" }), 409, "Berkas ini dipegang Ratna Contoh Buol sejak JJ.MM WITA. Minta ia melepaskannya, atau tunggu: tanpa kegiatan, berkas lepas sendiri pukul JJ.MM WITA."],
  ["taking with an old version", () => clients.yusuf.post(`/kantor/permohonan/${at.sent.number}/ambil`,
    { csrf: clients.yusuf.token, version: "1" }), 409, "Berkas ini baru saja diubah oleh N pukul JJ.MM WITA. Muat ulang untuk melihat versi terbaru; catatan Anda tetap kami simpan."],
  ["taking without a version", () => clients.yusuf.post(`/kantor/permohonan/${at.sent.number}/ambil`, { csrf: clients.yusuf.token }), 409, "Berkas ini baru saja diubah oleh N pukul JJ.MM WITA. Muat ulang untuk melihat versi terbaru; catatan Anda tetap kami simpan."],
  ["deciding before comparing", () => review("ratna", "held", { to: "/putusan" }), 400, "Pilih keputusan Anda."],
  ["a note without words", () => review("ratna", "held", { to: "/catatan", fields: { version: "", catatan: "" } }), 400, unknown],
  ["an empty note", () => clients.ratna.post(`/kantor/permohonan/${at.held.number}/catatan`, { csrf: clients.ratna.token, catatan: "  " }), 422, "Kesalahan: Isi catatan."],
  ["judging a draft", () => clients.ratna.get(`/kantor/permohonan/${at.check.number}`), 404, noPage],
  ["serving before the file is complete", () => desk("yusuf", "sent", "mulai"), 409, "Langkah ini tidak dapat dilakukan pada status \"Terkirim\". Muat ulang untuk melihat langkah yang tersedia."],
  ["serving what one reviewed oneself", () => desk("ratna", "ready", "mulai"), 403, "Anda yang memeriksa berkas ini. Menurut aturan dua orang, yang mengaktifkan harus petugas lain: Yusuf Contoh Baolan."],
  ["a NIK before the person is served", () => desk("yusuf", "ready", "nik", { nik: at.ready.who.nik }), 409, "Langkah ini tidak dapat dilakukan pada status \"Siap aktivasi\". Muat ulang untuk melihat langkah yang tersedia."],
  ["a NIK of 15 digits at the counter", () => desk("yusuf", "serving", "nik", { nik: "720401000000001" }), 422, "NIK harus 16 angka. Anda mengisi 15 angka."],
  ["a face that differs, without a reason", () => desk("yusuf", "serving", "identitas", { kartu: "ya", wajah: "tidak", nama: "ya" }), 422, "Setiap jawaban Tidak perlu alasan."],
  ["identity without answers", () => desk("yusuf", "serving", "identitas"), 422, "Pilih e-KTP asli dilihat."],
  ["activating without ticks", () => desk("yusuf", "serving", "aktivasi"), 422, "e-KTP asli belum ditandai dilihat."],
  ["activating whom another serves", () => desk("ratna", "serving", "aktivasi"), 403, "Anda yang memeriksa berkas ini. Menurut aturan dua orang, yang mengaktifkan harus petugas lain: Yusuf Contoh Baolan."],
  ["activating before anybody came", () => desk("yusuf", "ready", "aktivasi"), 409, "Langkah ini tidak dapat dilakukan pada status \"Siap aktivasi\". Muat ulang untuk melihat langkah yang tersedia."],
  ["activating twice, without a signature", () => desk("yusuf", "approved", "aktivasi"), 400, "Belum ada tanda tangan. Halaman ini memerlukan skrip, karena kunci Anda yang menandatangani di perangkat ini."],
  ["looking at the activation too early", () => clients.yusuf.get(`/kantor/loket/${at.serving.number}/aktivasi`), 303, "/kantor/loket/DS-N#aktivasi"],
  ["stopping without a reason", () => desk("yusuf", "serving", "henti", { jalan: "nanti" }), 422, "Tulis alasannya."],
  ["collecting before approval", () => road.collect(at.sent.c, at.sent.number, road.request()), 422, "Sertifikat untuk permohonan ini belum dapat diambil atau sudah tidak dapat diambil."],
  ["collecting after it has lapsed", () => whileLate((l) => road.collect(l.holder, l.number, road.request())), 422, "Batas waktu pengambilan sudah lewat. Hubungi KPPN Tolitoli, atau daftar kembali."],
  ["collecting by script after it has lapsed", () => whileLate((l) => l.holder.post(`/ambil/${l.number}/permintaan`,
    { csrf: l.holder.token, csr: road.request() })), 409, "Batas waktu pengambilan sudah lewat. Hubungi KPPN Tolitoli, atau daftar kembali."],
  ["revoking a certificate that does not exist", () => at.approved.holder.get("/sertifikat/00/cabut"), 404, "Data tidak ditemukan."],
];

// --- what belongs to others ----------------------------------------------------------------------------------
const strange = [
  ["file of another office", () => clients.ratna.get(`/kantor/permohonan/${at.elsewhere.number}`), 404, noPage],
  ["taking a file of another office", () => review("ratna", "elsewhere", { to: "/ambil" }), 404, noPage],
  ["a note on a file of another office", () => clients.kepala.post(`/kantor/permohonan/${at.elsewhere.number}/catatan`,
    { csrf: clients.kepala.token, catatan: "Halo" }), 404, noPage],
  ["counter of another office", () => clients.yusuf.get(`/kantor/loket/${at.elsewhere.number}`), 404, noPage],
  ["activating at another office", () => desk("yusuf", "elsewhere", "aktivasi"), 404, noPage],
  ["searching a number of another office", () => clients.yusuf.get(`/kantor/loket?cari=${at.elsewhere.number}`), 422, "Nomor ini milik KPPN Banda Aceh. Pemohon harus datang ke kantor itu, atau membatalkan lalu mendaftar di sini."],
  ["card of another office", () => clients.ratna.get(`/dokumen/${documentOf(at.elsewhere.number, "ektp")}/gambar`), 404, noPage],
  ["card of another applicant", () => at.sent.c.get(`/dokumen/${documentOf(at.elsewhere.number, "ektp")}/gambar`), 404, noPage],
  ["original of another applicant", () => at.sent.c.get(`/dokumen/${documentOf(at.elsewhere.number, "letter")}/unduh`), 404, noPage],
  ["original of a file of one's office without a reason", () => clients.ratna.post(
    `/dokumen/${documentOf(at.sent.number, "letter")}/unduh`, { csrf: clients.ratna.token, reason: " " }), 422, "Tulis alasan mengunduh berkas ini."],
  ["card without signing in", () => clients.visitor.get(`/dokumen/${documentOf(at.sent.number, "ektp")}/gambar`), 404, noPage],
  ["card for the office's administrator", () => clients.adminkppn082.get(`/dokumen/${documentOf(at.sent.number, "ektp")}/gambar`), 404, noPage],
  ["card for the auditor without a reason", () => clients.auditor1.get(`/dokumen/${documentOf(at.sent.number, "ektp")}/gambar`), 400, "Tulis alasan membuka dokumen ini."],
  ["withdrawing for another applicant", () => at.sent.c.post(`/lacak/${at.elsewhere.number}/batal`,
    { csrf: at.sent.c.token, reason: "Iseng" }), 404, noPage],
  ["collecting for another applicant", () => road.collect(at.sent.c, at.approved.number, road.request()), 404, noPage],
  ["another draft's cookie with one's own token", () => at.check.c.post("/registrasi-djpb/data",
    { csrf: at.check.c.token, ...road.personFields(at.check.who) },
    { jar: false, headers: { cookie: swap(at.check.c, at.person.c, "paraf_berkas") } }), 403, forged],
  ["cookie of a session that was ended", () => at.ended.c.get("/registrasi-djpb/terkirim"), 303, "/lanjut"],
  ["posting with a session that was ended", () => at.ended.c.post("/registrasi-djpb/periksa", { csrf: at.ended.c.token, version: "1" }), 303, "/lanjut"],
  ["applicant's cookie as a staff cookie", () => clients.visitor.get("/profil/keamanan",
    { jar: false, headers: { cookie: `paraf_masuk=${at.sent.c.cookies.get("paraf_berkas")}` } }), 303, "/masuk?lanjut=/profil/keamanan"],
  ["staff cookie as an applicant's cookie", () => clients.visitor.get("/registrasi-djpb/data",
    { jar: false, headers: { cookie: `paraf_berkas=${clients.pusat.cookies.get("paraf_masuk")}` } }), 303, "/lanjut"],
  ["user of another kind", () => clients.adminkppn082.get(`/kantor/pengguna/${accountOf("pusat")}`), 404, noPage],
  ["resetting the directorate", () => clients.adminkppn082.post(`/kantor/pengguna/${accountOf("pusat")}/reset`,
    { csrf: clients.adminkppn082.token }), 404, noPage],
  ["switching the directorate off", () => clients.adminkppn082.post(`/kantor/pengguna/${accountOf("pusat")}/nonaktifkan`,
    { csrf: clients.adminkppn082.token, reason: "x", date_day: "1", date_month: "11", date_year: "2026", version: "1", confirm: "ya" }), 404, noPage],
  ["ending the session of somebody else", () => clients.ratna.post("/profil/keamanan/keluarkan",
    { csrf: clients.ratna.token, session: road.sql(portal, `SELECT id_hash FROM session s JOIN account a ON a.id = s.account
      WHERE a.username = 'yusuf.tolitoli'`) }), 400, "Pilih sesi."],
  ["a message to somebody else", () => clients.ratna.get("/profil/notifikasi/0000000000000000"), 404, noPage],
];

// --- Road A: the candidate, and the verifier --------------------------------------------------------------------
const profile = (to, fields, one) => road.upload(at.candidate.c, `/profil/kelengkapan-ds/${to}`, fields, one);
const data = (change) => at.candidate.c.post("/profil/kelengkapan-ds/data", { csrf: at.candidate.c.token,
  nik: at.candidate.who.nik, birth_place: "Tolitoli", birth_date_day: "1", birth_date_month: "1", birth_date_year: "1990",
  sex: "P", grade: "III/b", position: "Kepala Seksi", unit: "KPPN Tolitoli", office_address: "Jalan Magamu 12",
  phone: "081234567890", versi: versionOf(at.candidate.number), ...change });
const bssn = (to, fields, name = "verifikator1", number = at.interview.number) => clients[name].post(`/bssn/${number}${to}`,
  { csrf: clients[name].token, version: versionOf(number), ...fields });
const roadA = [
  ["candidate: nothing filled in", () => at.candidate.c.post("/profil/kelengkapan-ds/data", { csrf: at.candidate.c.token,
    versi: versionOf(at.candidate.number) }), 422, "Isi NIK."],
  ["candidate: NIK of 17 digits", () => data({ nik: "72040100000000011" }), 422, "NIK harus 16 angka. Anda mengisi 17 angka."],
  ["candidate: born on 30 February", () => data({ birth_date_day: "30", birth_date_month: "2" }), 422, "Tanggal lahir bukan tanggal yang ada."],
  ["candidate: born in the future", () => data({ birth_date_year: "2999" }), 422, "Tahun pada tanggal lahir harus 4 angka, contoh 1988."],
  ["candidate: a third sex on the form", () => data({ sex: "X" }), 422, "Pilih jenis kelamin dari daftar."],
  ["candidate: address of 201 letters", () => data({ office_address: long(201) }), 422, "Alamat kantor terlalu panjang: 201 karakter, paling banyak 200."],
  ["candidate: a name, which is the office's to give", () => data({ name: "Orang Lain" }), 400, unknown],
  ["candidate: an old version", () => data({ versi: "0" }), 409, "Data ini baru saja diubah di jendela lain. Periksa isian, lalu simpan lagi."],
  ["candidate: appointment that is a JPEG", () => profile("sk", { spmt_page: "1" },
    road.file("appointment", "sk.pdf", "application/pdf", road.papers().card)), 422, "Berkas harus PDF."],
  ["candidate: appointment with a script", () => profile("sk", { spmt_page: "1" }, road.file("appointment", "sk.pdf", "application/pdf",
    pdf(1, "/OpenAction 4 0 R", ["<< /S /JavaScript /JS (app.alert\\(1\\)) >>"]))), 422, "PDF ini berisi skrip atau perintah otomatis. Cetak ulang ke PDF atau pindai, lalu unggah lagi."],
  ["candidate: page 0 of the appointment", () => profile("sk", { spmt_page: "0" },
    road.file("appointment", "sk.pdf", "application/pdf", "x")), 422, "Halaman SPMT mulai dari halaman antara 1 dan 50."],
  ["candidate: a card that is text", () => profile("ektp", {}, road.file("ektp", "a.jpg", "image/jpeg", "x")), 422, "Berkas ini bukan JPG atau PNG. Bila dari iPhone, ubah setelan kamera ke \"Paling Kompatibel\"."],
  ["candidate: a photo that is a PDF", () => profile("pasfoto", {}, road.file("photo", "a.jpg", "image/jpeg", road.papers().letter)), 422, "Berkas ini bukan JPG atau PNG. Bila dari iPhone, ubah setelan kamera ke \"Paling Kompatibel\"."],
  ["candidate: no photo", () => profile("pasfoto", {}, null), 422, "Pilih atau ambil pasfoto."],
  ["candidate: keeping a photo that was never sent", () => at.candidate.c.post("/profil/kelengkapan-ds/pasfoto/tetap",
    { csrf: at.candidate.c.token }), 409, "Unggah foto lebih dulu."],
  ["candidate: mail address of another domain", () => at.candidate.c.post("/profil/kelengkapan-ds/surel",
    { csrf: at.candidate.c.token, email: "a@example.com" }), 422, "Email harus berakhiran @kemenkeu.go.id. Untuk email lain, hubungi admin kantor."],
  ["candidate: a code that was never sent", () => at.candidate.c.post("/profil/kelengkapan-ds/surel/kode",
    { csrf: at.candidate.c.token, code: "123456" }), 422, "Kode sudah kedaluwarsa. Minta kode baru."],
  ["candidate: Simpan DS before all is there", () => at.candidate.c.post("/profil/kelengkapan-ds/periksa",
    { csrf: at.candidate.c.token, versi: versionOf(at.candidate.number) }), 422, "Belum lengkap. Lihat daftar tugas untuk bagian yang belum selesai."],
  ["candidate: letters before there are any", () => at.candidate.c.multipart("/profil/konfirmasi-ds", [
    { name: "csrf", value: at.candidate.c.token }, road.file("signed_recommendation", "a.pdf", "application/pdf", road.papers().letter)]), 422, "Data profil berubah setelah surat dibuat. Buat surat baru."],
  ["candidate: letters by mail again before there are any", () => at.candidate.c.post("/profil/konfirmasi-ds/surel",
    { csrf: at.candidate.c.token }), 409, "Belum ada surat yang dapat dikirim."],
  ["candidate: changing the profile while BSSN looks", () => at.interview.c.post("/profil/kelengkapan-ds/data", { csrf: at.interview.c.token,
    nik: at.interview.who.nik, birth_place: "Palu", birth_date_day: "1", birth_date_month: "1", birth_date_year: "1990", sex: "P", grade: "III/b",
    position: "x", unit: "x", office_address: "x", phone: "081234567890", versi: versionOf(at.interview.number) }), 409, "Bagian ini sedang tidak dapat diubah. Lihat daftar tugas untuk langkah berikutnya."],
  ["verifier: a candidate that does not exist", () => clients.verifikator1.get("/bssn/DS-082-0000-0000"), 404, noPage],
  ["verifier: taking what another holds", () => bssn("/pegang", {}, "verifikator2"), 409, "Sudah dipegang Verifikator Contoh Satu sejak JJ.MM WIB. Catatan yang Anda ketik tetap ada di halaman ini."],
  ["verifier: judging what another holds", () => bssn("", { decision: "setuju" }, "verifikator2"), 409, "Sudah dipegang Verifikator Contoh Satu sejak JJ.MM WIB. Catatan yang Anda ketik tetap ada di halaman ini."],
  ["candidate: giving a time back that is not set", () => at.interview.c.post("/profil/wawancara/lepas",
    { csrf: at.interview.c.token, reason: "Dinas luar" }), 409, "Jadwal wawancara dipilih setelah surat bertanda tangan kami terima, sampai wawancara selesai."],
  ["verifier: an interview in words", () => bssn("/wawancara", { tanggal_day: "besok", tanggal_month: "1", tanggal_year: "2027",
    jam: "10.00", cara: "video", tempat: "x" }), 422, "Tulis tanggal wawancara dengan angka, contoh 27 3 1988."],
  ["verifier: an interview yesterday", () => bssn("/wawancara", { tanggal_day: "1", tanggal_month: "1", tanggal_year: "2020",
    jam: "10.00", cara: "video", tempat: "https://rapat.example/1" }), 422, "Waktu wawancara sudah lewat. Pilih waktu yang akan datang."],
  ["verifier: an interview at 25.00", () => bssn("/wawancara", { tanggal_day: "1", tanggal_month: "12", tanggal_year: "2026",
    jam: "25.00", cara: "video", tempat: "https://rapat.example/1" }), 422, "Tulis jam seperti 09.30."],
  ["verifier: a result that is not on the list", () => bssn("/wawancara/hasil", { hasil: "istimewa", catatan: "Baik" }), 422, "Pilih hasil wawancara dari daftar."],
  ["verifier: approving without an interview", () => bssn("/keputusan", {}), 409,
    "Berkas ini baru saja diubah oleh N pukul JJ.MM WITA. Muat ulang untuk melihat versi terbaru; catatan Anda tetap kami simpan."],
  ["verifier: a note without words", () => clients.verifikator1.post(`/bssn/${at.interview.number}/catatan`,
    { csrf: clients.verifikator1.token, catatan: " " }), 422, "Kesalahan: Tulis catatannya dulu."],
  ["verifier: an authority that does not exist", () => clients.verifikator1.get("/bssn/opip/0000000000000000"), 404, noPage],
];
const swap = (to, from, name) => [...to.cookies].map(([k, v]) => `${k}=${k === name ? from.cookies.get(name) : v}`).join("; ");

// --- codes and links -----------------------------------------------------------------------------------------
const codes = [
  ["code of the mailbox, replayed", () => at.person.c.post("/registrasi-djpb/surel", { csrf: at.person.c.token, code: at.person.code }), 422, "Kode sudah kedaluwarsa. Minta kode baru."],
  ["code of another mailbox", () => at.office.c.post("/registrasi-djpb/surel", { csrf: at.office.c.token, code: at.person.code }), 422, "Kode sudah kedaluwarsa. Minta kode baru."],
  ["code of letters", () => at.office.c.post("/registrasi-djpb/surel", { csrf: at.office.c.token, code: "abcdef" }), 422, "Kode sudah kedaluwarsa. Minta kode baru."],
  ["code of the mailbox to collect with", async (v) => v.post(`/ambil/${at.approved.number}/masuk`,
    { csrf: await road.csrf(v, `/ambil/${at.approved.number}`), code: at.person.code }), 422, "Kode salah atau sudah kedaluwarsa. Periksa lagi, atau minta kode baru."],
  ["code of five digits to collect with", async (v) => v.post(`/ambil/${at.approved.number}/masuk`,
    { csrf: await road.csrf(v, `/ambil/${at.approved.number}`), code: "12345" }), 422, "Kode dari email harus 6 angka. Anda mengisi 5 angka."],
  ["code for a number that nobody has", async (v) => v.post("/ambil/DS-082-0000-0000/masuk",
    { csrf: await road.csrf(v, "/lacak"), code: "123456" }), 422, "Kode salah atau sudah kedaluwarsa. Periksa lagi, atau minta kode baru."],
  ["link to continue that was never sent", (v) => v.get(`/lanjut/${long(43, "A")}`), 200, "Tautan ini sudah dipakai, sudah diganti dengan yang lebih baru, atau melewati 14 hari."],
  ["using a link that was never sent", async (v) => v.post(`/lanjut/${long(43, "A")}`, { csrf: await road.csrf(v, "/lanjut") }), 422, "Tautan ini sudah dipakai, sudah diganti dengan yang lebih baru, atau melewati 14 hari."],
  ["link to continue of 5 KB", (v) => v.get(`/lanjut/${long(5000, "A")}`), 200, "Tautan ini sudah dipakai, sudah diganti dengan yang lebih baru, atau melewati 14 hari."],
  ["ticket to continue that was made up", async (v) => v.post("/lanjut", { csrf: await road.csrf(v, "/lanjut"),
    untuk: long(60, "A"), code: "123456" }), 422, "Kode salah atau sudah kedaluwarsa. Periksa lagi, atau minta kode baru."],
  ["link for a new password that was never sent", (v) => v.get(`/kata-sandi/lupa/${long(43, "A")}`), 410, "Tautan ini sudah dipakai atau kedaluwarsa."],
  ["new password by a made-up link", async (v) => v.post(`/kata-sandi/lupa/${long(43, "A")}`, { csrf: await road.csrf(v, "/masuk"),
    new_password: "tiga ekor itik berenang", repeat_password: "tiga ekor itik berenang" }), 410, "Tautan ini sudah dipakai atau kedaluwarsa."],
  ["new password by a made-up ticket", async (v) => v.post("/kata-sandi/lupa/kode", { csrf: await road.csrf(v, "/masuk"),
    untuk: long(60, "A"), code: "123456", new_password: "tiga ekor itik berenang", repeat_password: "tiga ekor itik berenang" }), 422, "Kode salah atau sudah kedaluwarsa."],
  ["link to continue as a link for a new password", (v) => v.get(`/kata-sandi/lupa/${linkOf(at.person.who)}`), 410, "Tautan ini sudah dipakai atau kedaluwarsa."],
  ["link to continue as a link to collect", (v) => v.get(`/ambil/${at.approved.number}?t=${linkOf(at.person.who)}`), 200, "Tautan ini tidak berlaku lagi. Pakai kode dari email sebagai gantinya."],
  ["link to collect that was made up", async (v) => v.post(`/ambil/${at.approved.number}/buka`, { csrf: await road.csrf(v, "/lacak"),
    t: long(43, "A") }), 303, "/ambil/DS-N?t=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
  ["suspending with a made-up code", async (v) => v.post("/cabut", { csrf: await road.csrf(v, "/cabut"),
    number: at.approved.number, code: "123456" }), 422, "Kode salah atau sudah kedaluwarsa. Periksa lagi, atau minta kode baru."],
];
// The secret of the mailed link to continue.
function linkOf(who) {
  const mail = portal.mail.all().find((m) => m.to.includes(who.email) && /Lanjutkan/.test(m.subject));
  return /\/lanjut\/([\w-]+)/.exec(mail.text)[1];
}

// --- tricks with letters: what is typed is text, and only text -----------------------------------------------
const tricks = [
  ["following: SQL", (v) => track(v, "DS-082' OR 1=1 --"), 422, "Nomor tidak ditemukan. Periksa huruf dan angkanya; nomor tidak memakai huruf I, L, O, dan U."],
  ["following: markup", (v) => track(v, "<script>alert(1)</script>"), 422, "Nomor tidak ditemukan. Periksa huruf dan angkanya; nomor tidak memakai huruf I, L, O, dan U."],
  ["following: right to left", (v) => track(v, "\u202EDS-082-0000-0000"), 422, "Nomor tidak ditemukan. Periksa huruf dan angkanya; nomor tidak memakai huruf I, L, O, dan U."],
  ["following: zero width only", (v) => track(v, "\u200B\u200B\u200B"), 422, "Nomor tidak ditemukan. Periksa huruf dan angkanya; nomor tidak memakai huruf I, L, O, dan U."],
  ["following: nothing", (v) => track(v, ""), 422, "Isi nomor permohonan."],
  ["following: 5,000 letters", (v) => track(v, long(5000)), 422, "Nomor permohonan terlalu panjang: 5000 karakter, paling banyak 40."],
  ["following: a template", (v) => track(v, "{{ 7*7 }}${7*7}%{7*7}"), 422, "Nomor tidak ditemukan. Periksa huruf dan angkanya; nomor tidak memakai huruf I, L, O, dan U."],
  ["offices: a percent sign is no wildcard", (v) => v.get("/registrasi-djpb/kantor?cari=%25"), 200, "Tidak ada kantor yang cocok dengan \"%\". Coba nama kabupaten."],
  ["offices: an underscore is no wildcard", (v) => v.get("/registrasi-djpb/kantor?cari=___"), 200, "Tidak ada kantor yang cocok dengan \"___\". Coba nama kabupaten."],
  ["offices: a quote", (v) => v.get("/registrasi-djpb/kantor?cari=%27%22--"), 200, "Tidak ada kantor yang cocok dengan \"'\"--\". Coba nama kabupaten."],
  ["offices: markup", (v) => v.get("/registrasi-djpb/kantor?cari=%3Cscript%3Ealert(1)%3C/script%3E"), 200, "Tidak ada kantor yang cocok dengan \"<script>alert(1)</script>\". Coba nama kabupaten."],
  ["offices: right to left", (v) => v.get("/registrasi-djpb/kantor?cari=%E2%80%AEilotilot"), 200, "Tidak ada kantor yang cocok dengan \"‮ilotilot\". Coba nama kabupaten."],
  ["check: markup", (v) => v.get("/cek/%3Cscript%3Ealert(1)%3C%2Fscript%3E"), 400, unreadable],
  ["check: SQL", (v) => v.get("/cek/%27%20OR%201=1"), 200, "Tidak cocok. Kode ini tidak ada dalam catatan kami. Periksa huruf dan angkanya."],
  ["check: an address instead of a code", (v) => v.get("/cek?kode=https://evil.example/"), 303, "/cek/https:evil.example"],
  ["number with a line end in the address", (v) => v.get("/lacak/DS-082%0d%0aSet-Cookie:%20a=b"), 400, unreadable],
  ["list of revoked: out of its folder", (v) => v.get("/pki/crl/..%2f..%2fsigner%2fsigner.crl"), 400, unreadable],
  ["list of revoked: an absolute path", (v) => v.get("/pki/crl/%2fetc%2fpasswd.crl"), 400, unreadable],
  ["list of revoked: dots", () => raw(portal, head(portal, "GET /pki/crl/../ca.cer.crl HTTP/1.1")), 404, noPage],
  ["list of revoked: with NUL", (v) => v.get("/pki/crl/g1%00.crl"), 400, unreadable],
  ["assets: dots", () => raw(portal, head(portal, "GET /aset/../../paraf.conf HTTP/1.1")), 404, "Berkas tidak ditemukan."],
  ["demonstration's mail: out of its folder", (v) => v.get("/demo/surel/..%2fparaf.conf"), 400, unreadable],
  ["picture of page 0", () => clients.ratna.get(`/dokumen/${documentOf(at.held.number, "ektp")}/gambar?hal=0`), 400, "Halaman itu tidak ada."],
  ["picture of a million dots per inch", () => clients.ratna.get(`/dokumen/${documentOf(at.held.number, "ektp")}/gambar?dpi=1000000`), 400, "Halaman itu tidak ada."],
  ["picture of page one", () => clients.ratna.get(`/dokumen/${documentOf(at.held.number, "ektp")}/gambar?hal=satu`), 400, "Isi dengan angka."],
  ["queue: a place that is no place", () => clients.ratna.get("/kantor/permohonan?sesudah=xyz"), 400, "Halaman itu tidak ada."],
  ["queue: a state that does not exist", () => clients.ratna.get("/kantor/permohonan?status=semua%27"), 200, "Permohonan DS"],
];
const track = async (v, typed) => v.post("/lacak", { csrf: await road.csrf(v, "/lacak"), nomor: typed });

// --- judging an answer -----------------------------------------------------------------------------------------

function words(answer) {
  const body = answer.body || "";
  const location = answer.headers ? answer.headers.get("location") : /\r\nlocation: *(\S+)/i.exec(answer.head)?.[1];
  if (location) return [location.replace(/(DS|OPIP)-\d{3}-\w{4}-\w{4}/g, "$1-N")];
  if (/^\s*\{/.test(body)) return [JSON.parse(body).error];
  return road.sentences(body).map((s) => s.replace(/Sisa percobaan: \d+/, "Sisa percobaan: N")
    .replace(/DS-\d{3}-\w{4}-\w{4}/g, "DS-N").replace(/(pukul|sejak) \d\d\.\d\d/g, "$1 JJ.MM")
    .replace(/diubah oleh .* pukul/, "diubah oleh N pukul"));
}

// Every answer has these, also those that libmicrohttpd would give by itself.
const security = [["content-security-policy", /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'/],
  ["x-content-type-options", /^nosniff$/], ["referrer-policy", /^same-origin$/], ["cross-origin-opener-policy", /^same-origin$/],
  ["cross-origin-resource-policy", /^same-origin$/], ["permissions-policy", /camera=\(self\)/], ["cache-control", /no-store|no-cache|immutable/],
  ["x-request-id", /^[\w-]{12}$/]];
const headerOf = (answer, name) => answer.headers ? answer.headers.get(name) ?? ""
  : new RegExp(`\r\n${name}: *(.*)`, "i").exec(answer.head)?.[1] ?? "";

async function row(name, send, status, says) {
  const beforehand = await portal.fingerprint();
  const answer = await send(clients.visitor);
  const said = words(answer);
  if (process.env.LEARN)
    fs.appendFileSync(process.env.LEARN, `${JSON.stringify([name, answer.status, said, answer.closed === true, (await portal.fingerprint()) === beforehand])}\n`);
  assert.equal(answer.status, status, said.join("\n"));
  if (status === 0) assert.ok(answer.closed, `the connection is still open after ${answer.ms} ms`);
  else {
    assert.ok(said.includes(says), `"${says}" is not among\n${said.join("\n")}`);
    for (const [header, want] of security) assert.match(headerOf(answer, header), want, header);
  }
  // what a person reads is a sentence, never the inside of the program, and never what was typed as markup
  assert.doesNotMatch(answer.body || "", /[Ss]qlite|[Pp]ostgres|SELECT |\.c:\d+|Segmentation|<script>alert|<img src=x/);
  assert.equal(await portal.fingerprint(), beforehand, "the database has changed");
  assert.equal((await clients.visitor.get("/healthz")).status, 200);
}

// The time to collect is over while act runs, and no longer: the worker sweeps such files every few minutes.
async function whileLate(act) {
  const until = (s) => road.sql(portal, `UPDATE application SET collect_expires_s = ${s} WHERE number = '${at.late.number}'`);
  const before = road.sql(portal, `SELECT collect_expires_s FROM application WHERE number = '${at.late.number}'`);
  until(1);
  try {
    return await act(at.late);
  } finally {
    until(before);
  }
}

const h = async (v) => v.hidden("/masuk");
describe("bytes that are no request", () => {
  for (const [name, send, status, says] of wire) test(name, () => row(name, send, status, says));
});
describe("addresses", () => {
  for (const [name, address, status, says, headers] of addresses)
    test(name, () => row(name, () => raw(portal, head(portal, `GET ${address} HTTP/1.1`,
      Object.entries(headers || {}).map(([k, v]) => `${k}: ${v}`))), status, says));
});
describe("the sign-in form", () => {
  for (const [name, send, status, says] of [...forms, ...multiparts])
    test(name, () => row(name, async (v) => send(v, await h(v)), status, says));
});
describe("sessions", () => {
  for (const [name, as, send, status, says] of rights)
    test(name, () => row(name, async (v) => send(clients[as], as === "visitor" ? await h(v) : {}), status, says));
});
for (const [title, rows] of Object.entries({ "files": uploads, "fields": fields, "out of order": states,
  "what belongs to others": strange, "the road of candidates": roadA, "codes and links": codes, "tricks with letters": tricks }))
  describe(title, () => {
    for (const [name, send, status, says] of rows) test(name, () => row(name, send, status, says));
  });

// --- every route, every wrong role (tests/golden/routes.txt) ---------------------------------------------------
const actors = { visitor: ["visitor"], sent: ["visitor", "applicant"], pusat: ["visitor", "staff", "central"],
  adminkppn082: ["visitor", "staff", "office_admin"], verifikator1: ["visitor", "staff", "verifier"],
  auditor1: ["visitor", "staff", "auditor"], kepala: ["visitor", "staff", "kepala"], ratna: ["visitor", "staff", "opip", "candidate"] };
const routes = fs.readFileSync(path.join(root, "tests/golden/routes.txt"), "utf8").trim().split("\n")
  .map((line) => line.split(/\s+/)).map(([method, pattern, roles]) => ({ method, pattern, roles: roles.split(",") }))
  .filter(({ roles }) => !roles.includes("visitor"));

describe("every route, every wrong role", () => {
  for (const { method, pattern, roles } of routes)
    test(`${method} ${pattern}`, async () => {
      const address = pattern.replace(/\{(number|id|serial|code|name|token|kind|seq)\}/g,
        (_, p) => ({ number: at.sent.number, code: "082", serial: "01" })[p] ?? "0000000000000000");
      assert.doesNotMatch(address, /\{/, "a parameter this test does not know");
      const beforehand = await portal.fingerprint();
      for (const [name, has] of Object.entries(actors)) {
        if (has.some((r) => roles.includes(r))) continue;
        const c = name === "sent" ? at.sent.c : clients[name];
        const answer = method === "GET" ? await c.get(address) : await c.post(address, { csrf: c.token ?? "" });
        const signedIn = has.includes("staff"), applicantOnly = roles.join() === "applicant";
        assert.equal(answer.status, signedIn && !applicantOnly ? 403 : 303, `${name}: ${words(answer)[0]}`);
        const want = applicantOnly ? "/lanjut" : signedIn ? noAccess : method === "GET" ? `/masuk?lanjut=${address.replace(at.sent.number, "DS-N")}` : "/masuk";
        assert.ok(words(answer).includes(want), `${name}: "${want}" is not among\n${words(answer).join("\n")}`);
      }
      assert.equal(await portal.fingerprint(), beforehand, "the database has changed");
    });
});

// --- after a good sign-in one stays here --------------------------------------------------------------------------
describe("open redirects", () => {
  for (const to of ["/\t/evil.example", "/\r\n/evil.example", "\t//evil.example"])
    test(JSON.stringify(to), async () => {
      const c = new Client(portal), fields = await c.hidden("/masuk");
      const { username, password } = portal.accounts.verifikator2;
      const answer = await c.post("/masuk", { ...fields, username, password, lanjut: to });
      assert.equal(answer.status, 422);
      assert.deepEqual(words(answer), ["Ada karakter yang tidak dapat dibaca pada tujuan. Ketik ulang."]);
    });
  for (const to of ["https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "javascript:alert(1)",
    "/%0d%0aSet-Cookie:a=b", "/%09/evil.example"])
    test(JSON.stringify(to), async () => {
      const c = new Client(portal), fields = await c.hidden("/masuk");
      const { username, password } = portal.accounts.verifikator2;
      const answer = await c.post("/masuk", { ...fields, username, password, lanjut: to });
      assert.equal(answer.status, 303);
      const where = new URL(answer.headers.get("location"), portal.url);
      assert.equal(where.origin, portal.url.replace(/\/$/, ""), answer.headers.get("location"));
      assert.doesNotMatch(where.pathname, /^\/[/\\]/);
    });
});

describe("exports", () => {
  test("no cell of a table begins as a formula", async () => {
    const id = accountOf("yusuf.tolitoli");
    road.sql(portal, `UPDATE account SET name = '=HYPERLINK("http://evil.example")' WHERE id = '${id}'`);
    const { status, body } = await clients.adminkppn082.get("/kantor/pengguna/unduh.csv");
    assert.equal(status, 200);
    assert.match(body, /"'=HYPERLINK\(""http:\/\/evil\.example""\)"/);
    for (const cell of body.replace(/^\uFEFF/, "").matchAll(/"((?:[^"]|"")*)"/g))
      assert.doesNotMatch(cell[1], /^[=+@\t-](?!$)/);
  });
  test("nothing is left of what was refused", async () => {
    const kept = Number(road.sql(portal, "SELECT count(*) FROM document WHERE state <> 'erased'"));
    const inside = fs.readdirSync(path.join(portal.state, "vault"), { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
    assert.equal(inside.length, kept, inside.map((f) => f.name).join("\n"));
  });
});
