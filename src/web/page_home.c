/* page_home.c - the first page, and whether we are alive. */
#include "web/pages.h"

#include "landing.tpl.h"
#include "web/app.h"
#include "web/view_landing.h"

enum rc
page_home(struct page *p, struct err *e)
{
	struct view_landing v = {
		.shell = page_shell(p, N_("Daftar tanda tangan elektronik")), .open = true
	};

	(void)e;
	page_render(p, tpl_landing, &v);
	return RC_OK;
}

/* The process answers: nothing else is looked at. */
enum rc
page_healthz(struct page *p, struct err *e)
{
	(void)e;
	return page_json(p, STR("{\"status\":\"ok\"}\n"));
}

/* Database and signer answer too, so a load balancer may send people here. */
enum rc
page_readyz(struct page *p, struct err *e)
{
	enum rc rc = domain_ready(&p->d, e);

	return rc != RC_OK ? rc : page_json(p, STR("{\"status\":\"ready\"}\n"));
}

static bool
may_measure(const struct page *p)
{
	const struct conf_list *from = &p->app->conf->metrics_from;

	/* through a proxy that is not declared: whoever asks is not who is seen */
	if (http_request_header(p->rq, "X-Forwarded-For").p != NULL &&
	    p->app->conf->trusted_proxy.n == 0)
		return false;
	for (size_t i = 0; i < from->n; i++)
		if (str_eq(from->at[i], p->rq->remote))
			return true;
	return false;
}

/* Counters of the server in the text format of Prometheus; nothing about people. */
enum rc
page_metrics(struct page *p, struct err *e)
{
	struct http_stats s = { 0 };
	struct buf *out = &p->rs->body;

	if (!may_measure(p) || p->app->server == NULL)
		return err_set(e, RC_NOT_FOUND,
		    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
		    "metrics from elsewhere");
	http_server_stats(p->app->server, &s);
	http_header_z(p->rs, "Content-Type", "text/plain; version=0.0.4");
	buf_fmt(out, "paraf_http_connections %u\n", s.connections);
	buf_fmt(out, "paraf_http_requests_running %u\n", s.requests_running);
	buf_fmt(out, "paraf_http_fast_waiting %u\n", s.fast_waiting);
	buf_fmt(out, "paraf_http_heavy_waiting %u\n", s.heavy_waiting);
	buf_fmt(out, "paraf_http_requests_total %llu\n", (unsigned long long)s.requests);
	buf_fmt(out, "paraf_http_refused_busy_total %llu\n",
	    (unsigned long long)s.refused_busy);
	buf_fmt(out, "paraf_http_cut_by_deadline_total %llu\n",
	    (unsigned long long)s.cut_by_deadline);
	return RC_OK;
}
