/* cbor.c - heads written and read by libcbor's streaming codec. */
#include "statement/cbor.h"

#include <cbor.h>

#define HEAD_BYTES 9

typedef size_t (*head_fn)(size_t, unsigned char *, size_t);

static void
put_head(struct buf *b, size_t n, head_fn write)
{
	unsigned char head[HEAD_BYTES];

	buf_put(b, head, write(n, head, sizeof(head)));
}

void
st_cbor_uint(struct buf *b, uint64_t v)
{
	unsigned char head[HEAD_BYTES];

	buf_put(b, head, cbor_encode_uint(v, head, sizeof(head)));
}

void
st_cbor_text(struct buf *b, str s)
{
	put_head(b, s.n, cbor_encode_string_start);
	buf_str(b, s);
}

void
st_cbor_bytes(struct buf *b, str s)
{
	put_head(b, s.n, cbor_encode_bytestring_start);
	buf_str(b, s);
}

void
st_cbor_array(struct buf *b, size_t n)
{
	put_head(b, n, cbor_encode_array_start);
}

void
st_cbor_map(struct buf *b, size_t n)
{
	put_head(b, n, cbor_encode_map_start);
}

/* What the last callback saw. */
struct item {
	enum { NOTHING, UINT, TEXT, BYTES, ARRAY, MAP } type;
	uint64_t number;
	str data;
};

static void
on_number(void *ctx, uint64_t v)
{
	*(struct item *)ctx = (struct item){ .type = UINT, .number = v };
}
static void
on_u8(void *ctx, uint8_t v)
{
	on_number(ctx, v);
}
static void
on_u16(void *ctx, uint16_t v)
{
	on_number(ctx, v);
}
static void
on_u32(void *ctx, uint32_t v)
{
	on_number(ctx, v);
}
static void
on_text(void *ctx, cbor_data p, size_t n)
{
	*(struct item *)ctx =
	    (struct item){ .type = TEXT, .data = { (const char *)p, n } };
}
static void
on_bytes(void *ctx, cbor_data p, size_t n)
{
	*(struct item *)ctx =
	    (struct item){ .type = BYTES, .data = { (const char *)p, n } };
}
static void
on_array(void *ctx, size_t n)
{
	*(struct item *)ctx = (struct item){ .type = ARRAY, .number = n };
}
static void
on_map(void *ctx, size_t n)
{
	*(struct item *)ctx = (struct item){ .type = MAP, .number = n };
}

/* The next item of that type; everything that we do not use leaves NOTHING. */
static bool
take(str *in, int type, struct item *out)
{
	struct cbor_callbacks cb = cbor_empty_callbacks;
	struct cbor_decoder_result r;
	struct item it = { .type = NOTHING };

	cb.uint8 = on_u8;
	cb.uint16 = on_u16;
	cb.uint32 = on_u32;
	cb.uint64 = on_number;
	cb.string = on_text;
	cb.byte_string = on_bytes;
	cb.array_start = on_array;
	cb.map_start = on_map;
	r = cbor_stream_decode((cbor_data)in->p, in->n, &cb, &it);
	if (r.status != CBOR_DECODER_FINISHED || (int)it.type != type || r.read > in->n)
		return false;
	if (it.data.p == NULL)
		it.data.p = "";
	*in = str_from(*in, r.read);
	*out = it;
	return true;
}

bool
st_cbor_take_uint(str *in, uint64_t *out)
{
	struct item it;

	if (!take(in, UINT, &it))
		return false;
	*out = it.number;
	return true;
}

bool
st_cbor_take_text(str *in, str *out)
{
	struct item it;

	if (!take(in, TEXT, &it))
		return false;
	*out = it.data;
	return true;
}

bool
st_cbor_take_bytes(str *in, str *out)
{
	struct item it;

	if (!take(in, BYTES, &it))
		return false;
	*out = it.data;
	return true;
}

bool
st_cbor_take_array(str *in, size_t most, size_t *out_n)
{
	struct item it;

	if (!take(in, ARRAY, &it) || it.number > most)
		return false;
	*out_n = (size_t)it.number;
	return true;
}

bool
st_cbor_take_map(str *in, size_t *out_n)
{
	struct item it;

	if (!take(in, MAP, &it))
		return false;
	*out_n = (size_t)it.number;
	return true;
}
