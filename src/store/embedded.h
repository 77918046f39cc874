/* embedded.h - texts that the program carries with it (tools/embed_text.c). */
#ifndef STORE_EMBEDDED_H
#define STORE_EMBEDDED_H

#include <stddef.h>

struct embedded {
	const char *name; /* file name without folder */
	const char *text;
	size_t bytes;
};

extern const struct embedded store_migrations[];
extern const size_t store_migrations_n;
extern const struct embedded store_offices[];
extern const size_t store_offices_n;

#endif
