/* users.c - accounts in words, links of lists, CSV. */
#include "web/users.h"

#include "domain/central.h"
#include "domain/ident.h"
#include "users.tpl.h"
#include "web/ui.h"

struct view_user
user_line(struct page *p, const struct row_account *acc, bool opip)
{
	const char *status = account_status(acc);
	bool initial = strcmp(status, "initial") == 0;
	bool dead = initial && acc->initial_expires_s != SQL_NULL_INT &&
		    domain_now(&p->d) >= acc->initial_expires_s;
	enum zone zone = page_zone(p);

	return (struct view_user){ .id = acc->id,
		.name = acc->name,
		.username = acc->username,
		.nip = acc->nip.p != NULL ? ident_nip_spaced(p->a, acc->nip) : STR(""),
		.email = acc->email,
		.office = acc->office,
		.level = acc->level.p != NULL ? account_level_label(acc->level) : NULL,
		.status = account_status_label(status),
		.colour = initial                           ? TAG_YELLOW
			  : str_eq_z(STR("active"), status) ? TAG_GREEN
							    : TAG_GREY,
		.expires = initial && !dead && acc->initial_expires_s != SQL_NULL_INT
			       ? time_long(p->a, acc->initial_expires_s, zone, p->lang)
			       : STR_NONE,
		.expired = dead,
		.last_login = acc->last_login_s != SQL_NULL_INT
				  ? time_long(p->a, acc->last_login_s, zone, p->lang)
				  : STR_NONE,
		.recorded = time_long(p->a, acc->created_s, zone, p->lang),
		.why = acc->disabled_reason,
		.opip = opip,
		.candidate = acc->opip_candidate != 0 };
}

str
user_office(struct page *p, str code)
{
	struct office_figures f;
	struct err ignored;

	if (code.p == NULL || central_office(&p->d, code, &f, &ignored) != RC_OK)
		return code;
	return str_fmt(p->a, "%.*s %.*s", STR_ARG(code), STR_ARG(f.office.name));
}

static void
wipe(str secret)
{
	explicit_bzero((char *)(uintptr_t)secret.p, secret.n);
}

enum rc
user_slip(struct page *p, str list, str id, str password, bool made, struct err *e)
{
	struct row_account acc;
	struct view_slip v = { .shell = page_shell(p, made ? N_("Pengguna dibuat")
							   : N_("Kata sandi awal baru")),
		.list_href = list,
		.user_href = str_fmt(p->a, "%.*s/%.*s", STR_ARG(list), STR_ARG(id)),
		.password = password,
		.made = made };
	enum rc rc = account_managed(&p->d, &p->who, id, &acc, e);

	if (rc != RC_OK)
		return rc;
	if (password.p == NULL)
		return page_redirect_flash(p, v.user_href,
		    N_("Formulir itu sudah pernah dikirim. Kata sandi awalnya hanya ditampilkan satu kali."));
	v.shell.has_error = false;
	v.office = user_office(p, acc.office);
	v.name = acc.name;
	v.username = acc.username;
	v.until = time_long(
	    p->a, acc.initial_expires_s, domain_zone(&p->d, acc.office), p->lang);
	v.login_url = page_url(p->a, p->d.conf, STR("/masuk"));
	v.mailed = acc.email;
	http_header_z(p->rs, "Cache-Control", "no-store");
	page_render(p, tpl_user_slip, &v);
	wipe(password);
	return RC_OK;
}

int64_t
version_sent(const struct form *f)
{
	int64_t v = 0;
	struct err ignored;

	return str_int64(form_str(f, "version"), &v, &ignored) == RC_OK && v > 0 ? v : 0;
}

void
version_put(struct form *f, int64_t version)
{
	form_set(f, "version", str_fmt(f->a, "%lld", (long long)version));
}

/* ---- links ---- */

void
link_add(struct buf *link, const char *name, str value)
{
	struct html h = { .out = link, .lang = LANG_ID, .base = "" };

	if (value.n == 0)
		return;
	buf_char(link, str_has(buf_get(link), '?') ? '&' : '?');
	buf_fmt(link, "%s=", name);
	html_url_part(&h, value);
}

bool
link_after(const struct page *p, const char *name, int64_t *out_s, str *out_id)
{
	str v = page_query(p, name), s;
	struct err ignored;

	if (v.n == 0)
		return false;
	s = str_cut(&v, '.');
	if (str_int64(s, out_s, &ignored) != RC_OK)
		return false;
	*out_id = v.p != NULL ? v : STR("");
	return true;
}

/* ---- CSV ---- */

enum rc
csv_send(struct page *p, const struct buf *rows, str filename)
{
	http_header_z(p->rs, "Content-Type", "text/csv; charset=utf-8");
	http_disposition(p->rs, true, filename);
	buf_z(&p->rs->body, "\xEF\xBB\xBF"); /* spreadsheets read UTF-8 only with it */
	buf_str(&p->rs->body, buf_get(rows));
	return RC_OK;
}
