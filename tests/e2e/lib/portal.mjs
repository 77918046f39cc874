// portal.mjs - a portal of one's own: real programs on a free port, throw-away state, the engine
// and the way of mail that the run asks for.
import { spawn, execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import { promisify } from "node:util";
import { Mailbox } from "./mail.mjs";

const here = path.dirname(new URL(import.meta.url).pathname);
export const root = path.resolve(here, "../../..");
export const bin = process.env.PARAF_BIN || path.join(root, "build/src/prog");
export const artefacts = process.env.PARAF_ARTEFACTS || path.join(root, "build-test/artefacts");
const support = path.join(root, "tests/support");
const run = promisify(execFile);
let serial = 0;

// Resolve with the first line of a stream that `match` accepts; reject when the process ends first.
function lineOf(child, stream, match, what, ms = 120000) {
  return new Promise((resolve, reject) => {
    const deadline = AbortSignal.timeout(ms);
    const late = () => reject(new Error(`${what}: nothing after ${ms} ms`));
    deadline.addEventListener("abort", late);
    child.once("exit", (code, signal) => reject(new Error(`${what} ended (${code ?? signal})`)));
    child.once("error", reject);
    readline.createInterface({ input: stream }).on("line", (line) => {
      const found = match(line);
      if (!found) return;
      deadline.removeEventListener("abort", late);
      resolve(found);
    });
  });
}

const ended = (child) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode ?? child.signalCode)
    : new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));

// A PostgreSQL of this portal alone; it ends when its standard input is closed.
async function postgres() {
  const child = spawn(path.join(support, "with-postgres"),
    ["sh", "-c", 'echo "url $PARAF_TEST_PG"; cat >/dev/null'], { stdio: ["pipe", "pipe", "inherit"] });
  const url = await lineOf(child, child.stdout, (l) => l.startsWith("url ") && l.slice(4), "PostgreSQL");
  return { url, stop: () => (child.stdin.end(), ended(child)) };
}

// A mail server (aiosmtpd) that keeps what it takes in folder/new; started again it has the same port.
async function smtp(folder) {
  const sink = {
    async start() {
      sink.child = spawn("/usr/bin/python3", [path.join(support, "smtp-sink.py"), folder,
        ...(sink.port ? [`port=${sink.port}`] : [])], { stdio: ["pipe", "pipe", "inherit"] });
      sink.port = await lineOf(sink.child, sink.child.stdout, (l) => l.startsWith("ready ") && l.slice(6), "SMTP");
    },
    stop: () => (sink.child.stdin.end(), ended(sink.child)),
  };
  await sink.start();
  return sink;
}

export class Portal {
  /*
   * options: engine "sqlite" | "postgresql" (default: PARAF_ENGINE, else sqlite), mail "maildir" |
   * "smtp", people (everybody who stands somewhere on a road), empty (not even officers), set {setting: value}, state (a folder to start on again), listen
   * and url (as officer.mjs localhost() gives them).
   */
  static async start(options = {}) {
    const p = new Portal();
    p.engine = options.engine || process.env.PARAF_ENGINE || "sqlite";
    p.neighbours = [];
    p.keep = options.state !== undefined;
    p.state = options.state || fs.mkdtempSync(path.join(os.tmpdir(), "paraf-e2e-"));
    p.set = { ...options.set };
    p.extent = options.people === true ? [] : [options.empty === true ? "--empty" : "--no-files"];
    p.listen = options.listen || "127.0.0.1:0";
    p.name = options.url; // where people find it, when that is not where it listens
    p.log = path.join(artefacts, `portal-${process.pid}-${++serial}.log`);
    fs.mkdirSync(artefacts, { recursive: true });
    if (p.engine === "postgresql") {
      const pg = await postgres();
      p.neighbours.push(pg);
      p.set.database ??= pg.url;
      p.journal = path.join(await p.sql("SHOW data_directory"), "pg_wal");
    }
    p.mail = new Mailbox(path.join(p.state, "mail"));
    if (options.mail === "smtp") {
      const folder = path.join(p.state, "smtp");
      const sink = await smtp(folder);
      p.neighbours.push(sink);
      p.smtp = sink;
      p.set.mail = `smtp://127.0.0.1:${sink.port}`;
      p.set.mail_starttls = "off";
      p.mail = new Mailbox(folder);
    }
    try {
      await p.launch();
    } catch (e) {
      for (const n of p.neighbours) await n.stop();
      if (!p.keep) fs.rmSync(p.state, { recursive: true, force: true });
      throw e;
    }
    return p;
  }

