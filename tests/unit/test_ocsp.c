/*
 * test_ocsp.c - the real paraf-signer and paraf-ocsp; their answers are judged by openssl, GnuTLS
 * and NSS. Also: who may have a responder certificate, and what happens while a neighbour is away.
 *
 * PARAF_SIGNER and PARAF_OCSP name the programs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/file.h"
#include "ipc/signer_client.h"
#include "pki/crl.h"
#include "pki/ocsp.h"
#include "support/daemon.h"
#include "support/signed_state.h"

#define NOBODY 65534

static struct signed_state w;
static struct arena *a;
static char signer_socket[90], ocsp_socket[90], url[60];
static int port;
static pid_t signer, ocsp;
static struct daemon signs, answers; /* of as_ordinary_users */

static void
shell(const char *line)
{
	if (!signed_state_shell(&w, true, line))
		fail_msg("failed: %s", line);
}

/* ---- the programs ---- */

/* Start one, with its messages in dir/NAME.log, and wait for `line` in them. */
static pid_t
start(const char *name, char *const argv[], const char *line)
{
	const char *log = str_fmt(a, "%s/%s.log", w.dir, name).p;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		if (freopen(log, "w", stderr) == NULL ||
		    freopen("/dev/null", "w", stdout) == NULL)
			_exit(126);
		execv(argv[0], argv);
		_exit(127);
	}
	/* tail ends by itself when the line has come, or after a minute */
	shell(str_fmt(a,
	    "touch %s.log; timeout 60 sh -c \"tail -n +1 -f %s.log | grep -q '%s'\" || { cat %s.log; false; }",
	    name, name, line, name)
		  .p);
	return pid;
}

static void
start_signer(void)
{
	char *argv[] = { getenv("PARAF_SIGNER"), "--state", w.state, "--socket",
		signer_socket, "--ocsp-socket", ocsp_socket, "--base-url",
		"http://127.0.0.1:8080", NULL };

	assert_non_null(argv[0]);
	signer = start("signer", argv, "event=ready");
}

static char *
set(const char *key, const char *value)
{
	return arena_copy(
	    a, str_fmt(a, "%s=%s", key, value).p, str_fmt(a, "%s=%s", key, value).n);
}

static void
start_ocsp(const char *wait_for)
{
	char *argv[] = { getenv("PARAF_OCSP"), "--set", set("state_dir", w.state),
		"--set", set("ocsp_socket", ocsp_socket), "--set",
		set("ocsp_listen", str_fmt(a, "127.0.0.1:%d", port).p), "--set",
		set("ocsp_url", url), NULL };

	assert_non_null(argv[0]);
	ocsp = start("ocsp", argv, wait_for);
}

static void
end(pid_t *pid, int signal_number)
{
	int status;

	if (*pid <= 0)
		return;
	kill(*pid, signal_number);
	assert_int_equal(waitpid(*pid, &status, 0), *pid);
	if (signal_number == SIGTERM)
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	*pid = 0;
}

static int
free_port(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t n = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &n), 0);
	close(fd);
	return ntohs(at.sin_port);
}

static int
set_up(void **state)
{
	(void)state;
	port = free_port();
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/", port);
	w = (struct signed_state){ .ocsp_url = { url, strlen(url) } };
	signed_state_make(&w, "test_ocsp");
	a = w.a;
	snprintf(signer_socket, sizeof(signer_socket), "%s/signer.sock", w.dir);
	snprintf(ocsp_socket, sizeof(ocsp_socket), "%s/ocsp.sock", w.dir);
	shell("openssl x509 -inform DER -in state/pki/ca.cer -out ca.pem;"
	      "openssl x509 -inform DER -in state/pki/root.cer -out root.pem;"
	      "cat ca.pem root.pem >issuers.pem");
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	end(&ocsp, SIGKILL);
	end(&signer, SIGKILL);
	daemon_finish(&answers, SIGKILL);
	daemon_finish(&signs, SIGKILL);
	signed_state_remove(&w);
	return 0;
}

