/* page_proof.c - the record of one's own file, to be checked by anybody with `paraf audit verify`. */
#include "domain/audit_case.h"
#include "domain/candidacy_profile.h"
#include "web/page_apply.h"
#include "web/pages.h"

str
page_viewer(const struct page *p, const struct row_doc_views_of *r)
{
	const char *role = page_tr(p, audit_role_word(r->viewer_role));

	/* an officer of the office acts under his name; an auditor or verifier for his office */
	if (r->viewer_office.p == NULL)
		return str_from_z(role);
	return str_fmt(p->a, "%.*s, %s, KPPN %.*s", STR_ARG(r->viewer_name), role,
	    STR_ARG(r->viewer_office));
}

static enum rc
send_proof(struct page *p, const char *noun, str id, str number, struct err *e)
{
	struct document_owner owner = { noun, id };
	struct buf out;
	enum rc rc;

	buf_init(&out, p->a, 64 * 1024);
	rc = audit_holder_proof(&p->d, &owner, &out, e);
	if (rc != RC_OK)
		return rc;
	http_header_z(p->rs, "Content-Type", "application/jsonl");
	http_disposition(p->rs, true, str_fmt(p->a, "bukti-%.*s.jsonl", STR_ARG(number)));
	buf_str(&p->rs->body, buf_get(&out));
	return RC_OK;
}

enum rc
page_proof_candidate(struct page *p, struct err *e)
{
	struct candidacy_file f;
	enum rc rc = candidacy_load(&p->d, &p->who, &f, e);

	return rc == RC_OK ? send_proof(p, "candidacy", f.cand.id, f.cand.number, e) : rc;
}

enum rc
page_proof_applicant(struct page *p, struct err *e)
{
	struct apply_file f;
	enum rc rc = apply_own(p, &f, e);

	return rc == RC_OK ? send_proof(p, "application", f.app.id, f.app.number, e) : rc;
}
