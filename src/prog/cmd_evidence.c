/* cmd_evidence.c - paraf audit evidence: one folder that shows how a certificate came into being. */
#include <stdio.h>
#include <string.h>

#include "domain/evidence.h"
#include "ipc/signer_client.h"
#include "prog/cmd_audit.h"
#include "worker/anchor.h"

int
audit_evidence(struct prog *p, int argc, char **argv)
{
	struct evidence v = { .n = 0 };
	struct tools t;
	struct err e, late;
	const char *dir;
	size_t n;
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
		rc = evidence_write(p->a, dir, &v, &e);
	tools_close(&t);
	n = v.n + 1; /* and the list of them */
	evidence_close(&v);
	if (rc != RC_OK)
		return prog_fail(p, "audit evidence", &e);
	printf("%s: %zu files; check with: python3 %s/check.py\n", dir, n, dir);
	return 0;
}
