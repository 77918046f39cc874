/*
 * fuzz_http.c - one line of text as a target, a form, a cookie header and a path to route: the
 * decoded texts are always valid UTF-8 without control characters.
 */
#include "fuzz.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "http/http.h"
#include "http/router.h"

static const struct route routes[] = {
	{ "GET", "/" },
	{ "GET", "/a/{b}" },
	{ "POST", "/a/c" },
	{ "GET", "/{x}/{y}.crl" },
	{ "GET", "/{x}/{y}/{z}" },
};

static void
check(const struct http_fields *f)
{
	BUG_ON(f->n > LIMIT_FIELDS);
	for (size_t i = 0; i < f->n; i++) {
		BUG_ON(f->at[i].name.n == 0 || !utf8_valid_text(f->at[i].name));
		BUG_ON(f->at[i].value.p == NULL || !utf8_valid_text(f->at[i].value));
		BUG_ON(f->at[i].value.n > LIMIT_FIELD_BYTES);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new();
	struct router *r = router_new(routes, ARRAY_LEN(routes), sizeof(routes[0]));
	str text = { (const char *)data, n };
	struct http_fields form;
	struct http_request rq;
	struct route_match m;
	struct err e;

	if (http_request_init(&rq, a, STR("GET"), text, &e) == RC_OK) {
		BUG_ON(
		    rq.path.n == 0 || rq.path.p[0] != '/' || !utf8_valid_text(rq.path));
		check(&rq.query);
		router_match(r, rq.method, rq.path, &m);
		for (size_t i = 0; i < m.n_params; i++)
			BUG_ON(m.param[i].value.n == 0 || str_has(m.param[i].value, '/'));
	}
	if (http_form_decode(a, text, &form, &e) == RC_OK)
		check(&form);
	BUG_ON(str_has(cookie_find(text, STR("a")), ';'));
	router_free(r);
	arena_free(a);
	return 0;
}
