/* interview_mail.c - an interview is set, moved, near or off: who is told, and how (SCREENS E7). */
#include "domain/interview.h"
#include "domain/outbox.h"

/* What the mails about one interview say. */
struct telling {
	struct domain *d;
	struct db *tx;
	const struct row_candidacy *cand;
	int64_t version; /* of the row, for the calendar */
	struct row_office office;
	struct bssn_interview at;
	int64_t before_s; /* the time it was moved from; SQL_NULL_INT: none */
	int64_t n;        /* mails written */
};

enum rc
interview_load(struct db *db, const struct row_candidacy *cand,
    struct bssn_interview *out, struct err *e)
{
	struct row_interview_slot slot;
	enum rc rc = q_interview_slot_of(db, cand->id, &slot, e);

	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	*out = (struct bssn_interview){ cand->interview_at_s, cand->interview_mode,
		cand->interview_place, rc == RC_OK ? slot.minutes : INTERVIEW_MINUTES,
		rc == RC_OK ? zone_parse(slot.zone) : ZONE_WIB };
	return RC_OK;
}

struct ical_event
interview_event(struct domain *d, enum lang lang, const struct row_candidacy *cand,
    const struct bssn_interview *at, str url)
{
	int64_t minutes = at->minutes > 0 ? at->minutes : INTERVIEW_MINUTES;

	return (struct ical_event){ .uid = str_fmt(d->a, "%.*s-wawancara@paraf",
					STR_ARG(cand->number)),
		.sequence = cand->version,
		.stamp_s = domain_now(d),
		.start_s = at->at_s,
		.end_s = at->at_s + minutes * 60,
		.summary = str_fmt(d->a, "%s %.*s", i18n_tr(lang, N_("Wawancara BSSN")),
		    STR_ARG(cand->number)),
		.location = at->place,
		.url = url,
		.alarm_s = 3600 };
}

/* ---- words ---- */

static str
url_of(const struct telling *x, bool host)
{
	str base = x->d->conf->public_url;

	if (host)
		return str_fmt(
		    x->d->a, "%.*s/bssn/%.*s", STR_ARG(base), STR_ARG(x->cand->number));
	return str_fmt(x->d->a, "%.*s/profil/wawancara", STR_ARG(base));
}

static str
office_of(const struct telling *x)
{
	return str_fmt(
	    x->d->a, "%.*s (%.*s)", STR_ARG(x->office.name), STR_ARG(x->office.code));
}

static str
when(const struct telling *x, int64_t at_s, enum zone z)
{
	return at_s == SQL_NULL_INT ? STR("") : time_full(x->d->a, at_s, z, LANG_ID);
}

/* The clock of the candidate's office, for a verifier in another zone; with the day if that differs. */
static str
theirs(const struct telling *x)
{
	enum zone own = x->at.zone, z = zone_parse(x->office.zone);

	if (z == own)
		return STR("");
	if (date_to_days(time_civil(x->at.at_s, z).date) !=
	    date_to_days(time_civil(x->at.at_s, own).date))
		return when(x, x->at.at_s, z);
	return time_of_day(x->d->a, x->at.at_s, z);
}

/* Why what was set does not take place, to be read by the candidate or by a verifier. */
static str
reason_of(const struct change *c, bool host)
{
	switch (c->event) {
	case CAND_EV_GIVE_BACK:
		return str_fmt(c->d->a, "%s: %.*s",
		    host ? "calon OPIP melepas jadwalnya" : "Anda melepas jadwal ini",
		    STR_ARG(c->note));
	case CAND_EV_CHOOSE:
		return STR("calon OPIP memilih waktu verifikator lain");
	case CAND_EV_SCHEDULE:
		return STR("verifikator lain menetapkan waktu lain");
	case CAND_EV_INTERVIEW:
		return STR("hasil wawancara sudah dicatat");
	case CAND_EV_RETURN:
		return STR("berkas dikembalikan untuk diperbaiki");
	case CAND_EV_REFUSE:
		return STR("pendaftaran OPIP tidak disetujui");
	default:
		return STR("pendaftaran OPIP dihentikan");
	}
}

/* ---- one mail ---- */

static enum rc
put(struct telling *x, const char *kind, str to, str account, const struct mail_text *t,
    str calendar, struct err *e)
{
	enum rc rc;

	if (to.n == 0)
		return RC_OK;
	rc = outbox_put_tx(x->d, x->tx,
	    &(struct outbox_mail){ .kind = kind,
		.to = to,
		.subject = t->subject,
		.text = t->text,
		.noun = "candidacy",
		.noun_id = x->cand->id,
		.account = account,
		.calendar = calendar },
	    e);
	x->n += rc == RC_OK;
	return rc;
}

static str
calendar_of(const struct telling *x, bool host, bool cancelled)
{
	struct row_candidacy now = *x->cand;
	struct ical_event ev;

	now.version = x->version;
	ev = interview_event(x->d, LANG_ID, &now, &x->at, url_of(x, host));
	ev.cancelled = cancelled;
	return outbox_calendar(x->d, &ev);
}

