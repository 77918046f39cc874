/* publish.c - files under STATE/pki, which everybody may read. */
#include <sys/stat.h>

#include "base/file.h"
#include "signer/internal.h"

const char *
signer_path(struct arena *a, const char *state, const char *name)
{
	return str_fmt(a, "%s/%s", state, name).p;
}

/* Most starts publish what is there: two waits for the disk less. */
static bool
is_there(struct arena *a, const char *path, str data)
{
	struct err ignored;
	struct stat st;
	str now;

	return stat(path, &st) == 0 && (st.st_mode & 07777) == 0644 &&
	       st.st_size == (off_t)data.n &&
	       file_read(a, path, data.n, &now, &ignored) == RC_OK && str_eq(now, data);
}

enum rc
signer_publish_file(
    struct arena *a, const char *state, const char *name, str data, struct err *e)
{
	const char *path = signer_path(a, state, str_fmt(a, "pki/%s", name).p);
	mode_t mask;
	enum rc rc;

	if (is_there(a, path, data))
		return RC_OK;
	/* the signer's umask hides everything; these files are meant to be seen */
	mask = umask(022);
	rc = file_make_dirs(signer_path(a, state, "pki"), 0755, e);
	if (rc == RC_OK)
		rc = file_write_durable(path, data, 0644, e);
	umask(mask);
	return rc;
}

/* NAME.cer, NAME.pem, NAME.p7c: the certificate, and the chain in two forms. */
static enum rc
publish_as(struct arena *a, const char *state, const char *const names[3], str ca_der,
    str root_der, struct err *e)
{
	const str both[] = { ca_der, root_der };
	struct buf pem;
	enum rc rc;

	buf_init(&pem, a, 4096);
	buf_str(&pem, pki_cert_pem(a, ca_der));
	buf_str(&pem, pki_cert_pem(a, root_der));
	if ((rc = signer_publish_file(a, state, names[0], ca_der, e)) != RC_OK ||
	    (rc = signer_publish_file(a, state, names[1], buf_get(&pem), e)) != RC_OK)
		return rc;
	return signer_publish_file(a, state, names[2], pki_certs_p7(a, both, 2), e);
}

enum rc
signer_publish_chain(
    struct arena *a, const char *state, str ca, str ca_der, str root_der, struct err *e)
{
	const char *const current[] = { "ca.cer", "chain.pem", "chain.p7c" };
	const char *const own[] = { str_fmt(a, "%.*s.cer", STR_ARG(ca)).p,
		str_fmt(a, "%.*s.pem", STR_ARG(ca)).p,
		str_fmt(a, "%.*s.p7c", STR_ARG(ca)).p };
	enum rc rc;

	if ((rc = signer_publish_file(a, state, "root.cer", root_der, e)) != RC_OK ||
	    (rc = publish_as(a, state, own, ca_der, root_der, e)) != RC_OK)
		return rc;
	return publish_as(a, state, current, ca_der, root_der, e);
}
