/* cmd_audit.c - paraf audit: verify, prove, export; verify of a file needs no settings and no server. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "domain/audit_export.h"
#include "ipc/signer_client.h"
#include "pki/hash.h"
#include "pki/key.h"
#include "prog/cmd_audit.h"

#define SMALL_FILE 65536

int
audit_usage(void)
{
	fprintf(stderr,
	    "usage: paraf audit verify [--key PEM] [--checkpoint FILE] [FILE]\n"
	    "       paraf audit prove NODE:NUMBER ...\n"
	    "       paraf audit prove --since SIZE\n"
	    "       paraf audit export [-o FILE]\n"
	    "       paraf audit evidence SERIAL [-o DIR]\n");
	return 2;
}

static void
say(struct arena *a, const struct audit_found *f, bool trusted)
{
	printf("whole: %lld events, %lld checkpoints", (long long)f->leaves,
	    (long long)f->checkpoints);
	if (f->last.size > 0)
		printf(", the last over %lld events at %.*s", (long long)f->last.size,
		    STR_ARG(time_long(a, f->last.time_s, ZONE_WIB, LANG_EN)));
	printf("\n");
	if (f->uncovered > 0)
		printf("%lld events after it are held by the chain of their node alone\n",
		    (long long)f->uncovered);
	if (f->checkpoints == 0)
		printf("nothing is signed: only the chains were checked\n");
	else
		printf("key sha256:%.*s %s\n", STR_ARG(pki_sha256_hex(a, f->key)),
		    trusted ? "(the one that was named)"
			    : "(as the file says: compare it with the published one)");
}

/* ---- a file alone ---- */

static enum rc
read_lines(struct audit_checker *c, FILE *in, struct err *e)
{
	char *line = malloc(AUDIT_LINE_BYTES);
	enum rc rc = RC_OK;

	if (line == NULL)
		BUG("out of memory");
	while (rc == RC_OK && fgets(line, AUDIT_LINE_BYTES, in) != NULL) {
		size_t n = strlen(line);

		if (n == 0 || line[n - 1] != '\n')
			rc = err_set(e, RC_CONFLICT, N_("Rantai jejak audit putus."),
			    "a line is cut off, too long, or holds a NUL");
		else
			rc = audit_checker_line(c, (str){ line, n - 1 }, e);
	}
	if (rc == RC_OK && ferror(in))
		rc = err_set(e, RC_UNAVAILABLE, N_("Berkas tidak dapat dibaca."),
		    "read: %s", strerror(errno));
	free(line);
	return rc;
}

static enum rc
read_trusted(struct prog *p, const char *key_path, const char *known_path, str *out_key,
    struct audit_checkpoint *out_known, struct err *e)
{
	str text;
	enum rc rc = RC_OK;

	*out_key = STR_NONE;
	if (key_path != NULL) {
		rc = file_read(p->a, key_path, SMALL_FILE, &text, e);
		if (rc == RC_OK)
			rc = pki_public_from_pem(p->a, text, out_key, e);
	}
	if (rc != RC_OK || known_path == NULL)
		return rc;
	rc = file_read(p->a, known_path, SMALL_FILE, &text, e);
	if (rc == RC_OK && !audit_checkpoint_parse(p->a, str_trim(text), out_known))
		rc = err_set(e, RC_INVALID, N_("Berkas itu bukan titik periksa."),
		    "%s is not a checkpoint", known_path);
	return rc;
}

static int
verify_file(
    struct prog *p, const char *path, const char *key_path, const char *known_path)
{
	struct audit_checkpoint known;
	struct audit_checker *c = NULL;
	struct audit_found f;
	struct err e;
	FILE *in = NULL;
	str key;
	enum rc rc = read_trusted(p, key_path, known_path, &key, &known, &e);

	if (rc == RC_OK) {
		in = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
		if (in == NULL)
			rc = err_set(&e, RC_NOT_FOUND, N_("Berkas tidak ditemukan."),
			    "open %s: %s", path, strerror(errno));
	}
	if (rc == RC_OK) {
		c = audit_checker_new(key, known_path != NULL ? &known : NULL);
		rc = read_lines(c, in, &e);
	}
	if (rc == RC_OK)
		rc = audit_checker_end(c, &f, &e);
	if (rc == RC_OK && known_path != NULL)
		rc = audit_checkpoint_verify(p->a, &known, f.key, &e);
	if (rc == RC_OK)
		say(p->a, &f, key.p != NULL);
	audit_checker_free(c);
	if (in != NULL && in != stdin)
		(void)fclose(in); /* read, not written */
	return rc != RC_OK ? prog_fail(p, "audit verify", &e) : 0;
}

/* ---- the database ---- */

static int
verify_database(struct prog *p)
{
	struct audit_state s;
	struct tools t;
	struct err e;
	enum rc rc = tools_open(p, &t, &e);

	if (rc == RC_OK) {
		rc = audit_look(&t.d, &s, &e);
		tools_close(&t);
	}
	if (rc == RC_OK && !s.whole)
		rc = err_set(&e, RC_CONFLICT, N_("Rantai jejak audit putus."), "%.*s",
		    STR_ARG(s.place));
	if (rc != RC_OK)
		return prog_fail(p, "audit verify", &e);
	printf(
	    "whole: %lld events, %lld checkpoints; %lld events after the last of them, "
	    "%lld waiting to become leaves\n",
	    (long long)s.events, (long long)s.checkpoints, (long long)s.uncovered,
	    (long long)s.waiting);
	return 0;
}

