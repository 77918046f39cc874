/* signed_state.c - see signed_state.h. */
#include "support/signed_state.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/file.h"
#include "signer/keys.h"
#include "signer/signer_init.h"

#define DAY_S 86400

static void
must(enum rc rc, const struct err *e, const char *what)
{
	if (rc == RC_OK)
		return;
	fprintf(stderr, "%s: %s\n", what, e->why);
	abort();
}

void
signed_state_make(struct signed_state *s, const char *name)
{
	struct signer_names names = signer_names_development;
	struct pki_key *own;
	struct err e = { 0 };
	str der;

	*s = (struct signed_state){ .a = arena_new(),
		.base_url = STR("http://127.0.0.1:8080"),
		.ocsp_url = s->ocsp_url.p != NULL ? s->ocsp_url : STR("") };
	snprintf(s->dir, sizeof(s->dir), "/tmp/%s.XXXXXX", name);
	if (mkdtemp(s->dir) == NULL)
		abort();
	snprintf(s->state, sizeof(s->state), "%s/state", s->dir);
	names.base_url = s->base_url;
	must(signer_init(s->state, &names, &clock_system, &e), &e, "init");
	s->now_s = clock_now(&clock_system);
	must(signer_key_open_file(s->a, s->state, "signer/g1.key", NULL, &s->key, &e), &e,
	    "key");
	must(file_read(s->a, str_fmt(s->a, "%s/pki/ca.cer", s->state).p, 16384, &der, &e),
	    &e, "ca.cer");
	must(pki_ca_read(s->a, der, &s->ca, &e), &e, "ca.cer");
	s->ca.key = s->key;
	must(pki_key_generate(PKI_KEY_P256, 0, &own, &e), &e, "key");
	must(pki_key_spki(own, s->a, &s->spki, &e), &e, "key");
	pki_key_free(own);
}

void
signed_state_remove(struct signed_state *s)
{
	pki_key_free(s->key);
	if (system(str_fmt(s->a, "rm -rf %s", s->dir).p) != 0)
		abort();
	arena_free(s->a);
}

bool
signed_state_shell(struct signed_state *s, bool loud, const char *line)
{
	const char *all = str_fmt(s->a, "cd %s && ( set -e; %s ) >log 2>&1%s", s->dir,
	    line, loud ? " || { cat log >&2; false; }" : "")
			      .p;

	return system(all) == 0;
}

struct record *
signed_state_record(struct signed_state *s)
{
	struct record *r;
	struct err e = { 0 };

	must(record_open(str_fmt(s->a, "%s/signer/signer.db", s->state).p, &r, &e), &e,
	    "record");
	return r;
}

/* The CA is a moment old: a certificate that has ended is one of the CA's first seconds. */
static str
certificate(struct signed_state *s, str serial, const char *list, int64_t days)
{
	const struct pki_profile profile = { .validity_s = DAY_S * 400,
		.country = STR("ID"),
		.organization = STR("Kementerian Keuangan"),
		.crl_url =
		    str_fmt(s->a, "%.*s/pki/crl/%s.crl", STR_ARG(s->base_url), list),
		.ocsp_url = s->ocsp_url };
	const struct pki_leaf leaf = { .serial = serial,
		.office_name = STR("KPPN Tolitoli"),
		.name = STR("Ayu"),
		.email = STR("ayu@kemenkeu.go.id"),
		.spki = s->spki,
		.not_before_s = s->now_s,
		.not_after_s = s->now_s + (days < 0 ? 1 : days * DAY_S) };
	struct err e = { 0 };
	str tbs, der;

	must(pki_leaf_tbs(s->a, &profile, &s->ca, &leaf, &tbs, &e), &e, "certificate");
	must(pki_sign(s->a, s->key, tbs, &der, &e), &e, "certificate");
	return der;
}

str
signed_state_issue(
    struct signed_state *s, struct record *r, const char *list, int64_t days)
{
	str bytes = pki_serial_new(s->a);
	struct record_issue row = { .serial = hex_encode(s->a, bytes.p, bytes.n) };
	struct err e = { 0 };
	str der = certificate(s, bytes, list, days);

	row.request_id = row.application = row.spki_id = row.fields_sha256 = row.serial;
	row.not_before_s = s->now_s;
	row.not_after_s = s->now_s + DAY_S;
	must(record_reserve(r, &row, &e), &e, "reserve");
	must(record_tbs(r, row.serial, STR("x"), &e), &e, "tbs");
	must(record_signed(r, row.serial, der, s->now_s, &e), &e, "signed");
	must(file_write_durable(
		 str_fmt(s->a, "%s/%.*s.der", s->dir, STR_ARG(row.serial)).p, der, 0644,
		 &e),
	    &e, "file");
	return row.serial;
}

void
signed_state_change(struct signed_state *s, struct record *r, str serial, const char *to,
    int64_t reason, int64_t invalidity_s)
{
	const struct record_status st = { .serial = serial,
		.state = str_from_z(to),
		.reason = reason,
		.at_s = s->now_s,
		.invalidity_s = invalidity_s };
	struct err e = { 0 };
	int64_t number;

	must(record_status_set(r, &st, STR("u9"), s->now_s, &number, &e), &e, "change");
}
