/* renewal.c - from a statement of its holder, or of his office, to the right to follow a certificate. */
#include "signer/renewal.h"

#include "pki/crl.h"
#include "pki/raw.h"

#define NO(code, msg) authority_no(e, RC_DENIED, out_code, (code), (msg))
#define FOLLOWS       "renewal/" /* and the serial: what such a row is for */

bool
signer_is_renewal(struct arena *a, str statement)
{
	struct statement st;
	struct err ignored;

	return statement_decode(a, statement, &st, &ignored) == RC_OK &&
	       (st.kind == STATEMENT_renewal || st.kind == STATEMENT_renewal_approval);
}

static struct renewal_asked
asked_of(const struct statement *st)
{
	const struct statement_renewal *r = &st->u.renewal;
	const struct statement_renewal_approval *ra = &st->u.renewal_approval;

	if (st->kind == STATEMENT_renewal)
		return (struct renewal_asked){ r->serial, r->office, r->office_name,
			r->name, r->email, r->spki_sha256, r->revocation_sha256 };
	return (struct renewal_asked){ ra->serial, ra->office, ra->office_name, ra->name,
		ra->email, ra->spki_sha256, ra->revocation_sha256 };
}

/* One statement with one signature, not used before, and nothing beside it. */
static enum rc
read_paper(const struct authority *au, struct arena *a, const struct ipc_certify *in,
    struct renewal *out, const char **out_code, struct err *e)
{
	struct authority_paper *p = &out->paper;
	enum rc rc = authority_read(au, a, in->approval, in->approval_signatures,
	    AUTHORITY_STATEMENT_S, p, out_code, e);

	if (rc != RC_OK)
		return rc;
	if (p->repeated)
		return authority_no(e, RC_CONFLICT, out_code, "statement_used",
		    N_("Pernyataan itu sudah dipakai untuk sertifikat lain."));
	out->asked = asked_of(&p->st);
	if (p->n != 1 || in->review.n > 0 || in->review_signatures.n > 0 ||
	    in->activation_signature.n > 0 ||
	    !str_eq(in->revocation_sha256, out->asked.revocation_sha256))
		return authority_no(e, RC_INVALID, out_code, "renewal",
		    N_("Permintaan perpanjangan itu tidak lengkap, atau berisi hal lain."));
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
	const struct renewal_asked *st = &r->asked;

	if (!str_eq(st->office, r->old.office) ||
	    !str_eq(st->office_name, r->old.office_name))
		return NO("office_differs",
		    N_("Kantor pada perpanjangan tidak sama dengan kantor sertifikat."));
	if (!str_eq(st->name, r->old.name) || !str_eq(st->email, r->old.email))
		return NO("subject_differs",
		    N_("Data pada perpanjangan tidak sama dengan data sertifikat."));
	return RC_OK;
}

/* ---- the holder himself, with the key ---- */

static enum rc
check_own_signature(
    struct arena *a, const struct renewal *r, const char **out_code, struct err *e)
{
	const struct authority_paper *p = &r->paper;
	struct pki_public pub;
	enum rc rc;

	if (p->by[0].kind != STATEMENT_BY_CERTIFICATE)
		return authority_no(e, RC_INVALID, out_code, "renewal",
		    N_("Perpanjangan harus ditandatangani dengan kunci sertifikat yang diperpanjang."));
	if (!str_eq(p->by[0].key_id, statement_sha256(a, r->old.spki)))
		return NO("key_unknown",
		    N_("Tanda tangan itu bukan dari kunci sertifikat ini."));
	*out_code = "signature";
	if ((rc = pki_public_parse(a, r->old.spki, &pub, e)) != RC_OK)
		return rc;
	return pki_raw_verify(
	    &pub, statement_signed_text(a, p->bytes), p->by[0].signature, e);
}

/* ---- his office, when the key is lost ---- */

/* Another person than the holder, who says how he recognised him. */
static enum rc
check_recognised(const struct renewal *r, const struct chain_grant *by,
    const char **out_code, struct err *e)
{
	const struct statement_renewal_approval *st = &r->paper.st.u.renewal_approval;

	if (r->nip.n == 0)
		return NO("renewal_person",
		    N_("Sertifikat tanpa NIP hanya dapat diperpanjang dengan kuncinya sendiri."));
	if (!str_eq(st->nip, r->nip))
		return NO("subject_differs",
		    N_("Data pada perpanjangan tidak sama dengan data sertifikat."));
	if (str_eq(by->nip, r->nip))
		return NO("own_file",
		    N_("Tidak seorang pun boleh memproses berkasnya sendiri."));
	if (!statement_two_factors(&st->factors))
		return NO("factors",
		    N_("Pemilik sertifikat harus masuk dengan dua faktor yang berbeda jenis."));
	if (!statement_has_word(&st->ticks, STATEMENT_BY_CALL) &&
	    !statement_has_word(&st->ticks, STATEMENT_BY_FACE))
		return NO("ticks",
		    N_("Tandai bagaimana pemilik sertifikat dikenali sebelum menyetujui."));
	if (st->revoke != 0 && st->revoke != PKI_REASON_KEY_COMPROMISE &&
	    st->revoke != PKI_REASON_SUPERSEDED)
		return authority_no(e, RC_INVALID, out_code, "renewal",
		    N_("Alasan pencabutan sertifikat lama itu tidak dikenal."));
	return RC_OK;
}

