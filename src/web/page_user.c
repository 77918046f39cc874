/* page_user.c - one account: show, new initial password, switching off (SCREENS A6, A10, S3). */
#include "domain/followup.h"
#include "user.tpl.h"
#include "web/pages.h"
#include "web/users.h"

static const struct field_spec off_fields[] = {
	{ .name = "leaving", .kind = F_RADIO, .conditional = true, .label = N_("Sebab") },
	{ .name = "reason",
	    .kind = F_TEXTAREA,
	    .max = 500,
	    .required = true,
	    .rows = 3,
	    .label = N_("Alasan"),
	    .hint = N_("Misalnya: pindah tugas ke KPPN Luwuk, SK nomor ..."),
	    .msg_empty = N_("Tulis alasan penonaktifan.") },
	{ .name = "date",
	    .kind = F_DATE,
	    .required = true,
	    .label = N_("Tidak bertugas sejak"),
	    .msg_empty = N_("Isi tanggal.") },
	{ .name = "successor", .kind = F_SELECT, .label = N_("Pengganti") },
	{ .name = "version", .kind = F_HIDDEN, .max = 20, .label = N_("Versi") },
	{ .name = "confirm", .kind = F_HIDDEN, .max = 8, .label = N_("Konfirmasi") },
};
const struct form_spec form_user_off = FORM_SPEC(off_fields);

/* The same pages serve the office ("/kantor/pengguna") and the directorate ("/pusat/admin"). */
static str
here(const struct page *p)
{
	return str_starts(p->path, STR("/pusat/")) ? STR("/pusat/admin")
						   : STR("/kantor/pengguna");
}

static enum rc
load(struct page *p, struct row_account *acc, struct account_standing *standing,
    struct view_user *user, struct err *e)
{
	enum rc rc = account_managed(&p->d, &p->who, page_param(p, "id"), acc, e);

	if (rc == RC_OK)
		rc = account_standing(&p->d, acc->id, standing, e);
	if (rc != RC_OK)
		return rc;
	*user = user_line(p, acc, standing->opip);
	user->office = user_office(p, acc->office);
	return RC_OK;
}

static enum rc
events(struct page *p, str id, struct view_user_page *v, struct err *e)
{
	struct row_history_list list;
	struct view_event *at;
	enum rc rc = account_history(&p->d, id, &list, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, list.n + 1, struct view_event);
	for (size_t i = 0; i < list.n; i++)
		at[i] = (struct view_event){ .when = time_long(p->a, list.at[i].at_s,
						 page_zone(p), p->lang),
			.who = list.at[i].actor_name,
			.note = list.at[i].note,
			.what = account_event_label(list.at[i].event) };
	v->events.at = at;
	v->events.n = list.n;
	return RC_OK;
}

enum rc
page_user(struct page *p, struct err *e)
{
	struct view_user_page v = { .shell = page_shell(p, N_("Pengguna")),
		.here = here(p),
		.once = page_once(p) };
	struct account_standing standing;
	struct row_account acc;
	enum rc rc = load(p, &acc, &standing, &v.user, e);

	if (rc == RC_OK)
		rc = events(p, acc.id, &v, e);
	if (rc != RC_OK)
		return rc;
	v.disabled = str_eq(acc.state, STR("disabled"));
	v.own = str_eq(acc.id, p->who.account);
	if (v.disabled && str_eq_z(acc.role, ACCOUNT_STAFF) &&
	    domain_now(&p->d) - acc.disabled_s <= ACCOUNT_UNDO_S)
		v.undo_until = time_long(
		    p->a, acc.disabled_s + ACCOUNT_UNDO_S, page_zone(p), p->lang);
	v.candidacy = standing.candidacy;
	v.candidacy_state = standing.candidacy_state;
	v.sessions = standing.sessions;
	v.shell.subject = acc.name;
	v.shell.back_href = v.here;
	page_render(p, tpl_user_page, &v);
	return RC_OK;
}

