/* page_apply_steps.c - the answers: person, card, letter, statement. */
#include "apply_card.tpl.h"
#include "apply_letter.tpl.h"
#include "apply_person.tpl.h"
#include "apply_statement.tpl.h"
#include "domain/collective.h"
#include "domain/ident.h"
#include "web/autosave.h"
#include "web/page_apply.h"
#include "web/pages.h"

/* ---- person ---- */

static const struct field_spec person_fields[] = {
	{ .name = "nip",
	    .kind = F_DIGITS,
	    .max = 40,
	    .required = true,
	    .label = N_("NIP"),
	    .width = 20,
	    .hint = N_("18 angka, tanpa spasi. Spasi yang ikut tersalin kami buang."),
	    .msg_empty = N_("Isi NIP."),
	    .msg_bad = N_("NIP hanya berisi angka.") },
	{ .name = "name",
	    .kind = F_TEXT,
	    .max = 300,
	    .required = true,
	    .label = N_("Nama lengkap"),
	    .autocomplete = "name",
	    .hint = N_("Seperti di e-KTP, tanpa gelar."),
	    .msg_empty = N_("Isi nama lengkap.") },
	{ .name = "grade",
	    .kind = F_SELECT,
	    .required = true,
	    .label = N_("Pangkat/golongan"),
	    .msg_empty = N_("Pilih golongan."),
	    .msg_bad = N_("Pilih golongan.") },
	{ .name = "position",
	    .kind = F_TEXT,
	    .max = 120,
	    .required = true,
	    .label = N_("Jabatan"),
	    .autocomplete = "organization-title",
	    .hint = N_("Contoh: Kepala Seksi Pencairan Dana"),
	    .msg_empty = N_("Isi jabatan.") },
	{ .name = "unit",
	    .kind = F_TEXT,
	    .max = 120,
	    .required = true,
	    .label = N_("Unit kerja"),
	    .autocomplete = "organization",
	    .msg_empty = N_("Isi unit kerja.") },
	{ .name = "phone",
	    .kind = F_TEL,
	    .max = 40,
	    .required = true,
	    .label = N_("Nomor ponsel"),
	    .autocomplete = "tel",
	    .width = 20,
	    .hint = N_("Untuk kabar jadwal. Contoh 0812 3456 7890"),
	    .msg_empty = N_("Isi nomor ponsel."),
	    .msg_bad = N_("Nomor ponsel 10 sampai 13 angka, diawali 08 atau +62.") },
};
const struct form_spec form_apply_person = FORM_SPEC(person_fields);

static const struct field_option *
rank_options(struct page *p)
{
	struct field_option *at =
	    ARENA_ARRAY(p->a, ident_n_ranks + 1, struct field_option);

	for (size_t i = 0; i < ident_n_ranks; i++)
		at[i] = (struct field_option){ ident_ranks[i].code, ident_ranks[i].label,
			NULL };
	return at;
}

/* What is stored of each field, as people read it. */
static str
person_value(struct page *p, const struct row_application *app, const char *name)
{
	const struct rank *r;
	struct say ignored;

	if (strcmp(name, "nip") == 0)
		return app->nip;
	if (strcmp(name, "name") == 0)
		return app->name;
	if (strcmp(name, "position") == 0)
		return app->position;
	if (strcmp(name, "unit") == 0)
		return app->unit;
	if (strcmp(name, "phone") == 0)
		return app->phone.p != NULL ? ident_phone_shown(p->a, app->phone)
					    : STR_NONE;
	if (app->grade.p != NULL && ident_rank(app->grade, &r, &ignored) == RC_OK)
		return str_from_z(page_tr(p, r->label));
	return STR_NONE;
}

/* Lines of the fields that are not open; they are locked in the form. */
static struct view_lines
lock_person(struct page *p, const struct apply_file *f)
{
	struct view_line *at =
	    ARENA_ARRAY(p->a, ARRAY_LEN(person_fields), struct view_line);
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(person_fields); i++) {
		const char *name = person_fields[i].name;
		str value = person_value(p, &f->app, name);

		if (apply_may_edit_item(f, name))
			continue;
		apply_lock(&p->form, name, value);
		at[n++] = (struct view_line){ person_fields[i].label, value };
	}
	return (struct view_lines){ at, n };
}

