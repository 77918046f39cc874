/* doctor_authority.c - paraf doctor: the certificate authority, and whether its addresses answer. */
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "base/codec.h"
#include "base/file.h"
#include "pki/ocsp.h"
#include "prog/commands.h"
#include "signer/check.h"
#include "signer/status_db.h"

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

/* GET, or POST of an OCSP request. */
static enum rc
fetch(
    struct arena *a, const char *url, str post, str *out, long *out_status, struct err *e)
{
	CURL *c = curl_easy_init();
	struct curl_slist *headers = NULL;
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
	if (post.p != NULL) {
		headers =
		    curl_slist_append(NULL, "Content-Type: application/ocsp-request");
		curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)post.n);
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, post.p);
	}
	r = curl_easy_perform(c);
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, out_status);
	curl_slist_free_all(headers);
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
	rc = fetch(p->a, str_z(p->a, url), STR_NONE, &got, &status, &e);
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

/* ---- the status record, and what the responder says about it ---- */

static void
look_at_record(struct prog *p, struct finding *f)
{
	struct status_difference d = { 0 };
	struct err e = { 0 };
	const char *note = "";
	enum rc rc = status_db_compare(str_z(p->a, p->conf.signer_dir), &d, &e);

	if (rc == RC_OK)
		note = str_fmt(p->a, "%lld certificates", (long long)d.certificates).p;
	if (rc == RC_OK && d.missing + d.surplus + d.differs > 0)
		rc = err_set(&e, RC_CONFLICT,
		    N_("Catatan status tidak sama dengan catatan penerbit. Nyalakan ulang paraf-signer; ia menyalin yang kurang."),
		    "of %lld certificates %lld are missing, %lld differ; %lld are in no record",
		    (long long)d.certificates, (long long)d.missing, (long long)d.differs,
		    (long long)d.surplus);
	print_line(f, "status record says what the signer's record says", rc, &e, note);
}

static enum rc
ask(struct prog *p, str url, const struct status_sample *s, str serial,
    struct pki_ocsp_told *out, struct err *e)
{
	long status = 0;
	str request, answer;
	enum rc rc = pki_ocsp_ask_make(p->a, s->ca_der, serial, &request, e);

	if (rc == RC_OK)
		rc = fetch(p->a, str_z(p->a, url), request, &answer, &status, e);
	if (rc == RC_OK && status != 200)
		return err_set(e, RC_UNAVAILABLE, NO_ANSWER, "%.*s: status %ld",
		    STR_ARG(url), status);
	return rc != RC_OK ? rc : pki_ocsp_ask_take(s->ca_der, request, answer, out, e);
}

/* One certificate: the verified answer is what the status record says. */
static void
look_at_answer(
    struct prog *p, str url, const struct status_sample *s, bool good, struct finding *f)
{
	static const char *const words[] = { "good", "revoked", "unknown" };
	str serial = good ? s->good : s->revoked;
	enum pki_ocsp_state want = good ? PKI_OCSP_GOOD : PKI_OCSP_REVOKED;
	const char *what = str_fmt(
	    p->a, "OCSP answers '%s' for authority %.*s", words[want], STR_ARG(s->ca))
			       .p;
	struct pki_ocsp_told told = { .state = PKI_OCSP_UNKNOWN };
	struct err e = { 0 };
	enum rc rc;

	if (serial.n == 0) {
		print_line(
		    f, what, RC_OK, &e, "no certificate of that kind to ask about");
		return;
	}
	rc = ask(p, url, s, serial, &told, &e);
	if (rc == RC_OK && told.state != want)
		rc = err_set(&e, RC_CONFLICT,
		    N_("Jawaban OCSP tidak sama dengan catatan status."),
		    "certificate %.*s: answered '%s'",
		    STR_ARG(hex_encode(p->a, serial.p, serial.n)), words[told.state]);
	print_line(f, what, rc, &e, "");
}

static void
look_at_ocsp(struct prog *p, str url, struct finding *f)
{
	struct status_sample *at;
	struct err e = { 0 };
	size_t n = 0;
	enum rc rc;

	if (url.n == 0)
		return;
	rc = status_db_samples(str_z(p->a, p->conf.signer_dir), p->a, &at, &n, &e);
	if (rc != RC_OK)
		print_line(f, "status record", rc, &e, "");
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		look_at_answer(p, url, &at[i], true, f);
		look_at_answer(p, url, &at[i], false, f);
	}
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
	look_at_record(p, &f);
	look_at_ocsp(p, at.ocsp_url, &f);
	return f.worst;
}
