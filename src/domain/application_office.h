/*
 * application_office.h - what the office does on Road B: compare, decide, receive at the counter,
 * activate (DESIGN 3 steps 6 and 7, SCREENS 6.4 and A7).
 *
 * A change names the version that the officer saw. RC_CONFLICT says who was faster and when;
 * RC_DENIED names the rule and who can help; RC_INVALID what is still missing.
 */
#ifndef DOMAIN_APPLICATION_OFFICE_H
#define DOMAIN_APPLICATION_OFFICE_H

#include "domain/application.h"
#include "domain/document.h"
#include "domain/ident.h"
#include "mail/mail_views.h"

enum office_item_id {
#define OFFICE_ITEM(id, name, group, label) id,
#include "domain/office_items.def"
	ITEM__COUNT
};

enum office_item_group {
	ITEM_CARD,  /* compared with the e-KTP */
	ITEM_PAPER, /* compared with the letter */
	ITEM_OTHER, /* nothing to compare with, but it may be sent back */
};

struct office_item {
	const char *name;
	enum office_item_group group;
	const char *label; /* N_() */
};
extern const struct office_item office_items[ITEM__COUNT];
/* -1 when unknown. */
int office_item_parse(str name);

enum office_decision { DECIDE_NONE, DECIDE_COMPLETE, DECIDE_RETURN, DECIDE_REFUSE };
const char *office_decision_text(
    enum office_decision x); /* "", "lengkap", "perbaiki", "tolak" */
enum office_decision office_decision_parse(str text);

/* What was found at one item; verdict is "ya", "tidak" or STR_NONE. */
struct office_check {
	str verdict, reason;
};

/* Everything that was found so far, as stored. */
struct office_checks {
	struct office_check at[ITEM__COUNT];
	str warnings_reason;
	enum office_decision decision;
	str message; /* reason of a refusal */
	size_t n_compared, n_to_compare, n_different;
};

/* "NIK: ...; Nomor surat: ..." of what differs, as text. */
str office_items_text(struct arena *a, enum lang lang, const struct office_checks *c);

/* One's view on a file. */
struct office_file {
	struct row_application app;
	struct row_office office;
	enum zone zone;
	str nik; /* in clear for who holds the review, else masked */
	struct office_checks checks;
	struct ident_warnings warnings;
	struct nip nip_parts;
	bool nip_known;
	struct date nik_birth;
	struct row_application_line_list twins;
	struct row_document_list
	    documents;    /* kept ones, newest first, that the actor may open */
	bool card_hidden; /* the e-KTP is not among them: office_card_hidden() */
	struct row_history_list history;
	struct row_note_of_noun_list notes;
	struct row_returned_item_list returned; /* every item ever returned */
	str claimer_name;                       /* who holds it, STR_NONE */
	str held; /* that somebody else does, until when: a sentence, NUL-terminated */
	int64_t claim_ends_s;
	bool mine; /* held by the actor */
	str why_not; /* why the actor may not work on it (own file): in his language, or STR_NONE */
	str why_not_activate; /* why he may not activate it: own file or two-person rule */
	int64_t sent_s;       /* when it was sent last */
	int64_t age_tenths;   /* working days since then */
	int64_t used; /* percent of the office's time that is gone, over 100: late */
};

MUST_USE enum rc office_file_load(struct domain *d, const struct actor *who, str number,
    struct office_file *out, struct err *e);

/* ---- review ---- */

MUST_USE enum rc office_claim(
    struct domain *d, const struct actor *who, str id, int64_t version, struct err *e);
MUST_USE enum rc office_release(
    struct domain *d, const struct actor *who, str id, int64_t version, struct err *e);
/* Give back what nobody worked on for conf.claim_s: for the worker. *out_n is how many. */
MUST_USE enum rc office_release_idle(struct domain *d, int64_t *out_n, struct err *e);

/* Keep what was found and typed. */
MUST_USE enum rc office_save_checks(struct domain *d, const struct actor *who, str id,
    int64_t version, const struct office_checks *in, struct err *e);
