/*
 * test_signer.c - the real paraf-signer on a throw-away state: what it issues is judged by openssl,
 * GnuTLS and NSS; what it must refuse is refused and recorded; a kill between any two steps loses
 * and doubles nothing.
 *
 * PARAF_SIGNER names the program.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "ipc/signer_client.h"
#include "pki/cert.h"
#include "signer/record.h"
#include "signer/signer.h"
#include "signer/signer_init.h"
#include "support/chain_world.h"

static struct arena *a;
static char dir[40], state_dir[60], socket_path[60];
static pid_t daemon_pid;
static struct ipc_client *client;
static struct chain_world *w; /* officers and their keys, at this signer */

static bool
shell_ok(const char *line)
{
	return system(str_fmt(a, "cd %s && ( set -e; %s ) >log 2>&1", dir, line).p) == 0;
}

static void
shell(const char *line)
{
	if (!shell_ok(line)) {
		if (system(str_fmt(a, "cat %s/log >&2", dir).p) != 0)
			perror("log");
		fail_msg("failed: %s", line);
	}
}

/* Start the program and wait until it says that it is ready; false if it ends instead. */
static bool
daemon_start(void)
{
	const char *program = getenv("PARAF_SIGNER");
	char text[4096];
	size_t n = 0;
	int fds[2];

	assert_non_null(program);
	assert_int_equal(pipe(fds), 0);
	daemon_pid = fork();
	assert_true(daemon_pid >= 0);
	if (daemon_pid == 0) {
		dup2(fds[1], STDERR_FILENO);
		close(fds[0]);
		/* a file that may not grow says so, as a full disk does */
		(void)signal(SIGXFSZ, SIG_IGN);
		execl(program, program, "--state", state_dir, "--socket", socket_path,
		    (char *)NULL);
		_exit(127);
	}
	close(fds[1]);
	for (;;) {
		ssize_t k = read(fds[0], text + n, sizeof(text) - 1 - n);

		if (k <= 0)
			break;
		n += (size_t)k;
		text[n] = '\0';
		if (strstr(text, "ready") != NULL) {
			/* keep draining into a file so that the program never blocks */
			if (fork() == 0) {
				while (read(fds[0], text, sizeof(text)) > 0)
					;
				_exit(0);
			}
			close(fds[0]);
			return true;
		}
	}
	close(fds[0]);
	return false;
}

static int
daemon_end(int signal_number)
{
	int status = -1;

	kill(daemon_pid, signal_number);
	waitpid(daemon_pid, &status, 0);
	daemon_pid = 0;
	return status;
}

