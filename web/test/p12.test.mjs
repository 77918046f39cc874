// The request and the key file that the browser makes, read back by OpenSSL.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { webcrypto } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

globalThis.crypto ??= webcrypto; // the Node of Debian 12 (18) has it under this name only

const { fromPem, makeKey, makeP12, makeRequest, matches, toPem } =
  await import(pathToFileURL(path.join(process.env.MODULES, "p12.mjs")));

const PASSPHRASE = "kuda betul baterai 9! \"$`\\";
const SUBJECT = { c: "ID", o: "Kementerian Keuangan", ou: "KPPN Tolitoli", cn: "Dewi Contoh Léstari", serial: "198803272010012001" };
let dir;
const at = (name) => path.join(dir, name);
const openssl = (...args) => execFileSync("openssl", args, { cwd: dir, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

before(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), "p12-"));
  openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Uji CA");
});
after(() => fs.rmSync(dir, { recursive: true }));

async function issue(kind) {
  const keys = await makeKey(kind);
  fs.writeFileSync(at("r.pem"), await makeRequest(keys, SUBJECT));
  openssl("x509", "-req", "-in", "r.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30", "-out", "c.pem");
  return { keys, certificate: fs.readFileSync(at("c.pem"), "utf8"), chain: [fs.readFileSync(at("ca.pem"), "utf8")] };
}

for (const [kind, algorithm] of [["p256", "prime256v1"], ["rsa3072", "3072 bit"]]) {
  test(`request ${kind}: signed by its own key, names as asked`, async () => {
    fs.writeFileSync(at("r.pem"), await makeRequest(await makeKey(kind), SUBJECT));
    const seen = spawnSync("openssl", ["req", "-in", "r.pem", "-noout", "-verify", "-text", "-nameopt", "utf8,sep_comma_plus"], { cwd: dir, encoding: "utf8" });
    assert.equal(seen.status, 0);
    assert.match(seen.stderr + seen.stdout, /verify OK/);
    assert.ok(seen.stdout.includes(algorithm));
    for (const value of Object.values(SUBJECT)) assert.ok(seen.stdout.includes(value), value);
  });

  test(`key file ${kind}: modern algorithms, key fits certificate, chain inside`, async () => {
    const { keys, certificate, chain } = await issue(kind);
    assert.equal(await matches(keys, certificate), true);
    assert.equal(await matches(keys, chain[0]), false);
    fs.writeFileSync(at("o.p12"), await makeP12({ privateKey: keys.privateKey, certificate, chain, passphrase: PASSPHRASE, friendlyName: SUBJECT.cn }));
    fs.writeFileSync(at("pass"), PASSPHRASE);
    const seen = spawnSync("openssl", ["pkcs12", "-info", "-in", "o.p12", "-passin", "file:pass", "-nodes"], { cwd: dir, encoding: "utf8" });
    assert.equal(seen.status, 0, seen.stderr);
    assert.match(seen.stderr, /MAC: sha256, Iteration 100000/);
    assert.equal(seen.stderr.match(/PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256/g).length, 2);
    assert.equal(seen.stdout.match(/BEGIN CERTIFICATE/g).length, 2);
    assert.equal(seen.stdout.match(/BEGIN PRIVATE KEY/g).length, 1);
    assert.match(seen.stdout, /friendlyName: /);
    fs.writeFileSync(at("k.pem"), openssl("pkcs12", "-in", "o.p12", "-passin", "file:pass", "-nocerts", "-nodes"));
    assert.equal(openssl("pkey", "-in", "k.pem", "-pubout"), openssl("x509", "-in", "c.pem", "-noout", "-pubkey"));
    const wrong = spawnSync("openssl", ["pkcs12", "-in", "o.p12", "-passin", "pass:salah", "-nodes"], { cwd: dir });
    assert.notEqual(wrong.status, 0);
  });
}

test("PEM there and back", () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => i & 255);
  assert.deepEqual(new Uint8Array(fromPem(toPem("X", bytes.buffer))), bytes);
  assert.throws(() => fromPem("nothing"));
});
