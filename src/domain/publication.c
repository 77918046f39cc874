/* publication.c - reading the published files of the certificate authority. */
#include "domain/publication.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "pki/cert.h"
#include "pki/crl.h"
#include "pki/hash.h"

#define CERT_BYTES (64 * 1024)
#define EDGE_BYTES                                                                       \
	4096 /* the end of a list holds its signature, the longest has 1024 bytes */
#define NAME_BYTES 40
#define LIST_TYPE  "application/pkix-crl"

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

/* "application/..." of a name that may be published; NULL for any other. */
static const char *
type_of(str name)
{
	for (size_t i = 0; i < ARRAY_LEN(fixed); i++)
		if (str_eq_z(name, fixed[i].name))
			return fixed[i].type;
	for (size_t i = 0; i < ARRAY_LEN(of_authority); i++)
		if (is_name(name, of_authority[i].ending))
			return of_authority[i].type;
	return NULL;
}

enum rc
publication_read(struct domain *d, str name, struct publication *out, struct err *e)
{
	*out = (struct publication){ .type = type_of(name), .fd = -1 };
	return out->type == NULL ? nothing(e, "unknown name")
				 : read_name(d, name, CERT_BYTES, &out->bytes, e);
}

/* ---- open files ---- */

static enum rc
unreadable(struct err *e, const char *what)
{
	return err_set(e, RC_UNAVAILABLE, N_("Penyimpanan berkas sedang terganggu."),
	    "publication: %s: %s", what, strerror(errno));
}

/* `n` bytes at `at`, or fewer at the end of the file. */
static enum rc
read_at(int fd, char *to, size_t n, int64_t at, size_t *out_n, struct err *e)
{
	*out_n = 0;
	while (*out_n < n) {
		ssize_t k = pread(fd, to + *out_n, n - *out_n, (off_t)at + (off_t)*out_n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return unreadable(e, "read");
		if (k == 0)
			break;
		*out_n += (size_t)k;
	}
	return RC_OK;
}

/* Small files as a whole; of a list its two ends, where its times and its signature over all of it stand. */
static enum rc
fingerprint(struct domain *d, struct publication *p, struct err *e)
{
	const size_t head = p->size <= CERT_BYTES ? (size_t)p->size : EDGE_BYTES;
	char *room = arena_alloc(d->a, head + EDGE_BYTES);
	size_t n, more = 0;
	enum rc rc = read_at(p->fd, room, head, 0, &n, e);

	if (rc == RC_OK && p->size > CERT_BYTES)
		rc = read_at(p->fd, room + n, EDGE_BYTES, p->size - EDGE_BYTES, &more, e);
	if (rc == RC_OK)
		p->tag = pki_sha256_hex(d->a, (str){ room, n + more });
	return rc;
}

static enum rc
read_head(
    struct domain *d, struct publication *p, struct pki_crl_head *head, struct err *e)
{
	char *room = arena_alloc(d->a, PKI_CRL_HEAD_BYTES);
	size_t n;
	enum rc rc = read_at(p->fd, room, PKI_CRL_HEAD_BYTES, 0, &n, e);

	if (rc == RC_OK)
		rc = pki_crl_read((str){ room, n }, head, e);
	if (rc == RC_INVALID)
		return err_set(e, RC_INTERNAL, N_("Ada gangguan di sistem kami."),
		    "published list cannot be read");
	if (rc == RC_OK) {
		p->this_s = head->this_s;
		p->next_s = head->next_s;
	}
	return rc;
}

static void
close_file(struct publication *p)
{
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
}

/* The file and, of a list, its head. */
static enum rc
open_name(struct domain *d, str name, const char *type, struct publication *out,
    struct pki_crl_head *head, struct err *e)
{
	const char *path =
	    str_fmt(d->a, "%.*s/%.*s", STR_ARG(d->conf->publish_dir), STR_ARG(name)).p;
	struct stat st;
	enum rc rc = RC_OK;

	*out = (struct publication){ .fd = open(path, O_RDONLY | O_CLOEXEC) };
	if (out->fd < 0)
		return errno == ENOENT ? nothing(e, "no such file")
				       : unreadable(e, "open");
	out->type = type;
	if (fstat(out->fd, &st) != 0 || !S_ISREG(st.st_mode))
		rc = unreadable(e, "not a file");
	out->size = (int64_t)st.st_size;
	if (rc == RC_OK && head != NULL)
		rc = read_head(d, out, head, e);
	if (rc != RC_OK)
		close_file(out);
	return rc;
}

enum rc
publication_open(struct domain *d, str name, struct publication *out, struct err *e)
{
	const bool list = is_name(name, ".crl");
	const char *type = list ? LIST_TYPE : type_of(name);
	struct pki_crl_head head;
	enum rc rc;

	*out = (struct publication){ .fd = -1 };
	if (type == NULL)
		return nothing(e, "unknown name");
	rc = open_name(d, name, type, out, list ? &head : NULL, e);
	if (rc == RC_OK && (rc = fingerprint(d, out, e)) != RC_OK)
		close_file(out);
	return rc;
}

/* Open, if that list is of that issuer. */
static bool
is_list_of(struct domain *d, str name, str issuer, struct publication *out)
{
	struct pki_crl_head head = { 0 };
	struct err ignored;

	if (!is_name(name, ".crl") ||
	    open_name(d, str_dup(d->a, name), LIST_TYPE, out, &head, &ignored) != RC_OK)
		return false;
	if (str_eq(head.issuer, issuer))
		return true;
	close_file(out);
	return false;
}

static enum rc
find_list(struct domain *d, str issuer, struct publication *out, struct err *e)
{
	DIR *dir = opendir(str_z(d->a, d->conf->publish_dir));
	struct dirent *entry;
	bool found = false;

	*out = (struct publication){ .fd = -1 };
	if (dir == NULL)
		return nothing(e, "no folder");
	while (!found && (entry = readdir(dir)) != NULL)
		found = is_list_of(d, str_from_z(entry->d_name), issuer, out);
	closedir(dir);
	return found ? RC_OK : nothing(e, "no list of that issuer");
}

enum rc
publication_list(struct domain *d, str issuer, struct publication *out, struct err *e)
{
	enum rc rc = find_list(d, issuer, out, e);

	close_file(out);
	return rc;
}

enum rc
publication_list_open(
    struct domain *d, str issuer, struct publication *out, struct err *e)
{
	return find_list(d, issuer, out, e);
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
