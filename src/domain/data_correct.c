/* data_correct.c - fields, their rules, and the change with what follows from it. */
#include "domain/data_correct.h"

#include "base/json.h"
#include "base/log.h"
#include "domain/account.h"
#include "domain/ident.h"
#include "domain/record.h"

#define LINE_MAX_CHARS 120
#define BIT(f)         (1U << (f))
#define NAMED          (BIT(DATA_NAME) | BIT(DATA_NIP))
/* what letters of recommendation say about a person */
#define IN_LETTERS (NAMED | BIT(DATA_GRADE) | BIT(DATA_POSITION) | BIT(DATA_UNIT))

static const struct {
	const char *name, *label;
} fields[DATA__COUNT] = {
	[DATA_NAME] = { "name", N_("Nama lengkap") },
	[DATA_NIP] = { "nip", N_("NIP") },
	[DATA_GRADE] = { "grade", N_("Pangkat/golongan") },
	[DATA_POSITION] = { "position", N_("Jabatan") },
	[DATA_UNIT] = { "unit", N_("Unit kerja") },
	[DATA_PHONE] = { "phone", N_("Nomor ponsel") },
	[DATA_EMAIL] = { "email", N_("Email akun") },
};

static const struct {
	const char *name, *text;
} follows[AFTER__COUNT] = {
	[AFTER_DRAWN] = { "drawn",
	    N_("Bukti pendaftaran dan surat pernyataan sudah dibuat ulang dengan data baru. Bila "
	       "surat pernyataan yang lama sudah ditandatangani, tanda tangani yang baru.") },
	[AFTER_LETTER] = { "letter",
	    N_("Surat rekomendasi mungkin masih menyebut data lama. Petugas memeriksanya lagi; "
	       "bila berbeda, surat yang baru diminta.") },
	[AFTER_SAVE_DS] = { "save_ds",
	    N_("Surat yang sudah dibuat menyebut data lama dan tidak dapat dipakai. Tekan Simpan "
	       "DS lagi di Kelengkapan DS, lalu tanda tangani surat yang baru.") },
	[AFTER_CERTIFICATE] = { "certificate",
	    N_("Isi sertifikat yang sudah terbit tidak dapat diubah dan masih menyebut data lama. "
	       "Cabut sertifikat itu, lalu daftar lagi untuk mendapat yang baru.") },
	[AFTER_GRANT] = { "grant",
	    N_("Penunjukan yang ditandatangani BSSN masih menyebut nama lama sampai diberikan "
	       "lagi.") },
	[AFTER_PROVE] = { "prove",
	    N_("Alamat email yang baru belum terbukti. Buktikan di halaman Keamanan akun.") },
};

const char *
data_field_name(enum data_field f)
{
	return fields[f].name;
}

const char *
data_field_label(enum data_field f)
{
	return fields[f].label;
}

const char *
data_follow_name(enum data_follow f)
{
	return follows[f].name;
}

const char *
data_follow_text(enum data_follow f)
{
	return follows[f].text;
}

str
data_value_shown(struct arena *a, enum data_field f, str stored)
{
	if (f == DATA_PHONE && stored.n > 0)
		return ident_phone_shown(a, stored);
	if (f == DATA_GRADE && stored.n > 0)
		return ident_rank_label(stored);
	return stored;
}

static bool
of_application(const struct data_case *c)
{
	return strcmp(c->noun, "application") == 0;
}

bool
data_field_of(const struct data_case *c, enum data_field f)
{
	return f != DATA_EMAIL || !of_application(c);
}

/* ---- what is stored, and what is typed ---- */

static void
application_values(const struct row_application *app, struct data_values *out)
{
	*out = (struct data_values){ { [DATA_NAME] = app->name,
	    [DATA_NIP] = app->nip,
	    [DATA_GRADE] = app->grade,
	    [DATA_POSITION] = app->position,
	    [DATA_UNIT] = app->unit,
	    [DATA_PHONE] = app->phone } };
}

