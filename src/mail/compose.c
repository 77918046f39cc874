/* compose.c - subject and text of each kind of mail, from web/mail/<kind>.txt. */
#include "html/html.h"
#include "mail/mail_views.h"

#include "admin_invited.tpl.h"
#include "audit_daily.tpl.h"
#include "certificate_collected.tpl.h"
#include "certificate_ending.tpl.h"
#include "certificate_followup.tpl.h"
#include "certificate_ready.tpl.h"
#include "certificate_renewed.tpl.h"
#include "certificate_resumed.tpl.h"
#include "certificate_revoked.tpl.h"
#include "certificate_suspended.tpl.h"
#include "code.tpl.h"
#include "counter_cancelled.tpl.h"
#include "counter_off.tpl.h"
#include "counter_reminder.tpl.h"
#include "counter_slot.tpl.h"
#include "data_answer.tpl.h"
#include "data_request.tpl.h"
#include "draft_ending.tpl.h"
#include "ds_ready.tpl.h"
#include "ds_refused.tpl.h"
#include "ds_returned.tpl.h"
#include "ds_submitted.tpl.h"
#include "ds_twin.tpl.h"
#include "interview_host.tpl.h"
#include "interview_off.tpl.h"
#include "interview_off_host.tpl.h"
#include "interview_reminder.tpl.h"
#include "morning_summary.tpl.h"
#include "officer_key.tpl.h"
#include "opip_choose.tpl.h"
#include "opip_ended.tpl.h"
#include "opip_granted.tpl.h"
#include "opip_interview.tpl.h"
#include "opip_letters.tpl.h"
#include "opip_letters_received.tpl.h"
#include "opip_refused.tpl.h"
#include "opip_restore_asked.tpl.h"
#include "opip_returned.tpl.h"
#include "password_changed.tpl.h"
#include "password_reset.tpl.h"
#include "renewal_asked.tpl.h"
#include "renewal_refused.tpl.h"
#include "resume.tpl.h"
#include "second_factor.tpl.h"
#include "user_invited.tpl.h"

static void
split(const struct buf *b, struct mail_text *out)
{
	html_mail_split(buf_get(b), &out->subject, &out->text);
}

#define X_COMPOSE(kind)                                                                  \
	void mail_compose_##kind(struct arena *a, enum lang lang,                        \
	    const struct mailview_##kind *v, struct mail_text *out)                      \
	{                                                                                \
		struct buf b;                                                            \
		struct html h = { .out = &b, .lang = lang, .base = "" };                 \
                                                                                         \
		buf_init(&b, a, 1024);                                                   \
		tpl_mail_##kind(&h, v);                                                  \
		split(&b, out);                                                          \
	}
MAIL_KINDS(X_COMPOSE)
#undef X_COMPOSE
