// officer.mjs - an officer with a key: chromium's virtual authenticator for passkeys, the browser's own
// WebCrypto key, and a software key for requests without a browser.
import assert from "node:assert/strict";
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, hkdfSync, randomBytes,
  sign as ecdsa } from "node:crypto";
import net from "node:net";
import { fill, go, login, press } from "./browser.mjs";
import { Client, hiddenOf } from "./wire.mjs";

// A portal whose address is a name, as WebAuthn wants it: give the result to Portal.start().
export async function localhost(options = {}) {
  const port = await new Promise((resolve, reject) => {
    const server = net.createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
  return { ...options, listen: `127.0.0.1:${port}`, url: `http://localhost:${port}`,
    set: { public_url: `http://localhost:${port}`, ...options.set } };
}

// An authenticator on this page's device, which says yes; {send, id, credentials(), remove()}.
export async function addAuthenticator(page, options = {}) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options: {
    protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true,
    isUserVerified: true, automaticPresenceSimulation: true, ...options } });
  return { cdp, id: authenticatorId,
    credentials: async () => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
    remove: () => cdp.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId }) };
}

// Add a key on the page's device; kind "passkey" or "browser".
export async function addKey(page, name, kind = "passkey") {
  await go(page, "/profil/keamanan/kunci");
  await fill(page, { name });
  await press(page, kind === "passkey" ? /^Tambah kunci sandi/ : /^Buat kunci di peramban ini/);
}

// Raise the session by a key, where it is not yet.
export async function prove(page) {
  await go(page, "/profil/keamanan/pastikan");
  if (new URL(page.url()).pathname.endsWith("/pastikan")) await press(page, "Pastikan dengan kunci", { first: true });
}

const b64 = (bytes) => Buffer.from(bytes).toString("base64url");

