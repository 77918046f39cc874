/* outbox.c - claim, build, send, mark. */
#include "worker/worker.h"

#include "base/ical.h"
#include "base/log.h"

struct claim {
	int64_t now_s;
	struct row_outbox_list rows;
};

static enum rc
claim_tx(struct db *tx, void *arg, struct err *e)
{
	struct claim *c = arg;

	return q_outbox_claim(
	    tx, c->now_s, c->now_s + WORKER_LEASE_S, WORKER_BATCH, &c->rows, e);
}

/* Seconds to wait after that many attempts (from 1). */
static int64_t
worker_pause_s(int64_t tries)
{
	static const int64_t pauses[] = { 30, 120, 600, 3600, 3 * 3600, 6 * 3600,
		12 * 3600 };
	size_t i = tries < 1 ? 0 : (size_t)tries - 1;

	return pauses[i < ARRAY_LEN(pauses) ? i : ARRAY_LEN(pauses) - 1];
}

/* --- one mail --------------------------------------------------------------------------------- */

static enum rc
attachment_load(struct domain *d, str id, struct mail_attachment *out, struct err *e)
{
	struct row_document doc;

	if (q_document_by_id(d->db, id, &doc, e) != RC_OK) {
		if (e->rc == RC_NOT_FOUND)
			return err_set(e, RC_INVALID, N_("Lampiran sudah tidak ada."),
			    "attachment: no such document");
		return e->rc;
	}
	if (doc.key_box.p == NULL)
		return err_set(
		    e, RC_INVALID, N_("Lampiran sudah tidak ada."), "attachment: erased");
	out->name = doc.name;
	out->type = doc.type;
	return vault_read(
	    d->vault, d->a, doc.id, doc.key_box, MAIL_ATTACHMENT_BYTES, &out->data, e);
}

static enum rc
attachments_load(struct domain *d, str ids, struct mail_message *m, struct err *e)
{
	struct mail_attachment *at =
	    ARENA_ARRAY(d->a, MAIL_ATTACHMENTS, struct mail_attachment);

	m->attachments = at;
	while (ids.n > 0) {
		if (m->n_attachments == MAIL_ATTACHMENTS)
			return err_set(e, RC_INVALID, N_("Lampiran terlalu banyak."),
			    "attachment: too many");
		if (attachment_load(d, str_cut(&ids, ','), &at[m->n_attachments], e) !=
		    RC_OK)
			return e->rc;
		m->n_attachments++;
	}
	return RC_OK;
}

/*
 * What the mail is about, so that readers keep the mails of one case together: a certificate belongs to the
 * application that it came from.
 */
static str
thread_of(struct domain *d, const struct row_outbox *row)
{
	struct row_certificate cert;
	struct err e;

	if (str_eq_z(row->noun, "certificate") &&
	    q_certificate_by_serial(d->db, row->noun_id, &cert, &e) == RC_OK)
		return cert.application;
	return row->noun_id.n > 0 ? row->noun_id : STR_NONE;
}

static enum rc
calendar_add(struct domain *d, str calendar, struct mail_message *m, struct err *e)
{
	struct mail_attachment *at =
	    ARENA_ARRAY(d->a, MAIL_ATTACHMENTS, struct mail_attachment);

	if (calendar.n == 0)
		return RC_OK;
	if (m->n_attachments == MAIL_ATTACHMENTS)
		return err_set(e, RC_INVALID, N_("Lampiran terlalu banyak."),
		    "attachment: too many");
	for (size_t i = 0; i < m->n_attachments; i++)
		at[i] = m->attachments[i];
	at[m->n_attachments++] = (struct mail_attachment){ STR("jadwal.ics"),
		ical_type(d->a, calendar), calendar };
	m->attachments = at;
	return RC_OK;
}

static enum rc
deliver(struct worker *w, const struct row_outbox *row, struct err *e)
{
	struct domain *d = &w->d;
	struct mail_message m = {
		.from_name = d->conf->mail_from_name,
		.from_addr = d->conf->mail_from,
		.to_addr = row->recipient,
		.subject = row->subject,
		.text = row->body_text,
		.html = row->body_html.n > 0 ? row->body_html : STR_NONE,
		.id = row->id,
		.thread = thread_of(d, row),
		.date_s = row->created_s,
		.lang = LANG_ID,
	};
	str bytes;
	enum rc rc;

	rc = attachments_load(d, row->attachments, &m, e);
	if (rc == RC_OK)
		rc = calendar_add(d, row->calendar, &m, e);
	if (rc == RC_OK)
		rc = mail_build(d->a, &m, &bytes, e);
	if (rc == RC_OK)
		rc = mail_send(d->a, &w->route, m.from_addr, m.to_addr, bytes, e);
	return rc;
}

/* --- what became of it ------------------------------------------------------------------------ */

struct outcome {
	const struct row_outbox *row;
	enum rc rc;
	str why;
	int64_t now_s, tries_max;
};

static bool
given_up(const struct outcome *o)
{
	return o->rc == RC_INVALID || o->row->tries >= o->tries_max;
}

static enum rc
outcome_tx(struct db *tx, void *arg, struct err *e)
{
	const struct outcome *o = arg;

	if (o->rc == RC_OK)
		return q_outbox_sent(tx, o->row->id, o->now_s, e);
	if (given_up(o))
		return q_outbox_failed(tx, o->row->id, o->why, e);
	return q_outbox_retry(
	    tx, o->row->id, o->now_s + worker_pause_s(o->row->tries), o->why, e);
}

static enum rc
send_one(struct worker *w, const struct row_outbox *row, struct err *e)
{
	struct outcome o = { .row = row, .tries_max = w->d.conf->mail_tries };

	arena_reset(w->d.a);
	o.rc = deliver(w, row, e);
	o.why = o.rc == RC_OK ? STR_NONE : str_dup(w->d.a, str_from_z(e->why));
	o.now_s = domain_now(&w->d);
	if (o.rc != RC_OK)
		log_line(given_up(&o) ? LOG_ERROR_ : LOG_WARN_, "mail",
		    "id=%.*s kind=%.*s try=%lld given_up=%d why=\"%.*s\"",
		    STR_ARG(row->id), STR_ARG(row->kind), (long long)row->tries,
		    given_up(&o), STR_ARG(o.why));
	return store_write(w->d.store, w->d.a, outcome_tx, &o, e);
}

enum rc
worker_outbox(struct worker *w, size_t *out_n, struct err *e)
{
	struct claim c = { .now_s = domain_now(&w->d) };
	struct row_outbox_next next;
	enum rc rc;
	size_t i;

	*out_n = 0;
	arena_reset(w->d.a);
	rc = q_outbox_next(w->d.db, &next, e);
	if (rc != RC_OK || next.next_s == SQL_NULL_INT || next.next_s > c.now_s)
		return rc;
	arena_reset(w->batch);
	rc = store_write(w->d.store, w->batch, claim_tx, &c, e);
	for (i = 0; rc == RC_OK && i < c.rows.n; i++)
		rc = send_one(w, &c.rows.at[i], e);
	*out_n = i;
	return rc;
}
