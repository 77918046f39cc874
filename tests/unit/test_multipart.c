/*
 * test_multipart.c - multipart/form-data: good bodies, bad bodies; every row is pushed whole, byte by
 * byte, and cut into two at every place, and must give the same result each time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "http/multipart.h"

static struct arena *a;

static int
setup(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static enum rc
on_part(void *arg, const struct multipart_part *p, struct err *e)
{
	(void)e;
	buf_fmt(arg, "[%.*s|%s%.*s|%.*s|", STR_ARG(p->name),
	    p->filename.p != NULL ? "@" : "", STR_ARG(p->filename), STR_ARG(p->type));
	return RC_OK;
}

static enum rc
on_data(void *arg, const char *p, size_t n, struct err *e)
{
	(void)e;
	assert_true(n > 0);
	buf_put(arg, p, n);
	return RC_OK;
}

static enum rc
on_end(void *arg, struct err *e)
{
	(void)e;
	buf_char(arg, ']');
	return RC_OK;
}

/* Push in pieces of `first` bytes, then of `piece` bytes. */
static enum rc
run(str body, size_t first, size_t piece, struct buf *seen)
{
	struct multipart_events on = { on_part, on_data, on_end, seen };
	struct multipart *m = multipart_new(a, STR("B"), &on);
	struct err e;
	size_t n = first;

	buf_init(seen, a, 0);
	while (body.n > 0) {
		str part = str_sub(body, 0, n);
		enum rc rc = multipart_push(m, part.p, part.n, &e);

		if (rc != RC_OK)
			return rc;
		body = str_from(body, part.n);
		n = piece;
	}
	return multipart_finish(m, &e);
}

static void
expect(const char *label, str body, enum rc want_rc, const char *want)
{
	for (size_t cut = 1; cut <= body.n + 1; cut++) {
		struct buf seen;
		enum rc rc = run(body, cut, cut == body.n + 1 ? 1 : body.n, &seen);

		if (rc != want_rc)
			fail_msg("%s (cut at %zu): rc %s", label, cut, err_name(rc));
		if (want != NULL && !str_eq_z(buf_get(&seen), want))
			fail_msg(
			    "%s (cut at %zu): %.*s", label, cut, STR_ARG(buf_get(&seen)));
		arena_reset(a);
	}
}

#define CD  "Content-Disposition: form-data; "
#define END "\r\n--B--\r\n"
#define GOOD(body, want)                                                                 \
	{                                                                                \
		body, sizeof(body) - 1, want                                             \
	}

static void
test_good(void **state)
{
	static const struct {
		const char *body;
		size_t n;
		const char *want;
	} row[] = {
		GOOD("--B\r\n" CD "name=\"a\"\r\n\r\n1" END, "[a|||1]"),
		GOOD("--B\r\n" CD "name=a\r\n\r\n1\r\n--B--", "[a|||1]"),
		GOOD("--B\r\n" CD "name=\"a\"\r\n\r\n" END, "[a|||]"),
		GOOD("--B--", ""),
		GOOD("--B\r\n" CD "name=\"a\"\r\n\r\n1\r\n--B\r\n" CD
		     "name=\"b\"\r\n\r\n2" END,
		    "[a|||1][b|||2]"),
		GOOD(
		    "--B\r\ncontent-disposition:form-data;name=\"f\";filename=\"x.pdf\"\r\n"
		    "content-type: application/pdf\r\n\r\n%PDF" END,
		    "[f|@x.pdf|application/pdf|%PDF]"),
		GOOD("--B\r\n" CD "name=\"f\"; filename=\"\"\r\n"
		     "Content-Type: application/octet-stream\r\n\r\n" END,
		    "[f|@|application/octet-stream|]"),
		GOOD("--B\r\n" CD "name=\"f\"; filename=\"C:\\dir\\x.jpg\"\r\n\r\n" END,
		    "[f|@x.jpg||]"),
		GOOD("--B\r\n" CD "name=\"f\"; filename=\"../../etc/passwd\"\r\n\r\n" END,
		    "[f|@passwd||]"),
		GOOD("--B\r\n" CD "name=\"f\"; filename=\"a\\\"b%22c.jpg\"\r\n\r\n" END,
		    "[f|@a\"b\"c.jpg||]"),
		GOOD("--B\r\n" CD "name=\"f\"; filename=\"a;b=c.jpg\"\r\n\r\n" END,
		    "[f|@a;b=c.jpg||]"),
		GOOD("--B\r\n" CD "name=\"\xc3\xa9\"\r\n\r\n1" END, "[\xc3\xa9|||1]"),
		GOOD("--B\r\n" CD "name=\"a\"\r\nX-Other: y\r\n"
		     "Content-Transfer-Encoding: binary\r\n\r\n1" END,
		    "[a|||1]"),
		/* content that looks like a boundary but is none */
		GOOD("--B\r\n" CD "name=\"a\"\r\n\r\n\r\n--" END, "[a|||\r\n--]"),
		GOOD("--B\r\n" CD "name=\"a\"\r\n\r\n\r\r\n\n\r\n-\r\n--\r--B" END,
		    "[a|||\r\r\n\n\r\n-\r\n--\r--B]"),
		GOOD("--B\r\n" CD "name=\"a\"\r\n\r\n--B--" END, "[a|||--B--]"),
		GOOD("--B\r\n" CD "name=\"a\"\r\n\r\n\r\n\r\n\r\n" END,
		    "[a|||\r\n\r\n\r\n]"),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		char label[32];

		snprintf(label, sizeof(label), "good row %zu", i);
		expect(label, (str){ row[i].body, row[i].n }, RC_OK, row[i].want);
	}
}

