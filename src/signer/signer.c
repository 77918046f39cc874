/* signer.c - opening the signer, and what each message does. */
#include "signer/signer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "pki/cache.h"
#include "signer/authorities.h"
#include "signer/certify.h"
#include "signer/crew.h"
#include "signer/internal.h"
#include "signer/opening.h"

#define KEYS_READY    256 /* officers of a day, and the requests of the moment */
#define CERT_BYTES    16384
#define PROFILE_BYTES 16384
#define TROUBLE       N_("Penerbit sertifikat belum siap.")

/* One signer per state: two would both think they are alone with the record and the lists. */
static enum rc
take_lock(struct signer *s, struct err *e)
{
	const char *path = signer_path(s->a, s->state, "signer/lock");

	s->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (s->lock_fd < 0)
		return err_set(e, errno == ENOENT ? RC_NOT_FOUND : RC_UNAVAILABLE,
		    TROUBLE, "open %s: %s", path, strerror(errno));
	if (flock(s->lock_fd, LOCK_EX | LOCK_NB) != 0)
		return err_set(
		    e, RC_CONFLICT, TROUBLE, "another signer runs on %s", s->state);
	return RC_OK;
}

/* After a roll-over what everybody fetches as "the" issuer is another one. */
static enum rc
publish_if_changed(struct signer *s, struct err *e)
{
	struct err ignored;
	str there;

	if (file_read(s->a, signer_path(s->a, s->state, "pki/ca.cer"), CERT_BYTES, &there,
		&ignored) == RC_OK &&
	    str_eq(there, s->ca_der))
		return RC_OK;
	return signer_publish_chain(
	    s->a, s->state, s->profile.ca, s->ca_der, s->root_der, e);
}

static enum rc
load_certs(struct signer *s, struct err *e)
{
	const char *ca = str_z(s->a, s->profile.ca);
	struct pki_cert root;
	enum rc rc;

	if ((rc = file_read(s->a,
		 signer_path(s->a, s->state, str_fmt(s->a, "signer/%s.cer", ca).p),
		 CERT_BYTES, &s->ca_der, e)) != RC_OK ||
	    (rc = file_read(s->a, signer_path(s->a, s->state, "signer/root.cer"),
		 CERT_BYTES, &s->root_der, e)) != RC_OK ||
	    (rc = pki_ca_read(s->a, s->ca_der, &s->ca, e)) != RC_OK ||
	    (rc = pki_cert_parse(s->a, s->ca_der, &s->ca_cert, e)) != RC_OK ||
	    (rc = pki_cert_parse(s->a, s->root_der, &root, e)) != RC_OK)
		return rc;
	return pki_cert_verify(&s->ca_cert, &root, e);
}

/* On a thread of its own, while certificates of older authorities and the records are opened. */
static enum rc
open_ca_key(void *arg, struct arena *a, struct pki_key **out, struct err *e)
{
	const struct signer *s = arg;

	return signer_key_open(a, s->state, str_z(a, s->profile.ca), &s->secrets,
	    s->ca_cert.key.spki, out, e);
}

/* One certificate as this profile would make it, whatever kind of key the CA happens to have. */
static enum rc
try_profile(struct signer *s, const struct pki_profile *p, struct err *e)
{
	int64_t now_s = clock_now(s->clock);
	const struct pki_leaf leaf = { .serial = pki_serial_new(s->a),
		.office_name = STR("KPPN"),
		.name = STR("PROFIL"),
		.email = STR("profil@example.go.id"),
		.spki = s->ca_cert.key.spki,
		.not_before_s = now_s,
		.not_after_s = now_s + 3599 };
	struct pki_profile any = *p;
	enum rc rc;
	str tbs;

	memset(any.no_key, 0, sizeof(any.no_key));
	any.rsa_least_bits = 0;
	if ((rc = pki_leaf_tbs(s->a, &any, &s->ca, &leaf, &tbs, e)) != RC_OK)
		return rc;
	return pki_leaf_lint(s->a, &any, &s->ca, &leaf, tbs, e);
}

