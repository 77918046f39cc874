#!/bin/sh
# complete.sh TMPLC CATALOGUE.po SOURCE - every message in templates, mails and C has its English,
# and the English keeps the tags and {0} of the original; there is no English of what nobody says.
# Prints what is missing, ready for a .po, and what is too much.
set -eu
tmplc=$(realpath "$1") po=$2 src=$3
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$src"

set --
for f in web/templates/*.html web/mail/*.txt; do
	[ -e "$f" ] && set -- "$@" "$f"
done
cp i18n/header.po "$tmp/templates.pot"
[ $# -eq 0 ] || "$tmplc" --pot "$@" >"$tmp/templates.pot"
find src -name '*.[ch]' -o -name '*.def' | sort >"$tmp/sources"
xgettext --language=C --from-code=UTF-8 --keyword --keyword=N_ --no-wrap --force-po \
	--files-from="$tmp/sources" --output="$tmp/c.pot"
sed -i 's/charset=CHARSET/charset=UTF-8/' "$tmp/c.pot"
msgcat --use-first --force-po --no-wrap "$tmp/templates.pot" "$tmp/c.pot" -o "$tmp/all.pot"
msgmerge --quiet --force-po --no-fuzzy-matching --no-wrap "$po" "$tmp/all.pot" -o "$tmp/merged.po"
msgattrib --force-po --untranslated --no-obsolete --no-wrap "$tmp/merged.po" >"$tmp/missing.po"
missing=$(grep -c '^msgid ' "$tmp/missing.po" || true)
msgattrib --force-po --translated --no-obsolete --no-wrap "$tmp/merged.po" -o "$tmp/done.po"
msgfmt --output-file="$tmp/done.mo" "$tmp/done.po"
"$tmplc" --check "$tmp/done.mo"
if [ "$missing" -gt 1 ]; then # the header counts as one
	cat "$tmp/missing.po"
	echo "$((missing - 1)) messages have no English" >&2
	exit 1
fi
msgattrib --only-obsolete --no-wrap "$tmp/merged.po" -o "$tmp/obsolete.po"
if [ -s "$tmp/obsolete.po" ]; then
	cat "$tmp/obsolete.po"
	echo "nobody says these" >&2
	exit 1
fi
