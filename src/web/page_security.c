/* page_security.c - the sessions and the mails of one's own account; the mails of a demonstration. */
#include "base/utf8.h"
#include "domain/account.h"
#include "domain/inbox.h"
#include "domain/second_factor.h"
#include "domain/session.h"
#include "mails.tpl.h"
#include "security.tpl.h"
#include "web/pages.h"
#include "web/sign.h"
#include "web/ui.h"
#include "web/view_account.h"

static const struct field_spec session_fields[] = {
	{ .name = "session",
	    .kind = F_HIDDEN,
	    .max = 128,
	    .required = true,
	    .label = N_("Sesi"),
	    .msg_empty = N_("Pilih sesi.") },
};
const struct form_spec form_session = FORM_SPEC(session_fields);

/* ---- sessions ---- */

/* Browser and system out of a User-Agent, in words; the whole of it when neither is known. */
static str
device(struct page *p, str agent)
{
	static const char *const browsers[][2] = { { "Edg/", "Edge" },
		{ "OPR/", "Opera" }, { "SamsungBrowser/", "Samsung Internet" },
		{ "Firefox/", "Firefox" }, { "Chrome/", "Chrome" },
		{ "Safari/", "Safari" }, { "curl/", "curl" } };
	static const char *const systems[][2] = { { "Android", "Android" },
		{ "iPhone", "iPhone" }, { "iPad", "iPad" }, { "Windows", "Windows" },
		{ "Mac OS X", "macOS" }, { "Linux", "Linux" } };
	const char *browser = NULL, *system = NULL;

	for (size_t i = 0; browser == NULL && i < ARRAY_LEN(browsers); i++)
		if (str_find(agent, str_from_z(browsers[i][0])) >= 0)
			browser = browsers[i][1];
	for (size_t i = 0; system == NULL && i < ARRAY_LEN(systems); i++)
		if (str_find(agent, str_from_z(systems[i][0])) >= 0)
			system = systems[i][1];
	if (browser != NULL && system != NULL)
		return str_fmt(p->a, "%s, %s", browser, system);
	if (browser != NULL)
		return str_from_z(browser);
	return agent.n > 0 ? utf8_head(agent, 60)
			   : str_from_z(page_tr(p, N_("Tidak dikenal")));
}

enum rc
page_security(struct page *p, struct err *e)
{
	struct view_security v = { .shell = page_shell(p, N_("Keamanan akun")),
		.username = p->who.username,
		.candidate = (p->who.roles & R_CANDIDATE) != 0 };
	enum zone zone = page_zone(p);
	struct row_session_list list;
	struct row_officer_key_list keys;
	struct row_account self;
	struct view_session *at;
	struct second_factor second;
	enum rc rc = session_list(&p->d, &p->who, &list, e);

	if (rc == RC_OK)
		rc = account_self(&p->d, &p->who, &self, e);
	if (rc == RC_OK)
		rc = second_factor_of(&p->d, p->who.account, &second, e);
	if (rc != RC_OK)
		return rc;
	v.second = second.on;
	v.second_since = time_long(p->a, second.since_s, zone, p->lang);
	v.second_left = str_fmt(p->a, "%lld", (long long)second.recovery_left);
	v.email = self.email;
	v.proven = self.email_proven_s != SQL_NULL_INT;
	at = ARENA_ARRAY(p->a, list.n + 1, struct view_session);
	for (size_t i = 0; i < list.n; i++)
		at[i] = (struct view_session){ .device = device(p, list.at[i].agent),
			.net = list.at[i].addr_net,
			.seen = time_long(p->a, list.at[i].seen_s, zone, p->lang),
			.since = time_long(p->a, list.at[i].created_s, zone, p->lang),
			.id = list.at[i].id_hash,
			.current = str_eq(list.at[i].id_hash, p->who.session) };
	rc = officer_key_list(&p->d, p->who.account, &keys, e);
	if (rc != RC_OK)
		return rc;
	v.keys = sign_keys(p, &keys);
	v.sessions.at = at;
	v.sessions.n = list.n;
	page_render(p, tpl_security, &v);
	return RC_OK;
}

enum rc
page_session_end_post(struct page *p, struct err *e)
{
	enum rc rc;

	if (!form_ok(&p->form))
		return err_set(e, RC_INVALID, N_("Pilih sesi."), "no session given");
	rc = session_end_other(&p->d, &p->who, form_str(&p->form, "session"), e);
	if (rc == RC_NOT_FOUND) /* over already: that is what was wanted */
		rc = RC_OK;
	if (rc != RC_OK)
		return rc;
	return page_redirect_flash(
	    p, STR("/profil/keamanan"), N_("Sesi itu sudah dikeluarkan."));
}

