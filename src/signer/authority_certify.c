/* authority_certify.c - from two statements to the right to make one certificate. */
#include "pki/activation.h"
#include "signer/authority.h"

#define NO(code, msg) authority_no(e, RC_DENIED, out_code, (code), (msg))

/* Taken before, though this request was never answered: somebody uses it a second time. */
static enum rc
read_once(const struct authority *au, struct arena *a, str bytes, str signatures,
    enum statement_kind kind, int64_t max_s, struct authority_paper *out,
    const char **out_code, struct err *e)
{
	enum rc rc = authority_read(au, a, bytes, signatures, max_s, out, out_code, e);

	if (rc != RC_OK)
		return rc;
	if (out->st.kind != kind)
		return authority_no(e, RC_INVALID, out_code, "statement",
		    N_("Pernyataan itu bukan persetujuan atau pemeriksaan berkas."));
	if (out->repeated)
		return authority_no(e, RC_CONFLICT, out_code, "statement_used",
		    N_("Pernyataan itu sudah dipakai untuk sertifikat lain."));
	return RC_OK;
}

static bool
has_document(const struct statement_docs *docs, const struct statement_doc *d)
{
	for (size_t i = 0; i < docs->n; i++)
		if (str_eq(docs->at[i].name, d->name) &&
		    str_eq(docs->at[i].sha256, d->sha256))
			return true;
	return false;
}

/* What the reviewer saw is what the activator approves. */
static enum rc
check_same(const struct authority_paper *approval, const struct authority_paper *review,
    const char **out_code, struct err *e)
{
	const struct statement_approval *ap = &approval->st.u.approval;
	const struct statement_review *re = &review->st.u.review;
	const str pairs[][2] = { { ap->application, re->application },
		{ ap->office, re->office }, { ap->office_name, re->office_name },
		{ ap->name, re->name }, { ap->email, re->email }, { ap->nip, re->nip } };

	if (!str_eq(ap->review_sha256, review->sha256))
		return NO("review", N_("Persetujuan itu merujuk pada pemeriksaan lain."));
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		if (!str_eq(pairs[i][0], pairs[i][1]))
			return NO("subject_differs",
			    N_("Data pada pemeriksaan dan persetujuan tidak sama."));
	for (size_t i = 0; i < re->documents.n; i++)
		if (!has_document(&ap->documents, &re->documents.at[i]))
			return NO("documents",
			    N_("Dokumen pada pemeriksaan dan persetujuan tidak sama."));
	if (review->st.made_s > approval->st.made_s + AUTHORITY_SKEW_S)
		return NO("review", N_("Berkas disetujui sebelum selesai diperiksa."));
	return RC_OK;
}

/* Persons, not keys; and nobody acts on his own file. */
static enum rc
check_persons(const struct authority *au, const struct authority_case *c,
    const char **out_code, struct err *e)
{
	const struct statement_approval *ap = &c->approval.st.u.approval;
	const struct chain_grant *who[] = { &c->activator, &c->reviewer };

	for (size_t i = 0; i < (c->has_review ? 2u : 1u); i++)
		if (ap->nip.n > 0 && str_eq(ap->nip, who[i]->nip))
			return NO("own_file",
			    N_("Tidak seorang pun boleh memproses berkasnya sendiri."));
	if (!au->rules.two_person)
		return RC_OK;
	if (!c->has_review)
		return NO("review_missing", N_("Berkas belum diperiksa petugas lain."));
	if (str_eq(who[0]->person, who[1]->person) ||
	    (who[0]->nip.n > 0 && str_eq(who[0]->nip, who[1]->nip)))
		return NO("two_person",
		    N_("Yang memeriksa berkas tidak boleh sekaligus mengaktifkannya."));
	return RC_OK;
}

static enum rc
read_review(const struct authority *au, struct arena *a, const struct ipc_certify *in,
    struct authority_case *c, const char **out_code, struct err *e)
{
	const struct statement_review *re = &c->review.st.u.review;
	enum rc rc;

	c->has_review = in->review.n > 0;
	if (!c->has_review)
		return c->approval.st.u.approval.review_sha256.n == 0
			   ? RC_OK
			   : NO("review_missing",
				 N_("Berkas belum diperiksa petugas lain."));
	if ((rc = read_once(au, a, in->review, in->review_signatures, STATEMENT_review,
		 AUTHORITY_REVIEW_S, &c->review, out_code, e)) != RC_OK ||
	    (rc = check_same(&c->approval, &c->review, out_code, e)) != RC_OK)
		return rc;
	return authority_by_grant(au, a, &c->review, re->grant, re->reviewer, re->office,
	    &c->reviewer, out_code, e);
}

/* The request comes from the person who got the activation code, and from nobody between. */
static enum rc
check_request(const struct ipc_certify *in, const struct pki_csr *csr,
    const struct statement_approval *ap, const char **out_code, struct err *e)
{
	*out_code = "activation";
	return activation_verify(ap->activation_key, csr->key.spki, in->revocation_sha256,
	    ap->application, in->activation_signature, e);
}

enum rc
authority_certify(const struct authority *au, struct arena *a,
    const struct ipc_certify *in, const struct pki_csr *csr, struct authority_case *out,
    const char **out_code, struct err *e)
{
	const struct statement_approval *ap = &out->approval.st.u.approval;
	enum rc rc;

	*out = (struct authority_case){ 0 };
	if ((rc = read_once(au, a, in->approval, in->approval_signatures,
		 STATEMENT_approval, au->rules.approval_max_s, &out->approval, out_code,
		 e)) != RC_OK ||
	    (rc = authority_by_grant(au, a, &out->approval, ap->grant, ap->activator,
		 ap->office, &out->activator, out_code, e)) != RC_OK)
		return rc;
	if (!str_eq_z(out->activator.role, "opip"))
		return NO("role", N_("Hanya OPIP yang dapat mengaktifkan sertifikat."));
	if ((rc = read_review(au, a, in, out, out_code, e)) != RC_OK ||
	    (rc = check_persons(au, out, out_code, e)) != RC_OK ||
	    (rc = check_request(in, csr, ap, out_code, e)) != RC_OK)
		return rc;
	*out_code = "record";
	if (out->has_review &&
	    (rc = authority_keep(au, &out->review, "certify", e)) != RC_OK)
		return rc;
	return authority_keep(au, &out->approval, "certify", e);
}
