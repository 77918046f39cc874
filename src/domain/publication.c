/* publication.c - reading the published files of the certificate authority. */
#include "domain/publication.h"

#include <dirent.h>

#include "base/file.h"
#include "pki/cert.h"
#include "pki/crl.h"
#include "pki/hash.h"

#define LIST_BYTES (48 * 1024 * 1024)
#define CERT_BYTES (64 * 1024)
#define NAME_BYTES 40

static const struct {
	const char *name, *type;
} fixed[] = {
	{ "audit.pem", "application/x-pem-file" },
	{ "checkpoint.json", "application/json" },
	{ "ca.cer", "application/pkix-cert" },
	{ "root.cer", "application/pkix-cert" },
	{ "chain.pem", "application/x-pem-file" },
	{ "chain.p7c", "application/pkcs7-mime" },
};

/* What every authority has under its own name, also those before the one in use. */
static const struct {
	const char *ending, *type;
} of_authority[] = {
	{ ".cer", "application/pkix-cert" },
	{ ".pem", "application/x-pem-file" },
	{ ".p7c", "application/pkcs7-mime" },
};

/* Lower case letters, digits and dashes before the ending of four: never a dot or a slash. */
static bool
is_name(str name, const char *ending)
{
	if (!str_ends(name, str_from_z(ending)) || name.n < 5 || name.n > NAME_BYTES)
		return false;
	for (size_t i = 0; i < name.n - 4; i++)
		if (!((name.p[i] >= 'a' && name.p[i] <= 'z') ||
			(name.p[i] >= '0' && name.p[i] <= '9') || name.p[i] == '-'))
			return false;
	return true;
}

static enum rc
nothing(struct err *e, const char *why)
{
	return err_set(
	    e, RC_NOT_FOUND, N_("Berkas tidak ditemukan."), "publication: %s", why);
}

static enum rc
read_name(struct domain *d, str name, size_t limit, str *out, struct err *e)
{
	const char *path =
	    str_fmt(d->a, "%.*s/%.*s", STR_ARG(d->conf->publish_dir), STR_ARG(name)).p;

	return file_read(d->a, path, limit, out, e);
}

static enum rc
read_list(struct domain *d, str name, struct publication *out, struct pki_crl_head *head,
    struct err *e)
{
	enum rc rc = read_name(d, name, LIST_BYTES, &out->bytes, e);

	if (rc == RC_OK)
		rc = pki_crl_read(out->bytes, head, e);
	if (rc == RC_INVALID)
		return err_set(e, RC_INTERNAL, N_("Ada gangguan di sistem kami."),
		    "published list cannot be read");
	if (rc != RC_OK)
		return rc;
	out->type = "application/pkix-crl";
	out->this_s = head->this_s;
	out->next_s = head->next_s;
	return RC_OK;
}

enum rc
publication_read(struct domain *d, str name, struct publication *out, struct err *e)
{
	struct pki_crl_head head;

	*out = (struct publication){ 0 };
	for (size_t i = 0; i < ARRAY_LEN(fixed); i++) {
		if (!str_eq_z(name, fixed[i].name))
			continue;
		out->type = fixed[i].type;
		return read_name(d, name, CERT_BYTES, &out->bytes, e);
	}
	for (size_t i = 0; i < ARRAY_LEN(of_authority); i++) {
		if (!is_name(name, of_authority[i].ending))
			continue;
		out->type = of_authority[i].type;
		return read_name(d, name, CERT_BYTES, &out->bytes, e);
	}
	if (is_name(name, ".crl"))
		return read_list(d, name, out, &head, e);
	return nothing(e, "unknown name");
}

enum rc
publication_list(struct domain *d, str issuer, struct publication *out, struct err *e)
{
	DIR *dir = opendir(str_z(d->a, d->conf->publish_dir));
	enum rc rc = RC_NOT_FOUND;
	struct dirent *entry;

	if (dir == NULL)
		return nothing(e, "no folder");
	while (rc != RC_OK && (entry = readdir(dir)) != NULL) {
		str name = str_from_z(entry->d_name);
		struct pki_crl_head head = { 0 };
		struct err ignored;

		if (!is_name(name, ".crl"))
			continue;
		*out = (struct publication){ 0 };
		if (read_list(d, str_dup(d->a, name), out, &head, &ignored) == RC_OK &&
		    str_eq(head.issuer, issuer))
			rc = RC_OK;
	}
	closedir(dir);
	return rc == RC_OK ? RC_OK : nothing(e, "no list of that issuer");
}

static bool
signed_by(struct domain *d, const struct pki_cert *cert, str issuer_der)
{
	struct pki_cert issuer;
	struct err ignored;

	return pki_cert_parse(d->a, issuer_der, &issuer, &ignored) == RC_OK &&
	       str_eq(issuer.subject, cert->issuer) &&
	       pki_cert_verify(cert, &issuer, &ignored) == RC_OK;
}

enum rc
publication_issuer(struct domain *d, str cert, struct publication *out, struct err *e)
{
	struct dirent *entry;
	struct pki_cert c;
	DIR *dir;
	enum rc rc = pki_cert_parse(d->a, cert, &c, e);

	if (rc != RC_OK)
		return rc;
	/* nearly always the CA in use */
	if (publication_read(d, STR("ca.cer"), out, e) == RC_OK &&
	    signed_by(d, &c, out->bytes))
		return RC_OK;
	dir = opendir(str_z(d->a, d->conf->publish_dir));
	rc = RC_NOT_FOUND;
	while (dir != NULL && rc != RC_OK && (entry = readdir(dir)) != NULL) {
		str name = str_dup(d->a, str_from_z(entry->d_name));

		if (is_name(name, ".cer") && publication_read(d, name, out, e) == RC_OK &&
		    signed_by(d, &c, out->bytes))
			rc = RC_OK;
	}
	if (dir != NULL)
		closedir(dir);
	return rc == RC_OK ? RC_OK : nothing(e, "no certificate of its issuer");
}

str
publication_tag(struct domain *d, const struct publication *f)
{
	return pki_sha256_hex(d->a, f->bytes);
}
