/* common_passwords.h - the list of db/seed/common-passwords.txt, sorted by bytes; made at build. */
#ifndef DOMAIN_COMMON_PASSWORDS_H
#define DOMAIN_COMMON_PASSWORDS_H

#include <stddef.h>

extern const char *const common_passwords[];
extern const size_t common_passwords_n;

#endif
