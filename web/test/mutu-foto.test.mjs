// Advice on a photo: drawn pictures that are sharp, blurred, dark, burnt out, grey.
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const { measure, verdicts } = await import(pathToFileURL(path.join(process.env.MODULES, "mutu-foto.mjs")));
const W = 120, H = 80;

function picture(at) {
  const data = new Uint8ClampedArray(W * H * 4);
  for (let y = 0; y < H; y++) {
    for (let x = 0; x < W; x++) data.set([...at(x, y), 255], 4 * (y * W + x));
  }
  return measure(data, W, H);
}
const stripes = (low, high) => (x) => ((x >> 2) & 1 ? [high, high * 0.9, high * 0.7] : [low, low * 0.9, low * 0.7]);
const names = (m) => verdicts(m).filter(([, good]) => !good).map(([name]) => name);

test("sharp stripes are fine", () => assert.deepEqual(names(picture(stripes(40, 200))), []));
test("a flat surface is blurred", () => assert.deepEqual(names(picture(() => [120, 100, 80])), ["blurred"]));
test("a soft slope is blurred", () => assert.ok(names(picture((x) => [x + 60, x + 40, x + 20])).includes("blurred")));
test("dark", () => assert.ok(names(picture(stripes(5, 60))).includes("dark")));
test("a burnt-out corner is glare", () => assert.ok(
  names(picture((x, y) => (x < 40 && y < 40 ? [255, 255, 255] : stripes(40, 200)(x)))).includes("glare")));
test("grey", () => assert.ok(names(picture((x) => ((x >> 2) & 1 ? [200, 200, 200] : [40, 40, 40]))).includes("grey")));
