/* followup.c - the state machine of what follows for certificates of people who leave. */
#include "domain/followup.h"

#include "base/rnd.h"
#include "domain/certificate.h"
#include "domain/outbox.h"
#include "domain/scope.h"
#include "mail/mail_views.h"

#define ANSWERS (R_OFFICE_ADMIN | R_CENTRAL | R_VERIFIER | R_OPIP | R_KEPALA)
#define DAY     86400
#define BATCH   50

static enum rc guard_answer(struct change *c, struct err *e);
static enum rc guard_revoke(struct change *c, struct err *e);
static enum rc effect_answer(struct change *c, struct err *e);
static enum rc effect_late(struct change *c, struct err *e);

/* clang-format off */
static const struct transition rows[] = {
	/* from            event             to               roles     guard         effect */
	{ FOLLOW_ASKED,    FOLLOW_EV_KEEP,   FOLLOW_KEPT,     ANSWERS,  guard_answer, effect_answer },
	{ FOLLOW_ASKED,    FOLLOW_EV_HOLD,   FOLLOW_HELD,     ANSWERS,  guard_answer, effect_answer },
	{ FOLLOW_ASKED,    FOLLOW_EV_REVOKE, FOLLOW_REVOKING, ANSWERS,  guard_revoke, effect_answer },
	{ FOLLOW_HELD,     FOLLOW_EV_REVOKE, FOLLOW_REVOKING, ANSWERS,  guard_revoke, effect_answer },
	{ FOLLOW_HELD,     FOLLOW_EV_KEEP,   FOLLOW_KEPT,     R_SYSTEM, NULL,         NULL },
	{ FOLLOW_REVOKING, FOLLOW_EV_KEEP,   FOLLOW_KEPT,     R_SYSTEM, NULL,         NULL },
	{ FOLLOW_ASKED,    FOLLOW_EV_LATE,   FOLLOW_ASKED,    R_SYSTEM, NULL,         effect_late },
	{ FOLLOW_HELD,     FOLLOW_EV_LATE,   FOLLOW_HELD,     R_SYSTEM, NULL,         effect_late },
	{ FOLLOW_REVOKING, FOLLOW_EV_LATE,   FOLLOW_REVOKING, R_SYSTEM, NULL,         effect_late },
	{ FOLLOW_ASKED,    FOLLOW_EV_CLOSE,  FOLLOW_DONE,     R_SYSTEM, NULL,         NULL },
	{ FOLLOW_HELD,     FOLLOW_EV_CLOSE,  FOLLOW_DONE,     R_SYSTEM, NULL,         NULL },
	{ FOLLOW_REVOKING, FOLLOW_EV_CLOSE,  FOLLOW_DONE,     R_SYSTEM, NULL,         NULL },
	{ FOLLOW_ASKED,    FOLLOW_EV_DROP,   FOLLOW_DROPPED,  R_SYSTEM, NULL,         NULL },
	{ FOLLOW_HELD,     FOLLOW_EV_DROP,   FOLLOW_DROPPED,  R_SYSTEM, NULL,         NULL },
	{ FOLLOW_REVOKING, FOLLOW_EV_DROP,   FOLLOW_DROPPED,  R_SYSTEM, NULL,         NULL },
};
/* clang-format on */

const struct followup_leaving followup_leavings[] = {
	{ "pindah", N_("Pindah tugas"), "data_berubah", true },
	{ "berhenti", N_("Pensiun atau berhenti"), "berhenti", true },
	{ FOLLOWUP_DEATH, N_("Meninggal dunia"), "berhenti", true },
	{ "pelanggaran", N_("Diberhentikan karena pelanggaran"), "disalahgunakan", true },
	{ FOLLOWUP_AUTHORITY, N_("Kewenangan OPIP berakhir"), "data_berubah", false },
};
const size_t followup_n_leavings = ARRAY_LEN(followup_leavings);

const struct followup_leaving *
followup_leaving_find(str name)
{
	for (size_t i = 0; i < followup_n_leavings; i++)
		if (str_eq_z(name, followup_leavings[i].name))
			return &followup_leavings[i];
	return NULL;
}

/* ---- the machine ---- */

/* What load() finds: the question, its certificate, and who left. */
struct object {
	struct row_followup row;
	struct row_certificate cert;
	struct row_account person;
};

