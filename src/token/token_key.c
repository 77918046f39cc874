/* token_key.c - finding the key, making it, reading its public half. */
#include <string.h>

#include "token/internal.h"

#define NO_KEY  N_("Kunci penerbit tidak ada di token.")
#define TWO     N_("Di token ada lebih dari satu kunci dengan nama itu. Sisakan satu.")
#define STRANGE N_("Kunci di token bukan RSA, P-256, atau P-384.")

/* DER of the named curves and of the length that goes in front of a point. */
static const unsigned char p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03,
	0x01, 0x07 };
static const unsigned char p384[] = { 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22 };

static enum rc
search(struct token *t, CK_ATTRIBUTE *like, CK_ULONG n_like, CK_OBJECT_HANDLE *found,
    CK_ULONG *out_n, struct err *e)
{
	CK_RV rv = t->f->C_FindObjectsInit(t->session, like, n_like);

	if (rv != CKR_OK)
		return token_fail(e, "C_FindObjectsInit", rv);
	rv = t->f->C_FindObjects(t->session, found, 2, out_n);
	t->f->C_FindObjectsFinal(t->session);
	return rv == CKR_OK ? RC_OK : token_fail(e, "C_FindObjects", rv);
}

enum rc
token_find(struct token *t, CK_OBJECT_CLASS class, CK_OBJECT_HANDLE *out, struct err *e)
{
	CK_ATTRIBUTE like[] = { { CKA_CLASS, &class, sizeof(class) },
		{ CKA_LABEL, t->key, strlen(t->key) } };
	CK_OBJECT_HANDLE found[2];
	CK_ULONG n = 0;
	enum rc rc = search(t, like, 2, found, &n, e);

	if (rc != RC_OK)
		return rc;
	if (n == 0)
		return err_set(e, RC_NOT_FOUND, NO_KEY,
		    "token: no object of class %lu with the label \"%s\"", class, t->key);
	if (n > 1)
		return err_set(e, RC_CONFLICT, TWO,
		    "token: two objects of class %lu with the label \"%s\"", class,
		    t->key);
	*out = found[0];
	return RC_OK;
}

enum rc
token_find_private(struct token *t, struct err *e)
{
	CK_KEY_TYPE type = 0;
	CK_ATTRIBUTE want = { CKA_KEY_TYPE, &type, sizeof(type) };
	enum rc rc = token_find(t, CKO_PRIVATE_KEY, &t->private_key, e);
	CK_RV rv;

	if (rc != RC_OK)
		return rc;
	rv = t->f->C_GetAttributeValue(t->session, t->private_key, &want, 1);
	if (rv != CKR_OK)
		return token_fail(e, "CKA_KEY_TYPE", rv);
	if (type != CKK_RSA && type != CKK_EC)
		return err_set(e, RC_INVALID, STRANGE, "token: key type %lu", type);
	t->rsa = type == CKK_RSA;
	return RC_OK;
}

enum rc
token_generate(struct token *t, enum token_kind kind, int bits, struct err *e)
{
	CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
	CK_ULONG modulus_bits = (CK_ULONG)bits;
	unsigned char id[] = { 1 }, exponent[] = { 1, 0, 1 };
	CK_MECHANISM m = { kind == TOKEN_RSA ? CKM_RSA_PKCS_KEY_PAIR_GEN
					     : CKM_EC_KEY_PAIR_GEN,
		NULL, 0 };
	CK_ATTRIBUTE rsa_size = { CKA_MODULUS_BITS, &modulus_bits, sizeof(modulus_bits) };
	CK_ATTRIBUTE rsa_e = { CKA_PUBLIC_EXPONENT, exponent, sizeof(exponent) };
	CK_ATTRIBUTE curve = { CKA_EC_PARAMS,
		(void *)(uintptr_t)(kind == TOKEN_P384 ? p384 : p256),
		kind == TOKEN_P384 ? sizeof(p384) : sizeof(p256) };
	CK_ATTRIBUTE public_like[] = { { CKA_TOKEN, &yes, sizeof(yes) },
		{ CKA_LABEL, t->key, strlen(t->key) }, { CKA_ID, id, sizeof(id) },
		{ CKA_VERIFY, &yes, sizeof(yes) }, kind == TOKEN_RSA ? rsa_size : curve,
		rsa_e };
	CK_ATTRIBUTE private_like[] = { { CKA_TOKEN, &yes, sizeof(yes) },
		{ CKA_LABEL, t->key, strlen(t->key) }, { CKA_ID, id, sizeof(id) },
		{ CKA_PRIVATE, &yes, sizeof(yes) }, { CKA_SENSITIVE, &yes, sizeof(yes) },
		{ CKA_EXTRACTABLE, &no, sizeof(no) }, { CKA_SIGN, &yes, sizeof(yes) } };
	CK_OBJECT_HANDLE public_key;
	CK_RV rv = t->f->C_GenerateKeyPair(t->session, &m, public_like,
	    kind == TOKEN_RSA ? 6 : 5, private_like,
	    sizeof(private_like) / sizeof(private_like[0]), &public_key, &t->private_key);

	return rv == CKR_OK ? RC_OK : token_fail(e, "C_GenerateKeyPair", rv);
}

/* One attribute of any length, at most 2 KB. */
static enum rc
read_attribute(struct token *t, struct arena *a, CK_OBJECT_HANDLE from,
    CK_ATTRIBUTE_TYPE type, str *out, struct err *e)
{
	char *room = arena_alloc(a, 2048);
	CK_ATTRIBUTE at = { type, room, 2048 };
	CK_RV rv = t->f->C_GetAttributeValue(t->session, from, &at, 1);

	if (rv != CKR_OK)
		return token_fail(e, "C_GetAttributeValue", rv);
	*out = (str){ room, at.ulValueLen };
	return RC_OK;
}

static enum rc
read_point(struct token *t, struct arena *a, CK_OBJECT_HANDLE from,
    struct token_public *out, struct err *e)
{
	str curve = STR_NONE;
	enum rc rc;

	if ((rc = read_attribute(t, a, from, CKA_EC_PARAMS, &curve, e)) != RC_OK ||
	    (rc = read_attribute(t, a, from, CKA_EC_POINT, &out->point, e)) != RC_OK)
		return rc;
	if (str_eq(curve, (str){ (const char *)p256, sizeof(p256) }))
		out->kind = TOKEN_P256;
	else if (str_eq(curve, (str){ (const char *)p384, sizeof(p384) }))
		out->kind = TOKEN_P384;
	else
		return err_set(e, RC_INVALID, STRANGE, "token: another curve");
	/* the standard wants an OCTET STRING around it; some tokens leave it out */
	if (out->point.n > 2 && out->point.p[0] == 0x04 &&
	    (size_t)(unsigned char)out->point.p[1] == out->point.n - 2)
		out->point = str_from(out->point, 2);
	return RC_OK;
}

enum rc
token_public(struct token *t, struct arena *a, struct token_public *out, struct err *e)
{
	struct token_public got = { .kind = TOKEN_RSA };
	CK_OBJECT_HANDLE key;
	enum rc rc = token_find(t, CKO_PUBLIC_KEY, &key, e);

	if (rc == RC_OK && t->rsa) {
		rc = read_attribute(t, a, key, CKA_MODULUS, &got.modulus, e);
		if (rc == RC_OK)
			rc = read_attribute(
			    t, a, key, CKA_PUBLIC_EXPONENT, &got.exponent, e);
	} else if (rc == RC_OK) {
		rc = read_point(t, a, key, &got, e);
	}
	if (rc == RC_OK)
		*out = got;
	return rc;
}
