/* listen.c - see listen.h. */
#include "http/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static int
port_of(int fd)
{
	struct sockaddr_storage ss = { 0 };
	socklen_t n = sizeof(ss);

	if (getsockname(fd, (struct sockaddr *)&ss, &n) != 0)
		return 0;
	if (ss.ss_family == AF_INET6)
		return ntohs(((struct sockaddr_in6 *)&ss)->sin6_port);
	return ss.ss_family == AF_INET ? ntohs(((struct sockaddr_in *)&ss)->sin_port) : 0;
}

static enum rc
failed(const struct http_conf *conf, const char *what, const char *why, struct err *e)
{
	return err_set(e, RC_UNAVAILABLE, N_("Layanan tidak dapat membuka alamatnya."),
	    "http: %s %s port %d: %s", what, conf->host, conf->port, why);
}

static enum rc
try_address(
    const struct http_conf *conf, const struct addrinfo *ai, int *out_fd, struct err *e)
{
	int one = 1, zero = 0, saved;
	int fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return failed(conf, "socket", strerror(errno), e);
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) == 0 &&
	    (ai->ai_family != AF_INET6 ||
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof(zero)) == 0) &&
	    bind(fd, ai->ai_addr, ai->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0) {
		*out_fd = fd;
		return RC_OK;
	}
	saved = errno;
	close(fd);
	return failed(conf, "listen on", strerror(saved), e);
}

static enum rc
open_new(const struct http_conf *conf, int *out_fd, struct err *e)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_PASSIVE | AI_NUMERICSERV };
	struct addrinfo *list = NULL;
	enum rc rc = RC_UNAVAILABLE;
	char service[16];
	int k;

	snprintf(service, sizeof(service), "%d", conf->port);
	k = getaddrinfo(conf->host, service, &hints, &list);
	if (k != 0)
		return failed(conf, "resolve", gai_strerror(k), e);
	for (const struct addrinfo *ai = list; ai != NULL && rc != RC_OK;
	     ai = ai->ai_next)
		rc = try_address(conf, ai, out_fd, e);
	freeaddrinfo(list);
	return rc;
}

static enum rc
take_over(const struct http_conf *conf, int *out_fd, struct err *e)
{
	int flags = fcntl(conf->fd, F_GETFL), listening = 0;
	socklen_t n = sizeof(listening);

	if (flags < 0 || fcntl(conf->fd, F_SETFL, flags | O_NONBLOCK) != 0 ||
	    getsockopt(conf->fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &n) != 0)
		return failed(conf, "take over socket for", strerror(errno), e);
	if (listening == 0)
		return failed(conf, "take over socket for", "it does not listen", e);
	*out_fd = conf->fd;
	return RC_OK;
}

enum rc
listen_open(const struct http_conf *conf, int *out_fd, int *out_port, struct err *e)
{
	enum rc rc =
	    conf->fd >= 0 ? take_over(conf, out_fd, e) : open_new(conf, out_fd, e);

	if (rc == RC_OK)
		*out_port = port_of(*out_fd);
	return rc;
}
