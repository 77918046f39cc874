/* internal.h - what the files of src/signer share among themselves. */
#ifndef SIGNER_INTERNAL_H
#define SIGNER_INTERNAL_H

#include "pki/cert.h"
#include "signer/authority.h"
#include "signer/checkpoint.h"
#include "signer/profile.h"
#include "signer/record.h"
#include "signer/signer.h"
#include "signer/status_db.h"

/* What is remembered of a published list until the program ends. */
struct list_memory {
	struct list_memory *next;
	str name;
	int64_t inode, bytes, changed_s, changed_ns; /* of the file that was checked */
};

#define RETRY_S 10 /* a list that could not be written is tried again after that */

#define SIGNER_OLDER 8 /* issuing CAs before the one in use that have not ended */

/* One of them (authorities.h). */
struct signer_authority {
	str name, der;
	struct pki_cert cert;
	struct pki_ca ca;
	struct pki_key *key;
};

struct signer {
	struct arena *a; /* lives as long as the signer */
	const char *state;
	const struct clock *clock;
	struct signer_profile profile;
	struct signer_secrets secrets;
	struct pki_key *key;
	struct pki_ca ca;
	struct pki_cert ca_cert;
	str ca_der, root_der;
	struct signer_authority older[SIGNER_OLDER];
	size_t n_older;
	struct record *record;
	struct checkpoints *checkpoints;
	struct status_db *status;
	struct list_memory *lists;
	struct chain_db *chain;
	struct crew *crew;
	int lock_fd;
	int64_t started_s, next_tick_s;
	int64_t latest_s; /* the clock may not run behind what was taken */
};

/* chain.c: every message of the chain of authority but `certify`. */
MUST_USE enum rc signer_do_chain(struct signer *s, struct arena *a,
    const struct ipc_message *in, struct ipc_message *out, const char **out_code,
    struct err *e);
/* chain.c: what a judgement is made from, now. Code: clock. */
MUST_USE enum rc signer_authority(
    struct signer *s, struct authority *out, const char **out_code, struct err *e);
/* chain.c: what a statement is about, for the list of refusals; "" if it cannot be read. */
str signer_paper_subject(struct arena *a, str statement);

/* issue.c: the steps of issuing that both ways share. */
void signer_step_done(enum signer_step step);
int64_t signer_not_after(
    const struct signer *s, str office, int64_t from_s, int64_t asked_s);
MUST_USE enum rc signer_check_unused(struct signer *s, const struct record_issue *row,
    const char **out_code, struct err *e);
/* row->tbs, linted */
MUST_USE enum rc signer_build(
    struct signer *s, struct arena *a, struct record_issue *row, struct err *e);
/* row->der and signed_s, verified; its state is left alone */
MUST_USE enum rc signer_sign(
    struct signer *s, struct arena *a, struct record_issue *row, struct err *e);

/* issue.c: bring every reserved certificate to its end. */
MUST_USE enum rc signer_finish_pending(struct signer *s, struct err *e);

/* status.c */
MUST_USE enum rc signer_do_status_get(
    struct signer *s, struct arena *a, str serial, struct ipc_status *out, struct err *e);
/* A change of status that somebody had the right to order. */
struct status_order {
	str serial, state; /* active (lifted), suspended, revoked */
	int64_t reason;    /* CRLReason (RFC 5280 5.3.1); 6 for suspended, 0 for active */
	int64_t invalidity_s; /* since when the key is suspect; 0 = not said */
	str actor;            /* who ordered it, for the log */
};
/* status.c: the part that is recorded, and the part that tells everybody. */
MUST_USE enum rc signer_status_change(struct signer *s, struct arena *a,
    const struct status_order *in, const char **out_code, struct err *e);
MUST_USE enum rc signer_status_tell(
    struct signer *s, struct arena *a, str serial, struct ipc_status *out, struct err *e);
/* lists.c: the list on which a certificate with that serial stands, and its address. */
str signer_list_name(struct signer *s, struct arena *a, str serial);
str signer_list_url(struct signer *s, struct arena *a, str name);
/* lists.c: make the CA and the lists of the profile known to the status record. */
MUST_USE enum rc signer_want_lists(struct signer *s, struct err *e);

/* responder.c */
MUST_USE enum rc signer_do_responder(struct signer *s, struct arena *a,
    const struct ipc_responder_get *in, struct ipc_responder *out, const char **out_code,
    struct err *e);

/* publish.c: write STATE/pki/<name> durably, readable by everybody. */
MUST_USE enum rc signer_publish_file(
    struct arena *a, const char *state, const char *name, str data, struct err *e);
/* evidence.c: the next statement behind a certificate. */
MUST_USE enum rc signer_do_evidence(struct signer *s, struct arena *a,
    const struct ipc_evidence_get *in, struct ipc_evidence *out, struct err *e);

/* publish.c: root.cer; <ca>.cer, .pem, .p7c; and the same as that in use: ca.cer, chain.pem, chain.p7c. */
MUST_USE enum rc signer_publish_chain(
    struct arena *a, const char *state, str ca, str ca_der, str root_der, struct err *e);
/* STATE/name as a path for the system. */
const char *signer_path(struct arena *a, const char *state, const char *name);

#endif
