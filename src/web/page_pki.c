/*
 * page_pki.c - /pki/: certificates and lists of the certificate authority, for everybody's software.
 *
 * Answers may be kept until the list's next update, but not longer than a few minutes, so that a
 * revocation is seen soon; with an ETag, asking again costs little. A list may have any size: it is sent
 * from its file, never held in memory.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/codec.h"
#include "domain/publication.h"
#include "web/pages.h"

#define KEEP_S 120

/* A file on its way to a client who may take minutes for it. */
struct sending {
	int fd;
	int64_t at;
};

static ssize_t
send_some(void *arg, char *to, size_t n)
{
	struct sending *s = arg;
	ssize_t k = pread(s->fd, to, n, (off_t)s->at);

	if (k > 0)
		s->at += k;
	return k;
}

static void
send_done(void *arg)
{
	close(((struct sending *)arg)->fd);
	free(arg);
}

static void
send_file(struct page *p, const struct publication *f)
{
	struct sending *s = calloc(1, sizeof(*s));

	if (s == NULL)
		BUG("out of memory");
	s->fd = f->fd;
	http_stream(p->rs, f->size, send_some, send_done, s);
}

static enum rc
publish(struct page *p, str name, struct err *e)
{
	int64_t keep_s = KEEP_S;
	struct publication f;
	str etag;
	enum rc rc = publication_open(&p->d, name, &f, e);

	if (rc != RC_OK)
		return rc;
	if (f.next_s > 0 && f.next_s - domain_now(&p->d) < keep_s)
		keep_s = f.next_s > domain_now(&p->d) ? f.next_s - domain_now(&p->d) : 0;
	etag = str_fmt(p->a, "\"%.32s\"", f.tag.p);
	http_header_z(p->rs, "Content-Type", f.type);
	http_header(p->rs, "ETag", etag);
	http_header(p->rs, "Cache-Control",
	    str_fmt(p->a, "public, max-age=%lld, must-revalidate", (long long)keep_s));
	if (str_eq(http_request_header(p->rq, "If-None-Match"), etag)) {
		p->rs->status = 304;
		close(f.fd);
		return RC_OK;
	}
	send_file(p, &f);
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
