/* check.c - see check.h. */
#include "signer/check.h"

#include <dirent.h>

#include "base/file.h"
#include "pki/crl.h"
#include "signer/internal.h"

#define FILE_BYTES 16384
#define LIST_BYTES (512 * 1024 * 1024)
#define DAY_S      86400
#define ROOT_DAYS  30
#define TROUBLE    N_("Penerbit sertifikat belum siap.")

struct look {
	struct arena *a;
	const char *state;
	const struct signer_secrets *secrets;
	const struct authority_report *report;
	int64_t now_s;
	struct signer_profile profile;
	struct pki_cert root;
};

static void
say(struct look *l, const char *what, enum rc rc, const struct err *e, const char *note)
{
	l->report->line(l->report->ctx, what, rc, e, note);
}

static enum rc
read_file(struct look *l, const char *name, size_t limit, str *out, struct err *e)
{
	return file_read(l->a, signer_path(l->a, l->state, name), limit, out, e);
}

static bool
look_at_profile(struct look *l, const char *base_url, const char *ocsp_url)
{
	struct err e = { 0 };
	enum rc rc;
	str text;

	rc = read_file(l, "signer/profile.conf", FILE_BYTES, &text, &e);
	if (rc == RC_OK)
		rc = signer_profile_parse(l->a, text, &l->profile, &e);
	if (rc == RC_OK) {
		signer_profile_urls(l->a, &l->profile, base_url, ocsp_url);
		rc = signer_profile_lint(l->a, &l->profile, &e);
	}
	say(l, "certificate profile", rc, &e,
	    rc == RC_OK && str_starts(l->profile.leaf.crl_url, STR("https://"))
		? "lists are named with https; RFC 5280 8 advises http, which cannot loop"
		: "");
	return rc == RC_OK;
}

static bool
look_at_root(struct look *l)
{
	struct err e = { 0 };
	str der = STR_NONE;
	enum rc rc = read_file(l, "signer/root.cer", FILE_BYTES, &der, &e);

	if (rc == RC_OK)
		rc = pki_cert_parse(l->a, der, &l->root, &e);
	if (rc == RC_OK)
		rc = pki_cert_verify(&l->root, &l->root, &e);
	if (rc == RC_OK && l->root.not_after_s <= l->now_s)
		rc = err_set(&e, RC_DENIED, TROUBLE, "the root certificate has ended");
	say(l, "root certificate", rc, &e, "");
	return rc == RC_OK;
}

/* Its certificate: signed by our root, begun, not ended. */
static enum rc
look_at_chain(struct look *l, const char *name, struct pki_cert *out, struct err *e)
{
	str der = STR_NONE;
	enum rc rc =
	    read_file(l, str_fmt(l->a, "signer/%s.cer", name).p, FILE_BYTES, &der, e);

	if (rc == RC_OK)
		rc = pki_cert_parse(l->a, der, out, e);
	if (rc == RC_OK)
		rc = pki_cert_verify(out, &l->root, e);
	if (rc == RC_OK && out->not_before_s > l->now_s)
		rc = err_set(e, RC_DENIED, TROUBLE, "%s.cer has not begun", name);
	if (rc == RC_OK && out->not_after_s <= l->now_s && str_eq_z(l->profile.ca, name))
		rc = err_set(
		    e, RC_DENIED, TROUBLE, "%s.cer has ended: paraf ca roll", name);
	return rc;
}

/* The published list of an issuer: its own, and fresh for longer than `days`. */
static enum rc
look_at_list(struct look *l, const char *file, str issuer, int days, struct err *e)
{
	struct pki_crl_head head;
	str der = STR_NONE;
	enum rc rc = read_file(l, file, LIST_BYTES, &der, e);

	if (rc == RC_OK)
		rc = pki_crl_read(der, &head, e);
	if (rc == RC_OK && !str_eq(head.issuer, issuer))
		rc = err_set(e, RC_INVALID, TROUBLE, "%s is of another issuer", file);
	if (rc == RC_OK && head.next_s <= l->now_s)
		rc = err_set(e, RC_DENIED, TROUBLE, "%s is too old: %s", file,
		    days > 0 ? "paraf ca root-list" : "does paraf-signer run?");
	else if (rc == RC_OK && head.next_s < l->now_s + days * (int64_t)DAY_S)
		rc = err_set(e, RC_LIMIT, TROUBLE,
		    "%s ends in %lld days: bring the root key and run paraf ca root-list",
		    file, (long long)((head.next_s - l->now_s) / DAY_S));
	return rc;
}

static void
look_at_authority(struct look *l, const char *name)
{
	bool in_use = str_eq_z(l->profile.ca, name);
	struct pki_key *key = NULL;
	struct err e = { 0 };
	struct pki_cert cert;
	enum rc rc = look_at_chain(l, name, &cert, &e);
	bool shortens = rc == RC_OK && in_use &&
			cert.not_after_s <
			    l->now_s + l->profile.validity_months * 31 * (int64_t)DAY_S;

	say(l, str_fmt(l->a, "authority %s: certificate and chain", name).p, rc, &e,
	    shortens
		? "it ends sooner than a certificate would: roll over (paraf ca roll)"
		: "");
	if (rc != RC_OK || cert.not_after_s <= l->now_s)
		return;
	rc = signer_key_open(l->a, l->state, name, l->secrets, cert.key.spki, &key, &e);
	say(l, str_fmt(l->a, "authority %s: key opens and belongs to it", name).p, rc, &e,
	    "");
	pki_key_free(key);
	rc = look_at_list(l, str_fmt(l->a, "pki/%s.crl", name).p, cert.subject, 0, &e);
	say(l, str_fmt(l->a, "authority %s: list", name).p, rc, &e, "");
}

static void
look_at_all(struct look *l)
{
	DIR *dir = opendir(signer_path(l->a, l->state, "signer"));
	struct dirent *d;

	while (dir != NULL && (d = readdir(dir)) != NULL) {
		str name = str_from_z(d->d_name);

		if (str_ends(name, STR(".cer")) && !str_eq_z(name, "root.cer"))
			look_at_authority(
			    l, str_z(l->a, str_dup(l->a, str_sub(name, 0, name.n - 4))));
	}
	if (dir != NULL)
		closedir(dir);
}

void
authority_check(const char *state, const struct signer_secrets *secrets,
    const char *base_url, const char *ocsp_url, const struct clock *clock,
    struct arena *a, const struct authority_report *report,
    struct authority_addresses *out)
{
	struct look l = { .a = a,
		.state = state,
		.secrets = secrets,
		.report = report,
		.now_s = clock_now(clock) };
	struct err e = { 0 };
	enum rc rc;

	*out = (struct authority_addresses){ 0 };
	if (!look_at_profile(&l, base_url, ocsp_url) || !look_at_root(&l))
		return;
	look_at_all(&l);
	rc = look_at_list(&l, "pki/root.crl", l.root.subject, ROOT_DAYS, &e);
	say(&l, "list of the root", rc, &e, "");
	*out = (struct authority_addresses){ .list_url = l.profile.leaf.crl_url,
		.list_file = str_fmt(a, "%s/pki/%.*s.crl", state, STR_ARG(l.profile.ca)),
		.issuer_url = l.profile.leaf.issuer_url,
		.issuer_file =
		    str_fmt(a, "%s/pki/%.*s.cer", state, STR_ARG(l.profile.ca)),
		.ocsp_url = l.profile.leaf.ocsp_url };
}
