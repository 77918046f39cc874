// browser.mjs - Debian's chromium, pages that notice their own problems, and what people do on them.
import assert from "node:assert/strict";
import os from "node:os";
import path from "node:path";
import fs from "node:fs";
import { chromium } from "playwright-core";

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
// the shell without windows does the same for half the work; who has only the other may use that
const executablePath = [process.env.CHROMIUM, "/usr/bin/chromium-headless-shell", "/usr/bin/chromium"]
  .find((at) => at && fs.existsSync(at));
let shared; // a promise: several pages may be the first one
const others = [];

// A chromium of one's own without some of the flags: no camera, or one that nobody allows.
export async function browserWithout(...words) {
  const one = await chromium.launch({ executablePath, headless: true,
    args: flags.filter((f) => !words.some((w) => f.includes(w))) });
  others.push(one);
  return one;
}

export function browser() {
  shared ??= chromium.launch({ executablePath, headless: true, args: flags });
  return shared;
}
export async function closeBrowser() {
  await (await shared)?.close();
  shared = undefined;
  for (const one of others.splice(0)) await one.close();
}

/*
 * A page in a context (cookies, downloads) of its own. options: width, height, scripts (true),
 * locale, browser (of browserWithout). page.problems collects script errors, CSP violations and failed loads; page.served is the
 * last document as the server sent it: {url, status, headers, body}.
 */
