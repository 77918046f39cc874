/* ocsp_sign.c - OCSPResponse written as DER and signed (RFC 6960 4.2). */
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdlib.h>

#include "pki/crl.h"
#include "pki/internal.h"
#include "pki/ocsp.h"
#include "pki/oid.h"

#define TROUBLE N_("Status sertifikat tidak dapat ditandatangani.")

struct pki_ocsp_signer {
	EVP_PKEY_CTX *ctx;
	EVP_MD_CTX *md_ctx;
	EVP_MD *md; /* fetched once: a fetch by name costs more than a signature's hash */
	enum pki_key_kind kind;
	unsigned char key_hash[SHA_DIGEST_LENGTH]; /* responderID byKey */
	char *cert;
	size_t cert_n;
	unsigned char *sig;
	size_t sig_room;
};

static void
digest(const char *name, str data, unsigned char *out)
{
	EVP_MD *md = EVP_MD_fetch(NULL, name, NULL);

	if (md == NULL || EVP_Digest(data.p, data.n, out, NULL, md, NULL) != 1)
		BUG("the digest is not available");
	EVP_MD_free(md);
}

/* The bits of subjectPublicKey, without tag, length and unused bits (4.1.1). */
static bool
key_bits(str spki, str *out)
{
	str seq, alg;

	return der_take(&spki, DER_SEQUENCE, &seq) &&
	       der_take(&seq, DER_SEQUENCE, &alg) && der_take_octet_bits(&seq, out) &&
	       seq.n == 0;
}

enum rc
pki_ocsp_issuer_of(
    struct arena *a, str ca_der, struct pki_ocsp_issuer *out, struct err *e)
{
	static const char *const names[] = { "SHA1", "SHA256", "SHA384", "SHA512" };
	struct pki_cert cert;
	str bits;
	enum rc rc = pki_cert_parse(a, ca_der, &cert, e);

	if (rc != RC_OK)
		return rc;
	if (!cert.ca || !key_bits(cert.key.spki, &bits))
		return err_set(
		    e, RC_INVALID, TROUBLE, "OCSP: not the certificate of a CA");
	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		digest(names[i], cert.subject, out->name[i]);
		digest(names[i], bits, out->key[i]);
	}
	return RC_OK;
}

bool
pki_ocsp_is_of(const struct pki_ocsp_issuer *ca, const struct pki_ocsp_id *id)
{
	return id->hash != PKI_OCSP_HASH__COUNT &&
	       memcmp(ca->key[id->hash], id->key_hash.p, id->key_hash.n) == 0 &&
	       memcmp(ca->name[id->hash], id->name_hash.p, id->name_hash.n) == 0;
}

/* ---- writing ---- */

static void
put_revoked(struct buf *b, const struct pki_ocsp_single *s)
{
	size_t info = der_open(b, DER_CONTEXT_CONS(1)), reason;

	der_put_generalized(b, s->revoked_s);
	if (s->reason != PKI_REASON_UNSPECIFIED) {
		reason = der_open(b, DER_CONTEXT_CONS(0));
		der_put_int(b, DER_ENUMERATED, s->reason);
		der_close(b, reason);
	}
	der_close(b, info);
}

static void
put_time_ext(struct buf *b, str oid, int64_t at_s)
{
	size_t seq = der_open(b, DER_SEQUENCE), value;

	der_put(b, DER_OID, oid);
	value = der_open(b, DER_OCTETS);
	der_put_generalized(b, at_s);
	der_close(b, value);
	der_close(b, seq);
}

static void
put_single_exts(struct buf *b, const struct pki_ocsp_single *s)
{
	bool invalidity = s->state == PKI_OCSP_REVOKED && s->invalidity_s != 0;
	size_t outer, seq;

	if (s->cutoff_s == 0 && !invalidity)
		return;
	outer = der_open(b, DER_CONTEXT_CONS(1));
	seq = der_open(b, DER_SEQUENCE);
	if (s->cutoff_s != 0)
		put_time_ext(b, OID_OCSP_CUTOFF, s->cutoff_s);
	if (invalidity)
		put_time_ext(b, OID_INVALIDITY, s->invalidity_s);
	der_close(b, seq);
	der_close(b, outer);
}

static void
put_single(struct buf *b, const struct pki_ocsp_single *s)
{
	size_t seq = der_open(b, DER_SEQUENCE), next;

	buf_str(b, s->id);
	if (s->state == PKI_OCSP_GOOD)
		der_put(b, DER_CONTEXT(0), STR(""));
	else if (s->state == PKI_OCSP_REVOKED)
		put_revoked(b, s);
	else
		der_put(b, DER_CONTEXT(2), STR(""));
	der_put_generalized(b, s->this_s);
	next = der_open(b, DER_CONTEXT_CONS(0));
	der_put_generalized(b, s->next_s);
	der_close(b, next);
	put_single_exts(b, s);
	der_close(b, seq);
}

static void
put_nonce(struct buf *b, str nonce)
{
	size_t outer = der_open(b, DER_CONTEXT_CONS(1)), list = der_open(b, DER_SEQUENCE),
	       ext = der_open(b, DER_SEQUENCE), value;

	der_put(b, DER_OID, OID_OCSP_NONCE);
	value = der_open(b, DER_OCTETS);
	der_put(b, DER_OCTETS, nonce);
	der_close(b, value);
	der_close(b, ext);
	der_close(b, list);
	der_close(b, outer);
}

/* ResponseData. */
static void
put_data(
    struct buf *b, const struct pki_ocsp_signer *s, const struct pki_ocsp_answer *answer)
{
	size_t seq = der_open(b, DER_SEQUENCE), by_key = der_open(b, DER_CONTEXT_CONS(2)),
	       list;

