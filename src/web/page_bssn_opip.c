/*
 * page_bssn_opip.c - authorities of all offices as BSSN sees them, and the page on which a new OPIP
 * takes the duties on.
 */
#include "base/utf8.h"
#include "bssn_opip.tpl.h"
#include "bssn_opips.tpl.h"
#include "domain/followup.h"
#include "domain/ident.h"
#include "opip_active.tpl.h"
#include "opip_ready.tpl.h"
#include "web/bssn_parts.h"
#include "web/pages.h"
#include "web/sign.h"
#include "web/ui.h"

static const struct field_option states[] = { { "", N_("Semua"), NULL },
	{ "active", N_("Aktif"), NULL }, { "suspended", N_("Ditangguhkan"), NULL },
	{ "ended", N_("Berakhir"), NULL }, { NULL, NULL, NULL } };

static const struct field_spec filter_fields[] = {
	{ .name = "nama",
	    .kind = F_TEXT,
	    .max = 100,
	    .conditional = true,
	    .label = N_("Nama atau NIP") },
	{ .name = "kantor",
	    .kind = F_TEXT,
	    .max = 3,
	    .conditional = true,
	    .label = N_("Kode kantor") },
	{ .name = "status",
	    .kind = F_SELECT,
	    .conditional = true,
	    .options = states,
	    .label = N_("Status") },
};
const struct form_spec form_bssn_opip_filter = FORM_SPEC(filter_fields);

static const struct field_spec change_fields[] = {
	{ .name = "tindakan",
	    .kind = F_RADIO,
	    .required = true,
	    .label = N_("Tindakan"),
	    .msg_empty = N_("Pilih tindakan.") },
	{ .name = "reason",
	    .kind = F_TEXTAREA,
	    .max = 500,
	    .rows = 3,
	    .required = true,
	    .label = N_("Alasan"),
	    .hint = N_("Alasan ini ikut dikirim ke OPIP dan kepala kantor."),
	    .msg_empty = N_("Tulis alasannya.") },
	{ .name = "version", .kind = F_INT, .required = true, .label = N_("Versi") },
	SIGN_FIELDS,
};
const struct form_spec form_bssn_opip = FORM_SPEC(change_fields);

static const struct field_spec accept_fields[] = {
	{ .name = "kode",
	    .kind = F_HIDDEN,
	    .max = 120,
	    .required = true,
	    .label = N_("Tautan") },
	{ .name = "setuju",
	    .kind = F_CHECK,
	    .required = true,
	    .label = N_("Saya sudah membaca tugas dan larangan ini, dan menerimanya."),
	    .msg_empty = N_("Centang bahwa Anda menerima tugas dan larangan OPIP.") },
};
const struct form_spec form_opip_active = FORM_SPEC(accept_fields);

static const struct {
	const char *name, *label, *done, *action;
	int event;
} acts[] = {
	{ "tangguhkan", N_("Tangguhkan"), N_("Kewenangan ditangguhkan."), "suspend",
	    AUTH_EV_SUSPEND },
	{ "pulihkan", N_("Pulihkan"), N_("Kewenangan dipulihkan."), "resume",
	    AUTH_EV_RESUME },
	{ "akhiri", N_("Akhiri untuk seterusnya"), N_("Kewenangan diakhiri."), "end",
	    AUTH_EV_END },
};

static const char *
colour_of(str state)
{
	if (str_eq_z(state, "active"))
		return TAG_GREEN;
	return str_eq_z(state, "suspended") ? TAG_ORANGE : TAG_GREY;
}

/* ---- all of them ---- */

static struct view_bssn_opip_line
line_of(struct page *p, const struct row_authority_line *r)
{
	return (struct view_bssn_opip_line){
		.href = str_fmt(p->a, "/bssn/opip/%.*s", STR_ARG(r->id)),
		.name = r->name,
		.nip = r->nip.p == NULL ? STR_NONE : ident_nip_spaced(p->a, r->nip),
		.office = str_fmt(
		    p->a, "%.*s (%.*s)", STR_ARG(r->office_name), STR_ARG(r->office)),
		.since =
		    date_short(p->a, time_civil(r->granted_s, ZONE_WIB).date, p->lang),
		.reason = r->reason,
		.state = state_label(&words_authority, r->state),
		.colour = colour_of(r->state),
		.pending = str_eq_z(r->state, "active") && r->accepted_s == SQL_NULL_INT
	};
}

