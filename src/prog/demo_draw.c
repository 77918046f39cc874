/* demo_draw.c - see demo_draw.h. */
#include "prog/demo_draw.h"

#include <cairo-pdf.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"

#define CARD_W     1280 /* as it is drawn; */
#define CARD_H     860
#define CARD_SCALE 0.7 /* a small picture is quick to pack and to inspect */
#define PORTRAIT_W 480
#define PORTRAIT_H 720
#define A4_W       595
#define A4_H       842

/* ---- digits ---- */

static struct date
birth_of(const struct demo_person *p)
{
	struct date d;
	struct err e;

	if (date_parse_iso(str_from_z(p->birth), &d, &e) != RC_OK)
		BUG("birth date of an invented person");
	return d;
}

str
demo_nip(struct arena *a, const struct demo_person *p)
{
	struct date d = birth_of(p);

	return str_fmt(a, "%04d%02d%02d%04d%02d%c%03d", d.year, d.month, d.day,
	    d.year + 25, 1 + p->serial % 12, p->sex == 'P' ? '2' : '1',
	    1 + p->serial % 900);
}

str
demo_nik(struct arena *a, const struct demo_person *p)
{
	struct date d = birth_of(p);

	return str_fmt(a, "%s01%02d%02d%02d%04d", p->region,
	    p->sex == 'P' ? d.day + 40 : d.day, d.month, d.year % 100,
	    1 + p->serial % 9000);
}

str
demo_email(struct arena *a, const struct demo_person *p)
{
	char *text = arena_alloc(a, strlen(p->name) + 1);
	size_t n = 0;

	for (const char *s = p->name; *s != '\0'; s++)
		if (isalpha((unsigned char)*s))
			text[n++] = (char)tolower((unsigned char)*s);
		else if (*s == ' ' && n > 0 && text[n - 1] != '.')
			text[n++] = '.';
	return str_fmt(a, "%.*s@kemenkeu.go.id", (int)n, text);
}

/* ---- cairo ---- */

static cairo_status_t
to_buf(void *arg, const unsigned char *p, unsigned n)
{
	buf_str(arg, (str){ (const char *)p, n });
	return CAIRO_STATUS_SUCCESS;
}

static void
must(cairo_status_t status)
{
	if (status != CAIRO_STATUS_SUCCESS)
		BUG("cairo");
}

static void
colour(cairo_t *cr, unsigned rgb)
{
	cairo_set_source_rgb(
	    cr, (rgb >> 16) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0);
}

static void
box(cairo_t *cr, double x, double y, double w, double h, unsigned rgb)
{
	colour(cr, rgb);
	cairo_rectangle(cr, x, y, w, h);
	cairo_fill(cr);
}

static void
oval(cairo_t *cr, double x, double y, double rx, double ry, unsigned rgb)
{
	colour(cr, rgb);
	cairo_save(cr);
	cairo_translate(cr, x, y);
	cairo_scale(cr, rx, ry);
	cairo_arc(cr, 0, 0, 1, 0, 6.2832);
	cairo_restore(cr);
	cairo_fill(cr);
}

