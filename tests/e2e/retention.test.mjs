// retention.test.mjs - data is destroyed when its time is over, unless it is held; people ask for it, and the
// office answers. Afterwards the file cannot be opened, the record says why, and the chain is whole.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { Portal, assertError, checkPage, closeBrowser, fill, go, login, openPage, press, samples, text } from "./lib.mjs";
import { until } from "./lib/until.mjs";
import * as road from "./lib/road.mjs";

const DAYS = 91;
let portal, auditor, central, admin, due, held, asking, wrong;
before(async () => {
  portal = await Portal.start({ set: { retention_identity_days: DAYS - 1, network_tries: 1000 } });
  for (const [n, put] of [[911, (d) => { due = d; }], [912, (d) => { held = d; }], [913, (d) => { asking = d; }]])
    put(await road.submitted(portal, samples.person(n)));
  wrong = await road.submitted(portal, samples.person(914));
  for (const d of [due, held, asking]) {
    const token = await road.csrf(d.c, `/lacak/${d.number}/batal`);
    road.expect(await d.c.post(`/lacak/${d.number}/batal`, { csrf: token, reason: "Pindah tugas" }), 303, "batal");
  }
  [auditor, central, admin] = await Promise.all(["auditor1", "pusat", "adminkppn082"].map(async (name) => {
    const page = await openPage(portal);
    await login(page, name, portal.accounts[name].password);
    return page;
  }));
});
after(async () => { await closeBrowser(); await portal?.stop(); });

const documents = async (d, state) => (await portal.sql(`SELECT d.id FROM document d JOIN application a ON a.id = d.noun_id
  WHERE a.number = '${d.number}' AND d.state = '${state}' ORDER BY d.id`)).split("\n").filter(Boolean);
const files = () => fs.readdirSync(path.join(portal.state, "vault"), { recursive: true }).map((f) => path.basename(String(f)));
const onDisk = (id) => files().some((f) => f.includes(id));
// The worker does all its jobs when it starts, and paraf serve starts another one.
const newWorker = () => process.kill(portal.pid("paraf-worker"), "SIGKILL");

test("central holds a file, with a reason; a number that nobody has is said", async () => {
  await go(central, "/pusat/penahanan");
  await checkPage(central, "penahanan-kosong");
  await fill(central, { number: "DS-082-0000-000A", reason: "Surat penyidik 12/2026" });
  await press(central, "Tahan berkas");
  await assertError(central, "number", "Nomor ini tidak ada.");
  await fill(central, { number: held.number.toLowerCase(), reason: "Surat penyidik 12/2026" });
  await press(central, "Tahan berkas");
  assert.match(await text(central), new RegExp(`${held.number} Surat penyidik 12/2026 [\\s\\S]*Cabut penahanan`));
  await fill(central, { number: held.number, reason: "lagi" });
  await press(central, "Tahan berkas");
  await assertError(central, "number", "Berkas ini sudah ditahan.");
  await checkPage(central, "penahanan");
});

test("a person asks; the office answers within its time; what is erased is gone", async () => {
  const page = await openPage(portal, { scripts: false });
  await page.context().addCookies([...asking.c.cookies].map(([name, value]) => ({ name, value, url: portal.url })));
  await go(page, `/lacak/${asking.number}`);
  await page.getByRole("link", { name: "Minta data saya dihapus atau diperbaiki" }).click();
  await press(page, "Kirim permintaan");
  await assertError(page, "kind", "Pilih apa yang Anda minta.");
  await checkPage(page, "data-pribadi-salah");
  await fill(page, { kind: "erase", wish: "Saya tidak jadi mendaftar." });
  await press(page, "Kirim permintaan");
  assert.match(await text(page), /Menunggu jawaban Hapus data/);
  assert.match(await text(page), /Dijawab paling lambat/);
  await checkPage(page, "data-pribadi");

  // two days later a reminder goes out, once
  await portal.sql("UPDATE data_request SET due_s = due_s - 180000");
  const before = await documents(asking, "kept");
  assert.ok(before.length >= 3);
  await go(admin, "/kantor/data-pribadi");
  assert.match(await text(admin), new RegExp(`${asking.number}[\\s\\S]*Hapus data[\\s\\S]*2[12] jam`));
  await checkPage(admin, "data-pribadi-kantor");
  await admin.getByRole("link", { name: new RegExp(`Jawab.*${asking.number}`) }).click();
  await fill(admin, { decision: "kabul", answer: "Semua dokumen Anda sudah kami musnahkan." });
  await checkPage(admin, "data-pribadi-jawab");
  await press(admin, "Kirim jawaban");
  assert.match(await text(admin), /Tidak ada permintaan yang menunggu|Permintaan yang menunggu/);
  assert.deepEqual(await documents(asking, "erased"), before);
  assert.ok(before.every((id) => !onDisk(id)));
  const mail = await portal.mail.next(asking.who.email, /Jawaban atas permintaan data pribadi/);
  assert.match(mail.text, /dihapus sudah dikabulkan\./);
  await go(page, `/lacak/${asking.number}/data-pribadi`);
  assert.match(await text(page), /Dikabulkan[\s\S]*Semua dokumen Anda sudah kami musnahkan/);
  await page.close_();
});

