/*
 * cmd_audit.h - what the files of `paraf audit` share.
 */
#ifndef PROG_CMD_AUDIT_H
#define PROG_CMD_AUDIT_H

#include "prog/commands.h"

/* Print the usage; 2. */
int audit_usage(void);
/* What waits becomes leaves, and is signed if the signer is there. */
MUST_USE enum rc audit_bring_up(struct prog *p, struct tools *t, struct err *e);
/* paraf audit evidence SERIAL [-o DIR] */
int audit_evidence(struct prog *p, int argc, char **argv);

#endif
