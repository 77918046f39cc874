/*
 * retention_world.h - what tests of data that is kept, asked about, put right and forgotten share, above
 * office_world.h: cases with documents, what is destroyed, requests of people about their data.
 */
#ifndef TESTS_RETENTION_WORLD_H
#define TESTS_RETENTION_WORLD_H

#include "domain/data_correct.h"
#include "domain/retention.h"
#include "store/office_world.h"

#define DAY  ((int64_t)86400)
#define HOUR ((int64_t)3600)

struct papers {
	struct row_document card, letter;
};

/* The application, or the candidacy, reaches that state now. */
void reaches(struct world *w, str id, const char *state, bool candidacy);
/* Its picture of an e-KTP and its letter, kept from now on. */
struct papers papers_of(struct world *w, const char *noun, str id);
/* A run of the worker now destroys something of so many cases. */
void destroys(struct world *w, int64_t cases);
/* The record as auditors see it, newest first: n entries. */
struct row_destruction_list destroyed(struct world *w, size_t n);
/* Events of that action in the record, up to 100. */
int64_t events(struct world *w, const char *action);
/* The applicant asks; the request that stands open now. */
struct row_data_request asks(struct world *w, const char *kind);
struct row_data_request request_now(struct world *w, str id);
/* What the case of the request says now; Ratna grants the request with those values. */
struct data_values values_of(struct world *w, const struct row_data_request *r);
MUST_USE enum rc puts_right(
    struct world *w, const struct row_data_request *r, const struct data_values *v);

/* A database costs more than a case: the parts of a test share one, each with a case of its own. */
typedef void (*part_fn)(void **state);
void run_parts(void **state, const part_fn *parts, size_t n);
#define PARTS(name, ...)                                                                 \
	static void name(void **state)                                                   \
	{                                                                                \
		static const part_fn parts[] = { __VA_ARGS__ };                          \
                                                                                         \
		run_parts(state, parts, ARRAY_LEN(parts));                               \
	}

#endif
