/* inbox.c - reading the outbox. */
#include "domain/inbox.h"

#include "mail/mail.h"

#define DEMO_MAILS 200

static enum rc
not_found(struct err *e)
{
	return err_set(e, RC_NOT_FOUND,
	    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
	    "no such mail");
}

static void
hide(struct domain *d, struct row_outbox *m)
{
	m->subject = mail_again(d->a, m->kind, m->subject);
	m->body_text = mail_again(d->a, m->kind, m->body_text);
}

enum rc
inbox_list(
    struct domain *d, const struct actor *who, struct row_outbox_list *out, struct err *e)
{
	enum rc rc = q_outbox_of_account(d->db, who->account, out, e);

	if (rc == RC_OK)
		inbox_again(d, out);
	return rc;
}

enum rc
inbox_get(struct domain *d, const struct actor *who, str id, struct row_outbox *out,
    struct err *e)
{
	enum rc rc = q_outbox_by_id(d->db, id, out, e);

	if (rc == RC_NOT_FOUND ||
	    (rc == RC_OK &&
		(out->account.p == NULL || !str_eq(out->account, who->account))))
		return not_found(e);
	if (rc == RC_OK)
		hide(d, out);
	return rc;
}

void
inbox_again(struct domain *d, struct row_outbox_list *l)
{
	struct row_outbox *at = ARENA_ARRAY(d->a, l->n + 1, struct row_outbox);

	for (size_t i = 0; i < l->n; i++) {
		at[i] = l->at[i];
		hide(d, &at[i]);
	}
	l->at = at;
}

bool
inbox_has_secret(const struct row_outbox *m)
{
	return mail_is_secret(m->kind);
}

struct read_args {
	const struct row_outbox *at;
	size_t n;
	int64_t now_s;
};

static enum rc
read_in_write(struct db *tx, void *arg, struct err *e)
{
	const struct read_args *x = arg;
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < x->n; i++)
		if (x->at[i].read_s == SQL_NULL_INT)
			rc = q_outbox_read(tx, x->at[i].id, x->now_s, e);
	return rc;
}

enum rc
inbox_mark_read(struct domain *d, const struct row_outbox *at, size_t n, struct err *e)
{
	struct read_args x = { at, n, domain_now(d) };

	for (size_t i = 0; i < n; i++)
		if (at[i].read_s == SQL_NULL_INT)
			return store_write(d->store, d->a, read_in_write, &x, e);
	return RC_OK;
}

void
inbox_attachments(
    struct domain *d, const struct row_outbox *m, const str **out, size_t *out_n)
{
	str ids = m->attachments;
	str *at = ARENA_ARRAY(d->a, ids.n + 1, str);
	size_t n = 0;

	while (ids.n > 0) {
		struct row_document doc;
		struct err ignored;

		if (q_document_by_id(d->db, str_cut(&ids, ','), &doc, &ignored) == RC_OK)
			at[n++] = doc.name;
	}
	*out = at;
	*out_n = n;
}

enum rc
inbox_demo_list(struct domain *d, struct row_outbox_list *out, struct err *e)
{
	return d->conf->demo ? q_outbox_recent(d->db, DEMO_MAILS, out, e) : not_found(e);
}

enum rc
inbox_demo_get(struct domain *d, str id, struct row_outbox *out, struct err *e)
{
	enum rc rc = d->conf->demo ? q_outbox_by_id(d->db, id, out, e) : RC_NOT_FOUND;

	return rc == RC_NOT_FOUND ? not_found(e) : rc;
}

enum rc
inbox_undelivered(struct domain *d, const char *noun, str noun_id, struct row_outbox *out,
    struct err *e)
{
	return q_outbox_undelivered(d->db, str_from_z(noun), noun_id, out, e);
}

/* Enhanced status codes (RFC 3463), as a notification or the mail server gave them. */
const char *
inbox_failure(const struct row_outbox *m)
{
	static const struct {
		const char *code, *why;
	} known[] = {
		{ "5.1.1", N_("alamatnya tidak dikenal") },
		{ "5.1.0", N_("alamatnya tidak dikenal") },
		{ "5.1.10", N_("kotak suratnya tidak aktif") },
		{ "5.2.1", N_("kotak suratnya tidak aktif") },
		{ "5.2.2", N_("kotak suratnya penuh") },
		{ "5.4.7", N_("server suratnya terlalu lama tidak menjawab") },
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (str_ends(m->last_error, str_from_z(known[i].code)))
			return known[i].why;
	return N_("ditolak server suratnya");
}

enum rc
inbox_health(struct domain *d, struct inbox_health *out, struct err *e)
{
	struct row_outbox_count queued, failed;
	enum rc rc = q_outbox_count(d->db, STR("queued"), &queued, e);

	if (rc == RC_OK)
		rc = q_outbox_count(d->db, STR("failed"), &failed, e);
	if (rc == RC_OK)
		*out = (struct inbox_health){ queued.n, failed.n };
	return rc;
}
