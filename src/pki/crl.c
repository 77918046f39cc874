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

const char *
pki_reason_name(int64_t reason)
{
	static const char *const names[] = { "unspecified", "keyCompromise",
		"cACompromise", "affiliationChanged", "superseded",
		"cessationOfOperation", "certificateHold", NULL, "removeFromCRL",
		"privilegeWithdrawn", "aACompromise" };

	if (reason < 0 || reason >= (int64_t)ARRAY_LEN(names) || names[reason] == NULL)
		return "?";
	return names[reason];
}

/* CRL entry extensions: reasonCode (5.3.1), invalidityDate (5.3.2). */
static void
put_entry_exts(struct buf *b, struct arena *a, const struct pki_crl_entry *en)
{
	struct buf v;
	size_t seq;

	if (en->reason == PKI_REASON_UNSPECIFIED && en->invalidity_s == 0)
		return;
	seq = der_open(b, DER_SEQUENCE);
	if (en->reason != PKI_REASON_UNSPECIFIED) {
		const char reason[] = { DER_ENUMERATED, 1, (char)en->reason };

		pki_put_ext(b, OID_REASON, false, (str){ reason, sizeof(reason) });
	}
	if (en->invalidity_s != 0) {
		buf_init(&v, a, 32);
		der_put_generalized(&v, en->invalidity_s);
		pki_put_ext(b, OID_INVALIDITY, false, buf_get(&v));
	}
	der_close(b, seq);
}

static void
put_exts(struct buf *b, struct arena *a, const struct pki_ca *ca, int64_t number)
{
	size_t outer = der_open(b, DER_CONTEXT_CONS(0)), seq = der_open(b, DER_SEQUENCE);
	struct buf v;

	pki_put_aki(b, a, ca->key_id); /* 5.2.1 */
	buf_init(&v, a, 16);
	der_put_int(&v, DER_INTEGER, number); /* cRLNumber: 5.2.3 */
	pki_put_ext(b, OID_CRL_NUMBER, false, buf_get(&v));
	der_close(b, seq);
	der_close(b, outer);
}

enum rc
pki_crl_make(struct arena *a, const struct pki_ca *ca, const struct pki_crl_fields *f,
    str *out_der, struct err *e)
{
	struct buf b;
	size_t seq, list, entry;

	BUG_ON(ca->key == NULL);
	if (f->number < 1 || f->next_s <= f->this_s)
		return err_set(e, RC_INTERNAL,
		    N_("Daftar pencabutan tidak dapat dibuat."), "CRL number or times");
	buf_init(&b, a, 512 + f->n * 48);
	seq = der_open(&b, DER_SEQUENCE);
	der_put_int(&b, DER_INTEGER, 1); /* v2 */
	pki_put_sig_alg(&b, ca->kind);
	buf_str(&b, ca->subject);
	der_put_time(&b, f->this_s);
	der_put_time(&b, f->next_s);
	if (f->n > 0) { /* absent when empty: 5.1.2.6 */
		list = der_open(&b, DER_SEQUENCE);
		for (size_t i = 0; i < f->n; i++) {
			entry = der_open(&b, DER_SEQUENCE);
			der_put_unsigned(&b, f->entries[i].serial);
			der_put_time(&b, f->entries[i].at_s);
			put_entry_exts(&b, a, &f->entries[i]);
			der_close(&b, entry);
		}
		der_close(&b, list);
	}
	put_exts(&b, a, ca, f->number);
	der_close(&b, seq);
	return pki_sign(a, ca->key, buf_get(&b), out_der, e);
}

enum rc
pki_crl_read(str der, struct pki_crl_head *out, struct err *e)
{
	struct pki_signed parts;
	str tbs, alg;
	int64_t version;

	if (pki_take_signed(der, &parts) && der_take(&parts.tbs, DER_SEQUENCE, &tbs) &&
	    der_take_small(&tbs, DER_INTEGER, &version) && version == 1 &&
	    der_take(&tbs, DER_SEQUENCE, &alg) &&
	    der_take_whole(&tbs, DER_SEQUENCE, &out->issuer) &&
	    der_take_time(&tbs, &out->this_s) && der_take_time(&tbs, &out->next_s))
		return RC_OK;
	return err_set(e, RC_INVALID, N_("Daftar pencabutan tidak dapat dibaca."),
	    "not a CRL of ours");
}
