/* oid.h - the object identifiers we know, as DER content octets. Used inside src/pki. */
#ifndef PKI_OID_H
#define PKI_OID_H

#include "base/str.h"

/* Algorithms (RFC 3279, 4055, 5480, 5758) */
#define OID_RSA          STR("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01")
#define OID_SHA256_RSA   STR("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b")
#define OID_SHA384_RSA   STR("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c")
#define OID_SHA512_RSA   STR("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d")
#define OID_MD5_RSA      STR("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04")
#define OID_SHA1_RSA     STR("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05")
#define OID_EC           STR("\x2a\x86\x48\xce\x3d\x02\x01")
#define OID_P256         STR("\x2a\x86\x48\xce\x3d\x03\x01\x07")
#define OID_P384         STR("\x2b\x81\x04\x00\x22")
#define OID_SHA1_ECDSA   STR("\x2a\x86\x48\xce\x3d\x04\x01")
#define OID_SHA256_ECDSA STR("\x2a\x86\x48\xce\x3d\x04\x03\x02")
#define OID_SHA384_ECDSA STR("\x2a\x86\x48\xce\x3d\x04\x03\x03")
#define OID_SHA512_ECDSA STR("\x2a\x86\x48\xce\x3d\x04\x03\x04")

/* Attributes of names (RFC 5280 A.1) */
#define OID_CN    STR("\x55\x04\x03")
#define OID_C     STR("\x55\x04\x06")
#define OID_L     STR("\x55\x04\x07")
#define OID_ST    STR("\x55\x04\x08")
#define OID_O     STR("\x55\x04\x0a")
#define OID_OU    STR("\x55\x04\x0b")
#define OID_EMAIL STR("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01")

/* Extensions (RFC 5280 4.2, 5.2, 5.3) */
#define OID_SKI        STR("\x55\x1d\x0e")
#define OID_KU         STR("\x55\x1d\x0f")
#define OID_SAN        STR("\x55\x1d\x11")
#define OID_BC         STR("\x55\x1d\x13")
#define OID_CRL_NUMBER STR("\x55\x1d\x14")
#define OID_INVALIDITY STR("\x55\x1d\x18")
#define OID_IDP        STR("\x55\x1d\x1c")
#define OID_CDP        STR("\x55\x1d\x1f")
#define OID_POLICIES   STR("\x55\x1d\x20")
#define OID_AKI        STR("\x55\x1d\x23")
#define OID_EKU        STR("\x55\x1d\x25")
#define OID_AIA        STR("\x2b\x06\x01\x05\x05\x07\x01\x01")
#define OID_AD_OCSP    STR("\x2b\x06\x01\x05\x05\x07\x30\x01")
#define OID_AD_ISSUERS STR("\x2b\x06\x01\x05\x05\x07\x30\x02")

/* OCSP (RFC 6960 4.4) */
#define OID_OCSP_BASIC   STR("\x2b\x06\x01\x05\x05\x07\x30\x01\x01")
#define OID_OCSP_NONCE   STR("\x2b\x06\x01\x05\x05\x07\x30\x01\x02")
#define OID_OCSP_NOCHECK STR("\x2b\x06\x01\x05\x05\x07\x30\x01\x05")
#define OID_OCSP_CUTOFF  STR("\x2b\x06\x01\x05\x05\x07\x30\x01\x06")
#define OID_OCSP_SIGNING "1.3.6.1.5.5.7.3.9"

/* Hashes in a CertID (RFC 6960 4.1.1, RFC 5754) */
#define OID_SHA1   STR("\x2b\x0e\x03\x02\x1a")
#define OID_SHA256 STR("\x60\x86\x48\x01\x65\x03\x04\x02\x01")
#define OID_SHA384 STR("\x60\x86\x48\x01\x65\x03\x04\x02\x02")
#define OID_SHA512 STR("\x60\x86\x48\x01\x65\x03\x04\x02\x03")

/* CMS (RFC 5652) */
#define OID_CMS_DATA   STR("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")
#define OID_CMS_SIGNED STR("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02")

#endif