// A key of the kind "browser", held by the test instead of a browser.
export class SoftKey {
  constructor() {
    const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { x, y } = pair.publicKey.export({ format: "jwk" });
    this.point = Buffer.concat([Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
    this.id = b64(createHash("sha256").update(this.point).digest());
    this.private = pair.privateKey;
  }

  sign(bytes) {
    const text = Buffer.concat([Buffer.from("paraf statement v1\0"), bytes]);
    return b64(ecdsa("sha256", text, { key: this.private, dsaEncoding: "ieee-p1363" }));
  }

  // The fields of a form that signs: `statement` as the page had it (base64url).
  fields(statement) {
    return { statement, sig_kind: "browser", sig_key: this.id, sig_auth: "", sig_client: "",
      sig_value: this.sign(Buffer.from(statement, "base64url")) };
  }
}

export function attribute(html, name) {
  const found = new RegExp(`${name}="([^"]*)"`).exec(html)?.[1];
  assert.ok(found !== undefined, `no ${name} on the page`);
  return found.replace(/&quot;/g, '"').replace(/&#34;/g, '"').replace(/&amp;/g, "&");
}

// --- officers as programs walk: keys held by the test, everything else as in a browser --------------------

const csrfOf = async (c, address) => attribute((await c.get(address)).body, 'name="csrf" value');

// Sign in with the password, and prove `key`, so that the session may sign.
export async function signInWith(portal, username, key) {
  const c = new Client(portal);
  c.key = key;
  await c.login(username, portal.accounts[username].password);
  c.token = await csrfOf(c, "/profil/keamanan");
  if (key.id) await proveWith(c);
  return c;
}

export async function proveWith(c) {
  await post(c, "/profil/keamanan/pastikan", "/profil/keamanan/pastikan");
}

// Sign what the page at `address` asks to be signed, and post it with `more` fields; 303 or it fails.
async function post(c, address, action, more = {}) {
  const answer = await signPage(c, address, action, more);
  assert.equal(answer.status, 303, `${action}\n${/<ul class="[^"]*error-summary__list[\s\S]*?<\/ul>/.exec(answer.body)?.[0] ?? answer.body.slice(0, 400)}`);
  return answer;
}
export async function signPage(c, address, action = address, more = {}) {
  const page = await c.get(address), { body } = page;
  if (page.status !== 200) return page;
  const form = hiddenOf(body, action);
  if (!form.statement) return c.post(action, { ...form, ...more }); // nothing to sign there
  let statement = form.statement;
  const slot = /data-slot="(\d+)"/.exec(body)?.[1];
  if (slot) {
    c.code = makeCode();
    const bytes = Buffer.from(statement, "base64url");
    Buffer.from(activationKey(readCode(c.code))).copy(bytes, Number(slot));
    statement = bytes.toString("base64url");
  }
  return c.post(action, { ...form, ...c.key.fields(statement), ...more });
}

// Add c.key to the account.
export async function addKeyWith(c) {
  const { body } = await c.get("/profil/keamanan/kunci");
  const token = attribute(body, "data-token");
  const answer = await c.post("/profil/keamanan/kunci", { csrf: c.token, name: "Kunci uji", kind: "browser", token,
    lanjut: "", key_attestation: "", key_client: "", key_transports: "", key_point: b64(c.key.point),
    sig_value: c.key.sign(Buffer.from(token)) });
  assert.equal(answer.status, 303, "the key is added");
}

// verifikator1 with a key that the signer knows: by the code of the ceremony.
export async function verifierWith(portal, username = "verifikator1") {
  const c = await signInWith(portal, username, { id: null });
  c.key = new SoftKey();
  await addKeyWith(c);
  await proveWith(c);
  const { body } = await c.get("/bssn/kunci");
  const address = /\/bssn\/upacara\/[\w-]+/.exec(body)[0];
  await post(c, address, address, { code: portal.codes[username] });
  return c;
}

// An officer with a new key of his own: added by him, confirmed by a verifier.
export async function officerWith(portal, username, verifier) {
  const c = await signInWith(portal, username, { id: null });
  c.key = new SoftKey();
  await addKeyWith(c);
  const words = /class="es-code" translate="no">([0-9A-Z]{5}-[0-9A-Z]{5})</.exec((await c.get("/profil/keamanan")).body)[1];
  const { body } = await verifier.get("/bssn/kunci");
  const row = body.split("<tr>").find((r) => r.includes(words));
  assert.ok(row, `${username}'s key waits for a verifier`);
  const address = /\/bssn\/kunci\/[\w-]+/.exec(row)[0];
  await post(verifier, address, address);
  await proveWith(c);
  return c;
}

// --- the same in the browser --------------------------------------------------------------------------------

// An officer of a demonstration in the browser, with a key of the kind "browser" that a verifier confirmed.
export async function officerPage(portal, page, username, verifier) {
  await login(page, username, portal.accounts[username].password);
  await addKey(page, "Kunci uji", "browser");
  const words = (await page.locator("td.es-code").first().textContent()).trim();
  const { body } = await verifier.get("/bssn/kunci");
  const row = body.split("<tr>").find((r) => r.includes(words));
  assert.ok(row, `${username}'s key waits for a verifier`);
  const address = /\/bssn\/kunci\/[\w-]+/.exec(row)[0];
  await post(verifier, address, address);
  await prove(page);
  return page;
}

// verifikator1 or 2 in the browser, enrolled by the ceremony.
export async function verifierPage(portal, page, username = "verifikator1", kind = "browser") {
  await login(page, username, portal.accounts[username].password);
  await addKey(page, "Kunci verifikator", kind);
  await prove(page);
  await go(page, "/bssn/kunci");
  await press(page, /Daftarkan dengan kode upacara/, { link: true });
  await fill(page, { code: portal.codes[username] });
  await press(page, "Daftarkan kunci ini");
  return page;
}

// --- the activation code, as web/assets/aktivasi.js does it --------------------------------------------------

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const checkLetter = (s) => ALPHABET[[...s].reduce((n, c, i) => n + (i + 1) * ALPHABET.indexOf(c), 0) % 31];
export function makeCode() {
  const letters = [...randomBytes(20)].map((b) => ALPHABET[b & 31]).join("");
  return letters + checkLetter(letters);
}
export const readCode = (typed) => typed.toUpperCase().replace(/[\s-]/g, "").slice(0, 20);
function activationSecret(letters) {
  const seed = Buffer.from(hkdfSync("sha256", letters, Buffer.alloc(0), "paraf activation v1", 32));
  return createPrivateKey({ format: "der", type: "pkcs8",
    key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]) });
}
export const activationKey = (letters) =>
  Buffer.from(createPublicKey(activationSecret(letters)).export({ format: "jwk" }).x, "base64url");
