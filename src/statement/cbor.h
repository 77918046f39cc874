/*
 * cbor.h - the part of CBOR that statements use, deterministic (RFC 8949 4.2.1), over libcbor.
 *
 * Used inside src/statement. Reading takes one head or one text at a time and never allocates.
 */
#ifndef STATEMENT_CBOR_H
#define STATEMENT_CBOR_H

#include "base/buf.h"
#include "base/str.h"

void st_cbor_uint(struct buf *b, uint64_t v);
void st_cbor_text(struct buf *b, str s);
void st_cbor_bytes(struct buf *b, str s);
void st_cbor_array(struct buf *b, size_t n); /* n items follow */
void st_cbor_map(struct buf *b, size_t n);   /* n pairs follow */

/* Take one item off the front; false if the next is another one, cut off, or of indefinite length. */
bool st_cbor_take_uint(str *in, uint64_t *out);
bool st_cbor_take_text(str *in, str *out);
bool st_cbor_take_bytes(str *in, str *out);
bool st_cbor_take_array(str *in, size_t most, size_t *out_n);
bool st_cbor_take_map(str *in, size_t *out_n);

#endif
