/* roll.c - what needs the root key: its list, and the next issuing CA. */
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "signer/authorities.h"

#define CERT_BYTES    16384
#define PROFILE_BYTES 16384
#define CRL_BYTES     (1024 * 1024)
#define DAY_S         86400
#define LIST_DAYS     366
#define ANY_POLICY    "2.5.29.32.0"

#define NO_ROOT                                                                          \
	N_("Kunci CA induk tidak dapat dipakai. Sebutkan folder dan berkas rahasianya.")

/* The root while its key is here. */
struct root {
	struct pki_key *key;
	struct pki_ca ca;
	struct pki_cert cert;
	str der;
};

static enum rc
open_root(struct arena *a, const char *state, const struct authority_root *at,
    struct root *out, struct err *e)
{
	struct secret *secret = NULL;
	str ours, spki;
	enum rc rc;

	*out = (struct root){ 0 };
	if ((rc = file_read(a, signer_path(a, state, "signer/root.cer"), CERT_BYTES,
		 &out->der, e)) != RC_OK ||
	    (rc = file_read(
		 a, signer_path(a, at->dir, "root.cer"), CERT_BYTES, &ours, e)) != RC_OK)
		return rc;
	if (!str_eq(ours, out->der))
		return err_set(e, RC_INVALID, NO_ROOT,
		    "%s/root.cer is another root than signer/root.cer", at->dir);
	if ((rc = pki_ca_read(a, out->der, &out->ca, e)) != RC_OK ||
	    (rc = pki_cert_parse(a, out->der, &out->cert, e)) != RC_OK ||
	    (rc = secret_read(at->secret_file, &secret, e)) != RC_OK)
		return rc;
	rc = pki_key_load(
	    signer_path(a, at->dir, "root.key"), secret_get(secret), &out->key, e);
	secret_free(secret);
	if (rc == RC_OK)
		rc = pki_key_spki(out->key, a, &spki, e);
	if (rc == RC_OK && !str_eq(spki, out->cert.key.spki))
		rc = err_set(
		    e, RC_INVALID, NO_ROOT, "root.key does not belong to root.cer");
	out->ca.key = out->key;
	return rc;
}

/* The number of the list that is published; 0 without one. */
static enum rc
last_number(struct arena *a, const char *state, int64_t *out, struct err *e)
{
	str der;
	enum rc rc =
	    file_read(a, signer_path(a, state, "pki/root.crl"), CRL_BYTES, &der, e);

	*out = 0;
	if (rc == RC_NOT_FOUND)
		return RC_OK;
	return rc != RC_OK ? rc : pki_crl_number(der, out, e);
}

enum rc
authority_root_list(const char *state, const struct authority_root *at,
    const struct clock *clock, int64_t *out_number, int64_t *out_next_s, struct err *e)
{
	struct arena *a = arena_new();
	struct pki_crl_fields f = { .this_s = clock_now(clock) };
	struct root root = { 0 };
	str der = STR_NONE;
	enum rc rc;

	f.next_s = f.this_s + LIST_DAYS * (int64_t)DAY_S;
	if ((rc = open_root(a, state, at, &root, e)) == RC_OK &&
	    (rc = last_number(a, state, &f.number, e)) == RC_OK) {
		f.number++;
		if (f.next_s > root.ca.not_after_s)
			f.next_s = root.ca.not_after_s;
		rc = pki_crl_make(a, &root.ca, &f, &der, e);
	}
	if (rc == RC_OK)
		rc = signer_publish_file(a, state, "root.crl", der, e);
	if (rc == RC_OK) {
		*out_number = f.number;
		*out_next_s = f.next_s;
	}
	pki_key_free(root.key);
	arena_free(a);
	return rc;
}

/* ---- the next issuing CA ---- */

struct roll {
	struct arena *a;
	const char *state;
	const struct authority_new *n;
	struct signer_profile profile;
	str text; /* of profile.conf */
	struct root root;
	int64_t now_s;
};

static const char *
own(struct roll *r, const char *ending)
{
	return str_fmt(r->a, "signer/%.*s%s", STR_ARG(r->n->name), ending).p;
}

/* A certificate that the CA in use has begun is finished by it, not by the next one. */
static enum rc
finish_old(struct roll *r, const struct clock *clock, struct err *e)
{
	const struct signer_options o = {
		.state = r->state, .clock = clock, .secrets = r->n->secrets
	};
	struct signer *s = NULL;
	enum rc rc = signer_open(&o, &s, e);

	if (rc == RC_OK)
		rc = signer_tick(s, r->a, e);
	if (rc == RC_OK && str_eq(s->ca_cert.name, r->n->common_name))
		rc = err_set(e, RC_CONFLICT,
		    N_("Nama penerbit baru harus berbeda dari yang lama."),
		    "the common name is that of the CA in use");
	for (size_t i = 0; rc == RC_OK && i < s->n_older; i++)
		if (str_eq(s->older[i].cert.name, r->n->common_name))
			rc = err_set(e, RC_CONFLICT,
			    N_("Nama penerbit baru harus berbeda dari yang lama."),
			    "the common name is that of an older CA");
	signer_close(s);
	return rc;
}

