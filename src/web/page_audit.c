/* page_audit.c - the audit trail: filters combine, pages by place, the chain checked on demand. */
#include "audit.tpl.h"
#include "domain/audit_export.h"
#include "domain/record.h"
#include "web/pages.h"
#include "web/users.h"
#include "web/view_audit.h"

#define PAGE_ROWS 50

static str
asked(struct page *p, const char *name)
{
	str v = str_sub(str_trim(page_query(p, name)), 0, 200);

	return v.n > 0 ? v : STR_NONE;
}

/* First second of that day (or of the day after) in the actor's zone; SQL_NULL_INT: no such filter. */
static int64_t
day(struct page *p, str text, int plus, bool *bad)
{
	struct date d;
	struct err ignored;

	if (text.n == 0)
		return SQL_NULL_INT;
	if (date_parse_iso(text, &d, &ignored) != RC_OK) {
		*bad = true;
		return SQL_NULL_INT;
	}
	return time_from_civil(
	    date_from_days(date_to_days(d) + plus), 0, 0, page_zone(p));
}

/* "<seconds>.<seq>.<node>" of the query. */
static void
read_place(struct page *p, struct audit_filter *f, struct view_audit *v)
{
	struct err ignored;
	str rest;

	f->before_s = INT64_MAX;
	f->before_node = STR("");
	if (!link_after(p, "setelah", &f->before_s, &rest))
		return;
	if (str_int64(str_cut(&rest, '.'), &f->before_seq, &ignored) != RC_OK)
		f->before_seq = 0;
	f->before_node = rest.p != NULL ? rest : STR("");
	v->first_href = STR("");
}

static str
link_to(struct page *p, const struct view_audit *v, str after)
{
	struct buf link;

	buf_init(&link, p->a, 128);
	buf_z(&link, "/audit");
	link_add(&link, "pelaku", v->actor);
	link_add(&link, "perbuatan", v->action);
	link_add(&link, "objek", v->object);
	link_add(&link, "kantor", v->office);
	link_add(&link, "dari", v->from);
	link_add(&link, "sampai", v->to);
	link_add(&link, "setelah", after);
	return buf_get(&link);
}

static void
set_events(struct page *p, const struct row_audit_list *list, struct view_audit *v)
{
	struct view_audit_event *at =
	    ARENA_ARRAY(p->a, list->n + 1, struct view_audit_event);

	v->events.n = list->n > PAGE_ROWS ? PAGE_ROWS : list->n;
	for (size_t i = 0; i < v->events.n; i++) {
		const struct row_audit *r = &list->at[i];

		at[i] = (struct view_audit_event){ .when = time_long(p->a, r->at_s,
						       page_zone(p), p->lang),
			.actor = audit_actor_name(&p->d, r->actor),
			.role = r->role,
			.action = r->action,
			.object = r->object,
			.office = r->office,
			.addr = r->addr,
			.detail = r->detail.p != NULL ? r->detail : STR(""),
			.number = str_fmt(
			    p->a, "%.*s %lld", STR_ARG(r->node), (long long)r->seq) };
	}
	v->events.at = at;
	if (list->n > PAGE_ROWS) {
		const struct row_audit *r = &list->at[PAGE_ROWS - 1];

		v->next_href = link_to(p, v,
		    str_fmt(p->a, "%lld.%lld.%.*s", (long long)r->at_s, (long long)r->seq,
			STR_ARG(r->node)));
	}
}

static enum rc
show(struct page *p, struct view_audit *v, struct err *e)
{
	struct audit_filter f = { .n = PAGE_ROWS + 1 };
	struct row_audit_list list;
	enum rc rc;

	v->shell = page_shell(p, N_("Jejak audit"));
	v->shell.wide = true;
	v->actor = f.actor = asked(p, "pelaku");
	v->action = f.action = asked(p, "perbuatan");
	v->object = f.object = asked(p, "objek");
	v->office = f.office = asked(p, "kantor");
	v->from = asked(p, "dari");
	v->to = asked(p, "sampai");
	f.from_s = day(p, v->from, 0, &v->bad_date);
	f.to_s = day(p, v->to, 1, &v->bad_date);
	v->filtered = f.actor.p != NULL || f.action.p != NULL || f.object.p != NULL ||
		      f.office.p != NULL || v->from.p != NULL || v->to.p != NULL;
	read_place(p, &f, v);
	rc = audit_events(&p->d, &f, &list, e);
	if (rc != RC_OK)
		return rc;
	if (v->first_href.p != NULL)
		v->first_href = link_to(p, v, STR_NONE);
	set_events(p, &list, v);
	page_render(p, tpl_audit, v);
	return RC_OK;
}

enum rc
page_audit(struct page *p, struct err *e)
{
	struct view_audit v = { .checked = false };

	return show(p, &v, e);
}

/* Follows the chains from their first event; changes nothing, so the page comes at once. */
enum rc
page_audit_check_post(struct page *p, struct err *e)
{
	struct view_audit v = { .checked = true };
	struct audit_state s;
	enum rc rc = audit_look_keep(&p->d, &s, e);

	if (rc != RC_OK)
		return rc;
	v.whole = s.whole;
	v.checked_events = s.events;
	v.checked_at = time_long(p->a, domain_now(&p->d), page_zone(p), p->lang);
	return show(p, &v, e);
}
