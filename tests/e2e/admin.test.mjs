// admin.test.mjs - the directorate makes an office administrator, who records a candidate; passwords
// forgotten, sessions ended, people who leave; the audit trail.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Portal, activate, assertError, assertNoErrors, checkPage, closeBrowser, codeOf, download, errors, fill, go,
  heading, linksOf, login, openPage, press, samples, text } from "./lib.mjs";
import fs from "node:fs";

let portal;
before(async () => { portal = await Portal.start(); });
after(async () => { await closeBrowser(); await portal?.stop(); });

const strong = "tujuh gajah menari pelan";
const admin = { username: "adminkppn083", email: "admin083@kemenkeu.go.id", password: strong + " satu" };
const slip = (page) => page.locator("[data-slip]").textContent();

async function userLink(page, name) {
  await go(page, `/kantor/pengguna?cari=${encodeURIComponent(name)}`);
  await press(page, name, { link: true });
}

async function signedIn(username, password, options = {}) {
  const page = await openPage(portal, options);
  await login(page, username, password);
  assert.doesNotMatch(page.url(), /\/masuk/, `${username} is signed in`);
  return page;
}

test("pages that explain are whole in both languages", async () => {
  const page = await openPage(portal);
  for (const name of ["bantuan", "privasi", "aksesibilitas", "keamanan", "status"]) {
    await go(page, `/${name}`);
    await checkPage(page, name);
    await go(page, `/en/${name}`);
    await checkPage(page, `${name}-en`);
  }
  const security = await (await page.request.get("/.well-known/security.txt")).text();
  assert.match(security, /^Contact: mailto:\S+@\S+\nExpires: \d{4}-\d\d-\d\dT00:00:00Z\n/);
  assert.match(await (await page.request.get("/robots.txt")).text(), /^Disallow: \/$/m);
  await page.close_();
});

