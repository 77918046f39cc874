/* responder.c - the decision, the signature, and the answers kept ready. */
#include "ocsp/responder.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/log.h"
#include "pki/crl.h"
#include "pki/hash.h"

#define SLOTS      16384 /* ready-made answers, a power of two */
#define SLOT_LOCKS 64    /* a power of two */
#define SLOT_BYTES 2048  /* a longer answer is not kept */
#define UNKNOWN_S  60    /* an unknown certificate may be issued any moment */
#define LOOK_S     5     /* how soon a new CA is seen */
#define AGAIN_S    60    /* between two tries to renew what still holds */
#define RETRY_S    1
#define SIGNER_MS  5000
#define LOG_MS     1000
#define TAG_BYTES  16

struct slot {
	char *bytes;
	size_t n, id_n; /* CertID first, then the answer */
	int64_t change, this_s, next_s, until_s;
	unsigned generation;
	char tag[2 * TAG_BYTES + 3];
};

struct responder {
	struct responder_options o;
	struct ipc_client *signer;
	struct status_reader *reader; /* of responder_tick */
	pthread_mutex_t lock;         /* over id and old */
	struct identity *id;
	atomic_uint generation; /* counts identities; 0 = none yet */
	int64_t tried_s;        /* to renew */
	struct old *old; /* replaced ones, until the end: desks may still read them */
	/* ready-made answers, the same ones for all threads: a cache in front sees one ETag */
	struct slot *slot;
	pthread_mutex_t slot_lock[SLOT_LOCKS];
};

struct old {
	struct old *next;
	struct identity *id;
};

struct desk {
	struct responder *r;
	struct status_reader *reader;
	int64_t logged_ms, looked_s;
	const struct identity *id;
	unsigned generation;
	struct pki_ocsp_signer *signer[OCSP_CAS];
	struct pki_ocsp_request request;
	struct pki_ocsp_single single[PKI_OCSP_IDS];
};

/* ---- the responder ---- */

struct responder *
responder_new(const struct responder_options *o)
{
	struct responder *r = calloc(1, sizeof(*r));

	if (r == NULL)
		BUG("out of memory");
	r->o = *o;
	r->signer = ipc_client_new(o->signer_socket, SIGNER_MS);
	pthread_mutex_init(&r->lock, NULL);
	r->slot = calloc(SLOTS, sizeof(*r->slot));
	if (r->slot == NULL)
		BUG("out of memory");
	for (size_t i = 0; i < SLOT_LOCKS; i++)
		pthread_mutex_init(&r->slot_lock[i], NULL);
	return r;
}

void
responder_free(struct responder *r)
{
	if (r == NULL)
		return;
	while (r->old != NULL) {
		struct old *o = r->old;

		r->old = o->next;
		identity_free(o->id);
		free(o);
	}
	for (size_t i = 0; i < SLOTS; i++)
		free(r->slot[i].bytes);
	free(r->slot);
	for (size_t i = 0; i < SLOT_LOCKS; i++)
		pthread_mutex_destroy(&r->slot_lock[i]);
	identity_free(r->id);
	status_reader_close(r->reader);
	ipc_client_free(r->signer);
	pthread_mutex_destroy(&r->lock);
	free(r);
}

/* A key lives for days: those that were replaced are few, and desks may still be reading them. */
static void
publish(struct responder *r, struct identity *id)
{
	pthread_mutex_lock(&r->lock);
	if (r->id != NULL) {
		struct old *o = calloc(1, sizeof(*o));

		if (o == NULL)
			BUG("out of memory");
		o->id = r->id;
		o->next = r->old;
		r->old = o;
	}
	r->id = id;
	pthread_mutex_unlock(&r->lock);
	atomic_fetch_add(&r->generation, 1);
}

