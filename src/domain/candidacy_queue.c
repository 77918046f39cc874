/* candidacy_queue.c - what a verifier of BSSN sees: the queue, one file, decisions, authorities. */
#include "base/rnd.h"
#include "domain/candidacy_bssn.h"
#include "domain/mask.h"
#include "domain/outbox.h"
#include "domain/workdays.h"

#define PAGE_ROWS 25

const struct bssn_cause bssn_tabs[BSSN_TAB__COUNT] = {
	[BSSN_TAB_FRESH] = { "baru", N_("Baru") },
	[BSSN_TAB_MINE] = { "saya", N_("Dipegang saya") },
	[BSSN_TAB_READY] = { "wawancara", N_("Siap wawancara") },
	[BSSN_TAB_WAITING] = { "keputusan", N_("Menunggu keputusan") },
	[BSSN_TAB_AGAIN] = { "perbaikan", N_("Perbaikan kembali") },
	[BSSN_TAB_DONE] = { "selesai", N_("Selesai") },
};

/* clang-format off */
static const struct {
	const char *s1, *s2, *s3;
	int64_t free, again;
} tab_rows[BSSN_TAB__COUNT] = {
	[BSSN_TAB_FRESH]   = { "letters_returned", "", "", 1, 1 },
	[BSSN_TAB_MINE]    = { "letters_returned", "interview_scheduled", "interviewed", 0, 0 },
	[BSSN_TAB_READY]   = { "letters_returned", "interview_scheduled", "", 2, 0 },
	[BSSN_TAB_WAITING] = { "interviewed", "", "", 0, 0 },
	[BSSN_TAB_AGAIN]   = { "letters_returned", "", "", 1, 2 },
};
/* clang-format on */

const enum document_class bssn_documents[5] = { DOC_EKTP, DOC_PHOTO, DOC_APPOINTMENT,
	DOC_SIGNED_RECOMMENDATION, DOC_SIGNED_STATEMENT };

/* Part of a text as a LIKE pattern, without what LIKE would read as its own. */
static str
pattern(struct arena *a, str typed)
{
	str s = str_without(a, str_squeeze(a, typed), "%_");

	return s.n == 0 ? STR_NONE : str_fmt(a, "%%%.*s%%", STR_ARG(s));
}

static str
name_pattern(struct arena *a, str typed)
{
	return pattern(a, str_lower(a, typed));
}

static str
number_pattern(struct arena *a, str typed)
{
	return pattern(a, str_upper(a, str_without(a, typed, " -\t")));
}

/* "seconds.id", the place after which a page begins. RC_INVALID when it is not one. */
static enum rc
parse_place(str text, int64_t *at_s, str *id, struct err *e)
{
	str seconds;

	if (text.n == 0)
		return RC_OK;
	seconds = str_cut(&text, '.');
	if (text.n == 0 || str_int64(seconds, at_s, e) != RC_OK)
		return err_set(e, RC_INVALID,
		    N_("Halaman daftar ini tidak ada. Mulai dari awal."),
		    "place in a list");
	*id = text;
	return RC_OK;
}

static str
place(struct domain *d, int64_t at_s, str id)
{
	return str_fmt(d->a, "%lld.%.*s", (long long)at_s, STR_ARG(id));
}

static enum rc
load_lines(struct domain *d, const struct actor *who, const struct bssn_filter *f,
    struct row_bssn_line_list *out, struct err *e)
{
	bool done = f->tab == BSSN_TAB_DONE;
	int64_t at_s = done ? INT64_MAX : 0;
	str id = STR(""), name = name_pattern(d->a, f->name);
	str number = number_pattern(d->a, f->number), office = f->office;
	enum rc rc = parse_place(f->after, &at_s, &id, e);

	if (rc != RC_OK)
		return rc;
	if (office.n == 0)
		office = STR_NONE;
	if (done)
		return q_bssn_done(d->db,
		    &(struct q_bssn_done_in){ .office = office,
			.name = name,
			.number = number,
			.before_s = at_s,
			.before_id = id,
			.n = PAGE_ROWS + 1 },
		    out, e);
	return q_bssn_queue(d->db,
	    &(struct q_bssn_queue_in){ .s1 = str_from_z(tab_rows[f->tab].s1),
		.s2 = str_from_z(tab_rows[f->tab].s2),
		.s3 = str_from_z(tab_rows[f->tab].s3),
		.free = tab_rows[f->tab].free,
		.again = tab_rows[f->tab].again,
		.claimed_by = f->tab == BSSN_TAB_MINE ? who->account : STR_NONE,
		.office = office,
		.name = name,
		.number = number,
		.after_s = at_s,
		.after_id = id,
		.n = PAGE_ROWS + 1 },
	    out, e);
}

