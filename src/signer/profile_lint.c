/* profile_lint.c - what profile.conf must not say, in sentences that say what to write instead. */
#include "pki/cert.h"
#include "signer/profile.h"

#define BAD N_("Profil sertifikat pada penerbit belum benar.")

/* One profile as the rules see it. */
struct view {
	struct arena *a;
	str name; /* empty: the first */
	const struct pki_profile *leaf;
};

static enum rc
wrong(const struct view *v, const char *key, const char *what, struct err *e)
{
	return err_set(e, RC_INVALID, BAD, "profile.conf%s%.*s%s: %s: %s",
	    v->name.n > 0 ? " [" : "", STR_ARG(v->name), v->name.n > 0 ? "]" : "", key,
	    what);
}

/* 1.2.3: numbers without leading zeros, the first 0 to 2, the second below 40 there. */
static bool
oid_ok(str s)
{
	size_t n = 0;
	int64_t arc, first = 0;
	struct err e;

	while (s.n > 0) {
		bool last = !str_has(s, '.');
		str word = str_cut(&s, '.');

		if (word.n == 0 || word.n > 18 || (word.p[0] == '0' && word.n > 1) ||
		    (!last && s.n == 0) || str_int64(word, &arc, &e) != RC_OK ||
		    word.p[0] == '+' || arc < 0)
			return false;
		if (n == 0)
			first = arc;
		if ((n == 0 && arc > 2) || (n == 1 && first < 2 && arc > 39))
			return false;
		n++;
	}
	return n >= 2;
}

static bool
twice(const str *oids, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			if (str_eq(oids[i], oids[j]))
				return true;
	return false;
}

static bool
among(const str *oids, size_t n, const char *oid)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_z(oids[i], oid))
			return true;
	return false;
}

/* A person's certificate is none of these: they would let its holder speak for machines or for us. */
static const struct {
	const char *oid, *what;
} never_eku[] = {
	{ "2.5.29.37.0", "anyExtendedKeyUsage is no purpose; name the purposes" },
	{ "1.3.6.1.5.5.7.3.1", "serverAuth (1.3.6.1.5.5.7.3.1) is for web servers" },
	{ "1.3.6.1.5.5.7.3.3", "codeSigning (1.3.6.1.5.5.7.3.3) is not for persons" },
	{ "1.3.6.1.5.5.7.3.8",
	    "timeStamping (1.3.6.1.5.5.7.3.8) is for a time stamp service" },
	{ "1.3.6.1.5.5.7.3.9",
	    "OCSPSigning (1.3.6.1.5.5.7.3.9) would let a holder answer for the status of others" },
};

static enum rc
lint_usages(const struct view *v, struct err *e)
{
	const struct pki_profile *p = v->leaf;
	bool encipher =
	    (p->key_usage & (PKI_KU_KEY_ENCIPHERMENT | PKI_KU_DATA_ENCIPHERMENT)) != 0;
	bool ec = !p->no_key[PKI_KEY_P256] || !p->no_key[PKI_KEY_P384];

	for (size_t i = 0; i < p->n_eku; i++)
		if (!oid_ok(p->eku[i]))
			return wrong(v, "extended_key_usage",
			    "identifiers like 1.3.6.1.5.5.7.3.36, spaces between", e);
	for (size_t i = 0; i < ARRAY_LEN(never_eku); i++)
		if (among(p->eku, p->n_eku, never_eku[i].oid))
			return wrong(v, "extended_key_usage", never_eku[i].what, e);
	if (twice(p->eku, p->n_eku))
		return wrong(v, "extended_key_usage", "an identifier stands twice", e);
	if (encipher && ec)
		return wrong(v, "key_usage",
		    "encipherment is for RSA keys alone (RFC 5480 3, RFC 8813 3); write keys = rsa2048, or leave it out",
		    e);
	if ((p->key_usage & PKI_KU_KEY_AGREEMENT) != 0 && !p->no_key[PKI_KEY_RSA])
		return wrong(v, "key_usage",
		    "keyAgreement is for EC keys alone (RFC 4055 1.2); write keys = p256 p384, or leave it out",
		    e);
	if (among(p->eku, p->n_eku, "1.3.6.1.5.5.7.3.4") && p->no_san && !p->email_in_dn)
		return wrong(v, "subject_alt_name",
		    "emailProtection needs the address: write email (RFC 8550 3)", e);
	return RC_OK;
}

