/*
 * fuzz_multipart.c - a body with boundary "B" gives the same parts whether it comes whole or in
 * pieces; the first byte is the size of a piece.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "http/multipart.h"

static enum rc
on_part(void *arg, const struct multipart_part *p, struct err *e)
{
	(void)e;
	BUG_ON(p->name.n == 0 || str_has(p->filename, '/') || str_has(p->filename, '\\'));
	buf_fmt(arg, "[%.*s|%.*s|%.*s|", STR_ARG(p->name), STR_ARG(p->filename),
	    STR_ARG(p->type));
	return RC_OK;
}

static enum rc
on_data(void *arg, const char *p, size_t n, struct err *e)
{
	(void)e;
	BUG_ON(n == 0);
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

static enum rc
run(struct arena *a, str body, size_t piece, struct buf *seen)
{
	struct multipart_events on = { on_part, on_data, on_end, seen };
	struct multipart *m = multipart_new(a, STR("B"), &on);
	enum rc rc = RC_OK;
	struct err e;

	buf_init(seen, a, 0);
	while (body.n > 0 && rc == RC_OK) {
		str part = str_sub(body, 0, piece);

		rc = multipart_push(m, part.p, part.n, &e);
		body = str_from(body, part.n);
	}
	return rc == RC_OK ? multipart_finish(m, &e) : rc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new();
	struct buf whole, pieces;
	str body = { (const char *)data + 1, n - 1 }, boundary;
	enum rc rc;

	if (n > 1) {
		rc = run(a, body, body.n, &whole);
		BUG_ON(run(a, body, (size_t)data[0] + 1, &pieces) != rc);
		BUG_ON(!str_eq(buf_get(&whole), buf_get(&pieces)));
		BUG_ON(multipart_boundary(a, body, &boundary) &&
		       boundary.n > MULTIPART_BOUNDARY);
	}
	arena_free(a);
	return 0;
}
