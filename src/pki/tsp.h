/*
 * tsp.h - time stamps by an authority of others (RFC 3161): the request, and whether its answer holds.
 */
#ifndef PKI_TSP_H
#define PKI_TSP_H

#include "base/str.h"

#define PKI_TSP_BYTES (64 * 1024) /* no answer is longer */

/* TimeStampReq over SHA-256 of `data`, DER, with a random nonce and the wish for certificates. */
MUST_USE enum rc pki_tsp_request(struct arena *a, str data, str *out_der, struct err *e);
/*
 * TimeStampResp to that request: status granted, imprint and nonce of ours, signed by a certificate
 * for time stamping whose chain ends in `ca_file` (PEM). RC_DENIED otherwise; *out_at_s: its time.
 */
MUST_USE enum rc pki_tsp_check(
    str request, str response, const char *ca_file, int64_t *out_at_s, struct err *e);

#endif
