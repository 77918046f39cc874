#!/bin/sh
# run.sh NPM_DIR - bundle the modules that need no page and test them under Node.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
for m in p12 mutu-foto kode-perpanjangan; do
	NODE_PATH="$1/node_modules" "$1/node_modules/.bin/esbuild" "$here/../assets/$m.js" --bundle \
		--format=esm --platform=neutral --main-fields=module,main --log-level=warning \
		--outfile="$tmp/$m.mjs"
done
MODULES="$tmp" node --test --test-reporter=tap "$here"/*.test.mjs
