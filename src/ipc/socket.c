/* socket.c - Unix sockets: listening, who is there, and the blocking client with one deadline. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "ipc/ipc.h"

#define AWAY                                                                             \
	N_("Bagian penerbit sertifikat sedang tidak dapat dihubungi. Permintaan Anda disimpan dan dicoba lagi.")

struct ipc_client {
	struct sockaddr_un addr;
	int timeout_ms;
	int fd; /* -1 when not connected */
};

static bool
address_of(const char *path, struct sockaddr_un *out)
{
	memset(out, 0, sizeof(*out));
	out->sun_family = AF_UNIX;
	if (strlen(path) >= sizeof(out->sun_path))
		return false;
	memcpy(out->sun_path, path, strlen(path) + 1);
	return true;
}

static enum rc
listen_fail(struct err *e, int fd, const char *what, const char *path)
{
	int code = errno;

	if (fd >= 0)
		close(fd);
	return err_set(e, RC_UNAVAILABLE, N_("Soket antarbagian tidak dapat dibuka."),
	    "%s %s: %s", what, path, strerror(code));
}

/* Does anybody answer there? */
static bool
is_served(const struct sockaddr_un *addr)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool served;

	if (fd < 0)
		return false;
	served = connect(fd, (const struct sockaddr *)addr, sizeof(*addr)) == 0;
	close(fd);
	return served;
}

enum rc
ipc_listen(const char *path, unsigned mode, int *out_fd, struct err *e)
{
	struct sockaddr_un addr;
	struct stat st;
	int fd;

	if (!address_of(path, &addr))
		return err_set(e, RC_INVALID, N_("Soket antarbagian tidak dapat dibuka."),
		    "socket path is longer than %zu bytes: %s", sizeof(addr.sun_path) - 1,
		    path);
	if (lstat(path, &st) == 0) {
		if (!S_ISSOCK(st.st_mode) || is_served(&addr))
			return err_set(e, RC_CONFLICT,
			    N_("Soket antarbagian sudah dipakai."), "%s is in use", path);
		if (unlink(path) != 0)
			return listen_fail(e, -1, "remove", path);
	}
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return listen_fail(e, fd, "socket", path);
	if (bind(fd, (const struct sockaddr *)&addr, sizeof(addr)) != 0)
		return listen_fail(e, fd, "bind", path);
	if (chmod(path, mode) != 0)
		return listen_fail(e, fd, "chmod", path);
	if (listen(fd, 64) != 0)
		return listen_fail(e, fd, "listen", path);
	*out_fd = fd;
	return RC_OK;
}

enum rc
ipc_peer_uid(int fd, uid_t *out_uid, struct err *e)
{
	struct ucred cred;
	socklen_t n = sizeof(cred);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &n) != 0)
		return err_set(e, RC_INTERNAL, AWAY, "SO_PEERCRED: %s", strerror(errno));
	*out_uid = cred.uid;
	return RC_OK;
}

struct ipc_client *
ipc_client_new(const char *path, int timeout_ms)
{
	struct ipc_client *c = calloc(1, sizeof(*c));

	if (c == NULL)
		BUG("out of memory");
	if (!address_of(path, &c->addr))
		c->addr.sun_family = AF_UNSPEC; /* every call says so */
	c->timeout_ms = timeout_ms;
	c->fd = -1;
	return c;
}

