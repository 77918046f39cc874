/* collective.c - one recommendation letter of an office for many people. */
#include "domain/collective_edit.h"

#include "base/rnd.h"
#include "domain/ident.h"
#include "domain/letters_match.h"
#include "domain/record.h"
#include "domain/scope.h"

/* ---- the letter ---- */

struct make {
	struct domain *d;
	const struct actor *who;
	const struct collective_people *people;
	struct letters_issue *issue;
	str id, once;
	int64_t version; /* of the letter that is drawn again; 0: a new one */
};

static enum rc
insert_tx(struct make *m, struct db *tx, struct err *e)
{
	struct domain *d = m->d;
	enum rc rc = q_collective_insert(tx,
	    &(struct row_collective){ .id = m->id,
		.office = m->who->office,
		.signed_s = SQL_NULL_INT,
		.created_s = domain_now(d),
		.created_by = m->who->account,
		.state = STR("drawn"),
		.version = 1 },
	    e);

	if (rc == RC_OK && m->once.p != NULL)
		rc = q_once_insert(tx, m->once, m->id, domain_now(d), e);
	for (size_t i = 0; rc == RC_OK && i < m->people->n; i++) {
		struct row_collective_person *r = &m->people->at[i];

		r->id = str_fmt(d->a, "%.*s:%lld", STR_ARG(m->id), (long long)r->seq);
		r->collective = m->id;
		r->version = 1;
		r->printed = collective_listed(r);
		rc = q_collective_person_insert(tx, r, e);
	}
	return rc == RC_OK ? fsm_born(&collective_fsm, d, tx, m->who, m->id,
				 m->issue->at[0].letter.number, m->who->office,
				 COLL_DRAWN, "make", e)
			   : rc;
}

static enum rc
make_in_write(struct db *tx, void *arg, struct err *e)
{
	struct make *m = arg;
	enum rc rc = m->version == 0
			 ? insert_tx(m, tx, e)
			 : fsm_apply_tx(&collective_fsm, m->d, tx, m->who, m->id,
			       COLL_EV_REDRAW, m->version, NULL, STR_NONE, NULL, e);

	return rc == RC_OK ? letters_record_tx(m->d, tx, m->issue, e) : rc;
}

#define COLUMNS 7

static struct letter_rows
annex(struct domain *d, const struct collective_people *p)
{
	static const char *const columns[COLUMNS] = { "name", "nip", "nik", "grade",
		"position", "unit", "email" };
	str *cells = ARENA_ARRAY(d->a, p->n_good * COLUMNS + 1, str);
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct row_collective_person *r = &p->at[i];

		if (!collective_listed(r))
			continue;
		cells[n++] = r->name;
		cells[n++] = ident_nip_spaced(d->a, r->nip);
		cells[n++] = r->nik_shown;
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
		if (collective_listed(&p->at[i]))
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

/* Until nobody was faster with the numbers. */
static enum rc
make_rounds(struct make *m, struct err *e)
{
	struct row_office office;
	bool again = true;
	enum rc rc = q_office_by_code(m->d->db, m->who->office, &office, e);

	for (int round = 0; rc == RC_OK && again && round < LETTERS_ROUNDS; round++) {
		rc = make_once(m, &office, &again, e);
		if (again)
			rc = RC_OK;
	}
	if (rc == RC_OK && again)
		return err_set(e, RC_UNAVAILABLE,
		    N_("Banyak surat sedang dibuat di kantor Anda. Coba lagi sebentar."),
		    "letter numbers taken %d times", LETTERS_ROUNDS);
	return rc;
}

static const char nobody[] = N_("Tidak ada nama yang dapat dicantumkan dalam surat.");

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
	struct make m = { .d = d,
		.who = who,
		.people = &people,
		.id = rnd_id(d->a),
		.once = once.p != NULL ? str_fmt(d->a, "collective:%.*s:%.*s",
					     STR_ARG(who->account), STR_ARG(once))
				       : STR_NONE };
	enum rc rc = made_before(d, m.once, out_id, e);

	if (rc != RC_NOT_FOUND)
		return rc;
	rc = collective_check(d, who, typed, &people, e);
	if (rc == RC_OK && people.n_good == 0)
		rc = err_set(e, RC_INVALID, nobody, "no rows");
	if (rc == RC_OK)
		rc = make_rounds(&m, e);
	*out_id = m.id;
	if (rc == RC_CONFLICT)
		return made_before(d, m.once, out_id, e) == RC_OK ? RC_OK : rc;
	return rc;
}

