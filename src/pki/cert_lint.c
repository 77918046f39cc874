/*
 * cert_lint.c - read a TBSCertificate again and hold it against what was ordered.
 *
 * Nothing of the builder is used here: only the reader, and expected values spelt out once more.
 */
#include "pki/hash.h"
#include "pki/internal.h"
#include "pki/oid.h"

struct lint {
	struct arena *a;
	const struct pki_profile *profile;
	const struct pki_ca *ca;
	const struct pki_leaf *leaf;
	struct err *e;
};

static enum rc
wrong(struct lint *l, const char *what)
{
	return err_set(l->e, RC_INTERNAL,
	    N_("Penerbit menolak sertifikat yang disusunnya sendiri. Laporkan kepada Dit. SITP."),
	    "lint: %s", what);
}

static bool
is_oid(str element_content, str dotted, struct arena *a)
{
	struct buf b;
	str made, content;

	buf_init(&b, a, 32);
	if (!der_put_oid_dotted(&b, dotted))
		return false;
	made = buf_get(&b);
	return der_take(&made, DER_OID, &content) && str_eq(content, element_content);
}

static bool
rdn_is(str *seq, str oid, unsigned tag, str want)
{
	str set, pair, type, value;

	return der_take(seq, DER_SET, &set) && der_take(&set, DER_SEQUENCE, &pair) &&
	       set.n == 0 && der_take(&pair, DER_OID, &type) &&
	       der_take(&pair, tag, &value) && pair.n == 0 && str_eq(type, oid) &&
	       str_eq(value, want);
}

static bool
subject_is(struct lint *l, str seq)
{
	const struct pki_profile *p = l->profile;
	str unit = p->unit.n == 0 ? l->leaf->office_name : p->unit;

	return rdn_is(&seq, OID_C, DER_PRINTABLE, p->country) &&
	       (p->state.n == 0 || rdn_is(&seq, OID_ST, DER_UTF8, p->state)) &&
	       (p->locality.n == 0 || rdn_is(&seq, OID_L, DER_UTF8, p->locality)) &&
	       rdn_is(&seq, OID_O, DER_UTF8, p->organization) &&
	       rdn_is(&seq, OID_OU, DER_UTF8, unit) &&
	       rdn_is(&seq, OID_CN, DER_UTF8, l->leaf->name) &&
	       (!l->profile->email_in_dn ||
		   rdn_is(&seq, OID_EMAIL, DER_IA5, l->leaf->email)) &&
	       seq.n == 0;
}

static bool
aki_is(struct lint *l, str v)
{
	str seq, id;

	return der_take(&v, DER_SEQUENCE, &seq) && v.n == 0 &&
	       der_take(&seq, DER_CONTEXT(0), &id) && seq.n == 0 &&
	       str_eq(id, l->ca->key_id);
}

static bool
ski_is(struct lint *l, str v)
{
	unsigned char md[PKI_SHA256_BYTES];
	str id, spki = l->leaf->spki, seq, alg, bits;

	if (!der_take(&v, DER_OCTETS, &id) || v.n != 0 ||
	    !der_take(&spki, DER_SEQUENCE, &seq) || !der_take(&seq, DER_SEQUENCE, &alg) ||
	    !der_take_octet_bits(&seq, &bits))
		return false;
	pki_sha256(bits, md);
	return str_eq(id, (str){ (const char *)md, 20 });
}

static bool
ku_is(struct lint *l, str v)
{
	unsigned want = l->profile->key_usage == 0 ? 3u : l->profile->key_usage, got = 0;
	str bits;

	if (!der_take(&v, DER_BITS, &bits) || v.n != 0 || bits.n != 2 || bits.p[0] < 0 ||
	    bits.p[0] > 7)
		return false;
	for (int i = 0; i < 8; i++)
		got |= (unsigned)((unsigned char)bits.p[1] >> (7 - i) & 1) << i;
	/* the last bit that counts is set, the unused ones are not */
	return got == want && got >> (8 - bits.p[0]) == 0 && got >> (7 - bits.p[0]) == 1;
}

static bool
policies_are(struct lint *l, str v)
{
	str seq, info, oid;
	size_t i = 0;

	if (!der_take(&v, DER_SEQUENCE, &seq) || v.n != 0)
		return false;
	for (; seq.n > 0; i++)
		if (i == l->profile->n_policies || !der_take(&seq, DER_SEQUENCE, &info) ||
		    !der_take(&info, DER_OID, &oid) || info.n != 0 ||
		    !is_oid(oid, l->profile->policies[i], l->a))
			return false;
	return i == l->profile->n_policies;
}

