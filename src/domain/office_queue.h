/*
 * office_queue.h - the lists an office works from: by tab, filtered, in pages by place (keyset).
 */
#ifndef DOMAIN_OFFICE_QUEUE_H
#define DOMAIN_OFFICE_QUEUE_H

#include "domain/domain.h"
#include "model/states.h"

enum office_tab { TAB_NEW, TAB_MINE, TAB_READY, TAB_RETURNED, TAB_DONE, TAB__COUNT };
#define OFFICE_TAB_STATES 5
#define OFFICE_PAGE       20

const char *office_tab_name(enum office_tab t);  /* "baru": in addresses */
const char *office_tab_label(enum office_tab t); /* N_() */
/* TAB_NEW when unknown. */
enum office_tab office_tab_parse(str name);
/* The states of a tab; unused ones are -1. */
const int *office_tab_states(enum office_tab t);

struct office_query {
	enum office_tab tab;
	str text;  /* part of number, name or NIP, as typed; STR_NONE: any */
	int state; /* one of the tab's; -1: all of them */
	str place; /* of a page, as given by office_queue(); STR_NONE: the first */
	bool back; /* the page that ends before `place` */
};

struct office_row {
	struct row_office_line line;
	int64_t
	    age_tenths; /* working days since it was sent, or since it stands in this state */
	int64_t
	    used; /* percent of the office's time that is gone, over 100: late; 0 if not its turn */
};

struct office_page {
	const struct office_row *at;
	size_t n;
	str before, after; /* places for the pages around; STR_NONE: there is none */
	enum zone zone;
};

/*
 * One page. Tabs of work show what waits longest first, TAB_DONE the newest. RC_INVALID for a place
 * that is none.
 */
MUST_USE enum rc office_queue(struct domain *d, const struct actor *who,
    const struct office_query *q, struct office_page *out, struct err *e);
/* How many there are in each tab, whatever the filters. */
MUST_USE enum rc office_queue_counts(
    struct domain *d, const struct actor *who, int64_t out[TAB__COUNT], struct err *e);

#endif