test("what is wrong is put right, what follows is said, and a refusal says where to object", async () => {
  const page = await openPage(portal, { scripts: false });
  await page.context().addCookies([...wrong.c.cookies].map(([name, value]) => ({ name, value, url: portal.url })));
  await go(page, `/lacak/${wrong.number}/data-pribadi`);
  await fill(page, { kind: "correct", wish: "Unit kerja saya Seksi Umum, bukan itu." });
  await press(page, "Kirim permintaan");

  await go(admin, "/kantor/data-pribadi");
  await admin.getByRole("link", { name: new RegExp(`Jawab.*${wrong.number}`) }).click();
  await fill(admin, { decision: "kabul", answer: "Sudah kami perbaiki." });
  await press(admin, "Kirim jawaban");
  await assertError(admin, "decision", "Tidak ada isian yang berubah. Ubah yang salah, atau tolak dengan penjelasan.");
  await fill(admin, { unit: "Seksi Umum", nip: "123" });
  await press(admin, "Kirim jawaban");
  await assertError(admin, "nip", "NIP harus 18 angka. Anda mengisi 3 angka.");
  await fill(admin, { nip: wrong.who.nip });
  await checkPage(admin, "data-pribadi-perbaiki");
  await press(admin, "Kirim jawaban");
  assert.equal(await portal.sql(`SELECT unit FROM application WHERE number = '${wrong.number}'`), "Seksi Umum");
  await admin.getByRole("link", { name: "Dikabulkan" }).click();
  await admin.getByRole("link", { name: new RegExp(`Lihat jawaban.*${wrong.number}`) }).click();
  assert.match(await text(admin), /Yang diperbaiki: Unit kerja\.[\s\S]*dibuat ulang dengan data baru/);
  await checkPage(admin, "data-pribadi-dijawab");
  const mail = await portal.mail.next(wrong.who.email, /Jawaban atas permintaan data pribadi/);
  assert.match(mail.text, /Yang diperbaiki: Unit kerja\./);
  await go(page, `/lacak/${wrong.number}`);
  assert.match(await text(page), /Data diperbaiki atas permintaan pemiliknya[\s\S]*Seksi Umum/);

  await go(page, `/lacak/${wrong.number}/data-pribadi`);
  assert.match(await text(page), /Dikabulkan[\s\S]*Surat rekomendasi mungkin masih menyebut data lama/);
  await fill(page, { kind: "erase", wish: "Hapus semuanya." });
  await press(page, "Kirim permintaan");
  await go(admin, "/kantor/data-pribadi");
  await admin.getByRole("link", { name: new RegExp(`Jawab.*${wrong.number}`) }).click();
  await fill(admin, { decision: "tolak", answer: "Pendaftaran Anda masih diproses." });
  await press(admin, "Kirim jawaban");
  await admin.getByRole("link", { name: "Ditolak" }).click();
  assert.match(await text(admin), new RegExp(wrong.number));
  await checkPage(admin, "data-pribadi-ditolak");
  await go(page, `/lacak/${wrong.number}/data-pribadi`);
  assert.match(await text(page), /masih diproses[\s\S]*ajukan keberatan kepada pelindungan\.data@kemenkeu\.go\.id/);
  await checkPage(page, "data-pribadi-keberatan");
  await page.close_();
});