static void
font(cairo_t *cr, double size, bool bold)
{
	cairo_select_font_face(cr, "Liberation Sans", CAIRO_FONT_SLANT_NORMAL,
	    bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(cr, size);
}

static void
say(cairo_t *cr, double x, double y, const char *text)
{
	cairo_move_to(cr, x, y);
	cairo_show_text(cr, text);
}

/* Across everything, so that nobody takes it for a true one. */
static void
example(cairo_t *cr, double x, double y, double size)
{
	cairo_save(cr);
	cairo_translate(cr, x, y);
	cairo_rotate(cr, -0.4);
	font(cr, size, true);
	cairo_set_source_rgba(cr, 0.04, 0.2, 0.45, 0.16);
	say(cr, 0, 0, "CONTOH");
	cairo_restore(cr);
}

static str
png(struct arena *a, cairo_surface_t *s, cairo_t *cr)
{
	struct buf b;

	must(cairo_status(cr));
	buf_init(&b, a, 1 << 16);
	must(cairo_surface_write_to_png_stream(s, to_buf, &b));
	cairo_destroy(cr);
	cairo_surface_destroy(s);
	return buf_get(&b);
}

/* ---- a face ---- */

static const unsigned skins[] = { 0xe3b48e, 0xf1c9a5, 0xc98f63, 0xb57a4f };
static const unsigned cloths[] = { 0x1d3557, 0x7a2e3a, 0x2f5d50, 0x8a6d3b, 0x5b4a7a };

static void
hair(cairo_t *cr, const struct demo_person *p)
{
	if (p->sex == 'P' && p->serial % 3 != 0) { /* a headscarf */
		oval(cr, 240, 330, 150, 190, cloths[p->serial % 5]);
		box(cr, 130, 340, 220, 200, cloths[p->serial % 5]);
		return;
	}
	oval(cr, 240, 280, 124, 140, 0x241813);
	if (p->sex == 'P')
		box(cr, 116, 280, 248, 220, 0x241813);
}

/* 480 x 720 */
static void
portrait(cairo_t *cr, const struct demo_person *p)
{
	unsigned skin = skins[p->serial % 4];

	box(cr, 0, 0, PORTRAIT_W, PORTRAIT_H, 0xb8322a);
	hair(cr, p);
	oval(cr, 240, 760, 230, 240, 0xf3f5f8);
	box(cr, 200, 420, 80, 120, skin);
	oval(cr, 240, 330, 104, 132, skin);
	oval(cr, 200, 318, 10, 8, 0x241813);
	oval(cr, 280, 318, 10, 8, 0x241813);
	colour(cr, 0x7a3b2a);
	cairo_set_line_width(cr, 6);
	cairo_arc(cr, 240, 376, 34, 0.5, 2.64);
	cairo_stroke(cr);
	colour(cr, 0x6f4a35);
	cairo_set_line_width(cr, 4);
	cairo_move_to(cr, 240, 322);
	cairo_line_to(cr, 232, 356);
	cairo_line_to(cr, 246, 358);
	cairo_stroke(cr);
	if (p->sex == 'L') { /* a tie */
		colour(cr, cloths[p->serial % 5]);
		cairo_move_to(cr, 216, 536);
		cairo_line_to(cr, 264, 536);
		cairo_line_to(cr, 252, 720);
		cairo_line_to(cr, 228, 720);
		cairo_fill(cr);
	}
	font(cr, 22, true);
	colour(cr, 0xffffff);
	say(cr, 20, 44, "CONTOH");
}

str
demo_draw_portrait(struct arena *a, const struct demo_person *p)
{
	cairo_surface_t *s =
	    cairo_image_surface_create(CAIRO_FORMAT_RGB24, PORTRAIT_W, PORTRAIT_H);
	cairo_t *cr = cairo_create(s);

	portrait(cr, p);
	return png(a, s, cr);
}

/* ---- a card ---- */

static void
card_ground(cairo_t *cr)
{
	box(cr, 0, 0, CARD_W, CARD_H, 0x3b3129);
	box(cr, 92, 92, CARD_W - 184, CARD_H - 184, 0xb5d3ee);
	cairo_set_line_width(cr, 2);
	for (int y = 110; y < CARD_H - 100; y += 54) {
		cairo_set_source_rgba(cr, 1, 1, 1, 0.45);
		cairo_move_to(cr, 92, y);
		for (int x = 92; x < CARD_W - 92; x += 40)
			cairo_curve_to(cr, x + 10, y - 9, x + 30, y + 9, x + 40, y);
		cairo_stroke(cr);
	}
}

static const char *
upper(struct arena *a, const char *text)
{
	return str_z(a, str_upper(a, str_from_z(text)));
}

static void
card_lines(cairo_t *cr, struct arena *a, const struct demo_person *p)
{
	struct date d = birth_of(p);
	const char *rows[][2] = { { "Nama", upper(a, p->name) },
		{ "Tempat/Tgl Lahir", str_fmt(a, "%s, %02d-%02d-%04d", upper(a, p->place),
					  d.day, d.month, d.year)
					  .p },
		{ "Jenis Kelamin", p->sex == 'P' ? "PEREMPUAN" : "LAKI-LAKI" },
		{ "Alamat", "JL. CONTOH NO. 1" }, { "    RT/RW", "001/001" },
		{ "    Kel/Desa", "CONTOH" }, { "    Kecamatan", "CONTOH" },
		{ "Agama", "-" }, { "Status Perkawinan", "-" },
		{ "Pekerjaan", "PEGAWAI NEGERI SIPIL" },
		{ "Berlaku Hingga", "SEUMUR HIDUP" } };

	colour(cr, 0x10233b);
	font(cr, 36, true);
	say(cr, 400, 150, "PROVINSI CONTOH");
	say(cr, 380, 194, "KABUPATEN CONTOH");
	font(cr, 44, true);
	say(cr, 130, 268, "NIK");
	say(cr, 350, 268, str_fmt(a, ": %.*s", STR_ARG(demo_nik(a, p))).p);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		double y = 322 + 38 * (double)i;

		font(cr, 26, false);
		say(cr, 130, y, rows[i][0]);
		font(cr, 26, true);
		say(cr, 370, y, str_fmt(a, ": %s", rows[i][1]).p);
	}
}

