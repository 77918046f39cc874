/*
 * app.h - the portal as an http_app: what all requests share, and what each worker owns.
 */
#ifndef WEB_APP_H
#define WEB_APP_H

#include <stdatomic.h>

#include "domain/domain.h"
#include "http/http.h"
#include "http/router.h"

struct app {
	const struct conf *conf;
	const struct clock *clock;
	struct store *store;
	struct vault *vault;
	struct inspector *inspector;
	const char *signer_socket;
	struct http_server *server; /* for /metrics; NULL in tests */
	struct router *router;
	struct http_upload_sink sink, memory;
	struct arena *keep;
	str node;
	_Atomic uint64_t notice_edition; /* grows with each announcement saved here */
};

/* Fill `out` for http_server_start; `app` must outlive the server. */
void app_http(struct app *app, struct http_app *out);
/* Build router and keys; store, vault, conf, clock and inspector are set by the caller. */
void app_init(struct app *app);
void app_release(struct app *app);

/* What the directorate announces on every page, at most ten seconds old; STR_NONE: nothing. */
struct page;
str app_notice(struct page *p);

#endif
