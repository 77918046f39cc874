/* audit_case.c - case files for auditors, and proofs for the people they are about. */
#include "domain/audit_case.h"

#include "base/json.h"
#include "base/rnd.h"
#include "base/utf8.h"
#include "domain/application.h"
#include "domain/audit_export.h"
#include "domain/record.h"

#define EVENTS_MAX 2000

const char *
audit_role_word(str role)
{
	static const struct {
		const char *role, *word;
	} words[] = { { "central", N_("Dit. SITP") },
		{ "verifier", N_("Verifikator BSSN") }, { "auditor", N_("Auditor") },
		{ "office_admin", N_("Admin kantor") }, { "opip", N_("OPIP") },
		{ "kepala", N_("Kepala kantor") }, { "candidate", N_("Calon OPIP") },
		{ "applicant", N_("Pemohon") }, { "system", N_("Sistem") },
		{ "fresh", N_("Akun baru") } };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_eq_z(role, words[i].role))
			return words[i].word;
	return N_("Petugas kantor");
}

/* ---- case files ---- */

static str
username(struct domain *d, str account)
{
	return account.p != NULL ? audit_actor_name(d, account) : STR_NONE;
}

static enum rc
find(struct domain *d, str number, struct audit_case *out, struct err *e)
{
	struct row_application app;
	struct row_candidacy cand;
	struct err ignored;
	enum rc rc;

	number = str_upper(d->a, str_trim(number));
	if (application_number_parse(d->a, number, &number, &ignored) != RC_OK)
		number = utf8_head(number, 40); /* not of an application, then */
	rc = q_application_by_number(d->db, number, &app, e);
	if (rc == RC_OK) {
		*out = (struct audit_case){ "application", app.id, app.number, app.state,
			app.office, app.name, app.nip, app.email,
			username(d, app.reviewer), username(d, app.activator),
			app.created_s };
	} else if (rc == RC_NOT_FOUND) {
		rc = q_candidacy_by_number(d->db, number, &cand, e);
		if (rc == RC_OK)
			*out = (struct audit_case){ "candidacy", cand.id, cand.number,
				cand.state, cand.office, cand.name, cand.nip, cand.email,
				username(d, cand.decided_by), STR_NONE, cand.created_s };
	}
	if (rc == RC_NOT_FOUND)
		return err_set(e, RC_NOT_FOUND,
		    N_("Tidak ada berkas dengan nomor itu. Periksa huruf dan angkanya."),
		    "no such case");
	if (rc == RC_OK)
		out->object = str_fmt(d->a, "%s/%.*s", out->noun, STR_ARG(out->id));
	return rc;
}

enum rc
audit_case_reason(
    struct domain *d, const struct actor *who, str object, str *out, struct err *e)
{
	struct row_audit_opening row;
	enum rc rc;

	*out = STR_NONE;
	if (who->account.p == NULL)
		return RC_OK;
	rc = q_audit_opening_live(d->db, who->account, object, domain_now(d), &row, e);
	if (rc == RC_OK)
		*out = row.reason;
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc
events_about(
    struct domain *d, str about, int64_t n, struct row_audit_list *out, struct err *e)
{
	struct row_audit_about_list list;
	struct row_audit *at;
	enum rc rc = q_audit_about_list(d->db, about, INT64_MAX, n, &list, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(d->a, list.n + 1, struct row_audit);
	for (size_t i = 0; rc == RC_OK && i < list.n; i++)
		rc = q_audit_one(d->db, list.at[i].of_node, list.at[i].of_seq, &at[i], e);
	*out = (struct row_audit_list){ at, list.n };
	return rc;
}

enum rc
audit_case_get(struct domain *d, const struct actor *who, str number,
    struct audit_case *out, struct err *e)
{
	struct row_audit_opening row;
	struct document_owner owner;
	enum rc rc = find(d, number, out, e);

