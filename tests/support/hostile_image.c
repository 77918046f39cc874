/* hostile_image.c - files that are handed in where a picture is asked for. */
#include <spng.h>

#include "base/buf.h"
#include "support/hostile.h"

static str
plain(struct arena *a)
{
	return make_jpeg(a, PICTURE_TEXT, 240, 160, (struct jpeg_want){ 0 });
}

static str
plain_png(struct arena *a)
{
	return make_png(a, PICTURE_TEXT, 120, 80, 3, 8);
}

/* ---- JPEG (ITU-T T.81): what markers can lie about ---- */

/* The plain one with `n` bytes at `offset` behind the first `marker` replaced. */
static str
changed(struct arena *a, const char *marker, size_t offset, const char *bytes, size_t n)
{
	str jpeg = plain(a);
	char *p = arena_copy(a, jpeg.p, jpeg.n);
	ptrdiff_t at = str_find(jpeg, (str){ marker, 2 });

	BUG_ON(at < 0 || (size_t)at + offset + n > jpeg.n);
	memcpy(p + at + offset, bytes, n);
	return (str){ p, jpeg.n };
}

#define CHANGED(name, marker, offset, bytes)                                             \
	static str name(struct arena *a)                                                 \
	{                                                                                \
		return changed(a, marker, offset, bytes, sizeof(bytes) - 1);             \
	}
CHANGED(jpeg_65500, "\xff\xc0", 5, "\xff\xdc\xff\xdc")
CHANGED(jpeg_wide, "\xff\xc0", 5, "\0\12\x75\x30")
CHANGED(jpeg_more_rows, "\xff\xc0", 5, "\x17\x70")
CHANGED(jpeg_no_rows, "\xff\xc0", 5, "\0\0")
CHANGED(jpeg_arithmetic, "\xff\xc0", 1, "\xc9")
CHANGED(jpeg_lossless, "\xff\xc0", 1, "\xc3")
CHANGED(jpeg_12_bits, "\xff\xc0", 4, "\14")
CHANGED(jpeg_components, "\xff\xc0", 9, "\xff")
CHANGED(jpeg_sampling, "\xff\xc0", 11, "\xff")
CHANGED(jpeg_no_tables, "\xff\xc4", 1, "\xfe")
CHANGED(jpeg_no_quantisation, "\xff\xdb", 1, "\xfe")
CHANGED(jpeg_bad_codes, "\xff\xc4", 5, "\xff\xff\xff\xff")
CHANGED(jpeg_long_segment, "\xff\xdb", 2, "\xff\xff")

/* The plain one with a segment (marker and body) behind its start. */
static str
with_segment(struct arena *a, uint8_t marker, str body)
{
	str jpeg = plain(a);
	struct buf b;

	buf_init(&b, a, jpeg.n + body.n + 8);
	buf_str(&b, str_sub(jpeg, 0, 2));
	buf_char(&b, '\xff');
	buf_char(&b, (char)marker);
	buf_char(&b, (char)((body.n + 2) >> 8));
	buf_char(&b, (char)(body.n + 2));
	buf_str(&b, body);
	buf_str(&b, str_from(jpeg, 2));
	return buf_get(&b);
}

#define XMP "http://ns.adobe.com/xap/1.0/\0"
#define LAUGHS                                                                           \
	"<?xpacket begin=''?><!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>"    \
	"<!ENTITY c '&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;'><!ENTITY e SYSTEM "         \
	"'file:///etc/passwd'>]><x:xmpmeta xmlns:x='adobe:ns:meta/'>&d;&e;</x:xmpmeta>"
#define SEGMENT(name, marker, body)                                                      \
	static str name(struct arena *a)                                                 \
	{                                                                                \
		return with_segment(a, marker, STR(body));                               \
	}
