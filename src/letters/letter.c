/* letter.c - the entry of src/letters: fonts of a thread, numbers, one letter from end to end. */
#include "letters/letter.h"

#include "base/codec.h"
#include "base/utf8.h"
#include "letters/embedded.h"
#include "letters/finish.h"
#include "letters/paint.h"

#include <pango/pangofc-fontmap.h>
#include <pthread.h>
#include <sodium.h>

/* Only these fonts are used, so a letter looks the same whatever else the machine has. */
#define FONT_DIR "/usr/share/fonts/truetype/liberation2/"
static const char *const font_files[] = {
	FONT_DIR "LiberationSans-Regular.ttf",
	FONT_DIR "LiberationSans-Bold.ttf",
	FONT_DIR "LiberationSans-Italic.ttf",
	FONT_DIR "LiberationSans-BoldItalic.ttf",
	FONT_DIR "LiberationSerif-Regular.ttf",
	FONT_DIR "LiberationSerif-Bold.ttf",
	FONT_DIR "LiberationSerif-Italic.ttf",
	FONT_DIR "LiberationSerif-BoldItalic.ttf",
};

static pthread_key_t press_key;
static pthread_once_t press_once = PTHREAD_ONCE_INIT;

static void
press_drop(void *map)
{
	g_object_unref(map);
}

static void
press_init(void)
{
	if (pthread_key_create(&press_key, press_drop) != 0)
		BUG("letters: no thread key");
}

/* The font map of this thread; Pango's maps are not to be shared between threads. */
static enum rc
press_get(PangoFontMap **out, struct err *e)
{
	PangoFontMap *map;
	FcConfig *fonts;
	size_t i;

	(void)pthread_once(&press_once, press_init);
	map = pthread_getspecific(press_key);
	if (map != NULL) {
		*out = map;
		return RC_OK;
	}
	fonts = FcConfigCreate();
	if (fonts == NULL)
		BUG("fontconfig: out of memory");
	for (i = 0; i < ARRAY_LEN(font_files); i++) {
		if (FcConfigAppFontAddFile(fonts, (const FcChar8 *)font_files[i]))
			continue;
		FcConfigDestroy(fonts);
		return err_set(e, RC_UNAVAILABLE, N_("Surat belum dapat dibuat."),
		    "fonts-liberation2 is not installed: %s", font_files[i]);
	}
	map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
	if (map == NULL)
		BUG("pango without FreeType");
	pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72);
	pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), fonts);
	FcConfigDestroy(fonts);
	if (pthread_setspecific(press_key, map) != 0)
		BUG("letters: thread value");
	*out = map;
	return RC_OK;
}

/* pango assumes 96 dpi unless told; hinted metrics would make line breaks depend on the size. */
static enum rc
context_new(PangoContext **out, struct err *e)
{
	cairo_font_options_t *options;
	PangoFontMap *map = NULL;

	if (press_get(&map, e) != RC_OK)
		return e->rc;
	*out = pango_font_map_create_context(map);
	pango_cairo_context_set_resolution(*out, 72);
	options = cairo_font_options_create();
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(*out, options);
	cairo_font_options_destroy(options);
	pango_context_set_round_glyph_positions(*out, FALSE);
	pango_context_set_language(*out, pango_language_from_string("id"));
	return RC_OK;
}

const struct letter_template *
letter_templates(size_t *out_n)
{
	*out_n = letter_embedded_n;
	return letter_embedded;
}

const struct letter_template *
letter_template_find(str name)
{
	size_t i;

	for (i = 0; i < letter_embedded_n; i++)
		if (str_eq_z(name, letter_embedded[i].name))
			return &letter_embedded[i];
	return NULL;
}

bool
letter_complete(const char *kind, const struct letter_data *d)
{
	const struct letter_data *all = letter_sample(str_from_z(kind));
	size_t i, k;

	for (i = 0; all != NULL && i < all->n_fields; i++) {
		for (k = 0; k < d->n_fields; k++)
			if (strcmp(all->fields[i].name, d->fields[k].name) == 0)
				break;
		if (k == d->n_fields)
			return false;
	}
	return all != NULL && d->n_lists >= all->n_lists;
}

const struct letter_template *
letter_head(void)
{
	return &letter_embedded_head;
}

static str
sha256_hex(struct arena *a, str s)
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)s.p, s.n);
	return hex_encode(a, hash, sizeof hash);
}

/* What follows the first directive `title`; NULL: there is none. */
static const char *
title_of(str text, struct arena *a)
{
	while (text.n > 0) {
		str line = str_cut(&text, '\n');

		if (str_starts(line, STR("title ")))
			return str_z(a, str_trim(str_from(line, 6)));
	}
	return NULL;
}

enum rc
letter_template_make(struct arena *a, const char *name, const char *title, str text,
    struct letter_template *out, struct err *e)
{
	if (text.n == 0 || text.n > LETTER_TEMPLATE_BYTES)
		return err_set(e, RC_LIMIT, N_("Templat kosong atau terlalu panjang."),
		    "template: %zu bytes", text.n);
	if (!utf8_valid_text(text))
		return err_set(e, RC_INVALID, N_("Templat harus teks UTF-8."),
		    "template: not UTF-8 text");
	if (title == NULL)
		title = title_of(text, a);
	if (title == NULL)
		return err_set(e, RC_INVALID,
		    N_("Templat harus mempunyai baris title dengan judul surat."),
		    "template: no title");
	*out = (struct letter_template){ name, title,
		str_z(a, str_sub(sha256_hex(a, text), 0, 12)), str_dup(a, text),
		STR_NONE };
	return RC_OK;
}

