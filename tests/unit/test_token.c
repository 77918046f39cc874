/*
 * test_token.c - the issuing key in a real PKCS#11 token (SoftHSM 2): made there, used behind the
 * signer's walls, away and back, and a wrong PIN that is tried once.
 *
 * PARAF_SIGNER names the program, SOFTHSM2_MODULE the module.
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
#include "ipc/signer_client.h"
#include "signer/signer.h"
#include "signer/signer_init.h"
#include "support/chain_world.h"
#include "support/daemon.h"

#define PIN    "246813"
#define SO_PIN "97531000"

static struct arena *a;
static char dir[40], state_dir[60], socket_path[60];
static struct daemon signer;
static struct ipc_client *client;
static struct chain_world *w; /* officers and their keys, at this signer */

static const char *
in_dir(const char *name)
{
	return str_fmt(a, "%s/%s", dir, name).p;
}

static void
shell(const char *line)
{
	if (system(str_fmt(a, "cd %s && ( set -e; %s ) >log 2>&1", dir, line).p) == 0)
		return;
	if (system(str_fmt(a, "cat %s/log >&2", dir).p) != 0)
		perror("log");
	fail_msg("failed: %s", line);
}

static void
write_file(const char *name, str data, unsigned mode)
{
	struct err e;

	assert_int_equal(file_write_durable(in_dir(name), data, mode, &e), RC_OK);
}

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	snprintf(dir, sizeof(dir), "/tmp/test_token.XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(state_dir, sizeof(state_dir), "%s/state", dir);
	snprintf(socket_path, sizeof(socket_path), "%s/socket", dir);
	assert_int_equal(mkdir(in_dir("tokens"), 0700), 0);
	write_file("softhsm2.conf",
	    str_fmt(a,
		"directories.tokendir = %s/tokens\nobjectstore.backend = file\n"
		"log.level = ERROR\n",
		dir),
	    0600);
	assert_int_equal(setenv("SOFTHSM2_CONF", in_dir("softhsm2.conf"), 1), 0);
	shell("softhsm2-util --init-token --free --label paraf --pin " PIN
	      " --so-pin " SO_PIN);
	write_file("pin", STR(PIN "\n"), 0600);
	client = ipc_client_new(socket_path, 60000);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	ipc_client_free(client);
	daemon_finish(&signer, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0)
		continue;
	assert_int_equal(system(str_fmt(a, "rm -rf %s", dir).p), 0);
	arena_free(a);
	return 0;
}

static struct signer_token
place(void)
{
	const char *module = getenv("SOFTHSM2_MODULE");

	assert_non_null(module);
	return (struct signer_token){ .module = str_from_z(module),
		.token = STR("paraf"),
		.key = STR("g1"),
		.write = str_from_z(in_dir("tokens")),
		.read = STR("") };
}

static enum rc
init(enum pki_key_kind kind, const char *pin, struct err *e)
{
	struct signer_names names = signer_names_development;
	const struct signer_token token = place();

	names.issuing_kind = kind;
	names.token = &token;
	names.secrets.pin_file = in_dir(pin);
	names.base_url = STR("http://127.0.0.1:8080");
	return signer_init(state_dir, &names, &clock_system, e);
}

static bool
start_with(const char *pin)
{
	const char *argv[] = { getenv("PARAF_SIGNER"), "--state", state_dir, "--socket",
		socket_path, "--pin", in_dir(pin), NULL };

	assert_non_null(argv[0]);
	return daemon_begin(&signer, argv, 0);
}

static void
start(void)
{
	if (!start_with("pin"))
		fail_msg("%s", signer.log);
}