static enum rc
tick(struct responder *r, struct err *e)
{
	int64_t now_s = clock_now(r->o.clock);
	struct identity *id;
	bool lacks = false;
	enum rc rc = RC_OK;

	if (r->reader != NULL && !status_reader_is(r->reader, r->o.status_path)) {
		status_reader_close(r->reader);
		r->reader = NULL;
	}
	if (r->reader == NULL &&
	    (rc = status_reader_open(r->o.status_path, &r->reader, e)) != RC_OK)
		return rc;
	if (r->id == NULL) {
		if ((rc = identity_load(r->o.dir, r->reader, &id, e)) != RC_OK)
			return rc;
		publish(r, id);
	}
	if ((rc = identity_lacks(r->id, r->reader, now_s, &lacks, e)) != RC_OK)
		return rc;
	if (!lacks && (!identity_is_due(r->id, now_s) ||
			  (now_s >= r->tried_s && now_s - r->tried_s < AGAIN_S)))
		return RC_OK;
	r->tried_s = now_s;
	rc = identity_renew(r->o.dir, r->reader, r->signer, now_s, &id, e);
	if (rc == RC_OK)
		publish(r, id);
	return rc;
}

int64_t
responder_tick(struct responder *r, enum rc *out_rc, struct err *e)
{
	*out_rc = tick(r, e);
	if (*out_rc == RC_OK)
		return LOOK_S;
	return responder_ready(r, &(struct err){ 0 }) == RC_OK ? LOOK_S : RETRY_S;
}

/* A certificate that ended with its CA goes on: there will be no other, and nothing changes any more. */
static bool
is_seated(const struct authority_seat *s, int64_t now_s)
{
	return s->cert.p != NULL && s->from_s <= now_s &&
	       (now_s < s->until_s || s->until_s == s->ca_until_s);
}

enum rc
responder_ready(struct responder *r, struct err *e)
{
	int64_t now_s = clock_now(r->o.clock);
	bool ready = false;

	pthread_mutex_lock(&r->lock);
	for (size_t i = 0; r->id != NULL && i < r->id->n; i++)
		ready = ready || is_seated(&r->id->seat[i], now_s);
	pthread_mutex_unlock(&r->lock);
	if (ready)
		return RC_OK;
	return err_set(e, RC_UNAVAILABLE,
	    N_("Penjawab status belum mempunyai sertifikat dari penerbit."),
	    "no responder certificate");
}

/* ---- the desk ---- */

struct desk *
desk_new(struct responder *r)
{
	struct desk *d = calloc(1, sizeof(*d));

	if (d == NULL)
		BUG("out of memory");
	d->r = r;
	return d;
}

static void
drop_signers(struct desk *d)
{
	for (size_t i = 0; i < OCSP_CAS; i++) {
		pki_ocsp_signer_free(d->signer[i]);
		d->signer[i] = NULL;
	}
}

void
desk_free(struct desk *d)
{
	if (d == NULL)
		return;
	drop_signers(d);
	status_reader_close(d->reader);
	free(d);
}

static void
drop_reader(struct desk *d)
{
	status_reader_close(d->reader);
	d->reader = NULL;
}

/* Once a second: a record that is away is asked for thousands of times. */
static void
complain(struct desk *d, const struct err *e)
{
	int64_t now_ms = clock_monotonic_ms();

	if (now_ms < d->logged_ms + LOG_MS)
		return;
	d->logged_ms = now_ms;
	log_line(LOG_ERROR_, "record", "why=\"%s\"", e->why);
}

/* Take over a new identity, open the record: false when nothing can be said yet. */
static bool
be_ready(struct desk *d, int64_t now_s)
{
	unsigned generation = atomic_load(&d->r->generation);
	struct err e;

	if (generation != d->generation) {
		pthread_mutex_lock(&d->r->lock);
		d->id = d->r->id;
		pthread_mutex_unlock(&d->r->lock);
		d->generation = generation;
		drop_signers(d);
	}
	/* a record that was taken away and made anew is another file: once a second is enough */
	if (d->reader != NULL && d->looked_s != now_s) {
		d->looked_s = now_s;
		if (!status_reader_is(d->reader, d->r->o.status_path))
			drop_reader(d);
	}
	if (d->reader == NULL &&
	    status_reader_open(d->r->o.status_path, &d->reader, &e) != RC_OK)
		complain(d, &e);
	return d->id != NULL && d->reader != NULL;
}

static struct pki_ocsp_signer *
signer_of(struct desk *d, size_t seat)
{
	struct err e;

	if (d->signer[seat] == NULL &&
	    pki_ocsp_signer_new(
		d->id->key, d->id->seat[seat].cert, &d->signer[seat], &e) != RC_OK) {
		log_line(LOG_ERROR_, "signer", "why=\"%s\"", e.why);
		return NULL;
	}
	return d->signer[seat];
}

