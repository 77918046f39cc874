/* cert_build.c - TBSCertificate of leaves and CAs, written as DER (RFC 5280 4.1, 4.2). */
#include "base/codec.h"
#include "base/rnd.h"
#include "base/utf8.h"
#include "pki/hash.h"
#include "pki/internal.h"
#include "pki/oid.h"

#define URL_BYTES 512

str
pki_serial_new(struct arena *a)
{
	unsigned char b[PKI_SERIAL_BYTES];

	rnd_bytes(b, sizeof(b));
	b[0] = (unsigned char)((b[0] & 0x3f) | 0x40);
	return (str){ arena_copy(a, b, sizeof(b)), sizeof(b) };
}

/* Characters that change how the text around them is read or that nobody sees. */
static bool
is_invisible(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0xad ||
	       (cp >= 0x200b && cp <= 0x200f) || (cp >= 0x2028 && cp <= 0x202e) ||
	       (cp >= 0x2060 && cp <= 0x206f) || cp == 0xfeff ||
	       (cp >= 0xe000 && cp <= 0xf8ff) || (cp >= 0xfff0 && cp <= 0xffff) ||
	       cp >= 0xe0000;
}

bool
pki_name_ok(str s)
{
	str left = s;
	uint32_t cp;

	if (s.n == 0 || !utf8_valid_text(s) || utf8_length(s) > PKI_NAME_CHARS ||
	    s.p[0] == ' ' || s.p[s.n - 1] == ' ')
		return false;
	while (utf8_next(&left, &cp))
		if (is_invisible(cp))
			return false;
	return left.n == 0;
}

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Labels between dots: not empty, `extra` characters allowed besides letters and digits. */
static bool
dotted_ok(str s, const char *extra, size_t *out_labels)
{
	size_t n = 0;

	do {
		bool last = !str_has(s, '.');
		str label = str_cut(&s, '.');

		if (label.n == 0 || label.n > 64 || (!last && s.n == 0))
			return false;
		for (size_t i = 0; i < label.n; i++)
			if (!is_alnum(label.p[i]) &&
			    (label.p[i] == '\0' || strchr(extra, label.p[i]) == NULL))
				return false;
		n++;
	} while (s.n > 0);
	*out_labels = n;
	return true;
}

bool
pki_email_ok(str s)
{
	size_t labels;
	str local;

	if (s.n == 0 || s.n > 254 || !str_has(s, '@'))
		return false;
	local = str_cut(&s, '@');
	if (local.n > 64 || !dotted_ok(local, "!#$%&'*+/=?^_`{|}~-", &labels))
		return false;
	if (!dotted_ok(s, "-", &labels) || labels < 2)
		return false;
	while (s.n > 0) {
		str label = str_cut(&s, '.');

		if (label.n > 63 || label.p[0] == '-' || label.p[label.n - 1] == '-')
			return false;
	}
	return true;
}

static bool
url_ok(str s)
{
	if (s.n > URL_BYTES ||
	    !(str_starts(s, STR("http://")) || str_starts(s, STR("https://"))))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~')
			return false;
	return true;
}

void
pki_put_sig_alg(struct buf *b, enum pki_key_kind kind)
{
	size_t seq = der_open(b, DER_SEQUENCE);

	switch (kind) {
	case PKI_KEY_RSA:
		der_put(b, DER_OID, OID_SHA256_RSA);
		der_put(b, DER_NULL, STR(""));
		break;
	case PKI_KEY_P256:
		der_put(b, DER_OID, OID_SHA256_ECDSA);
		break;
	case PKI_KEY_P384:
		der_put(b, DER_OID, OID_SHA384_ECDSA);
		break;
	case PKI_KEY__COUNT:
	default:
		BUG("kind of key");
	}
	der_close(b, seq);
}

void
pki_put_ext(struct buf *b, str oid, bool critical, str value)
{
	size_t seq = der_open(b, DER_SEQUENCE);

	der_put(b, DER_OID, oid);
	if (critical)
		der_put(b, DER_BOOLEAN, STR("\xff"));
	der_put(b, DER_OCTETS, value);
	der_close(b, seq);
}

void
pki_put_rdn(struct buf *b, str oid, unsigned tag, str value)
{
	size_t set = der_open(b, DER_SET), seq = der_open(b, DER_SEQUENCE);

	der_put(b, DER_OID, oid);
	der_put(b, tag, value);
	der_close(b, seq);
	der_close(b, set);
}