test("what is held is not erased on request either", async () => {
  const token = await road.csrf(held.c, `/lacak/${held.number}/data-pribadi`);
  road.expect(await held.c.post(`/lacak/${held.number}/data-pribadi`, { csrf: token, kind: "erase", wish: "Hapus" }), 303, "minta");
  await go(admin, "/kantor/data-pribadi");
  await admin.getByRole("link", { name: new RegExp(`Jawab.*${held.number}`) }).click();
  await fill(admin, { decision: "kabul", answer: "Ya" });
  await press(admin, "Kirim jawaban");
  await assertError(admin, "decision",
    "Berkas ini sedang ditahan untuk kepentingan hukum dan tidak boleh dimusnahkan.");
  assert.equal((await documents(held, "erased")).length, 0);
});

test("retention run: pictures of identity go, held files stay, the record is whole", async () => {
  const all = await documents(due, "kept");
  const pictures = (await portal.sql(`SELECT d.id FROM document d JOIN application a ON a.id = d.noun_id
    WHERE a.number = '${due.number}' AND d.class = 'ektp'`)).split("\n");
  assert.equal(pictures.length, 1);
  assert.ok(onDisk(pictures[0]));
  await portal.sql(`UPDATE application SET state_since_s = state_since_s - ${DAYS * 86400} WHERE state = 'withdrawn'`);
  newWorker();
  await until(portal, "retention", async () => (await documents(due, "erased")).length === 1);
  assert.deepEqual(await documents(due, "erased"), pictures);
  assert.equal((await documents(due, "kept")).length, all.length - 1, "letters stay for five years");
  assert.equal((await documents(held, "erased")).length, 0, "held");
  await until(portal, "the file is gone", () => !onDisk(pictures[0]));
  assert.equal(await portal.sql(`SELECT count(*) FROM document WHERE id = '${pictures[0]}' AND key_box IS NULL`), "1");
  const shown = await due.c.get(`/dokumen/${pictures[0]}/gambar`);
  assert.equal(shown.status, 404);

  const page = await openPage(portal);
  await login(page, "auditor1", portal.accounts.auditor1.password);
  await go(page, "/audit/pemusnahan");
  const said = await text(page);
  assert.match(said, new RegExp(`${due.number}[\\s\\S]*Masa simpan gambar identitas berakhir`));
  assert.match(said, new RegExp(`${asking.number}[\\s\\S]*Permintaan pemilik data`));
  assert.doesNotMatch(said, new RegExp(held.number));
  await checkPage(page, "pemusnahan");
  const href = await page.getByRole("link", { name: new RegExp(`Unduh bukti.*${due.number}`) }).getAttribute("href");
  const receipt = await page.request.get(portal.url + href);
  assert.equal(receipt.status(), 200);
  const words = execFileSync("pdftotext", ["-layout", "-", "-"], { input: await receipt.body(), encoding: "utf8" });
  assert.match(words, /BUKTI PEMUSNAHAN DATA/);
  assert.match(words, /sebanyak\s+1\s+\(satu\)\s+berkas/);
  const [, link] = /(https?:\S+\/cek\/\w+)/.exec(words);
  const checked = await due.c.get(new URL(link).pathname);
  assert.match(checked.body.replace(/<[^>]*>/g, ""), /Asli\. Bukti Pemusnahan Data nomor BA-\d+\/WPB\.24\/KP\.082\/\d{4} diterbitkan/);
  assert.match(words, /e-KTP/);
  await page.close_();
  assert.match(await portal.sql("SELECT count(*) FROM audit WHERE action = 'document.destroyed'"), /^2$/);
  const { stdout } = await portal.paraf("audit", "verify");
  assert.match(stdout, /^whole: \d+ events/);
});

test("the hold is lifted with a reason, and then time does its work", async () => {
  const page = await openPage(portal);
  await login(page, "pusat", portal.accounts.pusat.password);
  await go(page, "/pusat/penahanan");
  await page.getByRole("link", { name: new RegExp(`Cabut penahanan.*${held.number}`) }).click();
  await checkPage(page, "penahanan-cabut");
  await fill(page, { reason: "Perkara selesai" });
  await press(page, "Cabut penahanan");
  assert.match(await text(page), /Dicabut .*Perkara selesai/);
  await page.close_();
  newWorker();
  await until(portal, "retention", async () => (await documents(held, "erased")).length === 1);
});
