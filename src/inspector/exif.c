/* exif.c - the one EXIF value we use. */
#include "inspector/inspector.h"

#define TAG_ORIENTATION 0x0112
#define TYPE_SHORT      3

static uint32_t
number(str s, size_t at, size_t n, bool big)
{
	uint32_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | (uint8_t)s.p[at + (big ? i : n - 1 - i)];
	return v;
}

int
exif_orientation(str t)
{
	uint32_t ifd, entries;
	bool big;

	if (t.n < 8 || (memcmp(t.p, "II*\0", 4) != 0 && memcmp(t.p, "MM\0*", 4) != 0))
		return 1;
	big = t.p[0] == 'M';
	ifd = number(t, 4, 4, big);
	if (ifd > t.n - 2)
		return 1;
	entries = number(t, ifd, 2, big);
	for (uint32_t i = 0; i < entries; i++) {
		size_t at = (size_t)ifd + 2 + (size_t)i * 12;
		uint32_t v;

		if (at + 12 > t.n)
			break;
		if (number(t, at, 2, big) != TAG_ORIENTATION ||
		    number(t, at + 2, 2, big) != TYPE_SHORT)
			continue;
		v = number(t, at + 8, 2, big);
		return v >= 1 && v <= 8 ? (int)v : 1;
	}
	return 1;
}
