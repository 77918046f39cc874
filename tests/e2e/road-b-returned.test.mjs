// road-b-returned.test.mjs - the ways of Road B that do not lead straight to a certificate, on both
// engines: returned and put right by the applicant, refused and begun again, withdrawn while it is
// looked at, a draft that is about to be erased and then is.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Portal, assertNoErrors, checkPage, closeBrowser, errors, fill, go, linksOf, openPage, press,
  samples, text } from "./lib.mjs";
import { officerPage } from "./lib/officer.mjs";
import { registerDs } from "./lib/register.mjs";
import * as road from "./lib/road.mjs";
import { until } from "./lib/until.mjs";

const items = ["ektp", "nik", "name", "letter", "letter_number", "letter_date", "letter_signer", "nip", "position", "unit"];
const at = (page) => new URL(page.url()).pathname;
let portal, verifier, serial = 420;
before(async () => {
  portal = await Portal.start();
  verifier = await road.signIn(portal, "verifikator1");
});
after(async () => { await closeBrowser(); await portal?.stop(); });

// Who decides signs: an officer with his key, in one browser for all tests.
const pages = {};
async function officer(name) {
  pages[name] ??= await officerPage(portal, await openPage(portal), `${name}.tolitoli`, verifier);
  return pages[name];
}

async function claim(page, number) {
  await go(page, `/kantor/permohonan/${number}`);
  await press(page, "Mulai periksa");
  return page;
}

// The office looks, and sends back what differs: {item: reason}.
async function sendBack(page, number, found) {
  const answers = Object.fromEntries(items.map((i) => [i, "ya"]));
  for (const [item, reason] of Object.entries(found)) Object.assign(answers, { [item]: "tidak", [`${item}_alasan`]: reason });
  await claim(page, number);
  await fill(page, { ...answers, decision: "perbaiki" });
  await press(page, "Tinjau keputusan");
  await press(page, "Kirim permintaan perbaikan");
  await assertNoErrors(page);
}

// From the link of a mail to the application: the mailbox is proven again, on whatever device it is.
async function comeBack(page, mail, who) {
  await page.goto(linksOf(mail, "http").find((l) => l.endsWith("/lanjut")));
  await fill(page, { email: who.email });
  await press(page, /^Kirim/);
  await page.goto(linksOf(await portal.mail.next(who.email, /Lanjutkan pendaftaran/), "http").find((l) => l.includes("/lanjut/")));
  await press(page, /^Lanjutkan|^Buka|^Masuk/);
}

for (const [name, options] of [["", {}], ["-ponsel", { width: 360, height: 740 }], ["-tanpa-skrip", { scripts: false }]])
  test(`returned: the named items reopen and no other, are put right and sent again${name}`, async () => {
    const who = samples.person(++serial), other = samples.person(serial + 100);
    const first = await openPage(portal, options), ratna = await officer("ratna");
    const number = await registerDs(first, who);
    await first.close_();
    await sendBack(ratna, number, { ektp: "Sudut kiri bawah kartu tertutup jari.", letter_number: "Di surat tertulis S-18." });

    // From the mail, on a device that has never been here.
    const mail = await portal.mail.next(who.email, /Perlu perbaikan: 2 hal/);
    assert.match(mail.text, /Sudut kiri bawah kartu tertutup jari\./);
    const page = await openPage(portal, options);
    await comeBack(page, mail, who);
    await go(page, `/lacak/${number}`);
    const todo = await text(page);
    assert.match(todo, /Perlu perbaikan/);
    assert.match(todo, /Di surat tertulis S-18\./);
    assert.match(todo, /Hanya bagian ini yang dibuka kembali/);
    await checkPage(page, `perbaiki-lacak${name}`);

    // What was not returned stays as it is, and is not asked again.
    await go(page, "/registrasi-djpb/data");
    for (const field of ["nip", "name", "position"]) assert.equal(await page.locator(`[name="${field}"]`).count(), 0, field);
    assert.match(at(page), new RegExp(`^/lacak/${number}$|^/registrasi-djpb/`));

    // Sending before everything is put right names what is left.
    await go(page, "/registrasi-djpb/periksa");
    await press(page, "Kirim pendaftaran");
    assert.match((await text(page)) + (await errors(page)).join(), /Masih perlu diperbaiki/);
    await checkPage(page, `perbaiki-belum${name}`);

    // The card: its picture is replaced, the number of the card stays.
    await go(page, `/lacak/${number}`);
    await press(page, "Foto e-KTP", { link: true });
    assert.equal(at(page), "/registrasi-djpb/ektp");
    assert.equal(await page.locator('[name="nik"]').count(), 0, "the NIK was not returned");
    await checkPage(page, `perbaiki-ektp${name}`);
    const before = await portal.sql(`SELECT sha256 FROM document WHERE noun_id =
      (SELECT id FROM application WHERE number = '${number}') AND class = 'ektp' AND parent IS NULL AND state = 'kept'`);
    await fill(page, { ektp: samples.ektp(other) });
    await press(page, "Simpan dan lanjutkan");
    await assertNoErrors(page);
    const now = await portal.sql(`SELECT sha256 FROM document WHERE noun_id =
      (SELECT id FROM application WHERE number = '${number}') AND class = 'ektp' AND parent IS NULL AND state = 'kept'`);
    assert.notEqual(now, before, "the picture is another one");

    // The letter: one field of it.
    await go(page, "/registrasi-djpb/surat");
    for (const field of ["letter", "letter_date", "letter_signer"])
      assert.equal(await page.locator(`[name="${field}"], [name="${field}_day"]`).count(), 0, field);
    await fill(page, { letter_number: "S-18/WPB.24/KP.082/2026" });
    await press(page, "Simpan dan lanjutkan");
    await assertNoErrors(page);

    await go(page, "/registrasi-djpb/periksa");
    assert.match(await text(page), /S-18\/WPB\.24\/KP\.082\/2026/);
    await checkPage(page, `perbaiki-periksa${name}`);
    await press(page, "Kirim pendaftaran");
    await assertNoErrors(page);
    assert.equal(at(page), "/registrasi-djpb/terkirim");
    await go(page, `/lacak/${number}`);
    assert.match(await text(page), /Menunggu diperiksa KPPN Tolitoli/);

    // The office has it back, and reads what it asked for and what was done.
    await go(ratna, "/kantor/permohonan?tab=baru");
    assert.ok((await text(ratna)).includes(number));
    await claim(ratna, number);
    const seen = await text(ratna);
    assert.match(seen, /S-18\/WPB\.24\/KP\.082\/2026/);
    assert.match(seen, /Sudut kiri bawah kartu tertutup jari\./);
    assert.match(seen, /Sudah diperbaiki/i);
    await checkPage(ratna, `perbaiki-kantor${name}`);
    await page.close_();
  });

