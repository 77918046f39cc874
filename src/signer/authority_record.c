/* authority_record.c - verifiers' keys, grants, officers' keys: what may change who may do what. */
#include "base/codec.h"
#include "pki/hash.h"
#include "signer/authority.h"

#define NO(code, msg)     authority_no(e, RC_DENIED, out_code, (code), (msg))
#define CEREMONY_LETTERS  10
#define CEREMONY_TRIES    10
#define CEREMONY_TRY_WORD "ceremony_code"
#define GRANT_MAX_S       (10 * 366LL * 86400)

static void
answer(
    const struct authority *au, const struct authority_paper *p, struct ipc_recorded *out)
{
	*out = (struct ipc_recorded){ .id = p->st.id,
		.sha256 = p->sha256,
		.recorded_s = au->now_s,
		.repeated = p->repeated };
}

/* A key joins: nobody else has it, it is of an allowed kind, it is kept under that person. */
static enum rc
keep_key(const struct authority *au, struct arena *a, const struct statement_key *k,
    str person, str name, str nip, const char **out_code, struct err *e)
{
	struct chain_key old;
	enum rc rc = authority_key_allowed(au, k, out_code, e);
	str owner;

	if (rc != RC_OK)
		return rc;
	*out_code = "record";
	rc = chain_key_find(au->db, a, k->id, &old, e);
	if (rc == RC_OK) {
		if (!str_eq(old.person, person) || !str_eq(old.key.point, k->point) ||
		    old.key.kind != k->kind || old.key.alg != k->alg)
			return NO("key_used",
			    N_("Kunci itu sudah terdaftar atas nama orang lain."));
		return RC_OK;
	}
	if (rc != RC_NOT_FOUND ||
	    (rc = chain_point_person(au->db, a, k->point, &owner, e)) != RC_OK)
		return rc;
	if (owner.p != NULL)
		return NO(
		    "key_used", N_("Kunci itu sudah terdaftar dengan nama kunci lain."));
	return chain_key_keep(au->db,
	    &(struct chain_key){ .key = *k, .person = person, .name = name, .nip = nip },
	    au->now_s, e);
}

/* The new key itself signed: somebody has it. Returns the place of that signature in *out_at. */
static enum rc
check_proof(const struct authority *au, struct arena *a, const struct authority_paper *p,
    const struct statement_key *k, size_t *out_at, const char **out_code, struct err *e)
{
	int64_t counter;

	for (size_t i = 0; i < p->n; i++)
		if (str_eq(p->by[i].key_id, k->id)) {
			*out_at = i;
			return authority_signed_with(
			    au, a, p, &p->by[i], k, &counter, out_code, e);
		}
	return NO("proof", N_("Kunci baru itu sendiri belum ikut menandatangani."));
}

static enum rc
add_verifier(const struct authority *au, struct arena *a, const struct authority_paper *p,
    const char *message, const char **out_code, struct err *e)
{
	const struct statement_key_add *s = &p->st.u.key_add;
	enum rc rc =
	    keep_key(au, a, &s->keys.at[0], s->person, s->name, s->nip, out_code, e);

	if (rc != RC_OK)
		return rc;
	*out_code = "key_used";
	if ((rc = chain_verifier_add(au->db, s->keys.at[0].id, p->st.id, au->now_s, e)) !=
	    RC_OK)
		return rc;
	*out_code = "record";
	return authority_keep(au, p, message, e);
}

/* ---- ceremony ---- */

