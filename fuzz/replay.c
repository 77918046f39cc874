/* replay.c - runs a fuzz target over every file of the folders given; a crash fails the test. */
#include <dirent.h>
#include <stdio.h>

#include "base/file.h"
#include "fuzz.h"

#define INPUT_BYTES (1 << 20)

static int
replay_folder(struct arena *a, const char *folder)
{
	struct dirent *entry;
	DIR *d = opendir(folder);
	struct err e;
	int n = 0;

	if (d == NULL) {
		perror(folder);
		return -1;
	}
	while ((entry = readdir(d)) != NULL) {
		str data;

		if (entry->d_name[0] == '.')
			continue;
		arena_reset(a);
		if (file_read(a, str_fmt(a, "%s/%s", folder, entry->d_name).p,
			INPUT_BYTES, &data, &e) != RC_OK) {
			fprintf(stderr, "%s\n", e.why);
			n = -1;
			break;
		}
		LLVMFuzzerTestOneInput((const uint8_t *)data.p, data.n);
		n++;
	}
	closedir(d);
	return n;
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new();
	int total = 0;

	for (int i = 1; i < argc; i++) {
		int n = replay_folder(a, argv[i]);

		if (n < 0)
			return 1;
		total += n;
	}
	arena_free(a);
	printf("%d inputs replayed\n", total);
	return total == 0;
}
