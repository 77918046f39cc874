/* attr.h - compiler attributes and the one macro for programming errors. */
#ifndef BASE_ATTR_H
#define BASE_ATTR_H

#define MUST_USE               __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define NORETURN               __attribute__((noreturn))
#define ARRAY_LEN(a)           (sizeof(a) / sizeof((a)[0]))

/* Marks a text in C for translation; the text itself is the Indonesian source (i18n.h). */
#define N_(text) text

/* Report a programming error and abort. Never for bad input. */
NORETURN void bug_at(const char *file, int line, const char *what);
#define BUG(what) bug_at(__FILE__, __LINE__, (what))
#define BUG_ON(cond)                                                                     \
	do {                                                                             \
		if (cond)                                                                \
			BUG(#cond);                                                      \
	} while (0)

#endif
