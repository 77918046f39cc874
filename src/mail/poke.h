/* poke.h - telling paraf-worker that mail waits, so that a code arrives in a blink. */
#ifndef MAIL_POKE_H
#define MAIL_POKE_H

#include "base/str.h"

/* Send one empty datagram and never wait. If nobody listens, the worker looks within a second. */
void mail_poke(const char *socket_path);

/* The worker's end: bind, replacing a socket left behind; the folder is made (0750). */
MUST_USE enum rc mail_poke_listen(const char *socket_path, int *out_fd, struct err *e);
/* Take in all that waits. */
void mail_poke_drain(int fd);

#endif
