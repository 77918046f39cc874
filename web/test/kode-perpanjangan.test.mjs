// The code of a new key, as the signer computes it (tests/unit/test_statement.c has the same vector).
import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { test } from "node:test";

globalThis.crypto ??= webcrypto; // the Node of Debian 12 (18) has it under this name only

const { renewalCode } = await import(`${process.env.MODULES}/kode-perpanjangan.mjs`);

test("the vector that the signer has too", async () => {
  assert.equal(await renewalCode("paraf-0123456789", "0abc", new TextEncoder().encode("abc")), "J1XB-AVW6-HC9J");
});

test("another signer, certificate or key is another code", async () => {
  const spki = new TextEncoder().encode("abc");
  const codes = new Set(await Promise.all([["paraf-0123456789", "0abc", spki], ["paraf-0123456788", "0abc", spki],
    ["paraf-0123456789", "0abd", spki], ["paraf-0123456789", "0abc", new TextEncoder().encode("abd")]].map((x) => renewalCode(...x))));
  assert.equal(codes.size, 4);
});
