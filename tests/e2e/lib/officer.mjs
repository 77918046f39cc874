// officer.mjs - an officer with a key: chromium's virtual authenticator for passkeys, the browser's own
// WebCrypto key, and a software key for requests without a browser.
import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign as ecdsa } from "node:crypto";
import net from "node:net";
import { go, fill, press } from "./browser.mjs";

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
