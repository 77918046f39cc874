/* office_parts.c - parts of pages that the review and the counter share. */
#include "web/office_parts.h"

#include "domain/workdays.h"
#include "web/ui.h"

const char *
office_state_colour(str state)
{
	static const char *const colours[APP__COUNT] = { [APP_DRAFT] = TAG_GREY,
		[APP_SUBMITTED] = TAG_BLUE,
		[APP_IN_REVIEW] = TAG_YELLOW,
		[APP_READY] = TAG_BLUE,
		[APP_AT_COUNTER] = TAG_PURPLE,
		[APP_APPROVED] = TAG_GREEN,
		[APP_ISSUED] = TAG_GREEN,
		[APP_RETURNED] = TAG_ORANGE,
		[APP_REFUSED] = TAG_RED,
		[APP_WITHDRAWN] = TAG_GREY,
		[APP_LAPSED] = TAG_GREY };
	int i = state_parse(&words_application, state);

	return i < 0 ? TAG_GREY : colours[i];
}

str
office_when(struct page *p, int64_t at_s, enum zone z)
{
	struct date day = time_civil(at_s, z).date,
		    today = time_civil(domain_now(&p->d), z).date;
	str clock = time_of_day(p->a, at_s, z);

	if (date_to_days(day) == date_to_days(today))
		return clock;
	return str_fmt(
	    p->a, "%.*s, %.*s", STR_ARG(date_short(p->a, day, p->lang)), STR_ARG(clock));
}

static struct view_office_line
line_of(struct page *p, const struct office_row *r, enum zone z, const char *base)
{
	const struct row_office_line *l = &r->line;
	int64_t limit = p->d.conf->sla_office_days * 10;
	struct view_office_line v = { .number = l->number,
		.href = str_fmt(p->a, "%s/%.*s", base, STR_ARG(l->number)),
		.name = l->name,
		.nip = l->nip.p != NULL ? ident_nip_spaced(p->a, l->nip) : STR(""),
		.state = state_label(&words_application, l->state),
		.colour = office_state_colour(l->state),
		.mine = l->claimed_by.p != NULL && str_eq(l->claimed_by, p->who.account),
		.since = office_when(p, l->state_since_s, z),
		.age = r->age_tenths == 0 ? str_from_z(page_tr(p, N_("Baru masuk")))
					  : workdays_text(p->a, r->age_tenths, p->lang),
		.timed =
		    str_eq_z(l->state, "submitted") || str_eq_z(l->state, "in_review"),
		.late = r->age_tenths > limit,
		.share = r->age_tenths > limit ? 100 : r->age_tenths * 100 / limit };

	if (l->claimed_by.p != NULL) {
		str parts[2] = { l->claimer_name, office_when(p, l->claimed_s, z) };

		v.held = form_fill(p->a,
		    page_tr(p, v.mine ? N_("Anda, sejak {1}") : N_("{0}, sejak {1}")),
		    parts, 2);
	}
	return v;
}

struct view_office_lines
office_lines(struct page *p, const struct office_row *rows, size_t n, enum zone z,
    const char *base)
{
	struct view_office_line *at = ARENA_ARRAY(p->a, n + 1, struct view_office_line);

	for (size_t i = 0; i < n; i++)
		at[i] = line_of(p, &rows[i], z, base);
	return (struct view_office_lines){ at, n };
}

const struct row_document *
office_document(const struct office_file *f, const char *class)
{
	for (size_t i = 0; i < f->documents.n; i++)
		if (str_eq_z(f->documents.at[i].class, class))
			return &f->documents.at[i];
	return NULL;
}

/* ---- viewer ---- */

struct looking { /* what the address asks for */
	str path;
	const struct row_document *doc, *other;
	int64_t page, zoom, turn;
};

static int64_t
number_of(struct page *p, const char *name, int64_t otherwise, int64_t max)
{
	str text = page_query(p, name);
	struct err ignored;
	int64_t n;

	if (text.p == NULL || str_int64(text, &n, &ignored) != RC_OK || n < 0 || n > max)
		return otherwise;
	return n;
}

static str
href(struct page *p, const struct looking *l, str class, int64_t page, int64_t zoom,
    int64_t turn, str other)
{
	str s =
	    str_fmt(p->a, "%.*s?dok=%.*s&hal=%lld&zum=%lld&putar=%lld", STR_ARG(l->path),
		STR_ARG(class), (long long)page, (long long)zoom, (long long)turn);

	if (other.n > 0)
		s = str_fmt(p->a, "%.*s&banding=%.*s", STR_ARG(s), STR_ARG(other));
	return str_fmt(p->a, "%.*s#dokumen", STR_ARG(s));
}

static str
other_class(const struct looking *l)
{
	return l->other != NULL ? l->other->class : STR_NONE;
}

static struct view_picture
picture(struct page *p, const struct row_document *doc, int64_t page, int64_t zoom,
    const struct office_file *f)
{
	const char *label =
	    document_class_label((enum document_class)document_class_parse(doc->class));
	str parts[2] = { str_from_z(page_tr(p, label)), f->app.name };

	return (struct view_picture){
		.src = str_fmt(p->a, "/dokumen/%.*s/gambar?hal=%lld&dpi=%d",
		    STR_ARG(doc->id), (long long)page, zoom > 100 ? 170 : 110),
		.alt = form_fill(p->a, page_tr(p, N_("{0} atas nama {1}.")), parts, 2),
		.label = label
	};
}

/* One tab a class, in the order of documents.def. */
static void
put_docs(
    struct page *p, struct view_viewer *v, struct looking *l, const struct office_file *f)
{
	struct view_office_doc *at =
	    ARENA_ARRAY(p->a, DOC__COUNT, struct view_office_doc);
	str wanted = page_query(p, "dok"), other = page_query(p, "banding");
	const struct row_document *docs[DOC__COUNT];
	size_t n = 0, now = 0;