/* Two offices have a say: that of the certificate, and that which lets the person go. */
static bool
reaches(const struct actor *who, const struct object *o)
{
	struct scope of_cert = { .office = o->row.office },
		     of_person = { .office = o->row.account_office };

	return scope_sees(who, &of_cert) || scope_sees(who, &of_person);
}

static enum rc
read_object(struct domain *d, struct db *db, const struct actor *who, str id,
    struct object *o, struct err *e)
{
	enum rc rc = q_followup_by_id(db, id, &o->row, e);

	(void)d;
	if (rc == RC_OK)
		rc = q_certificate_by_serial(db, o->row.serial, &o->cert, e);
	if (rc == RC_OK)
		rc = q_account_by_id(db, o->row.account, &o->person, e);
	if (rc == RC_OK && !reaches(who, o))
		return scope_check(who, &(struct scope){ .office = o->row.office }, e);
	return rc;
}

static enum rc
load(struct change *c, struct err *e)
{
	struct object *o = ARENA_NEW(c->d->a, struct object);
	enum rc rc = read_object(c->d, c->tx, c->who, c->id, o, e);

	if (rc != RC_OK)
		return rc;
	c->object = o;
	c->number = o->row.serial;
	c->office = o->row.office;
	c->state = o->row.state;
	c->version = o->row.version;
	return RC_OK;
}

static enum rc
set_state(struct change *c, struct err *e)
{
	return q_followup_set_state(
	    c->tx, c->id, c->version, str_from_z(c->fsm->words->states[c->to].text), e);
}

const struct fsm followup_fsm = {
	.words = &words_followup,
	.at = rows,
	.n = ARRAY_LEN(rows),
	.load = load,
	.set_state = set_state,
};

static enum rc
guard_answer(struct change *c, struct err *e)
{
	const struct object *o = c->object;
	struct scope scope = { .account = o->row.account, .nip = o->person.nip };

	if (scope_is_own(c->who, &scope))
		return err_set(e, RC_DENIED,
		    N_("Anda tidak boleh memproses berkas Anda sendiri. Minta rekan Anda."),
		    "own certificate");
	return RC_OK;
}

static enum rc
guard_revoke(struct change *c, struct err *e)
{
	const struct followup_answer *in = c->input;
	const struct certificate_reason *r = certificate_reason_find(in->reason);

	if (r == NULL || (r->event != CERT_EV_REVOKE && r->event != CERT_EV_SUPERSEDE))
		return err_set(e, RC_INVALID, N_("Pilih alasan."), "no reason to revoke");
	return guard_answer(c, e);
}

/* ---- mails ---- */

static enum rc
mail_one(struct domain *d, struct db *tx, const struct actor *who, const struct object *o,
    const char *what, const struct row_account *to, struct err *e)
{
	const struct followup_leaving *l = followup_leaving_find(o->row.leaving);
	struct mail_text t;

	if ((who->account.p != NULL && str_eq(to->id, who->account)) ||
	    str_eq(to->id, o->row.account))
		return RC_OK;
	mail_compose_certificate_followup(d->a, LANG_ID,
	    &(struct mailview_certificate_followup){ .name = to->name,
		.person = o->cert.name,
		.leaving = str_from_z(l != NULL ? l->label : ""),
		.serial = o->cert.serial,
		.what = str_from_z(what),
		.who = who->name.p != NULL ? who->name : STR("Paraf"),
		.url = str_fmt(d->a, "%.*s/tindak-lanjut/%.*s",
		    STR_ARG(d->conf->public_url), STR_ARG(o->row.id)) },
	    &t);
	return outbox_put_tx(d, tx,
	    &(struct outbox_mail){ .kind = "certificate_followup",
		.to = to->email,
		.subject = t.subject,
		.text = t.text,
		.noun = "followup",
		.noun_id = o->row.id,
		.account = to->id },
	    e);
}

static enum rc
mail_all(struct domain *d, struct db *tx, const struct actor *who, const struct object *o,
    const char *what, const struct row_account_list *to, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < to->n; i++)
		rc = mail_one(d, tx, who, o, what, &to->at[i], e);
	return rc;
}

static const char asked[] =
    "Belum diputuskan apa yang berlaku untuk sertifikat ini: tetap berlaku, ditangguhkan, atau dicabut.";
static const char revoking[] =
    "Pencabutan diminta. Pencabutan baru berlaku setelah OPIP kantor atau verifikator BSSN menandatanganinya dengan kunci petugas.";
