/*
 * mail_views.h - what each mail needs to know; one struct and one text (web/mail/<kind>.txt) a kind.
 *
 * Times and dates come as text already printed with their zone (time_long, date_long); addresses of
 * pages as whole https:// URLs. A field that does not apply is STR_NONE.
 */
#ifndef MAIL_MAIL_VIEWS_H
#define MAIL_MAIL_VIEWS_H

#include "base/clock.h"
#include "base/str.h"

struct mail_text {
	str subject, text;
};

/* E1: a new office administrator. */
struct mailview_admin_invited {
	str name, office, office_code, username, url, until;
};
/* Once a day to the auditors: the root of the record, to be kept outside. */
struct mailview_audit_daily {
	str day, size, root, signed_at, key, url;
	str whole;  /* when it was looked at and found so; STR_NONE */
	str broken; /* where it breaks; STR_NONE */
};
/* E2: a user was recorded by the office, or somebody who works for all of them. */
struct mailview_user_invited {
	str name, recorder, office, username, url, until;
	str level; /* of an office; STR_NONE: role says what the account is for */
	str role;
};
/* E3: the password was changed. */
struct mailview_password_changed {
	str name, when, device, url;
};
/* A key that signs in or signs was added or given up. */
struct mailview_officer_key {
	str name, key, kind, when, url;
	bool added; /* false: removed */
};
/* The authenticator app came or went, new recovery codes were made, or (none of these) one was used. */
struct mailview_second_factor {
	str name, when, left, url;
	bool added, removed, codes;
};
/* Forgotten password: a link and a code, either is enough. */
struct mailview_password_reset {
	str name, username, url, code, until;
};
/* E4: the two letters, attached. */
struct mailview_opip_letters {
	str name, number, office, signer /* "Kepala KPPN Tolitoli" */, until, url;
};
/* E5: the signed letters came back. */
struct mailview_opip_letters_received {
	str name, number, expected, url;
};
/* E6: there are times to choose from. */
struct mailview_opip_choose {
	str name, number, url;
};
/* E7: the interview was set or moved (`before`: from when; empty: it was not), to the candidate, */
struct mailview_opip_interview {
	str name, number, office, when, before, mode, place, url;
};
/* and to a verifier, also as a reminder (`again`): `when` in his zone, `theirs` the candidate's clock. */
struct mailview_interview_host {
	str name, candidate, number, office, when, theirs /* empty: the same */, before;
	str mode, place, url;
	bool again;
};
/* It does not take place at that time: to the candidate, and to a verifier. */
struct mailview_interview_off {
	str name, number, when, reason, url;
};
struct mailview_interview_off_host {
	str name, candidate, number, office, when, theirs, reason, url;
};
struct mailview_item {
	str label, reason;
};
struct mailview_items {
	const struct mailview_item *at;
	size_t n;
};
/* E8 and E15: named things to put right. */
struct mailview_opip_returned {
	str name, number, until, message;
	str url; /* of the candidate's tasks; in a copy of the office's page about him */
	str copy; /* "admin KPPN Tolitoli" when this is that person's copy, else STR_NONE */
	struct mailview_items items;
};
struct mailview_ds_returned {
	str name, number, office, until, url;
	struct mailview_items items;
};
/* E9 */
struct mailview_opip_granted {
	str name, number, office, url,
	    until; /* url STR_NONE in a copy: the link is the owner's */
	str copy;
};
/* E10 */
struct mailview_opip_refused {
	str name, number, reason, again, objection;
	str copy;
};
/* E11 */
struct mailview_opip_ended {
	str name, office, reason, date, contact;
	str successor; /* who takes over; STR_NONE: nobody was named */
	str copy;      /* as in E8 */
};
/* E12: six digits that prove a mailbox. */
struct mailview_code {
	str code;
	int64_t minutes;
};
/* E13: go on with a draft. */
struct mailview_resume {
	str url, code, until;
};
/* E14: without attachments (SCREENS 7); what was accepted is said in its own words. */
struct mailview_ds_submitted {
	str name, number, office, target, url;
	str agreed, version;         /* when, and which text */
	struct mailview_items words; /* label: "1." */
};
/* Somebody else tried to register with the same NIP or NIK: told to the one who is registered. */
struct mailview_ds_twin {
	str number, office, when, url;
};
/* E16 */
struct mailview_ds_ready {
	str name, number, office, address, hours, phone, url;
	bool slots; /* the office offers times: url is where to choose one */
};
/* E17 */
struct mailview_counter_reminder {
	str name, number, office, address, clock /* "09.00 WITA" */, when, url;
};
/* A time at the counter was chosen (`before`: instead of which one; empty: the first), */
struct mailview_counter_slot {
	str name, number, office, address, when, before, url;
};
/* or does not hold any more. */
struct mailview_counter_off {
	str name, number, office, when, reason, url;
};
/* The counter is closed at the time that was chosen. */
struct mailview_counter_cancelled {
	str name, number, office, when, reason, url;
};
/* E18 */
struct mailview_certificate_ready {
	str name, number, code, url, until;
};
/* E19 */
struct mailview_certificate_collected {
	str name, number, serial, when, device, url;
};
/* A certificate was followed by another one; to the holder, and to his office. */
struct mailview_certificate_renewed {
	str name, number, holder, serial, until, old, old_until, when, device, url;
	bool office;
	bool by_office; /* approved there, the key was lost */
	str take;       /* where the holder puts key and certificate together then */
	bool ended;     /* the old one is revoked */
};
/* A holder who lost the key asks his office. */
struct mailview_renewal_asked {
	str name, holder, serial, when, device, url;
	bool office;
};
struct mailview_renewal_refused {
	str name, serial, office, why, url;
};
/* E20 */
struct mailview_certificate_ending {
	str name, number, serial, date, until, left, from, url;
	bool renew; /* it can be renewed now; else from `from` on */
};
/* E21: `number` is that of the application; `holder` in what the office gets, STR_NONE in his own. */
struct mailview_certificate_suspended {
	str name, number, serial, holder, who, reason, when, url;
};
struct mailview_certificate_resumed {
	str name, number, serial, holder, who, reason, when, url;
};
struct mailview_certificate_revoked {
	str name, number, serial, holder, who, reason, when, url;
};
/* What follows for the certificate of somebody who left: to those who decide. */
struct mailview_certificate_followup {
	str name, person, leaving, serial, what, who, url;
};
/* E22 */
struct mailview_ds_refused {
	str name, number, office, reason, url;
};
/* E23 */
struct mailview_draft_ending {
	str until, url;
};
/* an OPIP was switched off by mistake */
struct mailview_opip_restore_asked {
	str verifier, name, office, who, reason, url;
};
/* E24: numbers as text */
struct mailview_morning_summary {
	str name, place, n, late, limit, oldest, url;
};
/* the day before an interview, and the hour before */
struct mailview_interview_reminder {
	str name, number, when, mode, place, url;
};

