/* daemon.h - start a program of ours, wait until it says that it is ready, end it. */
#ifndef SUPPORT_DAEMON_H
#define SUPPORT_DAEMON_H

#include <stdbool.h>
#include <sys/types.h>

struct daemon {
	pid_t pid;
	char log[4096]; /* what it wrote until it was ready, or until it ended */
};

/* argv[0] is the program; `user` 0 = as we are. False: it ended first, log says why. */
bool daemon_begin(struct daemon *d, const char *const *argv, uid_t user);
/* Send it a signal and return its wait status. */
int daemon_finish(struct daemon *d, int signal_number);

#endif