/* ---- answers kept ready ---- */

static size_t
slot_index(str id)
{
	uint64_t h = 1469598103934665603u;

	/* the serial stands at the end of a CertID: its last bytes are random */
	for (size_t i = id.n > 40 ? id.n - 40 : 0; i < id.n; i++)
		h = (h ^ (unsigned char)id.p[i]) * 1099511628211u;
	return (h ^ id.n ^ h >> 32) & (SLOTS - 1);
}

static pthread_mutex_t *
slot_lock(struct desk *d, size_t i)
{
	return &d->r->slot_lock[i & (SLOT_LOCKS - 1)];
}

static bool
slot_fits(
    const struct desk *d, const struct slot *s, str id, int64_t change, int64_t now_s)
{
	return s->bytes != NULL && s->id_n == id.n && memcmp(s->bytes, id.p, id.n) == 0 &&
	       s->change == change && s->generation == d->generation &&
	       s->this_s <= now_s && now_s < s->until_s;
}

static void
slot_reply(const struct slot *s, struct arena *a, bool ready, struct reply *out)
{
	*out =
	    (struct reply){ .bytes = { arena_copy(a, s->bytes + s->id_n, s->n - s->id_n),
				s->n - s->id_n },
		    .keepable = true,
		    .this_s = s->this_s,
		    .next_s = s->next_s,
		    .etag = str_dup(a, str_from_z(s->tag)),
		    .ready = ready };
}

/* The ready answer for that certificate, if it is still true. */
static bool
slot_find(struct desk *d, struct arena *a, str id, int64_t change, int64_t now_s,
    struct reply *out)
{
	size_t i = slot_index(id);
	bool fits;

	pthread_mutex_lock(slot_lock(d, i));
	fits = slot_fits(d, &d->r->slot[i], id, change, now_s);
	if (fits)
		slot_reply(&d->r->slot[i], a, true, out);
	pthread_mutex_unlock(slot_lock(d, i));
	return fits;
}

static void
slot_fill(
    struct slot *s, str id, str bytes, const char *tag, const struct pki_ocsp_single *one)
{
	if (s->bytes == NULL && (s->bytes = malloc(SLOT_BYTES)) == NULL)
		BUG("out of memory");
	memcpy(s->bytes, id.p, id.n);
	memcpy(s->bytes + id.n, bytes.p, bytes.n);
	s->id_n = id.n;
	s->n = id.n + bytes.n;
	s->this_s = one->this_s;
	s->next_s = one->next_s;
	/* whoever gets it has at least half of its time before him */
	s->until_s = one->next_s == PKI_NO_NEXT_S
			 ? one->this_s + UNKNOWN_S
			 : one->this_s + (one->next_s - one->this_s) / 2;
	memcpy(s->tag, tag, sizeof(s->tag));
}

/* Keep it, unless another thread was faster: then its answer is everybody's. */
static void
slot_keep(struct desk *d, struct arena *a, str bytes, int64_t change, struct reply *out)
{
	str id = d->request.id[0].whole, hex;
	unsigned char md[PKI_SHA256_BYTES];
	char tag[sizeof(d->r->slot->tag)] = "\"";
	size_t i = slot_index(id);
	struct slot *s = &d->r->slot[i];

	if (id.n + bytes.n > SLOT_BYTES)
		return;
	pki_sha256(bytes, md);
	hex = hex_encode(a, md, TAG_BYTES);
	memcpy(tag + 1, hex.p, hex.n);
	memcpy(tag + 1 + hex.n, "\"", 2);
	pthread_mutex_lock(slot_lock(d, i));
	if (!slot_fits(d, s, id, change, d->single[0].this_s)) {
		slot_fill(s, id, bytes, tag, d->single);
		s->change = change;
		s->generation = d->generation;
	}
	slot_reply(s, a, false, out);
	pthread_mutex_unlock(slot_lock(d, i));
}

/* ---- the decision ---- */

static void
refuse(enum pki_ocsp_refusal why, struct reply *out)
{
	*out = (struct reply){ .bytes = pki_ocsp_refusal(why) };
}

