/*
 * figures.h - what an office, BSSN and the directorate see of their own work (SCREENS 6.11): how many files
 * are open and how much of their time is gone, how long each stage takes, what was sent back and why,
 * where people stop.
 *
 * Counted from states, times and events alone, so that what is forgotten of a person changes nothing
 * (docs/decisions/0015-what-is-forgotten.md). Durations are tenths of working days by the calendar of
 * the office; a span begins with `from_s` and ends before `to_s`.
 */
#ifndef DOMAIN_FIGURES_H
#define DOMAIN_FIGURES_H

#include "domain/candidacy_bssn.h"
#include "domain/central.h"
#include "model/states.h"

#define FIGURES_DAYS 30 /* what "lately" means */

struct figure_span {
	int64_t from_s, to_s;
};
static inline bool
figure_within(struct figure_span s, int64_t at_s)
{
	return at_s >= s.from_s && at_s < s.to_s;
}
/* The last FIGURES_DAYS days, up to now. */
struct figure_span figures_lately(const struct domain *d);
/* The month `back` months before the one that `at_s` lies in. */
struct figure_span figures_month(int64_t at_s, int back, enum zone z);

struct figure_median {
	int64_t n, tenths; /* n 0: nothing was measured */
};
/* Sorts `tenths`. Of an even number the mean of the two in the middle, rounded down. */
struct figure_median figure_median(int64_t *tenths, size_t n);

/* ---- what is open ---- */

enum figure_split { SPLIT_HALF, SPLIT_WHOLE, SPLIT_OVER, SPLIT__COUNT };

struct figure_open {
	int64_t n;
	int64_t tenths;     /* how long the oldest waits */
	int64_t limit_days; /* 0: there is no limit in this state */
	int64_t
	    split[SPLIT__COUNT]; /* up to half of the limit, up to all of it, over it */
};
/*
 * The open files of an office by enum application_state. The office's limit runs from when the file was
 * sent, in working days; the applicant's limits in days. RC_NOT_FOUND: not in the actor's reach.
 */
MUST_USE enum rc figures_open(struct domain *d, const struct actor *who, str office,
    struct figure_open out[APP__COUNT], struct err *e);

/* ---- what happened ---- */

enum figure_stage {
	STAGE_WAIT,    /* sent until somebody takes it up */
	STAGE_REVIEW,  /* taken up until decided */
	STAGE_FIX,     /* sent back until sent again */
	STAGE_COUNTER, /* complete until activated */
	STAGE_COLLECT, /* activated until the certificate is taken */
	STAGE_ALL,     /* first sent until activated */
	STAGE__COUNT
};
extern const char *const figure_stages[STAGE__COUNT]; /* N_() */

enum figure_event {
	FLOW_SENT,
	FLOW_COMPLETE,
	FLOW_RETURNED,
	FLOW_REFUSED,
	FLOW_ARRIVED,
	FLOW_ACTIVATED,
	FLOW_TAKEN,
	FLOW_ENDED, /* withdrawn or lapsed after it was sent */
	FLOW__COUNT
};
extern const char *const figure_events[FLOW__COUNT]; /* N_() */

#define FIGURES_REASONS 5

struct figure_reason {
	const char *label; /* N_(), or what is stored when it is no item any more */
	int64_t n;
};

struct figures_office {
	int64_t flow[FLOW__COUNT];
	struct figure_median stage[STAGE__COUNT]; /* of stages that ended in the span */
	int64_t visits[24]; /* at the counter, by hour of the office */
	struct figure_reason reason[FIGURES_REASONS]; /* most first */
	size_t n_reasons;
};
/* RC_NOT_FOUND: not in the actor's reach. */
MUST_USE enum rc figures_office(struct domain *d, const struct actor *who, str office,
    struct figure_span span, struct figures_office *out, struct err *e);

/* ---- BSSN ---- */

struct figure_queue {
	int64_t n, tenths,
	    over; /* files, wait of the oldest, over the limit (sla_bssn_days) */
};
struct figure_verifier {
	str account, name;
	int64_t granted, returned, refused;
	struct figure_median time; /* of a file, from when it came in last */
};

struct figures_bssn {
	struct figure_queue
	    queue[BSSN_TAB__COUNT]; /* not of BSSN_TAB_MINE and BSSN_TAB_DONE */
	int64_t set, held,
	    absent; /* interviews of this week, Monday to Sunday in Jakarta */
	/* of the last FIGURES_DAYS days: */
	int64_t decided;
	struct {
		const struct figure_verifier *at;
		size_t n;
	} verifiers;
	struct {
		const struct figure_reason *at; /* most first */
		size_t n;
	} documents; /* what went back to candidates, how often */
};
MUST_USE enum rc figures_bssn(struct domain *d, struct figures_bssn *out, struct err *e);

/* ---- all offices ---- */

#define FIGURES_MONTHS      12
#define FIGURES_FUNNEL_DAYS 90

struct figure_line {
	const struct office_figures *figures;
	int64_t waiting, over, oldest_tenths; /* files that wait for the office */
	struct figure_median time;            /* first sent until activated, lately */
	int64_t activated;                    /* this month */
};
struct figure_month {
	int64_t from_s, n;
};
struct figures_nation {
	struct {
		const struct figure_line *at; /* by code */
		size_t n;
	} lines;
	int64_t late; /* offices with a file over the limit */
	struct figure_month month[FIGURES_MONTHS]; /* activations, this month last */
};
/* `offices` must live as long as *out. */
MUST_USE enum rc figures_nation(struct domain *d, const struct office_table *offices,
    struct figures_nation *out, struct err *e);

enum figure_step {
	STEP_BEGUN,
	STEP_SENT,
	STEP_COMPLETE,
	STEP_ACTIVATED,
	STEP_TAKEN,
	STEP__COUNT
};
struct figure_place {
	int64_t reached;     /* came so far at least */
	int64_t open, ended; /* came so far and no further: goes on, or has ended */
};
/* Applications begun in the last FIGURES_FUNNEL_DAYS days, by where they stand or ended. */
MUST_USE enum rc figures_funnel(
    struct domain *d, struct figure_place out[STEP__COUNT], struct err *e);

#endif