/* Why that decision cannot be taken yet: RC_OK, or RC_INVALID with what is missing. */
MUST_USE enum rc office_decision_check(struct domain *d,
    const struct row_application *app, const struct office_checks *checks,
    const struct ident_warnings *warnings, enum office_decision decision, struct err *e);
/* The very mail that the decision will send. */
MUST_USE enum rc office_decision_mail(struct domain *d, const struct row_application *app,
    const struct office_checks *checks, enum office_decision decision,
    struct mail_text *out, struct err *e);
/* Carry the stored decision out. `s`: the signed review, for DECIDE_COMPLETE; else NULL. */
struct signing;
MUST_USE enum rc office_decide(struct domain *d, const struct actor *who, str id,
    int64_t version, const struct signing *s, struct err *e);
MUST_USE enum rc office_note(
    struct domain *d, const struct actor *who, str number, str text, struct err *e);

/* ---- counter ---- */

#define COUNTER_TICKS 4
enum counter_tick { TICK_CARD, TICK_FACE, TICK_NAME, TICK_STATEMENT };
extern const char *const counter_tick_names[COUNTER_TICKS];  /* "kartu", "wajah", ... */
extern const char *const counter_tick_labels[COUNTER_TICKS]; /* N_() */

struct counter_record {
	bool nik_match, letter_original, letter_soft;
	int64_t nik_tries; /* how often the typed NIK did not agree */
	struct office_check ticks[COUNTER_TICKS];
	str photo; /* document id or STR_NONE */
};

/* What the row holds. */
void counter_record_read(const struct row_application *app, struct counter_record *out);
/* First thing that is missing or forbids activation, as N_(); NULL when it is complete. */
const char *counter_record_lacks(const struct counter_record *r);

/* The application of that number or NIP, if it is one of the office's. RC_NOT_FOUND says why. */
MUST_USE enum rc counter_search(
    struct domain *d, const struct actor *who, str typed, str *out_number, struct err *e);
MUST_USE enum rc counter_arrive(
    struct domain *d, const struct actor *who, str id, int64_t version, struct err *e);
MUST_USE enum rc counter_leave(struct domain *d, const struct actor *who, str id,
    int64_t version, str reason, struct err *e);
/*
 * The NIK as read from the original card; it is compared and forgotten. *out_match tells whether it
 * agrees. RC_INVALID fills *why when it is no NIK at all (not counted).
 */
MUST_USE enum rc counter_nik(struct domain *d, const struct actor *who, str id,
    int64_t version, str typed, bool *out_match, struct say *why, struct err *e);
MUST_USE enum rc counter_identity(struct domain *d, const struct actor *who, str id,
    int64_t version, const struct office_check ticks[3], struct err *e);
MUST_USE enum rc counter_letter(struct domain *d, const struct actor *who, str id,
    int64_t version, bool original, bool soft, struct err *e);
/* RC_INVALID: the inspector's sentence. Heavy. Always consumes `stage`. */
MUST_USE enum rc counter_photo(struct domain *d, const struct actor *who, str id,
    int64_t version, struct vault_stage *stage, str filename, struct err *e);
MUST_USE enum rc counter_statement(struct domain *d, const struct actor *who, str id,
    int64_t version, const struct office_check *tick, struct err *e);
/* Send back (items in `checks`) or refuse from the counter: stores and leaves the review page to ask. */
MUST_USE enum rc counter_prepare(struct domain *d, const struct actor *who, str id,
    int64_t version, const struct office_checks *in, struct err *e);
/* Whether Aktivasi is possible for the actor now, before he signs it; errors as counter_approve. */
MUST_USE enum rc counter_approve_check(
    struct domain *d, const struct actor *who, str id, int64_t version, struct err *e);
/* Aktivasi, with the signed approval. Heavy (makes the proof). */
MUST_USE enum rc counter_approve(struct domain *d, const struct actor *who, str id,
    int64_t version, const struct signing *s, struct err *e);

#endif
