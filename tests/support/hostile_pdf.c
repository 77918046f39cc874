/* hostile_pdf.c - files that are handed in where a PDF is asked for (ISO 32000-1). */
#include <stdio.h>

#include "base/buf.h"
#include "support/hostile.h"

/* ---- files that are none, or not whole ---- */

static str
three(struct arena *a)
{
	return make_pdf(a, (struct pdf_want){ .pages = 3 });
}

static str
a_picture(struct arena *a)
{
	return make_png(a, PICTURE_TEXT, 9, 9, 3, 8);
}

static str
junk_first(struct arena *a)
{
	return make_join(a, STR("junk\n"), three(a));
}

static str
half(struct arena *a)
{
	str pdf = three(a);

	return str_sub(pdf, 0, pdf.n / 2);
}

static str
no_end(struct arena *a)
{
	str pdf = three(a);

	return str_sub(pdf, 0, pdf.n - 20);
}

static str
far_start(struct arena *a)
{
	str pdf = three(a);
	ptrdiff_t at = str_find(pdf, STR("startxref\n"));

	return make_join(
	    a, str_sub(pdf, 0, (size_t)at), STR("startxref\n99999999999\n%%EOF\n"));
}

static str
jpeg_first(struct arena *a)
{
	return make_join(
	    a, make_jpeg(a, PICTURE_TEXT, 9, 9, (struct jpeg_want){ 0 }), three(a));
}

static str
zip_between(struct arena *a)
{
	return make_join(a, three(a),
	    make_join(a, STR("PK\3\4<script>"),
		make_pdf(a, (struct pdf_want){ .pages = 1, .extra = "<< /JS (1) >>" })));
}

static str
locked(struct arena *a)
{
	return make_pdf_locked(a, "rahasia");
}

static str
locked_for_owner(struct arena *a)
{
	return make_pdf_locked(a, "");
}

/* A second catalog behind the first file (ISO 32000-1, 7.5.6): what is read last is what counts. */
static str
updated(struct arena *a, struct pdf_want want, const char *catalog)
{
	str first = make_pdf(a, want);
	size_t xref = (size_t)str_find(first, STR("xref\n0 "));
	struct buf b;
	size_t at;

	buf_init(&b, a, first.n + 512);
	buf_str(&b, first);
	at = b.n;
	buf_fmt(&b, "1 0 obj\n<< /Type /Catalog /Pages 2 0 R %s >>\nendobj\n", catalog);
	buf_fmt(&b,
	    "xref\n1 1\n%010zu 00000 n \ntrailer\n<< /Size 7 /Root 1 0 R /Prev %zu >>\n",
	    at, xref);
	buf_fmt(&b, "startxref\n%zu\n%%%%EOF\n",
	    at + (size_t)str_find(str_from(buf_get(&b), at), STR("xref\n")));
	return buf_get(&b);
}

static str
update_acts(struct arena *a)
{
	return updated(a, (struct pdf_want){ .pages = 1 },
	    "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>");
}

static str
update_acts_no_more(struct arena *a)
{
	return updated(a,
	    (struct pdf_want){ .pages = 1, .catalog = "/OpenAction << /S /Launch >>" },
	    "");
}

static str
packed_attachment(struct arena *a)
{
	return make_pdf_packed(
	    a, make_pdf(
		   a, (struct pdf_want){ .pages = 1,
			  .catalog = "/Names << /Dests << /Names [(a) 5 0 R] >> >>",
			  .extra = "<< /Type /Filespec /F (a) /EF << /F 4 0 R >> >>" }));
}

static str
packed_script(struct arena *a)
{
	return make_pdf_packed(
	    a, make_pdf(a, (struct pdf_want){ .pages = 1,
			       .catalog = "/Names << /Dests << /Names [(a) 5 0 R] >> >>",
			       .extra = "<< /S /JavaScript /JS (1) >>" }));
}

/* The content of the page lies in a file elsewhere (7.3.8.2). */
static str
content_elsewhere(struct arena *a)
{
	const str objects[] = { STR("<< /Type /Catalog /Pages 2 0 R >>"),
		STR("<< /Type /Pages /Count 1 /Kids [3 0 R] >>"),
		STR("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"),
		make_stream(a, "/F (\\\\\\\\198.51.100.7\\\\x)", STR("")) };

	return make_pdf_raw(a, objects, ARRAY_LEN(objects), "");
}

