/* page_candidate.c - "Kelengkapan DS" without files: data, mailbox, check, Simpan DS (C1, C5, C6). */
#include "candidate_step.tpl.h"
#include "domain/mask.h"
#include "web/autosave.h"
#include "web/candidate_step.h"
#include "web/candidate_tasks.h"
#include "web/pages.h"

static const struct field_option sexes[] = {
	{ "L", N_("Laki-laki"), NULL },
	{ "P", N_("Perempuan"), NULL },
	{ NULL, NULL, NULL },
};

/* clang-format off */
static const struct field_spec data_fields[] = {
	{ .name = "nik", .kind = F_DIGITS, .min = 0, .max = 40, .required = true, .width = 20,
	    .label = N_("NIK"), .hint = N_("16 angka, di bagian atas e-KTP."),
	    .msg_empty = N_("Isi NIK."), .msg_bad = N_("NIK hanya berisi angka.") },
	{ .name = "birth_place", .kind = F_TEXT, .max = 100, .required = true, .width = 20,
	    .label = N_("Tempat lahir"), .hint = N_("Seperti di e-KTP."),
	    .msg_empty = N_("Isi tempat lahir.") },
	{ .name = "birth_date", .kind = F_DATE, .required = true, .autocomplete = "bday",
	    .label = N_("Tanggal lahir"), .hint = N_("Contoh 27 3 1988"),
	    .msg_empty = N_("Isi tanggal lahir.") },
	{ .name = "sex", .kind = F_RADIO, .required = true, .options = sexes,
	    .label = N_("Jenis kelamin"), .msg_empty = N_("Pilih jenis kelamin.") },
	{ .name = "grade", .kind = F_SELECT, .required = true,
	    .label = N_("Pangkat/golongan"), .msg_empty = N_("Pilih golongan.") },
	{ .name = "position", .kind = F_TEXT, .max = 120, .required = true,
	    .label = N_("Jabatan"), .hint = N_("Contoh: Kepala Seksi Pencairan Dana"),
	    .autocomplete = "organization-title", .msg_empty = N_("Isi jabatan.") },
	{ .name = "unit", .kind = F_TEXT, .max = 120, .required = true,
	    .label = N_("Unit kerja"), .hint = N_("Contoh: Seksi MSKI, KPPN Tolitoli"),
	    .msg_empty = N_("Isi unit kerja.") },
	{ .name = "office_address", .kind = F_TEXT, .max = 200, .required = true,
	    .label = N_("Alamat kantor"),
	    .msg_empty = N_("Isi alamat kantor.") },
	{ .name = "phone", .kind = F_TEL, .max = 40, .required = true, .width = 20,
	    .label = N_("Nomor ponsel"),
	    .hint = N_("Untuk kabar jadwal. Contoh 0812 3456 7890"), .autocomplete = "tel",
	    .msg_empty = N_("Isi nomor ponsel."),
	    .msg_bad = N_("Nomor ponsel 10 sampai 13 angka, diawali 08 atau +62.") },
	{ .name = "versi", .kind = F_INT, .required = true, .label = N_("Versi") },
};
const struct form_spec form_cand_data = FORM_SPEC(data_fields);

static const struct field_spec email_fields[] = {
	{ .name = "email", .kind = F_TEXT, .max = 254, .required = true,
	    .label = N_("Email kedinasan"),
	    .hint = N_("Alamat resmi Anda sendiri yang masih aktif, bukan kotak surat bersama."),
	    .autocomplete = "email", .msg_empty = N_("Isi email kedinasan.") },
};
const struct form_spec form_cand_email = FORM_SPEC(email_fields);

static const struct field_spec code_fields[] = {
	{ .name = "code", .kind = F_CODE, .max = 20, .required = true, .width = 10,
	    .label = N_("Kode 6 angka"), .autocomplete = "one-time-code",
	    .msg_empty = N_("Isi kode dari email.") },
};
const struct form_spec form_cand_code = FORM_SPEC(code_fields);

