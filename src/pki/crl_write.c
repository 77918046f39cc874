/*
 * crl_write.c - a list of any length in bounded memory (RFC 5280 5.1).
 *
 * The source is walked twice: once to add up the lengths that DER wants in front, once to write. What
 * is signed is hashed on its way into the file; the outer header goes in last, when the length of the
 * signature is known.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/codec.h"
#include "pki/crl.h"
#include "pki/hash.h"
#include "pki/internal.h"
#include "pki/oid.h"

#define CHUNK      (128 * 1024)
#define ENTRY_MOST 128
#define TRIES      64

/* Lengths of what stands in an entry. */
#define HEAD                 2 /* tag and a length below 128 */
#define UTC_BYTES            13
#define GENERALIZED_BYTES    15
#define REASON_BYTES         12
#define INVALIDITY_OID_BYTES 5
#define Y2050_S              2524608000 /* from then on GeneralizedTime (4.1.2.5) */

static enum rc
trouble(struct err *e, const char *what, int code)
{
	return err_set(e, RC_UNAVAILABLE, N_("Daftar pencabutan tidak dapat dibuat."),
	    "CRL: %s: %s", what, strerror(code));
}

/* ---- one entry, without an arena ---- */

struct entry_buf {
	unsigned char at[ENTRY_MOST];
	size_t n;
};

static void
put(struct entry_buf *b, const void *p, size_t n)
{
	BUG_ON(b->n + n > sizeof(b->at));
	memcpy(b->at + b->n, p, n);
	b->n += n;
}

static void
put_byte(struct entry_buf *b, unsigned c)
{
	unsigned char byte = (unsigned char)c;

	put(b, &byte, 1);
}

static void
put_two(struct entry_buf *b, int v)
{
	put_byte(b, (unsigned)('0' + v / 10 % 10));
	put_byte(b, (unsigned)('0' + v % 10));
}

static void
put_stamp(struct entry_buf *b, int64_t at_s, bool generalized)
{
	const struct datetime t = time_civil_utc(at_s); /* the dearest part of an entry */

	put_byte(b, generalized ? DER_GENERALIZED : DER_UTCTIME);
	put_byte(b, generalized ? GENERALIZED_BYTES : UTC_BYTES);
	if (generalized)
		put_two(b, t.date.year / 100);
	put_two(b, t.date.year % 100);
	put_two(b, t.date.month);
	put_two(b, t.date.day);
	put_two(b, t.hour);
	put_two(b, t.minute);
	put_two(b, t.second);
	put_byte(b, 'Z');
}

/* Everything here is shorter than 128 bytes, so one byte of length is enough. */
static size_t
open_short(struct entry_buf *b, unsigned tag)
{
	put_byte(b, tag);
	put_byte(b, 0);
	return b->n;
}

static void
close_short(struct entry_buf *b, size_t mark)
{
	BUG_ON(b->n - mark > 0x7f);
	b->at[mark - 1] = (unsigned char)(b->n - mark);
}

static void
put_entry_exts(struct entry_buf *b, const struct pki_crl_entry *en)
{
	size_t seq, ext, value;

	if (en->reason == PKI_REASON_UNSPECIFIED && en->invalidity_s == 0)
		return;
	seq = open_short(b, DER_SEQUENCE);
	if (en->reason != PKI_REASON_UNSPECIFIED) {
		/* reasonCode (5.3.1) */
		put(b, "\x30\x0a\x06\x03\x55\x1d\x15\x04\x03\x0a\x01", REASON_BYTES - 1);
		put_byte(b, (unsigned)en->reason);
	}
	if (en->invalidity_s != 0) {
		ext = open_short(b, DER_SEQUENCE);
		/* invalidityDate (5.3.2) */
		put(b, "\x06\x03\x55\x1d\x18", INVALIDITY_OID_BYTES);
		value = open_short(b, DER_OCTETS);
		put_stamp(b, en->invalidity_s, true);
		close_short(b, value);
		close_short(b, ext);
	}
	close_short(b, seq);
}

/* Without leading zeros; STR_NONE if it has no or too many bytes. */
static str
serial_of(const struct pki_crl_entry *en)
{
	str serial = en->serial;

	while (serial.n > 1 && serial.p[0] == 0)
		serial = str_from(serial, 1);
	return serial.n == 0 || serial.n > PKI_SERIAL_BYTES ? STR_NONE : serial;
}

/* Its bytes as put_entry writes them, for the walk that only counts; 0: no serial. */
static int64_t
entry_bytes(const struct pki_crl_entry *en)
{
	const str serial = serial_of(en);
	size_t n, exts = 0;

	if (serial.n == 0)
		return 0;
	n = HEAD + serial.n + ((unsigned char)serial.p[0] >> 7) + HEAD +
	    (en->at_s >= Y2050_S ? GENERALIZED_BYTES : UTC_BYTES);
	if (en->reason != PKI_REASON_UNSPECIFIED)
		exts += REASON_BYTES;
	if (en->invalidity_s != 0)
		exts += HEAD + INVALIDITY_OID_BYTES + HEAD + HEAD + GENERALIZED_BYTES;
	return (int64_t)(HEAD + n + (exts > 0 ? HEAD + exts : 0));
}

