/* view_viewer.h - documents of a file as pictures: tabs, pages, zoom, turn, two side by side. */
#ifndef WEB_VIEW_VIEWER_H
#define WEB_VIEW_VIEWER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct view_viewer_tab {
	const char *label; /* N_() */
	str href;
	int64_t pages;
	bool current, seen;
};

struct view_viewer_page {
	str label, href;
	bool current;
};

struct view_viewer_picture {
	str src, alt;
	const char *label; /* N_() */
};

struct view_viewer {
	bool any; /* there is a document at all */
	struct {
		const struct view_viewer_tab *at;
		size_t n;
	} tabs;
	const char *label; /* N_() of the one shown */
	str about;         /* "JPG · 19 Nov 2026" */
	struct {
		const struct view_viewer_picture *at;
		size_t n;
	} pictures; /* one, or two side by side */
	struct {
		const struct view_viewer_page *at;
		size_t n;
	} pages;
	str smaller, larger, turn, compare, original; /* hrefs; p NULL: not possible */
	int64_t zoom_n, turn_n;
	str sha, opened;
	bool card_hidden; /* the e-KTP is there, but not for this reader yet */
	bool waiting;     /* the virus scanner has given no verdict yet */
};

#endif
