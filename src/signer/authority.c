/* authority.c - statements and their signatures: for us, for now, by whom. */
#include "signer/authority.h"

#include "pki/hash.h"
#include "pki/raw.h"

enum rc
authority_no(
    struct err *e, enum rc rc, const char **out_code, const char *code, const char *msg)
{
	*out_code = code;
	return err_set(e, rc, msg, "%s", code);
}

#define NO(code, msg) authority_no(e, RC_DENIED, out_code, (code), (msg))

/* Nobody's clock decides but ours; a statement lives for a short while and for this authority. */
static enum rc
check_head(const struct authority *au, const struct statement *st, int64_t max_s,
    const char **out_code, struct err *e)
{
	bool endless = st->kind == STATEMENT_review;

	if (!str_eq(st->authority, chain_db_authority(au->db)))
		return NO("authority",
		    N_("Pernyataan itu dibuat untuk penerbit sertifikat lain."));
	if (st->made_s > au->now_s + AUTHORITY_SKEW_S)
		return NO("time_future",
		    N_("Waktu pernyataan berada di masa depan. Periksa jam server."));
	if (st->expires_s == 0 && endless)
		return au->now_s - st->made_s <= max_s
			   ? RC_OK
			   : NO("time_expired",
				 N_("Pemeriksaan berkas sudah terlalu lama. Periksa sekali lagi."));
	if (st->expires_s <= st->made_s || st->expires_s - st->made_s > max_s)
		return NO(
		    "time_long", N_("Masa berlaku pernyataan itu tidak sesuai aturan."));
	if (st->expires_s <= au->now_s)
		return NO("time_expired",
		    N_("Persetujuan sudah terlalu lama. Minta petugas menandatanganinya sekali lagi."));
	return RC_OK;
}

static enum rc
check_first_use(const struct authority *au, struct arena *a, struct authority_paper *p,
    const char **out_code, struct err *e)
{
	struct chain_statement before = { 0 };
	enum rc rc = chain_statement_find(au->db, a, p->st.id, &before, e);

	if (rc == RC_NOT_FOUND)
		return RC_OK;
	if (rc != RC_OK)
		return rc;
	if (!str_eq(before.sha256, p->sha256))
		return authority_no(e, RC_CONFLICT, out_code, "statement_used",
		    N_("Nomor pernyataan itu sudah dipakai untuk pernyataan lain."));
	p->repeated = true;
	return RC_OK;
}

/* Two signatures by one key are one. */
static bool
has_twin(const struct authority_paper *p)
{
	for (size_t i = 0; i < p->n; i++)
		for (size_t j = 0; j < i; j++)
			if (str_eq(p->by[i].key_id, p->by[j].key_id))
				return true;
	return false;
}

enum rc
authority_read(const struct authority *au, struct arena *a, str bytes, str signatures,
    int64_t max_s, struct authority_paper *out, const char **out_code, struct err *e)
{
	struct authority_paper p = { .bytes = bytes, .signatures = signatures };
	enum rc rc;

	*out_code = "statement";
	if ((rc = statement_decode(a, bytes, &p.st, e)) != RC_OK)
		return rc;
	p.sha256 = statement_sha256(a, bytes);
	*out_code = "record";
	if ((rc = check_first_use(au, a, &p, out_code, e)) != RC_OK)
		return rc;
	if (!p.repeated && (rc = check_head(au, &p.st, max_s, out_code, e)) != RC_OK)
		return rc;
	*out_code = "signatures";
	if ((rc = statement_signatures_decode(a, signatures, &p.by, &p.n, e)) != RC_OK)
		return rc;
	if (has_twin(&p))
		return NO(
		    "signatures", N_("Dua tanda tangan berasal dari kunci yang sama."));
	*out = p;
	return RC_OK;
}

enum rc
authority_key_allowed(const struct authority *au, const struct statement_key *k,
    const char **out_code, struct err *e)
{
	if (k->kind == STATEMENT_KEY_BROWSER && !au->rules.browser_keys)
		return NO("key_policy",
		    N_("Kunci di peramban tidak diterima di sini. Pakai kunci keamanan (passkey)."));
	return RC_OK;
}

/* The key of a point, as src/pki keeps it ready between requests. */
static struct pki_public
p256_of(struct arena *a, str point)
{
	return (struct pki_public){
		.kind = PKI_KEY_P256, .bits = 256, .spki = pki_p256_spki(a, point)
	};
}

/* libfido2 reads a key anew for each signature; P-256, which nearly all have, takes the short way. */
static enum rc
by_passkey(const struct authority *au, struct arena *a, const struct authority_paper *p,
    const struct statement_signature *by, const struct statement_key *key,
    int64_t *out_counter, const char **out_code, struct err *e)
{
	const struct webauthn_assertion as = { by->auth_data, by->client_data,
		by->signature };
	struct pki_public pub;
	enum rc rc;
	str text;

	if (key->alg != STATEMENT_ES256)
		return webauthn_assertion_check(a, &au->party, WEBAUTHN_EDDSA, key->point,
		    p->sha256, &as, out_counter, out_code, e);
	rc = webauthn_assertion_read(
	    a, &au->party, p->sha256, &as, &text, out_counter, out_code, e);
	if (rc != RC_OK)
		return rc;
	*out_code = "signature";
	pub = p256_of(a, key->point);
	return pki_der_verify(&pub, text, by->signature, e);
}

