// register.mjs - Road B up to the office, for tests that begin where it ends.
import assert from "node:assert/strict";
import { assertNoErrors, fill, go, press, text } from "./browser.mjs";
import * as samples from "./samples.mjs";

// Register `who` at KPPN Tolitoli; the number of the application.
export async function registerDs(page, who) {
  await go(page, "/registrasi-djpb/kantor");
  await fill(page, { cari: "tolitoli" });
  await press(page, "Cari kantor");
  await fill(page, { office: "082" });
  await press(page, "Lanjutkan");
  await fill(page, { email: who.email });
  await press(page, "Kirim kode");
  await fill(page, { code: await page.portal.mail.code(who.email, /Kode verifikasi/) });
  await press(page, "Lanjutkan");
  await fill(page, { nip: who.nip, name: who.name, grade: who.grade, position: who.position, unit: who.unit,
    phone: who.phone });
  await press(page, "Lanjutkan");
  await fill(page, { nik: who.nik, ektp: samples.ektp(who) });
  await press(page, "Simpan dan lanjutkan");
  await fill(page, { letter: samples.recommendation(who), letter_number: "S-17/WPB.24/KP.082/2026",
    letter_date: "2026-11-09", letter_signer: "Kepala KPPN Tolitoli" });
  await press(page, "Simpan dan lanjutkan");
  await fill(page, { agree_1: true, agree_2: true, agree_3: true });
  await press(page, "Setuju dan lanjutkan");
  await press(page, "Kirim pendaftaran");
  await assertNoErrors(page);
  const number = /DS-\d{3}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(await text(page));
  assert.ok(number, `no number on ${page.url()}`);
  return number[0];
}