void
pki_put_aki(struct buf *b, struct arena *a, str key_id)
{
	struct buf v;
	size_t seq;

	buf_init(&v, a, 32);
	seq = der_open(&v, DER_SEQUENCE);
	der_put(&v, DER_CONTEXT(0), key_id);
	der_close(&v, seq);
	pki_put_ext(b, OID_AKI, false, buf_get(&v));
}

static void
put_ski(struct buf *b, struct arena *a, str spki)
{
	struct buf v;

	buf_init(&v, a, 32);
	der_put(&v, DER_OCTETS, pki_key_id(a, spki));
	pki_put_ext(b, OID_SKI, false, buf_get(&v));
}

/* certificatePolicies (4.2.1.4) or extKeyUsage (4.2.1.12): a list of identifiers. */
static bool
put_oids(struct buf *b, struct arena *a, str ext, const str *oids, size_t n)
{
	bool policies = str_eq(ext, OID_POLICIES);
	struct buf v;
	size_t seq;

	if (n == 0)
		return true;
	buf_init(&v, a, 64);
	seq = der_open(&v, DER_SEQUENCE);
	for (size_t i = 0; i < n; i++) {
		size_t info = policies ? der_open(&v, DER_SEQUENCE) : 0;

		if (!der_put_oid_dotted(&v, oids[i]))
			return false;
		if (policies)
			der_close(&v, info);
	}
	der_close(&v, seq);
	pki_put_ext(b, ext, false, buf_get(&v));
	return true;
}

/* One DistributionPoint with fullName (4.2.1.13). */
static void
put_cdp(struct buf *b, struct arena *a, str url)
{
	struct buf v;
	size_t seq, point, name, full;

	if (url.n == 0)
		return;
	buf_init(&v, a, 128);
	seq = der_open(&v, DER_SEQUENCE);
	point = der_open(&v, DER_SEQUENCE);
	name = der_open(&v, DER_CONTEXT_CONS(0));
	full = der_open(&v, DER_CONTEXT_CONS(0));
	der_put(&v, DER_CONTEXT(6), url);
	der_close(&v, full);
	der_close(&v, name);
	der_close(&v, point);
	der_close(&v, seq);
	pki_put_ext(b, OID_CDP, false, buf_get(&v));
}

static void
put_access(struct buf *v, str method, str url)
{
	size_t seq;

	if (url.n == 0)
		return;
	seq = der_open(v, DER_SEQUENCE);
	der_put(v, DER_OID, method);
	der_put(v, DER_CONTEXT(6), url);
	der_close(v, seq);
}

/* authorityInfoAccess (4.2.2.1) */
static void
put_aia(struct buf *b, struct arena *a, str ocsp, str issuers)
{
	struct buf v;
	size_t seq;

	if (ocsp.n == 0 && issuers.n == 0)
		return;
	buf_init(&v, a, 256);
	seq = der_open(&v, DER_SEQUENCE);
	put_access(&v, OID_AD_OCSP, ocsp);
	put_access(&v, OID_AD_ISSUERS, issuers);
	der_close(&v, seq);
	pki_put_ext(b, OID_AIA, false, buf_get(&v));
}

static enum rc
field_bad(struct err *e, const char *msg, const char *which)
{
	return err_set(e, RC_INVALID, msg, "certificate field: %s", which);
}

static enum rc
profile_check(const struct pki_profile *p, struct err *e)
{
	const char *msg = N_("Profil sertifikat pada penerbit belum benar.");
	const str urls[] = { p->ocsp_url, p->issuer_url, p->crl_url };

	if (p->country.n != 2 || p->country.p[0] < 'A' || p->country.p[0] > 'Z' ||
	    p->country.p[1] < 'A' || p->country.p[1] > 'Z')
		return err_set(e, RC_INTERNAL, msg, "profile: country");
	if (!pki_name_ok(p->organization))
		return err_set(e, RC_INTERNAL, msg, "profile: organization");
	if ((p->state.n > 0 && !pki_name_ok(p->state)) ||
	    (p->locality.n > 0 && !pki_name_ok(p->locality)) ||
	    (p->unit.n > 0 && !pki_name_ok(p->unit)) || p->key_usage > 0x1f)
		return err_set(
		    e, RC_INTERNAL, msg, "profile: state, locality, unit or key usage");
	if (p->validity_s < 3600 || p->n_eku > PKI_OIDS || p->n_policies > PKI_OIDS)
		return err_set(
		    e, RC_INTERNAL, msg, "profile: validity or number of identifiers");
	for (size_t i = 0; i < ARRAY_LEN(urls); i++)
		if (urls[i].n > 0 && !url_ok(urls[i]))
			return err_set(e, RC_INTERNAL, msg, "profile: URL %zu", i);
	return RC_OK;
}