str
demo_draw_card(struct arena *a, const struct demo_person *p)
{
	cairo_surface_t *s = cairo_image_surface_create(
	    CAIRO_FORMAT_RGB24, (int)(CARD_W * CARD_SCALE), (int)(CARD_H * CARD_SCALE));
	cairo_t *cr = cairo_create(s);

	cairo_scale(cr, CARD_SCALE, CARD_SCALE);
	card_ground(cr);
	card_lines(cr, a, p);
	example(cr, 360, 700, 190);
	cairo_save(cr);
	cairo_translate(cr, 930, 280);
	cairo_scale(cr, 0.45, 0.45);
	cairo_rectangle(cr, 0, 0, PORTRAIT_W, PORTRAIT_H);
	cairo_clip(cr);
	portrait(cr, p);
	cairo_restore(cr);
	colour(cr, 0x182c46);
	font(cr, 24, false);
	say(cr, 976, 650, "CONTOH");
	say(cr, 966, 684, "01-01-2020");
	return png(a, s, cr);
}

/* ---- papers ---- */

struct paper {
	cairo_surface_t *s;
	cairo_t *cr;
	struct buf b;
};

static void
paper_begin(struct paper *p, struct arena *a)
{
	buf_init(&p->b, a, 1 << 16);
	p->s = cairo_pdf_surface_create_for_stream(to_buf, &p->b, A4_W, A4_H);
	p->cr = cairo_create(p->s);
}

static str
paper_end(struct paper *p)
{
	must(cairo_status(p->cr));
	cairo_destroy(p->cr);
	cairo_surface_finish(p->s);
	must(cairo_surface_status(p->s));
	cairo_surface_destroy(p->s);
	return buf_get(&p->b);
}

/* A name as a hand writes it. */
static void
ink(cairo_t *cr, double x, double y)
{
	colour(cr, 0x123a8c);
	cairo_set_line_width(cr, 2.4);
	cairo_move_to(cr, x, y);
	for (int i = 0; i < 6; i++)
		cairo_rel_curve_to(cr, 8, -40 + 7 * i, 12, 30, 18, i % 2 == 0 ? -4 : 3);
	cairo_move_to(cr, x - 14, y + 14);
	cairo_rel_curve_to(cr, 60, -10, 100, -12, 160, -16);
	cairo_stroke(cr);
}

str
demo_draw_paper(struct arena *a, const str *lines, size_t n, int pages)
{
	struct paper p;

	paper_begin(&p, a);
	for (int page = 1; page <= pages; page++) {
		example(p.cr, 170, 600, 90);
		colour(p.cr, 0x111111);
		for (size_t i = 0; i < n; i++) {
			font(p.cr, i == 0 ? 14 : 11.5, i == 0);
			say(p.cr, 64, 96 + 24 * (double)i, str_z(a, lines[i]));
		}
		font(p.cr, 9, false);
		say(p.cr, 64, 800,
		    str_fmt(a, "Contoh, bukan surat sebenarnya. Halaman %d dari %d", page,
			pages)
			.p);
		if (page == pages)
			ink(p.cr, 340, 120 + 24 * (double)n);
		cairo_show_page(p.cr);
	}
	return paper_end(&p);
}

str
demo_draw_scan(struct arena *a, const struct demo_sheet *sheets, size_t n)
{
	struct paper p;

	paper_begin(&p, a);
	for (size_t i = 0; i < n; i++) {
		const struct demo_sheet *sheet = &sheets[i];
		cairo_surface_t *image = cairo_image_surface_create(
		    CAIRO_FORMAT_RGB24, sheet->width, sheet->height);
		unsigned char *jpeg = malloc(sheet->jpeg.n);

		if (jpeg == NULL)
			BUG("out of memory");
		memcpy(jpeg, sheet->jpeg.p, sheet->jpeg.n);
		must(cairo_surface_set_mime_data(
		    image, CAIRO_MIME_TYPE_JPEG, jpeg, sheet->jpeg.n, free, jpeg));
		cairo_pdf_surface_set_size(
		    p.s, A4_W, (double)A4_W * sheet->height / sheet->width);
		cairo_save(p.cr);
		cairo_scale(
		    p.cr, (double)A4_W / sheet->width, (double)A4_W / sheet->width);
		cairo_set_source_surface(p.cr, image, 0, 0);
		cairo_rectangle(p.cr, 0, 0, sheet->width, sheet->height);
		cairo_fill(p.cr);
		cairo_restore(p.cr);
		ink(p.cr, 120, 640); /* one place to sign, or two */
		ink(p.cr, 350, 640);
		cairo_show_page(p.cr);
		cairo_surface_destroy(image);
	}
	return paper_end(&p);
}
