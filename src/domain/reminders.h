/*
 * reminders.h - mails that come by the clock: what waits in the morning (SCREENS E24), and the
 * interview of tomorrow and of the next hour (E7). For the worker; any number of workers may ask.
 */
#ifndef DOMAIN_REMINDERS_H
#define DOMAIN_REMINDERS_H

#include "domain/domain.h"

/*
 * On working days between 6 and 12 o'clock where the office is: once a day to its administrator and
 * head, if files wait; and the same to the verifiers, by the clock of Jakarta. *out_n: mails written.
 */
MUST_USE enum rc reminders_morning(struct domain *d, int64_t *out_n, struct err *e);

/* Once within 24 hours and once within the hour before an interview. *out_n: mails written. */
MUST_USE enum rc reminders_interview(struct domain *d, int64_t *out_n, struct err *e);

#endif
