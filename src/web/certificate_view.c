/* certificate_view.c - a certificate as people read it. */
#include "web/certificate_view.h"

#include "base/json.h"
#include "domain/certificate_renew.h"
#include "domain/document.h"
#include "web/ui.h"

#define DAY 86400

struct cert_downloads
certificate_downloads(struct page *p, const char *base, str serial)
{
	struct cert_download *at =
	    ARENA_ARRAY(p->a, certificate_n_forms, struct cert_download);

	for (size_t i = 0; i < certificate_n_forms; i++)
		at[i] = (struct cert_download){ .label = certificate_forms[i].label,
			.href = str_fmt(p->a, "%s/%.*s/unduh?bentuk=%s", base,
			    STR_ARG(serial), certificate_forms[i].name) };
	return (struct cert_downloads){ at, certificate_n_forms };
}

enum rc
certificate_json(struct page *p, const struct row_certificate *cert, struct err *e)
{
	struct certificate_pem pem;
	struct buf out, chain;
	struct json j;
	enum rc rc = certificate_pems(&p->d, cert, &pem, e);

	if (rc != RC_OK)
		return rc;
	buf_init(&chain, p->a, 4096);
	buf_char(&chain, '[');
	json_string(&chain, pem.issuer);
	buf_char(&chain, ',');
	json_string(&chain, pem.root);
	buf_char(&chain, ']');
	buf_init(&out, p->a, 8192);
	json_begin(&j, &out);
	json_text(&j, "certificate", pem.certificate);
	json_raw(&j, "chain", buf_get(&chain));
	json_end(&j);
	return page_json(p, buf_get(&out));
}

enum rc
certificate_papers(struct page *p, const struct row_application *app,
    struct cert_downloads *out, struct err *e)
{
	struct document_owner owner = { "application", app->id };
	struct cert_download *at = ARENA_ARRAY(p->a, 2, struct cert_download);
	struct row_document proof;
	enum rc rc;

	*out = (struct cert_downloads){ at, 0 };
	if (p->who.application.p == NULL || !str_eq(p->who.application, app->id))
		return RC_OK;
	rc = document_current(&p->d, &owner, DOC_ACTIVATION, &proof, e);
	if (rc == RC_OK)
		at[out->n++] = (struct cert_download){ N_("Bukti aktivasi (PDF)"),
			str_fmt(p->a, "/dokumen/%.*s/unduh", STR_ARG(proof.id)) };
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	at[out->n++] = (struct cert_download){ N_("Perjanjian pemilik sertifikat (PDF)"),
		str_fmt(p->a, "/ambil/%.*s/perjanjian", STR_ARG(app->number)) };
	return RC_OK;
}

static struct cert_actions
actions_of(struct page *p, const struct certificate_file *f, const char *base, bool renew)
{
	static const struct {
		enum certificate_event event;
		const char *path, *label;
	} all[] = { { CERT_EV_SUSPEND, "tangguhkan", N_("Tangguhkan sekarang") },
		{ CERT_EV_UNSUSPEND, "aktifkan", N_("Cabut penangguhan") },
		{ CERT_EV_REVOKE, "cabut", N_("Cabut sertifikat") } };
	struct cert_action *at =
	    ARENA_ARRAY(p->a, ARRAY_LEN(all) + 1, struct cert_action);
	size_t n = 0;

	if (renew)
		at[n++] = (struct cert_action){ .label = N_("Perpanjang sertifikat"),
			.href = str_fmt(
			    p->a, "%s/%.*s/perpanjang", base, STR_ARG(f->cert.serial)) };

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (certificate_may(f, &p->who, all[i].event))
			at[n++] = (struct cert_action){ .label = all[i].label,
				.href = str_fmt(p->a, "%s/%.*s/%s", base,
				    STR_ARG(f->cert.serial), all[i].path) };
	return (struct cert_actions){ at, n };
}

static enum rc
events_of(struct page *p, const struct certificate_file *f, enum zone zone,
    struct cert_events *out, struct err *e)
{
	struct row_history_list l;
	struct cert_event *at;
	enum rc rc = certificate_history(&p->d, f->cert.serial, &l, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, l.n, struct cert_event);
	for (size_t i = 0; i < l.n; i++) {
		bool born = l.at[i].from_state.p == NULL;

		at[i] = (struct cert_event){ .at = time_long(
						 p->a, l.at[i].at_s, zone, p->lang),
			.who = l.at[i].actor_name,
			.note = l.at[i].note,
			.event = born ? N_("Sertifikat terbit")
				      : event_label(&words_certificate, l.at[i].event) };
	}
	*out = (struct cert_events){ at, l.n };
	return RC_OK;
}

