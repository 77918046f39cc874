/*
 * paraf-ocsp - says whether a certificate is good, revoked or unknown: paraf-ocsp(8).
 *
 * Reads the signer's status record and nothing else; holds a key of its own that lives for days.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include "base/file.h"
#include "base/sandbox.h"
#include "http/listen.h"
#include "ocsp/app.h"
#include "prog/common.h"

#define MAX_FILES 8192

/* "http://host:port/ocsp/" has the prefix "/ocsp". */
static const char *
prefix_of(struct prog *p, str url)
{
	ptrdiff_t at = str_find(url, STR("://"));
	str rest = at < 0 ? STR("") : str_from(url, (size_t)at + 3);

	at = str_find(rest, STR("/"));
	rest = at < 0 ? STR("") : str_from(rest, (size_t)at);
	while (str_ends(rest, STR("/")))
		rest.n--;
	return str_z(p->a, rest);
}

static enum rc
http_settings(struct prog *p, struct http_conf *out, struct err *e)
{
	const struct conf *c = &p->conf;
	str host;
	enum rc rc;

	http_conf_default(out);
	if (c->ocsp_listen.n == 0)
		return err_set(e, RC_INVALID, N_("Isi ocsp_listen: HOST:PORT."),
		    "ocsp_listen is empty");
	if ((rc = conf_host_port(p->a, c->ocsp_listen, &host, &out->port, e)) != RC_OK)
		return rc;
	out->host = str_z(p->a, host);
	out->bare = true;
	out->access_log = false;
	out->event_threads = (unsigned)c->ocsp_threads;
	out->fast_workers = out->heavy_workers = 0; /* everything runs where it arrives */
	out->max_connections = (unsigned)c->connections;
	out->max_per_address = (unsigned)c->connections_per_address;
	out->head_ms = (int)c->head_s * 1000;
	/* inherited, or opened before this program gives up the right to */
	out->fd = prog_inherited_socket();
	return listen_open(out, &out->fd, &out->port, e);
}

/* Before any thread: of the file system the record to read and our own folder; no way to start anything. */
static enum rc
confine(struct prog *p, struct err *e)
{
	const struct conf *c = &p->conf;
	const struct sandbox_limits limits = { .cpu_s = SANDBOX_UNLIMITED,
		.file_bytes = SANDBOX_UNLIMITED,
		.files = MAX_FILES,
		.threads = true };
	const struct sandbox_service service = { .unix_sockets = true, .server = true };
	const struct sandbox_path at[] = {
		{ .path = str_fmt(p->a, "%.*s/status", STR_ARG(c->signer_dir)).p },
		{ .path = str_z(p->a, c->ocsp_dir), .write = true },
		{ .path = "/etc/localtime" },
		{ .path = "/etc/ssl/openssl.cnf" },
		{ .path = "/dev/urandom" },
		{ .path = SANDBOX_SANITIZED ? "/proc/self" : "/dev/null" },
	};
	bool landlock = false;
	enum rc rc;

	umask(077);
	if ((rc = file_make_dirs(str_z(p->a, c->ocsp_dir), 0700, e)) != RC_OK ||
	    (rc = sandbox_private(e)) != RC_OK ||
	    (rc = sandbox_limit(&limits, e)) != RC_OK ||
	    (rc = pki_key_memory(16384, e)) != RC_OK ||
	    (rc = sandbox_no_capabilities(e)) != RC_OK ||
	    (rc = sandbox_paths(at, ARRAY_LEN(at), &landlock, e)) != RC_OK)
		return rc;
	log_line(landlock ? LOG_INFO_ : LOG_WARN_, "confined", "landlock=%s",
	    landlock ? "yes" : "no");
	return sandbox_service_syscalls(&service, e);
}

/* Renew what is due, wait for a signal, and so on until one comes. */
static void
keep_fresh(struct responder *r)
{
	bool known = false;

	for (;;) {
		struct err e = { 0 };
		enum rc rc;
		int64_t wait_s = responder_tick(r, &rc, &e);
		bool ready = responder_ready(r, &(struct err){ 0 }) == RC_OK;

		if (rc != RC_OK && (known || wait_s > 1))
			log_line(LOG_WARN_, "certificate", "rc=%s why=\"%s\"",
			    err_name(rc), e.why);
		if (ready && !known)
			log_line(LOG_INFO_, "ready", "rc=ok");
		known = ready;
		if (prog_wait_stop_for(known ? wait_s * 1000 : 100))
			return;
	}
}

static enum rc
serve(struct prog *p, struct http_conf *hc, struct responder *r, struct err *e)
{
	struct ocsp_app *app = ocsp_app_new(r, prefix_of(p, p->conf.ocsp_url));
	struct http_server *server = NULL;
	struct http_app ha;
	enum rc rc, tick;

	/* what was kept is enough to answer at once */
	(void)responder_tick(r, &tick, e);
	ocsp_app_http(app, &ha);
	rc = http_server_start(hc, &ha, &server, e);
	if (rc == RC_OK) {
		printf("answering on http://%s:%d\n", hc->host, http_server_port(server));
		(void)fflush(stdout); /* nobody may be listening */
		log_line(LOG_INFO_, "start", "port=%d", http_server_port(server));
		keep_fresh(r);
		http_server_stop(server, (int)p->conf.stop_s * 1000);
		log_line(LOG_INFO_, "stop", "rc=ok");
	}
	ocsp_app_free(app);
	return rc;
}

int
main(int argc, char **argv)
{
	struct responder_options o = { .clock = &clock_system };
	struct responder *r = NULL;
	struct http_conf hc;
	struct prog p;
	struct err e;
	enum rc rc;

	prog_begin(&p, "paraf-ocsp", argc, argv);
	if (p.argc > 0) {
		fprintf(stderr, "paraf-ocsp: unknown word: %s\n", p.argv[0]);
		return 2;
	}
	prog_block_signals();
	rc = http_settings(&p, &hc, &e);
	if (rc == RC_OK)
		rc = confine(&p, &e);
	if (rc == RC_OK) {
		o.status_path =
		    str_fmt(p.a, "%.*s/status/status.db", STR_ARG(p.conf.signer_dir)).p;
		o.dir = str_z(p.a, p.conf.ocsp_dir);
		o.signer_socket = str_z(p.a, p.conf.ocsp_socket);
		o.validity_s = p.conf.ocsp_validity_s;
		r = responder_new(&o);
		rc = serve(&p, &hc, r, &e);
		responder_free(r);
	}
	if (rc != RC_OK)
		return prog_fail(&p, "start", &e);
	arena_free(p.a);
	return 0;
}
