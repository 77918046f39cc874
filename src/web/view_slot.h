/* view_slot.h - choosing a time: at the counter (P11), for the interview (C9); opening hours (A9). */
#ifndef WEB_VIEW_SLOT_H
#define WEB_VIEW_SLOT_H

#include "web/form.h"
#include "web/view_shell.h"

struct view_slot_day {
	str href, label;
	int64_t left;
	bool current;
};

struct view_slots {
	struct view_shell shell;
	const struct form *form; /* radios "waktu" of one day */
	const char *title;       /* N_() */
	const char *how;         /* N_(): what to know before choosing */
	const char *empty;       /* N_(): nothing to choose from */
	str number, place, zone, day;
	str now;                      /* what is chosen; p NULL: nothing */
	str action, back_href;        /* where the choice goes; the page around */
	str drop_href, calendar_href; /* p NULL: not possible */
	const struct form *drop;      /* what giving it back asks; NULL: nothing */
	str join_href,
	    where; /* where it takes place: a link, or in words; p NULL: neither */
	struct {
		const struct view_slot_day *at;
		size_t n;
	} days;
};

struct view_closed_day {
	str iso, when, reason;
};

struct view_schedule {
	struct view_shell shell;
	const struct form *form, *closed;
	str office, zone, changed; /* changed p NULL: never saved */
	bool open;
	struct {
		const struct view_closed_day *at;
		size_t n;
	} days;
};

#endif