static void
show_person(struct page *p, const struct apply_file *f)
{
	struct view_person v = { .locked = lock_person(p, f),
		.fixes = apply_fixes(p, f, APPLY_PERSON),
		.open_nip = apply_may_edit_item(f, "nip"),
		.open_name = apply_may_edit_item(f, "name"),
		.open_grade = apply_may_edit_item(f, "grade"),
		.open_position = apply_may_edit_item(f, "position"),
		.open_unit = apply_may_edit_item(f, "unit"),
		.open_phone = apply_may_edit_item(f, "phone") };

	v.frame = apply_frame(p, f, APPLY_PERSON, N_("Data diri"),
	    N_("Nama dan NIP tertulis di sertifikat Anda. Jabatan dan unit dipakai kantor untuk "
	       "mencocokkan surat rekomendasi."));
	page_render(p, tpl_apply_person, &v);
}

enum rc
page_apply_person(struct page *p, struct err *e)
{
	struct apply_file f;
	bool go;
	enum rc rc = apply_enter(p, APPLY_PERSON, &f, &go, e);

	if (rc != RC_OK || !go)
		return rc;
	form_set_options(&p->form, "grade", rank_options(p));
	form_set(&p->form, "nip", f.app.nip);
	form_set(&p->form, "name", f.app.name);
	form_set(&p->form, "grade", f.app.grade);
	form_set(&p->form, "position", f.app.position);
	form_set(&p->form, "unit", f.app.unit);
	form_set(&p->form, "phone", person_value(p, &f.app, "phone"));
	(void)autosave_fill(p, &p->form);
	show_person(p, &f);
	return RC_OK;
}

enum rc
page_apply_person_post(struct page *p, struct err *e)
{
	struct apply_says why = { .n = 0 };
	struct apply_file f;
	bool go = false;
	enum rc rc;

	form_set_options(&p->form, "grade", rank_options(p));
	rc = form_read(&p->form, &p->rq->form, &p->rq->files, e);
	if (rc == RC_OK)
		rc = apply_enter(p, APPLY_PERSON, &f, &go, e);
	if (rc != RC_OK || !go)
		return rc;
	(void)lock_person(p, &f);
	rc = apply_set_person(&p->d, &p->who,
	    &(struct apply_person){ form_str(&p->form, "nip"), form_str(&p->form, "name"),
		form_str(&p->form, "grade"), form_str(&p->form, "position"),
		form_str(&p->form, "unit"), form_str(&p->form, "phone") },
	    &why, e);
	if (rc == RC_OK && form_ok(&p->form)) {
		autosave_done(p);
		return apply_next(p, e);
	}
	if (rc != RC_OK && rc != RC_INVALID)
		return rc;
	apply_says_to_form(&p->form, &why);
	p->rs->status = 422;
	show_person(p, &f);
	return RC_OK;
}

/* ---- card ---- */

static const struct field_spec card_fields[] = {
	{ .name = "nik",
	    .kind = F_DIGITS,
	    .max = 40,
	    .required = true,
	    .label = N_("Nomor Induk Kependudukan (NIK)"),
	    .width = 20,
	    .hint = N_("16 angka, di bagian atas e-KTP."),
	    .msg_empty = N_("Isi NIK."),
	    .msg_bad = N_("NIK hanya berisi angka.") },
	{ .name = "ektp",
	    .kind = F_FILE,
	    .conditional = true,
	    .camera = true,
	    .label = N_("Foto e-KTP"),
	    .accept = "image/jpeg,image/png",
	    .hint = N_(
		"Meja gelap, cahaya merata, keempat sudut terlihat. JPG atau PNG, paling besar "
		"10 MB. Kami yang mengecilkan ukurannya.") },
	{ .name = "reason",
	    .kind = F_TEXTAREA,
	    .max = 500,
	    .conditional = true,
	    .rows = 3,
	    .label = N_("Mengapa data ini berbeda?"),
	    .hint = N_("Contoh: tanggal lahir di NIP belum diperbarui.") },
	{ .name = "tetap",
	    .kind = F_HIDDEN,
	    .max = 4,
	    .label = N_("Tetap pakai foto ini") },
};
const struct form_spec form_apply_card = FORM_SPEC(card_fields);

static struct view_texts
hint_texts(struct page *p, const struct apply_file *f)
{
	str *at = ARENA_ARRAY(p->a, INSPECT_HINT_COUNT, str);
	const char *text;
	size_t n = 0;

	if (f->ektp.id.p == NULL)
		return (struct view_texts){ at, 0 };
	while ((text = apply_card_hint(&f->app, n)) != NULL)
		at[n++] = str_from_z(page_tr(p, text));
	return (struct view_texts){ at, n };
}

