/*
 * test_http_life.c - how connections and the server end, and where it listens: deadlines, stopping, sockets
 * that are given.
 */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "web/http_world.h"

/*
 * One deadline is short at a time: where we are kept from the processor, no other one may come
 * first.
 */
#define FIRST_BYTE_MS 60
#define HEAD_MS       150
#define BODY_MS       150

static void
short_head(struct http_conf *c)
{
	c->first_byte_ms = FIRST_BYTE_MS;
	c->head_ms = HEAD_MS;
}
static void
short_body(struct http_conf *c)
{
	c->body_ms = BODY_MS;
	c->body_rate = 1000000;
}
static void
short_idle(struct http_conf *c)
{
	c->idle_ms = 100;
}
static void
short_send(struct http_conf *c)
{
	c->send_ms = 150;
}

/*
 * Send a byte now and then until the server ends it: how long did that take? -1: the first one went
 * out too late to say anything.
 */
static int64_t
trickle_once(struct http_server *s, const char *begin)
{
	int64_t from = clock_monotonic_ms(), sent;
	int fd = client_open(http_server_port(s), false);
	char byte;

	client_send_z(fd, begin);
	sent = clock_monotonic_ms();
	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };

		if (poll(&p, 1, 20) == 1 && recv(fd, &byte, 1, 0) <= 0)
			break;
		client_send(fd, "x", 1);
		if (clock_monotonic_ms() - sent > CLIENT_WAIT_MS)
			fail_msg("%s: still open", begin);
	}
	close(fd);
	return sent - from < FIRST_BYTE_MS / 2 ? clock_monotonic_ms() - from : -1;
}

static int64_t
trickle(struct http_server *s, const char *begin)
{
	int64_t took;

	do
		took = trickle_once(s, begin);
	while (took < 0);
	return took;
}

static void
was_cut(struct http_server *s, uint64_t times)
{
	struct http_stats stats;

	http_server_stats(s, &stats);
	assert_true(stats.cut_by_deadline >= times);
	assert_int_equal(world.errors_seen, 0);
	stop(s);
}

static void
test_deadline_head(void **state)
{
	struct http_server *s = start_with(short_head);
	int fd = client_open(http_server_port(s), false);

	(void)state;
	client_expect_closed(fd); /* says nothing */
	close(fd);
	assert_true(trickle(s, "GET /a") >= HEAD_MS - 10);
	assert_true(trickle(s, "GET /a HTTP/1.1\r\nX: ") >= HEAD_MS - 10);
	was_cut(s, 3);
}

static void
test_deadline_body(void **state)
{
	struct http_server *s = start_with(short_body);

	(void)state;
	assert_true(
	    trickle(s, POST("/raw", "Content-Length: 100000\r\n\r\n")) >= BODY_MS - 10);
	was_cut(s, 1);
}

static void
test_deadline_idle(void **state)
{
	struct http_server *s = start_with(short_idle);
	int fd = client_open(http_server_port(s), false);
	struct answer a;

	(void)state;
	client_send_z(fd, GET("/a"));
	client_read(fd, false, &a);
	assert_int_equal(a.status, 200);
	answer_free(&a);
	client_expect_closed(fd);
	close(fd);
	was_cut(s, 1);
}

static void
test_deadline_send(void **state)
{
	struct http_server *s = start_with(short_send);
	int fd = client_open(http_server_port(s), true);

	(void)state;
	client_send_z(fd, GET("/stream"));
	await(&world.streams_done, 1); /* never read: the sender gives up */
	close(fd);
	was_cut(s, 1);
}

struct stopper {
	struct http_server *s;
	int deadline_ms;
	unsigned done;
};

static void *
stop_main(void *arg)
{
	struct stopper *st = arg;

	http_server_stop(st->s, st->deadline_ms);
	note(&st->done);
	return NULL;
}

