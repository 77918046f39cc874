/* profile.c - reading profile.conf. */
#include "signer/profile.h"

#define BAD N_("Profil sertifikat pada penerbit belum benar.")

enum kind { K_TEXT, K_OIDS_EKU, K_OIDS_POLICY, K_BOOL, K_INT };

/* One key: how to read it and where it goes. */
struct key {
	const char *name;
	enum kind kind;
	void *into;
	int64_t least, most; /* for K_INT */
};

static enum rc
bad(struct err *e, str key, const char *what)
{
	return err_set(e, RC_INVALID, BAD, "profile.conf: %.*s: %s", STR_ARG(key), what);
}

static enum rc
read_oids(
    struct arena *a, str value, str oids[PKI_OIDS], size_t *n, str key, struct err *e)
{
	*n = 0;
	value = str_squeeze(a, value);
	while (value.n > 0) {
		if (*n == PKI_OIDS)
			return bad(e, key, "too many identifiers");
		oids[(*n)++] = str_cut(&value, ' ');
	}
	return RC_OK;
}

static enum rc
read_value(struct arena *a, const struct key *k, str value, struct signer_profile *p,
    struct err *e)
{
	str name = str_from_z(k->name);
	int64_t v;

	switch (k->kind) {
	case K_TEXT:
		*(str *)k->into = str_dup(a, value);
		return RC_OK;
	case K_OIDS_EKU:
		return read_oids(a, value, p->leaf.eku, &p->leaf.n_eku, name, e);
	case K_OIDS_POLICY:
		return read_oids(
		    a, value, p->leaf.policies, &p->leaf.n_policies, name, e);
	case K_BOOL:
		if (!str_eq_z(value, "yes") && !str_eq_z(value, "no"))
			return bad(e, name, "yes or no");
		*(bool *)k->into = str_eq_z(value, "yes");
		return RC_OK;
	case K_INT:
	default:
		if (str_int64(value, &v, e) != RC_OK || v < k->least || v > k->most)
			return bad(e, name, "number out of range");
		*(int64_t *)k->into = v;
		return RC_OK;
	}
}

static bool
ca_name_ok(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') ||
			(s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '-'))
			return false;
	return s.n > 0 && s.n <= 32 && !str_eq_z(s, "root") && !str_eq_z(s, "ca");
}

static enum rc
read_line(struct arena *a, str line, const struct key *keys, size_t n, bool *seen,
    struct signer_profile *p, struct err *e)
{
	str key = str_trim(line);

	if (key.n == 0 || key.p[0] == '#')
		return RC_OK;
	if (!str_has(line, '='))
		return bad(e, key, "no '='");
	key = str_trim(str_cut(&line, '='));
	for (size_t i = 0; i < n; i++) {
		if (!str_eq_z(key, keys[i].name))
			continue;
		if (seen[i])
			return bad(e, key, "stands twice");
		seen[i] = true;
		return read_value(a, &keys[i], str_trim(line), p, e);
	}
	return bad(e, key, "unknown key");
}

/* For whom officers' passkeys sign: the host of base_url; browsers know no passkeys for 127.0.0.1. */
static void
set_party(struct arena *a, struct signer_profile *p)
{
	str *origins = ARENA_ARRAY(a, WEBAUTHN_ORIGINS, str), rest = p->origins;
	str url = p->base_url, scheme, host, port = STR("");
	ptrdiff_t at = str_find(url, STR("://"));

	scheme = at < 0 ? STR("http") : str_sub(url, 0, (size_t)at);
	host = at < 0 ? STR("localhost") : str_from(url, (size_t)at + 3);
	host = str_cut(&host, '/');
	at = str_find(host, STR("]"));
	if (at < 0)
		at = 0;
	if (str_find(str_from(host, (size_t)at), STR(":")) >= 0) {
		size_t colon =
		    (size_t)at + (size_t)str_find(str_from(host, (size_t)at), STR(":"));

		port = str_from(host, colon);
		host = str_sub(host, 0, colon);
	}
	if (str_eq_z(host, "127.0.0.1") || str_eq_z(host, "[::1]"))
		host = STR("localhost");
	p->party = (struct webauthn_party){
		.rp_id = p->rp_id.n > 0 ? p->rp_id : str_dup(a, host), .origins = origins
	};
	while (rest.n > 0 && p->party.n_origins < WEBAUTHN_ORIGINS) {
		str one = str_cut(&rest, ' ');

		if (one.n > 0)
			origins[p->party.n_origins++] = one;
	}
	if (p->party.n_origins == 0)
		origins[p->party.n_origins++] = str_fmt(
		    a, "%.*s://%.*s%.*s", STR_ARG(scheme), STR_ARG(host), STR_ARG(port));
}

