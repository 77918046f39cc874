/* certificate_view.h - filling the certificate block, for every page that shows one. */
#ifndef WEB_CERTIFICATE_VIEW_H
#define WEB_CERTIFICATE_VIEW_H

#include "domain/certificate.h"
#include "web/page.h"
#include "web/view_certificate.h"

/*
 * `base` is where its orders live: "/sertifikat" for the holder, "/kantor/sertifikat" for offices.
 * Reads the history through p->d.
 */
MUST_USE enum rc certificate_block_fill(struct page *p, const struct certificate_file *f,
    const char *base, struct view_certificate_block *out, struct err *e);
/* {"certificate": PEM, "chain": [PEM, ...]}: what kunci.js makes a .p12 of. */
MUST_USE enum rc certificate_json(
    struct page *p, const struct row_certificate *cert, struct err *e);
/* What the holder of the application keeps of it; none for anybody else. */
MUST_USE enum rc certificate_papers(struct page *p, const struct row_application *app,
    struct cert_downloads *out, struct err *e);
/* Links to its forms under `base`. */
struct cert_downloads certificate_downloads(struct page *p, const char *base, str serial);

/* TAG_... of a stored state. */
const char *certificate_colour(str state);

#endif
