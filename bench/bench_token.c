/*
 * bench_token.c - bench-token MODULE TOKEN PIN-FILE MS: P-256 signatures a second in CPU time, as the
 * signer makes them (hash, sign, check), with the key in a file and in the token, in turn; then the
 * token alone. One line of three figures.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "signer/keys.h"

static double
cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
fail(const struct err *e)
{
	fprintf(stderr, "bench-token: %s\n", e->why);
	exit(1);
}

static double
rate(const struct pki_key *key, struct arena *a, double for_s)
{
	double began = cpu_s(), now = began;
	struct err e;
	long n = 0;
	str sig;

	for (; now - began < for_s; n++, now = cpu_s()) {
		arena_reset(a);
		if (pki_key_sign(key, a, STR("to be signed"), &sig, &e) != RC_OK)
			fail(&e);
	}
	return (double)n / (now - began);
}

static double
rate_alone(struct token *t, double for_s)
{
	unsigned char out[TOKEN_SIGNATURE_BYTES];
	double began = cpu_s(), now = began;
	const char digest[32] = { 1 };
	struct err e;
	long n = 0;
	size_t out_n;

	for (; now - began < for_s; n++, now = cpu_s())
		if (token_sign(t, (str){ digest, sizeof(digest) }, out, &out_n, &e) !=
		    RC_OK)
			fail(&e);
	return (double)n / (now - began);
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new(), *work = arena_new();
	char state[] = "/tmp/bench-token.XXXXXX";
	struct pki_key *file = NULL, *in_token = NULL;
	struct secret *pin = NULL;
	struct token *alone = NULL;
	struct err e;
	bool refused;
	double s;

	if (argc != 5 || mkdtemp(state) == NULL ||
	    mkdir(str_fmt(a, "%s/signer", state).p, 0700) != 0)
		return 2;
	s = strtod(argv[4], NULL) / 1000;
	const struct signer_token place = { .module = str_from_z(argv[1]),
		.token = str_from_z(argv[2]),
		.key = STR("bench"),
		.write = STR(""),
		.read = STR("") };
	const struct token_place direct = { argv[1], place.token, place.key };

	if (pki_key_generate(PKI_KEY_P256, 0, &file, &e) != RC_OK ||
	    signer_key_new_token(a, state, "bench", &place, argv[3], PKI_KEY_P256,
		&in_token, &e) != RC_OK ||
	    secret_read(argv[3], &pin, &e) != RC_OK ||
	    token_open(&direct, pin, &alone, &refused, &e) != RC_OK)
		fail(&e);
	printf("%.0f %.0f %.0f\n", rate(in_token, work, s), rate(file, work, s),
	    rate_alone(alone, s));
	token_close(alone);
	secret_free(pin);
	pki_key_free(in_token);
	pki_key_free(file);
	remove(str_fmt(a, "%s/signer/bench.token", state).p);
	remove(str_fmt(a, "%s/signer", state).p);
	remove(state);
	arena_free(work);
	arena_free(a);
	return 0;
}
