/* test_refused.c - templates that must not compile, each with its message. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>

#include <cmocka.h>

#include "tools/tmplc.h"

#define T "{{ template x : v }}"

static const struct refused {
	const char *text, *error;
} pages[] = {
	/* values where none may stand */
	{ T "<script>{{ v->a }}</script>", "1:29: a value must not stand in a script" },
	{ T "<style>{{ v->a }}</style>", "1:28: a value must not stand in a style" },
	{ T "<!-- {{ v->a }} -->", "1:26: a value must not stand in an HTML comment" },
	{ T "<!doctype {{ v->a }}>", "1:31: a value must not stand in a declaration" },
	{ T "<{{ v->a }}>", "1:22: a value must not stand in a tag name" },
	{ T "<h{{ v->a }}>", "1:23: a value must not stand in a tag name" },
	{ T "</{{ v->a }}>", "1:23: a value must not stand in a tag name" },
	{ T "<p {{ v->a }}>", "1:24: a value must not stand in an attribute name" },
	{ T "<p data-{{ v->a }}=\"1\">",
	    "1:29: a value must not stand in an attribute name" },
	{ T "<p class={{ v->a }}>",
	    "1:30: a value must not stand in an unquoted attribute" },
	{ T "<p class=a{{ v->a }}>",
	    "1:31: a value must not stand in an unquoted attribute" },
	{ T "<p class=\n{{ v->a }}>",
	    "2:1: a value must not stand in an unquoted attribute" },
	{ T "<iframe srcdoc=\"{{ v->a }}\">", "1:37: a value must not stand in srcdoc" },
	{ T "<meta http-equiv=\"refresh\" content=\"{{ v->a }}\">",
	    "1:57: a value must not stand in <meta http-equiv>" },
	{ T "<meta content=\"{{ v->a }}\" http-equiv=\"refresh\">",
	    "1:36: a value must not stand in <meta http-equiv>" },
	{ T "<base href=\"{{ v->a }}\">", "1:33: a value must not stand in <base>" },
	{ T "<script src=\"{{ v->a }}\"></script>",
	    "1:34: a value must not stand in src of <script>, only an asset" },
	{ T "<script type=\"{{ v->a }}\"></script>",
	    "1:35: a value must not stand in a script tag" },
	{ T "<img srcset=\"{{ v->a }} 2x\">",
	    "1:34: a value must not stand in srcset of <img>, only an asset" },
	{ T "<set to=\"{{ v->a }}\"/>", "1:30: a value must not stand in an animation" },
	{ T "<a href=\"{{ if v->a }}/x{{ end }}{{ v->b }}\">",
	    "1:54: the URL may be empty up to here: give the if an else" },
	/* literal text that the browser would not run or follow */
	{ T "<p onclick=\"x()\">",
	    "1:24: inline event handler 'onclick': the content policy blocks it" },
	{ T "<p ONCLICK=\"{{ v->a }}\">",
	    "1:24: inline event handler 'onclick': the content policy blocks it" },
	{ T "<p style=\"color:red\">",
	    "1:24: inline style: the content policy blocks it, use a class" },
	{ T "<p style=\"{{ v->a }}\">",
	    "1:24: inline style: the content policy blocks it, use a class" },
	{ T "<script>x()</script>", "1:29: inline script: the content policy blocks it" },
	{ T "<style>p{}</style>", "1:28: inline style: the content policy blocks it" },
	{ T "<a href=\"javascript:x()\">",
	    "1:40: a URL must begin with /, #, ?, https:, http:, mailto: or tel:" },
	{ T "<a href=\"JavaScript:x()\">",
	    "1:40: a URL must begin with /, #, ?, https:, http:, mailto: or tel:" },
	{ T "<a href=\"java{{ v->a }}:x()\">",
	    "1:44: a URL must begin with /, #, ?, https:, http:, mailto: or tel:" },
	{ T "<a href=\"java&#115;cript:x()\">",
	    "1:34: a character reference must not stand before the first / ? # of a URL" },
	{ T "<img src=\"data:image/png;base64,AA\">",
	    "1:35: a URL must begin with /, #, ?, https:, http:, mailto: or tel:" },
	{ T "<a href=/lacak>", "1:29: the value of 'href' must stand in quotes" },
	/* HTML that is not clear */
	{ T "1 < 2", "1:23: a '<' in text must be written &lt;" },
	{ T "<p class=\"a\"id=\"b\">",
	    "1:33: white space is missing between attributes" },
	{ T "<p class=\"a\"{{ if v->a }}id=\"b\"{{ end }}>",
	    "1:46: white space is missing between attributes" },
	{ T "<p \"a\">", "1:24: unexpected '\"' in a tag" },
	{ T "<p class=\"a",
	    "1:32: the template ends inside a tag, a comment or an element "
	    "without end tag" },
	{ T "<title>a<b></title>", "1:29: no tags inside <title>" },
	{ T "<p{{ if v->a }} class=\"a{{ end }}\">",
	    "1:45: the branches of line 1 leave the HTML in different places" },
	{ T "{{ for r in v->a }}<p {{ end }}>",
	    "1:43: the branches of line 1 leave the HTML in different places" },
	{ T "{{ if v->a }}<div translate=\"no\">{{ end }}",
	    "1:54: the branches of line 1 leave the HTML in different places" },
	{ T "<!-- {{ if v->a }} -->",
	    "1:26: a directive must not stand in an HTML comment" },
	{ T "<p class={{ if v->a }}a{{ end }}>",
	    "1:30: a directive must not stand in an unquoted attribute" },
	{ T "<p class=\"{{ use y(v) }}\">", "1:31: 'use' must stand in text" },
	{ T "<p {{ call y(v) }}>", "1:24: 'call' must stand in text" },
	{ T "<p>{{ asset \"a.css\" }}</p>",
	    "1:24: an asset must stand in a quoted attribute" },
	{ T "<a href=\"/x{{ asset \"a.css\" }}\">",
	    "1:32: an asset must stand at the start of the URL" },
	/* directives */
	{ T "\n\n  {{ v->a", "3:3: '{{' is not closed" },
	{ T "{{ if v->a }}", "1:1: this block is not closed" },
	{ T "{{ end }}", "1:21: 'end' closes nothing" },
	{ T "{{ else }}", "1:21: 'else' outside an if" },
	{ T "{{ for r in v->a }}{{ else }}{{ end }}", "1:40: 'else' outside an if" },
	{ T "{{ if v->a }}{{ else }}{{ elif v->b }}{{ end }}",
	    "1:44: 'elif' after else" },
	{ T "{{ if }}{{ end }}", "1:21: an expression is missing" },
	{ T "{{ }}", "1:21: an expression is missing" },
	{ T "{{ for r of v->a }}{{ end }}", "1:21: write it as: for NAME in LIST" },
	{ T "{{ v->a; system(\"x\") }}", "1:21: not a C expression: ';'" },
	{ T "{{ f(v->a }}", "1:21: ')' is missing" },
	{ T "{{ v->a) }}", "1:21: ')' closes nothing" },
	{ T "{{ f(\"a) }}", "1:21: a quote is not closed" },
	{ T "{{ use y }}", "1:21: write it as name(...)" },
	{ T "{{ use y(v) }}", "1:21: there is no y.html" },
	{ T "{{ t }}a {{ if v->a }}b{{ end }}{{ end }}",
	    "1:30: 'if' must not stand inside 't'" },
	{ T "{{ t }}a <b {{ end }}>", "1:33: the block of line 1 ends inside a tag" },
	{ T "<p title=\"{{ t }}a{{ end }}\">", "1:31: 't' must stand in text" },
	{ T "<p>Ada {0} {{ v->a }}</p>",
	    "1:24: a text for people must not hold {0} or {base} itself" },
	{ T "{{ include \"a.h\" }}",
	    "1:21: 'include' must stand before the first template" },
	{ T "a" T, "1:22: template 'x' stands in this file already" },
	{ "<p>", "1:1: text stands outside a template" },
	{ "{{ v->a }}", "1:1: a value stands outside a template" },
	{ "{{ template a-b : v }}",
	    "1:1: the name of the template must be a C name, not 'a-b'" },
	{ " ", "1:1: no template in this file" },
	{ "{{ part x : v }}", "1:1: 'part' is for mails" },
};