static enum rc
check_new(struct roll *r, struct err *e)
{
	static const char *const endings[] = { ".key", ".token", ".cer" };
	struct signer_profile tried;
	str text = str_fmt(r->a, "ca = %.*s\n", STR_ARG(r->n->name));
	enum rc rc = signer_profile_parse(r->a, text, &tried, e);

	if (rc != RC_OK)
		return rc;
	for (size_t i = 0; i < ARRAY_LEN(endings); i++)
		if (access(signer_path(r->a, r->state, own(r, endings[i])), F_OK) == 0)
			return err_set(e, RC_CONFLICT,
			    N_("Penerbit dengan nama itu sudah ada."),
			    "%s exists; take another name, or remove it if an earlier roll-over was cut off",
			    own(r, endings[i]));
	return RC_OK;
}

static enum rc
make_key(struct roll *r, struct pki_key **out, struct err *e)
{
	const struct authority_new *n = r->n;

	if (n->token != NULL)
		return signer_key_new_token(r->a, r->state, str_z(r->a, n->name),
		    n->token, n->secrets.pin_file, n->kind, out, e);
	return signer_key_new_file(r->a, r->state, own(r, ".key"),
	    signer_secret_path(r->a, r->state, n->secrets.secret_file, "signer.secret"),
	    n->kind, out, e);
}

static enum rc
make_certificate(struct roll *r, struct err *e)
{
	str base =
	    r->n->base_url != NULL ? str_from_z(r->n->base_url) : r->profile.base_url;
	struct pki_ca_fields f = { .serial = pki_serial_new(r->a),
		.country = STR("ID"),
		.organization = r->root.cert.organization,
		.name = r->n->common_name,
		.not_before_s = r->now_s,
		.not_after_s = r->now_s + r->n->years * (int64_t)365 * DAY_S - 1,
		.path_length = 0,
		.policy = STR(ANY_POLICY),
		.issuer_url = str_fmt(r->a, "%.*s/pki/root.cer", STR_ARG(base)),
		.crl_url = str_fmt(r->a, "%.*s/pki/crl/root.crl", STR_ARG(base)) };
	struct pki_key *key = NULL;
	enum rc rc;
	str der;

	if (f.not_after_s > r->root.ca.not_after_s)
		f.not_after_s = r->root.ca.not_after_s;
	if ((rc = make_key(r, &key, e)) != RC_OK)
		return rc;
	if ((rc = pki_key_spki(key, r->a, &f.spki, e)) == RC_OK &&
	    (rc = pki_ca_make(r->a, &f, &r->root.ca, r->root.key, &der, e)) == RC_OK)
		rc = file_write_durable(
		    signer_path(r->a, r->state, own(r, ".cer")), der, 0600, e);
	pki_key_free(key);
	return rc;
}

/* profile.conf with another `ca`, everything else as it was written. */
static enum rc
switch_profile(struct roll *r, struct err *e)
{
	str left = r->text;
	bool done = false;
	struct buf b;

	buf_init(&b, r->a, r->text.n + 64);
	while (left.n > 0) {
		str line = str_cut(&left, '\n'), key = line;
		bool ours = !done && str_has(line, '=') &&
			    str_eq_z(str_trim(str_cut(&key, '=')), "ca");

		if (!done && str_starts(str_trim(line), STR("["))) {
			buf_fmt(&b, "ca = %.*s\n", STR_ARG(r->n->name));
			done = true;
		}
		if (ours)
			buf_fmt(&b, "ca = %.*s\n", STR_ARG(r->n->name));
		else
			buf_fmt(&b, "%.*s\n", STR_ARG(line));
		done = done || ours;
	}
	if (!done)
		buf_fmt(&b, "ca = %.*s\n", STR_ARG(r->n->name));
	return file_write_durable(
	    signer_path(r->a, r->state, "signer/profile.conf"), buf_get(&b), 0600, e);
}

/* From its first start the new CA publishes its chain and its list. */
static enum rc
first_start(struct roll *r, const struct clock *clock, struct err *e)
{
	const struct signer_options o = {
		.state = r->state, .clock = clock, .secrets = r->n->secrets
	};
	struct signer *s = NULL;
	enum rc rc = signer_open(&o, &s, e);

	if (rc == RC_OK)
		rc = signer_tick(s, r->a, e);
	signer_close(s);
	return rc;
}

enum rc
authority_roll(const char *state, const struct authority_root *at,
    const struct authority_new *n, const struct clock *clock, struct err *e)
{
	struct roll r = {
		.a = arena_new(), .state = state, .n = n, .now_s = clock_now(clock)
	};
	mode_t mask = umask(077);
	enum rc rc;

	if ((rc = file_read(r.a, signer_path(r.a, state, "signer/profile.conf"),
		 PROFILE_BYTES, &r.text, e)) == RC_OK &&
	    (rc = signer_profile_parse(r.a, r.text, &r.profile, e)) == RC_OK &&
	    (rc = check_new(&r, e)) == RC_OK &&
	    (rc = open_root(r.a, state, at, &r.root, e)) == RC_OK &&
	    (rc = finish_old(&r, clock, e)) == RC_OK &&
	    (rc = make_certificate(&r, e)) == RC_OK &&
	    (rc = switch_profile(&r, e)) == RC_OK)
		rc = first_start(&r, clock, e);
	umask(mask);
	pki_key_free(r.root.key);
	arena_free(r.a);
	return rc;
}
