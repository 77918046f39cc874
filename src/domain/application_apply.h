/*
 * application_apply.h - what the applicant does on Road B: start a draft, fill it step by step, send
 * it, go on with it elsewhere, put returned items right, withdraw (DESIGN 3, SCREENS 6.2).
 *
 * Every function works on the application of the actor's own session (who->application). RC_CONFLICT
 * when that application is no longer open for the change; RC_NOT_FOUND without a session.
 */
#ifndef DOMAIN_APPLICATION_APPLY_H
#define DOMAIN_APPLICATION_APPLY_H

#include "domain/application.h"
#include "domain/document.h"
#include "domain/ident.h"
#include "domain/letter_edit.h"

#define APPLICATION_KIND_DJPB "djpb"

/* The steps in their order; pages show them as six, the last two together. */
enum apply_step {
	APPLY_OFFICE,
	APPLY_EMAIL,
	APPLY_PERSON,
	APPLY_CARD,
	APPLY_LETTER,
	APPLY_STATEMENT,
	APPLY_CHECK,
	APPLY__COUNT
};

/* What an office may send back, by name; each is one field of one step. */
struct application_item {
	const char *item;  /* also the name of the form field: "nik", "ektp", "letter" */
	const char *label; /* N_() */
	enum apply_step step;
};
extern const struct application_item application_items[];
extern const size_t application_n_items;
/* NULL when there is no such item. */
const struct application_item *application_item_find(str item);

/* One's own application with all that decides what is still to be done. */
struct apply_file {
	struct row_application app;
	struct row_office office;
	struct row_document ektp, letter;    /* id.p NULL: none yet */
	struct row_returned_item_list items; /* still to be put right */
	struct ident_warnings warnings;      /* what does not fit together */
	str nik;                             /* in clear: only its owner sees it */
	struct letter_edit_mark statement;   /* the text to be accepted, or that was */
	unsigned done;                       /* 1 << enum apply_step */
	bool open;                           /* a draft, or returned with items */
	int64_t resume_until_s; /* until when the mailed link works; 0: there is none */
};

MUST_USE enum rc apply_load(
    struct domain *d, const struct actor *who, struct apply_file *out, struct err *e);
/* The first step that is not finished; APPLY_CHECK when all are. */
enum apply_step apply_first_open(const struct apply_file *f);
/* May this step be opened for changes now? A returned file opens only what was named. */
bool apply_may_edit(const struct apply_file *f, enum apply_step step);
/* May this field be changed? Draft: every one. */
bool apply_may_edit_item(const struct apply_file *f, const char *item);
/* Is the photo of the card good enough, or kept by decision of the applicant? */
bool apply_card_settled(const struct row_application *app);
/* The i-th thing the inspector said against the photo, N_(); NULL after the last. */
const char *apply_card_hint(const struct row_application *app, size_t i);
/* From how many advised tries on the applicant may keep the photo. */
#define APPLY_CARD_TRIES 2

/* Offices whose code, name, city or province holds the words; all of them open for DS. */
MUST_USE enum rc apply_office_search(
    struct domain *d, str words, struct row_office_list *out, struct err *e);
MUST_USE enum rc apply_office(
    struct domain *d, str code, struct row_office *out, struct err *e);

/*
 * A new draft for that office and the session that owns it; `old_token` (may be STR_NONE) ends.
 * RC_INVALID when there is no such office or it takes no registrations.
 */
MUST_USE enum rc apply_start(struct domain *d, const struct actor *who, str office,
    str agent, str old_token, str *out_token, struct err *e);
/* Another office for the draft: its number changes with it. */
MUST_USE enum rc apply_set_office(
    struct domain *d, const struct actor *who, str office, struct err *e);

/* Send a code to the mailbox. RC_INVALID fills *why; RC_LIMIT says how long to wait. */
MUST_USE enum rc apply_send_code(
    struct domain *d, const struct actor *who, str typed, struct say *why, struct err *e);
/* The mailbox a code was sent to and is waited for; RC_NOT_FOUND when none is. */
MUST_USE enum rc apply_pending_email(
    struct domain *d, const struct actor *who, str *out_email, struct err *e);
/* Did the mail with the latest code come back? */
MUST_USE enum rc apply_code_failed(
    struct domain *d, const struct actor *who, bool *out, struct err *e);
/*
 * Prove the mailbox. RC_DENIED: the sentence of a wrong or old code. RC_CONFLICT: the mailbox has an
 * application already; a link to it was sent there. On success the session gets a new token and the
 * mailbox a link to go on later.
 */
MUST_USE enum rc apply_prove_email(struct domain *d, const struct actor *who, str code,
    str agent, str old_token, str *out_token, struct err *e);

/* Errors of several fields at once. */
struct apply_says {
	struct {
		const char *field;
		struct say say;
	} at[12];
	size_t n;
};

struct apply_person { /* as typed */
	str nip, name, grade, position, unit, phone;
};
/* RC_INVALID fills *why. Fields that are not open keep their value. */
MUST_USE enum rc apply_set_person(struct domain *d, const struct actor *who,
    const struct apply_person *in, struct apply_says *why, struct err *e);

struct apply_card {
	str nik;         /* as typed */
	str reason;      /* why the numbers do not fit together; may be STR_NONE */
	bool keep_photo; /* go on with the photo although it was advised against */
};
MUST_USE enum rc apply_set_card(struct domain *d, const struct actor *who,
    const struct apply_card *in, struct apply_says *why, struct err *e);
