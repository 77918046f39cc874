/* central.c - offices and their figures. */
#include "domain/central.h"

#include "base/i18n.h"
#include "domain/account.h"
#include "domain/record.h"

/* ---- figures, from the list counters "noun:office:state" ---- */

static struct office_figures *
figures_of(struct office_figures *at, size_t n, str code)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(at[i].office.code, code))
			return &at[i];
	return NULL;
}

static int64_t *
slot(struct office_figures *f, const struct noun_words *w, int state)
{
	if (w == &words_application)
		return &f->application[state];
	return w == &words_candidacy ? &f->candidacy[state] : &f->authority[state];
}

/* "application:082:submitted" */
static void
take(struct office_figures *at, size_t n, struct office_figures *all,
    const struct noun_words *w, const struct row_counter *c)
{
	str rest = c->name;
	struct office_figures *f;
	str code;
	int state;

	str_cut(&rest, ':');
	code = str_cut(&rest, ':');
	state = state_parse(w, rest);
	f = str_eq(code, STR("*")) ? all : figures_of(at, n, code);
	if (f != NULL && state >= 0)
		*slot(f, w, state) = c->n;
}

static void
sum_open(struct office_figures *f)
{
	f->applications_open = f->candidacies_open = 0;
	for (int s = APP_SUBMITTED; s <= APP_APPROVED; s++)
		f->applications_open += f->application[s];
	f->applications_open += f->application[APP_RETURNED];
	for (int s = CAND_PROFILE; s <= CAND_INTERVIEWED; s++)
		f->candidacies_open += f->candidacy[s];
	f->candidacies_open += f->candidacy[CAND_RETURNED];
}

static enum rc
count_noun(struct domain *d, struct office_figures *at, size_t n,
    struct office_figures *all, const struct noun_words *w, struct err *e)
{
	struct row_counter_list list;
	enum rc rc = q_counter_range(d->db, str_fmt(d->a, "%s:", w->noun),
	    str_fmt(d->a, "%s;", w->noun), &list, e);

	for (size_t i = 0; rc == RC_OK && i < list.n; i++)
		take(at, n, all, w, &list.at[i]);
	return rc;
}

static enum rc
count(struct domain *d, struct office_figures *at, size_t n, struct office_figures *all,
    struct err *e)
{
	enum rc rc = count_noun(d, at, n, all, &words_application, e);

	if (rc == RC_OK)
		rc = count_noun(d, at, n, all, &words_candidacy, e);
	if (rc == RC_OK)
		rc = count_noun(d, at, n, all, &words_authority, e);
	for (size_t i = 0; i < n; i++)
		sum_open(&at[i]);
	sum_open(all);
	return rc;
}

static enum rc
administrators(struct domain *d, struct office_figures *at, size_t n, struct err *e)
{
	struct row_account_list list;
	enum rc rc = q_account_admins(d->db, &list, e);

	for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
		struct office_figures *f = figures_of(at, n, list.at[i].office);

		if (f != NULL && f->admin.id.p == NULL &&
		    !str_eq(list.at[i].state, STR("disabled")))
			f->admin = list.at[i];
	}
	return rc;
}

