/* test_render.c - templates compiled by tmplc in this build give exactly this text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "demo_attr.tpl.h"
#include "demo_list.tpl.h"
#include "demo_mail.tpl.h"
#include "demo_text.tpl.h"
#include "test_en.h"

static struct arena *a;
static struct buf out;

static const struct demo_row rows[] = {
	{ { NULL, 0 }, 3, false },
	{ { "<b>", 3 }, -4, true },
};
static const struct view_demo view = {
	.name = { "A&B \"x\"", 7 },
	.url = { "/a?b=\"c\"", 8 },
	.id = { "u@x/1", 5 },
	.z = "<z>",
	.n = -7,
	.total = 18446744073709551615u,
	.open = true,
	.rows = { rows, 2 },
};

void
demo_button(struct html *h, const char *label, int n)
{
	HTML_LIT(h, "<button value=\"");
	html_put_attr(h, n);
	HTML_LIT(h, "\">");
	html_tr(h, label);
	HTML_LIT(h, "</button>");
}

static struct html
begin(enum lang lang)
{
	arena_reset(a);
	buf_init(&out, a, 1024);
	return (struct html){ &out, lang, lang == LANG_EN ? "/en" : "" };
}

static void
expect(const char *want)
{
	assert_string_equal(str_z(a, buf_get(&out)), want);
}

static void
test_text(void **state)
{
	struct html h = begin(LANG_ID);

	(void)state;
	tpl_demo_text(&h, &view);
	expect(
	    "<h1>Selamat datang, A&amp;B &#34;x&#34;</h1>\n<p>\n"
	    "Isi data dari mana saja. <b>Gratis</b>\n&nbsp;-7 / 18446744073709551615\n</p>\n"
	    "<p translate=\"no\">Paraf <b>&lt;z&gt;</b></p>\n<p>eSPM -7</p>\n"
	    "<p>Paling lambat <b class=\"due\">A&amp;B &#34;x&#34;</b>, baca "
	    "<a href=\"/bantuan/u%40x%2F1\">petunjuk</a>.</p>\n"
	    "<pre>  a\n   b A&amp;B &#34;x&#34;</pre>\n"
	    "<textarea name=\"x\">\nA&amp;B &#34;x&#34;</textarea>\n"
	    "<button value=\"-7\">Kirim</button>");
}

static void
test_text_english(void **state)
{
	struct html h = begin(LANG_EN);

	(void)state;
	tpl_demo_text(&h, &view);
	expect(
	    "<h1>A&amp;B &#34;x&#34;, welcome</h1>\n<p>\n"
	    "Isi data dari mana saja. <b>Free</b>\n&nbsp;-7 / 18446744073709551615\n</p>\n"
	    "<p translate=\"no\">Paraf <b>&lt;z&gt;</b></p>\n<p>eSPM -7</p>\n"
	    "<p>Read <a href=\"/en/bantuan/u%40x%2F1\">the help</a>, at the latest "
	    "<b class=\"due\">A&amp;B &#34;x&#34;</b>.</p>\n"
	    "<pre>  a\n   b A&amp;B &#34;x&#34;</pre>\n"
	    "<textarea name=\"x\">\nA&amp;B &#34;x&#34;</textarea>\n"
	    "<button value=\"-7\">Send</button>");
}

static void
test_attr(void **state)
{
	struct html h = begin(LANG_EN);

	(void)state;
	tpl_demo_attr(&h, &view);
	expect(
	    "<a href=\"/en/lacak\">x1</a>\n<a href=\"/aset/app.css\">x2</a>\n"
	    "<a href=\"//contoh.id/\">x3</a>\n<a href=\"/en/a?b=&#34;c&#34;\">x4</a>\n"
	    "<a href=\"/en/lacak/A%26B%20%22x%22?q=A%26B%20%22x%22#u%40x%2F1\">x5</a>\n"
	    "<a hreflang=\"en\" href=\"/a?b=&#34;c&#34;\">x6</a>\n"
	    "<a href=\"/\" hreflang=\"id\">x7</a>\n"
	    "<a href=\"mailto:u@x%2F1?subject=A%26B%20%22x%22\">x8</a>\n"
	    "<a href=\"/en/buka?n=-7\">x9</a>\n<form action=\"/en/masuk\" method=post>\n"
	    "<img src=\"/a?b=&#34;c&#34;\" alt=\"Photo of A&amp;B &#34;x&#34;\">\n"
	    "<img src='/aset/logo.svg' alt=\"\">\n<link rel=\"icon\" href=\"/favicon.ico\">\n"
	    "<script type=\"module\" src=\"/aset/boot.js\"></script>\n"
	    "<input title='\"A&amp;B &#34;x&#34;\"' class=\"a b c\" "
	    "placeholder=\"Your &#34;name&#34;\" required>\n"
	    "<input placeholder=\"nama@kemenkeu.go.id\" translate=\"no\">\n"
	    "<svg viewBox=\"0 0 9 9\"><use href=\"/aset/icons.svg#x\"/></svg>\n</form>");
}

static void
test_list(void **state)
{
	struct view_demo v = view;
	struct html h = begin(LANG_ID);

	(void)state;
	tpl_demo_list(&h, &v);
	expect(
	    "<ul><li>1 *<i>3 hari</i></li><li class=\"on\">2 &lt;b&gt;*<i>-4 hari</i></li>"
	    "</ul>\n<hr>");
	v.rows.n = 1;
	h = begin(LANG_ID);
	tpl_demo_list(&h, &v);
	expect("<p>Satu.</p>\n\n<hr>");
	v.rows.n = 0;
	h = begin(LANG_ID);
	tpl_demo_list(&h, &v);
	expect("<p>Belum ada.</p>\n\n<hr>");
}

static void
test_mail(void **state)
{
	struct view_demo v = view;
	struct html h = begin(LANG_ID);
	str subject, body;

	(void)state;
	v.name = STR("A&B\r\nBcc: x");
	tpl_demo_mail(&h, &v);
	html_mail_split(buf_get(&out), &subject, &body);
	assert_string_equal(str_z(a, subject), "Permohonan A&B Bcc: x diterima");
	assert_string_equal(str_z(a, body),
	    "Halo A&B Bcc: x,\n\n"
	    "  Permohonan Anda & berkasnya sudah kami terima.\n"
	    "- : 3\n- <b>: -4\nLacak: /a?b=\"c\"\n");
}

static int
start(void **state)
{
	struct err e;

	(void)state;
	a = arena_new();
	return i18n_install(LANG_EN, test_en, test_en_len, &e) == RC_OK ? 0 : -1;
}

static int
stop(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_text_english),
		cmocka_unit_test(test_attr),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_mail),
	};

	return cmocka_run_group_tests_name("tmplc-render", tests, start, stop);
}
