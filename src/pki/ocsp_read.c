/* ocsp_read.c - OCSPRequest, read by a walk over its bytes (RFC 6960 4.1). */
#include "pki/der.h"
#include "pki/ocsp.h"
#include "pki/oid.h"

static enum rc
malformed(struct err *e, const char *where)
{
	return err_set(e, RC_INVALID,
	    N_("Permintaan status sertifikat tidak dapat dibaca."), "OCSP request: %s",
	    where);
}

static const struct {
	enum pki_ocsp_hash hash;
	size_t bytes;
} known[] = {
	{ PKI_OCSP_SHA1, 20 },
	{ PKI_OCSP_SHA256, 32 },
	{ PKI_OCSP_SHA384, 48 },
	{ PKI_OCSP_SHA512, 64 },
};

static enum pki_ocsp_hash
hash_of(str oid)
{
	const str oids[] = { OID_SHA1, OID_SHA256, OID_SHA384, OID_SHA512 };

	for (size_t i = 0; i < ARRAY_LEN(oids); i++)
		if (str_eq(oid, oids[i]))
			return known[i].hash;
	return PKI_OCSP_HASH__COUNT;
}

/* CertID (4.1.1). The parameters of the hash are NULL or absent (RFC 5754 2). */
static bool
read_id(str *in, struct pki_ocsp_id *id)
{
	str seq, alg, oid, null;
	str whole;

	if (!der_take_whole(in, DER_SEQUENCE, &whole))
		return false;
	id->whole = whole;
	if (!der_take(&whole, DER_SEQUENCE, &seq) ||
	    !der_take(&seq, DER_SEQUENCE, &alg) || !der_take(&alg, DER_OID, &oid) ||
	    (alg.n > 0 && (!der_take(&alg, DER_NULL, &null) || null.n != 0)) ||
	    alg.n != 0 || !der_take(&seq, DER_OCTETS, &id->name_hash) ||
	    !der_take(&seq, DER_OCTETS, &id->key_hash) ||
	    !der_take_unsigned(&seq, &id->serial) || seq.n != 0)
		return false;
	id->hash = hash_of(oid);
	return id->hash == PKI_OCSP_HASH__COUNT ||
	       (id->name_hash.n == known[id->hash].bytes &&
		   id->key_hash.n == known[id->hash].bytes);
}

/* The nonce is an OCTET STRING inside that of the extension (4.4.1). */
static bool
read_nonce(str value, str *out)
{
	return out->p == NULL && der_take(&value, DER_OCTETS, out) && value.n == 0 &&
	       out->n >= 1 && out->n <= PKI_OCSP_NONCE_BYTES;
}

/* Extensions: unknown ones are ignored unless they are critical (4.4). `nonce` may be NULL. */
static bool
read_exts(str tagged, str *nonce)
{
	str list, ext, oid, flag, value;

	if (!der_take(&tagged, DER_SEQUENCE, &list) || tagged.n != 0 || list.n == 0)
		return false;
	while (list.n > 0) {
		bool critical = false;

		if (!der_take(&list, DER_SEQUENCE, &ext) ||
		    !der_take(&ext, DER_OID, &oid))
			return false;
		if (der_next_is(ext, DER_BOOLEAN)) {
			if (!der_take(&ext, DER_BOOLEAN, &flag) || flag.n != 1)
				return false;
			critical = flag.p[0] != 0;
		}
		if (!der_take(&ext, DER_OCTETS, &value) || ext.n != 0)
			return false;
		if (nonce != NULL && str_eq(oid, OID_OCSP_NONCE)) {
			if (!read_nonce(value, nonce))
				return false;
		} else if (critical) {
			return false;
		}
	}
	return true;
}

static bool
read_list(str list, struct pki_ocsp_request *out)
{
	str one, exts;

	while (list.n > 0) {
		if (out->n == PKI_OCSP_IDS || !der_take(&list, DER_SEQUENCE, &one) ||
		    !read_id(&one, &out->id[out->n]))
			return false;
		if (one.n > 0 && (!der_take(&one, DER_CONTEXT_CONS(0), &exts) ||
				     !read_exts(exts, NULL) || one.n != 0))
			return false;
		out->n++;
	}
	return out->n > 0;
}

/* version [0] DEFAULT v1, requestorName [1] OPTIONAL: neither changes the answer. */
static bool
read_front(str *tbs)
{
	str tagged;
	int64_t version;

	if (der_next_is(*tbs, DER_CONTEXT_CONS(0)) &&
	    (!der_take(tbs, DER_CONTEXT_CONS(0), &tagged) ||
		!der_take_small(&tagged, DER_INTEGER, &version) || version != 0 ||
		tagged.n != 0))
		return false;
	return !der_next_is(*tbs, DER_CONTEXT_CONS(1)) ||
	       der_take(tbs, DER_CONTEXT_CONS(1), &tagged);
}

enum rc
pki_ocsp_read(str der, struct pki_ocsp_request *out, struct err *e)
{
	str seq, tbs, list, exts, signature;

	out->n = 0;
	out->nonce = STR_NONE;
	if (der.n > PKI_OCSP_REQUEST_BYTES)
		return malformed(e, "too long");
	if (!der_take(&der, DER_SEQUENCE, &seq) || der.n != 0 ||
	    !der_take(&seq, DER_SEQUENCE, &tbs) || !read_front(&tbs))
		return malformed(e, "front");
	if (!der_take(&tbs, DER_SEQUENCE, &list) || !read_list(list, out))
		return malformed(e, "requestList");
	if (tbs.n > 0 && (!der_take(&tbs, DER_CONTEXT_CONS(2), &exts) ||
			     !read_exts(exts, &out->nonce) || tbs.n != 0))
		return malformed(e, "requestExtensions");
	if (seq.n > 0 && (!der_take(&seq, DER_CONTEXT_CONS(0), &signature) || seq.n != 0))
		return malformed(e, "optionalSignature");
	return RC_OK;
}
