/*
 * otp.h - one-time passwords by time (RFC 6238): SHA-1, six digits, steps of 30 seconds, which is what
 * every authenticator app takes. The algorithm is liboath's.
 */
#ifndef VAULT_OTP_H
#define VAULT_OTP_H

#include "base/str.h"

#define OTP_SECRET_BYTES 20 /* RFC 4226 4 R6 */
#define OTP_DIGITS       6
#define OTP_STEP_S       30

/* A new secret, raw bytes. */
str otp_secret_new(struct arena *a);
/* As people type it: base32 in groups of four. */
str otp_secret_text(struct arena *a, str secret);
/* The address that apps read from a QR code ("otpauth://totp/..."). */
str otp_uri(struct arena *a, str issuer, str account, str secret);

/*
 * Is `code` the one of now, of the step before or of the step after (clocks differ)? *out_step is its
 * step since 1970; the caller refuses a step that was used (RFC 6238 5.2). RC_DENIED: it is not.
 */
MUST_USE enum rc otp_check(
    str secret, int64_t now_s, str code, int64_t *out_step, struct err *e);

#endif