static int
verify(struct prog *p, int argc, char **argv)
{
	const char *key = NULL, *known = NULL, *path = NULL;

	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--key") == 0 && i + 1 < argc)
			key = argv[++i];
		else if (strcmp(argv[i], "--checkpoint") == 0 && i + 1 < argc)
			known = argv[++i];
		else if (path == NULL && (argv[i][0] != '-' || argv[i][1] == '\0'))
			path = argv[i];
		else
			return audit_usage();
	}
	if (path == NULL)
		return key != NULL || known != NULL ? audit_usage() : verify_database(p);
	return verify_file(p, path, key, known);
}

enum rc
audit_bring_up(struct prog *p, struct tools *t, struct err *e)
{
	struct err late;
	int64_t n;
	enum rc rc = audit_sequence(&t->d, &n, e);

	if (rc != RC_OK)
		return rc;
	t->d.signer =
	    ipc_client_new(str_z(p->a, p->conf.signer_socket), SIGNER_TIMEOUT_MS);
	rc = audit_checkpoint_make(&t->d, &late);
	if (rc == RC_UNAVAILABLE) {
		fprintf(stderr, "paraf: no new checkpoint: %s\n", late.why);
		rc = RC_OK;
	}
	ipc_client_free(t->d.signer);
	t->d.signer = NULL;
	if (rc != RC_OK)
		*e = late;
	return rc;
}

static enum rc
put_file(void *arg, str lines, struct err *e)
{
	FILE *out = arg;

	if (fwrite(lines.p, 1, lines.n, out) == lines.n)
		return RC_OK;
	return err_set(e, RC_UNAVAILABLE, N_("Berkas tidak dapat ditulis."), "write: %s",
	    strerror(errno));
}

static enum rc
export_to(struct tools *t, FILE *out, struct err *e)
{
	struct audit_sink sink = { put_file, out };
	enum rc rc = audit_export(&t->d, &sink, e);

	if (rc == RC_OK &&
	    (fflush(out) != 0 || (out != stdout && fsync(fileno(out)) != 0)))
		rc = err_set(e, RC_UNAVAILABLE, N_("Berkas tidak dapat ditulis."),
		    "write: %s", strerror(errno));
	return rc;
}

static int export(struct prog *p, int argc, char **argv)
{
	const char *path = argc == 2 && strcmp(argv[0], "-o") == 0 ? argv[1] : NULL;
	FILE *out = stdout;
	struct tools t;
	struct err e;
	enum rc rc;

	if (argc != 0 && path == NULL)
		return audit_usage();
	rc = tools_open(p, &t, &e);
	if (rc != RC_OK)
		return prog_fail(p, "audit export", &e);
	rc = audit_bring_up(p, &t, &e);
	if (rc == RC_OK && path != NULL) {
		/* the record names people: nobody else reads it */
		int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

		out = fd >= 0 ? fdopen(fd, "we") : NULL;
		if (out == NULL)
			rc =
			    err_set(&e, RC_UNAVAILABLE, N_("Berkas tidak dapat ditulis."),
				"open %s: %s", path, strerror(errno));
	}
	if (rc == RC_OK)
		rc = export_to(&t, out, &e);
	if (out != NULL && out != stdout && fclose(out) != 0 && rc == RC_OK)
		rc = err_set(&e, RC_UNAVAILABLE, N_("Berkas tidak dapat ditulis."),
		    "close %s: %s", path, strerror(errno));
	tools_close(&t);
	return rc != RC_OK ? prog_fail(p, "audit export", &e) : 0;
}

static bool
read_place(char *text, struct audit_place *out)
{
	struct err ignored;
	char *colon = strrchr(text, ':');

	if (colon == NULL)
		return false;
	out->node = (str){ text, (size_t)(colon - text) };
	return str_int64(str_from_z(colon + 1), &out->seq, &ignored) == RC_OK;
}

static int
prove(struct prog *p, int argc, char **argv)
{
	struct audit_place *at = ARENA_ARRAY(p->a, (size_t)argc + 1, struct audit_place);
	bool growth = argc == 2 && strcmp(argv[0], "--since") == 0;
	struct buf out;
	struct tools t;
	struct err e;
	int64_t since = 0;
	enum rc rc;

	if (argc == 0 || (growth && str_int64(str_from_z(argv[1]), &since, &e) != RC_OK))
		return audit_usage();
	for (int i = 0; !growth && i < argc; i++)
		if (!read_place(argv[i], &at[i]))
			return audit_usage();
	rc = tools_open(p, &t, &e);
	if (rc != RC_OK)
		return prog_fail(p, "audit prove", &e);
	buf_init(&out, p->a, 8192);
	rc = audit_bring_up(p, &t, &e);
	if (rc == RC_OK)
		rc = growth ? audit_prove_growth(&t.d, since, &out, &e)
			    : audit_prove(&t.d, at, (size_t)argc, &out, &e);
	tools_close(&t);
	if (rc == RC_OK && fwrite(out.p, 1, out.n, stdout) != out.n)
		rc = err_set(&e, RC_UNAVAILABLE, N_("Berkas tidak dapat ditulis."),
		    "write: %s", strerror(errno));
	return rc != RC_OK ? prog_fail(p, "audit prove", &e) : 0;
}

int
command_audit(struct prog *p, int argc, char **argv)
{
	if (argc >= 1 && strcmp(argv[0], "verify") == 0)
		return verify(p, argc - 1, argv + 1);
	if (argc >= 1 && strcmp(argv[0], "prove") == 0)
		return prove(p, argc - 1, argv + 1);
	if (argc >= 1 && strcmp(argv[0], "export") == 0)
		return export(p, argc - 1, argv + 1);
	if (argc >= 1 && strcmp(argv[0], "evidence") == 0)
		return audit_evidence(p, argc - 1, argv + 1);
	return audit_usage();
}
