/* interview.c - opening times, choosing one of them, being asked to. */
#include "domain/interview.h"

#include "base/json.h"
#include "base/rnd.h"
#include "domain/ident.h"
#include "domain/outbox.h"
#include "domain/record.h"
#include "domain/slot_times.h"

#define DAY_S INT64_C(86400)

/* ---- opening ---- */

struct publish_args {
	struct domain *d;
	const struct actor *who;
	const struct interview_series *in;
	str place;
	int64_t from_s, to_s, n;
};

static enum rc
publish_trace(struct publish_args *p, struct db *tx, struct err *e)
{
	struct domain *d = p->d;
	struct buf detail;
	struct json j;
	str text = str_fmt(d->a, "%lld: %.*s", (long long)p->n,
	    STR_ARG(time_full(d->a, p->from_s, p->in->zone, LANG_ID)));
	enum rc rc = history_add(d, tx, p->who, "interview_slot", p->who->account,
	    STR("publish"), STR_NONE, STR("free"), text, e);

	if (rc != RC_OK)
		return rc;
	buf_init(&detail, d->a, 128);
	json_begin(&j, &detail);
	json_int(&j, "n", p->n);
	json_int(&j, "from_s", p->from_s);
	json_int(&j, "to_s", p->to_s);
	json_text(&j, "mode", p->in->mode);
	json_end(&j);
	return audit_add(d, tx, p->who, "interview_slot.publish",
	    str_fmt(d->a, "account/%.*s", STR_ARG(p->who->account)), STR_NONE,
	    buf_get(&detail), e);
}

static enum rc
publish_in_write(struct db *tx, void *arg, struct err *e)
{
	struct publish_args *p = arg;
	const struct interview_series *in = p->in;
	struct row_interview_slot_list there;
	enum rc rc =
	    q_interview_slot_overlaps(tx, p->who->account, p->from_s, p->to_s, &there, e);

	if (rc == RC_OK && there.n > 0)
		return err_say(e, RC_INVALID,
		    i18n_tr(p->d->lang,
			N_("Anda sudah membuka waktu pada %.*s. Pilih jam yang tidak bertumpuk.")),
		    STR_ARG(time_long(p->d->a, there.at[0].at_s, in->zone, p->d->lang)));
	p->n = 0;
	for (int at = in->from; rc == RC_OK && at + in->minutes <= in->to;
	     at += in->minutes, p->n++)
		rc = q_interview_slot_insert(tx,
		    &(struct row_interview_slot){ .id = rnd_id(p->d->a),
			.verifier = p->who->account,
			.at_s = time_from_civil(in->date, at / 60, at % 60, in->zone),
			.minutes = in->minutes,
			.mode = in->mode,
			.place = p->place,
			.zone = str_from_z(zone_name(in->zone)),
			.candidacy = STR_NONE,
			.taken_s = SQL_NULL_INT,
			.created_s = domain_now(p->d) },
		    e);
	return rc != RC_OK ? rc : publish_trace(p, tx, e);
}

static enum rc
series_check(struct domain *d, const struct interview_series *in, int64_t from_s,
    str place, struct err *e)
{
	if (!str_eq_z(in->mode, "video") && !str_eq_z(in->mode, "tatap_muka"))
		return err_set(e, RC_INVALID, N_("Pilih cara wawancara."), "mode");
	if (place.n == 0)
		return err_set(
		    e, RC_INVALID, N_("Isi tempat atau tautan wawancara."), "no place");
	if (in->minutes < SLOT_MINUTES_MIN || in->minutes > SLOT_MINUTES_MAX)
		return err_set(
		    e, RC_INVALID, N_("Pilih lama satu wawancara."), "minutes");
	if (in->from < 0 || in->to > 24 * 60 || in->from + in->minutes > in->to)
		return err_set(e, RC_INVALID,
		    N_("Jam selesai harus cukup untuk satu wawancara sesudah jam mulai."),
		    "span");
	if (from_s <= domain_now(d))
		return err_set(e, RC_INVALID,
		    N_("Waktu wawancara sudah lewat. Pilih waktu yang akan datang."),
		    "in the past");
	if (from_s > domain_now(d) + INTERVIEW_AHEAD_DAYS * DAY_S)
		return err_set(e, RC_INVALID,
		    N_("Waktu wawancara paling jauh 90 hari dari sekarang."),
		    "too far ahead");
	return RC_OK;
}