SEGMENT(jpeg_xmp_laughs, 0xe1, XMP LAUGHS)
SEGMENT(jpeg_xmp_broken, 0xe1, XMP "<x:xmpmeta><rdf:RDF><\xff\xfe\0</x:xmpmeta")
/* IFD0 whose next IFD is itself, and an entry of four billion values. */
SEGMENT(jpeg_exif_loop, 0xe1,
    "Exif\0\0II*\0\10\0\0\0\1\0\x0e\1\2\0\xff\xff\xff\xff\0\0\0\0\10\0\0\0")
SEGMENT(jpeg_exif_far, 0xe1, "Exif\0\0MM\0*\xff\xff\xff\xf0")
SEGMENT(jpeg_exif_orientation, 0xe1,
    "Exif\0\0MM\0*\0\0\0\10\0\1\1\x12\0\3\0\0\0\1\xff\xff\0\0\0\0\0\0")
SEGMENT(jpeg_comment, 0xfe, "<script>alert(1)</script><?php system($_GET[0]); ?>")
SEGMENT(jpeg_profile, 0xe2, "ICC_PROFILE\0\1\xff\xff\xff\xff\xff not a profile")

static str
jpeg_segments(struct arena *a)
{
	enum { MANY = 20000 };
	str jpeg = plain(a);
	struct buf b;

	buf_init(&b, a, jpeg.n + (size_t)MANY * 4);
	buf_str(&b, str_sub(jpeg, 0, 2));
	for (int i = 0; i < MANY; i++)
		buf_put(&b, "\xff\xef\0\2", 4);
	buf_str(&b, str_from(jpeg, 2));
	return buf_get(&b);
}

static str
jpeg_scans(struct arena *a)
{
	return make_jpeg(a, PICTURE_SOFT, 48, 32,
	    (struct jpeg_want){ .progressive = true, .extra_scans = 3000 });
}

static str
jpeg_cmyk(struct arena *a)
{
	return make_jpeg(a, PICTURE_SOFT, 96, 64, (struct jpeg_want){ .cmyk = true });
}

static str
jpeg_grey(struct arena *a)
{
	return make_jpeg(a, PICTURE_TEXT, 240, 160, (struct jpeg_want){ .grey = true });
}

static str
jpeg_half(struct arena *a)
{
	str jpeg = plain(a);

	return str_sub(jpeg, 0, jpeg.n / 2);
}

static str
jpeg_no_end(struct arena *a)
{
	str jpeg = plain(a);

	return str_sub(jpeg, 0, jpeg.n - 2);
}

static str
jpeg_noise(struct arena *a)
{
	str jpeg = plain(a);
	char *p = arena_copy(a, jpeg.p, jpeg.n);

	for (size_t i = jpeg.n / 2; i < jpeg.n - 2; i += 37)
		p[i] = (char)(p[i] ^ 0x55);
	return (str){ p, jpeg.n };
}

static str
jpeg_twice(struct arena *a)
{
	return make_join(a, plain(a), plain(a));
}

static str
jpeg_then_zip(struct arena *a)
{
	return make_join(
	    a, plain(a), STR("PK\3\4\24\0\0\0\0\0evil.exe<script>alert(1)</script>"));
}

static str
jpeg_then_pdf(struct arena *a)
{
	return make_join(a, plain(a),
	    make_pdf(a, (struct pdf_want){ .pages = 1, .extra = "<< /JS (1) >>" }));
}

/* ---- PNG (ISO 15948) ---- */

static str
of_chunks(
    struct arena *a, uint32_t w, uint32_t h, int depth, int kind, str data, str text)
{
	const struct png_chunk chunks[] = {
		{ "IHDR", make_png_head(a, w, h, depth, kind, 0) },
		{ text.p != NULL ? "iTXt" : NULL, text.p != NULL ? text : STR("") },
		{ "IDAT", data },
		{ "IEND", STR("") },
	};

	return make_png_chunks(a, chunks, ARRAY_LEN(chunks));
}