/* ---- bombs ---- */

static str
object_bomb(struct arena *a)
{
	return make_pdf_object_bomb(a, (size_t)1 << 30);
}

static str
content_bomb(struct arena *a)
{
	return make_pdf_content_bomb(a, (size_t)128 << 20);
}

static str
repeated(struct arena *a, const char *what, size_t times)
{
	size_t n = strlen(what);
	struct buf b;

	buf_init(&b, a, n * times + 1);
	for (size_t i = 0; i < times; i++)
		buf_put(&b, what, n);
	return buf_get(&b);
}

static str
deep_array(struct arena *a)
{
	str deep = make_join(a, repeated(a, "[", 100000), repeated(a, "]", 100000));

	return make_pdf(a, (struct pdf_want){ .pages = 1,
			       .extra = str_fmt(a, "%.*s", STR_ARG(deep)).p });
}

static str
deep_dictionary(struct arena *a)
{
	str deep = repeated(a, "<</A ", 100000);

	return make_pdf(a, (struct pdf_want){ .pages = 1,
			       .extra = str_fmt(a, "%.*s", STR_ARG(deep)).p });
}

#define CATALOG STR("<< /Type /Catalog /Pages 2 0 R >>")
#define PAGES   STR("<< /Type /Pages /Count 1 /Kids [3 0 R] >>")
#define PAGE(rest)                                                                       \
	STR("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " rest \
	    ">>")

/* One page: its resources (in `page`), its content, and two objects more. */
static str
one_page(struct arena *a, str page, str content, str five, str six)
{
	const str objects[] = { CATALOG, PAGES, page, content, five, six };

	return make_pdf_raw(a, objects, ARRAY_LEN(objects), "");
}

static str
twice_deflated(struct arena *a)
{
	str once = make_deflated(a, STR("0 0 m "), ' ', (size_t)128 << 20);
	str twice = make_deflated(a, once, '\0', 0);

	return one_page(a, PAGE(""),
	    make_stream(a, "/Filter [/FlateDecode /FlateDecode]", twice), STR("null"),
	    STR("null"));
}

static str
many_operators(struct arena *a)
{
	str ops =
	    make_deflated(a, repeated(a, "q 1 0 0 1 0 0 cm ", 3000000 / 17), ' ', 10);

	return one_page(a, PAGE(""), make_stream(a, "/Filter /FlateDecode", ops),
	    STR("null"), STR("null"));
}

/* Paints the whole page a hundred thousand times: nothing but time. */
static str
painting(struct arena *a)
{
	str ops = make_deflated(a, repeated(a, "0 0 595 842 re f ", 100000), ' ', 10);

	return one_page(a, PAGE(""), make_stream(a, "/Filter /FlateDecode", ops),
	    STR("null"), STR("null"));
}

static str
huge_picture(struct arena *a)
{
	return one_page(a, PAGE("/Resources << /XObject << /I 5 0 R >> >> "),
	    make_stream(a, "", STR("q 500 0 0 500 0 0 cm /I Do Q")),
	    make_stream(a,
		"/Type /XObject /Subtype /Image /Width 30000 /Height 30000 /BitsPerComponent 8 "
		"/ColorSpace /DeviceRGB /Filter /FlateDecode",
		make_deflated(a, STR(""), '\0', (size_t)1 << 20)),
	    STR("null"));
}

/* ---- drawings that never end ---- */

static str
form_in_itself(struct arena *a)
{
	return one_page(a, PAGE("/Resources << /XObject << /F 5 0 R >> >> "),
	    make_stream(a, "", STR("/F Do")),
	    make_stream(a,
		"/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
		"/Resources << /XObject << /F 5 0 R >> >>",
		STR("/F Do /F Do")),
	    STR("null"));
}

static str
letter_in_itself(struct arena *a)
{
	return one_page(a, PAGE("/Resources << /Font << /T 5 0 R >> >> "),
	    make_stream(a, "", STR("BT /T 40 Tf 100 700 Td (A) Tj ET")),
	    STR("<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] "
		"/CharProcs << /A 6 0 R >> /Encoding << /Differences [65 /A] >> /FirstChar 65 "
		"/LastChar 65 /Widths [9] /Resources << /Font << /T 5 0 R >> >> >>"),
	    make_stream(a, "", STR("9 0 d0 BT /T 1 Tf (AAAA) Tj ET")));
}