static enum rc
load_counts(struct domain *d, const struct actor *who, int64_t counts[BSSN_TAB__COUNT],
    struct err *e)
{
	struct row_bssn_counts n;
	enum rc rc = q_bssn_counts(d->db, who->account, &n, e);

	if (rc != RC_OK)
		return rc;
	counts[BSSN_TAB_FRESH] = n.fresh;
	counts[BSSN_TAB_AGAIN] = n.again;
	counts[BSSN_TAB_MINE] = n.mine;
	counts[BSSN_TAB_READY] = n.ready;
	counts[BSSN_TAB_WAITING] = n.waiting;
	counts[BSSN_TAB_DONE] = n.done;
	return RC_OK;
}

enum rc
bssn_queue_load(struct domain *d, const struct actor *who, const struct bssn_filter *f,
    struct bssn_queue *out, struct err *e)
{
	int64_t now = domain_now(d);
	struct row_bssn_line_list rows;
	struct holidays h;
	struct bssn_line *at;
	enum rc rc = load_counts(d, who, out->counts, e);

	if (rc == RC_OK)
		rc = load_lines(d, who, f, &rows, e);
	if (rc == RC_OK)
		rc = domain_holidays(d, d->db, &h, e);
	if (rc != RC_OK)
		return rc;
	out->n = rows.n > PAGE_ROWS ? PAGE_ROWS : rows.n;
	out->next = STR_NONE;
	at = ARENA_ARRAY(d->a, out->n + 1, struct bssn_line);
	for (size_t i = 0; i < out->n; i++) {
		const struct row_bssn_line *r = &rows.at[i];
		enum zone z = zone_parse(r->zone);

		at[i] = (struct bssn_line){ .row = *r, .tenths = -1 };
		if (f->tab == BSSN_TAB_DONE)
			continue;
		at[i].tenths = workdays_tenths(r->sent_s, now, z, &h);
		at[i].used = workdays_used(r->sent_s, now, d->conf->sla_bssn_days, z, &h);
	}
	if (rows.n > PAGE_ROWS)
		out->next =
		    place(d, at[PAGE_ROWS - 1].row.sent_s, at[PAGE_ROWS - 1].row.id);
	out->at = at;
	return RC_OK;
}

/* ---- one file ---- */

enum rc
bssn_documents_load(
    struct domain *d, struct db *db, str viewer, struct bssn_case *k, struct err *e)
{
	struct row_doc_views_by_list views;
	enum rc rc = q_doc_views_by(db, STR("candidacy"), k->cand.id, viewer, &views, e);

	k->n_documents = k->n_unseen = 0;
	for (size_t i = 0; rc == RC_OK && i < ARRAY_LEN(bssn_documents); i++) {
		str class = str_from_z(document_class_text(bssn_documents[i]));

		k->seen[i] = false;
		rc = q_document_current(
		    db, STR("candidacy"), k->cand.id, class, &k->documents[i], e);
		if (rc == RC_NOT_FOUND) {
			k->documents[i].id = STR_NONE;
			rc = RC_OK;
			continue;
		}
		for (size_t j = 0; rc == RC_OK && j < views.n; j++)
			k->seen[i] = k->seen[i] ||
				     str_eq(views.at[j].document, k->documents[i].id);
		k->n_documents++;
		k->n_unseen += !k->seen[i];
	}
	(void)d;
	return rc;
}

static enum rc
load_nik(struct domain *d, struct bssn_case *k, struct err *e)
{
	str context = str_fmt(d->a, "candidacy.nik/%.*s", STR_ARG(k->cand.id));
	enum rc rc;

	k->nik = STR_NONE;
	if (k->cand.nik_box.p == NULL)
		return RC_OK;
	rc = vault_unseal(d->vault, d->a, context, k->cand.nik_box, &k->nik, e);
	if (rc == RC_OK && !k->mine)
		k->nik = mask_nik(d->a, k->nik);
	return rc;
}

static enum rc
name_of(struct domain *d, str account, str *out, struct err *e)
{
	struct row_account acc;
	enum rc rc;

	*out = STR_NONE;
	if (account.p == NULL)
		return RC_OK;
	rc = q_account_by_id(d->db, account, &acc, e);
	if (rc == RC_OK)
		*out = acc.name;
	return rc;
}

