/* office_rules.c - who may work on a file, what was found in it, and the traces of that. */
#include "domain/office_rules.h"

#include <sodium.h>

#include "base/codec.h"
#include "base/json.h"
#include "domain/outbox.h"
#include "domain/record.h"

const struct office_item office_items[ITEM__COUNT] = {
#define OFFICE_ITEM(id, name, group, label) [id] = { name, group, label },
#include "domain/office_items.def"
};

static const char decision_item[] = "putusan", warnings_item[] = "peringatan";
static const char *const decisions[] = { "", "lengkap", "perbaiki", "tolak" };

int
office_item_parse(str name)
{
	for (int i = 0; i < ITEM__COUNT; i++)
		if (str_eq_z(name, office_items[i].name))
			return i;
	return -1;
}

const char *
office_decision_text(enum office_decision x)
{
	return decisions[x];
}

enum office_decision
office_decision_parse(str text)
{
	for (int i = DECIDE_COMPLETE; i <= DECIDE_REFUSE; i++)
		if (str_eq_z(text, decisions[i]))
			return (enum office_decision)i;
	return DECIDE_NONE;
}

/* ---- who ---- */

/* Names of the colleagues who may, for the end of a refusal. */
static str
who_can(struct domain *d, struct db *db, str office, str one, str other)
{
	struct row_office_colleagues_list list;
	struct err ignored;
	struct buf b;

	if (q_office_colleagues(db, office, one, other.p != NULL ? other : STR(""), &list,
		&ignored) != RC_OK ||
	    list.n == 0)
		return str_from_z(i18n_tr(d->lang,
		    N_("belum ada OPIP lain di kantor ini; hubungi admin kantor")));
	buf_init(&b, d->a, 64);
	for (size_t i = 0; i < list.n; i++)
		buf_fmt(&b, "%s%.*s", i > 0 ? ", " : "", STR_ARG(list.at[i].name));
	return buf_get(&b);
}

enum rc
office_rule_not_own(struct domain *d, struct db *db, const struct actor *who,
    const struct row_application *app, struct err *e)
{
	struct scope scope = application_scope(app);
	struct row_account acc = { .email = STR_NONE };
	bool own = scope_is_own(who, &scope);
	str names;
	enum rc rc;

	if (who->roles & R_SYSTEM)
		return RC_OK;
	if (!own) {
		rc = q_account_by_id(db, who->account, &acc, e);
		if (rc != RC_OK)
			return rc;
		own =
		    acc.email.n > 0 && str_eq(str_lower(d->a, acc.email), app->email_ci);
	}
	if (!own)
		return RC_OK;
	names = who_can(d, db, app->office, who->account, STR_NONE);
	return err_say(e, RC_DENIED,
	    i18n_tr(d->lang,
		N_("Ini permohonan Anda sendiri, jadi tidak boleh Anda tangani. Yang "
		   "dapat menangani: %.*s.")),
	    STR_ARG(names));
}

enum rc
office_rule_second_person(struct domain *d, struct db *db, const struct actor *who,
    const struct row_application *app, struct err *e)
{
	str names;

	if (!d->conf->two_person || app->reviewer.p == NULL ||
	    !str_eq(app->reviewer, who->account))
		return RC_OK;
	names = who_can(d, db, app->office, who->account, STR_NONE);
	return err_say(e, RC_DENIED,
	    i18n_tr(d->lang,
		N_("Anda yang memeriksa berkas ini. Menurut aturan dua orang, yang "
		   "mengaktifkan harus petugas lain: %.*s.")),
	    STR_ARG(names));
}

bool
office_card_hidden(
    const struct domain *d, const struct actor *who, const struct row_application *app)
{
	static const char *const waiting[] = { "submitted", "in_review", "returned",
		"ready", "at_counter" };
	bool open = false;

	for (size_t i = 0; i < ARRAY_LEN(waiting); i++)
		open = open || str_eq_z(app->state, waiting[i]);
	if (!open || !(who->roles & R_OPIP) || app->counter_nik_match == 1)
		return false;
	if (str_eq_z(app->state, "in_review") && str_eq(app->claimed_by, who->account))
		return false;
	return !d->conf->two_person || !str_eq(app->reviewer, who->account);
}

int64_t
office_claim_ends(const struct domain *d, const struct row_application *app)
{
	int64_t last = app->updated_s;

	if (app->claimed_s != SQL_NULL_INT && app->claimed_s > last)
		last = app->claimed_s;
	return last + d->conf->claim_s;
}

