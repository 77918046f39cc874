/*
 * paraf-web - pages and API. Holds no CA key; talks to paraf-signer over its socket.
 * Options and settings: paraf-web(8), paraf.conf(5).
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "assets.h"
#include "base/i18n.h"
#include "domain/document_parts.h"
#include "html/asset.h"
#include "i18n_en.h"
#include "prog/common.h"
#include "vault/inspect.h"
#include "web/app.h"

/* Settings of ours as settings of the HTTP server. */
static enum rc
http_settings(struct prog *p, struct http_conf *out, struct err *e)
{
	const struct conf *c = &p->conf;
	struct buf proxies;
	str host;
	enum rc rc;

	http_conf_default(out);
	rc = conf_host_port(p->a, c->listen, &host, &out->port, e);
	if (rc != RC_OK)
		return rc;
	out->host = str_z(p->a, host);
	out->fd = prog_inherited_socket();
	buf_init(&proxies, p->a, 64);
	for (size_t i = 0; i < c->trusted_proxy.n; i++) {
		if (i > 0)
			BUF_LIT(&proxies, ", ");
		buf_str(&proxies, c->trusted_proxy.at[i]);
	}
	buf_char(&proxies, '\0');
	out->trusted_proxies = proxies.p;
	out->event_threads = (unsigned)c->event_threads;
	out->fast_workers = (unsigned)c->fast_threads;
	out->heavy_workers = (unsigned)c->heavy_threads;
	out->heavy_queue = (unsigned)c->heavy_queue;
	out->max_connections = (unsigned)c->connections;
	out->max_per_address = (unsigned)c->connections_per_address;
	out->tls_in_front = c->tls_in_front;
	out->head_ms = (int)c->head_s * 1000;
	out->body_ms = (int)c->body_s * 1000;
	out->access_log = true;
	return RC_OK;
}

static enum rc
open_all(struct prog *p, struct app *app, struct err *e)
{
	const struct conf *c = &p->conf;
	enum rc rc;

	asset_install(asset_table, asset_table_n);
	rc = i18n_install(LANG_EN, i18n_en_mo, i18n_en_mo_len, e);
	if (rc == RC_OK)
		rc = store_open(str_z(p->a, c->database), &app->store, e);
	if (rc == RC_OK)
		rc = store_migrate(app->store, e);
	if (rc == RC_OK)
		rc = document_vault_open(c, p->a, app->store, &app->vault, e);
	if (rc == RC_OK)
		rc = inspector_new(
		    prog_beside(p, "paraf-inspector"), 0, &app->inspector, e);
	if (rc != RC_OK)
		return rc;
	app->signer_socket = str_z(p->a, c->signer_socket);
	app->node = str_fmt(p->a, "%.*s/web", STR_ARG(c->node));
	app_init(app);
	return RC_OK;
}

int
main(int argc, char **argv)
{
	struct prog p;
	struct app app = { .clock = &clock_system };
	struct http_conf hc;
	struct http_app ha;
	struct http_server *server = NULL;
	struct err e;
	enum rc rc;
	int code = 0;

	prog_begin(&p, "paraf-web", argc, argv);
	if (p.argc > 0) {
		fprintf(stderr, "paraf-web: unknown word: %s\n", p.argv[0]);
		return 2;
	}
	prog_block_signals();
	app.conf = &p.conf;
	rc = http_settings(&p, &hc, &e);
	if (rc == RC_OK)
		rc = open_all(&p, &app, &e);
	if (rc == RC_OK) {
		app_http(&app, &ha);
		rc = http_server_start(&hc, &ha, &server, &e);
	}
	if (rc != RC_OK) {
		code = prog_fail(&p, "start", &e);
	} else {
		printf("listening on http://%s:%d\n", hc.host, http_server_port(server));
		(void)fflush(stdout);
		app.server = server;
		log_line(LOG_INFO_, "start", "port=%d", http_server_port(server));
		prog_wait_stop();
		http_server_stop(server, (int)p.conf.stop_s * 1000);
		log_line(LOG_INFO_, "stop", "rc=ok");
	}
	if (app.router != NULL)
		app_release(&app);
	inspector_free(app.inspector);
	vault_close(app.vault);
	store_close(app.store);
	arena_free(p.a);
	return code;
}
