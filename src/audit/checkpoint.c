/* checkpoint.c - checkpoints as text and as a line of an export. */
#include "audit/checkpoint.h"

#include "audit/scan.h"
#include "base/codec.h"
#include "base/json.h"
#include "pki/key.h"

str
audit_checkpoint_text(struct arena *a, const struct audit_checkpoint *c)
{
	return str_fmt(a,
	    "paraf audit checkpoint 1\norigin %.*s\nsize %lld\nroot %.*s\ntime %lld\n"
	    "previous %lld\n",
	    STR_ARG(c->origin), (long long)c->size, STR_ARG(merkle_hex(a, &c->root)),
	    (long long)c->time_s, (long long)c->previous);
}

enum rc
audit_checkpoint_verify(
    struct arena *a, const struct audit_checkpoint *c, str spki, struct err *e)
{
	struct pki_public key;
	enum rc rc = pki_public_parse(a, spki, &key, e);

	if (rc != RC_OK)
		return rc;
	return pki_public_verify(a, &key, audit_checkpoint_text(a, c), c->signature, e);
}

str
audit_checkpoint_json(struct arena *a, const struct audit_checkpoint *c)
{
	struct buf out;
	struct json j;

	buf_init(&out, a, 400);
	BUF_LIT(&out, "{\"checkpoint\":");
	json_begin(&j, &out);
	json_text(&j, "origin", c->origin);
	json_int(&j, "size", c->size);
	json_text(&j, "root", merkle_hex(a, &c->root));
	json_int(&j, "time", c->time_s);
	json_int(&j, "previous", c->previous);
	json_end(&j);
	BUF_LIT(&out, ",\"signature\":");
	json_string(&out, base64_encode(a, c->signature.p, c->signature.n));
	buf_char(&out, '}');
	return buf_get(&out);
}

bool
audit_checkpoint_parse(struct arena *a, str line, struct audit_checkpoint *out)
{
	const str whole = line;
	struct err ignored;
	str sig;

	return scan_lit(&line, "{\"checkpoint\":{\"origin\":") &&
	       scan_text(&line, &out->origin) && scan_lit(&line, ",\"size\":") &&
	       scan_int(&line, &out->size) && scan_lit(&line, ",\"root\":") &&
	       scan_hash(&line, &out->root) && scan_lit(&line, ",\"time\":") &&
	       scan_int(&line, &out->time_s) && scan_lit(&line, ",\"previous\":") &&
	       scan_int(&line, &out->previous) && scan_lit(&line, "},\"signature\":") &&
	       scan_text(&line, &sig) && str_eq(line, STR("}")) &&
	       base64_decode(a, sig, &out->signature, &ignored) == RC_OK &&
	       str_eq(audit_checkpoint_json(a, out), whole); /* no other spelling */
}
