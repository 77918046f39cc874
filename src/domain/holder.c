/* holder.c - proofs of the holder, and suspending by one of them. */
#include "domain/holder.h"

#include "domain/certificate.h"
#include "domain/codes.h"
#include "domain/outbox.h"
#include "domain/record.h"
#include "domain/session.h"
#include "domain/throttle.h"
#include "mail/mail_views.h"

/* One sentence for a wrong code, an old one and a number that nobody has: it tells nothing. */
static const char wrong[] =
    N_("Kode salah atau sudah kedaluwarsa. Periksa lagi, atau minta kode baru.");

/* What a person typed stands for: one application, and by NIP everything of that person. */
struct holder {
	struct row_application app;
	bool by_nip;
};

static bool
can_collect(const struct row_application *app)
{
	return str_eq_z(app->state, "approved") || str_eq_z(app->state, "issued") ||
	       str_eq_z(app->state, "lapsed");
}

static enum rc
find_nip(struct domain *d, str nip, struct holder *out, struct err *e)
{
	struct row_certificate_list l;
	enum rc rc = q_certificate_living_of_nip(d->db, nip, &l, e);

	if (rc == RC_OK && l.n == 0)
		return err_set(e, RC_NOT_FOUND, wrong, "no certificate of that NIP");
	out->by_nip = true;
	return rc != RC_OK
		   ? rc
		   : q_application_by_id(d->db, l.at[0].application, &out->app, e);
}

static enum rc
find(struct domain *d, const char *purpose, str typed, struct holder *out, struct err *e)
{
	str clean = str_without(d->a, typed, " .-\t"), number;
	enum rc rc;

	*out = (struct holder){ .by_nip = false };
	if (strcmp(purpose, HOLDER_SUSPEND) == 0 && clean.n == 18 && str_digits(clean))
		return find_nip(d, clean, out, e);
	rc = application_number_parse(d->a, typed, &number, e);
	if (rc == RC_INVALID)
		return err_set(e, RC_NOT_FOUND, wrong, "malformed number");
	if (rc == RC_OK)
		rc = q_application_by_number(d->db, number, &out->app, e);
	if (rc == RC_OK && !can_collect(&out->app))
		return err_set(e, RC_NOT_FOUND, wrong, "nothing to collect");
	return rc;
}

/* However it was typed. */
static str
typed_key(struct domain *d, str typed)
{
	return str_upper(d->a, str_without(d->a, typed, " .-\t"));
}

/* ---- sending a code ---- */

struct send_args {
	struct domain *d;
	const char *purpose;
	const struct row_application *app;
};

static enum rc
send_in_write(struct db *tx, void *arg, struct err *e)
{
	struct send_args *p = arg;
	struct domain *d = p->d;
	struct code_issued code;
	struct mail_text t;
	enum rc rc;

	rc = code_issue_tx(
	    d, tx, p->purpose, p->app->id, d->conf->code_s, STR_NONE, &code, e);
	if (rc != RC_OK)
		return rc;
	mail_compose_code(d->a, LANG_ID,
	    &(struct mailview_code){ .code = code.code, .minutes = d->conf->code_s / 60 },
	    &t);
	return outbox_put_tx(d, tx,
	    &(struct outbox_mail){ .kind = "code",
		.to = p->app->email,
		.subject = t.subject,
		.text = t.text,
		.noun = "application",
		.noun_id = p->app->id },
	    e);
}

enum rc
holder_send_code(struct domain *d, const char *purpose, str typed, str net, struct err *e)
{
	struct throttle_key k = { "send", typed_key(d, typed), net };
	struct send_args p = { .d = d, .purpose = purpose };
	struct holder h;
	int64_t left;
	enum rc rc = throttle_check(d, &k, &left, e);

	if (rc != RC_OK)
		return rc;
	rc = throttle_fail(d, &k, e);
	if (rc != RC_OK)
		return rc;
	rc = find(d, purpose, typed, &h, e);
	if (rc != RC_OK)
		return rc == RC_NOT_FOUND ? RC_OK : rc;
	p.app = &h.app;
	rc = store_write(d->store, d->a, send_in_write, &p, e);
	/* one was sent a moment ago: said to nobody, because it says that the number exists */
	return rc == RC_LIMIT ? RC_OK : rc;
}

/* ---- using it ---- */

static enum rc
use_code(struct domain *d, const char *purpose, str typed, str code, str net,
    struct holder *out, struct err *e)
{
	struct throttle_key k = { purpose, typed_key(d, typed), net };
	struct err counting;
	int64_t left;
	str payload;
	enum rc rc = throttle_check(d, &k, &left, e);

	if (rc != RC_OK)
		return rc;
	rc = find(d, purpose, typed, out, e);
	if (rc == RC_OK)
		rc = code_use(d, purpose, out->app.id, code, &payload, e);
	/* the code of the mail that invites to collect opens the same door */
	if (rc == RC_DENIED && strcmp(purpose, HOLDER_ENTER) == 0)
		rc = code_use(d, CERTIFICATE_LINK, out->app.id, code, &payload, e);
	if (rc == RC_NOT_FOUND || rc == RC_DENIED)
		rc = err_set(e, RC_DENIED, wrong, "code refused");
	if (rc == RC_DENIED && throttle_fail(d, &k, &counting) != RC_OK) {
		*e = counting;
		return counting.rc;
	}
	return rc;
}