static str
fine_pattern(struct arena *a)
{
	return one_page(a, PAGE("/Resources << /Pattern << /P 5 0 R >> >> "),
	    make_stream(a, "", STR("/Pattern cs /P scn 0 0 595 842 re f")),
	    make_stream(a,
		"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] "
		"/XStep 0.01 /YStep 0.01 /Resources << >>",
		STR("0 0 1 1 re f")),
	    STR("null"));
}

static str
garbage_font(struct arena *a)
{
	return one_page(a, PAGE("/Resources << /Font << /F1 5 0 R >> >> "),
	    make_stream(a, "", STR("BT /F1 40 Tf 100 700 Td (Surat) Tj ET")),
	    STR("<< /Type /Font /Subtype /TrueType /BaseFont /X /FirstChar 32 /LastChar 32 "
		"/Widths [9] /FontDescriptor << /Type /FontDescriptor /FontName /X /Flags 4 "
		"/FontBBox [0 0 9 9] /ItalicAngle 0 /Ascent 9 /Descent 0 /CapHeight 9 /StemV 9 "
		"/FontFile2 6 0 R >> >>"),
	    make_stream(a, "/Length1 64", repeated(a, "\1\xff\x7f\xfe", 16)));
}

static str
picture_of(struct arena *a, const char *filter, str data)
{
	return one_page(a, PAGE("/Resources << /XObject << /I 5 0 R >> >> "),
	    make_stream(a, "", STR("q 500 0 0 500 0 0 cm /I Do Q")),
	    make_stream(a,
		str_fmt(a,
		    "/Type /XObject /Subtype /Image /Width 64 /Height 64 /BitsPerComponent 8 "
		    "/ColorSpace /DeviceGray /Filter /%s",
		    filter)
		    .p,
		data),
	    STR("null"));
}

static str
garbage_jbig2(struct arena *a)
{
	return picture_of(a, "JBIG2Decode",
	    STR("\0\0\0\0\x30\0\1\0\0\0\x13\x7f\xff\xff\xff\x7f\xff\xff\xff\0\0\0\0\0\0\0\0\0"));
}

static str
garbage_jpx(struct arena *a)
{
	return picture_of(a, "JPXDecode",
	    STR("\0\0\0\14jP  \r\n\x87\n\0\0\0\x14"
		"ftypjp2 \0\0\0\0jp2 \xff\x4f\xff\x51\0\x2f"));
}

static str
half_dct(struct arena *a)
{
	str jpeg = make_jpeg(a, PICTURE_TEXT, 64, 64, (struct jpeg_want){ .grey = true });

	return picture_of(a, "DCTDecode", str_sub(jpeg, 0, jpeg.n / 2));
}

/* ---- structures that lie ---- */

static str
metadata(struct arena *a, str xmp)
{
	const str objects[] = { STR("<< /Type /Catalog /Pages 2 0 R /Metadata 5 0 R >>"),
		PAGES, PAGE(""), make_stream(a, "", STR("0 0 9 9 re f")),
		make_stream(a, "/Type /Metadata /Subtype /XML", xmp) };

	return make_pdf_raw(a, objects, ARRAY_LEN(objects), "");
}

static str
xmp_laughs(struct arena *a)
{
	return metadata(a,
	    STR("<?xpacket begin=''?><!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>"
		"<!ENTITY c '&b;&b;&b;&b;'><!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
		"<x:xmpmeta xmlns:x='adobe:ns:meta/'>&c;&e;</x:xmpmeta>"));
}

static str
xmp_broken(struct arena *a)
{
	return metadata(a, STR("<x:xmpmeta><rdf:RDF><\xff\xfe\0</x:xmpmeta"));
}

static str
count_lies(struct arena *a)
{
	const str objects[] = { CATALOG,
		STR("<< /Type /Pages /Count 2000000000 /Kids [3 0 R] >>"), PAGE(""),
		make_stream(a, "", STR("0 0 9 9 re f")) };

	return make_pdf_raw(a, objects, ARRAY_LEN(objects), "");
}

static str
own_parent(struct arena *a)
{
	const str objects[] = { CATALOG, PAGES,
		STR("<< /Type /Page /Parent 3 0 R /Contents 4 0 R >>"),
		make_stream(a, "", STR("0 0 9 9 re f")) };

	return make_pdf_raw(a, objects, ARRAY_LEN(objects), "");
}

