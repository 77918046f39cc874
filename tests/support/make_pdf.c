/* make_pdf.c - PDFs for tests, written by hand so that they are as wrong as wanted. */
#include <qpdf/qpdf-c.h>
#include <qrencode.h>
#include <stdlib.h>

#include "base/buf.h"
#include "support/make_files.h"

#define MAX_OBJECTS 700

struct pdf {
	struct buf b;
	size_t at[MAX_OBJECTS];
	int n; /* highest number used */
};

static void
object(struct pdf *p, int id, str body)
{
	p->at[id] = p->b.n;
	if (id > p->n)
		p->n = id;
	buf_fmt(&p->b, "%d 0 obj\n", id);
	buf_str(&p->b, body);
	BUF_LIT(&p->b, "\nendobj\n");
}

str
make_stream(struct arena *a, const char *dict, str data)
{
	return make_join(a, str_fmt(a, "<< %s /Length %zu >>\nstream\n", dict, data.n),
	    make_join(a, data, STR("\nendstream")));
}

static str
finish(struct pdf *p, const char *trailer, const char *size)
{
	size_t xref = p->b.n;

	buf_fmt(&p->b, "xref\n0 %d\n0000000000 65535 f \n", p->n + 1);
	for (int i = 1; i <= p->n; i++)
		buf_fmt(&p->b, p->at[i] == 0 ? "%010zu 00000 f \n" : "%010zu 00000 n \n",
		    p->at[i]);
	if (size != NULL)
		buf_fmt(&p->b, "trailer\n<< /Size %s", size);
	else
		buf_fmt(&p->b, "trailer\n<< /Size %d", p->n + 1);
	buf_fmt(&p->b, " /Root 1 0 R %s >>\nstartxref\n%zu\n%%%%EOF\n", trailer, xref);
	return buf_get(&p->b);
}

/* Objects: 1 catalog, 2 page tree, 3 font, 4 content, 5 extra, 6.. pages. */
static void
body(struct pdf *p, struct arena *a, struct pdf_want want, str content)
{
	struct buf kids;

	buf_init(&p->b, a, 65536);
	BUF_LIT(&p->b, "%PDF-1.7\n%\xc3\xa4\n");
	buf_init(&kids, a, 256);
	for (int i = 0; i < want.pages; i++)
		buf_fmt(&kids, "%d 0 R ", 6 + i);
	object(p, 1,
	    str_fmt(a, "<< /Type /Catalog /Pages 2 0 R %s >>",
		want.catalog ? want.catalog : ""));
	object(p, 2,
	    str_fmt(a, "<< /Type /Pages /Count %d /Kids [%.*s] >>", want.pages,
		STR_ARG(buf_get(&kids))));
	object(p, 3, STR("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"));
	object(p, 4, content);
	object(p, 5, want.extra != NULL ? str_from_z(want.extra) : STR("null"));
	for (int i = 0; i < want.pages; i++)
		object(p, 6 + i,
		    str_fmt(a,
			"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R "
			"/Resources << /Font << /F1 3 0 R >> >> %s >>",
			want.media_box ? want.media_box : "[0 0 595 842]",
			want.page ? want.page : ""));
}

str
make_pdf(struct arena *a, struct pdf_want want)
{
	const char *text =
	    want.content != NULL ? want.content : "BT /F1 40 Tf 100 700 Td (Surat) Tj ET";
	struct pdf *p = ARENA_NEW(a, struct pdf);

	body(p, a, want, make_stream(a, "", str_from_z(text)));
	return finish(p, want.trailer ? want.trailer : "", want.size);
}

str
make_pdf_raw(struct arena *a, const str *objects, size_t n, const char *trailer)
{
	struct pdf *p = ARENA_NEW(a, struct pdf);

	BUG_ON(n >= MAX_OBJECTS);
	buf_init(&p->b, a, 65536);
	BUF_LIT(&p->b, "%PDF-1.7\n%\xc3\xa4\n");
	for (size_t i = 0; i < n; i++)
		object(p, (int)i + 1, objects[i]);
	return finish(p, trailer, NULL);
}

