/*
 * conn.c - every open connection, when its present phase must end, and how many come from where.
 *
 * libmicrohttpd's own timer starts again with every byte, so that one byte a second holds a
 * connection for ever. Here each phase has an absolute end; a timer thread shuts the socket down,
 * and libmicrohttpd sees a client that went away. The socket cannot be closed and reused meanwhile:
 * libmicrohttpd says that it closes a connection (conn_close, which takes our lock) before it does.
 */
#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "http/server_private.h"

struct peer {
	struct peer *next;
	struct address key;
	unsigned n;
};

/* Bytes the peer sent, and those of ours that it acknowledged; false if the kernel cannot say. */
static bool
tcp_progress(int fd, uint64_t *received, uint64_t *acked)
{
	struct tcp_info info = { 0 };
	socklen_t n = sizeof(info);

	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &n) != 0 ||
	    n < offsetof(struct tcp_info, tcpi_bytes_received) + sizeof(uint64_t))
		return false;
	*received = info.tcpi_bytes_received;
	*acked = info.tcpi_bytes_acked;
	return true;
}

static struct peer **
peer_slot(struct conns *cs, const struct address *key)
{
	uint64_t h = 1469598103934665603u;
	struct peer **at;

	for (size_t i = 0; i < sizeof(key->at); i++)
		h = (h ^ key->at[i]) * 1099511628211u;
	for (at = &cs->bucket[(h >> 32) & (cs->n_buckets - 1)]; *at != NULL;
	     at = &(*at)->next)
		if ((*at)->key.unix_socket == key->unix_socket &&
		    memcmp((*at)->key.at, key->at, sizeof(key->at)) == 0)
			break;
	return at;
}

static void
cut(struct conns *cs, struct conn *c)
{
	if (c->cut)
		return;
	c->cut = true;
	c->deadline_ms = 0;
	cs->cut++;
	shutdown(c->fd, SHUT_RDWR);
}

/* The deadline has come: what now? */
static void
expire(struct conns *cs, struct conn *c, int64_t now)
{
	uint64_t received = 1, acked = 0;
	bool known = tcp_progress(c->fd, &received, &acked);

	if (c->phase == PHASE_NEW && (!known || received > 0)) {
		c->phase = PHASE_HEAD;
		c->deadline_ms = c->head_by_ms;
		if (c->deadline_ms > now)
			return;
	}
	/* on a Unix socket a proxy reads, and keeps its own watch over the client */
	if (c->phase == PHASE_SEND &&
	    (!known || acked - c->mark >= (uint64_t)cs->conf->send_bytes)) {
		c->mark = acked;
		c->deadline_ms = now + cs->conf->send_ms;
		return;
	}
	cut(cs, c);
}

static void
wait_until(struct conns *cs, pthread_cond_t *cond, int64_t at_ms)
{
	struct timespec t = { .tv_sec = at_ms / 1000, .tv_nsec = at_ms % 1000 * 1000000 };

	if (at_ms == 0)
		pthread_cond_wait(cond, &cs->lock);
	else
		pthread_cond_timedwait(cond, &cs->lock, &t);
}

static void *
timer_main(void *arg)
{
	struct conns *cs = arg;

	pthread_mutex_lock(&cs->lock);
	while (!cs->stopping) {
		int64_t now = clock_monotonic_ms(), next = 0;

		for (struct conn *c = cs->first; c != NULL; c = c->next) {
			if (c->deadline_ms != 0 && c->deadline_ms <= now)
				expire(cs, c, now);
			if (c->deadline_ms != 0 && (next == 0 || c->deadline_ms < next))
				next = c->deadline_ms;
		}
		cs->wake_ms = next;
		wait_until(cs, &cs->wake, next);
	}
	pthread_mutex_unlock(&cs->lock);
	return NULL;
}

enum rc
conns_init(struct conns *cs, const struct http_conf *conf, const struct trusted *t,
    struct err *e)
{
	pthread_condattr_t attr;

	*cs = (struct conns){ .conf = conf, .trusted = t, .n_buckets = 64 };
	while (cs->n_buckets < conf->max_connections && cs->n_buckets < 65536)
		cs->n_buckets *= 2;
	cs->bucket = calloc(cs->n_buckets, sizeof(*cs->bucket));
	if (cs->bucket == NULL)
		BUG("out of memory");
	pthread_mutex_init(&cs->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&cs->wake, &attr);
	pthread_cond_init(&cs->empty, &attr);
	pthread_condattr_destroy(&attr);
	if (pthread_create(&cs->timer, NULL, timer_main, cs) != 0) {
		free(cs->bucket);
		return err_set(e, RC_UNAVAILABLE, N_("Layanan tidak dapat dijalankan."),
		    "http: cannot start the timer thread");
	}
	return RC_OK;
}

void
conns_release(struct conns *cs)
{
	pthread_mutex_lock(&cs->lock);
	cs->stopping = true;
	pthread_cond_signal(&cs->wake);
	pthread_mutex_unlock(&cs->lock);
	pthread_join(cs->timer, NULL);
	BUG_ON(cs->n != 0);
	free(cs->bucket);
	pthread_cond_destroy(&cs->wake);
	pthread_cond_destroy(&cs->empty);
	pthread_mutex_destroy(&cs->lock);
}