/* A profile that cannot make a certificate must be found now, not at the first applicant. */
static enum rc
lint_profile(struct signer *s, struct err *e)
{
	enum rc rc = signer_profile_lint(s->a, &s->profile, e);

	if (rc == RC_OK)
		rc = try_profile(s, &s->profile.leaf, e);
	for (size_t i = 0; rc == RC_OK && i < s->profile.n_more; i++)
		rc = try_profile(s, &s->profile.more[i].leaf, e);
	return rc;
}

static enum rc
open_records(struct signer *s, struct err *e)
{
	enum rc rc;

	if ((rc = authorities_open(s, e)) != RC_OK ||
	    (rc = lint_profile(s, e)) != RC_OK ||
	    (rc = record_open(signer_path(s->a, s->state, "signer/signer.db"), &s->record,
		 e)) != RC_OK ||
	    (rc = status_db_open(s->state, &s->status, e)) != RC_OK ||
	    (rc = signer_want_lists(s, e)) != RC_OK ||
	    (rc = chain_db_open(s->a, s->record, &s->chain, e)) != RC_OK)
		return rc;
	return chain_db_latest(s->chain, &s->latest_s, e);
}

/* The key of the CA is opened, that of the checkpoints perhaps still, while we look into the records. */
static enum rc
open_with_key(struct signer *s, bool thread, struct err *e)
{
	struct opening *key;
	struct err other;
	enum rc rc = load_certs(s, e), opened;

	if (rc != RC_OK)
		return rc;
	key = opening_begin(open_ca_key, s, thread);
	rc = open_records(s, e);
	opened = opening_end(key, &s->key, rc == RC_OK ? e : &other);
	s->ca.key = s->key;
	if (rc == RC_OK)
		rc = opened;
	return rc != RC_OK ? rc : publish_if_changed(s, e);
}

static enum rc
open_all(struct signer *s, const struct signer_options *o, struct err *e)
{
	struct checkpoint_key *key;
	struct pki_cert root;
	enum rc rc;
	str text;

	if ((rc = file_read(s->a, signer_path(s->a, s->state, "signer/profile.conf"),
		 PROFILE_BYTES, &text, e)) != RC_OK ||
	    (rc = take_lock(s, e)) != RC_OK ||
	    (rc = signer_profile_parse(s->a, text, &s->profile, e)) != RC_OK)
		return rc;
	signer_profile_urls(s->a, &s->profile, o->base_url, o->ocsp_url);
	s->secrets = o->secrets;
	key = checkpoint_key_begin(s->state, s->secrets.secret_file, o->threads > 0);
	rc = open_with_key(s, o->threads > 0, e);
	/* the root's name: it stays when the issuing CA is replaced */
	if (rc == RC_OK)
		rc = pki_cert_parse(s->a, s->root_der, &root, e);
	if (rc == RC_OK)
		rc =
		    checkpoints_open(s->a, key, root.name, s->record, &s->checkpoints, e);
	else
		checkpoint_key_drop(key);
	if (rc == RC_OK)
		rc = signer_finish_pending(s, e);
	/* what a crash left between the two records */
	return rc != RC_OK ? rc : status_db_follow(s->status, s->record, e);
}

enum rc
signer_open(const struct signer_options *options, struct signer **out, struct err *e)
{
	struct signer *s = calloc(1, sizeof(*s));
	enum rc rc;

	if (s == NULL)
		BUG("out of memory");
	s->a = arena_new();
	pki_public_cache(KEYS_READY);
	s->state = arena_copy(s->a, options->state, strlen(options->state));
	s->clock = options->clock;
	s->lock_fd = -1;
	s->crew = crew_new(options->threads);
	s->started_s = s->next_tick_s = clock_now(s->clock);
	rc = open_all(s, options, e);
	if (rc != RC_OK) {
		signer_close(s);
		return rc;
	}
	*out = s;
	return RC_OK;
}

void
signer_close(struct signer *s)
{
	if (s == NULL)
		return;
	crew_free(s->crew);
	checkpoints_close(s->checkpoints);
	status_db_close(s->status);
	chain_db_close(s->chain);
	pki_public_cache(0);
	record_close(s->record);
	pki_key_free(s->key);
	authorities_close(s);
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	arena_free(s->a);
	free(s);
}

