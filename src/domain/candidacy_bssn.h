/*
 * candidacy_bssn.h - what a verifier of BSSN does on Road A: find, hold, compare, interview, decide
 * (DESIGN 2 steps 7 and 8, SCREENS 6.7).
 *
 * A change names the version that the verifier saw. RC_CONFLICT says who was faster and when;
 * RC_DENIED names the rule; RC_INVALID says what is missing. A grant is signed over the candidate's own
 * keys, which he adds before the decision (docs/decisions/0010-officer-keys.md).
 */
#ifndef DOMAIN_CANDIDACY_BSSN_H
#define DOMAIN_CANDIDACY_BSSN_H

#include "domain/authority.h"
#include "domain/candidacy.h"
#include "domain/document.h"
#include "domain/grant.h"
#include "mail/mail_views.h"

/* ---- what is compared ---- */

enum bssn_item_id {
#define BSSN_ITEM(id, name, group, label, returns) id,
#include "domain/bssn_items.def"
	BSSN_ITEM__COUNT
};

enum bssn_group {
	BSSN_CARD,   /* compared with the e-KTP */
	BSSN_PAPER,  /* compared with SK and SPMT */
	BSSN_SIGNED, /* the two signed letters */
	BSSN_OTHER,  /* nothing to compare with, but it may be sent back */
};

struct bssn_item {
	const char *name;
	enum bssn_group group;
	const char *label;   /* N_() */
	const char *returns; /* item that reopens for the candidate */
};
extern const struct bssn_item bssn_items[BSSN_ITEM__COUNT];

/* verdict: "ya", "tidak", "terima" (differs, but the reason is good enough) or STR_NONE. */
struct bssn_check {
	str verdict, reason;
};

enum bssn_decision { BSSN_NONE, BSSN_GRANT, BSSN_RETURN, BSSN_REFUSE };
const char *bssn_decision_text(
    enum bssn_decision x); /* "", "setuju", "perbaiki", "tolak" */
enum bssn_decision bssn_decision_parse(str text);

struct bssn_cause {
	const char *name, *label; /* label N_() */
};
/* Reasons of a refusal; ends with name NULL. "lain" needs a text. */
extern const struct bssn_cause bssn_causes[];

/* What one verifier found and typed so far. */
struct bssn_checks {
	struct bssn_check at[BSSN_ITEM__COUNT];
	enum bssn_decision decision;
	str cause, message; /* of a refusal; message also of a return */
	size_t n_to_compare, n_compared, n_different;
};

/* ---- the queue ---- */

enum bssn_tab {
	BSSN_TAB_FRESH,
	BSSN_TAB_MINE,
	BSSN_TAB_READY,
	BSSN_TAB_WAITING,
	BSSN_TAB_AGAIN,
	BSSN_TAB_DONE,
	BSSN_TAB__COUNT
};
extern const struct bssn_cause
    bssn_tabs[BSSN_TAB__COUNT]; /* name in the address, label */

struct bssn_filter {
	enum bssn_tab tab;
	str office, name, number; /* STR_NONE: any */
	str after;                /* as bssn_queue.next, STR_NONE: from the beginning */
};

struct bssn_line {
	struct row_bssn_line row;
	int64_t tenths; /* working days since it came in; -1 when BSSN is done */
	int64_t used;   /* percent of BSSN's time that is gone, over 100: late */
};

struct bssn_queue {
	int64_t counts[BSSN_TAB__COUNT];
	const struct bssn_line *at;
	size_t n;
	str next; /* STR_NONE: that was all */
};
MUST_USE enum rc bssn_queue_load(struct domain *d, const struct actor *who,
    const struct bssn_filter *f, struct bssn_queue *out, struct err *e);

/* ---- one file ---- */

struct bssn_case {
	struct row_candidacy cand;
	struct row_office office;
	enum zone zone;
	str nik; /* in clear for who holds the file, else masked; STR_NONE: none */
	str claimer_name;
	bool mine;      /* held by the actor */
	str why_not;    /* why the actor may not work on it (own file), in his language */
	int64_t sent_s; /* when it came in last */
	int64_t age_tenths;
	int64_t used;                     /* as in bssn_line */
	struct row_document documents[5]; /* current ones; id.p NULL: none */
	bool seen[5];
	size_t n_documents, n_unseen;
	struct bssn_checks checks;
	struct row_history_list history;
	struct row_note_of_noun_list notes;
	struct row_returned_item_list returned; /* every item ever returned */
	str decider_name;
	const struct bssn_grant *grant; /* while a grant is being decided */
};
/* Classes of bssn_case.documents, in order. */
extern const enum document_class bssn_documents[5];

MUST_USE enum rc bssn_case_load(struct domain *d, const struct actor *who, str number,
    struct bssn_case *out, struct err *e);

MUST_USE enum rc bssn_claim(
    struct domain *d, const struct actor *who, str id, int64_t version, struct err *e);
MUST_USE enum rc bssn_release(
    struct domain *d, const struct actor *who, str id, int64_t version, struct err *e);
