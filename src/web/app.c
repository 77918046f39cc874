/* app.c - from an HTTP request to a page: language, route, session, rights, CSRF, form, handler. */
#include "web/app.h"

#include <stdlib.h>

#include "base/codec.h"
#include "base/i18n.h"
#include "base/log.h"
#include "domain/check.h"
#include "domain/policy.h"
#include "domain/session.h"
#include "html/asset.h"
#include "web/csrf.h"
#include "web/errors.h"
#include "web/page.h"

#define NOTICE_S 10 /* how old an announcement may be that was saved by another program */

struct worker {
	struct db *db;
	struct ipc_client *signer;
	/* the announcement as it was looked up last; this thread's alone */
	char notice[POLICY_NOTICE_CHARS * 4];
	size_t notice_bytes;
	int64_t notice_until_s;
	uint64_t notice_edition;
};

/* ---- uploads go into the vault as they arrive ---- */

static enum rc
sink_open(void *arg, const struct http_request *rq, const struct http_file *f,
    void **out_stage, struct err *e)
{
	struct app *app = arg;
	struct vault_stage *stage = NULL;
	enum rc rc;

	(void)rq;
	(void)f;
	rc = vault_stage_open(app->vault, app->conf->upload_file_bytes, &stage, e);
	if (rc == RC_OK)
		*out_stage = stage;
	return rc;
}

static enum rc
sink_write(void *arg, void *stage, const void *p, size_t n, struct err *e)
{
	(void)arg;
	return vault_stage_write(stage, (str){ p, n }, e);
}

static enum rc
sink_close(void *arg, void *stage, struct http_file *f, struct err *e)
{
	enum rc rc = vault_stage_close(stage, e);

	(void)arg;
	(void)f;
	return rc;
}

static void
sink_abort(void *arg, void *stage)
{
	(void)arg;
	vault_stage_abort(stage);
}

/* ---- uploads that are looked at and never kept ---- */

static enum rc
memory_open(void *arg, const struct http_request *rq, const struct http_file *f,
    void **out_stage, struct err *e)
{
	struct app *app = arg;
	struct memory_stage *stage = NULL;
	enum rc rc = memory_stage_open(app->conf->upload_file_bytes, &stage, e);

	(void)rq;
	(void)f;
	if (rc == RC_OK)
		*out_stage = stage;
	return rc;
}

static enum rc
memory_write(void *arg, void *stage, const void *p, size_t n, struct err *e)
{
	(void)arg;
	return memory_stage_write(stage, (str){ p, n }, e);
}

static enum rc
memory_close(void *arg, void *stage, struct http_file *f, struct err *e)
{
	(void)arg;
	(void)f;
	return memory_stage_close(stage, e);
}

static void
memory_abort(void *arg, void *stage)
{
	(void)arg;
	memory_stage_free(stage);
}

/* ---- routing ---- */

/* Split the language prefix off; what is left starts with '/'. */
static enum lang
split_language(str path, str *out_rest)
{
	*out_rest = path;
	if (str_eq(path, STR("/en"))) {
		*out_rest = STR("/");
		return LANG_EN;
	}
	if (str_starts(path, STR("/en/"))) {
		*out_rest = str_from(path, 3);
		return LANG_EN;
	}
	return LANG_ID;
}

static void
classify(void *arg, struct http_request *rq, struct http_plan *plan)
{
	struct app *app = arg;
	struct route_match *m = ARENA_NEW(rq->a, struct route_match);
	const struct page_route *route;
	str path;

	if (str_starts(rq->path, STR("/aset/"))) {
		plan->pool = HTTP_INLINE;
		return;
	}
	split_language(rq->path, &path);
	router_match(app->router, rq->method, path, m);
	if (m->result == ROUTE_NO_PATH) {
		plan->refuse = 404;
		return;
	}
	if (m->result == ROUTE_NO_METHOD) {
		plan->refuse = 405;
		plan->allow = m->allow;
		return;
	}
	rq->route = m;
	route = &page_routes[m->index];
	plan->pool = route->flags & PAGE_HEAVY ? HTTP_HEAVY : HTTP_FAST;
	if (str_eq(rq->method, STR("POST"))) {
		plan->body = HTTP_BODY_FORM | HTTP_BODY_MULTIPART;
		plan->sink = route->flags & PAGE_MEMORY  ? &app->memory
			     : route->flags & PAGE_FILES ? &app->sink
							 : NULL;
	}
}

static void
serve_asset(struct http_request *rq, struct http_response *rs)
{
	const struct asset *a = asset_by_url(rq->path);
	struct http_asset h;

	rs->log_route = "/aset";
	if (a == NULL) {
		rs->status = 404;
		http_header_z(rs, "Content-Type", "text/plain; charset=utf-8");
		buf_z(&rs->body, "Berkas tidak ditemukan.\n");
		return;
	}
	h = (struct http_asset){ .name = str_from_z(a->name),
		.url = str_from_z(a->url),
		.type = str_from_z(a->type),
		.bytes = a->bytes,
		.br = a->br,
		.gz = a->gz,
		.etag = str_from_z(a->etag) };
	http_static(rs, &h);
}

