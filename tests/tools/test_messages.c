/* test_messages.c - which texts become messages, and under which id. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tools/tmplc.h"

static const struct row {
	const char *path, *body, *ids; /* ids separated by "|" */
} rows[] = {
	{ "x.html", "<p>Halo</p>", "Halo" },
	{ "x.html", "<p> Halo\n  <b>dunia</b>! </p>", "Halo|dunia" },
	{ "x.html", "<p>Halo {{ v->a }}, {{ v->b }}.</p>", "Halo {0}, {1}." },
	{ "x.html", "<p>{{ v->a }} / {{ v->b }} &nbsp; 12 &mdash;</p>", "" },
	{ "x.html", "<p>Halo{{ if v->a }} Ibu{{ end }}</p>", "Halo|Ibu" },
	{ "x.html", "<p>&copy; Paraf</p>", "&copy; Paraf" },
	{ "x.html", "<title>Beranda {{ v->a }}</title>", "Beranda {0}" },
	{ "x.html", "<img alt=\"Foto {{ v->a }}\" title='x' class=\"y\">", "Foto {0}|x" },
	{ "x.html", "<p data-i18n.close=\"Tutup\" data-module=\"m\">", "Tutup" },
	{ "x.html",
	    "<meta name=\"description\" content=\"Isi\"><meta name=a content=\"b\">",
	    "Isi" },
	{ "x.html", "<meta content=\"Isi\" name=\"description\">", "Isi" },
	{ "x.html", "<p translate=\"no\">a <p>b</p> c</p>d", "d" },
	{ "x.html", "<p translate=\"no\">a <b>b</b></p><b>c</b>", "c" },
	{ "x.html", "<input title=\"a\" translate=\"no\"><b>c</b>", "c" },
	{ "x.html", "{{ verbatim }}<p title=\"a\">b</p>{{ end }}c", "c" },
	{ "x.html",
	    "{{ t }}Baca <a href=\"/x?a={{ v->a }}\">ini</a>\n dan {{ v->b }}.{{ end }}",
	    "Baca <a href=\"{base}/x?a={0}\">ini</a> dan {1}." },
	{ "x.html", "{{ t }}<b>{{ v->a }}</b>{{ end }}", "" },
	{ "x.html", "{{ call f(N_(\"Kirim \\\"x\\\"\"), N_(\"Batal\")) }}",
	    "Kirim \"x\"|Batal" },
	{ "x.html", "<p>Halo</p><p>Halo</p>", "Halo" },
	{ "x.html", "<pre>a</pre><textarea>b</textarea>", "" },
	{ "x.html", "<svg><path d=\"M9 1\"/></svg>", "" },
	{ "x.txt", "Subjek: A {{ v->a }}\n\n  B:  {{ v->b }}  \n--\n{{ v->c }}\n",
	    "A {0}|B:  {0}" },
};

static void
test_ids(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct arena *a = arena_new();
		struct tmpl_messages messages = { 0 };
		struct tmpl_output out = { 0 };
		struct buf ids;

		buf_init(&ids, a, 64);
		if (!tmpl_compile(a, rows[i].path,
			str_fmt(a, "{{ template x : v }}%s", rows[i].body), "x.tpl.h",
			false, &messages, &out))
			fail_msg("%s: %s", rows[i].body, out.error);
		for (size_t k = 0; k < messages.n; k++) {
			if (k > 0)
				buf_char(&ids, '|');
			buf_str(&ids, messages.at[k].id);
		}
		if (!str_eq_z(buf_get(&ids), rows[i].ids))
			fail_msg("%s: %.*s", rows[i].body, STR_ARG(buf_get(&ids)));
		arena_free(a);
	}
}

static void
test_pot(void **state)
{
	struct arena *a = arena_new();
	struct tmpl_messages messages = { 0 };
	struct tmpl_output out = { 0 };

	(void)state;
	assert_true(tmpl_compile(a, "x.html",
	    STR("{{ template x }}<p>\nA \"b\"</p>\n<p>A \"b\"</p>"), "x.tpl.h", false,
	    &messages, &out));
	assert_non_null(strstr(str_z(a, tmpl_pot(a, &messages)),
	    "\n#: x.html:2 x.html:3\nmsgid \"A \\\"b\\\"\"\nmsgstr \"\"\n"));
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_pot),
	};

	return cmocka_run_group_tests_name("tmplc-messages", tests, NULL, NULL);
}