enum rc
office_rule_holder(struct domain *d, struct db *db, const struct actor *who,
    const struct row_application *app, struct err *e)
{
	struct row_office office;
	struct row_account holder;
	enum zone zone = ZONE_WIB;
	str since, until;
	enum rc rc;

	if (app->claimed_by.p == NULL)
		return err_set(e, RC_CONFLICT,
		    N_("Berkas ini belum Anda pegang, atau sudah lepas karena lama tanpa kegiatan. "
		       "Ambil dulu, baru lanjutkan."),
		    "nobody holds it");
	if (str_eq(app->claimed_by, who->account))
		return RC_OK;
	rc = q_account_by_id(db, app->claimed_by, &holder, e);
	if (rc == RC_OK)
		rc = q_office_by_code(db, app->office, &office, e);
	if (rc != RC_OK)
		return rc;
	zone = zone_parse(office.zone);
	since = time_of_day(d->a, app->claimed_s, zone);
	until = time_of_day(d->a, office_claim_ends(d, app), zone);
	return err_say(e, RC_CONFLICT,
	    i18n_tr(d->lang,
		N_("Berkas ini dipegang %.*s sejak %.*s. Minta ia melepaskannya, atau "
		   "tunggu: tanpa kegiatan, berkas lepas sendiri pukul %.*s.")),
	    STR_ARG(holder.name), STR_ARG(since), STR_ARG(until));
}

/* ---- what was found ---- */

static void
count_checks(struct office_checks *c)
{
	c->n_compared = c->n_to_compare = c->n_different = 0;
	for (int i = 0; i < ITEM__COUNT; i++) {
		if (str_eq_z(c->at[i].verdict, "tidak"))
			c->n_different++;
		if (office_items[i].group == ITEM_OTHER)
			continue;
		c->n_to_compare++;
		if (c->at[i].verdict.p != NULL)
			c->n_compared++;
	}
}

enum rc
office_checks_read(struct domain *d, struct db *db, const struct row_application *app,
    struct office_checks *out, struct err *e)
{
	struct row_application_check_list list;
	enum rc rc = q_application_checks(db, app->id, &list, e);

	(void)d;
	memset(out, 0, sizeof(*out));
	if (rc != RC_OK)
		return rc;
	for (size_t i = 0; i < list.n; i++) {
		const struct row_application_check *r = &list.at[i];
		int item = office_item_parse(r->item);

		if (item >= 0) {
			out->at[item] = (struct office_check){ r->verdict, r->reason };
		} else if (str_eq_z(r->item, decision_item)) {
			out->decision = office_decision_parse(r->verdict);
			out->message = r->reason;
		} else if (str_eq_z(r->item, warnings_item)) {
			out->warnings_reason = r->reason;
		}
	}
	count_checks(out);
	return RC_OK;
}

static enum rc
write_one(struct domain *d, struct db *tx, const struct actor *who, str id,
    const char *item, str verdict, str reason, struct err *e)
{
	if (verdict.n == 0)
		return q_application_check_drop(tx, id, str_from_z(item), e);
	return q_application_check_put(tx,
	    &(struct row_application_check){ .application = id,
		.item = str_from_z(item),
		.verdict = verdict,
		.reason = reason.n > 0 ? reason : STR_NONE,
		.checked_by = who->account,
		.checked_s = domain_now(d) },
	    e);
}

enum rc
office_checks_write(struct domain *d, struct db *tx, const struct actor *who, str id,
    const struct office_checks *in, struct err *e)
{
	bool accepted = in->warnings_reason.n > 0;
	enum rc rc = RC_OK;

	for (int i = 0; rc == RC_OK && i < ITEM__COUNT; i++)
		rc = write_one(d, tx, who, id, office_items[i].name, in->at[i].verdict,
		    in->at[i].reason, e);
	if (rc == RC_OK)
		rc = write_one(d, tx, who, id, warnings_item,
		    accepted ? STR("ya") : STR_NONE, in->warnings_reason, e);
	if (rc == RC_OK)
		rc = write_one(d, tx, who, id, decision_item,
		    str_from_z(decisions[in->decision]), in->message, e);
	return rc;
}

enum rc
office_nik(struct domain *d, const struct row_application *app, str *out, struct err *e)
{
	*out = STR_NONE;
	if (app->nik_box.p == NULL)
		return RC_OK;
	return vault_unseal(d->vault, d->a,
	    str_fmt(d->a, "application.nik/%.*s", STR_ARG(app->id)), app->nik_box, out,
	    e);
}

enum rc
office_warnings(struct domain *d, const struct row_application *app,
    struct ident_warnings *out, struct nip *out_nip, struct nik *out_nik, struct err *e)
{
	struct date today = time_civil(domain_now(d), ZONE_WIB).date, birth;
	struct ident_facts f = { .sex = sex_parse(app->sex),
		.name = app->name,
		.email = app->email,
		.mailboxes = d->conf->functional_mailboxes.at,
		.n_mailboxes = d->conf->functional_mailboxes.n,
		.today = today };
	struct err ignored;
	struct nip nip;
	struct nik nik;
	struct say say;
	str digits;
	enum rc rc = office_nik(d, app, &digits, e);