enum rc
letter_number_make(
    struct arena *a, str pattern, const struct letter_number *in, str *out, struct err *e)
{
	const struct {
		const char *word;
		str value;
	} words[] = {
		{ "{seq}", str_fmt(a, "%lld", (long long)in->seq) },
		{ "{office}", in->office },
		{ "{kanwil}", in->kanwil },
		{ "{year}", str_fmt(a, "%d", in->year) },
	};
	struct buf b;
	size_t i;

	buf_init(&b, a, 64);
	while (pattern.n > 0) {
		if (pattern.p[0] != '{') {
			buf_char(&b, pattern.p[0]);
			pattern = str_from(pattern, 1);
			continue;
		}
		for (i = 0; i < ARRAY_LEN(words); i++)
			if (str_starts(pattern, str_from_z(words[i].word)))
				break;
		if (i == ARRAY_LEN(words))
			return err_set(e, RC_INVALID, N_("Pola nomor surat tidak sah."),
			    "letter number: unknown word in the pattern");
		buf_str(&b, words[i].value);
		pattern = str_from(pattern, strlen(words[i].word));
	}
	*out = buf_get(&b);
	return RC_OK;
}

static enum rc
draw(struct flow *f, const struct letter_data *data, struct buf *pdf, unsigned *pages,
    struct err *e)
{
	struct paint_foot foot = { .check_code = data->check_code,
		.check_url = data->check_url };
	unsigned i, n = f->page + 1;
	struct shape_qr *qr;

	if (f->qr_side > 0 && data->check_url.n > 0) {
		foot.qr = qr = ARENA_ARRAY(f->a, n, struct shape_qr);
		for (i = 0; i < n; i++) {
			str text = n == 1 ? data->check_url
					  : str_fmt(f->a, "%.*s#%u",
						STR_ARG(data->check_url), i + 1);

			if (shape_qr_make(f->a, text, &qr[i], e) != RC_OK)
				return e->rc;
		}
	}
	return paint_pdf(f, &foot, pdf, pages, e);
}

static str
template_hash(const struct letter_template *t, struct arena *a)
{
	struct buf both;

	buf_init(&both, a, t->text.n + t->head.n + 1);
	buf_str(&both, t->text);
	buf_char(&both, '\0');
	buf_str(&both, t->head);
	return sha256_hex(a, buf_get(&both));
}

static str
version_of(const struct letter_template *t, struct arena *a)
{
	if (t->head.p == NULL)
		return str_from_z(t->version);
	return str_fmt(a, "%s+%.12s", t->version, str_z(a, sha256_hex(a, t->head)));
}

enum rc
letter_render(const struct letter_template *t, const struct letter_data *data,
    struct arena *a, struct letter_pdf *out, struct err *e)
{
	struct flow f = { .a = a,
		.values = { data->fields, data->n_fields, NULL, 0 },
		.lists = data->lists,
		.n_lists = data->n_lists,
		.logo = data->logo };
	struct finish_meta meta = { .author = data->author,
		.figure =
		    data->logo != NULL ? STR("Logo kantor") : STR("Lambang perisai"),
		.made_s = data->made_s };
	struct letter_lines lines;
	struct letter_pdf r = { .version = version_of(t, a) };
	struct buf pdf;
	enum rc rc;

	BUG_ON(f.logo != NULL &&
	       (f.logo->width < 1 || f.logo->width > LETTER_LOGO_SIDE ||
		   f.logo->height < 1 || f.logo->height > LETTER_LOGO_SIDE));
	rc = letter_parse(t, a, &lines, e);
	if (rc == RC_OK)
		rc = context_new(&f.pc, e);
	if (rc != RC_OK)
		return rc;
	buf_init(&pdf, a, 64 * 1024);
	meta.title = data->number.n > 0
			 ? str_fmt(a, "%s %.*s", t->title, STR_ARG(data->number))
			 : str_from_z(t->title);
	rc = flow_run(&f, &lines, e);
	meta.figure_at = f.logo_at;
	if (rc == RC_OK)
		rc = draw(&f, data, &pdf, &r.pages, e);
	if (rc == RC_OK)
		rc = finish_pdf(buf_get(&pdf), &meta, a, &r.bytes, e);
	if (rc == RC_OK) {
		r.sha256 = sha256_hex(a, r.bytes);
		r.template_sha256 = template_hash(t, a);
		memcpy(r.signs, f.signs, sizeof r.signs);
		r.n_signs = f.n_signs;
		r.coded = f.qr_side > 0 && data->check_url.n > 0;
		for (unsigned i = 0; r.coded && i < r.pages; i++)
			r.codes[i] = paint_code_place(&f, i);
		*out = r;
	}
	flow_release(&f);
	g_object_unref(f.pc);
	return rc;
}
