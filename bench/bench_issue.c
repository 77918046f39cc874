/*
 * bench_issue.c - certificates with every link of the chain of authority verified, by the real signer over
 * its socket: bench-issue CERTIFICATES CLIENTS [THREADS], with THREADS in this process, without a socket
 *
 * Prints "certificates/s cpu-us-per-certificate raw-signatures/s floor-us": the second is what the signer's
 * own process used, the third what one core signs with P-256 and does nothing else, the last the five
 * signatures of a certificate alone, by the libraries: one made and verified, two of officers and one of the
 * request verified (P-256), and one of the activation code (Ed25519).
 */
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <sodium.h>
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

/* One operation of a library again and again for 0.2 s of CPU. Microseconds each. */
static double
each_us(bool (*fn)(void *arg), void *arg)
{
	int64_t began = process_cpu_us(), us;
	int64_t n = 0;

	do {
		if (!fn(arg))
			give_up("primitive");
		n++;
		us = process_cpu_us() - began;
	} while (us < 200000);
	return (double)us / (double)n;
}

struct raw {
	EVP_PKEY *key;
	EVP_MD_CTX *ctx;
	unsigned char data[1000], sig[128];
	size_t sig_n;
	unsigned char ed_key[crypto_sign_PUBLICKEYBYTES], ed_sig[crypto_sign_BYTES];
};

static bool
raw_sign(void *arg)
{
	struct raw *r = arg;

	r->sig_n = sizeof(r->sig);
	return EVP_DigestSignInit(r->ctx, NULL, EVP_sha256(), NULL, r->key) == 1 &&
	       EVP_DigestSign(r->ctx, r->sig, &r->sig_n, r->data, sizeof(r->data)) == 1 &&
	       EVP_MD_CTX_reset(r->ctx) == 1;
}

static bool
raw_verify(void *arg)
{
	struct raw *r = arg;

	return EVP_DigestVerifyInit(r->ctx, NULL, EVP_sha256(), NULL, r->key) == 1 &&
	       EVP_DigestVerify(r->ctx, r->sig, r->sig_n, r->data, sizeof(r->data)) ==
		   1 &&
	       EVP_MD_CTX_reset(r->ctx) == 1;
}

static bool
raw_ed25519(void *arg)
{
	struct raw *r = arg;

	return crypto_sign_verify_detached(r->ed_sig, r->data, 200, r->ed_key) == 0;
}

/* What the libraries need for one signature, and for the five of a certificate. */
static void
raw_costs(double *sign_us, double *five_us)
{
	struct raw r = { .key = EVP_EC_gen("P-256"), .ctx = EVP_MD_CTX_new() };
	unsigned char secret[crypto_sign_SECRETKEYBYTES];

	if (r.key == NULL || r.ctx == NULL || sodium_init() < 0 ||
	    crypto_sign_keypair(r.ed_key, secret) != 0 ||
	    crypto_sign_detached(r.ed_sig, NULL, r.data, 200, secret) != 0)
		give_up("keys");
	*sign_us = each_us(raw_sign, &r);
	*five_us = *sign_us + 4 * each_us(raw_verify, &r) + each_us(raw_ed25519, &r);
	EVP_MD_CTX_free(r.ctx);
	EVP_PKEY_free(r.key);
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
	double sign_us, five_us;

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
	raw_costs(&sign_us, &five_us);
	printf("%.0f %.1f %.0f %.1f\n", (double)n * 1e6 / (double)took,
	    (double)cpu / (double)n, 1e6 / sign_us, five_us);
	free(requests);
	chain_world_free(w);
	return 0;
}
