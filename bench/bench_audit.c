/*
 * bench_audit.c - how long `paraf audit verify` takes for an export, and how much memory:
 * bench-audit [EVENTS]. Makes the file first (a checkpoint after every thousandth event), then runs
 * the checker over it as the command does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "audit/log.h"
#include "pki/key.h"

static double
cpu_s(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) != 0)
		BUG("clock_gettime");
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
put(FILE *out, struct buf *b)
{
	if (fwrite(b->p, 1, b->n, out) != b->n)
		BUG("write");
}

static void
put_checkpoint(FILE *out, struct arena *a, const struct pki_key *key,
    const struct merkle_edge *edge, int64_t *previous)
{
	struct audit_checkpoint c = { .origin = STR("Paraf CA"),
		.size = (int64_t)edge->size,
		.root = merkle_edge_root(edge),
		.time_s = 1795399200 + (int64_t)edge->size,
		.previous = *previous };
	struct buf b;
	struct err e;

	if (pki_key_sign(key, a, audit_checkpoint_text(a, &c), &c.signature, &e) != RC_OK)
		BUG("sign");
	buf_init(&b, a, 512);
	audit_log_checkpoint(&b, &c);
	put(out, &b);
	*previous = c.size;
}

static void
make(FILE *out, int64_t events)
{
	struct arena *a = arena_new(), *keep = arena_new();
	struct merkle_edge edge = { 0 };
	struct pki_key *key;
	char prev[2 * MERKLE_BYTES];
	int64_t previous = 0;
	struct err e;
	struct buf b;
	str spki;

	if (pki_key_generate(PKI_KEY_P256, 0, &key, &e) != RC_OK ||
	    pki_key_spki(key, keep, &spki, &e) != RC_OK)
		BUG("key");
	buf_init(&b, keep, 512);
	audit_log_head(&b, false, STR("Paraf CA"), spki);
	put(out, &b);
	for (int64_t i = 0; i < events; i++) {
		str before = { prev, i > 0 ? sizeof(prev) : 0 };
		str json = audit_event_json(
		    a, &(struct audit_event){ .node = STR("1/web"),
			   .seq = i + 1,
			   .at_s = 1795399200 + i,
			   .actor = STR("Aawmuh9f7oOYGII8cUFL"),
			   .role = STR("applicant"),
			   .action = STR("application.save"),
			   .object = STR("application/Aawmuh9f7oOYGII8cUFL"),
			   .office = STR("082"),
			   .addr = STR("10.0.0.0/24"),
			   .detail = STR("{\"step\":\"person\"}") });
		struct merkle_hash h = audit_event_hash(a, before, json);

		merkle_add(&edge, &h);
		buf_init(&b, a, 1024);
		audit_log_event(&b, i, NULL, before, merkle_hex(a, &h), json);
		put(out, &b);
		memcpy(prev, merkle_hex(a, &h).p, sizeof(prev));
		if ((i + 1) % 1000 == 0)
			put_checkpoint(out, a, key, &edge, &previous);
		arena_reset(a);
	}
	buf_init(&b, a, 64);
	audit_log_end(&b, events);
	put(out, &b);
	pki_key_free(key);
	arena_free(a);
	arena_free(keep);
}

int
main(int argc, char **argv)
{
	int64_t events = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000000;
	char *line = malloc(AUDIT_LINE_BYTES);
	struct audit_checker *c;
	struct audit_found found;
	struct rusage use;
	struct err e;
	FILE *file = tmpfile();
	double begin;

	if (line == NULL || file == NULL)
		BUG("no memory or no temporary file");
	make(file, events);
	printf("file: %.0f MB\n", (double)ftell(file) / 1e6);
	rewind(file);
	begin = cpu_s();
	c = audit_checker_new(STR_NONE, NULL);
	while (fgets(line, AUDIT_LINE_BYTES, file) != NULL)
		if (audit_checker_line(c, (str){ line, strlen(line) - 1 }, &e) != RC_OK)
			BUG(e.why);
	if (audit_checker_end(c, &found, &e) != RC_OK)
		BUG(e.why);
	begin = cpu_s() - begin;
	if (getrusage(RUSAGE_SELF, &use) != 0)
		BUG("getrusage");
	printf(
	    "verified: %lld events, %lld checkpoints in %.2f s CPU (%.2f us each), peak "
	    "%ld KiB\n",
	    (long long)found.leaves, (long long)found.checkpoints, begin,
	    begin * 1e6 / (double)events, use.ru_maxrss);
	audit_checker_free(c);
	fclose(file);
	free(line);
	return 0;
}
