/*
 * test_inspector.c - good files come back clean, and the process that looks at them can do nothing
 * else. Argument: the program. Hostile files: test_hostile.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "inspector/inspector.h"
#include "support/make_files.h"
#include "support/run.h"
#include "vault/inspect.h"
#include "vault/sniff.h"

static struct inspector *ins;
static const char *program;
static struct arena *a;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static int
group_up(void **state)
{
	(void)state;
	return inspector_new(program, 0, &ins, &e) != RC_OK;
}

static int
group_down(void **state)
{
	(void)state;
	inspector_free(ins);
	return 0;
}

/* --- images --- */

static void
good_images(void **state)
{
	const struct {
		const char *label;
		str bytes;
		int w, h;
	} rows[] = {
		{ "jpeg", make_jpeg(a, PICTURE_TEXT, 1200, 800, (struct jpeg_want){ 0 }),
		    1200, 800 },
		{ "progressive",
		    make_jpeg(a, PICTURE_TEXT, 1200, 800,
			(struct jpeg_want){ .progressive = true }),
		    1200, 800 },
		{ "grey jpeg",
		    make_jpeg(
			a, PICTURE_TEXT, 640, 400, (struct jpeg_want){ .grey = true }),
		    640, 400 },
		{ "larger than kept",
		    make_jpeg(a, PICTURE_TEXT, 3000, 1000, (struct jpeg_want){ 0 }), 3000,
		    1000 },
		{ "lying on its side",
		    make_jpeg(a, PICTURE_TEXT, 900, 600,
			(struct jpeg_want){ .orientation = 6 }),
		    600, 900 },
		{ "png", make_png(a, PICTURE_TEXT, 800, 500, 3, 8), 800, 500 },
		{ "png with alpha", make_png(a, PICTURE_TEXT, 800, 500, 4, 8), 800, 500 },
		{ "png of 16 bits", make_png(a, PICTURE_TEXT, 400, 300, 3, 16), 400,
		    300 },
		{ "grey png", make_png(a, PICTURE_TEXT, 400, 300, 1, 8), 400, 300 },
		{ "one pixel", make_png(a, PICTURE_TEXT, 1, 1, 3, 8), 1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct inspect_image out;
		enum rc rc = inspect_image(ins, a, rows[i].bytes, INSPECT_CARD, &out, &e);

		if (rc != RC_OK)
			fail_msg("%s: %s (%s)", rows[i].label, e.msg, e.why);
		assert_int_equal(out.width, rows[i].w);
		assert_int_equal(out.height, rows[i].h);
		assert_true(out.jpeg_width <= 2000 && out.jpeg_height <= 2000);
		assert_int_equal(sniff_type(out.jpeg), FILE_JPEG);
		assert_int_equal(str_find(out.jpeg, STR("Exif")), -1);
	}
}

static void
every_orientation_comes_upright(void **state)
{
	/* Where the red quarter of the stored picture stands when it is shown upright. */
	static const struct {
		int orientation;
		bool right, bottom;
	} rows[] = { { 1, false, false }, { 2, true, false }, { 3, true, true },
		{ 4, false, true }, { 5, false, false }, { 6, true, false },
		{ 7, true, true }, { 8, false, true } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		str jpeg = make_jpeg(a, PICTURE_CORNER, 80, 48,
		    (struct jpeg_want){ .orientation = rows[i].orientation });
		struct raster r;
		const uint8_t *p;
		int w, h;

		assert_int_equal(jpeg_decode(jpeg, &r, &w, &h), INSPECT_OK);
		assert_int_equal(w, rows[i].orientation >= 5 ? 48 : 80);
		assert_int_equal(r.w, w);
		p = r.rgb + ((rows[i].bottom ? h * 3 / 4 : h / 4) * w +
				(rows[i].right ? w * 3 / 4 : w / 4)) *
				3;
		if (p[0] < 128 || p[2] > 128)
			fail_msg("orientation %d", rows[i].orientation);
		raster_release(&r);
	}
}

/* A TIFF with nothing but an orientation, as cameras of either byte order write it. */
static str
tiff_of(int orientation, bool big)
{
	unsigned char little[] = { 'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0,
		0, 0, (unsigned char)orientation, 0, 0, 0, 0, 0, 0, 0 };
	unsigned char large[] = { 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0,
		0, 1, 0, (unsigned char)orientation, 0, 0, 0, 0, 0, 0 };

	return str_dup(a, (str){ (const char *)(big ? large : little), sizeof(little) });
}

static void
a_png_comes_upright_too(void **state)
{
	/* which corner is red, as for the JPEG */
	static const int corner[9] = { 0, 0, 1, 3, 2, 0, 1, 3, 2 };

	(void)state;
	for (int i = 2; i < 18; i++) {
		str png = make_png(a, PICTURE_CORNER, 80, 48, 3, 8), whole;
		const struct png_chunk chunks[] = { { NULL, str_sub(png, 8, 25) },
			{ "eXIf", tiff_of(i / 2, i % 2) }, { NULL, str_from(png, 33) } };
		struct raster r;
		const uint8_t *p;
		int w, h, o = i / 2;

		whole = make_png_chunks(a, chunks, ARRAY_LEN(chunks));
		assert_int_equal(png_decode(whole, &r, &w, &h), INSPECT_OK);
		assert_int_equal(w, o >= 5 ? 48 : 80);
		assert_int_equal(h, o >= 5 ? 80 : 48);
		assert_int_equal(r.w, w);
		assert_int_equal(r.h, h);
		p = r.rgb + ((corner[o] >= 2 ? h * 3 / 4 : h / 4) * w +
				(corner[o] % 2 ? w * 3 / 4 : w / 4)) *
				3;
		if (p[0] < 128 || p[2] > 128)
			fail_msg("orientation %d", o);
		raster_release(&r);
	}
}

static void
orientation_is_read_or_none(void **state)
{
	str good = tiff_of(6, false);
	char bad[26];

	(void)state;
	assert_int_equal(exif_orientation(good), 6);
	assert_int_equal(exif_orientation(tiff_of(8, true)), 8);
	assert_int_equal(exif_orientation(tiff_of(9, true)), 1);
	assert_int_equal(exif_orientation(tiff_of(0, false)), 1);
	/* cut anywhere, nothing behind it is read; whole up to its value is enough */
	for (size_t n = 0; n < 22; n++)
		assert_int_equal(exif_orientation(str_dup(a, str_sub(good, 0, n))), 1);
	assert_int_equal(exif_orientation(str_dup(a, str_sub(good, 0, 22))), 6);
	for (size_t i = 0; i < 22; i++) {
		if (i >= 14 && i < 18)
			continue; /* how many values: not looked at */
		memcpy(bad, good.p, sizeof(bad));
		bad[i] ^= 0x55;
		if (i != 8 && i != 9 && i < 20) /* more entries do no harm */
			assert_int_equal(exif_orientation((str){ bad, sizeof(bad) }), 1);
	}
	/* the directory may begin where the file ends, not behind it */
	memcpy(bad, good.p, sizeof(bad));
	bad[4] = 24;
	assert_int_equal(exif_orientation((str){ bad, sizeof(bad) }), 1);
	bad[4] = 25;
	assert_int_equal(exif_orientation((str){ bad, sizeof(bad) }), 1);
}

/* Segments that make a baseline picture, and nothing before, between or behind them. */
static void
nothing_but_a_picture(str jpeg)
{
	const unsigned char *p = (const unsigned char *)jpeg.p;
	size_t at = 2;

	assert_true(str_starts(jpeg, STR("\xff\xd8\xff\xe0")));
	assert_true(str_ends(jpeg, STR("\xff\xd9")));
	assert_int_equal(str_find(jpeg, STR("\xff\xd9")), jpeg.n - 2);
	while (p[at + 1] != 0xda) {
		assert_int_equal(p[at], 0xff);
		if (p[at + 1] != 0xe0 && p[at + 1] != 0xdb && p[at + 1] != 0xc0 &&
		    p[at + 1] != 0xc4)
			fail_msg("a segment of type %02x is left", p[at + 1]);
		if (p[at + 1] == 0xe0) /* JFIF, without a small picture of its own */
			assert_int_equal(p[at + 2] << 8 | p[at + 3], 16);
		at += 2 + (size_t)(p[at + 2] << 8 | p[at + 3]);
		assert_true(at + 4 < jpeg.n);
	}
}

static str
segment(unsigned char type, str body)
{
	const char head[] = { (char)0xff, (char)type, (char)((body.n + 2) >> 8),
		(char)(body.n + 2) };

	return make_join(a, str_dup(a, (str){ head, sizeof(head) }), body);
}

/* Where it was taken, by whom and with what: gone from what is kept, whatever carries it. */
static void
where_and_who_are_gone(void **state)
{
	static const char secret[] = "-0.8917,119.8707 Contoh Buol";
	str place = str_fmt(a, "%s", secret), jpeg, png, all = STR("");
	const struct png_chunk words[] = { { "tEXt", make_join(a, STR("GPS\0"), place) },
		{ "eXIf", make_join(a, tiff_of(1, false), place) },
		{ "iTXt", make_join(a, STR("XML:com.adobe.xmp\0\0\0\0\0"), place) } };
	const unsigned char types[] = { 0xe1, 0xe1, 0xe2, 0xed, 0xee, 0xef, 0xfe };
	const str heads[] = { make_join(a, STR("Exif\0\0"), tiff_of(1, true)),
		STR("http://ns.adobe.com/xap/1.0/\0"), STR("MPF\0"),
		STR("Photoshop 3.0\0"), STR(""), STR(""), STR("") };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		all = make_join(a, all, segment(types[i], make_join(a, heads[i], place)));
	for (int job = 0; job < 2; job++) {
		struct inspect_image out;
		str file;

		jpeg = make_jpeg(a, PICTURE_TEXT, 900, 600, (struct jpeg_want){ 0 });
		png = make_png(a, PICTURE_TEXT, 90, 60, 3, 8);
		file =
		    job == 0
			? make_join(a, str_sub(jpeg, 0, 2),
			      make_join(a, all, make_join(a, str_from(jpeg, 2), place)))
			: make_png_chunks(a,
			      (const struct png_chunk[]){ { NULL, str_sub(png, 8, 25) },
				  words[0], words[1], words[2],
				  { NULL, str_from(png, 33) } },
			      5);
		assert_true(str_find(file, place) > 0);
		if (inspect_image(ins, a, file, INSPECT_ANY, &out, &e) != RC_OK)
			fail_msg("%d: %s (%s)", job, e.msg, e.why);
		assert_int_equal(str_find(out.jpeg, STR("119.8707")), -1);
		nothing_but_a_picture(out.jpeg);
		if (inspect_mark(ins, a, file, STR("Ratna"), &out.jpeg, &e) != RC_OK)
			fail_msg("%d: %s (%s)", job, e.msg, e.why);
		assert_int_equal(str_find(out.jpeg, STR("119.8707")), -1);
		nothing_but_a_picture(out.jpeg);
	}
}

/* What libjpeg only warns of is enough: it would go on with what it makes up. */
static void
a_warning_is_a_refusal(void **state)
{
	str jpeg = make_jpeg(a, PICTURE_TEXT, 320, 200, (struct jpeg_want){ 0 });
	ptrdiff_t quant = str_find(jpeg, STR("\xff\xdb"));
	str rows[] = {
		/* bytes between two segments; no end; one byte of the picture gone */
		make_join(a, str_sub(jpeg, 0, (size_t)quant),
		    make_join(a, STR("xx"), str_from(jpeg, (size_t)quant))),
		str_sub(jpeg, 0, jpeg.n - 2),
		make_join(a, str_sub(jpeg, 0, jpeg.n - 40), str_from(jpeg, jpeg.n - 20)),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct inspect_image out;

		if (inspect_image(ins, a, rows[i], INSPECT_ANY, &out, &e) != RC_INVALID)
			fail_msg("row %zu is taken", i);
		assert_non_null(strstr(e.msg, "rusak"));
	}
}

static void
transparent_becomes_white(void **state)
{
	str png = make_png(a, PICTURE_CORNER, 40, 40, 4, 8);
	struct raster r;
	int w, h;

	(void)state;
	assert_int_equal(png_decode(png, &r, &w, &h), INSPECT_OK);
	assert_in_range(r.rgb[0], 236, 239); /* 220 at 128/255 on white */
	assert_in_range(r.rgb[1], 135, 139); /* 20 likewise */
	raster_release(&r);
}

static void
too_large_a_file(void **state)
{
	str big = { arena_alloc(a, LIMIT_FILE_BYTES + (1 << 20)),
		LIMIT_FILE_BYTES + (1 << 20) };
	struct inspect_image out;

	(void)state;
	assert_int_equal(inspect_image(ins, a, big, INSPECT_CARD, &out, &e), RC_LIMIT);
	assert_string_equal(e.msg, "Berkas 11,0 MB. Batasnya 10 MB.");
}

static void
hints_advise(void **state)
{
	static const struct {
		enum picture p;
		int w, h;
		enum inspect_use use;
		unsigned want, without;
	} rows[] = {
		{ PICTURE_TEXT, 1200, 800, INSPECT_CARD, 0, 0x7f },
		{ PICTURE_SOFT, 1200, 800, INSPECT_CARD, INSPECT_BLURRED, INSPECT_GLARE },
		{ PICTURE_GLARE, 1200, 800, INSPECT_CARD, INSPECT_GLARE,
		    INSPECT_BLURRED },
		{ PICTURE_DARK, 1200, 800, INSPECT_CARD, INSPECT_DARK, INSPECT_GLARE },
		{ PICTURE_GREY, 1200, 800, INSPECT_CARD, INSPECT_GREY, INSPECT_DARK },
		{ PICTURE_TEXT, 320, 200, INSPECT_CARD, INSPECT_SMALL, INSPECT_ASPECT },
		{ PICTURE_TEXT, 600, 900, INSPECT_PHOTO, 0, 0x7f },
		{ PICTURE_CARD, 1200, 800, INSPECT_CARD, 0, INSPECT_CUT },
		{ PICTURE_CUT, 1200, 800, INSPECT_CARD, INSPECT_CUT, INSPECT_DARK },
		{ PICTURE_CUT, 600, 900, INSPECT_PHOTO, 0, INSPECT_CUT },
		{ PICTURE_TEXT, 900, 900, INSPECT_PHOTO, INSPECT_ASPECT, INSPECT_SMALL },
		{ PICTURE_TEXT, 400, 600, INSPECT_PHOTO, INSPECT_SMALL, INSPECT_ASPECT },
		{ PICTURE_SOFT, 600, 900, INSPECT_PHOTO, INSPECT_BLURRED, INSPECT_GREY },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		str jpeg = make_jpeg(
		    a, rows[i].p, rows[i].w, rows[i].h, (struct jpeg_want){ 0 });
		struct inspect_image out;

		assert_int_equal(
		    inspect_image(ins, a, jpeg, rows[i].use, &out, &e), RC_OK);
		if ((out.hints & rows[i].want) != rows[i].want ||
		    (out.hints & rows[i].without) != 0)
			fail_msg(
			    "row %zu: hints %#x sharp %lld burnt %lld grey %lld colour %lld",
			    i, out.hints, (long long)out.sharpness_milli,
			    (long long)out.burnt_ppm, (long long)out.mean_grey,
			    (long long)out.colourfulness_milli);
		for (unsigned b = 0; b < INSPECT_HINT_COUNT; b++)
			if ((out.hints & 1u << b) != 0) {
				assert_non_null(inspect_hint_text(rows[i].use, 1u << b));
				assert_non_null(inspect_hint_name(1u << b));
			}
	}
}

/* --- PDF --- */

static void
good_pdfs(void **state)
{
	const struct {
		const char *label;
		struct pdf_want want;
	} rows[] = {
		{ "one page", { .pages = 1 } },
		{ "fifty pages", { .pages = 50 } },
		{ "opens at a page",
		    { .pages = 2, .catalog = "/OpenAction [6 0 R /Fit]" } },
		{ "goes to a page",
		    { .pages = 2,
			.catalog = "/OpenAction << /S /GoTo /D [6 0 R /Fit] >>" } },
		{ "a link",
		    { .pages = 1,
			.page =
			    "/Annots [<< /Type /Annot /Subtype /Link "
			    "/Rect [0 0 9 9] /A << /S /URI /URI (https://kemenkeu.go.id) >> >>]" } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct inspect_pdf out;

		if (inspect_pdf(ins, a, make_pdf(a, rows[i].want), &out, &e) != RC_OK)
			fail_msg("%s: %s (%s)", rows[i].label, e.msg, e.why);
		assert_int_equal(out.pages, rows[i].want.pages);
		assert_true(out.objects >= 4);
	}
}

/* Text below a picture of the page does not make it another thing than a scan; text on it does. */
static void
scans_are_known(void **state)
{
	static const struct {
		const char *content;
		bool picture, scan;
	} rows[] = {
		{ "BT 3 Tr /F1 12 Tf (teks) Tj ET", true, true },
		{ "q BT /F1 12 Tf 3 Tr 0 0 Td [(te) 20 (ks)] TJ T* (x) ' ET Q", true,
		    true },
		{ "BT 3 Tr /F1 12 Tf (a\\) ( b) Tj <41> Tj ET", true, true },
		{ "", true, true },
		{ "BT 3 Tr /F1 12 Tf (teks) Tj ET", false, false },
		{ "BT /F1 12 Tf (teks) Tj ET", true, false },
		{ "BT 0 Tr /F1 12 Tf (teks) Tj ET", true, false },
		{ "BT 3 Tr (a) Tj 7 Tr (b) Tj ET", true, false },
		{ "q 3 Tr BT (a) Tj ET Q BT (b) Tj ET", true, false },
		{ "BT (3 Tr ) pop /F1 12 Tf (b) Tj ET", true, false },
		{ "% 3 Tr\nBT /F1 12 Tf (b) Tj ET", true, false },
		{ "/3 Tr BT /F1 12 Tf (b) Tj ET", true, false },
		{ "BI /W 1 /H 1 ID 3 Tr EI BT (b) Tj ET", true, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct pdf_want want = { .pages = 1, .content = rows[i].content };
		struct inspect_pdf out;

		if (rows[i].picture)
			want.extra = str_z(a,
			    make_stream(a,
				"/Type /XObject /Subtype /Image /Width 1240 /Height 1754 "
				"/ColorSpace /DeviceGray /BitsPerComponent 1",
				STR("")));
		if (inspect_pdf(ins, a, make_pdf(a, want), &out, &e) != RC_OK)
			fail_msg("%s: %s (%s)", rows[i].content, e.msg, e.why);
		if (out.scan != rows[i].scan)
			fail_msg("%s: %d", rows[i].content, out.scan);
	}
}

static void
a_mark_is_written_across(void **state)
{
	str jpeg = make_jpeg(a, PICTURE_TEXT, 900, 600, (struct jpeg_want){ 0 });
	struct raster plain, marked;
	size_t changed[4] = { 0 };
	str out;
	int w, h;

	(void)state;
	if (inspect_mark(ins, a, jpeg,
		STR("Ratna Contoh Buol · 27 November 2026, 09.14 WITA"), &out,
		&e) != RC_OK)
		fail_msg("%s (%s)", e.msg, e.why);
	assert_int_equal(jpeg_decode(jpeg, &plain, &w, &h), INSPECT_OK);
	assert_int_equal(jpeg_decode(out, &marked, &w, &h), INSPECT_OK);
	assert_int_equal(marked.w, 900);
	for (int y = 0; y < 600; y++)
		for (int x = 0; x < 900; x++) {
			size_t at = ((size_t)y * 900 + (size_t)x) * 3;

			changed[(y >= 300) * 2 + (x >= 450)] +=
			    abs(plain.rgb[at] - marked.rgb[at]) > 24;
		}
	/* in every quarter, and most of the picture is as it was */
	for (size_t i = 0; i < ARRAY_LEN(changed); i++)
		assert_in_range(changed[i], 900 * 600 / 400, 900 * 600 / 4 / 4);
	raster_release(&plain);
	raster_release(&marked);
	assert_int_equal(
	    inspect_mark(ins, a, STR("no picture"), STR("x"), &out, &e), RC_INVALID);
	assert_int_equal(inspect_mark(ins, a, jpeg, STR(""), &out, &e), RC_INVALID);
}

static void
two_pdfs_become_one(void **state)
{
	str two = make_pdf(a, (struct pdf_want){ .pages = 2, .content = "BT ET" });
	str three = make_pdf(a, (struct pdf_want){ .pages = 3 });
	str script =
	    make_pdf(a, (struct pdf_want){ .pages = 1, .extra = "<< /JS (1) >>" });
	struct inspect_merged out;
	struct inspect_pdf pdf;

	(void)state;
	if (inspect_merge(ins, a, two, three, &out, &e) != RC_OK)
		fail_msg("%s (%s)", e.msg, e.why);
	assert_int_equal(out.pages, 5);
	assert_int_equal(out.first_pages, 2);
	assert_int_equal(inspect_pdf(ins, a, out.pdf, &pdf, &e), RC_OK);
	assert_int_equal(pdf.pages, 5);
	/* what one file may not hold, two may not either */
	assert_int_equal(inspect_merge(ins, a, three, script, &out, &e), RC_INVALID);
	assert_non_null(strstr(e.msg, "skrip"));
	assert_int_equal(
	    inspect_merge(ins, a, make_pdf_locked(a, "x"), three, &out, &e), RC_INVALID);
	assert_non_null(strstr(e.msg, "kata sandi"));
	assert_int_equal(
	    inspect_merge(ins, a, make_pdf(a, (struct pdf_want){ .pages = 30 }),
		make_pdf(a, (struct pdf_want){ .pages = 21 }), &out, &e),
	    RC_INVALID);
	assert_non_null(strstr(e.msg, "50 halaman"));
	assert_int_equal(inspect_merge(ins, a, STR(""), three, &out, &e), RC_INVALID);
}

static void
pages_become_pictures(void **state)
{
	str pdf = make_pdf(a, (struct pdf_want){ .pages = 2 });
	struct inspect_page out;

	(void)state;
	if (inspect_pdf_page(ins, a, pdf, 2, 100, &out, &e) != RC_OK)
		fail_msg("%s (%s)", e.msg, e.why);
	assert_int_equal(out.height, 1300);
	assert_in_range(out.width, 917, 920);
	assert_int_equal(sniff_type(out.jpeg), FILE_JPEG);
	assert_int_equal(out.qr.n, 0);
	assert_int_equal(inspect_pdf_page(ins, a, pdf, 3, 100, &out, &e), RC_INVALID);
	pdf = make_pdf(
	    a, (struct pdf_want){ .pages = 1, .media_box = "[0 0 14400 14400]" });
	assert_int_equal(inspect_pdf_page(ins, a, pdf, 1, 150, &out, &e), RC_OK);
	assert_int_equal(out.width, 1950);
	assert_int_equal(
	    inspect_pdf_page(ins, a, STR("%PDF-1.7 nothing"), 1, 100, &out, &e),
	    RC_INVALID);
}

static void
qr_codes_are_read(void **state)
{
	static const char text[] = "https://paraf.example/cek/7K4M-2PXA-9QRT";
	struct inspect_texts out;
	struct inspect_page page;
	uint8_t *rgb;
	int side;

	(void)state;
	rgb = make_qr(a, text, 6, &side);
	assert_int_equal(
	    inspect_qr(ins, a, make_png_rgb(a, rgb, side, side), &out, &e), RC_OK);
	assert_int_equal(out.n, 1);
	assert_true(str_eq_z(out.at[0], text));
	assert_int_equal(
	    inspect_qr(ins, a, make_png(a, PICTURE_TEXT, 300, 300, 3, 8), &out, &e),
	    RC_OK);
	assert_int_equal(out.n, 0);
	assert_int_equal(
	    inspect_pdf_page(ins, a, make_pdf_qr(a, text), 2, 150, &page, &e), RC_OK);
	assert_int_equal(page.qr.n, 1);
	assert_true(str_eq_z(page.qr.at[0], text));
	rgb = make_qr(a, "line one\nline two\t", 6, &side);
	assert_int_equal(
	    inspect_qr(ins, a, make_png_rgb(a, rgb, side, side), &out, &e), RC_OK);
	assert_int_equal(out.n, 0);
}

/* --- the sandbox --- */

typedef enum rc (*confine_fn)(struct err *e);

/* In a child that confined itself: the exit code is what `act` returns; a signal is 1000 + it. */
static int
confined(confine_fn confine, int (*act)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		struct err err;

		if (confine(&err) != RC_OK)
			_exit(99);
		_exit(act());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static int
reads_file(void)
{
	return open("/etc/passwd", O_RDONLY) < 0 ? errno : 0;
}

static int
writes_file(void)
{
	return open("/tmp/paraf-sandbox-test", O_WRONLY | O_CREAT, 0600) < 0 ? errno : 0;
}

static int
opens_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0;
}

static int
makes_process(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid < 0 ? errno : 0;
}

static int
runs_program(void)
{
	char *argv[] = { "true", NULL };

	execve("/usr/bin/true", argv, NULL);
	return errno;
}

static int
signals_others(void)
{
	return kill(getppid(), 0) != 0 ? errno : 0;
}

static int
maps_code(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? errno : 0;
}

static int
takes_memory(void)
{
	void *p = mmap(NULL, (size_t)600 << 20, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? errno : 0;
}

static int
reads_font(void)
{
	return open("/usr/share", O_RDONLY | O_DIRECTORY) < 0 ? errno : 0;
}

static void
a_confined_process_can_do_nothing_else(void **state)
{
	const int killed = 1000 + SIGSYS;

	(void)state;
	assert_int_equal(confined(inspector_confine, reads_file), EACCES);
	assert_int_equal(confined(inspector_confine, writes_file), EACCES);
	assert_int_equal(confined(inspector_confine, opens_socket), killed);
	assert_int_equal(confined(inspector_confine, makes_process), killed);
	assert_int_equal(confined(inspector_confine, runs_program), killed);
	assert_int_equal(confined(inspector_confine, signals_others), killed);
	assert_int_equal(confined(inspector_confine, maps_code), killed);
#ifdef __SANITIZE_ADDRESS__ /* its shadow needs the address space that the limit takes away */
	assert_int_equal(confined(inspector_confine, takes_memory), 0);
#else
	assert_int_equal(confined(inspector_confine, takes_memory), ENOMEM);
#endif
	assert_int_equal(confined(inspector_confine_renderer, reads_file), EACCES);
	assert_int_equal(confined(inspector_confine_renderer, writes_file), EPERM);
	assert_int_equal(confined(inspector_confine_renderer, opens_socket), EPERM);
	assert_int_equal(confined(inspector_confine_renderer, makes_process), EPERM);
	assert_int_equal(confined(inspector_confine_renderer, runs_program), EACCES);
	assert_int_equal(confined(inspector_confine_renderer, signals_others), EPERM);
	assert_int_equal(confined(inspector_confine_renderer, reads_font), 0);
}

static void
not_our_fault_and_not_the_files(void **state)
{
	str jpeg = make_jpeg(a, PICTURE_TEXT, 90, 60, (struct jpeg_want){ 0 });
	struct inspect_image out;
	struct inspector *other;

	(void)state;
	assert_int_equal(
	    inspector_new("/nonexistent/paraf-inspector", 0, &other, &e), RC_UNAVAILABLE);
	assert_int_equal(inspector_new("/usr/bin/true", 0, &other, &e), RC_OK);
	assert_int_equal(
	    inspect_image(other, a, jpeg, INSPECT_ANY, &out, &e), RC_UNAVAILABLE);
	inspector_free(other);
	/* A program that answers nothing is ended at the deadline. */
	assert_int_equal(inspector_new("/usr/bin/yes", 300, &other, &e), RC_OK);
	assert_int_equal(
	    inspect_image(other, a, jpeg, INSPECT_ANY, &out, &e), RC_UNAVAILABLE);
	inspector_free(other);
}

/* ---- what it says is not believed ---- */

/* A program that does that and then says `answer`. */
static struct inspector *
liar(const char *dir, const char *does, str answer, int deadline_ms)
{
	str path = str_fmt(a, "%s/inspector", dir);
	struct inspector *other;

	assert_int_equal(
	    file_write_durable(str_z(a, str_fmt(a, "%s/answer", dir)), answer, 0600, &e),
	    RC_OK);
	assert_int_equal(
	    file_write_durable(str_z(a, path),
		str_fmt(a, "#!/bin/sh\n%s\nexec cat %s/answer\n", does, dir), 0700, &e),
	    RC_OK);
	assert_int_equal(inspector_new(str_z(a, path), deadline_ms, &other, &e), RC_OK);
	return other;
}

static str
said(const struct inspect_wire *wire, str rest)
{
	return make_join(a, STR(INSPECT_READY),
	    make_join(a, (str){ (const char *)wire, sizeof(*wire) }, rest));
}

static void
answers_are_taken_whole_or_not_at_all(void **state)
{
	const char *dir = run_temp(a);
	str jpeg = make_jpeg(a, PICTURE_TEXT, 90, 60, (struct jpeg_want){ 0 });
	struct inspect_wire good = { .magic = INSPECT_WIRE_MAGIC,
		.payload = 3,
		.texts = 1 },
			    w[6] = { good, good, good, good, good, good };
	const uint32_t one = 1, long_text = INSPECT_MAX_TEXT + 1;
	str text = make_join(a, (str){ (const char *)&one, 4 }, STR("7")),
	    rest = make_join(a, STR("JPG"), text),
	    big = { arena_alloc(a, INSPECT_MAX_TEXT + 1), INSPECT_MAX_TEXT + 1 },
	    many = STR("");

	(void)state;
	memset((char *)(uintptr_t)big.p, 'x', big.n);
	for (unsigned i = 0; i <= INSPECT_MAX_TEXTS; i++)
		many = make_join(a, many, text);
	w[0].magic++;
	w[1].code = INSPECT_CODE__COUNT;
	w[2].payload = 9;
	w[3].texts = INSPECT_MAX_TEXTS + 1;
	w[4].payload = UINT32_MAX;
	w[5].code = INSPECT_IMAGE_CMYK;
	const struct {
		const char *label, *does;
		str answer;
		enum rc rc;
		const char *says;
	} rows[] = {
		{ "whole", "", said(&good, rest), RC_OK, NULL },
		{ "a refusal", "", said(&w[5], rest), RC_INVALID, "CMYK" },
		{ "nothing", "", STR(""), RC_UNAVAILABLE, "sedang tidak dapat" },
		{ "noise", "", STR("Segmentation fault"), RC_UNAVAILABLE,
		    "sedang tidak dapat" },
		{ "nearly ready", "", STR("PRF"), RC_UNAVAILABLE, "sedang tidak dapat" },
		{ "ready, no more", "", STR(INSPECT_READY), RC_INVALID, "dengan aman" },
		{ "half a head", "", str_sub(said(&good, rest), 0, 40), RC_INVALID,
		    "dengan aman" },
		{ "other magic", "", said(&w[0], rest), RC_INVALID, "dengan aman" },
		{ "unknown code", "", said(&w[1], rest), RC_INVALID, "dengan aman" },
		{ "short payload", "", said(&w[2], rest), RC_INVALID, "dengan aman" },
		{ "endless payload", "", said(&w[4], rest), RC_INVALID, "dengan aman" },
		{ "many texts", "", said(&w[3], make_join(a, STR("JPG"), many)),
		    RC_INVALID, "dengan aman" },
		{ "short text", "", said(&good, str_sub(rest, 0, rest.n - 1)), RC_INVALID,
		    "dengan aman" },
		{ "no text", "", said(&good, STR("JPG")), RC_INVALID, "dengan aman" },
		{ "long text", "",
		    said(&good,
			make_join(a, STR("JPG"),
			    make_join(a, (str){ (const char *)&long_text, 4 }, big))),
		    RC_INVALID, "dengan aman" },
		{ "one byte more", "", said(&good, make_join(a, rest, STR("x"))),
		    RC_INVALID, "dengan aman" },
		{ "killed when ready", "printf " INSPECT_READY "; kill -9 $$", STR(""),
		    RC_INVALID, "dengan aman" },
		{ "killed before", "kill -9 $$", STR(""), RC_UNAVAILABLE,
		    "sedang tidak dapat" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct inspector *other = liar(dir, rows[i].does, rows[i].answer, 0);
		struct inspect_image out;
		enum rc rc = inspect_image(other, a, jpeg, INSPECT_ANY, &out, &e);

		if (rc != rows[i].rc ||
		    (rc != RC_OK && strstr(e.msg, rows[i].says) == NULL))
			fail_msg(
			    "%s: %d, %s", rows[i].label, rc, rc == RC_OK ? "" : e.msg);
		if (rc == RC_OK)
			assert_true(str_eq_z(out.jpeg, "JPG"));
		inspector_free(other);
	}
	run_temp_drop(a, dir);
}

/* Whoever computes gets on, however slow the machine; whoever does nothing is ended. */
static void
the_clock_is_for_those_that_do_nothing(void **state)
{
	const char *dir = run_temp(a),
		   *busy = "i=0; while [ $i -lt 2500000 ]; do i=$((i+1)); done";
	str jpeg = make_jpeg(a, PICTURE_TEXT, 90, 60, (struct jpeg_want){ 0 });
	struct inspect_wire wire = { .magic = INSPECT_WIRE_MAGIC, .payload = 3 };
	struct inspect_image out;
	struct inspector *other = liar(dir, busy, said(&wire, STR("JPG")), 1000);

	(void)state;
	if (inspect_image(other, a, jpeg, INSPECT_ANY, &out, &e) != RC_OK)
		fail_msg("%s", e.why);
	inspector_free(other);
	other =
	    liar(dir, "printf " INSPECT_READY "; exec tail -f /dev/null", STR(""), 200);
	assert_int_equal(
	    inspect_image(other, a, jpeg, INSPECT_ANY, &out, &e), RC_UNAVAILABLE);
	assert_non_null(strstr(e.why, "no answer in time"));
	inspector_free(other);
	run_temp_drop(a, dir);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(good_images),
		TEST(every_orientation_comes_upright),
		TEST(a_png_comes_upright_too),
		TEST(orientation_is_read_or_none),
		TEST(where_and_who_are_gone),
		TEST(a_warning_is_a_refusal),
		TEST(transparent_becomes_white),
		TEST(too_large_a_file),
		TEST(hints_advise),
		TEST(good_pdfs),
		TEST(scans_are_known),
		TEST(a_mark_is_written_across),
		TEST(two_pdfs_become_one),
		TEST(pages_become_pictures),
		TEST(qr_codes_are_read),
		TEST(a_confined_process_can_do_nothing_else),
		TEST(not_our_fault_and_not_the_files),
		TEST(answers_are_taken_whole_or_not_at_all),
		TEST(the_clock_is_for_those_that_do_nothing),
	};

	program = argc > 1 ? argv[1] : NULL;
	return cmocka_run_group_tests(tests, group_up, group_down);
}
