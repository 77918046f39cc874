// samples.mjs - invented people and drawn documents, made when a test asks for them. Nothing here is
// a real person; every drawn card says so.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const here = path.dirname(new URL(import.meta.url).pathname);
const dir = fs.mkdtempSync(path.join(os.tmpdir(), "paraf-samples-"));
process.on("exit", () => fs.rmSync(dir, { recursive: true, force: true }));
let serial = 0;
const file = (ext) => path.join(dir, `${++serial}.${ext}`);
const escape = (s) => String(s).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

const givens = ["Dewi", "Rangga", "Sekar", "Bagas", "Lintang", "Wulan", "Aditya", "Kirana"];
const families = ["Prabowati", "Hartanata", "Wijayani", "Kusumadi", "Larasati", "Nugraheni"];

// A person whose NIP, NIK and birth date fit together; `n` makes another one.
export function person(n, change = {}) {
  const woman = n % 2 === 0;
  const year = 1980 + (n % 15), month = 1 + (n % 12), day = 1 + (n % 27);
  const two = (v) => String(v).padStart(2, "0");
  const birth = `${year}-${two(month)}-${two(day)}`;
  const name = change.name || `${givens[n % givens.length]} ${families[n % families.length]}`;
  return {
    name, birth_date: birth, birth_place: "Tolitoli", sex: woman ? "P" : "L",
    nip: `${year}${two(month)}${two(day)}${year + 25}${two(1 + (n % 12))}${woman ? 2 : 1}${String(1 + (n % 900)).padStart(3, "0")}`,
    nik: `720401${two(woman ? day + 40 : day)}${two(month)}${two(year % 100)}${String(1 + n).padStart(4, "0")}`,
    email: `${name.toLowerCase().replace(/ /g, ".")}${n}@kemenkeu.go.id`,
    username: `${name.toLowerCase().replace(/ /g, ".").slice(0, 20)}${n}`,
    phone: "081234567890", grade: "III/b", position: "Pelaksana Seksi MSKI", unit: "KPPN Tolitoli",
    ...change,
  };
}

function draw(svg, args, ext) {
  const source = file("svg"), out = file(ext);
  fs.writeFileSync(source, svg);
  execFileSync("rsvg-convert", [...args, "--unlimited", "-o", out, source]);
  return out;
}

// An e-KTP as a photo of 1600 pixels: a JPEG (or PNG) file.
export function ektp(who, options = {}) {
  const [y, m, d] = who.birth_date.split("-");
  const svg = fs.readFileSync(path.join(here, "../samples/ektp.svg"), "utf8")
    .replace("{nik}", escape(who.nik)).replace("{name}", escape(who.name.toUpperCase()))
    .replace("{birth}", escape(`${who.birth_place.toUpperCase()}, ${d}-${m}-${y}`))
    .replace("{sex}", who.sex === "P" ? "PEREMPUAN" : "LAKI-LAKI");
  const png = draw(svg, ["-w", String(options.width || 1600)], "png");
  return options.png ? png : toJpeg(png);
}

// A colour portrait, 2:3.
export function photo(options = {}) {
  const svg = fs.readFileSync(path.join(here, "../samples/photo.svg"), "utf8");
  return toJpeg(draw(svg, ["-w", String(options.width || 600)], "png"));
}

export function toJpeg(png, ...options) {
  const out = file("jpg");
  execFileSync("convert", [png, "-background", "white", "-flatten", ...options, "-quality", "88", out]);
  return out;
}

// A PDF of that many pages, each with the given lines of text.
export function pdf(lines, pages = 1) {
  const sources = [];
  for (let p = 1; p <= pages; p++) {
    const rows = [...lines, `Halaman ${p} dari ${pages}`].map((l, i) =>
      `<text x="60" y="${90 + i * 26}" font-size="15">${escape(l)}</text>`);
    const source = file("svg");
    fs.writeFileSync(source, `<svg xmlns="http://www.w3.org/2000/svg" width="595" height="842" font-family="Liberation Sans">
      <rect width="595" height="842" fill="#fff"/>${rows.join("")}</svg>`);
    sources.push(source);
  }
  const out = file("pdf");
  execFileSync("rsvg-convert", ["-f", "pdf", "-o", out, ...sources]);
  return out;
}

export const recommendation = (who) => pdf(["SURAT REKOMENDASI (contoh, bukan surat sebenarnya)",
  "Nomor: S-17/WPB.24/KP.082/2026", `Nama: ${who.name}`, `NIP: ${who.nip}`]);
export const appointment = (who) => pdf(["SK PENGANGKATAN PNS DAN SPMT (contoh)", who.name, who.nip], 3);