static enum rc
pong(struct signer *s, struct arena *a, const struct ipc_ping *in, struct ipc_pong *out,
    struct err *e)
{
	int64_t changes, issued;
	struct status_list list;
	enum rc rc;

	if ((rc = status_db_list_get(s->status, a, s->profile.ca, &list, e)) != RC_OK ||
	    (rc = record_counts(s->record, &changes, &issued, e)) != RC_OK)
		return rc;
	*out = (struct ipc_pong){ .nonce = in->nonce,
		.started_s = s->started_s,
		.issued = issued,
		.crl_number = list.number,
		.crl_next_s = list.next_s,
		.crl_behind = list.number == 0 || list.changes < changes };
	return RC_OK;
}

static enum rc
chain(struct signer *s, const struct ipc_chain_get *in, struct ipc_chain *out,
    struct err *e)
{
	str name = in->ca.n > 0 ? in->ca : s->profile.ca, der = authority_der(s, name);

	if (der.p == NULL)
		return err_set(e, RC_NOT_FOUND, N_("Penerbit dengan nama itu tidak ada."),
		    "no such CA");
	*out = (struct ipc_chain){ name, der, s->root_der };
	return RC_OK;
}

static enum rc
next_refusal(struct signer *s, struct arena *a, const struct ipc_refusal_get *in,
    struct ipc_refusal *out, struct err *e)
{
	struct record_refusal r = { 0 };
	enum rc rc = record_refused_next(s->record, a, in->after, &r, e);
	bool door = str_eq_z(r.message, RECORD_OCSP_DOOR);

	if (rc == RC_OK)
		*out = (struct ipc_refusal){ .id = r.id,
			.at_s = r.at_s,
			.peer = STR("paraf-ocsp"),
			.message = door ? r.subject : r.message,
			.code = r.code };
	return rc;
}

static enum rc
dispatch(struct signer *s, struct arena *a, const struct ipc_message *in,
    struct ipc_message *out, const char **code, struct err *e)
{
	switch ((int)in->type) {
	case IPC_ping:
		out->type = IPC_pong;
		return pong(s, a, &in->u.ping, &out->u.pong, e);
	case IPC_status_get:
		out->type = IPC_status;
		return signer_do_status_get(
		    s, a, in->u.status_get.serial, &out->u.status, e);
	case IPC_chain_get:
		out->type = IPC_chain;
		return chain(s, &in->u.chain_get, &out->u.chain, e);
	case IPC_checkpoint:
		out->type = IPC_checkpoint_signed;
		return checkpoints_sign(s->checkpoints, a, clock_now(s->clock),
		    &in->u.checkpoint, &out->u.checkpoint_signed, code, e);
	case IPC_checkpoint_get:
		out->type = IPC_checkpoint_signed;
		return checkpoints_last(s->checkpoints, a, &out->u.checkpoint_signed, e);
	case IPC_evidence_get:
		out->type = IPC_evidence;
		return signer_do_evidence(s, a, &in->u.evidence_get, &out->u.evidence, e);
	case IPC_refusal_get:
		out->type = IPC_refusal;
		return next_refusal(s, a, &in->u.refusal_get, &out->u.refusal, e);
	case IPC_responder_get:
		out->type = IPC_responder;
		return signer_do_responder(
		    s, a, &in->u.responder_get, &out->u.responder, code, e);
	case IPC_authority_get:
	case IPC_ceremony_enrol:
	case IPC_statement_record:
	case IPC_authority_end:
	case IPC_grant_get:
	case IPC_order_record:
	case IPC_order_code:
	case IPC_order_suspend:
		return signer_do_chain(s, a, in, out, code, e);
	default:
		*code = "message";
		return err_set(e, RC_INVALID,
		    N_("Dua bagian sistem tidak saling mengerti. Laporkan kepada Dit. SITP."),
		    "%s is not a request", ipc_type_name(in->type));
	}
}

