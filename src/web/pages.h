/*
 * pages.h - every handler and every form of the route table, grouped by the file that has them.
 */
#ifndef WEB_PAGES_H
#define WEB_PAGES_H

#include "web/page.h"

/* page_home.c */
enum rc page_home(struct page *p, struct err *e);
enum rc page_healthz(struct page *p, struct err *e);
enum rc page_readyz(struct page *p, struct err *e);

/* page_account.c */
extern const struct form_spec form_login, form_password;
enum rc page_login(struct page *p, struct err *e);
enum rc page_login_post(struct page *p, struct err *e);
enum rc page_logout_post(struct page *p, struct err *e);
enum rc page_start_redirect(struct page *p, struct err *e);
enum rc page_password(struct page *p, struct err *e);
enum rc page_password_post(struct page *p, struct err *e);

/* page_forgot.c */
extern const struct form_spec form_forgot, form_forgot_code, form_forgot_link;
enum rc page_forgot(struct page *p, struct err *e);
enum rc page_forgot_post(struct page *p, struct err *e);
enum rc page_forgot_code(struct page *p, struct err *e);
enum rc page_forgot_code_post(struct page *p, struct err *e);
enum rc page_forgot_link(struct page *p, struct err *e);
enum rc page_forgot_link_post(struct page *p, struct err *e);

/* page_security.c */
extern const struct form_spec form_session;
enum rc page_security(struct page *p, struct err *e);
enum rc page_session_end_post(struct page *p, struct err *e);
enum rc page_session_end_others_post(struct page *p, struct err *e);
enum rc page_inbox(struct page *p, struct err *e);
enum rc page_inbox_one(struct page *p, struct err *e);
enum rc page_demo_mails(struct page *p, struct err *e);
enum rc page_demo_mail(struct page *p, struct err *e);

/* page_info.c */
enum rc page_help(struct page *p, struct err *e);
enum rc page_privacy(struct page *p, struct err *e);
enum rc page_accessibility(struct page *p, struct err *e);
enum rc page_report(struct page *p, struct err *e);
enum rc page_status(struct page *p, struct err *e);
enum rc page_security_txt(struct page *p, struct err *e);
enum rc page_robots_txt(struct page *p, struct err *e);

/* page_document.c */
enum rc page_document_image(struct page *p, struct err *e);
enum rc page_document_download(struct page *p, struct err *e);

#endif
