/* tsp.c - RFC 3161 by OpenSSL. */
#include "pki/tsp.h"

#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <openssl/x509_vfy.h>

#include "pki/hash.h"

#define NOT_STAMPED N_("Stempel waktu tidak dapat dipakai.")
#define NONCE_BYTES 8

static enum rc
fail(struct err *e, enum rc rc, const char *what)
{
	char text[160];

	ERR_error_string_n(ERR_peek_last_error(), text, sizeof(text));
	ERR_clear_error();
	return err_set(e, rc, NOT_STAMPED, "time stamp: %s: %s", what, text);
}

static bool
set_imprint(TS_REQ *req, str data)
{
	TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
	X509_ALGOR *alg = X509_ALGOR_new();
	unsigned char md[PKI_SHA256_BYTES];
	bool ok = false;

	pki_sha256(data, md);
	if (imprint != NULL && alg != NULL &&
	    X509_ALGOR_set0(alg, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) == 1 &&
	    TS_MSG_IMPRINT_set_algo(imprint, alg) == 1 &&
	    TS_MSG_IMPRINT_set_msg(imprint, md, (int)sizeof(md)) == 1)
		ok = TS_REQ_set_msg_imprint(req, imprint) == 1;
	TS_MSG_IMPRINT_free(imprint);
	X509_ALGOR_free(alg);
	return ok;
}

static bool
set_nonce(TS_REQ *req)
{
	unsigned char bytes[NONCE_BYTES];
	ASN1_INTEGER *nonce = ASN1_INTEGER_new();
	uint64_t v = 0;
	bool ok = false;

	if (nonce != NULL && RAND_bytes(bytes, (int)sizeof(bytes)) == 1) {
		for (size_t i = 0; i < sizeof(bytes); i++)
			v = v << 8 | bytes[i];
		ok = ASN1_INTEGER_set_uint64(nonce, v | 1) == 1 &&
		     TS_REQ_set_nonce(req, nonce) == 1;
	}
	ASN1_INTEGER_free(nonce);
	return ok;
}

enum rc
pki_tsp_request(struct arena *a, str data, str *out_der, struct err *e)
{
	TS_REQ *req = TS_REQ_new();
	unsigned char *der = NULL;
	int n = -1;

	if (req != NULL && TS_REQ_set_version(req, 1) == 1 && set_imprint(req, data) &&
	    set_nonce(req) && TS_REQ_set_cert_req(req, 1) == 1)
		n = i2d_TS_REQ(req, &der);
	TS_REQ_free(req);
	if (n <= 0)
		return fail(e, RC_INTERNAL, "request");
	*out_der = (str){ arena_copy(a, der, (size_t)n), (size_t)n };
	OPENSSL_free(der);
	return RC_OK;
}

/* When it says it was; 0 if that is not a time. */
static int64_t
time_of(TS_RESP *resp)
{
	TS_TST_INFO *info = TS_RESP_get_tst_info(resp);
	const ASN1_GENERALIZEDTIME *at = info != NULL ? TS_TST_INFO_get_time(info) : NULL;
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
	int days = 0, seconds = 0;

	if (at == NULL || epoch == NULL ||
	    ASN1_TIME_diff(&days, &seconds, epoch, (const ASN1_TIME *)at) != 1)
		days = seconds = 0;
	ASN1_TIME_free(epoch);
	return (int64_t)days * 86400 + seconds;
}

/* The context owns what it is given. */
static bool
verify(TS_REQ *req, TS_RESP *resp, const char *ca_file)
{
	TS_VERIFY_CTX *ctx = TS_REQ_to_TS_VERIFY_CTX(req, NULL);
	X509_STORE *roots = X509_STORE_new();
	bool ok = false;

	if (ctx != NULL && roots != NULL &&
	    X509_STORE_load_locations(roots, ca_file, NULL) == 1) {
		(void)TS_VERIFY_CTX_set_store(ctx, roots);
		roots = NULL;
		(void)TS_VERIFY_CTX_add_flags(ctx, TS_VFY_SIGNATURE);
		ok = TS_RESP_verify_response(ctx, resp) == 1;
	}
	X509_STORE_free(roots);
	TS_VERIFY_CTX_free(ctx);
	return ok;
}

enum rc
pki_tsp_check(
    str request, str response, const char *ca_file, int64_t *out_at_s, struct err *e)
{
	const unsigned char *p = (const unsigned char *)request.p;
	const unsigned char *r = (const unsigned char *)response.p;
	TS_REQ *req = NULL;
	TS_RESP *resp = NULL;
	enum rc rc = RC_OK;

	ERR_clear_error();
	if (response.n == 0 || response.n > PKI_TSP_BYTES ||
	    (resp = d2i_TS_RESP(NULL, &r, (long)response.n)) == NULL ||
	    (req = d2i_TS_REQ(NULL, &p, (long)request.n)) == NULL)
		rc = fail(e, RC_DENIED, "unreadable");
	else if (!verify(req, resp, ca_file))
		rc = fail(e, RC_DENIED, "refused or not of our authority");
	else if ((*out_at_s = time_of(resp)) == 0)
		rc = fail(e, RC_DENIED, "without a time");
	TS_RESP_free(resp);
	TS_REQ_free(req);
	return rc;
}
