/* cert_links.c - what a certificate says about its issuer and its status, by a walk over its bytes. */
#include "pki/internal.h"
#include "pki/oid.h"

/* Step over everything before the extensions; *out is the list of them, empty if there is none. */
static bool
find_exts(str der, str *out)
{
	struct pki_signed parts;
	str body, skip, tagged;
	unsigned tag;

	*out = STR("");
	if (!pki_take_signed(der, &parts) || !der_take(&parts.tbs, DER_SEQUENCE, &body))
		return false;
	while (body.n > 0 && !der_next_is(body, DER_CONTEXT_CONS(3)))
		if (!der_any(&body, &tag, &skip, NULL))
			return false;
	if (body.n == 0)
		return true;
	return der_take(&body, DER_CONTEXT_CONS(3), &tagged) && body.n == 0 &&
	       der_take(&tagged, DER_SEQUENCE, out) && tagged.n == 0;
}

bool
pki_cert_extension(str der, str oid, str *out_value)
{
	str list, ext, id, flag;

	if (!find_exts(der, &list))
		return false;
	while (list.n > 0) {
		if (!der_take(&list, DER_SEQUENCE, &ext) || !der_take(&ext, DER_OID, &id))
			return false;
		if (!str_eq(id, oid))
			continue;
		return (!der_next_is(ext, DER_BOOLEAN) ||
			   der_take(&ext, DER_BOOLEAN, &flag)) &&
		       der_take(&ext, DER_OCTETS, out_value) && ext.n == 0;
	}
	return false;
}

/* The first URL among the distribution points (4.2.1.13). */
static str
cdp_url(str value)
{
	str seq, point, name, full, url;

	if (der_take(&value, DER_SEQUENCE, &seq) &&
	    der_take(&seq, DER_SEQUENCE, &point) &&
	    der_take(&point, DER_CONTEXT_CONS(0), &name) &&
	    der_take(&name, DER_CONTEXT_CONS(0), &full) &&
	    der_take(&full, DER_CONTEXT(6), &url))
		return url;
	return STR_NONE;
}

/* BIT STRING of keyUsage: its first two bits (RFC 5280 4.2.1.3). */
static unsigned
usage_of(str value)
{
	str bits;

	if (!der_take(&value, DER_BITS, &bits) || bits.n < 2)
		return 0;
	return ((unsigned char)bits.p[1] & 0x80 ? PKI_KU_DIGITAL_SIGNATURE : 0u) |
	       ((unsigned char)bits.p[1] & 0x40 ? PKI_KU_NON_REPUDIATION : 0u);
}

enum rc
pki_cert_links_read(str der, struct pki_cert_links *out, struct err *e)
{
	struct pki_cert_links l = { .crl_url = STR_NONE, .issuer_key_id = STR_NONE };
	struct pki_signed parts;
	str body, version, alg, validity, value, seq;

	if (!pki_take_signed(der, &parts) || !der_take(&parts.tbs, DER_SEQUENCE, &body) ||
	    !der_take(&body, DER_CONTEXT_CONS(0), &version) ||
	    !der_take_unsigned(&body, &l.serial) ||
	    !der_take(&body, DER_SEQUENCE, &alg) ||
	    !der_take_whole(&body, DER_SEQUENCE, &l.issuer) ||
	    !der_take(&body, DER_SEQUENCE, &validity) ||
	    !der_take_time(&validity, &l.not_before_s) ||
	    !der_take_time(&validity, &l.not_after_s))
		return err_set(e, RC_INVALID,
		    N_("Sertifikat itu rusak atau bukan sertifikat."),
		    "certificate: front");
	if (pki_cert_extension(der, OID_KU, &value))
		l.key_usage = usage_of(value);
	if (pki_cert_extension(der, OID_CDP, &value))
		l.crl_url = cdp_url(value);
	if (pki_cert_extension(der, OID_AKI, &value) &&
	    der_take(&value, DER_SEQUENCE, &seq) &&
	    !der_take(&seq, DER_CONTEXT(0), &l.issuer_key_id))
		l.issuer_key_id = STR_NONE;
	*out = l;
	return RC_OK;
}

bool
pki_cert_has_policy(struct arena *a, str der, str dotted)
{
	str value, list, one, id, want;
	struct buf b;

	buf_init(&b, a, 32);
	if (!der_put_oid_dotted(&b, dotted))
		return false;
	want = buf_get(&b);
	if (!der_take(&want, DER_OID, &want) ||
	    !pki_cert_extension(der, OID_POLICIES, &value) ||
	    !der_take(&value, DER_SEQUENCE, &list))
		return false;
	while (der_take(&list, DER_SEQUENCE, &one) && der_take(&one, DER_OID, &id))
		if (str_eq(id, want))
			return true;
	return false;
}