static const struct field_spec version_fields[] = {
	{ .name = "versi", .kind = F_INT, .required = true, .label = N_("Versi") },
};
const struct form_spec form_cand_version = FORM_SPEC(version_fields);
/* clang-format on */

/* ---- what every step shows ---- */

enum rc
candidate_step(
    struct page *p, enum candidacy_item i, struct candidate_step *out, struct err *e)
{
	enum rc rc = candidacy_load(&p->d, &p->who, &out->f, e);

	if (rc != RC_OK)
		return rc;
	out->v =
	    (struct view_candidate_step){ .shell = page_shell(p, candidacy_item_label(i)),
		    .tabs = { true, TAB_COMPLETE },
		    .form = &p->form,
		    .title = candidacy_item_label(i),
		    .open = candidacy_may_edit(&out->f, i),
		    .reason = candidacy_reason(&out->f, i),
		    .view_href = STR_NONE,
		    .email = STR_NONE,
		    .waiting = STR_NONE,
		    .version = out->f.cand.version };
	out->v.shell.back_href = STR("/profil/kelengkapan-ds");
	out->v.shell.back_label = N_("Kelengkapan DS");
	return RC_OK;
}

enum rc
candidate_after(struct page *p, enum candidacy_item i, struct err *e)
{
	struct candidacy_file f;
	enum rc rc = candidacy_load(&p->d, &p->who, &f, e);
	const char *to = "/profil/kelengkapan-ds/periksa";

	if (rc != RC_OK)
		return rc;
	for (int k = CAND_ITEMS_DATA - 1; k >= 0; k--)
		if (k != (int)i && candidacy_may_edit(&f, (enum candidacy_item)k) &&
		    !(f.done & 1U << k))
			to = candidacy_item_page((enum candidacy_item)k);
	if (!str_eq_z(f.cand.state, "profile") && candidacy_to_fix(&f) > 0)
		to = "/profil";
	else if (str_eq_z(f.cand.state, "returned") && !f.stale)
		to = "/profil/konfirmasi-ds";
	return page_redirect_flash(p, str_from_z(to), N_("Tersimpan."));
}

/* ---- C1: data ---- */

static const struct field_option *
grade_options(struct arena *a)
{
	struct field_option *o = ARENA_ARRAY(a, ident_n_ranks + 1, struct field_option);

	for (size_t i = 0; i < ident_n_ranks; i++)
		o[i] = (struct field_option){ ident_ranks[i].code, ident_ranks[i].label,
			NULL };
	return o;
}

static enum rc
show_data(struct page *p)
{
	struct candidate_step s;
	struct view_fact *facts = ARENA_ARRAY(p->a, 9, struct view_fact);
	struct err e;

	if (candidate_step(p, CAND_ITEM_DATA, &s, &e) != RC_OK)
		return page_redirect_z(p, "/profil");
	facts[0] = (struct view_fact){ N_("Nama"), s.f.cand.name };
	facts[1] = (struct view_fact){ N_("NIP"),
		s.f.cand.nip.p != NULL ? ident_nip_spaced(p->a, s.f.cand.nip)
				       : STR_NONE };
	s.v.facts.at = facts;
	s.v.facts.n = 2;
	if (!s.v.open)
		s.v.facts.n += candidate_data_facts(p, &s.f, facts + 2);
	page_render(p, tpl_candidate_data, &s.v);
	return RC_OK;
}

