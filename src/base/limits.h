/*
 * limits.h - every ceiling on what comes from outside, in one place.
 *
 * A number here is a promise: nothing that a stranger sends makes us hold more than this.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define LIMIT_HEAD_BYTES (16 * 1024) /* request line and headers */
#define LIMIT_HEADERS    64          /* header lines */
#define LIMIT_FORM_BYTES                                                                 \
	(256 * 1024)           /* urlencoded body, or all text parts of a multipart one */
#define LIMIT_FIELDS       200 /* form fields and query fields, each */
#define LIMIT_FIELD_BYTES  (16 * 1024)        /* one form field */
#define LIMIT_COOKIES      20                 /* cookies read from one request */
#define LIMIT_FILE_BYTES   (10 * 1024 * 1024) /* one uploaded file (DESIGN 10) */
#define LIMIT_UPLOAD_BYTES (32 * 1024 * 1024) /* one multipart body */
#define LIMIT_FILES        6                  /* files in one request */
#define LIMIT_IPC_BYTES    (1024 * 1024)      /* one message between programs */
#define LIMIT_ARENA_BYTES  (64 * 1024 * 1024) /* what one request or job may allocate */
#define LIMIT_PIXELS       40000000           /* one image */
#define LIMIT_PDF_PAGES    50                 /* one PDF */

#endif
