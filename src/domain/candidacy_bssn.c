/* candidacy_bssn.c - holding a file at BSSN, what was compared in it, the interview. */
#include "domain/candidacy_bssn.h"

#include "base/rnd.h"
#include "domain/interview.h"
#include "domain/outbox.h"
#include "domain/record.h"

#define AHEAD_S INT64_C(7776000) /* 90 days: later interviews are slips of the pen */

const struct bssn_item bssn_items[BSSN_ITEM__COUNT] = {
#define BSSN_ITEM(id, name, group, label, returns) [id] = { name, group, label, returns },
#include "domain/bssn_items.def"
};

const struct bssn_cause bssn_results[] = {
	{ "cocok", N_("Identitas cocok, paham tugas OPIP") },
	{ "belum_paham", N_("Identitas cocok, belum paham tugas OPIP") },
	{ "tidak_cocok", N_("Identitas tidak cocok") },
	{ "tidak_hadir", N_("Tidak hadir") },
	{ NULL, NULL },
};

const char *
bssn_result_label(str result)
{
	for (const struct bssn_cause *r = bssn_results; r->name != NULL; r++)
		if (str_eq_z(result, r->name))
			return r->label;
	return "?";
}

const char *
bssn_mode_label(str mode)
{
	return str_eq_z(mode, "video") ? N_("Video") : N_("Tatap muka");
}

/* ---- holding ---- */

/* "09.02 WIB", with the date when that was another day. */
static str
bssn_when(struct domain *d, int64_t at_s)
{
	struct date that = time_civil(at_s, ZONE_WIB).date;
	struct date today = time_civil(domain_now(d), ZONE_WIB).date;

	if (date_to_days(that) == date_to_days(today))
		return time_of_day(d->a, at_s, ZONE_WIB);
	return time_long(d->a, at_s, ZONE_WIB, d->lang);
}

/* RC_CONFLICT that names who holds it and since when. */
static enum rc
say_held(struct domain *d, struct db *db, const struct row_candidacy *cand, struct err *e)
{
	struct row_account holder;
	enum rc rc = q_account_by_id(db, cand->claimed_by, &holder, e);
	str at;

	if (rc != RC_OK)
		return rc;
	at = bssn_when(d, cand->claimed_s);
	return err_say(e, RC_CONFLICT,
	    i18n_tr(d->lang,
		N_("Sudah dipegang %.*s sejak %.*s. Catatan yang Anda ketik tetap ada di "
		   "halaman ini.")),
	    STR_ARG(holder.name), STR_ARG(at));
}

static enum rc
not_own(const struct actor *who, const struct row_candidacy *cand, struct err *e)
{
	struct scope scope = candidacy_scope(cand);

	if (!scope_is_own(who, &scope))
		return RC_OK;
	return err_set(e, RC_DENIED,
	    N_("Ini berkas Anda sendiri. Minta rekan lain memeriksanya."), "own file");
}

enum rc
bssn_holds(struct domain *d, struct db *db, const struct actor *who,
    const struct row_candidacy *cand, struct err *e)
{
	if (cand->claimed_by.p == NULL)
		return err_set(e, RC_CONFLICT,
		    N_("Berkas ini belum Anda pegang. Tekan Pegang berkas dulu."),
		    "not claimed");
	if (!str_eq(cand->claimed_by, who->account))
		return say_held(d, db, cand, e);
	return not_own(who, cand, e);
}

static enum rc
guard_holds(struct change *c, struct err *e)
{
	return bssn_holds(c->d, c->tx, c->who, c->object, e);
}

enum rc
candidacy_guard_claim(struct change *c, struct err *e)
{
	const struct row_candidacy *cand = c->object;

	if (cand->claimed_by.p != NULL && !str_eq(cand->claimed_by, c->who->account))
		return say_held(c->d, c->tx, cand, e);
	return not_own(c->who, cand, e);
}

enum rc
candidacy_effect_claim(struct change *c, struct err *e)
{
	return q_candidacy_claim(
	    c->tx, c->id, c->version + 1, c->who->account, c->now_s, e);
}

