/*
 * cert.h - building, checking and reading certificates (RFC 5280).
 *
 * Building goes in the steps of DESIGN 7: the to-be-signed bytes are made, linted and kept by the
 * caller before anything is signed.
 */
#ifndef PKI_CERT_H
#define PKI_CERT_H

#include "pki/key.h"

#define PKI_SERIAL_BYTES 20
#define PKI_NAME_CHARS   64 /* ub-common-name, ub-organizational-unit-name (RFC 5280 A.1) */
#define PKI_OIDS         8 /* extended usages or policies in one profile */

/* KeyUsage (4.2.1.3) of a person's certificate: bit 0 is the first of the BIT STRING. */
enum pki_key_usage {
	PKI_KU_DIGITAL_SIGNATURE = 1u << 0,
	PKI_KU_NON_REPUDIATION = 1u << 1,
	PKI_KU_KEY_ENCIPHERMENT = 1u << 2,
	PKI_KU_DATA_ENCIPHERMENT = 1u << 3,
	PKI_KU_KEY_AGREEMENT = 1u << 4,
};

/* What all leaves of one kind have in common (DOMAIN 4.2). Empty URL = leave the extension out. */
struct pki_profile {
	int64_t validity_s; /* longest; notAfter = notBefore + validity_s - 1 */
	str country;        /* two letters */
	str organization;
	str locality, state; /* L and ST; empty: left out */
	str unit;            /* OU; empty: the office's name */
	bool email_in_dn;
	bool no_san; /* leave the e-mail address out of subjectAltName, and so SAN */
	unsigned key_usage; /* PKI_KU_ bits; 0: digitalSignature and nonRepudiation */
	bool no_key[PKI_KEY__COUNT]; /* kinds of key that are refused */
	int rsa_least_bits;          /* 0: 2048 */
	str eku[PKI_OIDS];           /* dotted object identifiers */
	size_t n_eku;
	str policies[PKI_OIDS];
	size_t n_policies;
	str ocsp_url, issuer_url, crl_url;
};

/* The CA that signs: what stands in its certificate, and its key (NULL to lint only). */
struct pki_ca {
	str subject;            /* Name, DER */
	str key_id;             /* subjectKeyIdentifier */
	enum pki_key_kind kind; /* of its key */
	int64_t not_before_s, not_after_s;
	const struct pki_key *key;
};

struct pki_leaf {
	str serial; /* PKI_SERIAL_BYTES bytes, first one 0x40..0x7f */
	str office_name, name, email;
	str spki;
	int64_t not_before_s, not_after_s;
};

/* May the text stand in a name: 1 to PKI_NAME_CHARS characters, UTF-8, all visible? */
bool pki_name_ok(str s);

/* A serial for a leaf or CA: 159 bits, 158 of them random, positive, always 20 bytes (4.1.2.2). */
str pki_serial_new(struct arena *a);

/*
 * TBSCertificate of a leaf, DER. RC_INVALID (sentence for people) if a field does not fit: empty,
 * too long, control characters, e-mail not plain ASCII addr-spec, validity outside the CA's.
 */
MUST_USE enum rc pki_leaf_tbs(struct arena *a, const struct pki_profile *profile,
    const struct pki_ca *ca, const struct pki_leaf *leaf, str *out_tbs, struct err *e);
/*
 * Read `tbs` again with nothing shared with the builder and compare every field and extension with
 * profile, CA and leaf; no extension may be missing, unknown, twice or of the wrong criticality.
 * RC_INTERNAL names the first difference in why.
 */
MUST_USE enum rc pki_leaf_lint(struct arena *a, const struct pki_profile *profile,
    const struct pki_ca *ca, const struct pki_leaf *leaf, str tbs, struct err *e);
/* Sign TBSCertificate or TBSCertList and put the three parts together (4.1.1). */
MUST_USE enum rc pki_sign(
    struct arena *a, const struct pki_key *key, str tbs, str *out_der, struct err *e);

/* A CA certificate: self-signed when `issuer` is NULL. */
struct pki_ca_fields {
	str serial;
	str country, organization, name;
	str spki;
	int64_t not_before_s, not_after_s;
	int path_length; /* -1 = none */
	str policy;      /* "2.5.29.32.0" any policy, empty = no extension */
	str issuer_url, crl_url;
};
/* `signer` is the key that signs (its own for a root). */
MUST_USE enum rc pki_ca_make(struct arena *a, const struct pki_ca_fields *f,
    const struct pki_ca *issuer, const struct pki_key *signer, str *out_der,
    struct err *e);
/* Take subject, key id and validity out of a CA certificate; the key is left NULL. */
MUST_USE enum rc pki_ca_read(struct arena *a, str der, struct pki_ca *out, struct err *e);

/* The columns the portal keeps of a certificate. */
struct pki_cert {
	str serial; /* lower-case hex without leading zero octets */
	str name;   /* last CN of the subject */
	str issuer_name;
	str organization, unit; /* O, OU of the subject; STR_NONE if absent */
	str email;              /* first rfc822Name, STR_NONE if absent */
	int64_t not_before_s, not_after_s;
	str fingerprint; /* SHA-256 of the DER, lower-case hex */
	struct pki_public key;
	str tbs, signature_alg, signature; /* raw parts */
	str subject, issuer;               /* Name, DER */
	str key_id;                        /* subjectKeyIdentifier, STR_NONE if absent */
	bool ca;
};
/* Parse once, keep the columns; never on a page's path (LIMITS 3.2). DER only. */
MUST_USE enum rc pki_cert_parse(
    struct arena *a, str der, struct pki_cert *out, struct err *e);
/* The signature of `cert` was made with the key of `issuer`. RC_DENIED otherwise. */
MUST_USE enum rc pki_cert_verify(
    const struct pki_cert *cert, const struct pki_cert *issuer, struct err *e);

/* Where a certificate's status is to be looked for; texts point into `der`. */
struct pki_cert_links {
	str serial;         /* bytes, without leading zeros */
	str issuer;         /* Name, DER */
	str issuer_key_id;  /* of authorityKeyIdentifier, STR_NONE if absent */
	str crl_url;        /* of the first distribution point, STR_NONE if absent */
	unsigned key_usage; /* of PKI_KU_, the first two alone; 0 if absent */
	int64_t not_before_s, not_after_s;
};
/* A walk over the bytes, without the key: cheap, and it checks nothing else. */
MUST_USE enum rc pki_cert_links_read(str der, struct pki_cert_links *out, struct err *e);

/* Does that policy (dotted OID) stand in it (RFC 5280 4.2.1.4)? anyPolicy counts as no other. */
bool pki_cert_has_policy(struct arena *a, str der, str dotted);

/* PEM of one certificate (RFC 7468 5), lines of 64. Concatenate for a chain. */
str pki_cert_pem(struct arena *a, str der);
/* Certs-only CMS, "PKCS#7" (RFC 5652 5.1, RFC 8551 3.2.2), DER. */
str pki_certs_p7(struct arena *a, const str *der, size_t n);

#endif
