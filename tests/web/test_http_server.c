/* test_http_server.c - the real server on a free port, asked through raw sockets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "web/http_world.h"

#define NOBODY 65534

static void
test_pools(void **state)
{
	static const char *const path[] = { "/inline", "/fast", "/heavy" };
	struct http_server *s = start_with(NULL);
	int own;

	(void)state;
	gate_open();
	for (size_t i = 0; i < ARRAY_LEN(path); i++) {
		char text[128], want[64];
		struct answer a;

		snprintf(
		    text, sizeof(text), "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", path[i]);
		snprintf(want, sizeof(want), "%s ok", path[i]);
		ask_z(s, text, &a);
		assert_int_equal(a.status, 200);
		assert_string_equal(a.body, want);
		answer_free(&a);
	}
	own = getpriority(PRIO_PROCESS, 0);
	/* ten below us, and 19 is the end of the scale */
	assert_int_equal(world.heavy_nice, own + 10 < 19 ? own + 10 : 19);
	stop(s);
}

/* In a child: what an assertion of ours would do there, the exit code does. */
static int
serves_at_nice(int number)
{
	struct http_conf conf;
	struct http_server *s;
	struct err e;

	if (setpriority(PRIO_PROCESS, 0, number) != 0 ||
	    (geteuid() == 0 && setuid(NOBODY) != 0))
		return 1;
	world_reset();
	http_conf_default(&conf);
	conf.port = 0;
	conf.access_log = false;
	if (http_server_start(&conf, &world_app, &s, &e) != RC_OK)
		return 2;
	gate_open();
	if (status_of(s, GET("/heavy"), strlen(GET("/heavy"))) != 200)
		return 3;
	http_server_stop(s, 5000);
	return world.heavy_nice == 19 ? 0 : 4;
}

/* Without privileges a number below our own cannot be had: the server starts all the same. */
static void
test_starts_when_nice(void **state)
{
	pid_t pid = fork();
	int status;

	(void)state;
	if (pid == 0)
		_exit(serves_at_nice(15));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_true(WIFEXITED(status));
}

static void
expect_our_headers(const struct answer *a, const char *what)
{
	static const char *const header[] = { "Content-Security-Policy",
		"X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy",
		"Cross-Origin-Resource-Policy", "Permissions-Policy", "Cache-Control",
		"X-Request-Id", "Content-Length" };
	char value[512];

	for (size_t k = 0; k < ARRAY_LEN(header); k++)
		if (!answer_header(a, header[k], value, sizeof(value)))
			fail_msg("%s: %d without %s", what, a->status, header[k]);
	assert_false(answer_header(a, "Strict-Transport-Security", value, sizeof(value)));
	assert_true(answer_header(a, "X-Request-Id", value, sizeof(value)));
	assert_int_equal(strlen(value), 12);
}

static void
test_headers_everywhere(void **state)
{
	static const char *const ask[] = { GET("/fast"), GET("/none"), GET("/inline"),
		"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", GET("/%zz"),
		"GET / HTTP/1.1\r\n\r\n", GET("/go?to=/x") };
	struct http_server *s = start_with(NULL);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ask); i++) {
		struct answer a;

		ask_z(s, ask[i], &a);
		expect_our_headers(&a, ask[i]);
		answer_free(&a);
	}
	stop(s);
}

static void
expect_refusal(struct http_server *s, const char *text, int want)
{
	int fd = client_open(http_server_port(s), false);
	struct answer a;
	char page[32];

	snprintf(page, sizeof(page), "<p>page of %d: ", want);
	client_send_z(fd, text);
	client_read(fd, false, &a);
	if (a.status != want)
		fail_msg("%.60s: %d, not %d", text, a.status, want);
	expect_our_headers(&a, text);
	if (strncmp(a.body, page, strlen(page)) != 0)
		fail_msg("%.60s: not our page: %s", text, a.body);
	answer_free(&a);
	client_expect_closed(fd);
	close(fd);
}

