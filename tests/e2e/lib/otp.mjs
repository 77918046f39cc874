// otp.mjs - an authenticator app of one's own (RFC 6238), and the recovery codes of a page.
import { createHmac } from "node:crypto";

export function base32(text) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  let bits = "";
  for (const c of text.replace(/[\s=]/g, "")) bits += alphabet.indexOf(c).toString(2).padStart(5, "0");
  return Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
}

// The code of that step (default: of now); secret as the page shows it.
export function codeAt(secret, step = Math.floor(Date.now() / 30000)) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", base32(secret)).update(counter).digest();
  const from = mac[19] & 15;
  return String((mac.readUInt32BE(from) & 0x7fffffff) % 1000000).padStart(6, "0");
}

/*
 * An app that was told the secret. Every code is taken once, so next() goes a step on each time: one step
 * ahead is still taken (clocks differ), then recovery codes are for what follows.
 */
export class App {
  constructor(secret) {
    this.secret = secret;
    this.step = Math.floor(Date.now() / 30000) - 2;
  }

  next() {
    this.step = Math.max(this.step + 1, Math.floor(Date.now() / 30000) - 1);
    return codeAt(this.secret, this.step);
  }
}

export const recoveryCodes = (text) => text.match(/\b[0-9A-Z]{5}-[0-9A-Z]{5}\b/g) ?? [];
