/*
 * inspect_wire.h - what paraf-inspector says to the program that started it.
 *
 * Job and parameters are its arguments, the file is its standard input. On standard output:
 * INSPECT_READY once the sandbox holds and nothing of the file was read, then one inspect_wire,
 * then `payload` bytes (a JPEG; merge: a PDF), then `texts` texts, each its length (uint32) and its bytes.
 * Both ends run on one machine, so numbers are in its byte order. The reader trusts nothing of it.
 */
#ifndef VAULT_INSPECT_WIRE_H
#define VAULT_INSPECT_WIRE_H

#include <stdint.h>

#define INSPECT_READY       "PRFI"
#define INSPECT_READY_N     4
#define INSPECT_WIRE_MAGIC  0x31465250u
#define INSPECT_MAX_PAYLOAD (12u * 1024 * 1024)
#define INSPECT_MAX_TEXTS   16u
#define INSPECT_MAX_TEXT    1024u
#define INSPECT_MAX_PAGE                                                                 \
	(64u * 1024 * 1024)     /* one rendered page on its way to the page job */
#define INSPECT_IMAGE_SIDE 2000 /* long side of a re-encoded image */

/* Why a file is refused; the sentences are in inspect.c. The order is not stored anywhere. */
enum inspect_code {
	INSPECT_OK,
	INSPECT_EMPTY,
	INSPECT_NOT_IMAGE,
	INSPECT_IMAGE_DAMAGED,
	INSPECT_IMAGE_PIXELS,
	INSPECT_IMAGE_SCANS,
	INSPECT_IMAGE_CMYK,
	INSPECT_NOT_PDF,
	INSPECT_PDF_DAMAGED,
	INSPECT_PDF_LOCKED,
	INSPECT_PDF_ACTIVE,
	INSPECT_PDF_FILES,
	INSPECT_PDF_PAGES,
	INSPECT_PDF_NO_PAGES,
	INSPECT_PDF_COMPLEX,
	INSPECT_PDF_TOGETHER, /* two files merged are larger than one may be */
	INSPECT_PAGE_FAILED,
	INSPECT_UNSAFE, /* the job died on it */
	INSPECT_CODE__COUNT
};

/* Places in `value`. */
enum inspect_value {
	INSPECT_V_WIDTH,
	INSPECT_V_HEIGHT,
	INSPECT_V_JPEG_WIDTH,
	INSPECT_V_JPEG_HEIGHT,
	INSPECT_V_HINTS,
	INSPECT_V_SHARPNESS,
	INSPECT_V_BURNT,
	INSPECT_V_GREY,
	INSPECT_V_COLOUR,
	INSPECT_V_PAGES,
	INSPECT_V_OBJECTS,
	INSPECT_V_FONTS,
	INSPECT_V_SCAN,
	INSPECT_V_FIRST_PAGES, /* merge: pages of the first file */
	INSPECT_V__COUNT
};

struct inspect_wire {
	uint32_t magic, code, payload, texts;
	int64_t value[INSPECT_V__COUNT];
};

#endif