  // Start (again) on the same state and port.
  async launch() {
    const args = ["demo", "--state", this.state, "--listen", this.listen, ...this.extent];
    for (const [key, value] of Object.entries(this.set)) args.push("--set", `${key}=${value}`);
    const log = fs.openSync(this.log, "a");
    this.child = spawn(path.join(bin, "paraf"), args,
      { stdio: ["ignore", "pipe", log], env: { ...process.env, TZ: "UTC" } });
    fs.closeSync(log);
    try {
      this.url = await lineOf(this.child, this.child.stdout,
        (l) => /^listening on (http:\/\/\S+)/.exec(l)?.[1], "paraf demo",
        this.extent.length === 0 ? 600000 : 120000); // the files of its people are all looked at first
    } catch (e) {
      throw new Error(`${e.message}\n${fs.readFileSync(this.log, "utf8").slice(-3000)}`);
    }
    this.listen = new URL(this.url).host;
    this.url = this.name || this.url;
    this.codes = {};
    for (const line of fs.readFileSync(path.join(this.state, "ceremony-codes.txt"), "utf8").split("\n")) {
      const [username, code] = line.split(/\s+/);
      if (code) this.codes[username] = code;
    }
    this.accounts = {};
    for (const line of fs.readFileSync(path.join(this.state, "credentials.txt"), "utf8").split("\n")) {
      const [username, password, role] = line.split(/\s+/);
      if (username && !username.startsWith("#")) this.accounts[username] = { username, password, role };
    }
  }

  // SIGTERM, and wait for what it began to be finished; gives the exit code.
  async halt() {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill("SIGTERM");
    return ended(this.child);
  }

  async stop() {
    const code = await this.halt();
    for (const n of this.neighbours) await n.stop();
    if (!this.keep) fs.rmSync(this.state, { recursive: true, force: true });
    if (code !== 0)
      throw new Error(`paraf demo ended with ${code}\n${fs.readFileSync(this.log, "utf8").slice(-3000)}`);
  }

  // Process id of one of the programs ("paraf-web", "paraf-signer" ...) of this portal.
  pid(program) {
    const out = execFileSync("ps", ["-e", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
    for (const line of out.split("\n")) {
      const [, pid, ppid, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)/.exec(line) || [];
      if (Number(ppid) === this.child.pid && path.basename(command) === program) return Number(pid);
    }
    return null;
  }

  // Process id of that program once it has logged that it serves, after the last one of its name ended; else null.
  ready(program) {
    const log = fs.readFileSync(this.log, "utf8");
    const since = Math.max(0, log.lastIndexOf(`event=child_end name=${program} `));
    return new RegExp(` program=${program} event=(start|ready) `).test(log.slice(since)) ? this.pid(program) : null;
  }

  // `paraf WORDS...` on the settings of this portal: {stdout, stderr}; throws on a bad exit.
  paraf(...words) {
    return run(path.join(bin, "paraf"), ["-c", path.join(this.state, "paraf.conf"), ...words]);
  }

  // Where all that it does leaves a trace: state, log, and the journal of its PostgreSQL (until.mjs).
  get places() {
    return [this.state, this.log, ...(this.journal ? [this.journal] : [])];
  }

  // The same for what programs run: their log says each that ends, is started, and serves.
  get programs() {
    return { places: [this.log] };
  }

  /*
   * What was being written is committed and can be seen. SQLite shows a commit only when its disk has it, a
   * while after the write: who gets the place of the writer comes after that. Our PostgreSQL waits
   * for no disk (with-postgres).
   */
  async settled() {
    if (this.engine === "sqlite") await this.sql("BEGIN IMMEDIATE; ROLLBACK");
  }

  // Run SQL on the portal's database with the engine's own client: rows as text.
  async sql(statement) {
    const { stdout } = this.engine === "postgresql"
      ? await run("psql", ["-X", "-q", "-A", "-t", "-d", this.set.database, "-c", statement], { maxBuffer: 1 << 28 })
      : await run("sqlite3", ["-cmd", ".timeout 10000", path.join(this.state, "paraf.db"), statement],
        { maxBuffer: 1 << 28 });
    return stdout.trim();
  }

  /*
   * What the database holds, as one value that changes when anything does. Left out: sessions,
   * throttles and codes, which count what is refused; how far the worker is with a mail, and the
   * mails that it writes by the clock.
   */
  async fingerprint() {
    this.columns ??= await this.#columns();
    const mail = "id, kind, recipient, subject, body_text, body_html, attachments, noun, noun_id, account, created_s";
    const byClock = "'morning_summary', 'audit_daily', 'interview_reminder_day', 'interview_reminder_hour', "
      + "'opip_choose', 'counter_reminder', 'counter_cancelled'";
    const sql = this.columns.map(([table, first]) => {
      if (table === "outbox") return `SELECT ${mail} FROM outbox WHERE kind NOT IN (${byClock}) ORDER BY id;`;
      if (table === "once") return "SELECT * FROM once WHERE token NOT LIKE 'audit_daily:%' ORDER BY 1;";
      return `SELECT * FROM ${table} ORDER BY ${first};`;
    }).join("\n");
    return createHash("sha256").update(await this.sql(sql)).digest("hex");
  }

  // Every table with the columns of its primary key.
  async #columns() {
    // what the worker makes of the events comes when it comes
    const out = ["session", "throttle", "code", "audit_head", "audit_tree", "audit_tile", "audit_range", "audit_about",
      "audit_checkpoint", "audit_check"];
    const rows = await this.sql(this.engine === "postgresql"
      ? "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
      : "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    const order = { audit: "1, 2", application_check: "1, 2", candidacy_check: "1, 2, 3",
      counter_closed: "1, 2", counter_slot: "1, 2, 3", interview_host: "1, 2" };
    return rows.split("\n").filter((t) => !out.includes(t)).sort().map((t) => [t, order[t] ?? "1"]);
  }
}
