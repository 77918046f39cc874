/* data_request.c - asked, answered, reminded. */
#include "domain/data_correct.h"

#include "base/rnd.h"
#include "domain/outbox.h"
#include "domain/record.h"
#include "domain/retention.h"
#include "domain/scope.h"
#include "mail/mail_views.h"

/* ---- whose case ---- */

static void
of_application(const struct row_application *app, struct data_case *out)
{
	*out = (struct data_case){ "application", app->id, app->number, app->office,
		app->name, app->email, STR_NONE, app->state };
}

/* Until a candidate has proven an official mailbox, the recorded one is written to. */
static enum rc
of_candidacy(
    struct db *db, const struct row_candidacy *cand, struct data_case *out, struct err *e)
{
	struct row_account acc;
	enum rc rc = q_account_by_id(db, cand->account, &acc, e);

	if (rc != RC_OK)
		return rc;
	*out = (struct data_case){ "candidacy", cand->id, cand->number, cand->office,
		acc.name, cand->email_proven_s != SQL_NULL_INT ? cand->email : acc.email,
		cand->account, cand->state };
	return RC_OK;
}

enum rc
data_case_own(
    struct domain *d, const struct actor *who, struct data_case *out, struct err *e)
{
	struct row_application app;
	struct row_candidacy cand;
	enum rc rc;

	if (who->application.p != NULL) {
		rc = q_application_by_id(d->db, who->application, &app, e);
		if (rc == RC_OK)
			of_application(&app, out);
		return rc;
	}
	rc = q_candidacy_latest_of_account(d->db, who->account, &cand, e);
	return rc == RC_OK ? of_candidacy(d->db, &cand, out, e) : rc;
}

static enum rc
case_of(
    struct db *db, const struct row_data_request *r, struct data_case *out, struct err *e)
{
	struct row_application app;
	struct row_candidacy cand;
	enum rc rc;

	if (str_eq_z(r->noun, "application")) {
		rc = q_application_by_id(db, r->noun_id, &app, e);
		if (rc == RC_OK)
			of_application(&app, out);
		return rc;
	}
	rc = q_candidacy_by_id(db, r->noun_id, &cand, e);
	return rc == RC_OK ? of_candidacy(db, &cand, out, e) : rc;
}

enum rc
data_request_case(struct domain *d, const struct row_data_request *r,
    struct data_case *out, struct err *e)
{
	return case_of(d->db, r, out, e);
}

enum rc
data_request_list(struct domain *d, const struct data_case *c,
    struct row_data_request_list *out, struct err *e)
{
	return q_data_request_of(d->db, str_from_z(c->noun), c->id, out, e);
}

/* ---- mails ---- */

static enum rc
tell_office(struct domain *d, struct db *tx, const struct row_data_request *r, bool again,
    struct err *e)
{
	struct row_account_list leads;
	struct row_office office;
	enum rc rc = q_account_leads_of_office(tx, r->office, &leads, e);

	if (rc == RC_OK)
		rc = q_office_by_code(tx, r->office, &office, e);
	for (size_t i = 0; rc == RC_OK && i < leads.n; i++) {
		struct mail_text t;

		mail_compose_data_request(d->a, LANG_ID,
		    &(struct mailview_data_request){ leads.at[i].name, r->number, again,
			str_eq_z(r->kind, "erase"),
			time_long(d->a, r->due_s, zone_parse(office.zone), LANG_ID),
			str_fmt(d->a, "%.*s/kantor/data-pribadi",
			    STR_ARG(d->conf->public_url)) },
		    &t);
		rc = outbox_put_tx(d, tx,
		    &(struct outbox_mail){ .kind = "data_request",
			.to = leads.at[i].email,
			.subject = t.subject,
			.text = t.text,
			.noun = "data_request",
			.noun_id = r->id,
			.account = leads.at[i].id },
		    e);
	}
	return rc;
}