static enum rc
tell_candidate(struct telling *x, struct err *e)
{
	const struct row_candidacy *c = x->cand;
	enum zone z = zone_parse(x->office.zone);
	struct mail_text t;

	mail_compose_opip_interview(x->d->a, LANG_ID,
	    &(struct mailview_opip_interview){ .name = c->name,
		.number = c->number,
		.office = x->office.name,
		.when = when(x, x->at.at_s, z),
		.before = when(x, x->before_s, z),
		.mode = str_from_z(bssn_mode_label(x->at.mode)),
		.place = x->at.place,
		.url = url_of(x, false) },
	    &t);
	return put(x, "opip_interview", c->email, c->account, &t,
	    calendar_of(x, false, false), e);
}

/* `reminder`: its kind, without the appointment; NULL: the time was set. */
static enum rc
tell_host(struct telling *x, const struct row_interview_hosts *host, const char *reminder,
    struct err *e)
{
	struct mail_text t;

	mail_compose_interview_host(x->d->a, LANG_ID,
	    &(struct mailview_interview_host){ .name = host->name,
		.candidate = x->cand->name,
		.number = x->cand->number,
		.office = office_of(x),
		.when = when(x, x->at.at_s, x->at.zone),
		.theirs = theirs(x),
		.before = when(x, x->before_s, x->at.zone),
		.mode = str_from_z(bssn_mode_label(x->at.mode)),
		.place = x->at.place,
		.url = url_of(x, true),
		.again = reminder != NULL },
	    &t);
	if (reminder != NULL)
		return put(x, reminder, host->email, host->id, &t, STR_NONE, e);
	return put(x, "interview_host", host->email, host->id, &t,
	    calendar_of(x, true, false), e);
}

static enum rc
off_candidate(struct telling *x, str reason, struct err *e)
{
	const struct row_candidacy *c = x->cand;
	struct mail_text t;

	mail_compose_interview_off(x->d->a, LANG_ID,
	    &(struct mailview_interview_off){ .name = c->name,
		.number = c->number,
		.when = when(x, x->at.at_s, zone_parse(x->office.zone)),
		.reason = reason,
		.url = str_fmt(x->d->a, "%.*s/profil", STR_ARG(x->d->conf->public_url)) },
	    &t);
	return put(
	    x, "interview_off", c->email, c->account, &t, calendar_of(x, false, true), e);
}

static enum rc
off_host(
    struct telling *x, const struct row_interview_hosts *host, str reason, struct err *e)
{
	struct mail_text t;

	mail_compose_interview_off_host(x->d->a, LANG_ID,
	    &(struct mailview_interview_off_host){ .name = host->name,
		.candidate = x->cand->name,
		.number = x->cand->number,
		.office = office_of(x),
		.when = when(x, x->at.at_s, x->at.zone),
		.theirs = theirs(x),
		.reason = reason,
		.url = url_of(x, true) },
	    &t);
	return put(x, "interview_off_host", host->email, host->id, &t,
	    calendar_of(x, true, true), e);
}

/* ---- set, and moved ---- */

static bool
is_among(const struct row_interview_hosts_list *l, str id)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->at[i].id, id))
			return true;
	return false;
}

/* From now on the hosts are these two; *out_old: who were. */
static enum rc
replace_hosts(struct change *c, str verifier, struct row_interview_hosts_list *out_old,
    struct row_interview_hosts_list *out_now, struct err *e)
{
	const struct row_candidacy *cand = c->object;
	enum rc rc = q_interview_hosts(c->tx, c->id, out_old, e);

	if (rc == RC_OK)
		rc = q_interview_host_drop(c->tx, c->id, e);
	if (rc == RC_OK)
		rc = q_interview_host_add(c->tx, c->id, verifier, e);
	if (rc == RC_OK && cand->claimed_by.p != NULL)
		rc = q_interview_host_add(c->tx, c->id, cand->claimed_by, e);
	return rc != RC_OK ? rc : q_interview_hosts(c->tx, c->id, out_now, e);
}

/* The time there was is free, then the new one taken: both may be the same. */
static enum rc
store_time(struct change *c, const struct bssn_interview *in, str slot, struct err *e)
{
	enum rc rc = q_interview_slot_free(c->tx, c->id, e);

	if (rc == RC_OK && slot.p != NULL)
		rc = q_interview_slot_take(c->tx, slot, c->id, c->now_s, e);
	if (rc == RC_CONFLICT)
		return err_set(e, RC_CONFLICT,
		    N_("Jadwal ini baru saja diambil orang lain. Pilih yang lain."),
		    "taken");
	if (rc != RC_OK)
		return rc;
	return q_candidacy_set_interview(c->tx,
	    &(struct q_candidacy_set_interview_in){ .id = c->id,
		.version = c->version + 1,
		.at_s = in->at_s,
		.mode = in->mode,
		.place = in->place,
		.now_s = c->now_s },
	    e);
}

