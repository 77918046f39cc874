#!/bin/sh
# compile.sh OUT.mo DEPFILE FOLDER - all i18n/en/*.po as one catalogue.
# The depfile names the folder too, so that a new file is noticed.
set -eu
out=$1 dep=$2 dir=$3
set -- "$dir/header.po"
for po in "$dir"/en/*.po; do
	[ -e "$po" ] && set -- "$@" "$po"
done
printf '%s: %s' "$out" "$dir" >"$dep"
[ -d "$dir/en" ] && printf ' %s' "$dir/en" >>"$dep"
printf ' %s' "$@" >>"$dep"
echo >>"$dep"
msgcat --use-first --force-po --output-file="$out.po" "$@"
msgfmt --check-format --check-domain --no-hash --output-file="$out" "$out.po"
