/*
 * page.h - one request on its way through the portal: language, route, session, rights, form,
 * handler, answer. A handler is straight-line code on a worker; it owns nothing that outlives the
 * request. Access is decided before the handler runs; a handler never checks rights itself.
 */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "base/ical.h"
#include "domain/domain.h"
#include "html/html.h"
#include "http/http.h"
#include "http/router.h"
#include "model/actor.h"
#include "web/form.h"
#include "web/view_shell.h"

struct app;
struct page;

/*
 * A handler fills the response (page_render, page_redirect...) and returns RC_OK, or returns an
 * error, which becomes the error page of its kind with e->msg as the sentence.
 */
typedef enum rc (*page_fn)(struct page *p, struct err *e);

enum page_flag {
	PAGE_HEAVY = 1 << 0, /* Argon2, letters, inspection: runs on the heavy pool */
	PAGE_FILES = 1 << 1, /* multipart with files, streamed into the vault */
	PAGE_NO_CSRF =
	    1 << 2, /* only for endpoints that carry a token of their own: none today */
	PAGE_OWN_FORM =
	    1 << 4, /* the handler sets options first and calls form_read itself */
	PAGE_KEY =
	    1
	    << 5, /* only for sessions that an officer key has proven (session_may_sign) */
	PAGE_MEMORY =
	    1
	    << 6, /* multipart with files held in memory alone (vault/memory.h): never kept */
	PAGE_JSON = 1 << 3, /* errors are answered as {"error": "..."} */
};

struct page_route {
	struct route at; /* method and pattern, without language prefix */
	unsigned roles;  /* mask of enum role_bit; 0 is not a role and fails a test */
	unsigned flags;
	const struct form_spec
	    *form; /* closed form of a POST; NULL = only csrf and once */
	page_fn fn;
};

extern const struct page_route page_routes[];
extern const size_t page_routes_n;

struct page {
	struct http_request *rq;
	struct http_response *rs;
	struct app *app;
	struct domain d; /* d.a is the request's arena, d.db this worker's connection */
	struct actor who;
	struct arena *a; /* = d.a */
	enum lang lang;
	const char *base; /* "" or "/en" */
	str path;         /* without the language prefix */
	struct route_match match;
	const struct page_route *route;
	/*
	 * Of the route's form_spec: empty on GET; on POST read already (unknown fields were answered
	 * 400), unless the route is PAGE_OWN_FORM.
	 */
	struct form form;
	str csrf;  /* token for this page's forms, masked anew each time */
	str flash; /* what the page before wants to say, or STR_NONE */
	int64_t session_ends_s;
};

/* The parameter of the route's pattern; BUG if the pattern has none of that name. */
str page_param(const struct page *p, const char *name);
/* A query value, STR_NONE when absent. */
str page_query(const struct page *p, const char *name);
/* The surroundings of a page: menu, user, flash, demo bar. `title` is N_(). */
struct view_shell page_shell(struct page *p, const char *title);

/* Where templates write; language and base are set. */
struct html page_sink(struct page *p);
/*
 * page_render(p, tpl_landing, &view): 200, text/html. With form errors set p->rs->status to 422
 * first (page_render_form does).
 */
#define page_render(p, tpl, view)                                                        \
	do {                                                                             \
		struct html page_sink_ = page_sink(p);                                   \
		tpl(&page_sink_, (view));                                                \
	} while (0)

/* A form with errors again: status 422 and the page that `show` renders. */
enum rc page_again(struct page *p, enum rc (*show)(struct page *p));
/* The page an actor works from: "/pusat", "/kantor", "/bssn", "/profil" ... */
const char *page_start(const struct actor *who);

/*
 * Where somebody who is signed in goes on: to `wanted`, if it is an address of this portal (a path without
 * language, with or without query) that one of his roles may open; else to page_start. Never to another host.
 */
str page_next(const struct page *p, str wanted);

/* POST -> 303 -> GET; path without language prefix. */
enum rc page_redirect(struct page *p, str path);
enum rc page_redirect_z(struct page *p, const char *path);
/* The same with a sentence for the next page (translated already, shown once). */
enum rc page_redirect_flash(struct page *p, str path, const char *msg);
enum rc page_redirect_flash_str(struct page *p, str path, str text);
/* An appointment as a calendar file NAME.ics to keep. */
void page_calendar(struct page *p, str name, const struct ical_event *ev);
/* A JSON body, status as set. */
enum rc page_json(struct page *p, str json);

/* Put a new session into the browser, or take it out. */
void page_sign_in(struct page *p, str account_token);
void page_sign_out(struct page *p);
void page_applicant_in(struct page *p, str application_token);
void page_applicant_out(struct page *p);
/* The tokens the browser sent (STR_NONE when none). */
str page_account_token(const struct page *p);
str page_applicant_token(const struct page *p);
/* Name of the browser, for the list of sessions. */
str page_agent(const struct page *p);
/* A translated sentence. */
const char *page_tr(const struct page *p, const char *msg);
/*
 * The accepted upload in that field of the form, from the file control or the camera, as a stage that is
 * the caller's now; *out_name (unless NULL): what the file is called. NULL: none came, or it was refused.
 */
struct vault_stage *page_take_stage(struct page *p, const char *field, str *out_name);
/* The public address of a path of ours, for letters, mails and QR codes: public_url + path. */
str page_url(struct arena *a, const struct conf *conf, str path);

/*
 * Token that makes a form count once although it is sent twice: for the form (the one that came
 * back stays, so that errors do not change it), and as it was sent (STR_NONE: none of ours).
 */
str page_once(struct page *p);
str page_once_sent(const struct page *p);

/* Who opened a document, as its owner reads it: office staff by name, others by their role. */
str page_viewer(const struct page *p, const struct row_doc_views_of *r);

/* A number of days in words: whole years as years ("5 tahun"), else days. */
str page_days(const struct page *p, int64_t days);

/* Zone in which times are shown to this actor: of his office, else WIB. */
enum zone page_zone(struct page *p);

#endif
