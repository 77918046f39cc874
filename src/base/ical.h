/*
 * ical.h - one appointment as a calendar file (RFC 5545), for a download or a mail.
 */
#ifndef BASE_ICAL_H
#define BASE_ICAL_H

#include "base/str.h"

/* Texts are UTF-8; what RFC 5545 gives a meaning to in them is escaped, other controls are dropped. */
struct ical_event {
	str uid; /* the same for every version of one appointment: calendars replace it by this */
	int64_t sequence;       /* grows with each version; below 0 counts as 0 */
	int64_t stamp_s;        /* when this version was made, UTC seconds */
	int64_t start_s, end_s; /* end_s not after start_s: a moment, without an end */
	str summary;
	str location, description, url; /* STR_NONE: not said */
	int64_t alarm_s; /* remind so many seconds before the start; 0: not at all */
	str organizer,
	    organizer_name; /* who tells of it: an address; STR_NONE: nobody is named */
	bool cancelled;     /* it does not take place (any more) */
};

#define ICAL_TYPE "text/calendar; charset=utf-8"

/*
 * A whole VCALENDAR with this event, in `a`: lines end with CR LF and are folded at 75 octets, never
 * within a character (3.1); times are UTC (3.3.5 form 2), so no zone has to be known. METHOD is PUBLISH
 * or, cancelled, CANCEL (RFC 5546 3.2.1, 3.2.5): told, not asked, so that nobody has to answer.
 */
str ical_make(struct arena *a, const struct ical_event *ev);

/* The media type of what ical_make() wrote, with its method (RFC 6047 2.4), for a mail; in `a`. */
str ical_type(struct arena *a, str text);

#endif
