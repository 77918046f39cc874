/* internal.h - what the files of src/signer share among themselves. */
#ifndef SIGNER_INTERNAL_H
#define SIGNER_INTERNAL_H

#include "pki/cert.h"
#include "signer/checkpoint.h"
#include "signer/profile.h"
#include "signer/record.h"
#include "signer/signer.h"

struct signer {
	struct arena *a; /* lives as long as the signer */
	const char *state;
	const struct clock *clock;
	struct signer_profile profile;
	struct pki_key *key;
	struct pki_ca ca;
	struct pki_cert ca_cert;
	str ca_der, root_der;
	struct record *record;
	struct checkpoints *checkpoints;
	int lock_fd;
	int64_t started_s, next_tick_s;
};

/* issue.c: out_code names the refusal when the rc is not RC_OK. */
MUST_USE enum rc signer_do_issue(struct signer *s, struct arena *a,
    const struct ipc_issue *in, struct ipc_issued *out, const char **out_code,
    struct err *e);
/* issue.c: bring every reserved certificate to its end. */
MUST_USE enum rc signer_finish_pending(struct signer *s, struct err *e);

/* status.c */
MUST_USE enum rc signer_do_status_set(struct signer *s, struct arena *a,
    const struct ipc_status_set *in, struct ipc_status *out, const char **out_code,
    struct err *e);
MUST_USE enum rc signer_do_status_get(
    struct signer *s, struct arena *a, str serial, struct ipc_status *out, struct err *e);
/* status.c: sign and write the list now. */
MUST_USE enum rc signer_publish_crl(struct signer *s, struct arena *a, struct err *e);

/* publish.c: write STATE/pki/<name> durably, readable by everybody. */
MUST_USE enum rc signer_publish_file(
    struct arena *a, const char *state, const char *name, str data, struct err *e);
/* publish.c: ca.cer, root.cer, chain.pem, chain.p7c. */
MUST_USE enum rc signer_publish_chain(
    struct arena *a, const char *state, str ca_der, str root_der, struct err *e);
/* STATE/name as a path for the system. */
const char *signer_path(struct arena *a, const char *state, const char *name);

#endif
