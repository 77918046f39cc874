/* signer_client.c - typed calls to paraf-signer. */
#include "ipc/signer_client.h"

enum rc
signer_ask(struct ipc_client *c, struct arena *a, const struct ipc_message *in,
    enum ipc_type want, struct ipc_message *out, struct err *e)
{
	enum rc rc = ipc_call(c, a, in, out, e);

	if (rc == RC_OK && out->type != want)
		return err_set(e, RC_UNAVAILABLE,
		    N_("Bagian penerbit sertifikat sedang tidak dapat dihubungi. Permintaan Anda disimpan dan dicoba lagi."),
		    "signer answered %s to %s", ipc_type_name(out->type),
		    ipc_type_name(in->type));
	return rc;
}

enum rc
signer_ping(struct ipc_client *c, struct arena *a, struct ipc_pong *out, struct err *e)
{
	struct ipc_message in = { .type = IPC_ping, .u.ping.nonce = 1 }, got;
	enum rc rc = signer_ask(c, a, &in, IPC_pong, &got, e);

	if (rc == RC_OK)
		*out = got.u.pong;
	return rc;
}

enum rc
signer_status(struct ipc_client *c, struct arena *a, str serial, struct ipc_status *out,
    struct err *e)
{
	struct ipc_message in = { .type = IPC_status_get, .u.status_get.serial = serial },
			   got;
	enum rc rc = signer_ask(c, a, &in, IPC_status, &got, e);

	if (rc == RC_OK)
		*out = got.u.status;
	return rc;
}

enum rc
signer_chain(struct ipc_client *c, struct arena *a, struct ipc_chain *out, struct err *e)
{
	struct ipc_message in = { .type = IPC_chain_get, .u.chain_get.ca = STR("") }, got;
	enum rc rc = signer_ask(c, a, &in, IPC_chain, &got, e);

	if (rc == RC_OK)
		*out = got.u.chain;
	return rc;
}

enum rc
signer_checkpoint(struct ipc_client *c, struct arena *a, const struct ipc_checkpoint *in,
    struct ipc_checkpoint_signed *out, struct err *e)
{
	struct ipc_message m = { .type = IPC_checkpoint, .u.checkpoint = *in }, got;
	enum rc rc = signer_ask(c, a, &m, IPC_checkpoint_signed, &got, e);

	if (rc == RC_OK)
		*out = got.u.checkpoint_signed;
	return rc;
}

enum rc
signer_checkpoint_last(struct ipc_client *c, struct arena *a,
    struct ipc_checkpoint_signed *out, struct err *e)
{
	struct ipc_message m = { .type = IPC_checkpoint_get }, got;
	enum rc rc = signer_ask(c, a, &m, IPC_checkpoint_signed, &got, e);

	if (rc == RC_OK)
		*out = got.u.checkpoint_signed;
	return rc;
}

enum rc
signer_evidence(struct ipc_client *c, struct arena *a, str serial, int64_t after,
    struct ipc_evidence *out, struct err *e)
{
	struct ipc_message m = { .type = IPC_evidence_get,
		.u.evidence_get = { .serial = serial, .after = after } };
	struct ipc_message got;
	enum rc rc = signer_ask(c, a, &m, IPC_evidence, &got, e);

	if (rc == RC_OK)
		*out = got.u.evidence;
	return rc;
}

enum rc
signer_refusal(struct ipc_client *c, struct arena *a, int64_t after,
    struct ipc_refusal *out, struct err *e)
{
	struct ipc_message m = { .type = IPC_refusal_get, .u.refusal_get.after = after };
	struct ipc_message got;
	enum rc rc = signer_ask(c, a, &m, IPC_refusal, &got, e);

	if (rc == RC_OK)
		*out = got.u.refusal;
	return rc;
}