/* A picture of one colour: rows of zeros, each with its filter byte 0. */
static str
flat(struct arena *a, uint32_t w, uint32_t h, int channels)
{
	return of_chunks(a, w, h, 8, channels == 3 ? 2 : 0,
	    make_deflated(a, STR(""), '\0', ((size_t)w * (size_t)channels + 1) * h),
	    STR_NONE);
}

static str
png_30000(struct arena *a)
{
	return make_png_header_only(a, 30000, 30000);
}

static str
png_2g(struct arena *a)
{
	return make_png_header_only(a, 0x7fffffff, 0x7fffffff);
}

static str
png_no_width(struct arena *a)
{
	return make_png_header_only(a, 0, 10);
}

static str
png_nothing(struct arena *a)
{
	return make_png_header_only(a, 19000, 2000);
}

static str
png_largest(struct arena *a)
{
	return flat(a, 6320, 6320, 3); /* 39.9 megapixels, 120 MB when decoded */
}

static str
png_too_large(struct arena *a)
{
	return flat(a, 6400, 6400, 3);
}

static str
png_long(struct arena *a)
{
	return flat(a, 1, 40000, 1);
}

static str
png_data_bomb(struct arena *a)
{
	return of_chunks(
	    a, 8, 8, 8, 2, make_deflated(a, STR(""), '\0', (size_t)256 << 20), STR_NONE);
}

static str
png_data_short(struct arena *a)
{
	return of_chunks(
	    a, 800, 600, 8, 2, make_deflated(a, STR(""), '\0', 10), STR_NONE);
}

static str
png_text_bomb(struct arena *a)
{
	return make_png_text_bomb(a, (size_t)64 << 20);
}

static str
png_xmp(struct arena *a)
{
	return of_chunks(a, 8, 8, 8, 2, make_deflated(a, STR(""), '\0', (8 * 3 + 1) * 8),
	    STR("XML:com.adobe.xmp\0\0\0\0\0" LAUGHS));
}

static str
png_profile_bomb(struct arena *a)
{
	str png = plain_png(a);
	const struct png_chunk chunks[] = {
		{ NULL, str_sub(png, 8, 25) },
		{ "iCCP", make_join(a, STR("k\0\0"),
			      make_deflated(a, STR(""), '\0', (size_t)64 << 20)) },
		{ NULL, str_from(png, 33) },
	};

	return make_png_chunks(a, chunks, ARRAY_LEN(chunks));
}

static str
png_bad_sum(struct arena *a)
{
	return make_png_bad_crc(a);
}

static str
png_16_bits(struct arena *a)
{
	return make_png(a, PICTURE_TEXT, 120, 80, 3, 16);
}

static str
png_transparent(struct arena *a)
{
	return make_png(a, PICTURE_TEXT, 120, 80, 4, 8);
}

static str
png_half(struct arena *a)
{
	str png = plain_png(a);

	return str_sub(png, 0, png.n / 2);
}

static str
png_no_end(struct arena *a)
{
	str png = plain_png(a);

	return str_sub(png, 0, png.n - 12);
}

static str
png_depth_3(struct arena *a)
{
	return of_chunks(a, 8, 8, 3, 2, make_deflated(a, STR(""), '\0', 200), STR_NONE);
}

static str
png_no_palette(struct arena *a)
{
	return of_chunks(a, 8, 8, 8, 3, make_deflated(a, STR(""), '\0', 72), STR_NONE);
}

static str
png_far_colour(struct arena *a)
{
	const struct png_chunk chunks[] = {
		{ "IHDR", make_png_head(a, 8, 8, 8, 3, 0) },
		{ "PLTE", STR("\0\0\0\xff\xff\xff") },
		{ "IDAT", make_deflated(a, STR("\0"), '\xfe', 71) },
		{ "IEND", STR("") },
	};

	return make_png_chunks(a, chunks, ARRAY_LEN(chunks));
}

