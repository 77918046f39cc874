// A chosen photo is turned upright and shrunk before it is sent, and the person hears at once whether
// it is sharp, bright and free of glare. Advice only: the server decides, and an officer after it.
//
// <div data-photo data-i18n-sharp=.. data-i18n-blurred=..> <input type=file> <ul data-checks aria-live>
import { message, size } from "./teks.js";

const LONG_EDGE = 2000;
const QUALITY = 0.85;
const KEEP_BYTES = 1.5 * 1048576; // smaller files of a fitting size are sent as they are
const MEASURE_WIDTH = 480;

// Thresholds measured on drawn samples; the server holds the ones that count.
const SHARP_BAD = 60;
const SHARP_WARN = 150;
const BURNT_WARN = 0.03;
const DARK = 60;
const GREY_SPREAD = 6;

// Luminance statistics of RGBA pixels; exported for tests.
export function measure(data, width, height) {
  const grey = new Float32Array(width * height);
  let sum = 0, burnt = 0, spread = 0;
  for (let i = 0; i < grey.length; i++) {
    const r = data[4 * i], g = data[4 * i + 1], b = data[4 * i + 2];
    const y = 0.299 * r + 0.587 * g + 0.114 * b;
    grey[i] = y;
    sum += y;
    if (y >= 250) burnt++;
    spread += Math.max(r, g, b) - Math.min(r, g, b);
  }
  let s = 0, s2 = 0, n = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const l = 4 * grey[i] - grey[i - 1] - grey[i + 1] - grey[i - width] - grey[i + width];
      s += l;
      s2 += l * l;
      n++;
    }
  }
  const mean = n ? s / n : 0;
  return {
    sharpness: n ? s2 / n - mean * mean : 0,
    burnt: burnt / grey.length,
    light: sum / grey.length,
    colour: spread / grey.length,
  };
}

// Does a card run out of the picture? As src/inspector/edges.c: the middle is card; where its colour runs
// along an edge while a table is seen elsewhere, a part of it is outside.
const NEAR = 48, CARD_PART = 0.2, TABLE_PART = 0.3, GAP = 12;
export function cut(data, width, height) {
  const middle = [[], [], []];
  for (let y = Math.floor(height / 3); y < height - height / 3; y++) {
    for (let x = Math.floor(width / 3); x < width - width / 3; x++) {
      for (let c = 0; c < 3; c++) middle[c].push(data[4 * (y * width + x) + c]);
    }
  }
  const card = middle.map((v) => v.sort((a, b) => a - b)[v.length >> 1]);
  const sides = [[width, (i) => i], [width, (i) => (height - 1) * width + i],
    [height, (i) => i * width], [height, (i) => i * width + width - 1]];
  const on = (run, i, gap) => {
    if (run.begin < 0 || i - run.last > gap) run.begin = i;
    run.last = i;
    run.longest = Math.max(run.longest, i - run.begin + 1);
  };
  let part = false, table = false;
  for (const [n, place] of sides) {
    const inside = { begin: -1, last: -1, longest: 0 }, other = { ...inside };
    for (let i = 0; i < n; i++) {
      const at = 4 * place(i);
      if (card.every((v, c) => Math.abs(data[at + c] - v) <= NEAR)) on(inside, i, GAP);
      else on(other, i, 1);
    }
    part ||= inside.longest >= n * CARD_PART;
    table ||= other.longest >= n * TABLE_PART;
  }
  return part && table;
}

// [name of the message, good?] for what was measured.
export function verdicts(m) {
  return [
    ...(m.light < DARK ? [] // sharpness grows with contrast: of a dark picture it says nothing
      : [m.sharpness < SHARP_BAD ? ["blurred", false] : m.sharpness < SHARP_WARN ? ["soft", false] : ["sharp", true]]),
    m.light < DARK ? ["dark", false] : m.burnt > BURNT_WARN ? ["glare", false] : ["lit", true],
    ...(m.colour < GREY_SPREAD ? [["grey", false]] : []),
    ...(m.cut ? [["cut", false]] : []),
  ];
}

function draw(bitmap, scale) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function shrunk(file, bitmap) {
  const long = Math.max(bitmap.width, bitmap.height);
  if (long <= LONG_EDGE && file.size <= KEEP_BYTES) return file;
  const canvas = draw(bitmap, Math.min(1, LONG_EDGE / long));
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });
}

export function putFile(input, file) {
  const box = new DataTransfer();
  box.items.add(file);
  input.files = box.files;
}

function show(box, file, bitmap, found) {
  const list = box.querySelector("[data-checks]");
  const lines = [[message(box, "chosen", [file.name, size(file.size)]), true],
    ...found.map(([name, good]) => [message(box, name), good])];
  list.replaceChildren(...lines.map(([text, good]) => {
    const li = document.createElement("li");
    li.className = good ? "es-checks__good" : "es-checks__bad";
    const mark = document.createElement("span");
    mark.className = "govuk-visually-hidden";
    mark.textContent = `${message(box, good ? "pass" : "fail")} `;
    const words = document.createElement("span");
    words.append(mark, text);
    li.append(words);
    return li;
  }));
  list.hidden = false;
  const thumb = box.querySelector("[data-thumb]");
  if (thumb && bitmap) {
    const canvas = draw(bitmap, Math.min(1, 112 / bitmap.width));
    canvas.setAttribute("aria-hidden", "true");
    thumb.replaceChildren(canvas);
  }
}

async function taken(box, input) {
  const file = input.files[0];
  if (!file) return;
  // Only the last chosen control counts, whichever it was.
  for (const other of box.querySelectorAll("input[type=file]")) if (other !== input) other.value = "";
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    show(box, file, null, [["unreadable", false]]);
    return;
  }
  const small = draw(bitmap, Math.min(1, MEASURE_WIDTH / bitmap.width));
  const pixels = small.getContext("2d").getImageData(0, 0, small.width, small.height);
  const ready = await shrunk(file, bitmap);
  if (ready !== file) putFile(input, ready);
  const found = measure(pixels.data, small.width, small.height);
  found.cut = box.hasAttribute("data-card") && cut(pixels.data, small.width, small.height);
  show(box, ready, bitmap, verdicts(found));
  bitmap.close();
}

export const canReadPhotos = () => typeof createImageBitmap === "function" && typeof DataTransfer === "function";

export function startPhotos(root = document) {
  if (!canReadPhotos()) return;
  for (const box of root.querySelectorAll("[data-photo]")) {
    box.addEventListener("change", (event) => {
      if (event.target.matches("input[type=file]")) taken(box, event.target);
    });
  }
}
