/* client.c - clientDataJSON and the head of authenticatorData. */
#include <jansson.h>

#include "base/codec.h"
#include "webauthn/attestation.h"
#include "webauthn/webauthn.h"

#define ATTESTED 0x40u /* AT: credential data follow */
#define BAD      N_("Jawaban dari kunci keamanan tidak dapat dibaca. Coba sekali lagi.")

/* A text member as a copy; STR_NONE if it is absent or no text. */
static str
text_of(struct arena *a, const json_t *object, const char *name)
{
	const json_t *v = json_object_get(object, name);

	if (!json_is_string(v))
		return STR_NONE;
	return str_dup(a, (str){ json_string_value(v), json_string_length(v) });
}

enum rc
webauthn_client_parse(
    struct arena *a, str client_data, struct webauthn_client *out, struct err *e)
{
	const json_t *cross;
	json_error_t why;
	json_t *root;
	str challenge;
	enum rc rc = RC_OK;

	if (client_data.n == 0 || client_data.n > WEBAUTHN_DATA_BYTES)
		return err_set(
		    e, RC_INVALID, BAD, "client data: %zu bytes", client_data.n);
	root = json_loadb(client_data.p, client_data.n, JSON_REJECT_DUPLICATES, &why);
	if (!json_is_object(root)) {
		json_decref(root);
		return err_set(e, RC_INVALID, BAD, "client data is not a JSON object");
	}
	*out = (struct webauthn_client){ .type = text_of(a, root, "type"),
		.origin = text_of(a, root, "origin") };
	challenge = text_of(a, root, "challenge");
	cross = json_object_get(root, "crossOrigin");
	out->cross_origin = json_is_true(cross);
	if (out->type.p == NULL || out->origin.p == NULL || challenge.p == NULL ||
	    (cross != NULL && !json_is_boolean(cross)))
		rc = err_set(e, RC_INVALID, BAD, "client data lacks a member");
	json_decref(root);
	if (rc == RC_OK)
		rc = base64url_decode(a, challenge, &out->challenge, e);
	return rc;
}

/* What follows the head: a credential's id and key, then extensions. */
static bool
tail_ok(unsigned flags, str tail)
{
	size_t id;

	if ((flags & ATTESTED) != 0) {
		if (tail.n < 18)
			return false;
		id = (size_t)(unsigned char)tail.p[16] << 8 | (unsigned char)tail.p[17];
		if (tail.n - 18 < id)
			return false;
		tail = str_from(tail, 18 + id);
	}
	return attestation_items_ok(tail);
}

enum rc
webauthn_auth_parse(str auth_data, struct webauthn_auth *out, struct err *e)
{
	const unsigned char *p = (const unsigned char *)auth_data.p;

	if (auth_data.n < 37 || auth_data.n > WEBAUTHN_DATA_BYTES)
		return err_set(
		    e, RC_INVALID, BAD, "authenticator data: %zu bytes", auth_data.n);
	if (!tail_ok(p[32], str_from(auth_data, 37)))
		return err_set(e, RC_INVALID, BAD, "authenticator data: tail");
	*out = (struct webauthn_auth){ .rp_id_hash = str_sub(auth_data, 0, 32),
		.flags = p[32],
		.counter = (int64_t)p[33] << 24 | (int64_t)p[34] << 16 |
			   (int64_t)p[35] << 8 | (int64_t)p[36] };
	return RC_OK;
}
