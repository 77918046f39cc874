/* statement.c - one encoder and one decoder over the tables that statement.def makes. */
#include "statement/statement.h"

#include <stddef.h>

#include "base/utf8.h"
#include "pki/hash.h"
#include "statement/cbor.h"

#define BAD                                                                              \
	N_("Pernyataan yang ditandatangani tidak dapat dibaca. Ulangi dari halaman sebelumnya.")
#define HEAD_KEYS  6
#define INT_MOST   ((int64_t)1 << 53) /* first one that a script cannot hold exactly */
#define NAME_BYTES 64

enum field_kind { F_TEXT, F_BYTES, F_INT, F_DOCS, F_WORDS, F_KEYS };

struct field {
	const char *name;
	enum field_kind kind;
	size_t offset; /* in the struct of the kind */
	size_t least, most;
};
struct shape {
	enum statement_kind kind;
	const char *name;
	const struct field *fields;
	size_t n;
};

#define AT(kind, field)        offsetof(struct statement_##kind, field)
#define ST_BEGIN(kind, number) static const struct field fields_##kind[] = {
#define ST_TEXT(kind, field, least, most)                                                \
	{ #field, F_TEXT, AT(kind, field), least, most },
#define ST_BYTES(kind, field, least, most)                                               \
	{ #field, F_BYTES, AT(kind, field), least, most },
#define ST_INT(kind, field)   { #field, F_INT, AT(kind, field), 0, 0 },
#define ST_DOCS(kind, field)  { #field, F_DOCS, AT(kind, field), 0, 0 },
#define ST_WORDS(kind, field) { #field, F_WORDS, AT(kind, field), 0, 0 },
#define ST_KEYS(kind, field)  { #field, F_KEYS, AT(kind, field), 0, 0 },
#define ST_END(kind)                                                                     \
	}                                                                                \
	;
#include "statement/statement.def"
#undef ST_BEGIN
#undef ST_TEXT
#undef ST_BYTES
#undef ST_INT
#undef ST_DOCS
#undef ST_WORDS
#undef ST_KEYS
#undef ST_END

#define ST_TEXT(kind, field, least, most)
#define ST_BYTES(kind, field, least, most)
#define ST_INT(kind, field)
#define ST_DOCS(kind, field)
#define ST_WORDS(kind, field)
#define ST_KEYS(kind, field)
#define ST_END(kind)
#define ST_BEGIN(kind, number)                                                           \
	{ STATEMENT_##kind, #kind, fields_##kind, ARRAY_LEN(fields_##kind) },
static const struct shape shapes[] = {
#include "statement/statement.def"
};

static const struct shape *
shape_find(uint64_t kind)
{
	for (size_t i = 0; i < ARRAY_LEN(shapes); i++)
		if ((uint64_t)shapes[i].kind == kind)
			return &shapes[i];
	return NULL;
}

const char *
statement_kind_name(enum statement_kind kind)
{
	const struct shape *sh = shape_find((uint64_t)kind);

	return sh == NULL ? "?" : sh->name;
}

static enum rc
bad(struct err *e, const char *where, const char *what)
{
	return err_set(e, RC_INVALID, BAD, "statement: %s: %s", where, what);
}

/* UTF-8 without any control character, of that length. */
static bool
text_ok(str s, size_t least, size_t most)
{
	if (s.n < least || s.n > most)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
	return utf8_valid_text(s);
}

static bool
int_ok(int64_t v)
{
	return v >= 0 && v < INT_MOST;
}

bool
statement_key_ok(const struct statement_key *k)
{
	bool es256 = k->alg == STATEMENT_ES256 && k->point.n == 64;
	bool eddsa = k->alg == STATEMENT_EDDSA && k->point.n == 32;
	unsigned char md[PKI_SHA256_BYTES];

	if (k->kind == STATEMENT_KEY_PASSKEY)
		return (es256 || eddsa) && k->id.n >= 1 && k->id.n <= 1023;
	if (k->kind != STATEMENT_KEY_BROWSER || !es256)
		return false;
	pki_sha256(k->point, md);
	return str_eq(k->id, (str){ (const char *)md, sizeof(md) });
}

/* ---- writing ---- */

static bool
put_docs(struct buf *b, const struct statement_docs *d)
{
	if (d->n > STATEMENT_DOCS)
		return false;
	st_cbor_array(b, d->n);
	for (size_t i = 0; i < d->n; i++) {
		if (!text_ok(d->at[i].name, 1, NAME_BYTES) ||
		    d->at[i].sha256.n != PKI_SHA256_BYTES)
			return false;
		st_cbor_array(b, 2);
		st_cbor_text(b, d->at[i].name);
		st_cbor_bytes(b, d->at[i].sha256);
	}
	return true;
}

static bool
put_words(struct buf *b, const struct statement_words *w)
{
	if (w->n > STATEMENT_WORDS)
		return false;
	st_cbor_array(b, w->n);
	for (size_t i = 0; i < w->n; i++) {
		if (!text_ok(w->at[i], 1, NAME_BYTES))
			return false;
		st_cbor_text(b, w->at[i]);
	}
	return true;
}

static bool
put_keys(struct buf *b, const struct statement_keys *k)
{
	if (k->n > STATEMENT_KEYS)
		return false;
	st_cbor_array(b, k->n);
	for (size_t i = 0; i < k->n; i++) {
		if (!statement_key_ok(&k->at[i]))
			return false;
		st_cbor_array(b, 4);
		st_cbor_uint(b, (uint64_t)k->at[i].kind);
		st_cbor_uint(b, (uint64_t)k->at[i].alg);
		st_cbor_bytes(b, k->at[i].id);
		st_cbor_bytes(b, k->at[i].point);
	}
	return true;
}

static bool
put_field(struct buf *b, const struct field *f, const void *at)
{
	const str *s = at;

	switch (f->kind) {
	case F_TEXT:
		if (!text_ok(*s, f->least, f->most))
			return false;
		st_cbor_text(b, *s);
		return true;
	case F_BYTES:
		if (s->n < f->least || s->n > f->most)
			return false;
		st_cbor_bytes(b, *s);
		return true;
	case F_DOCS:
		return put_docs(b, at);
	case F_WORDS:
		return put_words(b, at);
	case F_KEYS:
		return put_keys(b, at);
	case F_INT:
	default:
		if (!int_ok(*(const int64_t *)at))
			return false;
		st_cbor_uint(b, (uint64_t) * (const int64_t *)at);
		return true;
	}
}

static bool
head_ok(const struct statement *s)
{
	return text_ok(s->authority, 1, 64) && text_ok(s->id, 16, 64) &&
	       int_ok(s->made_s) && int_ok(s->expires_s);
}

enum rc
statement_encode(struct arena *a, const struct statement *s, str *out, struct err *e)
{
	const struct shape *sh = shape_find((uint64_t)s->kind);
	struct buf b;

	if (sh == NULL)
		BUG("encoding a statement that is not in statement.def");
	if (!head_ok(s))
		return bad(e, sh->name, "authority, id or times");
	buf_init(&b, a, 1024);
	st_cbor_map(&b, HEAD_KEYS + sh->n);
	st_cbor_uint(&b, 0);
	st_cbor_uint(&b, (uint64_t)s->kind);
	st_cbor_uint(&b, 1);
	st_cbor_uint(&b, 1);
	st_cbor_uint(&b, 2);
	st_cbor_text(&b, s->authority);
	st_cbor_uint(&b, 3);
	st_cbor_text(&b, s->id);
	st_cbor_uint(&b, 4);
	st_cbor_uint(&b, (uint64_t)s->made_s);
	st_cbor_uint(&b, 5);
	st_cbor_uint(&b, (uint64_t)s->expires_s);
	for (size_t i = 0; i < sh->n; i++) {
		st_cbor_uint(&b, HEAD_KEYS + i);
		if (!put_field(
			&b, &sh->fields[i], (const char *)&s->u + sh->fields[i].offset))
			return bad(e, sh->name, sh->fields[i].name);
	}
	if (b.n > STATEMENT_BYTES)
		return bad(e, sh->name, "too long");
	*out = buf_get(&b);
	return RC_OK;
}

/* ---- reading: anything unusual is caught by writing it again ---- */

static bool
take_docs(struct arena *a, str *in, struct statement_docs *out)
{
	struct statement_doc *at;
	size_t n, two;

	if (!st_cbor_take_array(in, STATEMENT_DOCS, &n))
		return false;
	at = ARENA_ARRAY(a, n + 1, struct statement_doc);
	for (size_t i = 0; i < n; i++)
		if (!st_cbor_take_array(in, 2, &two) ||
		    !st_cbor_take_text(in, &at[i].name) ||
		    !st_cbor_take_bytes(in, &at[i].sha256))
			return false;
	*out = (struct statement_docs){ at, n };
	return true;
}

static bool
take_words(struct arena *a, str *in, struct statement_words *out)
{
	size_t n;
	str *at;

	if (!st_cbor_take_array(in, STATEMENT_WORDS, &n))
		return false;
	at = ARENA_ARRAY(a, n + 1, str);
	for (size_t i = 0; i < n; i++)
		if (!st_cbor_take_text(in, &at[i]))
			return false;
	*out = (struct statement_words){ at, n };
	return true;
}

static bool
take_keys(struct arena *a, str *in, struct statement_keys *out)
{
	struct statement_key *at;
	uint64_t kind, alg;
	size_t n, four;

	if (!st_cbor_take_array(in, STATEMENT_KEYS, &n))
		return false;
	at = ARENA_ARRAY(a, n + 1, struct statement_key);
	for (size_t i = 0; i < n; i++) {
		if (!st_cbor_take_array(in, 4, &four) || !st_cbor_take_uint(in, &kind) ||
		    !st_cbor_take_uint(in, &alg) || kind > 9 || alg > 9 ||
		    !st_cbor_take_bytes(in, &at[i].id) ||
		    !st_cbor_take_bytes(in, &at[i].point))
			return false;
		at[i].kind = (enum statement_key_kind)kind;
		at[i].alg = (enum statement_key_alg)alg;
	}
	*out = (struct statement_keys){ at, n };
	return true;
}

static bool
take_int(str *in, int64_t *out)
{
	uint64_t v;

	if (!st_cbor_take_uint(in, &v) || v >= (uint64_t)INT_MOST)
		return false;
	*out = (int64_t)v;
	return true;
}

static bool
take_field(struct arena *a, str *in, const struct field *f, void *at)
{
	switch (f->kind) {
	case F_TEXT:
		return st_cbor_take_text(in, at);
	case F_BYTES:
		return st_cbor_take_bytes(in, at);
	case F_DOCS:
		return take_docs(a, in, at);
	case F_WORDS:
		return take_words(a, in, at);
	case F_KEYS:
		return take_keys(a, in, at);
	case F_INT:
	default:
		return take_int(in, at);
	}
}

static bool
take_key(str *in, uint64_t want)
{
	uint64_t key;

	return st_cbor_take_uint(in, &key) && key == want;
}

static bool
take_head(str *in, struct statement *s, const struct shape **out, size_t *out_n)
{
	uint64_t kind, version;

	if (!st_cbor_take_map(in, out_n) || !take_key(in, 0) ||
	    !st_cbor_take_uint(in, &kind) || !take_key(in, 1) ||
	    !st_cbor_take_uint(in, &version) || version != 1 ||
	    (*out = shape_find(kind)) == NULL)
		return false;
	s->kind = (*out)->kind;
	return take_key(in, 2) && st_cbor_take_text(in, &s->authority) &&
	       take_key(in, 3) && st_cbor_take_text(in, &s->id) && take_key(in, 4) &&
	       take_int(in, &s->made_s) && take_key(in, 5) && take_int(in, &s->expires_s);
}

enum rc
statement_decode(struct arena *a, str bytes, struct statement *out, struct err *e)
{
	const struct shape *sh = NULL;
	struct statement s = { 0 };
	str in = bytes, again;
	enum rc rc;
	size_t n;

	if (bytes.n > STATEMENT_BYTES)
		return bad(e, "?", "too long");
	if (!take_head(&in, &s, &sh, &n))
		return bad(e, sh == NULL ? "?" : sh->name, "head");
	if (n != HEAD_KEYS + sh->n)
		return bad(e, sh->name, "number of fields");
	for (size_t i = 0; i < sh->n; i++)
		if (!take_key(&in, HEAD_KEYS + i) ||
		    !take_field(
			a, &in, &sh->fields[i], (char *)&s.u + sh->fields[i].offset))
			return bad(e, sh->name, sh->fields[i].name);
	if (in.n != 0)
		return bad(e, sh->name, "trailing bytes");
	if ((rc = statement_encode(a, &s, &again, e)) != RC_OK)
		return rc;
	if (!str_eq(again, bytes))
		return bad(e, sh->name, "not the deterministic encoding");
	*out = s;
	return RC_OK;
}

str
statement_sha256(struct arena *a, str bytes)
{
	unsigned char *md = arena_alloc(a, PKI_SHA256_BYTES);

	pki_sha256(bytes, md);
	return (str){ (const char *)md, PKI_SHA256_BYTES };
}

str
statement_signed_text(struct arena *a, str bytes)
{
	struct buf b;

	buf_init(&b, a, bytes.n + sizeof(STATEMENT_PREFIX));
	buf_put(&b, STATEMENT_PREFIX, sizeof(STATEMENT_PREFIX));
	buf_str(&b, bytes);
	return buf_get(&b);
}
