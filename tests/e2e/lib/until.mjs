// until.mjs - waiting for a condition, never for a time: asked once, and again whenever the portal has
// changed something on the disk.
import fs from "node:fs";
import path from "node:path";

// How coarse the time of a file is at most: within it two writes may bear the same time.
const COARSE_MS = 20;

/*
 * Writes in folders (with all that is below them, also what comes later) and files. Node 18 and 20 watch
 * no tree on Linux: each folder has a watcher of its own. A change of owner or mode alone is none:
 * SQLite's client makes one by only looking, as root, and would wake us for ever.
 */
class Changes {
  #watchers = new Map(); // place -> watcher
  #seen = new Map(); // file -> {mark, settled}
  #wake = () => {};

  constructor(places) {
    for (const place of places) this.#watch(place);
  }

  // Resolves with the first change from now on.
  next() {
    return new Promise((resolve) => { this.#wake = resolve; });
  }

  close() {
    for (const watcher of this.#watchers.values()) watcher.close();
  }

  #watch(place) {
    try {
      const folder = fs.statSync(place).isDirectory();
      if (!this.#watchers.has(place))
        this.#watchers.set(place, fs.watch(place, (_, name) => this.#hear(folder ? path.join(place, name) : place)));
      if (!folder) return;
      for (const entry of fs.readdirSync(place, { withFileTypes: true }))
        if (entry.isDirectory()) this.#watch(path.join(place, entry.name));
    } catch (e) {
      if (e.code !== "ENOENT") throw e; // gone meanwhile: its parent says so
    }
  }

  #hear(file) {
    const now = Date.now(), found = fs.statSync(file, { throwIfNoEntry: false });
    if (found?.isDirectory()) this.#watch(file);
    const mark = found && `${found.ino} ${found.size} ${found.mtimeMs}`, before = this.#seen.get(file);
    this.#seen.set(file, { mark, settled: found && now - found.mtimeMs > COARSE_MS });
    // the same mark is the same content only when it was old enough to be outlived by a write
    if (!before?.settled || before.mark !== mark) this.#wake();
  }
}

/*
 * Ask until `ask` gives something true; gives that. `portal` is one, or its `programs` for what its log alone
 * tells. An error counts as "not yet". A change that comes
 * while it is asked means asking once more. After `ms` nobody waits any longer: it throws.
 */
export async function until(portal, what, ask, ms = 60000) {
  const changes = new Changes(portal.places);
  const deadline = AbortSignal.timeout(ms);
  let last, late;
  const over = new Promise((_, reject) => {
    late = () => reject(new Error(`${what}: not after ${ms} ms`, { cause: last }));
    deadline.addEventListener("abort", late);
  });
  over.catch(() => {});
  const asked = async () => {
    try {
      await portal.settled?.();
      return await ask();
    } catch (e) {
      last = e;
      return null;
    }
  };
  try {
    for (;;) {
      const changed = changes.next();
      const found = await Promise.race([asked(), over]);
      if (found) return found;
      await Promise.race([changed, over]);
    }
  } finally {
    deadline.removeEventListener("abort", late);
    changes.close();
  }
}