/* A page tree 600 levels deep. */
static str
deep_tree(struct arena *a)
{
	enum { DEEP = 600 };
	str objects[DEEP + 3];

	objects[0] = CATALOG;
	for (int i = 1; i <= DEEP; i++)
		objects[i] = str_fmt(a,
		    "<< /Type /Pages /Count 1 /Kids [%d 0 R] /Parent %d 0 R >>", i + 2,
		    i == 1 ? 1 : i);
	objects[DEEP + 1] = str_fmt(a,
	    "<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R >>",
	    DEEP + 1, DEEP + 3);
	objects[DEEP + 2] = make_stream(a, "", STR("0 0 9 9 re f"));
	return make_pdf_raw(a, objects, ARRAY_LEN(objects), "");
}

static str
prev_loop(struct arena *a)
{
	str pdf =
	    make_pdf(a, (struct pdf_want){ .pages = 1, .trailer = "/Prev 0000000000" });
	ptrdiff_t xref = str_find(pdf, STR("xref\n0 "));
	char *p = arena_copy(a, pdf.p, pdf.n);
	char digits[11];

	snprintf(digits, sizeof(digits), "%010d", (int)xref);
	memcpy(p + str_find(pdf, STR("/Prev ")) + 6, digits, 10);
	return (str){ p, pdf.n };
}

/* The cross-reference stream says that its own object lies inside an object stream. */
static str
stream_of_itself(struct arena *a)
{
	str pdf = make_pdf_object_bomb(a, 0);
	char *p = arena_copy(a, pdf.p, pdf.n);
	ptrdiff_t at = str_find(pdf, STR("/Root 1 0 R"));

	p[str_find(str_from(pdf, (size_t)at), STR("stream\n")) + at + 7 + 15] = 2;
	return (str){ p, pdf.n };
}

static str
wide_fields(struct arena *a)
{
	str pdf = make_pdf_object_bomb(a, 0);
	char *p = arena_copy(a, pdf.p, pdf.n);

	memcpy(p + str_find(pdf, STR("/W [1 3 1]")), "/W [9 9 9]", 10);
	return (str){ p, pdf.n };
}

#define RAW(bytes) .raw = (bytes), .raw_n = sizeof(bytes) - 1
#define ACTS(name, ...)                                                                  \
	{                                                                                \
		name, "acts", HOSTILE_PDF, "skrip", .pdf = {.pages = 1, __VA_ARGS__ }    \
	}
#define CARRIES(name, ...)                                                               \
	{                                                                                \
		name, "carries files", HOSTILE_PDF, "lampiran",                          \
		    .pdf = {.pages = 1,                                                  \
			    __VA_ARGS__ }                                                \
	}

