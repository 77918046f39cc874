/* identity.c - key and certificates: kept, loaded, asked for. */
#include "ocsp/identity.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

#define CERT_BYTES 8192

void
identity_free(struct identity *id)
{
	if (id == NULL)
		return;
	pki_key_free(id->key);
	arena_free(id->a);
	free(id);
}

static struct identity *
identity_new(void)
{
	struct identity *id = calloc(1, sizeof(*id));

	if (id == NULL)
		BUG("out of memory");
	id->a = arena_new();
	return id;
}

static const char *
path_of(struct arena *a, const char *dir, str name, const char *suffix)
{
	return str_fmt(a, "%s/%.*s%s", dir, STR_ARG(name), suffix).p;
}

/* A seat for each CA of the record. */
static enum rc
seats(struct identity *id, struct status_reader *r, struct err *e)
{
	struct ocsp_ca ca[OCSP_CAS];
	enum rc rc = status_reader_cas(r, id->a, ca, OCSP_CAS, &id->n, e);

	for (size_t i = 0; rc == RC_OK && i < id->n; i++) {
		id->seat[i] = (struct authority_seat){ .ca = ca[i].name,
			.cert = STR_NONE,
			.ca_from_s = ca[i].not_before_s,
			.ca_until_s = ca[i].not_after_s };
		rc = pki_ocsp_issuer_of(id->a, ca[i].der, &id->seat[i].issuer, e);
	}
	return rc;
}

/* Take a certificate into its seat, if it is one for a responder and for our key. */
static enum rc
sit_down(struct identity *id, struct authority_seat *seat, str der, struct err *e)
{
	struct pki_cert cert;
	enum rc rc;
	str spki;

	if ((rc = pki_responder_check(der, e)) != RC_OK ||
	    (rc = pki_cert_parse(id->a, der, &cert, e)) != RC_OK ||
	    (rc = pki_key_spki(id->key, id->a, &spki, e)) != RC_OK)
		return rc;
	if (!str_eq(spki, cert.key.spki))
		return err_set(e, RC_INVALID,
		    N_("Sertifikat penjawab status tidak dapat dipakai."),
		    "the certificate is of another key");
	seat->cert = der;
	seat->from_s = cert.not_before_s;
	seat->until_s = cert.not_after_s;
	return RC_OK;
}

enum rc
identity_load(
    const char *dir, struct status_reader *r, struct identity **out, struct err *e)
{
	struct identity *id = identity_new();
	struct err why;
	enum rc rc = seats(id, r, e);

	if (rc != RC_OK) {
		identity_free(id);
		return rc;
	}
	/* what is absent or does not fit together is asked for anew */
	if (pki_key_load_brief(
		path_of(id->a, dir, STR("responder"), ".key"), &id->key, &why) == RC_OK) {
		for (size_t i = 0; i < id->n; i++) {
			str der;

			if (file_read(id->a, path_of(id->a, dir, id->seat[i].ca, ".cer"),
				CERT_BYTES, &der, &why) == RC_OK &&
			    sit_down(id, &id->seat[i], der, &why) != RC_OK)
				id->seat[i].cert = STR_NONE;
		}
	}
	*out = id;
	return RC_OK;
}

bool
identity_is_due(const struct identity *id, int64_t now_s)
{
	if (id->n == 0)
		return true;
	for (size_t i = 0; i < id->n; i++) {
		const struct authority_seat *s = &id->seat[i];

		if (s->ca_until_s > now_s &&
		    (s->cert.p == NULL ||
			now_s >= s->from_s + (s->until_s - s->from_s) / 2 ||
			now_s < s->from_s) &&
		    s->until_s != s->ca_until_s)
			return true;
	}
	return false;
}

static bool
has_seat(const struct identity *id, str ca)
{
	for (size_t i = 0; i < id->n; i++)
		if (str_eq(id->seat[i].ca, ca))
			return id->seat[i].cert.p != NULL;
	return false;
}

enum rc
identity_lacks(const struct identity *id, struct status_reader *r, int64_t now_s,
    bool *out, struct err *e)
{
	struct arena *a = arena_new();
	struct ocsp_ca ca[OCSP_CAS];
	size_t n = 0;
	enum rc rc = status_reader_cas(r, a, ca, OCSP_CAS, &n, e);

	*out = false;
	for (size_t i = 0; rc == RC_OK && i < n; i++)
		if (ca[i].not_after_s > now_s && !has_seat(id, ca[i].name))
			*out = true;
	arena_free(a);
	return rc;
}

static enum rc
ask(struct identity *id, struct authority_seat *seat, struct ipc_client *signer, str csr,
    struct err *e)
{
	const struct ipc_message in = { .type = IPC_responder_get,
		.u.responder_get = { .ca = seat->ca, .csr = csr } };
	struct ipc_message out;
	enum rc rc = ipc_call(signer, id->a, &in, &out, e);

	if (rc == RC_OK && out.type != IPC_responder)
		rc = err_set(e, RC_INTERNAL,
		    N_("Sertifikat penjawab status tidak dapat dipakai."),
		    "the signer answered something else");
	return rc != RC_OK ? rc : sit_down(id, seat, out.u.responder.der, e);
}

/* The old key goes first: certificates beside a key they do not fit are asked for anew. */
static enum rc
keep(struct identity *id, const char *dir, struct err *e)
{
	const char *key = path_of(id->a, dir, STR("responder"), ".key");
	enum rc rc = file_make_dirs(dir, 0700, e);

	if (rc == RC_OK && unlink(key) != 0 && errno != ENOENT)
		rc = err_set(e, RC_UNAVAILABLE,
		    N_("Kunci penjawab status tidak dapat disimpan."), "%s: %s", key,
		    strerror(errno));
	if (rc == RC_OK)
		rc = pki_key_store_brief(id->key, key, e);
	for (size_t i = 0; rc == RC_OK && i < id->n; i++)
		if (id->seat[i].cert.p != NULL)
			rc = file_write_durable(
			    path_of(id->a, dir, id->seat[i].ca, ".cer"), id->seat[i].cert,
			    0600, e);
	return rc;
}

static enum rc
renew(struct identity *id, const char *dir, struct status_reader *r,
    struct ipc_client *signer, int64_t now_s, struct err *e)
{
	size_t got = 0;
	enum rc rc;
	str csr;

	if ((rc = seats(id, r, e)) != RC_OK ||
	    (rc = pki_key_generate(PKI_KEY_P256, 0, &id->key, e)) != RC_OK ||
	    (rc = pki_request_make(id->a, id->key, &csr, e)) != RC_OK)
		return rc;
	rc = err_set(e, RC_UNAVAILABLE,
	    N_("Catatan status sertifikat sedang tidak dapat dibaca."),
	    "no CA is in the status record");
	for (size_t i = 0; i < id->n; i++)
		if (id->seat[i].ca_until_s > now_s &&
		    (rc = ask(id, &id->seat[i], signer, csr, e)) == RC_OK)
			got++;
	return got == 0 ? rc : keep(id, dir, e);
}

enum rc
identity_renew(const char *dir, struct status_reader *r, struct ipc_client *signer,
    int64_t now_s, struct identity **out, struct err *e)
{
	struct identity *id = identity_new();
	enum rc rc = renew(id, dir, r, signer, now_s, e);

	if (rc != RC_OK) {
		identity_free(id);
		return rc;
	}
	*out = id;
	return RC_OK;
}
