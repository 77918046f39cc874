/*
 * fuzz_audit.c - a file of the record from a stranger, whole: checked or refused, never believed in
 * part. A checkpoint that was read is written again byte for byte.
 */
#include "audit/log.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new();
	struct audit_checker *c = audit_checker_new(STR_NONE, NULL);
	struct audit_checkpoint point;
	struct audit_found found;
	str rest = { (const char *)data, n };
	struct err e;
	enum rc rc = RC_OK;

	while (rc == RC_OK && rest.n > 0) {
		str line = str_cut(&rest, '\n');

		if (audit_checkpoint_parse(a, line, &point))
			BUG_ON(!str_eq(audit_checkpoint_json(a, &point), line));
		rc = audit_checker_line(c, line, &e);
	}
	if (rc == RC_OK && audit_checker_end(c, &found, &e) == RC_OK)
		BUG_ON(found.leaves < 0 || found.uncovered > found.leaves);
	audit_checker_free(c);
	arena_free(a);
	return 0;
}