/* Name, NIP and address are those of the account: the office's record of the person. */
static void
candidacy_values(const struct row_candidacy *cand, const struct row_account *acc,
    struct data_values *out)
{
	*out = (struct data_values){ { [DATA_NAME] = acc->name,
	    [DATA_NIP] = acc->nip,
	    [DATA_GRADE] = cand->grade,
	    [DATA_POSITION] = cand->position,
	    [DATA_UNIT] = cand->unit,
	    [DATA_PHONE] = cand->phone,
	    [DATA_EMAIL] = acc->email } };
}

enum rc
data_values_read(
    struct db *db, const struct data_case *c, struct data_values *out, struct err *e)
{
	struct row_application app;
	struct row_candidacy cand;
	struct row_account acc;
	enum rc rc;

	if (of_application(c)) {
		rc = q_application_by_id(db, c->id, &app, e);
		if (rc == RC_OK)
			application_values(&app, out);
		return rc;
	}
	rc = q_candidacy_by_id(db, c->id, &cand, e);
	if (rc == RC_OK)
		rc = q_account_by_id(db, cand.account, &acc, e);
	if (rc == RC_OK)
		candidacy_values(&cand, &acc, out);
	return rc;
}

/* One field as its owner's form cleans it. */
static enum rc
clean(struct domain *d, enum data_field f, str typed, str *out, struct say *why)
{
	const struct rank *rank;
	struct email email;
	struct nip nip;
	enum rc rc;

	switch (f) {
	case DATA_NAME:
		return ident_name(d->a, typed, out, why);
	case DATA_NIP:
		rc = ident_nip(
		    d->a, typed, time_civil(domain_now(d), ZONE_WIB).date, &nip, why);
		*out = rc == RC_OK ? str_dup(d->a, str_from_z(nip.digits)) : STR_NONE;
		return rc;
	case DATA_GRADE:
		rc = ident_rank(typed, &rank, why);
		*out = rc == RC_OK ? str_from_z(rank->code) : STR_NONE;
		return rc;
	case DATA_POSITION:
		return ident_line(
		    d->a, typed, LINE_MAX_CHARS, N_("Isi jabatan."), out, why);
	case DATA_UNIT:
		return ident_line(
		    d->a, typed, LINE_MAX_CHARS, N_("Isi unit kerja."), out, why);
	case DATA_PHONE:
		return ident_phone(d->a, typed, out, why);
	default:
		rc = ident_email(d->a, typed, d->conf->email_domains.at,
		    d->conf->email_domains.n, &email, why);
		*out = email.address;
		return rc;
	}
}

enum rc
data_values_clean(struct domain *d, const struct data_values *now,
    const struct data_values *typed, struct data_values *out, struct data_faults *why,
    struct err *e)
{
	why->n = 0;
	for (enum data_field f = 0; f < DATA__COUNT; f++) {
		struct say say;
		str was =
		    f == DATA_GRADE ? now->at[f] : data_value_shown(d->a, f, now->at[f]);

		out->at[f] = now->at[f];
		if (typed->at[f].p == NULL || str_eq(str_trim(typed->at[f]), was))
			continue;
		if (clean(d, f, typed->at[f], &out->at[f], &say) == RC_OK)
			continue;
		why->at[why->n].field = f;
		why->at[why->n++].say = say;
	}
	return why->n == 0 ? RC_OK
			   : err_set(e, RC_INVALID, why->at[0].say.id, "field %s",
				 fields[why->at[0].field].name);
}

static unsigned
differs(const struct data_correction *x, const struct data_values *now)
{
	unsigned bits = 0;

	for (enum data_field f = 0; f < DATA__COUNT; f++)
		if (data_field_of(x->c, f) && !str_eq(now->at[f], x->want->at[f]))
			bits |= BIT(f);
	return bits;
}

/* ---- traces ---- */

