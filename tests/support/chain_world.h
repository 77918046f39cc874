/*
 * chain_world.h - a signer of its own behind a real socket, two verifiers and three officers with
 * software keys, and every statement of the chain in its right form, ready to be spoilt.
 *
 * The signer is the real one in a process of its own; its clock and its place of dying can be set.
 */
#ifndef SUPPORT_CHAIN_WORLD_H
#define SUPPORT_CHAIN_WORLD_H

#include <sys/types.h>

#include "ipc/signer_client.h"
#include "signer/signer.h"
#include "statement/softkey.h"
#include "support/make_csr.h"

#define CHAIN_CODE "7QK2M9X4TRC0DE1ZYXWV" /* activation code of every approval */

/* One officer with his key and his grant. */
struct chain_person {
	const char *account, *name, *nip;
	struct softkey *key;
	str grant; /* id of the grant; none for verifiers */
};

struct chain_world {
	struct arena *a;
	char dir[64], state[80], socket[80];
	pid_t pid;
	struct ipc_client *client;
	str authority;
	struct chain_person v1, v2;      /* verifiers */
	struct chain_person opip, opip2; /* OPIPs of office 082 */
	struct chain_person reviewer;    /* kepala of 082 */
	struct chain_person far;         /* OPIP of office 014 */
	struct {
		int64_t skew_s; /* added to the signer's clock */
		int die_at;     /* a signer_step, or -1 */
	} * shared;
	bool attached; /* the signer is not ours */
	int n;         /* of applications and ids made so far */
};

/* `browser`: keys of officers are browser keys, and the profile allows them. */
struct chain_world *chain_world_new(bool browser);
void chain_world_free(struct chain_world *w);
/*
 * The same people at a signer that somebody else made and serves: state folder (its profile says
 * base_url http://127.0.0.1:8080 or http://localhost:8080), and a client that reaches it now. Nothing
 * of them is started, stopped or removed by us.
 */
struct chain_world *chain_world_attach(const char *state, struct ipc_client *client);
/* Start, stop (SIGKILL) the signer's process. */
void chain_world_start(struct chain_world *w);
void chain_world_stop(struct chain_world *w);
/* One line of profile.conf more; takes effect at the next start. */
void chain_world_profile(struct chain_world *w, const char *line);

/* A statement of that kind with a new id, made now, that ends in an hour. */
struct statement chain_statement(struct chain_world *w, enum statement_kind kind);
/* Encode and sign by one, two or three keys (NULL: no more). */
struct chain_paper {
	str statement, signatures;
};
struct chain_paper chain_sign(struct chain_world *w, const struct statement *s,
    struct softkey *one, struct softkey *two, struct softkey *three);

/* Everything for one certificate, right in every way. */
struct chain_request {
	struct statement review, approval;
	struct made_csr csr;
	struct ipc_certify in;
};
void chain_request_new(struct chain_world *w, struct chain_request *r);
/* After statements were changed: sign both again (review by `reviewer`, approval by `opip`). */
void chain_request_sign(struct chain_world *w, struct chain_request *r,
    struct softkey *by, struct softkey *as);
/* Everything for one certificate with that request, right in every way. */
struct chain_request chain_request_for(
    struct chain_world *w, const char *request_id, str csr);
/* Sign the request anew with the activation code. */
void chain_request_activate(struct chain_world *w, struct chain_request *r, str code);

/* Ask; RC_OK or the refusal, whose fixed word is in out_code (32 bytes; may be NULL). */
enum rc chain_ask(struct chain_world *w, const struct ipc_message *in, enum ipc_type want,
    struct ipc_message *out, char *out_code);
enum rc chain_certify(struct chain_world *w, const struct ipc_certify *in,
    struct ipc_issued *out, char *out_code);
enum rc chain_record(struct chain_world *w, struct chain_paper p, char *out_code);
/* A grant by v1 of that role and office to the person's key. */
struct statement chain_grant_of(struct chain_world *w, const struct chain_person *p,
    const char *role, const char *office);
/* An order by the OPIP: revoke or lift. */
struct ipc_message chain_order(
    struct chain_world *w, str serial, const char *action, int64_t reason);
/* One number out of the signer's database. */
int64_t chain_count(struct chain_world *w, const char *sql);
/* New ceremony codes. */
void chain_codes(struct chain_world *w, size_t n, str *out);

#endif