const char *
certificate_colour(str state)
{
	if (str_eq_z(state, "active"))
		return TAG_GREEN;
	if (str_eq_z(state, "suspended"))
		return TAG_ORANGE;
	return str_eq_z(state, "revoked") ? TAG_RED : TAG_GREY;
}

static void
fill_life(
    struct page *p, const struct row_certificate *c, struct view_certificate_block *out)
{
	int64_t now = domain_now(&p->d), whole = c->not_after_s - c->not_before_s,
		gone = now - c->not_before_s;

	if (gone < 0)
		gone = 0;
	if (gone > whole)
		gone = whole;
	out->percent = whole > 0 ? gone * 100 / whole : 100;
	out->days_left =
	    now < c->not_after_s ? (c->not_after_s - now + DAY - 1) / DAY : 0;
	out->living = str_eq_z(c->state, "active") || str_eq_z(c->state, "suspended");
}

static struct cert_systems
systems_of(struct page *p, const struct certificate_systems *l)
{
	struct cert_system *at = ARENA_ARRAY(p->a, l->n + 1, struct cert_system);

	for (size_t i = 0; i < l->n; i++) {
		const struct certificate_system *s = &l->at[i];
		str day = date_long(p->a, s->day, p->lang);

		at[i] = (struct cert_system){ s->name, s->signs, s->enters,
			s->why == NULL,
			s->why == NULL ? STR_NONE
				       : form_fill(p->a, page_tr(p, s->why), &day, 1) };
	}
	return (struct cert_systems){ at, l->n };
}

/* Where and for what it may be used now, and how anybody can ask. */
static void
fill_use(struct page *p, const struct row_certificate *c,
    const struct certificate_use *use, enum zone zone, struct view_certificate_block *out)
{
	out->in_force =
	    str_eq_z(c->state, "active") && domain_now(&p->d) < c->not_after_s;
	out->signs = use->signs;
	out->systems = systems_of(p, &use->systems);
	out->enters = use->enters;
	out->ocsp_url = use->ocsp_url;
	out->crl_url = use->crl_url;
	out->leaving = use->leaving;
	if (use->leaving != NULL)
		out->left = time_long(p->a, use->left_s, zone, p->lang);
}

/* In groups of four, so that it can be read aloud. */
static str
in_fours(struct arena *a, str s, char between)
{
	struct buf b;

	buf_init(&b, a, s.n * 2);
	for (size_t i = 0; i < s.n; i++) {
		if (i > 0 && i % 4 == 0)
			buf_char(&b, between);
		buf_char(&b, s.p[i]);
	}
	return buf_get(&b);
}

enum rc
certificate_block_fill(struct page *p, const struct certificate_file *f, const char *base,
    struct view_certificate_block *out, struct err *e)
{
	const struct row_certificate *c = &f->cert;
	enum zone zone = zone_parse(f->office.zone);
	struct renewal_file r = { .why = "" };
	struct certificate_use use;
	bool own = p->who.application.p != NULL &&
		   str_eq(p->who.application, f->app.id) &&
		   strcmp(base, "/sertifikat") == 0;

	if (own && certificate_renewal_load(&p->d, &p->who, c->serial, &r, e) != RC_OK)
		return e->rc;
	*out = (struct view_certificate_block){ .serial = in_fours(p->a, c->serial, ' '),
		.name = c->name,
		.email = c->email,
		.office = f->office.name,
		.issuer = p->d.conf->ca_name,
		.from = time_long(p->a, c->not_before_s, zone, p->lang),
		.to = time_long(p->a, c->not_after_s, zone, p->lang),
		.fingerprint = in_fours(p->a, c->fingerprint, ' '),
		.check_code = in_fours(p->a, c->check_code, '-'),
		.state_label = state_label(&words_certificate, c->state),
		.colour = certificate_colour(c->state),
		.changed = c->changed_s != SQL_NULL_INT
			       ? time_long(p->a, c->changed_s, zone, p->lang)
			       : STR_NONE,
		.reason = c->reason.p != NULL ? certificate_reason_label(c->reason) : "",
		.pending = f->order.id.p != NULL,
		.pending_label = f->order.id.p != NULL
				     ? event_label(&words_certificate, f->order.event)
				     : "",
		.downloads = certificate_downloads(p, base, c->serial),
		.actions = actions_of(p, f, base, own && r.why == NULL) };
	if (certificate_use(&p->d, c, &use, e) != RC_OK)
		return e->rc;
	fill_use(p, c, &use, zone, out);
	out->check_href = str_fmt(p->a, "/cek/%.*s", STR_ARG(out->check_code));
	fill_life(p, c, out);
	if (certificate_papers(p, &f->app, &out->papers, e) != RC_OK)
		return e->rc;
	return events_of(p, f, zone, &out->events, e);
}
