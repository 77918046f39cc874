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

/* page_document.c */
enum rc page_document_image(struct page *p, struct err *e);
enum rc page_document_download(struct page *p, struct err *e);

#endif
