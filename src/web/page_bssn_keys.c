/*
 * page_bssn_keys.c - keys that a verifier vouches for: his own by ceremony, a colleague's with a second
 * verifier, new and given-up keys of officers; and heads of offices who may review.
 */
#include "base/codec.h"
#include "bssn_keys.tpl.h"
#include "domain/grant.h"
#include "web/pages.h"
#include "web/sign.h"
#include "web/ui.h"
#include "web/view_bssn_keys.h"

static const struct field_spec key_fields[] = { SIGN_FIELDS };
const struct form_spec form_signed = FORM_SPEC(key_fields);

static const struct field_spec ceremony_fields[] = {
	{ .name = "code",
	    .kind = F_CODE,
	    .max = 40,
	    .conditional = true,
	    .label = N_("Kode upacara"),
	    .hint = N_(
		"Dicetak oleh paraf init atau paraf ca ceremony. Kosongkan bila dua verifikator lain yang akan mengesahkan kunci ini."),
	    .width = 20 },
	SIGN_FIELDS,
};
const struct form_spec form_ceremony = FORM_SPEC(ceremony_fields);

/* Errors that belong on the same page; anything else is the page of its kind. */
static bool
stays(enum rc rc)
{
	return rc == RC_INVALID || rc == RC_DENIED || rc == RC_CONFLICT ||
	       rc == RC_UNAVAILABLE || rc == RC_LIMIT;
}

static void
say_again(struct page *p, enum rc rc, struct err *e)
{
	form_error_whole(&p->form, e->msg);
	p->rs->status = rc == RC_UNAVAILABLE ? 503
			: rc == RC_CONFLICT  ? 409
			: rc == RC_LIMIT     ? 429
					     : 422;
}

/* ---- the list ---- */

static str
day(struct page *p, int64_t at_s)
{
	return date_short(p->a, time_civil(at_s, ZONE_WIB).date, p->lang);
}

static enum rc
fill_waiting(struct page *p, struct view_bssn_keys *v, struct err *e)
{
	struct row_officer_keys_waiting_list l;
	struct view_bssn_key *at;
	enum rc rc = grant_keys_waiting(&p->d, &l, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, l.n + 1, struct view_bssn_key);
	for (size_t i = 0; i < l.n; i++)
		at[i] = (struct view_bssn_key){ .href = str_fmt(p->a, "/bssn/kunci/%.*s",
						    STR_ARG(l.at[i].id)),
			.person = l.at[i].person,
			.office = l.at[i].office_name,
			.words = l.at[i].words,
			.kind = officer_key_label(l.at[i].kind),
			.since = day(p, l.at[i].created_s),
			.what = l.at[i].removed_s != SQL_NULL_INT
				    ? N_("Dihapus pemiliknya")
				    : N_("Baru") };
	v->waiting.at = at;
	v->waiting.n = l.n;
	return RC_OK;
}

static enum rc
fill_colleagues(struct page *p, struct view_bssn_keys *v, struct err *e)
{
	struct ceremony_open *open;
	struct view_bssn_key *at;
	size_t n = 0;
	enum rc rc = ceremony_list(&p->d, &p->who, &open, &n, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, n + 1, struct view_bssn_key);
	for (size_t i = 0; i < n; i++) {
		const struct statement_key_add *k = &open[i].st.u.key_add;

		at[i] = (struct view_bssn_key){
			.href = open[i].mine
				    ? STR_NONE
				    : str_fmt(p->a, "/bssn/kunci-verifikator/%.*s",
					  STR_ARG(open[i].row.id)),
			.person = k->name,
			.words = statement_key_words(p->a, &k->keys.at[0]),
			.kind = officer_key_label(
			    k->keys.at[0].kind == STATEMENT_KEY_PASSKEY ? STR("passkey")
									: STR("browser")),
			.since = day(p, open[i].row.made_s),
			.what = open[i].n == 0 ? N_("Belum ada pengesahan")
					       : N_("Satu pengesahan, perlu satu lagi")
		};
	}
	v->colleagues.at = at;
	v->colleagues.n = n;
	return RC_OK;
}

