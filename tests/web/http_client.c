/* http_client.c - see http_client.h. */
#include "web/http_client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MOST_BYTES (64 * 1024 * 1024)

static void
fail(const char *what)
{
	fprintf(stderr, "http client: %s\n", what);
	abort();
}

static void
wait_for(int fd, short events)
{
	struct pollfd p = { .fd = fd, .events = events };

	if (poll(&p, 1, CLIENT_WAIT_MS) != 1)
		fail("the server kept silent too long");
}

int
client_open(int port, bool small)
{
	struct sockaddr_in sin = { .sin_family = AF_INET,
		.sin_port = htons((unsigned short)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), size = 4096;

	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 ||
	    (small && setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)) != 0) ||
	    connect(fd, (struct sockaddr *)&sin, sizeof(sin)) != 0)
		fail("cannot connect");
	return fd;
}

int
client_open_unix(const char *name)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	socklen_t n =
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name));
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memcpy(sun.sun_path + 1, name, strlen(name));
	if (fd < 0 || connect(fd, (struct sockaddr *)&sun, n) != 0)
		fail("cannot connect");
	return fd;
}

void
client_send(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t k = send(fd, bytes, n, MSG_NOSIGNAL);

		if (k < 0 && (errno == EPIPE || errno == ECONNRESET))
			return; /* the test sees it when it reads */
		if (k <= 0)
			fail("cannot send");
		bytes += k;
		n -= (size_t)k;
	}
}

void
client_send_z(int fd, const char *text)
{
	client_send(fd, text, strlen(text));
}

/* One byte at a time for heads: what follows stays in the socket. */
static bool
read_some(int fd, char *to, size_t n)
{
	while (n > 0) {
		ssize_t k;

		wait_for(fd, POLLIN);
		k = recv(fd, to, n, 0);
		if (k <= 0)
			return false;
		to += k;
		n -= (size_t)k;
	}
	return true;
}

static bool
read_line(int fd, char *line, size_t cap)
{
	size_t n = 0;

	while (n + 1 < cap) {
		if (!read_some(fd, line + n, 1))
			return false;
		if (line[n++] == '\n') {
			line[n] = '\0';
			return true;
		}
	}
	fail("line too long");
	return false;
}

static void
append(struct answer *a, int fd, size_t n)
{
	if (n > MOST_BYTES - a->body_n)
		fail("body too large");
	a->body = realloc(a->body, a->body_n + n + 1);
	if (a->body == NULL || !read_some(fd, a->body + a->body_n, n))
		fail("body ends early");
	a->body_n += n;
	a->body[a->body_n] = '\0';
}

static void
read_chunks(int fd, struct answer *a)
{
	char line[64];

	for (;;) {
		size_t n;

		if (!read_line(fd, line, sizeof(line)))
			fail("chunk ends early");
		n = strtoul(line, NULL, 16);
		if (n > 0)
			append(a, fd, n);
		if (!read_line(fd, line, sizeof(line)))
			fail("chunk ends early");
		if (n == 0)
			return;
	}
}

void
client_read(int fd, bool head_only, struct answer *out)
{
	char value[64];
	size_t n = 0;

	*out = (struct answer){ .head = calloc(1, 65536), .body = calloc(1, 1) };
	if (out->head == NULL || out->body == NULL)
		fail("out of memory");
	do {
		if (!read_line(fd, out->head + n, 65536 - n)) {
			out->head[n] = '\0';
			return;
		}
		n += strlen(out->head + n);
	} while (n < 4 || strcmp(out->head + n - 4, "\r\n\r\n") != 0);
	out->status = atoi(out->head + strlen("HTTP/1.1 "));
	if (head_only || out->status == 304 || out->status == 204 || out->status < 200)
		return;
	if (answer_header(out, "Transfer-Encoding", value, sizeof(value)))
		read_chunks(fd, out);
	else if (answer_header(out, "Content-Length", value, sizeof(value)))
		append(out, fd, strtoul(value, NULL, 10));
}

void
answer_free(struct answer *a)
{
	free(a->head);
	free(a->body);
	*a = (struct answer){ 0 };
}

bool
answer_header(const struct answer *a, const char *name, char *out, size_t n)
{
	size_t len = strlen(name);

	for (const char *line = a->head; line != NULL; line = strchr(line, '\n')) {
		const char *value, *end;

		line += *line == '\n';
		if (strncasecmp(line, name, len) != 0 || line[len] != ':')
			continue;
		value = line + len + 1;
		value += *value == ' ';
		end = strchr(value, '\r');
		if (end == NULL || (size_t)(end - value) >= n)
			fail("header too long");
		memcpy(out, value, (size_t)(end - value));
		out[end - value] = '\0';
		return true;
	}
	return false;
}

void
client_expect_closed(int fd)
{
	char bytes[4096];
	ssize_t k;

	do {
		wait_for(fd, POLLIN);
		k = recv(fd, bytes, sizeof(bytes), 0);
	} while (k > 0);
}

void
client_ask(int port, const char *bytes, size_t n, struct answer *out)
{
	int fd = client_open(port, false);

	client_send(fd, bytes, n);
	client_read(fd, false, out);
	close(fd);
}
