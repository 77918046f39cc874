/*
 * certify_ahead.c - the signatures in requests that wait together, verified on several threads before the
 * requests are judged one after the other.
 *
 * Nothing is judged here. What is right goes into the memo of src/pki, where the judgement finds it; what
 * is wrong, or cannot be read, is met again by the judgement and refused there.
 */
#include "pki/activation.h"
#include "pki/memo.h"
#include "signer/certify.h"
#include "signer/crew.h"

enum part { PART_REQUEST, PART_REVIEW, PART_APPROVAL, PARTS };

#define MEMO_EACH 8 /* signatures in a request at most: 4, and our own */

/* One statement, and the key that its signature names as it is on record now. */
struct signed_paper {
	str bytes, signatures;
	struct statement_signature *by;
	struct chain_key key;
	bool known;
};

struct ahead {
	struct authority au;
	const struct certify_task *tasks;
	struct signed_paper (*papers)[PARTS];
};

/* On the caller's thread: the only part that looks into the record. */
static void
find_key(struct signer *s, struct arena *a, str bytes, str signatures,
    struct signed_paper *out)
{
	struct err e;
	size_t n = 0;

	*out = (struct signed_paper){ .bytes = bytes, .signatures = signatures };
	out->known =
	    bytes.n > 0 &&
	    statement_signatures_decode(a, signatures, &out->by, &n, &e) == RC_OK &&
	    n == 1 &&
	    chain_key_find(s->chain, a, out->by[0].key_id, &out->key, &e) == RC_OK;
}

/* The proof of possession, and that the holder of the activation code asks. */
static void
verify_request(struct arena *a, const struct ipc_certify *in)
{
	const struct statement_approval *ap;
	struct statement st;
	struct pki_csr csr;
	struct err e;

	if (pki_csr_parse(a, in->csr, &csr, &e) != RC_OK ||
	    statement_decode(a, in->approval, &st, &e) != RC_OK ||
	    st.kind != STATEMENT_approval)
		return;
	ap = &st.u.approval;
	if (activation_verify(ap->activation_key, csr.key.spki, in->revocation_sha256,
		ap->application, in->activation_signature, &e) != RC_OK)
		return; /* the judgement will say so */
}

static void
verify_paper(struct arena *a, const struct authority *au, const struct signed_paper *at)
{
	const struct authority_paper p = { .bytes = at->bytes,
		.signatures = at->signatures,
		.sha256 = statement_sha256(a, at->bytes),
		.by = at->by,
		.n = 1 };
	const char *code;
	int64_t counter;
	struct err e;

	if (authority_signed_with(
		au, a, &p, &at->by[0], &at->key.key, &counter, &code, &e) != RC_OK)
		return; /* the judgement will say so */
}

static void
verify_part(void *arg, size_t i)
{
	const struct ahead *h = arg;
	const size_t task = i / PARTS, part = i % PARTS;
	struct arena *a = arena_new();

	pki_memo_collect(true);
	if (part == PART_REQUEST)
		verify_request(a, h->tasks[task].in);
	else if (h->papers[task][part].known)
		verify_paper(a, &h->au, &h->papers[task][part]);
	pki_memo_collect(false);
	arena_free(a);
}

void
certify_ahead(
    struct signer *s, struct arena *a, const struct certify_task *tasks, size_t n)
{
	struct ahead h = { .tasks = tasks };
	const char *code;
	struct err e;

	/* alone, what is read ahead is only read twice */
	if (!crew_helps(s->crew) || signer_authority(s, &h.au, &code, &e) != RC_OK)
		return; /* a clock that runs backwards: each request is refused for it */
	h.papers = arena_alloc(a, n * sizeof(*h.papers));
	for (size_t i = 0; i < n; i++) {
		const struct ipc_certify *in = tasks[i].in;

		find_key(
		    s, a, in->review, in->review_signatures, &h.papers[i][PART_REVIEW]);
		find_key(s, a, in->approval, in->approval_signatures,
		    &h.papers[i][PART_APPROVAL]);
	}
	pki_memo_open(n * MEMO_EACH);
	crew_run(s->crew, verify_part, &h, n * PARTS);
}
