/* profile.c - reading profile.conf. */
#include "signer/profile.h"

#define KEYS 40 /* most in one part of the file */
#define BAD  N_("Profil sertifikat pada penerbit belum benar.")

enum kind { K_TEXT, K_EKU, K_POLICIES, K_USAGE, K_KEYS, K_SAN, K_BOOL, K_INT };

/* One key: how to read it and where it goes. */
struct key {
	const char *name;
	enum kind kind;
	void *into;          /* struct pki_profile for K_EKU to K_SAN */
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

/* Words between spaces, each of which must stand in the table. */
static enum rc
read_usage(struct arena *a, str value, struct pki_profile *leaf, struct err *e)
{
	static const struct {
		const char *name;
		unsigned bit;
	} usages[] = { { "digitalSignature", PKI_KU_DIGITAL_SIGNATURE },
		{ "nonRepudiation", PKI_KU_NON_REPUDIATION },
		{ "keyEncipherment", PKI_KU_KEY_ENCIPHERMENT },
		{ "dataEncipherment", PKI_KU_DATA_ENCIPHERMENT },
		{ "keyAgreement", PKI_KU_KEY_AGREEMENT } };

	leaf->key_usage = 0;
	value = str_squeeze(a, value);
	while (value.n > 0) {
		str word = str_cut(&value, ' ');
		unsigned bit = 0;

		for (size_t i = 0; i < ARRAY_LEN(usages); i++)
			if (str_eq_z(word, usages[i].name))
				bit = usages[i].bit;
		if (bit == 0)
			return bad(e, STR("key_usage"),
			    "digitalSignature nonRepudiation keyEncipherment dataEncipherment keyAgreement; never keyCertSign or cRLSign");
		leaf->key_usage |= bit;
	}
	return leaf->key_usage != 0 ? RC_OK : bad(e, STR("key_usage"), "at least one");
}

/* "rsa2048 p256 p384": rsa with the least number of bits. */
static enum rc
read_keys(struct arena *a, str value, struct pki_profile *leaf, struct err *e)
{
	bool taken[PKI_KEY__COUNT] = { false };
	int64_t bits;

	value = str_squeeze(a, value);
	while (value.n > 0) {
		str word = str_cut(&value, ' ');

		if (str_eq_z(word, "p256")) {
			taken[PKI_KEY_P256] = true;
		} else if (str_eq_z(word, "p384")) {
			taken[PKI_KEY_P384] = true;
		} else if (str_starts(word, STR("rsa")) &&
			   str_int64(str_from(word, 3), &bits, e) == RC_OK &&
			   bits >= 2048 && bits <= 8192) {
			taken[PKI_KEY_RSA] = true;
			leaf->rsa_least_bits = (int)bits;
		} else {
			return bad(e, STR("keys"),
			    "words of rsa2048 (or more bits), p256, p384");
		}
	}
	for (size_t i = 0; i < PKI_KEY__COUNT; i++)
		leaf->no_key[i] = !taken[i];
	return taken[PKI_KEY_RSA] || taken[PKI_KEY_P256] || taken[PKI_KEY_P384]
		   ? RC_OK
		   : bad(e, STR("keys"), "at least one of rsa2048, p256, p384");
}

static enum rc
read_value(struct arena *a, const struct key *k, str value, struct err *e)
{
	struct pki_profile *leaf = k->into;
	str name = str_from_z(k->name);
	int64_t v;

	switch (k->kind) {
	case K_TEXT:
		*(str *)k->into = str_dup(a, value);
		return RC_OK;
	case K_EKU:
		return read_oids(a, value, leaf->eku, &leaf->n_eku, name, e);
	case K_POLICIES:
		return read_oids(a, value, leaf->policies, &leaf->n_policies, name, e);
	case K_USAGE:
		return read_usage(a, value, leaf, e);
	case K_KEYS:
		return read_keys(a, value, leaf, e);
	case K_SAN:
		if (!str_eq_z(value, "email") && !str_eq_z(value, "none"))
			return bad(e, name, "email or none");
		leaf->no_san = str_eq_z(value, "none");
		return RC_OK;
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
	return s.n > 0 && s.n <= 32 && !str_eq_z(s, "root") && !str_eq_z(s, "ca") &&
	       !str_eq_z(s, "chain") && !str_eq_z(s, "audit");
}

/* The part of the file that is being read. */
struct part {
	struct key keys[KEYS];
	bool seen[KEYS];
	size_t n;
};

static void
add_key(struct part *t, struct key k)
{
	BUG_ON(t->n == KEYS);
	t->seen[t->n] = false;
	t->keys[t->n++] = k;
}

/* Keys that every profile has. */
static void
leaf_keys(struct part *t, struct pki_profile *leaf, int64_t *months, str *crl_at,
    str *issuer_at)
{
	const struct key keys[] = {
		{ "country", K_TEXT, &leaf->country, 0, 0 },
		{ "state", K_TEXT, &leaf->state, 0, 0 },
		{ "locality", K_TEXT, &leaf->locality, 0, 0 },
		{ "organization", K_TEXT, &leaf->organization, 0, 0 },
		{ "unit", K_TEXT, &leaf->unit, 0, 0 },
		{ "email_in_dn", K_BOOL, &leaf->email_in_dn, 0, 0 },
		{ "subject_alt_name", K_SAN, leaf, 0, 0 },
		{ "key_usage", K_USAGE, leaf, 0, 0 },
		{ "extended_key_usage", K_EKU, leaf, 0, 0 },
		{ "policies", K_POLICIES, leaf, 0, 0 },
		{ "keys", K_KEYS, leaf, 0, 0 },
		{ "validity_months", K_INT, months, 1, 60 },
		{ "ocsp_url", K_TEXT, &leaf->ocsp_url, 0, 0 },
		{ "crl_url", K_TEXT, crl_at, 0, 0 },
		{ "issuer_url", K_TEXT, issuer_at, 0, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		add_key(t, keys[i]);
}

/* [name]: everything so far, and room for keys of its own. */
static enum rc
begin_variant(
    struct arena *a, str line, struct signer_profile *p, struct part *t, struct err *e)
{
	str name = line.n > 2 ? str_sub(line, 1, line.n - 2) : STR("");
	struct signer_variant *v = &p->more[p->n_more];

	if (p->n_more == PROFILE_MORE)
		return bad(e, line, "too many profiles");
	if (line.p[line.n - 1] != ']' || !ca_name_ok(name))
		return bad(e, line, "[name] of letters a-z, digits, '-'");
	for (size_t i = 0; i < p->n_more; i++)
		if (str_eq(p->more[i].name, name))
			return bad(e, line, "stands twice");
	*v = (struct signer_variant){ .name = str_dup(a, name),
		.offices = STR(""),
		.validity_months = p->validity_months,
		.crl_at = p->crl_at,
		.issuer_at = p->issuer_at,
		.leaf = p->leaf };
	p->n_more++;
	t->n = 0;
	leaf_keys(t, &v->leaf, &v->validity_months, &v->crl_at, &v->issuer_at);
	add_key(t, (struct key){ "offices", K_TEXT, &v->offices, 0, 0 });
	return RC_OK;
}

static enum rc
read_line(
    struct arena *a, str line, struct signer_profile *p, struct part *t, struct err *e)
{
	str key = str_trim(line);

	if (key.n == 0 || key.p[0] == '#')
		return RC_OK;
	if (key.p[0] == '[')
		return begin_variant(a, key, p, t, e);
	if (!str_has(line, '='))
		return bad(e, key, "no '='");
	key = str_trim(str_cut(&line, '='));
	for (size_t i = 0; i < t->n; i++) {
		if (!str_eq_z(key, t->keys[i].name))
			continue;
		if (t->seen[i])
			return bad(e, key, "stands twice");
		t->seen[i] = true;
		return read_value(a, &t->keys[i], str_trim(line), e);
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

/* The addresses that follow from base_url, where none are written down. */
static void
set_leaf_urls(struct arena *a, const struct signer_profile *p, str crl_at, str issuer_at,
    struct pki_profile *leaf)
{
	bool base = p->base_url.n > 0;

	leaf->issuer_url = issuer_at;
	leaf->crl_url = crl_at;
	if (base && issuer_at.n == 0)
		leaf->issuer_url =
		    str_fmt(a, "%.*s/pki/%.*s.cer", STR_ARG(p->base_url), STR_ARG(p->ca));
	if (base && crl_at.n == 0)
		leaf->crl_url = str_fmt(
		    a, "%.*s/pki/crl/%.*s.crl", STR_ARG(p->base_url), STR_ARG(p->ca));
}

static void
set_urls(struct arena *a, struct signer_profile *p)
{
	set_leaf_urls(a, p, p->crl_at, p->issuer_at, &p->leaf);
	for (size_t i = 0; i < p->n_more; i++)
		set_leaf_urls(
		    a, p, p->more[i].crl_at, p->more[i].issuer_at, &p->more[i].leaf);
}

void
signer_profile_urls(
    struct arena *a, struct signer_profile *p, const char *base_url, const char *ocsp_url)
{
	if (base_url != NULL)
		p->base_url = str_dup(a, str_from_z(base_url));
	if (ocsp_url != NULL) {
		str url = str_dup(a, str_from_z(ocsp_url));

		for (size_t i = 0; i < p->n_more; i++)
			if (str_eq(p->more[i].leaf.ocsp_url, p->leaf.ocsp_url))
				p->more[i].leaf.ocsp_url = url;
		p->leaf.ocsp_url = url;
	}
	set_urls(a, p);
	set_party(a, p);
}

enum rc
signer_profile_parse(struct arena *a, str text, struct signer_profile *out, struct err *e)
{
	/* id-kp-documentSigning (RFC 9336), id-kp-emailProtection; a test arc of our own */
	struct signer_profile p = { .ca = STR("g1"),
		.base_url = STR(""),
		.crl_at = STR(""),
		.issuer_at = STR(""),
		.validity_months = 24,
		.crl_days = 7,
		.crl_parts = 1,
		.officer_key = STR("passkey"),
		.rp_id = STR(""),
		.origins = STR(""),
		.rules = { .two_person = true },
		.leaf = { .country = STR("ID"),
		    .state = STR(""),
		    .locality = STR(""),
		    .unit = STR(""),
		    .organization = STR("Kementerian Keuangan"),
		    .eku = { STR("1.3.6.1.5.5.7.3.36"), STR("1.3.6.1.5.5.7.3.4") },
		    .n_eku = 2,
		    .policies = { STR("2.16.360.1.1.1.99999.1") },
		    .n_policies = 1,
		    .ocsp_url = STR("") } };
	int64_t approval_days = 14, renewal_days = 30, proof_days = 825;
	const struct key keys[] = {
		{ "ca", K_TEXT, &p.ca, 0, 0 },
		{ "base_url", K_TEXT, &p.base_url, 0, 0 },
		{ "crl_days", K_INT, &p.crl_days, 2, 90 },
		{ "crl_parts", K_INT, &p.crl_parts, 1, 256 },
		{ "two_person", K_BOOL, &p.rules.two_person, 0, 0 },
		{ "approval_max_days", K_INT, &approval_days, 1, 90 },
		{ "renewal_days", K_INT, &renewal_days, 1, 180 },
		{ "proof_max_days", K_INT, &proof_days, 1, 1826 },
		{ "supersede", K_BOOL, &p.supersede, 0, 0 },
		{ "officer_key", K_TEXT, &p.officer_key, 0, 0 },
		{ "rp_id", K_TEXT, &p.rp_id, 0, 0 },
		{ "origins", K_TEXT, &p.origins, 0, 0 },
	};
	struct part part = { .n = 0 };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		add_key(&part, keys[i]);
	leaf_keys(&part, &p.leaf, &p.validity_months, &p.crl_at, &p.issuer_at);
	while (text.n > 0) {
		enum rc rc = read_line(a, str_cut(&text, '\n'), &p, &part, e);

		if (rc != RC_OK)
			return rc;
	}
	if (!ca_name_ok(p.ca))
		return bad(
		    e, STR("ca"), "letters a-z, digits, '-'; not root, ca, chain, audit");
	if ((p.crl_parts & (p.crl_parts - 1)) != 0)
		return bad(e, STR("crl_parts"), "a power of two");
	p.leaf.validity_s = p.validity_months * 31 * 86400;
	for (size_t i = 0; i < p.n_more; i++)
		p.more[i].leaf.validity_s = p.more[i].validity_months * 31 * 86400;
	p.rules.approval_max_s = approval_days * 86400;
	p.rules.renewal_s = renewal_days * 86400;
	p.rules.proof_max_s = proof_days * 86400;
	if (!str_eq_z(p.officer_key, "passkey") &&
	    !str_eq_z(p.officer_key, "passkey,browser"))
		return bad(e, STR("officer_key"), "passkey or passkey,browser");
	p.rules.browser_keys = str_eq_z(p.officer_key, "passkey,browser");
	set_urls(a, &p);
	set_party(a, &p);
	*out = p;
	return RC_OK;
}

/* Does the code stand in the list, as a whole word? */
static bool
names_office(str offices, str office)
{
	while (offices.n > 0)
		if (str_eq(str_cut(&offices, ' '), office))
			return office.n > 0;
	return false;
}

struct signer_chosen
signer_profile_for(const struct signer_profile *p, str office)
{
	for (size_t i = 0; i < p->n_more; i++) {
		const struct signer_variant *v = &p->more[i];

		if (names_office(v->offices, office))
			return (struct signer_chosen){ v->name, &v->leaf,
				v->validity_months, v->crl_at.n > 0 };
	}
	return (struct signer_chosen){ STR(""), &p->leaf, p->validity_months,
		p->crl_at.n > 0 };
}
