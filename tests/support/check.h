/*
 * check.h - assertions for table tests: each names the row that failed. Use inside a cmocka test.
 */
#ifndef SUPPORT_CHECK_H
#define SUPPORT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

/* `row` is a label (const char *) in each of these. */
#define CHECK(row, cond)                                                                 \
	do {                                                                             \
		if (!(cond))                                                             \
			fail_msg("%s: not true: %s", (row), #cond);                      \
	} while (0)

#define CHECK_INT(row, got, want)                                                        \
	do {                                                                             \
		long long got_ = (long long)(got), want_ = (long long)(want);            \
		if (got_ != want_)                                                       \
			fail_msg("%s: %s is %lld, want %lld", (row), #got, got_, want_); \
	} while (0)

/* str against a C string; want NULL means "no value". */
#define CHECK_STR(row, got, want)                                                        \
	do {                                                                             \
		str got_ = (got), want_ = str_from_z(want);                              \
		if ((got_.p == NULL) != (want_.p == NULL) || !str_eq(got_, want_))       \
			fail_msg("%s: %s is \"%.*s\", want \"%.*s\"", (row), #got,       \
			    STR_ARG(got_), STR_ARG(want_));                              \
	} while (0)

/* The text holds the part. */
#define CHECK_HAS(row, got, part)                                                        \
	do {                                                                             \
		str got_ = (got), part_ = str_from_z(part);                              \
		if (str_find(got_, part_) < 0)                                           \
			fail_msg("%s: %s is \"%.*s\", lacks \"%.*s\"", (row), #got,      \
			    STR_ARG(got_), STR_ARG(part_));                              \
	} while (0)

/* rc is RC_OK, or the message of `e` is shown. */
#define CHECK_OK(row, call, e)                                                           \
	do {                                                                             \
		enum rc rc_ = (call);                                                    \
		if (rc_ != RC_OK)                                                        \
			fail_msg("%s: %s gave %s: %s (%s)", (row), #call, err_name(rc_), \
			    (e)->msg, (e)->why);                                         \
	} while (0)

#endif
