/* account_import.c - checking and recording a table of users. */
#include "domain/account_import.h"

#include "base/csv.h"
#include "base/utf8.h"
#include "domain/ident.h"

enum column {
	COL_USERNAME,
	COL_NIP,
	COL_NAME,
	COL_LEVEL,
	COL_CANDIDATE,
	COL_EMAIL,
	COL__COUNT
};

static const struct {
	const char *name;
	bool needed;
} columns[COL__COUNT] = {
	[COL_USERNAME] = { "nama_pengguna", true },
	[COL_NIP] = { "nip", true },
	[COL_NAME] = { "nama", true },
	[COL_LEVEL] = { "level", true },
	[COL_CANDIDATE] = { "calon_opip", false },
	[COL_EMAIL] = { "email", false },
};

struct import_job {
	struct domain *d;
	const struct actor *who;
	struct date today;
	bool recording;
	int at[COL__COUNT]; /* which cell; -1: no such column */
};

static str
cell(const struct import_job *job, const struct csv_row *row, enum column c)
{
	int i = job->at[c];

	return i < 0 || (size_t)i >= row->n ? STR("") : row->cells[i];
}

/* ---- the first line ---- */

static enum rc
read_columns(struct import_job *job, const struct csv_row *row, struct err *e)
{
	for (size_t c = 0; c < COL__COUNT; c++)
		job->at[c] = -1;
	for (size_t i = 0; i < row->n; i++) {
		str name = str_lower(job->d->a, row->cells[i]);
		bool known = name.n == 0;

		for (size_t c = 0; c < COL__COUNT; c++)
			if (str_eq_z(name, columns[c].name) && job->at[c] < 0) {
				job->at[c] = (int)i;
				known = true;
			}
		if (!known)
			return err_say(e, RC_INVALID,
			    i18n_tr(job->d->lang,
				N_("Kolom \"%.*s\" tidak dikenal. Pakai judul kolom dari templat.")),
			    (int)(name.n < 40 ? name.n : 40), name.p);
	}
	for (size_t c = 0; c < COL__COUNT; c++)
		if (columns[c].needed && job->at[c] < 0)
			return err_say(e, RC_INVALID,
			    i18n_tr(job->d->lang,
				N_("Kolom \"%s\" tidak ada di baris pertama. Pakai templat.")),
			    columns[c].name);
	return RC_OK;
}

/* ---- one line ---- */

static str
level_of(struct arena *a, str typed)
{
	static const struct {
		const char *typed, *level;
	} words[] = { { "kepala_kppn", "kepala_kppn" }, { "kepala kppn", "kepala_kppn" },
		{ "kepala", "kepala_kppn" }, { "kasi_mski", "kasi_mski" },
		{ "kasi mski", "kasi_mski" }, { "kasi mski/pdms", "kasi_mski" },
		{ "administrator_kppn", "administrator_kppn" },
		{ "administrator kppn", "administrator_kppn" },
		{ "administrator kppn (cso)", "administrator_kppn" },
		{ "cso", "administrator_kppn" } };
	str s = str_lower(a, str_squeeze(a, typed));

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_eq_z(s, words[i].typed))
			return str_from_z(words[i].level);
	return STR_NONE;
}

static bool
yes_or_no(struct arena *a, str typed, bool *out)
{
	str s = str_lower(a, typed);

	*out = str_eq_z(s, "ya") || str_eq_z(s, "y") || str_eq_z(s, "1");
	return *out || s.n == 0 || str_eq_z(s, "tidak") || str_eq_z(s, "t") ||
	       str_eq_z(s, "0") || str_eq_z(s, "-");
}

/* "NIP 17 angka" rather than a lecture; what a spreadsheet does to long numbers is named. */
static void
check_nip(struct import_job *job, str typed, struct import_row *row, struct say *why)
{
	str digits = str_without(job->d->a, typed, " .-'");
	struct nip nip;

	if (typed.n == 0)
		*why = (struct say){ N_("NIP kosong."), { STR_NONE, STR_NONE } };
	else if (str_has(typed, 'E') || str_has(typed, 'e'))
		*why = (struct say){
			N_("NIP berubah menjadi {0}. Format kolomnya sebagai Teks, lalu isi lagi."),
			{ typed, STR_NONE }
		};
	else if (str_digits(digits) && digits.n != 18)
		*why = (struct say){ N_("NIP {0} angka, harus 18."),
			{ str_fmt(job->d->a, "%zu", digits.n), STR_NONE } };
	else if (ident_nip(job->d->a, digits, job->today, &nip, why) == RC_OK)
		row->in.nip = str_dup(job->d->a, str_from_z(nip.digits));
}

static void
check_words(struct import_job *job, const struct csv_row *cells, struct import_row *row,
    struct say *why)
{
	struct domain *d = job->d;
	str email = cell(job, cells, COL_EMAIL);
	struct email mail;

