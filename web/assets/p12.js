// Keys, requests (PKCS#10, RFC 2986) and key files (PKCS#12, RFC 7292) with WebCrypto. No page and no
// network here, so that it is tested under Node as it runs in the browser.
//
// The key file: PBES2 with AES-256-CBC and PBKDF2-HMAC-SHA-256 for both safes, HMAC-SHA-256 for the
// whole. pkijs alone makes both structures, so @peculiar/x509 and its decorators are not shipped.
import * as asn1js from "asn1js";
import {
  AttributeTypeAndValue, AuthenticatedSafe, Attribute, CertBag, Certificate, CertificationRequest,
  PFX, PKCS8ShroudedKeyBag, PrivateKeyInfo, SafeBag, SafeContents,
} from "pkijs";

const KINDS = {
  p256: { name: "ECDSA", namedCurve: "P-256" },
  rsa3072: { name: "RSASSA-PKCS1-v1_5", modulusLength: 3072, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" },
};
const NAMES = { c: "2.5.4.6", o: "2.5.4.10", ou: "2.5.4.11", cn: "2.5.4.3", serial: "2.5.4.5" };
const OID_FRIENDLY_NAME = "1.2.840.113549.1.9.20";
const OID_LOCAL_KEY_ID = "1.2.840.113549.1.9.21";
const OID_SHROUDED = "1.2.840.113549.1.12.10.1.2";
const OID_CERT = "1.2.840.113549.1.12.10.1.3";
// Whoever finds the file tries passphrases against the cheaper of the two, so neither is cheap.
const ITERATIONS = 600000;
const MAC_ITERATIONS = 100000;

// Extractable, because the key must leave into the .p12 under the holder's passphrase.
export function makeKey(kind) {
  return crypto.subtle.generateKey(KINDS[kind] ?? KINDS.p256, true, ["sign", "verify"]);
}

export function toPem(label, der) {
  const bytes = new Uint8Array(der);
  let binary = "";
  for (let i = 0; i < bytes.length; i++) binary += String.fromCharCode(bytes[i]);
  return `-----BEGIN ${label}-----\n${btoa(binary).match(/.{1,64}/g).join("\n")}\n-----END ${label}-----\n`;
}

export function fromPem(pem) {
  const body = /-----BEGIN [A-Z0-9 ]+-----([A-Za-z0-9+/=\s]+)-----END/.exec(pem);
  if (!body) throw new Error("not PEM");
  return Uint8Array.from(atob(body[1].replace(/\s+/g, "")), (c) => c.charCodeAt(0)).buffer;
}

// subject: { c, o, ou, cn, serial }, each optional. The authority decides what the certificate says.
export async function makeRequest(keys, subject) {
  const request = new CertificationRequest();
  for (const [name, oid] of Object.entries(NAMES)) {
    if (!subject[name]) continue;
    const Type = name === "c" || name === "serial" ? asn1js.PrintableString : asn1js.Utf8String;
    request.subject.typesAndValues.push(new AttributeTypeAndValue({ type: oid, value: new Type({ value: subject[name] }) }));
  }
  await request.subjectPublicKeyInfo.importKey(keys.publicKey);
  await request.sign(keys.privateKey, "SHA-256");
  return toPem("CERTIFICATE REQUEST", request.toSchema().toBER(false));
}

const same = (a, b) => a.byteLength === b.byteLength && new Uint8Array(a).every((v, i) => v === new Uint8Array(b)[i]);

// The public key as it stands in request and certificate (DER).
export const spkiOf = async (keys) => new Uint8Array(await crypto.subtle.exportKey("spki", keys.publicKey));

// Does the certificate carry this public key?
export async function matches(keys, certificatePem) {
  const spki = await crypto.subtle.exportKey("spki", keys.publicKey);
  return same(spki, Certificate.fromBER(fromPem(certificatePem)).subjectPublicKeyInfo.toSchema().toBER(false));
}

function label(friendlyName, keyId) {
  const list = [new Attribute({ type: OID_FRIENDLY_NAME, values: [new asn1js.BmpString({ value: friendlyName })] })];
  if (keyId) list.push(new Attribute({ type: OID_LOCAL_KEY_ID, values: [new asn1js.OctetString({ valueHex: keyId })] }));
  return list;
}

const certBag = (pem, attributes) => new SafeBag({
  bagId: OID_CERT,
  bagValue: new CertBag({ parsedValue: Certificate.fromBER(fromPem(pem)) }),
  ...(attributes ? { bagAttributes: attributes } : {}),
});

// The key out of a .p12 (ours, or one of openssl), for signing: a CryptoKey that cannot leave again.
// Throws WrongPassphrase, or another error when the file is none that can be read here.
export class WrongPassphrase extends Error {}
export async function openP12(bytes, passphrase) {
  const password = new TextEncoder().encode(passphrase).buffer;
  const pfx = PFX.fromBER(bytes);
  try {
    await pfx.parseInternalValues({ password, checkIntegrity: true });
  } catch (e) {
    throw new WrongPassphrase(e.message);
  }
  const safe = pfx.parsedValue.authenticatedSafe;
  await safe.parseInternalValues({ safeContents: safe.safeContents.map(() => ({ password })) });
  for (const { value } of safe.parsedValue.safeContents)
    for (const bag of value.safeBags) {
      if (bag.bagId !== OID_SHROUDED) continue;
      await bag.bagValue.parseInternalValues({ password });
      return signingKey(bag.bagValue.parsedValue);
    }
  throw new Error("no key");
}

const CURVES = { "1.2.840.10045.3.1.7": ["P-256", "SHA-256"], "1.3.132.0.34": ["P-384", "SHA-384"] };

// What a key of that kind signs with: {key, algorithm}, as paraf-signer verifies it (statement.h).
async function signingKey(info) {
  const der = info.toSchema().toBER(false);
  const [curve, hash] = CURVES[info.privateKeyAlgorithm.algorithmParams?.valueBlock?.toString()] ?? [];
  if (curve) {
    const algorithm = { name: "ECDSA", hash };
    return { algorithm, key: await crypto.subtle.importKey("pkcs8", der, { name: "ECDSA", namedCurve: curve }, false, ["sign"]) };
  }
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  return { algorithm, key: await crypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]) };
}