static bool
put_entry(struct entry_buf *b, const struct pki_crl_entry *en)
{
	const str serial = serial_of(en);
	size_t seq, number;

	b->n = 0;
	if (serial.n == 0)
		return false;
	seq = open_short(b, DER_SEQUENCE);
	number = open_short(b, DER_INTEGER);
	if (((unsigned char)serial.p[0] & 0x80) != 0)
		put_byte(b, 0);
	put(b, serial.p, serial.n);
	close_short(b, number);
	put_stamp(b, en->at_s, en->at_s >= Y2050_S); /* 5.1.2.6, 4.1.2.5 */
	put_entry_exts(b, en);
	close_short(b, seq);
	return true;
}

static enum rc
entry_bad(struct err *e)
{
	return err_set(e, RC_INTERNAL, N_("Daftar pencabutan tidak dapat dibuat."),
	    "CRL: a serial of no or too many bytes");
}

/* ---- the file ---- */

struct crl_out {
	int fd;
	int64_t at; /* where the next flush goes */
	struct pki_digest *digest;
	size_t n;
	char buf[CHUNK];
};

static enum rc
write_at(int fd, const char *p, size_t n, int64_t at, struct err *e)
{
	while (n > 0) {
		ssize_t k = pwrite(fd, p, n, (off_t)at);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return trouble(e, "write", k == 0 ? EIO : errno);
		p += k;
		n -= (size_t)k;
		at += k;
	}
	return RC_OK;
}

static enum rc
flush(struct crl_out *o, struct err *e)
{
	enum rc rc;

	pki_digest_add(o->digest, (str){ o->buf, o->n });
	rc = write_at(o->fd, o->buf, o->n, o->at, e);
	o->at += (int64_t)o->n;
	o->n = 0;
	return rc;
}

static enum rc
emit(struct crl_out *o, const void *p, size_t n, struct err *e)
{
	if (o->n + n > sizeof(o->buf)) {
		enum rc rc = flush(o, e);

		if (rc != RC_OK)
			return rc;
	}
	BUG_ON(n > sizeof(o->buf));
	memcpy(o->buf + o->n, p, n);
	o->n += n;
	return RC_OK;
}

/* ---- two walks ---- */

struct sums {
	int64_t entries, bytes;
};

static enum rc
walk(const struct pki_crl_source *source, struct crl_out *o, struct sums *sums,
    struct err *e)
{
	struct pki_crl_entry en;
	struct entry_buf b;
	int64_t n;
	enum rc rc = source->rewind(source->arg, e);
	bool more = rc == RC_OK;

	*sums = (struct sums){ 0, 0 };
	while (more && rc == RC_OK) {
		rc = source->next(source->arg, &en, &more, e);
		if (rc != RC_OK || !more)
			break;
		if (o == NULL)
			n = entry_bytes(&en);
		else
			n = put_entry(&b, &en) ? (int64_t)b.n : 0;
		if (n == 0)
			return entry_bad(e);
		sums->entries++;
		sums->bytes += n;
		if (o != NULL)
			rc = emit(o, b.at, b.n, e);
	}
	return rc;
}

/* What stands before and after the entries inside TBSCertList. */
struct frame {
	str front, list_head, back;
};

static str
header_of(struct arena *a, unsigned tag, int64_t content)
{
	struct buf b;

	buf_init(&b, a, 16);
	der_put_header(&b, tag, (size_t)content);
	return buf_get(&b);
}

static struct frame
make_frame(struct arena *a, const struct pki_ca *ca, const struct pki_crl_fields *f,
    const struct sums *sums)
{
	struct frame out = { .list_head = STR("") };
	struct buf b;

	buf_init(&b, a, 512);
	pki_crl_put_front(&b, ca, f);
	out.front = buf_get(&b);
	if (sums->entries > 0) /* absent when empty: 5.1.2.6 */
		out.list_head = header_of(a, DER_SEQUENCE, sums->bytes);
	buf_init(&b, a, 512);
	pki_crl_put_exts(&b, a, ca, f);
	out.back = buf_get(&b);
	return out;
}

static enum rc
write_tbs(struct arena *a, const struct pki_crl_source *source, const struct frame *fr,
    const struct sums *sums, struct crl_out *o, struct err *e)
{
	str tbs_head = header_of(a, DER_SEQUENCE,
	    (int64_t)(fr->front.n + fr->list_head.n + fr->back.n) + sums->bytes);
	struct sums again;
	enum rc rc;

	if ((rc = emit(o, tbs_head.p, tbs_head.n, e)) != RC_OK ||
	    (rc = emit(o, fr->front.p, fr->front.n, e)) != RC_OK ||
	    (rc = emit(o, fr->list_head.p, fr->list_head.n, e)) != RC_OK ||
	    (rc = walk(source, o, &again, e)) != RC_OK)
		return rc;
	if (again.entries != sums->entries || again.bytes != sums->bytes)
		return err_set(e, RC_INTERNAL,
		    N_("Daftar pencabutan tidak dapat dibuat."),
		    "CRL: the entries changed between two walks");
	if ((rc = emit(o, fr->back.p, fr->back.n, e)) != RC_OK)
		return rc;
	return flush(o, e);
}

