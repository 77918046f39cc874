// nik.test.mjs - no list shows a whole NIK: every page that a role can open by its address alone, and every page
// it links to from there that is a list, is read for sixteen digits that belong to somebody.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { Portal, root } from "./lib/portal.mjs";
import * as road from "./lib/road.mjs";
import * as samples from "./lib/samples.mjs";
import { Client } from "./lib/wire.mjs";

let portal;
const niks = new Set();
before(async () => {
  portal = await Portal.start({ set: { network_tries: 10000 } });
  for (let n = 921; n < 925; n++) {
    const who = samples.person(n);
    niks.add(who.nik);
    const d = await road.submitted(portal, who);
    if (n % 2 === 0) await road.review(await road.signIn(portal, "ratna.tolitoli"), d.number);
  }
});
after(async () => { await portal?.stop(); });

// Addresses of pages without a parameter, from the golden file of rights: {address, roles}.
function lists() {
  const lines = fs.readFileSync(path.join(root, "tests/golden/routes.txt"), "utf8").split("\n");
  return lines.map((l) => /^GET\s+(\/\S*)/.exec(l)?.[1]).filter((a) => a && !a.includes("{"));
}

const plain = (html) => html.replace(/<[^>]+>/g, " ");
// Sixteen digits in a row, or in groups; a longer number (a NIP has eighteen) is none, nor are digits in
// the middle of a hash or an identifier.
const whole = (text) => [...text.matchAll(/(?<![\w.-])\d(?:[ .-]?\d){15}(?![\w.]|[ .-]\d)/g)].map((m) => m[0].replace(/\D/g, ""))
  .filter((digits) => digits.length === 16);

test("no list of any role shows a NIK", async () => {
  const addresses = lists();
  assert.ok(addresses.length > 60, `${addresses.length} pages`);
  const names = ["pusat", "adminkppn082", "verifikator1", "auditor1", "kepala.tolitoli", "ratna.tolitoli", "yusuf.tolitoli"];
  let read = 0;
  for (const name of [null, ...names]) {
    const c = name === null ? new Client(portal) : await road.signIn(portal, name);
    for (const address of addresses) {
      if (/keluar|\.ics$/.test(address)) continue;
      const answer = await c.get(address);
      if (answer.status !== 200) continue;
      read++;
      for (const found of whole(plain(answer.body)))
        assert.fail(`${name ?? "a visitor"} reads ${found}${niks.has(found) ? ", a NIK," : ""} on ${address}`);
      for (const nik of niks) assert.ok(!answer.body.includes(nik), `${name} finds a NIK in the source of ${address}`);
    }
  }
  assert.ok(read > 100, `${read} pages were read`);
});
