/* renewal.c - from a statement by the certified key to the right to make the next certificate. */
#include "signer/renewal.h"

#include "pki/raw.h"

#define NO(code, msg) authority_no(e, RC_DENIED, out_code, (code), (msg))

/* One statement by one key of a certificate, not used before, and nothing beside it. */
static enum rc
read_paper(const struct authority *au, struct arena *a, const struct ipc_certify *in,
    struct authority_paper *out, const char **out_code, struct err *e)
{
	enum rc rc = authority_read(au, a, in->approval, in->approval_signatures,
	    AUTHORITY_STATEMENT_S, out, out_code, e);

	if (rc != RC_OK)
		return rc;
	if (out->repeated)
		return authority_no(e, RC_CONFLICT, out_code, "statement_used",
		    N_("Pernyataan itu sudah dipakai untuk sertifikat lain."));
	if (out->n != 1 || out->by[0].kind != STATEMENT_BY_CERTIFICATE ||
	    in->review.n > 0 || in->review_signatures.n > 0 ||
	    in->activation_signature.n > 0 ||
	    !str_eq(in->revocation_sha256, out->st.u.renewal.revocation_sha256))
		return authority_no(e, RC_INVALID, out_code, "renewal",
		    N_("Perpanjangan harus ditandatangani dengan kunci sertifikat yang diperpanjang."));
	return RC_OK;
}

/* Alive, near its end, and followed by nothing yet. */
static enum rc
check_time(struct signer *s, const struct authority *au, struct arena *a,
    const struct renewal *r, const char **out_code, struct err *e)
{
	struct record_status now;
	bool followed, ignored;
	enum rc rc;

	*out_code = "record";
	if ((rc = record_status_get(s->record, a, r->old.serial, &now, e)) != RC_OK ||
	    (rc = record_issue_taken(
		 s->record, r->application, STR(""), &followed, &ignored, e)) != RC_OK)
		return rc;
	if (!str_eq_z(now.state, "active"))
		return NO("renewal_state",
		    N_("Sertifikat yang ditangguhkan atau dicabut tidak dapat diperpanjang."));
	if (r->old.not_after_s <= au->now_s)
		return NO("renewal_late",
		    N_("Sertifikat itu sudah berakhir. Daftar kembali untuk sertifikat baru."));
	if (r->old.not_after_s - au->now_s > au->rules.renewal_s)
		return NO("renewal_early",
		    N_("Belum waktunya: sertifikat baru dapat diperpanjang menjelang berakhir."));
	if (au->now_s - r->old.approved_s > au->rules.proof_max_s)
		return NO("renewal_proof",
		    N_("Tatap muka terakhir sudah terlalu lama. Datang ke kantor untuk sertifikat baru."));
	if (followed)
		return authority_no(e, RC_CONFLICT, out_code, "renewed",
		    N_("Sertifikat itu sudah diperpanjang."));
	return RC_OK;
}

/* Nothing about the person may change on the way: for that he comes to the counter. */
static enum rc
check_subject(const struct renewal *r, const char **out_code, struct err *e)
{
	const struct statement_renewal *st = &r->paper.st.u.renewal;

	if (!str_eq(st->office, r->old.office) ||
	    !str_eq(st->office_name, r->old.office_name))
		return NO("office_differs",
		    N_("Kantor pada perpanjangan tidak sama dengan kantor sertifikat."));
	if (!str_eq(st->name, r->old.name) || !str_eq(st->email, r->old.email))
		return NO("subject_differs",
		    N_("Data pada perpanjangan tidak sama dengan data sertifikat."));
	return RC_OK;
}

static enum rc
check_signature(
    struct arena *a, const struct renewal *r, const char **out_code, struct err *e)
{
	const struct authority_paper *p = &r->paper;
	struct pki_public pub;
	enum rc rc;

	if (!str_eq(p->by[0].key_id, statement_sha256(a, r->old.spki)))
		return NO("key_unknown",
		    N_("Tanda tangan itu bukan dari kunci sertifikat ini."));
	*out_code = "signature";
	if ((rc = pki_public_parse(a, r->old.spki, &pub, e)) != RC_OK)
		return rc;
	return pki_raw_verify(
	    &pub, statement_signed_text(a, p->bytes), p->by[0].signature, e);
}

enum rc
signer_renewal(struct signer *s, const struct authority *au, struct arena *a,
    const struct ipc_certify *in, const struct pki_csr *csr, struct renewal *out,
    const char **out_code, struct err *e)
{
	const struct statement_renewal *st = &out->paper.st.u.renewal;
	struct chain_certificate chain = { .serial = STR_NONE };
	enum rc rc;

	*out = (struct renewal){ 0 };
	if ((rc = read_paper(au, a, in, &out->paper, out_code, e)) != RC_OK)
		return rc;
	*out_code = "serial";
	if ((rc = record_issue_by_serial(s->record, a, st->serial, &out->old, e)) !=
		RC_OK ||
	    (rc = chain_certificate_find(s->chain, a, st->serial, &chain, e)) != RC_OK)
		return rc;
	out->application = str_fmt(a, "renewal/%.*s", STR_ARG(st->serial));
	out->nip = chain.nip;
	if ((rc = check_signature(a, out, out_code, e)) != RC_OK ||
	    (rc = check_time(s, au, a, out, out_code, e)) != RC_OK ||
	    (rc = check_subject(out, out_code, e)) != RC_OK)
		return rc;
	if (!str_eq(st->spki_sha256, statement_sha256(a, csr->key.spki)))
		return NO("key_differs",
		    N_("Permintaan sertifikat bukan untuk kunci yang disebut dalam perpanjangan."));
	*out_code = "record";
	return authority_keep(au, &out->paper, "certify", e);
}
