/*
 * der.h - the distinguished encoding rules (X.690), as much of them as certificates need.
 *
 * Used inside src/pki. Reading is strict: one-byte tags, definite lengths in their shortest form.
 */
#ifndef PKI_DER_H
#define PKI_DER_H

#include "base/buf.h"
#include "base/str.h"

enum der_tag {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BITS = 0x03,
	DER_OCTETS = 0x04,
	DER_NULL = 0x05,
	DER_OID = 0x06,
	DER_ENUMERATED = 0x0a,
	DER_UTF8 = 0x0c,
	DER_PRINTABLE = 0x13,
	DER_IA5 = 0x16,
	DER_UTCTIME = 0x17,
	DER_GENERALIZED = 0x18,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
};
#define DER_CONTEXT(n)      (0x80u | (n)) /* [n] IMPLICIT primitive */
#define DER_CONTEXT_CONS(n) (0xa0u | (n)) /* [n] constructed */

/* ---- writing ---- */

/* One whole element. */
void der_put(struct buf *b, unsigned tag, str content);
/* Tag and length alone, for content of `n` bytes that goes elsewhere. */
void der_put_header(struct buf *b, unsigned tag, size_t n);
/* Begin a constructed element; whatever is written until der_close is its content. */
size_t der_open(struct buf *b, unsigned tag);
void der_close(struct buf *b, size_t mark);
void der_put_int(struct buf *b, unsigned tag, int64_t v); /* v >= 0 */
/* Positive integer from big-endian bytes: leading zeros dropped or added as DER wants. */
void der_put_unsigned(struct buf *b, str bytes);
void der_put_bits(struct buf *b, unsigned unused, str bytes);
/* UTCTime until 2049, GeneralizedTime from 2050 (RFC 5280 4.1.2.5). */
void der_put_time(struct buf *b, int64_t at_s);
void der_put_generalized(struct buf *b, int64_t at_s);
/* "2.5.29.14" as an element; false (nothing written) if it is not a dotted identifier. */
bool der_put_oid_dotted(struct buf *b, str dotted);

/* ---- reading: on success the element is taken off `*in` ---- */

/* Any element; out_whole may be NULL. */
bool der_any(str *in, unsigned *out_tag, str *out_content, str *out_whole);
/* Step into an element of that tag: tag and length are taken off, its end is not looked for. */
bool der_enter(str *in, unsigned tag);
/* One element with that tag. */
bool der_take(str *in, unsigned tag, str *out_content);
/* As der_take, tag and length included. */
bool der_take_whole(str *in, unsigned tag, str *out_whole);
/* Is the next element of that tag? */
bool der_next_is(str in, unsigned tag);
/* INTEGER >= 0 in shortest form: its bytes without the sign octet (at least one). */
bool der_take_unsigned(str *in, str *out_bytes);
/* INTEGER 0..2^62. */
bool der_take_small(str *in, unsigned tag, int64_t *out);
/* BIT STRING without unused bits. */
bool der_take_octet_bits(str *in, str *out_bytes);
/* UTCTime or GeneralizedTime in the one form RFC 5280 allows; tag as 4.1.2.5 says. */
bool der_take_time(str *in, int64_t *out_at_s);

#endif
