/*
 * signed_state.h - a throw-away authority whose signer has signed: rows in the signer's record as
 * issuing and orders leave them, without anybody's approval. For tests of what is made from them.
 */
#ifndef SUPPORT_SIGNED_STATE_H
#define SUPPORT_SIGNED_STATE_H

#include "pki/cert.h"
#include "signer/record.h"

struct signed_state {
	struct arena *a;
	char dir[60];   /* below the system's folder for such things */
	char state[80]; /* dir/state */
	struct pki_key *key;
	struct pki_ca ca;
	str spki; /* of the holders */
	int64_t now_s;
	str base_url, ocsp_url;
};

/* Make it. Fails the test when it cannot. */
void signed_state_make(struct signed_state *s, const char *name);
void signed_state_remove(struct signed_state *s);
/* Run a shell line in dir; false when it fails, with its output on standard error when `loud`. */
bool signed_state_shell(struct signed_state *s, bool loud, const char *line);

/* The signer's record; the signer may run meanwhile. */
struct record *signed_state_record(struct signed_state *s);
/*
 * A signed certificate that names that list, `days` from now (negative: it has ended); its serial in
 * hex, its bytes in dir/SERIAL.der.
 */
str signed_state_issue(
    struct signed_state *s, struct record *r, const char *list, int64_t days);
void signed_state_change(struct signed_state *s, struct record *r, str serial,
    const char *to, int64_t reason, int64_t invalidity_s);

#endif