static struct view_texts
warning_texts(struct page *p, const struct apply_file *f)
{
	str *at = ARENA_ARRAY(p->a, f->warnings.n + 1, str);

	for (size_t i = 0; i < f->warnings.n; i++)
		at[i] = say_text(p->a, p->lang, &f->warnings.at[i]);
	return (struct view_texts){ at, f->warnings.n };
}

static void
show_card(struct page *p, const struct apply_file *f)
{
	struct view_line *line = ARENA_NEW(p->a, struct view_line);
	struct view_card v = { .fixes = apply_fixes(p, f, APPLY_CARD),
		.open_nik = apply_may_edit_item(f, "nik"),
		.open_photo = apply_may_edit_item(f, "ektp"),
		.file = apply_stored(p, f, &f->ektp),
		.hints = hint_texts(p, f),
		.kept = f->app.card_accepted != 0,
		.warnings = warning_texts(p, f) };

	v.may_keep = v.hints.n > 0 && !v.kept && f->app.card_tries >= APPLY_CARD_TRIES;
	if (!v.open_nik) {
		*line = (struct view_line){ N_("NIK"), f->nik };
		v.locked = (struct view_lines){ line, 1 };
	}
	v.frame = apply_frame(p, f, APPLY_CARD, N_("Data e-KTP"),
	    N_("NIK dan foto e-KTP dipakai untuk memastikan sertifikat terbit atas nama Anda. Hanya "
	       "petugas kantor dan verifikator yang dapat melihatnya, dan setiap pembukaan "
	       "dicatat."));
	v.frame.shell.use_files = true;
	page_render(p, tpl_apply_card, &v);
}

enum rc
page_apply_card(struct page *p, struct err *e)
{
	struct apply_file f;
	bool go;
	enum rc rc = apply_enter(p, APPLY_CARD, &f, &go, e);

	if (rc != RC_OK || !go)
		return rc;
	form_set(&p->form, "nik", f.nik);
	form_set(&p->form, "reason", f.app.warning_reason);
	(void)autosave_fill(p, &p->form);
	show_card(p, &f);
	return RC_OK;
}

/* Keep the chosen file, whatever the other fields say. */
static enum rc
take_card(struct page *p, struct err *e)
{
	str name;
	struct vault_stage *stage = page_take_stage(p, "ektp", &name);
	enum rc rc;

	apply_say_size(p, "ektp");
	if (stage == NULL)
		return RC_OK;
	rc = apply_take_card(&p->d, &p->who, stage, name, e);
	if (rc != RC_INVALID && rc != RC_LIMIT)
		return rc;
	form_error(&p->form, "ektp", e->msg);
	return RC_OK;
}

/* What still keeps this step open, said at the field. */
static void
card_errors(struct page *p, const struct apply_file *f)
{
	if (apply_may_edit_item(f, "ektp") && f->ektp.id.p == NULL)
		form_error(&p->form, "ektp", N_("Pilih atau ambil foto e-KTP."));
	else if (apply_may_edit_item(f, "ektp") && !apply_card_settled(&f->app))
		form_error(&p->form, "ektp", apply_card_hint(&f->app, 0));
	if (f->warnings.n > 0 && f->app.warning_reason.n == 0)
		form_error(&p->form, "reason",
		    N_("Perbaiki datanya, atau tulis mengapa berbeda."));
}

enum rc
page_apply_card_post(struct page *p, struct err *e)
{
	struct apply_says why = { .n = 0 };
	struct apply_file f;
	bool go;
	enum rc rc = apply_enter(p, APPLY_CARD, &f, &go, e);

	if (rc != RC_OK || !go)
		return rc;
	if (!apply_may_edit_item(&f, "nik"))
		apply_lock(&p->form, "nik", f.nik);
	rc = take_card(p, e);
	if (rc == RC_OK)
		rc = apply_set_card(&p->d, &p->who,
		    &(struct apply_card){ form_str(&p->form, "nik"),
			form_str(&p->form, "reason"), form_str(&p->form, "tetap").n > 0 },
		    &why, e);
	if (rc == RC_OK || rc == RC_INVALID)
		apply_says_to_form(&p->form, &why);
	if (rc == RC_OK || (rc == RC_INVALID && why.n > 0))
		rc = apply_load(&p->d, &p->who, &f, e);
	if (rc != RC_OK)
		return rc;
	card_errors(p, &f);
	if (form_ok(&p->form)) {
		autosave_done(p);
		return apply_next(p, e);
	}
	p->rs->status = 422;
	show_card(p, &f);
	return RC_OK;
}

