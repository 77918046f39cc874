/*
 * signing.h - statements of officers on their way: made from the database, shown, signed in the
 * browser, taken back, kept, and given to paraf-signer, which believes nothing else (DESIGN 5).
 *
 * A page makes the statement twice: for the GET, and again for the POST, with the id, the times and the
 * activation key that came back. Only equal bytes are taken, so a statement never says anything but
 * what stands in the database at the moment of signing.
 */
#ifndef DOMAIN_SIGNING_H
#define DOMAIN_SIGNING_H

#include "domain/officer_key.h"
#include "ipc/ipc.h"

#define SIGNING_OPEN_S 900   /* how long a page may stay open before it is signed */
#define SIGNING_LIFE_S 86400 /* expires_s - made_s of what the signer takes at once */

/* Id of our signer as statements name it; asked for once and kept. RC_UNAVAILABLE: never yet heard. */
MUST_USE enum rc signing_authority(struct domain *d, str *out, struct err *e);

/*
 * Fill kind and fields of a statement; its head is filled already. `arg` is the caller's. Called for the
 * GET and again for the POST.
 */
typedef enum rc (*signing_fill)(struct domain *d, const struct actor *who, void *arg,
    struct statement *st, struct err *e);

/* The statement for a page. life_s 0: it has no end (a review). */
MUST_USE enum rc signing_make(struct domain *d, const struct actor *who,
    signing_fill fill, void *arg, int64_t life_s, struct statement *out_st,
    str *out_bytes, struct err *e);

/* A statement that was signed by the actor. */
struct signing {
	struct statement st;
	str bytes, signatures; /* as src/statement encodes them */
	struct row_officer_key key;
};
/*
 * What a form brought back. RC_INVALID: not readable, or too old; RC_CONFLICT: the data changed since;
 * RC_DENIED: the signature or the key is not good.
 */
MUST_USE enum rc signing_take(struct domain *d, const struct actor *who,
    signing_fill fill, void *arg, int64_t life_s, str bytes,
    const struct officer_sig *sig, struct signing *out, struct err *e);

/*
 * Is that what we would have signed now? Made anew with the id and the times of `bytes`, which may be
 * `open_s` old. Errors as signing_take(), without the signature.
 */
MUST_USE enum rc signing_same(struct domain *d, const struct actor *who,
    signing_fill fill, void *arg, int64_t life_s, int64_t open_s, str bytes,
    struct statement *out_st, struct err *e);

/*
 * As signing_take(), signed with the key of a certificate (DER) by whoever holds it: an ECDSA signature
 * as DER or r || s, or RSASSA-PKCS1-v1_5, over statement_signed_text(bytes).
 */
MUST_USE enum rc signing_take_holder(struct domain *d, const struct actor *who,
    signing_fill fill, void *arg, int64_t life_s, str bytes, str cert, str sig,
    struct signing *out, struct err *e);

/* Keep it, in the caller's transaction. `state`: "kept", "done", "collecting". */
MUST_USE enum rc signing_keep_tx(struct domain *d, struct db *tx, const struct actor *who,
    const struct signing *s, const char *noun, str noun_id, const char *state,
    struct err *e);

/*
 * Give it to the signer (message statement_record). RC_UNAVAILABLE: away, nothing happened;
 * RC_DENIED: refused, with its sentence. An audit event keeps each refusal.
 */
MUST_USE enum rc signing_record(
    struct domain *d, const struct actor *who, const struct signing *s, struct err *e);
/*
 * Ask the signer anything; its answer as RC_OK, a refusal (RC_INVALID, RC_NOT_FOUND, RC_DENIED,
 * RC_CONFLICT, RC_LIMIT), or RC_UNAVAILABLE with our sentence.
 */
MUST_USE enum rc signing_ask(struct domain *d, const struct actor *who,
    const struct ipc_message *in, enum ipc_type want, struct ipc_message *out,
    struct err *e);

/* The signer has refused `what` with `*e`: an audit event. *e stays, unless the event cannot be kept. */
MUST_USE enum rc signing_refused(
    struct domain *d, const struct actor *who, const char *what, struct err *e);

#endif
