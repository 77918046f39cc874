// bad-input.test.mjs - what strangers and broken programs send (DESIGN 10). One row a case: who
// sends it, what is sent, the status, a sentence people can use, and nothing in the database changes.
//
// A row: [name, as, send, status, says]. `as` is "visitor" or a user name of the demonstration;
// `send` gets a Client that is signed in (c) and the hidden fields of the sign-in form (h).
// status may be a list; 0 means that the connection is closed without an answer.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Portal } from "./lib/portal.mjs";
import { Client, head, multipart, raw } from "./lib/wire.mjs";

let portal;
const clients = {};
before(async () => {
  portal = await Portal.start({ set: { network_tries: 10000, login_tries: 50, head_s: 3, body_s: 6 } });
  clients.visitor = new Client(portal);
  for (const name of ["pusat", "adminkppn082", "verifikator1", "auditor1"]) {
    clients[name] = new Client(portal);
    await clients[name].login(name, portal.accounts[name].password);
  }
});
after(async () => { await portal?.stop(); });

const long = (n, c = "a") => c.repeat(n);
const form = (fields) => new URLSearchParams(fields).toString();
const POST = (address, body, headers = []) =>
  head(portal, `POST ${address} HTTP/1.1`, ["Content-Type: application/x-www-form-urlencoded",
    `Content-Length: ${Buffer.byteLength(body, "latin1")}`, ...headers]) + body;
const unreadable = /tidak dapat dibaca|tidak dapat diproses/i;
const unreadableText = /tidak dapat dibaca|tidak dapat diproses|tidak dapat kami baca|karakter/i;
const forged = /kedaluwarsa|formulir|muat ulang|tidak dapat diproses|ulangi/i;

