/* webauthn.c - assertions and registrations, judged with libfido2. */
#include "webauthn/webauthn.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <stdlib.h>

#include "base/buf.h"
#include "pki/hash.h"
#include "webauthn/attestation.h"

#define BAD N_("Jawaban dari kunci keamanan tidak dapat dibaca. Coba sekali lagi.")
#define NO                                                                               \
	N_("Kunci keamanan tidak dapat dibuktikan untuk halaman ini. Muat ulang halaman, lalu coba lagi.")
#define NO_USER                                                                          \
	N_("Kunci keamanan belum memastikan siapa Anda. Buka dengan PIN atau sidik jari, lalu coba lagi.")

static enum rc
no(struct err *e, const char *msg, const char **out_code, const char *code)
{
	*out_code = code;
	return err_set(e, RC_DENIED, msg, "webauthn: %s", code);
}

static enum rc
check_client(const struct webauthn_client *c, const char *type, str challenge,
    const struct webauthn_party *party, const char **out_code, struct err *e)
{
	bool known = false;

	if (!str_eq_z(c->type, type))
		return no(e, NO, out_code, "type");
	if (!str_eq_secret(c->challenge, challenge))
		return no(e, NO, out_code, "challenge");
	for (size_t i = 0; i < party->n_origins; i++)
		known = known || str_eq(c->origin, party->origins[i]);
	if (!known || c->cross_origin)
		return no(e, NO, out_code, "origin");
	return RC_OK;
}

/* Made for our rpId, with the user there and verified. */
static enum rc
check_auth(const struct webauthn_auth *d, str rp_id, const char **out_code, struct err *e)
{
	unsigned char md[PKI_SHA256_BYTES];

	pki_sha256(rp_id, md);
	if (!str_eq(d->rp_id_hash, (str){ (const char *)md, sizeof(md) }))
		return no(e, NO, out_code, "rp_id");
	if ((d->flags & WEBAUTHN_UP) == 0)
		return no(e, NO_USER, out_code, "user_present");
	if ((d->flags & WEBAUTHN_UV) == 0)
		return no(e, NO_USER, out_code, "user_verified");
	return RC_OK;
}

/* The key as libfido2 wants it; NULL if it is not one. */
static void *
key_new(enum webauthn_alg alg, str public_key)
{
	if (alg == WEBAUTHN_ES256) {
		es256_pk_t *es = es256_pk_new();

		if (es != NULL && public_key.n == 64 &&
		    es256_pk_from_ptr(es, public_key.p, public_key.n) == FIDO_OK)
			return es;
		es256_pk_free(&es);
		return NULL;
	}
	eddsa_pk_t *ed = eddsa_pk_new();

	if (ed != NULL && alg == WEBAUTHN_EDDSA && public_key.n == 32 &&
	    eddsa_pk_from_ptr(ed, public_key.p, public_key.n) == FIDO_OK)
		return ed;
	eddsa_pk_free(&ed);
	return NULL;
}

static void
key_free(enum webauthn_alg alg, void *key)
{
	es256_pk_t *es = key;
	eddsa_pk_t *ed = key;

	if (alg == WEBAUTHN_ES256)
		es256_pk_free(&es);
	else
		eddsa_pk_free(&ed);
}

/* FIDO_OK, FIDO_ERR_INVALID_SIG or another error. */
static int
verify(const char *rp_id, enum webauthn_alg alg, const void *key,
    const struct webauthn_assertion *in)
{
	fido_assert_t *as = fido_assert_new();
	int r;

	if (as == NULL)
		BUG("out of memory");
	if ((r = fido_assert_set_count(as, 1)) == FIDO_OK &&
	    (r = fido_assert_set_rp(as, rp_id)) == FIDO_OK &&
	    (r = fido_assert_set_clientdata(as, (const unsigned char *)in->client_data.p,
		 in->client_data.n)) == FIDO_OK &&
	    (r = fido_assert_set_authdata_raw(as, 0,
		 (const unsigned char *)in->auth_data.p, in->auth_data.n)) == FIDO_OK &&
	    (r = fido_assert_set_sig(as, 0, (const unsigned char *)in->signature.p,
		 in->signature.n)) == FIDO_OK &&
	    (r = fido_assert_set_up(as, FIDO_OPT_TRUE)) == FIDO_OK &&
	    (r = fido_assert_set_uv(as, FIDO_OPT_TRUE)) == FIDO_OK)
		r = fido_assert_verify(
		    as, 0, alg == WEBAUTHN_ES256 ? COSE_ES256 : COSE_EDDSA, key);
	fido_assert_free(&as);
	return r;
}

