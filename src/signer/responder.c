/*
 * responder.c - the short-lived certificate of the OCSP responder (RFC 6960 4.2.2.2).
 *
 * Asked for on a socket of its own by paraf-ocsp alone. The key is that of the request; everything
 * else is ours. Each one is kept before it is given away.
 */
#include "base/codec.h"
#include "pki/csr.h"
#include "pki/ocsp.h"
#include "signer/authorities.h"
#include "signer/internal.h"

#define VALIDITY_S    (7 * 86400)
#define BACKDATE_S    300 /* clients' clocks */
#define DAY_S         86400
#define MOST_IN_A_DAY 200

static enum rc
no(struct err *e, enum rc rc, const char **out_code, const char *code, const char *msg)
{
	*out_code = code;
	return err_set(e, rc, msg, "%s", code);
}

static enum rc
check(struct signer *s, struct arena *a, const struct ipc_responder_get *in,
    struct pki_csr *out_csr, int64_t now_s, const char **out_code, struct err *e)
{
	bool application, key;
	int64_t given;
	enum rc rc;
	str id;

	if (authority_named(s, in->ca) == NULL)
		return no(e, RC_NOT_FOUND, out_code, "ca",
		    N_("Penerbit dengan nama itu tidak ada."));
	*out_code = "csr";
	if ((rc = pki_csr_parse(a, in->csr, out_csr, e)) != RC_OK)
		return rc;
	id = pki_public_id(a, out_csr->key.spki);
	*out_code = "record";
	if ((rc = record_issue_taken(s->record, STR(""), id, &application, &key, e)) !=
		RC_OK ||
	    (rc = status_db_responders_since(s->status, now_s - DAY_S, &given, e)) !=
		RC_OK)
		return rc;
	if (key || str_eq(out_csr->key.spki, s->ca_cert.key.spki))
		return no(e, RC_CONFLICT, out_code, "key_used",
		    N_("Kunci ini sudah dipakai untuk sertifikat lain. Buat kunci baru."));
	if (given >= MOST_IN_A_DAY)
		return no(e, RC_LIMIT, out_code, "too_many",
		    N_("Terlalu banyak sertifikat penjawab status diminta hari ini."));
	return RC_OK;
}

enum rc
signer_do_responder(struct signer *s, struct arena *a, const struct ipc_responder_get *in,
    struct ipc_responder *out, const char **out_code, struct err *e)
{
	int64_t now_s = clock_now(s->clock);
	const struct pki_ca *ca = authority_named(s, in->ca);
	struct pki_responder_fields f = { .country = s->profile.leaf.country,
		.organization = s->profile.leaf.organization,
		.name = str_fmt(a, "OCSP %.*s", STR_ARG(in->ca)),
		.not_before_s = now_s - BACKDATE_S,
		.not_after_s = now_s - BACKDATE_S + VALIDITY_S - 1 };
	struct status_responder row = { .ca = in->ca, .issued_s = now_s };
	struct pki_csr csr;
	enum rc rc = check(s, a, in, &csr, now_s, out_code, e);

	if (rc != RC_OK)
		return rc;
	if (f.not_before_s < ca->not_before_s)
		f.not_before_s = ca->not_before_s;
	if (f.not_after_s > ca->not_after_s)
		f.not_after_s = ca->not_after_s;
	f.serial = pki_serial_new(a);
	f.spki = csr.key.spki;
	*out_code = "fields";
	if ((rc = pki_responder_make(a, ca, &f, &row.der, e)) != RC_OK)
		return rc;
	row.serial = f.serial;
	row.spki_id = pki_public_id(a, f.spki);
	row.not_after_s = f.not_after_s;
	*out_code = "key_used"; /* a responder's key is new, always */
	if ((rc = status_db_put_responder(s->status, &row, e)) != RC_OK)
		return rc;
	*out = (struct ipc_responder){ row.der, f.not_before_s, f.not_after_s };
	return RC_OK;
}
