/*
 * log.h - one line `key=value` a record, to standard error (the journal). Programs log; libraries
 * return err. Never personal data, never a secret: ids and numbers only.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/attr.h"

enum log_level { LOG_DEBUG_, LOG_INFO_, LOG_WARN_, LOG_ERROR_ };

/* Name of the program, put on every line; and the least level that is printed. */
void log_init(const char *program, enum log_level least);
/* log_line(LOG_INFO_, "listen", "host=%s port=%d", ...): writes one line with one write(2). */
void log_line(enum log_level level, const char *event, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

#endif
