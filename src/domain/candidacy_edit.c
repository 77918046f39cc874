/* candidacy_edit.c - the candidate fills in the profile: data, documents, official mailbox. */
#include "base/json.h"
#include "domain/candidacy_file.h"
#include "domain/codes.h"
#include "domain/outbox.h"
#include "domain/record.h"
#include "mail/mail_views.h"

#define PURPOSE "candidacy-email"

static const char locked[] = N_(
    "Bagian ini sedang tidak dapat diubah. Lihat daftar tugas untuk langkah berikutnya.");

/* ---- one change ---- */

enum rc
candidacy_edit_check(const struct candidacy_file *f, enum candidacy_item i, struct err *e)
{
	if (candidacy_may_edit(f, i))
		return RC_OK;
	return err_set(e, RC_CONFLICT, locked, "item %s in state %.*s",
	    candidacy_item_text(i), STR_ARG(f->cand.state));
}

static enum rc
store_row(struct candidacy_edit *x, struct db *tx, struct err *e)
{
	const struct row_candidacy *c = &x->f.cand;

	return q_candidacy_set_profile(tx,
	    &(struct q_candidacy_set_profile_in){ .id = c->id,
		.version = c->version,
		.nik_box = c->nik_box,
		.nik_mac = c->nik_mac,
		.birth_place = c->birth_place,
		.birth_date = c->birth_date,
		.sex = c->sex,
		.phone = c->phone,
		.grade = c->grade,
		.position = c->position,
		.unit = c->unit,
		.office_address = c->office_address,
		.email = c->email,
		.email_proven_s = c->email_proven_s,
		.spmt_page = c->spmt_page,
		.ektp_hints = c->ektp_hints,
		.ektp_tries = c->ektp_tries,
		.ektp_accepted = c->ektp_accepted,
		.photo_hints = c->photo_hints,
		.photo_tries = c->photo_tries,
		.photo_accepted = c->photo_accepted,
		.now_s = domain_now(x->d) },
	    e);
}

static enum rc
trace(struct candidacy_edit *x, struct db *tx, struct err *e)
{
	struct buf detail;
	struct json j;

	buf_init(&detail, x->d->a, 128);
	json_begin(&j, &detail);
	json_text(&j, "item", str_from_z(candidacy_item_text(x->item)));
	json_end(&j);
	return audit_add(x->d, tx, x->who, "candidacy.edit",
	    str_fmt(x->d->a, "candidacy/%.*s", STR_ARG(x->f.cand.id)), x->f.cand.office,
	    buf_get(&detail), e);
}

static enum rc
edit_in_write(struct db *tx, void *arg, struct err *e)
{
	struct candidacy_edit *x = arg;
	enum rc rc = q_candidacy_open_of_account(tx, x->who->account, &x->f.cand, e);

	if (rc == RC_NOT_FOUND)
		return err_set(e, RC_CONFLICT, locked, "no open candidacy");
	if (rc == RC_OK)
		rc = candidacy_file_read(x->d, tx, &x->f, e);
	if (rc == RC_OK)
		rc = candidacy_edit_check(&x->f, x->item, e);
	if (rc == RC_OK && x->version != FSM_ANY_VERSION &&
	    x->version != x->f.cand.version)
		return err_set(e, RC_CONFLICT,
		    N_("Data ini baru saja diubah di jendela lain. Periksa isian, lalu simpan lagi."),
		    "another version");
	if (rc == RC_OK && x->change != NULL)
		rc = x->change(x, tx, e);
	if (rc == RC_OK)
		rc = store_row(x, tx, e);
	if (rc == RC_OK && x->fixed && candidacy_reason(&x->f, x->item).p != NULL)
		rc = q_returned_item_fix(tx, STR("candidacy"), x->f.cand.id,
		    str_from_z(candidacy_item_text(x->item)), domain_now(x->d), e);
	return rc == RC_OK ? trace(x, tx, e) : rc;
}

enum rc
candidacy_edit_run(struct candidacy_edit *x, struct err *e)
{
	return store_write(x->d->store, x->d->a, edit_in_write, x, e);
}

/* ---- C1: data ---- */

struct data_clean {
	struct row_candidacy row; /* only the typed columns */
	str nik;
};

static void
fault(struct candidacy_faults *f, const char *field, const struct say *why)
{
	if (f->n < ARRAY_LEN(f->at))
		f->at[f->n++] = (struct candidacy_fault){ field, *why };
}

static void
clean_birth(struct arena *a, const struct candidacy_data *in, struct date today,
    struct row_candidacy *row, struct candidacy_faults *f)
{
	struct date birth;
	struct say why;
	struct err ignored;

