// check.mjs - what every page state must pass (SCREENS 9): one h1, valid HTML, no axe violation, no
// CSP violation or script error, no sideways scroll at 320, 360 and 1366; pictures are kept.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { HtmlValidate, FileSystemConfigLoader } from "html-validate";
import { browser } from "./browser.mjs";
import { artefacts } from "./portal.mjs";

const require = createRequire(import.meta.url);
const axeSource = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const rules = path.resolve(path.dirname(new URL(import.meta.url).pathname), "../.htmlvalidate.json");
const validator = new HtmlValidate(new FileSystemConfigLoader(JSON.parse(fs.readFileSync(rules, "utf8"))));
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const widths = [320, 360, 1366];
export const checked = new Set();
// "no": how pages look has been checked by a run on another engine, whose HTML is the same
const looks = process.env.PARAF_LOOKS !== "no";
const idle = { true: [], false: [] }; // pages in contexts without CSP, by whether scripts run

async function runAxe(page) {
  if (!await page.evaluate(() => "axe" in window)) await page.evaluate(axeSource);
  const result = await page.evaluate((runOnly) =>
    window.axe.run(document, { runOnly, resultTypes: ["violations"] }), tags);
  return result.violations.flatMap((v) => v.nodes.map((n) => `${v.id} (${v.impact}): ${n.target.join(" ")}`));
}

async function sideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

// Boxes that lie on one another, though neither holds the other: names of their headings.
async function overlaps(page) {
  return page.evaluate(() => {
    const boxes = [...document.querySelectorAll("main :is(.es-panel, .es-box, .es-tablewrap, .es-figure, .es-block)")]
      .filter((e) => e.checkVisibility()).map((e) => ({ e, r: e.getBoundingClientRect() }));
    const name = ({ e }) => (e.querySelector("h2, h3")?.textContent || e.className).trim();
    const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
    return boxes.flatMap((a, i) => boxes.slice(i + 1)
      .filter((b) => !a.e.contains(b.e) && !b.e.contains(a.e) && over(a.r, b.r)).map((b) => `"${name(a)}" and "${name(b)}"`));
  });
}

function headers(served) {
  const found = [];
  const csp = served.headers["content-security-policy"] || "";
  for (const part of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"])
    if (!csp.includes(part)) found.push(`CSP lacks ${part}`);
  if (/unsafe-inline|unsafe-eval/.test(csp)) found.push("CSP is unsafe");
  for (const [name, value] of [["x-content-type-options", /^nosniff$/], ["referrer-policy", /./]])
    if (!value.test(served.headers[name] || "")) found.push(`header ${name}`);
  return found;
}

// The document that the server sent, for the same session, in a page without CSP.
async function copyOf(page, served) {
  const kept = idle[page.scripts];
  let copy = kept.pop();
  while (copy?.isClosed()) copy = kept.pop();
  copy ??= await (await (await browser()).newContext({ bypassCSP: true, locale: "id-ID",
    javaScriptEnabled: page.scripts })).newPage();
  await copy.context().clearCookies();
  await copy.context().addCookies(await page.context().cookies());
  await copy.route(served.url, (route) => route.fulfill({ status: 200, body: served.body,
    headers: { "content-type": "text/html; charset=utf-8" } }));
  await copy.goto(served.url);
  return copy;
}

// At each width: nothing to scroll to sideways, no box on another, nothing that axe finds, and a picture.
async function look(page, name, scripts) {
  const found = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    const over = await sideways(page);
    if (over > 0) found.push(`scrolls sideways by ${over} at ${width}`);
    for (const two of await overlaps(page)) found.push(`${two} lie on one another at ${width}`);
    if (width !== 360 && scripts)
      for (const v of await runAxe(page)) found.push(`axe ${width}: ${v}`);
    if (width !== 320) {
      fs.mkdirSync(path.join(artefacts, "pages"), { recursive: true });
      await page.screenshot({ path: path.join(artefacts, "pages", `${name}-${width}.jpg`), type: "jpeg",
        quality: 80, fullPage: true });
    }
  }
  return found;
}

/*
 * The state that the page is in now. The document that the server sent is shown again in a context
 * without CSP (axe needs to inject itself), at each width. options.live: run axe in the page itself
 * instead, for states that scripts made.
 */
export async function checkPage(page, name, options = {}) {
  const found = [];
  const served = { ...page.served, body: await page.served.body };
  checked.add(name);
  const h1 = await page.locator("h1").count();
  if (h1 !== 1) found.push(`${h1} h1`);
  if (!(await page.title()).trim()) found.push("no title");
  if (!/^(id|en)$/.test(await page.locator("html").getAttribute("lang") || "")) found.push("no lang");
  found.push(...headers(served));
  const report = await validator.validateString(served.body, `${name}.html`);
  for (const r of report.results) for (const m of r.messages)
    found.push(`html ${m.line}:${m.column} ${m.ruleId}: ${m.message}`);

  if (looks && options.live) {
    const size = page.viewportSize();
    found.push(...await look(page, name, page.scripts));
    await page.setViewportSize(size);
  } else if (looks) {
    const copy = await copyOf(page, served);
    found.push(...await look(copy, name, page.scripts));
    await copy.unrouteAll();
    await copy.goto("about:blank"); // scripts of a page that stays open would go on asking the portal
    idle[page.scripts].push(copy);
  }
  found.push(...page.problems.splice(0));
  assert.deepEqual([...new Set(found)], [], `page "${name}" at ${page.url()}`);
}
