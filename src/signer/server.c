/*
 * server.c - connections, frames in, frames out. One message at a time per connection, all that are whole at
 * the same time answered together; a half frame
 * has ten seconds; when all places are taken the one idle for longest gives way.
 */
#include "signer/server.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <unistd.h>

#include "base/log.h"

#define PLACES   64
#define FRAME_MS 10000
#define FIRST    3 /* two doors and the end, then connections */

struct conn {
	int fd;
	bool ocsp; /* came through the door of paraf-ocsp */
	char *in;  /* frame being received, heap */
	size_t in_n, in_cap;
	char *out; /* frame being sent, heap */
	size_t out_n, out_at;
	bool ready; /* a whole frame waits for its answer */
	bool over;  /* to be closed */
	int64_t
	    used_ms; /* last byte moved while nothing was pending, or start of the frame */
};

struct loop {
	const struct signer_server *server;
	struct conn conns[PLACES];
	size_t n;
	struct arena *a;
};

static void
conn_drop(struct loop *l, size_t i)
{
	close(l->conns[i].fd);
	free(l->conns[i].in);
	free(l->conns[i].out);
	l->conns[i] = l->conns[--l->n];
}

static bool
uid_allowed(const struct signer_server *server, uid_t uid)
{
	for (size_t i = 0; i < server->n_allow; i++)
		if (server->allow[i] == uid)
			return true;
	return false;
}

/* Make room: the connection that has been idle for longest, never one with a frame under way. */
static bool
evict(struct loop *l)
{
	size_t oldest = l->n;

	for (size_t i = 0; i < l->n; i++)
		if (l->conns[i].in_n == 0 && l->conns[i].out == NULL &&
		    (oldest == l->n || l->conns[i].used_ms < l->conns[oldest].used_ms))
			oldest = i;
	if (oldest == l->n)
		return false;
	conn_drop(l, oldest);
	return true;
}

static void
accept_all(struct loop *l, bool ocsp)
{
	const struct signer_server *server = l->server;

	for (;;) {
		int fd;
		struct err e;
		uid_t uid;

		if (l->n == PLACES && !evict(l))
			return;
		fd = accept4(ocsp ? server->ocsp_fd : server->listen_fd, NULL, NULL,
		    SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (fd < 0)
			return;
		if (ipc_peer_uid(fd, &uid, &e) != RC_OK ||
		    !(ocsp ? uid == server->ocsp_uid : uid_allowed(server, uid))) {
			log_line(LOG_WARN_, "peer_refused", "uid=%ld", (long)uid);
			close(fd);
			continue;
		}
		l->conns[l->n++] = (struct conn){
			.fd = fd, .ocsp = ocsp, .used_ms = clock_monotonic_ms()
		};
	}
}

/* Keep a copy of the answer, which outlives the arena. */
static bool
queue(struct loop *l, struct conn *c, const struct ipc_message *m)
{
	struct buf frame;
	struct err e;

	buf_init(&frame, l->a, 4096);
	if (ipc_encode(&frame, m, &e) != RC_OK) {
		log_line(LOG_ERROR_, "answer", "why=\"%s\"", e.why);
		return false;
	}
	c->out = malloc(frame.n);
	if (c->out == NULL)
		BUG("out of memory");
	memcpy(c->out, frame.p, frame.n);
	c->out_n = frame.n;
	c->out_at = 0;
	return true;
}

static bool
conn_write(struct conn *c)
{
	while (c->out_at < c->out_n) {
		ssize_t k =
		    send(c->fd, c->out + c->out_at, c->out_n - c->out_at, MSG_NOSIGNAL);

		if (k < 0)
			return errno == EAGAIN || errno == EINTR;
		c->out_at += (size_t)k;
	}
	free(c->out);
	c->out = NULL;
	c->used_ms = clock_monotonic_ms();
	return true;
}

/* Read the frame that is here; false: not ours to answer. */
static bool
decode(struct signer *signer, const struct conn *c, struct ipc_message *in)
{
	struct err e;

	if (ipc_decode((str){ c->in + IPC_HEAD_BYTES, c->in_n - IPC_HEAD_BYTES }, in,
		&e) != RC_OK) {
		log_line(LOG_WARN_, "message_refused", "why=\"%s\"", e.why);
		return false;
	}
	if (c->ocsp ? in->type != IPC_responder_get && in->type != IPC_ping
		    : in->type == IPC_responder_get) {
		log_line(LOG_WARN_, "message_refused", "why=\"%s at the wrong door\"",
		    ipc_type_name(in->type));
		if (c->ocsp)
			signer_at_wrong_door(signer, in->type);
		return false;
	}
	return true;
}

/* Queue and send what fits at once. False = close the connection. */
static bool
conn_answer(struct loop *l, struct conn *c, const struct ipc_message *in,
    const struct ipc_message *out, int64_t began_ms)
{
	if (out->type == IPC_failure)
		log_line(LOG_WARN_, "refused", "message=%s code=%.*s rc=%s",
		    ipc_type_name(in->type), STR_ARG(out->u.failure.code),
		    err_name((enum rc)out->u.failure.rc));
	else if (in->type != IPC_ping)
		log_line(LOG_INFO_, "done", "message=%s ms=%lld", ipc_type_name(in->type),
		    (long long)(clock_monotonic_ms() - began_ms));
	if (!queue(l, c, out))
		return false;
	free(c->in);
	c->in = NULL;
	c->in_n = c->in_cap = 0;
	return conn_write(c);
}

/* Every frame that became whole in this round: those that wait together share durable commits. */
static void
answer_ready(struct loop *l)
{
	struct ipc_message in[PLACES], out[PLACES];
	int64_t began_ms = clock_monotonic_ms();
	struct conn *who[PLACES];
	size_t n = 0;

	arena_reset(l->a);
	for (size_t i = 0; i < l->n; i++) {
		struct conn *c = &l->conns[i];

		if (!c->ready)
			continue;
		c->ready = false;
		c->over = !decode(l->server->signer, c, &in[n]);
		if (!c->over)
			who[n++] = c;
	}
	if (n > 0)
		signer_answer_all(l->server->signer, l->a, in, out, n);
	for (size_t i = 0; i < n; i++)
		who[i]->over = !conn_answer(l, who[i], &in[i], &out[i], began_ms);
	for (size_t i = l->n; i-- > 0;)
		if (l->conns[i].over)
			conn_drop(l, i);
}

/* How many bytes the frame needs in all; 0 = its length is not allowed. */
static size_t
frame_need(const struct conn *c)
{
	struct err e;
	size_t n;

	if (c->in_n < IPC_HEAD_BYTES)
		return IPC_HEAD_BYTES;
	if (ipc_body_length((const unsigned char *)c->in, &n, &e) != RC_OK) {
		log_line(LOG_WARN_, "message_refused", "why=\"%s\"", e.why);
		return 0;
	}
	return IPC_HEAD_BYTES + n;
}

/* Room grows with what has arrived: a length alone makes us allocate nothing. */
static void
grow(struct conn *c, size_t need)
{
	size_t cap = c->in_cap == 0 ? 4096 : c->in_cap;

	while (cap - c->in_n < 1)
		cap *= 2;
	if (cap > need && c->in_n >= IPC_HEAD_BYTES)
		cap = need;
	if (cap <= c->in_cap)
		return;
	c->in = realloc(c->in, cap);
	if (c->in == NULL)
		BUG("out of memory");
	c->in_cap = cap;
}

/* False = close. */
static bool
conn_read(struct conn *c)
{
	while (c->out == NULL) {
		size_t need = frame_need(c), room;
		ssize_t k;

		if (need == 0)
			return false;
		if (c->in_n == need) {
			c->ready = true;
			return true;
		}
		grow(c, need);
		room = need - c->in_n < c->in_cap - c->in_n ? need - c->in_n
							    : c->in_cap - c->in_n;
		k = recv(c->fd, c->in + c->in_n, room, 0);
		if (k == 0)
			return false;
		if (k < 0)
			return errno == EAGAIN || errno == EINTR;
		if (c->in_n == 0)
			c->used_ms = clock_monotonic_ms();
		c->in_n += (size_t)k;
	}
	return true;
}

static bool
conn_step(struct conn *c, short events)
{
	if ((events & (POLLIN | POLLHUP | POLLERR)) != 0 && c->out == NULL &&
	    !conn_read(c))
		return false;
	return c->out == NULL || conn_write(c);
}

static bool
is_late(const struct conn *c, int64_t now_ms)
{
	return (c->in_n > 0 || c->out != NULL) && now_ms - c->used_ms > FRAME_MS;
}

static void
tick(struct loop *l, const struct signer_server *server)
{
	struct err e;

	if (clock_now(&clock_system) < signer_next_s(server->signer))
		return;
	arena_reset(l->a);
	if (signer_tick(server->signer, l->a, &e) != RC_OK)
		log_line(LOG_ERROR_, "crl", "why=\"%s\"", e.why);
}

/* Milliseconds to sleep at most: a late frame and a due list are looked for once a second. */
static int
sleep_ms(const struct loop *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->conns[i].in_n > 0 || l->conns[i].out != NULL)
			return 1000;
	return 5000;
}