	if (in->birth_date.p == NULL ||
	    date_parse_iso(in->birth_date, &birth, &ignored) != RC_OK) {
		say_invalid(&why, N_("Isi tanggal lahir."), STR_NONE, STR_NONE);
		fault(f, "birth_date", &why);
	} else if (ident_birth(birth, today, &why) != RC_OK) {
		fault(f, "birth_date", &why);
	} else {
		row->birth_date = date_iso(a, birth);
	}
}

static void
clean_lines(struct arena *a, const struct candidacy_data *in, struct row_candidacy *row,
    struct candidacy_faults *f)
{
	const struct {
		const char *field, *empty;
		str typed;
		size_t max;
		str *out;
	} lines[] = {
		{ "birth_place", N_("Isi tempat lahir."), in->birth_place, 100,
		    &row->birth_place },
		{ "position", N_("Isi jabatan."), in->position, 120, &row->position },
		{ "unit", N_("Isi unit kerja."), in->unit, 120, &row->unit },
		{ "office_address", N_("Isi alamat kantor."), in->office_address, 200,
		    &row->office_address },
	};
	struct say why;

	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		if (ident_line(a, lines[i].typed, lines[i].max, lines[i].empty,
			lines[i].out, &why) != RC_OK)
			fault(f, lines[i].field, &why);
}

static void
clean_data(struct domain *d, const struct candidacy_data *in, struct date today,
    struct data_clean *out, struct candidacy_faults *f)
{
	struct row_candidacy *row = &out->row;
	const struct rank *rank;
	struct nik nik;
	struct say why;

	memset(f, 0, sizeof(*f));
	memset(out, 0, sizeof(*out));
	if (ident_nik(d->a, in->nik, today, &nik, &why) != RC_OK)
		fault(f, "nik", &why);
	else
		out->nik = str_dup(d->a, str_from_z(nik.digits));
	clean_birth(d->a, in, today, row, f);
	clean_lines(d->a, in, row, f);
	row->sex = in->sex;
	if (in->sex.p == NULL || sex_parse(in->sex) == SEX_UNKNOWN) {
		say_invalid(&why, N_("Pilih jenis kelamin."), STR_NONE, STR_NONE);
		fault(f, "sex", &why);
	}
	row->grade = in->grade;
	if (in->grade.p == NULL || ident_rank(in->grade, &rank, &why) != RC_OK) {
		say_invalid(&why, N_("Pilih golongan."), STR_NONE, STR_NONE);
		fault(f, "grade", &why);
	}
	if (ident_phone(d->a, in->phone, &row->phone, &why) != RC_OK)
		fault(f, "phone", &why);
}

static enum rc
change_data(struct candidacy_edit *x, struct db *tx, struct err *e)
{
	const struct data_clean *in = x->in;
	struct row_candidacy *c = &x->f.cand;
	struct domain *d = x->d;

	(void)tx;
	(void)e;
	c->nik_box =
	    vault_seal(d->vault, d->a, candidacy_nik_context(d->a, c->id), in->nik);
	c->nik_mac = vault_mac(d->vault, d->a, STR("nik"), in->nik);
	c->birth_place = in->row.birth_place;
	c->birth_date = in->row.birth_date;
	c->sex = in->row.sex;
	c->grade = in->row.grade;
	c->position = in->row.position;
	c->unit = in->row.unit;
	c->office_address = in->row.office_address;
	c->phone = in->row.phone;
	return RC_OK;
}

void
candidacy_check_data(struct domain *d, const struct actor *who,
    const struct candidacy_data *in, struct candidacy_faults *out)
{
	struct data_clean clean;

	clean_data(d, in, time_civil(domain_now(d), domain_zone(d, who->office)).date,
	    &clean, out);
}

enum rc
candidacy_set_data(struct domain *d, const struct actor *who, int64_t version,
    const struct candidacy_data *in, struct candidacy_faults *out_faults, struct err *e)
{
	struct data_clean clean;
	struct candidacy_edit x = { .d = d,
		.who = who,
		.item = CAND_ITEM_DATA,
		.version = version,
		.change = change_data,
		.in = &clean,
		.fixed = true };

	clean_data(d, in, time_civil(domain_now(d), domain_zone(d, who->office)).date,
	    &clean, out_faults);
	if (out_faults->n > 0)
		return err_set(
		    e, RC_INVALID, N_("Periksa isian yang ditandai."), "profile data");
	return candidacy_edit_run(&x, e);
}

/* ---- C2 to C4: documents ---- */

unsigned
candidacy_hints(const struct candidacy_file *f, enum candidacy_item i)
{
	const struct row_candidacy *c = &f->cand;

	if (i == CAND_ITEM_EKTP && f->ektp.id.p != NULL && !c->ektp_accepted)
		return (unsigned)c->ektp_hints;
	if (i == CAND_ITEM_PHOTO && f->photo.id.p != NULL && !c->photo_accepted)
		return (unsigned)c->photo_hints;
	return 0;
}