/*
 * Letters as they come back: printed, signed by hand, scanned. Takes PDF bytes, gives one PDF whose
 * pages are pictures of all their pages; options.signed false leaves the signature out.
 */
export function scan(letters, options = {}) {
  const sources = [];
  for (const bytes of letters) {
    const one = file("pdf"), prefix = path.join(dir, `page-${++serial}`);
    fs.writeFileSync(one, bytes);
    execFileSync("pdftoppm", ["-r", "150", "-jpeg", one, prefix]);
    for (const jpg of fs.readdirSync(dir).filter((f) => f.startsWith(path.basename(prefix) + "-")).sort()) {
      const source = path.join(dir, `${path.basename(jpg, ".jpg")}.svg`);
      // a letter may have one place on the right, or two; options.signed "right" leaves the left one empty
      const left = `<path d="M130 640c20-60 30-60 34-10s18-50 30-40-14 60 6 40" fill="none" stroke="#123a8c" stroke-width="3"/>`;
      const signature = options.signed === false ? "" :
        `${options.signed === "right" ? "" : left}<path d="M360 640c20-60 30-60 34-10s18-50 30-40-14 60 6 40 16-50 40-40 20 30 60-4" fill="none"
          stroke="#123a8c" stroke-width="3"/><path d="M340 662c70-14 130-16 200-22" stroke="#123a8c" stroke-width="2.4" fill="none"/>`;
      fs.writeFileSync(source, `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
        width="595" height="842"><image xlink:href="${jpg}" width="595" height="842"
        transform="rotate(${options.tilt ?? 0.4} 297 421)"/>${signature}</svg>`);
      sources.push(source);
    }
  }
  const out = file("pdf");
  execFileSync("rsvg-convert", ["-f", "pdf", "--unlimited", "-o", out, ...sources]);
  return out;
}

/*
 * A letter of several pages, upright or turned, as it comes back: one PDF of pictures. options.places: where
 * to sign ("page x y w h ...;..." as the portal keeps it), options.without: pages that were not scanned.
 */
export function scanPages(bytes, options = {}) {
  const one = file("pdf"), prefix = path.join(dir, `sheet-${++serial}`), sources = [];
  fs.writeFileSync(one, bytes);
  execFileSync("pdftoppm", ["-r", "150", "-jpeg", one, prefix]);
  const pictures = fs.readdirSync(dir).filter((f) => f.startsWith(path.basename(prefix) + "-")).sort();
  pictures.forEach((jpg, i) => {
    if (options.without?.includes(i + 1)) return;
    const [w, h] = execFileSync("identify", ["-format", "%w %h", path.join(dir, jpg)], { encoding: "utf8" }).split(" ").map((v) => v * 72 / 150);
    const ink = (options.places || "").split(";").map((p) => p.split(" ").map(Number)).filter((p) => p[0] === i + 1)
      .map(([, x, y, , high]) => `<path transform="translate(${x + 40} ${h - y - high + 12})" fill="none" stroke="#123a8c" stroke-width="2.5"
        d="M0 30c20-50 30-50 34-8s18-40 30-30-14 50 6 30 16-40 40-30 20 25 60-4"/>`);
    const source = path.join(dir, `${path.basename(jpg, ".jpg")}.svg`);
    fs.writeFileSync(source, `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
      width="${w}" height="${h}"><g transform="rotate(0.5 ${w / 2} ${h / 2})"><image xlink:href="${jpg}" width="${w}" height="${h}"/>${ink.join("")}</g></svg>`);
    sources.push(source);
  });
  const out = file("pdf");
  execFileSync("rsvg-convert", ["-f", "pdf", "--unlimited", "-o", out, ...sources]);
  return out;
}

// A page of text that can be searched and not seen, as text recognition writes it (rendering mode 3).
export function hiddenText(words) {
  const content = `BT 3 Tr /F1 12 Tf 72 700 Td (${words}) Tj ET`;
  const objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"];
  let out = "%PDF-1.7\n";
  const at = objects.map((body, i) => { const here = out.length; out += `${i + 1} 0 obj\n${body}\nendobj\n`; return here; });
  const start = out.length;
  out += `xref\n0 ${at.length + 1}\n0000000000 65535 f \n${at.map((n) => `${String(n).padStart(10, "0")} 00000 n \n`).join("")}`;
  return `${out}trailer\n<< /Size ${at.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
}

// Any bytes as a file to upload.
export function raw(name, mimeType, bytes) {
  return { name, mimeType, buffer: Buffer.from(bytes) };
}