/* "Nama lengkap: A -> B", a line each, for the people of this case. */
static str
note_of(const struct data_correction *x, const struct data_values *now)
{
	struct arena *a = x->d->a;
	struct buf b;

	buf_init(&b, a, 256);
	for (enum data_field f = 0; f < DATA__COUNT; f++)
		if (x->changed & BIT(f))
			buf_str(&b, str_fmt(a, "%s%s: %.*s → %.*s", b.n > 0 ? "; " : "",
					fields[f].label,
					STR_ARG(data_value_shown(a, f, now->at[f])),
					STR_ARG(data_value_shown(a, f, x->want->at[f]))));
	return buf_get(&b);
}

/* Which fields, and keyed fingerprints: whoever has a value can prove that it stood there. */
static str
detail_of(const struct data_correction *x, const struct data_values *now)
{
	const struct domain *d = x->d;
	struct buf out;
	struct json j;

	buf_init(&out, d->a, 512);
	json_begin(&j, &out);
	json_text(&j, "request", x->request);
	for (enum data_field f = 0; f < DATA__COUNT; f++) {
		const char *context = str_fmt(d->a, "corrected/%s", fields[f].name).p;

		if (!(x->changed & BIT(f)))
			continue;
		json_text(&j, fields[f].name,
		    str_fmt(d->a, "%.*s %.*s",
			STR_ARG(
			    vault_mac(d->vault, d->a, str_from_z(context), now->at[f])),
			STR_ARG(vault_mac(
			    d->vault, d->a, str_from_z(context), x->want->at[f]))));
	}
	json_end(&j);
	return buf_get(&out);
}

static enum rc
trace(struct data_correction *x, struct db *tx, const struct data_values *now, str state,
    struct err *e)
{
	struct domain *d = x->d;
	enum rc rc = history_add(d, tx, x->who, x->c->noun, x->c->id, STR("correct"),
	    state, state, note_of(x, now), e);

	if (rc == RC_OK && !of_application(x->c))
		rc = history_add(d, tx, x->who, "account", x->c->account, STR("correct"),
		    STR("active"), STR("active"), STR_NONE, e);
	if (rc == RC_OK)
		rc = audit_add(d, tx, x->who, "data.corrected",
		    str_fmt(d->a, "%s/%.*s", x->c->noun, STR_ARG(x->c->id)), x->c->office,
		    detail_of(x, now), e);
	return rc;
}

static enum rc
nothing_differs(struct err *e)
{
	return err_set(e, RC_INVALID,
	    N_("Tidak ada isian yang berubah. Ubah yang salah, atau tolak dengan penjelasan."),
	    "nothing to correct");
}

static enum rc
nip_in_use(struct err *e)
{
	return err_set(e, RC_CONFLICT,
	    N_("NIP ini dipakai orang lain yang masih terdaftar. Periksa NIP-nya."),
	    "NIP in use");
}

static enum rc
forgotten(struct err *e)
{
	return err_set(e, RC_CONFLICT,
	    N_("Data berkas ini sudah dimusnahkan; tidak ada lagi yang dapat diperbaiki."),
	    "forgotten");
}

/* ---- an application ---- */

static bool
in_state(str state, const char *const *states, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_z(state, states[i]))
			return true;
	return false;
}

static const char *const reviewing[] = { "submitted", "in_review", "returned" };
static const char *const signed_for[] = { "ready", "at_counter", "approved" };