int64_t
candidacy_tries(const struct candidacy_file *f, enum candidacy_item i)
{
	return i == CAND_ITEM_EKTP ? f->cand.ektp_tries : f->cand.photo_tries;
}

static enum rc
change_upload(struct candidacy_edit *x, struct db *tx, struct err *e)
{
	struct document_taking *t = x->document;
	const struct document_taken *taken = &t->out;
	struct row_candidacy *c = &x->f.cand;

	/* what BSSN has looked at stays as an older version */
	t->erase_old = x->f.items.n == 0;
	if (x->item == CAND_ITEM_APPOINTMENT) {
		c->spmt_page = SQL_NULL_INT; /* of another file */
	} else if (x->item == CAND_ITEM_EKTP) {
		c->ektp_hints = taken->hints;
		c->ektp_tries = taken->hints != 0 ? c->ektp_tries + 1 : 0;
		c->ektp_accepted = 0;
	} else {
		c->photo_hints = taken->hints;
		c->photo_tries = taken->hints != 0 ? c->photo_tries + 1 : 0;
		c->photo_accepted = 0;
	}
	return document_take_tx(t, tx, e);
}

enum rc
candidacy_upload(struct domain *d, const struct actor *who, enum candidacy_item i,
    struct vault_stage *stage, str filename, struct document_taken *out, struct err *e)
{
	static const enum document_class classes[] = { [CAND_ITEM_APPOINTMENT] =
							   DOC_APPOINTMENT,
		[CAND_ITEM_EKTP] = DOC_EKTP,
		[CAND_ITEM_PHOTO] = DOC_PHOTO };
	struct document_taking t = { .d = d, .who = who };
	struct candidacy_edit x = { .d = d,
		.who = who,
		.item = i,
		.version = FSM_ANY_VERSION,
		.change = change_upload,
		.document = &t };
	struct document_owner owner = { "candidacy", STR_NONE };
	struct candidacy_file f;
	enum rc rc;

	BUG_ON(i != CAND_ITEM_APPOINTMENT && i != CAND_ITEM_EKTP && i != CAND_ITEM_PHOTO);
	rc = candidacy_load(d, who, &f, e);
	if (rc == RC_OK)
		rc = candidacy_edit_check(&f, i, e);
	if (rc != RC_OK) {
		vault_discard(stage);
		return rc;
	}
	owner.id = f.cand.id;
	rc = document_prepare(&t, &owner, classes[i], stage, filename, e);
	x.fixed = i != CAND_ITEM_APPOINTMENT && t.out.hints == 0;
	if (rc == RC_OK)
		rc = candidacy_edit_run(&x, e);
	if (rc != RC_OK)
		return rc;
	document_kept(&t);
	*out = t.out;
	return RC_OK;
}

static enum rc
change_two(struct candidacy_edit *x, struct db *tx, struct err *e)
{
	x->document->erase_old = x->f.items.n == 0;
	x->f.cand.spmt_page = x->document->first_pages + 1;
	return document_take_tx(x->document, tx, e);
}

enum rc
candidacy_upload_two(struct domain *d, const struct actor *who,
    struct vault_stage *const stages[2], str filename, struct document_taken *out,
    struct err *e)
{
	struct document_taking t = { .d = d, .who = who };
	struct candidacy_edit x = { .d = d,
		.who = who,
		.item = CAND_ITEM_APPOINTMENT,
		.version = FSM_ANY_VERSION,
		.change = change_two,
		.document = &t,
		.fixed = true };
	struct document_owner owner = { "candidacy", STR_NONE };
	struct candidacy_file f;
	enum rc rc = candidacy_load(d, who, &f, e);

	if (rc == RC_OK)
		rc = candidacy_edit_check(&f, CAND_ITEM_APPOINTMENT, e);
	if (rc != RC_OK) {
		vault_discard(stages[0]);
		vault_discard(stages[1]);
		return rc;
	}
	owner.id = f.cand.id;
	rc = document_prepare_two(&t, &owner, DOC_APPOINTMENT, stages, filename, e);
	if (rc == RC_OK)
		rc = candidacy_edit_run(&x, e);
	if (rc != RC_OK)
		return rc;
	document_kept(&t);
	*out = t.out;
	return RC_OK;
}

static enum rc
change_spmt(struct candidacy_edit *x, struct db *tx, struct err *e)
{
	int64_t page = *(const int64_t *)x->in;

	(void)tx;
	if (x->f.appointment.id.p == NULL)
		return err_set(
		    e, RC_CONFLICT, N_("Pilih berkas SK dan SPMT."), "no appointment");
	if (page < 1 || page > x->f.appointment.pages)
		return err_say(e, RC_INVALID,
		    i18n_tr(x->d->lang,
			N_("PDF Anda berisi %lld halaman. Tulis halaman tempat SPMT mulai, 1 "
			   "sampai %lld.")),
		    (long long)x->f.appointment.pages, (long long)x->f.appointment.pages);
	x->f.cand.spmt_page = page;
	return RC_OK;
}

