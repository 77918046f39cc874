// wire.mjs - requests as a program makes them: by fetch with a cookie jar, or byte by byte.
import net from "node:net";

export class Client {
  constructor(portal) {
    this.portal = portal;
    this.cookies = new Map();
  }

  async send(method, address, { headers = {}, body, jar = true } = {}) {
    const all = { ...headers };
    if (jar && this.cookies.size > 0 && !all.cookie)
      all.cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join("; ");
    const response = await fetch(this.portal.url + address, { method, headers: all, body, redirect: "manual" });
    // the Node of Debian 12 has no getSetCookie(); none of our cookies has a date, so a comma ends one
    for (const line of response.headers.get("set-cookie")?.split(", ") ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (jar) value === "" || /max-age=0/i.test(line) ? this.cookies.delete(name) : this.cookies.set(name, value);
    }
    return { status: response.status, headers: response.headers, body: await response.text() };
  }

  get(address, options) {
    return this.send("GET", address, options);
  }

  // Fields as [[name, value]...] or {name: value}; a string or bytes go as they are.
  post(address, fields, options = {}) {
    const ready = typeof fields === "string" || fields instanceof Uint8Array;
    const pairs = ready ? null : Array.isArray(fields) ? fields : Object.entries(fields);
    return this.send("POST", address, { ...options,
      headers: { "content-type": "application/x-www-form-urlencoded", ...options.headers },
      body: ready ? fields : new URLSearchParams(pairs).toString() });
  }

  // parts: [{name, value}] or [{name, filename, type, data}]
  multipart(address, parts, options = {}) {
    const { body, type } = multipart(parts, options.boundary);
    return this.send("POST", address, { ...options, headers: { "content-type": type, ...options.headers },
      body: options.cut ? body.subarray(0, body.length - options.cut) : body });
  }

  // The hidden fields of the (first) form with that action on a page, csrf among them.
  async hidden(address, action = address) {
    const { body } = await this.get(address);
    return hiddenOf(body, action);
  }

  async login(username, password) {
    const fields = await this.hidden("/masuk");
    const answer = await this.post("/masuk", { ...fields, username, password });
    if (answer.status !== 303) throw new Error(`cannot sign in as ${username}: ${answer.status}`);
    return answer;
  }

  get cookieHeader() {
    return [...this.cookies].map(([k, v]) => `${k}=${v}`).join("; ");
  }
}

export function hiddenOf(html, action) {
  const forms = [...html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)].map((m) => m[0]);
  const form = forms.find((f) => f.includes(`action="${action}"`)) || forms.find((f) => f.includes('name="csrf"')) || "";
  const out = {};
  for (const [tag] of form.matchAll(/<input\b[^>]*type="hidden"[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1];
    if (name) out[name] = (/value="([^"]*)"/.exec(tag)?.[1] ?? "").replace(/&amp;/g, "&").replace(/&quot;/g, '"');
  }
  return out;
}

export function multipart(parts, boundary = "----paraf-test-boundary") {
  const chunks = [];
  for (const part of parts) {
    let head = `--${boundary}\r\nContent-Disposition: form-data; name="${part.name}"`;
    if (part.filename !== undefined) head += `; filename="${part.filename}"\r\nContent-Type: ${part.type || "application/octet-stream"}`;
    chunks.push(Buffer.from(`${head}\r\n\r\n`), Buffer.from(part.data ?? part.value), Buffer.from("\r\n"));
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  return { body: Buffer.concat(chunks), type: `multipart/form-data; boundary=${boundary}` };
}

/*
 * Send exactly these bytes and read until the other side closes, or says nothing for options.ms (a limit for
 * an idle socket, not a wait: an answer ends it at once): {status, head, body, closed, ms}. status is 0 when
 * nothing readable came back. options.end: close our side.
 */
export function raw(portal, bytes, options = {}) {
  const { hostname, port } = new URL(portal.url);
  return new Promise((resolve) => {
    const begin = Date.now();
    const chunks = [];
    const socket = net.connect(Number(port), hostname);
    const done = (closed) => {
      socket.destroy();
      const text = Buffer.concat(chunks).toString("latin1");
      const cut = text.indexOf("\r\n\r\n");
      resolve({ status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] || 0), head: text.slice(0, Math.max(0, cut)),
        body: Buffer.from(text.slice(cut + 4), "latin1").toString(), closed, ms: Date.now() - begin });
    };
    socket.setTimeout(options.ms || 5000, () => done(false));
    socket.on("data", (d) => {
      chunks.push(d);
      // one answer is enough where the connection stays open
      const text = Buffer.concat(chunks).toString("latin1");
      const cut = text.indexOf("\r\n\r\n");
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? NaN);
      if (!options.all && cut >= 0 && text.length - cut - 4 >= length) done(false);
    });
    socket.on("error", () => done(true));
    socket.on("close", () => done(true));
    socket.write(Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes, "latin1"));
    if (options.end) socket.end();
  });
}

// A request head; lines are joined with CR LF, the Host is ours unless one is given.
export function head(portal, line, headers = []) {
  const host = headers.some((h) => /^host:/i.test(h)) ? [] : [`Host: ${new URL(portal.url).host}`];
  return [line, ...host, ...headers, "", ""].join("\r\n");
}
