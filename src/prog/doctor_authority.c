/* doctor_authority.c - paraf doctor: the certificate authority, and whether its addresses answer. */
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "prog/commands.h"
#include "signer/check.h"

#define FETCH_BYTES (64 * 1024 * 1024)
#define FETCH_S     10L

#define NO_ANSWER                                                                        \
	N_("Alamat yang tertulis dalam sertifikat tidak menjawab sebagaimana mestinya.")

struct finding {
	enum rc worst;
};

static void
print_line(void *ctx, const char *what, enum rc rc, const struct err *e, const char *note)
{
	struct finding *f = ctx;

	if (rc == RC_OK)
		printf("ok    %s\n", what);
	else
		printf("SALAH %s: %s (%s)\n", what, e->msg, e->why);
	if (note[0] != '\0')
		printf("      %s\n", note);
	if (rc != RC_OK)
		f->worst = rc;
}

static size_t
take(char *p, size_t size, size_t n, void *into)
{
	struct buf *b = into;

	if (b->n + size * n > FETCH_BYTES)
		return 0;
	buf_str(b, (str){ p, size * n });
	return size * n;
}

static enum rc
fetch(struct arena *a, const char *url, str *out, long *out_status, struct err *e)
{
	CURL *c = curl_easy_init();
	struct buf b;
	CURLcode r;

	if (c == NULL)
		BUG("out of memory");
	buf_init(&b, a, 4096);
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_TIMEOUT, FETCH_S);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, &b);
	r = curl_easy_perform(c);
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, out_status);
	curl_easy_cleanup(c);
	if (r != CURLE_OK)
		return err_set(
		    e, RC_UNAVAILABLE, NO_ANSWER, "%s: %s", url, curl_easy_strerror(r));
	*out = buf_get(&b);
	return RC_OK;
}

/* The address gives the very bytes that are published. */
static void
look_at_file(struct prog *p, const char *what, str url, str file, struct finding *f)
{
	struct err e = { 0 };
	long status = 0;
	str got, want = STR_NONE;
	enum rc rc;

	if (url.n == 0)
		return;
	rc = fetch(p->a, str_z(p->a, url), &got, &status, &e);
	if (rc == RC_OK)
		rc = file_read(p->a, str_z(p->a, file), FETCH_BYTES, &want, &e);
	if (rc == RC_OK && status != 200)
		rc = err_set(&e, RC_UNAVAILABLE, NO_ANSWER, "%.*s: status %ld",
		    STR_ARG(url), status);
	if (rc == RC_OK && !str_eq(got, want))
		rc = err_set(&e, RC_UNAVAILABLE, NO_ANSWER,
		    "%.*s gives other bytes than %.*s", STR_ARG(url), STR_ARG(file));
	print_line(f, what, rc, &e, "");
}

/* Somebody answers there; what it answers is for OCSP clients to judge. */
static void
look_at_ocsp(struct prog *p, str url, struct finding *f)
{
	struct err e = { 0 };
	long status = 0;
	str got;
	enum rc rc;

	if (url.n == 0)
		return;
	rc = fetch(p->a, str_z(p->a, url), &got, &status, &e);
	if (rc == RC_OK && status >= 500)
		rc = err_set(&e, RC_UNAVAILABLE, NO_ANSWER, "%.*s: status %ld",
		    STR_ARG(url), status);
	print_line(f, "address of OCSP", rc, &e, "");
}

enum rc
doctor_authority(struct prog *p, enum rc worst)
{
	const struct conf *c = &p->conf;
	const struct signer_secrets secrets = prog_secrets(p);
	struct finding f = { worst };
	const struct authority_report report = { print_line, &f };
	struct authority_addresses at;

	authority_check(str_z(p->a, c->signer_dir), &secrets, str_z(p->a, c->public_url),
	    c->ocsp_url.n > 0 ? str_z(p->a, c->ocsp_url) : NULL, &clock_system, p->a,
	    &report, &at);
	look_at_file(p, "address of the list", at.list_url, at.list_file, &f);
	look_at_file(p, "address of the issuer", at.issuer_url, at.issuer_file, &f);
	look_at_ocsp(p, at.ocsp_url, &f);
	return f.worst;
}
