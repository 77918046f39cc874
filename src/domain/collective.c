/* collective.c - one recommendation letter of an office for many people. */
#include "domain/collective.h"

#include "base/json.h"
#include "base/rnd.h"
#include "domain/ident.h"
#include "domain/letters_match.h"
#include "domain/record.h"
#include "domain/scope.h"

/* ---- who they are ---- */

static const struct {
	const char *name, *sentence;
} refusals[] = {
	{ "malformed", N_("NIP harus 18 angka.") },
	{ "twice", N_("NIP ini sudah ada di daftar.") },
	{ "unknown", N_("NIP ini tidak dikenal di kantor Anda.") },
	{ "other_office", N_("Pegawai kantor lain.") },
	{ "certified", N_("Sudah punya sertifikat yang berlaku.") },
};

const char *
collective_refusal(str refused)
{
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
		if (str_eq_z(refused, refusals[i].name))
			return refusals[i].sentence;
	return "";
}

static void
from_application(const struct row_application *a, struct row_collective_row *out)
{
	out->name = a->name;
	out->grade = a->grade;
	out->position = a->position;
	out->unit = a->unit;
	out->email = a->email;
}

/* What a colleague of the office has told about himself as a candidate, if he is one. */
static enum rc
from_account(struct domain *d, const struct row_account *a,
    struct row_collective_row *out, struct err *e)
{
	struct row_candidacy c;
	enum rc rc = q_candidacy_latest_of_account(d->db, a->id, &c, e);

	out->name = a->name;
	out->email = a->email;
	if (rc == RC_OK) {
		out->grade = c.grade;
		out->position = c.position;
		out->unit = c.unit;
	}
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* Colleagues with an account here, then people who have registered here. */
static enum rc
find_person(struct domain *d, str office, struct row_collective_row *out, struct err *e)
{
	struct row_certificate_list certs;
	struct row_application_list apps;
	struct row_account_list accounts;
	bool known = false, elsewhere = false;
	enum rc rc = q_account_by_nip(d->db, out->nip, &accounts, e);

	for (size_t i = 0; rc == RC_OK && i < accounts.n; i++) {
		bool here = str_eq(accounts.at[i].office, office);

		elsewhere |= !here;
		if (here && !known)
			rc = from_account(d, &accounts.at[i], out, e);
		known |= here;
	}
	if (rc == RC_OK)
		rc = q_application_of_nip(d->db, office, out->nip, &apps, e);
	if (rc == RC_OK && apps.n > 0 && (!known || out->grade.p == NULL)) {
		from_application(&apps.at[0], out);
		known = true;
	}
	if (rc == RC_OK)
		rc = q_certificate_living_of_nip(d->db, out->nip, &certs, e);
	if (rc != RC_OK)
		return rc;
	if (!known)
		out->refused = elsewhere ? STR("other_office") : STR("unknown");
	else if (certs.n > 0)
		out->refused = STR("certified");
	return RC_OK;
}

static bool
stands_before(const struct collective_people *all, str nip)
{
	for (size_t i = 0; i < all->n; i++)
		if (str_eq(all->at[i].nip, nip))
			return true;
	return false;
}

static enum rc
add_person(
    struct domain *d, str office, str typed, struct collective_people *all, struct err *e)
{
	struct row_collective_row *r = &all->at[all->n];
	struct date today = time_civil(domain_now(d), ZONE_WIB).date;
	struct nip nip;
	struct say ignored;
	enum rc rc = RC_OK;

	*r = (struct row_collective_row){ .seq = (int64_t)all->n + 1 };
	if (ident_nip(d->a, typed, today, &nip, &ignored) != RC_OK) {
		r->nip = str_dup(d->a, str_sub(typed, 0, 40));
		r->refused = STR("malformed");
	} else {
		r->nip = str_dup(d->a, str_from_z(nip.digits));
		if (stands_before(all, r->nip))
			r->refused = STR("twice");
		else
			rc = find_person(d, office, r, e);
	}
	all->n++;
	all->n_good += r->refused.p == NULL;
	return rc;
}

enum rc
collective_check(struct domain *d, const struct actor *who, str typed,
    struct collective_people *out, struct err *e)
{
	enum rc rc = RC_OK;

