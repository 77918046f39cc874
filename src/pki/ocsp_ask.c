/* ocsp_ask.c - the other side of OCSP, by OpenSSL: ask about one certificate, believe the answer. */
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/x509_vfy.h>

#include "pki/ocsp.h"

#define NOT_BELIEVED N_("Jawaban OCSP tidak dapat dipercaya.")
#define SKEW_S       300 /* of the clocks */

static enum rc
fail(struct err *e, enum rc rc, const char *what)
{
	char text[160];

	ERR_error_string_n(ERR_peek_last_error(), text, sizeof(text));
	ERR_clear_error();
	return err_set(e, rc, NOT_BELIEVED, "OCSP: %s: %s", what, text);
}

static X509 *
read_cert(str der)
{
	const unsigned char *p = (const unsigned char *)der.p;

	return d2i_X509(NULL, &p, (long)der.n);
}

/* CertID with SHA-256 (RFC 6960 4.1.1). */
static OCSP_CERTID *
id_of(const X509 *ca, str serial)
{
	BIGNUM *n = BN_bin2bn((const unsigned char *)serial.p, (int)serial.n, NULL);
	ASN1_INTEGER *number = n != NULL ? BN_to_ASN1_INTEGER(n, NULL) : NULL;
	OCSP_CERTID *id = number != NULL
			      ? OCSP_cert_id_new(EVP_sha256(), X509_get_subject_name(ca),
				    X509_get0_pubkey_bitstr(ca), number)
			      : NULL;

	ASN1_INTEGER_free(number);
	BN_free(n);
	return id;
}

enum rc
pki_ocsp_ask_make(struct arena *a, str ca_der, str serial, str *out_der, struct err *e)
{
	X509 *ca = read_cert(ca_der);
	OCSP_CERTID *id = ca != NULL ? id_of(ca, serial) : NULL;
	OCSP_REQUEST *rq = OCSP_REQUEST_new();
	unsigned char *der = NULL;
	int n = -1;

	if (id != NULL && rq != NULL && OCSP_request_add0_id(rq, id) != NULL) {
		id = NULL; /* the request has it */
		if (OCSP_request_add1_nonce(rq, NULL, 32) == 1)
			n = i2d_OCSP_REQUEST(rq, &der);
	}
	OCSP_CERTID_free(id);
	OCSP_REQUEST_free(rq);
	X509_free(ca);
	if (n <= 0)
		return fail(e, RC_INTERNAL, "request");
	*out_der = (str){ arena_copy(a, der, (size_t)n), (size_t)n };
	OPENSSL_free(der);
	return RC_OK;
}

/* Signed by the CA, or by a responder that it delegated (RFC 6960 4.2.2.2). */
static bool
is_signed(OCSP_BASICRESP *answer, X509 *ca)
{
	X509_STORE *store = X509_STORE_new();
	STACK_OF(X509) *signers = sk_X509_new_null(); /* the CA's own is in no answer */
	bool ok = store != NULL && signers != NULL && sk_X509_push(signers, ca) == 1 &&
		  X509_STORE_add_cert(store, ca) == 1 &&
		  X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN) == 1 &&
		  OCSP_basic_verify(answer, signers, store, 0) == 1;

	sk_X509_free(signers);
	X509_STORE_free(store);
	return ok;
}

static enum rc
take_status(
    OCSP_BASICRESP *answer, OCSP_CERTID *id, struct pki_ocsp_told *out, struct err *e)
{
	ASN1_GENERALIZEDTIME *this_at = NULL, *next_at = NULL;
	int status = 0, reason = 0;

	if (OCSP_resp_find_status(
		answer, id, &status, &reason, NULL, &this_at, &next_at) != 1)
		return fail(e, RC_DENIED, "it speaks of another certificate");
	if (OCSP_check_validity(this_at, next_at, SKEW_S, -1) != 1)
		return fail(e, RC_DENIED, "it is not of now");
	out->state = status == V_OCSP_CERTSTATUS_GOOD      ? PKI_OCSP_GOOD
		     : status == V_OCSP_CERTSTATUS_REVOKED ? PKI_OCSP_REVOKED
							   : PKI_OCSP_UNKNOWN;
	out->reason = status == V_OCSP_CERTSTATUS_REVOKED && reason > 0 ? reason : 0;
	return RC_OK;
}

static enum rc
take_answer(OCSP_REQUEST *rq, OCSP_RESPONSE *rs, X509 *ca, struct pki_ocsp_told *out,
    struct err *e)
{
	OCSP_BASICRESP *answer = NULL;
	OCSP_CERTID *id = OCSP_onereq_get0_id(OCSP_request_onereq_get0(rq, 0));
	enum rc rc;

	if (OCSP_response_status(rs) != OCSP_RESPONSE_STATUS_SUCCESSFUL)
		return err_set(e, RC_UNAVAILABLE, NOT_BELIEVED, "OCSP: status %d",
		    OCSP_response_status(rs));
	answer = OCSP_response_get1_basic(rs);
	if (answer == NULL)
		return fail(e, RC_DENIED, "unreadable");
	if (OCSP_check_nonce(rq, answer) != 1)
		rc = fail(e, RC_DENIED, "our nonce does not come back");
	else if (!is_signed(answer, ca))
		rc = fail(e, RC_DENIED, "not signed for this authority");
	else
		rc = take_status(answer, id, out, e);
	OCSP_BASICRESP_free(answer);
	return rc;
}

enum rc
pki_ocsp_ask_take(
    str ca_der, str request, str der, struct pki_ocsp_told *out, struct err *e)
{
	const unsigned char *p = (const unsigned char *)request.p;
	const unsigned char *r = (const unsigned char *)der.p;
	X509 *ca = read_cert(ca_der);
	OCSP_REQUEST *rq = d2i_OCSP_REQUEST(NULL, &p, (long)request.n);
	OCSP_RESPONSE *rs = d2i_OCSP_RESPONSE(NULL, &r, (long)der.n);
	enum rc rc = ca == NULL || rq == NULL || rs == NULL
			 ? fail(e, RC_DENIED, "unreadable")
			 : take_answer(rq, rs, ca, out, e);

	ERR_clear_error();
	OCSP_RESPONSE_free(rs);
	OCSP_REQUEST_free(rq);
	X509_free(ca);
	return rc;
}