static enum rc
by_browser(struct arena *a, const struct authority_paper *p,
    const struct statement_signature *by, const struct statement_key *key, struct err *e)
{
	struct pki_public pub = p256_of(a, key->point);

	return pki_raw_verify(&pub, statement_signed_text(a, p->bytes), by->signature, e);
}

enum rc
authority_signed_with(const struct authority *au, struct arena *a,
    const struct authority_paper *p, const struct statement_signature *by,
    const struct statement_key *key, int64_t *out_counter, const char **out_code,
    struct err *e)
{
	bool passkey = key->kind == STATEMENT_KEY_PASSKEY;
	enum rc rc;

	*out_counter = 0;
	if (!str_eq(by->key_id, key->id) ||
	    by->kind != (passkey ? STATEMENT_BY_PASSKEY : STATEMENT_BY_BROWSER))
		return NO("key_kind",
		    N_("Tanda tangan itu bukan dari jenis kunci yang terdaftar."));
	if ((rc = authority_key_allowed(au, key, out_code, e)) != RC_OK)
		return rc;
	*out_code = "signature";
	return passkey ? by_passkey(au, a, p, by, key, out_counter, out_code, e)
		       : by_browser(a, p, by, key, e);
}

enum rc
authority_signed(const struct authority *au, struct arena *a,
    const struct authority_paper *p, const struct statement_signature *by,
    struct chain_key *out, const char **out_code, struct err *e)
{
	int64_t counter;
	enum rc rc;

	*out_code = "record";
	rc = chain_key_find(au->db, a, by->key_id, out, e);
	if (rc == RC_NOT_FOUND)
		return NO("key_unknown",
		    N_("Kunci itu tidak terdaftar pada penerbit sertifikat."));
	if (rc != RC_OK)
		return rc;
	rc = authority_signed_with(au, a, p, by, &out->key, &counter, out_code, e);
	if (rc != RC_OK)
		return rc;
	/* an authenticator that counts never stands still (WebAuthn 6.1.1) */
	if ((counter != 0 || out->counter != 0) && counter <= out->counter)
		return NO("counter",
		    N_("Penghitung kunci keamanan mundur; mungkin kunci itu disalin. Laporkan kepada Dit. SITP."));
	*out_code = "record";
	if (counter == 0)
		return RC_OK;
	return chain_key_counter(au->db, by->key_id, counter, e);
}

enum rc
authority_by_verifier(const struct authority *au, struct arena *a,
    const struct authority_paper *p, const struct statement_signature *by,
    struct chain_key *out, const char **out_code, struct err *e)
{
	enum rc rc = authority_signed(au, a, p, by, out, out_code, e);

	if (rc != RC_OK)
		return rc;
	if (out->was_verifier)
		return NO("key_removed", N_("Kunci verifikator itu sudah dicabut."));
	if (!out->verifier)
		return NO("not_verifier",
		    N_("Hanya verifikator BSSN yang dapat menandatangani ini."));
	return RC_OK;
}

static enum rc
check_grant(const struct authority *au, const struct authority_paper *p, str person,
    str office, const struct chain_grant *g, const char **out_code, struct err *e)
{
	if (!str_eq(g->person, person))
		return NO(
		    "grant_person", N_("Kewenangan itu diberikan kepada orang lain."));
	if (!str_eq(g->office, office))
		return NO(
		    "office_differs", N_("Persetujuan diberikan untuk kantor lain."));
	if (!str_eq_z(g->state, "active"))
		return NO("grant_state",
		    N_("Kewenangan petugas sudah berakhir atau ditangguhkan."));
	if (au->now_s < g->from_s || au->now_s >= g->to_s || p->st.made_s < g->from_s)
		return NO(
		    "grant_time", N_("Kewenangan petugas tidak berlaku pada waktu itu."));
	return RC_OK;
}

enum rc
authority_by_grant(const struct authority *au, struct arena *a,
    const struct authority_paper *p, str grant, str person, str office,
    struct chain_grant *out, const char **out_code, struct err *e)
{
	struct chain_key key;
	enum rc rc;
	bool live;

	if (p->n != 1)
		return NO("signatures", N_("Pernyataan ini ditandatangani satu orang."));
	*out_code = "record";
	rc = chain_grant_find(au->db, a, grant, out, e);
	if (rc == RC_NOT_FOUND)
		return NO("grant_unknown",
		    N_("Kewenangan itu tidak dikenal penerbit sertifikat."));
	if (rc != RC_OK ||
	    (rc = check_grant(au, p, person, office, out, out_code, e)) != RC_OK ||
	    (rc = authority_signed(au, a, p, &p->by[0], &key, out_code, e)) != RC_OK)
		return rc;
	*out_code = "record";
	if ((rc = chain_grant_has_key(au->db, grant, p->by[0].key_id, &live, e)) != RC_OK)
		return rc;
	if (!live || !str_eq(key.person, person))
		return NO("key_removed",
		    N_("Kunci itu bukan, atau bukan lagi, kunci petugas untuk kewenangan ini."));
	return RC_OK;
}

enum rc
authority_keep(const struct authority *au, const struct authority_paper *p,
    const char *message, struct err *e)
{
	const struct chain_statement s = { .id = p->st.id,
		.kind = str_from_z(statement_kind_name(p->st.kind)),
		.message = str_from_z(message),
		.sha256 = p->sha256,
		.bytes = p->bytes,
		.signatures = p->signatures,
		.recorded_s = au->now_s };

	return chain_statement_keep(au->db, &s, e);
}
