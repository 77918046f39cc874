/* candidacy_profile.c - one's own candidacy: what is there, what is missing, what may be changed. */
#include "domain/candidacy_file.h"

static const struct {
	const char *text, *label, *page;
} items[CAND_ITEM__COUNT] = {
#define CANDIDACY_ITEM(id, text, label, page) [id] = { text, label, page },
#include "domain/candidacy_items.def"
};

static const struct {
	const char *kind, *label;
	enum candidacy_item item;
	enum document_class returned;
} letters[CAND_LETTER__COUNT] = {
	[CAND_RECOMMENDATION] = { "rekomendasi-opip",
	    N_("Surat Rekomendasi Pembuatan Akun OPIP"), CAND_ITEM_RECOMMENDATION,
	    DOC_SIGNED_RECOMMENDATION },
	[CAND_STATEMENT] = { "pernyataan-opip",
	    N_("Surat Pernyataan bersedia melakukan pendaftaran akun OPIP"),
	    CAND_ITEM_STATEMENT, DOC_SIGNED_STATEMENT },
};

const char *
candidacy_item_text(enum candidacy_item i)
{
	return items[i].text;
}

const char *
candidacy_item_label(enum candidacy_item i)
{
	return items[i].label;
}

const char *
candidacy_item_page(enum candidacy_item i)
{
	return items[i].page;
}

int
candidacy_item_parse(str text)
{
	for (int i = 0; i < CAND_ITEM__COUNT; i++)
		if (str_eq_z(text, items[i].text))
			return i;
	return -1;
}

const char *
candidacy_letter_label(enum candidacy_letter l)
{
	return letters[l].label;
}

enum candidacy_item
candidacy_letter_item(enum candidacy_letter l)
{
	return letters[l].item;
}

str
candidacy_nik_context(struct arena *a, str id)
{
	return str_fmt(a, "candidacy.nik/%.*s", STR_ARG(id));
}

/* ---- reading ---- */

static bool
has(str s)
{
	return s.p != NULL && s.n > 0;
}

static enum rc
document_or_none(struct db *db, const struct row_candidacy *c, enum document_class class,
    struct row_document *out, struct err *e)
{
	enum rc rc = q_document_current(
	    db, STR("candidacy"), c->id, str_from_z(document_class_text(class)), out, e);

	if (rc != RC_NOT_FOUND)
		return rc;
	memset(out, 0, sizeof(*out));
	return RC_OK;
}

/* A letter in force, its PDF, and its signed scan: one of an earlier letter does not count. */
static enum rc
read_paper(struct db *db, const struct row_candidacy *c, enum candidacy_letter l,
    struct candidacy_paper *out, struct err *e)
{
	enum rc rc = q_letter_current(
	    db, STR("candidacy"), c->id, str_from_z(letters[l].kind), &out->letter, e);

	memset(&out->pdf, 0, sizeof(out->pdf));
	memset(&out->returned, 0, sizeof(out->returned));
	if (rc == RC_NOT_FOUND) {
		memset(&out->letter, 0, sizeof(out->letter));
		return RC_OK;
	}
	if (rc == RC_OK)
		rc = q_document_by_id(db, out->letter.document, &out->pdf, e);
	if (rc == RC_OK)
		rc = q_document_of_parent(db, out->letter.document,
		    str_from_z(document_class_text(letters[l].returned)), &out->returned,
		    e);
	if (rc != RC_NOT_FOUND)
		return rc;
	memset(&out->returned, 0, sizeof(out->returned));
	return RC_OK;
}

str
candidacy_data_hash(struct domain *d, const struct candidacy_file *f)
{
	const struct row_candidacy *c = &f->cand;
	const str said[] = { c->name, c->nip, c->nik_mac, c->grade, c->position, c->unit,
		c->email, c->phone, f->office.code, f->office.name };
	struct buf b;

	buf_init(&b, d->a, 512);
	for (size_t i = 0; i < ARRAY_LEN(said); i++) {
		buf_fmt(&b, "%zu:", said[i].n);
		buf_str(&b, said[i]);
	}
	return vault_mac(d->vault, d->a, STR("candidacy.letters"), buf_get(&b));
}

static bool
picture_settled(const struct row_document *doc, int64_t hints, int64_t accepted)
{
	return doc->id.p != NULL && (hints == 0 || accepted);
}