enum rc
page_user_reset_post(struct page *p, struct err *e)
{
	str id = page_param(p, "id"), password;
	enum rc rc = account_reset(&p->d, &p->who, id, page_once_sent(p), &password, e);

	return rc != RC_OK ? rc : user_slip(p, here(p), id, password, false, e);
}

enum rc
page_user_restore_post(struct page *p, struct err *e)
{
	str id = page_param(p, "id");
	struct row_followup left;
	bool asked = false;
	enum rc rc = account_restore(&p->d, &p->who, id, &asked, e);

	if (rc == RC_OK)
		rc = followup_left_of(&p->d, id, &left, e);
	if (rc == RC_OK && !asked)
		return page_redirect_flash(p,
		    str_fmt(p->a, "/tindak-lanjut/%.*s", STR_ARG(left.id)),
		    N_("Akun dipulihkan. Sertifikatnya masih ditangguhkan."));
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	return page_redirect_flash(p,
	    str_fmt(p->a, "%.*s/%.*s", STR_ARG(here(p)), STR_ARG(id)),
	    asked
		? N_("Akun dipulihkan. Akses OPIP tidak ikut pulih: hanya BSSN yang dapat memberikannya lagi, dan permintaannya sudah dikirim ke BSSN.")
		: N_("Akun dipulihkan. Kata sandinya tetap berlaku."));
}

/* ---- switching off: fill in, review, confirm ---- */

static void
set_leavings(struct page *p)
{
	struct field_option *at =
	    ARENA_ARRAY(p->a, followup_n_leavings + 1, struct field_option);
	size_t n = 0;

	for (size_t i = 0; i < followup_n_leavings; i++)
		if (followup_leavings[i].chosen)
			at[n++] = (struct field_option){ followup_leavings[i].name,
				followup_leavings[i].label, NULL };
	form_set_options(&p->form, "leaving", at);
}

static enum rc
set_successors(struct page *p, const struct row_account *acc, struct err *e)
{
	struct field_option *at;
	struct row_account_list list;
	size_t n = 1;
	enum rc rc = account_colleagues(&p->d, acc->office, &list, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, list.n + 2, struct field_option);
	at[0] = (struct field_option){ "", N_("Belum ada"), NULL };
	for (size_t i = 0; i < list.n; i++)
		if (!str_eq(list.at[i].id, acc->id))
			at[n++] = (struct field_option){ str_z(p->a, list.at[i].id),
				str_z(p->a, list.at[i].name), NULL };
	form_set_options(&p->form, "successor", at);
	return RC_OK;
}

static struct view_user_off
off_view(struct page *p, const char *title)
{
	struct view_user_off v = {
		.shell = page_shell(p, title), .here = here(p), .form = &p->form
	};
	struct account_standing standing;
	struct row_account acc;
	struct err e;

	if (load(p, &acc, &standing, &v.user, &e) == RC_OK) {
		v.sessions = standing.sessions;
		v.opip = standing.opip;
		v.candidacy = standing.candidacy;
		if (followup_living(&p->d, &acc, &v.certificates, &e) != RC_OK)
			v.certificates = 0;
	}
	v.shell.subject = v.user.name;
	v.shell.back_href =
	    str_fmt(p->a, "%.*s/%.*s", STR_ARG(v.here), STR_ARG(v.user.id));
	return v;
}

static enum rc
show_off(struct page *p)
{
	struct view_user_off v = off_view(p, N_("Nonaktifkan akun"));

	page_render(p, tpl_user_off, &v);
	return RC_OK;
}