/*
 * What libmicrohttpd answers by itself is our page with our headers all the same (refusal.c). When
 * this fails after an update of the library, it no longer calls MHD_queue_response by name.
 */
static void
test_answers_of_the_library(void **state)
{
	static const struct {
		const char *text;
		int want;
	} row[] = {
		{ "GET /\r\n\r\n", 400 },
		{ "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505 },
		{ "GET /a HTTP/9.9\r\nHost: a\r\n\r\n", 505 },
		{ "GET /a HTTP/0.9\r\nHost: a\r\n\r\n", 505 },
		{ "GET /a HTTX/1.1\r\nHost: a\r\n\r\n", 400 },
		{ "GET /a HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n", 400 },
		{ POST("/raw", "Content-Length: ten\r\n\r\n"), 400 },
		{ POST("/raw", "Content-Length: -1\r\n\r\n"), 400 },
		{ POST("/raw", "Content-Length: 99999999999999999999999\r\n\r\n"), 413 },
	};
	struct http_server *s = start_with(NULL);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		expect_refusal(s, row[i].text, row[i].want);
	assert_int_equal(world.errors_seen, ARRAY_LEN(row));
	stop(s);
}

/* The head fills the library's memory for a connection but for less than its answer's head needs. */
static bool
just_fits(size_t head_n)
{
	return head_n > 2 * LIMIT_HEAD_BYTES - 1024 && head_n < 2 * LIMIT_HEAD_BYTES + 64;
}

/* Where it just fits the connection ends without an answer, which is the library's own limit. */
static void
expect_too_large(struct http_server *s, const char *text, int beyond)
{
	size_t n = strlen(text);
	struct answer a;

	if (!just_fits(n)) {
		expect_refusal(s, text, n < 2 * LIMIT_HEAD_BYTES ? 431 : beyond);
		return;
	}
	ask_z(s, text, &a);
	if (a.status != 0)
		expect_our_headers(&a, text);
	answer_free(&a);
}

static void
test_head_fills_the_memory(void **state)
{
	struct http_server *s = start_with(NULL);
	static char text[3 * LIMIT_HEAD_BYTES + 64];

	(void)state;
	for (size_t n = LIMIT_HEAD_BYTES; n < sizeof(text) - 64; n += 509) {
		size_t at = (size_t)sprintf(text, "GET /");

		memset(text + at, 'a', n);
		sprintf(text + at + n, " HTTP/1.1\r\nHost: a\r\n\r\n");
		expect_too_large(s, text, 414);
		at = (size_t)sprintf(text, "GET /a HTTP/1.1\r\nHost: a\r\nCookie: ");
		memset(text + at, 'a', n);
		sprintf(text + at + n, "\r\n\r\n");
		expect_too_large(s, text, 431);
	}
	stop(s);
}

static void
behind_proxy(struct http_conf *c)
{
	c->tls_in_front = true;
	c->trusted_proxies = "10.0.0.0/8, 127.0.0.1";
	c->max_per_address = 2;
}

static void
test_proxy(void **state)
{
	static const struct {
		const char *list, *want;
	} row[] = {
		{ "203.0.113.9", "203.0.113.9" },
		{ "198.51.100.1, 203.0.113.9, 10.2.3.4", "203.0.113.9" },
		{ "spoofed, 203.0.113.9", "203.0.113.9" },
		{ "203.0.113.9, bad", "127.0.0.1" },
		{ "2001:db8::7", "2001:db8::7" },
		{ "", "127.0.0.1" },
	};
	struct http_server *s = start_with(behind_proxy);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		char text[256], value[256];
		struct answer a;

		snprintf(text, sizeof(text),
		    "GET /remote HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: %s\r\n\r\n",
		    row[i].list);
		ask_z(s, text, &a);
		assert_string_equal(a.body, row[i].want);
		assert_true(
		    answer_header(&a, "Strict-Transport-Security", value, sizeof(value)));
		answer_free(&a);
	}
	stop(s);
	s = start_with(NULL);
	{
		struct answer a;

		ask_z(s,
		    "GET /remote HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n",
		    &a);
		assert_string_equal(a.body, "127.0.0.1");
		answer_free(&a);
	}
	stop(s);
}