static enum rc
load_people(struct domain *d, const struct actor *who, struct bssn_case *k, struct err *e)
{
	struct scope scope = candidacy_scope(&k->cand);
	enum rc rc = name_of(d, k->cand.claimed_by, &k->claimer_name, e);

	if (rc == RC_OK)
		rc = name_of(d, k->cand.decided_by, &k->decider_name, e);
	k->mine =
	    k->cand.claimed_by.p != NULL && str_eq(k->cand.claimed_by, who->account);
	k->why_not = STR_NONE;
	if (scope_is_own(who, &scope))
		k->why_not = str_from_z(i18n_tr(d->lang,
		    N_("Ini berkas Anda sendiri. Minta rekan lain memeriksanya.")));
	return rc;
}

static enum rc
load_age(struct domain *d, struct bssn_case *k, struct err *e)
{
	struct row_candidacy_sent_s sent;
	struct holidays h;
	int64_t to = domain_now(d);
	enum rc rc = q_candidacy_sent_s(d->db, k->cand.id, &sent, e);

	if (rc != RC_OK)
		return rc;
	k->sent_s = sent.at_s == SQL_NULL_INT ? k->cand.state_since_s : sent.at_s;
	if (k->cand.decided_s != SQL_NULL_INT && k->cand.decided_s > k->sent_s)
		to = k->cand.decided_s;
	rc = domain_holidays(d, d->db, &h, e);
	if (rc != RC_OK)
		return rc;
	k->age_tenths = workdays_tenths(k->sent_s, to, k->zone, &h);
	k->used = workdays_used(k->sent_s, to, d->conf->sla_bssn_days, k->zone, &h);
	return RC_OK;
}

enum rc
bssn_case_load(struct domain *d, const struct actor *who, str number,
    struct bssn_case *out, struct err *e)
{
	str noun = STR("candidacy");
	enum rc rc;

	memset(out, 0, sizeof(*out));
	rc = candidacy_by_number(d, who, number, &out->cand, e);
	if (rc == RC_OK)
		rc = q_office_by_code(d->db, out->cand.office, &out->office, e);
	if (rc != RC_OK)
		return rc;
	out->zone = zone_parse(out->office.zone);
	rc = load_people(d, who, out, e);
	if (rc == RC_OK)
		rc = load_nik(d, out, e);
	if (rc == RC_OK)
		rc = load_age(d, out, e);
	if (rc == RC_OK)
		rc = bssn_documents_load(d, d->db, who->account, out, e);
	if (rc == RC_OK)
		rc = bssn_checks_load(
		    d, d->db, out->cand.id, who->account, &out->checks, e);
	if (rc == RC_OK)
		rc = q_history_of(d->db, noun, out->cand.id, &out->history, e);
	if (rc == RC_OK)
		rc = q_note_of_noun(d->db, noun, out->cand.id, &out->notes, e);
	if (rc == RC_OK)
		rc = q_returned_item_all(d->db, noun, out->cand.id, &out->returned, e);
	return rc;
}

/* ---- own decisions ---- */

enum rc
bssn_decisions(struct domain *d, const struct actor *who, str before,
    struct row_bssn_decisions_list *out, str *out_next, struct err *e)
{
	int64_t at_s = INT64_MAX;
	str id = STR("");
	enum rc rc = parse_place(before, &at_s, &id, e);

	*out_next = STR_NONE;
	if (rc == RC_OK)
		rc = q_bssn_decisions(
		    d->db, who->account, at_s, id, PAGE_ROWS + 1, out, e);
	if (rc == RC_OK && out->n > PAGE_ROWS) {
		out->n = PAGE_ROWS;
		*out_next =
		    place(d, out->at[PAGE_ROWS - 1].at_s, out->at[PAGE_ROWS - 1].id);
	}
	return rc;
}

/* ---- authorities ---- */

enum rc
bssn_authority_list(struct domain *d, str office, str state, str name, str before,
    struct bssn_authorities *out, struct err *e)
{
	int64_t at_s = INT64_MAX;
	str id = STR("");
	enum rc rc = parse_place(before, &at_s, &id, e);

	out->next = STR_NONE;
	if (rc == RC_OK)
		rc = q_authority_list(d->db,
		    &(struct q_authority_list_in){
			.office = office.n > 0 ? office : STR_NONE,
			.state = state.n > 0 ? state : STR_NONE,
			.text = name_pattern(d->a, name),
			.before_s = at_s,
			.before_id = id,
			.n = PAGE_ROWS + 1 },
		    &out->lines, e);
	if (rc == RC_OK && out->lines.n > PAGE_ROWS) {
		const struct row_authority_line *last = &out->lines.at[PAGE_ROWS - 1];

		out->lines.n = PAGE_ROWS;
		out->next = place(d, last->granted_s, last->id);
	}
	return rc;
}

