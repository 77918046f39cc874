/* states.c - the tables of states.def. */
#include "model/states.h"

#define X_WORD(id, text, label) { text, label },

static const struct word candidacy_states[] = {
#define CANDIDACY_STATE X_WORD
#include "model/states.def"
};
static const struct word candidacy_events[] = {
#define CANDIDACY_EVENT X_WORD
#include "model/states.def"
};
static const struct word authority_states[] = {
#define AUTHORITY_STATE X_WORD
#include "model/states.def"
};
static const struct word authority_events[] = {
#define AUTHORITY_EVENT X_WORD
#include "model/states.def"
};
static const struct word application_states[] = {
#define APPLICATION_STATE X_WORD
#include "model/states.def"
};
static const struct word application_events[] = {
#define APPLICATION_EVENT X_WORD
#include "model/states.def"
};
static const struct word certificate_states[] = {
#define CERTIFICATE_STATE X_WORD
#include "model/states.def"
};
static const struct word certificate_events[] = {
#define CERTIFICATE_EVENT X_WORD
#include "model/states.def"
};
static const struct word followup_states[] = {
#define FOLLOWUP_STATE X_WORD
#include "model/states.def"
};
static const struct word followup_events[] = {
#define FOLLOWUP_EVENT X_WORD
#include "model/states.def"
};
static const struct word collective_states[] = {
#define COLLECTIVE_STATE X_WORD
#include "model/states.def"
};
static const struct word collective_events[] = {
#define COLLECTIVE_EVENT X_WORD
#include "model/states.def"
};
static const struct word collective_person_states[] = {
#define COLLECTIVE_PERSON_STATE X_WORD
#include "model/states.def"
};
static const struct word collective_person_events[] = {
#define COLLECTIVE_PERSON_EVENT X_WORD
#include "model/states.def"
};
static const struct word renewal_states[] = {
#define RENEWAL_STATE X_WORD
#include "model/states.def"
};
static const struct word renewal_events[] = {
#define RENEWAL_EVENT X_WORD
#include "model/states.def"
};

const struct noun_words words_candidacy = { "candidacy", candidacy_states,
	(int)ARRAY_LEN(candidacy_states), candidacy_events,
	(int)ARRAY_LEN(candidacy_events) };
const struct noun_words words_authority = { "authority", authority_states,
	(int)ARRAY_LEN(authority_states), authority_events,
	(int)ARRAY_LEN(authority_events) };
const struct noun_words words_application = { "application", application_states,
	(int)ARRAY_LEN(application_states), application_events,
	(int)ARRAY_LEN(application_events) };
const struct noun_words words_certificate = { "certificate", certificate_states,
	(int)ARRAY_LEN(certificate_states), certificate_events,
	(int)ARRAY_LEN(certificate_events) };
const struct noun_words words_followup = { "followup", followup_states,
	(int)ARRAY_LEN(followup_states), followup_events,
	(int)ARRAY_LEN(followup_events) };
const struct noun_words words_renewal = { "renewal", renewal_states,
	(int)ARRAY_LEN(renewal_states), renewal_events, (int)ARRAY_LEN(renewal_events) };

const struct noun_words words_collective = { "collective", collective_states,
	(int)ARRAY_LEN(collective_states), collective_events,
	(int)ARRAY_LEN(collective_events) };
const struct noun_words words_collective_person = { "collective_person",
	collective_person_states, (int)ARRAY_LEN(collective_person_states),
	collective_person_events, (int)ARRAY_LEN(collective_person_events) };

static int
find(const struct word *at, int n, str text)
{
	for (int i = 0; i < n; i++)
		if (str_eq_z(text, at[i].text))
			return i;
	return -1;
}

int
state_parse(const struct noun_words *w, str text)
{
	return find(w->states, w->n_states, text);
}

int
event_parse(const struct noun_words *w, str text)
{
	return find(w->events, w->n_events, text);
}

const char *
state_label(const struct noun_words *w, str text)
{
	int i = state_parse(w, text);

	return i < 0 ? "?" : w->states[i].label;
}

const char *
event_label(const struct noun_words *w, str text)
{
	int i = event_parse(w, text);

	return i < 0 ? "?" : w->events[i].label;
}

const char *
history_label(const struct noun_words *w, str event, str to_state)
{
	if (event_parse(w, event) >= 0)
		return event_label(w, event);
	if (str_eq_z(event, "correct"))
		return N_("Data diperbaiki atas permintaan pemiliknya");
	return state_label(w, to_state);
}
