/* page_certificates.c - /kantor/sertifikat: the certificates of one's office, and those that end soon. */
#include "base/utf8.h"
#include "certificates.tpl.h"
#include "domain/certificate.h"
#include "web/certificate_view.h"
#include "web/pages.h"

#define DAY INT64_C(86400)

static const struct field_option kinds[] = { { "", N_("Semua"), NULL },
	{ "berakhir", N_("Berakhir dalam 60 hari"), NULL },
	{ "active", N_("Aktif"), NULL }, { "suspended", N_("Ditangguhkan"), NULL },
	{ "revoked", N_("Dicabut"), NULL }, { "expired", N_("Kedaluwarsa"), NULL },
	{ "superseded", N_("Diganti"), NULL }, { NULL, NULL, NULL } };

static const struct field_spec filter_fields[] = {
	{ .name = "cari",
	    .kind = F_TEXT,
	    .max = 100,
	    .conditional = true,
	    .label = N_("Nama, email, atau nomor seri") },
	{ .name = "status",
	    .kind = F_SELECT,
	    .conditional = true,
	    .options = kinds,
	    .label = N_("Keadaan") },
};
const struct form_spec form_certificates = FORM_SPEC(filter_fields);

static bool
known_kind(str word)
{
	for (const struct field_option *o = kinds; o->value != NULL; o++)
		if (word.n > 0 && str_eq_z(word, o->value))
			return true;
	return false;
}

/* The page after this row: its time and serial. */
static void
read_place(str place, struct certificate_filter *f)
{
	str rest = place, at = str_cut(&rest, '.');
	struct err ignored;

	if (place.n > 0 && str_int64(at, &f->before_s, &ignored) == RC_OK)
		f->before_serial = rest;
	else
		f->before_s = INT64_MAX;
}

static struct cert_register_row
row_of(struct page *p, const struct row_certificate *c, enum zone zone)
{
	bool living = str_eq_z(c->state, "active") || str_eq_z(c->state, "suspended");
	int64_t left = living ? c->not_after_s - domain_now(&p->d) : 0;

	return (struct cert_register_row){
		.href = str_fmt(p->a, "/kantor/sertifikat/%.*s", STR_ARG(c->serial)),
		.name = c->name,
		.serial = c->serial,
		.until = time_long(p->a, c->not_after_s, zone, p->lang),
		.left = left > 0
			    ? str_fmt(p->a, "%lld", (long long)((left + DAY - 1) / DAY))
			    : STR_NONE,
		.state = state_label(&words_certificate, c->state),
		.colour = certificate_colour(c->state)
	};
}

enum rc
page_certificates(struct page *p, struct err *e)
{
	str kind = page_query(p, "status");
	struct certificate_filter f = { .text = utf8_head(page_query(p, "cari"), 100),
		.state = STR_NONE,
		.before_serial = STR("") };
	struct view_certificates v = { .form = &p->form };
	struct row_certificate_list l;
	struct cert_register_row *at;
	enum zone zone = page_zone(p);
	enum rc rc;

	if (!known_kind(kind))
		kind = STR_NONE;
	f.ending = str_eq_z(kind, "berakhir");
	if (!f.ending)
		f.state = kind;
	read_place(page_query(p, "sesudah"), &f);
	rc = certificate_register(&p->d, &p->who, &f, &l, e);
	if (rc != RC_OK)
		return rc;
	v.ending = f.ending;
	v.filtered = kind.n > 0 || f.text.n > 0;
	v.rows.n = l.n > CERTIFICATE_ROWS ? CERTIFICATE_ROWS : l.n;
	at = ARENA_ARRAY(p->a, l.n + 1, struct cert_register_row);
	for (size_t i = 0; i < v.rows.n; i++)
		at[i] = row_of(p, &l.at[i], zone);
	v.rows.at = at;
	if (l.n > CERTIFICATE_ROWS && !f.ending)
		v.older =
		    str_fmt(p->a, "/kantor/sertifikat?status=%.*s&sesudah=%lld.%.*s",
			STR_ARG(kind), (long long)l.at[CERTIFICATE_ROWS - 1].issued_s,
			STR_ARG(l.at[CERTIFICATE_ROWS - 1].serial));
	form_set(&p->form, "cari", f.text);
	form_set(&p->form, "status", kind);
	v.shell = page_shell(p, N_("Sertifikat kantor"));
	v.shell.wide = true;
	page_render(p, tpl_certificates, &v);
	return RC_OK;
}
