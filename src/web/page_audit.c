/* page_audit.c - the audit trail: filters combine, pages by place, the chain checked on demand. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit.tpl.h"
#include "base/utf8.h"
#include "domain/audit_case.h"
#include "domain/audit_export.h"
#include "domain/record.h"
#include "web/pages.h"
#include "web/users.h"
#include "web/view_audit.h"

#define PAGE_ROWS 25

static str
asked(struct page *p, const char *name)
{
	str v = utf8_head(str_trim(page_query(p, name)), 200);

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

/* An account by its user name and what it acted as; who has none by what he is alone. */
static void
who_acted(struct page *p, const struct row_audit *r, struct view_audit_event *out)
{
	if (str_eq_z(r->role, "applicant") || str_eq_z(r->role, "system")) {
		out->actor = str_from_z(page_tr(p, audit_role_word(r->role)));
		return;
	}
	out->actor = audit_actor_name(&p->d, r->actor);
	out->role = str_eq_z(r->role, "staff") ? N_("Pegawai") : audit_role_word(r->role);
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
			.action = r->action,
			.object = r->object,
			.office = r->office,
			.addr = r->addr,
			.detail = r->detail.p != NULL ? r->detail : STR(""),
			.number = str_fmt(
			    p->a, "%.*s %lld", STR_ARG(r->node), (long long)r->seq) };
		who_acted(p, r, &at[i]);
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
chain_state(struct page *p, struct view_audit *v, struct err *e)
{
	struct audit_state s;
	enum rc rc = audit_look_last(&p->d, &s, e);

	if (rc == RC_NOT_FOUND)
		return RC_OK;
	if (rc != RC_OK)
		return rc;
	v->known = true;
	v->whole = s.whole;
	v->checked_events = s.events;
	v->place = s.place;
	v->checked_at = time_long(p->a, s.at_s, page_zone(p), p->lang);
	return RC_OK;
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
	if (rc == RC_OK)
		rc = chain_state(p, v, e);
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
	struct view_audit v = { .now = false };

	return show(p, &v, e);
}

/* Follows the record from its first event. */
enum rc
page_audit_check_post(struct page *p, struct err *e)
{
	struct view_audit v = { .now = true };
	struct audit_state s;
	enum rc rc = audit_look_keep(&p->d, &s, e);

	return rc == RC_OK ? show(p, &v, e) : rc;
}

/* ---- export ---- */

static enum rc
put_file(void *arg, str lines, struct err *e)
{
	int fd = *(const int *)arg;

	while (lines.n > 0) {
		ssize_t k = write(fd, lines.p, lines.n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return err_set(e, RC_UNAVAILABLE,
			    N_("Penyimpanan sedang penuh. Coba lagi nanti."),
			    "export: %s", strerror(errno));
		lines = str_from(lines, (size_t)k);
	}
	return RC_OK;
}

struct sending {
	int fd;
};

static ssize_t
send_some(void *arg, char *to, size_t n)
{
	return read(((struct sending *)arg)->fd, to, n);
}

static void
send_done(void *arg)
{
	close(((struct sending *)arg)->fd);
	free(arg);
}

static enum rc
exported_tx(struct db *tx, void *arg, struct err *e)
{
	struct page *p = arg;

	return audit_add(
	    &p->d, tx, &p->who, "audit.export", STR("audit/all"), STR_NONE, STR_NONE, e);
}

/* The whole record, through a file without a name, so that it never stands in memory. */
enum rc
page_audit_export(struct page *p, struct err *e)
{
	const char *dir = str_z(p->a, p->d.conf->state_dir);
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	struct audit_sink sink = { put_file, &fd };
	struct sending *s;
	off_t size;
	enum rc rc;

	if (fd < 0)
		return err_set(e, RC_UNAVAILABLE,
		    N_("Penyimpanan sedang penuh. Coba lagi nanti."),
		    "O_TMPFILE in %s: %s", dir, strerror(errno));
	rc = store_write(p->d.store, p->a, exported_tx, p, e);
	if (rc == RC_OK)
		rc = audit_export(&p->d, &sink, e);
	size = lseek(fd, 0, SEEK_CUR);
	if (rc != RC_OK || size < 0 || lseek(fd, 0, SEEK_SET) != 0) {
		close(fd);
		return rc != RC_OK ? rc
				   : err_set(e, RC_UNAVAILABLE,
					 N_("Penyimpanan sedang penuh. Coba lagi nanti."),
					 "lseek: %s", strerror(errno));
	}
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		BUG("out of memory");
	s->fd = fd;
	http_header_z(p->rs, "Content-Type", "application/jsonl");
	http_disposition(p->rs, true, STR("jejak-audit.jsonl"));
	http_stream(p->rs, size, send_some, send_done, s);
	return RC_OK;
}