static enum rc
begin(struct change *c, struct telling *x, struct err *e)
{
	*x = (struct telling){ .d = c->d,
		.tx = c->tx,
		.cand = c->object,
		.version = c->version + 1,
		.before_s = SQL_NULL_INT };
	return q_office_by_code(c->tx, c->office, &x->office, e);
}

enum rc
interview_set(struct change *c, const struct bssn_interview *in, str slot, str verifier,
    struct err *e)
{
	struct row_interview_hosts_list old, hosts;
	struct telling x, was;
	enum rc rc = begin(c, &x, e);

	was = x;
	if (rc == RC_OK)
		rc = interview_load(c->tx, x.cand, &was.at, e);
	if (rc == RC_OK)
		rc = store_time(c, in, slot, e);
	if (rc == RC_OK)
		rc = replace_hosts(c, verifier, &old, &hosts, e);
	if (rc != RC_OK)
		return rc;
	x.at = *in;
	if (c->from == CAND_INTERVIEW_SCHEDULED)
		x.before_s = was.at.at_s;
	rc = tell_candidate(&x, e);
	for (size_t i = 0; rc == RC_OK && i < hosts.n; i++)
		rc = tell_host(&x, &hosts.at[i], NULL, e);
	for (size_t i = 0; rc == RC_OK && i < old.n; i++)
		if (!is_among(&hosts, old.at[i].id))
			rc = off_host(&was, &old.at[i], reason_of(c, true), e);
	return rc;
}

/* ---- off ---- */

static enum rc
tell_off(struct change *c, struct telling *x,
    const struct row_interview_hosts_list *hosts, struct err *e)
{
	enum rc rc = off_candidate(x, reason_of(c, false), e);

	for (size_t i = 0; rc == RC_OK && i < hosts->n; i++)
		rc = off_host(x, &hosts->at[i], reason_of(c, true), e);
	return rc;
}

enum rc
interview_leave(struct change *c, struct err *e)
{
	struct row_interview_hosts_list hosts;
	struct telling x;
	enum rc rc = begin(c, &x, e);

	if (rc == RC_OK)
		rc = interview_load(c->tx, x.cand, &x.at, e);
	if (rc == RC_OK)
		rc = q_interview_hosts(c->tx, c->id, &hosts, e);
	if (rc == RC_OK)
		rc = q_interview_slot_free(c->tx, c->id, e);
	if (rc == RC_OK)
		rc = q_interview_host_drop(c->tx, c->id, e);
	/* what was held stays in the record */
	if (rc == RC_OK && c->event != CAND_EV_INTERVIEW)
		rc = q_candidacy_clear_interview(c->tx, c->id, e);
	if (rc != RC_OK || x.at.at_s <= c->now_s)
		return rc;
	return tell_off(c, &x, &hosts, e);
}

/* ---- near ---- */

static enum rc
remind_candidate(struct telling *x, const char *kind, struct err *e)
{
	const struct row_candidacy *c = x->cand;
	struct mail_text t;

	mail_compose_interview_reminder(x->d->a, LANG_ID,
	    &(struct mailview_interview_reminder){ .name = c->name,
		.number = c->number,
		.when = when(x, x->at.at_s, zone_parse(x->office.zone)),
		.mode = str_from_z(bssn_mode_label(x->at.mode)),
		.place = x->at.place,
		.url = url_of(x, false) },
	    &t);
	return put(x, kind, c->email, c->account, &t, STR_NONE, e);
}

enum rc
interview_remind_tx(struct domain *d, struct db *tx, const struct row_candidacy *cand,
    int64_t mark, int64_t *out_n, struct err *e)
{
	const char *kind =
	    mark == 1 ? "interview_reminder_day" : "interview_reminder_hour";
	struct row_interview_hosts_list hosts;
	struct row_candidacy now;
	struct telling x = { .d = d, .tx = tx, .cand = &now, .before_s = SQL_NULL_INT };
	enum rc rc = q_candidacy_set_told(tx, cand->id, cand->interview_at_s, mark, e);

	*out_n = 0;
	if (rc == RC_CONFLICT)
		return RC_OK;
	if (rc == RC_OK)
		rc = q_candidacy_by_id(tx, cand->id, &now, e);
	if (rc == RC_OK)
		rc = q_office_by_code(tx, now.office, &x.office, e);
	if (rc == RC_OK)
		rc = interview_load(tx, &now, &x.at, e);
	if (rc == RC_OK)
		rc = q_interview_hosts(tx, now.id, &hosts, e);
	if (rc == RC_OK)
		rc = remind_candidate(&x, kind, e);
	for (size_t i = 0; rc == RC_OK && i < hosts.n; i++)
		rc = tell_host(&x, &hosts.at[i], kind, e);
	if (rc == RC_OK)
		*out_n = x.n;
	return rc;
}
