/* merge.c - two PDFs that were found harmless become one, without what lay around their pages. */
#include <stdlib.h>

#include <qpdf/qpdf-c.h>

#include "base/limits.h"
#include "inspector/inspector.h"

struct merge {
	qpdf_data from[2], to;
};

static qpdf_data
quiet(void)
{
	qpdf_data q = qpdf_init();

	qpdf_silence_errors(q);
	qpdf_set_suppress_warnings(q, QPDF_TRUE);
	qpdf_set_attempt_recovery(q, QPDF_FALSE);
	return q;
}

/* Pages are copied when `to` is written, so `from` lives until then. */
static enum inspect_code
add_pages(qpdf_data to, qpdf_data from, str bytes)
{
	if (qpdf_read_memory(from, "pdf", bytes.p, bytes.n, NULL) & QPDF_ERRORS)
		return INSPECT_PDF_DAMAGED;
	for (int i = 0; i < qpdf_get_num_pages(from); i++)
		if (qpdf_add_page(
			to, from, qpdf_get_page_n(from, (size_t)i), QPDF_FALSE) &
		    QPDF_ERRORS)
			return INSPECT_PDF_DAMAGED;
	return INSPECT_OK;
}

static enum inspect_code
put_pdf(qpdf_data to, struct verdict *v)
{
	size_t n;

	if (qpdf_init_write_memory(to) & QPDF_ERRORS)
		return INSPECT_UNSAFE;
	qpdf_set_deterministic_ID(to, QPDF_TRUE);
	qpdf_set_newline_before_endstream(to, QPDF_TRUE);
	if (qpdf_write(to) & QPDF_ERRORS)
		return INSPECT_PDF_DAMAGED;
	n = qpdf_get_buffer_length(to);
	if (n > LIMIT_FILE_BYTES)
		return INSPECT_PDF_TOGETHER;
	v->payload = malloc(n);
	if (v->payload == NULL)
		return INSPECT_PDF_COMPLEX;
	memcpy(v->payload, qpdf_get_buffer(to), n);
	v->wire.payload = (uint32_t)n;
	return INSPECT_OK;
}

/* A new file of those pages alone: no outlines, forms, names or metadata come along. */
static enum inspect_code
merge(str first, str second, struct verdict *v)
{
	struct merge m = { { quiet(), quiet() }, quiet() };
	enum inspect_code code = INSPECT_OK;

	if (qpdf_empty_pdf(m.to) & QPDF_ERRORS)
		code = INSPECT_UNSAFE;
	if (code == INSPECT_OK)
		code = add_pages(m.to, m.from[0], first);
	if (code == INSPECT_OK)
		code = add_pages(m.to, m.from[1], second);
	if (code == INSPECT_OK)
		code = put_pdf(m.to, v);
	qpdf_cleanup(&m.to);
	qpdf_cleanup(&m.from[0]);
	qpdf_cleanup(&m.from[1]);
	return code;
}

void
job_merge(str bytes, struct verdict *v)
{
	struct verdict one = { .wire = { 0 } }, two = { .wire = { 0 } };
	str first, second;
	uint32_t n;

	v->wire.code = INSPECT_UNSAFE;
	if (bytes.n < sizeof(n))
		return;
	memcpy(&n, bytes.p, sizeof(n));
	bytes = str_from(bytes, sizeof(n));
	if (n > bytes.n)
		return;
	first = str_sub(bytes, 0, n);
	second = str_from(bytes, n);
	job_pdf(first, &one);
	job_pdf(second, &two);
	v->wire.code = one.wire.code != INSPECT_OK ? one.wire.code : two.wire.code;
	v->wire.value[INSPECT_V_PAGES] =
	    one.wire.value[INSPECT_V_PAGES] + two.wire.value[INSPECT_V_PAGES];
	v->wire.value[INSPECT_V_FIRST_PAGES] = one.wire.value[INSPECT_V_PAGES];
	if (v->wire.code == INSPECT_OK &&
	    v->wire.value[INSPECT_V_PAGES] > LIMIT_PDF_PAGES)
		v->wire.code = INSPECT_PDF_PAGES;
	if (v->wire.code == INSPECT_OK)
		v->wire.code = merge(first, second, v);
}