/* One round; true = go on. */
static bool
round_once(struct loop *l, struct pollfd *p)
{
	size_t n = l->n;
	int64_t now_ms;

	if (p[1].revents != 0) /* told to stop, or who could tell us is gone */
		return false;
	now_ms = clock_monotonic_ms();
	for (size_t i = n; i-- > 0;)
		if ((p[FIRST + i].revents != 0 &&
			!conn_step(&l->conns[i], p[FIRST + i].revents)) ||
		    is_late(&l->conns[i], now_ms))
			conn_drop(l, i);
	answer_ready(l);
	if ((p[0].revents & POLLIN) != 0)
		accept_all(l, false);
	if ((p[2].revents & POLLIN) != 0)
		accept_all(l, true);
	return true;
}

enum rc
signer_serve(const struct signer_server *server, struct err *e)
{
	struct loop *l = calloc(1, sizeof(*l));
	struct pollfd p[FIRST + PLACES];
	enum rc rc = RC_OK;
	bool go = true;

	if (l == NULL)
		BUG("out of memory");
	l->server = server;
	l->a = arena_new();
	while (go && rc == RC_OK) {
		tick(l, server);
		p[0] = (struct pollfd){ server->listen_fd, POLLIN, 0 };
		p[1] = (struct pollfd){ server->stop_fd, POLLIN, 0 };
		p[2] = (struct pollfd){ server->ocsp_fd, POLLIN, 0 };
		for (size_t i = 0; i < l->n; i++)
			p[FIRST + i] = (struct pollfd){ l->conns[i].fd,
				l->conns[i].out != NULL ? POLLOUT : POLLIN, 0 };
		if (poll(p, FIRST + l->n, sleep_ms(l)) >= 0)
			go = round_once(l, p);
		else if (errno != EINTR)
			rc = err_set(e, RC_INTERNAL, N_("Penerbit sertifikat berhenti."),
			    "poll: %s", strerror(errno));
	}
	while (l->n > 0)
		conn_drop(l, l->n - 1);
	arena_free(l->a);
	free(l);
	return rc;
}