enum rc
page_candidate_data(struct page *p, struct err *e)
{
	struct candidacy_file f;
	const struct row_candidacy *c = &f.cand;
	struct date birth;
	struct err ignored;
	enum rc rc = candidacy_load(&p->d, &p->who, &f, e);

	if (rc != RC_OK)
		return rc;
	form_set_options(&p->form, "grade", grade_options(p->a));
	form_set(&p->form, "nik", f.nik);
	form_set(&p->form, "birth_place", c->birth_place);
	if (c->birth_date.p != NULL &&
	    date_parse_iso(c->birth_date, &birth, &ignored) == RC_OK)
		form_set_date(&p->form, "birth_date", birth);
	form_set(&p->form, "sex", c->sex);
	form_set(&p->form, "grade", c->grade);
	form_set(&p->form, "position", c->position);
	form_set(&p->form, "unit", c->unit.p != NULL ? c->unit : STR_NONE);
	form_set(&p->form, "office_address",
	    c->office_address.p != NULL ? c->office_address : f.office.address);
	form_set(&p->form, "phone",
	    c->phone.p != NULL ? ident_phone_shown(p->a, c->phone) : STR_NONE);
	(void)autosave_fill(p, &p->form);
	return show_data(p);
}

static void
data_of_form(const struct form *f, struct candidacy_data *out)
{
	*out = (struct candidacy_data){ .nik = form_str(f, "nik"),
		.birth_place = form_str(f, "birth_place"),
		.birth_date = form_date_iso(f, "birth_date"),
		.sex = form_str(f, "sex"),
		.grade = form_str(f, "grade"),
		.position = form_str(f, "position"),
		.unit = form_str(f, "unit"),
		.office_address = form_str(f, "office_address"),
		.phone = form_str(f, "phone") };
}

enum rc
page_candidate_data_post(struct page *p, struct err *e)
{
	struct candidacy_faults faults = { .n = 0 };
	struct candidacy_data in;
	enum rc rc;

	form_set_options(&p->form, "grade", grade_options(p->a));
	rc = form_read(&p->form, &p->rq->form, &p->rq->files, e);
	if (rc != RC_OK)
		return rc;
	data_of_form(&p->form, &in);
	/* all that is wrong at once: what the table of fields sees, and what the rules see */
	candidacy_check_data(&p->d, &p->who, &in, &faults);
	for (size_t i = 0; i < faults.n; i++)
		form_error_with(&p->form, faults.at[i].field, faults.at[i].say.id,
		    faults.at[i].say.arg, 2);
	if (form_ok(&p->form))
		rc = candidacy_set_data(
		    &p->d, &p->who, form_int(&p->form, "versi"), &in, &faults, e);
	if (rc == RC_CONFLICT)
		form_error_whole(&p->form, e->msg);
	if (!form_ok(&p->form)) {
		(void)page_again(p, show_data);
		if (rc == RC_CONFLICT)
			p->rs->status = 409;
		return RC_OK;
	}
	if (rc != RC_OK)
		return rc;
	autosave_done(p);
	return candidate_after(p, CAND_ITEM_DATA, e);
}

/* ---- C5: mailbox ---- */

static enum rc
show_email_forms(struct page *p, struct form *email, struct form *code)
{
	struct candidate_step s;
	struct err e;

	if (candidate_step(p, CAND_ITEM_EMAIL, &s, &e) != RC_OK ||
	    candidacy_email_waiting(&p->d, &p->who, &s.v.waiting, &e) != RC_OK)
		return page_redirect_z(p, "/profil");
	s.v.form = email;
	s.v.code_form = code;
	s.v.helpdesk = p->d.conf->helpdesk_name;
	s.v.helpdesk_contact = p->d.conf->helpdesk_contact;
	if (s.f.cand.email_proven_s != SQL_NULL_INT)
		s.v.email = s.f.cand.email;
	if (form_ok(email) && form_str(email, "email").p == NULL)
		form_set(
		    email, "email", s.v.waiting.p != NULL ? s.v.waiting : s.f.cand.email);
	s.v.shell.has_error = !form_ok(email) || !form_ok(code);
	page_render(p, tpl_candidate_email, &s.v);
	return RC_OK;
}