/* "Nama lengkap, NIP" */
static str
changed_labels(struct domain *d, unsigned changed)
{
	struct buf b;

	buf_init(&b, d->a, 64);
	for (enum data_field f = 0; f < DATA__COUNT; f++)
		if (changed & 1U << f)
			buf_fmt(&b, "%s%s", b.n > 0 ? ", " : "", data_field_label(f));
	return b.n > 0 ? buf_get(&b) : STR_NONE;
}

static struct mailview_items
what_follows(struct domain *d, unsigned follows)
{
	struct mailview_item *at = ARENA_ARRAY(d->a, AFTER__COUNT, struct mailview_item);
	size_t n = 0;

	for (enum data_follow f = 0; f < AFTER__COUNT; f++)
		if (follows & 1U << f)
			at[n++] = (struct mailview_item){ .reason = str_from_z(
							      data_follow_text(f)) };
	return (struct mailview_items){ at, n };
}

static enum rc
tell_person(struct domain *d, struct db *tx, const struct row_data_request *r,
    const struct data_case *c, bool granted, str answer, const struct data_correction *x,
    struct err *e)
{
	bool applicant = strcmp(c->noun, "application") == 0;
	str page = applicant
		       ? str_fmt(d->a, "/lacak/%.*s/data-pribadi", STR_ARG(c->number))
		       : STR("/profil/data-pribadi");
	struct mail_text t;

	if (c->email.n == 0)
		return RC_OK;
	mail_compose_data_answer(d->a, LANG_ID,
	    &(struct mailview_data_answer){ c->name, r->number, granted,
		str_eq_z(r->kind, "erase"), answer,
		str_fmt(d->a, "%.*s%.*s", STR_ARG(d->conf->public_url), STR_ARG(page)),
		changed_labels(d, x->changed), what_follows(d, x->follows),
		d->conf->data_contact },
	    &t);
	return outbox_put_tx(d, tx,
	    &(struct outbox_mail){ .kind = "data_answer",
		.to = c->email,
		.subject = t.subject,
		.text = t.text,
		.noun = c->noun,
		.noun_id = c->id,
		.account = c->account },
	    e);
}

/* ---- asking ---- */

struct asking {
	struct domain *d;
	const struct actor *who;
	const struct data_case *c;
	str kind, wish;
};

static enum rc
ask_tx(struct db *tx, void *arg, struct err *e)
{
	struct asking *x = arg;
	struct domain *d = x->d;
	int64_t now = domain_now(d);
	struct row_data_request row = { .id = rnd_id(d->a),
		.kind = x->kind,
		.noun = str_from_z(x->c->noun),
		.noun_id = x->c->id,
		.number = x->c->number,
		.office = x->c->office,
		.wish = x->wish,
		.state = STR("open"),
		.created_s = now,
		.due_s = now + DATA_REQUEST_S,
		.reminded_s = SQL_NULL_INT,
		.answered_s = SQL_NULL_INT };
	struct row_data_request_list before;
	enum rc rc = q_data_request_of(tx, row.noun, row.noun_id, &before, e);

	for (size_t i = 0; rc == RC_OK && i < before.n; i++)
		if (str_eq_z(before.at[i].state, "open"))
			return err_set(e, RC_CONFLICT,
			    N_("Permintaan Anda yang sebelumnya belum dijawab."),
			    "a request is open");
	if (rc == RC_OK)
		rc = q_data_request_insert(tx, &row, e);
	if (rc == RC_OK)
		rc = tell_office(d, tx, &row, false, e);
	if (rc == RC_OK)
		rc = audit_add(d, tx, x->who, "data.asked",
		    str_fmt(d->a, "%s/%.*s", x->c->noun, STR_ARG(x->c->id)), x->c->office,
		    str_fmt(d->a, "{\"kind\":\"%.*s\",\"request\":\"%.*s\"}",
			STR_ARG(x->kind), STR_ARG(row.id)),
		    e);
	return rc;
}

