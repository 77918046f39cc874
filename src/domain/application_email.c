/* application_email.c - the applicant proves a mailbox, and goes on from it elsewhere. */
#include "base/codec.h"
#include "domain/application_edit.h"
#include "domain/codes.h"
#include "domain/outbox.h"
#include "domain/record.h"
#include "domain/session.h"
#include "domain/throttle.h"
#include "mail/mail_views.h"

#define DAY_S INT64_C(86400)
/* Codes that one mailbox is sent: from one network, and from everywhere. */
#define PACE_NET 5
#define PACE_ALL 20
#define PACE_S   INT64_C(900)

static const char resume_wrong[] =
    N_("Kode salah atau sudah kedaluwarsa. Periksa lagi, atau minta kode baru.");

/* ---- sending the code ---- */

/* Count one mail to a mailbox; RC_LIMIT when it has had enough for now. */
static enum rc
pace_one(struct domain *d, struct db *tx, str what, int64_t most, struct err *e)
{
	str key = vault_mac(d->vault, d->a, STR("throttle"), what);
	int64_t now = domain_now(d);
	struct row_throttle t;
	enum rc rc = q_throttle_get(tx, key, &t, e);

	if (rc == RC_NOT_FOUND || (rc == RC_OK && now - t.first_s >= PACE_S))
		t = (struct row_throttle){ .key = key, .first_s = now };
	else if (rc != RC_OK)
		return rc;
	if (t.fails >= most)
		return err_say(e, RC_LIMIT,
		    i18n_tr(d->lang,
			N_("Terlalu banyak permintaan. Coba lagi dalam %lld menit.")),
		    (long long)((t.first_s + PACE_S - now + 59) / 60));
	return q_throttle_put(tx, key, t.fails + 1, t.first_s, 0, e);
}

static enum rc
pace(struct domain *d, struct db *tx, str email_ci, str net, struct err *e)
{
	enum rc rc = pace_one(d, tx,
	    str_fmt(d->a, "mail|%.*s|%.*s", STR_ARG(email_ci), STR_ARG(net)), PACE_NET,
	    e);

	if (rc == RC_OK)
		rc = pace_one(
		    d, tx, str_fmt(d->a, "mail|%.*s", STR_ARG(email_ci)), PACE_ALL, e);
	return rc;
}

static enum rc
change_send(struct apply_edit *x, struct db *tx, struct err *e)
{
	const struct email *to = x->in;
	struct domain *d = x->d;
	struct code_issued code;
	struct mail_text t;
	enum rc rc;

	if (!str_eq_z(x->app.state, "draft"))
		return err_set(e, RC_CONFLICT,
		    N_("Email tidak dapat diganti setelah pendaftaran terkirim."),
		    "email of a sent one");
	rc = code_issue_tx(
	    d, tx, "email", x->app.id, d->conf->code_s, to->address, &code, e);
	if (rc == RC_OK)
		rc = pace(d, tx, to->ci, x->who->net, e);
	if (rc != RC_OK)
		return rc;
	mail_compose_code(d->a, LANG_ID,
	    &(struct mailview_code){ code.code, (d->conf->code_s + 59) / 60 }, &t);
	return outbox_put_tx(d, tx,
	    &(struct outbox_mail){ .kind = "code",
		.to = to->address,
		.subject = t.subject,
		.text = t.text,
		.noun = "application",
		.noun_id = x->app.id },
	    e);
}

enum rc
apply_send_code(
    struct domain *d, const struct actor *who, str typed, struct say *why, struct err *e)
{
	struct email to;
	struct apply_edit x = {
		.d = d, .who = who, .step = "code", .change = change_send, .in = &to
	};

	if (ident_email(d->a, typed, d->conf->email_domains.at, d->conf->email_domains.n,
		&to, why) != RC_OK)
		return err_set(e, RC_INVALID, why->id, "email");
	return apply_edit_run(&x, e);
}