// A statement signed with it: over its prefix, a NUL and its bytes; ECDSA as r || s.
export async function signStatement({ key, algorithm }, statement) {
  const prefix = new TextEncoder().encode("paraf statement v1\0");
  const text = new Uint8Array(prefix.length + statement.length);
  text.set(prefix);
  text.set(statement, prefix.length);
  return new Uint8Array(await crypto.subtle.sign(algorithm, key, text));
}

// Key, certificate and chain under one passphrase, as bytes of a .p12.
export async function makeP12({ privateKey, certificate, chain, passphrase, friendlyName }) {
  const password = new TextEncoder().encode(passphrase).buffer;
  const keyId = await crypto.subtle.digest("SHA-1", fromPem(certificate)); // a name, not a proof
  const secret = { password, contentEncryptionAlgorithm: { name: "AES-CBC", length: 256 },
    hmacHashAlgorithm: "SHA-256", iterationCount: ITERATIONS };

  const shrouded = new PKCS8ShroudedKeyBag({
    parsedValue: PrivateKeyInfo.fromBER(await crypto.subtle.exportKey("pkcs8", privateKey)),
  });
  await shrouded.makeInternalValues(secret);

  const safe = new AuthenticatedSafe({ parsedValue: { safeContents: [
    { privacyMode: 0, value: new SafeContents({ safeBags: [
      new SafeBag({ bagId: OID_SHROUDED, bagValue: shrouded, bagAttributes: label(friendlyName, keyId) })] }) },
    { privacyMode: 1, value: new SafeContents({ safeBags: [
      certBag(certificate, label(friendlyName, keyId)), ...chain.map((pem) => certBag(pem))] }) },
  ] } });
  await safe.makeInternalValues({ safeContents: [{}, secret] });

  const pfx = new PFX({ parsedValue: { integrityMode: 0, authenticatedSafe: safe } });
  await pfx.makeInternalValues({ password, iterations: MAC_ITERATIONS, pbkdf2HashAlgorithm: "SHA-256", hmacHashAlgorithm: "SHA-256" });
  return new Uint8Array(pfx.toSchema().toBER(false));
}
