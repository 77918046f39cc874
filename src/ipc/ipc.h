/*
 * ipc.h - messages between the programs: one framed codec over Unix stream sockets.
 *
 * A frame is u32 length (of what follows, big endian), u16 code, then every field of the message in
 * the order of ipc.def: u8 number counted from 1, then 8 bytes (int), 1 byte 0 or 1 (bool), or u32
 * length and bytes (text, bytes). Nothing may be missing, added, reordered, too long or left over.
 */
#ifndef IPC_IPC_H
#define IPC_IPC_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/str.h"

#define IPC_BEGIN(message, code)       struct ipc_##message {
#define IPC_TEXT(message, field, max)  str field;
#define IPC_BYTES(message, field, max) str field;
#define IPC_INT(message, field)        int64_t field;
#define IPC_BOOL(message, field)       bool field;
#define IPC_END(message)                                                                 \
	}                                                                                \
	;
#include "ipc/ipc.def"
#undef IPC_BEGIN
#undef IPC_TEXT
#undef IPC_BYTES
#undef IPC_INT
#undef IPC_BOOL
#undef IPC_END

#define IPC_TEXT(message, field, max)
#define IPC_BYTES(message, field, max)
#define IPC_INT(message, field)
#define IPC_BOOL(message, field)

/* IPC_issued = 17 and so on: the code on the wire. */
enum ipc_type {
#define IPC_BEGIN(message, code) IPC_##message = (code),
#define IPC_END(message)
#include "ipc/ipc.def"
#undef IPC_BEGIN
#undef IPC_END
};

/* One message: `type` says which member is filled. */
struct ipc_message {
	enum ipc_type type;
	union {
#define IPC_BEGIN(message, code) struct ipc_##message message;
#define IPC_END(message)
#include "ipc/ipc.def"
#undef IPC_BEGIN
#undef IPC_END
	} u;
};
#undef IPC_TEXT
#undef IPC_BYTES
#undef IPC_INT
#undef IPC_BOOL

#define IPC_HEAD_BYTES 4

/* Append the whole frame of `m` to `out`. RC_INVALID: a field is too long or not clean text. */
MUST_USE enum rc ipc_encode(struct buf *out, const struct ipc_message *m, struct err *e);
/*
 * Read the frame body (what follows the length). Texts and bytes in `out` point into `body`.
 * RC_INVALID on anything that ipc_encode would not have written.
 */
MUST_USE enum rc ipc_decode(str body, struct ipc_message *out, struct err *e);
/* Length of the body from the four bytes before it; RC_LIMIT outside 2..LIMIT_IPC_BYTES. */
MUST_USE enum rc ipc_body_length(
    const unsigned char head[4], size_t *out_bytes, struct err *e);
/* "issue", or "?" */
const char *ipc_type_name(enum ipc_type type);

/*
 * Listen on a Unix socket at `path` (not blocking, close-on-exec), replacing a socket file that
 * nobody serves. RC_CONFLICT if somebody does. `mode` is that of the socket file.
 */
MUST_USE enum rc ipc_listen(const char *path, unsigned mode, int *out_fd, struct err *e);
/* User id of the process at the other end, as the kernel saw it at connect (SO_PEERCRED). */
MUST_USE enum rc ipc_peer_uid(int fd, uid_t *out_uid, struct err *e);

/*
 * A client: one connection, made at the first call and again after a failure. For one thread.
 *
 * A call that meets a connection closed by the other side connects again and repeats the message
 * once; every request in ipc.def may be repeated.
 */
struct ipc_client;

/* `timeout_ms` bounds each call as a whole. `path` is copied. */
struct ipc_client *ipc_client_new(const char *path, int timeout_ms);
/* Close and free. Accepts NULL. */
void ipc_client_free(struct ipc_client *c);
/*
 * Send `request`, wait for the answer; texts in `out_answer` live in `a`. A `failure` answer is
 * returned as its own rc with msg and why filled, "code: why" in why. RC_UNAVAILABLE: nobody there,
 * too slow, or not speaking our language.
 */
MUST_USE enum rc ipc_call(struct ipc_client *c, struct arena *a,
    const struct ipc_message *request, struct ipc_message *out_answer, struct err *e);

#endif