static void
test_graceful_stop(void **state)
{
	struct http_server *s = start_with(NULL);
	struct stopper st = { .s = s, .deadline_ms = 10000 };
	int busy = client_open(http_server_port(s), false);
	int idle = client_open(http_server_port(s), false);
	pthread_t t;
	struct answer a;
	char value[16];

	(void)state;
	client_send_z(idle, GET("/a"));
	client_read(idle, false, &a);
	answer_free(&a);
	client_send_z(busy, GET("/slow"));
	await(&world.waiting, 1);
	pthread_create(&t, NULL, stop_main, &st);
	client_expect_closed(idle); /* idle ones end at once */
	assert_int_equal(st.done, 0);
	gate_open();
	client_read(busy, false, &a); /* what began is finished */
	assert_int_equal(a.status, 200);
	assert_true(answer_header(&a, "Connection", value, sizeof(value)));
	answer_free(&a);
	client_expect_closed(busy);
	pthread_join(t, NULL);
	close(busy);
	close(idle);
}

static void
test_stop_deadline(void **state)
{
	struct http_server *s = start_with(NULL);
	struct stopper st = { .s = s, .deadline_ms = 50 };
	int fd = client_open(http_server_port(s), false);
	pthread_t t;

	(void)state;
	client_send_z(fd, POST("/raw", "Content-Length: 10\r\n\r\nx"));
	client_send_z(fd, "y");
	pthread_create(&t, NULL, stop_main, &st);
	client_expect_closed(fd);
	pthread_join(t, NULL);
	close(fd);
}

static void
test_given_socket(void **state)
{
	struct http_conf conf;
	struct http_server *first, *s;
	struct err e;

	(void)state;
	first = start_with(NULL);
	http_conf_default(&conf);
	conf.port = http_server_port(first); /* taken */
	assert_int_equal(http_server_start(&conf, &world_app, &s, &e), RC_UNAVAILABLE);
	conf.trusted_proxies = "10.0.0.0/33";
	assert_int_equal(http_server_start(&conf, &world_app, &s, &e), RC_INVALID);
	stop(first);
	world_reset();
	conf.trusted_proxies = "";
	conf.fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(http_server_start(&conf, &world_app, &s, &e), RC_UNAVAILABLE);
	assert_int_equal(listen(conf.fd, 5), 0);
	conf.access_log = false;
	assert_int_equal(http_server_start(&conf, &world_app, &s, &e), RC_OK);
	assert_int_equal(status_of(s, GET("/a"), strlen(GET("/a"))), 200);
	stop(s);
}

static void
test_unix_socket(void **state)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	struct http_conf conf;
	struct http_server *s;
	struct answer a;
	struct err e;
	char name[64];
	int fd;

	(void)state;
	world_reset();
	http_conf_default(&conf);
	conf.access_log = false;
	conf.trusted_proxies = "unix";
	conf.first_byte_ms = 50;
	conf.fd = socket(AF_UNIX, SOCK_STREAM, 0);
	snprintf(name, sizeof(name), "paraf-test-%ld", (long)getpid());
	memcpy(sun.sun_path + 1, name, strlen(name));
	assert_int_equal(
	    bind(conf.fd, (struct sockaddr *)&sun,
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name))),
	    0);
	assert_int_equal(listen(conf.fd, 5), 0);
	assert_int_equal(http_server_start(&conf, &world_app, &s, &e), RC_OK);
	assert_int_equal(http_server_port(s), 0);
	fd = client_open_unix(name);
	client_send_z(fd,
	    GET("/remote") "GET /remote HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n");
	client_read(fd, false, &a);
	assert_string_equal(a.body, "unix");
	answer_free(&a);
	client_read(fd, false, &a);
	assert_string_equal(a.body, "203.0.113.9");
	answer_free(&a);
	client_send_z(fd, GET("/stream"));
	client_read(fd, false, &a);
	assert_int_equal(a.body_n, STREAM_BYTES);
	answer_free(&a);
	close(fd);
	stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_deadline_head),
		cmocka_unit_test(test_deadline_body),
		cmocka_unit_test(test_deadline_idle),
		cmocka_unit_test(test_deadline_send),
		cmocka_unit_test(test_graceful_stop),
		cmocka_unit_test(test_stop_deadline),
		cmocka_unit_test(test_given_socket),
		cmocka_unit_test(test_unix_socket),
	};

	return cmocka_run_group_tests_name("http life", tests, NULL, NULL);
}