	row->in.level = level_of(d->a, cell(job, cells, COL_LEVEL));
	if (ident_username(
		d->a, cell(job, cells, COL_USERNAME), &row->in.username, why) != RC_OK)
		return;
	check_nip(job, cell(job, cells, COL_NIP), row, why);
	if (why->id != NULL)
		return;
	if (ident_name(d->a, cell(job, cells, COL_NAME), &row->in.name, why) != RC_OK)
		return;
	if (row->in.level.p == NULL)
		*why = (struct say){
			N_("Level \"{0}\" tidak dikenal: kepala_kppn, kasi_mski, atau administrator_kppn."),
			{ utf8_head(cell(job, cells, COL_LEVEL), 40), STR_NONE }
		};
	else if (!yes_or_no(
		     d->a, cell(job, cells, COL_CANDIDATE), &row->in.opip_candidate))
		*why = (struct say){ N_("Isi kolom calon_opip dengan ya atau tidak."),
			{ STR_NONE, STR_NONE } };
	else if (row->in.opip_candidate && str_eq_z(row->in.level, "kepala_kppn"))
		*why = (struct say){
			N_("Calon OPIP harus berlevel Administrator KPPN (CSO) atau Kasi MSKI."),
			{ STR_NONE, STR_NONE }
		};
	else if (email.n > 0 && ident_email(d->a, email, d->conf->email_domains.at,
				    d->conf->email_domains.n, &mail, why) == RC_OK)
		row->in.email = mail.address;
}

/* Against the lines before it, and against the people already recorded. */
static enum rc
check_taken(
    struct import_job *job, struct import *all, struct import_row *row, struct err *e)
{
	struct domain *d = job->d;
	struct row_account other;
	struct row_account_list same;
	const char *taken = NULL;
	enum rc rc;

	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].why.n == 0 &&
		    (str_eq(all->at[i].in.username, row->in.username) ||
			str_eq(all->at[i].in.nip, row->in.nip))) {
			row->why = say_text(d->a, d->lang,
			    &(struct say){
				N_("Nama pengguna atau NIP sama dengan baris {0}."),
				{ str_fmt(d->a, "%zu", all->at[i].line), STR_NONE } });
			return RC_OK;
		}
	if (job->recording)
		return RC_OK;
	rc = q_account_by_username(d->db, row->in.username, &other, e);
	if (rc == RC_OK)
		taken = N_("Nama pengguna sudah dipakai.");
	else if (rc != RC_NOT_FOUND)
		return rc;
	rc = q_account_by_nip(d->db, row->in.nip, &same, e);
	if (rc == RC_OK && same.n > 0)
		taken = N_("NIP ini sudah punya akun.");
	if (taken != NULL)
		row->why = str_from_z(i18n_tr(d->lang, taken));
	return rc;
}

static enum rc
check_row(struct import_job *job, const struct csv_row *cells, struct import *all,
    struct import_row *row, struct err *e)
{
	struct say why = { NULL, { STR_NONE, STR_NONE } };

	*row = (struct import_row){ .line = cells->line,
		.in = { .role = ACCOUNT_STAFF,
		    .office = job->who->office,
		    .username = cell(job, cells, COL_USERNAME),
		    .name = cell(job, cells, COL_NAME) } };
	check_words(job, cells, row, &why);
	if (why.id != NULL) {
		row->why = say_text(job->d->a, job->d->lang, &why);
		return RC_OK;
	}
	return check_taken(job, all, row, e);
}

enum rc
account_import_check(struct domain *d, const struct actor *who, str csv, bool recording,
    struct import *out, struct err *e)
{
	struct import_job job = { .d = d,
		.who = who,
		.recording = recording,
		.today = time_civil(domain_now(d), domain_zone(d, who->office)).date };
	struct csv table;
	enum rc rc = csv_parse(d->a, csv, &table, e);

	if (rc != RC_OK)
		return rc;
	if (table.n < 2)
		return err_set(e, RC_INVALID,
		    N_("Belum ada baris pengguna di bawah judul kolom."), "no rows");
	if (table.n - 1 > IMPORT_ROWS)
		return err_set(e, RC_INVALID,
		    N_("Paling banyak 100 pengguna sekali impor. Bagi menjadi beberapa berkas."),
		    "too many rows");
	rc = read_columns(&job, &table.rows[0], e);
	*out = (struct import){ ARENA_ARRAY(d->a, table.n, struct import_row), 0, 0 };
	for (size_t i = 1; rc == RC_OK && i < table.n; i++) {
		rc = check_row(&job, &table.rows[i], out, &out->at[out->n], e);
		if (rc == RC_OK) {
			out->n_good += out->at[out->n].why.n == 0;
			out->n++;
		}
	}
	return rc;
}

/* ---- recording ---- */

enum rc
account_import_run(
    struct domain *d, const struct actor *who, str once, struct import *io, struct err *e)
{
	for (size_t i = 0; i < io->n; i++) {
		struct import_row *row = &io->at[i];
		enum rc rc;

		row->id = row->password = STR_NONE;
		if (row->why.n > 0)
			continue;
		row->in.once =
		    str_fmt(d->a, "%.*s/%.*s", STR_ARG(once), STR_ARG(row->in.username));
		rc = account_record(d, who, &row->in, &row->id, &row->password, e);
		if (rc == RC_CONFLICT || rc == RC_INVALID) {
			row->why = str_dup(d->a, str_from_z(i18n_tr(d->lang, e->msg)));
			io->n_good--;
		} else if (rc != RC_OK)
			return rc;
	}
	return RC_OK;
}