enum rc
apply_pending_email(
    struct domain *d, const struct actor *who, str *out_email, struct err *e)
{
	struct row_code c;
	enum rc rc;

	if (who->application.p == NULL)
		return err_set(
		    e, RC_NOT_FOUND, N_("Halaman tidak ditemukan."), "no session");
	rc = q_code_latest(d->db, STR("email"), who->application, &c, e);
	if (rc == RC_OK && c.used_s != SQL_NULL_INT)
		return err_set(e, RC_NOT_FOUND, N_("Minta kode baru."), "code used");
	if (rc == RC_OK)
		*out_email = c.payload;
	return rc;
}

enum rc
apply_code_failed(struct domain *d, const struct actor *who, bool *out, struct err *e)
{
	struct row_outbox_list mails;
	enum rc rc = q_outbox_of(d->db, STR("application"), who->application, &mails, e);

	*out = false;
	for (size_t i = 0; rc == RC_OK && i < mails.n; i++)
		if (str_eq_z(mails.at[i].kind, "code")) {
			*out = str_eq_z(mails.at[i].state, "failed");
			break;
		}
	return rc;
}

/* ---- proving it ---- */

/* Mail a link and a code by which the mailbox goes on with `app`. RC_LIMIT: one went out just now. */
static enum rc
apply_mail_resume_tx(
    struct domain *d, struct db *tx, const struct row_application *app, struct err *e)
{
	struct code_issued code;
	struct row_office office;
	struct mail_text t;
	enum rc rc = q_office_by_code(tx, app->office, &office, e);

	if (rc == RC_OK)
		rc = code_issue_tx(d, tx, "resume", app->id, d->conf->resume_days * DAY_S,
		    STR_NONE, &code, e);
	if (rc != RC_OK)
		return rc;
	mail_compose_resume(d->a, LANG_ID,
	    &(struct mailview_resume){
		str_fmt(d->a, "%.*s/lanjut/%.*s", STR_ARG(d->conf->public_url),
		    STR_ARG(code.token)),
		code.code,
		time_long(d->a, code.expires_s, zone_parse(office.zone), LANG_ID) },
	    &t);
	return outbox_put_tx(d, tx,
	    &(struct outbox_mail){ .kind = "resume",
		.to = app->email,
		.subject = t.subject,
		.text = t.text,
		.noun = "application",
		.noun_id = app->id },
	    e);
}

/* A mail that went out a moment ago need not go again. */
static enum rc
mail_resume_or_had(
    struct domain *d, struct db *tx, const struct row_application *app, struct err *e)
{
	enum rc rc = apply_mail_resume_tx(d, tx, app, e);

	return rc == RC_LIMIT ? RC_OK : rc;
}

static enum rc
change_email(struct apply_edit *x, struct db *tx, struct err *e)
{
	const struct email *in = x->in;
	struct row_application other;
	enum rc rc = q_application_open_by_email(tx, in->ci, &other, e);

	x->flag = false;
	if (rc == RC_OK && !str_eq(other.id, x->app.id)) {
		x->flag = true;
		return mail_resume_or_had(x->d, tx, &other, e);
	}
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	rc = q_application_set_email(tx,
	    &(struct q_application_set_email_in){ .id = x->app.id,
		.version = x->app.version,
		.email = in->address,
		.email_ci = in->ci,
		.step = x->app.step > APPLY_PERSON ? x->app.step : APPLY_PERSON,
		.now_s = domain_now(x->d) },
	    e);
	x->app.email = in->address;
	if (rc == RC_OK)
		rc = session_open_application_tx(x->d, tx, x->app.id, x->agent,
		    x->who->net, x->old_token, &x->token, e);
	if (rc == RC_OK)
		rc = mail_resume_or_had(x->d, tx, &x->app, e);
	return rc;
}

