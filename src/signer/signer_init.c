/* signer_init.c - the ceremony of a development authority: keys, certificates, first lists. */
#include "signer/signer_init.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "pki/crl.h"
#include "signer/internal.h"
#include "signer/signer_init.h"

#define ANY_POLICY "2.5.29.32.0"
#define DAY_S      86400

const struct signer_names signer_names_development = { .root_kind = PKI_KEY_P384,
	.issuing_kind = PKI_KEY_P256 };

/* What is being made. */
struct birth {
	struct arena *a;
	const char *state;
	struct signer_names names;
	int64_t now_s;
	struct pki_key *root_key, *issuing_key;
	struct pki_ca root;
	str root_der, issuing_der;
};

static str
or_default(str s, const char *otherwise)
{
	return s.n == 0 ? str_from_z(otherwise) : s;
}

static struct signer_names
with_defaults(const struct signer_names *n)
{
	struct signer_names out = *n;

	out.organization = or_default(n->organization, "Paraf Pengembangan");
	out.root_name = or_default(n->root_name, "Paraf CA Induk Pengembangan");
	out.issuing_name = or_default(n->issuing_name, "Paraf CA Penerbit Pengembangan");
	out.ca = or_default(n->ca, "g1");
	out.base_url = or_default(n->base_url, "http://localhost:8080");
	out.ocsp_url = or_default(n->ocsp_url, "");
	out.leaf_organization = or_default(n->leaf_organization, "Kementerian Keuangan");
	out.officer_key = or_default(n->officer_key, "passkey");
	out.root_years = n->root_years == 0 ? 20 : n->root_years;
	out.issuing_years = n->issuing_years == 0 ? 10 : n->issuing_years;
	return out;
}

static const char *
at(struct birth *b, const char *name)
{
	return signer_path(b->a, b->state, name);
}

/* signer/<ca><ending> */
static const char *
in_signer(struct birth *b, const char *ending)
{
	return str_fmt(b->a, "signer/%.*s%s", STR_ARG(b->names.ca), ending).p;
}

static int64_t
years_later(int64_t at_s, int years)
{
	struct date d = time_civil_utc(at_s).date;

	d.year += years;
	if (!date_valid(d.year, d.month, d.day))
		d.day--;
	return date_to_days(d) * DAY_S + at_s % DAY_S - 1;
}

static enum rc
make_root(struct birth *b, struct err *e)
{
	struct pki_ca_fields f = { .serial = pki_serial_new(b->a),
		.country = STR("ID"),
		.organization = b->names.organization,
		.name = b->names.root_name,
		.not_before_s = b->now_s,
		.not_after_s = years_later(b->now_s, b->names.root_years),
		.path_length = 1,
		.policy = STR("") };
	enum rc rc;

	if ((rc = signer_key_new_file(b->a, b->state, "root/root.key",
		 signer_secret_path(
		     b->a, b->state, b->names.root_secret_file, "root.secret"),
		 b->names.root_kind, &b->root_key, e)) != RC_OK ||
	    (rc = pki_key_spki(b->root_key, b->a, &f.spki, e)) != RC_OK ||
	    (rc = pki_ca_make(b->a, &f, NULL, b->root_key, &b->root_der, e)) != RC_OK ||
	    (rc = pki_ca_read(b->a, b->root_der, &b->root, e)) != RC_OK)
		return rc;
	b->root.key = b->root_key;
	return RC_OK;
}

static enum rc
make_issuing(struct birth *b, struct err *e)
{
	struct pki_ca_fields f = { .serial = pki_serial_new(b->a),
		.country = STR("ID"),
		.organization = b->names.organization,
		.name = b->names.issuing_name,
		.not_before_s = b->now_s,
		.not_after_s = years_later(b->now_s, b->names.issuing_years),
		.path_length = 0,
		.policy = STR(ANY_POLICY),
		.issuer_url =
		    str_fmt(b->a, "%.*s/pki/root.cer", STR_ARG(b->names.base_url)),
		.crl_url =
		    str_fmt(b->a, "%.*s/pki/crl/root.crl", STR_ARG(b->names.base_url)) };
	enum rc rc;

	if (b->names.token != NULL)
		rc = signer_key_new_token(b->a, b->state, str_z(b->a, b->names.ca),
		    b->names.token, b->names.secrets.pin_file, b->names.issuing_kind,
		    &b->issuing_key, e);
	else
		rc = signer_key_new_file(b->a, b->state, in_signer(b, ".key"),
		    signer_secret_path(
			b->a, b->state, b->names.secrets.secret_file, "signer.secret"),
		    b->names.issuing_kind, &b->issuing_key, e);
	if (rc != RC_OK || (rc = pki_key_spki(b->issuing_key, b->a, &f.spki, e)) != RC_OK)
		return rc;
	return pki_ca_make(b->a, &f, &b->root, b->root_key, &b->issuing_der, e);
}