/*
 * The signature, and the outer header that fits its length. The header's own length was guessed from
 * the longest signature; at the few lengths where that is wrong another ECDSA signature is tried.
 */
static enum rc
write_signature(struct arena *a, const struct pki_ca *ca, struct crl_out *o,
    size_t head_n, int64_t tbs_bytes, struct err *e)
{
	struct buf tail;
	str sig, head;
	enum rc rc;

	for (int i = 0; i < TRIES; i++) {
		rc = pki_key_sign_digest(ca->key, a, o->digest, &sig, e);
		if (rc != RC_OK)
			return rc;
		buf_init(&tail, a, sig.n + 64);
		pki_put_sig_alg(&tail, ca->kind);
		der_put_bits(&tail, 0, sig);
		head = header_of(a, DER_SEQUENCE, tbs_bytes + (int64_t)tail.n);
		if (head.n != head_n)
			continue;
		if ((rc = write_at(o->fd, tail.p, tail.n, o->at, e)) != RC_OK ||
		    (rc = write_at(o->fd, head.p, head.n, 0, e)) != RC_OK)
			return rc;
		o->at += (int64_t)tail.n;
		return RC_OK;
	}
	return err_set(e, RC_INTERNAL, N_("Daftar pencabutan tidak dapat dibuat."),
	    "CRL: no signature of a fitting length");
}

static enum rc
hash_file(struct arena *a, int fd, char *buf, size_t room, int64_t bytes, str *out_hex,
    struct err *e)
{
	struct pki_sha256_ctx *c = pki_sha256_new();
	unsigned char md[PKI_SHA256_BYTES];
	enum rc rc = RC_OK;

	for (int64_t at = 0; at < bytes;) {
		ssize_t k = pread(fd, buf, room, (off_t)at);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0) {
			rc = trouble(e, "read again", k == 0 ? EIO : errno);
			break;
		}
		pki_sha256_add(c, (str){ buf, (size_t)k });
		at += k;
	}
	pki_sha256_final(c, md);
	pki_sha256_free(c);
	if (rc == RC_OK)
		*out_hex = hex_encode(a, md, sizeof(md));
	return rc;
}

enum rc
pki_crl_hash(struct arena *a, int fd, int64_t bytes, str *out_hex, struct err *e)
{
	char *buf = arena_alloc(a, CHUNK);

	return hash_file(a, fd, buf, CHUNK, bytes, out_hex, e);
}

/*
 * Bytes of algorithm and signature when the signature has its longest form: exactly, because a guess
 * that is too long makes a header into which no signature fits.
 */
static int64_t
longest_tail(struct arena *a, const struct pki_ca *ca)
{
	size_t n = pki_key_signature_room(ca->key);
	struct buf b;

	buf_init(&b, a, n + 64);
	pki_put_sig_alg(&b, ca->kind);
	der_put_bits(&b, 0, (str){ arena_alloc(a, n), n });
	return (int64_t)b.n;
}

enum rc
pki_crl_write(struct arena *a, const struct pki_ca *ca, const struct pki_crl_fields *f,
    const struct pki_crl_source *source, int fd, struct pki_crl_written *out,
    struct err *e)
{
	struct crl_out *o = arena_alloc(a, sizeof(*o));
	struct pki_crl_written w;
	struct frame fr;
	struct sums sums;
	int64_t tbs_bytes;
	size_t head_n;
	enum rc rc;

	BUG_ON(ca->key == NULL);
	if ((rc = pki_crl_check(f, e)) != RC_OK ||
	    (rc = walk(source, NULL, &sums, e)) != RC_OK)
		return rc;
	fr = make_frame(a, ca, f, &sums);
	tbs_bytes = (int64_t)(fr.front.n + fr.list_head.n + fr.back.n) + sums.bytes;
	tbs_bytes += (int64_t)header_of(a, DER_SEQUENCE, tbs_bytes).n;
	head_n = header_of(a, DER_SEQUENCE, tbs_bytes + longest_tail(a, ca)).n;
	*o = (struct crl_out){ .fd = fd, .at = (int64_t)head_n };
	o->digest = pki_digest_new(ca->kind);
	rc = write_tbs(a, source, &fr, &sums, o, e);
	if (rc == RC_OK)
		rc = write_signature(a, ca, o, head_n, tbs_bytes, e);
	if (rc == RC_OK)
		rc = hash_file(a, fd, o->buf, sizeof(o->buf), o->at, &w.sha256, e);
	pki_digest_free(o->digest);
	if (rc != RC_OK)
		return rc;
	w.entries = sums.entries;
	w.bytes = o->at;
	*out = w;
	return RC_OK;
}
