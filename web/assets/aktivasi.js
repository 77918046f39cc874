// The activation code (src/pki/activation.h): 20 random Crockford letters and a check letter, and the
// Ed25519 key that both sides derive from it. No page and no network here: tested under Node.
import { ed25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS = 20;
const utf8 = (text) => new TextEncoder().encode(text);

// base/codec.h: weighted sum mod 31.
function checkLetter(letters) {
  let sum = 0;
  for (let i = 0; i < letters.length; i++) sum += (i + 1) * ALPHABET.indexOf(letters[i]);
  return ALPHABET[sum % 31];
}

// "7QK2M-9X4TR-..."; 20 letters and a check letter, in groups of five.
export function makeCode() {
  const bytes = crypto.getRandomValues(new Uint8Array(LETTERS));
  const letters = Array.from(bytes, (b) => ALPHABET[b & 31]).join("");
  return (letters + checkLetter(letters)).match(/.{1,5}/g).join("-").replace(/-(.)$/, "$1");
}

// The 20 letters in canonical form, or null when it cannot be such a code.
export function readCode(typed) {
  const s = typed.toUpperCase().replace(/[\s-]/g, "").replace(/[IL]/g, "1").replace(/O/g, "0");
  if (s.length !== LETTERS + 1 || [...s].some((c) => !ALPHABET.includes(c))) return null;
  const letters = s.slice(0, LETTERS);
  return s[LETTERS] === checkLetter(letters) ? letters : null;
}

const seed = (letters) => hkdf(sha256, utf8(letters), undefined, utf8("paraf activation v1"), 32);

// The public key that the approval carries.
export const activationKey = (letters) => ed25519.getPublicKey(seed(letters));

// What the request says of a revocation code: SHA-256 of its letters.
export const hashCode = (letters) => sha256(utf8(letters));

// The signature by which the holder's device proves that it knows the code. spki: DER bytes.
export function signRequest(letters, spki, revocationHash, number) {
  const parts = [utf8("paraf request v1\0"), sha256(spki), revocationHash ?? new Uint8Array(32), utf8(number)];
  const text = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    text.set(p, at);
    at += p.length;
  }
  return ed25519.sign(text, seed(letters));
}