static void
disconnect(struct ipc_client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

void
ipc_client_free(struct ipc_client *c)
{
	if (c == NULL)
		return;
	disconnect(c);
	free(c);
}

static enum rc
away(struct ipc_client *c, struct err *e, const char *what, int code)
{
	disconnect(c);
	return err_set(
	    e, RC_UNAVAILABLE, AWAY, "signer socket: %s: %s", what, strerror(code));
}

static enum rc
wait_for(struct ipc_client *c, short events, int64_t deadline_ms, struct err *e)
{
	for (;;) {
		int64_t left = deadline_ms - clock_monotonic_ms();
		struct pollfd p = { .fd = c->fd, .events = events };
		int n = left <= 0 ? 0 : poll(&p, 1, (int)left);

		if (n > 0)
			return RC_OK;
		if (n == 0)
			return away(c, e, "no answer in time", ETIMEDOUT);
		if (errno != EINTR)
			return away(c, e, "poll", errno);
	}
}

/* Not blocking even when the listener's queue is full: then try again until the deadline. */
static enum rc
connect_to(struct ipc_client *c, int64_t deadline_ms, struct err *e)
{
	if (c->addr.sun_family != AF_UNIX)
		return away(c, e, "path", ENAMETOOLONG);
	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (c->fd < 0)
		return away(c, e, "socket", errno);
	for (;;) {
		if (connect(c->fd, (const struct sockaddr *)&c->addr, sizeof(c->addr)) ==
		    0)
			return RC_OK;
		if (errno != EAGAIN && errno != EINTR)
			return away(c, e, "connect", errno);
		if (clock_monotonic_ms() >= deadline_ms)
			return away(c, e, "connect", ETIMEDOUT);
		poll(NULL, 0, 5);
	}
}

static enum rc
send_all(struct ipc_client *c, str data, int64_t deadline_ms, struct err *e)
{
	while (data.n > 0) {
		ssize_t k = send(c->fd, data.p, data.n, MSG_NOSIGNAL);
		enum rc rc;

		if (k > 0) {
			data = str_from(data, (size_t)k);
			continue;
		}
		if (k < 0 && errno != EAGAIN && errno != EINTR)
			return away(c, e, "send", errno);
		if ((rc = wait_for(c, POLLOUT, deadline_ms, e)) != RC_OK)
			return rc;
	}
	return RC_OK;
}

static enum rc
receive(struct ipc_client *c, char *p, size_t n, int64_t deadline_ms, struct err *e)
{
	while (n > 0) {
		ssize_t k = recv(c->fd, p, n, 0);
		enum rc rc;

		if (k == 0)
			return away(c, e, "closed", ECONNRESET);
		if (k > 0) {
			p += k;
			n -= (size_t)k;
			continue;
		}
		if (errno != EAGAIN && errno != EINTR)
			return away(c, e, "receive", errno);
		if ((rc = wait_for(c, POLLIN, deadline_ms, e)) != RC_OK)
			return rc;
	}
	return RC_OK;
}

/* One message out, one in, on the present connection. */
static enum rc
exchange(struct ipc_client *c, struct arena *a, str frame, struct ipc_message *out,
    int64_t deadline_ms, struct err *e)
{
	char head[IPC_HEAD_BYTES], *body;
	struct err why;
	enum rc rc;
	size_t n;

	if ((rc = send_all(c, frame, deadline_ms, e)) != RC_OK ||
	    (rc = receive(c, head, sizeof(head), deadline_ms, e)) != RC_OK)
		return rc;
	if (ipc_body_length((const unsigned char *)head, &n, &why) != RC_OK)
		return away(c, e, why.why, EPROTO);
	body = arena_alloc(a, n);
	if ((rc = receive(c, body, n, deadline_ms, e)) != RC_OK)
		return rc;
	if (ipc_decode((str){ body, n }, out, &why) != RC_OK)
		return away(c, e, why.why, EPROTO);
	return RC_OK;
}

/* A failure message becomes the caller's err. */
static enum rc
failure(struct arena *a, const struct ipc_failure *f, struct err *e)
{
	const char *msg = str_z(a, f->msg);
	enum rc rc = f->rc > RC_OK && f->rc < RC__COUNT ? (enum rc)f->rc : RC_INTERNAL;

	return err_set(e, rc, msg == NULL ? AWAY : msg, "%.*s: %.*s", STR_ARG(f->code),
	    STR_ARG(f->why));
}

enum rc
ipc_call(struct ipc_client *c, struct arena *a, const struct ipc_message *request,
    struct ipc_message *out_answer, struct err *e)
{
	int64_t deadline_ms = clock_monotonic_ms() + c->timeout_ms;
	struct ipc_message answer = { 0 };
	bool reused = c->fd >= 0;
	struct buf frame;
	enum rc rc;

	buf_init(&frame, a, 4096);
	if ((rc = ipc_encode(&frame, request, e)) != RC_OK)
		return rc;
	if (!reused && (rc = connect_to(c, deadline_ms, e)) != RC_OK)
		return rc;
	rc = exchange(c, a, buf_get(&frame), &answer, deadline_ms, e);
	/* an old connection may have been closed meanwhile: once more on a new one */
	if (rc == RC_UNAVAILABLE && reused && clock_monotonic_ms() < deadline_ms) {
		if ((rc = connect_to(c, deadline_ms, e)) != RC_OK)
			return rc;
		rc = exchange(c, a, buf_get(&frame), &answer, deadline_ms, e);
	}
	if (rc != RC_OK)
		return rc;
	if (answer.type == IPC_failure)
		return failure(a, &answer.u.failure, e);
	*out_answer = answer;
	return RC_OK;
}