enum rc
collective_redraw(
    struct domain *d, const struct actor *who, str id, int64_t version, struct err *e)
{
	struct collective_people people = { .n = 0 };
	struct collective_file f;
	struct make m = { .d = d,
		.who = who,
		.people = &people,
		.id = id,
		.once = STR_NONE,
		.version = version };
	enum rc rc = collective_load(d, who, id, &f, e);

	if (rc != RC_OK)
		return rc;
	if (!fsm_allows(&collective_fsm, f.row.state, COLL_EV_REDRAW, who->roles))
		return fsm_not_now(&collective_fsm, d, f.row.state, e);
	people.at = ARENA_ARRAY(d->a, f.people.n + 1, struct row_collective_person);
	memcpy(people.at, f.people.at, f.people.n * sizeof(*people.at));
	people.n = f.people.n;
	for (size_t i = 0; i < people.n; i++)
		people.n_good += collective_listed(&people.at[i]);
	if (people.n_good == 0)
		return err_set(e, RC_INVALID, nobody, "no rows");
	return make_rounds(&m, e);
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
		rc = q_collective_people(d->db, id, &out->people, e);
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

/* ---- a row afterwards ---- */

static enum rc
row_of(const struct collective_file *f, int64_t seq,
    const struct row_collective_person **out, struct err *e)
{
	for (size_t i = 0; i < f->people.n; i++)
		if (f->people.at[i].seq == seq) {
			*out = &f->people.at[i];
			return RC_OK;
		}
	return err_set(e, RC_NOT_FOUND,
	    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
	    "no such row");
}

/* The other rows that count: a dropped one may be there again. */
static size_t
others(struct domain *d, const struct collective_file *f, int64_t seq,
    struct row_collective_person **out)
{
	size_t n = 0;

	*out = ARENA_ARRAY(d->a, f->people.n + 1, struct row_collective_person);
	for (size_t i = 0; i < f->people.n; i++)
		if (f->people.at[i].seq != seq && collective_listed(&f->people.at[i]))
			(*out)[n++] = f->people.at[i];
	return n;
}

enum rc
collective_correct(struct domain *d, const struct actor *who, str id, int64_t seq,
    int64_t version, const struct collective_row *in, str *out_refused, struct err *e)
{
	const struct row_collective_person *row;
	struct row_collective_person now, *before;
	struct collective_file f;
	size_t n;
	enum rc rc = collective_load(d, who, id, &f, e);

	*out_refused = STR_NONE;
	if (rc == RC_OK)
		rc = row_of(&f, seq, &row, e);
	if (rc != RC_OK)
		return rc;
	n = others(d, &f, seq, &before);
	rc = collective_find(d, f.row.office, in, before, n, &now, e);
	if (rc != RC_OK)
		return rc;
	if (!collective_listed(&now)) {
		*out_refused = now.refused;
		return err_set(
		    e, RC_INVALID, collective_refusal(now.refused), "still refused");
	}
	return fsm_apply(&collective_person_fsm, d, who, row->id, PERSON_EV_CORRECT,
	    version, &now, STR_NONE, NULL, e);
}

enum rc
collective_drop(struct domain *d, const struct actor *who, str id, int64_t seq,
    int64_t version, struct err *e)
{
	const struct row_collective_person *row;
	struct collective_file f;
	enum rc rc = collective_load(d, who, id, &f, e);

	if (rc == RC_OK)
		rc = row_of(&f, seq, &row, e);
	return rc != RC_OK ? rc
			   : fsm_apply(&collective_person_fsm, d, who, row->id,
				 PERSON_EV_DROP, version, NULL, STR_NONE, NULL, e);
}

/* ---- the signed scan ---- */

static const char there[] = N_("Hasil pindai surat ini sudah diunggah.");

enum rc
collective_return(struct domain *d, const struct actor *who, str id,
    struct vault_stage *stage, str filename, struct err *e)
{
	struct document_owner owner = { "collective", id };
	struct collective_file f;
	struct letters_match match = { .pages = 0 };
	struct letters_wanted wanted;
	struct document_taken taken;
	str bytes;
	enum rc rc = collective_load(d, who, id, &f, e);

	if (rc == RC_OK && str_eq_z(f.row.state, "signed"))
		rc = err_set(e, RC_CONFLICT, there, "signed already");
	else if (rc == RC_OK &&
		 !fsm_allows(&collective_fsm, f.row.state, COLL_EV_SIGN, who->roles))
		rc = fsm_not_now(&collective_fsm, d, f.row.state, e);
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
	if (rc != RC_OK)
		return rc;
	return fsm_apply(&collective_fsm, d, who, id, COLL_EV_SIGN, f.row.version,
	    &taken.row.id, STR_NONE, NULL, e);
}