static str
to_pem(str serial, const char *name)
{
	shell(str_fmt(
	    a, "openssl x509 -inform DER -in %.*s.der -out %s.pem", STR_ARG(serial), name)
		  .p);
	return serial;
}

#define ASK                                                                              \
	"openssl ocsp -issuer ca.pem -url %s -CAfile root.pem -verify_other ca.pem"      \
	" -resp_text "

/* ---- what is answered ---- */

static void
states_by_openssl(void **state)
{
	struct record *r = signed_state_record(&w);
	str held = to_pem(signed_state_issue(&w, r, "g1", 1), "held");
	str gone = to_pem(signed_state_issue(&w, r, "g1", 1), "gone");

	(void)state;
	to_pem(signed_state_issue(&w, r, "g1", 1), "good");
	to_pem(signed_state_issue(&w, r, "g1", -1), "over");
	signed_state_change(&w, r, held, "suspended", PKI_REASON_HOLD, 0);
	signed_state_change(
	    &w, r, gone, "revoked", PKI_REASON_KEY_COMPROMISE, w.now_s - 86400);
	record_close(r);
	start_signer();
	start_ocsp("event=ready");
	for (int i = 0; i < 4; i++) {
		const char *how[] = { "", "-no_nonce", "-sha256", "-sha256 -no_nonce" };

		shell(str_fmt(a,
		    ASK "%s -cert good.pem >out 2>&1; grep -q 'Response verify OK' out;"
			"grep -q 'good.pem: good' out; grep -q 'Archive Cutoff' out;"
			"test $(grep -c 'OCSP Nonce' out) = %d",
		    url, how[i], i % 2 == 0 ? 1 : 0)
			  .p);
	}
	shell(str_fmt(a,
	    ASK "-cert held.pem >out 2>&1; grep -q 'Response verify OK' out;"
		"grep -q 'held.pem: revoked' out; grep -q 'Reason: certificateHold' out",
	    url)
		  .p);
	shell(str_fmt(a,
	    ASK "-cert gone.pem >out 2>&1; grep -q 'gone.pem: revoked' out;"
		"grep -q 'Reason: keyCompromise' out; grep -q 'Invalidity Date' out;"
		"grep -q 'Revocation Time' out",
	    url)
		  .p);
	shell(
	    str_fmt(a, ASK "-cert over.pem >out 2>&1; grep -q 'over.pem: good' out", url)
		.p);
	shell(str_fmt(a,
	    ASK "-serial 0x41424344 >out 2>&1; grep -q 'Response verify OK' out;"
		"grep -q '0x41424344: unknown' out; ! grep -q 'good' out",
	    url)
		  .p);
	/* many in one request, one of them unknown */
	shell(str_fmt(a,
	    ASK "-cert good.pem -cert gone.pem -cert held.pem -serial 0x41 >out 2>&1;"
		"grep -q 'Response verify OK' out; grep -q 'good.pem: good' out;"
		"grep -q 'gone.pem: revoked' out; grep -q '0x41: unknown' out",
	    url)
		  .p);
	/* of another CA: not ours to say */
	shell(str_fmt(a,
	    "openssl ocsp -issuer root.pem -url %s -cert ca.pem -CAfile root.pem >out 2>&1 || true;"
	    "grep -q 'unauthorized (6)' out",
	    url)
		  .p);
}

static void
states_by_others(void **state)
{
	struct record *r = signed_state_record(&w);
	str gone = to_pem(signed_state_issue(&w, r, "g1", 1), "gone");

	(void)state;
	to_pem(signed_state_issue(&w, r, "g1", 1), "good");
	signed_state_change(&w, r, gone, "revoked", PKI_REASON_CESSATION, 0);
	record_close(r);
	start_signer();
	start_ocsp("event=ready");
	/* GnuTLS takes the address from the certificate */
	shell(
	    "ocsptool --ask --nonce --load-cert good.pem --load-issuer ca.pem"
	    " --load-trust issuers.pem >out 2>&1; grep -q 'Certificate Status: good' out;"
	    "grep -q 'Verifying OCSP Response: Success' out");
	shell("ocsptool --ask --load-cert gone.pem --load-issuer ca.pem"
	      " --load-trust issuers.pem >out 2>&1 || true;"
	      "grep -q 'Certificate Status: revoked' out");
	/* NSS asks by GET or POST as it likes, with OCSP demanded for the leaf */
	shell(
	    "mkdir nss; certutil -N -d sql:nss --empty-password;"
	    "certutil -A -d sql:nss -n root -t CT,C,C -i root.pem;"
	    "certutil -A -d sql:nss -n ca -t ,, -i ca.pem;"
	    "vfychain -d sql:nss -u 4 -pp -g leaf -m ocsp -s requireFreshInfo -a good.pem >out 2>&1;"
	    "grep -q 'Chain is good' out;"
	    "vfychain -d sql:nss -u 4 -pp -g leaf -m ocsp -s requireFreshInfo -a gone.pem >out 2>&1 && exit 1;"
	    "grep -qi 'revoked' out");
}