/* ---- one page ---- */

/* The network of an address: what the record may keep (RFC 4291 /48, IPv4 /24). */
static str
network_of(struct arena *a, str remote)
{
	int parts = 0;

	for (size_t i = 0; i < remote.n; i++) {
		if (remote.p[i] == '.' && ++parts == 3)
			return str_fmt(a, "%.*s.0/24", (int)i, remote.p);
		if (remote.p[i] == ':' && ++parts == 3)
			return str_fmt(a, "%.*s::/48", (int)i, remote.p);
	}
	return str_dup(a, remote);
}

static void
take_flash(struct page *p)
{
	str v = http_request_cookie(p->rq, "paraf_kabar"), mac, text;
	struct err ignored;

	/* unggah.js follows the redirect before the browser goes there: the sentence is for the second */
	if (v.n < 18 || http_request_header(p->rq, "X-Paraf-Unggah").p != NULL)
		return;
	http_set_cookie(
	    p->rs, &(struct cookie){
		       .name = STR("paraf_kabar"), .value = STR(""), .max_age_s = -1 });
	if (base64url_decode(p->a, str_from(v, 17), &text, &ignored) != RC_OK)
		return;
	mac = vault_mac(p->d.vault, p->a, STR("flash"), text);
	if (str_eq_secret(str_sub(mac, 0, 16), str_sub(v, 0, 16)))
		p->flash = text;
}

/* Nobody signed in: to the sign-in page and back. Signed in without the role: the rule is named. */
static enum rc
refuse_role(struct page *p, struct err *e)
{
	if (p->who.roles & R_FRESH)
		return page_redirect_z(p, "/kata-sandi");
	if (p->route->roles == R_APPLICANT)
		return page_redirect_z(p, "/lanjut");
	if (p->who.account.p == NULL && !(p->route->flags & PAGE_JSON)) {
		if (!str_eq(p->rq->method, STR("POST")))
			return page_redirect(
			    p, str_fmt(p->a, "/masuk?lanjut=%.*s", STR_ARG(p->path)));
		return page_redirect_z(p, "/masuk");
	}
	return err_set(e, RC_DENIED,
	    N_("Anda tidak punya akses ke halaman ini. Bila seharusnya punya, hubungi admin kantor "
	       "Anda."),
	    "role");
}

/* Signed in, but not by a key: to the page that proves one, and back. */
static enum rc
refuse_proof(struct page *p, bool post, struct err *e)
{
	if (!post)
		return page_redirect(
		    p, str_fmt(p->a, "/profil/keamanan/pastikan?lanjut=%.*s",
			   STR_ARG(p->path)));
	return err_set(e, RC_DENIED,
	    N_("Langkah ini hanya untuk sesi yang dibuktikan dengan kunci petugas. Buka Keamanan akun, pastikan dengan kunci, lalu ulangi."),
	    "session without a key");
}

/*
 * Who asks. While the database is away nobody can be known, but a page for everybody can be read by
 * everybody: whoever is signed in sees it as a visitor until it is back.
 */
static enum rc
know_actor(struct page *p, bool post, struct err *e)
{
	struct actor nobody = p->who;
	enum rc rc = session_actor(&p->d, page_account_token(p), page_applicant_token(p),
	    &p->who, &p->session_ends_s, e);

	if (rc != RC_UNAVAILABLE || post || !(p->route->roles & R_VISITOR))
		return rc;
	p->who = nobody;
	p->session_ends_s = 0;
	return RC_OK;
}

static enum rc
run(struct page *p, struct err *e)
{
	bool post = str_eq(p->rq->method, STR("POST"));
	static const struct form_spec nothing = { NULL, 0 };
	enum rc rc;

	rc = know_actor(p, post, e);
	if (rc != RC_OK)
		return rc;
	if (!(p->route->roles & p->who.roles))
		return refuse_role(p, e);
	if (p->route->flags & PAGE_KEY && !session_may_sign(p->d.conf, &p->who))
		return refuse_proof(p, post, e);
	if (post && !(p->route->flags & PAGE_NO_CSRF)) {
		rc = csrf_check(p, e);
		if (rc != RC_OK)
			return rc;
	}
	form_init(
	    &p->form, p->route->form != NULL ? p->route->form : &nothing, p->lang, p->a);
	p->csrf = csrf_token(p);
	if (!post)
		take_flash(p);
	else if (!(p->route->flags & PAGE_OWN_FORM)) {
		rc = form_read(&p->form, &p->rq->form, &p->rq->files, e);
		if (rc != RC_OK)
			return rc;
	}
	return p->route->fn(p, e);
}

