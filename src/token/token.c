/* token.c - the open token: signing, and opening again what went away. */
#include "token/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "token/internal.h"

#define NO_MODULE                                                                        \
	N_("Modul PKCS#11 tidak dapat dimuat. Periksa nama berkasnya dalam pengaturan.")

static enum rc
load(const struct token_place *place, const struct secret *pin, struct token **out,
    struct err *e)
{
	struct token *t;

	if (place->token.n == 0 || place->token.n > TOKEN_LABEL_BYTES ||
	    place->key.n == 0 || place->key.n > KEY_LABEL_BYTES ||
	    strlen(place->module) >= sizeof(t->module))
		return err_set(e, RC_INVALID,
		    N_("Nama token atau nama kunci di token kosong atau terlalu panjang."),
		    "token: label of 1 to 32, key of 1 to 64 bytes");
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		BUG("out of memory");
	memset(t->token, ' ', sizeof(t->token));
	memcpy(t->token, place->token.p, place->token.n);
	memcpy(t->key, place->key.p, place->key.n);
	snprintf(t->module, sizeof(t->module), "%s", place->module);
	t->pin = pin;
	t->pid = getpid();
	t->f = p11_kit_module_load(t->module, 0);
	if (t->f == NULL) {
		const char *why = p11_kit_message();
		enum rc rc = err_set(e, RC_UNAVAILABLE, NO_MODULE, "token: %s: %s",
		    t->module, why == NULL ? "cannot be loaded" : why);

		free(t);
		return rc;
	}
	*out = t;
	return RC_OK;
}

enum rc
token_open(const struct token_place *place, const struct secret *pin, struct token **out,
    bool *out_refused, struct err *e)
{
	struct token *t = NULL;
	enum rc rc = load(place, pin, &t, e);

	*out_refused = false;
	if (rc != RC_OK)
		return rc;
	if ((rc = token_begin(t, e)) == RC_OK)
		rc = token_find_private(t, e);
	*out_refused = t->pin_refused;
	if (rc == RC_OK)
		*out = t;
	else
		token_close(t);
	return rc;
}

/* The label must be free: two keys of one name cannot be told apart later. */
static enum rc
make(struct token *t, enum token_kind kind, int bits, struct err *e)
{
	CK_OBJECT_HANDLE there;
	enum rc rc = token_find(t, CKO_PRIVATE_KEY, &there, e);

	if (rc == RC_OK)
		return err_set(e, RC_CONFLICT,
		    N_("Di token sudah ada kunci dengan nama itu. Kunci yang ada tidak pernah ditimpa."),
		    "token: \"%s\" exists", t->key);
	if (rc != RC_NOT_FOUND)
		return rc;
	if ((rc = token_generate(t, kind, bits, e)) != RC_OK)
		return rc;
	return token_find_private(t, e);
}

enum rc
token_make(const struct token_place *place, const struct secret *pin,
    enum token_kind kind, int bits, struct token **out, bool *out_refused, struct err *e)
{
	struct token *t = NULL;
	enum rc rc = load(place, pin, &t, e);

	*out_refused = false;
	if (rc != RC_OK)
		return rc;
	if ((rc = token_begin(t, e)) == RC_OK)
		rc = make(t, kind, bits, e);
	*out_refused = t->pin_refused;
	if (rc == RC_OK)
		*out = t;
	else
		token_close(t);
	return rc;
}

void
token_close(struct token *t)
{
	if (t == NULL)
		return;
	if (t->pid == getpid()) {
		token_end(t, true);
		p11_kit_module_release(t->f);
	}
	free(t);
}

/* Session and key anew; if that is not enough, the slots anew. */
static enum rc
reopen(struct token *t, struct err *e)
{
	enum rc rc = RC_UNAVAILABLE;

	for (int module = 0; module < 2 && rc == RC_UNAVAILABLE; module++) {
		token_end(t, module == 1);
		if ((rc = token_begin(t, e)) == RC_OK)
			rc = token_find_private(t, e);
		/* a token that came back without the key is another token, or half of one */
		if (rc == RC_NOT_FOUND)
			rc = e->rc = RC_UNAVAILABLE;
	}
	if (rc != RC_OK)
		token_end(t, true);
	return rc;
}

static CK_RV
sign_once(struct token *t, str input, unsigned char *out, CK_ULONG *n)
{
	CK_MECHANISM m = { t->rsa ? CKM_RSA_PKCS : CKM_ECDSA, NULL, 0 };
	CK_RV rv;

	if (!t->in_session)
		return CKR_SESSION_HANDLE_INVALID;
	*n = TOKEN_SIGNATURE_BYTES;
	rv = t->f->C_SignInit(t->session, &m, t->private_key);
	if (rv != CKR_OK)
		return rv;
	return t->f->C_Sign(t->session, (CK_BYTE *)(uintptr_t)input.p, input.n, out, n);
}

enum rc
token_sign(struct token *t, str input, unsigned char *out, size_t *out_n, struct err *e)
{
	CK_ULONG n = 0;
	enum rc rc;
	CK_RV rv;

	BUG_ON(t->pid != getpid());
	rv = sign_once(t, input, out, &n);
	if (token_is_gone(rv)) {
		if ((rc = reopen(t, e)) != RC_OK)
			return rc;
		rv = sign_once(t, input, out, &n);
	}
	if (rv != CKR_OK)
		return token_fail(e, "C_Sign", rv);
	*out_n = n;
	return RC_OK;
}