/* Derive the addresses that follow from base_url. */
static void
set_urls(struct arena *a, struct signer_profile *p)
{
	p->leaf.crl_url = p->leaf.issuer_url = STR("");
	if (p->base_url.n == 0)
		return;
	p->leaf.issuer_url = str_fmt(a, "%.*s/pki/ca.cer", STR_ARG(p->base_url));
	p->leaf.crl_url =
	    str_fmt(a, "%.*s/pki/crl/%.*s.crl", STR_ARG(p->base_url), STR_ARG(p->ca));
}

void
signer_profile_urls(
    struct arena *a, struct signer_profile *p, const char *base_url, const char *ocsp_url)
{
	if (base_url != NULL)
		p->base_url = str_dup(a, str_from_z(base_url));
	if (ocsp_url != NULL)
		p->leaf.ocsp_url = str_dup(a, str_from_z(ocsp_url));
	set_urls(a, p);
	set_party(a, p);
}

enum rc
signer_profile_parse(struct arena *a, str text, struct signer_profile *out, struct err *e)
{
	/* id-kp-documentSigning (RFC 9336), id-kp-emailProtection; a test arc of our own */
	struct signer_profile p = { .ca = STR("g1"),
		.base_url = STR(""),
		.validity_months = 24,
		.crl_days = 7,
		.crl_parts = 1,
		.officer_key = STR("passkey"),
		.rp_id = STR(""),
		.origins = STR(""),
		.rules = { .two_person = true, .believe_portal = true },
		.leaf = { .country = STR("ID"),
		    .organization = STR("Kementerian Keuangan"),
		    .eku = { STR("1.3.6.1.5.5.7.3.36"), STR("1.3.6.1.5.5.7.3.4") },
		    .n_eku = 2,
		    .policies = { STR("2.16.360.1.1.1.99999.1") },
		    .n_policies = 1,
		    .ocsp_url = STR("") } };
	int64_t approval_days = 14;
	const struct key keys[] = {
		{ "ca", K_TEXT, &p.ca, 0, 0 },
		{ "country", K_TEXT, &p.leaf.country, 0, 0 },
		{ "organization", K_TEXT, &p.leaf.organization, 0, 0 },
		{ "email_in_dn", K_BOOL, &p.leaf.email_in_dn, 0, 0 },
		{ "validity_months", K_INT, &p.validity_months, 1, 60 },
		{ "extended_key_usage", K_OIDS_EKU, NULL, 0, 0 },
		{ "policies", K_OIDS_POLICY, NULL, 0, 0 },
		{ "base_url", K_TEXT, &p.base_url, 0, 0 },
		{ "ocsp_url", K_TEXT, &p.leaf.ocsp_url, 0, 0 },
		{ "crl_days", K_INT, &p.crl_days, 2, 90 },
		{ "crl_parts", K_INT, &p.crl_parts, 1, 256 },
		{ "two_person", K_BOOL, &p.rules.two_person, 0, 0 },
		{ "approval_max_days", K_INT, &approval_days, 1, 90 },
		{ "officer_key", K_TEXT, &p.officer_key, 0, 0 },
		{ "rp_id", K_TEXT, &p.rp_id, 0, 0 },
		{ "origins", K_TEXT, &p.origins, 0, 0 },
		{ "believe_portal", K_BOOL, &p.rules.believe_portal, 0, 0 },
	};
	bool seen[ARRAY_LEN(keys)] = { false };

	while (text.n > 0) {
		enum rc rc = read_line(
		    a, str_cut(&text, '\n'), keys, ARRAY_LEN(keys), seen, &p, e);

		if (rc != RC_OK)
			return rc;
	}
	if (!ca_name_ok(p.ca))
		return bad(e, STR("ca"), "letters a-z, digits, '-'; not root, not ca");
	if ((p.crl_parts & (p.crl_parts - 1)) != 0)
		return bad(e, STR("crl_parts"), "a power of two");
	p.leaf.validity_s = p.validity_months * 31 * 86400;
	p.rules.approval_max_s = approval_days * 86400;
	if (!str_eq_z(p.officer_key, "passkey") &&
	    !str_eq_z(p.officer_key, "passkey,browser"))
		return bad(e, STR("officer_key"), "passkey or passkey,browser");
	p.rules.browser_keys = str_eq_z(p.officer_key, "passkey,browser");
	set_urls(a, &p);
	set_party(a, &p);
	*out = p;
	return RC_OK;
}
