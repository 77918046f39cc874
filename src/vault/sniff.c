/* sniff.c - file types by magic number. */
#include "vault/sniff.h"

static const struct {
	str magic;
	const char *mime, *extension;
} types[FILE__COUNT] = {
	[FILE_UNKNOWN] = { { NULL, 0 }, "application/octet-stream", "bin" },
	[FILE_JPEG] = { { "\xff\xd8\xff", 3 }, "image/jpeg", "jpg" },
	[FILE_PNG] = { { "\x89PNG\r\n\x1a\n", 8 }, "image/png", "png" },
	[FILE_PDF] = { { "%PDF-", 5 }, "application/pdf", "pdf" },
};

enum file_type
sniff_type(str head)
{
	for (int t = FILE_UNKNOWN + 1; t < FILE__COUNT; t++)
		if (str_starts(head, types[t].magic))
			return (enum file_type)t;
	return FILE_UNKNOWN;
}

const char *
sniff_mime(enum file_type t)
{
	return types[t].mime;
}

const char *
sniff_extension(enum file_type t)
{
	return types[t].extension;
}
