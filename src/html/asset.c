/* asset.c - look-up by name, and by URL through the name that the URL holds. */
#include "html/asset.h"

#define HASH_LETTERS 8
#define PREFIX       STR("/aset/")

static const struct asset *installed;
static size_t count;

void
asset_install(const struct asset *table, size_t n)
{
	installed = table;
	count = n;
}

size_t
asset_count(void)
{
	return count;
}

const struct asset *
asset_by_name(str name)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int d = str_cmp(name, str_from_z(installed[mid].name));

		if (d == 0)
			return &installed[mid];
		if (d < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

/* "/aset/app.1a2b3c4d.css" names "app.css": take the hash out, then compare the whole URL. */
const struct asset *
asset_by_url(str path)
{
	char name[256];
	str rest = str_from(path, PREFIX.n);
	size_t dot = rest.n;
	const struct asset *found;

	if (!str_starts(path, PREFIX) || rest.n > sizeof(name))
		return NULL;
	while (dot > 0 && rest.p[dot - 1] != '.')
		dot--;
	if (dot < HASH_LETTERS + 2) /* dot is behind the last "." */
		return NULL;
	memcpy(name, rest.p, dot - HASH_LETTERS - 1);
	memcpy(name + dot - HASH_LETTERS - 1, rest.p + dot, rest.n - dot);
	found = asset_by_name((str){ name, rest.n - HASH_LETTERS - 1 });
	return found != NULL && str_eq_z(path, found->url) ? found : NULL;
}