const struct hostile hostile_pdfs[] = {
	{ "empty.pdf", "empty", HOSTILE_PDF, "kosong", RAW("") },
	{ "head.pdf", "truncated", HOSTILE_PDF, "tidak dapat dibuka", RAW("%PDF-1.7\n") },
	{ "half.pdf", "truncated", HOSTILE_PDF, "tidak dapat dibuka", .make = half },
	{ "no-end.pdf", "truncated", HOSTILE_PDF, "tidak dapat dibuka", .make = no_end },
	{ "far-start.pdf", "lies", HOSTILE_PDF, "tidak dapat dibuka", .make = far_start },
	{ "picture.pdf", "wrong ending", HOSTILE_PDF, "harus PDF", .make = a_picture },
	{ "word.pdf", "wrong ending", HOSTILE_PDF, "harus PDF",
	    RAW("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 macros") },
	{ "junk-first.pdf", "polyglot", HOSTILE_PDF, "harus PDF", .make = junk_first },
	{ "jpeg-first.pdf", "polyglot", HOSTILE_PDF, "harus PDF", .make = jpeg_first },
	{ "zip-between.pdf", "polyglot", HOSTILE_PDF, "PDF ini", .make = zip_between },
	{ "locked.pdf", "locked", HOSTILE_PDF, "kata sandi", .make = locked },
	{ "locked-for-owner.pdf", "locked", HOSTILE_PDF, "kata sandi",
	    .make = locked_for_owner },

	ACTS("script-when-opened.pdf",
	    .catalog = "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"),
	ACTS("script-in-names.pdf",
	    .catalog = "/Names << /JavaScript << /Names [(a) 5 0 R] >> >>"),
	ACTS("script-disguised.pdf", .extra = "<< /S /J#61vaScr#69pt /J#53 (1) >>"),
	ACTS("script-unreferenced.pdf", .extra = "<< /JS (1) >>"),
	ACTS("script-deep.pdf", .extra = "[[[[ << /K [ << /S /JavaScript >> ] >> ]]]]"),
	ACTS("launch.pdf", .catalog = "/OpenAction << /S /Launch /F (cmd.exe) >>"),
	ACTS("page-action.pdf", .page = "/AA << /O << /S /Named /N /Print >> >>"),
	ACTS("open-action-elsewhere.pdf", .catalog = "/OpenAction 5 0 R",
	    .extra = "<< /S /URI /URI (x) >>"),
	ACTS("open-goes-on.pdf",
	    .catalog =
		"/OpenAction << /S /GoTo /D [6 0 R /Fit] /Next << /S /URI /URI (http://x) >> >>"),
	ACTS("open-goes-on-elsewhere.pdf",
	    .catalog = "/OpenAction << /S /GoTo /D [6 0 R /Fit] /Next 5 0 R >>",
	    .extra = "[ << /S /Named /N /Print >> ]"),
	ACTS("launch-when-pressed.pdf",
	    .page =
		"/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (x) >> >>]"),
	ACTS("other-view.pdf", .extra = "<< /S /GoTo3DView >>"),
	CARRIES("sound.pdf", .page = "/Annots [<< /Type /Annot /Subtype /Sound >>]"),
	CARRIES("screen.pdf", .page = "/Annots [<< /Type /Annot /Subtype /Screen >>]"),
	CARRIES("attachment-kind.pdf", .extra = "<< /Type /EmbeddedFile >>"),
	ACTS("open-by-name.pdf", .catalog = "/OpenAction /Print"),
	ACTS("other-thread.pdf", .extra = "<< /S /Thread /F (x) /D 0 >>"),
	{ "update-acts.pdf", "acts", HOSTILE_PDF, "skrip", .make = update_acts },
	{ "update-acts-no-more.pdf", "acts", HOSTILE_PDF, .make = update_acts_no_more },
	{ "packed-script.pdf", "acts", HOSTILE_PDF, "skrip", .make = packed_script },
	{ "packed-attachment.pdf", "carries files", HOSTILE_PDF, "lampiran",
	    .make = packed_attachment },
	{ "content-elsewhere.pdf", "carries files", HOSTILE_PDF, "lampiran",
	    .make = content_elsewhere },
	ACTS("form-submits.pdf", .extra = "<< /S /SubmitForm /F (http://x) >>"),
	ACTS("form-resets.pdf", .extra = "<< /S /ResetForm >>"),
	ACTS("form-imports.pdf", .extra = "<< /S /ImportData /F (x.fdf) >>"),
	ACTS("xfa.pdf", .catalog = "/AcroForm << /XFA 5 0 R /Fields [] >>",
	    .extra = "(<xdp/>)"),
	ACTS("other-file.pdf", .extra = "<< /S /GoToR /F (x) >>"),
	ACTS("other-file-inside.pdf", .extra = "<< /S /GoToE /F (x) >>"),
	ACTS("rendition.pdf", .extra = "<< /S /Rendition /OP 0 >>"),

	CARRIES(
	    "attachment.pdf", .catalog = "/Names << /EmbeddedFiles << /Names [] >> >>"),
	CARRIES(
	    "attachment-hidden.pdf", .extra = "<< /Type /Filespec /EF << /F 4 0 R >> >>"),
	CARRIES("attachment-note.pdf",
	    .page = "/Annots [<< /Type /Annot /Subtype /FileAttachment >>]"),
	CARRIES("media.pdf", .page = "/Annots [<< /Type /Annot /Subtype /RichMedia >>]"),
	CARRIES("film.pdf", .page = "/Annots [<< /Type /Annot /Subtype /Movie >>]"),
	CARRIES("solid.pdf", .page = "/Annots [<< /Type /Annot /Subtype /3D >>]"),
	CARRIES("portfolio.pdf", .catalog = "/Collection << >>"),

	{ "51-pages.pdf", "huge", HOSTILE_PDF, "50 halaman", .pdf = { .pages = 51 } },
	{ "500-pages.pdf", "huge", HOSTILE_PDF, "50 halaman", .pdf = { .pages = 500 } },
	{ "no-pages.pdf", "lies", HOSTILE_PDF, "tidak berisi halaman",
	    .pdf = { .pages = 0 } },
	{ "two-billion-objects.pdf", "lies", HOSTILE_PDF, "PDF ini",
	    .pdf = { .pages = 1, .size = "2000000000" } },
	{ "far-reference.pdf", "lies", HOSTILE_PDF, "rumit",
	    .pdf = { .pages = 1, .extra = "[ 999999999 0 R ]" } },
	{ "pages-in-themselves.pdf", "endless", HOSTILE_PDF, "PDF ini",
	    .pdf = { .pages = 1,
		.catalog = "/Pages 5 0 R",
		.extra = "<< /Type /Pages /Count 1 /Kids [5 0 R] >>" } },
	{ "count-lies.pdf", "lies", HOSTILE_PDF, NULL, "tidak dapat ditampilkan",
	    .make = count_lies },
	{ "own-parent.pdf", "endless", HOSTILE_PDF, .make = own_parent },
	{ "deep-tree.pdf", "bomb", HOSTILE_PDF, "tidak berisi halaman",
	    .make = deep_tree },
	{ "deep-array.pdf", "bomb", HOSTILE_PDF, "PDF ini", .make = deep_array },
	{ "deep-dictionary.pdf", "bomb", HOSTILE_PDF, "PDF ini",
	    .make = deep_dictionary },
	{ "previous-is-itself.pdf", "endless", HOSTILE_PDF, "tidak dapat dibuka",
	    .make = prev_loop },
	{ "stream-of-itself.pdf", "endless", HOSTILE_PDF, "PDF ini",
	    .make = stream_of_itself },
	{ "wide-fields.pdf", "lies", HOSTILE_PDF, "PDF ini", .make = wide_fields },
	{ "object-bomb.pdf", "bomb", HOSTILE_PDF, "PDF ini", .make = object_bomb,
	    .heavy = true },

	{ "content-bomb.pdf", "bomb", HOSTILE_PDF, .make = content_bomb },
	{ "content-twice-deflated.pdf", "bomb", HOSTILE_PDF, .make = twice_deflated },
	{ "many-operators.pdf", "bomb", HOSTILE_PDF, NULL, "tidak dapat ditampilkan",
	    .or_drawn = true, .make = many_operators },
	{ "painting.pdf", "bomb", HOSTILE_PDF, NULL, "tidak dapat", .or_drawn = true,
	    .make = painting },
	{ "huge-picture.pdf", "bomb", HOSTILE_PDF, .make = huge_picture },
	{ "form-in-itself.pdf", "endless", HOSTILE_PDF, .make = form_in_itself },
	{ "letter-in-itself.pdf", "endless", HOSTILE_PDF, .make = letter_in_itself },
	{ "fine-pattern.pdf", "endless", HOSTILE_PDF, NULL, "tidak dapat ditampilkan",
	    .or_drawn = true, .make = fine_pattern },
	{ "garbage-font.pdf", "garbage inside", HOSTILE_PDF, .make = garbage_font },
	{ "garbage-jbig2.pdf", "garbage inside", HOSTILE_PDF, .make = garbage_jbig2 },
	{ "garbage-jpx.pdf", "garbage inside", HOSTILE_PDF, .make = garbage_jpx },
	{ "half-dct.pdf", "garbage inside", HOSTILE_PDF, .make = half_dct },
	{ "xmp-laughs.pdf", "metadata", HOSTILE_PDF, .make = xmp_laughs },
	{ "xmp-broken.pdf", "metadata", HOSTILE_PDF, .make = xmp_broken },
	{ "paper-of-nothing.pdf", "lies", HOSTILE_PDF,
	    .pdf = { .pages = 1, .media_box = "[0 0 0 0]" } },
	{ "paper-of-miles.pdf", "huge", HOSTILE_PDF,
	    .pdf = { .pages = 1, .media_box = "[0 0 1000000000 1000000000]" } },
	{ "paper-of-words.pdf", "lies", HOSTILE_PDF,
	    .pdf = { .pages = 1, .media_box = "[(a) /b null]" } },
	{ "paper-in-units.pdf", "huge", HOSTILE_PDF,
	    .pdf = { .pages = 1, .page = "/UserUnit 75000 /Rotate 37" } },
};
const size_t hostile_pdfs_n = ARRAY_LEN(hostile_pdfs);
