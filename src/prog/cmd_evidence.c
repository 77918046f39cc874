/* cmd_evidence.c - paraf audit evidence: one folder that shows how a certificate came into being. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "domain/evidence.h"
#include "ipc/signer_client.h"
#include "prog/cmd_audit.h"
#include "worker/anchor.h"

static enum rc
write_all(struct prog *p, const char *dir, const struct evidence *v, struct err *e)
{
	/* it holds names and numbers of one person: nobody else's business */
	if (mkdir(dir, 0700) != 0)
		return err_set(e, errno == EEXIST ? RC_CONFLICT : RC_UNAVAILABLE,
		    N_("Berkas tidak dapat ditulis."), "mkdir %s: %s", dir,
		    strerror(errno));
	for (size_t i = 0; i < v->n; i++) {
		enum rc rc = file_write_durable(
		    str_fmt(p->a, "%s/%s", dir, v->at[i].name).p, v->at[i].data, 0600, e);

		if (rc != RC_OK)
			return rc;
	}
	return RC_OK;
}

int
audit_evidence(struct prog *p, int argc, char **argv)
{
	struct evidence v;
	struct tools t;
	struct err e, late;
	const char *dir;
	str serial;
	enum rc rc;

	if (argc != 1 && (argc != 3 || strcmp(argv[1], "-o") != 0))
		return audit_usage();
	serial = str_lower(p->a, str_from_z(argv[0]));
	dir = argc == 3 ? argv[2] : str_fmt(p->a, "bukti-%.*s", STR_ARG(serial)).p;
	rc = tools_open(p, &t, &e);
	if (rc != RC_OK)
		return prog_fail(p, "audit evidence", &e);
	rc = audit_bring_up(p, &t, &e);
	if (rc == RC_OK && anchor_newest(&t.d, &late) != RC_OK)
		fprintf(stderr, "paraf: not anchored: %s\n", late.why);
	if (rc == RC_OK) {
		t.d.signer =
		    ipc_client_new(str_z(p->a, p->conf.signer_socket), SIGNER_TIMEOUT_MS);
		rc = evidence_gather(&t.d, serial, &v, &e);
		ipc_client_free(t.d.signer);
	}
	if (rc == RC_OK)
		rc = write_all(p, dir, &v, &e);
	tools_close(&t);
	if (rc != RC_OK)
		return prog_fail(p, "audit evidence", &e);
	printf("%s: %zu files; check with: python3 %s/check.py\n", dir, v.n, dir);
	return 0;
}