/* Give back what nobody worked on for conf.claim_s: for the worker. *out_n is how many. */
MUST_USE enum rc bssn_release_idle(struct domain *d, int64_t *out_n, struct err *e);
/* Keep what was found and typed. */
MUST_USE enum rc bssn_save(struct domain *d, const struct actor *who, str id,
    int64_t version, const struct bssn_checks *in, struct err *e);
/* A remark for colleagues; empty is RC_INVALID. */
MUST_USE enum rc bssn_note(
    struct domain *d, const struct actor *who, str number, str text, struct err *e);

/* ---- interview ---- */

struct bssn_interview {
	int64_t at_s;
	str mode; /* "video" or "tatap_muka" */
	str place;
	int64_t minutes; /* 0: INTERVIEW_MINUTES */
	enum zone zone;  /* in which verifiers read it */
};
/* Label of a stored mode, N_(). */
const char *bssn_mode_label(str mode);
MUST_USE enum rc bssn_schedule(struct domain *d, const struct actor *who, str id,
    int64_t version, const struct bssn_interview *in, struct err *e);

struct bssn_result {
	str result; /* "cocok", "belum_paham", "tidak_cocok", "tidak_hadir" */
	str note;
};
extern const struct bssn_cause bssn_results[]; /* ends with name NULL */
/* Label of a stored result, N_(). */
const char *bssn_result_label(str result);
MUST_USE enum rc bssn_record_interview(struct domain *d, const struct actor *who, str id,
    int64_t version, const struct bssn_result *in, struct err *e);

/* ---- decision ---- */

/* What is missing before that decision can be taken, a sentence in d->lang; empty: nothing. */
str bssn_lacks(struct domain *d, const struct bssn_case *k, enum bssn_decision decision);
/* The very mail that the decision will send to the candidate. */
MUST_USE enum rc bssn_decision_mail(
    struct domain *d, const struct bssn_case *k, struct mail_text *out, struct err *e);
/* What the verifier signs when he grants: for the candidate, over his keys. */
MUST_USE enum rc bssn_grant_for(struct domain *d, const struct row_candidacy *cand,
    struct grant_for *out, struct err *e);
/* Whether a grant is possible in this state and version, before it is signed. */
MUST_USE enum rc bssn_grant_check(struct domain *d, const struct actor *who,
    const struct bssn_case *k, int64_t version, struct err *e);
struct bssn_grant {
	const struct grant_for *to;
	const struct signing *s;
};
/*
 * Carry the stored decision out. A grant (`grant`, else NULL) is given to the signer first: what it
 * refuses is not decided, and while it is away nothing is (RC_UNAVAILABLE).
 */
MUST_USE enum rc bssn_decide(struct domain *d, const struct actor *who, str id,
    int64_t version, const struct bssn_grant *grant, struct err *e);

MUST_USE enum rc bssn_decisions(struct domain *d, const struct actor *who, str before,
    struct row_bssn_decisions_list *out, str *out_next, struct err *e);

/* ---- authorities ---- */

struct bssn_authorities {
	struct row_authority_line_list lines;
	str next;
};
MUST_USE enum rc bssn_authority_list(struct domain *d, str office, str state, str name,
    str before, struct bssn_authorities *out, struct err *e);
struct bssn_authority {
	struct row_authority row;
	struct row_account account;
	struct row_office office;
	struct row_history_list history;
};
MUST_USE enum rc bssn_authority_load(struct domain *d, const struct actor *who, str id,
    struct bssn_authority *out, struct err *e);
/*
 * AUTH_EV_SUSPEND, RESUME or END with a reason. `s` is the signed change. Suspending and ending work
 * without it too (NULL, or while the signer is away: the order follows); giving back never.
 */
MUST_USE enum rc bssn_authority_change(struct domain *d, const struct actor *who, str id,
    int event, int64_t version, str reason, const struct signing *s, struct err *e);
/* A new link for somebody who has not taken the duties on. RC_LIMIT: one went out just now. */
MUST_USE enum rc bssn_activation_resend(
    struct domain *d, const struct actor *who, str id, struct err *e);

/* What the link of E9 opens, for who is signed in. RC_DENIED: used, over, or somebody else's. */
MUST_USE enum rc bssn_activation_peek(struct domain *d, const struct actor *who,
    str token, struct bssn_authority *out, struct err *e);
/* He takes the duties on: from now on he is an OPIP. */
MUST_USE enum rc bssn_activation_accept(
    struct domain *d, const struct actor *who, str token, struct err *e);

/* ---- inside ---- */

/* The marks of that verifier, through `db`. */
MUST_USE enum rc bssn_checks_load(struct domain *d, struct db *db, str candidacy,
    str verifier, struct bssn_checks *out, struct err *e);
/* Current documents and which of them `viewer` opened. */
MUST_USE enum rc bssn_documents_load(
    struct domain *d, struct db *db, str viewer, struct bssn_case *k, struct err *e);
/* RC_OK when who holds the file and it is not his own. */
MUST_USE enum rc bssn_holds(struct domain *d, struct db *db, const struct actor *who,
    const struct row_candidacy *cand, struct err *e);
/* Mail into the outbox about a candidacy; nothing when there is no address. */
MUST_USE enum rc bssn_mail_tx(struct domain *d, struct db *tx, const char *kind, str to,
    const struct mail_text *t, str candidacy, str account, struct err *e);

#endif