enum rc
page_session_end_others_post(struct page *p, struct err *e)
{
	enum rc rc = session_end_others(&p->d, &p->who, e);

	if (rc != RC_OK)
		return rc;
	return page_redirect_flash(
	    p, STR("/profil/keamanan"), N_("Semua sesi lain sudah dikeluarkan."));
}

/* ---- mails ---- */

static struct view_mail
mail_line(struct page *p, const struct row_outbox *m)
{
	bool sent = str_eq(m->state, STR("sent")),
	     failed = str_eq(m->state, STR("failed"));

	return (struct view_mail){ .id = m->id,
		.subject = m->subject,
		.to = m->recipient,
		.when = time_long(p->a, m->created_s, page_zone(p), p->lang),
		.fresh = m->read_s == SQL_NULL_INT,
		.state = sent     ? N_("Terkirim")
			 : failed ? N_("Tidak sampai")
				  : N_("Menunggu dikirim"),
		.colour = sent     ? TAG_GREEN
			  : failed ? TAG_RED
				   : TAG_YELLOW };
}

static void
show_mails(struct page *p, const struct row_outbox_list *list, bool demo)
{
	struct view_mails v = { .shell = page_shell(p,
				    demo ? N_("Email yang dikirim") : N_("Notifikasi")),
		.demo = demo,
		.candidate = (p->who.roles & R_CANDIDATE) != 0 };
	struct view_mail *at = ARENA_ARRAY(p->a, list->n + 1, struct view_mail);

	for (size_t i = 0; i < list->n; i++)
		at[i] = mail_line(p, &list->at[i]);
	v.mails.at = at;
	v.mails.n = list->n;
	page_render(p, tpl_mails, &v);
}

/* The addresses in a text, at most 8. */
static void
find_links(struct page *p, str text, struct view_mail_one *v)
{
	str *at = ARENA_ARRAY(p->a, 8, str);
	size_t n = 0, i = 0;

	while (n < 8 && i < text.n) {
		size_t end = i;
		str rest = str_from(text, i);

		if (!str_starts(rest, STR("http://")) &&
		    !str_starts(rest, STR("https://"))) {
			i++;
			continue;
		}
		while (end < text.n && (unsigned char)text.p[end] > ' ' &&
		       text.p[end] != '>')
			end++;
		at[n++] = str_sub(text, i, end - i);
		i = end;
	}
	v->links.at = at;
	v->links.n = n;
}

static void
show_mail(struct page *p, const struct row_outbox *m, bool demo)
{
	struct view_mail_one v = { .shell = page_shell(p, N_("Email")),
		.mail = mail_line(p, m),
		.demo = demo,
		.secret = !demo && inbox_has_secret(m),
		.text = m->body_text };

	v.shell.subject = m->subject;
	v.shell.back_href = demo ? STR("/demo/surel") : STR("/profil/notifikasi");
	inbox_attachments(&p->d, m, &v.attachments.at, &v.attachments.n);
	if (demo)
		find_links(p, m->body_text, &v);
	page_render(p, tpl_mail_one, &v);
}

enum rc
page_inbox(struct page *p, struct err *e)
{
	struct row_outbox_list list;
	enum rc rc = inbox_list(&p->d, &p->who, &list, e);

	if (rc == RC_OK)
		show_mails(p, &list, false);
	return rc;
}

enum rc
page_inbox_one(struct page *p, struct err *e)
{
	struct row_outbox m;
	enum rc rc = inbox_get(&p->d, &p->who, page_param(p, "id"), &m, e);

	if (rc == RC_OK)
		rc = inbox_mark_read(&p->d, &m, 1, e);
	if (rc == RC_OK)
		show_mail(p, &m, false);
	return rc;
}

enum rc
page_demo_mails(struct page *p, struct err *e)
{
	struct row_outbox_list list;
	enum rc rc = inbox_demo_list(&p->d, &list, e);

	if (rc == RC_OK)
		show_mails(p, &list, true);
	return rc;
}

enum rc
page_demo_mail(struct page *p, struct err *e)
{
	struct row_outbox m;
	enum rc rc = inbox_demo_get(&p->d, page_param(p, "id"), &m, e);

	if (rc == RC_OK)
		show_mail(p, &m, true);
	return rc;
}