enum rc
page_bssn_opips(struct page *p, struct err *e)
{
	str name = utf8_head(str_trim(page_query(p, "nama")), 100);
	str office = utf8_head(str_trim(page_query(p, "kantor")), 3);
	str state = page_query(p, "status");
	struct view_bssn_opips v = { .form = &p->form };
	struct view_bssn_opip_line *at;
	struct bssn_authorities list;
	enum rc rc;

	if (state_parse(&words_authority, state) < 0)
		state = STR_NONE;
	rc = bssn_authority_list(
	    &p->d, office, state, name, page_query(p, "sebelum"), &list, e);
	if (rc != RC_OK)
		return rc;
	form_set(&p->form, "nama", name);
	form_set(&p->form, "kantor", office);
	form_set(&p->form, "status", state.p == NULL ? STR("") : state);
	at = ARENA_ARRAY(p->a, list.lines.n + 1, struct view_bssn_opip_line);
	for (size_t i = 0; i < list.lines.n; i++)
		at[i] = line_of(p, &list.lines.at[i]);
	v.lines.at = at;
	v.lines.n = list.lines.n;
	v.filtered = name.n > 0 || office.n > 0 || state.n > 0;
	if (list.next.p != NULL)
		v.older = str_fmt(p->a,
		    "/bssn/opip?nama=%.*s&kantor=%.*s&status=%.*s&sebelum=%.*s",
		    STR_ARG(bssn_url_part(p, name)), STR_ARG(bssn_url_part(p, office)),
		    STR_ARG(state), STR_ARG(list.next));
	v.shell = page_shell(p, N_("OPIP semua kantor"));
	v.shell.wide = true;
	page_render(p, tpl_bssn_opips, &v);
	return RC_OK;
}

/* ---- one of them ---- */

static const struct field_option *
act_options(struct page *p, str state)
{
	struct field_option *o =
	    ARENA_ARRAY(p->a, ARRAY_LEN(acts) + 1, struct field_option);
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(acts); i++)
		if (fsm_allows(&authority_fsm, state, acts[i].event, p->who.roles))
			o[n++] =
			    (struct field_option){ acts[i].name, acts[i].label, NULL };
	return o;
}

static enum rc
show_opip(struct page *p, const struct bssn_authority *x)
{
	enum zone z = zone_parse(x->office.zone);
	const struct row_authority *r = &x->row;
	struct view_bssn_opip v = { .x = x,
		.form = &p->form,
		.path = str_fmt(p->a, "/bssn/opip/%.*s", STR_ARG(r->id)),
		.state = state_label(&words_authority, r->state),
		.colour = colour_of(r->state),
		.since = time_long(p->a, r->granted_s, z, p->lang),
		.nip = x->account.nip.p == NULL ? STR("–")
						: ident_nip_spaced(p->a, x->account.nip),
		.can_change = !str_eq_z(r->state, "ended"),
		.can_resend =
		    str_eq_z(r->state, "active") && r->accepted_s == SQL_NULL_INT,
		.history = bssn_events(p, &x->history, &words_authority, z) };

	if (r->accepted_s != SQL_NULL_INT)
		v.accepted = time_long(p->a, r->accepted_s, z, p->lang);
	v.shell = page_shell(p, N_("OPIP"));
	v.shell.subject = x->account.name;
	v.shell.back_href = STR("/bssn/opip");
	page_render(p, tpl_bssn_opip, &v);
	return RC_OK;
}

enum rc
page_bssn_opip(struct page *p, struct err *e)
{
	struct bssn_authority x;
	enum rc rc = bssn_authority_load(&p->d, &p->who, page_param(p, "id"), &x, e);

	if (rc != RC_OK)
		return rc;
	form_set_options(&p->form, "tindakan", act_options(p, x.row.state));
	form_set_int(&p->form, "version", x.row.version);
	return show_opip(p, &x);
}

/* The change in words, to be signed; what was typed goes along. */
static enum rc
ask_signature(struct page *p, const struct bssn_authority *x, const char *label,
    struct grant_change *c, struct err *e)
{
	struct view_sign_fact *hidden = ARENA_ARRAY(p->a, 3, struct view_sign_fact);
	str self = str_fmt(p->a, "/bssn/opip/%.*s", STR_ARG(x->row.id));
	struct sign_page page = { .title = N_("OPIP"),
		.heading = label,
		.intro = N_(
		    "Berlaku seketika. Kewenangan yang diakhiri tidak dapat dipulihkan."),
		.button = label,
		.caption = x->account.name,
		.action = self,
		.back = self,
		.grave = true };
	struct statement st;
	str bytes;
	enum rc rc = signing_make(
	    &p->d, &p->who, grant_change_fill, c, SIGNING_LIFE_S, &st, &bytes, e);

	hidden[0] = (struct view_sign_fact){ "version",
		str_fmt(p->a, "%lld", (long long)form_int(&p->form, "version")) };
	hidden[1] = (struct view_sign_fact){ "tindakan", form_str(&p->form, "tindakan") };
	hidden[2] = (struct view_sign_fact){ "reason", form_str(&p->form, "reason") };
	page.hidden = (struct view_sign_facts){ hidden, 3 };
	return rc != RC_OK ? rc : sign_show(p, &page, &st, bytes, e);
}

static enum rc
change_signed(struct page *p, const struct bssn_authority *x, int event,
    struct grant_change *c, struct err *e)
{
	struct sign_sent sent;
	struct signing s;
	enum rc rc = sign_read(p, &sent, e);