static enum rc
leaf_check(const struct pki_profile *p, const struct pki_ca *ca, const struct pki_leaf *f,
    struct err *e)
{
	int64_t span = f->not_after_s - f->not_before_s + 1;

	if (!pki_name_ok(f->name))
		return field_bad(e,
		    N_("Nama untuk sertifikat harus 1 sampai 64 huruf tanpa tanda yang tak terlihat."),
		    "name");
	if (!pki_name_ok(f->office_name))
		return field_bad(e,
		    N_("Nama kantor untuk sertifikat harus 1 sampai 64 huruf tanpa tanda yang tak terlihat."),
		    "office_name");
	if (!pki_email_ok(f->email))
		return field_bad(
		    e, N_("Alamat surel untuk sertifikat tidak dapat dipakai."), "email");
	if (f->serial.n != PKI_SERIAL_BYTES || (f->serial.p[0] & 0xc0) != 0x40)
		return field_bad(e, N_("Nomor seri sertifikat tidak benar."), "serial");
	if (span <= 0 || span > p->validity_s)
		return field_bad(e,
		    N_("Masa berlaku yang diminta lebih panjang daripada yang dibolehkan."),
		    "validity");
	if (f->not_before_s < ca->not_before_s || f->not_after_s > ca->not_after_s)
		return field_bad(e,
		    N_("Masa berlaku sertifikat melampaui masa berlaku penerbitnya."),
		    "validity of CA");
	return RC_OK;
}

/* The kinds and sizes of keys that this profile takes, within what we take at all (key.h). */
static enum rc
key_check(const struct pki_profile *p, const struct pki_public *key, struct err *e)
{
	if (p->no_key[key->kind])
		return field_bad(e,
		    N_("Jenis kunci ini tidak diterima untuk sertifikat ini. Buat kunci dengan jenis lain."),
		    "kind of key");
	if (key->kind == PKI_KEY_RSA && key->bits < p->rsa_least_bits)
		return field_bad(e,
		    N_("Kunci RSA ini terlalu pendek untuk sertifikat ini. Buat kunci yang lebih panjang."),
		    "RSA bits");
	return RC_OK;
}

/* Subject: C, ST, L, O, OU, CN, emailAddress as the profile says (DOMAIN 4.2; no NIK, no NIP). */
static void
put_leaf_subject(struct buf *b, const struct pki_profile *p, const struct pki_leaf *f)
{
	size_t seq = der_open(b, DER_SEQUENCE);

	pki_put_rdn(b, OID_C, DER_PRINTABLE, p->country);
	if (p->state.n > 0)
		pki_put_rdn(b, OID_ST, DER_UTF8, p->state);
	if (p->locality.n > 0)
		pki_put_rdn(b, OID_L, DER_UTF8, p->locality);
	pki_put_rdn(b, OID_O, DER_UTF8, p->organization);
	pki_put_rdn(b, OID_OU, DER_UTF8, p->unit.n > 0 ? p->unit : f->office_name);
	pki_put_rdn(b, OID_CN, DER_UTF8, f->name);
	if (p->email_in_dn)
		pki_put_rdn(b, OID_EMAIL, DER_IA5, f->email);
	der_close(b, seq);
}

/* keyUsage (4.2.1.3): a named bit list, so without trailing zero bits (X.690 11.2.2). */
static void
put_ku(struct buf *b, struct arena *a, unsigned usage)
{
	unsigned bits = 0, unused = 0;
	struct buf v;
	char byte;

	if (usage == 0)
		usage = PKI_KU_DIGITAL_SIGNATURE | PKI_KU_NON_REPUDIATION;
	for (unsigned i = 0; i < 8; i++)
		if ((usage & 1u << i) != 0)
			bits |= 0x80u >> i;
	while ((bits >> unused & 1) == 0)
		unused++;
	byte = (char)bits;
	buf_init(&v, a, 8);
	der_put_bits(&v, unused, (str){ &byte, 1 });
	pki_put_ext(b, OID_KU, true, buf_get(&v));
}

