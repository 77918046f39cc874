/* chart.c - see chart.h. */
#include "web/chart.h"

#include "base/buf.h"

#define LINE_HEIGHT  38
#define LABEL_Y      14
#define BAR_Y        20
#define COURSE_SIDE  18
#define COURSE_TOP   26
#define COURSE_BASE  126
#define COURSE_BELOW 24 /* the names under the axis */

int64_t
chart_scale(int64_t n, int64_t max, int64_t whole)
{
	int64_t length;

	if (n <= 0 || max <= 0)
		return 0;
	length = (int64_t)((double)n / (double)max * (double)whole + 0.5);
	return length < 1 ? 1 : length;
}

static int64_t
sum(const struct chart_bar *b)
{
	int64_t n = 0;

	for (int i = 0; i < CHART_PARTS; i++)
		n += b->n[i];
	return n;
}

/* The parts of one bar: each ends where the sum up to it does, so that rounding adds nothing. */
static struct chart_line
line_of(struct arena *a, const struct chart_bar *b, int64_t max, int64_t top)
{
	struct chart_part *parts = ARENA_ARRAY(a, CHART_PARTS, struct chart_part);
	struct chart_line l = { .label = b->label,
		.value = b->value,
		.label_y = top + LABEL_Y,
		.y = top + BAR_Y };
	int64_t x = 0, so_far = 0;
	size_t n = 0;

	for (int i = 0; i < CHART_PARTS; i++) {
		int64_t end;

		so_far += b->n[i];
		end = chart_scale(so_far, max, CHART_WIDTH);
		if (b->n[i] > 0 && end > x)
			parts[n++] = (struct chart_part){ x, end - x, i };
		x = end;
	}
	l.parts.at = parts;
	l.parts.n = n;
	return l;
}

struct chart
chart_bars(struct arena *a, str sentence, const struct chart_bar *in, size_t n)
{
	struct chart_line *at = ARENA_ARRAY(a, n + 1, struct chart_line);
	struct chart c = { .sentence = sentence,
		.width = CHART_WIDTH,
		.height = (int64_t)n * LINE_HEIGHT };
	int64_t max = 0;

	for (size_t i = 0; i < n; i++)
		if (sum(&in[i]) > max)
			max = sum(&in[i]);
	for (size_t i = 0; i < n; i++)
		at[i] = line_of(a, &in[i], max, (int64_t)i * LINE_HEIGHT);
	c.lines.at = at;
	c.lines.n = n;
	return c;
}

struct chart
chart_course(struct arena *a, str sentence, const struct chart_bar *in, size_t n)
{
	struct chart_dot *at = ARENA_ARRAY(a, n + 1, struct chart_dot);
	struct chart c = { .sentence = sentence,
		.width = CHART_WIDTH,
		.height = COURSE_BASE + COURSE_BELOW,
		.base_y = COURSE_BASE };
	int64_t max = 0, across = CHART_WIDTH - 2 * COURSE_SIDE;
	struct buf points;

	buf_init(&points, a, 128);
	for (size_t i = 0; i < n; i++)
		if (in[i].n[0] > max)
			max = in[i].n[0];
	for (size_t i = 0; i < n; i++) {
		int64_t y =
		    COURSE_BASE - chart_scale(in[i].n[0], max, COURSE_BASE - COURSE_TOP);

		at[i] = (struct chart_dot){ .label = in[i].label,
			.value = in[i].value,
			.x = COURSE_SIDE +
			     (n > 1 ? (int64_t)i * across / (int64_t)(n - 1) : 0),
			.y = y,
			.value_y = y - 8 };
		buf_fmt(&points, "%s%lld,%lld", i > 0 ? " " : "", (long long)at[i].x,
		    (long long)y);
	}
	c.dots.at = at;
	c.dots.n = n;
	c.points = buf_get(&points);
	return c;
}
