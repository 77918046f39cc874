/* ui_qr.c - an address as a QR code, drawn as one path. */
#include <qrencode.h>
#include <stdlib.h>

#include "web/ui.h"

void
ui_qr(struct html *h, str text, const char *label)
{
	const char *z = str_z(h->out->a, text);
	QRcode *qr = z == NULL ? NULL : QRcode_encodeString8bit(z, 0, QR_ECLEVEL_M);

	if (qr == NULL) /* too long for a code: the text itself is on the page */
		return;
	HTML_LIT(h, "<svg class=\"es-qr\" role=\"img\" aria-label=\"");
	html_tr_attr(h, label);
	buf_fmt(h->out,
	    "\" width=\"180\" height=\"180\" viewBox=\"-4 -4 %d %d\" "
	    "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M-4-4h%dv%dh-%dz\"/>"
	    "<path d=\"",
	    qr->width + 8, qr->width + 8, qr->width + 8, qr->width + 8, qr->width + 8);
	for (int y = 0; y < qr->width; y++)
		for (int x = 0; x < qr->width; x++)
			if (qr->data[y * qr->width + x] & 1)
				buf_fmt(h->out, "M%d %dh1v1h-1z", x, y);
	HTML_LIT(h, "\"/></svg>");
	QRcode_free(qr);
}