static const char held[] =
    "Sertifikat ditangguhkan sampai diputuskan: dipulihkan, atau dicabut.";

static const char *
what_of(int state)
{
	return state == FOLLOW_REVOKING ? revoking : state == FOLLOW_HELD ? held : asked;
}

static enum rc
mail_office(struct domain *d, struct db *tx, const struct actor *who,
    const struct object *o, int state, struct err *e)
{
	struct row_account_list to;
	enum rc rc = q_account_keepers_of_office(tx, o->row.office, &to, e);

	return rc != RC_OK ? rc : mail_all(d, tx, who, o, what_of(state), &to, e);
}

static enum rc
mail_bssn(struct domain *d, struct db *tx, const struct actor *who,
    const struct object *o, int state, struct err *e)
{
	struct row_account_list to;
	enum rc rc = q_account_verifiers(tx, &to, e);

	if (rc == RC_OK)
		rc = mail_all(d, tx, who, o, what_of(state), &to, e);
	return rc != RC_OK ? rc : q_followup_set_late(tx, o->row.id, domain_now(d), e);
}

/* ---- what an answer does ---- */

/* Those the signer may believe: an OPIP of the certificate's office, or a verifier. */
static bool
may_sign(const struct actor *who, const struct object *o)
{
	if (who->roles & R_VERIFIER)
		return true;
	return (who->roles & R_OPIP) && who->office.p != NULL &&
	       str_eq(who->office, o->row.office);
}

/* Suspending needs no signature. By rule of the answer, in the name of who gave it. */
static enum rc
suspend_tx(struct change *c, const struct object *o, struct err *e)
{
	struct row_status_order_list open;
	struct actor by = *c->who;
	enum rc rc = q_status_orders_open(c->tx, o->row.serial, &open, e);

	if (rc != RC_OK || open.n > 0 || !str_eq_z(o->cert.state, "active"))
		return rc;
	by.roles = R_SYSTEM;
	return certificate_order_put_tx(
	    c->d, c->tx, &by, o->row.serial, STR("ditahan"), c->note, e);
}

/* Nobody there can sign: BSSN is told at once. */
static enum rc
ask_signature_tx(struct change *c, const struct object *o, struct err *e)
{
	struct row_authority_count_of_office opip;
	enum rc rc = mail_office(c->d, c->tx, c->who, o, c->to, e);

	if (rc == RC_OK)
		rc =
		    q_authority_count_of_office(c->tx, o->row.office, c->now_s, &opip, e);
	if (rc == RC_OK && opip.n == 0)
		rc = mail_bssn(c->d, c->tx, c->who, o, c->to, e);
	return rc;
}

static enum rc
effect_answer(struct change *c, struct err *e)
{
	const struct object *o = c->object;
	const struct followup_answer *in = c->input;
	enum rc rc =
	    q_followup_set_answer(c->tx, c->id, in->reason, c->who->account, c->now_s, e);

	if (rc != RC_OK || c->event == FOLLOW_EV_KEEP)
		return rc;
	if (c->event == FOLLOW_EV_REVOKE && may_sign(c->who, o))
		return RC_OK; /* he signs the order on the next page */
	rc = suspend_tx(c, o, e);
	return rc != RC_OK ? rc : ask_signature_tx(c, o, e);
}

static enum rc
effect_late(struct change *c, struct err *e)
{
	const struct object *o = c->object;
	enum rc rc = mail_office(c->d, c->tx, c->who, o, c->to, e);

	return rc != RC_OK ? rc : mail_bssn(c->d, c->tx, c->who, o, c->to, e);
}

/* ---- asking ---- */

static enum rc
ask_one(struct domain *d, struct db *tx, const struct actor *who, const struct object *o,
    struct err *e)
{
	struct followup_answer revoke = { .event = FOLLOW_EV_REVOKE };
	struct actor by = *who;
	enum rc rc = q_followup_insert(tx, &o->row, e);