static enum rc
fill_gone(struct page *p, struct view_bssn_keys *v, struct err *e)
{
	struct row_officer_keys_of_gone_verifiers_list l;
	struct view_bssn_key *at;
	enum rc rc = grant_verifier_keys_gone(&p->d, &l, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, l.n + 1, struct view_bssn_key);
	for (size_t i = 0; i < l.n; i++)
		at[i] = (struct view_bssn_key){ .href = str_fmt(p->a, "/bssn/kunci/%.*s",
						    STR_ARG(l.at[i].id)),
			.person = l.at[i].person,
			.words = l.at[i].words,
			.kind = officer_key_label(l.at[i].kind),
			.since = day(p, l.at[i].created_s),
			.what = l.at[i].removed_s != SQL_NULL_INT
				    ? N_("Dihapus pemiliknya")
				    : N_("Akun dinonaktifkan") };
	v->gone.at = at;
	v->gone.n = l.n;
	return RC_OK;
}

static enum rc
fill_heads(struct page *p, struct view_bssn_keys *v, struct err *e)
{
	struct row_signing_grant_heads_list l;
	struct view_bssn_key *at;
	enum rc rc = grant_heads(&p->d, &l, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, l.n + 1, struct view_bssn_key);
	for (size_t i = 0; i < l.n; i++) {
		bool has = l.at[i].grant_id.p != NULL, keys = l.at[i].n_keys > 0;

		at[i] = (struct view_bssn_key){
			.href = has || !keys ? STR_NONE
					     : str_fmt(p->a, "/bssn/kepala/%.*s",
						   STR_ARG(l.at[i].account)),
			.person = l.at[i].name,
			.office = l.at[i].office_name,
			.what = has    ? N_("Boleh memeriksa")
				: keys ? N_("Siap diberi kewenangan")
				       : N_("Belum menambah kunci"),
			.since = has ? day(p, l.at[i].granted_s) : STR_NONE
		};
	}
	v->heads.at = at;
	v->heads.n = l.n;
	return RC_OK;
}

enum rc
page_bssn_keys(struct page *p, struct err *e)
{
	struct view_bssn_keys v = { .shell = page_shell(p, N_("Kunci petugas")) };
	struct row_officer_key_list own;
	enum rc rc = officer_key_list(&p->d, p->who.account, &own, e);

	if (rc == RC_OK)
		rc = fill_waiting(p, &v, e);
	if (rc == RC_OK)
		rc = fill_colleagues(p, &v, e);
	if (rc == RC_OK)
		rc = fill_gone(p, &v, e);
	if (rc == RC_OK)
		rc = fill_heads(p, &v, e);
	if (rc != RC_OK)
		return rc;
	v.own = sign_keys(p, &own);
	for (size_t i = 0; i < own.n; i++)
		if (own.at[i].known_s == SQL_NULL_INT)
			v.own_waits = true;
	v.shell.wide = true;
	page_render(p, tpl_bssn_keys, &v);
	return RC_OK;
}

/* ---- one's own key: the ceremony ---- */

static enum rc
own_key(struct page *p, struct row_officer_key *out, struct err *e)
{
	struct row_officer_key_list l;
	enum rc rc = officer_key_list(&p->d, p->who.account, &l, e);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++)
		if (str_eq(l.at[i].id, page_param(p, "id")) &&
		    l.at[i].known_s == SQL_NULL_INT) {
			*out = l.at[i];
			return RC_OK;
		}
	return rc != RC_OK ? rc
			   : err_set(e, RC_NOT_FOUND, N_("Kunci itu sudah tidak ada."),
				 "no such key, or known already");
}

static enum rc
show_ceremony(struct page *p, struct row_officer_key *key, struct err *e)
{
	struct sign_page x = { .title = N_("Upacara kunci verifikator"),
		.heading = N_("Upacara kunci verifikator"),
		.intro = N_(
		    "Dengan kode upacara, penerbit sertifikat mencatat kunci ini sebagai kunci verifikator. Baca isinya, ketik kodenya, lalu tanda tangani dengan kunci itu sendiri."),
		.button = N_("Daftarkan kunci ini"),
		.caption = key->name,
		.action = str_fmt(p->a, "/bssn/upacara/%.*s", STR_ARG(key->id)),
		.back = STR("/bssn/kunci"),
		.field = "code",
		.own_key_only = true };
	struct statement st;
	str bytes;
	enum rc rc = signing_make(
	    &p->d, &p->who, ceremony_fill, key, CEREMONY_LIFE_S, &st, &bytes, e);

	return rc != RC_OK ? rc : sign_show(p, &x, &st, bytes, e);
}

