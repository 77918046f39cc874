/*
 * finish.h - the pass that makes cairo's PDF one for the archive (PDF/A-2b, ISO 19005-2) and for everybody
 * (PDF/UA-1, ISO 14289-1): metadata in XMP and Info that agree, language, output intent, alternative texts,
 * attributes of the structure, artifacts. Internal to src/letters.
 */
#ifndef LETTERS_FINISH_H
#define LETTERS_FINISH_H

#include "letters/letter.h"

struct finish_meta {
	str title, author,
	    figure; /* figure: what stands in place of the picture, in words */
	struct letter_rect figure_at; /* width 0: there is none */
	int64_t made_s;
};

MUST_USE enum rc finish_pdf(
    str pdf, const struct finish_meta *m, struct arena *a, str *out, struct err *e);

#endif