static str
profile_text(struct birth *b)
{
	struct buf t;

	buf_init(&t, b->a, 1024);
	BUF_LIT(
	    &t, "# What paraf-signer issues. Read at its start; see paraf-signer(8).\n");
	buf_fmt(&t, "ca = %.*s\n", STR_ARG(b->names.ca));
	buf_fmt(&t, "organization = %.*s\n", STR_ARG(b->names.leaf_organization));
	buf_fmt(&t, "base_url = %.*s\n", STR_ARG(b->names.base_url));
	buf_fmt(&t, "ocsp_url = %.*s\n", STR_ARG(b->names.ocsp_url));
	BUF_LIT(&t, "validity_months = 24\n"
		    "# documentSigning (RFC 9336), emailProtection\n"
		    "extended_key_usage = 1.3.6.1.5.5.7.3.36 1.3.6.1.5.5.7.3.4\n"
		    "# a private test arc: never that of a real issuer\n"
		    "policies = 2.16.360.1.1.1.99999.1\n"
		    "email_in_dn = no\n"
		    "crl_days = 7\n"
		    "two_person = yes\n"
		    "approval_max_days = 14\n");
	buf_fmt(&t, "officer_key = %.*s\n", STR_ARG(b->names.officer_key));
	return buf_get(&t);
}

/* The profile is written last: it is what says that an authority is there. */
static enum rc
write_private(struct birth *b, struct err *e)
{
	enum rc rc;

	if ((rc = file_write_durable(at(b, "root/root.cer"), b->root_der, 0600, e)) !=
		RC_OK ||
	    (rc = file_write_durable(
		 at(b, in_signer(b, ".cer")), b->issuing_der, 0600, e)) != RC_OK ||
	    (rc = file_write_durable(at(b, "signer/root.cer"), b->root_der, 0600, e)) !=
		RC_OK)
		return rc;
	return file_write_durable(at(b, "signer/profile.conf"), profile_text(b), 0600, e);
}

/* The root's own list: empty, good for a year; its key is needed again only then. */
static enum rc
write_public(struct birth *b, struct err *e)
{
	const struct pki_crl_fields f = {
		.number = 1, .this_s = b->now_s, .next_s = b->now_s + 366LL * DAY_S
	};
	enum rc rc;
	str crl;

	if ((rc = pki_crl_make(b->a, &b->root, &f, &crl, e)) != RC_OK ||
	    (rc = signer_publish_chain(
		 b->a, b->state, b->names.ca, b->issuing_der, b->root_der, e)) != RC_OK)
		return rc;
	return signer_publish_file(b->a, b->state, "root.crl", crl, e);
}

/* Open it once, as the program will, so that the first list exists and mistakes show now. */
static enum rc
first_start(struct birth *b, const struct clock *clock, struct err *e)
{
	const struct signer_options o = {
		.state = b->state, .clock = clock, .secrets = b->names.secrets
	};
	struct signer *s = NULL;
	enum rc rc = signer_open(&o, &s, e);

	if (rc == RC_OK)
		rc = signer_tick(s, b->a, e);
	signer_close(s);
	return rc;
}

bool
signer_exists(const char *state)
{
	struct arena *a = arena_new();
	bool there = access(signer_path(a, state, "signer/profile.conf"), F_OK) == 0;

	arena_free(a);
	return there;
}

static enum rc
check_empty(struct birth *b, struct err *e)
{
	const char *const names[] = { "signer/profile.conf", in_signer(b, ".key"),
		in_signer(b, ".token"), "root/root.key", "signer/signer.db" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (access(at(b, names[i]), F_OK) == 0)
			return err_set(e, RC_CONFLICT,
			    N_("Penerbit sertifikat sudah ada di sini."),
			    "%s exists; if an earlier start was cut off, remove %s/root and %s/signer",
			    at(b, names[i]), b->state, b->state);
	return RC_OK;
}

static enum rc
make_all(struct birth *b, struct err *e)
{
	struct signer_profile checked;
	enum rc rc;

	if ((rc = check_empty(b, e)) != RC_OK ||
	    (rc = signer_profile_parse(b->a, profile_text(b), &checked, e)) != RC_OK ||
	    (rc = file_make_dirs(at(b, "root"), 0700, e)) != RC_OK ||
	    (rc = file_make_dirs(at(b, "signer"), 0700, e)) != RC_OK ||
	    (rc = make_root(b, e)) != RC_OK || (rc = make_issuing(b, e)) != RC_OK ||
	    (rc = write_public(b, e)) != RC_OK)
		return rc;
	return write_private(b, e);
}

enum rc
signer_init(const char *state, const struct signer_names *names,
    const struct clock *clock, struct err *e)
{
	struct birth b = { .a = arena_new(),
		.state = state,
		.names = with_defaults(names),
		.now_s = clock_now(clock) };
	mode_t mask = umask(022);
	enum rc rc = file_make_dirs(state, 0755, e);

	umask(077);
	if (rc == RC_OK)
		rc = make_all(&b, e);
	if (rc == RC_OK)
		rc = first_start(&b, clock, e);
	umask(mask);
	pki_key_free(b.root_key);
	pki_key_free(b.issuing_key);
	arena_free(b.a);
	return rc;
}