static enum rc
application_rules(const struct data_correction *x, struct db *tx,
    const struct row_application *app, struct err *e)
{
	struct row_application_line_list twins;
	enum rc rc;

	if (str_eq_z(app->state, "draft"))
		return err_set(e, RC_CONFLICT,
		    N_("Draf ini masih dapat diubah oleh pemohon sendiri. Tolak permintaan ini "
		       "dengan penjelasan itu."),
		    "a draft");
	if (app->forgotten_s != SQL_NULL_INT)
		return forgotten(e);
	if (x->changed & NAMED && in_state(app->state, signed_for, ARRAY_LEN(signed_for)))
		return err_set(e, RC_CONFLICT,
		    N_("Nama dan NIP berkas ini sudah ditandatangani petugas dan tidak dapat "
		       "diubah di sini. Kembalikan berkas di loket untuk diperbaiki pemohon, "
		       "atau tolak permintaan ini dengan penjelasan."),
		    "signed by an officer");
	if (!(x->changed & BIT(DATA_NIP)) ||
	    !in_state(app->state, reviewing, ARRAY_LEN(reviewing)))
		return RC_OK;
	rc = q_application_open_twin(
	    tx, app->id, x->want->at[DATA_NIP], STR_NONE, &twins, e);
	return rc == RC_OK && twins.n > 0 ? nip_in_use(e) : rc;
}

static enum rc
application_store(
    struct data_correction *x, struct db *tx, struct row_application *app, struct err *e)
{
	const str *want = x->want->at;
	struct say ignored;
	struct nip nip;

	if (x->changed & BIT(DATA_NIP) &&
	    ident_nip(x->d->a, want[DATA_NIP],
		time_civil(domain_now(x->d), ZONE_WIB).date, &nip, &ignored) == RC_OK) {
		app->nip_kind = str_from_z(nip_kind_names[nip.kind]);
		app->birth_date = date_iso(x->d->a, nip.birth);
		app->sex = str_from_z(sex_code(nip.sex));
	}
	return q_application_set_person(tx,
	    &(struct q_application_set_person_in){ .id = app->id,
		.version = app->version,
		.nip = want[DATA_NIP],
		.nip_kind = app->nip_kind,
		.name = want[DATA_NAME],
		.nik_box = app->nik_box,
		.nik_mac = app->nik_mac,
		.birth_place = app->birth_place,
		.birth_date = app->birth_date,
		.sex = app->sex,
		.phone = want[DATA_PHONE],
		.grade = want[DATA_GRADE],
		.position = want[DATA_POSITION],
		.unit = want[DATA_UNIT],
		.warning_reason = app->warning_reason,
		.step = app->step,
		.now_s = domain_now(x->d) },
	    e);
}

/* What the officer compared before is compared again, and a certificate in force stays as it is. */
static enum rc
application_follows(struct data_correction *x, struct db *tx,
    const struct row_application *app, struct err *e)
{
	struct row_certificate_list certs;
	enum rc rc = q_certificate_of_application(tx, app->id, &certs, e);

	for (size_t i = 0; rc == RC_OK && x->changed & NAMED && i < certs.n; i++)
		if (in_state(certs.at[i].state,
			(const char *const[]){ "active", "suspended" }, 2) &&
		    certs.at[i].not_after_s > domain_now(x->d))
			x->follows |= BIT(AFTER_CERTIFICATE);
	if (!in_state(app->state, reviewing, ARRAY_LEN(reviewing)))
		return rc;
	if (x->changed & IN_LETTERS)
		x->follows |= BIT(AFTER_LETTER);
	for (enum data_field f = 0; rc == RC_OK && f < DATA__COUNT; f++)
		if (x->changed & BIT(f))
			rc = q_application_check_drop(
			    tx, app->id, str_from_z(fields[f].name), e);
	return rc;
}

static enum rc
correct_application(struct data_correction *x, struct db *tx, struct err *e)
{
	const struct row_document *drawn[] = { &x->letters.receipt,
		&x->letters.statement };
	struct row_application app;
	struct data_values now;
	enum rc rc = q_application_by_id(tx, x->c->id, &app, e);

	if (rc != RC_OK)
		return rc;
	application_values(&app, &now);
	x->changed = differs(x, &now);
	x->follows = x->drawn ? BIT(AFTER_DRAWN) : 0;
	if (x->changed == 0)
		return nothing_differs(e);
	if (app.version != x->version)
		return err_set(e, RC_CONFLICT,
		    N_("Berkas ini baru saja berubah. Muat ulang halaman, lalu coba lagi."),
		    "the application changed");
	rc = application_rules(x, tx, &app, e);
	if (rc == RC_OK)
		rc = application_store(x, tx, &app, e);
	if (rc == RC_OK && x->drawn)
		rc = document_record_all_tx(x->d, tx, drawn, ARRAY_LEN(drawn), e);
	if (rc == RC_OK)
		rc = application_follows(x, tx, &app, e);
	return rc == RC_OK ? trace(x, tx, &now, app.state, e) : rc;
}

