/* server.h - one poll loop over the signer's socket. */
#ifndef SIGNER_SERVER_H
#define SIGNER_SERVER_H

#include <sys/types.h>

#include "signer/signer.h"

struct signer_server {
	struct signer *signer;
	int listen_fd;
	int stop_fd; /* readable = stop (a signalfd, a pipe) */
	const uid_t *allow;
	size_t n_allow; /* other users are turned away at the door */
	/*
	 * The door of paraf-ocsp: a socket of its own (-1: none) for one user. Only there a responder
	 * certificate is given out, and nothing else but an answer to ping.
	 */
	int ocsp_fd;
	uid_t ocsp_uid;
};

/* Serve until stop_fd is readable; answers begun are sent. RC_INTERNAL if poll itself fails. */
MUST_USE enum rc signer_serve(const struct signer_server *server, struct err *e);

#endif
