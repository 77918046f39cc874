/* certificate_mail.c - mails E19 to E21. */
#include "domain/certificate_mail.h"

#include "domain/followup.h"
#include "domain/outbox.h"
#include "mail/mail_views.h"

#define DAY INT64_C(86400)

static str
url_of(struct domain *d, const char *path)
{
	return str_fmt(d->a, "%.*s%s", STR_ARG(d->conf->public_url), path);
}

/* Of the application: what a subject names a certificate by. Its serial has forty digits. */
static enum rc
number_of(struct db *tx, const struct row_certificate *cert, str *out, struct err *e)
{
	struct row_application app;
	enum rc rc = q_application_by_id(tx, cert->application, &app, e);

	if (rc == RC_OK)
		*out = app.number;
	return rc;
}

/* Times in mails are those of the office. */
static enum rc
zone_of(struct db *tx, str office, enum zone *out, struct err *e)
{
	struct row_office row;
	enum rc rc = q_office_by_code(tx, office, &row, e);

	if (rc == RC_OK)
		*out = zone_parse(row.zone);
	return rc;
}

static enum rc
put(struct domain *d, struct db *tx, const char *kind, const struct mail_text *t, str to,
    str account, const char *noun, str noun_id, struct err *e)
{
	return outbox_put_tx(d, tx,
	    &(struct outbox_mail){ .kind = kind,
		.to = to,
		.subject = t->subject,
		.text = t->text,
		.noun = noun,
		.noun_id = noun_id,
		.account = account },
	    e);
}

enum rc
certificate_mail_collected_tx(struct change *c, const struct row_certificate *cert,
    str agent, str account, struct err *e)
{
	const struct row_application *app = c->object;
	struct domain *d = c->d;
	struct mail_text t;
	enum zone zone;
	enum rc rc = zone_of(c->tx, app->office, &zone, e);

	if (rc != RC_OK)
		return rc;
	mail_compose_certificate_collected(d->a, LANG_ID,
	    &(struct mailview_certificate_collected){ .name = app->name,
		.number = app->number,
		.serial = cert->serial,
		.when = time_long(d->a, c->now_s, zone, LANG_ID),
		.device = agent.n > 0 ? agent : STR("-"),
		.url = url_of(d, "/cabut") },
	    &t);
	return put(d, c->tx, "certificate_collected", &t, app->email, account,
	    "application", app->id, e);
}

enum rc
certificate_mail_renewed_tx(struct domain *d, struct db *tx,
    const struct row_certificate *old, const struct row_certificate *cert,
    const struct renewal_mail *how, struct err *e)
{
	struct mailview_certificate_renewed v = { .name = cert->name,
		.holder = cert->name,
		.serial = cert->serial,
		.old = old->serial,
		.by_office = how->by_office,
		.take = url_of(d,
		    str_fmt(d->a, "/sertifikat/%.*s/perpanjang", STR_ARG(old->serial)).p),
		.ended = how->ended,
		.device = how->agent.n > 0 ? how->agent : STR("-"),
		.url = url_of(d, "/cabut") };
	struct row_account_list keepers;
	struct mail_text t;
	enum zone zone;
	enum rc rc = zone_of(tx, cert->office, &zone, e);

	if (rc == RC_OK)
		rc = number_of(tx, cert, &v.number, e);
	if (rc == RC_OK)
		rc = q_account_keepers_of_office(tx, cert->office, &keepers, e);
	if (rc != RC_OK)
		return rc;
	v.when = time_long(d->a, cert->issued_s, zone, LANG_ID);
	v.until = time_long(d->a, cert->not_after_s, zone, LANG_ID);
	v.old_until = time_long(d->a, old->not_after_s, zone, LANG_ID);
	mail_compose_certificate_renewed(d->a, LANG_ID, &v, &t);
	rc = put(d, tx, "certificate_renewed", &t, cert->email, STR_NONE, "certificate",
	    cert->serial, e);
	v.office = true;
	v.url =
	    url_of(d, str_fmt(d->a, "/kantor/sertifikat/%.*s", STR_ARG(cert->serial)).p);
	for (size_t i = 0; rc == RC_OK && i < keepers.n; i++) {
		v.name = keepers.at[i].name;
		mail_compose_certificate_renewed(d->a, LANG_ID, &v, &t);
		rc = put(d, tx, "certificate_renewed", &t, keepers.at[i].email,
		    keepers.at[i].id, "certificate", cert->serial, e);
	}
	return rc;
}

