/*
 * test_roll.c - the offline root and the roll-over of the issuing CA, with the real `paraf` command and
 * the real signer: both chains stand before openssl, both lists are kept, nothing is lost.
 *
 * PARAF and PARAF_SIGNER name the programs, SOFTHSM2_MODULE the module of the token.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "support/chain_world.h"
#include "support/check.h"
#include "support/daemon.h"

#define NOBODY 65534
/* state of the portal in inst, that of the signer in ca */
#define OWN                                                                              \
	"$P --set state_dir=$PWD/inst --set signer_dir=$PWD/ca"                          \
	" --set signer_secret_file=$PWD/ca/signer.secret"                                \
	" --set root_secret_file=$PWD/ca/root.secret"
#define AS_GROUP "setpriv --reuid=12345 --regid=nogroup --clear-groups "

static struct arena *a;
static char dir[40], state_dir[60];
static struct daemon signer;
static struct ipc_client *client;
static struct chain_world *w; /* officers and their keys, at this signer */

static int
shell_code(const char *line)
{
	return system(str_fmt(a,
	    "cd %s && P=\"%s --set state_dir=%s --set public_url=http://127.0.0.1:8080\" && "
	    "( set -e; %s ) >log 2>&1",
	    dir, getenv("PARAF"), state_dir, line)
			  .p);
}

static void
shell(const char *line)
{
	if (shell_code(line) == 0)
		return;
	if (system(str_fmt(a, "cat %s/log >&2", dir).p) != 0)
		perror("log");
	fail_msg("failed: %s", line);
}

/* It must fail, and say this. */
static void
refused(const char *line, const char *says)
{
	assert_int_not_equal(shell_code(line), 0);
	if (system(str_fmt(a, "grep -q '%s' %s/log", says, dir).p) != 0) {
		if (system(str_fmt(a, "cat %s/log >&2", dir).p) != 0)
			perror("log");
		fail_msg("not said: %s", says);
	}
}

static void
start(void)
{
	const char *argv[] = { getenv("PARAF_SIGNER"), "--state", state_dir, "--socket",
		str_fmt(a, "%s/socket", dir).p, "--pin", str_fmt(a, "%s/pin", dir).p,
		NULL };

	assert_non_null(argv[0]);
	if (!daemon_begin(&signer, argv, 0))
		fail_msg("start: %s", signer.log);
	if (w == NULL)
		w = chain_world_attach(state_dir, client);
}

static void
stop(void)
{
	assert_int_equal(daemon_finish(&signer, SIGTERM), 0);
}

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	snprintf(dir, sizeof(dir), "/tmp/test_roll.XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(state_dir, sizeof(state_dir), "%s/state", dir);
	assert_non_null(getenv("PARAF"));
	client = ipc_client_new(str_fmt(a, "%s/socket", dir).p, 60000);
	shell("$P init; mv state/root away; mv state/root.secret away.secret");
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	if (w != NULL)
		chain_world_free(w);
	w = NULL;
	ipc_client_free(client);
	daemon_finish(&signer, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0)
		continue;
	assert_int_equal(system(str_fmt(a, "rm -rf %s", dir).p), 0);
	arena_free(a);
	return 0;
}

#define ROOT "--root away --root-secret away.secret"

static struct ipc_message
ask(const struct ipc_message *in, enum ipc_type want)
{
	struct ipc_message out;
	struct err e;

	if (signer_ask(client, a, in, want, &out, &e) != RC_OK)
		fail_msg("%s: %s", ipc_type_name(in->type), e.why);
	return out;
}

static struct ipc_issued
issue(const char *id)
{
	struct ipc_message in = { .type = IPC_certify };
	struct ipc_issued out;
	struct err e;
	str csr;

	shell("openssl req -new -nodes -keyout key.pem -subj /CN=x -out r -newkey ec"
	      " -pkeyopt ec_paramgen_curve:P-256");
	CHECK_OK("csr", file_read(a, str_fmt(a, "%s/r", dir).p, 65536, &csr, &e), &e);
	in.u.certify = chain_request_for(w, id, csr).in;
	out = ask(&in, IPC_issued).u.issued;
	CHECK_OK("write",
	    file_write_durable(str_fmt(a, "%s/%s.der", dir, id).p, out.der, 0644, &e),
	    &e);
	return out;
}

static void
suspend(str serial)
{
	(void)ask(&(struct ipc_message){ .type = IPC_order_suspend,
		      .u.order_suspend = { serial, STR("h1"), 0 } },
	    IPC_status);
}

