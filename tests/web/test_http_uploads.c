/* test_http_uploads.c - large bodies in both directions: files sent, documents streamed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "web/http_world.h"

static void
test_stream(void **state)
{
	struct http_server *s = start_with(NULL);
	struct answer a;
	int fd;

	(void)state;
	ask_z(s, GET("/stream"), &a);
	assert_int_equal(a.body_n, STREAM_BYTES);
	answer_free(&a);
	ask_z(s, GET("/chunks"), &a);
	assert_int_equal(a.body_n, STREAM_BYTES);
	answer_free(&a);
	fd = client_open(http_server_port(s), true);
	client_send_z(fd, GET("/stream"));
	client_read(fd, true, &a);
	answer_free(&a);
	close(fd); /* goes away in the middle */
	await(&world.streams_done, 3);
	fd = client_open(http_server_port(s), false);
	client_send_z(fd, "HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n");
	client_read(fd, true, &a);
	assert_int_equal(a.status, 200);
	answer_free(&a);
	await(&world.streams_done, 4);
	close(fd);
	stop(s);
}

#define PART(disposition, content)                                                       \
	"--B\r\nContent-Disposition: form-data; " disposition "\r\n\r\n" content "\r\n"

static void
send_multipart(int fd, const char *path, const char *body, size_t n)
{
	char head[256];

	snprintf(head, sizeof(head),
	    "POST %s HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=B\r\n"
	    "Content-Length: %zu\r\n\r\n",
	    path, n);
	client_send_z(fd, head);
	client_send(fd, body, n);
}

static void
test_upload(void **state)
{
	static const struct {
		const char *path, *body, *want;
	} row[] = {
		{ "/upload", PART("name=\"a\"", "1") PART("name=\"a\"", "2") "--B--\r\n",
		    "a=1(0);a=2(0);" },
		{ "/upload",
		    PART("name=\"f\"; filename=\"C:\\x\\k.pdf\"", "12345") "--B--",
		    "f:k.pdf:5:0:kept;" },
		{ "/upload", PART("name=\"f\"; filename=\"\"", "") "--B--",
		    "f::0:0:none;" },
		{ "/upload", PART("name=\"f\"; filename=\"refuse.pdf\"", "12") "--B--",
		    "f:refuse.pdf:2:3:none;" },
		{ "/nosink", PART("name=\"f\"; filename=\"k.pdf\"", "12") "--B--",
		    "f:k.pdf:2:3:none;" },
		{ "/upload", PART("name=\"a\"", "\xff") "--B--", "a=(1);" },
	};
	struct http_server *s = start_with(NULL);
	struct answer a;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		int fd = client_open(http_server_port(s), false);

		send_multipart(fd, row[i].path, row[i].body, strlen(row[i].body));
		client_read(fd, false, &a);
		assert_string_equal(a.body, row[i].want);
		answer_free(&a);
		close(fd);
	}
	stop(s);
}

/* A multipart body of `files` files of `bytes` each. */
static char *
upload_of(unsigned files, size_t bytes, size_t *out_n)
{
	char *text = malloc(files * (bytes + 200) + 100);
	size_t n = 0;

	for (unsigned i = 0; i < files; i++) {
		n += (size_t)sprintf(text + n,
		    "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f%u\"\r\n\r\n",
		    i);
		memset(text + n, '\r', bytes);
		n += bytes;
		n += (size_t)sprintf(text + n, "\r\n");
	}
	n += (size_t)sprintf(text + n, "--B--\r\n");
	*out_n = n;
	return text;
}

static void
test_upload_limits(void **state)
{
	static const struct {
		unsigned files;
		size_t bytes;
		int want;
		const char *begins;
	} row[] = {
		{ 1, LIMIT_FILE_BYTES, 200, "f:f0:10485760:0:kept;" },
		{ 1, LIMIT_FILE_BYTES + 1, 200, "f:f0:10485761:5:none;" },
		{ LIMIT_FILES, 100, 200, "f:f0:100:0:kept;" },
		{ LIMIT_FILES + 1, 100, 413, "<p>page of 413" },
		{ 4, 9 * 1024 * 1024, 413, "<p>page of 413" },
	};
	struct http_server *s = start_with(NULL);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		int fd = client_open(http_server_port(s), false);
		struct answer a;
		size_t n;
		char *body = upload_of(row[i].files, row[i].bytes, &n);

		send_multipart(fd, "/upload", body, n);
		client_read(fd, false, &a);
		if (a.status != row[i].want ||
		    strncmp(a.body, row[i].begins, strlen(row[i].begins)) != 0)
			fail_msg("row %zu: %d %s", i, a.status, a.body);
		answer_free(&a);
		free(body);
		close(fd);
	}
	stop(s);
}

static void
test_upload_cut(void **state)
{
	static const char part[] =
	    "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=B\r\n"
	    "Content-Length: 100000\r\n\r\n" PART("name=\"f\"; filename=\"a\"",
		"whole") "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"b\"\r\n\r\nhalf";
	struct http_server *s = start_with(NULL);
	int fd = client_open(http_server_port(s), false);

	(void)state;
	client_send_z(fd, part);
	await(&world.stages_open, 2);
	close(fd);
	await(&world.stages_aborted, 2);
	stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stream),
		cmocka_unit_test(test_upload),
		cmocka_unit_test(test_upload_limits),
		cmocka_unit_test(test_upload_cut),
	};

	return cmocka_run_group_tests_name("http uploads", tests, NULL, NULL);
}