static void
app_handle(
    struct app *app, struct worker *w, struct http_request *rq, struct http_response *rs)
{
	struct page p = { .rq = rq, .rs = rs, .app = app, .a = rq->a };
	struct route_match *m = rq->route;
	struct err e;
	enum rc rc;

	p.lang = split_language(rq->path, &p.path);
	p.base = p.lang == LANG_EN ? "/en" : "";
	p.match = *m;
	p.route = &page_routes[m->index];
	rs->log_route = p.route->at.pattern;
	p.who.roles = R_VISITOR;
	p.who.net = network_of(p.a, rq->remote);
	p.d = (struct domain){ .store = app->store,
		.db = w->db,
		.vault = app->vault,
		.signer = w->signer,
		.inspector = app->inspector,
		.conf = app->conf,
		.clock = app->clock,
		.a = p.a,
		.lang = p.lang,
		.node = app->node,
		.quiet = http_request_header(rq, "X-Paraf-Diam").p != NULL };
	db_use_arena(w->db, p.a);
	if (!(p.route->flags & PAGE_HEAVY))
		db_hold(w->db);
	rc = run(&p, &e);
	form_wipe(&p.form);
	db_release(w->db);
	if (rc == RC_OK) {
		if (str_eq(rq->method, STR("POST")))
			domain_mail_poke(&p.d);
		return;
	}
	if (rc == RC_INTERNAL || rc == RC_UNAVAILABLE)
		log_line(LOG_ERROR_, "page", "route=%s rc=%s id=%.*s why=\"%s\"",
		    p.route->at.pattern, err_name(rc), STR_ARG(rq->id), e.why);
	errors_page(&p, rc, &e);
}

static void
handle(void *arg, struct http_request *rq, struct http_response *rs)
{
	struct app *app = arg;

	if (rq->route == NULL)
		serve_asset(rq, rs);
	else
		app_handle(app, rq->worker, rq, rs);
}

static void
error_page(void *arg, struct http_request *rq, struct http_response *rs, enum rc rc,
    const char *msg)
{
	struct app *app = arg;
	struct page p = { .rq = rq, .rs = rs, .app = app, .a = rq->a };

	p.lang = split_language(rq->path, &p.path);
	p.base = p.lang == LANG_EN ? "/en" : "";
	errors_page_plain(&p, rc, msg);
}

str
app_notice(struct page *p)
{
	struct worker *w = p->rq->worker;
	uint64_t edition;
	int64_t now;
	str text;

	if (w == NULL || p->d.db == NULL)
		return STR_NONE;
	edition = atomic_load(&p->app->notice_edition);
	now = domain_now(&p->d);
	if (now >= w->notice_until_s || edition != w->notice_edition) {
		w->notice_edition = edition;
		text = policy_notice(&p->d);
		w->notice_bytes = text.n <= sizeof(w->notice) ? text.n : 0;
		if (w->notice_bytes > 0)
			memcpy(w->notice, text.p, w->notice_bytes);
		w->notice_until_s = now + NOTICE_S;
	}
	return w->notice_bytes == 0 ? STR_NONE
				    : str_dup(p->a, (str){ w->notice, w->notice_bytes });
}

/* ---- what each worker owns ---- */

static enum rc
app_worker_new(struct app *app, struct worker **out, struct err *e)
{
	struct worker *w = calloc(1, sizeof(*w));
	enum rc rc;

	if (w == NULL)
		BUG("out of memory");
	rc = db_open(app->store, &w->db, e);
	if (rc != RC_OK) {
		free(w);
		return rc;
	}
	w->signer = domain_signer_open(app->signer_socket);
	*out = w;
	return RC_OK;
}

static void
app_worker_free(struct worker *w)
{
	if (w == NULL)
		return;
	db_close(w->db);
	domain_signer_close(w->signer);
	free(w);
}

static enum rc
worker_init(void *arg, enum http_pool pool, void **out_worker, struct err *e)
{
	struct worker *w = NULL;
	enum rc rc;

	(void)pool;
	rc = app_worker_new(arg, &w, e);
	if (rc == RC_OK)
		*out_worker = w;
	return rc;
}

static void
worker_free(void *arg, void *worker)
{
	(void)arg;
	app_worker_free(worker);
}

void
app_init(struct app *app)
{
	app->keep = arena_new();
	app->router = router_new(page_routes, page_routes_n, sizeof(page_routes[0]));
	app->sink = (struct http_upload_sink){ sink_open, sink_write, sink_close,
		sink_abort, app };
	app->memory = (struct http_upload_sink){ memory_open, memory_write, memory_close,
		memory_abort, app };
}

void
app_release(struct app *app)
{
	router_free(app->router);
	arena_free(app->keep);
}

void
app_http(struct app *app, struct http_app *out)
{
	*out = (struct http_app){ .arg = app,
		.classify = classify,
		.handle = handle,
		.error_page = error_page,
		.worker_init = worker_init,
		.worker_free = worker_free };
}