static enum rc
lint_policies(const struct view *v, struct err *e)
{
	const struct pki_profile *p = v->leaf;

	for (size_t i = 0; i < p->n_policies; i++)
		if (!oid_ok(p->policies[i]))
			return wrong(v, "policies",
			    "identifiers like 2.16.360.1.1.1.99999.1, spaces between", e);
	if (twice(p->policies, p->n_policies))
		return wrong(v, "policies",
		    "a policy must not appear twice (RFC 5280 4.2.1.4)", e);
	if (among(p->policies, p->n_policies, "2.5.29.32.0"))
		return wrong(
		    v, "policies", "anyPolicy is for authorities; name the policy", e);
	return RC_OK;
}

static bool
url_ok(str s)
{
	if (!str_starts(s, STR("http://")) && !str_starts(s, STR("https://")))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~')
			return false;
	return s.n <= 512;
}

static enum rc
lint_addresses(const struct view *v, struct err *e)
{
	const struct pki_profile *p = v->leaf;
	const struct {
		const char *key;
		str url;
	} rows[] = { { "ocsp_url", p->ocsp_url }, { "crl_url", p->crl_url },
		{ "issuer_url", p->issuer_url } };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].url.n > 0 && !url_ok(rows[i].url))
			return wrong(v, rows[i].key,
			    "http://... in ASCII, at most 512 characters", e);
	if (p->ocsp_url.n == 0 && p->crl_url.n == 0)
		return wrong(v, "crl_url",
		    "neither list nor OCSP: nobody could learn of a revocation; set base_url, crl_url or ocsp_url",
		    e);
	return RC_OK;
}

static enum rc
lint_names(const struct view *v, struct err *e)
{
	const struct pki_profile *p = v->leaf;
	const struct {
		const char *key;
		str text;
		bool needed;
	} rows[] = { { "organization", p->organization, true },
		{ "state", p->state, false }, { "locality", p->locality, false },
		{ "unit", p->unit, false } };

	if (p->country.n != 2 || p->country.p[0] < 'A' || p->country.p[0] > 'Z' ||
	    p->country.p[1] < 'A' || p->country.p[1] > 'Z')
		return wrong(v, "country", "two capital letters (ISO 3166), like ID", e);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if ((rows[i].needed || rows[i].text.n > 0) && !pki_name_ok(rows[i].text))
			return wrong(v, rows[i].key,
			    "1 to 64 characters of UTF-8, none of them invisible (RFC 5280 A.1)",
			    e);
	return RC_OK;
}

static enum rc
lint_one(const struct view *v, struct err *e)
{
	enum rc rc;

	if ((rc = lint_names(v, e)) != RC_OK || (rc = lint_usages(v, e)) != RC_OK ||
	    (rc = lint_policies(v, e)) != RC_OK)
		return rc;
	return lint_addresses(v, e);
}

/* Codes of three digits, each in one profile only. */
static enum rc
lint_offices(struct arena *a, const struct signer_profile *p, size_t which, struct err *e)
{
	const struct view v = { a, p->more[which].name, &p->more[which].leaf };
	str words = str_squeeze(a, p->more[which].offices);

	if (words.n == 0)
		return wrong(
		    &v, "offices", "codes of the offices it holds for, like 082", e);
	while (words.n > 0) {
		str code = str_cut(&words, ' ');
		bool digits = code.n == 3;

		for (size_t i = 0; i < code.n; i++)
			digits = digits && code.p[i] >= '0' && code.p[i] <= '9';
		if (!digits)
			return wrong(&v, "offices", "codes of three digits, like 082", e);
		for (size_t i = 0; i < which; i++) {
			str others = str_squeeze(a, p->more[i].offices);

			while (others.n > 0)
				if (str_eq(str_cut(&others, ' '), code))
					return wrong(&v, "offices",
					    "an office stands in two profiles", e);
		}
	}
	return RC_OK;
}

enum rc
signer_profile_lint(struct arena *a, const struct signer_profile *p, struct err *e)
{
	const struct view first = { a, STR(""), &p->leaf };
	enum rc rc = lint_one(&first, e);

	for (size_t i = 0; rc == RC_OK && i < p->n_more; i++) {
		const struct view v = { a, p->more[i].name, &p->more[i].leaf };

		if ((rc = lint_one(&v, e)) == RC_OK)
			rc = lint_offices(a, p, i, e);
	}
	return rc;
}
