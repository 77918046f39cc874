/* policy.c - announcement and holidays, each change with its trace. */
#include "domain/policy.h"

#include "base/json.h"
#include "domain/record.h"

#define NOTICE STR("notice")

str
policy_notice(struct domain *d)
{
	struct row_setting s;
	struct err ignored;

	if (d->db == NULL || q_setting_by_key(d->db, NOTICE, &s, &ignored) != RC_OK ||
	    s.value.n == 0)
		return STR_NONE;
	return s.value;
}

enum rc
policy_load(struct domain *d, struct policy *out, struct err *e)
{
	struct date first = time_civil(domain_now(d), ZONE_WIB).date;
	struct row_setting s;
	struct row_account by;
	enum rc rc = q_setting_by_key(d->db, NOTICE, &s, e);

	*out = (struct policy){ .notice = STR_NONE, .notice_by = STR_NONE };
	if (rc == RC_OK) {
		out->notice = s.value.n > 0 ? s.value : STR_NONE;
		out->notice_s = s.changed_s;
		rc = q_account_by_id(d->db, s.changed_by, &by, e);
		if (rc == RC_OK)
			out->notice_by = by.name;
	}
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	first.month = first.day = 1;
	rc = q_holiday_from(d->db, date_iso(d->a, first), 200, &out->holidays, e);
	if (rc == RC_OK)
		rc = q_history_of(d->db, STR("policy"), STR("policy"), &out->history, e);
	return rc;
}

struct policy_change {
	struct domain *d;
	const struct actor *who;
	const char *event;
	str date, name; /* of a holiday */
	str notice;
};

/* The lines that every change leaves: what it was, what it is. */
static enum rc
trace(struct policy_change *c, struct db *tx, str from, str to, struct err *e)
{
	struct domain *d = c->d;
	struct buf detail;
	struct json j;
	enum rc rc = history_add(d, tx, c->who, "policy", STR("policy"),
	    str_from_z(c->event), from, to, c->date, e);

	if (rc != RC_OK)
		return rc;
	buf_init(&detail, d->a, 128);
	json_begin(&j, &detail);
	if (c->date.p != NULL)
		json_text(&j, "date", c->date);
	json_text(&j, "from", from.p != NULL ? from : STR(""));
	json_text(&j, "to", to);
	json_end(&j);
	return audit_add(d, tx, c->who, str_z(d->a, str_fmt(d->a, "policy.%s", c->event)),
	    STR("policy/policy"), STR_NONE, buf_get(&detail), e);
}

static enum rc
notice_in_write(struct db *tx, void *arg, struct err *e)
{
	struct policy_change *c = arg;
	struct row_setting old = { .value = STR("") };
	enum rc rc = q_setting_by_key(tx, NOTICE, &old, e);

	if (rc == RC_NOT_FOUND)
		old.value = STR("");
	else if (rc != RC_OK)
		return rc;
	if (str_eq(old.value, c->notice))
		return RC_OK;
	rc = q_setting_put(tx,
	    &(struct row_setting){ NOTICE, c->notice, domain_now(c->d), c->who->account },
	    e);
	return rc != RC_OK ? rc : trace(c, tx, old.value, c->notice, e);
}

enum rc
policy_set_notice(struct domain *d, const struct actor *who, str text, struct err *e)
{
	struct policy_change c = { .d = d,
		.who = who,
		.event = "notice",
		.date = STR_NONE,
		.notice = str_squeeze(d->a, text) };

	if (c.notice.p == NULL)
		c.notice = STR("");
	return store_write(d->store, d->a, notice_in_write, &c, e);
}

/* The holiday of that day; its name is empty when there is none. */
static enum rc
old_holiday(struct policy_change *c, struct db *tx, str *out, struct err *e)
{
	struct row_holiday_list rows;
	enum rc rc = q_holiday_between(tx, c->date, c->date, &rows, e);

	*out = rc == RC_OK && rows.n > 0 ? rows.at[0].name : STR("");
	return rc;
}

static enum rc
holiday_in_write(struct db *tx, void *arg, struct err *e)
{
	struct policy_change *c = arg;
	str old;
	enum rc rc = old_holiday(c, tx, &old, e);

	if (rc != RC_OK || str_eq(old, c->name))
		return rc;
	rc = q_holiday_put(tx, &(struct row_holiday){ c->date, c->name }, e);
	return rc != RC_OK ? rc : trace(c, tx, old, c->name, e);
}

enum rc
policy_set_holiday(
    struct domain *d, const struct actor *who, struct date date, str name, struct err *e)
{
	int64_t away =
	    date_to_days(date) - date_to_days(time_civil(domain_now(d), ZONE_WIB).date);
	struct policy_change c = { .d = d,
		.who = who,
		.event = "holiday",
		.date = date_iso(d->a, date),
		.name = str_squeeze(d->a, name) };

	if (c.name.n == 0)
		return err_set(e, RC_INVALID, N_("Isi nama hari libur."), "no name");
	if (away > 731 || away < -366)
		return err_set(e, RC_INVALID,
		    N_("Tanggal libur paling jauh dua tahun dari sekarang."), "far away");
	return store_write(d->store, d->a, holiday_in_write, &c, e);
}

static enum rc
drop_in_write(struct db *tx, void *arg, struct err *e)
{
	struct policy_change *c = arg;
	str old;
	enum rc rc = old_holiday(c, tx, &old, e);

	if (rc != RC_OK || old.n == 0)
		return rc;
	rc = q_holiday_delete(tx, c->date, e);
	return rc != RC_OK ? rc : trace(c, tx, old, STR("-"), e);
}

enum rc
policy_drop_holiday(struct domain *d, const struct actor *who, str iso, struct err *e)
{
	struct policy_change c = {
		.d = d, .who = who, .event = "holiday_off", .date = iso
	};
	struct date ignored;

	if (date_parse_iso(iso, &ignored, e) != RC_OK)
		return err_set(e, RC_INVALID, N_("Tanggal ini tidak dikenal."), "date");
	return store_write(d->store, d->a, drop_in_write, &c, e);
}
