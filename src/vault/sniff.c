/* sniff.c - file types by magic number. */
#include "vault/sniff.h"

static const str magic[FILE__COUNT] = {
	[FILE_JPEG] = { "\xff\xd8\xff", 3 },
	[FILE_PNG] = { "\x89PNG\r\n\x1a\n", 8 },
	[FILE_PDF] = { "%PDF-", 5 },
};

enum file_type
sniff_type(str head)
{
	for (int t = FILE_UNKNOWN + 1; t < FILE__COUNT; t++)
		if (str_starts(head, magic[t]))
			return (enum file_type)t;
	return FILE_UNKNOWN;
}
