/*
 * i18n.h - texts for people. The Indonesian text in the source is the message id; English comes
 * from i18n/en.po, compiled by msgfmt and embedded. A message without a translation is shown in
 * Indonesian at run time and fails a test.
 */
#ifndef BASE_I18N_H
#define BASE_I18N_H

#include "base/clock.h"
#include "base/str.h"

/* Install the compiled catalogue (GNU .mo format, kept by the caller for ever) of a language. */
MUST_USE enum rc i18n_install(enum lang lang, const void *mo, size_t n, struct err *e);
/* The text in that language; `id` itself for LANG_ID or when there is no translation. */
const char *i18n_tr(enum lang lang, const char *id);
str i18n_tr_str(enum lang lang, const char *id);
/* "id" or "en", for the lang attribute. */
const char *i18n_code(enum lang lang);

#endif
