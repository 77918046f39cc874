/*
 * chart.h - where the parts of a chart stand: inline SVG that the templates draw (web/templates/chart.html).
 * Coordinates are whole units of a drawing CHART_WIDTH wide that the page scales; colours are classes. The
 * numbers themselves stand in the table beside it.
 */
#ifndef WEB_CHART_H
#define WEB_CHART_H

#include "base/arena.h"
#include "base/str.h"

#define CHART_WIDTH 400
#define CHART_PARTS 3 /* of one bar */

/* `n` of `max` as a length of `whole`, rounded; what is not 0 is seen: at least 1. `max` 0: 0. */
int64_t chart_scale(int64_t n, int64_t max, int64_t whole);

/* What one bar says. */
struct chart_bar {
	str label, value;       /* beside the name, and at its end */
	int64_t n[CHART_PARTS]; /* one after the other; unused ones 0 */
};

struct chart_part {
	int64_t x, width;
	int part; /* 0.. */
};
struct chart_line {
	str label, value;
	int64_t label_y, y; /* base line of the words, top of the bar */
	struct {
		const struct chart_part *at;
		size_t n;
	} parts;
};
struct chart_dot {
	str label, value;
	int64_t x, y, value_y;
};

/* width 0: there is no chart. Either lines or dots. */
struct chart {
	str sentence; /* what it shows, for who does not see it */
	int64_t width, height;
	struct {
		const struct chart_line *at;
		size_t n;
	} lines;
	struct {
		const struct chart_dot *at;
		size_t n;
	} dots;
	str points;     /* of the line through the dots, as SVG has them */
	int64_t base_y; /* of the axis under the dots */
};

/* Bars under one another, the longest over the whole width. */
struct chart chart_bars(
    struct arena *a, str sentence, const struct chart_bar *in, size_t n);
/* One line through n[0] of each, from left to right; at least two. */
struct chart chart_course(
    struct arena *a, str sentence, const struct chart_bar *in, size_t n);

#endif
