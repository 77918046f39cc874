/* ceremony.c - works on signer.db directly, beside a signer that may be running. */
#include "signer/ceremony.h"

#include "base/codec.h"
#include "base/rnd.h"
#include "pki/hash.h"
#include "signer/internal.h"
#include "signer/signer_init.h"

#define LETTERS    10
#define SALT_BYTES 16

/* The tables of one state, opened for one act. */
struct desk {
	struct record *record;
	struct chain_db *db;
};

static enum rc
desk_open(const char *state, struct arena *a, struct desk *d, struct err *e)
{
	enum rc rc;

	*d = (struct desk){ 0 };
	if (!signer_exists(state))
		return err_set(e, RC_NOT_FOUND,
		    N_("Penerbit sertifikat belum dibuat di sini. Jalankan paraf init."),
		    "no authority in %s", state);
	rc = record_open(signer_path(a, state, "signer/signer.db"), &d->record, e);
	return rc == RC_OK ? chain_db_open(a, d->record, &d->db, e) : rc;
}

static void
desk_close(struct desk *d)
{
	chain_db_close(d->db);
	record_close(d->record);
}

/* "7QK2M-9X4TR-C" */
static str
grouped(struct arena *a, str code)
{
	return str_fmt(a, "%.*s-%.*s-%.*s", 5, code.p, 5, code.p + 5, 1, code.p + 10);
}

static enum rc
one_code(struct desk *d, struct arena *a, int64_t now_s, int64_t hours, str *out,
    struct err *e)
{
	str code = crockford_random(a, LETTERS);
	char *salt = arena_alloc(a, SALT_BYTES);
	unsigned char md[PKI_SHA256_BYTES];
	struct buf b;

	rnd_bytes(salt, SALT_BYTES);
	buf_init(&b, a, 64);
	buf_put(&b, salt, SALT_BYTES);
	buf_str(&b, code);
	pki_sha256(buf_get(&b), md);
	*out = grouped(a, code);
	return chain_code_add(d->db, (str){ salt, SALT_BYTES },
	    (str){ (const char *)md, sizeof(md) }, now_s, now_s + hours * 3600, e);
}

enum rc
ceremony_codes(const char *state, const struct clock *clock, size_t n, int64_t hours,
    struct arena *a, str *out_codes, struct err *e)
{
	int64_t now_s = clock_now(clock);
	struct desk d;
	enum rc rc;

	if (n < 1 || n > CEREMONY_CODES || hours < 1 || hours > CEREMONY_HOURS)
		return err_set(e, RC_INVALID,
		    N_("Jumlah kode 1 sampai 8, masa berlaku 1 sampai 72 jam."),
		    "%zu codes for %lld hours", n, (long long)hours);
	rc = desk_open(state, a, &d, e);
	if (rc == RC_OK && (rc = record_begin(d.record, e)) == RC_OK) {
		rc = chain_codes_close(d.db, now_s, e);
		for (size_t i = 0; rc == RC_OK && i < n; i++)
			rc = one_code(&d, a, now_s, hours, &out_codes[i], e);
		rc = record_finish(d.record, rc, e);
	}
	desk_close(&d);
	return rc;
}

enum rc
ceremony_transcript(const char *state, struct arena *a,
    void (*each)(const struct chain_event *ev, void *arg), void *arg, struct err *e)
{
	struct desk d;
	enum rc rc = desk_open(state, a, &d, e);

	if (rc == RC_OK)
		rc = chain_transcript(d.db, a, each, arg, e);
	desk_close(&d);
	return rc;
}

enum rc
ceremony_state(const char *state, struct arena *a, str *out_authority,
    int64_t *out_verifiers, struct err *e)
{
	struct desk d;
	enum rc rc = desk_open(state, a, &d, e);

	if (rc == RC_OK) {
		*out_authority = str_dup(a, chain_db_authority(d.db));
		rc = chain_verifiers(d.db, out_verifiers, e);
	}
	desk_close(&d);
	return rc;
}