/* A photo of the card. RC_INVALID: the inspector's sentence. Hints are counted in the row. Heavy. */
MUST_USE enum rc apply_take_card(struct domain *d, const struct actor *who,
    struct vault_stage *stage, str filename, struct err *e);

struct apply_letter {
	str number, signer; /* as typed */
	struct date date;
	bool has_date;
};
MUST_USE enum rc apply_set_letter(struct domain *d, const struct actor *who,
    const struct apply_letter *in, struct apply_says *why, struct err *e);
MUST_USE enum rc apply_take_letter(struct domain *d, const struct actor *who,
    struct vault_stage *stage, str filename, struct err *e);
/* Signed collective letters of the office in which the applicant stands by his NIP, newest first. */
struct collective_usables;
MUST_USE enum rc apply_collective_letters(struct domain *d,
    const struct row_application *app, struct collective_usables *out, struct err *e);
/*
 * Use one of them instead of a letter of one's own: a copy of the scan, its number, date and signer.
 * RC_INVALID when it is none of these.
 */
MUST_USE enum rc apply_take_collective(
    struct domain *d, const struct actor *who, str collective, struct err *e);

#define APPLY_STATEMENT_KIND "pernyataan-pemohon"
/* The words of the statement as a page shows them: those of the letter that is kept. */
MUST_USE enum rc apply_statement_read(struct domain *d, const struct apply_file *f,
    struct letter_parts *out, struct err *e);
/*
 * Accept the statement whose text has that SHA-256 (hex). RC_INVALID: another text is in force, which
 * has to be read first.
 */
MUST_USE enum rc apply_set_statement(
    struct domain *d, const struct actor *who, str sha256, struct err *e);
/* The statement as a PDF with what is known so far. Heavy. */
MUST_USE enum rc apply_statement_pdf(
    struct domain *d, const struct apply_file *f, str *out, struct err *e);

/*
 * Send the file. `version` is that of the answers the applicant has checked. Sending twice counts
 * once: RC_OK again. RC_INVALID: a step is unfinished. RC_DENIED: a neutral sentence when somebody
 * is registered with the same numbers; the owner of that mailbox is told. Heavy (two letters).
 */
MUST_USE enum rc apply_submit(
    struct domain *d, const struct actor *who, int64_t version, struct err *e);
/* Give up; a draft is forgotten at once. RC_INVALID without a reason once it was sent. */
MUST_USE enum rc apply_withdraw(
    struct domain *d, const struct actor *who, str reason, struct err *e);

/* ---- going on elsewhere ---- */

/* End the session of this browser; the file stays. `token` may be STR_NONE. */
MUST_USE enum rc apply_leave(struct domain *d, str token, struct err *e);

/*
 * Send a link and a code to the mailbox of that address or number. The answer never tells whether
 * there is such an application; RC_LIMIT after too many requests. *out_handle stands for what was
 * typed in the address of the next page.
 */
MUST_USE enum rc apply_resume_send(
    struct domain *d, const struct actor *who, str typed, str *out_handle, struct err *e);
/* Use the mailed code. RC_DENIED with one sentence whatever the cause. */
MUST_USE enum rc apply_resume_code(struct domain *d, const struct actor *who, str handle,
    str code, str agent, str old_token, str *out_token, str *out_application,
    struct err *e);
/* Would the link work? *out_until_s is when it ends. RC_DENIED otherwise. */
MUST_USE enum rc apply_resume_peek(
    struct domain *d, str token, int64_t *out_until_s, struct err *e);
MUST_USE enum rc apply_resume_link(struct domain *d, const struct actor *who, str token,
    str agent, str old_token, str *out_token, str *out_application, struct err *e);
/* A new link in place of one that is over; says nothing about whether it was sent. */
MUST_USE enum rc apply_resume_again(
    struct domain *d, const struct actor *who, str token, struct err *e);

/* ---- following it ---- */

/* What everybody may know who has the number: no name. */
struct apply_public {
	str number, office_code, office_name, state;
	enum zone zone;
	int64_t since_s;
	int64_t due_s;         /* until when it is whose turn; 0: no limit */
	int64_t submitted_s;   /* SQL_NULL_INT: never sent */
	int64_t complete_s;    /* the office found it complete; 0: not yet, as below */
	int64_t approved_s;    /* activated at the counter */
	int64_t issued_s;      /* its owner took the certificate */
	str certificate;       /* state of the newest one, STR_NONE: none */
	int64_t certificate_s; /* since when */
};
/* RC_NOT_FOUND: the sentence of SCREENS V4. */
MUST_USE enum rc apply_public_by_number(struct domain *d, const struct actor *who,
    str typed, struct apply_public *out, struct err *e);

struct apply_trail {
	struct row_history_list history;
	struct row_outbox_list mails; /* without codes and links */
	struct row_document_list documents;
	struct row_doc_views_of_list views;     /* who opened a document of the file */
	struct row_returned_item_list returned; /* every item ever returned */
};
MUST_USE enum rc apply_trail(struct domain *d, const struct row_application *app,
    struct apply_trail *out, struct err *e);

/* ---- the worker ---- */

/* Warn of drafts that end in seven days, end those that are over. *out_n: how many were handled. */
MUST_USE enum rc apply_lapse_due(struct domain *d, int64_t *out_n, struct err *e);

#endif
