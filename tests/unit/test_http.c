/* test_http.c - router, cookies, targets, forms, answers: everything of src/http without a socket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/limits.h"
#include "http/http.h"
#include "http/router.h"

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

#define EXPECT(label, got, want)                                                         \
	do {                                                                             \
		str got_ = (got), want_ = (want);                                        \
		if ((got_.p == NULL) != (want_.p == NULL) || !str_eq(got_, want_))       \
			fail_msg("%s: \"%.*s\", not \"%.*s\"", (label), STR_ARG(got_),   \
			    STR_ARG(want_));                                             \
	} while (0)

/* ---- router ---- */

static const struct route routes[] = {
	{ "GET", "/" },
	{ "GET", "/kantor/permohonan" },
	{ "GET", "/kantor/permohonan/{number}" },
	{ "POST", "/kantor/permohonan/{number}" },
	{ "POST", "/kantor/permohonan/impor" },
	{ "GET", "/kantor/{bagian}/daftar" },
	{ "GET", "/pki/crl/{name}.crl" },
	{ "GET", "/pki/crl/{name}.delta.crl" },
	{ "GET", "/pki/crl/{all}" },
	{ "GET", "/{a}/{b}/{c}/{d}" },
	{ "DELETE", "/berkas/{id}" },
};

static void
test_router(void **state)
{
	static const struct {
		const char *method, *path;
		enum route_result result;
		size_t index;
		const char *first; /* first parameter, or Allow */
	} row[] = {
		{ "GET", "/", ROUTE_FOUND, 0, NULL },
		{ "HEAD", "/", ROUTE_FOUND, 0, NULL },
		{ "POST", "/", ROUTE_NO_METHOD, 0, "GET, HEAD" },
		{ "GET", "/kantor/permohonan", ROUTE_FOUND, 1, NULL },
		{ "GET", "/kantor/permohonan/", ROUTE_NO_PATH, 0, NULL },
		{ "GET", "/kantor/permohonan/7K", ROUTE_FOUND, 2, "7K" },
		{ "POST", "/kantor/permohonan/7K", ROUTE_FOUND, 3, "7K" },
		{ "PUT", "/kantor/permohonan/7K", ROUTE_NO_METHOD, 0, "GET, HEAD, POST" },
		{ "POST", "/kantor/permohonan/impor", ROUTE_FOUND, 4, NULL },
		/* the literal does not answer GET, the parameter does */
		{ "GET", "/kantor/permohonan/impor", ROUTE_FOUND, 2, "impor" },
		{ "GET", "/kantor/permohonan/daftar", ROUTE_FOUND, 2, "daftar" },
		{ "GET", "/kantor/surat/daftar", ROUTE_FOUND, 5, "surat" },
		{ "GET", "/pki/crl/a.crl", ROUTE_FOUND, 6, "a" },
		{ "GET", "/pki/crl/a.delta.crl", ROUTE_FOUND, 7, "a" },
		{ "GET", "/pki/crl/.crl", ROUTE_FOUND, 8, ".crl" },
		{ "GET", "/pki/crl/b.txt", ROUTE_FOUND, 8, "b.txt" },
		{ "GET", "/1/2/3/4", ROUTE_FOUND, 9, "1" },
		{ "GET", "/1//3/4", ROUTE_NO_PATH, 0, NULL },
		{ "GET", "/1/2/3/4/5", ROUTE_NO_PATH, 0, NULL },
		{ "GET", "/1/2/3/4/5/6/7/8/9/10/11/12/13/14", ROUTE_NO_PATH, 0, NULL },
		{ "GET", "", ROUTE_NO_PATH, 0, NULL },
		{ "GET", "kantor", ROUTE_NO_PATH, 0, NULL },
		{ "GET", "/Kantor/permohonan", ROUTE_NO_PATH, 0, NULL },
		{ "GET", "/berkas/1", ROUTE_NO_METHOD, 0, "DELETE" },
	};
	struct router *r = router_new(routes, ARRAY_LEN(routes), sizeof(routes[0]));

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct route_match m;
		char label[96];

		snprintf(label, sizeof(label), "%s %s", row[i].method, row[i].path);
		router_match(r, str_from_z(row[i].method), str_from_z(row[i].path), &m);
		if (m.result != row[i].result ||
		    (m.result == ROUTE_FOUND && m.index != row[i].index))
			fail_msg(
			    "%s: result %d index %zu", label, (int)m.result, m.index);
		if (m.result == ROUTE_NO_METHOD)
			EXPECT(label, str_from_z(m.allow), str_from_z(row[i].first));
		if (m.result == ROUTE_FOUND && row[i].first != NULL)
			EXPECT(label, m.param[0].value, str_from_z(row[i].first));
		if (m.result == ROUTE_FOUND && row[i].first == NULL)
			assert_int_equal(m.n_params, 0);
	}
	router_free(r);
}

