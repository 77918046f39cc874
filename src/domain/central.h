/*
 * central.h - what Dit. SITP sees and sets: the offices with their figures, what an office says
 * about itself, whether it takes DS applications and OPIP candidates; and the home of one office.
 */
#ifndef DOMAIN_CENTRAL_H
#define DOMAIN_CENTRAL_H

#include "domain/domain.h"
#include "model/states.h"

struct office_figures {
	struct row_office office;
	int64_t application[APP__COUNT], candidacy[CAND__COUNT], authority[AUTH__COUNT];
	int64_t applications_open, candidacies_open;
	struct row_account admin; /* newest administrator; id.p NULL: none in use */
};
struct office_table {
	const struct office_figures *at;
	size_t n;
	struct office_figures all; /* sums; office and admin empty */
};

/* Every office with its figures, by code. */
MUST_USE enum rc central_offices(
    struct domain *d, struct office_table *out, struct err *e);
/* One office, with its figures. */
MUST_USE enum rc central_office(
    struct domain *d, str code, struct office_figures *out, struct err *e);

struct office_words {
	int64_t version; /* of the row that was looked at */
	str address, phone, hours;
	bool ds_open, opip_open;
};
/* Change an office; RC_CONFLICT names who was faster. */
MUST_USE enum rc central_office_set(struct domain *d, const struct actor *who, str code,
    const struct office_words *in, struct err *e);

/* Figures of the actor's office and the candidates that wait longest first, at most 200. */
struct office_home {
	struct office_figures figures;
	int64_t still_initial;
	struct row_candidacy_line_list candidates; /* of `state`, or all that are open */
};
MUST_USE enum rc central_office_home(struct domain *d, const struct actor *who, str state,
    struct office_home *out, struct err *e);
/* Authorities of the actor's office, newest first. */
MUST_USE enum rc central_authorities(struct domain *d, const struct actor *who,
    struct row_authority_line_list *out, struct err *e);

#endif