/* The CA of the first certificate that is of one of ours; id->n: of none. */
static size_t
find_seat(const struct desk *d)
{
	for (size_t i = 0; i < d->request.n; i++)
		for (size_t k = 0; k < d->id->n; k++)
			if (pki_ocsp_is_of(&d->id->seat[k].issuer, &d->request.id[i]))
				return k;
	return d->id->n;
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static enum rc
decide(struct desk *d, const struct authority_seat *seat, const struct pki_ocsp_id *id,
    int64_t now_s, struct pki_ocsp_single *out, int64_t *out_change, struct err *e)
{
	struct ocsp_status st;
	bool found = false;
	enum rc rc = RC_OK;

	*out = (struct pki_ocsp_single){ .id = id->whole,
		.state = PKI_OCSP_UNKNOWN,
		.this_s = now_s,
		.next_s = now_s + UNKNOWN_S,
		.cutoff_s = seat->ca_from_s };
	*out_change = -1;
	if (pki_ocsp_is_of(&seat->issuer, id))
		rc = status_reader_get(d->reader, seat->ca, id->serial, &st, &found, e);
	if (rc != RC_OK || !found)
		return rc;
	*out_change = st.change;
	out->next_s = least(now_s + d->r->o.validity_s, seat->until_s);
	if (now_s + d->r->o.validity_s >= seat->ca_until_s)
		out->next_s = PKI_NO_NEXT_S; /* the CA ends: this is the last word */
	if (st.state == OCSP_GOOD) {
		out->state = PKI_OCSP_GOOD;
		return RC_OK;
	}
	out->state = PKI_OCSP_REVOKED;
	out->revoked_s = st.at_s;
	out->reason = st.state == OCSP_SUSPENDED ? PKI_REASON_HOLD : st.reason;
	out->invalidity_s = st.invalidity_s;
	return RC_OK;
}

static void
sign_all(struct desk *d, struct arena *a, size_t seat, int64_t now_s, int64_t change,
    struct reply *out)
{
	const struct pki_ocsp_answer answer = { .at = d->single,
		.n = d->request.n,
		.nonce = d->request.nonce,
		.produced_s = now_s };
	struct pki_ocsp_signer *signer = signer_of(d, seat);
	struct buf b;
	struct err e;

	buf_init(&b, a, 1536);
	if (signer == NULL || pki_ocsp_sign(signer, &answer, &b, &e) != RC_OK) {
		refuse(PKI_OCSP_INTERNAL, out);
		return;
	}
	*out = (struct reply){ .bytes = buf_get(&b), .this_s = now_s };
	if (d->request.n == 1 && d->request.nonce.p == NULL && change >= 0)
		slot_keep(d, a, out->bytes, change, out);
}

static void
answer_read(struct desk *d, struct arena *a, int64_t now_s, struct reply *out)
{
	int64_t change = -1;
	size_t seat = find_seat(d);
	struct err e;

	if (seat == d->id->n) {
		refuse(PKI_OCSP_UNAUTHORIZED, out);
		return;
	}
	if (!is_seated(&d->id->seat[seat], now_s)) {
		refuse(PKI_OCSP_TRY_LATER, out);
		return;
	}
	for (size_t i = 0; i < d->request.n; i++)
		if (decide(d, &d->id->seat[seat], &d->request.id[i], now_s, &d->single[i],
			&change, &e) != RC_OK) {
			complain(d, &e);
			drop_reader(d);
			refuse(PKI_OCSP_TRY_LATER, out);
			return;
		}
	if (d->request.n == 1 && d->request.nonce.p == NULL && change >= 0 &&
	    slot_find(d, a, d->request.id[0].whole, change, now_s, out))
		return;
	sign_all(d, a, seat, now_s, change, out);
}

void
desk_answer(struct desk *d, struct arena *a, str request, struct reply *out)
{
	int64_t now_s = clock_now(d->r->o.clock);
	struct err e;

	if (pki_ocsp_read(request, &d->request, &e) != RC_OK)
		refuse(PKI_OCSP_MALFORMED, out);
	else if (!be_ready(d, now_s))
		refuse(PKI_OCSP_TRY_LATER, out);
	else
		answer_read(d, a, now_s, out);
}