static void
test_router_params(void **state)
{
	struct router *r = router_new(routes, ARRAY_LEN(routes), sizeof(routes[0]));
	struct route_match m;

	(void)state;
	router_match(r, STR("GET"), STR("/w/x/y/z"), &m);
	EXPECT("d", route_param(&m, "d"), STR("z"));
	EXPECT("b", route_param(&m, "b"), STR("x"));
	EXPECT("none", route_param(&m, "e"), STR_NONE);
	router_free(r);
}

/* ---- cookies ---- */

static void
test_cookie_find(void **state)
{
	static const struct {
		const char *header, *want;
	} row[] = {
		{ "sid=abc", "abc" },
		{ "a=1; sid=abc; b=2", "abc" },
		{ "a=1;sid=abc", "abc" },
		{ "  sid = abc ", "abc" },
		{ "sid=\"abc\"", "abc" },
		{ "sid=", "" },
		{ "sid=a=b", "a=b" },
		{ "sid", NULL },
		{ "", NULL },
		{ ";;; ;", NULL },
		{ "xsid=abc", NULL },
		{ "sid2=abc", NULL },
		{ "SID=abc", NULL },
		{ "sid=a; sid=b", NULL },
		{ "sid=a b", NULL },
		{ "sid=a,b", NULL },
		{ "sid=a\\b", NULL },
		{ "sid=\xc3\xa9", NULL },
	};
	struct buf many;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		EXPECT(row[i].header, cookie_find(str_from_z(row[i].header), STR("sid")),
		    str_from_z(row[i].want));
	buf_init(&many, a, 0);
	for (int i = 0; i < LIMIT_COOKIES; i++)
		buf_fmt(&many, "c%d=1; ", i);
	BUF_LIT(&many, "sid=late");
	EXPECT("too many", cookie_find(buf_get(&many), STR("sid")), STR_NONE);
	EXPECT("no header", cookie_find(STR_NONE, STR("sid")), STR_NONE);
}

static void
test_cookie_render(void **state)
{
	struct cookie c = { .name = STR("sid"), .value = STR("a-b_1") };

	(void)state;
	EXPECT("plain", cookie_render(a, &c, false),
	    STR("sid=a-b_1; Path=/; HttpOnly; SameSite=Lax"));
	c.site = COOKIE_STRICT;
	c.max_age_s = 60;
	EXPECT("strict", cookie_render(a, &c, true),
	    STR("sid=a-b_1; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=60"));
	c.max_age_s = -1;
	c.value = STR("");
	EXPECT("delete", cookie_render(a, &c, true),
	    STR("sid=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0"));
}

/* ---- forms and targets ---- */

