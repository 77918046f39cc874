// policy.test.mjs - what the directorate sets (SCREENS S6, S7, S10): the announcement that everybody sees,
// the holidays by which limits are counted, and who changed what from what to what.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Portal, assertError, assertNoErrors, checkPage, closeBrowser, fill, go, login, openPage, press, text } from "./lib.mjs";

let portal;
before(async () => { portal = await Portal.start(); });
after(async () => { await closeBrowser(); await portal?.stop(); });

for (const [name, options] of [["", {}], ["-tanpa-skrip", { scripts: false, width: 360, height: 740 }]])
  test(`announcement and holidays, each with its trace${name}`, async () => {
    const page = await openPage(portal, options), visitor = await openPage(portal, options);
    const said = `Portal tutup ${name ? "Minggu" : "Sabtu"}, 28 November 2026 pukul 20.00 WIB.`;
    await login(page, "pusat", portal.accounts.pusat.password);
    await press(page, "Kebijakan", { link: true });
    await checkPage(page, `kebijakan${name}`);
    await fill(page, { notice: said });
    await press(page, "Simpan pengumuman");
    await assertNoErrors(page);
    await go(visitor, "/");
    assert.ok((await visitor.locator(".es-notice").innerText()).includes(said), "everybody reads it");
    await checkPage(visitor, `pengumuman${name}`);

    await fill(page, { date: "2026-12-25", name: "" });
    await press(page, "Tambah hari libur");
    await assertError(page, "name", "Isi nama hari libur.");
    await fill(page, { date: "2036-12-25", name: "Hari Raya Natal" });
    await press(page, "Tambah hari libur");
    await assertError(page, "date", "Tanggal libur paling jauh dua tahun dari sekarang.");
    await checkPage(page, `kebijakan-salah${name}`);
    await fill(page, { date: "2026-12-25", name: "Hari Raya Natal" });
    await press(page, "Tambah hari libur");
    await assertNoErrors(page);
    assert.match(await text(page), /25 Desember 2026[\s\S]*Hari Raya Natal/);
    assert.match(await text(page), /Pengumuman diubah · Dit\. SITP[\s\S]*menjadi “Portal tutup/);
    await checkPage(page, `kebijakan-libur${name}`);
    await press(page, /^Hapus/);
    assert.equal(await portal.sql("SELECT count(*) FROM holiday WHERE date = '2026-12-25'"), "0");
    assert.match(await text(page), /Hari libur dihapus/);
    await fill(page, { notice: "" });
    await press(page, "Simpan pengumuman");
    await go(visitor, "/");
    assert.equal(await visitor.locator(".es-notice").count(), 0, "it is gone");
    assert.ok(Number(await portal.sql("SELECT count(*) FROM audit WHERE action LIKE 'policy.%'")) >= 4);
    await page.close_();
    await visitor.close_();
  });