/* The open code that was typed; tries are counted by the caller's caller, outside of this transaction. */
static enum rc
find_code(const struct authority *au, struct arena *a, str typed, int64_t *out_id,
    const char **out_code, struct err *e)
{
	struct chain_code *codes;
	size_t n;
	int64_t tries;
	struct err bad;
	enum rc rc;
	str code;

	*out_code = "record";
	if ((rc = chain_codes_open(au->db, a, au->now_s, &codes, &n, e)) != RC_OK ||
	    (rc = chain_unsigned_count(au->db, CEREMONY_TRY_WORD, STR_NONE,
		 au->now_s - 86400, &tries, e)) != RC_OK)
		return rc;
	if (n == 0 || tries >= CEREMONY_TRIES)
		return NO("ceremony_closed",
		    N_("Tidak ada upacara kunci yang terbuka. Minta pengelola mesin menjalankan paraf ca ceremony."));
	if (crockford_check(a, typed, CEREMONY_LETTERS, &code, &bad) != RC_OK)
		code = STR("");
	*out_id = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned char md[PKI_SHA256_BYTES];
		struct buf b;

		buf_init(&b, a, 64);
		buf_str(&b, codes[i].salt);
		buf_str(&b, code);
		pki_sha256(buf_get(&b), md);
		if (str_eq_secret((str){ (const char *)md, sizeof(md) }, codes[i].sha256))
			*out_id = codes[i].id;
	}
	if (*out_id == 0)
		return NO("ceremony_code",
		    N_("Kode upacara kunci salah. Periksa kode pada lembar, lalu coba lagi."));
	return RC_OK;
}

enum rc
authority_enrol(const struct authority *au, struct arena *a,
    const struct ipc_ceremony_enrol *in, struct ipc_recorded *out, const char **out_code,
    struct err *e)
{
	struct authority_paper p;
	int64_t code = 0;
	size_t at = 0;
	enum rc rc;

	if ((rc = authority_read(au, a, in->statement, in->signatures,
		 AUTHORITY_STATEMENT_S, &p, out_code, e)) != RC_OK)
		return rc;
	answer(au, &p, out);
	if (p.repeated)
		return RC_OK;
	if (p.st.kind != STATEMENT_key_add || p.st.u.key_add.keys.n != 1)
		return authority_no(e, RC_INVALID, out_code, "statement",
		    N_("Pernyataan ini bukan pendaftaran kunci verifikator."));
	if (p.n != 1)
		return NO("signatures", N_("Pernyataan ini ditandatangani satu orang."));
	if ((rc = find_code(au, a, in->code, &code, out_code, e)) != RC_OK ||
	    (rc = check_proof(au, a, &p, &p.st.u.key_add.keys.at[0], &at, out_code, e)) !=
		RC_OK ||
	    (rc = add_verifier(au, a, &p, "ceremony_enrol", out_code, e)) != RC_OK)
		return rc;
	return chain_code_use(au->db, code, p.st.id, au->now_s, e);
}

/* ---- further verifiers ---- */

static enum rc
record_key_add(const struct authority *au, struct arena *a,
    const struct authority_paper *p, const char **out_code, struct err *e)
{
	str persons[STATEMENT_SIGNED_BY];
	size_t n = 0, proof = 0;
	struct chain_key key;
	enum rc rc;

	if (p->st.u.key_add.keys.n != 1)
		return NO("statement", N_("Satu pernyataan mendaftarkan satu kunci."));
	if ((rc = check_proof(
		 au, a, p, &p->st.u.key_add.keys.at[0], &proof, out_code, e)) != RC_OK)
		return rc;
	for (size_t i = 0; i < p->n; i++) {
		bool known = false;

		if (i == proof)
			continue;
		rc = authority_by_verifier(au, a, p, &p->by[i], &key, out_code, e);
		if (rc != RC_OK)
			return rc;
		for (size_t j = 0; j < n; j++)
			known = known || str_eq(persons[j], key.person);
		if (!known)
			persons[n++] = key.person;
	}
	if (n < 2)
		return NO("two_verifiers",
		    N_("Verifikator baru memerlukan tanda tangan dua verifikator."));
	return add_verifier(au, a, p, "statement_record", out_code, e);
}