enum rc
page_ceremony(struct page *p, struct err *e)
{
	struct row_officer_key key;
	enum rc rc = own_key(p, &key, e);

	return rc != RC_OK ? rc : show_ceremony(p, &key, e);
}

enum rc
page_ceremony_post(struct page *p, struct err *e)
{
	str code = form_str(&p->form, "code");
	struct row_officer_key key;
	struct sign_sent sent;
	enum rc rc = own_key(p, &key, e);

	if (rc != RC_OK)
		return rc;
	rc = sign_read(p, &sent, e);
	if (rc == RC_OK && code.n > 0)
		rc = ceremony_enrol_key(
		    &p->d, &p->who, &key, code, sent.bytes, &sent.sig, e);
	else if (rc == RC_OK)
		rc = ceremony_ask(&p->d, &p->who, &key, sent.bytes, &sent.sig, e);
	if (rc == RC_OK)
		return page_redirect_flash(p, STR("/bssn/kunci"),
		    code.n > 0
			? N_("Kunci Anda diakui penerbit sertifikat.")
			: N_("Kunci Anda menunggu pengesahan dua verifikator lain."));
	if (!stays(rc))
		return rc;
	say_again(p, rc, e);
	return show_ceremony(p, &key, e);
}

/* ---- a colleague's key ---- */

static enum rc
show_vouch(struct page *p, const struct ceremony_open *c, struct err *e)
{
	struct sign_page x = { .title = N_("Kunci verifikator"),
		.heading = N_("Sahkan kunci verifikator lain"),
		.intro = N_(
		    "Hubungi rekan Anda dan cocokkan huruf kuncinya lewat telepon atau tatap muka. Setelah dua verifikator menandatangani, kunci ini dipercaya penuh."),
		.button = N_("Sahkan kunci ini"),
		.caption = c->st.u.key_add.name,
		.action =
		    str_fmt(p->a, "/bssn/kunci-verifikator/%.*s", STR_ARG(c->row.id)),
		.back = STR("/bssn/kunci") };

	return sign_show(p, &x, &c->st, c->row.bytes, e);
}

enum rc
page_vouch(struct page *p, struct err *e)
{
	struct ceremony_open c;
	enum rc rc = ceremony_load(&p->d, &p->who, page_param(p, "id"), &c, e);

	return rc != RC_OK ? rc : show_vouch(p, &c, e);
}

enum rc
page_vouch_post(struct page *p, struct err *e)
{
	struct ceremony_open c;
	struct sign_sent sent;
	bool done = false;
	enum rc rc = ceremony_load(&p->d, &p->who, page_param(p, "id"), &c, e);

	if (rc != RC_OK)
		return rc;
	rc = sign_read(p, &sent, e);
	if (rc == RC_OK)
		rc = ceremony_sign(&p->d, &p->who, &c, &sent.sig, &done, e);
	if (rc == RC_OK)
		return page_redirect_flash(p, STR("/bssn/kunci"),
		    done ? N_("Kunci itu sekarang diakui penerbit sertifikat.")
			 : N_("Pengesahan Anda dicatat. Perlu satu verifikator lagi."));
	if (!stays(rc))
		return rc;
	say_again(p, rc, e);
	return show_vouch(p, &c, e);
}

/* ---- a key of an officer, by a verifier or by another key of his own ---- */

static enum rc
show_confirm(
    struct page *p, struct grant_key *k, const char *base, str back, struct err *e)
{
	struct sign_page x = { .title = N_("Kunci petugas"),
		.heading = k->remove ? N_("Hentikan kunci yang dihapus")
				     : N_("Sahkan kunci petugas"),
		.intro =
		    k->remove
			? N_("Kunci ini dihapus pemiliknya, atau akun pemiliknya dinonaktifkan. Setelah ditandatangani, penerbit sertifikat juga menolaknya.")
			: N_("Cocokkan huruf kunci dengan pemiliknya lewat telepon atau tatap muka. Setelah disahkan, kunci ini dapat menandatangani atas namanya."),
		.button = k->remove ? N_("Hentikan kunci ini") : N_("Sahkan kunci ini"),
		.caption = k->owner.name,
		.action = str_fmt(p->a, "%s/%.*s", base, STR_ARG(k->key.id)),
		.back = back,
		.grave = k->remove };
	struct statement st;
	str bytes;
	enum rc rc = signing_make(
	    &p->d, &p->who, grant_key_fill, k, SIGNING_LIFE_S, &st, &bytes, e);

