// mail.test.mjs - every kind of mail, sent through a mail server, as a reader of mail shows its HTML:
// narrow and wide, nothing sideways, the button first, axe clean; pictures are kept.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { browser, closeBrowser } from "./lib/browser.mjs";
import { Mailbox } from "./lib/mail.mjs";
import { artefacts, bin, root } from "./lib/portal.mjs";

const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "paraf-mails-"));
after(async () => {
  await closeBrowser();
  fs.rmSync(folder, { recursive: true, force: true });
});

test("mails as they are read", async () => {
  execFileSync(path.join(root, "tests/support/with-smtp"),
    [folder, "--", path.resolve(bin, "../../tests/test_mail_kinds")]);
  const mails = new Mailbox(folder).all();
  assert.ok(mails.length > 35, `${mails.length} mails`);
  const pictures = path.join(artefacts, "mails");
  fs.mkdirSync(pictures, { recursive: true });
  const context = await (await browser()).newContext({ javaScriptEnabled: true });
  const page = await context.newPage();
  const asked = [];
  page.on("request", (r) => asked.push(r.url()));
  for (const m of mails) {
    await page.setContent(m.html);
    for (const width of [360, 640]) {
      await page.setViewportSize({ width, height: 800 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(over <= 0, `"${m.subject}" scrolls sideways by ${over} at ${width}`);
      await page.screenshot({ fullPage: true,
        path: path.join(pictures, `${path.basename(m.file, ".eml").padStart(2, "0")}-${width}.png`) });
    }
    assert.equal(await page.title(), m.subject);
    // what is read is what the text says: nothing hidden in one of the two
    const read = (await page.locator("body").innerText()).replace(/\s+/g, "");
    for (const line of m.text.split("\n").map((l) => l.replace(/^- |^\[.*?\] /, "").replace(/\s+/g, "")))
      assert.ok(read.includes(line), `"${m.subject}": ${line}`);
    if (mails.indexOf(m) % 8 !== 0) continue; // all are made of the same few elements
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document,
      { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"] }));
    assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target)}`), [], m.subject);
  }
  assert.deepEqual(asked, [], "a mail fetches nothing");
});