test("SEED-A1: the directorate makes adminkppn083, shown once", async () => {
  const page = await signedIn("pusat", portal.accounts.pusat.password);
  assert.match(page.url(), /\/pusat$/);
  await checkPage(page, "pusat");
  await press(page, "Kantor tanpa admin", { link: true });
  await checkPage(page, "pusat-admin");
  await go(page, "/pusat/admin?cari=083");
  await press(page, /^Buat admin KPPN/, { link: true });
  await fill(page, { name: "Rahmat Contoh", email: "bukan.kedinasan@contoh.test" });
  await press(page, "Simpan");
  assert.equal((await errors(page)).length, 1);
  await checkPage(page, "pusat-admin-buat-salah");
  await fill(page, { email: admin.email });
  await press(page, "Simpan");
  assert.equal(await heading(page), "Pengguna dibuat");
  await checkPage(page, "slip");
  admin.initial = (await slip(page)).trim();
  assert.match(admin.initial, /^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
  assert.match(await text(page), /adminkppn083/);
  await press(page, "Lihat pengguna ini", { link: true });
  assert.doesNotMatch(await text(page), new RegExp(admin.initial));
  await checkPage(page, "pusat-admin-satu");
  const mail = await portal.mail.next(admin.email, /siap diaktifkan/);
  assert.ok(!mail.text.includes(admin.initial), "the password is not mailed");
  await page.close_();
});

test("the directorate changes an office; who saves second is told", async () => {
  const page = await signedIn("pusat", portal.accounts.pusat.password);
  const other = await signedIn("pusat", portal.accounts.pusat.password);
  await go(page, "/pusat/kantor?cari=tolitoli");
  await checkPage(page, "pusat-kantor");
  await press(page, /082 KPPN Tolitoli/, { link: true });
  await checkPage(page, "pusat-kantor-satu");
  await go(other, "/pusat/kantor/082");
  await fill(page, { phone: "0453 21001", address: "Jl. Magamu 1, Tolitoli" });
  await press(page, "Simpan");
  await assertNoErrors(page);
  await fill(other, { phone: "0453 99999" });
  await press(other, "Simpan");
  assert.match((await errors(other)).join(), /baru saja diubah oleh Dit\. SITP/);
  assert.equal(await other.locator("[name=phone]").inputValue(), "0453 99999");
  await checkPage(other, "pusat-kantor-bentrok");
  await go(page, "/pusat/kantor?tampil=authority.active");
  assert.match(await text(page), /082 KPPN Tolitoli/);
  for (const p of [page, other]) await p.close_();
});

const candidate = { ...samples.person(11), username: "siti.luwuk" };

test("SEED-A2, A3: the administrator changes the initial password and records a candidate", async () => {
  const page = await openPage(portal);
  await login(page, admin.username, admin.initial);
  assert.match(page.url(), /\/kata-sandi$/);
  await fill(page, { new_password: admin.initial, repeat_password: admin.initial });
  await press(page, "Simpan kata sandi");
  await assertError(page, "new_password", "Kata sandi baru tidak boleh sama dengan kata sandi awal.");
  await page.close_();
  const again = await openPage(portal);
  await activate(again, admin.username, admin.initial, admin.password);
  assert.match(again.url(), /\/kantor$/);
  await checkPage(again, "kantor");
  await go(again, "/kantor/pengguna");
  assert.match(await text(again), /Belum ada pengguna/);
  await checkPage(again, "pengguna-kosong");
  await press(again, "Rekam pengguna", { link: true });
  await press(again, "Simpan");
  await checkPage(again, "rekam-salah");
  await fill(again, { username: "siti", nip: "19900805", name: "Siti Contoh Luwuk", level: "kepala_kppn",
    opip_candidate: true });
  await press(again, "Simpan");
  await assertError(again, "username", "Nama pengguna terlalu pendek: 4 karakter.");
  assert.match((await errors(again)).join(), /Calon OPIP harus berlevel/);
  await fill(again, { username: candidate.username, nip: candidate.nip, level: "kasi_mski",
    email: "siti.luwuk@kemenkeu.go.id" });
  // the same form sent twice records one person and shows one slip
  const twin = Object.fromEntries(await again.locator("main form").evaluate((f) => [...new FormData(f)]));
  const first = await (await again.request.post("/kantor/pengguna/rekam", { form: twin })).text();
  await press(again, "Simpan");
  assert.equal(await heading(again), "Pengguna dibuat");
  candidate.initial = (await slip(again)).trim();
  assert.ok(first.includes(candidate.initial), "both answers show the same slip");
  await go(again, "/kantor/pengguna");
  assert.equal(await again.locator("tbody tr").count(), 1);
  await checkPage(again, "pengguna");
  const file = await download(again, again.getByRole("link", { name: "Unduh daftar ini (CSV)" }));
  assert.match(fs.readFileSync(file.path, "utf8"), /"Siti Contoh Luwuk","siti\.luwuk"/);
  await press(again, "Rekam pengguna", { link: true });
  await fill(again, { username: "siti.lagi.luwuk", nip: candidate.nip, name: "Siti Contoh Luwuk", level: "kasi_mski" });
  await press(again, "Simpan");
  await assertError(again, "nip", "NIP ini sudah dipakai pengguna lain di kantor Anda.");
  await go(again, "/kantor");
  assert.match(await text(again), /Siti Contoh Luwuk/);
  await checkPage(again, "kantor-calon");
  await go(again, "/kantor/opip");
  await checkPage(again, "kantor-opip");
  await again.close_();
});

test("an office does not see the people of another", async () => {
  const page = await signedIn("adminkppn082", portal.accounts.adminkppn082.password);
  await go(page, "/kantor/pengguna?cari=siti");
  assert.match(await text(page), /Tidak ada pengguna yang cocok/);
  await checkPage(page, "pengguna-tak-cocok");
  await go(page, "/kantor/pengguna");
  const own = await page.locator("tbody a").first().getAttribute("href");
  const other = await signedIn(admin.username, admin.password);
  assert.equal((await go(other, own)).status(), 404);
  assert.equal((await go(other, "/pusat/admin")).status(), 403);
  for (const p of [page, other]) await p.close_();
});

test("SEED-A9: who is deactivated is out at once, on every device", async () => {
  const theirs = await openPage(portal);
  await activate(theirs, candidate.username, candidate.initial, strong + " dua");
  await go(theirs, "/profil/keamanan");
  await checkPage(theirs, "profil-keamanan");
  await go(theirs, "/profil/notifikasi");
  await checkPage(theirs, "profil-notifikasi");
  const page = await signedIn(admin.username, admin.password);
  await userLink(page, "Siti Contoh Luwuk");
  await checkPage(page, "pengguna-satu");
  await press(page, "Nonaktifkan akun", { link: true });
  await press(page, "Tinjau");
  await assertError(page, "reason", "Tulis alasan penonaktifan.");
  await checkPage(page, "nonaktifkan-salah");
  await fill(page, { reason: "Pindah tugas ke KPPN Luwuk", date: "2099-01-01" });
  await press(page, "Tinjau");
  assert.match((await errors(page)).join(), /Tanggal tidak boleh setelah hari ini/);
  const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
  await fill(page, { date: today });
  await press(page, "Tinjau");
  assert.equal(await heading(page), "Tinjau penonaktifan");
  assert.match(await text(page), /sesi yang sedang terbuka dikeluarkan/);
  await checkPage(page, "nonaktifkan-tinjau");
  await press(page, "Ubah isian");
  assert.match(await page.locator("[name=reason]").inputValue(), /Pindah tugas/);
  await press(page, "Tinjau");
  await go(theirs, "/profil/keamanan");
  assert.match(theirs.url(), /\/profil\/keamanan/, "reviewing changes nothing");
  await press(page, "Ya, nonaktifkan");
  assert.match(await text(page), /Dinonaktifkan\. Alasan: Pindah tugas/);
  await checkPage(page, "pengguna-nonaktif");
  await go(theirs, "/profil/keamanan");
  assert.match(theirs.url(), /\/masuk/, "the open session is over");
  await login(theirs, candidate.username, strong + " dua");
  assert.match((await errors(theirs)).join(), /Nama pengguna atau kata sandi salah/);
  for (const p of [page, theirs]) await p.close_();
});

test("sessions: one device puts the other out", async () => {
  const one = await signedIn(admin.username, admin.password);
  const two = await signedIn(admin.username, admin.password);
  await go(one, "/profil/keamanan");
  assert.ok(await one.locator("tbody tr").count() >= 2);
  await checkPage(one, "profil-keamanan-dua");
  await press(one, "Keluarkan semua sesi lain");
  assert.equal(await one.locator("tbody tr").count(), 1);
  await go(two, "/kantor");
  assert.match(two.url(), /\/masuk/);
  for (const p of [one, two]) await p.close_();
});

for (const scripts of [true, false])
  test(`forgotten password by link${scripts ? "" : ", without scripts"}: looking does not burn it`, async () => {
    const page = await openPage(portal, { scripts, width: scripts ? 1366 : 360 });
    portal.mail.skip();
    await go(page, "/kata-sandi/lupa");
    await checkPage(page, scripts ? "lupa" : "lupa-noscript");
    if (scripts) { // an account that does not exist is answered the same
      await fill(page, { username: "tidak.pernah.ada" });
      await press(page, "Kirim tautan dan kode");
      assert.equal(await heading(page), "Buat kata sandi baru");
      await fill(page, { code: "123456", new_password: strong + " lain", repeat_password: strong + " lain" });
      await press(page, "Simpan kata sandi");
      await assertError(page, "code", "Kode salah atau sudah kedaluwarsa.");
      await checkPage(page, "lupa-kode-salah");
      await go(page, "/kata-sandi/lupa");
    }
    const who = scripts ? "ratna.tolitoli" : "yusuf.tolitoli";
    const address = scripts ? "ratna.contoh@kemenkeu.go.id" : "yusuf.contoh@kemenkeu.go.id";
    await fill(page, { username: scripts ? address : who });
    await press(page, "Kirim tautan dan kode");
    const [link] = linksOf(await portal.mail.next(address, /kata sandi baru/i), `${portal.url}/kata-sandi/lupa/`);
    await go(page, link);
    await go(page, link);
    await checkPage(page, scripts ? "lupa-tautan" : "lupa-tautan-noscript");
    await fill(page, { new_password: "pendek", repeat_password: "pendek" });
    await press(page, "Simpan kata sandi");
    assert.match((await errors(page)).join(), /terlalu pendek/);
    await fill(page, { new_password: strong + " tiga", repeat_password: strong + " tiga" });
    await press(page, "Simpan kata sandi");
    await assertNoErrors(page);
    await login(page, who, strong + " tiga");
    assert.doesNotMatch(page.url(), /\/masuk/);
    assert.equal((await go(page, link)).status(), 410);
    await checkPage(page, scripts ? "lupa-tautan-mati" : "lupa-tautan-mati-noscript");
    await page.close_();
  });

test("an address is proven by a code, and brings a new password only then", async () => {
  const page = await openPage(portal), address = "auditor.contoh@kemenkeu.go.id";
  await portal.sql("UPDATE account SET email_proven_s = NULL WHERE username = 'auditor1'");
  await login(page, "auditor1", portal.accounts.auditor1.password);
  await go(page, "/profil/keamanan");
  await checkPage(page, "profil-keamanan-belum-terbukti");
  await press(page, "Buktikan sekarang", { link: true });
  await checkPage(page, "buktikan-email");
  portal.mail.skip();
  await press(page, "Kirim kode");
  const code = codeOf(await portal.mail.next(address, /kode/i));
  await fill(page, { code: code === "000000" ? "000001" : "000000" });
  await press(page, "Buktikan email");
  await assertError(page, "code", "Kode salah.");
  await checkPage(page, "buktikan-email-salah");
  await fill(page, { code });
  await press(page, "Buktikan email");
  assert.match(await page.locator(".es-flash").innerText(), /Email Anda sudah terbukti/);
  assert.doesNotMatch(await text(page), /belum terbukti/);
  await page.close_();
  const other = await openPage(portal);
  await go(other, "/kata-sandi/lupa");
  await fill(other, { username: address });
  await press(other, "Kirim tautan dan kode");
  await portal.mail.next(address, /kata sandi baru/i);
  await other.close_();
});

test("forgotten password by code", async () => {
  const page = await openPage(portal);
  portal.mail.skip();
  await go(page, "/kata-sandi/lupa");
  await fill(page, { username: "kepala.tolitoli" });
  await press(page, "Kirim tautan dan kode");
  const code = codeOf(await portal.mail.next("hasan.contoh@kemenkeu.go.id", /kata sandi baru/i));
  const wrong = code === "000000" ? "000001" : "000000";
  await fill(page, { code: wrong, new_password: strong + " empat", repeat_password: strong + " empat" });
  await press(page, "Simpan kata sandi");
  await assertError(page, "code", "Kode salah atau sudah kedaluwarsa.");
  await fill(page, { code, new_password: strong + " empat", repeat_password: strong + " empat" });
  await press(page, "Simpan kata sandi");
  await assertNoErrors(page);
  await login(page, "kepala.tolitoli", strong + " empat");
  assert.doesNotMatch(page.url(), /\/masuk/);
  await go(page, "/profil/notifikasi");
  assert.doesNotMatch(await text(page), new RegExp(code));
  await press(page, "Buat kata sandi baru", { link: true });
  assert.match(await text(page), /hanya ada di kotak surat Anda/);
  await checkPage(page, "notifikasi-rahasia");
  await page.close_();
});

test("mails of the demonstration", async () => {
  const page = await openPage(portal);
  await go(page, "/demo/surel");
  await checkPage(page, "demo-surel");
  await page.locator("tbody a").first().click();
  await page.waitForLoadState("load");
  await checkPage(page, "demo-surel-satu");
  await page.close_();
});

test("the auditor filters the trail, and the chain holds", async () => {
  const page = await signedIn("auditor1", portal.accounts.auditor1.password);
  assert.match(page.url(), /\/audit$/);
  await checkPage(page, "audit");
  await press(page, "Cek keutuhan rantai sekarang");
  assert.match(await text(page), /Rantai utuh/);
  await checkPage(page, "audit-utuh");
  await go(page, "/audit?perbuatan=account.record&kantor=083");
  assert.equal(await page.locator("tbody tr").count(), 2);
  await go(page, "/audit?pelaku=adminkppn083&perbuatan=account.deactivate");
  assert.equal(await page.locator("tbody tr").count(), 1);
  await go(page, "/audit?perbuatan=tidak.ada");
  assert.match(await text(page), /Tidak ada kejadian untuk saringan ini/);
  await checkPage(page, "audit-kosong");
  await page.close_();
});
