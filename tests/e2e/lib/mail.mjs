// mail.mjs - reading the mail that the portal sent, from a Maildir or from the folder of the test
// mail server. Each message is given out once.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const reader = path.resolve(path.dirname(new URL(import.meta.url).pathname), "../../support/mail-json.py");

export class Mailbox {
  constructor(folder) {
    this.folder = folder;
    this.messages = new Map(); // file -> message
    this.taken = new Set();
  }

  // All messages so far, oldest first.
  all() {
    const files = [];
    for (const sub of ["new", "cur"]) {
      const dir = path.join(this.folder, sub);
      if (fs.existsSync(dir)) for (const f of fs.readdirSync(dir)) files.push(path.join(dir, f));
    }
    const fresh = files.filter((f) => !this.messages.has(f));
    if (fresh.length > 0) {
      const read = JSON.parse(execFileSync("/usr/bin/python3", [reader, ...fresh], { maxBuffer: 1 << 28 }));
      for (const m of read) this.messages.set(m.file, { ...m, at: fs.statSync(m.file).mtimeMs });
    }
    return [...this.messages.values()].sort((a, b) => a.at - b.at);
  }

  // Count as seen all that came so far.
  skip() {
    for (const m of this.all()) this.taken.add(m.file);
  }

  find(to, subject) {
    return this.all().find((m) => !this.taken.has(m.file) && m.to.includes(to) && subject.test(m.subject));
  }

  // The next message to that address whose subject matches; waits until it has come.
  async next(to, subject = /./, ms = 30000) {
    const dir = path.join(this.folder, "new");
    fs.mkdirSync(dir, { recursive: true });
    const deadline = AbortSignal.timeout(ms);
    for (;;) {
      const changed = new Promise((resolve, reject) => {
        const watcher = fs.watch(dir, () => (watcher.close(), resolve()));
        deadline.addEventListener("abort", () => (watcher.close(),
          reject(new Error(`no mail to ${to} with subject ${subject}; there are:\n` +
            this.all().map((m) => `  ${m.to}: ${m.subject}`).join("\n")))), { once: true });
      });
      const found = this.find(to, subject);
      if (found) {
        changed.catch(() => {});
        this.taken.add(found.file);
        return found;
      }
      await changed;
    }
  }

  async code(to, subject = /kode/i) {
    return codeOf(await this.next(to, subject));
  }
}

// The six-digit code in a message: a word of its own, no six digits in the token of a link.
export function codeOf(message) {
  const found = /(?<![\w.-])(\d{6})(?![\w-])/.exec(message.text);
  if (!found) throw new Error(`no code in:\n${message.text}`);
  return found[1];
}

// The addresses in a message that begin with `prefix`.
export function linksOf(message, prefix) {
  return [...message.text.matchAll(/https?:\/\/[^\s<>")]+/g)].map((m) => m[0]).filter((u) => u.startsWith(prefix));
}

export function attachment(message, name) {
  const found = message.attachments.find((a) => name.test(a.name));
  if (!found) throw new Error(`no attachment ${name} among ${message.attachments.map((a) => a.name)}`);
  return Buffer.from(found.base64, "base64");
}
