/* listen.h - the listening socket, made or handed over. */
#ifndef HTTP_LISTEN_H
#define HTTP_LISTEN_H

#include "http/http.h"

/*
 * conf->fd when it is >= 0, otherwise a new one on conf->host and conf->port. Non-blocking, the
 * caller closes it. *out_port is 0 for a Unix socket.
 */
MUST_USE enum rc listen_open(
    const struct http_conf *conf, int *out_fd, int *out_port, struct err *e);

#endif