static enum rc
record_key_remove(const struct authority *au, struct arena *a,
    const struct authority_paper *p, const char **out_code, struct err *e)
{
	const struct statement_key_remove *s = &p->st.u.key_remove;
	struct chain_key by, gone;
	int64_t left;
	enum rc rc;

	if ((rc = authority_by_verifier(au, a, p, &p->by[0], &by, out_code, e)) != RC_OK)
		return rc;
	*out_code = "record";
	rc = chain_key_find(au->db, a, s->key_id, &gone, e);
	if (rc == RC_NOT_FOUND ||
	    (rc == RC_OK && (!gone.verifier || !str_eq(gone.person, s->person))))
		return NO(
		    "key_unknown", N_("Verifikator itu tidak mempunyai kunci tersebut."));
	if (rc != RC_OK || (rc = chain_verifiers(au->db, &left, e)) != RC_OK)
		return rc;
	if (left < 2)
		return NO("last_verifier",
		    N_("Ini kunci verifikator yang terakhir. Daftarkan kunci lain dahulu."));
	return chain_verifier_remove(au->db, s->key_id, p->st.id, au->now_s, e);
}

/* ---- grants ---- */

static enum rc
check_grant_form(const struct authority *au, const struct statement_grant *s,
    const char **out_code, struct err *e)
{
	if ((!str_eq_z(s->role, "opip") && !str_eq_z(s->role, "reviewer")) ||
	    !str_digits(s->office) || s->from_s >= s->to_s || s->to_s <= au->now_s ||
	    s->to_s - s->from_s > GRANT_MAX_S)
		return authority_no(e, RC_INVALID, out_code, "grant_form",
		    N_("Peran, kantor, atau masa kewenangan pada pernyataan itu tidak benar."));
	return RC_OK;
}

static enum rc
add_grant_keys(const struct authority *au, struct arena *a, str grant,
    const struct chain_grant *g, const struct statement_keys *keys, const char **out_code,
    struct err *e)
{
	struct chain_key k;
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < keys->n; i++) {
		rc = keep_key(
		    au, a, &keys->at[i], g->person, g->name, g->nip, out_code, e);
		if (rc == RC_OK)
			rc = chain_key_find(au->db, a, keys->at[i].id, &k, e);
		if (rc == RC_OK && (k.verifier || k.was_verifier))
			return NO("self_grant",
			    N_("Kunci verifikator tidak dapat dipakai sebagai kunci petugas."));
		if (rc == RC_OK) {
			*out_code = "key_used";
			rc = chain_grant_key_add(
			    au->db, grant, keys->at[i].id, au->now_s, e);
		}
	}
	return rc;
}

static enum rc
record_grant(const struct authority *au, struct arena *a, const struct authority_paper *p,
    const char **out_code, struct err *e)
{
	const struct statement_grant *s = &p->st.u.grant;
	const struct chain_grant g = { .id = p->st.id,
		.person = s->person,
		.name = s->name,
		.nip = s->nip,
		.role = s->role,
		.office = s->office,
		.candidacy = s->candidacy,
		.from_s = s->from_s,
		.to_s = s->to_s };
	struct chain_key by;
	bool verifier;
	enum rc rc;

	if ((rc = authority_by_verifier(au, a, p, &p->by[0], &by, out_code, e)) !=
		RC_OK ||
	    (rc = check_grant_form(au, s, out_code, e)) != RC_OK)
		return rc;
	*out_code = "record";
	if ((rc = chain_person_verifies(au->db, s->person, s->nip, &verifier, e)) !=
	    RC_OK)
		return rc;
	if (verifier || str_eq(by.person, s->person) ||
	    (s->nip.n > 0 && str_eq(by.nip, s->nip)))
		return NO("self_grant",
		    N_("Verifikator tidak dapat diberi kewenangan petugas."));
	*out_code = "record";
	if ((rc = chain_grant_add(au->db, &g, au->now_s, e)) != RC_OK)
		return rc;
	return add_grant_keys(au, a, g.id, &g, &s->keys, out_code, e);
}

static enum rc
find_grant(const struct authority *au, struct arena *a, str id, str person,
    struct chain_grant *out, const char **out_code, struct err *e)
{
	enum rc rc;