/* somebody asks that his data be erased or corrected: to those who answer, and again when a day is left */
struct mailview_data_request {
	str name, number;
	bool again, erase; /* not erase: correct */
	str due, url;
};
/* the answer to it */
struct mailview_data_answer {
	str name, number;
	bool granted, erase;
	str answer, url;
	str changed;                   /* "Nama lengkap, NIP"; STR_NONE: nothing */
	struct mailview_items follows; /* `reason`: what follows from it */
	str contact;                   /* whom to write to who does not agree */
};

#define MAIL_KINDS(X)                                                                    \
	X(admin_invited)                                                                 \
	X(audit_daily)                                                                   \
	X(user_invited)                                                                  \
	X(officer_key)                                                                   \
	X(second_factor)                                                                 \
	X(password_changed)                                                              \
	X(password_reset)                                                                \
	X(opip_letters)                                                                  \
	X(opip_letters_received)                                                         \
	X(opip_choose)                                                                   \
	X(opip_interview)                                                                \
	X(opip_returned)                                                                 \
	X(ds_returned)                                                                   \
	X(opip_granted)                                                                  \
	X(opip_refused)                                                                  \
	X(opip_ended)                                                                    \
	X(code)                                                                          \
	X(resume)                                                                        \
	X(ds_submitted)                                                                  \
	X(ds_twin)                                                                       \
	X(ds_ready)                                                                      \
	X(counter_slot)                                                                  \
	X(counter_off)                                                                   \
	X(counter_reminder)                                                              \
	X(counter_cancelled)                                                             \
	X(certificate_ready)                                                             \
	X(certificate_collected)                                                         \
	X(certificate_renewed)                                                           \
	X(certificate_ending)                                                            \
	X(certificate_suspended)                                                         \
	X(certificate_resumed)                                                           \
	X(certificate_revoked)                                                           \
	X(certificate_followup)                                                          \
	X(ds_refused)                                                                    \
	X(opip_restore_asked)                                                            \
	X(morning_summary)                                                               \
	X(interview_host)                                                                \
	X(interview_off)                                                                 \
	X(interview_off_host)                                                            \
	X(interview_reminder)                                                            \
	X(data_request)                                                                  \
	X(data_answer)                                                                   \
	X(draft_ending)                                                                  \
	X(renewal_asked)                                                                 \
	X(renewal_refused)

/*
 * mail_compose_<kind>(a, lang, view, &out): subject and plain text of that mail in `a`. The name of
 * the kind is what the outbox column `kind` holds.
 */
#define X_DECLARE(kind)                                                                  \
	void mail_compose_##kind(struct arena *a, enum lang lang,                        \
	    const struct mailview_##kind *v, struct mail_text *out);
MAIL_KINDS(X_DECLARE)
#undef X_DECLARE

#endif
