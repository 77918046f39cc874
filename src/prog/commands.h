/*
 * commands.h - what people type after `paraf`; one function a command, listed in paraf.c.
 */
#ifndef PROG_COMMANDS_H
#define PROG_COMMANDS_H

#include "domain/domain.h"
#include "prog/common.h"
#include "signer/keys.h"

/* The command's own words start at argv[0]. Returns the exit code (DESIGN 9). */
typedef int (*command_fn)(struct prog *p, int argc, char **argv);

int command_init(struct prog *p, int argc, char **argv);
int command_serve(struct prog *p, int argc, char **argv);
int command_demo(struct prog *p, int argc, char **argv);
int command_user(struct prog *p, int argc, char **argv);
int command_office(struct prog *p, int argc, char **argv);
int command_audit(struct prog *p, int argc, char **argv);
int command_ca(struct prog *p, int argc, char **argv);
int command_migrate(struct prog *p, int argc, char **argv);
int command_config(struct prog *p, int argc, char **argv);
int command_doctor(struct prog *p, int argc, char **argv);

/* paraf doctor: the certificate authority (doctor_authority.c); the worst of what was found. */
enum rc doctor_authority(struct prog *p, enum rc worst);
/* `paraf ca root-list` and `paraf ca roll` (cmd_ca_root.c). */
int ca_root_list(struct prog *p, int argc, char **argv);
int ca_roll(struct prog *p, int argc, char **argv);

/* Everything a rule needs, opened for one command. */
struct tools {
	struct domain d;
	struct store *store;
	struct vault *vault;
};
MUST_USE enum rc tools_open(struct prog *p, struct tools *out, struct err *e);
void tools_close(struct tools *t);

/* Start and supervise the programs; returns when told to stop (cmd_serve.c). */
struct serve_options {
	int listen_fd;         /* handed to paraf-web; -1: it listens itself */
	int ocsp_fd;           /* handed to paraf-ocsp; -1: as above */
	const char *conf_path; /* NULL: no file */
};
int serve_programs(struct prog *p, const struct serve_options *o);

/*
 * `paraf init` on settings that are finished already: keys, CA, database (cmd_init.c). The CA is as old
 * as `clock` says.
 */
MUST_USE enum rc init_state(
    struct prog *p, bool in_token, const struct clock *clock, struct err *e);
/* Whose files are made: names of the system, NULL = as the folders are (owner.c). */
struct owners {
	const char *signer_user, *group;
};
/* Before: are there such users, and may we? Makes the state folder; new files there have its group. */
MUST_USE enum rc owner_prepare(struct prog *p, const struct owners *o, struct err *e);
/*
 * After: all in the signer's folder but the root key belongs to that user, or to whom the folder belongs.
 * Nothing happens for who is not root.
 */
MUST_USE enum rc owner_settle(struct prog *p, const struct owners *o, struct err *e);

/* What the settings say about a token, with `key` in it, and about the files of secrets. */
struct signer_token prog_token(struct prog *p, str key);
struct signer_secrets prog_secrets(struct prog *p);

#endif
