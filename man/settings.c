/* settings.c - print the settings as mdoc(7), for paraf.conf(5); runs at build time only. */
#include <stdio.h>

#include "conf/conf.h"

int
main(void)
{
	struct arena *a = arena_new();
	struct buf out;
	size_t written;

	buf_init(&out, a, 16384);
	conf_manual(&out);
	written = fwrite(out.p, 1, out.n, stdout);
	arena_free(a);
	return written == out.n && fflush(stdout) == 0 ? 0 : 1;
}