enum rc
interview_publish(struct domain *d, const struct actor *who,
    const struct interview_series *in, int64_t *out_n, struct err *e)
{
	int whole = in->minutes > 0 ? (in->to - in->from) / in->minutes * in->minutes : 0;
	struct publish_args p = { .d = d,
		.who = who,
		.in = in,
		.place = str_squeeze(d->a, in->place),
		.from_s =
		    time_from_civil(in->date, in->from / 60, in->from % 60, in->zone) };
	enum rc rc = series_check(d, in, p.from_s, p.place, e);

	p.to_s = p.from_s + (int64_t)whole * 60;
	if (rc == RC_OK)
		rc = store_write(d->store, d->a, publish_in_write, &p, e);
	if (rc == RC_OK)
		*out_n = p.n;
	return rc;
}

struct withdraw_args {
	struct domain *d;
	const struct actor *who;
	str id;
};

static enum rc
withdraw_in_write(struct db *tx, void *arg, struct err *e)
{
	struct withdraw_args *p = arg;
	enum rc rc = q_interview_slot_drop(tx, p->id, p->who->account, e);

	if (rc == RC_CONFLICT)
		return err_set(e, RC_CONFLICT,
		    N_("Waktu ini sudah dipilih calon OPIP, atau bukan milik Anda. Untuk memindahkan wawancara, ganti jadwalnya di berkas calon."),
		    "taken or not own");
	if (rc == RC_OK)
		rc = history_add(p->d, tx, p->who, "interview_slot", p->who->account,
		    STR("withdraw"), STR("free"), STR("withdrawn"), STR_NONE, e);
	if (rc == RC_OK)
		rc = audit_add(p->d, tx, p->who, "interview_slot.withdraw",
		    str_fmt(p->d->a, "interview_slot/%.*s", STR_ARG(p->id)), STR_NONE,
		    STR_NONE, e);
	return rc;
}

enum rc
interview_withdraw(struct domain *d, const struct actor *who, str id, struct err *e)
{
	struct withdraw_args p = { d, who, id };

	return store_write(d->store, d->a, withdraw_in_write, &p, e);
}

enum rc
interview_lines(
    struct domain *d, struct row_interview_slot_lines_list *out, struct err *e)
{
	return q_interview_slot_lines(d->db, domain_now(d) - DAY_S / 2, 500, out, e);
}

/* ---- choosing ---- */

enum rc
interview_offers(struct domain *d, struct row_interview_slot_list *out, struct err *e)
{
	return q_interview_slot_offers(
	    d->db, domain_now(d) + INTERVIEW_LEAD_S, 500, out, e);
}

enum rc
interview_offered(struct domain *d, bool *out, struct err *e)
{
	struct row_interview_slot_newest row;
	enum rc rc =
	    q_interview_slot_newest(d->db, domain_now(d) + INTERVIEW_LEAD_S, &row, e);

	*out = rc == RC_OK && row.n > 0;
	return rc;
}

enum rc
interview_fixed(struct domain *d, struct db *db, const struct row_candidacy *cand,
    const char **out_why, struct err *e)
{
	struct row_candidacy_choices row;
	enum rc rc;

	*out_why = NULL;
	if (!str_eq_z(cand->state, "interview_scheduled"))
		return RC_OK;
	if (cand->interview_at_s != SQL_NULL_INT &&
	    cand->interview_at_s < domain_now(d) + INTERVIEW_LEAD_S) {
		*out_why = N_(
		    "Jadwal tidak dapat diganti atau dilepas lagi kurang dari satu jam sebelumnya.");
		return RC_OK;
	}
	rc = q_candidacy_choices(db, cand->id, &row, e);
	if (rc == RC_OK && row.n >= INTERVIEW_CHANGES)
		*out_why = N_(
		    "Jadwal sudah dua kali Anda ganti atau lepas. Bila berhalangan lagi, beri tahu admin kantor.");
	return rc;
}

enum rc
candidacy_guard_choose(struct change *c, struct err *e)
{
	const struct interview_choice *in = c->input;
	struct row_interview_slot slot;
	const char *why = NULL;
	enum rc rc = interview_fixed(c->d, c->tx, c->object, &why, e);

	if (rc == RC_OK && why != NULL)
		return err_set(e, RC_DENIED, why, "changed too often or too late");
	if (rc == RC_OK)
		rc = q_interview_slot_by_id(c->tx, in->slot, &slot, e);
	if (rc == RC_NOT_FOUND ||
	    (rc == RC_OK && slot.at_s <= c->now_s + INTERVIEW_LEAD_S))
		return err_set(e, RC_INVALID,
		    N_("Jadwal ini tidak tersedia lagi. Pilih yang lain."), "gone");
	return rc;
}

