/*
 * scan.h - asking clamd about a file, over its Unix socket (clamd(8), INSTREAM). Optional: without a
 * socket nothing is asked and nothing is claimed.
 */
#ifndef VAULT_SCAN_H
#define VAULT_SCAN_H

#include "base/str.h"

enum scan_verdict {
	SCAN_NONE, /* no verdict: nobody there, too slow, too large. Never to be taken for clean. */
	SCAN_CLEAN,
	SCAN_FOUND,
	SCAN_VERDICT__COUNT
};

struct scan_result {
	enum scan_verdict verdict;
	bool answered;  /* it heard the whole file and said something */
	char name[128]; /* SCAN_FOUND: of the signature; SCAN_NONE: why, for the log */
};

/*
 * `socket` is the path of clamd's socket; the whole conversation takes at most `deadline_ms`. Blocks:
 * call on the heavy pool.
 */
struct scan_result scan_bytes(const char *socket, int deadline_ms, str bytes);

#endif
