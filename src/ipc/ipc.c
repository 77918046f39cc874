/* ipc.c - one encoder and one decoder over the tables that ipc.def makes. */
#include "ipc/ipc.h"

#include <stddef.h>

#include "base/utf8.h"

enum field_kind { FIELD_TEXT, FIELD_BYTES, FIELD_INT, FIELD_BOOL };

struct field {
	const char *name;
	enum field_kind kind;
	size_t offset; /* in the struct of the message */
	size_t max;
};

struct message {
	enum ipc_type type;
	const char *name;
	const struct field *fields;
	size_t n;
};

#define IPC_BEGIN(message, code) static const struct field fields_##message[] = {
#define IPC_TEXT(message, field, max)                                                    \
	{ #field, FIELD_TEXT, offsetof(struct ipc_##message, field), (max) },
#define IPC_BYTES(message, field, max)                                                   \
	{ #field, FIELD_BYTES, offsetof(struct ipc_##message, field), (max) },
#define IPC_INT(message, field)                                                          \
	{ #field, FIELD_INT, offsetof(struct ipc_##message, field), 8 },
#define IPC_BOOL(message, field)                                                         \
	{ #field, FIELD_BOOL, offsetof(struct ipc_##message, field), 1 },
#define IPC_END(message)                                                                 \
	}                                                                                \
	;
#include "ipc/ipc.def"
#undef IPC_BEGIN
#undef IPC_TEXT
#undef IPC_BYTES
#undef IPC_INT
#undef IPC_BOOL
#undef IPC_END

#define IPC_TEXT(message, field, max)
#define IPC_BYTES(message, field, max)
#define IPC_INT(message, field)
#define IPC_BOOL(message, field)
#define IPC_BEGIN(message, code)                                                         \
	{ IPC_##message, #message, fields_##message, ARRAY_LEN(fields_##message) },
#define IPC_END(message)
static const struct message messages[] = {
#include "ipc/ipc.def"
};

#define LANGUAGE N_("Dua bagian sistem tidak saling mengerti. Laporkan kepada Dit. SITP.")

static const struct message *
message_find(enum ipc_type type)
{
	for (size_t i = 0; i < ARRAY_LEN(messages); i++)
		if (messages[i].type == type)
			return &messages[i];
	return NULL;
}

const char *
ipc_type_name(enum ipc_type type)
{
	const struct message *m = message_find(type);

	return m == NULL ? "?" : m->name;
}

static void
put_be(struct buf *b, uint64_t v, size_t bytes)
{
	char be[8];

	for (size_t i = 0; i < bytes; i++)
		be[i] = (char)(v >> (8 * (bytes - 1 - i)));
	buf_put(b, be, bytes);
}

static uint64_t
get_be(const char *p, size_t bytes)
{
	uint64_t v = 0;

	for (size_t i = 0; i < bytes; i++)
		v = v << 8 | (unsigned char)p[i];
	return v;
}

/* Text: UTF-8 without control characters at all. */
static bool
text_ok(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
	return utf8_valid_text(s);
}

static enum rc
field_bad(struct err *e, const struct message *m, const struct field *f, const char *what)
{
	return err_set(e, RC_INVALID, LANGUAGE, "%s.%s: %s", m->name, f->name, what);
}

static enum rc
put_field(struct buf *out, const struct message *m, const struct field *f,
    const char *base, struct err *e)
{
	const void *at = base + f->offset;
	str s;

	switch (f->kind) {
	case FIELD_INT:
		put_be(out, (uint64_t) * (const int64_t *)at, 8);
		return RC_OK;
	case FIELD_BOOL:
		put_be(out, *(const bool *)at ? 1 : 0, 1);
		return RC_OK;
	case FIELD_TEXT:
	case FIELD_BYTES:
	default:
		s = *(const str *)at;
		if (s.n > f->max)
			return field_bad(e, m, f, "too long");
		if (f->kind == FIELD_TEXT && !text_ok(s))
			return field_bad(e, m, f, "not clean UTF-8");
		put_be(out, s.n, 4);
		buf_str(out, s);
		return RC_OK;
	}
}

enum rc
ipc_encode(struct buf *out, const struct ipc_message *in, struct err *e)
{
	const struct message *m = message_find(in->type);
	size_t start = out->n, body;

	if (m == NULL)
		BUG("encoding a message that is not in ipc.def");
	put_be(out, 0, IPC_HEAD_BYTES);
	put_be(out, (uint64_t)m->type, 2);
	for (size_t i = 0; i < m->n; i++) {
		enum rc rc;

		put_be(out, i + 1, 1);
		rc = put_field(out, m, &m->fields[i], (const char *)&in->u, e);
		if (rc != RC_OK) {
			out->n = start;
			return rc;
		}
	}
	body = out->n - start - IPC_HEAD_BYTES;
	if (body > LIMIT_IPC_BYTES)
		BUG("a message in ipc.def can be larger than LIMIT_IPC_BYTES");
	for (size_t i = 0; i < IPC_HEAD_BYTES; i++)
		out->p[start + i] = (char)(body >> (8 * (IPC_HEAD_BYTES - 1 - i)));
	return RC_OK;
}

/* Take `n` bytes off the front; false if there are not as many. */
static bool
take(str *in, size_t n, str *out)
{
	if (in->n < n)
		return false;
	*out = str_sub(*in, 0, n);
	*in = str_from(*in, n);
	return true;
}

static enum rc
get_text(str *in, const struct message *m, const struct field *f, str *out, struct err *e)
{
	str raw;
	size_t n;

	if (!take(in, 4, &raw))
		return field_bad(e, m, f, "cut off");
	n = (size_t)get_be(raw.p, 4);
	if (n > f->max)
		return field_bad(e, m, f, "too long");
	if (!take(in, n, &raw))
		return field_bad(e, m, f, "cut off");
	if (f->kind == FIELD_TEXT && !text_ok(raw))
		return field_bad(e, m, f, "not clean UTF-8");
	*out = raw;
	return RC_OK;
}

static enum rc
get_field(
    str *in, const struct message *m, const struct field *f, char *base, struct err *e)
{
	void *at = base + f->offset;
	str raw;

	switch (f->kind) {
	case FIELD_INT:
		if (!take(in, 8, &raw))
			return field_bad(e, m, f, "cut off");
		*(int64_t *)at = (int64_t)get_be(raw.p, 8);
		return RC_OK;
	case FIELD_BOOL:
		if (!take(in, 1, &raw) || (raw.p[0] != 0 && raw.p[0] != 1))
			return field_bad(e, m, f, "not 0 or 1");
		*(bool *)at = raw.p[0] == 1;
		return RC_OK;
	case FIELD_TEXT:
	case FIELD_BYTES:
	default:
		return get_text(in, m, f, at, e);
	}
}

enum rc
ipc_decode(str body, struct ipc_message *out, struct err *e)
{
	struct ipc_message got;
	const struct message *m;
	str raw;

	memset(&got, 0, sizeof(got));
	if (!take(&body, 2, &raw))
		return err_set(e, RC_INVALID, LANGUAGE, "message without type");
	m = message_find((enum ipc_type)get_be(raw.p, 2));
	if (m == NULL)
		return err_set(e, RC_INVALID, LANGUAGE, "unknown message");
	got.type = m->type;
	for (size_t i = 0; i < m->n; i++) {
		enum rc rc;

		if (!take(&body, 1, &raw) || (unsigned char)raw.p[0] != i + 1)
			return field_bad(e, m, &m->fields[i], "missing");
		rc = get_field(&body, m, &m->fields[i], (char *)&got.u, e);
		if (rc != RC_OK)
			return rc;
	}
	if (body.n != 0)
		return err_set(e, RC_INVALID, LANGUAGE, "%s: trailing bytes", m->name);
	*out = got;
	return RC_OK;
}

enum rc
ipc_body_length(const unsigned char head[4], size_t *out_bytes, struct err *e)
{
	size_t n = (size_t)get_be((const char *)head, IPC_HEAD_BYTES);

	if (n < 2 || n > LIMIT_IPC_BYTES)
		return err_set(e, RC_LIMIT, LANGUAGE, "message of %zu bytes", n);
	*out_bytes = n;
	return RC_OK;
}
