/*
 * conf.h - the settings: one file of `key = value` lines, read once at start, never changed later.
 *
 * The list of settings is conf.def. Secrets are never settings: a setting names the file that holds
 * one. A comment is a line that starts with '#'; a value runs to the end of its line.
 */
#ifndef CONF_CONF_H
#define CONF_CONF_H

#include "base/buf.h"
#include "base/limits.h"
#include "base/str.h"

struct conf_list {
	const str *at;
	size_t n;
};

struct conf {
#define CONF_TEXT(name, def, help)            str name;
#define CONF_PATH(name, def, help)            str name;
#define CONF_CHOICE(name, def, choices, help) str name;
#define CONF_LIST(name, def, help)            struct conf_list name;
#define CONF_BOOL(name, def, help)            bool name;
#define CONF_INT(name, def, min, max, help)   int64_t name;
#define CONF_SIZE(name, def, min, max, help)  int64_t name;
#define CONF_TIME(name, def, min, max, help)  int64_t name;
#include "conf/conf.def"
};

/* A reading in progress: values as typed, to be expanded and checked by conf_finish. */
struct conf_draft;

/* A draft with every default; lives in `a`, as do all texts of the conf made from it. */
struct conf_draft *conf_draft_new(struct arena *a);
/*
 * Set one value, as from the file or from the command line (`--set key=value`). A later value
 * replaces an earlier one. RC_INVALID names the setting and what it wants.
 */
MUST_USE enum rc conf_set(struct conf_draft *d, str name, str value, struct err *e);
/*
 * Read a file's text. `file` is its name for messages. RC_INVALID: "FILE:LINE: ..." for a line that
 * is not `key = value`, a key that does not exist or stands twice, a value that does not fit.
 */
MUST_USE enum rc conf_parse(
    struct conf_draft *d, const char *file, str text, struct err *e);
/* conf_parse of a file; RC_NOT_FOUND when there is none. */
MUST_USE enum rc conf_read(struct conf_draft *d, const char *path, struct err *e);
/*
 * Expand {state}, {public} and {credentials}, check what one line alone cannot tell (addresses,
 * mail and database URLs, initial_password_word, letter_number_pattern), and give out the conf.
 */
MUST_USE enum rc conf_finish(struct conf_draft *d, struct conf *out, struct err *e);

/* The effective settings as a file that conf_parse reads back to the same conf. */
void conf_dump(const struct conf *c, struct buf *out);
/* The list of settings with defaults and help, as mdoc(7) for paraf.conf(5). */
void conf_manual(struct buf *out);
/* The value of one setting as conf_dump would write it; RC_NOT_FOUND for an unknown name. */
MUST_USE enum rc conf_get(
    const struct conf *c, struct arena *a, str name, str *out, struct err *e);
/* Split "HOST:PORT" or "[V6]:PORT". */
MUST_USE enum rc conf_host_port(
    struct arena *a, str text, str *out_host, int *out_port, struct err *e);

#endif
