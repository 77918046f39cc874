/* users.h - what the pages about accounts share. */
#ifndef WEB_USERS_H
#define WEB_USERS_H

#include "domain/account.h"
#include "web/page.h"
#include "web/view_users.h"

/* An account in words; `opip` as account_opips says. */
struct view_user user_line(struct page *p, const struct row_account *acc, bool opip);
/* "082 KPPN Tolitoli"; the code alone when it is not known. */
str user_office(struct page *p, str code);
/* The slip, the only time the password is shown; wipes it. STR_NONE leads to the account instead. */
enum rc user_slip(
    struct page *p, str list, str id, str password, bool made, struct err *e);

/*
 * The row version a page was made from, in its hidden field "version". A missing or broken one is
 * no version of any row, so the change is refused as a conflict.
 */
int64_t version_sent(const struct form *f);
void version_put(struct form *f, int64_t version);

/* ---- addresses of lists with filters ---- */

/* Add "name=value" to a query, with '?' or '&' before it; nothing when the value is empty. */
void link_add(struct buf *link, const char *name, str value);
/* "<seconds>.<id>" of `name` in the query: where a page of a list begins; false when absent. */
bool link_after(const struct page *p, const char *name, int64_t *out_s, str *out_id);

/* Answer with a file of csv_put(). */
enum rc csv_send(struct page *p, const struct buf *rows, str filename);

#endif
