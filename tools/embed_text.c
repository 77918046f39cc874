/*
 * embed_text.c - texts as a C table: embed_text OUT.c TABLE FILE...
 *
 * Writes `const struct embedded TABLE[]` = { name, text, bytes } in the order given and TABLE_n. For
 * migrations and seed data, which the program carries with it.
 */
#include <stdio.h>
#include <string.h>

static int
put_file(FILE *out, const char *path)
{
	const char *slash = strrchr(path, '/');
	FILE *f = fopen(path, "rb");
	long bytes = 0;
	int c;

	if (f == NULL)
		return -1;
	fprintf(out, "\t{ \"%s\",\n\t    \"", slash != NULL ? slash + 1 : path);
	for (; (c = getc(f)) != EOF; bytes++) {
		if (c == '\n')
			(void)fputs("\\n\"\n\t    \"", out);
		else if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 32 || c > 126)
			fprintf(out, "\\%03o", (unsigned)c);
		else
			(void)fputc(c, out);
	}
	fprintf(out, "\", %ld },\n", bytes);
	return ferror(f) | fclose(f);
}

int
main(int argc, char **argv)
{
	FILE *out;

	if (argc < 4) {
		fprintf(stderr, "usage: embed_text OUT.c TABLE FILE...\n");
		return 2;
	}
	out = fopen(argv[1], "wb");
	if (out == NULL) {
		fprintf(stderr, "%s: cannot be written\n", argv[1]);
		return 1;
	}
	fprintf(out,
	    "/* Made by tools/embed_text. */\n#include \"store/embedded.h\"\n\n"
	    "const struct embedded %s[] = {\n",
	    argv[2]);
	for (int i = 3; i < argc; i++)
		if (put_file(out, argv[i]) != 0) {
			fprintf(stderr, "%s: cannot be read\n", argv[i]);
			return 1;
		}
	fprintf(out, "};\nconst size_t %s_n = %d;\n", argv[2], argc - 3);
	return fclose(out) != 0;
}
