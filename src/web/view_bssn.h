/* view_bssn.h - pages of a verifier: queue, review, interview, decision, own decisions, OPIP. */
#ifndef WEB_VIEW_BSSN_H
#define WEB_VIEW_BSSN_H

#include "domain/candidacy_bssn.h"
#include "web/form.h"
#include "web/view_bounce.h"
#include "web/view_followup.h"
#include "web/view_officer.h"
#include "web/view_shell.h"
#include "web/view_viewer.h"

struct view_bssn_tab {
	const char *label; /* N_() */
	str href;
	int64_t count;
	bool current;
};

struct view_bssn_line {
	str number, href, name, office, held, age, when;
	const char *state, *colour; /* N_(), TAG_ */
	bool mine, late, timed, again;
	int64_t share; /* of the limit, 0..100 */
};

struct view_bssn_queue {
	struct view_shell shell;
	struct view_followup_notice followup;
	struct {
		const struct view_bssn_tab *at;
		size_t n;
	} tabs;
	const struct form *form; /* filters */
	str tab, clear_href, older, first;
	bool filtered, done;
	int64_t limit;
	struct {
		const struct view_bssn_line *at;
		size_t n;
	} lines;
};

/* One comparison. */
struct view_bssn_match {
	const char *name, *label; /* field; N_() */
	str value, state, reason, error;
	bool accepted, optional;
};
struct view_bssn_matches {
	const struct view_bssn_match *at;
	size_t n;
};

struct view_bssn_event {
	str at, who, text;
	const char *label; /* N_() or NULL */
};
struct view_bssn_events {
	const struct view_bssn_event *at;
	size_t n;
};

struct view_bssn_cause {
	const char *name, *label;
	bool chosen;
};

struct view_bssn_case {
	struct view_shell shell;
	const struct bssn_case *k;
	const struct form *form, *note_form;
	const char *state, *colour; /* N_(), TAG_ */
	bool working;               /* the actor holds it and it is open */
	bool can_claim;
	bool can_interview, can_schedule; /* panel "Wawancara" */
	str path, held_since, refusal, interview_at;
	const char *interview_mode, *interview_result;
	bool missed;              /* interview_missed() */
	str age;                  /* "1,8 hari kerja" */
	int64_t limit_days, used; /* used: percent, as in bssn_line */
	struct view_bounce bounce;
	struct view_viewer viewer;
	struct view_bssn_matches card, paper, papers, other;
	bool other_open;
	struct {
		const struct view_bssn_cause *at;
		size_t n;
	} causes;
	str decision, message, grant_lacks, decision_error;
	struct view_bssn_events history, notes, returned;
	str kept;    /* what was typed when somebody else was faster */
	str decided; /* "Disetujui oleh X, 22 November 2026" */
};

struct view_bssn_decision {
	struct view_shell shell;
	const struct bssn_case *k;
	const char *what, *button, *effect; /* N_() */
	bool grave;
	str subject, text, to, path;
	const struct form *form;
	bool signs; /* a grant is signed: */
	struct view_sign_facts facts;
	struct view_sign sign;
};

struct view_bssn_interview {
	struct view_shell shell;
	const struct bssn_case *k;
	const struct form *schedule, *record; /* NULL: not possible now */
	str path, now_set, zone;
	bool missed;    /* nobody came: interview_missed() */
	bool can_claim; /* and nobody holds the file */
};

struct view_bssn_slot {
	str id, day, when, place, verifier;
	str href, name, office; /* who comes; p NULL: nobody */
	const char *mode;       /* N_() */
	bool own, over,
	    late; /* opened by the actor; begun; 15 minutes ago, and nothing recorded */
};

struct view_bssn_slots {
	struct view_shell shell;
	const struct form *form;
	struct {
		const struct view_bssn_slot *at;
		size_t n;
	} lines;
};

struct view_bssn_history {
	struct view_shell shell;
	struct {
		const struct view_bssn_line *at;
		size_t n;
	} lines;
	str older;
};

struct view_bssn_opip_line {
	str href, name, nip, office, since, reason;
	const char *state, *colour;
	bool pending;
};

struct view_bssn_opips {
	struct view_shell shell;
	const struct form *form;
	bool filtered;
	str older;
	struct {
		const struct view_bssn_opip_line *at;
		size_t n;
	} lines;
};

struct view_bssn_opip {
	struct view_shell shell;
	const struct bssn_authority *x;
	const struct form *form;
	const char *state, *colour;
	bool can_change, can_suspend, can_resume, can_resend;
	str path, since, nip, accepted;
	struct view_bssn_events history;
};

struct view_opip_active {
	struct view_shell shell;
	const struct bssn_authority *x;
	const struct form *form;
	str token;
};

#endif
