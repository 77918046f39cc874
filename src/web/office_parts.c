/* office_parts.c - parts of pages that the review and the counter share. */
#include "web/office_parts.h"

#include "domain/workdays.h"
#include "web/ui.h"
#include "web/viewer.h"

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
		.late = r->used > 100,
		.share = r->used > 100 ? 100 : r->used };

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

struct view_viewer
office_viewer(struct page *p, const struct office_file *f, str path)
{
	const struct row_document **docs =
	    ARENA_ARRAY(p->a, DOC__COUNT, const struct row_document *);
	struct viewer in = { .path = path,
		.docs = docs,
		.person = f->app.name,
		.download = true,
		.zone = f->zone };
	struct view_viewer v;

	/* one tab a class, in the order of documents.def */
	for (int c = 0; c < DOC__COUNT; c++) {
		docs[in.n] =
		    office_document(f, document_class_text((enum document_class)c));
		in.n += docs[in.n] != NULL;
	}
	v = viewer_view(p, &in);
	v.card_hidden = f->card_hidden;
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
