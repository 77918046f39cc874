/* merkle.c - RFC 9162 2.1. */
#include "audit/merkle.h"

#include "base/codec.h"
#include "pki/hash.h"

struct merkle_hash
merkle_leaf(str data)
{
	struct pki_sha256_ctx *c = pki_sha256_new();
	struct merkle_hash out;

	pki_sha256_add(c, (str){ "", 1 });
	pki_sha256_add(c, data);
	pki_sha256_final(c, out.b);
	pki_sha256_free(c);
	return out;
}

struct merkle_hash
merkle_node(const struct merkle_hash *left, const struct merkle_hash *right)
{
	char text[1 + 2 * MERKLE_BYTES] = { 1 };
	struct merkle_hash out;

	memcpy(text + 1, left->b, MERKLE_BYTES);
	memcpy(text + 1 + MERKLE_BYTES, right->b, MERKLE_BYTES);
	pki_sha256((str){ text, sizeof(text) }, out.b);
	return out;
}

struct merkle_hash
merkle_empty(void)
{
	struct merkle_hash out;

	pki_sha256(STR(""), out.b);
	return out;
}

bool
merkle_eq(const struct merkle_hash *a, const struct merkle_hash *b)
{
	return memcmp(a->b, b->b, MERKLE_BYTES) == 0;
}

str
merkle_hex(struct arena *a, const struct merkle_hash *h)
{
	return hex_encode(a, h->b, MERKLE_BYTES);
}

static int
nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
merkle_unhex(str hex, struct merkle_hash *out)
{
	if (hex.n != 2 * (size_t)MERKLE_BYTES)
		return false;
	for (size_t i = 0; i < MERKLE_BYTES; i++) {
		int high = nibble(hex.p[2 * i]), low = nibble(hex.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out->b[i] = (unsigned char)(high * 16 + low);
	}
	return true;
}

void
merkle_add(struct merkle_edge *edge, const struct merkle_hash *leaf)
{
	struct merkle_hash h = *leaf;
	unsigned level = 0;

	for (; edge->size >> level & 1; level++)
		h = merkle_node(&edge->at[level], &h);
	edge->at[level] = h;
	edge->size++;
}

struct merkle_hash
merkle_edge_root(const struct merkle_edge *edge)
{
	struct merkle_hash h = merkle_empty();
	bool have = false;

	for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
		if (!(edge->size >> level & 1))
			continue;
		h = have ? merkle_node(&edge->at[level], &h) : edge->at[level];
		have = true;
	}
	return h;
}

/* ---- reading a tree ---- */

/* Leaves first .. first + n - 1, where first is a multiple of the power of two at or above n. */
static enum rc
range_root(const struct merkle_source *src, uint64_t first, uint64_t n,
    struct merkle_hash *out, struct err *e)
{
	struct merkle_hash part[MERKLE_LEVELS];
	size_t parts = 0;

	while (n > 0) {
		unsigned level = 63U - (unsigned)__builtin_clzll(n);
		enum rc rc = src->node(src->arg, level, first >> level, &part[parts], e);

		if (rc != RC_OK)
			return rc;
		parts++;
		first += UINT64_C(1) << level;
		n -= UINT64_C(1) << level;
	}
	*out = part[--parts];
	while (parts > 0) {
		parts--;
		*out = merkle_node(&part[parts], out);
	}
	return RC_OK;
}

enum rc
merkle_root(const struct merkle_source *src, uint64_t size, struct merkle_hash *out,
    struct err *e)
{
	if (size == 0) {
		*out = merkle_empty();
		return RC_OK;
	}
	return range_root(src, 0, size, out, e);
}

/* The largest power of two smaller than n (n > 1). */
static uint64_t
split(uint64_t n)
{
	return UINT64_C(1) << (63U - (unsigned)__builtin_clzll(n - 1));
}

/* What stands beside the way down, from the root; turned round at the end. */
static enum rc
push(const struct merkle_source *src, uint64_t first, uint64_t n,
    struct merkle_path *path, struct err *e)
{
	BUG_ON(path->n == MERKLE_PATH);
	return range_root(src, first, n, &path->at[path->n++], e);
}

static void
turn(struct merkle_path *path)
{
	for (size_t i = 0; i < path->n / 2; i++) {
		struct merkle_hash h = path->at[i];

		path->at[i] = path->at[path->n - 1 - i];
		path->at[path->n - 1 - i] = h;
	}
}

enum rc
merkle_inclusion(const struct merkle_source *src, uint64_t index, uint64_t size,
    struct merkle_path *out, struct err *e)
{
	uint64_t first = 0, n = size;
	enum rc rc = RC_OK;

	out->n = 0;
	while (rc == RC_OK && n > 1) {
		uint64_t k = split(n);

		if (index - first < k) {
			rc = push(src, first + k, n - k, out, e);
			n = k;
		} else {
			rc = push(src, first, k, out, e);
			first += k;
			n -= k;
		}
	}
	turn(out);
	return rc;
}

enum rc
merkle_consistency(const struct merkle_source *src, uint64_t from, uint64_t to,
    struct merkle_path *out, struct err *e)
{
	uint64_t first = 0, m = from, n = to;
	bool whole = true; /* the old tree is this whole subtree: its root is known */
	enum rc rc = RC_OK;

	out->n = 0;
	while (rc == RC_OK && m < n) {
		uint64_t k = split(n);

		if (m <= k) {
			rc = push(src, first + k, n - k, out, e);
			n = k;
		} else {
			rc = push(src, first, k, out, e);
			first += k;
			m -= k;
			n -= k;
			whole = false;
		}
	}
	if (rc == RC_OK && !whole)
		rc = push(src, first, n, out, e);
	turn(out);
	return rc;
}

/* ---- checking ---- */

bool
merkle_included(const struct merkle_hash *leaf, uint64_t index, uint64_t size,
    const struct merkle_path *path, const struct merkle_hash *root)
{
	struct merkle_hash r = *leaf;
	uint64_t fn = index, sn = size - 1;

	if (index >= size)
		return false;
	for (size_t i = 0; i < path->n; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) == 1 || fn == sn) {
			r = merkle_node(&path->at[i], &r);
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			r = merkle_node(&r, &path->at[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && merkle_eq(&r, root);
}

/* Both roots from the path; false when the path does not fit the sizes. */
static bool
climb(uint64_t fn, uint64_t sn, const struct merkle_hash *start,
    const struct merkle_path *path, size_t from, struct merkle_hash *out_old,
    struct merkle_hash *out_new)
{
	*out_old = *out_new = *start;
	for (size_t i = from; i < path->n; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) == 1 || fn == sn) {
			*out_old = merkle_node(&path->at[i], out_old);
			*out_new = merkle_node(&path->at[i], out_new);
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			*out_new = merkle_node(out_new, &path->at[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0;
}

bool
merkle_extends(uint64_t from, const struct merkle_hash *from_root, uint64_t to,
    const struct merkle_hash *to_root, const struct merkle_path *path)
{
	bool power = (from & (from - 1)) == 0;
	struct merkle_hash was, now;
	uint64_t fn, sn;

	if (from == 0 || from == to)
		return path->n == 0 && (from == 0 || merkle_eq(from_root, to_root));
	if (from > to || path->n == 0)
		return false;
	for (fn = from - 1, sn = to - 1; fn & 1; fn >>= 1)
		sn >>= 1;
	return climb(fn, sn, power ? from_root : &path->at[0], path, power ? 0 : 1, &was,
		   &now) &&
	       merkle_eq(&was, from_root) && merkle_eq(&now, to_root);
}
