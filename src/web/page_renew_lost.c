/*
 * page_renew_lost.c - /sertifikat/{serial}/perpanjang/kantor: the key is lost, the holder asks his office
 * for the next certificate. With script the key is made here (kunci-hilang.js), without it a PKCS#10
 * request is brought.
 */
#include "base/codec.h"
#include "domain/renewal_request.h"
#include "renew_lost.tpl.h"
#include "web/app.h"
#include "web/csr_field.h"
#include "web/pages.h"
#include "web/view_renewal.h"

static const struct field_spec request_fields[] = {
	CSR_FIELDS,
};
const struct form_spec form_renew_lost = FORM_SPEC(request_fields);

static const struct field_spec json_fields[] = {
	CSR_FIELD_SCRIPT,
	{ .name = "revocation",
	    .kind = F_HIDDEN,
	    .max = 50,
	    .label = N_("Kode pencabutan") },
};
const struct form_spec form_renew_lost_json = FORM_SPEC(json_fields);

static str
base_of(struct page *p, const struct renewal_own *own)
{
	return str_fmt(
	    p->a, "/sertifikat/%.*s/perpanjang", STR_ARG(own->r.f.cert.serial));
}

static void
fill_key(struct page *p, const struct renewal_own *own, struct view_key *out)
{
	const struct conf *c = p->app->conf;

	*out = (struct view_key){ .number = own->r.f.app.number,
		.csrf = p->csrf,
		.country = c->cert_country,
		.organisation = c->cert_organization.n > 0 ? c->cert_organization
							   : c->directorate_name,
		.unit = own->r.f.office.name,
		.name = own->r.f.cert.name,
		.serial = own->r.f.app.number,
		.follows = own->r.f.cert.serial };
	out->action = str_fmt(p->a, "%.*s/kantor/permintaan", STR_ARG(base_of(p, own)));
}

/* How the last one ended, and what was said about it. */
static enum rc
fill_last(struct page *p, const struct renewal_own *own, struct view_renew_lost *v,
    struct err *e)
{
	struct row_history_list l;
	enum rc rc;

	if (own->last.id.p == NULL || str_eq_z(own->last.state, "issued"))
		return RC_OK;
	if (!own->open)
		v->last = state_label(&words_renewal, own->last.state);
	rc = renewal_history(&p->d, own->last.id, &l, e);
	if (rc == RC_OK && l.n > 0)
		v->last_note = l.at[0].note;
	return rc;
}

static enum rc
show(struct page *p, const struct renewal_own *own, struct err *e)
{
	enum zone zone = zone_parse(own->r.f.office.zone);
	str base = base_of(p, own);
	struct view_renew_lost v = { .shell =
					 page_shell(p, N_("Perpanjang tanpa kunci lama")),
		.form = &p->form,
		.action = str_fmt(p->a, "%.*s/kantor", STR_ARG(base)),
		.serial = own->r.f.cert.serial,
		.until = time_long(p->a, own->r.f.cert.not_after_s, zone, p->lang),
		.office_name = own->r.f.office.name,
		.office_phone = own->r.f.office.phone,
		.authority = own->authority,
		.why = own->r.why,
		.account = own->account,
		.two_factors = own->two_factors,
		.open = own->open,
		.approved = own->open && str_eq_z(own->last.state, "approved"),
		.done = own->r.follower.serial.p != NULL,
		.take_href = base };
	enum rc rc = fill_last(p, own, &v, e);

	if (rc != RC_OK)
		return rc;
	v.login_href = str_fmt(p->a, "/masuk?lanjut=%.*s", STR_ARG(v.action));
	if (own->open) {
		v.code = statement_renewal_code_shown(p->a, own->code);
		v.asked = time_long(p->a, own->last.asked_s, zone, p->lang);
	}
	fill_key(p, own, &v.key);
	v.shell.path = v.action;
	v.shell.back_href = base;
	v.shell.use_key = own->open || (v.why == NULL && v.two_factors);
	v.shell.use_files = v.shell.use_key;
	page_render(p, tpl_renew_lost, &v);
	return RC_OK;
}

static enum rc
load(struct page *p, struct renewal_own *out, struct err *e)
{
	return renewal_own_load(&p->d, &p->who, page_param(p, "serial"), out, e);
}

enum rc
page_renew_lost(struct page *p, struct err *e)
{
	struct renewal_own own;
	enum rc rc = load(p, &own, e);

	return rc != RC_OK ? rc : show(p, &own, e);
}

/* What went wrong, on the same page. */
static enum rc
again(struct page *p, enum rc rc, const char *field, struct err *e)
{
	struct renewal_own own;

	if (rc != RC_INVALID && rc != RC_CONFLICT && rc != RC_DENIED)
		return rc;
	if (field != NULL && rc == RC_INVALID)
		form_error(&p->form, field, e->msg);
	else
		form_error_whole(&p->form, e->msg);
	p->rs->status = rc == RC_CONFLICT ? 409 : rc == RC_DENIED ? 403 : 422;
	rc = load(p, &own, e);
	return rc != RC_OK ? rc : show(p, &own, e);
}

enum rc
page_renew_lost_post(struct page *p, struct err *e)
{
	struct renewal_ask ask = { .revocation_hash = STR_NONE };
	enum rc rc = csr_field_bytes(p, &ask.pkcs10, e);

	if (rc == RC_OK)
		rc = renewal_request(
		    &p->d, &p->who, page_param(p, "serial"), &ask, page_agent(p), e);
	return rc != RC_OK ? again(p, rc, "request", e)
			   : page_redirect_flash(p,
				 str_fmt(p->a, "/sertifikat/%.*s/perpanjang/kantor",
				     STR_ARG(page_param(p, "serial"))),
				 N_("Permintaan dikirim ke kantor Anda."));
}

enum rc
page_renew_lost_json_post(struct page *p, struct err *e)
{
	str hash = form_str(&p->form, "revocation");
	struct renewal_ask ask = { .pkcs10 = form_str(&p->form, "csr"),
		.revocation_hash = STR_NONE };
	enum rc rc;

	if (!form_ok(&p->form) || (hash.n > 0 && (base64url_decode(p->a, hash,
						      &ask.revocation_hash, e) != RC_OK ||
						     ask.revocation_hash.n != 32)))
		return err_set(e, RC_INVALID,
		    N_("Permintaan sertifikat tidak dapat dibaca."), "csr");
	rc = renewal_request(
	    &p->d, &p->who, page_param(p, "serial"), &ask, page_agent(p), e);
	return rc != RC_OK ? rc : page_json(p, STR("{\"waiting\":true}"));
}

enum rc
page_renew_lost_withdraw_post(struct page *p, struct err *e)
{
	enum rc rc = renewal_withdraw(&p->d, &p->who, page_param(p, "serial"), e);

	return rc != RC_OK ? rc
			   : page_redirect_flash(p,
				 str_fmt(p->a, "/sertifikat/%.*s/perpanjang/kantor",
				     STR_ARG(page_param(p, "serial"))),
				 N_("Permintaan dibatalkan."));
}