	*out = (struct collective_people){ .at = ARENA_ARRAY(d->a, COLLECTIVE_ROWS,
					       struct row_collective_row) };
	while (rc == RC_OK && typed.n > 0) {
		str line = str_cut(&typed, '\n');

		while (rc == RC_OK && line.n > 0) {
			str one = str_trim(str_cut(&line, ','));

			if (one.n == 0)
				continue;
			if (out->n == COLLECTIVE_ROWS)
				return err_set(e, RC_INVALID,
				    N_("Paling banyak 150 orang dalam satu surat."),
				    "rows");
			rc = add_person(d, who->office, one, out, e);
		}
	}
	if (rc == RC_OK && out->n == 0)
		return err_set(
		    e, RC_INVALID, N_("Pilih orangnya, atau tempel NIP."), "nobody");
	return rc;
}

enum rc
collective_choices(struct domain *d, const struct actor *who,
    struct row_account_list *out, struct err *e)
{
	return q_account_list(d->db,
	    &(struct q_account_list_in){ .office = who->office,
		.role = STR("staff"),
		.before_s = INT64_MAX,
		.before_id = STR(""),
		.n = COLLECTIVE_ROWS },
	    out, e);
}

/* ---- the letter ---- */

struct make {
	struct domain *d;
	const struct actor *who;
	const struct collective_people *people;
	struct letters_issue *issue;
	str id, once;
};

static enum rc
trace(struct domain *d, struct db *tx, const struct actor *who, str id, const char *event,
    str document, struct err *e)
{
	struct buf detail;
	struct json j;
	enum rc rc = history_add(d, tx, who, "collective", id, str_from_z(event),
	    STR_NONE, str_from_z(event), STR_NONE, e);

	if (rc != RC_OK)
		return rc;
	buf_init(&detail, d->a, 96);
	json_begin(&j, &detail);
	json_text(&j, "document", document);
	json_end(&j);
	return audit_add(d, tx, who, str_z(d->a, str_fmt(d->a, "collective.%s", event)),
	    str_fmt(d->a, "collective/%.*s", STR_ARG(id)), who->office, buf_get(&detail),
	    e);
}

static enum rc
make_in_write(struct db *tx, void *arg, struct err *e)
{
	struct make *m = arg;
	struct domain *d = m->d;
	enum rc rc = q_collective_insert(tx,
	    &(struct row_collective){ .id = m->id,
		.office = m->who->office,
		.signed_s = SQL_NULL_INT,
		.created_s = domain_now(d),
		.created_by = m->who->account },
	    e);

	if (rc == RC_OK && m->once.p != NULL)
		rc = q_once_insert(tx, m->once, m->id, domain_now(d), e);
	for (size_t i = 0; rc == RC_OK && i < m->people->n; i++) {
		m->people->at[i].collective = m->id;
		rc = q_collective_row_insert(tx, &m->people->at[i], e);
	}
	if (rc == RC_OK)
		rc = letters_record_tx(d, tx, m->issue, e);
	return rc == RC_OK
		   ? trace(d, tx, m->who, m->id, "make", m->issue->at[0].document.id, e)
		   : rc;
}

#define COLUMNS 6

static struct letter_rows
annex(struct domain *d, const struct collective_people *p)
{
	static const char *const columns[COLUMNS] = { "name", "nip", "grade", "position",
		"unit", "email" };
	str *cells = ARENA_ARRAY(d->a, p->n_good * COLUMNS + 1, str);
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct row_collective_row *r = &p->at[i];

		if (r->refused.p != NULL)
			continue;
		cells[n++] = r->name;
		cells[n++] = ident_nip_spaced(d->a, r->nip);
		cells[n++] = ident_rank_label(r->grade);
		cells[n++] = r->position;
		cells[n++] = r->unit;
		cells[n++] = r->email;
	}
	return (struct letter_rows){ "people", columns, COLUMNS, cells, p->n_good };
}

/* Who stands in it, keyed: kept with the letter. */
static str
hash_of(struct domain *d, const struct collective_people *p)
{
	struct buf b;

	buf_init(&b, d->a, p->n * 20 + 1);
	for (size_t i = 0; i < p->n; i++)
		if (p->at[i].refused.p == NULL)
			buf_fmt(&b, "%.*s\n", STR_ARG(p->at[i].nip));
	return vault_mac(d->vault, d->a, STR("collective"), buf_get(&b));
}