enum rc
central_offices(struct domain *d, struct office_table *out, struct err *e)
{
	struct office_figures *at, all = { .office = { .code = STR_NONE } };
	struct row_office_list offices;
	enum rc rc = q_office_all(d->db, &offices, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(d->a, offices.n + 1, struct office_figures);
	for (size_t i = 0; i < offices.n; i++)
		at[i].office = offices.at[i];
	rc = count(d, at, offices.n, &all, e);
	if (rc == RC_OK)
		rc = administrators(d, at, offices.n, e);
	if (rc == RC_OK)
		*out = (struct office_table){ at, offices.n, all };
	return rc;
}

static enum rc
one_office(struct domain *d, str code, struct office_figures *out, struct err *e)
{
	struct office_figures all = { .office = { .code = STR_NONE } };
	enum rc rc;

	*out = all;
	rc = q_office_by_code(d->db, code, &out->office, e);
	if (rc == RC_NOT_FOUND)
		return err_set(e, RC_NOT_FOUND,
		    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
		    "no such office");
	return rc != RC_OK ? rc : count(d, out, 1, &all, e);
}

enum rc
central_office(struct domain *d, str code, struct office_figures *out, struct err *e)
{
	enum rc rc = one_office(d, code, out, e);

	return rc != RC_OK ? rc : administrators(d, out, 1, e);
}

/* ---- changing an office ---- */

struct set_args {
	struct domain *d;
	const struct actor *who;
	str code;
	const struct office_words *in;
};

static enum rc
set_in_write(struct db *tx, void *arg, struct err *e)
{
	struct set_args *p = arg;
	const struct office_words *in = p->in;
	str open = str_fmt(
	    p->d->a, "{\"ds_open\":%d,\"opip_open\":%d}", in->ds_open, in->opip_open);
	enum rc rc;

	rc = q_office_update(tx,
	    &(struct q_office_update_in){ .code = p->code,
		.version = in->version,
		.address = in->address,
		.phone = in->phone,
		.hours = in->hours,
		.ds_open = in->ds_open,
		.opip_open = in->opip_open },
	    e);
	if (rc == RC_OK)
		rc = history_add(p->d, tx, p->who, "office", p->code, STR("update"),
		    STR_NONE, STR("changed"), STR_NONE, e);
	if (rc == RC_OK)
		rc = audit_add(p->d, tx, p->who, "office.update",
		    str_fmt(p->d->a, "office/%.*s", STR_ARG(p->code)), p->code, open, e);
	return rc;
}

enum rc
central_office_set(struct domain *d, const struct actor *who, str code,
    const struct office_words *in, struct err *e)
{
	struct set_args p = { d, who, code, in };
	struct row_history last;
	enum rc rc = store_write(d->store, d->a, set_in_write, &p, e);
	str at;

	if (rc != RC_CONFLICT)
		return rc;
	if (q_history_last(d->db, STR("office"), code, &last, e) != RC_OK)
		return err_set(e, RC_CONFLICT,
		    N_("Data kantor ini baru saja berubah. Muat ulang, lalu ulangi."),
		    "version");
	at = str_fmt(d->a, "%.*s (%.*s)", STR_ARG(last.actor_name),
	    STR_ARG(time_of_day(d->a, last.at_s, ZONE_WIB)));
	return err_say(e, RC_CONFLICT,
	    i18n_tr(d->lang,
		N_("Data kantor ini baru saja diubah oleh %s. Periksa isian, lalu simpan lagi.")),
	    str_z(d->a, at));
}

/* ---- the home of one office ---- */

static bool
open_state(str state)
{
	int s = state_parse(&words_candidacy, state);

	return (s >= CAND_PROFILE && s <= CAND_INTERVIEWED) || s == CAND_RETURNED;
}

enum rc
central_office_home(struct domain *d, const struct actor *who, str state,
    struct office_home *out, struct err *e)
{
	struct row_account_still_initial n;
	struct row_candidacy_line_list all;
	struct row_candidacy_line *at;
	size_t kept = 0;
	enum rc rc = one_office(d, who->office, &out->figures, e);

	if (rc == RC_OK)
		rc = q_account_still_initial(
		    d->db, who->office, STR(ACCOUNT_STAFF), &n, e);
	if (rc == RC_OK)
		rc = q_candidacy_queue(d->db,
		    &(struct q_candidacy_queue_in){ .office = who->office,
			.state = state,
			.after_s = 0,
			.after_id = STR(""),
			.n = 500 },
		    &all, e);
	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(d->a, all.n + 1, struct row_candidacy_line);
	for (size_t i = 0; i < all.n; i++)
		if (state.p != NULL || open_state(all.at[i].state))
			at[kept++] = all.at[i];
	out->still_initial = n.n;
	out->candidates = (struct row_candidacy_line_list){ at, kept };
	return RC_OK;
}

enum rc
central_authorities(struct domain *d, const struct actor *who,
    struct row_authority_line_list *out, struct err *e)
{
	return q_authority_list(d->db,
	    &(struct q_authority_list_in){
		who->office, STR_NONE, INT64_MAX, STR(""), 200 },
	    out, e);
}