/* By whom and about what, for the list of refusals. False: a question, whose refusal is not kept. */
static bool
act_of(struct arena *a, const struct ipc_message *in, str *by, str *subject)
{
	*by = STR("");
	switch ((int)in->type) {
	case IPC_ceremony_enrol:
		*subject = signer_paper_subject(a, in->u.ceremony_enrol.statement);
		return true;
	case IPC_statement_record:
		*subject = signer_paper_subject(a, in->u.statement_record.statement);
		return true;
	case IPC_authority_end:
		*by = in->u.authority_end.actor;
		*subject = in->u.authority_end.grant;
		return true;
	case IPC_order_record:
		*subject = signer_paper_subject(a, in->u.order_record.statement);
		return true;
	case IPC_order_code:
		*subject = in->u.order_code.serial;
		return true;
	case IPC_order_suspend:
		*by = in->u.order_suspend.actor;
		*subject = in->u.order_suspend.serial;
		return true;
	case IPC_checkpoint:
		*subject = STR("");
		return true;
	case IPC_responder_get:
		*subject = in->u.responder_get.ca;
		return true;
	default:
		return false;
	}
}

/* Refusals of acts are kept for ever; one that cannot be kept is not a refusal but a failure. */
static enum rc
record_refusal(struct signer *s, struct arena *a, const struct ipc_message *in,
    const char *code, enum rc rc, struct err *e)
{
	char why[sizeof(e->why)];
	str by, subject;

	if (rc == RC_UNAVAILABLE || !act_of(a, in, &by, &subject))
		return rc;
	memcpy(why, e->why, sizeof(why));
	if (record_refused(s->record, clock_now(s->clock), ipc_type_name(in->type), by,
		subject, code, why, e) != RC_OK)
		return e->rc;
	return rc;
}

void
signer_at_wrong_door(struct signer *s, enum ipc_type asked)
{
	struct err e;

	if (record_refused(s->record, clock_now(s->clock), RECORD_OCSP_DOOR, STR(""),
		str_from_z(ipc_type_name(asked)), "door", "not answered at that door",
		&e) != RC_OK)
		log_line(LOG_ERROR_, "refusal", "why=\"%s\"", e.why);
}

/* Cut to what the field of a message holds, never inside a character. */
static str
clip(struct arena *a, const char *z, size_t max)
{
	str s = str_from_z(z);

	if (s.n > max) {
		s.n = max;
		while (s.n > 0 && ((unsigned char)s.p[s.n] & 0xc0) == 0x80)
			s.n--;
	}
	return str_dup(a, s);
}

static void
fill_failure(
    struct arena *a, const char *code, const struct err *e, struct ipc_message *out)
{
	*out = (struct ipc_message){ .type = IPC_failure,
		.u.failure = { .rc = e->rc,
		    .code = clip(a, code, 64),
		    .msg = clip(a, e->msg, 511),
		    .why = clip(a, e->why, 511) } };
}

static void
answer_one(struct signer *s, struct arena *a, const struct ipc_message *in,
    struct ipc_message *out)
{
	const char *code = "failed";
	struct err e, kept;
	enum rc rc = dispatch(s, a, in, out, &code, &e);

	if (rc == RC_OK)
		return;
	kept = e;
	if (record_refusal(s, a, in, code, rc, &e) == rc)
		e = kept;
	fill_failure(a, code, &e, out);
}

void
signer_answer_all(struct signer *s, struct arena *a, const struct ipc_message *in,
    struct ipc_message *out, size_t n)
{
	struct certify_task *tasks = ARENA_ARRAY(a, n, struct certify_task);
	size_t n_tasks = 0;

	for (size_t i = 0; i < n; i++)
		if (in[i].type == IPC_certify)
			tasks[n_tasks++].in = &in[i].u.certify;
		else
			answer_one(s, a, &in[i], &out[i]);
	if (n_tasks == 0)
		return;
	certify_all(s, a, tasks, n_tasks);
	n_tasks = 0;
	for (size_t i = 0; i < n; i++) {
		const struct certify_task *t = &tasks[n_tasks];

		if (in[i].type != IPC_certify)
			continue;
		n_tasks++;
		if (t->rc == RC_OK)
			out[i] = (struct ipc_message){ .type = IPC_issued,
				.u.issued = t->out };
		else
			fill_failure(a, t->code, &t->e, &out[i]);
	}
}

void
signer_answer(struct signer *s, struct arena *a, const struct ipc_message *in,
    struct ipc_message *out)
{
	signer_answer_all(s, a, in, out, 1);
}