static int
set_up(void **state)
{
	struct signer_names names = signer_names_development;
	struct err e = { 0 };

	(void)state;
	a = arena_new();
	snprintf(dir, sizeof(dir), "/tmp/test_signer.XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(state_dir, sizeof(state_dir), "%s/state", dir);
	snprintf(socket_path, sizeof(socket_path), "%s/socket", dir);
	names.base_url = STR("http://127.0.0.1:8080");
	names.ocsp_url = STR("http://127.0.0.1:8081/");
	if (signer_init(state_dir, &names, &clock_system, &e) != RC_OK)
		fail_msg("init: %s", e.why);
	client = ipc_client_new(socket_path, 60000);
	assert_true(daemon_start());
	w = chain_world_attach(state_dir, client);
	daemon_end(SIGTERM);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	chain_world_free(w);
	ipc_client_free(client);
	if (daemon_pid > 0)
		daemon_end(SIGKILL);
	while (waitpid(-1, NULL, 0) > 0)
		;
	assert_int_equal(system(str_fmt(a, "rm -rf %s", dir).p), 0);
	arena_free(a);
	return 0;
}

static str
content(const char *name)
{
	struct err e;
	str data;

	assert_int_equal(
	    file_read(a, str_fmt(a, "%s/%s", dir, name).p, 1 << 20, &data, &e), RC_OK);
	return data;
}

static str
csr(const char *options)
{
	shell(str_fmt(
	    a, "openssl req -new -nodes -keyout key.pem -subj /CN=x -out r %s", options)
		  .p);
	return content("r");
}

#define P256 "-newkey ec -pkeyopt ec_paramgen_curve:P-256"

static struct ipc_certify
request(const char *id, str csr_bytes)
{
	return chain_request_for(w, id, csr_bytes).in;
}

static enum rc
certify(const struct ipc_certify *in, struct ipc_issued *out, struct err *e)
{
	const struct ipc_message m = { .type = IPC_certify, .u.certify = *in };
	struct ipc_message got;
	enum rc rc = signer_ask(client, a, &m, IPC_issued, &got, e);

	if (rc == RC_OK)
		*out = got.u.issued;
	return rc;
}

static int64_t
count(const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *st;
	int64_t n;

	assert_int_equal(
	    sqlite3_open(str_fmt(a, "%s/signer/signer.db", state_dir).p, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(db);
	return n;
}

/* Write the certificate and the lists where the judges look for them. */
static void
lay_out(const struct ipc_issued *c)
{
	struct err e;

	assert_int_equal(
	    file_write_durable(str_fmt(a, "%s/c.der", dir).p, c->der, 0644, &e), RC_OK);
	shell("openssl x509 -inform DER -in c.der -out c.pem;"
	      "openssl x509 -inform DER -in state/pki/ca.cer -out ca.pem;"
	      "openssl x509 -inform DER -in state/pki/root.cer -out root.pem;"
	      "openssl crl -inform DER -in state/pki/g1.crl -out g1.pem;"
	      "openssl crl -inform DER -in state/pki/root.crl -out rootcrl.pem;"
	      "cat c.pem ca.pem root.pem >chain.pem; cat g1.pem rootcrl.pem >crls.pem");
}

#define OPENSSL_VERIFY                                                                   \
	"openssl verify -x509_strict -crl_check_all -policy_check -CAfile root.pem"      \
	" -untrusted ca.pem -CRLfile crls.pem -purpose smimesign c.pem"
#define CERTTOOL_VERIFY                                                                      \
	"cat ca.pem root.pem >issuers.pem; certtool --verify --load-ca-certificate root.pem" \
	" --infile chain.pem --load-crl crls.pem"

#define NSS_IMPORT                                                                       \
	"rm -rf nss; mkdir nss; certutil -N -d sql:nss --empty-password;"                \
	"certutil -A -d sql:nss -n root -t CT,C,C -i root.pem;"                          \
	"certutil -A -d sql:nss -n ca -t ,, -i ca.pem;"                                  \
	"crlutil -I -d sql:nss -i state/pki/g1.crl -B;"                                  \
	"crlutil -I -d sql:nss -i state/pki/root.crl -B"

static void
judges_accept(void)
{
	shell(OPENSSL_VERIFY);
	shell(
	    "certtool --verify-chain --infile chain.pem && ! grep -q 'Not verified' log");
	shell(CERTTOOL_VERIFY);
	shell("certtool -i --inder --infile c.der");
	shell(NSS_IMPORT);
	shell("vfychain -d sql:nss -u 4 -a c.pem && grep -q 'Chain is good' log");
}

static void
issue_for_each_kind(void **state)
{
	const char *const kinds[] = { "-newkey rsa:2048", P256,
		"-newkey ec -pkeyopt ec_paramgen_curve:P-384 -sha384 -outform DER" };

	(void)state;
	assert_true(daemon_start());
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct ipc_certify in = request(str_fmt(a, "r%zu", i).p, csr(kinds[i]));
		struct ipc_issued out;
		struct pki_cert cert;
		struct err e = { 0 };

		if (certify(&in, &out, &e) != RC_OK)
			fail_msg("%s: %s (%s)", kinds[i], e.msg, e.why);
		assert_false(out.repeated);
		assert_int_equal(pki_cert_parse(a, out.der, &cert, &e), RC_OK);
		assert_true(str_eq(cert.serial, out.serial));
		assert_true(str_eq_z(cert.name, "Ni Luh Putu \xc3\x89lise") &&
			    str_eq_z(cert.email, "elise@kemenkeu.go.id"));
		assert_true(out.not_after_s - out.not_before_s >= 730 * 86400 - 1 &&
			    out.not_after_s - out.not_before_s <= 731 * 86400 - 1);
		lay_out(&out);
		judges_accept();
		shell(
		    "openssl x509 -in c.pem -pubkey -noout >p1; openssl pkey -in key.pem -pubout >p2;"
		    "cmp p1 p2");
	}
	assert_int_equal(daemon_end(SIGTERM), 0);
	assert_int_equal(access(socket_path, F_OK), -1);
}

/* The text of the profile, as openssl prints it. */
static void
profile_is_that_of_the_design(void **state)
{
	const char *const lines[] = {
		"C = ID, O = Kementerian Keuangan, OU = KPPN Tolitoli, CN = ",
		"X509v3 Key Usage: critical", "Digital Signature, Non Repudiation",
		"1.3.6.1.5.5.7.3.36, E-mail Protection",
		"X509v3 Basic Constraints: critical", "CA:FALSE",
		"email:elise@kemenkeu.go.id", "Policy: 2.16.360.1.1.1.99999.1",
		"OCSP - URI:http://127.0.0.1:8081/",
		"CA Issuers - URI:http://127.0.0.1:8080/pki/g1.cer",
		"URI:http://127.0.0.1:8080/pki/crl/g1.crl", "Version: 3 (0x2)"
	};
	struct chain_request r;
	struct ipc_issued out;
	struct err e;

	(void)state;
	assert_true(daemon_start());
	r = chain_request_for(w, "r1", csr(P256));
	r.approval.u.approval.validity_s = 86400;
	chain_request_sign(w, &r, w->reviewer.key, w->opip.key);
	assert_int_equal(certify(&r.in, &out, &e), RC_OK);
	assert_int_equal(out.not_after_s - out.not_before_s, 86399);
	lay_out(&out);
	shell("openssl x509 -in c.pem -noout -text >text");
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		shell(str_fmt(a, "grep -qF -- '%s' text", lines[i]).p);
	shell("! grep -q 'emailAddress' text");
}

static void
repeated_and_changed(void **state)
{
	struct ipc_certify in, other;
	struct ipc_issued first, again;
	struct err e;

	(void)state;
	assert_true(daemon_start());
	in = request("r1", csr(P256));
	assert_int_equal(certify(&in, &first, &e), RC_OK);
	assert_int_equal(certify(&in, &again, &e), RC_OK);
	assert_true(again.repeated && str_eq(first.der, again.der));
	/* also after a restart; the client's connection died with the old process */
	assert_int_equal(daemon_end(SIGTERM), 0);
	assert_int_equal(certify(&in, &again, &e), RC_UNAVAILABLE);
	assert_true(daemon_start());
	assert_int_equal(certify(&in, &again, &e), RC_OK);
	assert_true(again.repeated && str_eq(first.der, again.der));

	other = in;
	other.csr = csr(P256);
	assert_int_equal(certify(&other, &again, &e), RC_CONFLICT);
	other = in;
	other.request_id = STR("r2");
	assert_int_equal(certify(&other, &again, &e), RC_CONFLICT);
	other = request("r3", in.csr);
	assert_int_equal(certify(&other, &again, &e), RC_CONFLICT);
	assert_non_null(strstr(e.msg, "Kunci ini sudah dipakai"));
	assert_int_equal(count("SELECT count(*) FROM issued"), 1);
	assert_int_equal(count("SELECT count(*) FROM refused"), 3);
}

/* Everything about authority is in test_attack.c; here what is wrong with the request itself. */
static void
refuses_and_records(void **state)
{
	static const char *const wrong[] = { "", "halo",
		"-----BEGIN CERTIFICATE REQUEST-----" };
	struct ipc_certify in = request("r1", csr(P256));
	struct ipc_issued out;

	(void)state;
	assert_true(daemon_start());
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct ipc_certify bad = in;
		struct err e = { 0 };

		bad.csr = str_from_z(wrong[i]);
		assert_int_equal(certify(&bad, &out, &e), RC_INVALID);
		assert_int_equal(strncmp(e.why, "csr: ", 5), 0);
	}
	assert_int_equal(count("SELECT count(*) FROM issued"), 0);
	assert_int_equal(
	    count("SELECT count(*) FROM refused WHERE code = 'csr'"), ARRAY_LEN(wrong));
}

/* Of each reason the newest thousand, and how many there were; nobody can take the newest away. */
static void
refusals_fill_no_disk(void **state)
{
	struct err e = { 0 };
	struct record *r;

	(void)state;
	assert_true(daemon_start());
	assert_int_equal(daemon_end(SIGTERM), 0);
	assert_int_equal(
	    record_open(str_fmt(a, "%s/signer/signer.db", state_dir).p, &r, &e), RC_OK);
	for (int i = 1; i <= 1005; i++)
		assert_int_equal(record_refused(r, i, "certify", STR("r"), STR("s"),
				     i % 5 == 0 ? "rare" : "often", "why", &e),
		    RC_OK);
	assert_int_equal(count("SELECT count(*) FROM refused"), 1005);
	for (int i = 1006; i <= 2000; i++)
		assert_int_equal(record_refused(r, i, "certify", STR("r"), STR("s"),
				     "often", "why", &e),
		    RC_OK);
	assert_int_equal(
	    count("SELECT count(*) FROM refused WHERE code = 'often'"), 1000);
	assert_int_equal(
	    count("SELECT max(at_s) FROM refused WHERE code = 'often'"), 2000);
	assert_int_equal(count("SELECT count(*) FROM refused WHERE code = 'rare'"), 201);
	assert_int_equal(count("SELECT n FROM refused_count WHERE code = 'often'"), 1799);
	assert_int_equal(count("SELECT n FROM refused_count WHERE code = 'rare'"), 201);
	record_close(r);
	shell("! sqlite3 state/signer/signer.db 'DELETE FROM refused' 2>said;"
	      "grep -q 'newest refusals are kept' said;"
	      "! sqlite3 state/signer/signer.db 'UPDATE refused_count SET n = 1' 2>said;"
	      "grep -q 'only grows' said");
	assert_int_equal(count("SELECT count(*) FROM refused"), 1201);
}

static struct ipc_status
set_status(str serial, const char *to, int64_t reason, enum rc want)
{
	struct ipc_message m = { .type = IPC_order_suspend,
		.u.order_suspend = { serial, STR("u9"), 0 } };
	struct ipc_message got = { 0 };
	struct err e = { 0 };
	enum rc rc;

	if (strcmp(to, "suspended") != 0)
		m = chain_order(
		    w, serial, strcmp(to, "active") == 0 ? "lift" : "revoke", reason);
	rc = signer_ask(client, a, &m, IPC_status, &got, &e);
	if (rc != want)
		fail_msg(
		    "%s %lld: %d %s (%s)", to, (long long)reason, (int)rc, e.msg, e.why);
	return got.u.status;
}

/* No file of the signer's may grow any more, as on a full disk; or all may again. */
static void
full_disk(bool full)
{
	struct rlimit l;

	assert_int_equal(prlimit(daemon_pid, RLIMIT_FSIZE, NULL, &l), 0);
	l.rlim_cur = full ? 0 : l.rlim_max;
	assert_int_equal(prlimit(daemon_pid, RLIMIT_FSIZE, &l, NULL), 0);
}

/* If the record cannot be written, nothing is signed and nothing changes; later all is as before. */
static void
record_cannot_be_written(void **state)
{
	struct ipc_certify in[2];
	struct ipc_issued c, first;
	struct err e = { 0 };

	(void)state;
	assert_true(daemon_start());
	for (size_t i = 0; i < 2; i++)
		in[i] = request(str_fmt(a, "r%zu", i).p, csr(P256));
	assert_int_equal(certify(&in[0], &first, &e), RC_OK);
	for (int round = 0; round < 2; round++) {
		full_disk(true);
		assert_int_equal(certify(&in[1], &c, &e), RC_UNAVAILABLE);
		assert_non_null(
		    strstr(e.msg, "Permintaan Anda disimpan dan dicoba lagi"));
		set_status(first.serial, "suspended", 6, RC_UNAVAILABLE);
		set_status(first.serial, "revoked", 1, RC_UNAVAILABLE);
		full_disk(false);
		assert_int_equal(
		    count("SELECT count(*) FROM issued WHERE state = 'signed'"), 1);
		assert_int_equal(
		    count("SELECT count(*) FROM status WHERE state <> 'active'"), 0);
		assert_int_equal(count("SELECT count(*) FROM status_log"), 0);
		lay_out(&first);
		judges_accept();
	}
	assert_int_equal(certify(&in[1], &c, &e), RC_OK);
	set_status(first.serial, "suspended", 6, RC_OK);
	assert_int_equal(count("SELECT count(*) FROM issued WHERE state = 'signed'"), 2);
	assert_int_equal(
	    count("SELECT count(*) FROM status WHERE state = 'suspended'"), 1);
	assert_int_equal(daemon_end(SIGTERM), 0);
}

static void
status_and_list(void **state)
{
	struct ipc_status st;
	struct ipc_issued c;
	struct ipc_certify in;
	struct ipc_pong pong;
	struct err e;

	(void)state;
	assert_true(daemon_start());
	in = request("r1", csr(P256));
	assert_int_equal(certify(&in, &c, &e), RC_OK);
	set_status(STR("00"), "revoked", 1, RC_NOT_FOUND);
	set_status(c.serial, "revoked", 6, RC_INVALID);
	set_status(c.serial, "revoked", 2, RC_INVALID);
	set_status(c.serial, "revoked", 7, RC_INVALID);

	st = set_status(c.serial, "suspended", 6, RC_OK);
	assert_true(st.crl_number > 1);
	lay_out(&c);
	shell(
	    "openssl crl -in g1.pem -noout -text >text; grep -q 'Certificate Hold' text");
	assert_false(shell_ok(OPENSSL_VERIFY));
	st = set_status(c.serial, "active", 0, RC_OK);
	assert_true(str_eq_z(st.state, "active"));
	lay_out(&c);
	judges_accept();

	st = set_status(c.serial, "revoked", 1, RC_OK);
	assert_int_equal(st.crl_number, 4);
	lay_out(&c);
	shell(str_fmt(a,
	    "openssl crl -in g1.pem -noout -text -CAfile ca.pem >text; grep -q 'Key Compromise' text;"
	    "grep -qi 'Serial Number: %.*s' text; certtool --crl-info --infile g1.pem",
	    STR_ARG(c.serial))
		  .p);
	shell("! " OPENSSL_VERIFY " >out 2>&1; grep -q 'certificate revoked' out");
	shell("! { " CERTTOOL_VERIFY "; } >out 2>&1; grep -q 'revoked' out");
	shell(NSS_IMPORT
	    "; ! vfychain -d sql:nss -u 4 -a c.pem >out 2>&1; grep -q 'Chain is bad' out");
	/* repeating is harmless, undoing is not possible */
	assert_int_equal(set_status(c.serial, "revoked", 1, RC_OK).crl_number, 4);
	set_status(c.serial, "revoked", 4, RC_CONFLICT);
	set_status(c.serial, "active", 0, RC_CONFLICT);
	set_status(c.serial, "suspended", 6, RC_CONFLICT);
	assert_int_equal(signer_status(client, a, c.serial, &st, &e), RC_OK);
	assert_int_equal(st.reason, 1);
	assert_int_equal(signer_ping(client, a, &pong, &e), RC_OK);
	assert_true(pong.issued == 1 && pong.crl_number == 4 && !pong.crl_behind);
}

/* A list that was recorded but not written appears at the next start. */
static void
list_is_repaired(void **state)
{
	struct ipc_issued c;
	struct ipc_certify in;
	struct ipc_status st;
	struct ipc_pong pong;
	struct err e;

	(void)state;
	assert_true(daemon_start());
	in = request("r1", csr(P256));
	assert_int_equal(certify(&in, &c, &e), RC_OK);
	/* a folder in the way of the file: it cannot be written, yet the change is kept */
	shell("rm state/pki/g1.crl; mkdir state/pki/g1.crl");
	st = set_status(c.serial, "revoked", 5, RC_OK);
	assert_int_equal(st.crl_number, 0);
	assert_int_equal(signer_ping(client, a, &pong, &e), RC_OK);
	assert_true(pong.crl_behind);
	shell("rmdir state/pki/g1.crl");
	assert_true(WIFSIGNALED(daemon_end(SIGKILL)));
	assert_true(daemon_start());
	assert_int_equal(signer_status(client, a, c.serial, &st, &e), RC_OK);
	assert_true(st.crl_number > 1);
	lay_out(&c);
	assert_false(shell_ok(OPENSSL_VERIFY));
}

static enum signer_step kill_at;

static void
kill_here(enum signer_step step)
{
	if (step == kill_at)
		kill(getpid(), SIGKILL);
}

/* In a child: open the signer and issue, dying right after `step`. */
static void
die_after(enum signer_step step, const struct ipc_certify *in)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		const struct signer_options o = { .state = state_dir,
			.clock = &clock_system };
		const struct ipc_message m = { .type = IPC_certify, .u.certify = *in };
		struct ipc_message out;
		struct signer *s;
		struct err e;

		kill_at = step;
		signer_hooks.after_step = kill_here;
		if (signer_open(&o, &s, &e) == RC_OK)
			signer_answer(s, a, &m, &out);
		_exit(1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* Died after each step once; then the real program is asked again. */
static void
killed_between_steps(void **state)
{
	struct ipc_issued first, again;
	struct err e;

	(void)state;
	for (enum signer_step step = 0; step < SIGNER_STEP__ISSUE_COUNT; step++) {
		struct ipc_certify in =
		    request(str_fmt(a, "kill%d", (int)step).p, csr(P256));
		bool reserved = step >= SIGNER_STEP_TBS_KEPT;

		die_after(step, &in);
		assert_int_equal(
		    count("SELECT count(*) FROM issued"), step + (reserved ? 1 : 0));
		assert_true(daemon_start());
		/* what had been reserved is completed at the start already */
		assert_int_equal(
		    count("SELECT count(*) FROM issued WHERE state <> 'signed'"), 0);
		if (certify(&in, &first, &e) != RC_OK)
			fail_msg("step %d: %s", (int)step, e.why);
		assert_int_equal(first.repeated, reserved);
		assert_int_equal(certify(&in, &again, &e), RC_OK);
		assert_true(str_eq(first.der, again.der));
		assert_int_equal(
		    count("SELECT count(*) FROM issued WHERE state = 'signed'"),
		    step + 1);
		assert_int_equal(count("SELECT count(*) FROM status"), step + 1);
		lay_out(&first);
		shell(OPENSSL_VERIFY);
		assert_int_equal(daemon_end(SIGTERM), 0);
	}
	assert_int_equal(
	    count("SELECT count(DISTINCT serial) = count(*) FROM issued"), 1);
}

/* The program itself killed in the middle of many requests: every answer is in its record. */
static void
killed_under_load(void **state)
{
	struct ipc_certify in[12];
	struct ipc_issued got[12];
	struct err e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(in); i++)
		in[i] = request(str_fmt(a, "load%zu", i).p, csr(P256));
	assert_true(daemon_start());
	for (size_t i = 0; i < ARRAY_LEN(in); i++) {
		if (i % 4 == 3) {
			daemon_end(SIGKILL);
			assert_true(daemon_start());
		}
		assert_int_equal(certify(&in[i], &got[i], &e), RC_OK);
	}
	daemon_end(SIGKILL);
	assert_true(daemon_start());
	for (size_t i = 0; i < ARRAY_LEN(in); i++) {
		struct ipc_issued again;

		assert_int_equal(certify(&in[i], &again, &e), RC_OK);
		assert_true(again.repeated && str_eq(again.der, got[i].der));
	}
	assert_int_equal(count("SELECT count(*) FROM issued"), ARRAY_LEN(in));
}

static void
start_is_refused(void **state)
{
	pid_t first;

	(void)state;
	assert_true(daemon_start());
	first = daemon_pid;
	assert_false(daemon_start()); /* one signer per state */
	assert_int_equal(WEXITSTATUS(daemon_end(0)), 1);
	daemon_pid = first;
	assert_int_equal(daemon_end(SIGTERM), 0);

	shell("chmod 640 state/signer/g1.key");
	assert_false(daemon_start());
	assert_int_equal(WEXITSTATUS(daemon_end(0)), 5);
	shell(
	    "chmod 600 state/signer/g1.key; cp state/root/root.key state/signer/g1.key");
	assert_false(daemon_start());
	daemon_end(0);
	shell("echo 'jenis = x' >>state/signer/profile.conf");
	assert_false(daemon_start());
	daemon_end(0);
}

/* Bytes that are not messages close the connection and harm nobody else. */
static void
garbage_on_the_socket(void **state)
{
	const str table[] = { STR("\0\0\0\0"), STR("\xff\xff\xff\xff"),
		STR("\0\0\0\2\x7f\xff"), STR("\0\0\0\2\0\x10"), STR("\0\0\0\2\0\x12"),
		STR("\0\0\0\3\0\2\1"), STR("GET / HTTP/1.1\r\n\r\n") };
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	struct ipc_chain chain;
	struct err e;

	(void)state;
	assert_true(daemon_start());
	memcpy(addr.sun_path, socket_path, strlen(socket_path));
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);
		char c;

		assert_int_equal(connect(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
		assert_int_equal(
		    send(fd, table[i].p, table[i].n, MSG_NOSIGNAL), table[i].n);
		assert_true(recv(fd, &c, 1, 0) <= 0);
		close(fd);
	}
	assert_int_equal(signer_chain(client, a, &chain, &e), RC_OK);
	assert_true(str_eq(chain.issuer, content("state/pki/ca.cer")));
	assert_true(str_eq(chain.root, content("state/pki/root.cer")));
	assert_true(str_eq_z(chain.ca, "g1"));
}

/* Eighty clients: all are served although only 64 find a place at a time. */
static void
more_clients_than_places(void **state)
{
	struct ipc_client *many[80];
	struct ipc_pong pong;
	struct err e;

	(void)state;
	assert_true(daemon_start());
	for (size_t i = 0; i < ARRAY_LEN(many); i++) {
		many[i] = ipc_client_new(socket_path, 60000);
		assert_int_equal(signer_ping(many[i], a, &pong, &e), RC_OK);
	}
	for (size_t i = 0; i < ARRAY_LEN(many); i++) {
		assert_int_equal(signer_ping(many[i], a, &pong, &e), RC_OK);
		ipc_client_free(many[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(issue_for_each_kind, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    profile_is_that_of_the_design, set_up, tear_down),
		cmocka_unit_test_setup_teardown(repeated_and_changed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(refuses_and_records, set_up, tear_down),
		cmocka_unit_test_setup_teardown(refusals_fill_no_disk, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    record_cannot_be_written, set_up, tear_down),
		cmocka_unit_test_setup_teardown(status_and_list, set_up, tear_down),
		cmocka_unit_test_setup_teardown(list_is_repaired, set_up, tear_down),
		cmocka_unit_test_setup_teardown(killed_between_steps, set_up, tear_down),
		cmocka_unit_test_setup_teardown(killed_under_load, set_up, tear_down),
		cmocka_unit_test_setup_teardown(start_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(garbage_on_the_socket, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    more_clients_than_places, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("signer", tests, NULL, NULL);
}