enum rc
data_request_ask(struct domain *d, const struct actor *who, const struct data_case *c,
    str kind, str wish, struct err *e)
{
	struct asking x = { d, who, c, kind, wish };
	enum rc rc = store_write(d->store, d->a, ask_tx, &x, e);

	if (rc == RC_OK)
		domain_mail_poke(d);
	return rc;
}

/* ---- answering ---- */

enum rc
data_request_queue(struct domain *d, const struct actor *who, str state,
    const struct data_place *behind, struct row_data_request_list *out, struct err *e)
{
	bool open = str_eq_z(state, "open");
	int64_t at_s = behind != NULL ? behind->at_s : open ? 0 : INT64_MAX;
	str id = behind != NULL ? behind->id : STR("");

	if (open)
		return q_data_request_queue(d->db,
		    &(struct q_data_request_queue_in){
			who->office, state, at_s, id, DATA_QUEUE_PAGE + 1 },
		    out, e);
	return q_data_request_answered(d->db,
	    &(struct q_data_request_answered_in){
		who->office, state, at_s, id, DATA_QUEUE_PAGE + 1 },
	    out, e);
}

int64_t
data_request_place(const struct row_data_request *r)
{
	return str_eq_z(r->state, "open") ? r->due_s : r->answered_s;
}

enum rc
data_request_get(struct domain *d, const struct actor *who, str id,
    struct row_data_request *out, struct err *e)
{
	enum rc rc = q_data_request_by_id(d->db, id, out, e);

	return rc == RC_OK ? scope_check(who, &(struct scope){ .office = out->office }, e)
			   : rc;
}

bool
data_request_late(const struct row_data_request *r, int64_t now_s)
{
	return (r->answered_s != SQL_NULL_INT ? r->answered_s : now_s) >= r->due_s;
}

struct answering {
	struct domain *d;
	const struct actor *who;
	str id, answer;
	bool grant;
	struct retention_done done;
	struct data_correction fix; /* want NULL: none */
};

/* A case that goes on needs its documents; one with a certificate must be kept but for the pictures. */
static enum rc
erase(struct answering *x, struct db *tx, const struct data_case *c, struct err *e)
{
	static const char *const ended[] = { "issued", "refused", "withdrawn", "lapsed",
		"granted", "closed" };
	bool over = false;
	struct retention_case what = { c->noun, c->id, c->number, c->office, "request",
		!str_eq_z(c->state, "issued") && !str_eq_z(c->state, "granted") };

	for (size_t i = 0; i < ARRAY_LEN(ended); i++)
		over = over || str_eq_z(c->state, ended[i]);
	if (!over)
		return err_set(e, RC_CONFLICT,
		    N_("Berkas ini masih diproses. Batalkan dahulu, atau tolak permintaan ini."),
		    "the case goes on");
	return retention_destroy_tx(x->d, tx, x->who, &what, &x->done, e);
}

static enum rc
may_answer(const struct answering *x, const struct row_data_request *r,
    const struct data_case *c, struct err *e)
{
	if (!str_eq_z(r->state, "open"))
		return err_set(
		    e, RC_CONFLICT, N_("Permintaan ini sudah dijawab."), "answered");
	if (c->account.p != NULL && str_eq(c->account, x->who->account))
		return err_set(e, RC_DENIED,
		    N_("Permintaan Anda sendiri dijawab oleh petugas lain."),
		    "own request");
	return RC_OK;
}

static enum rc
carry_out(struct answering *x, struct db *tx, const struct row_data_request *r,
    const struct data_case *c, struct err *e)
{
	x->fix.changed = x->fix.follows = 0;
	if (!x->grant)
		return RC_OK;
	return str_eq_z(r->kind, "erase") ? erase(x, tx, c, e)
					  : data_correction_tx(&x->fix, tx, e);
}

