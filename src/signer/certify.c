/* certify.c - see certify.h. A crash between any two steps leaves rows that are completed later. */
#include "signer/certify.h"

#include "base/codec.h"
#include "pki/csr.h"
#include "pki/hash.h"
#include "pki/memo.h"
#include "signer/crew.h"
#include "signer/renewal.h"

static void
hash_field(struct pki_sha256_ctx *c, str s)
{
	unsigned char len[4] = { (unsigned char)(s.n >> 24), (unsigned char)(s.n >> 16),
		(unsigned char)(s.n >> 8), (unsigned char)s.n };

	pki_sha256_add(c, (str){ (const char *)len, sizeof(len) });
	pki_sha256_add(c, s);
}

/* One value for everything that was asked: a repeated request must have the same. */
static str
asked_sha256(struct arena *a, const struct ipc_certify *in, str csr_der)
{
	struct pki_sha256_ctx *c = pki_sha256_new();
	unsigned char md[PKI_SHA256_BYTES];
	const str fields[] = { in->request_id, in->approval, in->approval_signatures,
		in->review, in->review_signatures, csr_der, in->activation_signature,
		in->revocation_sha256 };

	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		hash_field(c, fields[i]);
	pki_sha256_final(c, md);
	pki_sha256_free(c);
	return hex_encode(a, md, sizeof(md));
}

/* The row that stands for the certificate: every field from the approval. */
static struct record_issue
row_of(struct signer *s, struct arena *a, const struct ipc_certify *in,
    const struct pki_csr *csr, const struct authority_case *c, int64_t now_s)
{
	const struct statement_approval *ap = &c->approval.st.u.approval;
	str serial = pki_serial_new(a);

	return (struct record_issue){ .serial = hex_encode(a, serial.p, serial.n),
		.request_id = in->request_id,
		.fields_sha256 = asked_sha256(a, in, csr->der),
		.application = ap->application,
		.office = ap->office,
		.office_name = ap->office_name,
		.name = ap->name,
		.email = ap->email,
		.csr = csr->der,
		.spki = csr->key.spki,
		.spki_id = pki_public_id(a, csr->key.spki),
		.holder = STR(""),
		.reviewer = c->has_review ? c->reviewer.person : STR(""),
		.activator = c->activator.person,
		.evidence_sha256 =
		    hex_encode(a, c->approval.sha256.p, c->approval.sha256.n),
		.reviewed_s = c->has_review ? c->review.st.made_s : 0,
		.approved_s = c->approval.st.made_s,
		.not_before_s = now_s,
		.not_after_s = signer_not_after(s, ap->office, now_s, ap->validity_s),
		.reserved_s = now_s,
		.state = STR("reserved") };
}

/* The row of a certificate that follows another: subject and meeting are those of that one. */
static struct record_issue
row_after(struct signer *s, struct arena *a, const struct ipc_certify *in,
    const struct pki_csr *csr, const struct renewal *r, int64_t now_s)
{
	struct record_issue row = r->old;
	str serial = pki_serial_new(a);

	row.serial = hex_encode(a, serial.p, serial.n);
	row.request_id = in->request_id;
	row.fields_sha256 = asked_sha256(a, in, csr->der);
	row.application = r->application;
	row.csr = csr->der;
	row.spki = csr->key.spki;
	row.spki_id = pki_public_id(a, csr->key.spki);
	row.evidence_sha256 = hex_encode(a, r->paper.sha256.p, r->paper.sha256.n);
	row.not_before_s = now_s;
	row.not_after_s = signer_not_after(s, row.office, now_s, 0);
	row.reserved_s = now_s;
	row.state = STR("reserved");
	row.tbs = row.der = STR_NONE;
	row.signed_s = 0;
	return row;
}

/* What the certificate will say and what stands behind it, every link verified. */
static enum rc
judge(struct signer *s, const struct authority *au, struct arena *a,
    struct certify_task *t, const struct pki_csr *csr, struct chain_certificate *out,
    struct err *e)
{
	struct authority_case c;
	struct renewal r;
	enum rc rc;

	*out = (struct chain_certificate){ .activation_signature =
					       t->in->activation_signature,
		.revocation_sha256 = t->in->revocation_sha256 };
	if (signer_is_renewal(a, t->in->approval)) {
		if ((rc = signer_renewal(s, au, a, t->in, csr, &r, &t->code, e)) != RC_OK)
			return rc;
		t->row = row_after(s, a, t->in, csr, &r, au->now_s);
		out->approval = r.paper.st.id;
		out->review = STR("");
		out->nip = r.nip;
		return RC_OK;
	}
	if ((rc = authority_certify(au, a, t->in, csr, &c, &t->code, e)) != RC_OK)
		return rc;
	t->row = row_of(s, a, t->in, csr, &c, au->now_s);
	out->approval = c.approval.st.id;
	out->review = c.has_review ? c.review.st.id : STR("");
	out->nip = c.approval.st.u.approval.nip;
	return RC_OK;
}