static enum rc
show_email(struct page *p)
{
	struct form code;

	form_init(&code, &form_cand_code, p->lang, p->a);
	return show_email_forms(p, &p->form, &code);
}

static enum rc
show_code(struct page *p)
{
	struct form email;

	form_init(&email, &form_cand_email, p->lang, p->a);
	return show_email_forms(p, &email, &p->form);
}

enum rc
page_candidate_email(struct page *p, struct err *e)
{
	(void)e;
	return show_email(p);
}

enum rc
page_candidate_email_post(struct page *p, struct err *e)
{
	struct say why = { NULL, { STR_NONE, STR_NONE } };
	enum rc rc;

	if (!form_ok(&p->form))
		return page_again(p, show_email);
	rc = candidacy_email_send(&p->d, &p->who, form_str(&p->form, "email"), &why, e);
	if (rc == RC_INVALID && why.id != NULL)
		form_error_with(&p->form, "email", why.id, why.arg, 2);
	else if (rc == RC_LIMIT || rc == RC_CONFLICT)
		form_error(&p->form, "email", e->msg);
	if (!form_ok(&p->form))
		return page_again(p, show_email);
	return rc != RC_OK ? rc
			   : page_redirect_flash(p, STR("/profil/kelengkapan-ds/surel"),
				 N_("Kode sudah kami kirim. Buka email Anda."));
}

enum rc
page_candidate_code_post(struct page *p, struct err *e)
{
	enum rc rc;

	if (!form_ok(&p->form))
		return page_again(p, show_code);
	rc = candidacy_email_prove(&p->d, &p->who, form_str(&p->form, "code"), e);
	if (rc == RC_DENIED || rc == RC_CONFLICT) {
		form_error(&p->form, "code", e->msg);
		return page_again(p, show_code);
	}
	return rc != RC_OK ? rc : candidate_after(p, CAND_ITEM_EMAIL, e);
}

/* ---- C6: check, Simpan DS ---- */

size_t
candidate_data_facts(
    struct page *p, const struct candidacy_file *f, struct view_fact *out)
{
	const struct row_candidacy *c = &f->cand;
	struct date birth;
	struct err e;
	str born = STR_NONE, grade = ident_rank_label(c->grade);

	if (c->birth_date.p != NULL && date_parse_iso(c->birth_date, &birth, &e) == RC_OK)
		born = str_fmt(p->a, "%.*s, %.*s", STR_ARG(c->birth_place),
		    STR_ARG(date_long(p->a, birth, p->lang)));
	const struct view_fact facts[] = {
		{ N_("NIK"), f->nik.p != NULL ? mask_nik(p->a, f->nik) : STR_NONE },
		{ N_("Tempat, tanggal lahir"), born },
		{ N_("Jenis kelamin"),
		    c->sex.p != NULL
			? str_from_z(page_tr(p, sex_label(sex_parse(c->sex))))
			: STR_NONE },
		{ N_("Pangkat/golongan"), grade },
		{ N_("Jabatan"), c->position },
		{ N_("Unit kerja"), c->unit },
		{ N_("Alamat kantor"), c->office_address },
		{ N_("Nomor ponsel"),
		    c->phone.p != NULL ? ident_phone_shown(p->a, c->phone) : STR_NONE },
	};

	_Static_assert(ARRAY_LEN(facts) <= CANDIDATE_FACTS, "raise CANDIDATE_FACTS");
	memcpy(out, facts, sizeof(facts));
	return ARRAY_LEN(facts);
}

