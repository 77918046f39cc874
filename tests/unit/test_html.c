/* test_html.c - the escapers, value by value. */
#include "html/asset.h"
#include "html/html.h"
#include "support/check.h"

static struct arena *a;
static struct buf out;

static struct html
begin(const char *base)
{
	buf_init(&out, a, 64);
	return (struct html){ &out, LANG_ID, base };
}

static void
expect(const char *label, const char *want)
{
	if (!str_eq_z(buf_get(&out), want))
		fail_msg("%s: %.*s", label, STR_ARG(buf_get(&out)));
}

static const struct row {
	void (*put)(struct html *, str);
	const char *in, *want;
} rows[] = {
	{ html_text, "", "" },
	{ html_text, "abc", "abc" },
	{ html_text, "<a href='x'>\"&amp;\"</a>",
	    "&lt;a href=&#39;x&#39;&gt;&#34;&amp;amp;&#34;&lt;/a&gt;" },
	{ html_attr, "\" onclick=x", "&#34; onclick=x" },
	{ html_text, "é–字", "é–字" },
	{ html_url, "", "#" },
	{ html_url, "/", "/" },
	{ html_url, "/a?b=1&c=2", "/a?b=1&amp;c=2" },
	{ html_url, "//evil.example", "#" },
	{ html_url, "/\\evil.example", "#" },
	{ html_url, "/\t/evil.example", "#" },
	{ html_url, "\n/x", "#" },
	{ html_url, " /x", "#" },
	{ html_url, "javascript:alert(1)", "#" },
	{ html_url, "JAVASCRIPT:alert(1)", "#" },
	{ html_url, "java\nscript:alert(1)", "#" },
	{ html_url, "data:text/html,x", "#" },
	{ html_url, "relative", "#" },
	{ html_url, "#isi", "#isi" },
	{ html_url, "?a=1", "?a=1" },
	{ html_url, "HTTPS://contoh.id/\"", "HTTPS://contoh.id/&#34;" },
	{ html_url, "mailto:a@b.id", "mailto:a@b.id" },
	{ html_url, "tel:+62", "tel:+62" },
	{ html_url_local, "/lacak", "/en/lacak" },
	{ html_url_local, "/", "/en/" },
	{ html_url_local, "/en", "/en" },
	{ html_url_local, "/en/lacak", "/en/lacak" },
	{ html_url_local, "/en?x=1", "/en?x=1" },
	{ html_url_local, "/energi", "/en/energi" },
	{ html_url_local, "/aset/x.css", "/aset/x.css" },
	{ html_url_local, "/pki/ca.crl", "/pki/ca.crl" },
	{ html_url_local, "/demo/kotak", "/demo/kotak" },
	{ html_url_local, "//evil", "#" },
	{ html_url_local, "https://contoh.id/", "https://contoh.id/" },
	{ html_url_part, "aZ09-._~", "aZ09-._~" },
	{ html_url_part, "a b/c?d#e&f=g%\"<@:+é",
	    "a%20b%2Fc%3Fd%23e%26f%3Dg%25%22%3C%40%3A%2B%C3%A9" },
	{ html_url_addr, "+62@x?y", "+62@x%3Fy" },
	{ html_plain_line, "a\r\nBcc:\t b", "a Bcc: b" },
};

static void
test_escapers(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct html h = begin("/en");

		rows[i].put(&h, str_from_z(rows[i].in));
		expect(rows[i].in, rows[i].want);
	}
}

static void
test_nothing(void **state)
{
	struct html h = begin("");

	(void)state;
	html_text(&h, STR_NONE);
	html_url_part(&h, STR_NONE);
	html_plain_line(&h, STR_NONE);
	expect("no value", "");
	html_text(&h, (str){ "a\0b", 3 });
	expect("NUL", "a\xef\xbf\xbd"
		      "b");
}

static void
test_put(void **state)
{
	struct html h = begin("");
	const struct {
		char name[8];
		int16_t small;
		uint8_t tiny;
	} v = { "x<", -3, 200 };
	char *z = NULL;

	(void)state;
	html_put(&h, STR("a&"));
	html_put(&h, v.name);
	html_put(&h, z);
	html_put(&h, v.small);
	html_put(&h, v.tiny);
	html_put(&h, 1);
	html_put(&h, -2L);
	html_put(&h, INT64_MIN);
	html_put(&h, SIZE_MAX);
	html_put(&h, 3u);
	html_put_attr(&h, "\"");
	expect(
	    "put", "a&amp;x&lt;-32001-2-9223372036854775808184467440737095516153&#34;");
}

static void
test_message(void **state)
{
	struct html h = begin("/en");
	const char *at = "a {x} {0}, {12} {base}/ {", *end = "\"{0}\"";

	(void)state;
	assert_int_equal(html_msg_next(&h, &at), 0);
	assert_int_equal(html_msg_next(&h, &at), 12);
	assert_int_equal(html_msg_next(&h, &at), -1);
	assert_int_equal(html_msg_next(&h, &at), -1);
	assert_int_equal(html_msg_attr_next(&h, &end), 0);
	assert_int_equal(html_msg_attr_next(&h, &end), -1);
	html_msg(&h, "<b>&amp;</b>");
	html_msg_attr(&h, "<\"&amp;");
	html_tr(&h, "<");
	expect("message", "a {x} ,  /en/ {&#34;&#34;<b>&amp;</b>&lt;&#34;&amp;&lt;");
}

static void
test_mail_split(void **state)
{
	str subject, body;

	(void)state;
	html_mail_split(STR("Subjek: A b\n\nC\nD\n"), &subject, &body);
	assert_true(str_eq_z(subject, "A b"));
	assert_true(str_eq_z(body, "C\nD\n"));
	html_mail_split(STR("C\nD\n"), &subject, &body);
	assert_null(subject.p);
	assert_true(str_eq_z(body, "C\nD\n"));
}

static int
start(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
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
		cmocka_unit_test(test_escapers),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_put),
		cmocka_unit_test(test_message),
		cmocka_unit_test(test_mail_split),
	};

	return cmocka_run_group_tests_name("html", tests, start, stop);
}
