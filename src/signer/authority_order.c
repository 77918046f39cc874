/* authority_order.c - who may change the status of a certificate, and with what proof. */
#include "base/codec.h"
#include "pki/activation.h"
#include "pki/hash.h"
#include "pki/raw.h"
#include "signer/authority.h"

#define NO(code, msg)    authority_no(e, RC_DENIED, out_code, (code), (msg))
#define CODE_TRIES       5   /* wrong revocation codes a day and certificate */
#define SUSPENDS_AN_HOUR 100 /* without a signature, all certificates together */

static enum rc
find_certificate(const struct authority *au, struct arena *a, str serial,
    struct chain_certificate *out, const char **out_code, struct err *e)
{
	*out_code = "serial";
	return chain_certificate_find(au->db, a, serial, out, e);
}

/* The holder, with the certified key. He cannot lift: who stole the key could do so too. */
static enum rc
by_holder(struct arena *a, const struct authority_paper *p,
    const struct chain_certificate *cert, const char **out_code, struct err *e)
{
	const struct statement_order *o = &p->st.u.order;
	struct pki_public pub;
	enum rc rc;

	if (!str_eq(p->by[0].key_id, statement_sha256(a, cert->spki)))
		return NO("key_unknown",
		    N_("Tanda tangan itu bukan dari kunci sertifikat ini."));
	if (!str_eq_z(o->action, "revoke") || o->grant.n > 0 || o->who.n > 0)
		return NO("order_right",
		    N_("Pemilik sertifikat dapat mencabut, tetapi tidak dapat memulihkan sertifikatnya."));
	*out_code = "signature";
	if ((rc = pki_public_parse(a, cert->spki, &pub, e)) != RC_OK)
		return rc;
	return pki_raw_verify(
	    &pub, statement_signed_text(a, p->bytes), p->by[0].signature, e);
}

static enum rc
by_officer(const struct authority *au, struct arena *a, const struct authority_paper *p,
    const struct chain_certificate *cert, const char **out_code, struct err *e)
{
	const struct statement_order *o = &p->st.u.order;
	struct chain_grant g;
	struct chain_key key;
	enum rc rc;

	if (o->grant.n == 0) {
		rc = authority_by_verifier(au, a, p, &p->by[0], &key, out_code, e);
		if (rc == RC_OK && !str_eq(key.person, o->who))
			return NO("grant_person",
			    N_("Perintah itu dibuat atas nama orang lain."));
		return rc;
	}
	if ((rc = authority_by_grant(
		 au, a, p, o->grant, o->who, cert->office, &g, out_code, e)) != RC_OK)
		return rc;
	if (!str_eq_z(g.role, "opip"))
		return NO(
		    "role", N_("Hanya OPIP kantor itu yang dapat memberi perintah ini."));
	if (str_eq_z(o->action, "lift") && g.nip.n > 0 && str_eq(g.nip, cert->nip))
		return NO("own_file",
		    N_("Tidak seorang pun boleh memproses berkasnya sendiri."));
	return RC_OK;
}

enum rc
authority_order(const struct authority *au, struct arena *a,
    const struct ipc_order_record *in, struct authority_paper *out_paper,
    const char **out_code, struct err *e)
{
	struct authority_paper *p = out_paper;
	struct chain_certificate cert;
	enum rc rc = authority_read(
	    au, a, in->statement, in->signatures, AUTHORITY_STATEMENT_S, p, out_code, e);

	if (rc != RC_OK)
		return rc;
	if (p->st.kind != STATEMENT_order || p->n != 1)
		return authority_no(e, RC_INVALID, out_code, "statement",
		    N_("Pernyataan ini bukan perintah atas satu sertifikat."));
	if (!str_eq_z(p->st.u.order.action, "revoke") &&
	    !str_eq_z(p->st.u.order.action, "lift"))
		return authority_no(e, RC_INVALID, out_code, "order_form",
		    N_("Status dan alasan yang diminta tidak cocok."));
	if (p->repeated)
		return RC_OK;
	if ((rc = find_certificate(au, a, p->st.u.order.serial, &cert, out_code, e)) !=
	    RC_OK)
		return rc;
	rc = p->by[0].kind == STATEMENT_BY_CERTIFICATE
		 ? by_holder(a, p, &cert, out_code, e)
		 : by_officer(au, a, p, &cert, out_code, e);
	if (rc != RC_OK)
		return rc;
	*out_code = "record";
	return authority_keep(au, p, "order_record", e);
}

enum rc
authority_revocation_code(const struct authority *au, struct arena *a,
    const struct ipc_order_code *in, const char **out_code, struct err *e)
{
	struct chain_certificate cert;
	unsigned char md[PKI_SHA256_BYTES] = { 0 };
	struct err bad;
	int64_t tries;
	str code;
	enum rc rc = find_certificate(au, a, in->serial, &cert, out_code, e);

	if (rc != RC_OK)
		return rc;
	*out_code = "record";
	if ((rc = chain_unsigned_count(au->db, "revocation_code", in->serial,
		 au->now_s - 86400, &tries, e)) != RC_OK)
		return rc;
	if (tries >= CODE_TRIES)
		return authority_no(e, RC_LIMIT, out_code, "revocation_code",
		    N_("Kode pencabutan terlalu sering salah. Coba lagi besok, atau hubungi kantor Anda."));
	if (crockford_check(a, in->code, ACTIVATION_LETTERS, &code, &bad) == RC_OK)
		pki_sha256(str_sub(code, 0, ACTIVATION_LETTERS), md);
	if (cert.revocation_sha256.n != PKI_SHA256_BYTES ||
	    !str_eq_secret(cert.revocation_sha256, (str){ (const char *)md, sizeof(md) }))
		return NO("revocation_code",
		    N_("Kode pencabutan salah. Periksa kode yang Anda cetak."));
	return RC_OK;
}

enum rc
authority_suspend(const struct authority *au, const struct ipc_order_suspend *in,
    const char **out_code, struct err *e)
{
	int64_t n;
	enum rc rc;

	*out_code = "record";
	rc = chain_unsigned_count(au->db, "suspend", STR_NONE, au->now_s - 3600, &n, e);
	if (rc != RC_OK)
		return rc;
	if (n >= SUSPENDS_AN_HOUR)
		return authority_no(e, RC_LIMIT, out_code, "suspend_rate",
		    N_("Terlalu banyak sertifikat ditangguhkan dalam satu jam. Hubungi Dit. SITP."));
	return chain_unsigned(au->db, "suspend", in->serial, in->actor, au->now_s, e);
}
