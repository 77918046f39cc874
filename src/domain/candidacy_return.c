/* candidacy_return.c - signed letters come back: is it this candidate's letter, and is it signed? */
#include "domain/candidacy_file.h"
#include "domain/letters_match.h"

struct scan {
	struct domain *d;
	const struct candidacy_file *f;
	str bytes;
	struct letters_wanted wanted[CAND_LETTER__COUNT];
	struct letters_match match;
};

static enum rc
scan_all(struct scan *s, enum candidacy_letter l, const struct vault_stage *stage,
    struct err *e)
{
	enum rc rc;

	for (int k = 0; k < CAND_LETTER__COUNT; k++)
		s->wanted[k] = (struct letters_wanted){ &s->f->papers[k].letter,
			s->f->papers[k].pdf.pages, s->f->papers[k].pdf.sha256 };
	rc = letters_match(s->d, s->bytes, vault_stage_type(stage),
	    vault_stage_sha256(stage), s->wanted, CAND_LETTER__COUNT, &s->match, e);
	return rc == RC_OK ? letters_verdict(s->d, s->wanted, CAND_LETTER__COUNT,
				 &s->match, (size_t)l, e)
			   : rc;
}

static const enum document_class classes[CAND_LETTER__COUNT] = {
	[CAND_RECOMMENDATION] = DOC_SIGNED_RECOMMENDATION,
	[CAND_STATEMENT] = DOC_SIGNED_STATEMENT,
};

static enum rc
change_taken(struct candidacy_edit *x, struct db *tx, struct err *e)
{
	x->document->erase_old = x->f.items.n == 0;
	return document_take_tx(x->document, tx, e);
}

static enum rc
change_copied(struct candidacy_edit *x, struct db *tx, struct err *e)
{
	return document_record_tx(x->d, tx, x->in, e);
}

/* One PDF held both letters: it is the scan of the other one too. */
static enum rc
copy_for_other(
    const struct scan *s, const struct actor *who, int other, str name, struct err *e)
{
	struct document_owner owner = { "candidacy", s->f->cand.id };
	struct row_document row;
	struct candidacy_edit x = { .d = s->d,
		.who = who,
		.item = candidacy_letter_item((enum candidacy_letter)other),
		.version = FSM_ANY_VERSION,
		.change = change_copied,
		.in = &row,
		.fixed = true };
	struct err ignored;
	enum rc rc;

	if (letters_verdict(s->d, s->wanted, CAND_LETTER__COUNT, &s->match, (size_t)other,
		&ignored) != RC_OK ||
	    !candidacy_may_edit(s->f, x.item))
		return RC_OK;
	rc = document_store(s->d, &owner, classes[other], s->bytes, name, &row, e);
	if (rc != RC_OK)
		return rc;
	row.pages = s->match.pages;
	row.created_by = who->account;
	row.parent = s->f->papers[other].letter.document;
	return candidacy_edit_run(&x, e);
}

static enum rc
take(const struct scan *s, const struct actor *who, enum candidacy_letter l,
    struct vault_stage *stage, str name, struct err *e)
{
	struct document_owner owner = { "candidacy", s->f->cand.id };
	struct document_taking t = { .d = s->d, .who = who };
	struct candidacy_edit x = { .d = s->d,
		.who = who,
		.item = candidacy_letter_item(l),
		.version = FSM_ANY_VERSION,
		.change = change_taken,
		.document = &t,
		.fixed = true };
	enum rc rc = document_prepare(&t, &owner, classes[l], stage, name, e);

	/* the scan belongs to that letter as long as it is the one in force */
	t.out.row.parent = s->f->papers[l].letter.document;
	if (rc == RC_OK)
		rc = candidacy_edit_run(&x, e);
	if (rc == RC_OK)
		document_kept(&t);
	return rc;
}

enum rc
candidacy_return_letter(struct domain *d, const struct actor *who,
    enum candidacy_letter l, struct vault_stage *stage, str filename, struct err *e)
{
	int other = l == CAND_RECOMMENDATION ? CAND_STATEMENT : CAND_RECOMMENDATION;
	struct candidacy_file f;
	struct scan s = { .d = d, .f = &f };
	enum rc rc = candidacy_load(d, who, &f, e);

	if (rc == RC_OK && !candidacy_letters_valid(&f))
		rc = err_set(e, RC_CONFLICT,
		    N_("Data profil berubah setelah surat dibuat. Buat surat baru."),
		    "stale");
	if (rc == RC_OK)
		rc = candidacy_edit_check(&f, candidacy_letter_item(l), e);
	if (rc == RC_OK)
		rc = vault_stage_read(stage, d->a, &s.bytes, e);
	if (rc == RC_OK)
		rc = scan_all(&s, l, stage, e);
	if (rc != RC_OK) {
		vault_discard(stage);
		return rc;
	}
	rc = take(&s, who, l, stage, filename, e);
	return rc == RC_OK ? copy_for_other(&s, who, other, filename, e) : rc;
}