enum rc
certificate_mail_renewal_asked_tx(struct domain *d, struct db *tx,
    const struct row_certificate *cert, str request, str agent, struct err *e)
{
	struct mailview_renewal_asked v = { .name = cert->name,
		.holder = cert->name,
		.serial = cert->serial,
		.device = agent.n > 0 ? agent : STR("-"),
		.url = url_of(d, "/cabut") };
	struct row_account_list keepers;
	struct mail_text t;
	enum zone zone;
	enum rc rc = zone_of(tx, cert->office, &zone, e);

	if (rc == RC_OK)
		rc = q_account_keepers_of_office(tx, cert->office, &keepers, e);
	if (rc != RC_OK)
		return rc;
	v.when = time_long(d->a, domain_now(d), zone, LANG_ID);
	mail_compose_renewal_asked(d->a, LANG_ID, &v, &t);
	/* about the certificate: so it stands among its mails on the holder's page */
	rc = put(d, tx, "renewal_asked", &t, cert->email, STR_NONE, "certificate",
	    cert->serial, e);
	v.office = true;
	v.url = url_of(d, str_fmt(d->a, "/kantor/perpanjangan/%.*s", STR_ARG(request)).p);
	for (size_t i = 0; rc == RC_OK && i < keepers.n; i++) {
		v.name = keepers.at[i].name;
		mail_compose_renewal_asked(d->a, LANG_ID, &v, &t);
		rc = put(d, tx, "renewal_asked", &t, keepers.at[i].email,
		    keepers.at[i].id, "renewal", request, e);
	}
	return rc;
}

enum rc
certificate_mail_renewal_refused_tx(struct domain *d, struct db *tx,
    const struct row_certificate *cert, str why, struct err *e)
{
	struct row_office office;
	struct mail_text t;
	enum rc rc = q_office_by_code(tx, cert->office, &office, e);

	if (rc != RC_OK)
		return rc;
	mail_compose_renewal_refused(d->a, LANG_ID,
	    &(struct mailview_renewal_refused){ .name = cert->name,
		.serial = cert->serial,
		.office = office.name,
		.why = why,
		.url = url_of(d, "/sertifikat") },
	    &t);
	return put(d, tx, "renewal_refused", &t, cert->email, STR_NONE, "certificate",
	    cert->serial, e);
}

enum rc
certificate_mail_ending_tx(
    struct domain *d, struct db *tx, const struct row_certificate *cert, struct err *e)
{
	struct mail_text t;
	enum zone zone;
	bool died = false;
	int64_t from_s, left;
	str number = STR_NONE;
	enum rc rc = followup_died(d, tx, cert->serial, &died, e);

	if (rc == RC_OK && !died)
		rc = zone_of(tx, cert->office, &zone, e);
	if (rc == RC_OK && !died)
		rc = number_of(tx, cert, &number, e);
	if (rc != RC_OK || died)
		return rc;
	from_s = cert->not_after_s - d->conf->renew_days * DAY;
	left = (cert->not_after_s - domain_now(d) + DAY - 1) / DAY;
	mail_compose_certificate_ending(d->a, LANG_ID,
	    &(struct mailview_certificate_ending){ .name = cert->name,
		.number = number,
		.serial = cert->serial,
		.date =
		    date_long(d->a, time_civil(cert->not_after_s, zone).date, LANG_ID),
		.until = time_long(d->a, cert->not_after_s, zone, LANG_ID),
		.left = str_fmt(d->a, "%lld", (long long)left),
		.from = date_long(d->a, time_civil(from_s, zone).date, LANG_ID),
		.renew = domain_now(d) >= from_s,
		.url = url_of(
		    d, str_fmt(d->a, "/sertifikat?nomor=%.*s", STR_ARG(number)).p) },
	    &t);
	return put(d, tx, "certificate_ending", &t, cert->email, STR_NONE, "certificate",
	    cert->serial, e);
}