enum rc
candidacy_guard_release(struct change *c, struct err *e)
{
	if (c->who->roles & R_SYSTEM)
		return RC_OK;
	return guard_holds(c, e);
}

enum rc
candidacy_effect_release(struct change *c, struct err *e)
{
	return q_candidacy_claim(c->tx, c->id, c->version + 1, STR_NONE, SQL_NULL_INT, e);
}

/* A version that is over, where somebody else took the file meanwhile: say so. */
static enum rc
better_conflict(struct domain *d, const struct actor *who, str id, struct err *e)
{
	struct row_candidacy cand;
	struct err ignored, held;

	if (q_candidacy_by_id(d->db, id, &cand, &ignored) == RC_OK &&
	    cand.claimed_by.p != NULL && !str_eq(cand.claimed_by, who->account) &&
	    say_held(d, d->db, &cand, &held) == RC_CONFLICT)
		*e = held;
	return RC_CONFLICT;
}

static enum rc
apply(struct domain *d, const struct actor *who, str id, int event, int64_t version,
    void *input, str note, struct err *e)
{
	enum rc rc =
	    fsm_apply(&candidacy_fsm, d, who, id, event, version, input, note, NULL, e);

	if (rc == RC_CONFLICT)
		return better_conflict(d, who, id, e);
	if (rc == RC_OK)
		domain_mail_poke(d);
	return rc;
}

enum rc
bssn_claim(
    struct domain *d, const struct actor *who, str id, int64_t version, struct err *e)
{
	return apply(d, who, id, CAND_EV_CLAIM, version, NULL, STR_NONE, e);
}

enum rc
bssn_release(
    struct domain *d, const struct actor *who, str id, int64_t version, struct err *e)
{
	return apply(d, who, id, CAND_EV_RELEASE, version, NULL, STR_NONE, e);
}

enum rc
bssn_release_idle(struct domain *d, int64_t *out_n, struct err *e)
{
	struct actor us = actor_system("worker");
	struct row_candidacy_list idle;
	enum rc rc =
	    q_candidacy_idle(d->db, domain_now(d) - d->conf->claim_s, 200, &idle, e);

	*out_n = 0;
	for (size_t i = 0; rc == RC_OK && i < idle.n; i++) {
		rc = fsm_apply(&candidacy_fsm, d, &us, idle.at[i].id, CAND_EV_RELEASE,
		    idle.at[i].version, NULL, STR("Tidak ada kegiatan"), NULL, e);
		if (rc == RC_OK)
			++*out_n;
		else if (rc == RC_CONFLICT)
			rc = RC_OK; /* somebody works on it after all */
	}
	return rc;
}

/* ---- marks ---- */

static void
count(struct bssn_checks *x)
{
	x->n_to_compare = x->n_compared = x->n_different = 0;
	for (size_t i = 0; i < BSSN_ITEM__COUNT; i++) {
		bool differs = str_eq_z(x->at[i].verdict, "tidak");

		x->n_different += differs;
		if (bssn_items[i].group == BSSN_OTHER)
			continue;
		x->n_to_compare++;
		x->n_compared += x->at[i].verdict.p != NULL;
	}
}

enum rc
bssn_checks_load(struct domain *d, struct db *db, str candidacy, str verifier,
    struct bssn_checks *out, struct err *e)
{
	struct row_candidacy_check_list rows;
	enum rc rc = q_candidacy_checks(db, candidacy, verifier, &rows, e);

	(void)d;
	*out = (struct bssn_checks){ .decision = BSSN_NONE };
	for (size_t r = 0; rc == RC_OK && r < rows.n; r++) {
		const struct row_candidacy_check *row = &rows.at[r];

		if (str_eq_z(row->item, "putusan")) {
			out->decision = bssn_decision_parse(row->verdict);
			out->message = row->reason;
		} else if (str_eq_z(row->item, "alasan"))
			out->cause = row->verdict;
		for (size_t i = 0; i < BSSN_ITEM__COUNT; i++)
			if (str_eq_z(row->item, bssn_items[i].name))
				out->at[i] =
				    (struct bssn_check){ row->verdict, row->reason };
	}
	count(out);
	return rc;
}