static struct ipc_certify
request(const char *id)
{
	struct err e;
	str csr;

	shell("openssl req -new -nodes -keyout key.pem -subj /CN=x -out r -newkey ec"
	      " -pkeyopt ec_paramgen_curve:P-256");
	assert_int_equal(file_read(a, in_dir("r"), 65536, &csr, &e), RC_OK);
	return chain_request_for(w, id, csr).in;
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

static void
judge(const struct ipc_issued *c)
{
	write_file("c.der", c->der, 0644);
	shell(
	    "openssl x509 -inform DER -in c.der -out c.pem;"
	    "openssl x509 -inform DER -in state/pki/ca.cer -out ca.pem;"
	    "openssl x509 -inform DER -in state/pki/root.cer -out root.pem;"
	    "openssl crl -inform DER -in state/pki/g1.crl -out g1.pem;"
	    "openssl crl -inform DER -in state/pki/root.crl -out rootcrl.pem;"
	    "cat g1.pem rootcrl.pem >crls.pem;"
	    "openssl verify -x509_strict -crl_check_all -CAfile root.pem -untrusted ca.pem"
	    " -CRLfile crls.pem c.pem");
}

static void
every_kind_signs(void **state)
{
	static const struct {
		enum pki_key_kind kind;
		const char *says;
	} rows[] = { { PKI_KEY_P256, "ecdsa-with-SHA256" },
		{ PKI_KEY_P384, "ecdsa-with-SHA384" },
		{ PKI_KEY_RSA, "sha256WithRSAEncryption" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ipc_certify in;
		struct ipc_issued out;
		struct err e = { 0 };

		if (init(rows[i].kind, "pin", &e) != RC_OK)
			fail_msg("init %zu: %s", i, e.why);
		start();
		w = chain_world_attach(state_dir, client);
		in = request("A");
		if (certify(&in, &out, &e) != RC_OK)
			fail_msg("issue %zu: %s", i, e.why);
		judge(&out);
		shell(str_fmt(
		    a, "openssl x509 -in c.pem -noout -text | grep -q %s", rows[i].says)
			  .p);
		/* no private key in any file, and none comes out of the token */
		shell(
		    "test ! -e state/signer/g1.key; ! grep -rlE 'BEGIN (EC |RSA )?PRIVATE KEY' state/signer");
		chain_world_free(w);
		assert_int_equal(daemon_finish(&signer, SIGTERM), 0);
		shell("rm -rf state; softhsm2-util --delete-token --token paraf;"
		      "softhsm2-util --init-token --free --label paraf --pin " PIN
		      " --so-pin " SO_PIN);
	}
}

static void
away_and_back(void **state)
{
	struct ipc_issued first, again, second;
	struct ipc_certify in, kept;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(init(PKI_KEY_P256, "pin", &e), RC_OK);
	start();
	w = chain_world_attach(state_dir, client);
	kept = request("A");
	assert_int_equal(certify(&kept, &first, &e), RC_OK);

	shell("mv tokens gone");
	in = request("B");
	assert_int_equal(certify(&in, &second, &e), RC_UNAVAILABLE);
	assert_non_null(strstr(e.msg, "Token kunci penerbit tidak ditemukan"));
	assert_int_equal(certify(&in, &second, &e), RC_UNAVAILABLE);

	/* put back: the request that waited is completed, with the serial it had */
	shell("mv gone tokens");
	if (certify(&in, &second, &e) != RC_OK)
		fail_msg("back: %s", e.why);
	assert_true(second.repeated);
	judge(&second);
	assert_int_equal(daemon_finish(&signer, SIGTERM), 0);

	/* a start without the token says so, and nothing is lost by it */
	shell("mv tokens gone");
	assert_false(start_with("pin"));
	assert_non_null(strstr(signer.log, "rc=unavailable why=\"token: "));
	shell("mv gone tokens");
	start();
	assert_int_equal(certify(&kept, &again, &e), RC_OK);
	assert_true(again.repeated && str_eq(again.der, first.der));
	chain_world_free(w);
}

static void
wrong_pin_is_tried_once(void **state)
{
	struct err e = { 0 };

	(void)state;
	write_file("wrong", STR("111111\n"), 0600);
	assert_int_equal(init(PKI_KEY_P256, "wrong", &e), RC_DENIED);
	assert_non_null(strstr(e.msg, "PIN token kunci penerbit ditolak"));
	shell("rm -rf state");
	assert_int_equal(init(PKI_KEY_P256, "pin", &e), RC_OK);

	assert_false(start_with("wrong"));
	assert_non_null(strstr(signer.log, "C_Login"));
	assert_non_null(strstr(signer.log, "rc=denied"));
	/* even with the token away it is not "away": the token was not asked */
	shell("mv tokens gone");
	assert_false(start_with("wrong"));
	assert_non_null(strstr(signer.log, "marks this PIN as refused"));
	shell("mv gone tokens; ! grep -r 111111 state/signer");
	start();
	assert_int_equal(daemon_finish(&signer, SIGTERM), 0);
}

static void
mistakes_are_named(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_int_equal(init(PKI_KEY_P256, "pin", &e), RC_OK);
	/* the label is taken */
	shell("mv state before");
	assert_int_equal(init(PKI_KEY_P256, "pin", &e), RC_CONFLICT);
	shell("rm -rf state; mv before state");

	shell("cp state/signer/g1.token kept;"
	      "sed -i 's/^key = .*/key = other/' state/signer/g1.token");
	assert_false(start_with("pin"));
	assert_non_null(strstr(signer.log, "no object of class"));
	shell("cp kept state/signer/g1.token;"
	      "sed -i 's#^module = .*#module = /nowhere.so#' state/signer/g1.token");
	assert_false(start_with("pin"));
	assert_non_null(strstr(signer.log, "/nowhere.so"));
	shell("cp kept state/signer/g1.token; echo 'pin = 1' >>state/signer/g1.token");
	assert_false(start_with("pin"));
	assert_non_null(strstr(signer.log, "unknown key"));
	shell("cp kept state/signer/g1.token; chmod 644 pin");
	assert_false(start_with("pin"));
	assert_non_null(strstr(signer.log, "others may read it"));
	shell("chmod 600 pin");

	/* another key under the same label: found at the start, not at the first certificate */
	shell("softhsm2-util --delete-token --token paraf;"
	      "softhsm2-util --init-token --free --label paraf --pin " PIN
	      " --so-pin " SO_PIN ";"
	      "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out k.pem;"
	      "softhsm2-util --import k.pem --token paraf --label g1 --id 01 --pin " PIN);
	assert_false(start_with("pin"));
	assert_non_null(strstr(signer.log, "another key?"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_kind_signs, set_up, tear_down),
		cmocka_unit_test_setup_teardown(away_and_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    wrong_pin_is_tried_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(mistakes_are_named, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