/* Receipt and statement of a file that somebody still works on, with what will be so. */
static enum rc
draw(struct data_correction *x, struct err *e)
{
	struct actor owner = { .roles = R_APPLICANT, .application = x->c->id };
	const str *want = x->want->at;
	struct apply_file f;
	enum rc rc = apply_load(x->d, &owner, &f, e);

	if (rc != RC_OK)
		return rc;
	f.app.name = want[DATA_NAME];
	f.app.nip = want[DATA_NIP];
	f.app.grade = want[DATA_GRADE];
	f.app.position = want[DATA_POSITION];
	f.app.unit = want[DATA_UNIT];
	f.app.phone = want[DATA_PHONE];
	rc = apply_make_letters(x->d, &f, f.app.submitted_s, &x->letters, e);
	x->drawn = rc == RC_OK;
	return rc;
}

enum rc
data_correction_prepare(struct data_correction *x, struct err *e)
{
	static const char *const worked_on[] = { "submitted", "in_review", "ready",
		"at_counter" };
	struct row_application app;
	struct data_values now;
	enum rc rc;

	x->drawn = false;
	if (!of_application(x->c))
		return RC_OK;
	rc = q_application_by_id(x->d->db, x->c->id, &app, e);
	if (rc != RC_OK)
		return rc;
	application_values(&app, &now);
	x->version = app.version;
	x->changed = differs(x, &now);
	if (x->changed == 0 || !in_state(app.state, worked_on, ARRAY_LEN(worked_on)))
		return RC_OK;
	rc = application_rules(x, x->d->db, &app, e);
	return rc == RC_OK ? draw(x, e) : rc;
}

void
data_correction_drop(struct data_correction *x)
{
	const str ids[] = { x->letters.receipt.id, x->letters.statement.id };
	struct err e;

	for (size_t i = 0; x->drawn && i < ARRAY_LEN(ids); i++)
		if (vault_destroy(x->d->vault, ids[i], &e) != RC_OK)
			log_line(LOG_WARN_, "data_correct",
			    "file stays for the sweep: %s", e.why);
	x->drawn = false;
}

/* ---- a candidacy and its account ---- */

static enum rc
nip_of_account(const struct data_correction *x, struct db *tx, str account, struct err *e)
{
	struct row_authority_list open;
	struct row_account_list others;
	enum rc rc = q_authorities_open_of_account(tx, account, &open, e);

	if (rc == RC_OK && open.n > 0)
		return err_set(e, RC_CONFLICT,
		    N_("NIP seorang OPIP ditandatangani BSSN dan tidak dapat diubah di sini. "
		       "Minta BSSN mengakhiri kewenangan dan memberikannya lagi dengan NIP yang "
		       "benar."),
		    "an authority names the NIP");
	if (rc == RC_OK)
		rc = q_account_by_nip(tx, x->want->at[DATA_NIP], &others, e);
	for (size_t i = 0; rc == RC_OK && i < others.n; i++)
		if (!str_eq(others.at[i].id, account))
			return nip_in_use(e);
	return rc;
}

static enum rc
candidacy_rules(const struct data_correction *x, struct db *tx,
    const struct row_candidacy *cand, struct err *e)
{
	static const char *const at_bssn[] = { "letters_returned", "interview_scheduled",
		"interviewed" };

	if (cand->forgotten_s != SQL_NULL_INT)
		return forgotten(e);
	if (x->changed & ~BIT(DATA_EMAIL) &&
	    in_state(cand->state, at_bssn, ARRAY_LEN(at_bssn)))
		return err_set(e, RC_CONFLICT,
		    N_("Surat bertanda tangan dengan data ini sedang diperiksa BSSN. Minta BSSN "
		       "mengembalikan berkas, lalu perbaiki."),
		    "signed letters are with BSSN");
	return x->changed & BIT(DATA_NIP) ? nip_of_account(x, tx, cand->account, e)
					  : RC_OK;
}