/* A change is in the next answer, whatever was made ready before. */
static void
change_is_seen_at_once(void **state)
{
	struct record *r = signed_state_record(&w);
	struct ipc_client *client = ipc_client_new(signer_socket, 60000);
	str serial = to_pem(signed_state_issue(&w, r, "g1", 1), "c");
	static const struct {
		const char *to;
		int64_t reason;
		const char *said;
	} steps[] = { { "suspended", PKI_REASON_HOLD, "c.pem: revoked" },
		{ "active", 0, "c.pem: good" },
		{ "revoked", PKI_REASON_SUPERSEDED, "c.pem: revoked" } };

	(void)state;
	record_close(r);
	start_signer();
	start_ocsp("event=ready");
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		for (int twice = 0; twice < 2; twice++)
			shell(str_fmt(a,
			    ASK "-no_nonce -cert c.pem >out 2>&1; grep -q '%s' out", url,
			    i == 0 ? "c.pem: good" : steps[i - 1].said)
				  .p);
		r = signed_state_record(&w);
		signed_state_change(&w, r, serial, steps[i].to, steps[i].reason, 0);
		record_close(r);
		/* whatever asks the signer next makes it take over what is new */
		assert_int_equal(signer_status(client, a, serial,
				     &(struct ipc_status){ 0 }, &(struct err){ 0 }),
		    RC_OK);
		shell(str_fmt(a, ASK "-no_nonce -cert c.pem >out 2>&1; grep -q '%s' out",
		    url, steps[i].said)
			  .p);
	}
	ipc_client_free(client);
}

/* ---- HTTP ---- */

static void
get_and_its_cache(void **state)
{
	struct record *r = signed_state_record(&w);

	(void)state;
	to_pem(signed_state_issue(&w, r, "g1", 1), "c");
	record_close(r);
	start_signer();
	start_ocsp("event=ready");
	shell(
	    "openssl ocsp -issuer ca.pem -cert c.pem -no_nonce -reqout q; openssl ocsp -issuer ca.pem -cert c.pem -reqout qn;"
	    "openssl base64 -A -in q >q64; sed 's/+/%2B/g; s,/,%2F,g; s/=/%3D/g' <q64 >qurl");
	shell(str_fmt(a,
	    "curl -sf -D head -o one '%s'$(cat qurl); curl -sf -o two '%s'$(cat q64); cmp one two;"
	    "grep -qi 'content-type: application/ocsp-response' head;"
	    "grep -qi 'cache-control: max-age=3[56][0-9][0-9],public,no-transform,must-revalidate' head;"
	    "grep -qi '^last-modified: ' head; grep -qi '^expires: ' head; grep -qi '^etag: \"' head;"
	    "openssl ocsp -respin one -issuer ca.pem -cert c.pem -CAfile root.pem -verify_other ca.pem -no_nonce >out 2>&1;"
	    "grep -q 'c.pem: good' out",
	    url, url)
		  .p);
	shell(str_fmt(a,
	    "tag=$(sed -n 's/^[Ee][Tt]ag: //p' head | tr -d '\\r');"
	    "test $(curl -s -o none -w '%%{http_code}' -H \"If-None-Match: $tag\" '%s'$(cat qurl)) = 304;"
	    "test ! -s none",
	    url)
		  .p);
	/* the same by POST: the same bytes, nothing for caches; with a nonce never the same */
	shell(str_fmt(a,
	    "post() { curl -sf -D head -o $2 -H 'Content-Type: application/ocsp-request' --data-binary @$1 %s; };"
	    "post q three; cmp one three; grep -qi '^etag\\|max-age' head && exit 1;"
	    "post qn four; post qn five; cmp four five && exit 1;"
	    "openssl base64 -A -in qn | sed 's/+/%%2B/g; s,/,%%2F,g' >qn64;"
	    "curl -sf -D head -o six '%s'$(cat qn64); ! grep -qi '^etag\\|max-age' head",
	    url, url)
		  .p);
	shell(str_fmt(a,
	    "test $(curl -s -o out -w '%%{http_code}' -d x %s) = 415;"
	    "test $(curl -s -o out -w '%%{http_code}' %s) = 404;"
	    "test $(curl -s -o out -w '%%{http_code}' -X DELETE %s) = 405;"
	    "head -c 20000 /dev/zero >big;"
	    "test $(curl -s -o out -w '%%{http_code}' -H 'Content-Type: application/ocsp-request' --data-binary @big %s) = 413;"
	    "test \"$(curl -s %shealthz)\" = ok",
	    url, url, url, url, url)
		  .p);
}

