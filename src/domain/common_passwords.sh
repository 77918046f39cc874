#!/bin/sh
# common_passwords.sh OUT LISTS... - the words of the lists as a sorted C table.
set -eu
out=$1
shift
LC_ALL=C
export LC_ALL
{
	echo '#include "domain/common_passwords.h"'
	echo 'const char *const common_passwords[] = {'
	cat "$@" | tr 'A-Z' 'a-z' | grep -v '^#' | grep -x '[a-z0-9.!@#$*_-]\{4,\}' |
		sort -u | sed 's/.*/	"&",/'
	echo '};'
	echo 'const size_t common_passwords_n = sizeof(common_passwords) / sizeof(common_passwords[0]);'
} >"$out"
