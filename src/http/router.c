/*
 * router.c - see router.h. Shapes are sorted so that the first one that matches is the best:
 * by number of segments, then segment by segment literal, parameter with ending, parameter.
 */
#include "http/router.h"

#include <stdio.h>
#include <stdlib.h>

enum kind { LITERAL, PARAM_ENDING, PARAM };

struct segment {
	enum kind kind;
	str text; /* the literal, or the ending */
	str name; /* of the parameter */
};

struct shape {
	struct segment seg[ROUTER_SEGMENTS];
	size_t n_seg;
	struct {
		const char *method;
		size_t index;
	} on[ROUTER_METHODS];
	size_t n_on;
	char allow[64];
};

struct router {
	struct shape *shape;
	size_t n;
	size_t first[ROUTER_SEGMENTS + 2]; /* first[k]: first shape with k segments */
};

/* Views of the segments after the first '/'; ROUTER_SEGMENTS + 1 when there are too many. */
static size_t
split(str path, str out[ROUTER_SEGMENTS])
{
	size_t n = 0;
	str rest = str_from(path, 1);

	for (;;) {
		const char *slash = memchr(rest.p, '/', rest.n);
		size_t len = slash != NULL ? (size_t)(slash - rest.p) : rest.n;

		if (n == ROUTER_SEGMENTS)
			return ROUTER_SEGMENTS + 1;
		out[n++] = (str){ rest.p, len };
		if (slash == NULL)
			return n;
		rest = (str){ slash + 1, rest.n - len - 1 };
	}
}

static struct segment
segment_parse(str s)
{
	str name;

	if (s.n == 0 || s.p[0] != '{') {
		if (str_has(s, '{') || str_has(s, '}'))
			BUG("route: a parameter must begin its segment");
		return (struct segment){ LITERAL, s, STR_NONE };
	}
	s = str_from(s, 1);
	if (!str_has(s, '}'))
		BUG("route: unclosed parameter");
	name = str_cut(&s, '}');
	if (name.n == 0 || str_has(s, '{') || str_has(s, '}'))
		BUG("route: malformed parameter");
	return (struct segment){ s.n > 0 ? PARAM_ENDING : PARAM, s, name };
}

static void
shape_parse(struct shape *h, const char *pattern)
{
	str part[ROUTER_SEGMENTS];
	size_t params = 0;

	if (pattern[0] != '/')
		BUG("route: pattern must start with /");
	h->n_seg = split(str_from_z(pattern), part);
	if (h->n_seg > ROUTER_SEGMENTS)
		BUG("route: too many segments");
	for (size_t i = 0; i < h->n_seg; i++) {
		h->seg[i] = segment_parse(part[i]);
		params += h->seg[i].kind != LITERAL;
	}
	if (params > ROUTER_PARAMS)
		BUG("route: too many parameters");
}

static int
segment_cmp(const struct segment *a, const struct segment *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->kind == PARAM)
		return 0;
	if (a->kind == PARAM_ENDING && a->text.n != b->text.n)
		return a->text.n > b->text.n ? -1 : 1; /* the longer ending first */
	return str_cmp(a->text, b->text);
}

static int
shape_cmp(const void *pa, const void *pb)
{
	const struct shape *a = pa, *b = pb;

	if (a->n_seg != b->n_seg)
		return a->n_seg < b->n_seg ? -1 : 1;
	for (size_t i = 0; i < a->n_seg; i++) {
		int c = segment_cmp(&a->seg[i], &b->seg[i]);

		if (c != 0)
			return c;
	}
	return 0;
}

static void
allow_add(struct shape *h, const char *method)
{
	size_t n = strlen(h->allow);
	int k = snprintf(h->allow + n, sizeof(h->allow) - n, "%s%s%s", n > 0 ? ", " : "",
	    method, strcmp(method, "GET") == 0 ? ", HEAD" : "");

	if (k < 0 || (size_t)k >= sizeof(h->allow) - n)
		BUG("route: too many methods on one path");
}