enum rc
bssn_authority_load(struct domain *d, const struct actor *who, str id,
    struct bssn_authority *out, struct err *e)
{
	struct scope scope;
	enum rc rc = q_authority_by_id(d->db, id, &out->row, e);

	if (rc == RC_NOT_FOUND)
		return err_set(e, RC_NOT_FOUND,
		    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
		    "no such authority");
	if (rc != RC_OK)
		return rc;
	scope = (struct scope){ .office = out->row.office, .account = out->row.account };
	rc = scope_check(who, &scope, e);
	if (rc == RC_OK)
		rc = q_account_by_id(d->db, out->row.account, &out->account, e);
	if (rc == RC_OK)
		rc = q_office_by_code(d->db, out->row.office, &out->office, e);
	if (rc == RC_OK)
		rc = q_history_of(d->db, STR("authority"), id, &out->history, e);
	return rc;
}

struct authority_args {
	struct domain *d;
	const struct actor *who;
	str id, reason;
	int event;
	int64_t version;
	const struct signing *s; /* NULL: not signed, or the signer has not taken it */
};

/* E11 to the OPIP and to the head of the office: whenever he may not act any more. */
static enum rc
mail_ended(struct authority_args *p, struct db *tx, const struct row_authority *row,
    struct err *e)
{
	struct domain *d = p->d;
	struct row_office_leaders_list people;
	struct mailview_opip_ended v;
	struct row_account acc;
	struct row_office office;
	struct mail_text t;
	enum rc rc = q_account_by_id(tx, row->account, &acc, e);

	if (rc == RC_OK)
		rc = q_office_by_code(tx, row->office, &office, e);
	if (rc == RC_OK)
		rc = q_office_leaders(tx, row->office, &people, e);
	if (rc != RC_OK)
		return rc;
	v = (struct mailview_opip_ended){ .name = acc.name,
		.office = office.name,
		.reason = p->event == AUTH_EV_SUSPEND
			      ? str_fmt(d->a, "Ditangguhkan sementara oleh BSSN. %.*s",
				    STR_ARG(p->reason))
			      : p->reason,
		.date = time_long(d->a, domain_now(d), zone_parse(office.zone), LANG_ID),
		.contact =
		    str_fmt(d->a, "BSSN melalui %.*s", STR_ARG(d->conf->helpdesk_name)) };
	mail_compose_opip_ended(d->a, LANG_ID, &v, &t);
	rc = bssn_mail_tx(d, tx, "opip_ended", acc.email, &t, row->candidacy, acc.id, e);
	v.copy = str_fmt(d->a, "kepala %.*s", STR_ARG(office.name));
	mail_compose_opip_ended(d->a, LANG_ID, &v, &t);
	for (size_t i = 0; rc == RC_OK && i < people.n; i++)
		if (str_eq_z(people.at[i].level, "kepala_kppn"))
			rc = bssn_mail_tx(d, tx, "opip_ended", people.at[i].email, &t,
			    row->candidacy, people.at[i].id, e);
	return rc;
}

static enum rc
authority_in_write(struct db *tx, void *arg, struct err *e)
{
	struct authority_args *p = arg;
	struct change done;
	enum rc rc = fsm_apply_tx(&authority_fsm, p->d, tx, p->who, p->id, p->event,
	    p->version, (void *)(uintptr_t)p->s, p->reason, &done, e);

	if (rc != RC_OK || p->event == AUTH_EV_RESUME)
		return rc;
	return mail_ended(p, tx, done.object, e);
}

enum rc
bssn_authority_change(struct domain *d, const struct actor *who, str id, int event,
    int64_t version, str reason, const struct signing *s, struct err *e)
{
	struct authority_args p = { d, who, id, str_trim(reason), event, version, s };
	struct change c;
	enum rc rc;

	if (p.reason.n == 0)
		return err_set(e, RC_INVALID, N_("Tulis alasannya."), "no reason");
	if (s != NULL) {
		rc = fsm_check_tx(&authority_fsm, d, d->db, who, id, event, version,
		    (void *)(uintptr_t)s, &c, e);
		if (rc == RC_OK)
			rc = signing_record(d, who, s, e);
		/* taking away does not wait for the signer: the order follows unsigned */
		if (rc == RC_UNAVAILABLE && event != AUTH_EV_RESUME)
			p.s = NULL;
		else if (rc != RC_OK)
			return rc;
	}
	rc = store_write(d->store, d->a, authority_in_write, &p, e);
	if (rc == RC_OK)
		domain_mail_poke(d);
	return rc;
}
