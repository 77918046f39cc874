/*
 * account.h - accounts of officials: recording, first password, signing in, lock-out, deactivation
 * (DESIGN 2.1-2.3, 2.9).
 */
#ifndef DOMAIN_ACCOUNT_H
#define DOMAIN_ACCOUNT_H

#include "domain/domain.h"

/* Account roles as stored. */
#define ACCOUNT_CENTRAL      "central"
#define ACCOUNT_OFFICE_ADMIN "office_admin"
#define ACCOUNT_VERIFIER     "verifier"
#define ACCOUNT_AUDITOR      "auditor"
#define ACCOUNT_STAFF        "staff"

struct account_new {
	str username, nip, name, level, email; /* NIP, level and e-mail may be STR_NONE */
	const char *role;                      /* ACCOUNT_* */
	str office;                            /* STR_NONE for national roles */
	bool opip_candidate;
	str once; /* token of the form; STR_NONE: none */
};

/*
 * Record an account. The initial password follows the policy `initial_password`: random (returned
 * in *out_password, nowhere kept in clear) or fixed (the configured word). It dies at first use
 * or after 14 days. With opip_candidate the candidacy is opened too.
 *
 * The same form sent twice (same `once`, same actor) records once: the second time *out_id is the
 * account of the first, and *out_password the same password as long as it is fresh and unused,
 * else STR_NONE. No copy of it is stored for that: it is derived from `once` by the vault's key.
 * A person has one account at a time: a NIP that another living account holds is RC_INVALID, or the
 * rule of two persons would mean nothing. RC_CONFLICT when the user name is taken.
 */
MUST_USE enum rc account_record(struct domain *d, const struct actor *who,
    const struct account_new *in, str *out_id, str *out_password, struct err *e);
/* Whether account_record refused because the NIP is in use. */
bool account_is_nip_taken(const struct err *e);
/* A new initial password; ends all sessions. `once` as in account_record, or STR_NONE. */
MUST_USE enum rc account_reset(struct domain *d, const struct actor *who, str id,
    str once, str *out_password, struct err *e);

struct account_leave {
	str reason;
	str leaving; /* followup_leaving (followup.h) that may be chosen; none: "pindah" */
	struct date
	    date; /* since when the person is away; today or earlier; year 0: today */
	str successor;   /* account id of the same office, or STR_NONE */
	int64_t version; /* of the row that was looked at, or FSM_ANY_VERSION */
};
/*
 * Switch an account off: sessions, authority and open candidacy end in the same transaction, and what
 * follows for each certificate of the person is asked (followup.h). Nothing is mailed to the dead. The
 * user name of an office administrator becomes free for the next one.
 * RC_INVALID without a reason; RC_DENIED for oneself; RC_CONFLICT when somebody was faster.
 */
MUST_USE enum rc account_deactivate(struct domain *d, const struct actor *who, str id,
    const struct account_leave *leave, struct err *e);

/*
 * Undo that within ACCOUNT_UNDO_S: the account of a colleague works again with its password. Sessions
 * stay ended. Authority does not come back: giving it needs a verifier's signature (DESIGN 5), so the
 * person stands again and the verifiers are asked by mail; *out_asked says so.
 * RC_CONFLICT: not disabled, or the NIP has another account meanwhile; RC_DENIED: too late, or not a
 * colleague's account.
 */
#define ACCOUNT_UNDO_S INT64_C(86400)
MUST_USE enum rc account_restore(
    struct domain *d, const struct actor *who, str id, bool *out_asked, struct err *e);

/* ---- looking at accounts (account_list.c) ---- */

/* The account, if this actor manages it: central the administrators, these their colleagues. */
MUST_USE enum rc account_managed(struct domain *d, const struct actor *who, str id,
    struct row_account *out, struct err *e);

/* The actor's own. */
MUST_USE enum rc account_self(
    struct domain *d, const struct actor *who, struct row_account *out, struct err *e);

/*
 * Mail a code to the address recorded with the actor's own account: only a proven address can be used
 * to sign in or to get a new password. RC_CONFLICT none is recorded; RC_LIMIT a code went out just now.
 */
MUST_USE enum rc account_email_send(
    struct domain *d, const struct actor *who, struct err *e);
/* The code that came: the address is proven. RC_DENIED as code_use(). */
MUST_USE enum rc account_email_prove(
    struct domain *d, const struct actor *who, str code, struct err *e);
/* Is a code on its way that still works? */
MUST_USE enum rc account_email_waiting(
    struct domain *d, const struct actor *who, bool *out, struct err *e);

