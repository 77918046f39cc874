/* view_demo.h - what the test templates show. */
#ifndef TESTS_VIEW_DEMO_H
#define TESTS_VIEW_DEMO_H

#include "html/html.h"

struct demo_row {
	str name;
	int64_t age;
	bool chosen;
};

struct view_demo {
	str name, url, id;
	const char *z;
	int n;
	size_t total;
	bool open;
	struct {
		const struct demo_row *at;
		size_t n;
	} rows;
};

/* A component in C: writes <button>. */
void demo_button(struct html *h, const char *label, int n);

#endif
