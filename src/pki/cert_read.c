/* cert_read.c - the columns of a certificate, by a strict walk over its bytes. */
#include "base/codec.h"
#include "pki/hash.h"
#include "pki/internal.h"
#include "pki/oid.h"

bool
pki_take_signed(str der, struct pki_signed *out)
{
	str seq;

	return der_take(&der, DER_SEQUENCE, &seq) && der.n == 0 &&
	       der_take_whole(&seq, DER_SEQUENCE, &out->tbs) &&
	       der_take(&seq, DER_SEQUENCE, &out->alg) &&
	       der_take_octet_bits(&seq, &out->value) && seq.n == 0;
}

static enum rc
malformed(struct err *e, const char *where)
{
	return err_set(e, RC_INVALID, N_("Sertifikat itu rusak atau bukan sertifikat."),
	    "certificate: %s", where);
}

/* The last attribute of that type in a Name (whole element); STR_NONE if there is none. */
static bool
name_find(str name, str oid, str *out)
{
	str seq, set, pair, type, value;
	unsigned tag;

	*out = STR_NONE;
	if (!der_take(&name, DER_SEQUENCE, &seq) || name.n != 0)
		return false;
	while (seq.n > 0) {
		if (!der_take(&seq, DER_SET, &set) || set.n == 0)
			return false;
		while (set.n > 0) {
			if (!der_take(&set, DER_SEQUENCE, &pair) ||
			    !der_take(&pair, DER_OID, &type) ||
			    !der_any(&pair, &tag, &value, NULL) || pair.n != 0)
				return false;
			if (str_eq(type, oid) &&
			    (tag == DER_UTF8 || tag == DER_PRINTABLE))
				*out = value;
		}
	}
	return true;
}

static bool
read_san(str value, struct pki_cert *c)
{
	str seq, name;
	unsigned tag;

	if (!der_take(&value, DER_SEQUENCE, &seq) || value.n != 0)
		return false;
	while (seq.n > 0) {
		if (!der_any(&seq, &tag, &name, NULL))
			return false;
		if (tag == DER_CONTEXT(1) && c->email.p == NULL)
			c->email = name;
	}
	return true;
}

static bool
read_bc(str value, struct pki_cert *c)
{
	str seq, flag;

	if (!der_take(&value, DER_SEQUENCE, &seq) || value.n != 0)
		return false;
	if (der_next_is(seq, DER_BOOLEAN))
		c->ca = der_take(&seq, DER_BOOLEAN, &flag) && str_eq(flag, STR("\xff"));
	return true;
}

/* Extensions ::= SEQUENCE OF Extension (4.1.2.9): those whose values we keep. */
static bool
read_exts(str tagged, struct pki_cert *c)
{
	str list, ext, oid, flag, value;

	if (!der_take(&tagged, DER_SEQUENCE, &list) || tagged.n != 0)
		return false;
	while (list.n > 0) {
		if (!der_take(&list, DER_SEQUENCE, &ext) ||
		    !der_take(&ext, DER_OID, &oid) ||
		    (der_next_is(ext, DER_BOOLEAN) &&
			!der_take(&ext, DER_BOOLEAN, &flag)) ||
		    !der_take(&ext, DER_OCTETS, &value) || ext.n != 0)
			return false;
		if (str_eq(oid, OID_SAN) && !read_san(value, c))
			return false;
		if (str_eq(oid, OID_BC) && !read_bc(value, c))
			return false;
		if (str_eq(oid, OID_SKI) &&
		    (!der_take(&value, DER_OCTETS, &c->key_id) || value.n != 0))
			return false;
	}
	return true;
}

static bool
read_front(struct arena *a, str *body, str *out_alg, struct pki_cert *c)
{
	str version, serial, validity;
	int64_t v = 0;

	if (der_next_is(*body, DER_CONTEXT_CONS(0)) &&
	    (!der_take(body, DER_CONTEXT_CONS(0), &version) ||
		!der_take_small(&version, DER_INTEGER, &v) || version.n != 0 || v > 2))
		return false;
	if (!der_take_unsigned(body, &serial) || serial.n > PKI_SERIAL_BYTES ||
	    !der_take(body, DER_SEQUENCE, out_alg) ||
	    !der_take_whole(body, DER_SEQUENCE, &c->issuer) ||
	    !der_take(body, DER_SEQUENCE, &validity) ||
	    !der_take_time(&validity, &c->not_before_s) ||
	    !der_take_time(&validity, &c->not_after_s) || validity.n != 0 ||
	    !der_take_whole(body, DER_SEQUENCE, &c->subject))
		return false;
	c->serial = hex_encode(a, serial.p, serial.n);
	return true;
}

enum rc
pki_cert_parse(struct arena *a, str der, struct pki_cert *out, struct err *e)
{
	struct pki_cert c = { 0 };
	struct pki_signed parts;
	str copy = str_dup(a, der), body, rest, alg, spki, exts;
	enum rc rc;

	if (!pki_take_signed(copy, &parts))
		return malformed(e, "Certificate");
	c.tbs = rest = parts.tbs;
	c.signature_alg = parts.alg;
	c.signature = parts.value;
	if (!der_take(&rest, DER_SEQUENCE, &body) || !read_front(a, &body, &alg, &c))
		return malformed(e, "TBSCertificate");
	if (!str_eq(alg, parts.alg))
		return malformed(e, "the two signature algorithms differ (4.1.1.2)");
	if (!name_find(c.subject, OID_CN, &c.name) ||
	    !name_find(c.subject, OID_O, &c.organization) ||
	    !name_find(c.subject, OID_OU, &c.unit) ||
	    !name_find(c.issuer, OID_CN, &c.issuer_name))
		return malformed(e, "name");
	if (!der_take_whole(&body, DER_SEQUENCE, &spki))
		return malformed(e, "subjectPublicKeyInfo");
	if ((rc = pki_public_parse(a, spki, &c.key, e)) != RC_OK)
		return rc;
	if (der_next_is(body, DER_CONTEXT_CONS(3)) &&
	    (!der_take(&body, DER_CONTEXT_CONS(3), &exts) || !read_exts(exts, &c)))
		return malformed(e, "extensions");
	if (body.n != 0)
		return malformed(e, "trailing fields");
	c.fingerprint = pki_sha256_hex(a, copy);
	*out = c;
	return RC_OK;
}

enum rc
pki_cert_verify(const struct pki_cert *cert, const struct pki_cert *issuer, struct err *e)
{
	if (!str_eq(cert->issuer, issuer->subject) || !issuer->ca)
		return err_set(e, RC_DENIED, N_("Sertifikat itu bukan terbitan kami."),
		    "issuer name differs or issuer is not a CA");
	return pki_verify(
	    &issuer->key, cert->signature_alg, cert->tbs, cert->signature, e);
}

enum rc
pki_ca_read(struct arena *a, str der, struct pki_ca *out, struct err *e)
{
	struct pki_cert c = { 0 };
	enum rc rc = pki_cert_parse(a, der, &c, e);

	if (rc != RC_OK)
		return rc;
	if (!c.ca || c.key_id.p == NULL)
		return malformed(e, "not a CA certificate with subjectKeyIdentifier");
	*out = (struct pki_ca){ .subject = c.subject,
		.key_id = c.key_id,
		.kind = c.key.kind,
		.not_before_s = c.not_before_s,
		.not_after_s = c.not_after_s };
	return RC_OK;
}