static str
png_two_heads(struct arena *a)
{
	const struct png_chunk chunks[] = {
		{ "IHDR", make_png_head(a, 8, 8, 8, 2, 0) },
		{ "IHDR", make_png_head(a, 60000, 600, 8, 2, 0) },
		{ "IDAT", make_deflated(a, STR(""), '\0', 200) },
		{ "IEND", STR("") },
	};

	return make_png_chunks(a, chunks, ARRAY_LEN(chunks));
}

/* Animated PNG: two frames of the picture (acTL, fcTL, fdAT). */
static str
png_animated(struct arena *a)
{
	str rows = make_deflated(a, STR(""), '\0', (8 * 3 + 1) * 8);
	const struct png_chunk chunks[] = {
		{ "IHDR", make_png_head(a, 8, 8, 8, 2, 0) },
		{ "acTL", STR("\0\0\0\2\0\0\0\0") },
		{ "fcTL",
		    STR("\0\0\0\0\0\0\0\10\0\0\0\10\0\0\0\0\0\0\0\0\0\1\0\12\0\0") },
		{ "IDAT", rows },
		{ "fcTL",
		    STR("\0\0\0\1\0\0\0\10\0\0\0\10\0\0\0\0\0\0\0\0\0\1\0\12\0\0") },
		{ "fdAT", make_join(a, STR("\0\0\0\2"), rows) },
		{ "IEND", STR("") },
	};

	return make_png_chunks(a, chunks, ARRAY_LEN(chunks));
}

static str
png_then_zip(struct arena *a)
{
	return make_join(
	    a, plain_png(a), STR("PK\3\4\24\0\0\0\0\0evil.exe<script>alert(1)</script>"));
}

static str
pdf_named_jpg(struct arena *a)
{
	return make_pdf(a, (struct pdf_want){ .pages = 1 });
}

#define RAW(bytes) .raw = (bytes), .raw_n = sizeof(bytes) - 1
#define NOT_IMAGE  "bukan JPG atau PNG"