/* What hangs on an account, and would end with it. */
struct account_standing {
	bool opip;                   /* holds an authority that has not ended */
	bool candidate;              /* has an open candidacy */
	str candidacy;               /* its number, STR_NONE without */
	const char *candidacy_state; /* N_(), NULL without */
	int64_t sessions;            /* open now */
};
MUST_USE enum rc account_standing(
    struct domain *d, str id, struct account_standing *out, struct err *e);
MUST_USE enum rc account_history(
    struct domain *d, str id, struct row_history_list *out, struct err *e);

/* What people read about the state: "active", "initial" or "disabled". */
const char *account_status(const struct row_account *acc);
/* Its words: N_("Aktif") ... */
const char *account_status_label(const char *status);
const char *account_level_label(str level);
/* N_(): what an account of that role is, ACCOUNT_CENTRAL ... */
const char *account_role_label(str role);
/* N_(): what the line of an account's history says. */
const char *account_event_label(str event);

struct account_filter {
	str text, level, status; /* STR_NONE: any */
	bool candidates;
	int64_t before_s; /* INT64_MAX for the first page */
	str before_id;
	int64_t n;
};
/* Colleagues of the actor's office, newest first. */
MUST_USE enum rc account_list(struct domain *d, const struct actor *who,
    const struct account_filter *f, struct row_account_list *out, struct err *e);
/* The same as a file: up to ACCOUNT_EXPORT_ROWS, and an audit event. */
#define ACCOUNT_EXPORT_ROWS 5000
MUST_USE enum rc account_export(struct domain *d, const struct actor *who,
    const struct account_filter *f, struct row_account_list *out, struct err *e);
/* Who may take the place of somebody who leaves. */
MUST_USE enum rc account_colleagues(
    struct domain *d, str office, struct row_account_list *out, struct err *e);
/* Which accounts of the list hold an active authority: one bool each. */
MUST_USE enum rc account_opips(struct domain *d, str office,
    const struct row_account_list *list, const bool **out_opip, struct err *e);

struct login {
	str username, password; /* password is wiped by the caller */
	str agent, net, old_token;
};
/*
 * Sign in. Failure is RC_DENIED with one sentence whatever the cause (unknown name, wrong password,
 * disabled, expired initial password), after the same work; RC_LIMIT when the name or the network
 * has tried too often (says until when). On success a new session token.
 */
struct login_done {
	str token;  /* of the new session; STR_NONE: a second step is asked for, with */
	str ticket; /* what the password has proven */
	bool must_change; /* the password is an initial one */
};
MUST_USE enum rc account_login(
    struct domain *d, const struct login *in, struct login_done *out, struct err *e);
/*
 * The second step (second_factor.h): a code of the app or a recovery code opens the session. Of `in` the
 * user name and password are not looked at. RC_DENIED wrong code, RC_LIMIT too many, RC_INVALID the
 * ticket is no longer good.
 */
MUST_USE enum rc account_login_second(struct domain *d, const struct login *in,
    str ticket, str code, struct login_done *out, struct err *e);

/*
 * Change the password. `current` is checked unless the change is the forced first one
 * (R_FRESH). Rules of password_rules.h. Activates a fresh account; ends all other sessions; the
 * owner is mailed. *out_token is the new token of this session.
 */
MUST_USE enum rc account_change_password(struct domain *d, const struct actor *who,
    str current, str next, str agent, str *out_token, struct err *e);

/* ---- forgotten password (account_forgot.c) ---- */

/*
 * Send a link and a code to the mailbox of that user name or address, if there is an account in
 * use; the answer is the same if there is none, so nobody learns who has one. *out_ticket is an
 * opaque text for account_forgot_change. RC_LIMIT when this network asks too often.
 */
MUST_USE enum rc account_forgot(
    struct domain *d, str typed, str net, str *out_ticket, struct err *e);
/* Whether the link still works; it is not used up. RC_DENIED otherwise. */
MUST_USE enum rc account_forgot_link(
    struct domain *d, str token, int64_t *out_expires_s, struct err *e);

struct forgot_proof {
	str token;        /* of the link, or STR_NONE and: */
	str ticket, code; /* what account_forgot gave, and what was mailed */
	str net, agent;
};
/*
 * A new password by proof of the mailbox: ends all sessions, mails the owner, uses the proof up.
 * RC_DENIED: the proof is wrong; RC_INVALID: the password breaks a rule (the proof stays good).
 */
MUST_USE enum rc account_forgot_change(
    struct domain *d, const struct forgot_proof *proof, str next, struct err *e);

#endif
