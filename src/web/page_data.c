/* page_data.c - a person asks about his data, and the office answers within 3 x 24 hours. */
#include "data_one.tpl.h"
#include "data_own.tpl.h"
#include "data_queue.tpl.h"
#include "domain/data_correct.h"
#include "domain/ident.h"
#include "web/pages.h"
#include "web/ui.h"
#include "web/users.h"
#include "web/view_retention.h"

#define HOUR 3600

static const struct field_option kinds[] = {
	{ "erase", N_("Hapus data saya"),
	    N_("Gambar e-KTP dan foto dimusnahkan. Bila tidak ada sertifikat, seluruh berkas.") },
	{ "correct", N_("Perbaiki data saya"), NULL },
	{ NULL, NULL, NULL },
};
static const struct field_spec own_fields[] = {
	{ .name = "kind",
	    .kind = F_RADIO,
	    .options = kinds,
	    .required = true,
	    .label = N_("Apa yang Anda minta?"),
	    .msg_empty = N_("Pilih apa yang Anda minta.") },
	{ .name = "wish",
	    .kind = F_TEXTAREA,
	    .max = DATA_WISH_BYTES,
	    .rows = 4,
	    .required = true,
	    .label = N_("Penjelasan"),
	    .hint = N_("Sebutkan data mana, dan bila salah, apa yang benar."),
	    .msg_empty = N_("Tulis penjelasan.") },
};
const struct form_spec form_data_own = FORM_SPEC(own_fields);

static const struct field_option decisions[] = {
	{ "kabul", N_("Kabulkan"), NULL },
	{ "tolak", N_("Tolak"), NULL },
	{ NULL, NULL, NULL },
};
static const struct field_spec answer_fields[] = {
	{ .name = "decision",
	    .kind = F_RADIO,
	    .options = decisions,
	    .required = true,
	    .label = N_("Keputusan"),
	    .msg_empty = N_("Pilih keputusan.") },
	{ .name = "answer",
	    .kind = F_TEXTAREA,
	    .max = DATA_WISH_BYTES,
	    .rows = 4,
	    .required = true,
	    .label = N_("Jawaban untuk pemilik data"),
	    .hint = N_("Dikirim lewat email. Bila ditolak, sebutkan dasar hukumnya."),
	    .msg_empty = N_("Tulis jawaban.") },
	/* shown when the request is to put something right */
	{ .name = "name",
	    .kind = F_TEXT,
	    .max = 300,
	    .conditional = true,
	    .label = N_("Nama lengkap"),
	    .hint = N_("Seperti di e-KTP, tanpa gelar.") },
	{ .name = "nip",
	    .kind = F_TEXT,
	    .max = 40,
	    .conditional = true,
	    .label = N_("NIP"),
	    .width = 20 },
	{ .name = "grade",
	    .kind = F_SELECT,
	    .conditional = true,
	    .label = N_("Pangkat/golongan"),
	    .msg_bad = N_("Pilih golongan.") },
	{ .name = "position",
	    .kind = F_TEXT,
	    .max = 120,
	    .conditional = true,
	    .label = N_("Jabatan") },
	{ .name = "unit",
	    .kind = F_TEXT,
	    .max = 120,
	    .conditional = true,
	    .label = N_("Unit kerja") },
	{ .name = "phone",
	    .kind = F_TEXT,
	    .max = 40,
	    .conditional = true,
	    .label = N_("Nomor ponsel"),
	    .width = 20 },
	{ .name = "email",
	    .kind = F_TEXT,
	    .max = 254,
	    .conditional = true,
	    .label = N_("Email akun") },
};
const struct form_spec form_data_answer = FORM_SPEC(answer_fields);

/* Is that name among those, separated by commas? */
static bool
among(str names, const char *name)
{
	while (names.n > 0)
		if (str_eq_z(str_cut(&names, ','), name))
			return true;
	return false;
}

static void
put_right(struct page *p, const struct row_data_request *r, struct view_data_request *v)
{
	const char **at = ARENA_ARRAY(p->a, AFTER__COUNT, const char *);
	struct buf b;

	buf_init(&b, p->a, 64);
	for (enum data_field f = 0; f < DATA__COUNT; f++)
		if (among(r->changed, data_field_name(f)))
			buf_fmt(&b, "%s%s", b.n > 0 ? ", " : "",
			    page_tr(p, data_field_label(f)));
	if (b.n > 0)
		v->changed = buf_get(&b);
	v->follows.at = at;
	for (enum data_follow f = 0; f < AFTER__COUNT; f++)
		if (among(r->follows, data_follow_name(f)))
			at[v->follows.n++] = data_follow_text(f);
}

