/* table.h - the settings as a table, made from conf.def; private to src/conf. */
#ifndef CONF_TABLE_H
#define CONF_TABLE_H

#include "conf/conf.h"

enum conf_index {
#define CONF_SECTION(id, title)               CONF_SECTION_##id,
#define CONF_TEXT(name, def, help)            CONF_##name,
#define CONF_PATH(name, def, help)            CONF_##name,
#define CONF_CHOICE(name, def, choices, help) CONF_##name,
#define CONF_LIST(name, def, help)            CONF_##name,
#define CONF_BOOL(name, def, help)            CONF_##name,
#define CONF_INT(name, def, min, max, help)   CONF_##name,
#define CONF_SIZE(name, def, min, max, help)  CONF_##name,
#define CONF_TIME(name, def, min, max, help)  CONF_##name,
#include "conf/conf.def"
	CONF__COUNT
};

enum conf_kind {
	CONF_KIND_SECTION, /* no setting: a title, in `help`; name is NULL */
	CONF_KIND_TEXT,
	CONF_KIND_PATH,
	CONF_KIND_CHOICE,
	CONF_KIND_LIST,
	CONF_KIND_BOOL,
	CONF_KIND_INT,
	CONF_KIND_SIZE,
	CONF_KIND_TIME,
	CONF_KIND__COUNT
};

struct conf_item {
	const char *name, *def, *help, *choices;
	enum conf_kind kind;
	size_t offset; /* in struct conf */
	int64_t min, max;
};

extern const struct conf_item conf_table[CONF__COUNT];

/* The word for a kind in the manual: "yes|no", "number" ... */
const char *conf_kind_name(enum conf_kind kind);
/* Does the text fit the setting? RC_INVALID names it and says what it wants. */
MUST_USE enum rc conf_value_check(const struct conf_item *it, str text, struct err *e);
/* Put the (expanded) text into its place; texts are kept in `a`. */
MUST_USE enum rc conf_value_store(
    const struct conf_item *it, struct arena *a, str text, struct conf *c, struct err *e);
/* Write the value as it would stand in the file. */
void conf_value_print(const struct conf_item *it, const struct conf *c, struct buf *out);
/* What one line alone cannot tell: addresses, URLs, values that depend on each other. */
MUST_USE enum rc conf_check(const struct conf *c, struct arena *a, struct err *e);

#endif