	return rc != RC_OK ? rc : sign_show(p, &x, &st, bytes, e);
}

static enum rc
confirm(struct page *p, const char *base, const char *back, bool post, struct err *e)
{
	struct grant_key k;
	struct sign_sent sent;
	enum rc rc = grant_key_load(&p->d, &p->who, page_param(p, "id"), &k, e);

	if (rc != RC_OK || !post)
		return rc != RC_OK ? rc : show_confirm(p, &k, base, str_from_z(back), e);
	rc = sign_read(p, &sent, e);
	if (rc == RC_OK)
		rc = grant_key_confirm(&p->d, &p->who, &k, sent.bytes, &sent.sig, e);
	if (rc == RC_OK)
		return page_redirect_flash(p, str_from_z(back),
		    k.remove ? N_("Kunci itu tidak diterima lagi.")
			     : N_("Kunci itu sekarang diakui penerbit sertifikat."));
	if (!stays(rc))
		return rc;
	say_again(p, rc, e);
	return show_confirm(p, &k, base, str_from_z(back), e);
}

enum rc
page_bssn_key(struct page *p, struct err *e)
{
	return confirm(p, "/bssn/kunci", "/bssn/kunci", false, e);
}

enum rc
page_bssn_key_post(struct page *p, struct err *e)
{
	return confirm(p, "/bssn/kunci", "/bssn/kunci", true, e);
}

enum rc
page_key_confirm(struct page *p, struct err *e)
{
	return confirm(p, "/profil/keamanan/sahkan", "/profil/keamanan", false, e);
}

enum rc
page_key_confirm_post(struct page *p, struct err *e)
{
	return confirm(p, "/profil/keamanan/sahkan", "/profil/keamanan", true, e);
}

/* ---- heads of offices ---- */

static enum rc
show_head(struct page *p, struct grant_for *g, struct err *e)
{
	struct sign_page x = { .title = N_("Kepala kantor"),
		.heading = N_("Beri kewenangan memeriksa"),
		.intro = N_(
		    "Kepala kantor dapat menyatakan berkas lengkap, tetapi tidak mengaktifkan. Cocokkan huruf kuncinya dengan pemiliknya lewat telepon atau tatap muka."),
		.button = N_("Beri kewenangan"),
		.caption = g->name,
		.action = str_fmt(p->a, "/bssn/kepala/%.*s", STR_ARG(g->account)),
		.back = STR("/bssn/kunci") };
	struct statement st;
	str bytes;
	enum rc rc =
	    signing_make(&p->d, &p->who, grant_fill, g, SIGNING_LIFE_S, &st, &bytes, e);

	return rc != RC_OK ? rc : sign_show(p, &x, &st, bytes, e);
}

enum rc
page_bssn_head(struct page *p, struct err *e)
{
	struct grant_for g;
	enum rc rc = grant_head(&p->d, page_param(p, "id"), &g, e);

	return rc != RC_OK ? rc : show_head(p, &g, e);
}

enum rc
page_bssn_head_post(struct page *p, struct err *e)
{
	struct grant_for g;
	struct sign_sent sent;
	enum rc rc = grant_head(&p->d, page_param(p, "id"), &g, e);

	if (rc != RC_OK)
		return rc;
	rc = sign_read(p, &sent, e);
	if (rc == RC_OK)
		rc = grant_reviewer(&p->d, &p->who, &g, sent.bytes, &sent.sig, e);
	if (rc == RC_OK)
		return page_redirect_flash(p, STR("/bssn/kunci"),
		    N_("Kepala kantor itu sekarang boleh memeriksa berkas."));
	if (!stays(rc))
		return rc;
	say_again(p, rc, e);
	return show_head(p, &g, e);
}
