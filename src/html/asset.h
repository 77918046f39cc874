/*
 * asset.h - the files under /aset/ as the program carries them: made by tools/embed.c, installed
 * once at start, read-only afterwards.
 */
#ifndef HTML_ASSET_H
#define HTML_ASSET_H

#include "base/str.h"

struct asset {
	const char *name; /* "app.css", "img/logo.svg" */
	const char *url;  /* "/aset/app.1a2b3c4d.css": the hash of the bytes is in it */
	const char *type; /* Content-Type */
	const char *etag; /* with its quotes */
	str bytes;
	str br; /* brotli; p NULL when it does not pay */
	str gz; /* gzip; p NULL when it does not pay */
};

/* The table, sorted by name; kept by the caller for ever. */
void asset_install(const struct asset *table, size_t n);
/* How many are installed. */
size_t asset_count(void);
/* NULL when there is none. */
const struct asset *asset_by_name(str name);
/* By the whole path, hash included; another hash finds nothing. */
const struct asset *asset_by_url(str path);

#endif