struct save_args {
	struct domain *d;
	const struct actor *who;
	str id;
	int64_t version;
	const struct bssn_checks *in;
};

static enum rc
put(struct save_args *p, struct db *tx, const char *item, str verdict, str reason,
    struct err *e)
{
	if (verdict.n == 0)
		return q_candidacy_check_drop(
		    tx, p->id, p->who->account, str_from_z(item), e);
	return q_candidacy_check_put(tx,
	    &(struct row_candidacy_check){ .candidacy = p->id,
		.verifier = p->who->account,
		.item = str_from_z(item),
		.verdict = verdict,
		.reason = reason.n > 0 ? reason : STR_NONE,
		.at_s = domain_now(p->d) },
	    e);
}

static bool
open_at_bssn(str state)
{
	return str_eq_z(state, "letters_returned") ||
	       str_eq_z(state, "interview_scheduled") || str_eq_z(state, "interviewed");
}

static enum rc
save_in_write(struct db *tx, void *arg, struct err *e)
{
	struct save_args *p = arg;
	struct row_candidacy cand;
	enum rc rc = q_candidacy_by_id(tx, p->id, &cand, e);

	if (rc == RC_OK && !open_at_bssn(cand.state))
		return err_set(e, RC_CONFLICT,
		    N_("Berkas ini sudah diputuskan. Muat ulang untuk melihat hasilnya."),
		    "decided");
	if (rc == RC_OK)
		rc = bssn_holds(p->d, tx, p->who, &cand, e);
	if (rc == RC_OK && cand.version != p->version)
		return err_set(e, RC_CONFLICT,
		    N_("Berkas ini baru saja diubah. Muat ulang untuk melihat versi terbaru; "
		       "catatan Anda tetap kami simpan."),
		    "stale version");
	for (size_t i = 0; rc == RC_OK && i < BSSN_ITEM__COUNT; i++)
		rc = put(p, tx, bssn_items[i].name, p->in->at[i].verdict,
		    p->in->at[i].reason, e);
	if (rc == RC_OK)
		rc = put(p, tx, "putusan",
		    str_from_z(bssn_decision_text(p->in->decision)), p->in->message, e);
	if (rc == RC_OK)
		rc = put(p, tx, "alasan", p->in->cause, STR_NONE, e);
	if (rc == RC_OK)
		rc = q_candidacy_touch(tx, p->id, p->version, domain_now(p->d), e);
	return rc;
}

enum rc
bssn_save(struct domain *d, const struct actor *who, str id, int64_t version,
    const struct bssn_checks *in, struct err *e)
{
	struct save_args p = { d, who, id, version, in };

	return store_write(d->store, d->a, save_in_write, &p, e);
}

/* ---- interview ---- */

enum rc
candidacy_guard_schedule(struct change *c, struct err *e)
{
	const struct bssn_interview *in = c->input;
	enum rc rc = guard_holds(c, e);

	if (rc != RC_OK)
		return rc;
	if (in->at_s <= c->now_s)
		return err_set(e, RC_INVALID,
		    N_("Waktu wawancara sudah lewat. Pilih waktu yang akan datang."),
		    "in the past");
	if (in->at_s > c->now_s + AHEAD_S)
		return err_set(e, RC_INVALID,
		    N_("Waktu wawancara paling jauh 90 hari dari sekarang."),
		    "too far ahead");
	return RC_OK;
}

enum rc
bssn_mail_tx(struct domain *d, struct db *tx, const char *kind, str to,
    const struct mail_text *t, str candidacy, str account, struct err *e)
{
	if (to.n == 0)
		return RC_OK;
	return outbox_put_tx(d, tx,
	    &(struct outbox_mail){ .kind = kind,
		.to = to,
		.subject = t->subject,
		.text = t->text,
		.noun = "candidacy",
		.noun_id = candidacy,
		.account = account },
	    e);
}

