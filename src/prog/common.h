/*
 * common.h - what every program does first: options, settings, log, and what several of them open.
 */
#ifndef PROG_COMMON_H
#define PROG_COMMON_H

#include "base/err.h"
#include "base/log.h"
#include "conf/conf.h"

struct prog {
	const char *name;
	struct arena *a; /* lives as long as the program */
	struct conf conf;
	const char *conf_path; /* the last --config, NULL if none */
	int argc;              /* what is left after the common options */
	char **argv;
};

/*
 * Read `-c FILE` / `--config FILE` and `--set KEY=VALUE`, stop at the first other word, and finish
 * the settings. Prints what is wrong and exits with 2 (usage) or 3 (configuration).
 */
void prog_begin(struct prog *p, const char *name, int argc, char **argv);
/* Print `e` to standard error and return the exit code of its kind. */
int prog_fail(const struct prog *p, const char *what, const struct err *e);
/* Block SIGINT, SIGTERM, SIGHUP in this and all later threads, to be taken by prog_wait_stop. */
void prog_block_signals(void);
/* Wait for one of them. */
int prog_wait_stop(void);
/* As prog_wait_stop, for so many milliseconds at most: did one come? */
bool prog_wait_stop_for(int64_t ms);
/* The listening socket a supervisor hands over (sd_listen_fds(3)), -1 if there is none. */
int prog_inherited_socket(void);
/* Path of a program beside the running one, in the arena. */
const char *prog_beside(struct prog *p, const char *name);

#endif
