/* embedded.h - what the build puts into the program: the templates and an sRGB profile. */
#ifndef LETTERS_EMBEDDED_H
#define LETTERS_EMBEDDED_H

#include "letters/letter.h"

extern const struct letter_template letter_embedded[];
extern const size_t letter_embedded_n;
extern const struct letter_template letter_embedded_head;
/* ICC 2.1, made by lcms2, dates zeroed so that builds are reproducible. */
extern const str letter_srgb_icc;

#endif