static bool
eku_are(struct lint *l, str v)
{
	size_t i = 0;
	str seq, oid;

	if (!der_take(&v, DER_SEQUENCE, &seq) || v.n != 0)
		return false;
	for (; seq.n > 0; i++)
		if (i == l->profile->n_eku || !der_take(&seq, DER_OID, &oid) ||
		    !is_oid(oid, l->profile->eku[i], l->a))
			return false;
	return i == l->profile->n_eku;
}

static bool
san_is(struct lint *l, str v)
{
	str seq, name;

	return der_take(&v, DER_SEQUENCE, &seq) && v.n == 0 &&
	       der_take(&seq, DER_CONTEXT(1), &name) && seq.n == 0 &&
	       str_eq(name, l->leaf->email);
}

static bool
bc_is(struct lint *l, str v)
{
	(void)l;
	return str_eq(v, STR("\x30\x00"));
}

static bool
cdp_is(struct lint *l, str v)
{
	str seq, point, name, full, url;

	return der_take(&v, DER_SEQUENCE, &seq) && v.n == 0 &&
	       der_take(&seq, DER_SEQUENCE, &point) && seq.n == 0 &&
	       der_take(&point, DER_CONTEXT_CONS(0), &name) && point.n == 0 &&
	       der_take(&name, DER_CONTEXT_CONS(0), &full) && name.n == 0 &&
	       der_take(&full, DER_CONTEXT(6), &url) && full.n == 0 &&
	       str_eq(url, l->profile->crl_url);
}

static bool
access_is(str *seq, str method, str want)
{
	str desc, oid, url;

	return want.n == 0 ||
	       (der_take(seq, DER_SEQUENCE, &desc) && der_take(&desc, DER_OID, &oid) &&
		   der_take(&desc, DER_CONTEXT(6), &url) && desc.n == 0 &&
		   str_eq(oid, method) && str_eq(url, want));
}

static bool
aia_is(struct lint *l, str v)
{
	str seq;

	return der_take(&v, DER_SEQUENCE, &seq) && v.n == 0 &&
	       access_is(&seq, OID_AD_OCSP, l->profile->ocsp_url) &&
	       access_is(&seq, OID_AD_ISSUERS, l->profile->issuer_url) && seq.n == 0;
}

struct rule {
	const char *name;
	str oid;
	bool critical, wanted;
	bool (*is)(struct lint *l, str value);
};

/* One Extension against its rule; each rule is used at most once. */
static enum rc
lint_ext(struct lint *l, const struct rule *rules, size_t n, bool *seen, str ext)
{
	str oid, flag, value;
	bool critical = false;

	if (!der_take(&ext, DER_OID, &oid))
		return wrong(l, "extension without identifier");
	if (der_next_is(ext, DER_BOOLEAN)) {
		if (!der_take(&ext, DER_BOOLEAN, &flag) || !str_eq(flag, STR("\xff")))
			return wrong(l, "critical is not TRUE");
		critical = true;
	}
	if (!der_take(&ext, DER_OCTETS, &value) || ext.n != 0)
		return wrong(l, "extension value");
	for (size_t i = 0; i < n; i++) {
		if (!str_eq(oid, rules[i].oid))
			continue;
		if (seen[i] || !rules[i].wanted || rules[i].critical != critical ||
		    !rules[i].is(l, value))
			return wrong(l, rules[i].name);
		seen[i] = true;
		return RC_OK;
	}
	return wrong(l, "unknown extension");
}

