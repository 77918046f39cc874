// One record per application number in IndexedDB, so that a reload or a lost connection between making
// the key and receiving the certificate loses nothing.
//
// While the certificate is awaited the record holds the key pair. It cannot be non-extractable: it must
// leave into the .p12. Once the .p12 exists the record holds only that, encrypted under the holder's
// passphrase, and nothing at all once the holder says that the file is kept, or after seven days.
import { simpanan } from "./simpanan.js";

const KEEP_MS = 7 * 24 * 3600 * 1000;
const run = simpanan("paraf-kunci", "number");

export async function load(number) {
  const record = await run("readonly", (store) => store.get(number));
  if (record && Date.now() - record.at > KEEP_MS) {
    await forget(number);
    return undefined;
  }
  return record;
}

export const keep = (record) => run("readwrite", (store) => store.put({ at: Date.now(), ...record }));
export const forget = (number) => run("readwrite", (store) => store.delete(number));
