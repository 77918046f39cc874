/* test_ipc.c - the codec refuses what it would not have written; the client survives its server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "ipc/signer_client.h"

static struct arena *a;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static struct ipc_message
status_message(void)
{
	return (struct ipc_message){ .type = IPC_status,
		.u.status = { .serial = STR("4a0b"),
		    .state = STR("revoked"),
		    .reason = 1,
		    .at_s = INT64_MAX,
		    .invalidity_s = INT64_MIN,
		    .crl_number = 7 } };
}

static str
body_of(const struct ipc_message *m)
{
	struct buf b;
	struct err e;
	size_t n;

	buf_init(&b, a, 64);
	assert_int_equal(ipc_encode(&b, m, &e), RC_OK);
	assert_int_equal(ipc_body_length((const unsigned char *)b.p, &n, &e), RC_OK);
	assert_int_equal(n, b.n - IPC_HEAD_BYTES);
	return str_from(buf_get(&b), IPC_HEAD_BYTES);
}

static void
round_trip(void **state)
{
	struct ipc_message m = status_message(), got;
	struct err e;

	(void)state;
	assert_int_equal(ipc_decode(body_of(&m), &got, &e), RC_OK);
	assert_int_equal(got.type, IPC_status);
	assert_true(str_eq_z(got.u.status.serial, "4a0b"));
	assert_true(str_eq_z(got.u.status.state, "revoked"));
	assert_true(
	    got.u.status.at_s == INT64_MAX && got.u.status.invalidity_s == INT64_MIN);
	assert_int_equal(got.u.status.crl_number, 7);

	m = (struct ipc_message){ .type = IPC_issued,
		.u.issued = { .der = STR("\0\1\xff"), .repeated = true } };
	assert_int_equal(ipc_decode(body_of(&m), &got, &e), RC_OK);
	assert_int_equal(got.u.issued.der.n, 3);
	assert_true(got.u.issued.repeated);
	assert_int_equal(got.u.issued.serial.n, 0);
	assert_non_null(got.u.issued.serial.p);
}

/* Every proper prefix, every appended byte: refused. */
static void
cut_and_extended(void **state)
{
	struct ipc_message m = status_message(), got;
	str body = body_of(&m);
	struct err e;

	(void)state;
	for (size_t n = 0; n < body.n; n++)
		assert_int_equal(ipc_decode(str_sub(body, 0, n), &got, &e), RC_INVALID);
	assert_int_equal(
	    ipc_decode(str_fmt(a, "%.*s%c", (int)body.n, body.p, 'x'), &got, &e),
	    RC_INVALID);
	for (size_t extra = 1; extra < 4; extra++) {
		char *p = arena_alloc(a, body.n + extra);

		memcpy(p, body.p, body.n);
		assert_int_equal(
		    ipc_decode((str){ p, body.n + extra }, &got, &e), RC_INVALID);
	}
}

struct bad {
	const char *label;
	str body;
};

