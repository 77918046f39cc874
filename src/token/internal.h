/* internal.h - what the files of src/token share among themselves. */
#ifndef TOKEN_INTERNAL_H
#define TOKEN_INTERNAL_H

#include <p11-kit/p11-kit.h>
#include <p11-kit/pkcs11.h>
#include <sys/types.h>

#include "token/token.h"

#define TOKEN_LABEL_BYTES 32
#define KEY_LABEL_BYTES   64

struct token {
	CK_FUNCTION_LIST *f;
	char module[256];
	char token[TOKEN_LABEL_BYTES]; /* padded with spaces, as the token has it */
	char key[KEY_LABEL_BYTES + 1];
	const struct secret *pin;
	bool initialized, in_session, pin_refused;
	CK_SESSION_HANDLE session;
	CK_OBJECT_HANDLE private_key;
	bool rsa;
	pid_t pid;
};

/* token_open.c: one table of sentences for the codes of a token. */
MUST_USE enum rc token_fail(struct err *e, const char *what, CK_RV rv);
/* Does the code mean that session, handle or device are gone, and opening anew may help? */
bool token_is_gone(CK_RV rv);
/* Module, slot, session, login; not the key. */
MUST_USE enum rc token_begin(struct token *t, struct err *e);
/* Close the session; `module` too: C_Finalize, so that slots are looked for anew. */
void token_end(struct token *t, bool module);

/* token_key.c: the one object of that class with the key's label. */
MUST_USE enum rc token_find(
    struct token *t, CK_OBJECT_CLASS class, CK_OBJECT_HANDLE *out, struct err *e);
MUST_USE enum rc token_find_private(struct token *t, struct err *e);
MUST_USE enum rc token_generate(
    struct token *t, enum token_kind kind, int bits, struct err *e);

#endif
