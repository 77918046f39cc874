/* page_info.c - pages that explain, and the files that machines ask for. */
#include "domain/inbox.h"
#include "info.tpl.h"
#include "web/app.h"
#include "web/pages.h"
#include "web/view_info.h"

#define SECURITY_TXT_DAYS 180

static struct view_info
info(struct page *p, const char *title)
{
	const struct conf *c = p->app->conf;
	struct buf domains;

	buf_init(&domains, p->a, 64);
	for (size_t i = 0; i < c->email_domains.n; i++)
		buf_fmt(&domains, "%s@%.*s", i > 0 ? ", " : "",
		    STR_ARG(c->email_domains.at[i]));
	return (struct view_info){ .shell = page_shell(p, title),
		.help_name = c->helpdesk_name,
		.help_contact = c->helpdesk_contact,
		.security_contact = c->security_contact,
		.data_contact = c->data_contact,
		.domains = buf_get(&domains),
		.code_minutes = c->code_s / 60,
		.draft_days = c->draft_days,
		.identity_days = c->retention_identity_days,
		.case_time = page_days(p, c->retention_case_days),
		.record_time = page_days(p, c->retention_record_days),
		.session_minutes = c->session_idle_s / 60,
		.applicant_minutes = c->applicant_idle_s / 60 };
}

enum rc
page_help(struct page *p, struct err *e)
{
	struct view_info v = info(p, N_("Bantuan"));

	(void)e;
	page_render(p, tpl_help, &v);
	return RC_OK;
}

enum rc
page_privacy(struct page *p, struct err *e)
{
	struct view_info v = info(p, N_("Pemberitahuan privasi"));

	(void)e;
	page_render(p, tpl_privacy, &v);
	return RC_OK;
}

enum rc
page_accessibility(struct page *p, struct err *e)
{
	struct view_info v = info(p, N_("Pernyataan aksesibilitas"));

	(void)e;
	page_render(p, tpl_accessibility, &v);
	return RC_OK;
}

enum rc
page_report(struct page *p, struct err *e)
{
	struct view_info v = info(p, N_("Laporkan celah keamanan"));

	(void)e;
	page_render(p, tpl_report, &v);
	return RC_OK;
}

enum rc
page_pki(struct page *p, struct err *e)
{
	struct view_pki v = { .shell = page_shell(p, N_("Sertifikat penerbit")),
		.name = p->d.conf->ca_name,
		.ocsp_url = p->d.conf->ocsp_url };

	(void)e;
	page_render(p, tpl_pki, &v);
	return RC_OK;
}

/* What can be said for certain now; nothing is kept, so nothing is claimed about yesterday. */
enum rc
page_status(struct page *p, struct err *e)
{
	struct view_status v = { .shell = page_shell(p, N_("Keadaan layanan")) };
	struct inbox_health mail;

	v.database =
	    domain_ready(&p->d, e) == RC_OK && inbox_health(&p->d, &mail, e) == RC_OK;
	if (v.database) {
		v.queued = mail.queued;
		v.failed = mail.failed;
	} else {
		p->rs->status = 503;
	}
	v.at = time_long(p->a, domain_now(&p->d), page_zone(p), p->lang);
	page_render(p, tpl_status, &v);
	return RC_OK;
}

/* ---- files for machines ---- */

static enum rc
plain(struct page *p, str text)
{
	http_header_z(p->rs, "Content-Type", "text/plain; charset=utf-8");
	buf_str(&p->rs->body, text);
	return RC_OK;
}

/* RFC 9116 */
enum rc
page_security_txt(struct page *p, struct err *e)
{
	const struct conf *c = p->app->conf;
	struct date until = date_from_days(
	    date_to_days(time_civil_utc(domain_now(&p->d)).date) + SECURITY_TXT_DAYS);
	bool address = str_has(c->security_contact, '@');

	(void)e;
	return plain(p,
	    str_fmt(p->a,
		"Contact: %s%.*s\nExpires: %.*sT00:00:00Z\nPreferred-Languages: id, en\n"
		"Canonical: %.*s/.well-known/security.txt\nPolicy: %.*s/keamanan\n",
		address ? "mailto:" : "", STR_ARG(c->security_contact),
		STR_ARG(date_iso(p->a, until)), STR_ARG(c->public_url),
		STR_ARG(c->public_url)));
}

/* Only what everybody may read belongs into a search engine. */
enum rc
page_robots_txt(struct page *p, struct err *e)
{
	(void)e;
	return plain(p,
	    STR("User-agent: *\nAllow: /$\nAllow: /en/$\nAllow: /persiapan\nAllow: /bantuan\n"
		"Allow: /privasi\nAllow: /aksesibilitas\nAllow: /keamanan\nAllow: /aset/\n"
		"Disallow: /\n"));
}