#define ROW(text, want)                                                                  \
	{                                                                                \
		text, sizeof(text) - 1, want                                             \
	}
#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"

static const struct {
	const char *text;
	size_t n;
	int want;
} strict[] = {
	ROW(GET("/a"), 200),
	ROW(GET("http://a/a"), 200),
	ROW("GET /a HTTP/1.0\r\n\r\n", 200),
	ROW("GET /a HTTP/1.1\r\n\r\n", 400),
	ROW("GET /a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
	ROW("GET /a HTTP/1.1\nHost: a\n\n", 400),
	ROW("GET /a HTTP/1.1\r\nHost: a\n\r\n", 400),
	ROW("GET /a HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n", 400),
	ROW("GET /a HTTP/1.1\r\nHost: a\r\nX : 1\r\n\r\n", 400),
	ROW("GET /a HTTP/1.1\r\nHost: a\r\nX: a\0b\r\nY: 1\r\n\r\n", 400),
	ROW("GET /a HTTP/1.1\r\nHost: a\r\nX: a\x01z\r\n\r\n", 400),
	ROW("GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
	ROW("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
	ROW("GET  /a HTTP/1.1\r\nHost: a\r\n\r\n", 200),
	ROW(GET("/%41"), 200),
	ROW(GET("/%4"), 400),
	ROW(GET("/%zz"), 400),
	ROW(GET("/%00"), 400),
	ROW(GET("/a%2fb"), 400),
	ROW(GET("/%ff"), 400),
	ROW(GET("/%c0%af"), 400),
	ROW(GET("/\xff"), 400),
	ROW(GET("/\xc3\xa9"), 200),
	ROW(GET("/a%0d%0ab"), 400),
	ROW(GET("/a?x=%00"), 400),
	ROW(GET("/a?x=%ff"), 400),
	ROW(GET("/a?x=%e2%82%ac&x=2&&"), 200),
	ROW(GET("/a?%ff=1"), 400),
	ROW(GET("a"), 400),
	ROW("BREW /a HTTP/1.1\r\nHost: a\r\n\r\n", 405),
	ROW("OPTIONS /a HTTP/1.1\r\nHost: a\r\n\r\n", 405),
	ROW(POST("/getonly", "Content-Length: 0\r\n\r\n"), 405),
	ROW(GET("/none"), 404),
	ROW("GET /a HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n", 417),
	ROW(POST("/raw", "Content-Length: 2\r\n\r\nok"), 200),
	ROW(POST("/raw", "Content-Length: 2\r\nContent-Length: 2\r\n\r\nok"), 400),
	ROW(POST("/raw", "Content-Length: 2\r\nContent-Length: 3\r\n\r\nok"), 400),
	ROW(POST("/raw", "Content-Length: +2\r\n\r\nok"), 400),
	ROW(POST("/raw", "Content-Length: 2, 2\r\n\r\nok"), 400),
	ROW(POST("/raw", "Content-Length: -1\r\n\r\n"), 400),
	ROW(POST("/raw", "Content-Length: 99999999999999999999999\r\n\r\n"), 413),
	ROW(POST("/raw", "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"), 411),
	ROW(POST("/raw", "Transfer-Encoding: xchunked\r\nContent-Length: 2\r\n\r\nok"),
	    411),
	ROW(POST("/raw",
		"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	    411),
	ROW(POST("/raw", "Content-Length: 2\r\nContent-Encoding: gzip\r\n\r\nok"), 415),
	ROW(POST("/a", "Content-Length: 2\r\n\r\nok"), 415),
	ROW(POST("/upload", "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"),
	    415),
	ROW(POST("/upload", FORM "Content-Length: 3\r\n\r\na=b"), 200),
	ROW(POST("/upload", FORM "Content-Length: 5\r\n\r\n%ff=b"), 400),
	ROW(POST(
		"/upload", FORM "Content-Length: 300000\r\nExpect: 100-continue\r\n\r\n"),
	    413),
	ROW(POST("/upload",
		"Content-Type: multipart/form-data\r\nContent-Length: 3\r\n\r\na=b"),
	    400),
};

static void
test_strict(void **state)
{
	struct http_server *s = start_with(NULL);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(strict); i++) {
		int got = status_of(s, strict[i].text, strict[i].n);

		if (got != strict[i].want)
			fail_msg("row %zu %s: %d, not %d", i, strict[i].text, got,
			    strict[i].want);
	}
	stop(s);
}

/* A head of `lines` headers of `bytes` in all. */
static char *
head_of(unsigned lines, size_t bytes)
{
	char *text = malloc(bytes + 64 * 1024);
	size_t n = (size_t)sprintf(text, "GET /a HTTP/1.1\r\nHost: a\r\n");

	for (unsigned i = 1; i < lines; i++)
		n += (size_t)sprintf(text + n, "X%u: 1\r\n", i);
	if (n + 8 < bytes) {
		n += (size_t)sprintf(text + n, "Y: ");
		memset(text + n, 'y', bytes - n - 4);
		n = bytes - 4;
		n += (size_t)sprintf(text + n, "\r\n");
	}
	sprintf(text + n, "\r\n");
	return text;
}

static void
test_head_limits(void **state)
{
	static const struct {
		unsigned lines;
		size_t bytes;
		int want;
	} row[] = {
		{ LIMIT_HEADERS, 0, 200 },
		{ LIMIT_HEADERS + 1, 0, 431 },
		{ 1, LIMIT_HEAD_BYTES, 200 },
		{ LIMIT_HEADERS - 1, LIMIT_HEAD_BYTES, 200 },
		{ 1, LIMIT_HEAD_BYTES + 1, 431 },
		{ 1, LIMIT_HEAD_BYTES + 4000, 431 },
		{ 1, 4 * LIMIT_HEAD_BYTES, 431 },
	};
	struct http_server *s = start_with(NULL);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		char *text = head_of(row[i].lines, row[i].bytes);
		int got = status_of(s, text, strlen(text));

		free(text);
		if (got != row[i].want)
			fail_msg("row %zu: %d, not %d", i, got, row[i].want);
	}
	stop(s);
}

static void
test_keep_alive_and_pipeline(void **state)
{
	static const char *const want[] = { "/1 ok", "/inline ok", "/none", "/3 ok",
		"hello" };
	struct http_server *s = start_with(NULL);
	int fd = client_open(http_server_port(s), false);
	struct answer a;

	(void)state;
	client_send_z(fd, GET("/1") GET("/inline") GET("/none") GET("/3")
			      POST("/raw", "Content-Length: 5\r\n\r\n") "hello");
	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		client_read(fd, false, &a);
		assert_int_equal(a.status, i == 2 ? 404 : 200);
		if (i != 2)
			assert_string_equal(a.body, want[i]);
		answer_free(&a);
	}
	/* a refused body is read to its end, and the connection goes on */
	client_send_z(fd, POST("/a", "Content-Length: 5\r\n\r\n") "hello" GET("/4"));
	client_read(fd, false, &a);
	assert_int_equal(a.status, 415);
	answer_free(&a);
	client_read(fd, false, &a);
	assert_string_equal(a.body, "/4 ok");
	answer_free(&a);
	client_send_z(fd, "HEAD /5 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	client_read(fd, true, &a);
	assert_int_equal(a.status, 200);
	answer_free(&a);
	client_expect_closed(fd);
	close(fd);
	stop(s);
}

static void
test_continue(void **state)
{
	struct http_server *s = start_with(NULL);
	int fd = client_open(http_server_port(s), false);
	struct answer a;

	(void)state;
	client_send_z(
	    fd, POST("/raw", "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"));
	client_read(fd, true, &a);
	assert_int_equal(a.status, 100);
	answer_free(&a);
	client_send_z(fd, "ok");
	client_read(fd, false, &a);
	assert_string_equal(a.body, "ok");
	answer_free(&a);
	/* refused without asking for the body */
	client_send_z(
	    fd, POST("/raw", "Content-Length: 900000\r\nExpect: 100-continue\r\n\r\n"));
	client_read(fd, false, &a);
	assert_int_equal(a.status, 413);
	answer_free(&a);
	client_expect_closed(fd);
	close(fd);
	stop(s);
}

static void *
asker(void *arg)
{
	struct http_server *s = arg;
	int fd = client_open(http_server_port(s), false);

	for (int i = 0; i < 200; i++) {
		struct answer a;

		client_send_z(fd, i % 3 == 0 ? GET("/inline") : GET("/fast"));
		client_read(fd, false, &a);
		if (a.status != 200)
			abort();
		answer_free(&a);
	}
	close(fd);
	return NULL;
}

static void
test_concurrent(void **state)
{
	struct http_server *s = start_with(NULL);
	pthread_t thread[8];
	struct http_stats stats;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(thread); i++)
		assert_int_equal(pthread_create(&thread[i], NULL, asker, s), 0);
	for (size_t i = 0; i < ARRAY_LEN(thread); i++)
		pthread_join(thread[i], NULL);
	http_server_stats(s, &stats);
	assert_int_equal(stats.requests, 1600);
	assert_int_equal(stats.requests_running, 0);
	stop(s);
}

static void
small_heavy(struct http_conf *c)
{
	c->heavy_workers = 1;
	c->heavy_queue = 1;
}

static void
test_heavy_is_bounded(void **state)
{
	struct http_server *s = start_with(small_heavy);
	int one = client_open(http_server_port(s), false);
	int two = client_open(http_server_port(s), false);
	struct http_stats stats;
	struct answer a;
	char value[16];

	(void)state;
	client_send_z(one, GET("/heavy"));
	await(&world.waiting, 1);
	client_send_z(two, GET("/heavy"));
	do
		http_server_stats(s, &stats);
	while (stats.heavy_waiting < 1);
	ask_z(s, GET("/heavy"), &a);
	assert_int_equal(a.status, 503);
	assert_true(answer_header(&a, "Retry-After", value, sizeof(value)));
	answer_free(&a);
	ask_z(s, GET("/fast"), &a); /* pages go on */
	assert_int_equal(a.status, 200);
	answer_free(&a);
	gate_open();
	client_read(one, false, &a);
	assert_int_equal(a.status, 200);
	answer_free(&a);
	client_read(two, false, &a);
	assert_int_equal(a.status, 200);
	answer_free(&a);
	close(one);
	close(two);
	stop(s);
}

static void
few_connections(struct http_conf *c)
{
	c->max_per_address = 3;
}

static void
test_per_address(void **state)
{
	struct http_server *s = start_with(few_connections);
	int fd[4];
	struct answer a;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		fd[i] = client_open(http_server_port(s), false);
		client_send_z(fd[i], GET("/a"));
		client_read(fd[i], false, &a);
		assert_int_equal(a.status, 200);
		answer_free(&a);
	}
	fd[3] = client_open(http_server_port(s), false);
	client_expect_closed(fd[3]);
	for (size_t i = 0; i < 4; i++)
		close(fd[i]);
	stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pools),
		cmocka_unit_test(test_starts_when_nice),
		cmocka_unit_test(test_headers_everywhere),
		cmocka_unit_test(test_answers_of_the_library),
		cmocka_unit_test(test_head_fills_the_memory),
		cmocka_unit_test(test_proxy),
		cmocka_unit_test(test_strict),
		cmocka_unit_test(test_head_limits),
		cmocka_unit_test(test_keep_alive_and_pipeline),
		cmocka_unit_test(test_continue),
		cmocka_unit_test(test_concurrent),
		cmocka_unit_test(test_heavy_is_bounded),
		cmocka_unit_test(test_per_address),
	};

	return cmocka_run_group_tests_name("http server", tests, NULL, NULL);
}
