/* responder.c - the certificate of a delegated OCSP responder (RFC 6960 4.2.2.2). */
#include "pki/internal.h"
#include "pki/ocsp.h"
#include "pki/oid.h"

#define TROUBLE N_("Sertifikat penjawab status tidak dapat dibuat.")

static void
put_subject(struct buf *b, const struct pki_responder_fields *f)
{
	size_t seq = der_open(b, DER_SEQUENCE);

	pki_put_rdn(b, OID_C, DER_PRINTABLE, f->country);
	pki_put_rdn(b, OID_O, DER_UTF8, f->organization);
	pki_put_rdn(b, OID_CN, DER_UTF8, f->name);
	der_close(b, seq);
}

static void
put_exts(struct buf *b, struct arena *a, const struct pki_ca *ca, str spki)
{
	size_t outer = der_open(b, DER_CONTEXT_CONS(3)), seq = der_open(b, DER_SEQUENCE),
	       eku;
	struct buf v;

	pki_put_aki(b, a, ca->key_id);
	buf_init(&v, a, 32);
	der_put(&v, DER_OCTETS, pki_key_id(a, spki));
	pki_put_ext(b, OID_SKI, false, buf_get(&v));
	pki_put_ext(b, OID_KU, true, STR("\x03\x02\x07\x80")); /* digitalSignature */
	pki_put_ext(b, OID_BC, true, STR("\x30\x00"));
	buf_init(&v, a, 16);
	eku = der_open(&v, DER_SEQUENCE);
	BUG_ON(!der_put_oid_dotted(&v, STR(OID_OCSP_SIGNING)));
	der_close(&v, eku);
	pki_put_ext(b, OID_EKU, false, buf_get(&v));
	pki_put_ext(b, OID_OCSP_NOCHECK, false, STR("\x05\x00")); /* 4.2.2.2.1 */
	der_close(b, seq);
	der_close(b, outer);
}

static enum rc
fields_check(struct arena *a, const struct pki_ca *ca,
    const struct pki_responder_fields *f, struct err *e)
{
	struct pki_public key;
	enum rc rc = pki_public_parse(a, f->spki, &key, e);

	if (rc != RC_OK)
		return rc;
	if (key.kind != PKI_KEY_P256)
		return err_set(
		    e, RC_INVALID, TROUBLE, "a responder's key is of the kind P-256");
	if (f->not_after_s <= f->not_before_s || f->not_before_s < ca->not_before_s ||
	    f->not_after_s > ca->not_after_s)
		return err_set(
		    e, RC_INVALID, TROUBLE, "responder: validity outside that of the CA");
	if (f->country.n != 2 || !pki_name_ok(f->organization) || !pki_name_ok(f->name))
		return err_set(e, RC_INVALID, TROUBLE, "responder: name");
	return RC_OK;
}

enum rc
pki_responder_make(struct arena *a, const struct pki_ca *ca,
    const struct pki_responder_fields *f, str *out_der, struct err *e)
{
	struct buf b;
	size_t seq;
	enum rc rc = fields_check(a, ca, f, e);

	if (rc != RC_OK)
		return rc;
	buf_init(&b, a, 1024);
	seq = der_open(&b, DER_SEQUENCE);
	pki_put_front(
	    &b, f->serial, ca->kind, ca->subject, f->not_before_s, f->not_after_s);
	put_subject(&b, f);
	buf_str(&b, f->spki);
	put_exts(&b, a, ca, f->spki);
	der_close(&b, seq);
	if ((rc = pki_sign(a, ca->key, buf_get(&b), out_der, e)) != RC_OK)
		return rc;
	return pki_responder_check(*out_der, e);
}

enum rc
pki_responder_check(str der, struct err *e)
{
	str eku = STR_NONE, nocheck = STR_NONE;

	if (!pki_cert_extension(der, OID_EKU, &eku) ||
	    !pki_cert_extension(der, OID_OCSP_NOCHECK, &nocheck) ||
	    !str_eq(eku, STR("\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x09")) ||
	    !str_eq(nocheck, STR("\x05\x00")))
		return err_set(
		    e, RC_INVALID, TROUBLE, "not the certificate of an OCSP responder");
	return RC_OK;
}

enum rc
pki_request_make(struct arena *a, const struct pki_key *key, str *out_der, struct err *e)
{
	size_t seq, subject;
	struct buf b;
	str spki;
	enum rc rc = pki_key_spki(key, a, &spki, e);

	if (rc != RC_OK)
		return rc;
	buf_init(&b, a, 512);
	seq = der_open(&b, DER_SEQUENCE);
	der_put_int(&b, DER_INTEGER, 0);
	subject = der_open(&b, DER_SEQUENCE);
	der_close(&b, subject);
	buf_str(&b, spki);
	der_put(&b, DER_CONTEXT_CONS(0), STR("")); /* no attributes */
	der_close(&b, seq);
	return pki_sign(a, key, buf_get(&b), out_der, e);
}