static enum rc
candidacy_follows(struct data_correction *x, struct db *tx,
    const struct row_candidacy *cand, struct err *e)
{
	static const char *const with_letters[] = { "letters_sent", "returned" };
	struct row_authority_list open;
	enum rc rc = q_authorities_open_of_account(tx, cand->account, &open, e);

	x->follows = 0;
	if (x->changed & ~BIT(DATA_EMAIL) && cand->profile_hash.p != NULL &&
	    in_state(cand->state, with_letters, ARRAY_LEN(with_letters)))
		x->follows |= BIT(AFTER_SAVE_DS);
	if (rc == RC_OK && x->changed & BIT(DATA_NAME) && open.n > 0)
		x->follows |= BIT(AFTER_GRANT);
	if (x->changed & BIT(DATA_EMAIL))
		x->follows |= BIT(AFTER_PROVE);
	return rc;
}

static enum rc
correct_candidacy(struct data_correction *x, struct db *tx, struct err *e)
{
	const str *want = x->want->at;
	struct row_candidacy cand;
	struct row_account acc;
	struct data_values now;
	enum rc rc = q_candidacy_by_id(tx, x->c->id, &cand, e);

	if (rc == RC_OK)
		rc = q_account_by_id(tx, cand.account, &acc, e);
	if (rc != RC_OK)
		return rc;
	candidacy_values(&cand, &acc, &now);
	x->changed = differs(x, &now);
	if (x->changed == 0)
		return nothing_differs(e);
	rc = candidacy_rules(x, tx, &cand, e);
	if (rc == RC_OK)
		rc = q_account_correct(tx,
		    &(struct q_account_correct_in){ acc.id, acc.version, want[DATA_NAME],
			want[DATA_NIP], want[DATA_EMAIL],
			x->changed & BIT(DATA_EMAIL) ? SQL_NULL_INT
						     : acc.email_proven_s },
		    e);
	if (rc == RC_OK)
		rc = q_candidacy_correct(tx,
		    &(struct q_candidacy_correct_in){ cand.id, cand.version,
			want[DATA_NAME], want[DATA_NIP], want[DATA_GRADE],
			want[DATA_POSITION], want[DATA_UNIT], want[DATA_PHONE],
			domain_now(x->d) },
		    e);
	if (rc == RC_OK)
		rc = candidacy_follows(x, tx, &cand, e);
	return rc == RC_OK ? trace(x, tx, &now, cand.state, e) : rc;
}

enum rc
data_correction_tx(struct data_correction *x, struct db *tx, struct err *e)
{
	return of_application(x->c) ? correct_application(x, tx, e)
				    : correct_candidacy(x, tx, e);
}

/* ---- as stored ---- */

static void
list_put(struct buf *b, const char *name)
{
	if (b->n > 0)
		buf_str(b, STR(","));
	buf_str(b, str_from_z(name));
}

str
data_changed_text(struct arena *a, unsigned changed)
{
	struct buf b;

	buf_init(&b, a, 64);
	for (enum data_field f = 0; f < DATA__COUNT; f++)
		if (changed & BIT(f))
			list_put(&b, fields[f].name);
	return b.n > 0 ? buf_get(&b) : STR_NONE;
}

str
data_follows_text(struct arena *a, unsigned bits)
{
	struct buf b;

	buf_init(&b, a, 64);
	for (enum data_follow f = 0; f < AFTER__COUNT; f++)
		if (bits & BIT(f))
			list_put(&b, follows[f].name);
	return b.n > 0 ? buf_get(&b) : STR_NONE;
}
