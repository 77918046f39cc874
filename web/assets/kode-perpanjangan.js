// The code of a new key that a holder reads out to his office when the old key is lost:
// statement_renewal_code in src/statement/statement.h. Computed here from the key itself, so that it
// is right whatever the server says.
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export async function renewalCode(authority, serial, spki) {
  const head = new TextEncoder().encode(`paraf renewal code v1\0${authority}\0${serial}\0`);
  const text = new Uint8Array(head.length + spki.length);
  text.set(head);
  text.set(spki, head.length);
  const digest = new DataView(await crypto.subtle.digest("SHA-256", text));
  const bits = digest.getBigUint64(0);
  const code = Array.from({ length: 12 }, (_, i) => letters[Number((bits >> BigInt(59 - 5 * i)) & 31n)]).join("");
  return code.match(/.{4}/g).join("-");
}