	*out_code = "record";
	rc = chain_grant_find(au->db, a, id, out, e);
	if (rc == RC_NOT_FOUND)
		return NO("grant_unknown",
		    N_("Kewenangan itu tidak dikenal penerbit sertifikat."));
	if (rc == RC_OK && person.p != NULL && !str_eq(out->person, person))
		return NO(
		    "grant_person", N_("Kewenangan itu diberikan kepada orang lain."));
	return rc;
}

/* By a verifier, or by the officer himself with a live key while the grant is active. */
static enum rc
check_key_signer(const struct authority *au, struct arena *a,
    const struct authority_paper *p, const struct chain_grant *g, const char **out_code,
    struct err *e)
{
	struct chain_grant own;
	struct chain_key key;
	enum rc rc;

	*out_code = "record";
	rc = chain_key_find(au->db, a, p->by[0].key_id, &key, e);
	if (rc == RC_OK && (key.verifier || key.was_verifier))
		return authority_by_verifier(au, a, p, &p->by[0], &key, out_code, e);
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	return authority_by_grant(
	    au, a, p, g->id, g->person, g->office, &own, out_code, e);
}

static enum rc
record_grant_key_add(const struct authority *au, struct arena *a,
    const struct authority_paper *p, const char **out_code, struct err *e)
{
	const struct statement_grant_key_add *s = &p->st.u.grant_key_add;
	struct chain_grant g = { 0 };
	enum rc rc;

	if (s->keys.n != 1)
		return NO("statement", N_("Satu pernyataan mendaftarkan satu kunci."));
	if ((rc = find_grant(au, a, s->grant, s->person, &g, out_code, e)) != RC_OK)
		return rc;
	if (str_eq_z(g.state, "ended"))
		return NO("grant_state",
		    N_("Kewenangan petugas sudah berakhir atau ditangguhkan."));
	if ((rc = check_key_signer(au, a, p, &g, out_code, e)) != RC_OK)
		return rc;
	return add_grant_keys(au, a, g.id, &g, &s->keys, out_code, e);
}

static enum rc
record_grant_key_remove(const struct authority *au, struct arena *a,
    const struct authority_paper *p, const char **out_code, struct err *e)
{
	const struct statement_grant_key_remove *s = &p->st.u.grant_key_remove;
	struct chain_grant g = { 0 };
	bool live;
	enum rc rc;

	if ((rc = find_grant(au, a, s->grant, s->person, &g, out_code, e)) != RC_OK ||
	    (rc = check_key_signer(au, a, p, &g, out_code, e)) != RC_OK)
		return rc;
	*out_code = "record";
	if ((rc = chain_grant_has_key(au->db, g.id, s->key_id, &live, e)) != RC_OK)
		return rc;
	if (!live)
		return NO(
		    "key_unknown", N_("Petugas itu tidak mempunyai kunci tersebut."));
	return chain_grant_key_remove(au->db, g.id, s->key_id, au->now_s, e);
}

/* The state after that act; NULL if it cannot follow. */
static const char *
next_state(str action, str state)
{
	bool active = str_eq_z(state, "active"), suspended = str_eq_z(state, "suspended");

	if (str_eq_z(action, "suspend") && active)
		return "suspended";
	if (str_eq_z(action, "resume") && suspended)
		return "active";
	if (str_eq_z(action, "end") && (active || suspended))
		return "ended";
	return NULL;
}

static enum rc
record_authority_change(const struct authority *au, struct arena *a,
    const struct authority_paper *p, const char **out_code, struct err *e)
{
	const struct statement_authority_change *s = &p->st.u.authority_change;
	struct chain_grant g = { 0 };
	struct chain_key by;
	const char *next;
	enum rc rc;

	if ((rc = authority_by_verifier(au, a, p, &p->by[0], &by, out_code, e)) !=
		RC_OK ||
	    (rc = find_grant(au, a, s->grant, s->person, &g, out_code, e)) != RC_OK)
		return rc;
	next = next_state(s->action, g.state);
	if (next == NULL)
		return authority_no(e, RC_CONFLICT, out_code, "grant_state",
		    N_("Keadaan kewenangan itu tidak mengizinkan tindakan ini."));
	*out_code = "record";
	return chain_grant_set(au->db, g.id, next, au->now_s, e);
}

