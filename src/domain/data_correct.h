/*
 * data_correct.h - what an officer puts right in a case on its owner's request (UU 27/2022 art. 30, PP
 * 71/2019 art. 61): name, NIP, rank, position, unit and phone; of an account its recorded address as well.
 * Old and new values stand in the history of the case, keyed fingerprints of them in the record. What is
 * signed or certified cannot be changed; what then has to be done is said.
 */
#ifndef DOMAIN_DATA_CORRECT_H
#define DOMAIN_DATA_CORRECT_H

#include "domain/application_edit.h"
#include "domain/data_request.h"
#include "domain/say.h"

/* As stored in data_request.changed, and the name of the field in forms: "name". */
const char *data_field_name(enum data_field f);
const char *data_field_label(enum data_field f); /* N_() */
/* As people read it: a phone number with spaces, the label of a rank in Indonesian. */
str data_value_shown(struct arena *a, enum data_field f, str stored);

/* What an officer, or the person, still has to do. As stored in data_request.follows: "certificate". */
enum data_follow {
	AFTER_DRAWN,       /* receipt and statement were drawn again */
	AFTER_LETTER,      /* the uploaded recommendation may say something else */
	AFTER_SAVE_DS,     /* the letters of a candidacy have to be made again */
	AFTER_CERTIFICATE, /* a certificate in force says something else */
	AFTER_GRANT,       /* what BSSN signed says something else */
	AFTER_PROVE,       /* the new mailbox is not proven */
	AFTER__COUNT
};
const char *data_follow_name(enum data_follow f);
const char *data_follow_text(enum data_follow f); /* N_() a sentence */

/* May that field be corrected in such a case? */
bool data_field_of(const struct data_case *c, enum data_field f);
/* What is stored now, through `db`. */
MUST_USE enum rc data_values_read(
    struct db *db, const struct data_case *c, struct data_values *out, struct err *e);

struct data_faults {
	struct {
		enum data_field field;
		struct say say;
	} at[DATA__COUNT];
	size_t n;
};
/*
 * What was typed, cleaned as the forms of the owner clean it; a field that was left as it is shown stays.
 * RC_INVALID fills *why.
 */
MUST_USE enum rc data_values_clean(struct domain *d, const struct data_values *now,
    const struct data_values *typed, struct data_values *out, struct data_faults *why,
    struct err *e);

struct data_correction {
	struct domain *d;
	const struct actor *who;
	const struct data_case *c;
	str request;
	const struct data_values *want;
	/* set by the functions below: bits of enum data_field and enum data_follow */
	unsigned changed, follows;
	int64_t version; /* of the application that letters were drawn from */
	bool drawn;
	struct apply_letters letters;
};
/* Before the transaction: draw what has to be drawn again. Heavy. */
MUST_USE enum rc data_correction_prepare(struct data_correction *x, struct err *e);
/*
 * Change the rows, with history and audit. RC_INVALID: nothing differs; RC_CONFLICT with a sentence:
 * what is to be changed is signed, certified or used by somebody else.
 */
MUST_USE enum rc data_correction_tx(
    struct data_correction *x, struct db *tx, struct err *e);
/* After a failed transaction: remove the files that were drawn. */
void data_correction_drop(struct data_correction *x);
/* The names behind those bits, separated by commas; STR_NONE without any. */
str data_changed_text(struct arena *a, unsigned changed);
str data_follows_text(struct arena *a, unsigned follows);

#endif
