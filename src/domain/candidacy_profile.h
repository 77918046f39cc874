/*
 * candidacy_profile.h - what the candidate does on Road A: fill in the profile, take the two letters
 * out ("Simpan DS"), bring them back signed ("Konfirmasi DS"), put returned items right
 * (DESIGN 2 steps 4 to 6, SCREENS 6.3).
 *
 * Every function works on the candidacy of the actor's own account. RC_NOT_FOUND when there is none;
 * RC_CONFLICT when it is not open for the change, or changed since `version` was read.
 */
#ifndef DOMAIN_CANDIDACY_PROFILE_H
#define DOMAIN_CANDIDACY_PROFILE_H

#include "domain/candidacy.h"
#include "domain/document.h"
#include "domain/ident.h"

enum candidacy_item {
#define CANDIDACY_ITEM(id, text, label, page) id,
#include "domain/candidacy_items.def"
	CAND_ITEM__COUNT
};
#define CAND_ITEMS_DATA                                                                  \
	5 /* the first five make "Kelengkapan DS", the rest "Konfirmasi DS" */

const char *candidacy_item_text(enum candidacy_item i);
const char *candidacy_item_label(enum candidacy_item i); /* N_() */
const char *candidacy_item_page(enum candidacy_item i);
/* -1 when there is no such item. */
int candidacy_item_parse(str text);

/* The two letters, in the order of their register numbers. */
enum candidacy_letter { CAND_RECOMMENDATION, CAND_STATEMENT, CAND_LETTER__COUNT };
const char *candidacy_letter_label(enum candidacy_letter l); /* N_() */
enum candidacy_item candidacy_letter_item(enum candidacy_letter l);

struct candidacy_paper {
	struct row_letter letter;     /* the one in force; id.p NULL: none yet */
	struct row_document pdf;      /* as we made it */
	struct row_document returned; /* its signed scan; id.p NULL: none yet */
};

/* One's own candidacy with all that decides what is still to be done. */
struct candidacy_file {
	struct row_candidacy cand; /* name and NIP as the office's record has them now */
	struct row_office office;
	str nik; /* in clear: only its owner sees it */
	struct row_document appointment, ektp, photo; /* id.p NULL: none yet */
	struct candidacy_paper papers[CAND_LETTER__COUNT];
	bool stale;                          /* what the letters say is no longer so */
	struct row_returned_item_list items; /* of the last round, put right or not */
	struct ident_warnings warnings;
	unsigned done; /* 1 << enum candidacy_item */
};

/* The open candidacy of the actor, else the newest. */
MUST_USE enum rc candidacy_load(
    struct domain *d, const struct actor *who, struct candidacy_file *out, struct err *e);
/* May this item be changed now? A returned file opens only what was named. */
bool candidacy_may_edit(const struct candidacy_file *f, enum candidacy_item i);
/* The reason why an open item was sent back, STR_NONE when it was not. */
str candidacy_reason(const struct candidacy_file *f, enum candidacy_item i);
/* How many items of the last round are still to be put right. */
size_t candidacy_to_fix(const struct candidacy_file *f);
/* Everything of "Kelengkapan DS" is there. */
bool candidacy_complete(const struct candidacy_file *f);
/* Both letters are out, and say what is so. */
bool candidacy_letters_valid(const struct candidacy_file *f);
/* May "Simpan DS" be pressed: complete, and letters are missing or out of date. */
bool candidacy_may_save(const struct candidacy_file *f, const struct actor *who);
/* May signed letters be handed in: the letters are out, and say what is so. */
bool candidacy_may_confirm(const struct candidacy_file *f, const struct actor *who);
/* May the profile be opened again: not once BSSN has sent something back. */
bool candidacy_may_reopen(const struct candidacy_file *f, const struct actor *who);
/* Until when the candidate has to act, 0 when it is not his turn. */
int64_t candidacy_deadline_s(const struct domain *d, const struct candidacy_file *f);

/* ---- data and documents (C1 to C4) ---- */

struct candidacy_data { /* as typed */
	str nik, birth_place, birth_date /* ISO, STR_NONE: none */, sex, grade, position,
	    unit, office_address, phone;
};
struct candidacy_fault {
	const char *field; /* name in struct candidacy_data */
	struct say say;
};
struct candidacy_faults {
	struct candidacy_fault at[9];
	size_t n;
};
/* What is wrong with what was typed. */
void candidacy_check_data(struct domain *d, const struct actor *who,
    const struct candidacy_data *in, struct candidacy_faults *out);
