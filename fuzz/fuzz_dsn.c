/* fuzz_dsn.c - any bytes as a delivery status notification: read or refused, and only clean fields out. */
#include <stdlib.h>

#include "fuzz.h"
#include "mail/dsn.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct arena *a;
	struct mail_dsn dsn;
	struct err e;

	if (a == NULL)
		a = arena_new();
	arena_reset(a);
	if (mail_dsn_read(a, (str){ (const char *)data, n }, &dsn, &e) != RC_OK)
		return 0;
	for (size_t i = 0; i < dsn.status.n; i++)
		if (!(dsn.status.p[i] == '.' ||
			(dsn.status.p[i] >= '0' && dsn.status.p[i] <= '9')))
			abort();
	if (dsn.id.n == 0 || dsn.id.n > 64 || str_has(dsn.id, '\''))
		abort();
	return 0;
}
