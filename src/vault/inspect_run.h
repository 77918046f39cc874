/* inspect_run.h - starting paraf-inspector and hearing it out; private to src/vault. */
#ifndef VAULT_INSPECT_RUN_H
#define VAULT_INSPECT_RUN_H

#include "base/str.h"
#include "vault/inspect_wire.h"

struct inspect_job {
	const char *name;
	const char *use; /* "image": what for; "ink": where; else NULL */
	int page, side;  /* not 0 ("page", "ink"): rendered first by a second process */
};

struct inspect_answer {
	struct inspect_wire wire;
	str payload;
	str texts[INSPECT_MAX_TEXTS];
};

/*
 * RC_OK with an answer whose code may be a refusal: also a job that dies on the file, or uses its
 * time up computing, is one (INSPECT_UNSAFE). RC_UNAVAILABLE when it did not get so far as to look.
 */
MUST_USE enum rc inspect_run(const char *program, int deadline_ms, struct arena *a,
    const struct inspect_job *job, str bytes, struct inspect_answer *out, struct err *e);

enum rc inspect_unavailable(struct err *e, const char *what, int code);

#endif
