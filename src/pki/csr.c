/* csr.c - PKCS#10 by a strict walk over its bytes. */
#include "pki/csr.h"

#include "base/codec.h"
#include "pki/internal.h"

#define NOT_A_REQUEST                                                                    \
	N_("Berkas itu bukan permintaan sertifikat (PKCS#10). Pilih berkas .csr atau .p10.")

#define ATTRIBUTES 16

static enum rc
malformed(struct err *e, const char *where)
{
	return err_set(e, RC_INVALID,
	    N_("Permintaan sertifikat itu rusak atau tidak lengkap. Buat permintaan baru."),
	    "PKCS#10: %s", where);
}

/* People send the wrong file: name it, above all when it holds a private key. */
static enum rc
wrong_pem(str text, struct err *e)
{
	if (str_find(text, STR("PRIVATE KEY-----")) >= 0)
		return err_set(e, RC_INVALID,
		    N_("Berkas itu berisi kunci privat. Jangan pernah mengirimkannya kepada siapa pun: buat kunci baru, lalu kirim permintaannya saja (.csr)."),
		    "a private key was sent");
	if (str_find(text, STR("-----BEGIN CERTIFICATE-----")) >= 0)
		return err_set(e, RC_INVALID,
		    N_("Berkas itu sertifikat, bukan permintaan sertifikat. Pilih berkas .csr atau .p10."),
		    "a certificate was sent");
	return err_set(e, RC_INVALID, NOT_A_REQUEST, "neither DER nor PEM of a request");
}

/* Cut `*text` to what stands between the two lines of that label (RFC 7468 2). */
static bool
pem_between(str *text, str begin, str end)
{
	ptrdiff_t at = str_find(*text, begin), stop;
	str rest;

	if (at < 0)
		return false;
	rest = str_from(*text, (size_t)at + begin.n);
	stop = str_find(rest, end);
	if (stop < 0 ||
	    str_find(str_from(rest, (size_t)stop + end.n), STR("-----BEGIN")) >= 0)
		return false;
	*text = str_sub(rest, 0, (size_t)stop);
	return true;
}

static enum rc
to_der(struct arena *a, str bytes, str *out, struct err *e)
{
	str text = bytes;

	if (bytes.n > 0 && (unsigned char)bytes.p[0] == DER_SEQUENCE) {
		*out = str_dup(a, bytes);
		return RC_OK;
	}
	if (str_find(bytes, STR("PRIVATE KEY-----")) >= 0)
		return wrong_pem(bytes, e);
	if (!pem_between(&text, STR("-----BEGIN CERTIFICATE REQUEST-----"),
		STR("-----END CERTIFICATE REQUEST-----")) &&
	    !pem_between(&text, STR("-----BEGIN NEW CERTIFICATE REQUEST-----"),
		STR("-----END NEW CERTIFICATE REQUEST-----")))
		return wrong_pem(bytes, e);
	if (base64_decode(a, text, out, e) != RC_OK)
		return malformed(e, "base64");
	return RC_OK;
}

/* A DER file that is something else people have: PKCS#12, PKCS#8, a certificate. */
static enum rc
wrong_der(str der, struct err *e)
{
	str outer, tbs, ignored;
	int64_t version;

	if (!der_take(&der, DER_SEQUENCE, &outer))
		return malformed(e, "not one SEQUENCE");
	if (der_take_small(&outer, DER_INTEGER, &version))
		return err_set(e, RC_INVALID,
		    N_("Berkas itu berisi kunci privat (.p12, .pfx, atau .key). Jangan pernah mengirimkannya kepada siapa pun: kirim permintaannya saja (.csr)."),
		    "PKCS#12 or a private key was sent");
	if (der_take(&outer, DER_SEQUENCE, &tbs) &&
	    der_take(&tbs, DER_CONTEXT_CONS(0), &ignored))
		return err_set(e, RC_INVALID,
		    N_("Berkas itu sertifikat, bukan permintaan sertifikat. Pilih berkas .csr atau .p10."),
		    "a certificate was sent");
	return malformed(e, "CertificationRequest");
}

/* Name (RFC 5280 4.1.2.4): SEQUENCE OF SET OF SEQUENCE { OID, value }. Content is not used. */
static bool
name_ok(str name)
{
	while (name.n > 0) {
		str set, pair, oid, value;
		unsigned tag;

		if (!der_take(&name, DER_SET, &set) || set.n == 0)
			return false;
		while (set.n > 0)
			if (!der_take(&set, DER_SEQUENCE, &pair) ||
			    !der_take(&pair, DER_OID, &oid) ||
			    !der_any(&pair, &tag, &value, NULL) || pair.n != 0)
				return false;
	}
	return true;
}

/* attributes [0] IMPLICIT SET OF Attribute (RFC 2986 4.1) */
static bool
attributes_ok(str set)
{
	for (size_t n = 0; set.n > 0; n++) {
		str attr, oid, values, value;
		unsigned tag;

		if (n == ATTRIBUTES || !der_take(&set, DER_SEQUENCE, &attr) ||
		    !der_take(&attr, DER_OID, &oid) ||
		    !der_take(&attr, DER_SET, &values) || attr.n != 0)
			return false;
		while (values.n > 0)
			if (!der_any(&values, &tag, &value, NULL))
				return false;
	}
	return true;
}

/* CertificationRequestInfo (RFC 2986 4.1): find the key. */
static enum rc
info_parse(str info, str *out_spki, struct err *e)
{
	str body, name, attrs;
	int64_t version;

	if (!der_take(&info, DER_SEQUENCE, &body) ||
	    !der_take_small(&body, DER_INTEGER, &version) || version != 0)
		return malformed(e, "version");
	if (!der_take(&body, DER_SEQUENCE, &name) || !name_ok(name))
		return malformed(e, "subject");
	if (!der_take_whole(&body, DER_SEQUENCE, out_spki))
		return malformed(e, "subjectPKInfo");
	/* some makers leave the empty [0] out */
	if (body.n > 0 && (!der_take(&body, DER_CONTEXT_CONS(0), &attrs) ||
			      !attributes_ok(attrs) || body.n != 0))
		return malformed(e, "attributes");
	return RC_OK;
}

enum rc
pki_csr_parse(struct arena *a, str bytes, struct pki_csr *out, struct err *e)
{
	struct pki_signed parts;
	struct pki_csr csr;
	enum rc rc;
	str spki;

	if (bytes.n == 0)
		return err_set(e, RC_INVALID, NOT_A_REQUEST, "empty request");
	if (bytes.n > PKI_CSR_BYTES)
		return err_set(e, RC_INVALID,
		    N_("Berkas itu terlalu besar untuk sebuah permintaan sertifikat (paling besar 16 KB)."),
		    "request of %zu bytes", bytes.n);
	if ((rc = to_der(a, bytes, &csr.der, e)) != RC_OK)
		return rc;
	if (!pki_take_signed(csr.der, &parts))
		return wrong_der(csr.der, e);
	if (info_parse(parts.tbs, &spki, e) != RC_OK)
		return wrong_der(csr.der, e);
	if ((rc = pki_public_parse(a, spki, &csr.key, e)) != RC_OK)
		return rc;
	rc = pki_verify(&csr.key, parts.alg, parts.tbs, parts.value, e);
	if (rc == RC_DENIED)
		return err_set(e, RC_INVALID,
		    N_("Permintaan itu tidak ditandatangani dengan kuncinya sendiri, jadi belum terbukti bahwa Anda memegang kuncinya. Buat permintaan baru."),
		    "proof of possession fails");
	if (rc != RC_OK)
		return rc;
	*out = csr;
	return RC_OK;
}
