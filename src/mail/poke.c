/* poke.c - a Unix datagram socket; what is sent carries no meaning beyond having come. */
#include "mail/poke.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"

static bool
address(const char *path, struct sockaddr_un *out)
{
	*out = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof out->sun_path)
		return false;
	memcpy(out->sun_path, path, strlen(path) + 1);
	return true;
}

void
mail_poke(const char *socket_path)
{
	struct sockaddr_un to;
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return;
	if (address(socket_path, &to))
		/* a full queue or nobody there: the worker looks by itself */
		(void)sendto(fd, "", 0, MSG_NOSIGNAL, (struct sockaddr *)&to, sizeof to);
	(void)close(fd);
}

enum rc
mail_poke_listen(const char *socket_path, int *out_fd, struct err *e)
{
	struct sockaddr_un at;
	char folder[sizeof at.sun_path];
	int fd;

	if (!address(socket_path, &at))
		return err_set(e, RC_INVALID, "", "worker socket: path is too long");
	memcpy(folder, at.sun_path, sizeof folder);
	if (file_make_dirs(dirname(folder), 0750, e) != RC_OK)
		return e->rc;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return err_set(e, RC_INTERNAL, "", "worker socket: %s", strerror(errno));
	if ((unlink(socket_path) != 0 && errno != ENOENT) ||
	    bind(fd, (struct sockaddr *)&at, sizeof at) != 0 ||
	    chmod(socket_path, 0660) != 0) {
		err_set(e, RC_UNAVAILABLE, "", "worker socket: %s", strerror(errno));
		(void)close(fd);
		return RC_UNAVAILABLE;
	}
	*out_fd = fd;
	return RC_OK;
}

void
mail_poke_drain(int fd)
{
	char byte;

	while (recv(fd, &byte, 1, MSG_DONTWAIT) >= 0)
		continue;
}