static struct view_data_request
shown(struct page *p, const struct row_data_request *r)
{
	int64_t left = r->due_s - domain_now(&p->d);
	bool open = str_eq_z(r->state, "open");
	struct view_data_request v = { .number = r->number,
		.wish = r->wish,
		.asked = time_long(p->a, r->created_s, page_zone(p), p->lang),
		.due = time_long(p->a, r->due_s, page_zone(p), p->lang),
		.left = str_fmt(
		    p->a, "%lld", (long long)(left > 0 ? left / HOUR : -left / HOUR)),
		.answer = r->answer,
		.href = str_fmt(p->a, "/kantor/data-pribadi/%.*s", STR_ARG(r->id)),
		.kind =
		    str_eq_z(r->kind, "erase") ? N_("Hapus data") : N_("Perbaiki data"),
		.state = open                         ? N_("Menunggu jawaban")
			 : str_eq_z(r->state, "done") ? N_("Dikabulkan")
						      : N_("Ditolak"),
		.colour = open ? TAG_YELLOW : TAG_GREY,
		.late = data_request_late(r, domain_now(&p->d)),
		.open = open,
		.refused = str_eq_z(r->state, "refused") };

	put_right(p, r, &v);
	if (r->answered_s != SQL_NULL_INT)
		v.answered = time_long(p->a, r->answered_s, page_zone(p), p->lang);
	return v;
}

static struct view_data_requests
all_shown(struct page *p, const struct row_data_request_list *list)
{
	struct view_data_request *at =
	    ARENA_ARRAY(p->a, list->n + 1, struct view_data_request);

	for (size_t i = 0; i < list->n; i++)
		at[i] = shown(p, &list->at[i]);
	return (struct view_data_requests){ at, list->n };
}

/* ---- the person ---- */

static bool
by_session(struct page *p)
{
	return str_starts(p->path, STR("/lacak/"));
}

/* The case of the page: of the browser's application, if its number is in the address; or the account's. */
static enum rc
own_case(struct page *p, struct data_case *c, struct err *e)
{
	enum rc rc = data_case_own(&p->d, &p->who, c, e);

	if (rc == RC_OK && by_session(p) && !str_eq(c->number, page_param(p, "number")))
		return err_set(e, RC_NOT_FOUND,
		    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
		    "not this browser's application");
	return rc;
}

static enum rc
show_own(struct page *p, const struct data_case *c, struct err *e)
{
	struct view_data_own v = { .shell = page_shell(p, N_("Data pribadi saya")),
		.form = &p->form,
		.number = c->number,
		.contact = p->d.conf->data_contact,
		.may_ask = true };
	struct row_data_request_list list;
	enum rc rc = data_request_list(&p->d, c, &list, e);

	if (rc != RC_OK)
		return rc;
	v.action = by_session(p)
		       ? str_fmt(p->a, "/lacak/%.*s/data-pribadi", STR_ARG(c->number))
		       : STR("/profil/data-pribadi");
	v.shell.back_href = by_session(p)
				? str_fmt(p->a, "/lacak/%.*s", STR_ARG(c->number))
				: STR("/profil");
	v.rows = all_shown(p, &list);
	for (size_t i = 0; i < list.n; i++)
		v.may_ask = v.may_ask && !v.rows.at[i].open;
	page_render(p, tpl_data_own, &v);
	return RC_OK;
}

enum rc
page_data_own(struct page *p, struct err *e)
{
	struct data_case c;
	enum rc rc = own_case(p, &c, e);

	return rc != RC_OK ? rc : show_own(p, &c, e);
}

enum rc
page_data_own_post(struct page *p, struct err *e)
{
	struct data_case c;
	enum rc rc = own_case(p, &c, e);

	if (rc != RC_OK)
		return rc;
	if (!form_ok(&p->form)) {
		p->rs->status = 422;
		return show_own(p, &c, e);
	}
	rc = data_request_ask(&p->d, &p->who, &c, form_str(&p->form, "kind"),
	    form_str(&p->form, "wish"), e);
	return rc != RC_OK
		   ? rc
		   : page_redirect_flash(p, p->path,
			 N_("Permintaan Anda terkirim. Jawabannya paling lambat 3 x 24 jam, "
			    "lewat email dan di halaman ini."));
}

/* ---- the office ---- */

static const struct {
	const char *name, *state, *label;
} tabs[] = {
	{ "menunggu", "open", N_("Menunggu") },
	{ "dikabulkan", "done", N_("Dikabulkan") },
	{ "ditolak", "refused", N_("Ditolak") },
};

