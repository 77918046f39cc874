/* sniff.h - what a file is by its first bytes; its name and the browser's word count for nothing. */
#ifndef VAULT_SNIFF_H
#define VAULT_SNIFF_H

#include "base/str.h"

enum file_type { FILE_UNKNOWN, FILE_JPEG, FILE_PNG, FILE_PDF, FILE__COUNT };

/* Bytes that sniff_type needs to see to be sure. */
#define SNIFF_BYTES 16

/* Type by the bytes at offset 0. A PDF whose %PDF- stands later is FILE_UNKNOWN. */
enum file_type sniff_type(str head);

#endif