/* Verify the chain, reserve, build, lint: all of it or nothing. */
static enum rc
reserve(struct signer *s, struct arena *a, struct certify_task *t,
    const struct pki_csr *csr, struct err *e)
{
	struct authority au;
	struct chain_certificate cert;
	enum rc rc;

	if ((rc = signer_authority(s, &au, &t->code, e)) != RC_OK ||
	    (rc = judge(s, &au, a, t, csr, &cert, e)) != RC_OK)
		return rc;
	if ((rc = signer_check_unused(s, &t->row, &t->code, e)) != RC_OK)
		return rc;
	signer_step_done(SIGNER_STEP_CHECKED);
	t->code = "record";
	if ((rc = record_reserve(s->record, &t->row, e)) != RC_OK)
		return rc;
	signer_step_done(SIGNER_STEP_RESERVED);
	cert.serial = t->row.serial;
	if ((rc = chain_certified(s->chain, &cert, e)) != RC_OK)
		return rc;
	t->code = "fields";
	if ((rc = signer_build(s, a, &t->row, e)) != RC_OK)
		return rc;
	signer_step_done(SIGNER_STEP_BUILT);
	t->code = "record";
	if ((rc = record_tbs(s->record, t->row.serial, t->row.tbs, e)) != RC_OK)
		return rc;
	t->row.state = STR("tbs");
	s->latest_s = au.now_s;
	return RC_OK;
}

/* The request was reserved before: it must be the same one. */
static enum rc
resume(
    struct signer *s, struct arena *a, struct certify_task *t, str csr_der, struct err *e)
{
	enum rc rc;

	if (!str_eq(t->row.fields_sha256, asked_sha256(a, t->in, csr_der))) {
		t->code = "request_changed";
		return err_set(e, RC_CONFLICT,
		    N_("Permintaan dengan nomor yang sama pernah dikirim dengan isi yang berbeda."),
		    "request_changed");
	}
	if (!str_eq_z(t->row.state, "reserved"))
		return RC_OK;
	t->code = "unfinished";
	if ((rc = signer_build(s, a, &t->row, e)) != RC_OK ||
	    (rc = record_tbs(s->record, t->row.serial, t->row.tbs, e)) != RC_OK)
		return rc;
	t->row.state = STR("tbs");
	return RC_OK;
}

static enum rc
prepare_in_part(struct signer *s, struct arena *a, struct certify_task *t, struct err *e)
{
	struct pki_csr csr;
	enum rc rc;

	t->code = "csr";
	if ((rc = pki_csr_parse(a, t->in->csr, &csr, e)) != RC_OK)
		return rc;
	t->code = "record";
	if (t->in->request_id.n == 0)
		return err_set(e, RC_INVALID,
		    N_("Data persetujuan untuk sertifikat ini belum lengkap."), "record");
	rc = record_issue_find(s->record, a, t->in->request_id, &t->row, e);
	if (rc == RC_OK) {
		t->known = true;
		return resume(s, a, t, csr.der, e);
	}
	return rc == RC_NOT_FOUND ? reserve(s, a, t, &csr, e) : rc;
}

/* In a savepoint; a refusal is recorded outside of it. */
static void
prepare(struct signer *s, struct arena *a, struct certify_task *t)
{
	struct err later;

	t->rc = record_begin(s->record, &t->e);
	if (t->rc != RC_OK)
		return;
	t->rc = prepare_in_part(s, a, t, &t->e);
	t->rc = record_finish(s->record, t->rc, &t->e);
	if (t->rc == RC_OK || t->rc == RC_UNAVAILABLE)
		return;
	if (record_refused(s->record, clock_now(s->clock), "certify", t->in->request_id,
		signer_paper_subject(a, t->in->approval), t->code, t->e.why,
		&later) != RC_OK) {
		t->e = later;
		t->rc = later.rc;
	}
}

static void
fail_all(struct certify_task *tasks, size_t n, const struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (tasks[i].rc == RC_OK) {
			tasks[i].rc = e->rc;
			tasks[i].code = "record";
			tasks[i].e = *e;
		}
}

/*
 * An earlier task of this turn for the same certificate: a page and the worker may ask the same question
 * at once, and both wait when the signer stood still.
 */
static const struct certify_task *
twin(const struct certify_task *tasks, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (tasks[k].rc == RC_OK &&
		    str_eq(tasks[k].row.serial, tasks[i].row.serial))
			return &tasks[k];
	return NULL;
}