	if (rc != RC_OK)
		return rc;
	rc = q_audit_opening_live(
	    d->db, who->account, out->object, domain_now(d), &row, e);
	if (rc == RC_NOT_FOUND) {
		out->name = out->nip = out->email = out->reviewer = out->activator =
		    out->reason = STR_NONE;
		return RC_OK;
	}
	owner = (struct document_owner){ out->noun, out->id };
	if (rc == RC_OK) {
		out->reason = row.reason;
		out->until_s = row.until_s;
		rc =
		    q_history_of(d->db, str_from_z(out->noun), out->id, &out->history, e);
	}
	if (rc == RC_OK)
		rc = document_list(d, &owner, &out->documents, e);
	if (rc == RC_OK)
		rc = events_about(d, out->object, 200, &out->events, e);
	return rc;
}

struct opening {
	struct domain *d;
	const struct actor *who;
	struct audit_case c;
	str reason;
};

static enum rc
open_tx(struct db *tx, void *arg, struct err *e)
{
	struct opening *p = arg;
	int64_t now = domain_now(p->d);
	struct buf detail;
	struct json j;
	enum rc rc;

	buf_init(&detail, p->d->a, 256);
	json_begin(&j, &detail);
	json_text(&j, "number", p->c.number);
	json_text(&j, "reason", p->reason);
	json_end(&j);
	rc = q_audit_opening_insert(tx,
	    &(struct row_audit_opening){ rnd_id(p->d->a), p->who->account, p->c.object,
		p->reason, now, now + AUDIT_OPENING_S },
	    e);
	return rc != RC_OK ? rc
			   : audit_add(p->d, tx, p->who, "case.open", p->c.object,
				 p->c.office, buf_get(&detail), e);
}

enum rc
audit_case_open(
    struct domain *d, const struct actor *who, str number, str reason, struct err *e)
{
	struct opening p = { .d = d, .who = who, .reason = str_squeeze(d->a, reason) };
	enum rc rc;

	if (p.reason.n == 0)
		return err_set(
		    e, RC_INVALID, N_("Tulis alasan membuka berkas ini."), "no reason");
	rc = find(d, number, &p.c, e);
	return rc != RC_OK ? rc : store_write(d->store, d->a, open_tx, &p, e);
}

enum rc
audit_views(struct domain *d, str class, int64_t before_s, str before_id, int64_t n,
    struct row_doc_views_all_list *out, struct err *e)
{
	return q_doc_views_all(d->db, class, before_s, before_id, n, out, e);
}

/* ---- proofs for the person ---- */

struct places {
	struct audit_place *at;
	size_t n;
	int64_t covered; /* leaves under the newest checkpoint */
};

static enum rc
add_about(struct domain *d, struct places *p, str about, struct err *e)
{
	struct row_audit_about_list list;
	enum rc rc = q_audit_about_list(
	    d->db, about, p->covered, (int64_t)(EVENTS_MAX - p->n), &list, e);

	for (size_t i = 0; rc == RC_OK && i < list.n; i++)
		p->at[p->n++] =
		    (struct audit_place){ list.at[i].of_node, list.at[i].of_seq };
	return rc;
}

static enum rc
add_certificates(struct domain *d, struct places *p, str application, struct err *e)
{
	struct row_certificate_list list;
	enum rc rc = q_certificate_of_application(d->db, application, &list, e);

	for (size_t i = 0; rc == RC_OK && i < list.n; i++)
		rc = add_about(d, p,
		    str_fmt(d->a, "certificate/%.*s", STR_ARG(list.at[i].serial)), e);
	return rc;
}

enum rc
audit_holder_proof(
    struct domain *d, const struct document_owner *owner, struct buf *out, struct err *e)
{
	struct places p = { ARENA_ARRAY(d->a, EVENTS_MAX, struct audit_place), 0, 0 };
	struct audit_checkpoint c;
	enum rc rc = audit_checkpoint_newest(d, &c, e);

	if (rc == RC_OK) {
		p.covered = c.size;
		rc = add_about(
		    d, &p, str_fmt(d->a, "%s/%.*s", owner->noun, STR_ARG(owner->id)), e);
	}
	if (rc == RC_OK && strcmp(owner->noun, "application") == 0)
		rc = add_certificates(d, &p, owner->id, e);
	if (rc == RC_NOT_FOUND || (rc == RC_OK && p.n == 0))
		return err_set(e, RC_NOT_FOUND,
		    N_("Belum ada titik periksa bertanda tangan. Coba lagi satu menit lagi."),
		    "nothing is covered yet");
	return rc == RC_OK ? audit_prove(d, p.at, p.n, out, e) : rc;
}