static enum rc
make_once(struct make *m, const struct row_office *office, bool *out_again, struct err *e)
{
	struct domain *d = m->d;
	const struct letters_order order = { "rekomendasi-kolektif", DOC_GEN_COLLECTIVE,
		STR("Surat rekomendasi kolektif.pdf") };
	struct letter_rows rows = annex(d, m->people);
	struct row_account head = { .name = STR_NONE };
	struct letters_issue issue = { 0 };
	enum rc rc = q_account_head_of_office(d->db, office->code, &head, e);

	*out_again = false;
	if (rc == RC_NOT_FOUND)
		memset(&head, 0, sizeof(head));
	else if (rc != RC_OK)
		return rc;
	const struct letter_field fields[] = {
		{ "count", letter_count(d->a, (int64_t)m->people->n_good) },
		{ "signer_name", head.name },
		{ "signer_nip",
		    head.nip.p != NULL ? ident_nip_spaced(d->a, head.nip) : STR_NONE },
	};
	const struct letters_set set = { .owner = { "collective", m->id },
		.office = office,
		.orders = &order,
		.n_orders = 1,
		.fields = fields,
		.n_fields = ARRAY_LEN(fields),
		.rows = &rows,
		.data_hash = hash_of(d, m->people) };

	rc = letters_make(d, &set, &issue, e);
	if (rc != RC_OK)
		return rc;
	m->issue = &issue;
	rc = store_write(d->store, d->a, make_in_write, m, e);
	m->issue = NULL;
	*out_again = rc == RC_CONFLICT && issue.overtaken;
	if (rc == RC_CONFLICT || rc == RC_INVALID || rc == RC_DENIED)
		letters_discard(d, &issue);
	return rc;
}

/* The letter that the form with that token made; RC_NOT_FOUND. */
static enum rc
made_before(struct domain *d, str once, str *out_id, struct err *e)
{
	struct row_once_by_token row;
	enum rc rc;

	if (once.p == NULL)
		return RC_NOT_FOUND;
	rc = q_once_by_token(d->db, once, &row, e);
	if (rc == RC_OK)
		*out_id = row.result;
	return rc;
}

enum rc
collective_make(struct domain *d, const struct actor *who, str typed, str once,
    str *out_id, struct err *e)
{
	struct collective_people people;
	struct row_office office;
	struct make m = { .d = d,
		.who = who,
		.people = &people,
		.id = rnd_id(d->a),
		.once = once.p != NULL ? str_fmt(d->a, "collective:%.*s:%.*s",
					     STR_ARG(who->account), STR_ARG(once))
				       : STR_NONE };
	bool again = true;
	enum rc rc = made_before(d, m.once, out_id, e);

	if (rc != RC_NOT_FOUND)
		return rc;
	rc = collective_check(d, who, typed, &people, e);
	if (rc == RC_OK && people.n_good == 0)
		rc = err_set(e, RC_INVALID,
		    N_("Tidak ada nama yang dapat dicantumkan dalam surat."), "no rows");
	if (rc == RC_OK)
		rc = q_office_by_code(d->db, who->office, &office, e);
	for (int round = 0; rc == RC_OK && again && round < LETTERS_ROUNDS; round++) {
		rc = make_once(&m, &office, &again, e);
		if (again)
			rc = RC_OK;
	}
	*out_id = m.id;
	if (rc == RC_CONFLICT)
		return made_before(d, m.once, out_id, e) == RC_OK ? RC_OK : rc;
	if (rc == RC_OK && again)
		return err_set(e, RC_UNAVAILABLE,
		    N_("Banyak surat sedang dibuat di kantor Anda. Coba lagi sebentar."),
		    "letter numbers taken %d times", LETTERS_ROUNDS);
	return rc;
}

/* ---- reading ---- */

static enum rc
letter_of(struct domain *d, str id, struct row_letter *out, struct err *e)
{
	return q_letter_current(
	    d->db, STR("collective"), id, STR("rekomendasi-kolektif"), out, e);
}

enum rc
collective_load(struct domain *d, const struct actor *who, str id,
    struct collective_file *out, struct err *e)
{
	struct scope scope;
	enum rc rc = q_collective_by_id(d->db, id, &out->row, e);