/* subjectAltName with the rfc822Name (4.2.1.6). */
static void
put_san(struct buf *b, struct arena *a, str email)
{
	struct buf v;
	size_t seq;

	buf_init(&v, a, 300);
	seq = der_open(&v, DER_SEQUENCE);
	der_put(&v, DER_CONTEXT(1), email);
	der_close(&v, seq);
	pki_put_ext(b, OID_SAN, false, buf_get(&v));
}

static bool
put_leaf_exts(struct buf *b, struct arena *a, const struct pki_profile *p,
    const struct pki_ca *ca, const struct pki_leaf *f)
{
	size_t outer = der_open(b, DER_CONTEXT_CONS(3)), seq = der_open(b, DER_SEQUENCE);
	bool ok;

	pki_put_aki(b, a, ca->key_id);
	put_ski(b, a, f->spki);
	put_ku(b, a, p->key_usage);
	ok = put_oids(b, a, OID_POLICIES, p->policies, p->n_policies);
	if (!p->no_san)
		put_san(b, a, f->email);
	pki_put_ext(b, OID_BC, true, STR("\x30\x00")); /* cA FALSE: 4.2.1.9 */
	ok = ok && put_oids(b, a, OID_EKU, p->eku, p->n_eku);
	put_cdp(b, a, p->crl_url);
	put_aia(b, a, p->ocsp_url, p->issuer_url);
	der_close(b, seq);
	der_close(b, outer);
	return ok;
}

/* version, serial, algorithm, issuer, validity: what stands before the subject (4.1.2.1-5). */
void
pki_put_front(struct buf *b, str serial, enum pki_key_kind signer, str issuer,
    int64_t from_s, int64_t to_s)
{
	size_t v = der_open(b, DER_CONTEXT_CONS(0)), validity;

	der_put_int(b, DER_INTEGER, 2); /* v3 */
	der_close(b, v);
	der_put_unsigned(b, serial);
	pki_put_sig_alg(b, signer);
	buf_str(b, issuer);
	validity = der_open(b, DER_SEQUENCE);
	der_put_time(b, from_s);
	der_put_time(b, to_s);
	der_close(b, validity);
}

enum rc
pki_leaf_tbs(struct arena *a, const struct pki_profile *profile, const struct pki_ca *ca,
    const struct pki_leaf *leaf, str *out_tbs, struct err *e)
{
	struct pki_public key;
	struct buf b;
	size_t seq;
	enum rc rc;

	if ((rc = profile_check(profile, e)) != RC_OK ||
	    (rc = leaf_check(profile, ca, leaf, e)) != RC_OK ||
	    (rc = pki_public_parse(a, leaf->spki, &key, e)) != RC_OK ||
	    (rc = key_check(profile, &key, e)) != RC_OK)
		return rc;
	buf_init(&b, a, 2048);
	seq = der_open(&b, DER_SEQUENCE);
	pki_put_front(&b, leaf->serial, ca->kind, ca->subject, leaf->not_before_s,
	    leaf->not_after_s);
	put_leaf_subject(&b, profile, leaf);
	buf_str(&b, leaf->spki);
	if (!put_leaf_exts(&b, a, profile, ca, leaf))
		return err_set(e, RC_INTERNAL,
		    N_("Profil sertifikat pada penerbit belum benar."),
		    "profile: not an object identifier");
	der_close(&b, seq);
	*out_tbs = buf_get(&b);
	return RC_OK;
}

enum rc
pki_sign(struct arena *a, const struct pki_key *key, str tbs, str *out_der, struct err *e)
{
	struct buf b;
	size_t seq;
	str sig;
	enum rc rc = pki_key_sign(key, a, tbs, &sig, e);

	if (rc != RC_OK)
		return rc;
	buf_init(&b, a, tbs.n + sig.n + 64);
	seq = der_open(&b, DER_SEQUENCE);
	buf_str(&b, tbs);
	pki_put_sig_alg(&b, pki_key_kind(key));
	der_put_bits(&b, 0, sig);
	der_close(&b, seq);
	*out_der = buf_get(&b);
	return RC_OK;
}