/* RC_INVALID: *out_faults says what is wrong with which field. */
MUST_USE enum rc candidacy_set_data(struct domain *d, const struct actor *who,
    int64_t version, const struct candidacy_data *in, struct candidacy_faults *out_faults,
    struct err *e);

/*
 * Take an upload as the item's document (CAND_ITEM_APPOINTMENT, _EKTP, _PHOTO); consumes `stage`.
 * Advice on a picture is kept with the candidacy: after two tries the candidate may keep it.
 */
MUST_USE enum rc candidacy_upload(struct domain *d, const struct actor *who,
    enum candidacy_item i, struct vault_stage *stage, str filename,
    struct document_taken *out, struct err *e);
/* SK and SPMT as two PDFs, made one: where the SPMT begins is then known. Consumes both stages. */
MUST_USE enum rc candidacy_upload_two(struct domain *d, const struct actor *who,
    struct vault_stage *const stages[2], str filename, struct document_taken *out,
    struct err *e);
/* On which page of the PDF the SPMT begins. RC_INVALID when there is no such page. */
MUST_USE enum rc candidacy_set_spmt(
    struct domain *d, const struct actor *who, int64_t page, struct err *e);
/* Keep a picture in spite of the advice. RC_CONFLICT before the second try. */
MUST_USE enum rc candidacy_keep_picture(
    struct domain *d, const struct actor *who, enum candidacy_item i, struct err *e);
#define CANDIDACY_TRIES 2
/* Advice still open on that picture: enum inspect_hint; 0 when it is good or was kept. */
unsigned candidacy_hints(const struct candidacy_file *f, enum candidacy_item i);
int64_t candidacy_tries(const struct candidacy_file *f, enum candidacy_item i);

/* ---- official mailbox (C5) ---- */

/* Mail a code to the address. RC_INVALID fills *why; RC_LIMIT says how long to wait. */
MUST_USE enum rc candidacy_email_send(
    struct domain *d, const struct actor *who, str typed, struct say *why, struct err *e);
/* The code that came: the address is proven. RC_DENIED as code_use(). */
MUST_USE enum rc candidacy_email_prove(
    struct domain *d, const struct actor *who, str code, struct err *e);
/* The address that waits for its code, STR_NONE when none does. */
MUST_USE enum rc candidacy_email_waiting(
    struct domain *d, const struct actor *who, str *out, struct err *e);

/* ---- letters (C6 to C8) ---- */

/*
 * "Simpan DS": both letters with numbers of the office's register, mailed at once (E4). RC_INVALID
 * when something is missing. Heavy.
 */
MUST_USE enum rc candidacy_save_ds(
    struct domain *d, const struct actor *who, int64_t version, struct err *e);
/* Open the profile again for corrections; the letters stay until it is saved anew. */
MUST_USE enum rc candidacy_reopen(
    struct domain *d, const struct actor *who, int64_t version, struct err *e);
/* The check code of a letter as printed. */
str candidacy_code_shown(struct arena *a, str code);
/* Mail the letters in force once more. RC_LIMIT within conf.code_resend_s. */
MUST_USE enum rc candidacy_mail_again(
    struct domain *d, const struct actor *who, struct err *e);

/*
 * Take the signed scan of a letter. The code on its pages must be that of this candidate's letter,
 * and it must not be the letter as we made it: RC_INVALID with the sentence of SCREENS C8. One PDF
 * that holds both letters counts for both. Heavy; consumes `stage`.
 */
MUST_USE enum rc candidacy_return_letter(struct domain *d, const struct actor *who,
    enum candidacy_letter l, struct vault_stage *stage, str filename, struct err *e);
/* "Konfirmasi DS": hand the signed letters, or the corrections, to BSSN (E5). */
MUST_USE enum rc candidacy_confirm_ds(
    struct domain *d, const struct actor *who, int64_t version, struct err *e);

/* ---- the record, for its owner ---- */

MUST_USE enum rc candidacy_views(struct domain *d, const struct actor *who,
    struct row_doc_views_of_list *out, struct err *e);
MUST_USE enum rc candidacy_history(struct domain *d, const struct actor *who,
    struct row_history_list *out, struct err *e);

#endif