enum rc
candidacy_effect_schedule(struct change *c, struct err *e)
{
	return interview_set(c, c->input, STR_NONE, c->who->account, e);
}

enum rc
bssn_schedule(struct domain *d, const struct actor *who, str id, int64_t version,
    const struct bssn_interview *in, struct err *e)
{
	struct bssn_interview clean = { in->at_s, in->mode, str_squeeze(d->a, in->place),
		in->minutes, in->zone };

	if (!str_eq_z(in->mode, "video") && !str_eq_z(in->mode, "tatap_muka"))
		return err_set(e, RC_INVALID, N_("Pilih cara wawancara."), "mode");
	if (clean.place.n == 0)
		return err_set(
		    e, RC_INVALID, N_("Isi tempat atau tautan wawancara."), "no place");
	return apply(d, who, id, CAND_EV_SCHEDULE, version, &clean, STR_NONE, e);
}

enum rc
candidacy_guard_interview(struct change *c, struct err *e)
{
	return guard_holds(c, e);
}

enum rc
candidacy_effect_interview(struct change *c, struct err *e)
{
	const struct bssn_result *in = c->input;

	return q_candidacy_set_interviewed(c->tx,
	    &(struct q_candidacy_set_interviewed_in){ .id = c->id,
		.version = c->version + 1,
		.result = in->result,
		.note = in->note.n > 0 ? in->note : STR_NONE,
		.now_s = c->now_s },
	    e);
}

enum rc
candidacy_guard_absent(struct change *c, struct err *e)
{
	const struct row_candidacy *cand = c->object;
	enum rc rc = guard_holds(c, e);

	if (rc == RC_OK && !interview_missed(c->d, cand->state, cand->interview_at_s))
		return err_set(e, RC_INVALID,
		    N_("Tunggu 15 menit sesudah waktu wawancara. Untuk memindahkannya, ganti jadwalnya."),
		    "too early");
	return rc;
}

enum rc
bssn_record_interview(struct domain *d, const struct actor *who, str id, int64_t version,
    const struct bssn_result *in, struct err *e)
{
	struct bssn_result clean = { in->result, str_trim(in->note) };
	bool known = false;

	for (const struct bssn_cause *r = bssn_results; r->name != NULL; r++)
		known = known || str_eq_z(in->result, r->name);
	if (!known)
		return err_set(e, RC_INVALID, N_("Pilih hasil wawancara."), "result");
	if (str_eq_z(in->result, "tidak_hadir"))
		return apply(d, who, id, CAND_EV_ABSENT, version, NULL,
		    clean.note.n > 0 ? clean.note : STR_NONE, e);
	if (!str_eq_z(in->result, "cocok") && clean.note.n == 0)
		return err_set(e, RC_INVALID,
		    N_("Tulis catatan wawancara: apa yang belum sesuai."), "no note");
	return apply(d, who, id, CAND_EV_INTERVIEW, version, &clean, STR_NONE, e);
}

/* ---- remarks ---- */

static enum rc
note_in_write(struct db *tx, void *arg, struct err *e)
{
	return q_note_insert(tx, arg, e);
}

enum rc
bssn_note(struct domain *d, const struct actor *who, str number, str text, struct err *e)
{
	struct row_candidacy cand;
	struct row_note note;
	enum rc rc;

	text = str_trim(text);
	if (text.n == 0)
		return err_set(e, RC_INVALID, N_("Tulis catatannya dulu."), "empty note");
	rc = candidacy_by_number(d, who, number, &cand, e);
	if (rc != RC_OK)
		return rc;
	note = (struct row_note){ .id = rnd_id(d->a),
		.noun = STR("candidacy"),
		.noun_id = cand.id,
		.author = who->account,
		.text = text,
		.created_s = domain_now(d) };
	return store_write(d->store, d->a, note_in_write, &note, e);
}