static bool
put_ca_exts(struct buf *b, struct arena *a, const struct pki_ca_fields *f,
    const struct pki_ca *issuer)
{
	size_t outer = der_open(b, DER_CONTEXT_CONS(3)), seq = der_open(b, DER_SEQUENCE),
	       bc;
	struct buf v;
	bool ok = true;

	if (issuer != NULL)
		pki_put_aki(b, a, issuer->key_id);
	put_ski(b, a, f->spki);
	/* keyCertSign (5), cRLSign (6) */
	pki_put_ext(b, OID_KU, true, STR("\x03\x02\x01\x06"));
	if (f->policy.n > 0)
		ok = put_oids(b, a, OID_POLICIES, &f->policy, 1);
	buf_init(&v, a, 16);
	bc = der_open(&v, DER_SEQUENCE);
	der_put(&v, DER_BOOLEAN, STR("\xff"));
	if (f->path_length >= 0)
		der_put_int(&v, DER_INTEGER, f->path_length);
	der_close(&v, bc);
	pki_put_ext(b, OID_BC, true, buf_get(&v));
	put_cdp(b, a, f->crl_url);
	put_aia(b, a, STR(""), f->issuer_url);
	der_close(b, seq);
	der_close(b, outer);
	return ok;
}

static str
ca_subject(struct arena *a, const struct pki_ca_fields *f)
{
	struct buf b;
	size_t seq;

	buf_init(&b, a, 256);
	seq = der_open(&b, DER_SEQUENCE);
	pki_put_rdn(&b, OID_C, DER_PRINTABLE, f->country);
	pki_put_rdn(&b, OID_O, DER_UTF8, f->organization);
	pki_put_rdn(&b, OID_CN, DER_UTF8, f->name);
	der_close(&b, seq);
	return buf_get(&b);
}

enum rc
pki_ca_make(struct arena *a, const struct pki_ca_fields *f, const struct pki_ca *issuer,
    const struct pki_key *signer, str *out_der, struct err *e)
{
	str subject = ca_subject(a, f);
	struct pki_public key;
	struct buf b;
	size_t seq;
	enum rc rc = pki_public_parse(a, f->spki, &key, e);

	if (rc != RC_OK)
		return rc;
	if (f->country.n != 2 || !pki_name_ok(f->organization) || !pki_name_ok(f->name) ||
	    f->not_after_s <= f->not_before_s ||
	    (f->issuer_url.n > 0 && !url_ok(f->issuer_url)) ||
	    (f->crl_url.n > 0 && !url_ok(f->crl_url)))
		return field_bad(e,
		    N_("Nama, masa berlaku, atau alamat untuk sertifikat penerbit tidak benar."),
		    "CA");
	buf_init(&b, a, 1024);
	seq = der_open(&b, DER_SEQUENCE);
	pki_put_front(&b, f->serial, pki_key_kind(signer),
	    issuer == NULL ? subject : issuer->subject, f->not_before_s, f->not_after_s);
	buf_str(&b, subject);
	buf_str(&b, f->spki);
	if (!put_ca_exts(&b, a, f, issuer))
		return field_bad(
		    e, N_("Profil sertifikat pada penerbit belum benar."), "CA policy");
	der_close(&b, seq);
	return pki_sign(a, signer, buf_get(&b), out_der, e);
}

str
pki_cert_pem(struct arena *a, str der)
{
	str text = base64_encode(a, der.p, der.n);
	struct buf b;

	buf_init(&b, a, text.n + text.n / 64 + 80);
	BUF_LIT(&b, "-----BEGIN CERTIFICATE-----\n");
	for (; text.n > 0; text = str_from(text, 64)) {
		buf_str(&b, str_sub(text, 0, 64));
		buf_char(&b, '\n');
	}
	BUF_LIT(&b, "-----END CERTIFICATE-----\n");
	return buf_get(&b);
}

str
pki_certs_p7(struct arena *a, const str *der, size_t n)
{
	size_t info, content, data, inner, certs;
	struct buf b;

	buf_init(&b, a, 4096);
	info = der_open(&b, DER_SEQUENCE);
	der_put(&b, DER_OID, OID_CMS_SIGNED);
	content = der_open(&b, DER_CONTEXT_CONS(0));
	data = der_open(&b, DER_SEQUENCE);
	der_put_int(&b, DER_INTEGER, 1);
	der_put(&b, DER_SET, STR("")); /* no digest algorithms */
	inner = der_open(&b, DER_SEQUENCE);
	der_put(&b, DER_OID, OID_CMS_DATA);
	der_close(&b, inner);
	certs = der_open(&b, DER_CONTEXT_CONS(0));
	for (size_t i = 0; i < n; i++)
		buf_str(&b, der[i]);
	der_close(&b, certs);
	der_put(&b, DER_SET, STR("")); /* no signers */
	der_close(&b, data);
	der_close(&b, content);
	der_close(&b, info);
	return buf_get(&b);
}