/* One DER element around what is in `b`. */
static struct buf
around(unsigned tag, struct buf inside)
{
	struct buf out;

	buf_init(&out, a, 600);
	buf_char(&out, (char)tag);
	if (inside.n > 255)
		buf_fmt(&out, "%c%c", 0x82, (int)(inside.n >> 8));
	else if (inside.n > 127)
		buf_char(&out, (char)0x81);
	buf_char(&out, (char)inside.n);
	buf_str(&out, buf_get(&inside));
	return out;
}

static struct buf
bytes(str s)
{
	struct buf b;

	buf_init(&b, a, 600);
	buf_str(&b, s);
	return b;
}

/* A request about serial 5 of some CA, with this value of the nonce extension. */
static str
with_nonce(str value)
{
	struct buf id = bytes(STR("\x30\x07\x06\x05\x2b\x0e\x03\x02\x1a\x04\x14"
				  "nnnnnnnnnnnnnnnnnnnn\x04\x14kkkkkkkkkkkkkkkkkkkk"
				  "\x02\x01\x05"));
	struct buf ext = bytes(STR("\x06\x09\x2b\x06\x01\x05\x05\x07\x30\x01\x02"));
	struct buf octets = around(4, bytes(value));
	struct buf tbs = around(0x30, around(0x30, around(0x30, id)));

	buf_str(&ext, buf_get(&octets));
	ext = around(0xa2, around(0x30, around(0x30, ext)));
	buf_str(&tbs, buf_get(&ext));
	tbs = around(0x30, around(0x30, tbs));
	return buf_get(&tbs);
}

/* The nonce of RFC 9654: 1 to 128 bytes in an OCTET STRING; garbage is refused, not guessed at. */
static void
requests_that_are_read_or_refused(void **state)
{
	static const struct {
		const char *row;
		size_t bytes; /* of the nonce */
		bool raw;     /* without the inner OCTET STRING */
		bool good;
	} table[] = { { "no byte", 0, false, false }, { "one", 1, false, true },
		{ "sixteen", 16, false, true }, { "thirty-two", 32, false, true },
		{ "most", 128, false, true }, { "too long", 129, false, false },
		{ "no OCTET STRING inside", 16, true, false } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		char inner[200] = { 4 };
		size_t n = 1;
		struct pki_ocsp_request rq;
		struct err e;
		str q;
		enum rc rc;

		if (table[i].bytes > 127)
			inner[n++] = (char)0x81;
		inner[n++] = (char)table[i].bytes;
		if (table[i].raw)
			n = 0;
		memset(inner + n, 'n', table[i].bytes);
		q = with_nonce((str){ inner, n + table[i].bytes });
		rc = pki_ocsp_read(q, &rq, &e);
		if ((rc == RC_OK) != table[i].good)
			fail_msg("%s: %s", table[i].row, rc == RC_OK ? "read" : e.why);
		if (rc != RC_OK)
			continue;
		assert_int_equal(rq.nonce.n, table[i].bytes);
		assert_int_equal(rq.n, 1);
		/* cut anywhere, and with a byte more, it is nothing */
		for (size_t k = 0; k < q.n; k++)
			assert_int_equal(
			    pki_ocsp_read((str){ q.p, k }, &rq, &e), RC_INVALID);
	}
}

