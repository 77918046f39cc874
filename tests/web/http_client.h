/*
 * http_client.h - a client that sends exactly the bytes it is given, for tests of the server.
 * Every wait is a poll(2) with a limit; running into it fails the test.
 */
#ifndef TESTS_HTTP_CLIENT_H
#define TESTS_HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#define CLIENT_WAIT_MS 60000

struct answer {
	int status; /* 0: the connection ended before a full head */
	char *head; /* NUL-terminated, with the status line */
	char *body;
	size_t body_n;
};

/* Connected to 127.0.0.1; with `small`, a tiny receive buffer. */
int client_open(int port, bool small);
/* The same to an abstract Unix socket. */
int client_open_unix(const char *name);
void client_send(int fd, const char *bytes, size_t n);
void client_send_z(int fd, const char *text);
/* One answer by its Content-Length (or chunked), leaving what follows in the socket. */
void client_read(int fd, bool head_only, struct answer *out);
void answer_free(struct answer *a);
/* Value of a header into `out`; false when absent. */
bool answer_header(const struct answer *a, const char *name, char *out, size_t n);
/* The server has closed: no more bytes come. Fails after CLIENT_WAIT_MS. */
void client_expect_closed(int fd);
/* Open, send, read one answer, close. */
void client_ask(int port, const char *bytes, size_t n, struct answer *out);

#endif