enum rc
page_data_queue(struct page *p, struct err *e)
{
	struct view_data_queue v = { .shell =
					 page_shell(p, N_("Permintaan data pribadi")) };
	struct view_data_tab *at =
	    ARENA_ARRAY(p->a, ARRAY_LEN(tabs), struct view_data_tab);
	str wanted = page_query(p, "tab");
	struct row_data_request_list list;
	struct data_place behind;
	size_t now = 0;
	bool later;
	enum rc rc;

	for (size_t i = 0; i < ARRAY_LEN(tabs); i++) {
		if (str_eq_z(wanted, tabs[i].name))
			now = i;
		at[i] = (struct view_data_tab){ .label = tabs[i].label,
			.href =
			    str_fmt(p->a, "/kantor/data-pribadi?tab=%s", tabs[i].name) };
	}
	at[now].current = true;
	later = link_after(p, "setelah", &behind.at_s, &behind.id);
	rc = data_request_queue(&p->d, &p->who, str_from_z(tabs[now].state),
	    later ? &behind : NULL, &list, e);
	if (rc != RC_OK)
		return rc;
	if (later)
		v.first_href = at[now].href;
	if (list.n > DATA_QUEUE_PAGE) {
		const struct row_data_request *last = &list.at[--list.n - 1];

		v.next_href =
		    str_fmt(p->a, "%.*s&setelah=%lld.%.*s", STR_ARG(at[now].href),
			(long long)data_request_place(last), STR_ARG(last->id));
	}
	v.tabs.at = at;
	v.tabs.n = ARRAY_LEN(tabs);
	v.open = now == 0;
	v.rows = all_shown(p, &list);
	page_render(p, tpl_data_queue, &v);
	return RC_OK;
}

/* One request with its case and, if it is to put something right, what stands there now. */
struct one {
	struct row_data_request r;
	struct data_case c;
	struct data_values now;
	bool correct;
};

static enum rc
load_one(struct page *p, struct one *x, struct err *e)
{
	struct field_option *grades =
	    ARENA_ARRAY(p->a, ident_n_ranks + 1, struct field_option);
	enum rc rc = data_request_get(&p->d, &p->who, page_param(p, "id"), &x->r, e);

	for (size_t i = 0; i < ident_n_ranks; i++)
		grades[i] = (struct field_option){ ident_ranks[i].code,
			ident_ranks[i].label, NULL };
	form_set_options(&p->form, "grade", grades);
	if (rc == RC_OK)
		rc = data_request_case(&p->d, &x->r, &x->c, e);
	x->correct =
	    rc == RC_OK && str_eq_z(x->r.kind, "correct") && str_eq_z(x->r.state, "open");
	return x->correct ? data_values_read(p->d.db, &x->c, &x->now, e) : rc;
}

static enum rc
show_one(struct page *p, const struct one *x)
{
	struct view_data_one v = { .shell =
				       page_shell(p, N_("Jawab permintaan data pribadi")),
		.form = &p->form,
		.r = shown(p, &x->r),
		.correct = x->correct,
		.email = data_field_of(&x->c, DATA_EMAIL) };

	if (str_eq_z(x->r.noun, "application") && p->who.roles & (R_OPIP | R_KEPALA))
		v.case_href =
		    str_fmt(p->a, "/kantor/permohonan/%.*s", STR_ARG(x->r.number));
	v.action = v.r.href;
	v.shell.back_href = STR("/kantor/data-pribadi");
	page_render(p, tpl_data_one, &v);
	return RC_OK;
}

enum rc
page_data_one(struct page *p, struct err *e)
{
	struct one x;
	enum rc rc = load_one(p, &x, e);

	if (rc != RC_OK)
		return rc;
	for (enum data_field f = 0; x.correct && f < DATA__COUNT; f++)
		form_set(&p->form, data_field_name(f),
		    f == DATA_GRADE ? x.now.at[f]
				    : data_value_shown(p->a, f, x.now.at[f]));
	return show_one(p, &x);
}

/* What was typed, cleaned; errors stand at the fields. */
static enum rc
typed(struct page *p, const struct one *x, struct data_values *out, struct err *e)
{
	struct data_values in;
	struct data_faults why;
	enum rc rc;

	for (enum data_field f = 0; f < DATA__COUNT; f++)
		in.at[f] = data_field_of(&x->c, f)
			       ? form_str(&p->form, data_field_name(f))
			       : STR_NONE;
	rc = data_values_clean(&p->d, &x->now, &in, out, &why, e);
	for (size_t i = 0; rc == RC_INVALID && i < why.n; i++)
		form_error_with(&p->form, data_field_name(why.at[i].field),
		    why.at[i].say.id, why.at[i].say.arg, 2);
	return rc == RC_INVALID ? RC_OK : rc;
}

enum rc
page_data_one_post(struct page *p, struct err *e)
{
	struct one x;
	struct data_values want;
	bool grant;
	enum rc rc = load_one(p, &x, e);

	if (rc == RC_OK)
		rc = form_read(&p->form, &p->rq->form, &p->rq->files, e);
	grant = rc == RC_OK && str_eq_z(form_str(&p->form, "decision"), "kabul");
	if (grant && x.correct)
		rc = typed(p, &x, &want, e);
	if (rc != RC_OK)
		return rc;
	if (form_ok(&p->form)) {
		rc = data_request_answer(&p->d, &p->who, x.r.id, grant,
		    form_str(&p->form, "answer"), &want, e);
		if (rc == RC_OK)
			return page_redirect_flash(
			    p, STR("/kantor/data-pribadi"), N_("Jawaban terkirim."));
		if (!str_eq_z(x.r.state, "open") ||
		    (rc != RC_CONFLICT && rc != RC_INVALID))
			return rc;
		form_error(&p->form, "decision", e->msg);
	}
	p->rs->status = 422;
	return show_one(p, &x);
}