test("refused: the reason by mail and on the page, and the way is free for another application", async () => {
  const who = samples.person(++serial);
  const page = await openPage(portal), ratna = await officer("ratna");
  const number = await registerDs(page, who);
  await claim(ratna, number);
  await fill(ratna, { decision: "tolak", pesan: "Nama tidak tercantum dalam surat rekomendasi." });
  await press(ratna, "Tinjau keputusan");
  await press(ratna, "Tolak pendaftaran");
  const mail = await portal.mail.next(who.email, /Pendaftaran ditolak/);
  assert.match(mail.text, /Nama tidak tercantum dalam surat rekomendasi\./);
  await go(page, `/lacak/${number}`);
  assert.match(await text(page), /Ditolak[\s\S]*Nama tidak tercantum dalam surat rekomendasi\./);
  assert.equal(await page.getByRole("link", { name: "Batalkan pendaftaran ini" }).count(), 0);
  await checkPage(page, "ditolak-lacak");
  const again = await openPage(portal);
  assert.notEqual(await registerDs(again, who), number);
  for (const p of [page, again]) await p.close_();
});

test("withdrawn while the office looks: the officer is told, and nothing more happens to it", async () => {
  const who = samples.person(++serial);
  const page = await openPage(portal), ratna = await officer("ratna");
  const number = await registerDs(page, who);
  await claim(ratna, number);
  await go(page, `/lacak/${number}`);
  await press(page, "Batalkan pendaftaran ini", { link: true });
  await fill(page, { reason: "Pindah tugas." });
  await press(page, "Batalkan pendaftaran");
  await fill(ratna, { ...Object.fromEntries(items.map((i) => [i, "ya"])), decision: "lengkap" });
  await press(ratna, "Tinjau keputusan");
  assert.equal(ratna.served.status, 409);
  assert.match(await text(ratna), /Dibatalkan|baru saja diubah/);
  await checkPage(ratna, "dibatalkan-kantor");
  assert.equal(await portal.sql(`SELECT state FROM application WHERE number = '${number}'`), "withdrawn");
  await page.close_();
});

test("a draft left alone: a warning a week ahead that leads back to it, then it is gone with its files", async () => {
  const who = samples.person(++serial), left = samples.person(++serial);
  for (const one of [who, left]) {
    const page = await openPage(portal);
    await go(page, "/registrasi-djpb/kantor?cari=082");
    await fill(page, { office: "082" });
    await press(page, "Lanjutkan");
    await fill(page, { email: one.email });
    await press(page, "Kirim kode");
    await fill(page, { code: await portal.mail.code(one.email, /Kode verifikasi/) });
    await press(page, "Lanjutkan");
    await fill(page, { nip: one.nip, name: one.name, grade: one.grade, position: one.position, unit: one.unit, phone: one.phone });
    await press(page, "Lanjutkan");
    await fill(page, { nik: one.nik, ektp: samples.ektp(one) });
    await press(page, "Simpan dan lanjutkan");
    await assertNoErrors(page);
    await page.close_();
  }
  const age = (days) => portal.sql(`UPDATE application SET updated_s = updated_s - ${days * 86400}, created_s = created_s - ${days * 86400}
    WHERE email_ci IN ('${who.email}', '${left.email}')`);
  await portal.halt();
  await age(24);
  await portal.launch();
  const mail = await portal.mail.next(who.email, /Draf akan dihapus/);
  await portal.mail.next(left.email, /Draf akan dihapus/);
  const page = await openPage(portal);
  await comeBack(page, mail, who);
  assert.match(at(page), /^\/registrasi-djpb\//);
  await go(page, "/registrasi-djpb/surat");
  await fill(page, { letter: samples.recommendation(who), letter_number: "S-17/WPB.24/KP.082/2026",
    letter_date: "2026-11-09", letter_signer: "Kepala KPPN Tolitoli" });
  await press(page, "Simpan dan lanjutkan");
  await assertNoErrors(page);

  await portal.halt();
  await portal.sql(`UPDATE application SET updated_s = updated_s - ${8 * 86400} WHERE email_ci = '${left.email}'`);
  await portal.sql(`UPDATE history SET at_s = at_s - ${8 * 86400} WHERE noun = 'application'`);
  await portal.sql(`UPDATE outbox SET created_s = created_s - ${8 * 86400}, sent_s = sent_s - ${8 * 86400}`);
  await portal.launch();
  const gone = () => portal.sql(`SELECT state FROM application WHERE id IN (SELECT noun_id FROM outbox WHERE recipient = '${left.email}')`);
  await until(portal, "the draft lapses", async () => (await gone()) === "lapsed");
  await page.close_();
});
