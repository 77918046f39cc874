/* evidence.c - what stands behind a certificate: its statements, in the order they were taken. */
#include "signer/internal.h"
#include "signer/record_private.h"
#include "statement/statement.h"

/*
 * ?2: the statements of this certificate and of those before it, newest first, as a JSON array; ?3: the
 * newest of them.
 */
static const char *const text =
    "SELECT seq, kind, message, recorded_s, bytes, signatures FROM statement"
    " WHERE seq > ?1 AND seq <= (SELECT seq FROM statement WHERE id = ?3)"
    " AND (kind NOT IN ('review', 'approval', 'order', 'renewal', 'renewal_approval')"
    " OR id IN (SELECT value FROM json_each(?2))) ORDER BY seq";

/* One of the grants under which somebody acted: reviewer, activator, who approved a renewal. */
struct way_grant {
	str id;
	struct way_grant *next;
};

struct looking {
	struct arena *a;
	const struct way_grant *grants;
	struct ipc_evidence *out;
};

static bool
of_grant(const struct looking *l, str grant)
{
	for (const struct way_grant *g = l->grants; g != NULL; g = g->next)
		if (str_eq(grant, g->id))
			return true;
	return false;
}

/* Keys of verifiers, those grants and what was said of them, review, approval and renewals. */
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
	case STATEMENT_renewal:
	case STATEMENT_renewal_approval:
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

/* What was found on the way from a certificate back to the one that was made at a counter. */
struct way {
	struct way_grant *grants;
	struct chain_certificate first; /* the one of the counter */
	struct buf ids;                 /* JSON array */
};

static void
add_grant(struct arena *a, struct way *way, str id)
{
	struct way_grant *g = ARENA_NEW(a, struct way_grant);

	*g = (struct way_grant){ id, way->grants };
	way->grants = g;
}

static enum rc
add_statement(struct signer *s, struct arena *a, str id, struct way *way,
    struct statement *out, struct err *e)
{
	struct chain_statement kept = { .id = STR_NONE };
	enum rc rc = chain_statement_find(s->chain, a, id, &kept, e);

	if (rc == RC_OK)
		rc = statement_decode(a, kept.bytes, out, e);
	if (rc != RC_OK)
		return rc;
	buf_fmt(&way->ids, "%s\"%.*s\"", way->ids.n > 1 ? "," : "", STR_ARG(id));
	if (out->kind == STATEMENT_approval)
		add_grant(a, way, out->u.approval.grant);
	else if (out->kind == STATEMENT_review)
		add_grant(a, way, out->u.review.grant);
	else if (out->kind == STATEMENT_renewal_approval)
		add_grant(a, way, out->u.renewal_approval.grant);
	return RC_OK;
}

/* From certificate to certificate; each one is older, so there is an end. */
static enum rc
walk_back(struct signer *s, struct arena *a, const struct chain_certificate *from,
    struct way *way, struct err *e)
{
	struct chain_certificate cert = *from;
	struct statement st;
	enum rc rc = RC_OK;

	*way = (struct way){ .grants = NULL };
	buf_init(&way->ids, a, 256);
	buf_char(&way->ids, '[');
	while (rc == RC_OK && cert.approval.n > 0) {
		rc = add_statement(s, a, cert.approval, way, &st, e);
		if (rc != RC_OK || (st.kind != STATEMENT_renewal &&
				       st.kind != STATEMENT_renewal_approval))
			break;
		rc = chain_certificate_find(s->chain, a,
		    st.kind == STATEMENT_renewal ? st.u.renewal.serial
						 : st.u.renewal_approval.serial,
		    &cert, e);
	}
	way->first = cert;
	if (rc == RC_OK && cert.review.n > 0)
		rc = add_statement(s, a, cert.review, way, &st, e);
	buf_char(&way->ids, ']');
	return rc;
}

enum rc
signer_do_evidence(struct signer *s, struct arena *a, const struct ipc_evidence_get *in,
    struct ipc_evidence *out, struct err *e)
{
	struct chain_certificate cert = { .serial = STR_NONE };
	struct way way;
	struct looking l = { .a = a, .out = out };
	struct sql q;
	int *depth;
	sqlite3 *db = record_db(s->record, &depth);
	enum rc rc = chain_certificate_find(s->chain, a, in->serial, &cert, e);

	*out = (struct ipc_evidence){ .seq = 0 };
	if (rc != RC_OK || cert.approval.n == 0)
		return rc; /* made before there was a chain */
	if ((rc = walk_back(s, a, &cert, &way, e)) != RC_OK ||
	    (rc = sql_prepare(&q, db, depth, &text, 1, e)) != RC_OK)
		return rc;
	l.grants = way.grants;
	out->approval = cert.approval;
	out->review = way.first.review;
	out->activation_signature = way.first.activation_signature;
	out->revocation_sha256 = way.first.revocation_sha256;
	rc = sql_run(&q, 0,
	    (const struct sql_val[]){
		INT(in->after), TEXT(buf_get(&way.ids)), TEXT(cert.approval) },
	    3, on_row, &l, NULL, e);
	sql_close(&q);
	return rc;
}
