/* jobs.c - the jobs that look at pictures, put together from their pieces. */
#include <stdlib.h>

#include "inspector/inspector.h"
#include "vault/sniff.h"

void
verdict_release(struct verdict *v)
{
	free(v->payload);
	v->payload = NULL;
}

enum inspect_code
image_decode(str bytes, struct raster *out, int *w, int *h)
{
	if (bytes.n == 0)
		return INSPECT_EMPTY;
	switch (sniff_type(bytes)) {
	case FILE_JPEG:
		return jpeg_decode(bytes, out, w, h);
	case FILE_PNG:
		return png_decode(bytes, out, w, h);
	case FILE_PDF:
	case FILE_UNKNOWN:
	case FILE__COUNT:
		break;
	}
	return INSPECT_NOT_IMAGE;
}

static enum inspect_code
put_jpeg(const struct raster *r, struct verdict *v)
{
	size_t n;

	if (!raster_to_jpeg(r, &v->payload, &n) || n > INSPECT_MAX_PAYLOAD)
		return INSPECT_UNSAFE;
	v->wire.payload = (uint32_t)n;
	return INSPECT_OK;
}

void
job_image(str bytes, enum inspect_use use, struct verdict *v)
{
	struct raster r = { 0 };
	int w, h;

	v->wire.code = image_decode(bytes, &r, &w, &h);
	if (v->wire.code != INSPECT_OK)
		return;
	raster_measure(&r, w, h, use, v);
	v->wire.code = put_jpeg(&r, v);
	raster_release(&r);
}

void
job_qr(str bytes, struct verdict *v)
{
	struct raster r = { 0 };
	int w, h;

	v->wire.code = image_decode(bytes, &r, &w, &h);
	if (v->wire.code == INSPECT_OK)
		raster_qr(&r, v);
	raster_release(&r);
}

void
job_page(str bytes, struct verdict *v)
{
	struct raster r = { 0 };

	v->wire.code = ppm_decode(bytes, &r);
	if (v->wire.code != INSPECT_OK)
		return;
	v->wire.value[INSPECT_V_JPEG_WIDTH] = r.w;
	v->wire.value[INSPECT_V_JPEG_HEIGHT] = r.h;
	raster_qr(&r, v);
	v->wire.code = put_jpeg(&r, v);
	raster_release(&r);
}

void
job_mark(str bytes, struct verdict *v)
{
	struct raster r = { 0 };
	uint32_t n;
	int w, h;

	v->wire.code = INSPECT_UNSAFE;
	if (bytes.n < sizeof(n))
		return;
	memcpy(&n, bytes.p, sizeof(n));
	bytes = str_from(bytes, sizeof(n));
	if (n > bytes.n)
		return;
	v->wire.code = image_decode(str_from(bytes, n), &r, &w, &h);
	if (v->wire.code == INSPECT_OK)
		v->wire.code = raster_mark(&r, str_sub(bytes, 0, n)) ? put_jpeg(&r, v)
								     : INSPECT_UNSAFE;
	raster_release(&r);
}