/* ---- letter ---- */

static const struct field_spec letter_fields[] = {
	{ .name = "letter_collective",
	    .kind = F_RADIO,
	    .conditional = true,
	    .label = N_("Surat kolektif yang sudah ada di kantor"),
	    .max = 40,
	    .msg_bad = N_("Pilih berkas surat rekomendasi.") },
	{ .name = "letter",
	    .kind = F_FILE,
	    .conditional = true,
	    .label = N_("Surat rekomendasi"),
	    .accept = "application/pdf",
	    .hint = N_(
		"Boleh surat untuk beberapa pegawai (kolektif), asal nama Anda tercantum. PDF, "
		"paling besar 10 MB.") },
	{ .name = "letter_number",
	    .kind = F_TEXT,
	    .max = 80,
	    .required = true,
	    .label = N_("Nomor surat"),
	    .width = 20,
	    .msg_empty = N_("Isi nomor surat.") },
	{ .name = "letter_date",
	    .kind = F_DATE,
	    .required = true,
	    .label = N_("Tanggal surat"),
	    .hint = N_("Contoh 9 11 2026"),
	    .msg_empty = N_("Isi tanggal surat.") },
	{ .name = "letter_signer",
	    .kind = F_TEXT,
	    .max = 120,
	    .required = true,
	    .label = N_("Pejabat penanda tangan"),
	    .hint = N_("Nama atau jabatan yang tertulis di surat."),
	    .msg_empty = N_("Isi pejabat penanda tangan.") },
};
const struct form_spec form_apply_letter = FORM_SPEC(letter_fields);

static enum rc
set_collective(struct page *p, const struct apply_file *f, bool *out_any, struct err *e)
{
	struct collective_usables l;
	struct field_option *at;
	enum rc rc = apply_collective_letters(&p->d, &f->app, &l, e);

	if (rc != RC_OK)
		return rc;
	at = ARENA_ARRAY(p->a, l.n + 2, struct field_option);
	for (size_t i = 0; i < l.n; i++)
		at[i] = (struct field_option){ str_z(p->a, l.at[i].row.id),
			str_z(p->a,
			    str_fmt(p->a, "%.*s, %.*s", STR_ARG(l.at[i].letter.number),
				STR_ARG(date_long(p->a,
				    time_civil(l.at[i].letter.created_s,
					zone_parse(f->office.zone))
					.date,
				    p->lang)))),
			N_("Nama Anda tercantum. Nomor, tanggal, dan berkasnya kami isikan.") };
	if (l.n > 0)
		at[l.n] = (struct field_option){ "sendiri",
			N_("Saya mengunggah surat sendiri"), NULL };
	form_set_options(&p->form, "letter_collective", at);
	*out_any = l.n > 0;
	return RC_OK;
}

static struct view_lines
lock_letter(struct page *p, const struct apply_file *f)
{
	struct view_line *at =
	    ARENA_ARRAY(p->a, ARRAY_LEN(letter_fields), struct view_line);
	struct date d;
	struct err ignored;
	size_t n = 0;

	if (!apply_may_edit_item(f, "letter_number")) {
		apply_lock(&p->form, "letter_number", f->app.letter_number);
		at[n++] = (struct view_line){ N_("Nomor surat"), f->app.letter_number };
	}
	if (!apply_may_edit_item(f, "letter_date") && f->app.letter_date.p != NULL &&
	    date_parse_iso(f->app.letter_date, &d, &ignored) == RC_OK) {
		apply_lock(&p->form, "letter_date", f->app.letter_date);
		at[n++] = (struct view_line){ N_("Tanggal surat"),
			date_long(p->a, d, p->lang) };
	}
	if (!apply_may_edit_item(f, "letter_signer")) {
		apply_lock(&p->form, "letter_signer", f->app.letter_signer);
		at[n++] = (struct view_line){ N_("Pejabat penanda tangan"),
			f->app.letter_signer };
	}
	if (!apply_may_edit_item(f, "letter"))
		at[n++] =
		    (struct view_line){ N_("Berkas surat rekomendasi"), f->letter.name };
	return (struct view_lines){ at, n };
}