// --- the wire: bytes that are no request -----------------------------------------------------------
const wire = [
  ["no request at all", () => raw(portal, "hello\r\n\r\n"), [400, 0]],
  ["only line ends", () => raw(portal, "\r\n\r\n\r\n\r\n", { end: true }), [400, 0]],
  ["binary", () => raw(portal, Buffer.from([0x16, 3, 1, 0, 0xa5, 1, 0, 0, 0xa1, 3, 3, 13, 10, 13, 10])), [400, 0]],
  ["HTTP/2 preface", () => raw(portal, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), [400, 405, 505, 0]],
  ["HTTP/9.9", () => raw(portal, head(portal, "GET / HTTP/9.9")), [400, 505, 0]],
  ["no version", () => raw(portal, "GET /\r\n\r\n", { end: true }), [400, 0]],
  ["no Host on HTTP/1.1", () => raw(portal, "GET / HTTP/1.1\r\n\r\n"), 400],
  ["two Host headers", () => raw(portal, head(portal, "GET / HTTP/1.1", ["Host: a", "Host: b"])), 400],
  ["NUL in the path", () => raw(portal, head(portal, "GET /\0 HTTP/1.1")), [400, 0]],
  ["NUL in a header", () => raw(portal, head(portal, "GET / HTTP/1.1", ["X-A: a\0b"])), [400, 0]],
  ["header without colon", () => raw(portal, head(portal, "GET / HTTP/1.1", ["nonsense"])), [400, 0]],
  ["header that begins with a space", () => raw(portal, `GET / HTTP/1.1\r\n Host: x\r\n\r\n`), [400, 0]],
  ["space before the colon", () => raw(portal, head(portal, "GET / HTTP/1.1", ["X-A : b"])), [400, 0]],
  ["20 KB of path", () => raw(portal, head(portal, `GET /${long(20000)} HTTP/1.1`)), [400, 414, 431]],
  ["20 KB of one header", () => raw(portal, head(portal, "GET / HTTP/1.1", [`X-A: ${long(20000)}`])), [400, 431]],
  ["100 headers", () => raw(portal, head(portal, "GET / HTTP/1.1", Array.from({ length: 100 }, (_, i) => `X-${i}: 1`))), [400, 431]],
  ["8 KB of cookies", () => raw(portal, head(portal, "GET / HTTP/1.1", [`Cookie: ${long(8000)}`])), [200, 400]],
  ["50 cookies", () => raw(portal, head(portal, "GET / HTTP/1.1", [`Cookie: ${Array.from({ length: 50 }, (_, i) => `c${i}=1`).join("; ")}`])), [200, 400]],
  ["cookie of control characters", () => raw(portal, head(portal, "GET / HTTP/1.1", ["Cookie: paraf=\x01\x02\x7f"])), [200, 400]],
  ["unknown method", () => raw(portal, head(portal, "BREW / HTTP/1.1")), [405, 501]],
  ["TRACE", () => raw(portal, head(portal, "TRACE / HTTP/1.1")), [405, 501]],
  ["CONNECT", () => raw(portal, head(portal, "CONNECT x:443 HTTP/1.1")), [400, 405, 501]],
  ["PUT", () => raw(portal, head(portal, "PUT / HTTP/1.1", ["Content-Length: 1"]) + "x"), 405],
  ["DELETE", () => raw(portal, head(portal, "DELETE / HTTP/1.1")), 405],
  ["Content-Length that is no number", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Content-Length: ten"])), [400, 413]],
  ["negative Content-Length", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Content-Length: -1"])), [400, 413]],
  ["Content-Length of 30 digits", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", [`Content-Length: ${long(30, "9")}`])), [400, 413]],
  ["two different lengths", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Content-Length: 3", "Content-Length: 4"]) + "a=b"), 400],
  ["length and chunked together", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Content-Length: 3", "Transfer-Encoding: chunked"]) + "3\r\na=b\r\n0\r\n\r\n"), [400, 411]],
  ["unknown transfer coding", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Transfer-Encoding: gzip"])), [400, 411, 501]],
  ["chunk size that is no number", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Transfer-Encoding: chunked"]) + "zz\r\nabc\r\n0\r\n\r\n"), [400, 411]],
  ["chunk size that overflows", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Transfer-Encoding: chunked"]) + "ffffffffffffffffff\r\nabc\r\n"), [400, 411, 413]],
  ["POST without any length", () => raw(portal, head(portal, "POST /masuk HTTP/1.1")), [400, 403, 411, 415]],
  ["an announced body of 1 GB", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Content-Type: application/x-www-form-urlencoded", "Content-Length: 1000000000"])), 413],
  ["body shorter than announced", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Content-Type: application/x-www-form-urlencoded", "Content-Length: 100"]) + "a=b", { end: true }), [400, 408, 0]],
  ["Expect: something else", () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Expect: 200-perhaps", "Content-Length: 3"]) + "a=b"), [400, 403, 415, 417]],
  ["head that never ends", async () => raw(portal, "GET / HTTP/1.1\r\nHost: x\r\nX-", { ms: 9000 }), [400, 408, 0], { closed: true }],
  ["body that never comes", async () => raw(portal, head(portal, "POST /masuk HTTP/1.1", ["Content-Type: application/x-www-form-urlencoded", "Content-Length: 50"]) + "a=", { ms: 14000 }), [400, 408, 0], { closed: true }],
  ["absolute address of another host", () => raw(portal, head(portal, "GET http://evil.example/masuk HTTP/1.1")), [200, 400, 404]],
  ["path that does not begin with a slash", () => raw(portal, head(portal, "GET masuk HTTP/1.1")), [400, 404]],
  ["asterisk", () => raw(portal, head(portal, "GET * HTTP/1.1")), [400, 404]],
];

// --- addresses ------------------------------------------------------------------------------------
const addresses = [
  ["unknown page", "/tidak-ada", 404],
  ["dot dot", "/../etc/passwd", 404],
  ["encoded dot dot", "/aset/%2e%2e/%2e%2e/etc/passwd", [400, 404]],
  ["encoded slash", "/aset%2fapp.css", [400, 404]],
  ["backslash", "/aset\\app.css", [400, 404]],
  ["half an escape", "/masuk%", [400, 404]],
  ["bad escape", "/masuk%zz", [400, 404]],
  ["encoded NUL", "/masuk%00", [400, 404]],
  ["encoded line end", "/masuk%0d%0aX-A:1", [400, 404]],
  ["bytes that are not UTF-8", "/lacak/%ff%fe", [400, 404]],
  ["overlong UTF-8", "/lacak/%c0%af", [400, 404]],
  ["asset that does not exist", "/aset/app.0000.css", 404],
  ["asset with a wrong hash", "/aset/app.ffffffffffff.js", 404],
  ["language only", "/en", [200, 301, 303, 308]],
  ["unknown language", "/fr/", 404],
  ["page in double language", "/en/en/masuk", 404],
  ["trailing slash", "/masuk/", [301, 308, 404]],
  ["upper case", "/MASUK", [301, 308, 404]],
  ["double slash", "//masuk", [301, 308, 400, 404]],
  ["query of 10 KB", `/masuk?x=${long(10000)}`, [200, 400, 414]],
  ["300 query fields", `/masuk?${Array.from({ length: 300 }, (_, i) => `a${i}=1`).join("&")}`, [200, 400]],
  ["query that is not UTF-8", "/masuk?lanjut=%ff", [200, 400]],
  ["query with NUL", "/masuk?lanjut=%00", [200, 400]],
  ["document that does not exist", "/dokumen/0000000000000000/gambar", [403, 404]],
  ["document id with a quote", "/dokumen/%27%20OR%201%3D1/gambar", [403, 404]],
  ["document id of 5 KB", `/dokumen/${long(5000)}/unduh`, [400, 403, 404]],
  ["metrics from a browser that came through a proxy", "/metrics", [200, 403, 404], { "x-forwarded-for": "203.0.113.9" }],
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
  ["two tokens", (c, h) => c.post("/masuk", [...Object.entries(h), ["csrf", h.csrf], ["username", "pusat"], ["password", "x"]]), [400, 403]],
  ["Origin of another site", (c, h) => c.post("/masuk", { ...h, username: "pusat", password: "x" }, { headers: { origin: "https://evil.example" } }), 403, forged],
  ["Origin null", (c, h) => c.post("/masuk", { ...h, username: "pusat", password: "x" }, { headers: { origin: "null" } }), 403, forged],
  ["Sec-Fetch-Site: cross-site", (c, h) => c.post("/masuk", { ...h, username: "pusat", password: "x" }, { headers: { "sec-fetch-site": "cross-site" } }), 403, forged],
  ["empty form", (c, h) => c.post("/masuk", h), [200, 400, 422], /Isi nama pengguna\.[\s\S]*Isi kata sandi\./],
  ["no password", (c, h) => c.post("/masuk", { ...h, username: "pusat" }), [200, 400, 422], /Isi kata sandi\./],
  ["no user name", (c, h) => c.post("/masuk", { ...h, password: "x" }), [200, 400, 422], /Isi nama pengguna\./],
  ["only spaces", (c, h) => c.post("/masuk", { ...h, username: "   ", password: "x" }), [200, 400, 422], /Isi nama pengguna\./],
  ["unknown field", (c, h) => c.post("/masuk", { ...h, username: "pusat", password: "x", role: "central" }), 400, unreadable],
  ["field twice", (c, h) => c.post("/masuk", [...Object.entries(h), ["username", "pusat"], ["username", "auditor1"], ["password", "x"]]), 400, unreadable],
  ["field name with brackets", (c, h) => c.post("/masuk", { ...h, "username[]": "pusat", password: "x" }), 400, unreadable],
  ["field without a name", (c, h) => c.post("/masuk", `${form(h)}&=x&username=pusat&password=x`), 400, unreadable],
  ["field name in capitals", (c, h) => c.post("/masuk", { ...h, USERNAME: "pusat", password: "x" }), 400, unreadable],
  ["NUL in a value", (c, h) => c.post("/masuk", `${form(h)}&username=pus%00at&password=x`), [400, 422], unreadableText],
  ["NUL in a name", (c, h) => c.post("/masuk", `${form(h)}&user%00name=pusat&password=x`), 400, unreadable],
  ["value that is not UTF-8", (c, h) => c.post("/masuk", `${form(h)}&username=%ff%fe&password=x`), [400, 422], unreadableText],
  ["overlong UTF-8", (c, h) => c.post("/masuk", `${form(h)}&username=%c0%80&password=x`), [400, 422], unreadableText],
  ["surrogates in UTF-8", (c, h) => c.post("/masuk", `${form(h)}&username=%ed%a0%80&password=x`), [400, 422], unreadableText],
  ["half an escape", (c, h) => c.post("/masuk", `${form(h)}&username=pusat%&password=x`), [400, 422], unreadableText],
  ["bad escape", (c, h) => c.post("/masuk", `${form(h)}&username=%zz&password=x`), [400, 422], unreadableText],
  ["control characters", (c, h) => c.post("/masuk", { ...h, username: "pu\x01\x08sat", password: "x" }), [200, 400, 422]],
  ["user name of 1,000", (c, h) => c.post("/masuk", { ...h, username: long(1000), password: "x" }), [200, 400, 422]],
  ["user name of 17 KB", (c, h) => c.post("/masuk", { ...h, username: long(17000), password: "x" }), [400, 413, 422]],
  ["password of 17 KB", (c, h) => c.post("/masuk", { ...h, username: "pusat", password: long(17000) }), [400, 413, 422]],
  ["300 KB of form", (c, h) => c.post("/masuk", { ...h, username: long(300000), password: "x" }), 413],
  ["250 fields", (c, h) => c.post("/masuk", [...Object.entries(h), ...Array.from({ length: 250 }, (_, i) => [`f${i}`, "1"])]), [400, 413]],
  ["wrong password", (c, h) => c.post("/masuk", { ...h, username: "pusat", password: "salah" }), [200, 401, 422], /Nama pengguna atau kata sandi salah/],
  ["account that does not exist: the same words", (c, h) => c.post("/masuk", { ...h, username: "bukan.siapa.siapa", password: "salah" }), [200, 401, 422], /Nama pengguna atau kata sandi salah/],
  ["SQL in the user name", (c, h) => c.post("/masuk", { ...h, username: "pusat' OR '1'='1", password: "x" }), [200, 401, 422], /Nama pengguna atau kata sandi salah/],
  ["markup comes back as text", (c, h) => c.post("/masuk", { ...h, username: '"><script>alert(1)</script>', password: "x" }), [200, 401, 422], /&lt;script&gt;|Nama pengguna atau kata sandi salah/],
  ["JSON instead of a form", (c, h) => c.post("/masuk", JSON.stringify({ username: "pusat" }), { headers: { "content-type": "application/json" } }), [400, 403, 415]],
  ["text/plain instead of a form", (c, h) => c.post("/masuk", form({ ...h, username: "pusat" }), { headers: { "content-type": "text/plain" } }), [400, 403, 415]],
  ["no content type", (c, h) => raw(portal, head(portal, "POST /masuk HTTP/1.1", [`Cookie: ${c.cookieHeader}`, "Content-Length: 10"]) + "username=a"), [400, 403, 415]],
  ["redirect to another site", (c, h) => c.post("/masuk", { ...h, username: "pusat", password: "x", lanjut: "https://evil.example/" }), [200, 400, 401, 422]],
  ["PUT on the form's address", (c) => c.send("PUT", "/masuk", { body: "x", headers: { "content-type": "application/x-www-form-urlencoded" } }), 405],
  ["GET on a POST address", (c) => c.get("/keluar"), [404, 405]],
];

// --- multipart -----------------------------------------------------------------------------------
const B = "----b";
const mp = (c, h, body, type = `multipart/form-data; boundary=${B}`) =>
  c.post("/masuk", Buffer.from(body, "latin1"), { headers: { "content-type": type } });
const multiparts = [
  ["multipart where no file is expected", (c, h) => c.multipart("/masuk", [...Object.entries(h).map(([name, value]) => ({ name, value })), { name: "username", value: "pusat" }, { name: "password", value: "x" }]), [200, 400, 401, 403, 415, 422]],
  ["file where no file is expected", (c, h) => c.multipart("/masuk", [...Object.entries(h).map(([name, value]) => ({ name, value })), { name: "username", filename: "a.txt", data: "x" }]), [400, 403, 413, 415, 422]],
  ["no boundary", (c, h) => mp(c, h, `--${B}--\r\n`, "multipart/form-data"), [400, 403, 415]],
  ["empty boundary", (c, h) => mp(c, h, `----\r\n`, "multipart/form-data; boundary="), [400, 403, 415]],
  ["boundary of 200", (c, h) => mp(c, h, "x", `multipart/form-data; boundary=${long(200)}`), [400, 403, 415]],
  ["no parts", (c, h) => mp(c, h, `--${B}--\r\n`), [200, 400, 403, 415, 422]],
  ["part without a name", (c, h) => mp(c, h, `--${B}\r\nContent-Disposition: form-data\r\n\r\nx\r\n--${B}--\r\n`), [400, 403, 415]],
  ["part without headers", (c, h) => mp(c, h, `--${B}\r\n\r\nx\r\n--${B}--\r\n`), [400, 403, 415]],
  ["part that never ends", (c, h) => mp(c, h, `--${B}\r\nContent-Disposition: form-data; name="username"\r\n\r\nx`), [400, 403, 415]],
  ["part headers of 20 KB", (c, h) => mp(c, h, `--${B}\r\nX-A: ${long(20000)}\r\n\r\nx\r\n--${B}--\r\n`), [400, 403, 413, 415]],
  ["1,000 parts", (c, h) => mp(c, h, Array.from({ length: 1000 }, (_, i) => `--${B}\r\nContent-Disposition: form-data; name="a${i}"\r\n\r\nx\r\n`).join("") + `--${B}--\r\n`), [400, 403, 413, 415]],
  ["NUL in a part's name", (c, h) => mp(c, h, `--${B}\r\nContent-Disposition: form-data; name="a\0b"\r\n\r\nx\r\n--${B}--\r\n`), [400, 403, 415]],
  ["40 MB of body", (c, h) => c.multipart("/masuk", [{ name: "username", filename: "a", data: Buffer.alloc(40 << 20) }]).catch(() => ({ status: 0, body: "" })), [0, 400, 403, 413, 415]],
];

// --- who may: pages of others ----------------------------------------------------------------------
const rights = [
  ["visitor on a staff page", "visitor", (c) => c.get("/kata-sandi"), [303, 403]],
  ["visitor changes a password", "visitor", (c, h) => c.post("/kata-sandi", { ...h, new_password: "tiga ekor itik berenang", repeat_password: "tiga ekor itik berenang" }), [303, 403]],
  ["made-up session cookie", "visitor", (c) => c.get("/kata-sandi", { headers: { cookie: `paraf=${long(43, "A")}; sesi=${long(43, "A")}; __Host-sesi=${long(43, "A")}` } }), [303, 403]],
  ["session cookie of 5 KB", "visitor", (c) => c.get("/kata-sandi", { headers: { cookie: `sesi=${long(5000, "A")}` } }), [303, 400, 403]],
  ["staff session with one letter changed", "pusat", (c) => c.get("/kata-sandi", { headers: { cookie: c.cookieHeader.replace(/=(.)/g, (m, f) => `=${f === "A" ? "B" : "A"}`) } }), [303, 403]],
  ["signing out without a token", "pusat", (c) => c.post("/keluar", {}), 403, forged],
];

function listed(status, want) {
  return (Array.isArray(want) ? want : [want]).includes(status);
}

async function row(name, as, send, status, says, extra = {}) {
  const c = clients[as];
  const h = as === "visitor" ? await c.hidden("/masuk") : {};
  const beforehand = await portal.fingerprint();
  const answer = await send(c, h);
  assert.ok(listed(answer.status, status), `${name}: ${answer.status}, want ${status}\n${(answer.body || "").slice(0, 600)}`);
  if (extra.closed) assert.ok(answer.closed, `${name}: the connection is still open after ${answer.ms} ms`);
  if (says) assert.match(answer.body, says);
  // what a person reads is a sentence, never the inside of the program
  assert.doesNotMatch(answer.body || "", /sqlite|postgres|SELECT |\.c:\d+|Segmentation|<script>alert/i);
  assert.equal(await portal.fingerprint(), beforehand, `${name}: the database has changed`);
  assert.equal((await clients.visitor.get("/healthz")).status, 200);
}

describe("bytes that are no request", () => {
  for (const [name, send, status, extra] of wire) test(name, () => row(name, "visitor", send, status, null, extra));
});
describe("addresses", () => {
  for (const [name, address, status, headers] of addresses)
    test(name, () => row(name, "visitor", () => raw(portal, head(portal, `GET ${address} HTTP/1.1`,
      Object.entries(headers || {}).map(([k, v]) => `${k}: ${v}`))), status));
});
describe("forms", () => {
  for (const [name, send, status, says] of forms) test(name, () => row(name, "visitor", send, status, says));
});
describe("multipart", () => {
  for (const [name, send, status] of multiparts) test(name, () => row(name, "visitor", send, status));
});
describe("rights", () => {
  for (const [name, as, send, status, says] of rights) test(name, () => row(name, as, send, status, says));
});