export async function openPage(portal, options = {}) {
  const context = await (options.browser ?? await browser()).newContext({
    viewport: { width: options.width || 1366, height: options.height || 900 },
    locale: options.locale || "id-ID", baseURL: portal.url, acceptDownloads: true,
    javaScriptEnabled: options.scripts !== false, reducedMotion: "reduce",
  });
  context.setDefaultTimeout(60000);
  const page = await context.newPage();
  page.portal = portal;
  page.problems = [];
  page.scripts = options.scripts !== false;
  page.on("pageerror", (e) => page.problems.push(`script error: ${e.message}`));
  page.on("console", (m) => {
    if (m.type() !== "error") return;
    // a document that answers 4xx on purpose is said by its status, not by the console
    if (/Failed to load resource/.test(m.text()) && m.location().url === page.url()) return;
    if (/Failed to load resource/.test(m.text()) && m.location().url === page.served?.url) return;
    page.problems.push(`console: ${m.text()} (${m.location().url})`);
  });
  page.on("response", (response) => {
    const request = response.request();
    // an upload that a script sends is answered with a document too (unggah.js)
    const upload = request.resourceType() === "xhr" && request.method() === "POST";
    if (!upload && !(request.isNavigationRequest() && request.frame() === page.mainFrame())) return;
    if (response.status() >= 300 && response.status() < 400) return;
    page.served = { url: response.url(), status: response.status(), headers: response.headers(),
      method: request.method(), body: response.body().then((b) => b.toString(), () => "") };
  });
  if (page.scripts)
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (e) =>
        console.error(`CSP: ${e.effectiveDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));
    });
  page.close_ = () => context.close();
  return page;
}

export async function go(page, address) {
  const response = await page.goto(address);
  return response;
}

/*
 * Fill fields by their HTML names. A date is "YYYY-MM-DD" for fields NAME_day, NAME_month, NAME_year;
 * boxes take true, false or a list of values; files take a path, {name, mimeType, buffer} or a list.
 */
export async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const at = page.locator(`[name="${name}"]`);
    if (await at.count() === 0 && await page.locator(`[name="${name}_day"]`).count() === 1) {
      const [year, month, day] = String(value).split("-");
      await fill(page, { [`${name}_day`]: String(Number(day)), [`${name}_month`]: String(Number(month)),
        [`${name}_year`]: year });
      continue;
    }
    assert.notEqual(await at.count(), 0, `no field "${name}" on ${page.url()}`);
    const kind = await at.first().evaluate((e) => (e.tagName === "INPUT" ? e.type : e.tagName.toLowerCase()));
    if (kind === "radio") await page.locator(`[name="${name}"][value="${value}"]`).check({ force: true });
    else if (kind === "checkbox") await tick(page, name, value);
    else if (kind === "select") await at.selectOption(String(value));
    else if (kind === "file") await at.first().setInputFiles(value);
    else await at.fill(String(value));
  }
}

async function tick(page, name, value) {
  const boxes = page.locator(`[name="${name}"]`);
  const want = Array.isArray(value) ? value : null;
  for (let i = 0; i < await boxes.count(); i++) {
    const box = boxes.nth(i);
    const on = want ? want.includes(await box.getAttribute("value")) : Boolean(value);
    await box.setChecked(on, { force: true });
  }
}

// Press a button or follow a link by its words, and wait for the page that comes.
export async function press(page, words, options = {}) {
  const name = words instanceof RegExp ? words : new RegExp(`^\\s*${words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`, "i");
  let at = page.getByRole("button", { name });
  if (options.link || await at.count() === 0) at = page.getByRole("link", { name });
  const count = await at.count();
  assert.ok(count > 0, `no button or link "${words}" on ${page.url()}:\n${await buttons(page)}`);
  assert.ok(count === 1 || options.first, `${count} buttons "${words}" on ${page.url()}`);
  const loaded = page.waitForEvent("domcontentloaded");
  loaded.catch(() => {}); // it may lose the race, and end later
  const waits = [loaded];
  if (page.scripts) {
    await page.evaluate(() => {
      window.parafAnswered = new Promise((done) => document.addEventListener("paraf:page", done, { once: true }));
    });
    waits.push(answerInPlace(page));
  }
  await Promise.all([Promise.race(waits), at.first().click()]);
  await page.waitForLoadState("load");
}

// Resolves when a script put the answer to an upload in place of the content; never when it leads elsewhere.
async function answerInPlace(page) {
  try {
    return await page.evaluate(() => window.parafAnswered.then(() => true));
  } catch {
    return new Promise(() => {}); // the page went away: it leads elsewhere
  }
}

async function buttons(page) {
  return (await page.getByRole("button").allTextContents()).map((t) => `  [${t.trim()}]`).join("\n");
}

// The sentences of the error summary.
export async function errors(page) {
  return (await page.locator(".govuk-error-summary__list li").allTextContents()).map((t) => t.trim());
}

// The error is in the summary and beside its field.
export async function assertError(page, name, sentence) {
  const list = await errors(page);
  assert.ok(list.includes(sentence), `${sentence}\nnot among\n  ${list.join("\n  ") || "(no errors)"}\non ${page.url()}`);
  const id = await page.locator(`[name="${name}"], [name="${name}_day"]`).first().getAttribute("aria-describedby");
  const texts = [];
  for (const one of (id || "").split(/\s+/).filter(Boolean)) texts.push(await page.locator(`#${one}`).textContent());
  const beside = texts.join(" ") + " " + (await page.locator(`.govuk-error-message`).allTextContents()).join(" ");
  assert.ok(beside.replace(/\s+/g, " ").includes(sentence), `"${sentence}" is not beside its field ${name}`);
}

export async function assertNoErrors(page) {
  assert.deepEqual(await errors(page), [], `on ${page.url()}`);
}

export async function heading(page) {
  return (await page.locator("h1").first().textContent()).replace(/\s+/g, " ").trim();
}

export async function text(page) {
  return (await page.locator("main").innerText()).replace(/[ \t]+/g, " ");
}

export async function login(page, username, password) {
  await go(page, "/masuk");
  await fill(page, { username, password });
  await press(page, "Masuk");
}

// First login: sign in with the initial password, choose a new one, and sign in with that.
export async function activate(page, username, initial, password) {
  await login(page, username, initial);
  assert.match(page.url(), /\/kata-sandi/, "the initial password must be changed first");
  await fill(page, { new_password: password, repeat_password: password });
  await press(page, /simpan|ganti/i, { first: true });
  await assertNoErrors(page);
  if (/\/masuk/.test(page.url())) await login(page, username, password);
}

export async function logout(page) {
  await press(page, "Keluar", { first: true });
}

// Press what starts a download; the file's path and name.
export async function download(page, locator) {
  const [file] = await Promise.all([page.waitForEvent("download"), locator.click()]);
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "paraf-dl-"));
  const at = path.join(dir, file.suggestedFilename());
  await file.saveAs(at);
  return { path: at, name: file.suggestedFilename() };
}
