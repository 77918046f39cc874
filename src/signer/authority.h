/*
 * authority.h - who may do what: every link of the chain of authority (DESIGN 5), verified by the signer
 * from its own database. The portal's word counts for nothing here.
 *
 * Everything runs inside one transaction of the caller; what is refused leaves no trace but its refusal.
 * `out_code` is the fixed word of a refusal; they are listed in ipc.def.
 */
#ifndef SIGNER_AUTHORITY_H
#define SIGNER_AUTHORITY_H

#include "ipc/ipc.h"
#include "pki/csr.h"
#include "signer/chain_db.h"
#include "webauthn/webauthn.h"

/* The signer's own rules, from its profile; the portal can be stricter, never laxer. */
struct authority_rules {
	bool two_person;        /* reviewer and activator are different persons */
	bool browser_keys;      /* officers may also sign with a key in the browser */
	int64_t approval_max_s; /* an approval older than this is stale */
	int64_t renewal_s; /* before its end a certificate may be followed by another */
	int64_t
	    proof_max_s; /* a meeting face to face counts for certificates that long */
};

#define AUTHORITY_SKEW_S      120 /* the portal's clock may be that much ahead of ours */
#define AUTHORITY_STATEMENT_S (7 * 86400) /* expires_s - made_s of a statement at most */
#define AUTHORITY_REVIEW_S    (180 * 86400LL) /* a review older than this is stale */

/* What a judgement is made from. */
struct authority {
	struct chain_db *db;
	struct authority_rules rules;
	struct webauthn_party party;
	int64_t now_s;
};

/* A statement with its signatures, read and found to be for us and for now, not yet verified. */
struct authority_paper {
	struct statement st;
	str bytes, sha256, signatures;
	struct statement_signature *by;
	size_t n;
	bool repeated; /* it was taken before; nothing else has been checked */
};
/*
 * Read and check: encoding, authority, clock, first use of the id. `max_s`: expires_s - made_s at most.
 * Codes: statement, authority, time_future, time_expired, time_long, statement_used, signatures.
 */
MUST_USE enum rc authority_read(const struct authority *au, struct arena *a, str bytes,
    str signatures, int64_t max_s, struct authority_paper *out, const char **out_code,
    struct err *e);
/*
 * Verify one of its signatures with the key that the signature names, and keep the counter.
 * Codes: key_unknown, key_kind, key_policy, signature, counter, and those of WebAuthn.
 */
MUST_USE enum rc authority_signed(const struct authority *au, struct arena *a,
    const struct authority_paper *p, const struct statement_signature *by,
    struct chain_key *out, const char **out_code, struct err *e);
/* As authority_signed, by a live key of a verifier. Codes also: not_verifier, key_removed. */
MUST_USE enum rc authority_by_verifier(const struct authority *au, struct arena *a,
    const struct authority_paper *p, const struct statement_signature *by,
    struct chain_key *out, const char **out_code, struct err *e);
/*
 * As authority_signed, by a live key of that grant, which is active now, was when the statement was
 * made, and is for that office. Codes also: grant_unknown, grant_state, grant_time, grant_person,
 * office_differs, key_removed.
 */
MUST_USE enum rc authority_by_grant(const struct authority *au, struct arena *a,
    const struct authority_paper *p, str grant, str person, str office,
    struct chain_grant *out, const char **out_code, struct err *e);
/* With a key that is not on record yet (proof that somebody has it), or the holder's own. */
MUST_USE enum rc authority_signed_with(const struct authority *au, struct arena *a,
    const struct authority_paper *p, const struct statement_signature *by,
    const struct statement_key *key, int64_t *out_counter, const char **out_code,
    struct err *e);
/* Keep it as taken: its id can never be used again. */
MUST_USE enum rc authority_keep(const struct authority *au,
    const struct authority_paper *p, const char *message, struct err *e);
/* May a key of that kind be used here? Codes: key_policy. */
MUST_USE enum rc authority_key_allowed(const struct authority *au,
    const struct statement_key *k, const char **out_code, struct err *e);

/* ---- what may change who may do what: authority_record.c ---- */

/* A first verifier's key by ceremony code. */
MUST_USE enum rc authority_enrol(const struct authority *au, struct arena *a,
    const struct ipc_ceremony_enrol *in, struct ipc_recorded *out, const char **out_code,
    struct err *e);
/* key_add, key_remove, grant, grant_key_add, grant_key_remove, authority_change. */
MUST_USE enum rc authority_record(const struct authority *au, struct arena *a,
    const struct ipc_statement_record *in, struct ipc_recorded *out,
    const char **out_code, struct err *e);
/* Suspend or end without a signature. */
MUST_USE enum rc authority_take_away(const struct authority *au, struct arena *a,
    const struct ipc_authority_end *in, struct ipc_grant_state *out,
    const char **out_code, struct err *e);
MUST_USE enum rc authority_grant_state(const struct authority *au, struct arena *a,
    str grant, struct ipc_grant_state *out, struct err *e);

/* ---- what may become a certificate: authority_certify.c ---- */

/* The two statements behind one certificate, verified. */
struct authority_case {
	struct authority_paper approval, review;
	bool has_review;
	struct chain_grant activator, reviewer;
};
/*
 * Every link: approval and review each signed by a granted key of that office, of two persons where
 * that is the rule, neither the applicant; the same fields in both; every document of the review in the
 * approval; unused and fresh; the request is that of the holder of the activation code. Keeps both
 * statements as taken.
 */
MUST_USE enum rc authority_certify(const struct authority *au, struct arena *a,
    const struct ipc_certify *in, const struct pki_csr *csr, struct authority_case *out,
    const char **out_code, struct err *e);

/* ---- what may change the status of a certificate: authority_order.c ---- */

/* A signed order; keeps it as taken. out_paper->repeated: it had been carried out before. */
MUST_USE enum rc authority_order(const struct authority *au, struct arena *a,
    const struct ipc_order_record *in, struct authority_paper *out_paper,
    const char **out_code, struct err *e);
/* Is this the holder's revocation code? A wrong try is counted by authority_code_tried. */
MUST_USE enum rc authority_revocation_code(const struct authority *au, struct arena *a,
    const struct ipc_order_code *in, const char **out_code, struct err *e);
/* May one more certificate be suspended without a signature? Counts it. */
MUST_USE enum rc authority_suspend(const struct authority *au,
    const struct ipc_order_suspend *in, const char **out_code, struct err *e);

/* Fill e and *out_code. */
enum rc authority_no(
    struct err *e, enum rc rc, const char **out_code, const char *code, const char *msg);

#endif