	if (rc != RC_OK)
		return rc;
	memset(out_nip, 0, sizeof(*out_nip));
	memset(out_nik, 0, sizeof(*out_nik));
	if (app->nip.p != NULL && ident_nip(d->a, app->nip, today, &nip, &say) == RC_OK) {
		*out_nip = nip;
		f.nip = out_nip;
	}
	if (digits.p != NULL && ident_nik(d->a, digits, today, &nik, &say) == RC_OK) {
		*out_nik = nik;
		f.nik = out_nik;
	}
	if (app->birth_date.p != NULL &&
	    date_parse_iso(app->birth_date, &birth, &ignored) == RC_OK)
		f.birth = &birth;
	ident_compare(d->a, &f, out);
	return RC_OK;
}

str
office_items_text(struct arena *a, enum lang lang, const struct office_checks *c)
{
	struct buf b;

	buf_init(&b, a, 256);
	for (int i = 0; i < ITEM__COUNT; i++)
		if (str_eq_z(c->at[i].verdict, "tidak"))
			buf_fmt(&b, "%s%s: %.*s", buf_get(&b).n > 0 ? "; " : "",
			    i18n_tr(lang, office_items[i].label),
			    STR_ARG(c->at[i].reason));
	return buf_get(&b);
}

/* ---- traces ---- */

static enum rc
put_mail(struct domain *d, struct db *tx, const struct row_application *app,
    const char *kind, const struct mail_text *t, str to, str account, struct err *e)
{
	return outbox_put_tx(d, tx,
	    &(struct outbox_mail){ .kind = kind,
		.to = to,
		.subject = t->subject,
		.text = t->text,
		.noun = "application",
		.noun_id = app->id,
		.account = account,
		.attachments = STR_NONE },
	    e);
}

enum rc
office_mail_tx(struct domain *d, struct db *tx, const struct row_application *app,
    const char *kind, const struct mail_text *t, bool also_office, struct err *e)
{
	struct row_office_mailboxes_list list;
	enum rc rc = put_mail(d, tx, app, kind, t, app->email, STR_NONE, e);

	if (rc != RC_OK || !also_office)
		return rc;
	rc = q_office_mailboxes(tx, app->office, &list, e);
	for (size_t i = 0; rc == RC_OK && i < list.n; i++)
		rc = put_mail(d, tx, app, kind, t, list.at[i].email, list.at[i].id, e);
	return rc;
}

enum rc
office_evidence_tx(struct domain *d, struct db *tx, const struct actor *who,
    const struct row_application *app, struct err *e)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	struct row_document_list docs;
	crypto_hash_sha256_state state;
	struct buf detail;
	struct json j;
	enum rc rc = q_documents_of(tx, STR("application"), app->id, &docs, e);

	if (rc != RC_OK)
		return rc;
	crypto_hash_sha256_init(&state);
	for (size_t i = docs.n; i-- > 0;) { /* the oldest first */
		str line = str_fmt(d->a, "%.*s:%.*s\n", STR_ARG(docs.at[i].class),
		    STR_ARG(docs.at[i].sha256));

		crypto_hash_sha256_update(&state, (const unsigned char *)line.p, line.n);
	}
	crypto_hash_sha256_final(&state, hash);
	buf_init(&detail, d->a, 160);
	json_begin(&j, &detail);
	json_text(&j, "number", app->number);
	json_int(&j, "documents", (int64_t)docs.n);
	json_text(&j, "evidence_sha256", hex_encode(d->a, hash, sizeof(hash)));
	json_end(&j);
	return audit_add(d, tx, who, "application.evidence",
	    str_fmt(d->a, "application/%.*s", STR_ARG(app->id)), app->office,
	    buf_get(&detail), e);
}

/* ---- one change ---- */

static enum rc
edit_in_write(struct db *tx, void *arg, struct err *e)
{
	struct office_edit *x = arg;
	struct scope scope;
	enum rc rc = q_application_by_id(tx, x->id, &x->app, e);

	if (rc != RC_OK)
		return rc;
	scope = application_scope(&x->app);
	rc = scope_check(x->who, &scope, e);
	if (rc != RC_OK)
		return rc;
	if (x->app.version != x->version)
		return fsm_conflict(&application_fsm, x->d, tx, x->id, x->app.office, e);
	if (!str_eq_z(x->app.state, x->state))
		return fsm_not_now(&application_fsm, x->d, x->app.state, e);
	rc = office_rule_not_own(x->d, tx, x->who, &x->app, e);
	if (rc == RC_OK)
		rc = office_rule_holder(x->d, tx, x->who, &x->app, e);
	return rc != RC_OK ? rc : x->change(x, tx, e);
}

enum rc
office_edit_run(struct office_edit *x, struct err *e)
{
	return store_write(x->d->store, x->d->a, edit_in_write, x, e);
}
