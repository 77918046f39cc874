/*
 * jpeg.c - decoding JPEG with libjpeg-turbo, unforgiving: a warning is a failure, because the
 * library fills a truncated picture with grey and calls that a warning.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "inspector/inspector.h"

#define MAX_SCANS  100
#define MAX_MEMORY (300L * 1024 * 1024)

struct decoder {
	struct jpeg_error_mgr mgr; /* first: libjpeg hands this address back */
	struct jpeg_progress_mgr progress;
	jmp_buf back;
	enum inspect_code code;
};

static void
stop(j_common_ptr c, enum inspect_code code)
{
	struct decoder *d = (struct decoder *)c->err;

	d->code = code;
	longjmp(d->back, 1);
}

static void
on_error(j_common_ptr c)
{
	stop(c, INSPECT_IMAGE_DAMAGED);
}

static void
on_message(j_common_ptr c, int level)
{
	if (level < 0)
		stop(c, INSPECT_IMAGE_DAMAGED);
}

static void
on_output(j_common_ptr c)
{
	(void)c;
}

static void
on_progress(j_common_ptr c)
{
	if (c->is_decompressor && ((j_decompress_ptr)c)->input_scan_number > MAX_SCANS)
		stop(c, INSPECT_IMAGE_SCANS);
}

static int
orientation_of(const struct jpeg_decompress_struct *c)
{
	for (jpeg_saved_marker_ptr m = c->marker_list; m != NULL; m = m->next)
		if (m->marker == JPEG_APP0 + 1 && m->data_length > 6 &&
		    memcmp(m->data, "Exif\0", 6) == 0)
			return exif_orientation(
			    (str){ (const char *)m->data + 6, m->data_length - 6 });
	return 1;
}

/* Header, limits, and the smallest eighth that is still as large as we keep. */
static void
prepare(struct jpeg_decompress_struct *c)
{
	unsigned side =
	    c->image_width > c->image_height ? c->image_width : c->image_height;

	if (!image_size_ok(c->image_width, c->image_height))
		stop((j_common_ptr)c, INSPECT_IMAGE_PIXELS);
	if (c->jpeg_color_space == JCS_CMYK || c->jpeg_color_space == JCS_YCCK)
		stop((j_common_ptr)c, INSPECT_IMAGE_CMYK);
	c->out_color_space = JCS_RGB;
	c->scale_denom = 8;
	c->scale_num = 8;
	while (c->scale_num > 1 &&
	       (uint64_t)side * (c->scale_num - 1) / 8 >= INSPECT_IMAGE_SIDE)
		c->scale_num--;
}

static void
decode(struct jpeg_decompress_struct *c, str bytes, struct raster *out, int *orientation)
{
	jpeg_mem_src(c, (const unsigned char *)bytes.p, bytes.n);
	jpeg_save_markers(c, JPEG_APP0 + 1, 0xffff);
	jpeg_read_header(c, TRUE);
	prepare(c);
	*orientation = orientation_of(c);
	jpeg_start_decompress(c);
	if (!raster_new(out, (int)c->output_width, (int)c->output_height))
		stop((j_common_ptr)c, INSPECT_IMAGE_PIXELS);
	while (c->output_scanline < c->output_height) {
		JSAMPROW row = out->rgb + (size_t)c->output_scanline * (size_t)out->w * 3;

		jpeg_read_scanlines(c, &row, 1);
	}
	jpeg_finish_decompress(c);
}

enum inspect_code
jpeg_decode(str bytes, struct raster *out, int *w, int *h)
{
	struct jpeg_decompress_struct c = { 0 };
	struct decoder d = { .code = INSPECT_OK };
	int orientation = 1;

	out->rgb = NULL;
	c.err = jpeg_std_error(&d.mgr);
	d.mgr.error_exit = on_error;
	d.mgr.emit_message = on_message;
	d.mgr.output_message = on_output;
	d.progress.progress_monitor = on_progress;
	if (setjmp(d.back) != 0) {
		jpeg_destroy_decompress(&c);
		raster_release(out);
		return d.code;
	}
	jpeg_create_decompress(&c);
	c.progress = &d.progress;
	c.mem->max_memory_to_use = MAX_MEMORY;
	decode(&c, bytes, out, &orientation);
	*w = (int)(orientation >= 5 ? c.image_height : c.image_width);
	*h = (int)(orientation >= 5 ? c.image_width : c.image_height);
	jpeg_destroy_decompress(&c);
	if (!raster_shrink(out, INSPECT_IMAGE_SIDE) ||
	    !raster_upright(out, orientation)) {
		raster_release(out);
		return INSPECT_IMAGE_PIXELS;
	}
	return INSPECT_OK;
}