/* ---- neighbours ---- */

/* paraf-ocsp starts with what it kept, answers while the signer is dead, and says so when it cannot. */
static void
neighbours_away(void **state)
{
	struct record *r = signed_state_record(&w);

	(void)state;
	to_pem(signed_state_issue(&w, r, "g1", 1), "c");
	record_close(r);
	/* no certificate yet and nobody to ask: try later */
	shell("mkdir -p state/status");
	start_ocsp("event=start");
	shell(str_fmt(a,
	    ASK "-cert c.pem >out 2>&1 || true; grep -q 'trylater (3)' out;"
		"test $(curl -s -o out -w '%%{http_code}' %shealthz) = 503",
	    url, url)
		  .p);
	start_signer();
	shell("timeout 60 sh -c \"tail -n +1 -f ocsp.log | grep -q event=ready\"");
	shell(str_fmt(a,
	    ASK
	    "-cert c.pem >out 2>&1 || { cat out ocsp.log; false; }; grep -q 'c.pem: good' out || { cat out ocsp.log; false; }",
	    url)
		  .p);
	/* killed: the record lies there as it was left */
	end(&signer, SIGKILL);
	shell(str_fmt(a,
	    ASK
	    "-cert c.pem >out 2>&1 || { cat out ocsp.log; false; }; grep -q 'c.pem: good' out || { cat out ocsp.log; false; }",
	    url)
		  .p);
	end(&ocsp, SIGTERM);
	start_ocsp("event=ready");
	shell(str_fmt(a,
	    ASK
	    "-cert c.pem >out 2>&1 || { cat out ocsp.log; false; }; grep -q 'c.pem: good' out || { cat out ocsp.log; false; }",
	    url)
		  .p);
	/* the record gone: nothing is guessed */
	shell(
	    "mv state/status/status.db state/status/away; rm -f state/status/status.db-*");
	end(&ocsp, SIGKILL);
	start_ocsp("event=start");
	shell(str_fmt(a,
	    ASK
	    "-cert c.pem >out 2>&1 || true; grep -q 'trylater (3)' out; ! grep -q 'good' out",
	    url)
		  .p);
	/* made anew from the signer's own record */
	start_signer();
	shell("timeout 60 sh -c \"tail -n +1 -f ocsp.log | grep -q event=ready\"");
	shell(str_fmt(a,
	    ASK
	    "-cert c.pem >out 2>&1 || { cat out ocsp.log; false; }; grep -q 'c.pem: good' out || { cat out ocsp.log; false; }",
	    url)
		  .p);
}

/* As an installation runs them: users who are not root, for whom limits on processes are limits. */
static void
as_ordinary_users(void **state)
{
	const char *signer_argv[] = { getenv("PARAF_SIGNER"), "--state", w.state,
		"--socket", signer_socket, "--ocsp-socket", ocsp_socket, NULL };
	const char *ocsp_argv[] = { getenv("PARAF_OCSP"), "--set",
		set("state_dir", w.state), "--set", set("ocsp_socket", ocsp_socket),
		"--set", set("ocsp_listen", str_fmt(a, "127.0.0.1:%d", port).p), "--set",
		set("ocsp_url", url), NULL };
	uid_t user = geteuid() == 0 ? NOBODY : 0;
	struct record *r = signed_state_record(&w);

	(void)state;
	to_pem(signed_state_issue(&w, r, "g1", 1), "c");
	record_close(r);
	if (user != 0)
		shell(str_fmt(a, "chown -R %d:%d .", NOBODY, NOBODY).p);
	if (!daemon_begin(&signs, signer_argv, user))
		fail_msg("%s", signs.log);
	if (!daemon_begin(&answers, ocsp_argv, user))
		fail_msg("%s", answers.log);
	shell(str_fmt(a, ASK "-cert c.pem >out 2>&1; grep -q 'c.pem: good' out", url).p);
	assert_int_equal(daemon_finish(&answers, SIGTERM), 0);
	assert_int_equal(daemon_finish(&signs, SIGTERM), 0);
}

