/* appointment.h - the calendar file of a mail, as a test expects it. Use inside a cmocka test. */
#ifndef TESTS_APPOINTMENT_H
#define TESTS_APPOINTMENT_H

#include "support/fresh_domain.h"

/*
 * Fails the test unless the appointment in that mail has this UID, begins then, takes place or not (`off`),
 * and is newer than SEQUENCE `after`; returns its own.
 */
int64_t appointment_is(
    const struct row_outbox *m, const char *uid, int64_t at_s, bool off, int64_t after);

#endif
