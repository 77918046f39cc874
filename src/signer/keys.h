/*
 * keys.h - where the private keys of the authority lie: encrypted files, or a PKCS#11 token.
 *
 *	STATE/signer/NAME.key	  PKCS#8, encrypted under the secret (pki/key.h)
 *	STATE/signer/NAME.token	  or instead of it: which key of which token (below)
 *
 * NAME.token holds `key = value` lines: module (path), token (label), key (label), and for Landlock
 * write and read (paths the module needs, spaces between). The PIN is a file of its own.
 */
#ifndef SIGNER_KEYS_H
#define SIGNER_KEYS_H

#include "base/sandbox.h"
#include "pki/key.h"
#include "token/token.h"

/* Files whose content stays out of STATE/signer; NULL = STATE/signer.secret, STATE/token.pin. */
struct signer_secrets {
	const char *secret_file;
	const char *pin_file;
};

/* What stands in NAME.token. */
struct signer_token {
	str module, token, key;
	str write, read;
};

/*
 * Open the key called `name`, whose public half must be `spki`: one signature is made and checked.
 * RC_NOT_FOUND: neither file; RC_UNAVAILABLE: the token is away; RC_DENIED: secret or PIN wrong. A PIN
 * that was refused is remembered in signer/pin.refused (a salted 16-bit mark) and not tried again,
 * whoever restarts us, until the file holds another one.
 */
MUST_USE enum rc signer_key_open(struct arena *a, const char *state, const char *name,
    const struct signer_secrets *secrets, str spki, struct pki_key **out, struct err *e);

/* A key of the signer's own work in the file STATE/`path`, encrypted under the same secret. */
MUST_USE enum rc signer_key_open_file(struct arena *a, const char *state,
    const char *path, const char *secret_file, struct pki_key **out, struct err *e);

/* A new key in a file, encrypted; the secret is made if its file does not exist. RC_CONFLICT. */
MUST_USE enum rc signer_key_new_file(struct arena *a, const char *state, const char *path,
    const char *secret_file, enum pki_key_kind kind, struct pki_key **out, struct err *e);
/* A new key in the token, and NAME.token. RC_CONFLICT if the label is taken there. */
MUST_USE enum rc signer_key_new_token(struct arena *a, const char *state,
    const char *name, const struct signer_token *token, const char *pin_file,
    enum pki_key_kind kind, struct pki_key **out, struct err *e);

#define SIGNER_TOKEN_PATHS 32
/*
 * What Landlock must leave for the modules of all NAME.token below `state`, at most
 * SIGNER_TOKEN_PATHS; *out_n is 0 without one. To be asked before the walls stand.
 */
MUST_USE enum rc signer_token_paths(struct arena *a, const char *state,
    struct sandbox_path *out, size_t *out_n, struct err *e);

/* The path of the secret: `given`, or STATE/`usual`. */
const char *signer_secret_path(
    struct arena *a, const char *state, const char *given, const char *usual);

#endif