enum rc
candidacy_effect_choose(struct change *c, struct err *e)
{
	const struct interview_choice *in = c->input;
	struct row_interview_slot slot;
	enum rc rc = q_interview_slot_by_id(c->tx, in->slot, &slot, e);

	if (rc != RC_OK)
		return rc;
	return interview_set(c,
	    &(struct bssn_interview){
		slot.at_s, slot.mode, slot.place, slot.minutes, zone_parse(slot.zone) },
	    slot.id, slot.verifier, e);
}

enum rc
candidacy_guard_give_back(struct change *c, struct err *e)
{
	const char *why = NULL;
	enum rc rc = interview_fixed(c->d, c->tx, c->object, &why, e);

	return rc == RC_OK && why != NULL
		   ? err_set(e, RC_DENIED, why, "changed too often or too late")
		   : rc;
}

enum rc
interview_give_back(
    struct domain *d, const struct actor *who, str candidacy, str reason, struct err *e)
{
	struct say why;
	str note;
	enum rc rc;

	if (ident_line(d->a, reason, INTERVIEW_REASON_MAX,
		N_("Tulis sebab Anda berhalangan."), &note, &why) != RC_OK)
		return err_set(e, RC_INVALID, i18n_tr(d->lang, why.id), "reason");
	rc = fsm_apply(&candidacy_fsm, d, who, candidacy, CAND_EV_GIVE_BACK,
	    FSM_ANY_VERSION, NULL, note, NULL, e);
	if (rc == RC_OK)
		domain_mail_poke(d);
	return rc;
}

enum rc
interview_choose(
    struct domain *d, const struct actor *who, str candidacy, str slot, struct err *e)
{
	struct interview_choice in = { slot };
	enum rc rc = fsm_apply(&candidacy_fsm, d, who, candidacy, CAND_EV_CHOOSE,
	    FSM_ANY_VERSION, &in, STR_NONE, NULL, e);

	if (rc == RC_OK)
		domain_mail_poke(d);
	return rc;
}

bool
interview_missed(const struct domain *d, str state, int64_t at_s)
{
	return str_eq_z(state, "interview_scheduled") && at_s != SQL_NULL_INT &&
	       domain_now(d) >= at_s + INTERVIEW_WAIT_S;
}

/* ---- for the worker ---- */

struct invite_args {
	struct domain *d;
	const struct row_candidacy *cand;
	int64_t newest_s, before_s;
	bool written;
};

static enum rc
invite_in_write(struct db *tx, void *arg, struct err *e)
{
	struct invite_args *p = arg;
	struct domain *d = p->d;
	struct mail_text t;
	enum rc rc = q_candidacy_set_invited(
	    tx, p->cand->id, p->newest_s, p->before_s, domain_now(d), e);

	p->written = false;
	if (rc == RC_CONFLICT) /* another worker was faster, or he is further by now */
		return RC_OK;
	if (rc != RC_OK || p->cand->email.n == 0)
		return rc;
	mail_compose_opip_choose(d->a, LANG_ID,
	    &(struct mailview_opip_choose){ p->cand->name, p->cand->number,
		str_fmt(d->a, "%.*s/profil/wawancara", STR_ARG(d->conf->public_url)) },
	    &t);
	p->written = true;
	return bssn_mail_tx(
	    d, tx, "opip_choose", p->cand->email, &t, p->cand->id, p->cand->account, e);
}

enum rc
interview_invite(struct domain *d, int64_t *out_n, struct err *e)
{
	int64_t now = domain_now(d), n = 0;
	struct row_interview_slot_newest free;
	struct row_candidacy_list l;
	enum rc rc = q_interview_slot_newest(d->db, now + INTERVIEW_LEAD_S, &free, e);

	if (rc != RC_OK || free.n == 0) {
		*out_n = 0;
		return rc;
	}
	rc = q_candidacy_to_invite(d->db, free.created_s, now - DAY_S, 500, &l, e);
	for (size_t i = 0; rc == RC_OK && i < l.n; i++) {
		struct invite_args p = { d, &l.at[i], free.created_s, now - DAY_S,
			false };

		rc = store_write(d->store, d->a, invite_in_write, &p, e);
		n += rc == RC_OK && p.written;
	}
	if (rc == RC_OK)
		*out_n = n;
	return rc;
}
