/* evidence.c - what stands behind a certificate: its statements, in the order they were taken. */
#include "signer/internal.h"
#include "signer/record_private.h"
#include "statement/statement.h"

static const char *const text =
    "SELECT seq, kind, message, recorded_s, bytes, signatures FROM statement"
    " WHERE seq > ?1 AND seq <= (SELECT seq FROM statement WHERE id = ?2)"
    " AND (kind NOT IN ('review', 'approval', 'order') OR id IN (?2, ?3)) ORDER BY seq";

struct looking {
	struct arena *a;
	const str *grants; /* under which reviewer and activator acted */
	struct ipc_evidence *out;
};

static bool
of_grant(const struct looking *l, str grant)
{
	return str_eq(grant, l->grants[0]) || str_eq(grant, l->grants[1]);
}

/* Keys of verifiers, the two grants and what was said of them, review and approval. */
static bool
belongs(const struct looking *l, const struct statement *st)
{
	switch (st->kind) {
	case STATEMENT_grant:
		return of_grant(l, st->id);
	case STATEMENT_grant_key_add:
		return of_grant(l, st->u.grant_key_add.grant);
	case STATEMENT_grant_key_remove:
		return of_grant(l, st->u.grant_key_remove.grant);
	case STATEMENT_authority_change:
		return of_grant(l, st->u.authority_change.grant);
	case STATEMENT_order:
		return false;
	case STATEMENT_key_add:
	case STATEMENT_key_remove:
	case STATEMENT_review:
	case STATEMENT_approval:
	default:
		return true;
	}
}

static void
on_row(sqlite3_stmt *row, void *arg)
{
	struct looking *l = arg;
	struct statement st;
	struct err ignored;
	str bytes;

	if (l->out->seq != 0)
		return;
	bytes = sql_column(l->a, row, 4);
	if (statement_decode(l->a, bytes, &st, &ignored) != RC_OK || !belongs(l, &st))
		return;
	l->out->seq = sqlite3_column_int64(row, 0);
	l->out->kind = sql_column(l->a, row, 1);
	l->out->message = sql_column(l->a, row, 2);
	l->out->recorded_s = sqlite3_column_int64(row, 3);
	l->out->statement = bytes;
	l->out->signatures = sql_column(l->a, row, 5);
}

/* The grant under which a statement was signed; "" without one. */
static enum rc
grant_of(struct signer *s, struct arena *a, str id, str *out, struct err *e)
{
	struct chain_statement kept = { .id = STR_NONE };
	struct statement st;
	enum rc rc;

	*out = STR("");
	if (id.n == 0)
		return RC_OK;
	if ((rc = chain_statement_find(s->chain, a, id, &kept, e)) != RC_OK ||
	    (rc = statement_decode(a, kept.bytes, &st, e)) != RC_OK)
		return rc;
	if (st.kind == STATEMENT_review)
		*out = st.u.review.grant;
	else if (st.kind == STATEMENT_approval)
		*out = st.u.approval.grant;
	return RC_OK;
}

enum rc
signer_do_evidence(struct signer *s, struct arena *a, const struct ipc_evidence_get *in,
    struct ipc_evidence *out, struct err *e)
{
	struct chain_certificate cert = { .serial = STR_NONE };
	str grants[2];
	struct looking l = { a, grants, out };
	struct sql q;
	int *depth;
	sqlite3 *db = record_db(s->record, &depth);
	enum rc rc = chain_certificate_find(s->chain, a, in->serial, &cert, e);

	*out = (struct ipc_evidence){ .seq = 0 };
	if (rc != RC_OK || cert.approval.n == 0)
		return rc; /* made before there was a chain */
	if ((rc = grant_of(s, a, cert.approval, &grants[0], e)) != RC_OK ||
	    (rc = grant_of(s, a, cert.review, &grants[1], e)) != RC_OK ||
	    (rc = sql_prepare(&q, db, depth, &text, 1, e)) != RC_OK)
		return rc;
	out->approval = cert.approval;
	out->review = cert.review;
	out->activation_signature = cert.activation_signature;
	out->revocation_sha256 = cert.revocation_sha256;
	rc = sql_run(&q, 0,
	    (const struct sql_val[]){
		INT(in->after), TEXT(cert.approval), TEXT(cert.review) },
	    3, on_row, &l, NULL, e);
	sql_close(&q);
	return rc;
}
