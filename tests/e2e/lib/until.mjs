// until.mjs - waiting for a condition, never for a time.
import { setTimeout as pause } from "node:timers/promises";

// Ask again until `ask` gives something true; gives that. An error counts as "not yet".
export async function until(what, ask, ms = 60000) {
  const deadline = Date.now() + ms;
  for (let last; ;) {
    try {
      const found = await ask();
      if (found) return found;
    } catch (e) {
      last = e;
    }
    if (Date.now() > deadline) throw new Error(`${what}: not after ${ms} ms`, { cause: last });
    await pause(100);
  }
}