static void
all_facts(struct page *p, const struct candidacy_file *f, struct view_candidate_step *v)
{
	struct view_fact *at = ARENA_ARRAY(p->a, CANDIDATE_FACTS + 6, struct view_fact);
	size_t n = 0;

	at[n++] = (struct view_fact){ N_("Nama"), f->cand.name };
	at[n++] = (struct view_fact){ N_("NIP"),
		f->cand.nip.p != NULL ? ident_nip_spaced(p->a, f->cand.nip) : STR_NONE };
	n += candidate_data_facts(p, f, at + n);
	at[n++] = (struct view_fact){ N_("SK dan SPMT"), f->appointment.name };
	at[n++] = (struct view_fact){ N_("e-KTP"), f->ektp.name };
	at[n++] = (struct view_fact){ N_("Pasfoto"), f->photo.name };
	at[n++] = (struct view_fact){ N_("Email kedinasan"),
		f->cand.email_proven_s != SQL_NULL_INT ? f->cand.email : STR_NONE };
	v->facts.at = at;
	v->facts.n = n;
}

static void
missing(struct page *p, const struct candidacy_file *f, struct view_candidate_step *v)
{
	struct view_section *section = ARENA_ARRAY(p->a, 1, struct view_section);
	struct view_task *at = ARENA_ARRAY(p->a, CAND_ITEMS_DATA, struct view_task);
	size_t n = 0;

	for (int i = 0; i < CAND_ITEMS_DATA; i++)
		if (!(f->done & 1U << i))
			at[n++] = (struct view_task){ .label = candidacy_item_label(
							  (enum candidacy_item)i),
				.href = str_from_z(
				    candidacy_item_page((enum candidacy_item)i)) };
	section->title = N_("Bagian yang belum selesai");
	section->tasks.at = at;
	section->tasks.n = n;
	v->missing.at = section;
	v->missing.n = n > 0 ? 1 : 0;
}

static void
warnings(struct page *p, const struct candidacy_file *f, struct view_candidate_step *v)
{
	struct view_fact *at = ARENA_ARRAY(p->a, IDENT_WARNINGS, struct view_fact);

	for (size_t i = 0; i < f->warnings.n; i++)
		at[i].value = say_text(p->a, p->lang, &f->warnings.at[i]);
	v->warnings.at = at;
	v->warnings.n = f->warnings.n;
}

static enum rc
show_check(struct page *p)
{
	struct candidate_step s;
	struct err e;

	if (candidate_step(p, CAND_ITEM_DATA, &s, &e) != RC_OK)
		return page_redirect_z(p, "/profil");
	s.v.shell.title = N_("Periksa dan Simpan DS");
	all_facts(p, &s.f, &s.v);
	missing(p, &s.f, &s.v);
	warnings(p, &s.f, &s.v);
	s.v.may_save = candidacy_may_save(&s.f, &p->who);
	s.v.saved = !s.v.may_save && candidacy_may_confirm(&s.f, &p->who);
	s.v.may_reopen = candidacy_may_reopen(&s.f, &p->who);
	page_render(p, tpl_candidate_check, &s.v);
	return RC_OK;
}

enum rc
page_candidate_check(struct page *p, struct err *e)
{
	(void)e;
	return show_check(p);
}

enum rc
page_candidate_save_post(struct page *p, struct err *e)
{
	enum rc rc;

	if (!form_ok(&p->form))
		return page_again(p, show_check);
	rc = candidacy_save_ds(&p->d, &p->who, form_int(&p->form, "versi"), e);
	if (rc == RC_INVALID) {
		form_error_whole(&p->form, e->msg);
		return page_again(p, show_check);
	}
	return rc != RC_OK
		   ? rc
		   : page_redirect_flash(p, STR("/profil/konfirmasi-ds"),
			 N_("Profil disimpan. Kedua surat sudah dikirim ke email Anda."));
}

enum rc
page_candidate_reopen_post(struct page *p, struct err *e)
{
	enum rc rc;

	if (!form_ok(&p->form))
		return page_again(p, show_check);
	rc = candidacy_reopen(&p->d, &p->who, form_int(&p->form, "versi"), e);
	return rc != RC_OK
		   ? rc
		   : page_redirect_flash(p, STR("/profil/kelengkapan-ds"),
			 N_("Isian terbuka kembali. Tekan Simpan DS bila sudah selesai."));
}
