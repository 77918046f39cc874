/* page.c - helpers of handlers: rendering, redirecting, cookies, surroundings. */
#include "web/page.h"

#include "base/codec.h"
#include "base/i18n.h"
#include "base/rnd.h"
#include "base/utf8.h"
#include "domain/outbox.h"
#include "web/app.h"
#include "web/menu.h"

#define COOKIE_ACCOUNT   "paraf_masuk"
#define COOKIE_APPLICANT "paraf_berkas"
#define COOKIE_FLASH     "paraf_kabar"

str
page_param(const struct page *p, const char *name)
{
	str v = route_param(&p->match, name);

	BUG_ON(v.p == NULL);
	return v;
}

str
page_query(const struct page *p, const char *name)
{
	return http_value(&p->rq->query, name);
}

const char *
page_tr(const struct page *p, const char *msg)
{
	return i18n_tr(p->lang, msg);
}

str
page_url(struct arena *a, const struct conf *conf, str path)
{
	return str_fmt(a, "%.*s%.*s", STR_ARG(conf->public_url), STR_ARG(path));
}

str
page_once_sent(const struct page *p)
{
	str v = http_value(&p->rq->form, "once");

	return v.n >= 20 && v.n <= 64 ? v : STR_NONE;
}

str
page_once(struct page *p)
{
	str sent = page_once_sent(p);

	return sent.p != NULL ? sent : rnd_token(p->a);
}

enum zone
page_zone(struct page *p)
{
	return domain_zone(&p->d, p->who.office);
}

struct view_shell
page_shell(struct page *p, const char *title)
{
	bool staff = p->who.account.p != NULL;
	str path = p->path;

	if (p->rq->query_raw.n > 0)
		path = str_fmt(
		    p->a, "%.*s?%.*s", STR_ARG(p->path), STR_ARG(p->rq->query_raw));
	return (struct view_shell){ .title = title,
		.path = path,
		.demo = p->app->conf->demo,
		.has_error = p->form.spec != NULL && !form_ok(&p->form),
		.flash = p->flash,
		.notice = app_notice(p),
		.user = staff ? p->who.name : STR_NONE,
		.menu = menu_of(p),
		.csrf = p->csrf,
		.session_left_s = p->session_ends_s,
		.help_name = p->app->conf->helpdesk_name,
		.help_href = str_fmt(
		    p->a, "https://%.*s", STR_ARG(p->app->conf->helpdesk_contact)) };
}

struct html
page_sink(struct page *p)
{
	if (http_header_get(p->rs, "Content-Type").p == NULL)
		http_header_z(p->rs, "Content-Type", "text/html; charset=utf-8");
	return (struct html){ .out = &p->rs->body, .lang = p->lang, .base = p->base };
}

str
page_days(const struct page *p, int64_t days)
{
	bool years = days > 0 && days % 365 == 0;
	str n = str_fmt(p->a, "%lld", (long long)(years ? days / 365 : days));

	return form_fill(
	    p->a, page_tr(p, years ? N_("{0} tahun") : N_("{0} hari")), &n, 1);
}

enum rc
page_again(struct page *p, enum rc (*show)(struct page *p))
{
	p->rs->status = 422;
	return show(p);
}

const char *
page_start(const struct actor *who)
{
	static const struct {
		unsigned role;
		const char *path;
	} starts[] = { { R_FRESH, "/kata-sandi" }, { R_CENTRAL, "/pusat" },
		{ R_VERIFIER, "/bssn" }, { R_AUDITOR, "/audit" },
		{ R_OFFICE_ADMIN, "/kantor" },
		{ R_OPIP | R_KEPALA, "/kantor/permohonan" }, { R_STAFF, "/profil" } };

	for (size_t i = 0; i < ARRAY_LEN(starts); i++)
		if (starts[i].role & who->roles)
			return starts[i].path;
	return "/";
}

/* A path that a browser reads as one of this host, and nothing that does not belong into a header. */
static bool
is_local(str to)
{
	if (to.n == 0 || to.p[0] != '/' || (to.n > 1 && to.p[1] == '/'))
		return false;
	for (size_t i = 0; i < to.n; i++)
		if (to.p[i] <= ' ' || to.p[i] > '~' || to.p[i] == '\\')
			return false;
	return true;
}

