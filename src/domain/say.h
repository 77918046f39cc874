/*
 * say.h - a sentence for a person that is put together only when its language is known: the id is
 * the Indonesian source (N_), {0} and {1} in it stand for the two values. form_error_with() takes
 * it as it is: form_error_with(f, "nip", s.id, s.arg, 2).
 */
#ifndef DOMAIN_SAY_H
#define DOMAIN_SAY_H

#include "base/i18n.h"
#include "base/str.h"

struct say {
	const char *id; /* NULL = nothing to say */
	str arg[2];
};

/* Fill `*out`; returns RC_INVALID, so that `return say_invalid(...)` reads well. */
enum rc say_invalid(struct say *out, const char *id, str arg0, str arg1);
/* The sentence in that language, in `a`. */
str say_text(struct arena *a, enum lang lang, const struct say *s);

#endif
