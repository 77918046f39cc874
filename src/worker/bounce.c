/* bounce.c - from a Maildir to the case. */
#include "worker/bounce.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "domain/record.h"
#include "mail/dsn.h"

#define MANY                                                                             \
	20 /* of one round, for they lie in memory together; the others wait for the next */

struct bounced {
	struct domain *d;
	const struct mail_dsn *dsn;
	bool ours;
};

/* The mail has failed, and the record says so; a notification that comes twice changes nothing. */
static enum rc
bounced_tx(struct db *tx, void *arg, struct err *e)
{
	struct bounced *b = arg;
	struct domain *d = b->d;
	struct actor who = actor_system("bounce");
	struct row_outbox mail;
	enum rc rc = q_outbox_by_id(tx, b->dsn->id, &mail, e);

	b->ours = rc == RC_OK;
	if (rc != RC_OK)
		return rc == RC_NOT_FOUND ? RC_OK : rc;
	if (!str_eq_z(mail.state, "sent"))
		return RC_OK;
	rc = q_outbox_bounced(
	    tx, mail.id, str_fmt(d->a, "bounce %.*s", STR_ARG(b->dsn->status)), e);
	if (rc != RC_OK)
		return rc;
	return audit_add(d, tx, &who, "mail.bounced",
	    str_fmt(d->a, "outbox/%.*s", STR_ARG(mail.id)), STR_NONE,
	    str_fmt(d->a, "{\"status\":\"%.*s\"}", STR_ARG(b->dsn->status)), e);
}

static enum rc
handle(struct domain *d, str message, struct err *e)
{
	struct mail_dsn dsn;
	struct bounced b = { .d = d, .dsn = &dsn };
	struct err why;
	enum rc rc;

	if (mail_dsn_read(d->a, message, &dsn, &why) != RC_OK) {
		log_line(LOG_INFO_, "bounce", "skipped=\"%s\"", why.why);
		return RC_OK;
	}
	if (!dsn.failed)
		return RC_OK;
	rc = store_write(d->store, d->a, bounced_tx, &b, e);
	if (rc == RC_OK)
		log_line(LOG_INFO_, "bounce", "id=%.*s status=%.*s ours=%d",
		    STR_ARG(dsn.id), STR_ARG(dsn.status), b.ours);
	return rc;
}

/*
 * One file: read, handled, put away. Of a long one (the whole mail with its attachments may have come back) the
 * beginning is enough: what is said of the delivery and the head of our mail stand there.
 */
static enum rc
take(struct domain *d, const char *dir, const char *name, struct err *e)
{
	const char *from = str_fmt(d->a, "%s/new/%s", dir, name).p;
	const char *to = str_fmt(d->a, "%s/cur/%s:2,S", dir, name).p;
	str message;
	enum rc rc = file_read_head(d->a, from, MAIL_DSN_BYTES, &message, e);

	if (rc == RC_NOT_FOUND)
		return RC_OK; /* another node was faster */
	if (rc == RC_OK)
		rc = handle(d, message, e);
	if (rc == RC_OK && rename(from, to) != 0 && errno != ENOENT)
		return err_set(e, RC_UNAVAILABLE, N_("Surat masuk tidak dapat disimpan."),
		    "bounce: %s: %s", to, strerror(errno));
	return rc;
}

enum rc
bounce_job(struct domain *d, struct err *e)
{
	const char *dir = str_z(d->a, d->conf->bounce_maildir);
	struct dirent *entry;
	enum rc rc = RC_OK;
	int n = 0;
	DIR *folder;

	if (d->conf->bounce_maildir.n == 0)
		return RC_OK;
	folder = opendir(str_fmt(d->a, "%s/new", dir).p);
	if (folder == NULL)
		return err_set(e, RC_UNAVAILABLE, N_("Surat masuk tidak dapat dibaca."),
		    "bounce_maildir: %s/new: %s", dir, strerror(errno));
	while (rc == RC_OK && n < MANY && (entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		n++;
		rc = take(d, dir, entry->d_name, e);
	}
	closedir(folder);
	return rc;
}