	memset(&out->scan, 0, sizeof(out->scan));
	if (rc != RC_OK)
		return rc;
	scope = (struct scope){ .office = out->row.office };
	rc = scope_check(who, &scope, e);
	if (rc == RC_OK)
		rc = letter_of(d, id, &out->letter, e);
	if (rc == RC_OK)
		rc = q_document_by_id(d->db, out->letter.document, &out->pdf, e);
	if (rc == RC_OK && out->row.signed_document.p != NULL)
		rc = q_document_by_id(d->db, out->row.signed_document, &out->scan, e);
	if (rc == RC_OK)
		rc = q_collective_rows(d->db, id, &out->people, e);
	if (rc == RC_OK)
		rc = q_office_by_code(d->db, out->row.office, &out->office, e);
	return rc;
}

enum rc
collective_list(struct domain *d, const struct actor *who,
    struct row_collective_list *out, struct err *e)
{
	return q_collective_list(d->db, who->office, 100, out, e);
}

enum rc
collective_usable(
    struct domain *d, str nip, str office, struct collective_usables *out, struct err *e)
{
	struct row_collective_list all = { .n = 0 };
	enum rc rc =
	    nip.n == 0 ? RC_OK : q_collective_of_nip(d->db, nip, office, &all, e);

	out->at = ARENA_ARRAY(d->a, all.n + 1, struct collective_usable);
	out->n = 0;
	for (size_t i = 0; rc == RC_OK && i < all.n; i++) {
		out->at[out->n].row = all.at[i];
		rc = letter_of(d, all.at[i].id, &out->at[out->n++].letter, e);
	}
	return rc;
}

enum rc
collective_application(struct domain *d, const struct row_collective *row, str nip,
    struct row_application *out, struct err *e)
{
	struct row_application_list all;
	enum rc rc = q_application_of_nip(d->db, row->office, nip, &all, e);

	if (rc != RC_OK)
		return rc;
	if (all.n == 0)
		return err_set(e, RC_NOT_FOUND, "", "has not registered");
	*out = all.at[0];
	return RC_OK;
}

/* ---- the signed scan ---- */

struct sign {
	struct domain *d;
	const struct actor *who;
	str id, document;
};

static const char there[] = N_("Hasil pindai surat ini sudah diunggah.");

static enum rc
sign_in_write(struct db *tx, void *arg, struct err *e)
{
	struct sign *s = arg;
	enum rc rc = q_collective_sign(
	    tx, s->id, s->document, domain_now(s->d), s->who->account, e);

	if (rc == RC_NOT_FOUND || rc == RC_CONFLICT)
		return err_set(e, RC_CONFLICT, there, "signed already");
	return rc == RC_OK ? trace(s->d, tx, s->who, s->id, "sign", s->document, e) : rc;
}

enum rc
collective_return(struct domain *d, const struct actor *who, str id,
    struct vault_stage *stage, str filename, struct err *e)
{
	struct document_owner owner = { "collective", id };
	struct sign s = { .d = d, .who = who, .id = id };
	struct collective_file f;
	struct letters_match match = { .pages = 0 };
	struct letters_wanted wanted;
	struct document_taken taken;
	str bytes;
	enum rc rc = collective_load(d, who, id, &f, e);

	if (rc == RC_OK && f.row.signed_document.p != NULL)
		rc = err_set(e, RC_CONFLICT, there, "signed already");
	if (rc == RC_OK)
		rc = vault_stage_read(stage, d->a, &bytes, e);
	if (rc == RC_OK) {
		wanted = (struct letters_wanted){ &f.letter, f.pdf.pages, f.pdf.sha256 };
		rc = letters_match(d, bytes, vault_stage_type(stage),
		    vault_stage_sha256(stage), &wanted, 1, &match, e);
	}
	if (rc == RC_OK)
		rc = letters_verdict(d, &wanted, 1, &match, 0, e);
	if (rc != RC_OK) {
		vault_discard(stage);
		return rc;
	}
	rc = document_take(
	    d, who, &owner, DOC_COLLECTIVE, stage, filename, false, &taken, e);
	s.document = taken.row.id;
	return rc == RC_OK ? store_write(d->store, d->a, sign_in_write, &s, e) : rc;
}