	if (rc == RC_OK)
		rc = fsm_born(&followup_fsm, d, tx, who, o->row.id, o->row.serial,
		    o->row.office, FOLLOW_ASKED, "ask", e);
	if (rc != RC_OK)
		return rc;
	if (str_eq_z(o->row.leaving, FOLLOWUP_DEATH)) {
		revoke.reason = str_from_z(followup_leaving_find(o->row.leaving)->reason);
		return fsm_apply_tx(&followup_fsm, d, tx, who, o->row.id,
		    FOLLOW_EV_REVOKE, FSM_ANY_VERSION, &revoke, STR_NONE, NULL, e);
	}
	/* an administrator is asked on the next page; others may not be there to ask */
	if (who->roles & R_OFFICE_ADMIN)
		return RC_OK;
	by.account = STR_NONE;
	return mail_office(d, tx, &by, o, FOLLOW_ASKED, e);
}

enum rc
followup_ask_tx(struct domain *d, struct db *tx, const struct actor *who,
    const struct row_account *acc, const char *leaving, struct err *e)
{
	struct row_certificate_list l;
	struct row_followup open;
	enum rc rc;

	if (acc->nip.p == NULL || acc->nip.n == 0)
		return RC_OK;
	rc = q_certificate_living_of_nip(tx, acc->nip, &l, e);
	for (size_t i = 0; rc == RC_OK && i < l.n; i++) {
		struct object o = { .cert = l.at[i], .person = *acc };

		rc = q_followup_open(tx, l.at[i].serial, &open, e);
		if (rc != RC_NOT_FOUND)
			continue;
		o.row = (struct row_followup){ .id = rnd_id(d->a),
			.serial = l.at[i].serial,
			.office = l.at[i].office,
			.account = acc->id,
			.account_office = acc->office,
			.leaving = str_from_z(leaving),
			.state = str_from_z(words_followup.states[FOLLOW_ASKED].text),
			.asked_s = domain_now(d),
			.asked_by = who->account.p != NULL ? who->account : who->name,
			.answered_s = SQL_NULL_INT,
			.late_s = SQL_NULL_INT,
			.version = 1 };
		rc = ask_one(d, tx, who, &o, e);
	}
	return rc;
}

/* By rule, in the name of who did what it follows from. */
static enum rc
by_rule(struct domain *d, struct db *tx, const struct actor *who, str id, int event,
    struct err *e)
{
	struct actor by = *who;

	by.roles = R_SYSTEM;
	return fsm_apply_tx(&followup_fsm, d, tx, &by, id, event, FSM_ANY_VERSION, NULL,
	    STR_NONE, NULL, e);
}

static bool
is_open(str state)
{
	return fsm_allows(&followup_fsm, state, FOLLOW_EV_CLOSE, R_SYSTEM);
}

enum rc
followup_drop_tx(
    struct domain *d, struct db *tx, const struct actor *who, str account, struct err *e)
{
	struct row_followup_list l;
	enum rc rc = q_followups_of_account(tx, account, &l, e);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++)
		if (is_open(l.at[i].state))
			rc = by_rule(d, tx, who, l.at[i].id, FOLLOW_EV_DROP, e);
	return rc;
}

enum rc
followup_certificate_tx(struct domain *d, struct db *tx, const struct actor *who,
    str serial, int event, struct err *e)
{
	struct row_followup open;
	enum rc rc;

	if (event == CERT_EV_SUSPEND)
		return RC_OK;
	rc = q_followup_open(tx, serial, &open, e);
	if (rc == RC_NOT_FOUND)
		return RC_OK;
	if (rc != RC_OK || event != CERT_EV_UNSUSPEND)
		return rc != RC_OK ? rc
				   : by_rule(d, tx, who, open.id, FOLLOW_EV_CLOSE, e);
	/* put back into use while nothing was decided: the question stays */
	if (str_eq_z(open.state, words_followup.states[FOLLOW_ASKED].text))
		return RC_OK;
	return by_rule(d, tx, who, open.id, FOLLOW_EV_KEEP, e);
}

enum rc
followup_carry_out(struct domain *d, str account, struct err *e)
{
	struct row_followup_list l;
	enum rc rc = q_followups_of_account(d->db, account, &l, e);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++)
		if (is_open(l.at[i].state))
			rc = certificate_order_now(d, l.at[i].serial, e);
	return rc;
}

enum rc
followup_died(struct domain *d, struct db *db, str serial, bool *out, struct err *e)
{
	struct row_followup_died n;
	enum rc rc = q_followup_died(db, serial, &n, e);

	(void)d;
	if (rc == RC_OK)
		*out = n.n > 0;
	return rc;
}

/* ---- answering ---- */

