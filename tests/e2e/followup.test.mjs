// followup.test.mjs - what follows for certificates of people who leave: asked when an administrator switches an
// account off, answered, signed by an OPIP, passed on to BSSN, and no word to the dead (DESIGN 2.9, DOMAIN 4.7).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Portal, assertError, assertNoErrors, checkPage, closeBrowser, fill, go, heading, login, openPage, press,
  samples, text } from "./lib.mjs";
import { officerPage, verifierPage } from "./lib/officer.mjs";
import { until } from "./lib/until.mjs";
import * as road from "./lib/road.mjs";

let portal, admin, yusuf;

// Somebody of the office with an account and a certificate; the page of his account.
async function holder(n) {
  const who = samples.person(n);
  const head = await road.signIn(portal, "kepala.tolitoli"), opip = await road.signIn(portal, "ratna.tolitoli");
  const { number } = await road.submitted(portal, who);
  await road.review(head, number);
  await road.serve(opip, number, who);
  await road.approve(opip, number);
  const c = await road.enter(portal, number, who);
  road.expect(await road.collect(c, number, road.request()), 303, "ambil");
  await go(admin, "/kantor/pengguna/rekam");
  await fill(admin, { username: who.username, nip: who.nip, name: who.name, level: "kasi_mski" });
  await press(admin, "Simpan");
  await assertNoErrors(admin);
  who.account = await portal.sql(`SELECT id FROM account WHERE username = '${who.username}'`);
  who.serial = await portal.sql(`SELECT serial FROM certificate WHERE email = '${who.email}'`);
  return who;
}

async function leaves(who, leaving) {
  await go(admin, `/kantor/pengguna/${who.account}/nonaktifkan`);
  await fill(admin, { leaving, reason: "SK nomor 7" });
  await press(admin, "Tinjau");
}

const state = (who) => portal.sql(`SELECT state FROM certificate WHERE serial = '${who.serial}'`);

before(async () => {
  portal = await Portal.start();
  admin = await openPage(portal);
  yusuf = await openPage(portal);
  await login(admin, "adminkppn082", portal.accounts.adminkppn082.password);
  const verifier = await road.signIn(portal, "verifikator1");
  portal.signing = { verifier };
  await officerPage(portal, yusuf, "yusuf.tolitoli", verifier);
  await portal.sql("UPDATE account SET email = 'yusuf@kemenkeu.example' WHERE username = 'yusuf.tolitoli';" +
    "UPDATE account SET email = 'v1@bssn.example' WHERE username = 'verifikator1'");
});
after(async () => { await closeBrowser(); await portal?.stop(); });

test("moved: the page asks, what is kept is recorded", async () => {
  const who = await holder(61);
  await leaves(who, "pindah");
  assert.match(await text(admin), /memegang 1 sertifikat/);
  await checkPage(admin, "nonaktif-dengan-sertifikat");
  await press(admin, "Ya, nonaktifkan");
  assert.equal(await heading(admin), "Apa yang berlaku untuk sertifikat ini?");
  await checkPage(admin, "tindak-lanjut");
  await press(admin, "Simpan jawaban");
  await assertError(admin, "decision", "Pilih jawaban.");
  await fill(admin, { decision: "tetap", note: "KPPN Luwuk mengambil alih" });
  await press(admin, "Simpan jawaban");
  assert.match(await admin.locator(".es-flash").innerText(), /tetap berlaku/);
  assert.equal(await state(who), "active");
  assert.equal(await portal.sql("SELECT count(*) FROM history WHERE noun = 'followup' AND note = 'KPPN Luwuk mengambil alih'"), "1");
});

test("retired: an administrator cannot sign, so it is suspended at once and the OPIP signs", async () => {
  const who = await holder(62);
  await leaves(who, "berhenti");
  await press(admin, "Ya, nonaktifkan");
  await fill(admin, { decision: "cabut" });
  await press(admin, "Simpan jawaban");
  assert.match(await admin.locator(".es-flash").innerText(), /OPIP diminta menandatangani/);
  assert.match(await text(admin), new RegExp(`${who.name}.*Menunggu tanda tangan pencabutan`, "s"));
  await checkPage(admin, "tindak-lanjut-daftar");
  assert.equal(await state(who), "suspended");
  const mail = await portal.mail.next("yusuf@kemenkeu.example", /perlu keputusan/);
  const address = /\/tindak-lanjut\/[\w-]+/.exec(mail.text)[0];

  await go(yusuf, "/kantor/permohonan");
  assert.match(await text(yusuf), /1 sertifikat orang yang pindah, berhenti, atau meninggal menunggu keputusan/);
  await checkPage(yusuf, "antrean-dengan-tindak-lanjut");
  await go(yusuf, address);
  await press(yusuf, "Tanda tangani pencabutan", { link: true });
  assert.equal(await yusuf.locator("input[name=reason]:checked").inputValue(), "berhenti");
  await press(yusuf, "Lanjutkan");
  await press(yusuf, "Cabut sertifikat ini");
  await assertNoErrors(yusuf);
  assert.equal(await state(who), "revoked");
  await go(yusuf, address);
  assert.match(await text(yusuf), /Selesai/);
  await go(yusuf, "/kantor/permohonan");
  assert.doesNotMatch(await text(yusuf), /menunggu keputusan/);
});

test("died: revocation is ordered without a question, nothing is mailed to the dead, BSSN sees what waits", async () => {
  const who = await holder(63);
  await until(portal, "the mails of his certificate are sent", async () =>
    await portal.sql(`SELECT count(*) FROM outbox WHERE recipient = '${who.email}' AND state = 'queued'`) === "0");
  const mails = await portal.sql(`SELECT count(*) FROM outbox WHERE recipient = '${who.email}'`);
  await leaves(who, "meninggal");
  assert.match(await text(admin), /Tidak ada email ke alamat almarhum/);
  await checkPage(admin, "nonaktif-meninggal");
  await press(admin, "Ya, nonaktifkan");
  assert.equal(await state(who), "suspended");
  const verifier = await openPage(portal);
  await verifierPage(portal, verifier, "verifikator2");
  await go(verifier, "/bssn");
  assert.doesNotMatch(await text(verifier), /menunggu keputusan/, "it is not late yet");
  await portal.sql("UPDATE followup SET asked_s = asked_s - 4 * 86400 WHERE state = 'revoking'");
  await go(verifier, "/bssn");
  await press(verifier, "Lihat dan putuskan", { link: true });
  await checkPage(verifier, "tindak-lanjut-bssn");
  await press(verifier, who.name, { link: true });
  await press(verifier, "Tanda tangani pencabutan", { link: true });
  await press(verifier, "Lanjutkan");
  await press(verifier, "Cabut sertifikat ini");
  await assertNoErrors(verifier);
  assert.equal(await state(who), "revoked");
  assert.equal(await portal.sql(`SELECT count(*) FROM outbox WHERE recipient = '${who.email}'`), mails);
  await verifier.close_();
});

test("the questions of another office do not exist", async () => {
  const id = await portal.sql("SELECT id FROM followup ORDER BY asked_s LIMIT 1");
  await portal.sql("UPDATE followup SET office = '014', account_office = '014' WHERE id = '" + id + "'");
  await go(yusuf, `/tindak-lanjut/${id}`);
  assert.equal(yusuf.served.status, 404);
});
