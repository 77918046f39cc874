/* artifact.h - marks for what is no content of a letter. Internal to src/letters. */
#ifndef LETTERS_ARTIFACT_H
#define LETTERS_ARTIFACT_H

#include "base/str.h"

/*
 * The content of a page with /Artifact BMC ... EMC around everything that is painted outside of tags. In
 * `a`. RC_INTERNAL for content that cairo is not known to write.
 */
MUST_USE enum rc artifact_mark(str page, struct arena *a, str *out, struct err *e);

#endif
