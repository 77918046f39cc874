// road-a.mjs - a candidate for BSSN, made as people make one: recorded, profile, letters, sent.
import { activate, assertNoErrors, fill, go, login, openPage, press } from "./browser.mjs";
import { attachment } from "./mail.mjs";
import * as samples from "./samples.mjs";

const base = "/profil/kelengkapan-ds";

export async function recordCandidate(portal, who, password) {
  const admin = await openPage(portal);
  await login(admin, "adminkppn082", portal.accounts.adminkppn082.password);
  await go(admin, "/kantor/pengguna/rekam");
  await fill(admin, { username: who.username, nip: who.nip, name: who.name, level: "kasi_mski", opip_candidate: true });
  await press(admin, "Simpan");
  await assertNoErrors(admin);
  const initial = (await admin.locator("[data-slip]").textContent()).trim();
  await admin.close_();
  const page = await openPage(portal);
  await activate(page, who.username, initial, password);
  return page;
}

export async function fillProfile(portal, page, who) {
  await go(page, `${base}/data`);
  await fill(page, { nik: who.nik, birth_place: who.birth_place, birth_date: who.birth_date, sex: who.sex,
    grade: who.grade, position: who.position, unit: who.unit, office_address: "Jalan Magamu 12, Tolitoli", phone: who.phone });
  await press(page, "Simpan dan lanjutkan");
  await go(page, `${base}/sk`);
  await fill(page, { appointment: samples.appointment(who), spmt_page: 3 });
  await press(page, "Simpan dan lanjutkan");
  for (const [step, field, file] of [["ektp", "ektp", samples.ektp(who)], ["pasfoto", "photo", samples.photo()]])
    for (let round = 0; round < 2; round++) {
      await go(page, `${base}/${step}`);
      await fill(page, { [field]: file });
      await press(page, "Simpan dan lanjutkan");
      if (!page.url().endsWith(step)) break;
      if (round === 1) await press(page, /Tetap pakai foto ini/);
    }
  await go(page, `${base}/surel`);
  await fill(page, { email: who.email });
  await press(page, /Kirim kode/);
  await fill(page, { code: await portal.mail.code(who.email) });
  await press(page, "Buktikan email");
  await assertNoErrors(page);
}

// Simpan DS, sign both letters, Konfirmasi DS.
export async function sendLetters(portal, page, who) {
  await go(page, `${base}/periksa`);
  await press(page, "Simpan DS");
  await assertNoErrors(page);
  const mail = await portal.mail.next(who.email, /Surat rekomendasi dan surat pernyataan/);
  const letters = [/rekomendasi/i, /pernyataan/i].map((name) => attachment(mail, name));
  await go(page, "/profil/konfirmasi-ds");
  await fill(page, { signed_recommendation: samples.scan([letters[0]]), signed_statement: samples.scan([letters[1]]) });
  await press(page, "Konfirmasi DS");
  await assertNoErrors(page);
}

// One who waits for BSSN: {who, page, number}.
export async function candidateAtBssn(portal, n, password = "kuda laut makan siang") {
  const who = samples.person(n);
  const page = await recordCandidate(portal, who, password);
  await fillProfile(portal, page, who);
  await sendLetters(portal, page, who);
  const mail = await portal.mail.next(who.email, /sudah kami terima/);
  return { who, page, number: /OPIP-\d{3}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(mail.subject)[0] };
}