/* The certificate `id` of `ca` stands (or is on its list) with what is published under that name. */
static void
judge(const char *id, const char *ca, bool good)
{
	shell(str_fmt(a,
	    "openssl x509 -inform DER -in %s.der -out c.pem;"
	    "openssl x509 -inform DER -in state/pki/root.cer -out root.pem;"
	    "openssl crl -inform DER -in state/pki/%s.crl -out own.pem;"
	    "openssl crl -inform DER -in state/pki/root.crl -out rootcrl.pem;"
	    "cat own.pem rootcrl.pem >crls.pem;"
	    "openssl x509 -in c.pem -noout -text | grep -q 'pki/%s.cer';"
	    "openssl x509 -inform DER -in state/pki/%s.cer -out issuer.pem;"
	    "%s openssl verify -x509_strict -crl_check_all -CAfile root.pem -untrusted"
	    " state/pki/%s.pem -CRLfile crls.pem c.pem",
	    id, ca, ca, ca, good ? "" : "!", ca)
		  .p);
}

static void
both_chains_stand(void **state)
{
	struct ipc_message in = { .type = IPC_chain_get }, out;
	struct ipc_issued old;
	struct err e;

	(void)state;
	start();
	old = issue("lama");
	refused("$P ca roll g2 --name 'Paraf CA 2' " ROOT, "another signer runs");
	stop();
	shell("$P ca roll g2 --name 'Paraf CA 2' " ROOT);
	shell(
	    "grep -q '^ca = g2$' state/signer/profile.conf;"
	    "cmp state/pki/ca.cer state/pki/g2.cer; cmp state/pki/chain.pem state/pki/g2.pem;"
	    "! grep -q 'BEGIN PRIVATE' state/signer/g2.key");
	start();
	(void)issue("baru");
	judge("baru", "g2", true);
	judge("lama", "g1", true);
	/* the old CA's list goes on */
	suspend(old.serial);
	judge("lama", "g1", false);
	judge("baru", "g2", true);
	in.u.chain_get.ca = STR("g1");
	(void)ask(&in, IPC_chain);
	in.u.chain_get.ca = STR("g3");
	assert_int_equal(signer_ask(client, a, &in, IPC_chain, &out, &e), RC_NOT_FOUND);
	stop();
	/* an older key that is gone is said at the start, not at the next list */
	shell("mv state/signer/g1.key kept");
	{
		const char *argv[] = { getenv("PARAF_SIGNER"), "--state", state_dir,
			"--socket", str_fmt(a, "%s/socket", dir).p, NULL };

		assert_false(daemon_begin(&signer, argv, 0));
		assert_non_null(strstr(signer.log, "g1.key"));
	}
	shell("mv kept state/signer/g1.key");
	start();
}

static void
mistakes_change_nothing(void **state)
{
	(void)state;
	shell("cp -r state before");
	refused("$P ca roll g2 --name 'Paraf CA 2'", "root.cer");
	refused(
	    "$P ca roll g2 --name 'Paraf CA 2' --root away --root-secret state/signer.secret",
	    "does not open with the secret");
	refused("$P ca roll g1 --name 'Paraf CA 2' " ROOT, "g1.key exists");
	refused("$P ca roll root --name 'Paraf CA 2' " ROOT, "not root");
	refused(
	    "$P ca roll g2 --name 'Paraf CA Pengembangan' " ROOT, "common name is that");
	refused("$P ca roll g2 --name X --token " ROOT, "token_module");
	refused("$P ca roll g2 " ROOT, "usage");
	refused("cp -r away other; cp state/signer/g1.cer other/root.cer;"
		"$P ca roll g2 --name X --root other --root-secret away.secret",
	    "another root");
	/* only what a start writes anyway has changed */
	shell(
	    "for f in signer/g1.key signer/g1.cer signer/profile.conf pki/ca.cer pki/root.crl;"
	    " do cmp before/$f state/$f; done; ! ls state/signer | grep -q g2");
}

static void
root_list_is_signed_anew(void **state)
{
	(void)state;
	refused("$P ca root-list", "root.cer");
	shell("$P ca root-list " ROOT " >said; grep -q 'nomor 2' said");
	shell(
	    "$P ca root-list " ROOT
	    "; openssl crl -inform DER -in state/pki/root.crl -noout -text >text;"
	    "grep -A1 'CRL Number' text | grep -qw 3;"
	    "openssl x509 -inform DER -in state/pki/root.cer -out root.pem;"
	    "openssl crl -inform DER -in state/pki/root.crl -noout -CAfile root.pem 2>&1"
	    " | grep -q 'verify OK'");
}

