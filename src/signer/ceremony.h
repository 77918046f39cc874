/*
 * ceremony.h - how the first verifiers' keys come to the signer: short one-time codes, made on this
 * machine by who may open the signer's folder, and the transcript of everything that followed.
 *
 * Never reachable over the socket: codes come from the machine, keys come with a code.
 */
#ifndef SIGNER_CEREMONY_H
#define SIGNER_CEREMONY_H

#include "base/clock.h"
#include "signer/chain_db.h"

#define CEREMONY_CODES 8
#define CEREMONY_HOURS 72

/*
 * Make `n` codes (1 to CEREMONY_CODES), good for `hours` (1 to CEREMONY_HOURS): ten Crockford letters and
 * a check letter each, "7QK2M-9X4TR-C". Codes of an earlier ceremony that were not used end with it.
 * The signer may be running. Texts live in `a`; only their hashes are kept.
 */
MUST_USE enum rc ceremony_codes(const char *state, const struct clock *clock, size_t n,
    int64_t hours, struct arena *a, str *out_codes, struct err *e);
/* Every statement and act about authority, oldest first, with statements and signatures. */
MUST_USE enum rc ceremony_transcript(const char *state, struct arena *a,
    void (*each)(const struct chain_event *ev, void *arg), void *arg, struct err *e);
/* Live verifier keys; and the id of this authority. */
MUST_USE enum rc ceremony_state(const char *state, struct arena *a, str *out_authority,
    int64_t *out_verifiers, struct err *e);

#endif
