/* crl.c - TBSCertList written as DER (RFC 5280 5.1). */
#include "pki/crl.h"

#include "pki/internal.h"
#include "pki/oid.h"

bool
pki_reason_allowed(int64_t reason)
{
	return reason == PKI_REASON_UNSPECIFIED || reason == PKI_REASON_KEY_COMPROMISE ||
	       (reason >= PKI_REASON_AFFILIATION_CHANGED && reason <= PKI_REASON_HOLD) ||
	       reason == PKI_REASON_PRIVILEGE_WITHDRAWN;
}

enum rc
pki_crl_check(const struct pki_crl_fields *f, struct err *e)
{
	if (f->number < 1 || f->next_s <= f->this_s)
		return err_set(e, RC_INTERNAL,
		    N_("Daftar pencabutan tidak dapat dibuat."), "CRL number or times");
	return RC_OK;
}

/* IssuingDistributionPoint with a full name (5.2.5): the same one as in the certificates. */
static void
put_part(struct buf *b, struct arena *a, str urls)
{
	size_t seq, name, full;
	struct buf v;

	buf_init(&v, a, 256);
	seq = der_open(&v, DER_SEQUENCE);
	name = der_open(&v, DER_CONTEXT_CONS(0));
	full = der_open(&v, DER_CONTEXT_CONS(0));
	while (urls.n > 0) {
		str url = str_cut(&urls, ' ');

		if (url.n > 0)
			der_put(&v, DER_CONTEXT(6), url);
	}
	der_close(&v, full);
	der_close(&v, name);
	der_close(&v, seq);
	pki_put_ext(b, OID_IDP, true, buf_get(&v));
}

void
pki_crl_put_exts(struct buf *b, struct arena *a, const struct pki_ca *ca,
    const struct pki_crl_fields *f)
{
	size_t outer = der_open(b, DER_CONTEXT_CONS(0)), seq = der_open(b, DER_SEQUENCE);
	struct buf v;

	pki_put_aki(b, a, ca->key_id); /* 5.2.1 */
	buf_init(&v, a, 16);
	der_put_int(&v, DER_INTEGER, f->number); /* cRLNumber: 5.2.3 */
	pki_put_ext(b, OID_CRL_NUMBER, false, buf_get(&v));
	if (f->part_urls.n > 0)
		put_part(b, a, f->part_urls);
	der_close(b, seq);
	der_close(b, outer);
}

void
pki_crl_put_front(struct buf *b, const struct pki_ca *ca, const struct pki_crl_fields *f)
{
	der_put_int(b, DER_INTEGER, 1); /* v2 */
	pki_put_sig_alg(b, ca->kind);
	buf_str(b, ca->subject);
	der_put_time(b, f->this_s);
	der_put_time(b, f->next_s);
}

enum rc
pki_crl_make(struct arena *a, const struct pki_ca *ca, const struct pki_crl_fields *f,
    str *out_der, struct err *e)
{
	struct buf b;
	size_t seq;
	enum rc rc = pki_crl_check(f, e);

	BUG_ON(ca->key == NULL);
	if (rc != RC_OK)
		return rc;
	buf_init(&b, a, 512);
	seq = der_open(&b, DER_SEQUENCE);
	pki_crl_put_front(&b, ca, f);
	pki_crl_put_exts(&b, a, ca, f);
	der_close(&b, seq);
	return pki_sign(a, ca->key, buf_get(&b), out_der, e);
}

enum rc
pki_crl_read(str der, struct pki_crl_head *out, struct err *e)
{
	int64_t version;
	str alg;

	if (der_enter(&der, DER_SEQUENCE) && der_enter(&der, DER_SEQUENCE) &&
	    der_take_small(&der, DER_INTEGER, &version) && version == 1 &&
	    der_take(&der, DER_SEQUENCE, &alg) &&
	    der_take_whole(&der, DER_SEQUENCE, &out->issuer) &&
	    der_take_time(&der, &out->this_s) && der_take_time(&der, &out->next_s))
		return RC_OK;
	return err_set(e, RC_INVALID, N_("Daftar pencabutan tidak dapat dibaca."),
	    "not a CRL of ours");
}

/* crlExtensions [0] stand last in TBSCertList (5.1). */
static bool
find_extensions(str der, str *out_list)
{
	struct pki_signed parts;
	str tbs, content;
	unsigned tag;

	if (!pki_take_signed(der, &parts) || !der_take(&parts.tbs, DER_SEQUENCE, &tbs))
		return false;
	while (tbs.n > 0) {
		if (!der_any(&tbs, &tag, &content, NULL))
			return false;
		if (tag == DER_CONTEXT_CONS(0))
			return der_take(&content, DER_SEQUENCE, out_list);
	}
	return false;
}

enum rc
pki_crl_number(str der, int64_t *out, struct err *e)
{
	str list, ext, oid, value;

	if (find_extensions(der, &list))
		while (list.n > 0 && der_take(&list, DER_SEQUENCE, &ext) &&
		       der_take(&ext, DER_OID, &oid) &&
		       der_take(&ext, DER_OCTETS, &value))
			if (str_eq(oid, OID_CRL_NUMBER) &&
			    der_take_small(&value, DER_INTEGER, out))
				return RC_OK;
	return err_set(
	    e, RC_INVALID, N_("Daftar pencabutan tidak dapat dibaca."), "no CRL number");
}