	der_put(b, DER_OCTETS, (str){ (const char *)s->key_hash, sizeof(s->key_hash) });
	der_close(b, by_key);
	der_put_generalized(b, answer->produced_s);
	list = der_open(b, DER_SEQUENCE);
	for (size_t i = 0; i < answer->n; i++)
		put_single(b, &answer->at[i]);
	der_close(b, list);
	if (answer->nonce.p != NULL)
		put_nonce(b, answer->nonce);
	der_close(b, seq);
}

static bool
sign(struct pki_ocsp_signer *s, str data, size_t *out_n)
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned md_n = 0;

	*out_n = s->sig_room;
	return EVP_DigestInit_ex2(s->md_ctx, s->md, NULL) == 1 &&
	       EVP_DigestUpdate(s->md_ctx, data.p, data.n) == 1 &&
	       EVP_DigestFinal_ex(s->md_ctx, md, &md_n) == 1 &&
	       EVP_PKEY_sign(s->ctx, s->sig, out_n, md, md_n) == 1;
}

enum rc
pki_ocsp_sign(struct pki_ocsp_signer *s, const struct pki_ocsp_answer *answer,
    struct buf *out, struct err *e)
{
	size_t whole = der_open(out, DER_SEQUENCE), bytes, body, octets, basic, data,
	       sig_n, certs, list;

	der_put(out, DER_ENUMERATED, STR("\0")); /* successful */
	bytes = der_open(out, DER_CONTEXT_CONS(0));
	body = der_open(out, DER_SEQUENCE);
	der_put(out, DER_OID, OID_OCSP_BASIC);
	octets = der_open(out, DER_OCTETS);
	basic = der_open(out, DER_SEQUENCE);
	data = out->n;
	put_data(out, s, answer);
	if (!sign(s, (str){ out->p + data, out->n - data }, &sig_n))
		return err_set(e, RC_INTERNAL, TROUBLE, "OCSP: the signature failed");
	pki_put_sig_alg(out, s->kind);
	der_put_bits(out, 0, (str){ (const char *)s->sig, sig_n });
	if (s->cert_n > 0) {
		certs = der_open(out, DER_CONTEXT_CONS(0));
		list = der_open(out, DER_SEQUENCE);
		buf_put(out, s->cert, s->cert_n);
		der_close(out, list);
		der_close(out, certs);
	}
	der_close(out, basic);
	der_close(out, octets);
	der_close(out, body);
	der_close(out, bytes);
	der_close(out, whole);
	return RC_OK;
}

/* ---- the signer ---- */

static enum rc
prepare(struct pki_ocsp_signer *s, const struct pki_key *key, struct err *e)
{
	struct arena *a = arena_new();
	EVP_PKEY *pkey = pki_key_native(key);
	str spki, bits;
	enum rc rc = pki_key_spki(key, a, &spki, e);

	if (rc == RC_OK) {
		s->kind = pki_key_kind(key);
		s->md = EVP_MD_fetch(
		    NULL, s->kind == PKI_KEY_P384 ? "SHA384" : "SHA256", NULL);
		s->md_ctx = EVP_MD_CTX_new();
		s->ctx = EVP_PKEY_CTX_new(pkey, NULL);
		s->sig_room = (size_t)EVP_PKEY_get_size(pkey);
		s->sig = calloc(1, s->sig_room);
		if (s->md == NULL || s->md_ctx == NULL || s->ctx == NULL ||
		    s->sig == NULL || !key_bits(spki, &bits) ||
		    EVP_PKEY_sign_init(s->ctx) != 1 ||
		    EVP_PKEY_CTX_set_signature_md(s->ctx, s->md) != 1)
			rc =
			    err_set(e, RC_INTERNAL, TROUBLE, "OCSP: the key cannot sign");
		else
			digest("SHA1", bits, s->key_hash);
	}
	arena_free(a);
	return rc;
}

enum rc
pki_ocsp_signer_new(
    const struct pki_key *key, str cert, struct pki_ocsp_signer **out, struct err *e)
{
	struct pki_ocsp_signer *s = calloc(1, sizeof(*s));
	enum rc rc;

	if (s == NULL)
		BUG("out of memory");
	if (cert.n > 0) {
		s->cert = malloc(cert.n);
		if (s->cert == NULL)
			BUG("out of memory");
		memcpy(s->cert, cert.p, cert.n);
		s->cert_n = cert.n;
	}
	rc = prepare(s, key, e);
	if (rc != RC_OK) {
		pki_ocsp_signer_free(s);
		return rc;
	}
	*out = s;
	return RC_OK;
}

void
pki_ocsp_signer_free(struct pki_ocsp_signer *s)
{
	if (s == NULL)
		return;
	EVP_PKEY_CTX_free(s->ctx);
	EVP_MD_CTX_free(s->md_ctx);
	EVP_MD_free(s->md);
	free(s->cert);
	free(s->sig);
	free(s);
}

str
pki_ocsp_refusal(enum pki_ocsp_refusal why)
{
	switch (why) {
	case PKI_OCSP_MALFORMED:
		return STR("\x30\x03\x0a\x01\x01");
	case PKI_OCSP_TRY_LATER:
		return STR("\x30\x03\x0a\x01\x03");
	case PKI_OCSP_UNAUTHORIZED:
		return STR("\x30\x03\x0a\x01\x06");
	case PKI_OCSP_INTERNAL:
	default:
		return STR("\x30\x03\x0a\x01\x02");
	}
}