static void
test_bad(void **state)
{
	static const struct {
		const char *body;
		size_t n;
		const char *why;
	} row[] = {
		GOOD("", "empty"),
		GOOD("\r\n", "line break only"),
		GOOD("--", "half a boundary"),
		GOOD("--B", "boundary and nothing"),
		GOOD("--B\r\n", "ends after the boundary"),
		GOOD("--B\n" CD "name=\"a\"\r\n\r\n1" END, "bare LF after the boundary"),
		GOOD("--B \r\n" CD "name=\"a\"\r\n\r\n1" END,
		    "padding after the boundary"),
		GOOD("x\r\n--B\r\n" CD "name=\"a\"\r\n\r\n1" END, "preamble"),
		GOOD("\r\n--B\r\n" CD "name=\"a\"\r\n\r\n1" END, "leading line break"),
		GOOD("--C\r\n" CD "name=\"a\"\r\n\r\n1\r\n--C--", "another boundary"),
		GOOD("--B\r\n" CD "name=\"a\"\r\n\r\n1", "no end"),
		GOOD("--B\r\n" CD "name=\"a\"\r\n\r\n1\r\n--B", "half an end"),
		GOOD("--B\r\n" CD "name=\"a\"\r\n\r\n1\r\n--B-",
		    "end without its last dash"),
		GOOD("--B\r\n" CD "name=\"a\"\r\n\r\n1\r\n--B--\r",
		    "half a line break at the end"),
		GOOD("--B\r\n" CD "name=\"a\"\r\n\r\n1\r\n--B--x", "bytes after the end"),
		GOOD("--B\r\n" CD "name=\"a\"\r\n\r\n1\r\n--B--\r\nx", "epilogue"),
		GOOD("--B\r\n" CD "name=\"a\"\r\n\r\n1\r\n--Bx\r\n",
		    "boundary with a tail"),
		GOOD("--B\r\n\r\n1" END, "no headers"),
		GOOD("--B\r\nX: y\r\n\r\n1" END, "no disposition"),
		GOOD("--B\r\nContent-Type: text/plain\r\n\r\n1" END, "type only"),
		GOOD("--B\r\n" CD "name=\"a\"\n\r\n1" END, "bare LF in a header"),
		GOOD("--B\r\n" CD "name=\"a\"\rx\r\n\r\n1" END, "bare CR in a header"),
		GOOD("--B\r\n" CD "\r\n\r\n1" END, "disposition with nothing"),
		GOOD("--B\r\nContent-Disposition: form-data\r\n\r\n1" END, "no name"),
		GOOD("--B\r\n" CD "name=\"\"\r\n\r\n1" END, "empty name"),
		GOOD("--B\r\n" CD "name=\r\n\r\n1" END, "no value of name"),
		GOOD("--B\r\n" CD "name=\"a\r\n\r\n1" END, "unclosed quote"),
		GOOD("--B\r\n" CD "name=\"a\"; name=\"b\"\r\n\r\n1" END, "two names"),
		GOOD("--B\r\n" CD
		     "name=\"a\"; filename=\"1\"; filename=\"2\"\r\n\r\n1" END,
		    "two file names"),
		GOOD("--B\r\n" CD "name=\"a\"; filename*=UTF-8''x\r\n\r\n1" END,
		    "filename*"),
		GOOD("--B\r\n" CD "name=\"a\" filename=\"x\"\r\n\r\n1" END,
		    "no semicolon"),
		GOOD("--B\r\n" CD "name=\"a\xff\"\r\n\r\n1" END, "name not UTF-8"),
		GOOD("--B\r\n" CD "name=\"a%0d%0ab\"\r\n\r\n1" END,
		    "line break in the name"),
		GOOD("--B\r\n" CD "name=\"a\"; filename=\"x%0Ay\"\r\n\r\n1" END,
		    "line break in the file name"),
		GOOD("--B\r\n" CD "name=\"a\"; filename=\"x\xc0\xaf\"\r\n\r\n1" END,
		    "file name overlong"),
		GOOD("--B\r\n" CD "name=\"a\0b\"\r\n\r\n1" END, "NUL in the name"),
		GOOD("--B\r\n" CD "name=\"a\tb\"\r\n\r\n1" END, "tab in the name"),
		GOOD("--B\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1" END,
		    "attachment"),
		GOOD("--B\r\n" CD "name=\"a\"\r\n" CD "name=\"b\"\r\n\r\n1" END,
		    "two dispositions"),
		GOOD("--B\r\n" CD
		     "name=\"a\"\r\nContent-Type: a/b\r\nContent-Type: a/b\r\n\r\n1" END,
		    "two types"),
		GOOD("--B\r\n" CD
		     "name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\nMQ==" END,
		    "base64"),
		GOOD("--B\r\nContent-Disposition : form-data; name=\"a\"\r\n\r\n1" END,
		    "space before the colon"),
		GOOD("--B\r\n" CD "name=\"a\"\r\n folded\r\n\r\n1" END, "folded header"),
		GOOD("--B\r\nno colon\r\n\r\n1" END, "no colon"),
		GOOD("--B\r\n: empty\r\n\r\n1" END, "empty header name"),
		GOOD("--B\r\n" CD "name=\"a\"\r\nX: \x01\r\n\r\n1" END,
		    "control character"),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		expect(row[i].why, (str){ row[i].body, row[i].n }, RC_INVALID, NULL);
}

static void
test_limits(void **state)
{
	struct buf b, seen;

	(void)state;
	buf_init(&b, a, 0);
	BUF_LIT(&b, "--B\r\n" CD "name=\"a\"\r\nX: ");
	for (int i = 0; i < MULTIPART_HEAD_BYTES; i++)
		buf_char(&b, 'x');
	BUF_LIT(&b, "\r\n\r\n1" END);
	assert_int_equal(run(buf_get(&b), b.n, 1, &seen), RC_LIMIT);
	buf_init(&b, a, 0);
	for (int i = 0; i < MULTIPART_PARTS; i++)
		BUF_LIT(&b, "--B\r\n" CD "name=\"a\"\r\n\r\n\r\n");
	{
		struct buf ok = b;

		BUF_LIT(&ok, "--B--");
		assert_int_equal(run(buf_get(&ok), ok.n, 1, &seen), RC_OK);
	}
	BUF_LIT(&b, "--B\r\n" CD "name=\"a\"\r\n\r\n\r\n--B--");
	assert_int_equal(run(buf_get(&b), b.n, 1, &seen), RC_LIMIT);
}

static void
test_boundary(void **state)
{
	static const struct {
		const char *type, *want;
	} row[] = {
		{ "multipart/form-data; boundary=B", "B" },
		{ "Multipart/Form-Data;BOUNDARY=\"a b\"", "a b" },
		{ "multipart/form-data; charset=utf-8; boundary=----WebKit7",
		    "----WebKit7" },
		{ "multipart/form-data", NULL },
		{ "multipart/form-data;", NULL },
		{ "multipart/form-data; boundary=", NULL },
		{ "multipart/form-data; boundary=\"\"", NULL },
		{ "multipart/form-data; boundary=\"a", NULL },
		{ "multipart/form-data; boundary=\"a \"", NULL },
		{ "multipart/form-data; boundary=\"a\x01\"", NULL },
		{ "multipart/form-data; boundary=a; boundary=b", NULL },
		{ "multipart/form-data; boundary=a{", NULL },
		{ "multipart/mixed; boundary=B", NULL },
		{ "", NULL },
	};
	char z[128];
	str got;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		bool ok = multipart_boundary(a, str_from_z(row[i].type), &got);

		if (ok != (row[i].want != NULL) || (ok && !str_eq_z(got, row[i].want)))
			fail_msg("%s", row[i].type);
	}
	snprintf(z, sizeof(z), "multipart/form-data; boundary=%070d", 1);
	assert_true(multipart_boundary(a, str_from_z(z), &got));
	snprintf(z, sizeof(z), "multipart/form-data; boundary=%071d", 1);
	assert_false(multipart_boundary(a, str_from_z(z), &got));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_good, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bad, setup, teardown),
		cmocka_unit_test_setup_teardown(test_limits, setup, teardown),
		cmocka_unit_test_setup_teardown(test_boundary, setup, teardown),
	};

	return cmocka_run_group_tests_name("multipart", tests, NULL, NULL);
}