enum rc
webauthn_assertion_read(struct arena *a, const struct webauthn_party *party,
    str challenge, const struct webauthn_assertion *in, str *out_text,
    int64_t *out_counter, const char **out_code, struct err *e)
{
	unsigned char md[PKI_SHA256_BYTES];
	struct webauthn_client client;
	struct webauthn_auth auth;
	struct buf text;
	enum rc rc;

	*out_code = "assertion";
	if (in->signature.n == 0 || in->signature.n > WEBAUTHN_DATA_BYTES)
		return err_set(e, RC_INVALID, BAD, "assertion: signature");
	if ((rc = webauthn_client_parse(a, in->client_data, &client, e)) != RC_OK ||
	    (rc = webauthn_auth_parse(in->auth_data, &auth, e)) != RC_OK ||
	    (rc = check_client(&client, "webauthn.get", challenge, party, out_code, e)) !=
		RC_OK ||
	    (rc = check_auth(&auth, party->rp_id, out_code, e)) != RC_OK)
		return rc;
	pki_sha256(in->client_data, md);
	buf_init(&text, a, in->auth_data.n + sizeof(md));
	buf_str(&text, in->auth_data);
	buf_put(&text, md, sizeof(md));
	*out_text = buf_get(&text);
	*out_counter = auth.counter;
	return RC_OK;
}

enum rc
webauthn_assertion_check(struct arena *a, const struct webauthn_party *party,
    enum webauthn_alg alg, str public_key, str challenge,
    const struct webauthn_assertion *in, int64_t *out_counter, const char **out_code,
    struct err *e)
{
	const char *rp_id = str_z(a, party->rp_id);
	enum rc rc;
	void *key;
	str text;
	int r;

	if (rp_id == NULL)
		return err_set(e, RC_INVALID, BAD, "rpId");
	if ((rc = webauthn_assertion_read(
		 a, party, challenge, in, &text, out_counter, out_code, e)) != RC_OK)
		return rc;
	key = key_new(alg, public_key);
	if (key == NULL)
		return no(e, NO, out_code, "signature");
	r = verify(rp_id, alg, key, in);
	key_free(alg, key);
	if (r == FIDO_ERR_INVALID_SIG)
		return no(e, NO, out_code, "signature");
	if (r != FIDO_OK)
		return err_set(e, RC_INVALID, BAD, "assertion: %s", fido_strerr(r));
	return RC_OK;
}

/* Let libfido2 read the attested credential, its type restricted to what we use. */
static enum rc
read_credential(struct arena *a, const char *rp_id, str auth_data,
    struct webauthn_key *out, const char **out_code, struct err *e)
{
	static const int types[] = { COSE_ES256, COSE_EDDSA };
	enum rc rc = no(e,
	    N_("Jenis kunci keamanan ini tidak dipakai di sini. Pakai kunci dengan ES256 atau EdDSA."),
	    out_code, "algorithm");

	for (size_t i = 0; rc != RC_OK && i < ARRAY_LEN(types); i++) {
		fido_cred_t *c = fido_cred_new();

		if (c == NULL)
			BUG("out of memory");
		if (fido_cred_set_type(c, types[i]) == FIDO_OK &&
		    fido_cred_set_rp(c, rp_id, NULL) == FIDO_OK &&
		    fido_cred_set_authdata_raw(
			c, (const unsigned char *)auth_data.p, auth_data.n) == FIDO_OK &&
		    fido_cred_id_len(c) >= 1 && fido_cred_id_len(c) <= 1023) {
			str id = { (const char *)fido_cred_id_ptr(c),
				fido_cred_id_len(c) };
			str pk = { (const char *)fido_cred_pubkey_ptr(c),
				fido_cred_pubkey_len(c) };

			out->alg =
			    types[i] == COSE_ES256 ? WEBAUTHN_ES256 : WEBAUTHN_EDDSA;
			out->id = str_dup(a, id);
			out->public_key = str_dup(a, pk);
			rc = RC_OK;
		}
		fido_cred_free(&c);
	}
	return rc;
}

enum rc
webauthn_registration_check(struct arena *a, const struct webauthn_party *party,
    str challenge, str attestation_object, str client_data, struct webauthn_key *out,
    const char **out_code, struct err *e)
{
	const char *rp_id = str_z(a, party->rp_id);
	struct webauthn_key key = { 0 };
	struct webauthn_client client;
	struct webauthn_auth auth;
	void *checked;
	str auth_data;
	enum rc rc;

	*out_code = "registration";
	if (attestation_object.n == 0 || attestation_object.n > WEBAUTHN_DATA_BYTES ||
	    rp_id == NULL)
		return err_set(e, RC_INVALID, BAD, "attestation object or rpId");
	auth_data = attestation_auth_data(attestation_object);
	if (auth_data.p == NULL)
		return err_set(e, RC_INVALID, BAD, "attestation object without authData");
	if ((rc = webauthn_client_parse(a, client_data, &client, e)) != RC_OK ||
	    (rc = webauthn_auth_parse(auth_data, &auth, e)) != RC_OK ||
	    (rc = check_client(
		 &client, "webauthn.create", challenge, party, out_code, e)) != RC_OK ||
	    (rc = check_auth(&auth, party->rp_id, out_code, e)) != RC_OK ||
	    (rc = read_credential(a, rp_id, auth_data, &key, out_code, e)) != RC_OK)
		return rc;
	checked = key_new(key.alg, key.public_key);
	if (checked == NULL)
		return no(e, NO, out_code, "algorithm");
	key_free(key.alg, checked);
	key.counter = auth.counter;
	key.backed_up = (auth.flags & WEBAUTHN_BE) != 0;
	*out = key;
	return RC_OK;
}