str
make_pdf_packed(struct arena *a, str plain)
{
	qpdf_data q = qpdf_init();
	str s;

	BUG_ON(qpdf_read_memory(q, "plain", plain.p, plain.n, NULL) != 0);
	qpdf_init_write_memory(q);
	qpdf_set_object_stream_mode(q, qpdf_o_generate);
	BUG_ON(qpdf_write(q) != 0);
	s = str_dup(
	    a, (str){ (const char *)qpdf_get_buffer(q), qpdf_get_buffer_length(q) });
	qpdf_cleanup(&q);
	return s;
}

str
make_pdf_locked(struct arena *a, const char *user_password)
{
	str plain = make_pdf(a, (struct pdf_want){ .pages = 1 });
	qpdf_data q = qpdf_init();
	str s;

	BUG_ON(qpdf_read_memory(q, "plain", plain.p, plain.n, NULL) != 0);
	qpdf_init_write_memory(q);
	qpdf_set_r6_encryption_parameters2(
	    q, user_password, "owner", 1, 1, 1, 1, 1, 1, qpdf_r3p_full, 1);
	BUG_ON(qpdf_write(q) != 0);
	s = str_dup(
	    a, (str){ (const char *)qpdf_get_buffer(q), qpdf_get_buffer_length(q) });
	qpdf_cleanup(&q);
	return s;
}

str
make_pdf_content_bomb(struct arena *a, size_t bytes)
{
	struct pdf *p = ARENA_NEW(a, struct pdf);

	body(p, a, (struct pdf_want){ .pages = 1 },
	    make_stream(
		a, "/Filter /FlateDecode", make_deflated(a, STR("0 0 m "), ' ', bytes)));
	return finish(p, "", NULL);
}

static void
xref_row(struct buf *b, int kind, size_t where, int index)
{
	buf_char(b, (char)kind);
	buf_char(b, (char)(where >> 16 & 0xff));
	buf_char(b, (char)(where >> 8 & 0xff));
	buf_char(b, (char)(where & 0xff));
	buf_char(b, (char)index);
}

/* The catalog lives in an object stream, so that nothing can be known without inflating it. */
str
make_pdf_object_bomb(struct arena *a, size_t bytes)
{
	struct pdf p = { 0 };
	struct buf rows;

	buf_init(&p.b, a, 65536);
	BUF_LIT(&p.b, "%PDF-1.7\n");
	object(&p, 2, STR("<< /Type /Pages /Count 0 /Kids [] >>"));
	object(&p, 3,
	    make_stream(a, "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode",
		make_deflated(
		    a, STR("1 0 << /Type /Catalog /Pages 2 0 R >> "), ' ', bytes)));
	buf_init(&rows, a, 64);
	xref_row(&rows, 0, 0, 0);
	xref_row(&rows, 2, 3, 0);
	xref_row(&rows, 1, p.at[2], 0);
	xref_row(&rows, 1, p.at[3], 0);
	xref_row(&rows, 1, p.b.n, 0);
	p.at[4] = p.b.n;
	object(&p, 4,
	    make_stream(a, "/Type /XRef /Size 5 /W [1 3 1] /Root 1 0 R", buf_get(&rows)));
	buf_fmt(&p.b, "startxref\n%zu\n%%%%EOF\n", p.at[4]);
	return buf_get(&p.b);
}

str
make_pdf_qr(struct arena *a, const char *text)
{
	QRcode *q = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
	double module = 71.0 / q->width; /* 25 mm */
	struct buf b;

	buf_init(&b, a, 65536);
	for (int y = 0; y < q->width; y++)
		for (int x = 0; x < q->width; x++)
			if (q->data[y * q->width + x] & 1)
				buf_fmt(&b, "%.2f %.2f %.2f %.2f re f\n",
				    100 + x * module, 700 - y * module, module, module);
	buf_char(&b, '\0');
	QRcode_free(q);
	return make_pdf(a, (struct pdf_want){ .pages = 2, .content = buf_get(&b).p });
}