static void
shape_add(struct shape *h, const char *method, size_t index)
{
	for (size_t i = 0; i < h->n_on; i++)
		if (strcmp(h->on[i].method, method) == 0)
			BUG("route: the same method and path twice");
	if (h->n_on == ROUTER_METHODS)
		BUG("route: too many methods on one path");
	h->on[h->n_on].method = method;
	h->on[h->n_on++].index = index;
	allow_add(h, method);
}

/* Sorted shapes with one method each become shapes with all their methods. */
static void
merge(struct router *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++) {
		if (n > 0 && shape_cmp(&r->shape[n - 1], &r->shape[i]) == 0) {
			shape_add(&r->shape[n - 1], r->shape[i].on[0].method,
			    r->shape[i].on[0].index);
			continue;
		}
		if (n != i)
			r->shape[n] = r->shape[i];
		n++;
	}
	r->n = n;
}

struct router *
router_new(const void *route, size_t n, size_t size)
{
	struct router *r = calloc(1, sizeof(*r));
	size_t at = 0;

	if (r == NULL)
		BUG("out of memory");
	r->shape = calloc(n + 1, sizeof(*r->shape));
	if (r->shape == NULL)
		BUG("out of memory");
	for (size_t i = 0; i < n; i++) {
		const struct route *x =
		    (const struct route *)(const void *)((const char *)route + i * size);

		shape_parse(&r->shape[i], x->pattern);
		shape_add(&r->shape[i], x->method, i);
	}
	r->n = n;
	qsort(r->shape, n, sizeof(*r->shape), shape_cmp);
	merge(r);
	for (size_t k = 0; k <= ROUTER_SEGMENTS + 1; k++) {
		while (at < r->n && r->shape[at].n_seg < k)
			at++;
		r->first[k] = at;
	}
	return r;
}

void
router_free(struct router *r)
{
	if (r == NULL)
		return;
	free(r->shape);
	free(r);
}

static bool
segment_match(const struct segment *g, str s, struct route_match *m)
{
	if (g->kind == LITERAL)
		return str_eq(g->text, s);
	if (g->kind == PARAM_ENDING) {
		if (!str_ends(s, g->text))
			return false;
		s = str_sub(s, 0, s.n - g->text.n);
	}
	if (s.n == 0)
		return false;
	m->param[m->n_params++] = (struct route_param){ g->name, s };
	return true;
}

static bool
shape_match(const struct shape *h, const str *part, struct route_match *m)
{
	m->n_params = 0;
	for (size_t i = 0; i < h->n_seg; i++)
		if (!segment_match(&h->seg[i], part[i], m))
			return false;
	return true;
}

void
router_match(const struct router *r, str method, str path, struct route_match *out)
{
	str part[ROUTER_SEGMENTS] = { 0 };
	size_t n;

	*out = (struct route_match){ .result = ROUTE_NO_PATH };
	if (path.n == 0 || path.p[0] != '/')
		return;
	n = split(path, part);
	if (n > ROUTER_SEGMENTS)
		return;
	if (str_eq_z(method, "HEAD"))
		method = STR("GET");
	for (size_t i = r->first[n]; i < r->first[n + 1]; i++) {
		const struct shape *h = &r->shape[i];

		if (!shape_match(h, part, out))
			continue;
		if (out->allow == NULL) {
			out->result = ROUTE_NO_METHOD;
			out->allow = h->allow;
		}
		for (size_t k = 0; k < h->n_on; k++)
			if (str_eq_z(method, h->on[k].method)) {
				out->result = ROUTE_FOUND;
				out->index = h->on[k].index;
				return;
			}
	}
	out->n_params = 0;
}

str
route_param(const struct route_match *m, const char *name)
{
	for (size_t i = 0; i < m->n_params; i++)
		if (str_eq_z(m->param[i].name, name))
			return m->param[i].value;
	return STR_NONE;
}