enum rc
candidacy_set_spmt(struct domain *d, const struct actor *who, int64_t page, struct err *e)
{
	struct candidacy_edit x = { .d = d,
		.who = who,
		.item = CAND_ITEM_APPOINTMENT,
		.version = FSM_ANY_VERSION,
		.change = change_spmt,
		.in = &page,
		.fixed = true };

	return candidacy_edit_run(&x, e);
}

static enum rc
change_keep(struct candidacy_edit *x, struct db *tx, struct err *e)
{
	struct row_candidacy *c = &x->f.cand;

	(void)tx;
	if (candidacy_hints(&x->f, x->item) == 0 ||
	    candidacy_tries(&x->f, x->item) < CANDIDACY_TRIES)
		return err_set(
		    e, RC_CONFLICT, N_("Unggah foto lebih dulu."), "nothing to keep");
	if (x->item == CAND_ITEM_EKTP)
		c->ektp_accepted = 1;
	else
		c->photo_accepted = 1;
	return RC_OK;
}

enum rc
candidacy_keep_picture(
    struct domain *d, const struct actor *who, enum candidacy_item i, struct err *e)
{
	struct candidacy_edit x = { .d = d,
		.who = who,
		.item = i,
		.version = FSM_ANY_VERSION,
		.change = change_keep,
		.fixed = true };

	BUG_ON(i != CAND_ITEM_EKTP && i != CAND_ITEM_PHOTO);
	return candidacy_edit_run(&x, e);
}

/* ---- C5: official mailbox ---- */

static enum rc
change_send(struct candidacy_edit *x, struct db *tx, struct err *e)
{
	const struct email *to = x->in;
	struct domain *d = x->d;
	struct code_issued code;
	struct mail_text t;
	enum rc rc;

	rc = code_issue_tx(
	    d, tx, PURPOSE, x->f.cand.id, d->conf->code_s, to->address, &code, e);
	if (rc != RC_OK)
		return rc;
	mail_compose_code(d->a, LANG_ID,
	    &(struct mailview_code){ code.code, (d->conf->code_s + 59) / 60 }, &t);
	return outbox_put_tx(d, tx,
	    &(struct outbox_mail){ .kind = "code",
		.to = to->address,
		.subject = t.subject,
		.text = t.text,
		.noun = "candidacy",
		.noun_id = x->f.cand.id,
		.account = x->f.cand.account },
	    e);
}

enum rc
candidacy_email_send(
    struct domain *d, const struct actor *who, str typed, struct say *why, struct err *e)
{
	struct email to;
	struct candidacy_edit x = { .d = d,
		.who = who,
		.item = CAND_ITEM_EMAIL,
		.version = FSM_ANY_VERSION,
		.change = change_send,
		.in = &to };

	if (ident_email(d->a, typed, d->conf->email_domains.at, d->conf->email_domains.n,
		&to, why) != RC_OK)
		return err_set(
		    e, RC_INVALID, N_("Periksa isian yang ditandai."), "e-mail");
	return candidacy_edit_run(&x, e);
}

static enum rc
change_proven(struct candidacy_edit *x, struct db *tx, struct err *e)
{
	const str *address = x->in;

	x->f.cand.email = *address;
	x->f.cand.email_proven_s = domain_now(x->d);
	return q_account_prove_email(tx, x->who->account, *address, domain_now(x->d), e);
}

enum rc
candidacy_email_prove(struct domain *d, const struct actor *who, str code, struct err *e)
{
	str address;
	struct candidacy_edit x = { .d = d,
		.who = who,
		.item = CAND_ITEM_EMAIL,
		.version = FSM_ANY_VERSION,
		.change = change_proven,
		.in = &address,
		.fixed = true };
	struct row_candidacy c;
	enum rc rc = q_candidacy_open_of_account(d->db, who->account, &c, e);

	if (rc == RC_OK)
		rc = code_use(d, PURPOSE, c.id, code, &address, e);
	return rc != RC_OK ? rc : candidacy_edit_run(&x, e);
}

enum rc
candidacy_email_waiting(
    struct domain *d, const struct actor *who, str *out, struct err *e)
{
	struct row_candidacy c;
	struct row_code code;
	enum rc rc = q_candidacy_open_of_account(d->db, who->account, &c, e);

	if (rc == RC_OK)
		rc = q_code_latest(d->db, STR(PURPOSE), c.id, &code, e);
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	*out = STR_NONE;
	if (rc == RC_OK && code.used_s == SQL_NULL_INT && domain_now(d) < code.expires_s)
		*out = code.payload;
	return RC_OK;
}