enum rc
apply_prove_email(struct domain *d, const struct actor *who, str code, str agent,
    str old_token, str *out_token, struct err *e)
{
	struct throttle_key key = { "code", who->application, who->net };
	struct email in;
	struct apply_edit x = { .d = d,
		.who = who,
		.step = "email",
		.change = change_email,
		.in = &in,
		.agent = agent,
		.old_token = old_token };
	struct say ignored;
	int64_t left;
	str address = STR_NONE;
	enum rc rc = throttle_check(d, &key, &left, e);

	if (rc == RC_OK)
		rc = code_use(d, "email", who->application, code, &address, e);
	if (rc == RC_DENIED) {
		struct err kept = *e;

		rc = throttle_fail(d, &key, e);
		if (rc == RC_OK) {
			*e = kept;
			rc = RC_DENIED;
		}
	}
	if (rc == RC_OK && ident_email_any(d->a, address, &in, &ignored) != RC_OK)
		return err_set(
		    e, RC_INTERNAL, N_("Ada gangguan di sistem kami."), "stored address");
	if (rc == RC_OK)
		rc = apply_edit_run(&x, e);
	if (rc != RC_OK)
		return rc;
	if (x.flag)
		return err_set(e, RC_CONFLICT,
		    N_("Email ini sudah punya pendaftaran aktif. Kami mengirim tautan untuk "
		       "melanjutkannya."),
		    "open application of that mailbox");
	*out_token = x.token;
	return RC_OK;
}

/* ---- going on elsewhere ---- */

enum rc
apply_leave(struct domain *d, str token, struct err *e)
{
	return token.p == NULL ? RC_OK : session_end(d, token, e);
}