static void
test_form(void **state)
{
	static const struct {
		const char *text;
		const char *want; /* name=value(bad) of each; NULL: refused */
	} row[] = {
		{ "", "" },
		{ "a=1", "a=1(0)" },
		{ "a=1&a=2&b=", "a=1(0)a=2(0)b=(0)" },
		{ "a", "a=(0)" },
		{ "&&a=1&&", "a=1(0)" },
		{ "a+b=c+d", "a b=c d(0)" },
		{ "a=%2B%26%3D", "a=+&=(0)" },
		{ "a=x%0D%0Ay", "a=x\r\ny(0)" },
		{ "a=b=c", "a=b=c(0)" },
		{ "a=%C3%A9", "a=\xc3\xa9(0)" },
		{ "a=%", "a=(1)" },
		{ "a=%4", "a=(1)" },
		{ "a=%4g", "a=(1)" },
		{ "a=%00", "a=(1)" },
		{ "a=%ff", "a=(1)" },
		{ "a=%c0%af", "a=(1)" },
		{ "a=%ed%a0%80", "a=(1)" },
		{ "a=%1b", "a=(1)" },
		{ "a=\xff&b=1", "a=(1)b=1(0)" },
		{ "=1", NULL },
		{ "%=1", NULL },
		{ "%ff=1", NULL },
		{ "a%00=1", NULL },
		{ "a%0a=1", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct http_fields f = { 0 };
		struct buf got;
		struct err e;
		enum rc rc = http_form_decode(a, str_from_z(row[i].text), &f, &e);

		if (row[i].want == NULL) {
			if (rc != RC_INVALID)
				fail_msg("%s: accepted", row[i].text);
			continue;
		}
		assert_int_equal(rc, RC_OK);
		buf_init(&got, a, 0);
		for (size_t k = 0; k < f.n; k++)
			buf_fmt(&got, "%.*s=%.*s(%d)", STR_ARG(f.at[k].name),
			    STR_ARG(f.at[k].value), (int)f.at[k].bad);
		EXPECT(row[i].text, buf_get(&got), str_from_z(row[i].want));
	}
}

static void
test_form_limits(void **state)
{
	struct http_fields f;
	struct buf b;
	struct err e;

	(void)state;
	buf_init(&b, a, 0);
	for (int i = 0; i < LIMIT_FIELDS; i++)
		buf_z(&b, i > 0 ? "&a=1" : "a=1");
	assert_int_equal(http_form_decode(a, buf_get(&b), &f, &e), RC_OK);
	assert_int_equal(f.n, LIMIT_FIELDS);
	BUF_LIT(&b, "&a=1");
	assert_int_equal(http_form_decode(a, buf_get(&b), &f, &e), RC_LIMIT);
	buf_init(&b, a, 0);
	BUF_LIT(&b, "a=");
	for (int i = 0; i < LIMIT_FIELD_BYTES; i++)
		buf_char(&b, 'x');
	assert_int_equal(http_form_decode(a, buf_get(&b), &f, &e), RC_OK);
	assert_int_equal(f.at[0].bad, HTTP_FIELD_OK);
	assert_int_equal(f.at[0].value.n, LIMIT_FIELD_BYTES);
	buf_char(&b, 'x');
	assert_int_equal(http_form_decode(a, buf_get(&b), &f, &e), RC_OK);
	assert_int_equal(f.at[0].bad, HTTP_FIELD_TOO_LONG);
	assert_int_equal(f.at[0].value.n, 0);
	EXPECT("bad value", http_value(&f, "a"), STR_NONE);
}

static void
test_target(void **state)
{
	static const struct {
		const char *target, *path, *query;
	} row[] = {
		{ "/", "/", "" },
		{ "/lacak?nomor=1", "/lacak", "nomor=1" },
		{ "/a?b?c=1", "/a", "b?c=1" },
		{ "/%C3%A9", "/\xc3\xa9", "" },
		{ "/a+b", "/a+b", "" },
		{ "http://h/x?y=1", "/x", "y=1" },
		{ "https://h", "/", "" },
		{ "", NULL, NULL },
		{ "*", NULL, NULL },
		{ "x", NULL, NULL },
		{ "ftp://h/x", NULL, NULL },
		{ "/a#b", NULL, NULL },
		{ "/a b", NULL, NULL },
		{ "/a%2Fb", NULL, NULL },
		{ "/a%2fb", NULL, NULL },
		{ "/%00", NULL, NULL },
		{ "/%0a", NULL, NULL },
		{ "/%7f", NULL, NULL },
		{ "/%e2%82", NULL, NULL },
		{ "/a?b=%zz", NULL, NULL },
		{ "/a?b=%00", NULL, NULL },
		{ "/a?=1", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct http_request rq;
		struct err e;
		enum rc rc =
		    http_request_init(&rq, a, STR("GET"), str_from_z(row[i].target), &e);

		if (row[i].path == NULL) {
			if (rc != RC_INVALID)
				fail_msg("%s: accepted", row[i].target);
			continue;
		}
		assert_int_equal(rc, RC_OK);
		EXPECT(row[i].target, rq.path, str_from_z(row[i].path));
		EXPECT(row[i].target, rq.query_raw, str_from_z(row[i].query));
	}
}

/* ---- answers ---- */

static struct http_request rq;
static struct http_response rs;

static void
ask(const char *target, const char *header, const char *value)
{
	struct err e;

	assert_int_equal(
	    http_request_init(&rq, a, STR("GET"), str_from_z(target), &e), RC_OK);
	if (header != NULL)
		http_request_add_header(&rq, str_from_z(header), str_from_z(value));
	http_response_init(&rs, &rq, false);
}

static void
test_redirect(void **state)
{
	static const struct {
		const char *to, *want;
	} row[] = {
		{ "/masuk", "/masuk" },
		{ "/a?b=c#d", "/a?b=c#d" },
		{ "/a b\xc3\xa9\"", "/a%20b%C3%A9%22" },
		{ "//evil.example/", "/" },
		{ "/\\evil.example/", "/" },
		{ "https://evil.example/", "/" },
		{ "javascript:alert(1)", "/" },
		{ "/a\r\nSet-Cookie: x=1", "/" },
		{ "", "/" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		ask("/", NULL, NULL);
		http_redirect(&rs, 303, str_from_z(row[i].to));
		assert_int_equal(rs.status, 303);
		EXPECT(
		    row[i].to, http_header_get(&rs, "location"), str_from_z(row[i].want));
	}
	ask("/", NULL, NULL);
	http_redirect(&rs, 303, STR_NONE);
	EXPECT("none", http_header_get(&rs, "Location"), STR("/"));
}

static void
test_static(void **state)
{
	const struct http_asset css = { STR("app.css"), STR("/aset/app.1.css"),
		STR("text/css; charset=utf-8"), STR("plain"), STR("b"), STR("gz"),
		STR("\"1\"") };
	static const struct {
		const char *accept, *coding;
	} row[] = {
		{ "", NULL },
		{ "gzip, deflate, br", "br" },
		{ "gzip;q=1.0, br;q=0", "gzip" },
		{ "br;q=0.000, gzip; q=0.1", "gzip" },
		{ "GZIP", "gzip" },
		{ "identity", NULL },
		{ "xbr, brr", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		ask("/aset/app.1.css", "Accept-Encoding", row[i].accept);
		http_static(&rs, &css);
		EXPECT(row[i].accept, http_header_get(&rs, "Content-Encoding"),
		    str_from_z(row[i].coding));
		EXPECT("vary", http_header_get(&rs, "Vary"), STR("Accept-Encoding"));
		EXPECT("cache", http_header_get(&rs, "Cache-Control"),
		    STR("public, max-age=31536000, immutable"));
	}
	ask("/favicon.ico", "If-None-Match", "\"0\", W/\"1\"");
	http_static(&rs, &css);
	assert_int_equal(rs.status, 304);
	assert_int_equal(rs.fixed.n, 0);
	EXPECT("cache", http_header_get(&rs, "Cache-Control"), STR("public, no-cache"));
	ask("/x", "If-None-Match", "\"1-br\"");
	http_static(&rs, &css);
	assert_int_equal(rs.status, 200);
}

static void
test_disposition(void **state)
{
	static const struct {
		const char *name, *want;
	} row[] = {
		{ "surat 1.pdf", "attachment; filename=\"surat 1.pdf\"" },
		{ "a\"b.pdf",
		    "attachment; filename=\"a_b.pdf\"; filename*=UTF-8''a%22b.pdf" },
		{ "\xc3\xa9", "attachment; filename=\"__\"; filename*=UTF-8''%C3%A9" },
		{ "a\r\nb", "attachment; filename=\"a__b\"; filename*=UTF-8''a%0D%0Ab" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		ask("/", NULL, NULL);
		http_disposition(&rs, true, str_from_z(row[i].name));
		EXPECT(row[i].name, http_header_get(&rs, "Content-Disposition"),
		    str_from_z(row[i].want));
	}
}

static void
test_headers(void **state)
{
	struct cookie c = { .name = STR("x"), .value = STR("1") };

	(void)state;
	ask("/", "X-One", "1");
	EXPECT("request", http_request_header(&rq, "x-ONE"), STR("1"));
	EXPECT("request", http_request_header(&rq, "X-Two"), STR_NONE);
	http_header_z(&rs, "A", "1");
	http_header_z(&rs, "a", "2");
	EXPECT("replaced", http_header_get(&rs, "A"), STR("2"));
	assert_int_equal(rs.n_headers, 1);
	http_set_cookie(&rs, &c);
	http_set_cookie(&rs, &c);
	assert_int_equal(rs.n_headers, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_router, setup, teardown),
		cmocka_unit_test_setup_teardown(test_router_params, setup, teardown),
		cmocka_unit_test_setup_teardown(test_cookie_find, setup, teardown),
		cmocka_unit_test_setup_teardown(test_cookie_render, setup, teardown),
		cmocka_unit_test_setup_teardown(test_form, setup, teardown),
		cmocka_unit_test_setup_teardown(test_form_limits, setup, teardown),
		cmocka_unit_test_setup_teardown(test_target, setup, teardown),
		cmocka_unit_test_setup_teardown(test_redirect, setup, teardown),
		cmocka_unit_test_setup_teardown(test_static, setup, teardown),
		cmocka_unit_test_setup_teardown(test_disposition, setup, teardown),
		cmocka_unit_test_setup_teardown(test_headers, setup, teardown),
	};

	return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
