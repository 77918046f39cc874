/* attestation.c - a walk over CBOR with libcbor's streaming decoder. */
#include "webauthn/attestation.h"

#include <cbor.h>

#define MOST_ITEMS 1024 /* in one attestation statement; certificates are a handful */

/* What the last callback saw. */
struct item {
	enum { OTHER, TEXT, BYTES, MAP } type;
	size_t holds; /* items that belong to it and follow */
	str data;
	bool bad; /* of indefinite length */
};

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
	*(struct item *)ctx =
	    (struct item){ .holds = n <= MOST_ITEMS ? n : MOST_ITEMS + 1 };
}
static void
on_map(void *ctx, size_t n)
{
	*(struct item *)ctx = (struct item){ .type = MAP,
		.holds = n <= MOST_ITEMS ? 2 * n : MOST_ITEMS + 1 };
}
static void
on_tag(void *ctx, uint64_t tag)
{
	(void)tag;
	*(struct item *)ctx = (struct item){ .holds = 1 };
}
static void
on_open_end(void *ctx)
{
	((struct item *)ctx)->bad = true;
}

static bool
take(str *in, struct item *out)
{
	struct cbor_callbacks cb = cbor_empty_callbacks;
	struct cbor_decoder_result r;

	cb.string = on_text;
	cb.byte_string = on_bytes;
	cb.array_start = on_array;
	cb.map_start = on_map;
	cb.tag = on_tag;
	cb.string_start = cb.byte_string_start = on_open_end;
	cb.indef_array_start = cb.indef_map_start = cb.indef_break = on_open_end;
	*out = (struct item){ .type = OTHER };
	r = cbor_stream_decode((cbor_data)in->p, in->n, &cb, out);
	if (r.status != CBOR_DECODER_FINISHED || r.read > in->n || out->bad)
		return false;
	*in = str_from(*in, r.read);
	return true;
}

/* One whole item with everything in it; `out` is its head. */
static bool
take_whole(str *in, struct item *out)
{
	struct item it;
	size_t open;

	if (!take(in, out))
		return false;
	for (open = out->holds; open > 0; open += it.holds) {
		if (open > MOST_ITEMS || !take(in, &it))
			return false;
		open--;
	}
	return true;
}

bool
attestation_items_ok(str cbor)
{
	struct item it;

	while (cbor.n > 0)
		if (!take_whole(&cbor, &it))
			return false;
	return true;
}

str
attestation_auth_data(str object)
{
	struct item map, key, value;
	str found = STR_NONE;

	if (!take(&object, &map) || map.type != MAP || map.holds > MOST_ITEMS)
		return STR_NONE;
	for (size_t i = 0; i < map.holds; i += 2) {
		if (!take_whole(&object, &key) || !take_whole(&object, &value))
			return STR_NONE;
		if (key.type != TEXT || !str_eq_z(key.data, "authData"))
			continue;
		if (value.type != BYTES || found.p != NULL)
			return STR_NONE;
		found = value.data;
	}
	return object.n == 0 ? found : STR_NONE;
}
