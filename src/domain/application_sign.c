/* application_sign.c - the statements of an office: review and approval. */
#include "domain/application_sign.h"

#include "base/codec.h"
#include "domain/office_rules.h"
#include "domain/record.h"

/* ---- parts ---- */

/* The documents of the file as they are now, oldest first; those of `first` lead. */
static enum rc
documents(struct domain *d, str id, const struct statement_docs *first,
    struct statement_docs *out, struct err *e)
{
	struct statement_doc *at =
	    ARENA_ARRAY(d->a, STATEMENT_DOCS, struct statement_doc);
	struct row_document_list all;
	size_t n = 0;
	enum rc rc = q_documents_of(d->db, STR("application"), id, &all, e);

	for (size_t i = 0; rc == RC_OK && first != NULL && i < first->n; i++)
		at[n++] = first->at[i];
	for (size_t i = all.n; rc == RC_OK && i-- > 0;) {
		struct statement_doc doc = { .name = all.at[i].class };
		bool have = false;

		rc = hex_decode(d->a, all.at[i].sha256, &doc.sha256, e);
		for (size_t k = 0; rc == RC_OK && k < n; k++)
			have = have || (str_eq(at[k].name, doc.name) &&
					   str_eq(at[k].sha256, doc.sha256));
		if (rc == RC_OK && !have && n < STATEMENT_DOCS)
			at[n++] = doc;
	}
	*out = (struct statement_docs){ at, n };
	return rc;
}

static str
nip_of(const struct row_application *app)
{
	return app->nip.p == NULL ? STR("") : app->nip;
}

/* ---- review ---- */

static enum rc
review_ticks(struct domain *d, const struct row_application *app,
    struct statement_words *out, struct err *e)
{
	str *at = ARENA_ARRAY(d->a, ITEM__COUNT + 1, str);
	struct office_checks checks;
	size_t n = 0;
	enum rc rc = office_checks_read(d, d->db, app, &checks, e);

	for (int i = 0; rc == RC_OK && i < ITEM__COUNT; i++)
		if (str_eq_z(checks.at[i].verdict, "ya"))
			at[n++] = str_from_z(office_items[i].name);
	if (rc == RC_OK && checks.warnings_reason.n > 0)
		at[n++] = STR("peringatan");
	*out = (struct statement_words){ at, n };
	return rc;
}

enum rc
review_fill(struct domain *d, const struct actor *who, void *arg, struct statement *st,
    struct err *e)
{
	const struct office_sign *x = arg;
	const struct row_application *app = x->app;
	struct statement_review *r = &st->u.review;
	struct row_signing_grant grant;
	enum rc rc = grant_mine(d, d->db, who, app->office, &grant, e);

	st->kind = STATEMENT_review;
	*r = (struct statement_review){ .application = app->number,
		.office = app->office,
		.office_name = x->office->name,
		.name = app->name,
		.email = app->email,
		.nip = nip_of(app),
		.reviewer = who->account };
	if (rc == RC_OK)
		rc = documents(d, app->id, NULL, &r->documents, e);
	if (rc == RC_OK)
		rc = review_ticks(d, app, &r->ticks, e);
	if (rc == RC_OK)
		r->grant = grant.id;
	return rc;
}

/* ---- approval ---- */

int64_t
approval_life_s(const struct domain *d)
{
	int64_t life = d->conf->collect_days * 86400 + 3600,
		most = d->conf->approval_days * 86400;

	return life < most ? life : most;
}

static struct statement_words
counter_words(struct arena *a, const struct row_application *app)
{
	str *at = ARENA_ARRAY(a, COUNTER_TICKS + 4, str);
	struct counter_record r;
	size_t n = 0;

	counter_record_read(app, &r);
	if (r.nik_match)
		at[n++] = STR("nik");
	for (int i = 0; i < COUNTER_TICKS; i++)
		if (str_eq_z(r.ticks[i].verdict, "ya"))
			at[n++] = str_from_z(counter_tick_names[i]);
	if (r.letter_original)
		at[n++] = STR("surat_asli");
	if (r.letter_soft)
		at[n++] = STR("surat_lunak");
	if (r.photo.n > 0)
		at[n++] = STR("foto");
	return (struct statement_words){ at, n };
}