static enum rc
lint_exts(struct lint *l, str list)
{
	const struct pki_profile *p = l->profile;
	const struct rule rules[] = {
		{ "authorityKeyIdentifier", OID_AKI, false, true, aki_is },
		{ "subjectKeyIdentifier", OID_SKI, false, true, ski_is },
		{ "keyUsage", OID_KU, true, true, ku_is },
		{ "certificatePolicies", OID_POLICIES, false, p->n_policies > 0,
		    policies_are },
		{ "subjectAltName", OID_SAN, false, !p->no_san, san_is },
		{ "basicConstraints", OID_BC, true, true, bc_is },
		{ "extKeyUsage", OID_EKU, false, p->n_eku > 0, eku_are },
		{ "cRLDistributionPoints", OID_CDP, false, p->crl_url.n > 0, cdp_is },
		{ "authorityInfoAccess", OID_AIA, false,
		    p->ocsp_url.n + p->issuer_url.n > 0, aia_is },
	};
	bool seen[ARRAY_LEN(rules)] = { false };

	while (list.n > 0) {
		enum rc rc;
		str ext;

		if (!der_take(&list, DER_SEQUENCE, &ext))
			return wrong(l, "extensions");
		rc = lint_ext(l, rules, ARRAY_LEN(rules), seen, ext);
		if (rc != RC_OK)
			return rc;
	}
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (rules[i].wanted && !seen[i])
			return wrong(l, rules[i].name);
	return RC_OK;
}

static str
expected_alg(enum pki_key_kind kind)
{
	return kind == PKI_KEY_RSA    ? OID_SHA256_RSA
	       : kind == PKI_KEY_P384 ? OID_SHA384_ECDSA
				      : OID_SHA256_ECDSA;
}

static enum rc
lint_front(struct lint *l, str *body)
{
	str v, serial, alg, oid, issuer, validity;
	int64_t version, from, to;

	if (!der_take(body, DER_CONTEXT_CONS(0), &v) ||
	    !der_take_small(&v, DER_INTEGER, &version) || v.n != 0 || version != 2)
		return wrong(l, "version");
	if (!der_take_unsigned(body, &serial) || !str_eq(serial, l->leaf->serial) ||
	    serial.n != PKI_SERIAL_BYTES)
		return wrong(l, "serialNumber");
	if (!der_take(body, DER_SEQUENCE, &alg) || !der_take(&alg, DER_OID, &oid) ||
	    !str_eq(oid, expected_alg(l->ca->kind)) ||
	    !str_eq(alg, l->ca->kind == PKI_KEY_RSA ? STR("\x05\x00") : STR("")))
		return wrong(l, "signature");
	if (!der_take_whole(body, DER_SEQUENCE, &issuer) ||
	    !str_eq(issuer, l->ca->subject))
		return wrong(l, "issuer");
	if (!der_take(body, DER_SEQUENCE, &validity) ||
	    !der_take_time(&validity, &from) || !der_take_time(&validity, &to) ||
	    validity.n != 0)
		return wrong(l, "validity");
	if (from != l->leaf->not_before_s || to != l->leaf->not_after_s || to <= from ||
	    to - from + 1 > l->profile->validity_s || from < l->ca->not_before_s ||
	    to > l->ca->not_after_s)
		return wrong(l, "validity outside the profile or the CA");
	return RC_OK;
}

enum rc
pki_leaf_lint(struct arena *a, const struct pki_profile *profile, const struct pki_ca *ca,
    const struct pki_leaf *leaf, str tbs, struct err *e)
{
	struct lint l = { a, profile, ca, leaf, e };
	str body, subject, spki, exts, list;
	struct pki_public key;
	enum rc rc;

	if (!der_take(&tbs, DER_SEQUENCE, &body) || tbs.n != 0)
		return wrong(&l, "TBSCertificate");
	if ((rc = lint_front(&l, &body)) != RC_OK)
		return rc;
	if (!der_take(&body, DER_SEQUENCE, &subject) || !subject_is(&l, subject))
		return wrong(&l, "subject");
	if (!der_take_whole(&body, DER_SEQUENCE, &spki) || !str_eq(spki, leaf->spki))
		return wrong(&l, "subjectPublicKeyInfo");
	if ((rc = pki_public_parse(a, spki, &key, e)) != RC_OK)
		return rc;
	if (profile->no_key[key.kind] ||
	    (key.kind == PKI_KEY_RSA && key.bits < profile->rsa_least_bits))
		return wrong(&l, "kind or size of the key");
	if (!pki_name_ok(leaf->name) || !pki_name_ok(leaf->office_name) ||
	    !pki_email_ok(leaf->email))
		return wrong(&l, "names");
	if (!der_take(&body, DER_CONTEXT_CONS(3), &exts) || body.n != 0 ||
	    !der_take(&exts, DER_SEQUENCE, &list) || exts.n != 0)
		return wrong(&l, "extensions");
	return lint_exts(&l, list);
}
