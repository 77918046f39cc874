/*
 * page_pki.c - /pki/: certificates and lists of the certificate authority, for everybody's software.
 *
 * Answers may be kept until the list's next update, but not longer than a few minutes, so that a
 * revocation is seen soon; with an ETag, asking again costs little.
 */
#include "base/codec.h"
#include "domain/publication.h"
#include "web/pages.h"

#define KEEP_S 120

static enum rc
publish(struct page *p, str name, struct err *e)
{
	int64_t keep_s = KEEP_S;
	struct publication f;
	str etag;
	enum rc rc = publication_read(&p->d, name, &f, e);

	if (rc != RC_OK)
		return rc;
	if (f.next_s > 0 && f.next_s - domain_now(&p->d) < keep_s)
		keep_s = f.next_s > domain_now(&p->d) ? f.next_s - domain_now(&p->d) : 0;
	etag = str_fmt(p->a, "\"%.32s\"", publication_tag(&p->d, &f).p);
	http_header_z(p->rs, "Content-Type", f.type);
	http_header(p->rs, "ETag", etag);
	http_header(p->rs, "Cache-Control",
	    str_fmt(p->a, "public, max-age=%lld, must-revalidate", (long long)keep_s));
	if (str_eq(http_request_header(p->rq, "If-None-Match"), etag)) {
		p->rs->status = 304;
		return RC_OK;
	}
	buf_str(&p->rs->body, f.bytes);
	return RC_OK;
}

enum rc
page_pki_file(struct page *p, struct err *e)
{
	return publish(p, str_from(p->path, 5), e);
}

enum rc
page_pki_list(struct page *p, struct err *e)
{
	return publish(p, str_fmt(p->a, "%.*s.crl", STR_ARG(page_param(p, "name"))), e);
}
