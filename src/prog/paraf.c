/*
 * paraf - the command people type: paraf(1).
 */
#include <stdio.h>
#include <string.h>

#include "prog/commands.h"

static const struct {
	const char *name;
	command_fn fn;
	const char *what;
} commands[] = {
	{ "init", command_init, "make keys, certificate authority and database" },
	{ "serve", command_serve, "start and supervise all programs on this machine" },
	{ "demo", command_demo, "make (if absent) and serve a demonstration" },
	{ "user", command_user, "record, reset or list accounts" },
	{ "office", command_office, "list the offices" },
	{ "audit", command_audit,
	    "verify, prove or export the record; evidence of a certificate" },
	{ "ca", command_ca, "key ceremony of the verifiers, and its transcript" },
	{ "migrate", command_migrate, "bring the database up to this program" },
	{ "config", command_config, "print the effective settings" },
	{ "doctor", command_doctor, "look for what is wrong" },
};

static int
usage(void)
{
	fprintf(stderr, "usage: paraf [-c FILE] [--set KEY=VALUE]... COMMAND [...]\n\n");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		fprintf(stderr, "  %-8s  %s\n", commands[i].name, commands[i].what);
	fprintf(stderr, "\nsee man paraf\n");
	return 2;
}

int
main(int argc, char **argv)
{
	struct prog p;

	prog_begin(&p, "paraf", argc, argv);
	if (p.argc == 0)
		return usage();
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (strcmp(p.argv[0], commands[i].name) == 0) {
			int code = commands[i].fn(&p, p.argc - 1, p.argv + 1);

			arena_free(p.a);
			return code;
		}
	}
	fprintf(stderr, "paraf: no such command: %s\n", p.argv[0]);
	return usage();
}
