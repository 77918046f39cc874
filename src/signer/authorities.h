/*
 * authorities.h - the issuing CA in use and those before it.
 *
 * STATE/signer/NAME.cer with NAME.key or NAME.token is an issuing CA; the profile's `ca` names the one
 * that issues. The others sign their lists and their responders' certificates until their own
 * certificate ends, which is never before the last one they issued.
 */
#ifndef SIGNER_AUTHORITIES_H
#define SIGNER_AUTHORITIES_H

#include "signer/internal.h"

/* Load every other CA that has not ended. RC as signer_key_open: a key that is missing is an error. */
MUST_USE enum rc authorities_open(struct signer *s, struct err *e);
void authorities_close(struct signer *s);
/* By name, the one in use included; NULL if there is none. */
const struct pki_ca *authority_named(const struct signer *s, str name);
/* As authority_named: its certificate, DER; STR_NONE. */
str authority_der(const struct signer *s, str name);
/* Make the older ones known to the status record. */
MUST_USE enum rc authorities_known(struct signer *s, struct err *e);

/*
 * ---- for the machine's administrator, with the signer stopped ----
 */

/* Where the root key lies while it is here. */
struct authority_root {
	const char *dir; /* holds root.key and root.cer */
	const char *secret_file;
};

/* Sign the root's list anew: next number, good for a year, in STATE/pki/root.crl. */
MUST_USE enum rc authority_root_list(const char *state, const struct authority_root *root,
    const struct clock *clock, int64_t *out_number, int64_t *out_next_s, struct err *e);

struct authority_new {
	str name;        /* g2: letters, digits, '-' */
	str common_name; /* of its certificate; differs from those before */
	enum pki_key_kind kind;
	int years; /* at most until the root ends */
	struct signer_secrets secrets;
	const struct signer_token *token; /* NULL: in a file */
	const char *base_url;             /* NULL: as profile.conf */
};
/*
 * Roll over: finish what the CA in use has begun, make the new key and its certificate, and let the
 * profile name it; from the next start it issues. RC_CONFLICT: the signer runs, or the name is taken.
 */
MUST_USE enum rc authority_roll(const char *state, const struct authority_root *root,
    const struct authority_new *n, const struct clock *clock, struct err *e);

#endif
