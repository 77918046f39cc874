/*
 * bench_issue.c - certificates with every link of the chain of authority verified, by the real signer over
 * its socket: bench-issue CERTIFICATES CLIENTS [THREADS], with THREADS in this process, without a socket
 *
 * Prints "certificates/s cpu-us-per-certificate raw-signatures/s": the middle one is what the signer's own
 * process used, the last one what one core signs with P-256 and does nothing else.
 */
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "measure.h"
#include "support/chain_world.h"

#define MOST_CLIENTS 48

static struct chain_world *w;
static struct chain_request *requests;

struct part {
	pthread_t thread;
	size_t from, to;
};

static void *
client(void *arg)
{
	struct part *p = arg;
	struct ipc_client *c = ipc_client_new(w->socket, 60000);
	struct arena *a = arena_new();

	for (size_t i = p->from; i < p->to; i++) {
		const struct ipc_message in = { .type = IPC_certify,
			.u.certify = requests[i].in };
		struct ipc_message out;
		struct err e;

		arena_reset(a);
		if (signer_ask(c, a, &in, IPC_issued, &out, &e) != RC_OK) {
			fprintf(stderr, "bench-issue: %s\n", e.why);
			exit(1);
		}
	}
	arena_free(a);
	ipc_client_free(c);
	return NULL;
}

/* CPU time that the signer has used so far. */
static int64_t
signer_cpu_us(void)
{
	struct timespec t;
	clockid_t clock;

	if (clock_getcpuclockid(w->pid, &clock) != 0 || clock_gettime(clock, &t) != 0)
		give_up("clock of the signer");
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static double
raw_signatures(void)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int64_t began = process_cpu_us(), us;
	unsigned char sig[128], data[1000] = { 0 };
	int64_t n = 0;

	do {
		size_t len = sizeof(sig);

		if (EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key) != 1 ||
		    EVP_DigestSign(ctx, sig, &len, data, sizeof(data)) != 1 ||
		    EVP_MD_CTX_reset(ctx) != 1)
			give_up("sign");
		n++;
		us = process_cpu_us() - began;
	} while (us < 300000);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return (double)n * 1e6 / (double)us;
}

static void
prepare(size_t n)
{
	requests = calloc(n, sizeof(*requests));
	if (requests == NULL)
		give_up("memory");
	for (size_t i = 0; i < n; i++)
		chain_request_new(w, &requests[i]);
}

/* Without socket and clients, in this process, in batches of `k`, with helping threads: for profilers. */
static void
inside(size_t n, size_t k, unsigned threads)
{
	const struct signer_options o = {
		.state = w->state, .clock = &clock_system, .threads = threads
	};
	struct ipc_message *in = calloc(k, sizeof(*in)), *out = calloc(k, sizeof(*out));
	struct arena *a = arena_new();
	struct signer *s;
	struct err e;

	if (in == NULL || out == NULL || signer_open(&o, &s, &e) != RC_OK)
		give_up("signer");
	for (size_t i = 0; i + k <= n; i += k) {
		arena_reset(a);
		for (size_t j = 0; j < k; j++)
			in[j] = (struct ipc_message){ .type = IPC_certify,
				.u.certify = requests[i + j].in };
		signer_answer_all(s, a, in, out, k);
		for (size_t j = 0; j < k; j++)
			if (out[j].type != IPC_issued)
				give_up("certify");
	}
	signer_close(s);
	arena_free(a);
	free(in);
	free(out);
}

int
main(int argc, char **argv)
{
	struct part parts[MOST_CLIENTS];
	size_t n = argc >= 3 ? strtoul(argv[1], NULL, 10) : 0;
	size_t k = argc >= 3 ? strtoul(argv[2], NULL, 10) : 0;
	int64_t began, cpu, took;

	if (n < 1 || n > 4000 || k < 1 || k > MOST_CLIENTS)
		return 2;
	w = chain_world_new(false);
	prepare(n);
	if (argc == 4) {
		chain_world_stop(w);
		cpu = process_cpu_us();
		inside(n, k, (unsigned)strtoul(argv[3], NULL, 10));
		printf("%.1f\n", (double)(process_cpu_us() - cpu) / (double)n);
		chain_world_free(w);
		return 0;
	}
	cpu = signer_cpu_us();
	began = now_us();
	for (size_t i = 0; i < k; i++) {
		parts[i].from = n * i / k;
		parts[i].to = n * (i + 1) / k;
		if (pthread_create(&parts[i].thread, NULL, client, &parts[i]) != 0)
			give_up("thread");
	}
	for (size_t i = 0; i < k; i++)
		pthread_join(parts[i].thread, NULL);
	took = now_us() - began;
	cpu = signer_cpu_us() - cpu;
	printf("%.0f %.1f %.0f\n", (double)n * 1e6 / (double)took,
	    (double)cpu / (double)n, raw_signatures());
	free(requests);
	chain_world_free(w);
	return 0;
}