const struct hostile hostile_images[] = {
	{ "empty.jpg", "empty", HOSTILE_IMAGE, "kosong", RAW("") },
	{ "one-byte.jpg", "empty", HOSTILE_IMAGE, NOT_IMAGE, RAW("\xff") },
	{ "zeros.jpg", "empty", HOSTILE_IMAGE, NOT_IMAGE,
	    RAW("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0") },
	{ "text.jpg", "wrong ending", HOSTILE_IMAGE, NOT_IMAGE,
	    RAW("halo, ini bukan gambar") },
	{ "page.jpg", "wrong ending", HOSTILE_IMAGE, NOT_IMAGE,
	    RAW("<html><script>alert(1)</script>") },
	{ "vector.png", "wrong ending", HOSTILE_IMAGE, NOT_IMAGE,
	    RAW("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>") },
	{ "program.jpg", "wrong ending", HOSTILE_IMAGE, NOT_IMAGE,
	    RAW("MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0") },
	{ "program.png", "wrong ending", HOSTILE_IMAGE, NOT_IMAGE,
	    RAW("\x7f"
		"ELF\2\1\1\0\0\0\0\0\0\0\0\0") },
	{ "archive.jpg", "wrong ending", HOSTILE_IMAGE, NOT_IMAGE,
	    RAW("PK\3\4\24\0\0\0\0\0word/document.xml") },
	{ "document.jpg", "wrong ending", HOSTILE_IMAGE, NOT_IMAGE,
	    .make = pdf_named_jpg },
	{ "phone.jpg", "other format", HOSTILE_IMAGE, NOT_IMAGE,
	    RAW("\0\0\0\x18"
		"ftypheic\0\0\0\0mif1heic") },
	{ "animated.gif", "animated", HOSTILE_IMAGE, NOT_IMAGE,
	    RAW("GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff!\xff\13NETSCAPE2.0\3\1\0\0\0"
		"!\xf9\4\0\12\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;") },
	{ "animated.webp", "animated", HOSTILE_IMAGE, NOT_IMAGE,
	    RAW("RIFF\x1a\0\0\0WEBPVP8X\12\0\0\0\2\0\0\0\7\0\0\7\0\0ANIM") },
	{ "bitmap.png", "other format", HOSTILE_IMAGE, NOT_IMAGE,
	    RAW("BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\xff\xff\xff\x7f\xff\xff\xff\x7f") },
	{ "scan.jpg", "other format", HOSTILE_IMAGE, NOT_IMAGE,
	    RAW("II*\0\10\0\0\0\1\0\0\1\4\0\1\0\0\0\xff\xff\xff\x7f\10\0\0\0") },

	{ "jpeg-start.jpg", "truncated", HOSTILE_IMAGE, "rusak", RAW("\xff\xd8\xff") },
	{ "jpeg-half.jpg", "truncated", HOSTILE_IMAGE, "rusak", .make = jpeg_half },
	{ "jpeg-no-end.jpg", "truncated", HOSTILE_IMAGE, "rusak", .make = jpeg_no_end },
	{ "jpeg-65500.jpg", "huge", HOSTILE_IMAGE, "terlalu besar", .make = jpeg_65500 },
	{ "jpeg-30000-wide.jpg", "huge", HOSTILE_IMAGE, "terlalu besar",
	    .make = jpeg_wide },
	{ "jpeg-more-rows.jpg", "lies", HOSTILE_IMAGE, "rusak", .make = jpeg_more_rows },
	{ "jpeg-no-rows.jpg", "lies", HOSTILE_IMAGE, "rusak", .make = jpeg_no_rows },
	{ "jpeg-arithmetic.jpg", "odd coding", HOSTILE_IMAGE, "rusak",
	    .make = jpeg_arithmetic },
	{ "jpeg-lossless.jpg", "odd coding", HOSTILE_IMAGE, "rusak",
	    .make = jpeg_lossless },
	{ "jpeg-12-bits.jpg", "odd coding", HOSTILE_IMAGE, "rusak",
	    .make = jpeg_12_bits },
	{ "jpeg-255-components.jpg", "lies", HOSTILE_IMAGE, "rusak",
	    .make = jpeg_components },
	{ "jpeg-sampling.jpg", "lies", HOSTILE_IMAGE, "rusak", .make = jpeg_sampling },
	{ "jpeg-no-tables.jpg", "lies", HOSTILE_IMAGE, .make = jpeg_no_tables },
	{ "jpeg-no-quantisation.jpg", "lies", HOSTILE_IMAGE, "rusak",
	    .make = jpeg_no_quantisation },
	{ "jpeg-bad-codes.jpg", "lies", HOSTILE_IMAGE, "rusak", .make = jpeg_bad_codes },
	{ "jpeg-long-segment.jpg", "lies", HOSTILE_IMAGE, "rusak",
	    .make = jpeg_long_segment },
	{ "jpeg-noise.jpg", "lies", HOSTILE_IMAGE, "rusak", .make = jpeg_noise },
	{ "jpeg-scans.jpg", "bomb", HOSTILE_IMAGE, "rusak", .make = jpeg_scans },
	{ "jpeg-segments.jpg", "bomb", HOSTILE_IMAGE, .make = jpeg_segments },
	{ "jpeg-cmyk.jpg", "odd colours", HOSTILE_IMAGE, "CMYK", .make = jpeg_cmyk },
	{ "jpeg-grey.jpg", "odd colours", HOSTILE_IMAGE, .make = jpeg_grey },
	{ "jpeg-xmp-laughs.jpg", "metadata", HOSTILE_IMAGE, .make = jpeg_xmp_laughs },
	{ "jpeg-xmp-broken.jpg", "metadata", HOSTILE_IMAGE, .make = jpeg_xmp_broken },
	{ "jpeg-exif-loop.jpg", "metadata", HOSTILE_IMAGE, .make = jpeg_exif_loop },
	{ "jpeg-exif-far.jpg", "metadata", HOSTILE_IMAGE, .make = jpeg_exif_far },
	{ "jpeg-exif-orientation.jpg", "metadata", HOSTILE_IMAGE,
	    .make = jpeg_exif_orientation },
	{ "jpeg-comment.jpg", "metadata", HOSTILE_IMAGE, .make = jpeg_comment },
	{ "jpeg-profile.jpg", "metadata", HOSTILE_IMAGE, .make = jpeg_profile },
	{ "jpeg-twice.jpg", "polyglot", HOSTILE_IMAGE, .make = jpeg_twice },
	{ "jpeg-zip.jpg", "polyglot", HOSTILE_IMAGE, .make = jpeg_then_zip },
	{ "jpeg-pdf.jpg", "polyglot", HOSTILE_IMAGE, .make = jpeg_then_pdf },

	{ "png-start.png", "truncated", HOSTILE_IMAGE, "rusak",
	    RAW("\x89PNG\r\n\x1a\n") },
	{ "png-half.png", "truncated", HOSTILE_IMAGE, "rusak", .make = png_half },
	{ "png-no-end.png", "truncated", HOSTILE_IMAGE, "rusak", .make = png_no_end },
	{ "png-30000.png", "huge", HOSTILE_IMAGE, "terlalu besar", .make = png_30000 },
	{ "png-2g.png", "huge", HOSTILE_IMAGE, "terlalu besar", .make = png_2g },
	{ "png-too-large.png", "huge", HOSTILE_IMAGE, "terlalu besar",
	    .make = png_too_large },
	{ "png-largest.png", "huge", HOSTILE_IMAGE, .make = png_largest, .heavy = true },
	{ "png-long.png", "huge", HOSTILE_IMAGE, "terlalu besar", .make = png_long },
	{ "png-no-width.png", "lies", HOSTILE_IMAGE, "rusak", .make = png_no_width },
	{ "png-nothing.png", "lies", HOSTILE_IMAGE, "rusak", .make = png_nothing },
	{ "png-data-bomb.png", "bomb", HOSTILE_IMAGE, .make = png_data_bomb },
	{ "png-data-short.png", "lies", HOSTILE_IMAGE, "rusak", .make = png_data_short },
	{ "png-text-bomb.png", "bomb", HOSTILE_IMAGE, "rusak", .make = png_text_bomb },
	{ "png-profile-bomb.png", "bomb", HOSTILE_IMAGE, "rusak",
	    .make = png_profile_bomb },
	{ "png-xmp-laughs.png", "metadata", HOSTILE_IMAGE, .make = png_xmp },
	{ "png-bad-sum.png", "lies", HOSTILE_IMAGE, "rusak", .make = png_bad_sum },
	{ "png-depth-3.png", "lies", HOSTILE_IMAGE, "rusak", .make = png_depth_3 },
	{ "png-no-palette.png", "lies", HOSTILE_IMAGE, "rusak", .make = png_no_palette },
	{ "png-far-colour.png", "lies", HOSTILE_IMAGE, "rusak", .make = png_far_colour },
	{ "png-two-heads.png", "lies", HOSTILE_IMAGE, "rusak", .make = png_two_heads },
	{ "png-16-bits.png", "odd colours", HOSTILE_IMAGE, .make = png_16_bits },
	{ "png-transparent.png", "odd colours", HOSTILE_IMAGE, .make = png_transparent },
	{ "png-animated.png", "animated", HOSTILE_IMAGE, .make = png_animated },
	{ "png-zip.png", "polyglot", HOSTILE_IMAGE, .make = png_then_zip },
};
const size_t hostile_images_n = ARRAY_LEN(hostile_images);
