/*
 * office_rules.h - inside the office's files: who holds a file, whose file it is, what was found.
 * `db` is the connection of the transaction, or the thread's own for a page that only looks.
 */
#ifndef DOMAIN_OFFICE_RULES_H
#define DOMAIN_OFFICE_RULES_H

#include "domain/application_office.h"
#include "domain/letters_issue.h"

/* RC_DENIED when the file is the actor's own (NIP, or mailbox of the account). */
MUST_USE enum rc office_rule_not_own(struct domain *d, struct db *db,
    const struct actor *who, const struct row_application *app, struct err *e);
/* RC_DENIED when the actor reviewed the file and conf.two_person is on. */
MUST_USE enum rc office_rule_second_person(struct domain *d, struct db *db,
    const struct actor *who, const struct row_application *app, struct err *e);
/*
 * Who may see the picture of the e-KTP, the one place that says so. The NIK is to be typed at the
 * counter from the card in the officer's hand, so whoever may come to activate the file does not see
 * it before: not the picture, as the number is not shown to him either. Hidden from an OPIP unless
 *   he holds the review, or did it (then he does not activate: two persons), or
 *   the NIK was typed at the counter and agreed, or the file is over and nobody activates it.
 */
bool office_card_hidden(
    const struct domain *d, const struct actor *who, const struct row_application *app);
/* RC_CONFLICT when somebody else, or nobody, holds the file: who, since when, until when. */
MUST_USE enum rc office_rule_holder(struct domain *d, struct db *db,
    const struct actor *who, const struct row_application *app, struct err *e);
/* When an idle claim ends. */
int64_t office_claim_ends(const struct domain *d, const struct row_application *app);

MUST_USE enum rc office_checks_read(struct domain *d, struct db *db,
    const struct row_application *app, struct office_checks *out, struct err *e);
MUST_USE enum rc office_checks_write(struct domain *d, struct db *tx,
    const struct actor *who, str id, const struct office_checks *in, struct err *e);
/* What in the numbers of the applicant does not fit together. The parts may be NULL. */
MUST_USE enum rc office_warnings(struct domain *d, const struct row_application *app,
    struct ident_warnings *out, struct nip *out_nip, struct nik *out_nik, struct err *e);
/* The sealed NIK. */
MUST_USE enum rc office_nik(
    struct domain *d, const struct row_application *app, str *out, struct err *e);

/* Queue the mail of a decision, to the applicant and, for a return, to the office. */
MUST_USE enum rc office_mail_tx(struct domain *d, struct db *tx,
    const struct row_application *app, const char *kind, const struct mail_text *t,
    bool also_office, struct err *e);
/* An audit event with the SHA-256 over all documents of the file as they are now. */
MUST_USE enum rc office_evidence_tx(struct domain *d, struct db *tx,
    const struct actor *who, const struct row_application *app, struct err *e);

/*
 * One change of a file that is not a change of state: the transaction loads the row, checks scope,
 * state, holder and version, runs `change`, and gives the row a new version if `change` did not.
 */
struct office_edit {
	struct domain *d;
	const struct actor *who;
	str id;
	int64_t version;
	const char *state; /* in which this is possible */
	enum rc (*change)(struct office_edit *x, struct db *tx, struct err *e);
	const void *in;
	struct row_application app; /* as loaded */
};
MUST_USE enum rc office_edit_run(struct office_edit *x, struct err *e);

/* What activation leaves on paper, stored before the transaction that records it. Heavy. */
struct office_proof {
	/* bukti aktivasi, for the holder; berita acara, signed by both at the counter */
	struct letters_issue papers;
};
/* As letters_make(): the transaction may find that the numbers are taken. */
MUST_USE enum rc office_proof_make(struct domain *d, const struct actor *who,
    const struct row_application *app, struct office_proof *out, struct err *e);

#endif
