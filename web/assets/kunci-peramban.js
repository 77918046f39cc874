// Officer keys of the weaker kind: an ECDSA P-256 key that WebCrypto keeps in this browser. It cannot be
// taken out (extractable: false), but whoever sits at this browser can use it. Policy officer_key says
// whether they are accepted at all.
//
// One record per key in IndexedDB, named by its id: SHA-256 of the point x || y (64 bytes), base64url.
import { simpanan } from "./simpanan.js";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const run = simpanan("paraf-petugas", "id");

export function toBase64url(bytes) {
  let binary = "";
  for (const b of new Uint8Array(bytes)) binary += String.fromCharCode(b);
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

export function fromBase64url(text) {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
}

// A new key of this browser: { id, point }, both base64url. Kept at once.
export async function makeBrowserKey() {
  const pair = await crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)); // 04 || x || y
  const point = raw.slice(1);
  const id = toBase64url(await crypto.subtle.digest("SHA-256", point));
  await run("readwrite", (store) => store.put({ id, key: pair.privateKey, at: Date.now() }));
  return { id, point: toBase64url(point) };
}

export const hasBrowserKey = async (id) => Boolean(await run("readonly", (store) => store.get(id)));

// What a browser key signs: the prefix, a NUL, the bytes; answers r || s.
export async function signWithBrowserKey(id, bytes) {
  const record = await run("readonly", (store) => store.get(id));
  if (!record) throw new Error("no such key in this browser");
  const prefix = new TextEncoder().encode("paraf statement v1\0");
  const text = new Uint8Array(prefix.length + bytes.length);
  text.set(prefix);
  text.set(bytes, prefix.length);
  return new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, record.key, text));
}
