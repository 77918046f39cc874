/* rnd.c - random bytes from the kernel. */
#include "base/rnd.h"

#include <errno.h>
#include <sys/random.h>
#include <time.h>

#include "base/codec.h"

void
rnd_bytes(void *p, size_t n)
{
	unsigned char *u = p;

	while (n > 0) {
		ssize_t k = getrandom(u, n, 0);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			BUG("getrandom failed");
		u += k;
		n -= (size_t)k;
	}
}

/*
 * Six bytes of time (34 bits of seconds, then units of 66 us), then nine of chance. Rows made one after
 * the other lie beside each other in every index over their ids, also in a busy second, so that a
 * write to a large database changes a few pages at the end and not one of many each.
 */
str
rnd_id(struct arena *a)
{
	unsigned char r[15];
	struct timespec t;
	uint64_t window;

	clock_gettime(CLOCK_REALTIME, &t);
	window = (uint64_t)t.tv_sec << 14 | (uint64_t)t.tv_nsec >> 16;
	for (int i = 5; i >= 0; i--, window >>= 8)
		r[i] = (unsigned char)window;
	rnd_bytes(r + 6, sizeof(r) - 6);
	return base64url_encode(a, r, sizeof(r));
}

str
rnd_token(struct arena *a)
{
	unsigned char r[30];

	rnd_bytes(r, sizeof(r));
	return base64url_encode(a, r, sizeof(r));
}

str
rnd_code6(struct arena *a)
{
	uint32_t v;

	do
		rnd_bytes(&v, sizeof(v));
	while (v >= 4294000000U); /* the largest multiple of 10^6 below 2^32 */
	return str_fmt(a, "%06u", (unsigned)(v % 1000000U));
}
