/* signed.c - see signed.h. */
#include "support/signed.h"

#include "base/codec.h"
#include "base/rnd.h"
#include "support/check.h"

static struct err e;

static void
ok(const char *what, enum rc rc)
{
	if (rc != RC_OK)
		fail_msg("%s: %s (%s)", what, e.msg, e.why);
}

struct rows {
	const struct row_officer_key *key;
	const struct row_signing_grant *grant;
	const struct row_setting *setting;
};

static enum rc
insert_in_write(struct db *tx, void *arg, struct err *why)
{
	const struct rows *r = arg;

	if (r->key != NULL)
		return q_officer_key_insert(tx, r->key, why);
	if (r->grant != NULL)
		return q_signing_grant_insert(tx, r->grant, why);
	return q_setting_put(tx, r->setting, why);
}

static void
insert(struct domain *d, const struct rows *r)
{
	ok("insert",
	    store_write(d->store, d->a, insert_in_write, (void *)(uintptr_t)r, &e));
}

void
signed_authority(struct domain *d, const char *authority)
{
	struct row_setting row = { STR("signer.authority"), str_from_z(authority), 1,
		STR("test") };

	insert(d, &(struct rows){ .setting = &row });
}

void
signed_key(struct domain *d, str account, const struct softkey *key)
{
	const struct statement_key *public = softkey_public(key);
	struct row_officer_key row = { .id = rnd_id(d->a),
		.account = account,
		.kind = STR("browser"),
		.alg = public->alg,
		.key_id = base64url_encode(d->a, public->id.p, public->id.n),
		.point = public->point,
		.words = statement_key_words(d->a, public),
		.name = STR("uji"),
		.transports = STR(""),
		.created_s = domain_now(d),
		.used_s = SQL_NULL_INT,
		.known_s = SQL_NULL_INT,
		.removed_s = SQL_NULL_INT };

	insert(d, &(struct rows){ .key = &row });
}

void
signed_grant(struct domain *d, str account, const char *role, const char *office)
{
	struct row_signing_grant row = { .id = rnd_id(d->a),
		.account = account,
		.office = str_from_z(office),
		.role = str_from_z(role),
		.state = STR("active"),
		.from_s = 1,
		.to_s = domain_now(d) + 86400,
		.granted_by = STR("test"),
		.granted_s = 1,
		.ended_s = SQL_NULL_INT };

	insert(d, &(struct rows){ .grant = &row });
}

struct officer_sig
signed_sig(struct domain *d, struct softkey *key, str bytes)
{
	struct statement_signature s;

	ok("sign", softkey_sign(key, d->a, bytes, &s, &e));
	return (struct officer_sig){ .kind = STR("browser"),
		.key = base64url_encode(d->a, s.key_id.p, s.key_id.n),
		.value = base64url_encode(d->a, s.signature.p, s.signature.n) };
}

struct signing
signed_statement(struct domain *d, const struct actor *who, struct softkey *key,
    signing_fill fill, void *arg, int64_t life_s)
{
	struct officer_sig sig;
	struct statement st;
	struct signing out;
	str bytes;

	ok("make", signing_make(d, who, fill, arg, life_s, &st, &bytes, &e));
	sig = signed_sig(d, key, bytes);
	ok("take", signing_take(d, who, fill, arg, life_s, bytes, &sig, &out, &e));
	return out;
}