struct open_args {
	struct domain *d;
	const struct actor *who;
	const struct row_application *app;
	const char *how;
	str agent, old_token, token;
};

static enum rc
open_in_write(struct db *tx, void *arg, struct err *e)
{
	struct open_args *p = arg;
	enum rc rc = session_open_application_tx(
	    p->d, tx, p->app->id, p->agent, p->who->net, p->old_token, &p->token, e);

	return rc != RC_OK
		   ? rc
		   : audit_add(p->d, tx, p->who, p->how,
			 str_fmt(p->d->a, "application/%.*s", STR_ARG(p->app->id)),
			 p->app->office, STR_NONE, e);
}

enum rc
holder_enter(struct domain *d, const struct actor *who, str typed, str code, str agent,
    str old_token, str *out_token, str *out_number, struct err *e)
{
	struct holder h;
	struct open_args p = { .d = d,
		.who = who,
		.app = &h.app,
		.how = "holder.code",
		.agent = agent,
		.old_token = old_token };
	enum rc rc = use_code(d, HOLDER_ENTER, typed, code, who->net, &h, e);

	if (rc == RC_OK)
		rc = store_write(d->store, d->a, open_in_write, &p, e);
	if (rc == RC_OK) {
		*out_token = p.token;
		*out_number = h.app.number;
	}
	return rc;
}

/* ---- the link ---- */

/* The subject of the link is the application of that number. */
static enum rc
is_of(
    struct domain *d, str number, str subject, struct row_application *app, struct err *e)
{
	str canonical;
	enum rc rc = q_application_by_id(d->db, subject, app, e);

	if (rc == RC_OK)
		rc = application_number_parse(d->a, number, &canonical, e);
	if (rc == RC_OK && str_eq(canonical, app->number))
		return RC_OK;
	return err_set(e, RC_DENIED,
	    N_("Tautan ini sudah dipakai atau kedaluwarsa. Minta yang baru."),
	    "link of another");
}

enum rc
holder_link_look(
    struct domain *d, str number, str token, struct holder_link *out, struct err *e)
{
	struct row_application app;
	int64_t at_s;
	str subject;
	enum rc rc = code_peek_token(d, CERTIFICATE_LINK, token, &subject, &at_s, e);

	*out = (struct holder_link){ .usable = false };
	if (rc == RC_OK) {
		rc = is_of(d, number, subject, &app, e);
		out->usable = rc == RC_OK;
		return rc == RC_DENIED ? RC_OK : rc;
	}
	if (rc != RC_DENIED)
		return rc;
	rc = code_token_used(d, CERTIFICATE_LINK, token, &subject, &at_s, e);
	if (rc == RC_OK)
		rc = is_of(d, number, subject, &app, e);
	if (rc == RC_OK)
		out->used_s = at_s;
	return rc == RC_NOT_FOUND || rc == RC_DENIED ? RC_OK : rc;
}

enum rc
holder_link_use(struct domain *d, const struct actor *who, str number, str token,
    str agent, str old_token, str *out_token, struct err *e)
{
	struct row_application app;
	struct open_args p = { .d = d,
		.who = who,
		.app = &app,
		.how = "holder.link",
		.agent = agent,
		.old_token = old_token };
	int64_t until_s;
	str subject, payload;
	enum rc rc = code_peek_token(d, CERTIFICATE_LINK, token, &subject, &until_s, e);

	if (rc == RC_OK)
		rc = is_of(d, number, subject, &app, e);
	if (rc == RC_OK)
		rc = code_use_token(d, CERTIFICATE_LINK, token, &subject, &payload, e);
	if (rc == RC_OK)
		rc = store_write(d->store, d->a, open_in_write, &p, e);
	if (rc == RC_OK)
		*out_token = p.token;
	return rc;
}

/* ---- suspending at once ---- */

static enum rc
suspend_one(struct domain *d, const struct actor *who, const struct row_certificate *cert,
    str note, struct err *e)
{
	struct actor holder = *who;

	/* the code has proven the mailbox of this person */
	holder.roles |= R_APPLICANT;
	holder.application = cert->application;
	return certificate_order(d, &holder, cert->serial, STR("ditahan"), note,
	    FSM_ANY_VERSION, &(struct order_proof){ .s = NULL }, e);
}

enum rc
holder_suspend(struct domain *d, const struct actor *who, str typed, str code, str note,
    size_t *out_n, struct err *e)
{
	struct row_certificate_list l;
	struct holder h;
	enum rc rc = use_code(d, HOLDER_SUSPEND, typed, code, who->net, &h, e),
		worst = RC_OK;

	*out_n = 0;
	if (rc != RC_OK)
		return rc;
	rc = h.by_nip ? q_certificate_living_of_nip(d->db, h.app.nip, &l, e)
		      : q_certificate_of_application(d->db, h.app.id, &l, e);
	for (size_t i = 0; rc == RC_OK && i < l.n; i++) {
		struct err one;

		if (!str_eq_z(l.at[i].state, "active"))
			continue;
		(*out_n)++;
		if (suspend_one(d, who, &l.at[i], note, &one) != RC_OK) {
			*e = one;
			worst = one.rc;
		}
	}
	return rc != RC_OK ? rc : worst;
}