static const struct refused mails[] = {
	{ T "\nHalo", "2:1: the first line of a mail must be 'Subjek: ...'" },
	{ T "Subjek: a\n{{ t }}a{{ end }}",
	    "2:1: every line of a mail is one message already" },
	{ T "Subjek: a\n{{ if v->a }}\n", "2:1: this block is not closed" },
};

static bool
is_refused(const char *path, const struct refused *r)
{
	struct arena *a = arena_new();
	struct tmpl_messages messages = { 0 };
	struct tmpl_output out = { 0 };
	char want[512];
	bool ok =
	    tmpl_compile(a, path, str_from_z(r->text), "x.tpl.h", true, &messages, &out);

	snprintf(want, sizeof(want), "%s:%s", path, r->error);
	if (ok || strcmp(want, out.error) != 0)
		print_error("%s\n  want %s\n  have %s\n", r->text, want,
		    ok ? "no error" : out.error);
	ok = !ok && strcmp(want, out.error) == 0;
	arena_free(a);
	return ok;
}

static void
test_pages(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pages); i++)
		wrong += !is_refused("x.html", &pages[i]);
	assert_int_equal(wrong, 0);
}

static void
test_mails(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(mails); i++)
		wrong += !is_refused("x.txt", &mails[i]);
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_mails),
	};

	return cmocka_run_group_tests_name("tmplc-refused", tests, NULL, NULL);
}
