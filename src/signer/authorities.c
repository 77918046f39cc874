/* authorities.c - the older issuing CAs of a running signer. */
#include "signer/authorities.h"

#include <dirent.h>

#include "base/file.h"

#define CERT_BYTES 16384

static bool
is_other(const struct signer *s, str file, str *out_name)
{
	if (!str_ends(file, STR(".cer")) || str_eq_z(file, "root.cer"))
		return false;
	*out_name = str_sub(file, 0, file.n - 4);
	return !str_eq(*out_name, s->profile.ca);
}

static enum rc
open_one(struct signer *s, str name, const struct pki_cert *root, struct err *e)
{
	struct signer_authority *at = &s->older[s->n_older];
	const char *z = str_z(s->a, name);
	enum rc rc;

	at->name = name;
	if ((rc = file_read(s->a,
		 signer_path(s->a, s->state, str_fmt(s->a, "signer/%s.cer", z).p),
		 CERT_BYTES, &at->der, e)) != RC_OK ||
	    (rc = pki_ca_read(s->a, at->der, &at->ca, e)) != RC_OK ||
	    (rc = pki_cert_parse(s->a, at->der, &at->cert, e)) != RC_OK ||
	    (rc = pki_cert_verify(&at->cert, root, e)) != RC_OK)
		return rc;
	if (at->ca.not_after_s < clock_now(s->clock))
		return RC_OK; /* ended, and with it everything it signed */
	rc = signer_key_open(
	    s->a, s->state, z, &s->secrets, at->cert.key.spki, &at->key, e);
	if (rc != RC_OK)
		return rc;
	at->ca.key = at->key;
	s->n_older++;
	return RC_OK;
}

enum rc
authorities_open(struct signer *s, struct err *e)
{
	DIR *dir = opendir(signer_path(s->a, s->state, "signer"));
	struct pki_cert root;
	struct dirent *d;
	enum rc rc;
	str name;

	if (dir == NULL)
		return err_set(e, RC_UNAVAILABLE, N_("Penerbit sertifikat belum siap."),
		    "opendir signer");
	rc = pki_cert_parse(s->a, s->root_der, &root, e);
	while (rc == RC_OK && (d = readdir(dir)) != NULL) {
		if (!is_other(s, str_dup(s->a, str_from_z(d->d_name)), &name))
			continue;
		if (s->n_older == SIGNER_OLDER)
			rc = err_set(e, RC_LIMIT, N_("Penerbit sertifikat belum siap."),
			    "more than %d older authorities", SIGNER_OLDER);
		else
			rc = open_one(s, name, &root, e);
	}
	closedir(dir);
	return rc;
}

void
authorities_close(struct signer *s)
{
	for (size_t i = 0; i < SIGNER_OLDER; i++)
		pki_key_free(s->older[i].key);
}

static const struct signer_authority *
older(const struct signer *s, str name)
{
	for (size_t i = 0; i < s->n_older; i++)
		if (str_eq(s->older[i].name, name))
			return &s->older[i];
	return NULL;
}

const struct pki_ca *
authority_named(const struct signer *s, str name)
{
	const struct signer_authority *at = older(s, name);

	if (str_eq(name, s->profile.ca))
		return &s->ca;
	return at == NULL ? NULL : &at->ca;
}

str
authority_der(const struct signer *s, str name)
{
	const struct signer_authority *at = older(s, name);

	if (str_eq(name, s->profile.ca))
		return s->ca_der;
	return at == NULL ? STR_NONE : at->der;
}

enum rc
authorities_known(struct signer *s, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < s->n_older; i++) {
		const struct signer_authority *at = &s->older[i];
		const struct status_ca ca = { .name = at->name,
			.der = at->der,
			.key_id = at->ca.key_id,
			.not_before_s = at->ca.not_before_s,
			.not_after_s = at->ca.not_after_s };

		rc = status_db_put_ca(s->status, &ca, e);
	}
	return rc;
}