	if (rc == RC_OK)
		rc = signing_take(&p->d, &p->who, grant_change_fill, c, SIGNING_LIFE_S,
		    sent.bytes, &sent.sig, &s, e);
	if (rc == RC_OK)
		rc = bssn_authority_change(&p->d, &p->who, x->row.id, event,
		    form_int(&p->form, "version"), c->reason, &s, e);
	return rc;
}

/* Back to the page; an authority that ended asks about certificates of the person first. */
static enum rc
change_done(struct page *p, const struct bssn_authority *x, size_t act, struct err *e)
{
	str to = str_fmt(p->a, "/bssn/opip/%.*s", STR_ARG(x->row.id));
	struct row_followup next;
	enum rc rc = RC_NOT_FOUND;

	if (acts[act].event == AUTH_EV_END)
		rc = followup_next(&p->d, x->row.account, &next, e);
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	if (rc == RC_OK)
		to = str_fmt(p->a, "/tindak-lanjut/%.*s", STR_ARG(next.id));
	return page_redirect_flash(p, to, acts[act].done);
}

enum rc
page_bssn_opip_post(struct page *p, struct err *e)
{
	struct grant_change c = { .action = "" };
	struct bssn_authority x;
	size_t act = 0;
	enum rc rc = bssn_authority_load(&p->d, &p->who, page_param(p, "id"), &x, e);

	if (rc != RC_OK)
		return rc;
	form_set_options(&p->form, "tindakan", act_options(p, x.row.state));
	rc = form_read(&p->form, &p->rq->form, &p->rq->files, e);
	if (rc != RC_OK)
		return rc;
	if (!form_ok(&p->form)) {
		p->rs->status = 422;
		return show_opip(p, &x);
	}
	while (act + 1 < ARRAY_LEN(acts) &&
	       !str_eq_z(form_str(&p->form, "tindakan"), acts[act].name))
		act++;
	c.action = acts[act].action;
	c.reason = form_str(&p->form, "reason");
	rc = grant_of_authority(&p->d, x.row.id, &c.grant, e);
	if (rc == RC_NOT_FOUND) /* granted before there were signatures */
		rc = bssn_authority_change(&p->d, &p->who, x.row.id, acts[act].event,
		    form_int(&p->form, "version"), c.reason, NULL, e);
	else if (rc == RC_OK && form_str(&p->form, "sig_value").n == 0)
		return ask_signature(p, &x, acts[act].label, &c, e);
	else if (rc == RC_OK)
		rc = change_signed(p, &x, acts[act].event, &c, e);
	if (rc == RC_CONFLICT) {
		form_error_whole(&p->form, e->msg);
		p->rs->status = 409;
		return show_opip(p, &x);
	}
	if (rc != RC_OK)
		return rc;
	return change_done(p, &x, act, e);
}

enum rc
page_bssn_opip_link_post(struct page *p, struct err *e)
{
	str id = page_param(p, "id");
	str path = str_fmt(p->a, "/bssn/opip/%.*s", STR_ARG(id));
	enum rc rc = bssn_activation_resend(&p->d, &p->who, id, e);

	return rc != RC_OK ? rc
			   : page_redirect_flash(p, path, N_("Tautan baru dikirim."));
}

/* ---- taking the duties on ---- */

static enum rc
show_active(struct page *p)
{
	struct view_opip_active v = { .form = &p->form,
		.token = form_str(&p->form, "kode") };
	struct bssn_authority *x = ARENA_NEW(p->a, struct bssn_authority);
	struct err e;
	enum rc rc = bssn_activation_peek(&p->d, &p->who, v.token, x, &e);

	if (rc != RC_OK)
		return rc;
	v.x = x;
	v.shell = page_shell(p, N_("Aktifkan akses OPIP"));
	page_render(p, tpl_opip_active, &v);
	return RC_OK;
}

/* A GET never uses the link: mail scanners follow links. */
enum rc
page_opip_active(struct page *p, struct err *e)
{
	struct bssn_authority x;
	str token = page_query(p, "kode");
	enum rc rc;

	if (p->who.roles & R_OPIP && token.p == NULL) {
		struct view_opip_active v = { .shell =
						  page_shell(p, N_("Akses OPIP aktif")) };

		page_render(p, tpl_opip_ready, &v);
		return RC_OK;
	}
	rc = bssn_activation_peek(&p->d, &p->who, token, &x, e);
	if (rc != RC_OK)
		return rc;
	form_set(&p->form, "kode", token);
	return show_active(p);
}

enum rc
page_opip_active_post(struct page *p, struct err *e)
{
	enum rc rc;

	if (!form_ok(&p->form))
		return page_again(p, show_active);
	rc = bssn_activation_accept(&p->d, &p->who, form_str(&p->form, "kode"), e);
	if (rc != RC_OK)
		return rc;
	return page_redirect_z(p, "/profil/opip-aktif");
}
