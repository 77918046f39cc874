/*
 * actor.h - who is acting: roles as a bit mask, the person and the office. Filled by the session
 * for each request and never kept longer. Rights are decided by the role column of the route table
 * and by scope_* (domain/scope.h), nowhere else.
 */
#ifndef MODEL_ACTOR_H
#define MODEL_ACTOR_H

#include "base/str.h"

enum role_bit {
	R_VISITOR = 1 << 0,   /* everybody, signed in or not */
	R_APPLICANT = 1 << 1, /* holds the session of one application */
	R_FRESH = 1 << 2,     /* signed in, but must change the initial password first */
	R_STAFF = 1 << 3,     /* any account that is active */
	R_CANDIDATE = 1 << 4, /* recorded as a candidate OPIP */
	R_OPIP = 1 << 5,      /* holds an active, accepted authority for the office */
	R_KEPALA = 1 << 6,    /* head of the office */
	R_OFFICE_ADMIN = 1 << 7,
	R_VERIFIER = 1 << 8, /* BSSN */
	R_CENTRAL = 1 << 9,  /* Dit. SITP */
	R_AUDITOR = 1 << 10,
	R_SYSTEM = 1 << 11, /* our own programs: reminders, expiry, issuing */
};
#define R__BITS 12

extern const char *const role_names[R__BITS];

/* How the session was made, weakest first; what it may do follows in session_may_*(). */
enum actor_proof {
	PROOF_NONE, /* no session of an account */
	PROOF_PASSWORD,
	PROOF_TOTP,    /* password and a code by time */
	PROOF_BROWSER, /* a key of the weaker kind, kept by a browser */
	PROOF_PASSKEY,
	PROOF__COUNT
};
extern const char *const proof_names[PROOF__COUNT]; /* as stored */

struct actor {
	unsigned roles;
	str account;     /* account id, STR_NONE when not signed in */
	str application; /* application id of an applicant's session, else STR_NONE */
	str username, name, nip, office, level;
	enum actor_proof proof;
	str session; /* hash of the session, to know one's own in a list */
	str net;     /* network of the address, shortened; for the record */
};

/* Our own programs acting by rule: the worker, the start-up of a demo. */
struct actor actor_system(const char *name);

#endif
