/*
 * router.h - which route a path belongs to.
 *
 * Patterns: "/kantor/permohonan/{number}", a parameter is a whole segment, or the segment's
 * beginning with a fixed ending: "/pki/crl/{name}.crl". A literal segment wins over a parameter,
 * and a parameter with an ending over one without; this is decided segment by segment from the
 * left. A parameter never matches an empty segment. Sorted once at start; a match allocates nothing.
 */
#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H

#include "base/str.h"

#define ROUTER_PARAMS   4  /* in one pattern */
#define ROUTER_SEGMENTS 12 /* in one pattern or path */
#define ROUTER_METHODS  8  /* of one path, in Allow */

struct route {
	const char *method;  /* "GET" also answers HEAD */
	const char *pattern; /* starts with '/' */
};

struct route_param {
	str name;  /* without braces, view into the pattern */
	str value; /* view into the path, never empty */
};

enum route_result { ROUTE_FOUND, ROUTE_NO_PATH, ROUTE_NO_METHOD };

struct route_match {
	enum route_result result;
	size_t index; /* into the array given to router_new; only for ROUTE_FOUND */
	struct route_param param[ROUTER_PARAMS];
	size_t n_params;
	/* ROUTE_NO_METHOD: what the path does answer, "GET, HEAD, POST" */
	const char *allow;
};

struct router;

/*
 * `route` has n elements of `size` bytes, each starting with a struct route; it is borrowed for the
 * life of the router. A malformed pattern, or the same method and shape twice, is a BUG().
 */
struct router *router_new(const void *route, size_t n, size_t size);
void router_free(struct router *r);
/* `path` is decoded and without query. Always fills `out`. */
void router_match(const struct router *r, str method, str path, struct route_match *out);
/* The parameter of that name; STR_NONE if the pattern has none. */
str route_param(const struct route_match *m, const char *name);

#endif