static void
show_letter(struct page *p, const struct apply_file *f, bool collective)
{
	struct view_letter v = { .locked = lock_letter(p, f),
		.fixes = apply_fixes(p, f, APPLY_LETTER),
		.open_file = apply_may_edit_item(f, "letter"),
		.open_number = apply_may_edit_item(f, "letter_number"),
		.open_date = apply_may_edit_item(f, "letter_date"),
		.open_signer = apply_may_edit_item(f, "letter_signer"),
		.file = apply_stored(p, f, &f->letter),
		.collective = collective };

	v.frame = apply_frame(p, f, APPLY_LETTER, N_("Surat rekomendasi"),
	    N_("Surat ini menyatakan bahwa Anda memerlukan sertifikat untuk tugas. Surat aslinya "
	       "dibawa saat aktivasi."));
	v.frame.shell.use_files = true;
	page_render(p, tpl_apply_letter, &v);
}

enum rc
page_apply_letter(struct page *p, struct err *e)
{
	struct apply_file f;
	struct date d;
	bool go, collective;
	enum rc rc = apply_enter(p, APPLY_LETTER, &f, &go, e);

	if (rc != RC_OK || !go)
		return rc;
	rc = set_collective(p, &f, &collective, e);
	if (rc != RC_OK)
		return rc;
	form_set(&p->form, "letter_number", f.app.letter_number);
	form_set(&p->form, "letter_signer", f.app.letter_signer);
	if (f.app.letter_date.p != NULL &&
	    date_parse_iso(f.app.letter_date, &d, e) == RC_OK)
		form_set_date(&p->form, "letter_date", d);
	(void)autosave_fill(p, &p->form);
	show_letter(p, &f, collective);
	return RC_OK;
}

static enum rc
take_letter(struct page *p, struct err *e)
{
	str name;
	struct vault_stage *stage = page_take_stage(p, "letter", &name);
	enum rc rc;

	apply_say_size(p, "letter");
	if (stage == NULL)
		return RC_OK;
	rc = apply_take_letter(&p->d, &p->who, stage, name, e);
	if (rc != RC_INVALID && rc != RC_LIMIT)
		return rc;
	form_error(&p->form, "letter", e->msg);
	return RC_OK;
}

static enum rc
save_letter(struct page *p, struct apply_says *why, struct err *e)
{
	struct apply_letter in = { .number = form_str(&p->form, "letter_number"),
		.signer = form_str(&p->form, "letter_signer") };

	in.has_date = form_date(&p->form, "letter_date", &in.date);
	return apply_set_letter(&p->d, &p->who, &in, why, e);
}

enum rc
page_apply_letter_post(struct page *p, struct err *e)
{
	struct apply_says why = { .n = 0 };
	struct apply_file f;
	bool go, collective;
	str chosen;
	enum rc rc = apply_enter(p, APPLY_LETTER, &f, &go, e);

	if (rc != RC_OK || !go)
		return rc;
	rc = set_collective(p, &f, &collective, e);
	if (rc == RC_OK)
		rc = form_read(&p->form, &p->rq->form, &p->rq->files, e);
	if (rc != RC_OK)
		return rc;
	chosen = form_str(&p->form, "letter_collective");
	if (form_error_of(&p->form, "letter_collective").p != NULL) {
		/* not one of his: nothing of this form is kept */
		p->rs->status = 422;
		show_letter(p, &f, collective);
		return RC_OK;
	}
	if (chosen.n > 0 && !str_eq_z(chosen, "sendiri")) {
		rc = apply_take_collective(&p->d, &p->who, chosen, e);
		if (rc == RC_OK)
			autosave_done(p);
		return rc == RC_OK ? apply_next(p, e) : rc;
	}
	(void)lock_letter(p, &f);
	rc = take_letter(p, e);
	if (rc == RC_OK)
		rc = save_letter(p, &why, e);
	if (rc == RC_OK || rc == RC_INVALID)
		apply_says_to_form(&p->form, &why);
	if (rc == RC_OK || (rc == RC_INVALID && why.n > 0))
		rc = apply_load(&p->d, &p->who, &f, e);
	if (rc != RC_OK)
		return rc;
	if (f.letter.id.p == NULL)
		form_error(&p->form, "letter", N_("Pilih berkas surat rekomendasi."));
	if (form_ok(&p->form)) {
		autosave_done(p);
		return apply_next(p, e);
	}
	p->rs->status = 422;
	show_letter(p, &f, collective);
	return RC_OK;
}

/* ---- statement ---- */

