/*
 * states.h - states and events of every noun, from states.def; no behaviour.
 *
 * A noun's states and events are described by a `struct noun_words`: index = enumerator.
 */
#ifndef MODEL_STATES_H
#define MODEL_STATES_H

#include "base/str.h"

#define X_ID(id, text, label) id,

enum candidacy_state {
#define CANDIDACY_STATE X_ID
#include "model/states.def"
	CAND__COUNT
};
enum candidacy_event {
#define CANDIDACY_EVENT X_ID
#include "model/states.def"
	CAND_EV__COUNT
};
enum authority_state {
#define AUTHORITY_STATE X_ID
#include "model/states.def"
	AUTH__COUNT
};
enum authority_event {
#define AUTHORITY_EVENT X_ID
#include "model/states.def"
	AUTH_EV__COUNT
};
enum application_state {
#define APPLICATION_STATE X_ID
#include "model/states.def"
	APP__COUNT
};
enum application_event {
#define APPLICATION_EVENT X_ID
#include "model/states.def"
	APP_EV__COUNT
};
enum certificate_state {
#define CERTIFICATE_STATE X_ID
#include "model/states.def"
	CERT__COUNT
};
enum certificate_event {
#define CERTIFICATE_EVENT X_ID
#include "model/states.def"
	CERT_EV__COUNT
};
enum followup_state {
#define FOLLOWUP_STATE X_ID
#include "model/states.def"
	FOLLOW__COUNT
};
enum followup_event {
#define FOLLOWUP_EVENT X_ID
#include "model/states.def"
	FOLLOW_EV__COUNT
};
enum collective_state {
#define COLLECTIVE_STATE X_ID
#include "model/states.def"
	COLL__COUNT
};
enum collective_event {
#define COLLECTIVE_EVENT X_ID
#include "model/states.def"
	COLL_EV__COUNT
};
enum collective_person_state {
#define COLLECTIVE_PERSON_STATE X_ID
#include "model/states.def"
	PERSON__COUNT
};
enum collective_person_event {
#define COLLECTIVE_PERSON_EVENT X_ID
#include "model/states.def"
	PERSON_EV__COUNT
};
enum renewal_state {
#define RENEWAL_STATE X_ID
#include "model/states.def"
	RENEW__COUNT
};
enum renewal_event {
#define RENEWAL_EVENT X_ID
#include "model/states.def"
	RENEW_EV__COUNT
};

#undef X_ID

struct word {
	const char *text;  /* as stored */
	const char *label; /* Indonesian, for i18n_tr */
};

struct noun_words {
	const char *noun; /* "application": also the name of its table */
	const struct word *states;
	int n_states;
	const struct word *events;
	int n_events;
};

extern const struct noun_words words_candidacy, words_authority, words_application,
    words_certificate, words_followup, words_collective, words_collective_person,
    words_renewal;

/* Index of the stored text, or -1. */
int state_parse(const struct noun_words *w, str text);
int event_parse(const struct noun_words *w, str text);
/* What people read for a stored state or event; "?" when it is not known. */
const char *state_label(const struct noun_words *w, str text);
const char *event_label(const struct noun_words *w, str text);
/*
 * What people read for a line of history: the event, or what was done without a change of state
 * ("correct"); else the state it led to.
 */
const char *history_label(const struct noun_words *w, str event, str to_state);

#endif