/* The key is the one whose code the holder read out, whatever lay between him and the officer. */
static enum rc
check_code(const struct authority *au, struct arena *a, const struct renewal *r,
    const struct pki_csr *csr, const char **out_code, struct err *e)
{
	str code = statement_renewal_code(
	    a, chain_db_authority(au->db), r->old.serial, csr->key.spki);

	if (!str_eq(r->paper.st.u.renewal_approval.code, code))
		return NO("code_differs",
		    N_("Kode kontrol tidak cocok dengan kunci baru. Minta pemilik membacakannya sekali lagi."));
	return RC_OK;
}

static enum rc
check_office_signature(const struct authority *au, struct arena *a,
    const struct renewal *r, const char **out_code, struct err *e)
{
	const struct statement_renewal_approval *st = &r->paper.st.u.renewal_approval;
	struct chain_grant by = { .id = STR_NONE };
	enum rc rc = authority_by_grant(
	    au, a, &r->paper, st->grant, st->approver, st->office, &by, out_code, e);

	if (rc != RC_OK)
		return rc;
	if (!str_eq_z(by.role, "opip"))
		return NO("role",
		    N_("Hanya OPIP yang dapat menyetujui perpanjangan tanpa kunci lama."));
	return check_recognised(r, &by, out_code, e);
}

enum rc
signer_renewal(struct signer *s, const struct authority *au, struct arena *a,
    const struct ipc_certify *in, const struct pki_csr *csr, struct renewal *out,
    const char **out_code, struct err *e)
{
	struct chain_certificate chain = { .serial = STR_NONE };
	bool by_office;
	enum rc rc;

	*out = (struct renewal){ 0 };
	if ((rc = read_paper(au, a, in, out, out_code, e)) != RC_OK)
		return rc;
	by_office = out->paper.st.kind == STATEMENT_renewal_approval;
	*out_code = "serial";
	if ((rc = record_issue_by_serial(
		 s->record, a, out->asked.serial, &out->old, e)) != RC_OK ||
	    (rc = chain_certificate_find(s->chain, a, out->asked.serial, &chain, e)) !=
		RC_OK)
		return rc;
	out->application = str_fmt(a, FOLLOWS "%.*s", STR_ARG(out->asked.serial));
	out->nip = chain.nip;
	rc = by_office ? check_office_signature(au, a, out, out_code, e)
		       : check_own_signature(a, out, out_code, e);
	if (rc != RC_OK || (rc = check_time(s, au, a, out, out_code, e)) != RC_OK ||
	    (rc = check_subject(out, out_code, e)) != RC_OK)
		return rc;
	if (!str_eq(out->asked.spki_sha256, statement_sha256(a, csr->key.spki)))
		return NO("key_differs",
		    N_("Permintaan sertifikat bukan untuk kunci yang disebut dalam perpanjangan."));
	if (by_office && (rc = check_code(au, a, out, csr, out_code, e)) != RC_OK)
		return rc;
	*out_code = "record";
	return authority_keep(au, &out->paper, "certify", e);
}

/* ---- the certificate that was followed ---- */

/* Its serial; STR_NONE: the row follows none. */
static str
followed_by(const struct record_issue *row)
{
	return str_starts(row->application, STR(FOLLOWS))
		   ? str_sub(row->application, sizeof(FOLLOWS) - 1, row->application.n)
		   : STR_NONE;
}

/* Who asked for what to happen to it: the statement behind the new one, else the profile. */
static enum rc
wish(struct signer *s, struct arena *a, str serial, struct status_order *out,
    struct err *e)
{
	struct chain_certificate cert = { .serial = STR_NONE };
	struct chain_statement kept = { .id = STR_NONE };
	struct statement st;
	enum rc rc = chain_certificate_find(s->chain, a, serial, &cert, e);

	if (rc == RC_OK)
		rc = chain_statement_find(s->chain, a, cert.approval, &kept, e);
	if (rc == RC_OK)
		rc = statement_decode(a, kept.bytes, &st, e);
	if (rc != RC_OK)
		return rc;
	*out = (struct status_order){ .state = STR("revoked"),
		.reason = s->profile.supersede ? PKI_REASON_SUPERSEDED : 0,
		.actor = STR("renewal") };
	if (st.kind == STATEMENT_renewal_approval && st.u.renewal_approval.revoke != 0) {
		out->reason = st.u.renewal_approval.revoke;
		out->actor = st.u.renewal_approval.approver;
	}
	return RC_OK;
}

enum rc
signer_end_followed(struct signer *s, struct arena *a, const struct record_issue *row,
    bool *out_ended, struct err *e)
{
	str old = followed_by(row);
	struct record_status now;
	struct status_order set;
	const char *code;
	enum rc rc;

	*out_ended = false;
	if (old.p == NULL)
		return RC_OK;
	if ((rc = wish(s, a, row->serial, &set, e)) != RC_OK ||
	    (rc = record_status_get(s->record, a, old, &now, e)) != RC_OK)
		return rc;
	if (set.reason == 0 || str_eq_z(now.state, "revoked"))
		return RC_OK;
	set.serial = old;
	*out_ended = true;
	return signer_status_change(s, a, &set, &code, e);
}

enum rc
signer_followed_reason(struct signer *s, struct arena *a, const struct record_issue *row,
    int64_t *out, struct err *e)
{
	str old = followed_by(row);
	struct record_status now;
	enum rc rc;

	*out = 0;
	if (old.p == NULL)
		return RC_OK;
	if ((rc = record_status_get(s->record, a, old, &now, e)) == RC_OK &&
	    str_eq_z(now.state, "revoked"))
		*out = now.reason;
	return rc;
}
