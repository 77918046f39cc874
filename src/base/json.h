/* json.h - writing JSON (RFC 8259) into a buf; no reading. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"

/*
 * A flat or nested object is written in order; commas are placed by the writer:
 *   struct json j; json_begin(&j, &buf); json_text(&j, "to", to); json_end(&j);
 */
struct json {
	struct buf *out;
	bool first;
};

void json_begin(struct json *j, struct buf *out);           /* writes '{' */
void json_end(struct json *j);                              /* writes '}' */
void json_text(struct json *j, const char *key, str value); /* STR_NONE writes null */
void json_int(struct json *j, const char *key, int64_t value);
void json_bool(struct json *j, const char *key, bool value);
/* `value` is JSON already. */
void json_raw(struct json *j, const char *key, str value);
/* One string value with its quotes; invalid UTF-8 bytes become U+FFFD. */
void json_string(struct buf *out, str value);

#endif