enum rc
followup_load(struct domain *d, const struct actor *who, str id,
    struct followup_file *out, struct err *e)
{
	struct object o;
	enum rc rc = read_object(d, d->db, who, id, &o, e);

	if (rc == RC_OK)
		*out =
		    (struct followup_file){ o.row, o.cert, o.person, may_sign(who, &o) };
	return rc;
}

enum rc
followup_history(struct domain *d, str id, struct row_history_list *out, struct err *e)
{
	return q_history_of(d->db, str_from_z(words_followup.noun), id, out, e);
}

enum rc
followup_living(
    struct domain *d, const struct row_account *acc, int64_t *out_n, struct err *e)
{
	struct row_certificate_list l = { .n = 0 };
	enum rc rc =
	    acc->nip.n == 0 ? RC_OK : q_certificate_living_of_nip(d->db, acc->nip, &l, e);

	if (rc == RC_OK)
		*out_n = (int64_t)l.n;
	return rc;
}

enum rc
followup_next(struct domain *d, str account, struct row_followup *out, struct err *e)
{
	struct row_followup_list l;
	enum rc rc = q_followups_of_account(d->db, account, &l, e);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++)
		if (str_eq_z(l.at[i].state, words_followup.states[FOLLOW_ASKED].text)) {
			*out = l.at[i];
			return RC_OK;
		}
	return rc != RC_OK ? rc
			   : err_set(e, RC_NOT_FOUND,
				 N_("Semua pertanyaan sudah dijawab."), "none is open");
}

enum rc
followup_answer(struct domain *d, const struct actor *who, str id,
    const struct followup_answer *in, struct err *e)
{
	struct followup_answer copy = *in;
	struct row_followup row;
	enum rc rc;

	if (in->event != FOLLOW_EV_REVOKE)
		copy.reason = STR_NONE;
	rc = fsm_apply(&followup_fsm, d, who, id, (int)in->event, in->version, &copy,
	    in->note.n > 0 ? in->note : STR_NONE, NULL, e);
	if (rc == RC_OK)
		rc = q_followup_by_id(d->db, id, &row, e);
	if (rc != RC_OK)
		return rc;
	domain_mail_poke(d);
	return certificate_order_now(d, row.serial, e);
}

enum rc
followup_list(struct domain *d, const struct actor *who,
    struct row_followup_line_list *out, struct err *e)
{
	bool everywhere = who->roles & (R_VERIFIER | R_CENTRAL);
	int64_t now = domain_now(d);

	return q_followups_waiting(d->db, everywhere ? STR_NONE : who->office,
	    everywhere ? now - d->conf->followup_days * DAY : now, 200, out, e);
}

bool
followup_is_left(const struct followup_file *f)
{
	return str_eq_z(f->row.state, "dropped") && str_eq_z(f->cert.state, "suspended");
}

enum rc
followup_left(struct domain *d, const struct actor *who,
    struct row_followup_line_list *out, struct err *e)
{
	*out = (struct row_followup_line_list){ .n = 0 };
	return who->office.p == NULL
		   ? RC_OK
		   : q_followups_left_suspended(d->db, who->office, 50, out, e);
}

enum rc
followup_left_of(struct domain *d, str account, struct row_followup *out, struct err *e)
{
	struct row_followup_list l;
	struct row_certificate cert;
	enum rc rc = q_followups_of_account(d->db, account, &l, e);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++) {
		if (!str_eq_z(l.at[i].state, "dropped"))
			continue;
		rc = q_certificate_by_serial(d->db, l.at[i].serial, &cert, e);
		if (rc == RC_OK && str_eq_z(cert.state, "suspended")) {
			*out = l.at[i];
			return RC_OK;
		}
	}
	return rc != RC_OK ? rc
			   : err_set(e, RC_NOT_FOUND,
				 N_("Semua pertanyaan sudah dijawab."), "none is left");
}

enum rc
followup_late_due(struct domain *d, struct err *e)
{
	struct actor us = actor_system("tindak lanjut");
	struct row_followup_list l;
	enum rc rc = q_followups_unnoticed(
	    d->db, domain_now(d) - d->conf->followup_days * DAY, BATCH, &l, e);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++) {
		rc = fsm_apply(&followup_fsm, d, &us, l.at[i].id, FOLLOW_EV_LATE,
		    l.at[i].version, NULL, STR_NONE, NULL, e);
		if (rc == RC_CONFLICT)
			rc = RC_OK;
	}
	return rc;
}
