/* bench_raw.c - a raw limit by itself: bench-raw fdatasync DIR MS | bench-raw argon2 THREADS MS */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"

int
main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "fdatasync") == 0)
		printf("%.1f\n", raw_fdatasync(argv[2], atoi(argv[3])));
	else if (argc == 4 && strcmp(argv[1], "argon2") == 0)
		printf("%.1f\n", raw_argon2(atoi(argv[2]), atoi(argv[3])));
	else
		return 2;
	return 0;
}
