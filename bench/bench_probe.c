/*
 * bench_probe.c - how long a page takes while others work: asks at fixed times, whether or not the
 * answers before have come (open loop), so that a stall is counted for all whom it would have hit.
 *
 *   bench-probe PORT PATH COOKIE RATE MS SKIP_MS
 *
 * prints "P50_MS P99_MS MAX_MS ANSWERS FAILURES", the answers due in the first SKIP_MS left out.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "measure.h"

#define MOST     512 /* connections; each asks again when it is idle */
#define DRAIN_US (5 * 1000000)

struct ask {
	int fd;
	int64_t due; /* when it should have been asked; 0: idle */
	char head[8192];
	size_t n_head, body_left;
	int in_body, bad;
};

struct probe {
	struct ask at[MOST];
	int n;
	int port;
	char request[4096];
	size_t n_request;
	double *ms;
	size_t n_ms, failures;
	int64_t counted_from;
};

static int
connect_one(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0), yes = 1;

	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0 ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes)) != 0)
		give_up("connect");
	return fd;
}

static void
ask(struct probe *p, int64_t due)
{
	struct ask *a = NULL;

	for (int i = 0; i < p->n && a == NULL; i++)
		if (p->at[i].due == 0)
			a = &p->at[i];
	if (a == NULL) {
		if (p->n == MOST) {
			p->failures++;
			return;
		}
		a = &p->at[p->n++];
		a->fd = connect_one(p->port);
	}
	a->due = due;
	a->n_head = a->body_left = 0;
	a->in_body = a->bad = 0;
	if (send(a->fd, p->request, p->n_request, MSG_NOSIGNAL) != (ssize_t)p->n_request)
		give_up("send");
}

/* The head is complete: how much body follows, and was it a 200? */
static void
head_done(struct ask *a, const char *end)
{
	const char *length = strcasestr(a->head, "\r\nContent-Length:");
	size_t have = a->n_head - (size_t)(end + 4 - a->head);

	a->in_body = 1;
	a->bad = strncmp(a->head, "HTTP/1.1 200", 12) != 0;
	a->body_left = length != NULL ? strtoul(length + 17, NULL, 10) : 0;
	a->body_left -= have < a->body_left ? have : a->body_left;
}

static void
take(struct probe *p, struct ask *a)
{
	char text[65536];
	ssize_t k;

	if (a->in_body) {
		k = recv(a->fd, text, sizeof(text), 0);
		if (k > 0)
			a->body_left -=
			    (size_t)k < a->body_left ? (size_t)k : a->body_left;
	} else {
		const char *end;

		k = recv(a->fd, a->head + a->n_head, sizeof(a->head) - 1 - a->n_head, 0);
		if (k > 0)
			a->n_head += (size_t)k;
		a->head[a->n_head] = '\0';
		end = strstr(a->head, "\r\n\r\n");
		if (end != NULL)
			head_done(a, end);
	}
	if (k <= 0)
		give_up("the server closed a connection");
	if (!a->in_body || a->body_left > 0)
		return;
	p->failures += (size_t)a->bad;
	if (a->due >= p->counted_from)
		p->ms[p->n_ms++] = (double)(now_us() - a->due) / 1000;
	a->due = 0;
}

/* Read what has come, for at most `us`; returns how many still wait. */
static int
listen_for(struct probe *p, int64_t us)
{
	struct pollfd fd[MOST];
	struct timespec t = { us / 1000000, (us % 1000000) * 1000 };
	int waiting = 0;

	for (int i = 0; i < p->n; i++)
		fd[i] =
		    (struct pollfd){ p->at[i].due != 0 ? p->at[i].fd : -1, POLLIN, 0 };
	if (ppoll(fd, (nfds_t)p->n, &t, NULL) < 0 && errno != EINTR)
		give_up("poll");
	for (int i = 0; i < p->n; i++) {
		if (fd[i].fd >= 0 && fd[i].revents != 0)
			take(p, &p->at[i]);
		waiting += p->at[i].due != 0;
	}
	return waiting;
}

int
main(int argc, char **argv)
{
	static struct probe p;
	int64_t begin, step, end, due;

	if (argc != 7)
		return 2;
	p.port = atoi(argv[1]);
	p.n_request = (size_t)snprintf(p.request, sizeof(p.request),
	    "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: %s\r\n\r\n", argv[2], argv[3]);
	step = 1000000 / atoi(argv[4]);
	begin = now_us();
	p.counted_from = begin + (int64_t)atoi(argv[6]) * 1000;
	end = begin + (int64_t)atoi(argv[5]) * 1000;
	p.ms = calloc((size_t)((end - begin) / step) + 2, sizeof(*p.ms));
	if (p.ms == NULL)
		give_up("memory");
	for (due = begin; due < end; due += step) {
		while (now_us() < due)
			listen_for(&p, due - now_us() > 0 ? due - now_us() : 0);
		ask(&p, due);
	}
	while (listen_for(&p, 10000) > 0 && now_us() < end + DRAIN_US)
		continue;
	for (int i = 0; i < p.n; i++)
		p.failures += p.at[i].due != 0;
	if (p.n_ms == 0)
		give_up("no answer at all");
	begin = (int64_t)p.n_ms;
	step = (int64_t)(median(p.ms, p.n_ms) * 1000);
	printf("%.2f %.2f %.2f %zu %zu\n", (double)step / 1000, p.ms[begin * 99 / 100],
	    p.ms[begin - 1], p.n_ms, p.failures);
	return 0;
}
