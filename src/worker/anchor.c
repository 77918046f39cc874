/* anchor.c - time stamps of the record by an authority outside. */
#include "worker/anchor.h"

#include <curl/curl.h>

#include "domain/audit_tree.h"
#include "pki/tsp.h"

#define AWAY      N_("Layanan stempel waktu sedang tidak dapat dihubungi.")
#define TIMEOUT_S 20L

struct answer {
	struct buf body;
	bool too_long;
};

static size_t
take(char *p, size_t size, size_t n, void *arg)
{
	struct answer *got = arg;

	if (size * n > PKI_TSP_BYTES || got->body.n > PKI_TSP_BYTES - size * n) {
		got->too_long = true;
		return 0;
	}
	buf_put(&got->body, p, size * n);
	return size * n;
}

static bool
prepare(CURL *curl, struct curl_slist *headers, const char *url, str request,
    struct answer *got)
{
	return curl_easy_setopt(curl, CURLOPT_URL, url) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_TIMEOUT, TIMEOUT_S) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)request.n) ==
		   CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.p) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_WRITEDATA, got) == CURLE_OK;
}

/* RFC 3161 3.4: the request as application/timestamp-query. */
static enum rc
post(struct domain *d, str request, str *out, struct err *e)
{
	struct answer got = { .too_long = false };
	struct curl_slist *headers =
	    curl_slist_append(NULL, "Content-Type: application/timestamp-query");
	CURL *curl = curl_easy_init();
	CURLcode code = CURLE_FAILED_INIT;
	long status = 0;

	buf_init(&got.body, d->a, 8192);
	if (curl != NULL && headers != NULL &&
	    prepare(curl, headers, str_z(d->a, d->conf->tsa_url), request, &got))
		code = curl_easy_perform(curl);
	if (code == CURLE_OK)
		code = curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	if (code != CURLE_OK || status != 200)
		return err_set(e, RC_UNAVAILABLE, AWAY, "tsa_url: %s, status %ld%s",
		    curl_easy_strerror(code), status,
		    got.too_long ? ", answer too long" : "");
	*out = buf_get(&got.body);
	return RC_OK;
}

struct keeping {
	int64_t size, at_s;
	str response;
};

static enum rc
keep_tx(struct db *tx, void *arg, struct err *e)
{
	struct keeping *k = arg;

	return q_audit_anchor_set(tx, k->size, k->response, k->at_s, e);
}

enum rc
anchor_newest(struct domain *d, struct err *e)
{
	struct row_audit_checkpoint row;
	struct audit_checkpoint c;
	struct keeping k;
	str request;
	enum rc rc;

	if (d->conf->tsa_url.n == 0)
		return RC_OK;
	rc = q_audit_checkpoint_last(d->db, &row, e);
	if (rc == RC_NOT_FOUND || (rc == RC_OK && row.anchored_s != SQL_NULL_INT))
		return RC_OK;
	if (rc != RC_OK)
		return rc;
	if (!audit_checkpoint_of_row(&row, &c))
		return err_set(e, RC_CONFLICT, N_("Rantai jejak audit putus."),
		    "checkpoint without root");
	k.size = c.size;
	rc = pki_tsp_request(d->a, audit_checkpoint_text(d->a, &c), &request, e);
	if (rc == RC_OK)
		rc = post(d, request, &k.response, e);
	if (rc == RC_OK)
		rc = pki_tsp_check(
		    request, k.response, str_z(d->a, d->conf->tsa_ca_file), &k.at_s, e);
	if (rc == RC_OK)
		rc = store_write(d->store, d->a, keep_tx, &k, e);
	/* another worker had it stamped at the same time: just as good */
	return rc == RC_CONFLICT ? RC_OK : rc;
}

enum rc
anchor_job(struct domain *d, struct err *e)
{
	struct row_audit_checkpoint last;
	enum rc rc;

	if (d->conf->tsa_url.n == 0)
		return RC_OK;
	rc = q_audit_anchor_last(d->db, &last, e);
	if (rc == RC_OK && domain_now(d) - last.anchored_s < d->conf->tsa_every_s)
		return RC_OK;
	return rc == RC_OK || rc == RC_NOT_FOUND ? anchor_newest(d, e) : rc;
}