static unsigned
judge(const struct candidacy_file *f)
{
	const struct row_candidacy *c = &f->cand;
	const struct {
		enum candidacy_item item;
		bool done;
	} all[] = {
		{ CAND_ITEM_DATA, has(c->nik_box) && has(c->birth_place) &&
				      has(c->birth_date) && has(c->sex) &&
				      has(c->grade) && has(c->position) && has(c->unit) &&
				      has(c->office_address) && has(c->phone) },
		{ CAND_ITEM_APPOINTMENT, f->appointment.id.p != NULL &&
					     c->spmt_page != SQL_NULL_INT &&
					     c->spmt_page <= f->appointment.pages },
		{ CAND_ITEM_EKTP,
		    picture_settled(&f->ektp, c->ektp_hints, c->ektp_accepted) },
		{ CAND_ITEM_PHOTO,
		    picture_settled(&f->photo, c->photo_hints, c->photo_accepted) },
		{ CAND_ITEM_EMAIL, has(c->email) && c->email_proven_s != SQL_NULL_INT },
		{ CAND_ITEM_RECOMMENDATION,
		    !f->stale && f->papers[CAND_RECOMMENDATION].returned.id.p != NULL },
		{ CAND_ITEM_STATEMENT,
		    !f->stale && f->papers[CAND_STATEMENT].returned.id.p != NULL },
	};
	unsigned done = 0;

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (all[i].done)
			done |= 1U << all[i].item;
	return done;
}

enum rc
candidacy_file_read(
    struct domain *d, struct db *db, struct candidacy_file *f, struct err *e)
{
	struct row_account acc;
	enum rc rc = q_account_by_id(db, f->cand.account, &acc, e);

	if (rc == RC_OK) {
		f->cand.name = acc.name;
		f->cand.nip = acc.nip;
		rc = q_office_by_code(db, f->cand.office, &f->office, e);
	}
	if (rc == RC_OK)
		rc = document_or_none(db, &f->cand, DOC_APPOINTMENT, &f->appointment, e);
	if (rc == RC_OK)
		rc = document_or_none(db, &f->cand, DOC_EKTP, &f->ektp, e);
	if (rc == RC_OK)
		rc = document_or_none(db, &f->cand, DOC_PHOTO, &f->photo, e);
	for (int l = 0; rc == RC_OK && l < CAND_LETTER__COUNT; l++)
		rc = read_paper(db, &f->cand, (enum candidacy_letter)l, &f->papers[l], e);
	if (rc == RC_OK)
		rc = q_returned_item_all(db, STR("candidacy"), f->cand.id, &f->items, e);
	if (rc != RC_OK)
		return rc;
	for (size_t i = 0; i < f->items.n; i++) /* the last round comes first */
		if (f->items.at[i].round != f->items.at[0].round)
			f->items.n = i;
	f->stale = false;
	for (int l = 0; l < CAND_LETTER__COUNT; l++)
		if (f->papers[l].letter.id.p != NULL &&
		    !str_eq(f->papers[l].letter.data_hash, candidacy_data_hash(d, f)))
			f->stale = true;
	f->done = judge(f);
	return RC_OK;
}

static void
compare(struct domain *d, struct candidacy_file *f)
{
	struct ident_facts facts = { .sex = sex_parse(f->cand.sex),
		.name = f->cand.name,
		.email = f->cand.email,
		.mailboxes = d->conf->functional_mailboxes.at,
		.n_mailboxes = d->conf->functional_mailboxes.n,
		.today = time_civil(domain_now(d), zone_parse(f->office.zone)).date };
	struct date birth;
	struct nip nip;
	struct nik nik;
	struct say ignored;
	struct err e;

	if (has(f->cand.nip) &&
	    ident_nip(d->a, f->cand.nip, facts.today, &nip, &ignored) == RC_OK)
		facts.nip = &nip;
	if (has(f->nik) && ident_nik(d->a, f->nik, facts.today, &nik, &ignored) == RC_OK)
		facts.nik = &nik;
	if (has(f->cand.birth_date) &&
	    date_parse_iso(f->cand.birth_date, &birth, &e) == RC_OK)
		facts.birth = &birth;
	ident_compare(d->a, &facts, &f->warnings);
}

enum rc
candidacy_load(
    struct domain *d, const struct actor *who, struct candidacy_file *out, struct err *e)
{
	enum rc rc = q_candidacy_open_of_account(d->db, who->account, &out->cand, e);