	for (int c = 0; c < DOC__COUNT; c++) {
		docs[n] = office_document(f, document_class_text((enum document_class)c));
		if (docs[n] == NULL)
			continue;
		if (str_eq(docs[n]->class, wanted))
			now = n;
		if (str_eq(docs[n]->class, other))
			l->other = docs[n];
		at[n] = (struct view_office_doc){
			document_class_label((enum document_class)c), STR_NONE,
			docs[n]->pages == SQL_NULL_INT ? 1 : docs[n]->pages, false
		};
		n++;
	}
	for (size_t i = 0; i < n; i++) {
		at[i].href = href(p, l, docs[i]->class, 1, 100, 0, STR_NONE);
		at[i].current = i == now;
	}
	v->docs.at = at;
	v->docs.n = n;
	v->any = n > 0;
	l->doc = n > 0 ? docs[now] : NULL;
	if (l->other == l->doc)
		l->other = NULL;
	if (n > 1 && l->other == NULL) /* what "Bandingkan" would put beside it */
		v->compare =
		    href(p, l, l->doc->class, 1, 100, 0, docs[now == 0 ? 1 : 0]->class);
	else if (l->other != NULL)
		v->compare = href(p, l, l->doc->class, 1, 100, 0, STR_NONE);
}

static void
put_tools(struct page *p, struct view_viewer *v, const struct looking *l)
{
	static const int64_t steps[] = { 75, 100, 150, 200 };
	int64_t pages = l->doc->pages == SQL_NULL_INT ? 1 : l->doc->pages;
	struct view_link *links = ARENA_ARRAY(p->a, (size_t)pages + 1, struct view_link);
	str class = l->doc->class, other = other_class(l);

	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		if (steps[i] != l->zoom)
			continue;
		if (i > 0)
			v->smaller =
			    href(p, l, class, l->page, steps[i - 1], l->turn, other);
		if (i + 1 < ARRAY_LEN(steps))
			v->larger =
			    href(p, l, class, l->page, steps[i + 1], l->turn, other);
	}
	v->turn = href(p, l, class, l->page, l->zoom, (l->turn + 90) % 360, other);
	for (int64_t i = 0; i < pages && i < 50; i++)
		links[v->pages.n++] =
		    (struct view_link){ str_fmt(p->a, "%lld", (long long)i + 1),
			    href(p, l, class, i + 1, l->zoom, l->turn, other),
			    i + 1 == l->page };
	v->pages.at = links;
}

struct view_viewer
office_viewer(struct page *p, const struct office_file *f, str path)
{
	struct view_picture *pictures = ARENA_ARRAY(p->a, 2, struct view_picture);
	struct looking l = { .path = path,
		.page = number_of(p, "hal", 1, 50),
		.zoom = number_of(p, "zum", 100, 200),
		.turn = number_of(p, "putar", 0, 270) };
	struct view_viewer v = { .any = false };

	if (l.zoom != 75 && l.zoom != 150 && l.zoom != 200)
		l.zoom = 100;
	if (l.turn % 90 != 0)
		l.turn = 0;
	put_docs(p, &v, &l, f);
	if (l.doc == NULL)
		return v;
	if (l.page < 1 || (l.doc->pages != SQL_NULL_INT && l.page > l.doc->pages))
		l.page = 1;
	put_tools(p, &v, &l);
	v.label =
	    document_class_label((enum document_class)document_class_parse(l.doc->class));
	v.about = str_fmt(p->a, "%s · %.*s",
	    str_eq_z(l.doc->type, "application/pdf") ? "PDF" : "JPG",
	    STR_ARG(office_when(p, l.doc->created_s, f->zone)));
	pictures[v.pictures.n++] = picture(p, l.doc, l.page, l.zoom, f);
	if (l.other != NULL)
		pictures[v.pictures.n++] = picture(p, l.other, 1, l.zoom, f);
	v.pictures.at = pictures;
	v.original = str_fmt(p->a, "/dokumen/%.*s/unduh", STR_ARG(l.doc->id));
	v.zoom_n = l.zoom;
	v.turn_n = l.turn;
	v.sha = str_fmt(
	    p->a, "%.4s…%.4s", l.doc->sha256.p, l.doc->sha256.p + l.doc->sha256.n - 4);
	v.opened = str_fmt(p->a, "%.*s, %.*s", STR_ARG(p->who.name),
	    STR_ARG(time_long(p->a, domain_now(&p->d), f->zone, p->lang)));
	return v;
}

/* ---- numbers ---- */

static str
date_or_dash(struct page *p, struct date d)
{
	return d.year == 0 ? STR("–") : date_long(p->a, d, p->lang);
}

struct view_facts
office_facts(struct page *p, const struct office_file *f)
{
	struct view_fact *at = ARENA_ARRAY(p->a, 6, struct view_fact);
	const struct row_application *app = &f->app;
	size_t n = 0;

	at[n++] = (struct view_fact){ N_("NIP"),
		app->nip.p != NULL ? ident_nip_spaced(p->a, app->nip) : STR("–") };
	if (f->nip_known)
		at[n++] = (struct view_fact){ N_("Tanggal lahir di NIP"),
			date_or_dash(p, f->nip_parts.birth) };
	if (f->nik.p != NULL)
		at[n++] = (struct view_fact){ N_("Tanggal lahir di NIK"),
			date_or_dash(p, f->nik_birth) };
	at[n++] = (struct view_fact){ N_("Email"), app->email };
	if (app->phone.p != NULL)
		at[n++] = (struct view_fact){ N_("Nomor ponsel"),
			ident_phone_shown(p->a, app->phone) };
	return (struct view_facts){ at, n };
}