typedef enum rc (*record_fn)(const struct authority *au, struct arena *a,
    const struct authority_paper *p, const char **out_code, struct err *e);

static record_fn
record_fn_of(enum statement_kind kind, bool *out_one)
{
	*out_one = kind != STATEMENT_key_add;
	switch (kind) {
	case STATEMENT_key_add:
		return record_key_add;
	case STATEMENT_key_remove:
		return record_key_remove;
	case STATEMENT_grant:
		return record_grant;
	case STATEMENT_grant_key_add:
		return record_grant_key_add;
	case STATEMENT_grant_key_remove:
		return record_grant_key_remove;
	case STATEMENT_authority_change:
		return record_authority_change;
	case STATEMENT_review:
	case STATEMENT_approval:
	case STATEMENT_order:
	case STATEMENT_renewal:
	case STATEMENT_renewal_approval:
	default:
		return NULL;
	}
}

enum rc
authority_record(const struct authority *au, struct arena *a,
    const struct ipc_statement_record *in, struct ipc_recorded *out,
    const char **out_code, struct err *e)
{
	struct authority_paper p;
	record_fn fn;
	bool one;
	enum rc rc = authority_read(
	    au, a, in->statement, in->signatures, AUTHORITY_STATEMENT_S, &p, out_code, e);

	if (rc != RC_OK)
		return rc;
	answer(au, &p, out);
	if (p.repeated)
		return RC_OK;
	fn = record_fn_of(p.st.kind, &one);
	if (fn == NULL)
		return authority_no(e, RC_INVALID, out_code, "statement",
		    N_("Pernyataan ini tidak mengubah kewenangan."));
	if (one && p.n != 1)
		return NO("signatures", N_("Pernyataan ini ditandatangani satu orang."));
	if ((rc = fn(au, a, &p, out_code, e)) != RC_OK)
		return rc;
	if (p.st.kind == STATEMENT_key_add)
		return RC_OK; /* kept by add_verifier */
	*out_code = "record";
	return authority_keep(au, &p, "statement_record", e);
}

enum rc
authority_grant_state(const struct authority *au, struct arena *a, str grant,
    struct ipc_grant_state *out, struct err *e)
{
	struct chain_grant g = { 0 };
	enum rc rc = chain_grant_find(au->db, a, grant, &g, e);

	if (rc == RC_OK)
		*out = (struct ipc_grant_state){ g.id, g.person, g.office, g.role,
			g.state, g.from_s, g.to_s, g.keys, g.changed_s };
	return rc;
}

enum rc
authority_take_away(const struct authority *au, struct arena *a,
    const struct ipc_authority_end *in, struct ipc_grant_state *out,
    const char **out_code, struct err *e)
{
	struct chain_grant g = { 0 };
	const char *next;
	enum rc rc = find_grant(au, a, in->grant, STR_NONE, &g, out_code, e);

	if (rc != RC_OK)
		return rc;
	if (!str_eq_z(in->action, "suspend") && !str_eq_z(in->action, "end"))
		return NO("grant_state",
		    N_("Tanpa tanda tangan verifikator, kewenangan hanya dapat ditangguhkan atau diakhiri."));
	next = next_state(in->action, g.state);
	*out_code = "record";
	if (next != NULL) { /* else it is taken away already: say so, change nothing */
		if ((rc = chain_grant_set(au->db, g.id, next, au->now_s, e)) != RC_OK ||
		    (rc = chain_unsigned(au->db, next, g.id, in->actor, au->now_s, e)) !=
			RC_OK)
			return rc;
	}
	return authority_grant_state(au, a, g.id, out, e);
}