static enum rc
answer_tx(struct db *tx, void *arg, struct err *e)
{
	struct answering *x = arg;
	struct domain *d = x->d;
	struct row_data_request r;
	struct data_case c;
	enum rc rc = q_data_request_by_id(tx, x->id, &r, e);

	x->done = (struct retention_done){ .destruction = STR_NONE };
	if (rc == RC_OK)
		rc = scope_check(x->who, &(struct scope){ .office = r.office }, e);
	if (rc == RC_OK)
		rc = case_of(tx, &r, &c, e);
	if (rc == RC_OK)
		rc = may_answer(x, &r, &c, e);
	if (rc == RC_OK)
		rc = carry_out(x, tx, &r, &c, e);
	if (rc == RC_OK)
		rc = q_data_request_answer(tx,
		    &(struct q_data_request_answer_in){ r.id,
			x->grant ? STR("done") : STR("refused"), x->answer,
			x->who->account, domain_now(d),
			data_changed_text(d->a, x->fix.changed),
			data_follows_text(d->a, x->fix.follows) },
		    e);
	if (rc == RC_OK)
		rc = tell_person(d, tx, &r, &c, x->grant, x->answer, &x->fix, e);
	if (rc == RC_OK)
		rc = audit_add(d, tx, x->who, x->grant ? "data.granted" : "data.refused",
		    str_fmt(d->a, "%s/%.*s", c.noun, STR_ARG(c.id)), c.office,
		    str_fmt(d->a, "{\"request\":\"%.*s\"}", STR_ARG(r.id)), e);
	return rc;
}

/* Letters are drawn before the transaction, for who may answer at all. */
static enum rc
prepare(struct answering *x, const struct data_values *values, struct data_case *c,
    struct err *e)
{
	struct row_data_request r;
	enum rc rc = data_request_get(x->d, x->who, x->id, &r, e);

	if (rc == RC_OK)
		rc = case_of(x->d->db, &r, c, e);
	if (rc == RC_OK)
		rc = may_answer(x, &r, c, e);
	if (rc != RC_OK || !x->grant || !str_eq_z(r.kind, "correct"))
		return rc;
	BUG_ON(values == NULL);
	x->fix = (struct data_correction){
		.d = x->d, .who = x->who, .c = c, .request = r.id, .want = values
	};
	return data_correction_prepare(&x->fix, e);
}

enum rc
data_request_answer(struct domain *d, const struct actor *who, str id, bool grant,
    str answer, const struct data_values *values, struct err *e)
{
	struct answering x = {
		.d = d, .who = who, .id = id, .grant = grant, .answer = answer
	};
	struct data_case c;
	enum rc rc = prepare(&x, values, &c, e);

	if (rc != RC_OK)
		return rc;
	rc = store_write(d->store, d->a, answer_tx, &x, e);
	if (rc != RC_OK) {
		data_correction_drop(&x.fix);
		return rc;
	}
	retention_remove_files(d, &x.done);
	domain_mail_poke(d);
	return RC_OK;
}

/* ---- the clock ---- */

struct reminding {
	struct domain *d;
	const struct row_data_request *r;
};

static enum rc
remind_tx(struct db *tx, void *arg, struct err *e)
{
	struct reminding *x = arg;
	enum rc rc = q_data_request_reminded(tx, x->r->id, domain_now(x->d), e);

	return rc == RC_OK ? tell_office(x->d, tx, x->r, true, e) : rc;
}

enum rc
data_request_remind_job(struct domain *d, struct err *e)
{
	struct row_data_request_list near;
	enum rc rc =
	    q_data_request_near(d->db, domain_now(d) + DATA_REMINDER_S, 50, &near, e);

	for (size_t i = 0; rc == RC_OK && i < near.n; i++) {
		struct reminding x = { d, &near.at[i] };

		rc = store_write(d->store, d->a, remind_tx, &x, e);
		if (rc == RC_CONFLICT) /* answered a moment ago */
			rc = RC_OK;
	}
	if (rc == RC_OK && near.n > 0)
		domain_mail_poke(d);
	return rc;
}