/* The ticks speak of the text above them, which central may edit; they say nothing of their own. */
static const struct field_spec statement_fields[] = {
	{ .name = "agree_1",
	    .kind = F_CHECK,
	    .required = true,
	    .label = N_("Saya sudah membaca seluruh pernyataan di atas."),
	    .msg_empty = N_("Centang pernyataan nomor 1 untuk melanjutkan."),
	    .msg_bad = N_("Centang pernyataan nomor 1 untuk melanjutkan.") },
	{ .name = "agree_2",
	    .kind = F_CHECK,
	    .required = true,
	    .label = N_("Isinya benar dan saya memahami kewajiban saya di dalamnya."),
	    .msg_empty = N_("Centang pernyataan nomor 2 untuk melanjutkan."),
	    .msg_bad = N_("Centang pernyataan nomor 2 untuk melanjutkan.") },
	{ .name = "agree_3",
	    .kind = F_CHECK,
	    .required = true,
	    .label = N_("Saya menyetujui setiap butirnya dan akan mematuhinya."),
	    .msg_empty = N_("Centang pernyataan nomor 3 untuk melanjutkan."),
	    .msg_bad = N_("Centang pernyataan nomor 3 untuk melanjutkan.") },
	{ .name = "text", .kind = F_HIDDEN, .max = 64, .label = N_("Naskah") },
};
const struct form_spec form_apply_statement = FORM_SPEC(statement_fields);

static enum rc
show_statement(struct page *p, const struct apply_file *f, struct err *e)
{
	struct view_statement v = { .agreed = (f->done & 1U << APPLY_STATEMENT) != 0,
		.outdated =
		    !(f->done & 1U << APPLY_STATEMENT) && f->app.agreed_s != SQL_NULL_INT,
		.version = f->statement.version,
		.sha256 = f->statement.sha256 };
	enum rc rc = apply_statement_read(&p->d, f, &v.parts, e);

	if (rc != RC_OK)
		return rc;
	if (v.agreed || v.outdated)
		v.agreed_at =
		    time_long(p->a, f->app.agreed_s, zone_parse(f->office.zone), p->lang);
	v.frame = apply_frame(p, f, APPLY_STATEMENT, N_("Surat pernyataan"),
	    N_("Tanda tangan elektronik sama kuatnya dengan tanda tangan basah. Karena itu Anda perlu "
	       "tahu apa yang Anda setujui."));
	page_render(p, tpl_apply_statement, &v);
	return RC_OK;
}

enum rc
page_apply_statement(struct page *p, struct err *e)
{
	struct apply_file f;
	bool go;
	enum rc rc = apply_enter(p, APPLY_STATEMENT, &f, &go, e);

	if (rc != RC_OK || !go)
		return rc;
	if (f.done & 1U << APPLY_STATEMENT) {
		form_set(&p->form, "agree_1", STR("ya"));
		form_set(&p->form, "agree_2", STR("ya"));
		form_set(&p->form, "agree_3", STR("ya"));
	}
	return show_statement(p, &f, e);
}

enum rc
page_apply_statement_post(struct page *p, struct err *e)
{
	struct apply_file f;
	bool go;
	enum rc rc = apply_enter(p, APPLY_STATEMENT, &f, &go, e);

	if (rc != RC_OK || !go)
		return rc;
	if (form_ok(&p->form)) {
		rc = apply_set_statement(&p->d, &p->who, form_str(&p->form, "text"), e);
		if (rc == RC_OK)
			return apply_next(p, e);
		if (rc != RC_INVALID)
			return rc;
		/* ticked for another text than the one that is in force now */
		form_error_whole(&p->form, e->msg);
		for (size_t i = 0; i < 3; i++)
			form_set(&p->form, statement_fields[i].name, STR_NONE);
		rc = apply_load(&p->d, &p->who, &f, e);
		if (rc != RC_OK)
			return rc;
	}
	p->rs->status = 422;
	return show_statement(p, &f, e);
}

enum rc
page_apply_statement_pdf(struct page *p, struct err *e)
{
	struct apply_file f;
	str pdf;
	enum rc rc = apply_load(&p->d, &p->who, &f, e);

	if (rc == RC_OK)
		rc = apply_statement_pdf(&p->d, &f, &pdf, e);
	if (rc != RC_OK)
		return rc;
	http_header_z(p->rs, "Content-Type", "application/pdf");
	http_disposition(p->rs, true,
	    str_fmt(p->a, "Surat pernyataan %.*s.pdf", STR_ARG(f.app.number)));
	buf_str(&p->rs->body, pdf);
	return RC_OK;
}