static enum rc
show_off_review(struct page *p, const struct account_leave *leave)
{
	struct view_user_off v = off_view(p, N_("Tinjau penonaktifan"));
	const struct form_value *date = &p->form.values[form_index(&p->form, "date")];
	const struct field_option *o =
	    p->form.values[form_index(&p->form, "successor")].options;

	v.reason = leave->reason;
	v.leaving = leave->leaving;
	v.leaving_label = followup_leaving_find(leave->leaving)->label;
	v.died = str_eq_z(leave->leaving, FOLLOWUP_DEATH);
	v.date = date_long(p->a, leave->date, p->lang);
	v.day = date->day;
	v.month = date->month;
	v.year = date->year;
	v.successor_id = leave->successor;
	for (; leave->successor.n > 0 && o->value != NULL; o++)
		if (str_eq_z(leave->successor, o->value))
			v.successor = str_from_z(o->label);
	v.version = str_fmt(p->a, "%lld", (long long)leave->version);
	page_render(p, tpl_user_off_review, &v);
	return RC_OK;
}

static enum rc
off_begin(struct page *p, struct row_account *acc, struct err *e)
{
	enum rc rc = account_managed(&p->d, &p->who, page_param(p, "id"), acc, e);

	if (rc == RC_OK && str_eq(acc->state, STR("disabled")))
		return err_set(
		    e, RC_CONFLICT, N_("Pengguna ini sudah dinonaktifkan."), "disabled");
	set_leavings(p);
	return rc != RC_OK ? rc : set_successors(p, acc, e);
}

enum rc
page_user_off(struct page *p, struct err *e)
{
	struct row_account acc;
	enum rc rc = off_begin(p, &acc, e);

	if (rc != RC_OK)
		return rc;
	form_set_date(&p->form, "date", time_civil(domain_now(&p->d), page_zone(p)).date);
	form_set(&p->form, "leaving", STR("pindah"));
	version_put(&p->form, acc.version);
	return show_off(p);
}

/* To what is asked about certificates of the person, or back to his page. */
static enum rc
off_done(struct page *p, str id, struct err *e)
{
	struct row_followup next;
	enum rc rc = followup_next(&p->d, id, &next, e);

	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	return page_redirect_flash(p,
	    rc == RC_OK ? str_fmt(p->a, "/tindak-lanjut/%.*s", STR_ARG(next.id))
			: str_fmt(p->a, "%.*s/%.*s", STR_ARG(here(p)), STR_ARG(id)),
	    N_("Akun dinonaktifkan. Semua sesinya sudah dikeluarkan."));
}

enum rc
page_user_off_post(struct page *p, struct err *e)
{
	struct account_leave leave = { .version = FSM_ANY_VERSION };
	struct row_account acc;
	enum rc rc = off_begin(p, &acc, e);

	if (rc == RC_OK)
		rc = form_read(&p->form, &p->rq->form, &p->rq->files, e);
	if (rc != RC_OK)
		return rc;
	leave.reason = form_str(&p->form, "reason");
	leave.leaving = form_str(&p->form, "leaving");
	if (leave.leaving.n == 0)
		leave.leaving = STR("pindah");
	leave.successor = form_str(&p->form, "successor");
	leave.version = version_sent(&p->form);
	if (form_date(&p->form, "date", &leave.date) &&
	    date_to_days(leave.date) >
		date_to_days(time_civil(domain_now(&p->d), page_zone(p)).date))
		form_error(&p->form, "date",
		    N_("Tanggal tidak boleh setelah hari ini. Nonaktifkan pada harinya."));
	if (!form_ok(&p->form))
		return page_again(p, show_off);
	if (str_eq(form_str(&p->form, "confirm"), STR("ubah")))
		return show_off(p);
	if (!str_eq(form_str(&p->form, "confirm"), STR("ya")))
		return show_off_review(p, &leave);
	rc = account_deactivate(&p->d, &p->who, acc.id, &leave, e);
	if (rc == RC_CONFLICT) {
		form_error_whole(&p->form, e->msg);
		version_put(&p->form, acc.version);
		p->rs->status = 409;
		return show_off(p);
	}
	return rc != RC_OK ? rc : off_done(p, acc.id, e);
}