static void
into_a_token(void **state)
{
	const char *module = getenv("SOFTHSM2_MODULE");

	(void)state;
	assert_non_null(module);
	assert_int_equal(
	    setenv("SOFTHSM2_CONF", str_fmt(a, "%s/softhsm2.conf", dir).p, 1), 0);
	shell(str_fmt(a,
	    "mkdir tokens; printf 'directories.tokendir = %s/tokens\\n' >softhsm2.conf;"
	    "softhsm2-util --init-token --free --label paraf --pin 246813 --so-pin 97531000;"
	    "echo 246813 >pin; chmod 600 pin;"
	    "$P --set token_module=%s --set token_pin_file=%s/pin --set token_write=%s/tokens"
	    " ca roll g2 --name 'Paraf CA Token' --token " ROOT,
	    dir, module, dir, dir)
		  .p);
	start();
	(void)issue("token");
	judge("token", "g2", true);
	shell("test ! -e state/signer/g2.key; test -e state/signer/g2.token");
	stop();
}

/* No server runs here: what is on the disk is judged, the addresses are named as silent. */
static void
doctor_names_what_is_wrong(void **state)
{
	(void)state;
	refused("$P doctor", "^ok    authority g1: key opens and belongs to it");
	refused("$P doctor", "^ok    list of the root");
	refused("$P doctor", "^SALAH address of the list");
	refused(
	    "cp state/signer/g1.key kept; cp away/root.key state/signer/g1.key; $P doctor",
	    "^SALAH authority g1: key opens.*does not open with the secret");
	shell("cp kept state/signer/g1.key");
	refused("mv state/pki/g1.crl kept.crl; $P doctor", "^SALAH authority g1: list");
	refused("cp state/pki/root.crl state/pki/g1.crl; $P doctor",
	    "^SALAH authority g1: list.*another issuer");
	shell("cp kept.crl state/pki/g1.crl");
	refused(
	    "cp state/signer/g1.cer kept.cer; cp state/signer/root.cer state/signer/g1.cer;"
	    "$P doctor",
	    "^SALAH authority g1: key opens");
	shell("cp kept.cer state/signer/g1.cer");
	refused("cp state/signer/profile.conf kept.conf;"
		"echo 'keys = rsa1024' >>state/signer/profile.conf; $P doctor",
	    "^SALAH certificate profile.*rsa2048");
	shell("cp kept.conf state/signer/profile.conf");
}

/*
 * As an installation does it: root runs paraf, the signer has a user of its own, pages and worker share a
 * group. What root makes, now and later, must be of use to them; the root key must not.
 */
static void
root_makes_for_others(void **state)
{
	const char *argv[] = { getenv("PARAF_SIGNER"), "--state",
		str_fmt(a, "%s/ca", dir).p, "--socket",
		str_fmt(a, "%s/door/socket", dir).p, "--secret",
		str_fmt(a, "%s/ca/signer.secret", dir).p, NULL };

	(void)state;
	if (geteuid() != 0) {
		refused("$P init --group nogroup", "need root");
		return;
	}
	shell(
	    "chmod 755 .; mkdir door; chown nobody door; mv away state/root; mv away.secret state/root.secret");
	refused("$P init --signer-user nobody", "signer_dir is state_dir");
	refused(OWN " init --signer-user nobody-at-all", "no user");
	refused(OWN " init --group nothing-at-all", "no group");
	refused(OWN " init --signer-user", "usage: paraf init");
	shell("test ! -e inst/paraf.db");
	shell(OWN " init --signer-user nobody --group nogroup");
	shell(
	    "test -z \"$(find ca ! -user nobody ! -path 'ca/root*' ! -name root.secret)\";"
	    "test -z \"$(find ca/root ca/root.secret ! -user root)\";"
	    "test -z \"$(find inst ! -group nogroup)\"; test $(stat -c %a inst) = 2770");
	shell(AS_GROUP
	    "sh -c 'test -w inst/paraf.db && test -w inst/vault && test -w inst/run &&"
	    " test ! -r ca/signer/signer.db'");
	if (!daemon_begin(&signer, argv, NOBODY))
		fail_msg("start: %s", signer.log);
	stop();
	/* later acts of root */
	shell(OWN " ca ceremony; " OWN " ca root-list; " OWN
		  " ca roll g2 --name 'Paraf CA 2'; " OWN " user list >/dev/null");
	shell(
	    "test -z \"$(find ca ! -user nobody ! -path 'ca/root*' ! -name root.secret)\"");
	if (!daemon_begin(&signer, argv, NOBODY))
		fail_msg("start: %s", signer.log);
	shell("test -f ca/pki/g2.cer; test -f ca/pki/g2.crl || test -f ca/pki/g1.crl");
	stop();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(both_chains_stand, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    mistakes_change_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    root_list_is_signed_anew, set_up, tear_down),
		cmocka_unit_test_setup_teardown(into_a_token, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    doctor_names_what_is_wrong, set_up, tear_down),
		cmocka_unit_test_setup_teardown(root_makes_for_others, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