/* ---- E21 ---- */

/* Mail of one kind to one reader; the three views have the same fields. */
struct status_mail {
	str name, number, serial, holder, who, reason, when, url;
	int event;
};

static const char *
compose(struct domain *d, const struct status_mail *m, struct mail_text *out)
{
	if (m->event == CERT_EV_SUSPEND) {
		mail_compose_certificate_suspended(d->a, LANG_ID,
		    &(struct mailview_certificate_suspended){ m->name, m->number,
			m->serial, m->holder, m->who, m->reason, m->when, m->url },
		    out);
		return "certificate_suspended";
	}
	if (m->event == CERT_EV_UNSUSPEND) {
		mail_compose_certificate_resumed(d->a, LANG_ID,
		    &(struct mailview_certificate_resumed){ m->name, m->number, m->serial,
			m->holder, m->who, m->reason, m->when, m->url },
		    out);
		return "certificate_resumed";
	}
	mail_compose_certificate_revoked(d->a, LANG_ID,
	    &(struct mailview_certificate_revoked){ m->name, m->number, m->serial,
		m->holder, m->who, m->reason, m->when, m->url },
	    out);
	return "certificate_revoked";
}

static str
reason_text(struct change *c)
{
	const struct certificate_reason *r = c->input;

	if (c->note.n == 0)
		return str_from_z(r->label);
	return str_fmt(c->d->a, "%s. %.*s", r->label, STR_ARG(c->note));
}

static enum rc
tell_office(struct change *c, const struct certificate_object *o, struct status_mail *m,
    struct err *e)
{
	struct row_account_list keepers;
	struct mail_text t;
	enum rc rc = q_account_keepers_of_office(c->tx, o->cert.office, &keepers, e);

	m->holder = o->cert.name;
	m->url = url_of(
	    c->d, str_fmt(c->d->a, "/kantor/sertifikat/%.*s", STR_ARG(o->cert.serial)).p);
	for (size_t i = 0; rc == RC_OK && i < keepers.n; i++) {
		const char *kind;

		m->name = keepers.at[i].name;
		kind = compose(c->d, m, &t);
		rc = put(c->d, c->tx, kind, &t, keepers.at[i].email, keepers.at[i].id,
		    "certificate", o->cert.serial, e);
	}
	return rc;
}

enum rc
certificate_mail_status_tx(struct change *c, struct err *e)
{
	const struct certificate_object *o = c->object;
	struct status_mail m = { .event = c->event,
		.name = o->cert.name,
		.number = o->app.number,
		.serial = o->cert.serial };
	struct mail_text t;
	const char *kind;
	enum zone zone;
	bool died = false;
	enum rc rc = zone_of(c->tx, o->cert.office, &zone, e);

	if (rc == RC_OK)
		rc = followup_died(c->d, c->tx, o->cert.serial, &died, e);
	if (rc != RC_OK)
		return rc;
	m.who = c->who->account.p != NULL && c->who->name.p != NULL
		    ? c->who->name
		    : STR("Pemilik sertifikat");
	m.reason = reason_text(c);
	m.when = time_long(c->d->a, c->now_s, zone, LANG_ID);
	m.url =
	    url_of(c->d, str_fmt(c->d->a, "/sertifikat?nomor=%.*s", STR_ARG(m.number)).p);
	kind = compose(c->d, &m, &t);
	if (!died)
		rc = put(c->d, c->tx, kind, &t, o->cert.email, STR_NONE, "certificate",
		    o->cert.serial, e);
	return rc != RC_OK ? rc : tell_office(c, o, &m, e);
}
