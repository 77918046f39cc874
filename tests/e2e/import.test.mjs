// import.test.mjs - many users at once (SCREENS A4): template, what is wrong line by line, the good ones
// recorded once, their slips.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Portal, activate, assertError, assertNoErrors, checkPage, closeBrowser, fill, go, login, openPage, press, samples,
  text } from "./lib.mjs";

let portal;
before(async () => { portal = await Portal.start(); });
after(async () => { await closeBrowser(); await portal?.stop(); });

const head = "nama_pengguna;nip;nama;level;calon_opip;email";
const file = (lines) => samples.raw("pengguna.csv", "text/csv", "\ufeff" + [head, ...lines].join("\r\n") + "\r\n");
const line = (n, change = {}) => {
  const who = { ...samples.person(n), level: "Kasi MSKI", candidate: "ya", ...change };
  return [who.username, who.nip, who.name, who.level, who.candidate, ""].join(";");
};

async function admin(options) {
  const page = await openPage(portal, options);
  await login(page, "adminkppn082", portal.accounts.adminkppn082.password);
  return page;
}

test("the template is what the import reads", async () => {
  const page = await admin();
  await go(page, "/kantor/pengguna");
  await press(page, "Rekam banyak sekaligus", { link: true });
  await checkPage(page, "impor");
  const got = await page.request.get("/kantor/pengguna/impor/templat.csv");
  assert.match(got.headers()["content-disposition"], /templat-pengguna\.csv/);
  await fill(page, { csv: (await got.text()).replace(/^\ufeff/, "") });
  await press(page, "Periksa");
  assert.match(await text(page), /1 dari 1 baris dapat direkam/);
  await page.close_();
});

for (const [name, options] of [["", {}], ["-tanpa-skrip", { scripts: false }]])
  test(`bad lines are named, good ones recorded, and only once${name}`, async () => {
    const page = await admin(options), base = name ? 740 : 700;
    const good = samples.person(base), other = samples.person(base + 1);
    await go(page, "/kantor/pengguna/impor");
    await fill(page, { file: file([
      line(base),
      line(base + 1, { candidate: "tidak", level: "administrator_kppn" }),
      line(base + 2, { nip: samples.person(base + 2).nip.slice(1) }),
      line(base + 3, { nip: "1,99001E+17" }),
      line(base + 4, { username: "pendek" }),
      line(base + 5, { level: "Direktur" }),
      line(base + 6, { level: "Kepala KPPN" }),
      line(base + 7, { username: good.username }),
      line(base + 8, { username: "ratna.tolitoli" }),
    ]) });
    await press(page, "Periksa");
    const seen = await text(page);
    assert.match(seen, /2 dari 9 baris dapat direkam/);
    assert.match(seen, /Baris 4: NIP 17 angka, harus 18\./);
    assert.match(seen, /Baris 5: NIP berubah menjadi 1,99001E\+17\. Format kolomnya sebagai Teks/);
    assert.match(seen, /Baris 6: Nama pengguna terlalu pendek: 6 karakter\./);
    assert.match(seen, /Baris 7: Level "Direktur" tidak dikenal/);
    assert.match(seen, /Baris 8: Calon OPIP harus berlevel/);
    assert.match(seen, /Baris 9: Nama pengguna atau NIP sama dengan baris 2\./);
    assert.match(seen, /Baris 10: Nama pengguna sudah dipakai\./);
    await checkPage(page, `impor-periksa${name}`);
    assert.equal(await portal.sql(`SELECT count(*) FROM account WHERE username = '${good.username}'`), "0", "nothing yet");

    await press(page, "Rekam baris yang baik");
    assert.match(await text(page), /2 pengguna baru/);
    const slips = await page.locator("[data-slip]").allTextContents();
    assert.equal(slips.length, 2);
    await checkPage(page, `impor-direkam${name}`);
    // the same form once more: nobody twice, and the same slips
    await page.reload();
    assert.deepEqual(await page.locator("[data-slip]").allTextContents(), slips);
    assert.equal(await portal.sql(`SELECT count(*) FROM account WHERE username IN ('${good.username}', '${other.username}')`), "2");
    assert.equal(await portal.sql(`SELECT count(*) FROM candidacy c JOIN account a ON a.id = c.account
      WHERE a.username IN ('${good.username}', '${other.username}')`), "1", "only who stands");
    const person = await openPage(portal, options);
    await activate(person, good.username, slips[0].trim(), "kuda laut makan siang");
    await assertNoErrors(person);
    await person.close_();
    await page.close_();
  });

test("what is no such table says what to do", async () => {
  const page = await admin();
  for (const [what, sentence] of [
    [samples.raw("a.csv", "text/csv", "nip,gaji\n1,2\n"), 'Kolom "gaji" tidak dikenal. Pakai judul kolom dari templat.'],
    [samples.raw("a.csv", "text/csv", "nip,nama\n1,2\n"), 'Kolom "nama_pengguna" tidak ada di baris pertama. Pakai templat.'],
    [samples.raw("a.csv", "text/csv", head + "\n"), "Belum ada baris pengguna di bawah judul kolom."],
    [samples.raw("a.csv", "text/csv", head + '\n"a;b'), "Ada tanda kutip yang tidak ditutup di dalam berkas. Simpan ulang sebagai CSV."],
    [samples.raw("a.xlsx", "application/zip", Buffer.from([0x50, 0x4b, 3, 4, 0xff, 0xfe])),
      "Berkas ini bukan CSV berenkode UTF-8. Di Excel pilih Simpan Sebagai, CSV UTF-8."],
    [file(Array.from({ length: 101 }, (_, i) => line(i))), "Paling banyak 100 pengguna sekali impor. Bagi menjadi beberapa berkas."],
  ]) {
    await go(page, "/kantor/pengguna/impor");
    await fill(page, { file: what });
    await press(page, "Periksa");
    await assertError(page, "file", sentence);
  }
  await checkPage(page, "impor-salah");
  await go(page, "/kantor/pengguna/impor");
  await press(page, "Periksa");
  await assertError(page, "file", "Pilih berkas CSV, atau tempel isinya.");
  await page.close_();
});