bool
conns_admit(struct conns *cs, const struct sockaddr *sa)
{
	struct address key;
	struct peer *p;
	bool ok;

	address_of(sa, &key);
	if (key.unix_socket || trusted_has(cs->trusted, &key))
		return true;
	address_key(&key);
	pthread_mutex_lock(&cs->lock);
	p = *peer_slot(cs, &key);
	ok = p == NULL || p->n < cs->conf->max_per_address;
	pthread_mutex_unlock(&cs->lock);
	return ok;
}

static struct peer *
peer_take(struct conns *cs, struct address key)
{
	struct peer **slot;

	address_key(&key);
	slot = peer_slot(cs, &key);
	if (*slot == NULL) {
		*slot = calloc(1, sizeof(**slot));
		if (*slot == NULL)
			BUG("out of memory");
		(*slot)->key = key;
	}
	(*slot)->n++;
	return *slot;
}

static void
peer_drop(struct conns *cs, struct peer *p)
{
	struct peer **slot;

	if (--p->n > 0)
		return;
	slot = peer_slot(cs, &p->key);
	*slot = p->next;
	free(p);
}

/* Nearly full: the connection that has been idle longest makes room. */
static void
make_room(struct conns *cs)
{
	struct conn *oldest = NULL;

	if (cs->n + 1 + cs->conf->max_connections / 16 < cs->conf->max_connections)
		return;
	for (struct conn *c = cs->first; c != NULL; c = c->next)
		if (c->phase == PHASE_IDLE && !c->cut &&
		    (oldest == NULL || c->deadline_ms < oldest->deadline_ms))
			oldest = c;
	if (oldest != NULL)
		cut(cs, oldest);
}

static void
plan(struct conns *cs, struct conn *c, int64_t deadline_ms)
{
	c->deadline_ms = c->cut ? 0 : deadline_ms;
	if (c->deadline_ms != 0 && (cs->wake_ms == 0 || c->deadline_ms < cs->wake_ms)) {
		cs->wake_ms = c->deadline_ms;
		pthread_cond_signal(&cs->wake);
	}
}

struct conn *
conn_open(struct conns *cs, struct http_server *s, int fd, const struct sockaddr *sa)
{
	struct conn *c = calloc(1, sizeof(*c));
	int64_t now = clock_monotonic_ms();

	if (c == NULL)
		BUG("out of memory");
	c->server = s;
	c->fd = fd;
	address_of(sa, &c->address);
	pthread_mutex_lock(&cs->lock);
	make_room(cs);
	c->peer = peer_take(cs, c->address);
	c->next = cs->first;
	if (c->next != NULL)
		c->next->prev = c;
	cs->first = c;
	cs->n++;
	c->phase = PHASE_NEW;
	c->head_by_ms = now + cs->conf->head_ms;
	plan(cs, c, now + cs->conf->first_byte_ms);
	pthread_mutex_unlock(&cs->lock);
	return c;
}

void
conn_close(struct conns *cs, struct conn *c)
{
	pthread_mutex_lock(&cs->lock);
	peer_drop(cs, c->peer);
	if (c->prev != NULL)
		c->prev->next = c->next;
	else
		cs->first = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
	if (--cs->n == 0)
		pthread_cond_broadcast(&cs->empty);
	pthread_mutex_unlock(&cs->lock);
	free(c);
}

void
conn_phase(struct conns *cs, struct conn *c, enum phase phase, int64_t within_ms)
{
	int64_t now = clock_monotonic_ms();
	uint64_t received, acked = 0;

	if (phase == PHASE_SEND && !tcp_progress(c->fd, &received, &acked))
		acked = 0;
	pthread_mutex_lock(&cs->lock);
	/* the first head of a connection counts from the connect */
	if (phase == PHASE_HEAD && c->phase == PHASE_NEW)
		within_ms = c->head_by_ms - now > 1 ? c->head_by_ms - now : 1;
	c->phase = phase;
	c->mark = acked;
	plan(cs, c, within_ms == 0 ? 0 : now + within_ms);
	if (phase == PHASE_IDLE && cs->draining)
		cut(cs, c);
	pthread_mutex_unlock(&cs->lock);
}

void
conns_cut(struct conns *cs, bool all)
{
	uint64_t received = 0, acked;

	pthread_mutex_lock(&cs->lock);
	cs->draining = true;
	for (struct conn *c = cs->first; c != NULL; c = c->next) {
		bool fresh = c->phase == PHASE_NEW &&
			     !(tcp_progress(c->fd, &received, &acked) && received > 0);

		if (all || fresh || c->phase == PHASE_IDLE)
			cut(cs, c);
	}
	pthread_mutex_unlock(&cs->lock);
}

bool
conns_wait_empty(struct conns *cs, int64_t deadline_ms)
{
	bool empty;

	pthread_mutex_lock(&cs->lock);
	while (cs->n > 0 && clock_monotonic_ms() < deadline_ms)
		wait_until(cs, &cs->empty, deadline_ms);
	empty = cs->n == 0;
	pthread_mutex_unlock(&cs->lock);
	return empty;
}
