/*
 * finish.h - the pass that makes cairo's PDF an archivable one (PDF/A-2b, ISO 19005-2): metadata in
 * XMP and Info that agree, language, output intent, alternative texts. Internal to src/letters.
 */
#ifndef LETTERS_FINISH_H
#define LETTERS_FINISH_H

#include "base/str.h"

struct finish_meta {
	str title, author,
	    figure; /* figure: what stands in place of the picture, in words */
	int64_t made_s;
};

MUST_USE enum rc finish_pdf(
    str pdf, const struct finish_meta *m, struct arena *a, str *out, struct err *e);

#endif
