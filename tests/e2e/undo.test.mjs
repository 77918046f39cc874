// undo.test.mjs - a deactivation by mistake is undone within a day (SCREENS A6): the account, not the authority.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Portal, assertNoErrors, checkPage, closeBrowser, fill, go, login, openPage, press, text } from "./lib.mjs";

let portal;
before(async () => { portal = await Portal.start(); });
after(async () => { await closeBrowser(); await portal?.stop(); });

async function deactivate(page, id) {
  await go(page, `/kantor/pengguna/${id}/nonaktifkan`);
  await fill(page, { reason: "Salah orang" });
  await press(page, "Tinjau");
  await press(page, "Ya, nonaktifkan");
  await assertNoErrors(page);
}

test("undone within 24 hours: the account works, the authority waits for BSSN; later it is too late", async () => {
  const admin = await openPage(portal), yusuf = await openPage(portal);
  await login(admin, "adminkppn082", portal.accounts.adminkppn082.password);
  const id = await portal.sql("SELECT id FROM account WHERE username = 'yusuf.tolitoli'");
  await portal.sql("UPDATE account SET email = 'v1@bssn.example' WHERE username = 'verifikator1'");
  await deactivate(admin, id);
  await checkPage(admin, "pengguna-dapat-dipulihkan");
  assert.match(await text(admin), /dapat dibatalkan sampai .* WITA/);
  await press(admin, "Batalkan penonaktifan");
  assert.match(await admin.locator(".es-flash").innerText(), /hanya BSSN yang dapat memberikannya lagi/);
  assert.match(await text(admin), /Penonaktifan dibatalkan/);
  const mail = await portal.mail.next("v1@bssn.example", /Akses OPIP diminta kembali/);
  assert.match(mail.text, /Salah orang/);

  await login(yusuf, "yusuf.tolitoli", portal.accounts["yusuf.tolitoli"].password);
  await go(yusuf, "/kantor/loket");
  assert.equal(yusuf.served.status, 403, "no authority comes back by itself");
  await go(yusuf, "/profil/kelengkapan-ds");
  assert.equal(yusuf.served.status, 200, "he stands again");

  await deactivate(admin, id);
  const token = await admin.locator("[name=csrf]").first().inputValue();
  await portal.sql(`UPDATE account SET disabled_s = disabled_s - 90000 WHERE id = '${id}'`);
  await go(admin, `/kantor/pengguna/${id}`);
  assert.equal(await admin.getByRole("button", { name: "Batalkan penonaktifan" }).count(), 0);
  const late = await admin.request.post(`/kantor/pengguna/${id}/pulihkan`, { form: { csrf: token } });
  assert.equal(late.status(), 403);
  assert.equal(await portal.sql(`SELECT state FROM account WHERE id = '${id}'`), "disabled");
  await admin.close_();
  await yusuf.close_();
});
