/*
 * collective.h - one recommendation letter of an office for many people (SCREENS A8, DOMAIN 2.5): the
 * people are picked or their NIPs pasted, the letter with its annex is made and numbered, signed on
 * paper, uploaded once; who stands in it may use it instead of a letter of his own. A bad row says why
 * and does not hold the others. Afterwards a row can be corrected or dropped; then the letter is drawn
 * again with the next number. Until then those who stand in the signed one may go on using it.
 */
#ifndef DOMAIN_COLLECTIVE_H
#define DOMAIN_COLLECTIVE_H

#include "domain/document.h"
#include "domain/fsm.h"

#define COLLECTIVE_ROWS 150 /* of one letter, bad ones too */

extern const struct fsm collective_fsm, collective_person_fsm;

struct collective_people {
	struct row_collective_person *at; /* ids are not set yet */
	size_t n, n_good;
};

/* The sentence of a refused row, N_(); "" for one that stands in the letter. */
const char *collective_refusal(str refused);

/*
 * Who the typed people are: NIPs, one a line or between commas; somebody whom the office does not know yet
 * as "NIP; name; e-mail" (or with tabs, as a spreadsheet copies them). What we know of a person is taken
 * before what was typed. RC_INVALID: none, or more than COLLECTIVE_ROWS. Bad rows are no error.
 */
MUST_USE enum rc collective_check(struct domain *d, const struct actor *who, str typed,
    struct collective_people *out, struct err *e);
/* People of the office, to be picked: at most COLLECTIVE_ROWS, by name. */
MUST_USE enum rc collective_choices(struct domain *d, const struct actor *who,
    struct row_account_list *out, struct err *e);

/*
 * Make the letter, take its number, enter the rows. The same form sent twice (same `once`) makes one.
 * RC_INVALID: nobody can stand in it. Heavy.
 */
MUST_USE enum rc collective_make(struct domain *d, const struct actor *who, str typed,
    str once, str *out_id, struct err *e);

struct collective_file {
	struct row_collective row;
	struct row_letter letter;
	struct row_document pdf;
	struct row_document scan; /* id.p NULL: not signed yet */
	struct row_collective_person_list people;
	struct row_office office;
};
/* RC_NOT_FOUND out of the actor's reach. */
MUST_USE enum rc collective_load(struct domain *d, const struct actor *who, str id,
    struct collective_file *out, struct err *e);
MUST_USE enum rc collective_list(struct domain *d, const struct actor *who,
    struct row_collective_list *out, struct err *e);

/* What became of one who stands in it: his newest application in that office. RC_NOT_FOUND: none yet. */
MUST_USE enum rc collective_application(struct domain *d,
    const struct row_collective *row, str nip, struct row_application *out,
    struct err *e);

/*
 * The signed scan; consumes `stage`. RC_INVALID: not this letter, not whole, not signed (letters_match.h);
 * RC_CONFLICT: it is there already. Heavy.
 */
MUST_USE enum rc collective_return(struct domain *d, const struct actor *who, str id,
    struct vault_stage *stage, str filename, struct err *e);

/* What a row is to say, as typed. */
struct collective_row {
	str nip, name, email;
};
/*
 * Correct a row; the letter has to be drawn again. RC_INVALID: it still cannot stand in it, *out_refused
 * says why (collective_refusal()), else p NULL. RC_CONFLICT: somebody else changed it, or it is dropped.
 */
MUST_USE enum rc collective_correct(struct domain *d, const struct actor *who, str id,
    int64_t seq, int64_t version, const struct collective_row *in, str *out_refused,
    struct err *e);
/* Take a row out of the list; what was listed makes the letter outdated. */
MUST_USE enum rc collective_drop(struct domain *d, const struct actor *who, str id,
    int64_t seq, int64_t version, struct err *e);
/* Draw the letter again with those who are listed now, under the next number; it waits for its signature. */
MUST_USE enum rc collective_redraw(
    struct domain *d, const struct actor *who, str id, int64_t version, struct err *e);

/* Letters that a person of that NIP may use in that office, newest first. */
struct collective_usable {
	struct row_collective row;
	struct row_letter letter;
};
struct collective_usables {
	struct collective_usable *at;
	size_t n;
};
MUST_USE enum rc collective_usable(
    struct domain *d, str nip, str office, struct collective_usables *out, struct err *e);

#endif
