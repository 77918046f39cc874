/* appointment.c - see appointment.h. */
#include "support/appointment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>

#include <cmocka.h>

int64_t
appointment_is(
    const struct row_outbox *m, const char *uid, int64_t at_s, bool off, int64_t after)
{
	struct datetime t = time_civil_utc(at_s);
	ptrdiff_t at = str_find(m->calendar, STR("\r\nSEQUENCE:"));
	int64_t n = -1;
	char line[128];
	str rest;

	snprintf(line, sizeof(line), "\r\nUID:%s\r\n", uid);
	has(m->calendar, line);
	snprintf(line, sizeof(line), "\r\nDTSTART:%04d%02d%02dT%02d%02d00Z\r\n",
	    t.date.year, t.date.month, t.date.day, t.hour, t.minute);
	has(m->calendar, line);
	has(m->calendar, off ? "\r\nMETHOD:CANCEL\r\n" : "\r\nMETHOD:PUBLISH\r\n");
	has(m->calendar, off ? "\r\nSTATUS:CANCELLED\r\n" : "\r\nSTATUS:CONFIRMED\r\n");
	has(m->calendar, "\r\nORGANIZER;CN=");
	assert_true(at >= 0);
	rest = str_from(m->calendar, (size_t)at + 11);
	must(str_int64(str_cut(&rest, '\r'), &n, &e));
	assert_true(n > after);
	return n;
}