	if (rc == RC_NOT_FOUND)
		rc = q_candidacy_latest_of_account(d->db, who->account, &out->cand, e);
	if (rc == RC_NOT_FOUND)
		return err_set(e, RC_NOT_FOUND,
		    N_("Anda belum direkam sebagai calon OPIP. Hubungi admin kantor Anda."),
		    "no candidacy");
	if (rc == RC_OK)
		rc = candidacy_file_read(d, d->db, out, e);
	if (rc != RC_OK)
		return rc;
	out->nik = STR_NONE;
	if (has(out->cand.nik_box))
		rc = vault_unseal(d->vault, d->a,
		    candidacy_nik_context(d->a, out->cand.id), out->cand.nik_box,
		    &out->nik, e);
	memset(&out->warnings, 0, sizeof(out->warnings));
	if (rc == RC_OK)
		compare(d, out);
	return rc;
}

/* ---- what may be done ---- */

static bool
in_state(const struct candidacy_file *f, enum candidacy_state s)
{
	return state_parse(&words_candidacy, f->cand.state) == (int)s;
}

static const struct row_returned_item *
named(const struct candidacy_file *f, enum candidacy_item i)
{
	for (size_t k = 0; k < f->items.n; k++)
		if (str_eq_z(f->items.at[k].item, items[i].text))
			return &f->items.at[k];
	return NULL;
}

str
candidacy_reason(const struct candidacy_file *f, enum candidacy_item i)
{
	const struct row_returned_item *it = named(f, i);

	return it != NULL && it->fixed_s == SQL_NULL_INT ? it->reason : STR_NONE;
}

size_t
candidacy_to_fix(const struct candidacy_file *f)
{
	size_t n = 0;

	for (size_t k = 0; k < f->items.n; k++)
		n += f->items.at[k].fixed_s == SQL_NULL_INT;
	return n;
}

bool
candidacy_may_edit(const struct candidacy_file *f, enum candidacy_item i)
{
	bool out = in_state(f, CAND_LETTERS_SENT), back = in_state(f, CAND_RETURNED);

	if (i < CAND_ITEMS_DATA && in_state(f, CAND_PROFILE))
		return true;
	if (!out && !back)
		return false;
	if (named(f, i) != NULL)
		return i < CAND_ITEMS_DATA || !f->stale;
	/* a round of corrections may have taken the letters away, or begun from old data */
	if (i >= CAND_ITEMS_DATA)
		return !f->stale && (out || !(f->done & 1U << i));
	return back && !(f->done & 1U << i);
}

bool
candidacy_complete(const struct candidacy_file *f)
{
	unsigned all = (1U << CAND_ITEMS_DATA) - 1;

	return (f->done & all) == all;
}

bool
candidacy_letters_valid(const struct candidacy_file *f)
{
	for (int l = 0; l < CAND_LETTER__COUNT; l++)
		if (f->papers[l].letter.id.p == NULL)
			return false;
	return !f->stale;
}

bool
candidacy_may_save(const struct candidacy_file *f, const struct actor *who)
{
	return fsm_allows(&candidacy_fsm, f->cand.state, CAND_EV_SAVE_DS, who->roles) &&
	       candidacy_complete(f) &&
	       (in_state(f, CAND_PROFILE) || !candidacy_letters_valid(f));
}

bool
candidacy_may_confirm(const struct candidacy_file *f, const struct actor *who)
{
	return fsm_allows(
		   &candidacy_fsm, f->cand.state, CAND_EV_CONFIRM_DS, who->roles) &&
	       candidacy_complete(f) && candidacy_letters_valid(f);
}

bool
candidacy_may_reopen(const struct candidacy_file *f, const struct actor *who)
{
	return fsm_allows(&candidacy_fsm, f->cand.state, CAND_EV_REOPEN, who->roles) &&
	       f->items.n == 0;
}

int64_t
candidacy_deadline_s(const struct domain *d, const struct candidacy_file *f)
{
	if (in_state(f, CAND_LETTERS_SENT) || in_state(f, CAND_RETURNED))
		return f->cand.state_since_s + d->conf->fix_days * 86400;
	return 0;
}

/* ---- the record, for its owner ---- */

enum rc
candidacy_views(struct domain *d, const struct actor *who,
    struct row_doc_views_of_list *out, struct err *e)
{
	struct row_candidacy c;
	enum rc rc = q_candidacy_latest_of_account(d->db, who->account, &c, e);

	return rc != RC_OK ? rc : q_doc_views_of(d->db, STR("candidacy"), c.id, out, e);
}

enum rc
candidacy_history(struct domain *d, const struct actor *who, struct row_history_list *out,
    struct err *e)
{
	struct row_candidacy c;
	enum rc rc = q_candidacy_latest_of_account(d->db, who->account, &c, e);

	return rc != RC_OK ? rc : q_history_of(d->db, STR("candidacy"), c.id, out, e);
}
