/* http_world.h - the application that the tests of the server serve, and what it saw. */
#ifndef TESTS_HTTP_WORLD_H
#define TESTS_HTTP_WORLD_H

#include <pthread.h>

#include "http/http.h"
#include "web/http_client.h"

#define STREAM_BYTES (8 * 1024 * 1024)

#define GET(path)        "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"
#define POST(path, more) "POST " path " HTTP/1.1\r\nHost: a\r\n" more

/* Counters change under the lock; handlers of /heavy and /slow wait until the gate is open. */
struct world {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool open;
	unsigned waiting, workers, workers_freed, streams_done;
	int heavy_nice;
	unsigned stages_open, stages_aborted, stages_closed, stages_kept;
	unsigned errors_seen;
};

extern struct world world;
extern const struct http_app world_app;

void world_reset(void);
void note(unsigned *counter);
/* Wait until the counter is at least n; the test's own time limit is the ceiling. */
void await(const unsigned *counter, unsigned n);
void gate_open(void);

/* A server on a free port with two workers in each pool; `change` may be NULL. */
struct http_server *start_with(void (*change)(struct http_conf *c));
/* Stop, and check that every worker and every stage was given back. */
void stop(struct http_server *s);
int status_of(struct http_server *s, const char *bytes, size_t n);
void ask_z(struct http_server *s, const char *text, struct answer *out);

#endif