static void
bad_bodies(void **state)
{
	const struct bad table[] = {
		{ "empty", STR("") },
		{ "one byte", STR("\0") },
		{ "type 0", STR("\0\0") },
		{ "unknown type", STR("\x7f\xff") },
		{ "type only", STR("\0\2") },
		{ "wrong field number", STR("\0\2\2\0\0\0\0\0\0\0\1") },
		{ "field number 0", STR("\0\2\0\0\0\0\0\0\0\0\1") },
		{ "field twice", STR("\0\2\1\0\0\0\0\0\0\0\1\1\0\0\0\0\0\0\0\1") },
		{ "text over its maximum",
		    STR("\0\x15\1\0\0\0\x41"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") },
		{ "length past the end", STR("\0\x15\1\0\0\0\5abc") },
		{ "length 4 GB", STR("\0\x15\1\xff\xff\xff\xff") },
		{ "not UTF-8", STR("\0\x15\1\0\0\0\2\xc3\x28") },
		{ "overlong UTF-8", STR("\0\x15\1\0\0\0\2\xc0\xaf") },
		{ "NUL in text", STR("\0\x15\1\0\0\0\3a\0b") },
		{ "line feed in text", STR("\0\x15\1\0\0\0\3a\nb") },
		{ "bool 2",
		    STR("\0\3\1\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\0"
			"\4\0\0\0\0\0\0\0\0\5\0\0\0\0\0\0\0\0\6\2") },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct ipc_message got;
		struct err e;

		if (ipc_decode(table[i].body, &got, &e) != RC_INVALID)
			fail_msg("accepted: %s", table[i].label);
	}
}

static void
frame_lengths(void **state)
{
	struct err e;
	size_t n;

	(void)state;
	assert_int_equal(
	    ipc_body_length((const unsigned char *)"\0\0\0\0", &n, &e), RC_LIMIT);
	assert_int_equal(
	    ipc_body_length((const unsigned char *)"\0\0\0\1", &n, &e), RC_LIMIT);
	assert_int_equal(
	    ipc_body_length((const unsigned char *)"\0\x10\0\1", &n, &e), RC_LIMIT);
	assert_int_equal(
	    ipc_body_length((const unsigned char *)"\xff\xff\xff\xff", &n, &e), RC_LIMIT);
	assert_int_equal(
	    ipc_body_length((const unsigned char *)"\0\x10\0\0", &n, &e), RC_OK);
	assert_int_equal(n, LIMIT_IPC_BYTES);
}

static void
encode_refuses(void **state)
{
	struct ipc_message m = status_message();
	struct buf b;
	struct err e;

	(void)state;
	buf_init(&b, a, 64);
	m.u.status.serial = STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
	assert_int_equal(ipc_encode(&b, &m, &e), RC_INVALID);
	assert_int_equal(b.n, 0);
	m.u.status.serial = STR("\x01");
	assert_int_equal(ipc_encode(&b, &m, &e), RC_INVALID);
	assert_int_equal(b.n, 0);
}

/* A server of one thread that does with each connection what the script says. */
struct server {
	int fd;
	const char *script; /* a: answer pong, then close; g: garbage; f: failure */
	pthread_t thread;
	char dir[40], path[60];
};

static void
send_frame(int fd, const struct ipc_message *m)
{
	struct arena *own = arena_new();
	struct buf b;
	struct err e;

	buf_init(&b, own, 64);
	if (ipc_encode(&b, m, &e) == RC_OK && send(fd, b.p, b.n, MSG_NOSIGNAL) < 0)
		perror("send");
	arena_free(own);
}

static void *
serve(void *arg)
{
	const struct ipc_message pong = { .type = IPC_pong, .u.pong.issued = 5 };
	const struct ipc_message no = { .type = IPC_failure,
		.u.failure = {
		    RC_DENIED, STR("two_person"), STR("Tidak boleh."), STR("x") } };
	struct server *s = arg;

	for (const char *c = s->script; *c != '\0'; c++) {
		int fd = accept(s->fd, NULL, NULL);
		char in[200];

		if (recv(fd, in, sizeof(in), 0) > 0 && *c == 'g')
			send(fd, "\xff\xff\xff\xff", 4, MSG_NOSIGNAL);
		else
			send_frame(fd, *c == 'f' ? &no : &pong);
		close(fd);
	}
	return NULL;
}

static void
server_start(struct server *s, const char *script)
{
	struct err e;

	snprintf(s->dir, sizeof(s->dir), "/tmp/test_ipc.XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	snprintf(s->path, sizeof(s->path), "%s/socket", s->dir);
	s->script = script;
	assert_int_equal(ipc_listen(s->path, 0600, &s->fd, &e), RC_OK);
	/* the test's server blocks in accept */
	assert_int_equal(ipc_listen(s->path, 0600, &(int){ -1 }, &e), RC_CONFLICT);
	close(accept(s->fd, NULL, NULL)); /* the probe of the line above */
	assert_int_equal(fcntl(s->fd, F_SETFL, 0), 0);
	assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void
server_stop(struct server *s)
{
	pthread_join(s->thread, NULL);
	close(s->fd);
	unlink(s->path);
	rmdir(s->dir);
}

/* The server closes after each answer: the second call notices and connects again. */
static void
reconnects(void **state)
{
	struct ipc_client *c;
	struct server s;
	struct ipc_pong pong;
	struct err e;

	(void)state;
	server_start(&s, "aaa");
	c = ipc_client_new(s.path, 60000);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(signer_ping(c, a, &pong, &e), RC_OK);
		assert_int_equal(pong.issued, 5);
	}
	ipc_client_free(c);
	server_stop(&s);
}

static void
failure_and_garbage(void **state)
{
	struct ipc_client *c;
	struct server s;
	struct ipc_pong pong;
	struct err e;

	(void)state;
	server_start(&s, "fg");
	c = ipc_client_new(s.path, 60000);
	assert_int_equal(signer_ping(c, a, &pong, &e), RC_DENIED);
	assert_string_equal(e.msg, "Tidak boleh.");
	assert_string_equal(e.why, "two_person: x");
	ipc_client_free(c);
	c = ipc_client_new(s.path, 60000);
	assert_int_equal(signer_ping(c, a, &pong, &e), RC_UNAVAILABLE);
	ipc_client_free(c);
	server_stop(&s);
}

static void
nobody_there(void **state)
{
	struct ipc_client *c = ipc_client_new("/nonexistent/socket", 1000);
	struct ipc_pong pong;
	struct err e;

	(void)state;
	assert_int_equal(signer_ping(c, a, &pong, &e), RC_UNAVAILABLE);
	assert_string_equal(e.msg,
	    "Bagian penerbit sertifikat sedang tidak dapat dihubungi. Permintaan Anda disimpan dan dicoba lagi.");
	ipc_client_free(c);
}

/* Accepts (the kernel does) but never answers. */
static void
time_out(void **state)
{
	struct ipc_client *c;
	struct ipc_pong pong;
	struct server s;
	struct err e;

	(void)state;
	server_start(&s, "");
	c = ipc_client_new(s.path, 50);
	assert_int_equal(signer_ping(c, a, &pong, &e), RC_UNAVAILABLE);
	ipc_client_free(c);
	server_stop(&s);
}

static void
peer(void **state)
{
	struct err e;
	uid_t uid;
	int sv[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, sv), 0);
	assert_int_equal(ipc_peer_uid(sv[0], &uid, &e), RC_OK);
	assert_int_equal(uid, geteuid());
	close(sv[0]);
	close(sv[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(round_trip, set_up, tear_down),
		cmocka_unit_test_setup_teardown(cut_and_extended, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bad_bodies, set_up, tear_down),
		cmocka_unit_test_setup_teardown(frame_lengths, set_up, tear_down),
		cmocka_unit_test_setup_teardown(encode_refuses, set_up, tear_down),
		cmocka_unit_test_setup_teardown(reconnects, set_up, tear_down),
		cmocka_unit_test_setup_teardown(failure_and_garbage, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nobody_there, set_up, tear_down),
		cmocka_unit_test_setup_teardown(time_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(peer, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("ipc", tests, NULL, NULL);
}