str
page_next(const struct page *p, str wanted)
{
	str path = wanted;
	struct route_match m;

	if (is_local(wanted)) {
		path = str_cut(&path, '?');
		router_match(p->app->router, STR("GET"), path, &m);
		if (m.result == ROUTE_FOUND && page_routes[m.index].roles & p->who.roles)
			return wanted;
	}
	return str_from_z(page_start(&p->who));
}

enum rc
page_redirect(struct page *p, str path)
{
	http_redirect(p->rs, 303, str_fmt(p->a, "%s%.*s", p->base, STR_ARG(path)));
	return RC_OK;
}

enum rc
page_redirect_z(struct page *p, const char *path)
{
	return page_redirect(p, str_from_z(path));
}

enum rc
page_redirect_flash_str(struct page *p, str path, str text)
{
	str mac = vault_mac(p->d.vault, p->a, STR("flash"), text);

	http_set_cookie(p->rs,
	    &(struct cookie){ .name = STR(COOKIE_FLASH),
		.value = str_fmt(p->a, "%.16s.%.*s", mac.p,
		    STR_ARG(base64url_encode(p->a, text.p, text.n < 600 ? text.n : 600))),
		.max_age_s = 60,
		.site = COOKIE_LAX });
	return page_redirect(p, path);
}

enum rc
page_redirect_flash(struct page *p, str path, const char *msg)
{
	return page_redirect_flash_str(p, path, str_from_z(page_tr(p, msg)));
}

enum rc
page_json(struct page *p, str json)
{
	http_header_z(p->rs, "Content-Type", "application/json");
	buf_str(&p->rs->body, json);
	return RC_OK;
}

void
page_calendar(struct page *p, str name, const struct ical_event *ev)
{
	http_header_z(p->rs, "Content-Type", ICAL_TYPE);
	http_disposition(p->rs, true, str_fmt(p->a, "%.*s.ics", STR_ARG(name)));
	buf_str(&p->rs->body, outbox_calendar(&p->d, ev));
}

static void
set_token(struct page *p, str name, str token, int64_t age)
{
	http_set_cookie(p->rs,
	    &(struct cookie){
		.name = name, .value = token, .max_age_s = age, .site = COOKIE_LAX });
}

void
page_sign_in(struct page *p, str account_token)
{
	set_token(p, STR(COOKIE_ACCOUNT), account_token, 0);
}

void
page_sign_out(struct page *p)
{
	set_token(p, STR(COOKIE_ACCOUNT), STR(""), -1);
}

void
page_applicant_in(struct page *p, str application_token)
{
	set_token(p, STR(COOKIE_APPLICANT), application_token, 0);
}

void
page_applicant_out(struct page *p)
{
	set_token(p, STR(COOKIE_APPLICANT), STR(""), -1);
}

static str
cookie_or_none(const struct page *p, const char *name)
{
	str v = http_request_cookie(p->rq, name);

	return v.n == 0 ? STR_NONE : v;
}

str
page_account_token(const struct page *p)
{
	return cookie_or_none(p, COOKIE_ACCOUNT);
}

str
page_applicant_token(const struct page *p)
{
	return cookie_or_none(p, COOKIE_APPLICANT);
}

str
page_agent(const struct page *p)
{
	return utf8_head(http_request_header(p->rq, "User-Agent"), 200);
}

struct vault_stage *
page_take_stage(struct page *p, const char *field, str *out_name)
{
	const struct http_file *chosen = form_file(&p->form, field);

	for (size_t i = 0; chosen != NULL && i < p->rq->files.n; i++) {
		struct http_file *f = &p->rq->files.at[i];
		struct vault_stage *stage = f->stage;

		if (f != chosen || f->rc != RC_OK || f->bytes == 0)
			continue;
		f->stage = NULL;
		if (out_name != NULL)
			*out_name = f->filename.n > 0 ? f->filename : str_from_z(field);
		return stage;
	}
	return NULL;
}
