#!/bin/bash
# Build what the browser gets: build.sh OUTDIR. Packages are installed beside OUTDIR, once for each
# state of the lock file. Same input, same bytes.
set -euo pipefail
web=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
npm="$out/../npm"
mkdir -p "$npm"
npm=$(cd "$npm" && pwd)

want=$(cat "$web/package-lock.json" "$web/package.json" "$web/.npmrc" | sha256sum | cut -d' ' -f1)
if [ "$(cat "$npm/.installed" 2>/dev/null || true)" != "$want" ]; then
	rm -f "$npm/.installed"
	cp "$web/package.json" "$web/package-lock.json" "$web/.npmrc" "$npm/"
	(cd "$npm" && npm ci --no-audit --no-fund --loglevel=error >npm.log 2>&1) || {
		cat "$npm/npm.log" >&2
		echo "web/build.sh: npm could not install the packages of web/package-lock.json" >&2
		exit 1
	}
	echo "$want" >"$npm/.installed"
fi
modules="$npm/node_modules"
bin="$modules/.bin"
export NODE_PATH="$modules"

cp "$modules/@fontsource-variable/plus-jakarta-sans/files/plus-jakarta-sans-latin-wght-normal.woff2" \
	"$out/pjs.woff2"
cp "$web"/assets/img/*.svg "$out/"

# Through the library, not the command: the command's file watcher does not load on Debian's Node 18.
node -e '
const [modules, from, to] = process.argv.slice(1);
const css = require("sass").compile(from, { loadPaths: [modules], style: "compressed",
	quietDeps: true }).css;
require("fs").writeFileSync(to, css + "\n");
' "$modules" "$web/vendor.scss" "$out/govuk.css"
# url(...) stays as written: tools/embed.c puts the hashed address there.
"$bin/esbuild" "$web/assets/app.css" --minify --target=es2019 --outfile="$out/app.css" \
	--log-level=warning --allow-overwrite

"$bin/esbuild" "$web/assets/boot.js" "$web/assets/berkas.js" "$web/assets/kunci.js" \
	"$web/assets/petugas.js" --bundle --minify \
	--format=esm --target=es2020 --legal-comments=none --charset=utf8 --outdir="$out" \
	--log-level=warning --allow-overwrite

# Licences of what is shipped, for /lisensi and the package.
{
	for p in govuk-frontend @fontsource-variable/plus-jakarta-sans pkijs asn1js @noble/hashes @noble/curves \
		@simplewebauthn/browser \
		@peculiar/utils bytestreamjs; do
		printf '==== %s %s ====\n\n' "$p" "$(sed -n 's/^  "version": "\(.*\)".*/\1/p' "$modules/$p/package.json")"
		# The framework's package does not carry its licence.
		if [ "$p" = govuk-frontend ]; then cat "$web/licences/govuk-frontend.txt"; else cat "$modules/$p"/LICENSE*; fi
		printf '\n'
	done
} >"$out/lisensi.txt"
