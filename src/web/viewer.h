/*
 * viewer.h - the viewer of documents beside a comparison, driven by the address alone:
 * ?dok=CLASS&hal=N&zum=75|100|150|200&putar=0|90|180|270&banding=CLASS. What is shown is fetched from
 * /dokumen/{id}/gambar, and that is the opening which is recorded.
 */
#ifndef WEB_VIEWER_H
#define WEB_VIEWER_H

#include "web/page.h"
#include "web/view_viewer.h"

struct viewer {
	str path;                               /* of the page, without query */
	const struct row_document *const *docs; /* in the order of their tabs */
	const bool *seen; /* opened by the reader; NULL: not shown */
	size_t n;
	str person;    /* whose documents these are */
	bool download; /* the reader may have the file itself */
	enum zone zone;
};

struct view_viewer viewer_view(struct page *p, const struct viewer *in);

#endif