/* The review that the approval stands on. */
static enum rc
review_of(struct domain *d, const struct row_application *app, struct statement *out,
    str *out_sha256, struct err *e)
{
	struct row_statement row;
	enum rc rc = RC_NOT_FOUND;

	if (app->review_statement.p != NULL)
		rc = q_statement_by_id(d->db, app->review_statement, &row, e);
	if (rc == RC_NOT_FOUND)
		return err_set(e, RC_DENIED,
		    N_("Pemeriksaan berkas ini belum ditandatangani. Kembalikan dan periksa sekali lagi."),
		    "no review statement");
	if (rc == RC_OK)
		rc = statement_decode(d->a, row.bytes, out, e);
	if (rc == RC_OK)
		*out_sha256 = statement_sha256(d->a, row.bytes);
	return rc;
}

enum rc
approval_fill(struct domain *d, const struct actor *who, void *arg, struct statement *st,
    struct err *e)
{
	static const unsigned char none[32];
	const struct office_sign *x = arg;
	const struct row_application *app = x->app;
	struct statement_approval *p = &st->u.approval;
	str key = p->activation_key.n == 32 ? p->activation_key
					    : (str){ (const char *)none, 32 };
	struct row_signing_grant grant;
	struct statement review;
	enum rc rc = grant_mine(d, d->db, who, app->office, &grant, e);

	st->kind = STATEMENT_approval;
	*p = (struct statement_approval){ .application = app->number,
		.office = app->office,
		.office_name = x->office->name,
		.name = app->name,
		.email = app->email,
		.nip = nip_of(app),
		.ticks = counter_words(d->a, app),
		.activator = who->account,
		.activation_key = key };
	if (rc == RC_OK)
		rc = review_of(d, app, &review, &p->review_sha256, e);
	if (rc == RC_OK)
		rc = documents(d, app->id, &review.u.review.documents, &p->documents, e);
	if (rc == RC_OK)
		p->grant = grant.id;
	return rc;
}

/* ---- a new code ---- */

struct renew_args {
	struct domain *d;
	const struct actor *who;
	const struct row_application *app;
	const struct signing *s;
};

static enum rc
renew_in_write(struct db *tx, void *arg, struct err *e)
{
	struct renew_args *p = arg;
	struct row_application now;
	struct row_issuance asked;
	enum rc rc = q_application_by_id(tx, p->app->id, &now, e);

	if (rc == RC_OK && !str_eq_z(now.state, "approved"))
		return fsm_conflict(
		    &application_fsm, p->d, tx, p->app->id, p->app->office, e);
	if (rc == RC_OK)
		rc = q_issuance_of_application(tx, p->app->id, &asked, e);
	if (rc == RC_OK)
		return err_set(e, RC_CONFLICT, N_("Sertifikat sedang diterbitkan."),
		    "issuance pending");
	if (rc != RC_NOT_FOUND)
		return rc;
	rc = signing_keep_tx(p->d, tx, p->who, p->s, "application", now.id, "kept", e);
	if (rc == RC_OK && now.approval_statement.p != NULL)
		rc = q_statement_set_state(
		    tx, now.approval_statement, STR("dropped"), SQL_NULL_INT, e);
	if (rc == RC_OK)
		rc = q_application_set_approval_statement(tx, now.id, p->s->st.id, e);
	if (rc == RC_OK)
		rc = audit_add(p->d, tx, p->who, "application.new_code",
		    str_fmt(p->d->a, "application/%.*s", STR_ARG(now.id)), now.office,
		    STR("{}"), e);
	return rc;
}

enum rc
approval_renew(struct domain *d, const struct actor *who,
    const struct row_application *app, const struct signing *s, struct err *e)
{
	struct renew_args p = { d, who, app, s };
	enum rc rc = office_rule_not_own(d, d->db, who, app, e);

	if (rc == RC_OK)
		rc = office_rule_second_person(d, d->db, who, app, e);
	return rc != RC_OK ? rc : store_write(d->store, d->a, renew_in_write, &p, e);
}
