/* scan.c - one conversation with clamd. */
#include "vault/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define CHUNK  65536
#define ANSWER 512

struct talk {
	int fd;
	int64_t deadline_ms;
	const char *why; /* NULL while all is well */
	bool whole;      /* the file was said to its end */
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Until the socket can do `events`; false when the time is up. */
static bool
ready(struct talk *t, short events)
{
	struct pollfd p = { t->fd, events, 0 };

	for (;;) {
		int64_t left = t->deadline_ms - now_ms();
		int n = left > 0 ? poll(&p, 1, (int)left) : 0;

		if (n > 0)
			return true;
		if (n == 0) {
			t->why = "no answer in time";
			return false;
		}
		if (errno != EINTR) {
			t->why = strerror(errno);
			return false;
		}
	}
}

static void
reach(struct talk *t, const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };

	t->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (t->fd < 0 || snprintf(to.sun_path, sizeof(to.sun_path), "%s", path) >=
			     (int)sizeof(to.sun_path))
		t->why = "its socket cannot be named";
	else if (connect(t->fd, (struct sockaddr *)&to, sizeof(to)) != 0)
		t->why = strerror(errno);
}

/* What clamd no longer wants to hear it has answered already: not an error here. */
static bool
say(struct talk *t, const void *from, size_t n)
{
	const char *p = from;

	while (t->why == NULL && n > 0) {
		ssize_t k = send(t->fd, p, n, MSG_NOSIGNAL);

		if (k > 0) {
			p += k;
			n -= (size_t)k;
		} else if (errno == EAGAIN) {
			if (!ready(t, POLLOUT))
				return false;
		} else if (errno != EINTR) {
			return false;
		}
	}
	return t->why == NULL;
}

static void
say_file(struct talk *t, str bytes)
{
	bool on = say(t, "zINSTREAM", sizeof("zINSTREAM"));

	while (on) {
		str part = str_sub(bytes, 0, CHUNK);
		unsigned char head[4] = { (unsigned char)(part.n >> 24),
			(unsigned char)(part.n >> 16), (unsigned char)(part.n >> 8),
			(unsigned char)part.n };

		on = say(t, head, sizeof(head)) && say(t, part.p, part.n);
		t->whole = on && part.n == 0;
		on = on && part.n > 0;
		bytes = str_from(bytes, part.n);
	}
}

/* The answer up to its NUL or the end of the connection. */
static size_t
hear(struct talk *t, char answer[ANSWER])
{
	size_t n = 0;

	while (t->why == NULL && n < ANSWER - 1 && ready(t, POLLIN)) {
		ssize_t k = recv(t->fd, answer + n, ANSWER - 1 - n, 0);

		if (k < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (k <= 0)
			break;
		n += (size_t)k;
		if (answer[n - 1] == '\0')
			return n - 1;
	}
	return n;
}

static struct scan_result
judge(const struct talk *t, str answer)
{
	struct scan_result out = { .verdict = SCAN_NONE,
		.answered = t->why == NULL && t->whole && answer.n > 0 };

	if (t->why != NULL) {
		snprintf(out.name, sizeof(out.name), "%s", t->why);
	} else if (out.answered && str_eq(answer, STR("stream: OK"))) {
		out.verdict = SCAN_CLEAN;
	} else if (str_starts(answer, STR("stream: ")) &&
		   str_ends(answer, STR(" FOUND"))) {
		answer = str_sub(answer, 8, answer.n - 14);
		out.verdict = SCAN_FOUND;
		snprintf(out.name, sizeof(out.name), "%.*s", STR_ARG(answer));
	} else {
		snprintf(out.name, sizeof(out.name), "clamd says: %.*s", STR_ARG(answer));
	}
	return out;
}

struct scan_result
scan_bytes(const char *socket, int deadline_ms, str bytes)
{
	struct talk t = { .fd = -1, .deadline_ms = now_ms() + deadline_ms };
	struct scan_result out;
	char answer[ANSWER];
	size_t n = 0;

	reach(&t, socket);
	say_file(&t, bytes);
	if (t.why == NULL)
		n = hear(&t, answer);
	out = judge(&t, (str){ answer, n });
	if (t.fd >= 0)
		close(t.fd);
	return out;
}