/* Who may have a responder certificate. */
static void
responder_certificates(void **state)
{
	struct ipc_client *ours = ipc_client_new(ocsp_socket, 60000),
			  *portal = ipc_client_new(signer_socket, 60000);
	struct ipc_message in = { .type = IPC_responder_get,
		.u.responder_get.ca = STR("g1") },
			   out;
	struct pki_key *key, *big;
	struct err e = { 0 };

	(void)state;
	start_signer();
	assert_int_equal(pki_key_generate(PKI_KEY_P256, 0, &key, &e), RC_OK);
	assert_int_equal(pki_key_generate(PKI_KEY_P384, 0, &big, &e), RC_OK);
	assert_int_equal(pki_request_make(a, key, &in.u.responder_get.csr, &e), RC_OK);
	/* not at the portal's door, whoever asks */
	assert_int_equal(ipc_call(portal, a, &in, &out, &e), RC_UNAVAILABLE);
	assert_int_equal(ipc_call(ours, a, &in, &out, &e), RC_OK);
	assert_int_equal(pki_responder_check(out.u.responder.der, &e), RC_OK);
	assert_true(
	    out.u.responder.not_after_s - out.u.responder.not_before_s <= 7 * 86400);
	assert_int_equal(file_write_durable(str_fmt(a, "%s/r.der", w.dir).p,
			     out.u.responder.der, 0644, &e),
	    RC_OK);
	shell(
	    "openssl x509 -inform DER -in r.der -out r.pem; openssl verify -x509_strict"
	    " -CAfile root.pem -untrusted ca.pem r.pem; certtool -i --infile r.pem >info;"
	    "grep -q 'OCSP signing' info; openssl x509 -in r.pem -noout -text >text;"
	    "grep -q 'OCSP No Check' text; ! grep -q 'CA:TRUE' text");
	/* the same key again, another kind of key, another CA, no proof of possession */
	assert_int_equal(ipc_call(ours, a, &in, &out, &e), RC_CONFLICT);
	assert_int_equal(pki_request_make(a, big, &in.u.responder_get.csr, &e), RC_OK);
	assert_int_equal(ipc_call(ours, a, &in, &out, &e), RC_INVALID);
	in.u.responder_get.ca = STR("g2");
	assert_int_equal(ipc_call(ours, a, &in, &out, &e), RC_NOT_FOUND);
	in.u.responder_get.ca = STR("g1");
	{
		char *bent =
		    arena_copy(a, in.u.responder_get.csr.p, in.u.responder_get.csr.n);

		bent[in.u.responder_get.csr.n - 3] ^= 1;
		in.u.responder_get.csr.p = bent;
		assert_int_equal(ipc_call(ours, a, &in, &out, &e), RC_INVALID);
	}
	/* nothing else is done at this door */
	in = (struct ipc_message){ .type = IPC_chain_get, .u.chain_get.ca = STR("g1") };
	assert_int_equal(ipc_call(ours, a, &in, &out, &e), RC_UNAVAILABLE);
	in = (struct ipc_message){ .type = IPC_ping };
	assert_int_equal(ipc_call(ours, a, &in, &out, &e), RC_OK);
	pki_key_free(key);
	pki_key_free(big);
	ipc_client_free(ours);
	ipc_client_free(portal);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(states_by_openssl, set_up, tear_down),
		cmocka_unit_test_setup_teardown(states_by_others, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    change_is_seen_at_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(get_and_its_cache, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    requests_that_are_read_or_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(neighbours_away, set_up, tear_down),
		cmocka_unit_test_setup_teardown(as_ordinary_users, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    responder_certificates, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("ocsp", tests, NULL, NULL);
}
