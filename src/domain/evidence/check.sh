#!/bin/sh
# check.sh - what can be checked of this bundle with sh and openssl alone: the list of files, the
# chain, the checkpoint. check.py checks the events as well.
cd "$(dirname "$0")" || exit 1
bad=0
ok() { if "$@" >/dev/null 2>&1; then echo "ok     $what"; else echo "WRONG  $what"; bad=1; fi; }
while read -r digest name; do
	what="$name is the file that was written"
	ok test "$(openssl dgst -sha256 -r "$name" | cut -d' ' -f1)" = "$digest"
done <MANIFEST.sha256
what="certificate, issuing CA and root are one chain"
ok openssl verify -x509_strict -attime "$(sed -n 's/.*"not_before":\([0-9]*\).*/\1/p' bundle.json)" \
	-CAfile root.pem -untrusted issuing.pem certificate.pem
what="the checkpoint is signed with audit.pem"
ok openssl dgst -sha256 -verify audit.pem -signature checkpoint.sig checkpoint.txt
exit $bad