/* The application a person means; out->id.p NULL when there is none to go on with. */
static enum rc
find(struct domain *d, str typed, struct row_application *out, struct err *e)
{
	struct email email;
	struct say ignored;
	str number;
	enum rc rc = RC_NOT_FOUND;

	memset(out, 0, sizeof(*out));
	if (str_has(typed, '@')) {
		if (ident_email_any(d->a, typed, &email, &ignored) == RC_OK)
			rc = q_application_for_resume(d->db, email.ci, out, e);
	} else if (application_number_parse(d->a, typed, &number, e) == RC_OK) {
		rc = q_application_by_number(d->db, number, out, e);
	}
	if (rc == RC_OK && out->email_proven_s == SQL_NULL_INT)
		rc = RC_NOT_FOUND;
	if (rc == RC_NOT_FOUND)
		out->id = STR_NONE;
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

struct resume_args {
	struct domain *d;
	const struct actor *who;
	const struct row_application *app;
	str agent, old_token, token;
};

static enum rc
send_in_write(struct db *tx, void *arg, struct err *e)
{
	struct resume_args *x = arg;

	return mail_resume_or_had(x->d, tx, x->app, e);
}

enum rc
apply_resume_send(
    struct domain *d, const struct actor *who, str typed, str *out_handle, struct err *e)
{
	str clean = str_lower(d->a, str_squeeze(d->a, typed)), box;
	struct throttle_key key = { "resume", clean, who->net };
	struct row_application app;
	struct resume_args x = { .d = d, .who = who, .app = &app };
	int64_t left;
	enum rc rc = throttle_check(d, &key, &left, e);

	if (rc == RC_OK)
		rc = throttle_fail(d, &key, e); /* every request counts, known or not */
	if (rc == RC_OK)
		rc = find(d, clean, &app, e);
	if (rc == RC_OK && app.id.p != NULL)
		rc = store_write(d->store, d->a, send_in_write, &x, e);
	if (rc != RC_OK)
		return rc;
	box = vault_seal(d->vault, d->a, STR("resume.handle"), clean);
	*out_handle = base64url_encode(d->a, box.p, box.n);
	return RC_OK;
}

static enum rc
open_in_write(struct db *tx, void *arg, struct err *e)
{
	struct resume_args *x = arg;
	struct actor who = *x->who;
	enum rc rc;

	who.roles |= R_APPLICANT;
	who.application = x->app->id;
	rc = session_open_application_tx(
	    x->d, tx, x->app->id, x->agent, who.net, x->old_token, &x->token, e);
	if (rc == RC_OK)
		rc = audit_add(x->d, tx, &who, "application.resume",
		    str_fmt(x->d->a, "application/%.*s", STR_ARG(x->app->id)),
		    x->app->office, STR("{}"), e);
	return rc;
}

static enum rc
refuse_code(struct domain *d, const struct throttle_key *key, struct err *e)
{
	enum rc rc = throttle_fail(d, key, e);

	return rc != RC_OK ? rc
			   : err_set(e, RC_DENIED, resume_wrong, "resume code refused");
}

enum rc
apply_resume_code(struct domain *d, const struct actor *who, str handle, str code,
    str agent, str old_token, str *out_token, str *out_application, struct err *e)
{
	struct row_application app;
	struct resume_args x = {
		.d = d, .who = who, .app = &app, .agent = agent, .old_token = old_token
	};
	struct throttle_key key = { "code", STR_NONE, who->net };
	str box, typed, payload;
	int64_t left;
	enum rc rc = base64url_decode(d->a, handle, &box, e);

	if (rc == RC_OK)
		rc = vault_unseal(d->vault, d->a, STR("resume.handle"), box, &typed, e);
	if (rc != RC_OK)
		return err_set(e, RC_DENIED, resume_wrong, "handle");
	key.subject = typed;
	rc = throttle_check(d, &key, &left, e);
	if (rc == RC_OK)
		rc = find(d, typed, &app, e);
	if (rc == RC_OK)
		rc = app.id.p == NULL ? RC_DENIED
				      : code_use(d, "resume", app.id, code, &payload, e);
	if (rc == RC_DENIED)
		return refuse_code(d, &key, e);
	if (rc == RC_OK)
		rc = store_write(d->store, d->a, open_in_write, &x, e);
	if (rc != RC_OK)
		return rc;
	*out_token = x.token;
	*out_application = app.id;
	return RC_OK;
}

enum rc
apply_resume_peek(struct domain *d, str token, int64_t *out_until_s, struct err *e)
{
	str subject;

	return code_peek_token(d, "resume", token, &subject, out_until_s, e);
}

enum rc
apply_resume_link(struct domain *d, const struct actor *who, str token, str agent,
    str old_token, str *out_token, str *out_application, struct err *e)
{
	struct row_application app;
	struct resume_args x = {
		.d = d, .who = who, .app = &app, .agent = agent, .old_token = old_token
	};
	str subject, payload;
	enum rc rc = code_use_token(d, "resume", token, &subject, &payload, e);

	if (rc == RC_OK)
		rc = q_application_by_id(d->db, subject, &app, e);
	if (rc == RC_OK)
		rc = store_write(d->store, d->a, open_in_write, &x, e);
	if (rc != RC_OK)
		return rc;
	*out_token = x.token;
	*out_application = app.id;
	return RC_OK;
}

enum rc
apply_resume_again(struct domain *d, const struct actor *who, str token, struct err *e)
{
	struct row_application app;
	struct resume_args x = { .d = d, .who = who, .app = &app };
	struct throttle_key key = { "resume", token, who->net };
	int64_t left;
	str subject;
	enum rc rc = throttle_check(d, &key, &left, e);

	if (rc == RC_OK)
		rc = throttle_fail(d, &key, e);
	if (rc == RC_OK)
		rc = code_token_subject(d, "resume", token, &subject, e);
	if (rc == RC_OK)
		rc = q_application_by_id(d->db, subject, &app, e);
	if (rc == RC_OK && app.email_proven_s != SQL_NULL_INT && app.email.n > 0)
		rc = store_write(d->store, d->a, send_in_write, &x, e);
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}