struct signing {
	struct signer *s;
	struct certify_task *tasks;
	struct arena **own; /* one for each that is to be signed, NULL for the others */
};

static void
sign_one(void *arg, size_t i)
{
	const struct signing *g = arg;
	struct certify_task *t = &g->tasks[i];

	if (g->own[i] == NULL)
		return;
	t->code = "unfinished";
	t->rc = signer_sign(g->s, g->own[i], &t->row, &t->e);
}

/* Sign what is durable now, on all threads if the key serves them. */
static void
sign_all(struct signer *s, struct arena *a, struct certify_task *tasks, size_t n)
{
	struct signing g = { s, tasks, ARENA_ARRAY(a, n, struct arena *) };

	for (size_t i = 0; i < n; i++)
		g.own[i] = tasks[i].rc == RC_OK &&
				   !str_eq_z(tasks[i].row.state, "signed") &&
				   twin(tasks, i) == NULL
			       ? arena_new()
			       : NULL;
	if (!pki_key_is_remote(s->key))
		crew_run(s->crew, sign_one, &g, n);
	else
		for (size_t i = 0; i < n; i++)
			sign_one(&g, i);
	for (size_t i = 0; i < n; i++) {
		struct certify_task *t = &tasks[i];

		if (g.own[i] == NULL)
			continue;
		if (t->rc == RC_OK) {
			t->row.der = str_dup(a, t->row.der);
			signer_step_done(SIGNER_STEP_SIGNED);
		}
		arena_free(g.own[i]);
	}
}

/* The certificate becomes durable, and what its making ends. */
static enum rc
keep_one(struct signer *s, struct arena *a, const struct record_issue *row,
    bool *out_changed, struct err *e)
{
	bool ended = false;
	enum rc rc = record_signed(s->record, row->serial, row->der, row->signed_s, e);

	if (rc == RC_OK)
		rc = signer_end_followed(s, a, row, &ended, e);
	*out_changed = *out_changed || ended;
	return rc;
}

/* The certificates themselves become durable; a twin has the same one. */
static enum rc
keep_all(struct signer *s, struct arena *a, struct certify_task *tasks, size_t n,
    bool *out_changed, struct err *e)
{
	enum rc rc = record_begin(s->record, e);

	if (rc != RC_OK)
		return rc;
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		struct certify_task *t = &tasks[i];
		const struct certify_task *other = twin(tasks, i);

		if (t->rc != RC_OK || str_eq_z(t->row.state, "signed"))
			continue;
		if (other != NULL)
			t->row = other->row;
		else
			rc = keep_one(s, a, &t->row, out_changed, e);
	}
	return record_finish(s->record, rc, e);
}

static void
answer(struct signer *s, struct arena *a, struct certify_task *t)
{
	int64_t reason;

	t->rc = signer_followed_reason(s, a, &t->row, &reason, &t->e);
	t->code = "record";
	t->out = (struct ipc_issued){ .serial = t->row.serial,
		.der = t->row.der,
		.not_before_s = t->row.not_before_s,
		.not_after_s = t->row.not_after_s,
		.issued_s = t->row.signed_s,
		.repeated = t->known,
		.followed_reason = reason };
}

void
certify_all(struct signer *s, struct arena *a, struct certify_task *tasks, size_t n)
{
	struct err e, later;
	bool changed = false;
	enum rc rc;

	rc = record_begin(s->record, &e); /* one look at the record for all of them */
	if (rc == RC_OK)
		certify_ahead(s, a, tasks, n);
	for (size_t i = 0; rc == RC_OK && i < n; i++)
		prepare(s, a, &tasks[i]);
	pki_memo_open(0);
	if (rc == RC_OK)
		rc = record_finish(s->record, RC_OK, &e);
	if (rc == RC_OK) {
		signer_step_done(SIGNER_STEP_TBS_KEPT);
		sign_all(s, a, tasks, n);
		rc = keep_all(s, a, tasks, n, &changed, &e);
	}
	if (rc == RC_OK) {
		signer_step_done(SIGNER_STEP_KEPT);
		rc = status_db_follow(s->status, s->record, &e);
	}
	if (rc != RC_OK) {
		fail_all(tasks, n, &e);
		return;
	}
	signer_step_done(SIGNER_STEP_STATUS_KEPT);
	/* a list that cannot be written now is tried again by signer_tick */
	if (changed && signer_tick(s, a, &later) != RC_OK)
		s->next_tick_s = clock_now(s->clock) + RETRY_S;
	for (size_t i = 0; i < n; i++)
		if (tasks[i].rc == RC_OK)
			answer(s, a, &tasks[i]);
}
