/* pipe.c - the file in, the verdict out. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "inspector/inspector.h"

bool
inspector_say(const void *from, size_t n)
{
	const char *p = from;

	while (n > 0) {
		ssize_t k = write(STDOUT_FILENO, p, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

bool
inspector_hear(size_t limit, str *out)
{
	size_t cap = 1 << 20, n = 0;
	char *p = malloc(cap);

	while (p != NULL) {
		ssize_t k = read(STDIN_FILENO, p + n, cap - n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return false;
		n += (size_t)k;
		if (n > limit)
			return false;
		if (k == 0) {
			*out = (str){ p, n };
			return true;
		}
		if (n == cap) {
			char *more = realloc(p, cap *= 2);

			BUG_ON(more == NULL);
			p = more;
		}
	}
	return false;
}

bool
inspector_answer(struct verdict *v)
{
	v->wire.magic = INSPECT_WIRE_MAGIC;
	if (v->wire.code != INSPECT_OK)
		v->wire.payload = v->wire.texts = 0;
	if (!inspector_say(&v->wire, sizeof(v->wire)) ||
	    !inspector_say(v->payload, v->wire.payload))
		return false;
	for (uint32_t i = 0; i < v->wire.texts; i++)
		if (!inspector_say(&v->text_n[i], sizeof(v->text_n[i])) ||
		    !inspector_say(v->texts[i], v->text_n[i]))
			return false;
	return true;
}
