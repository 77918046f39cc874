/* inspect.c - the client of paraf-inspector: what is asked, and the sentences for what is refused. */
#include "vault/inspect.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "vault/inspect_run.h"

#define DEADLINE_MS 20000
#define INK_DPI     250
#define F4_INCHES   13 /* the long side of folio paper */

static const char *const refusals[INSPECT_CODE__COUNT] = {
	[INSPECT_EMPTY] = N_("Berkas ini kosong. Pilih berkas lain."),
	[INSPECT_NOT_IMAGE] =
	    N_("Berkas ini bukan JPG atau PNG. Bila dari iPhone, ubah setelan "
	       "kamera ke \"Paling Kompatibel\"."),
	[INSPECT_IMAGE_DAMAGED] =
	    N_("Gambar ini rusak atau tidak lengkap. Ambil ulang atau pilih "
	       "berkas lain."),
	[INSPECT_IMAGE_PIXELS] =
	    N_("Ukuran gambar terlalu besar. Batasnya 40 megapiksel."),
	[INSPECT_IMAGE_SCANS] =
	    N_("Gambar ini terlalu rumit untuk diperiksa. Simpan ulang sebagai "
	       "JPG biasa."),
	[INSPECT_IMAGE_CMYK] =
	    N_("Gambar ini memakai warna cetak (CMYK). Simpan ulang sebagai JPG "
	       "berwarna RGB."),
	[INSPECT_NOT_PDF] = N_("Berkas harus PDF."),
	[INSPECT_PDF_DAMAGED] = N_("PDF ini tidak dapat dibuka. Pindai ulang."),
	[INSPECT_PDF_LOCKED] =
	    N_("PDF ini dikunci kata sandi. Simpan ulang tanpa kata sandi."),
	[INSPECT_PDF_ACTIVE] =
	    N_("PDF ini berisi skrip atau perintah otomatis. Cetak ulang ke PDF "
	       "atau pindai, lalu unggah lagi."),
	[INSPECT_PDF_FILES] =
	    N_("PDF ini berisi lampiran atau media. Cetak ulang ke PDF atau "
	       "pindai, lalu unggah lagi."),
	[INSPECT_PDF_PAGES] =
	    N_("PDF ini lebih dari 50 halaman. Unggah hanya halaman yang diminta."),
	[INSPECT_PDF_NO_PAGES] = N_("PDF ini tidak berisi halaman. Pindai ulang."),
	[INSPECT_PDF_COMPLEX] =
	    N_("PDF ini terlalu rumit untuk diperiksa. Cetak ulang ke PDF atau "
	       "pindai, lalu unggah lagi."),
	[INSPECT_PDF_TOGETHER] =
	    N_("Kedua PDF bersama-sama lebih dari 10 MB. Pindai dengan resolusi lebih "
	       "rendah, lalu unggah lagi."),
	[INSPECT_PAGE_FAILED] = N_("Halaman ini tidak dapat ditampilkan."),
	[INSPECT_UNSAFE] =
	    N_("Berkas ini tidak dapat diperiksa dengan aman. Pindai atau simpan "
	       "ulang, lalu unggah lagi."),
};

static const struct {
	unsigned bit;
	const char *name, *card, *photo;
} hints[INSPECT_HINT_COUNT] = {
	{ INSPECT_BLURRED, "blurred",
	    N_("Foto buram. Ambil ulang agar NIK dan nama terbaca."),
	    N_("Foto tampak buram. Ambil ulang bila bisa.") },
	{ INSPECT_GLARE, "glare",
	    N_("Ada pantulan cahaya di atas tulisan. Miringkan kartu sedikit."), NULL },
	{ INSPECT_DARK, "dark", N_("Foto terlalu gelap."), N_("Foto terlalu gelap.") },
	{ INSPECT_GREY, "grey", N_("Foto tampak hitam putih. Pakai foto berwarna."),
	    N_("Foto tampak hitam putih. Pakai foto berwarna.") },
	{ INSPECT_ASPECT, "aspect", NULL,
	    N_("Bentuk foto bukan 4 × 6. Potong foto dengan perbandingan 2 : 3.") },
	{ INSPECT_SMALL, "small", N_("Foto terlalu kecil agar NIK dan nama terbaca."),
	    N_("Foto terlalu kecil. Paling kecil 472 × 709 piksel.") },
	{ INSPECT_CUT, "cut",
	    N_("Sebagian kartu terpotong. Ambil ulang dengan keempat sudut terlihat."),
	    NULL },
};

const char *
inspect_hint_text(enum inspect_use use, unsigned hint_bit)
{
	for (size_t i = 0; i < ARRAY_LEN(hints); i++)
		if (hints[i].bit == hint_bit && use != INSPECT_ANY)
			return use == INSPECT_CARD ? hints[i].card : hints[i].photo;
	return NULL;
}

const char *
inspect_hint_name(unsigned hint_bit)
{
	for (size_t i = 0; i < ARRAY_LEN(hints); i++)
		if (hints[i].bit == hint_bit)
			return hints[i].name;
	return NULL;
}

struct inspector {
	char program[PATH_MAX];
	int deadline_ms;
};

enum rc
inspector_new(const char *program, int deadline_ms, struct inspector **out, struct err *e)
{
	static const char name[] = "/paraf-inspector";
	struct inspector *i = calloc(1, sizeof(*i));
	ssize_t n;
	char *slash;

	if (i == NULL)
		BUG("no memory for the inspector");
	i->deadline_ms = deadline_ms > 0 ? deadline_ms : DEADLINE_MS;
	if (program != NULL) {
		snprintf(i->program, sizeof(i->program), "%s", program);
	} else {
		n = readlink(
		    "/proc/self/exe", i->program, sizeof(i->program) - sizeof(name));
		i->program[n > 0 ? n : 0] = '\0';
		slash = strrchr(i->program, '/');
		memcpy(slash != NULL ? slash : i->program, name, sizeof(name));
	}
	if (access(i->program, X_OK) != 0) {
		inspect_unavailable(e, i->program, errno);
		free(i);
		return RC_UNAVAILABLE;
	}
	*out = i;
	return RC_OK;
}

void
inspector_free(struct inspector *i)
{
	free(i);
}

static enum rc
check_size(str bytes, struct err *e)
{
	char mb[32];

	if (bytes.n <= LIMIT_FILE_BYTES)
		return RC_OK;
	snprintf(
	    mb, sizeof(mb), "%zu,%zu", bytes.n >> 20, (bytes.n & 0xfffff) * 10 >> 20);
	return err_say(e, RC_LIMIT, N_("Berkas %s MB. Batasnya 10 MB."), mb);
}

/* Run, and turn a refusal into its sentence. */
static enum rc
run(const struct inspector *i, struct arena *a, const struct inspect_job *job, str bytes,
    struct inspect_answer *out, struct err *e)
{
	enum rc rc = inspect_run(i->program, i->deadline_ms, a, job, bytes, out, e);

	if (rc == RC_OK && out->wire.code != INSPECT_OK)
		rc = err_set(e, RC_INVALID, refusals[out->wire.code],
		    "inspector: code %u", out->wire.code);
	return rc;
}

static enum rc
ask(const struct inspector *i, struct arena *a, const struct inspect_job *job, str bytes,
    struct inspect_answer *out, struct err *e)
{
	enum rc rc = check_size(bytes, e);

	if (rc == RC_OK && bytes.n == 0)
		return err_set(
		    e, RC_INVALID, refusals[INSPECT_EMPTY], "inspector: empty");
	return rc == RC_OK ? run(i, a, job, bytes, out, e) : rc;
}

enum rc
inspect_image(const struct inspector *i, struct arena *a, str bytes, enum inspect_use use,
    struct inspect_image *out, struct err *e)
{
	static const char *const names[INSPECT_USE__COUNT] = { "any", "card", "photo" };
	const struct inspect_job job = { .name = "image", .use = names[use] };
	struct inspect_answer r = { 0 };
	enum rc rc = ask(i, a, &job, bytes, &r, e);
	const int64_t *v = r.wire.value;

	if (rc != RC_OK)
		return rc;
	*out = (struct inspect_image){
		.jpeg = r.payload,
		.width = v[INSPECT_V_WIDTH],
		.height = v[INSPECT_V_HEIGHT],
		.jpeg_width = v[INSPECT_V_JPEG_WIDTH],
		.jpeg_height = v[INSPECT_V_JPEG_HEIGHT],
		.hints = (unsigned)v[INSPECT_V_HINTS] & ((1u << INSPECT_HINT_COUNT) - 1),
		.sharpness_milli = v[INSPECT_V_SHARPNESS],
		.burnt_ppm = v[INSPECT_V_BURNT],
		.mean_grey = v[INSPECT_V_GREY],
		.colourfulness_milli = v[INSPECT_V_COLOUR],
	};
	return RC_OK;
}

enum rc
inspect_pdf(const struct inspector *i, struct arena *a, str bytes,
    struct inspect_pdf *out, struct err *e)
{
	const struct inspect_job job = { .name = "pdf" };
	struct inspect_answer r = { 0 };
	enum rc rc = ask(i, a, &job, bytes, &r, e);

	if (rc != RC_OK)
		return rc;
	out->pages = r.wire.value[INSPECT_V_PAGES];
	out->objects = r.wire.value[INSPECT_V_OBJECTS];
	out->fonts = r.wire.value[INSPECT_V_FONTS];
	out->scan = r.wire.value[INSPECT_V_SCAN] != 0;
	return RC_OK;
}

/* The first part's length, the first part, the second: how two things travel at once. */
static str
framed(struct arena *a, str first, str second)
{
	uint32_t n = (uint32_t)first.n;
	struct buf both;

	buf_init(&both, a, sizeof(n) + first.n + second.n);
	buf_put(&both, &n, sizeof(n));
	buf_str(&both, first);
	buf_str(&both, second);
	return buf_get(&both);
}

enum rc
inspect_mark(const struct inspector *i, struct arena *a, str bytes, str text,
    str *out_jpeg, struct err *e)
{
	const struct inspect_job job = { .name = "mark" };
	struct inspect_answer r;
	enum rc rc = check_size(bytes, e);

	BUG_ON(text.n > 4000);
	if (rc == RC_OK)
		rc = run(i, a, &job, framed(a, text, bytes), &r, e);
	if (rc == RC_OK)
		*out_jpeg = r.payload;
	return rc;
}

enum rc
inspect_merge(const struct inspector *i, struct arena *a, str first, str second,
    struct inspect_merged *out, struct err *e)
{
	const struct inspect_job job = { .name = "merge" };
	struct inspect_answer r;
	enum rc rc = check_size(first, e);

	if (rc == RC_OK)
		rc = check_size(second, e);
	if (rc == RC_OK)
		rc = run(i, a, &job, framed(a, first, second), &r, e);
	if (rc != RC_OK)
		return rc;
	out->pdf = r.payload;
	out->pages = r.wire.value[INSPECT_V_PAGES];
	out->first_pages = r.wire.value[INSPECT_V_FIRST_PAGES];
	return RC_OK;
}

/* QR texts that are UTF-8 without control characters; the others are nobody's code. */
static struct inspect_texts
clean_texts(struct arena *a, const struct inspect_answer *r)
{
	str *at = ARENA_ARRAY(a, r->wire.texts + 1, str);
	size_t n = 0;

	for (uint32_t i = 0; i < r->wire.texts; i++) {
		bool ok = utf8_valid_text(r->texts[i]);

		for (size_t k = 0; ok && k < r->texts[i].n; k++)
			ok = (unsigned char)r->texts[i].p[k] >= ' ' &&
			     r->texts[i].p[k] != 0x7f;
		if (ok)
			at[n++] = r->texts[i];
	}
	return (struct inspect_texts){ at, n };
}

enum rc
inspect_pdf_page(const struct inspector *i, struct arena *a, str bytes, int page, int dpi,
    struct inspect_page *out, struct err *e)
{
	const struct inspect_job job = {
		.name = "page", .page = page, .side = dpi * F4_INCHES
	};
	struct inspect_answer r = { 0 };
	enum rc rc;

	BUG_ON(page < 1 || page > LIMIT_PDF_PAGES || dpi < 36 || dpi > 300);
	rc = ask(i, a, &job, bytes, &r, e);
	if (rc != RC_OK)
		return rc;
	out->jpeg = r.payload;
	out->width = r.wire.value[INSPECT_V_JPEG_WIDTH];
	out->height = r.wire.value[INSPECT_V_JPEG_HEIGHT];
	out->qr = clean_texts(a, &r);
	return RC_OK;
}

enum rc
inspect_pdf_codes(const struct inspector *i, struct arena *a, str bytes, int page,
    int dpi, struct inspect_texts *out, struct err *e)
{
	struct arena *picture = arena_new();
	struct inspect_page seen = { .qr = { NULL, 0 } };
	enum rc rc = inspect_pdf_page(i, picture, bytes, page, dpi, &seen, e);
	str *at = ARENA_ARRAY(a, seen.qr.n + 1, str);

	for (size_t k = 0; rc == RC_OK && k < seen.qr.n; k++)
		at[k] = str_dup(a, seen.qr.at[k]);
	*out = (struct inspect_texts){ at, rc == RC_OK ? seen.qr.n : 0 };
	arena_free(picture);
	return rc;
}

enum rc
inspect_pdf_ink(const struct inspector *i, struct arena *a, str bytes, int page, str code,
    const struct inspect_rect *code_at, const struct inspect_rect *places, size_t n,
    struct inspect_ink *out, struct err *e)
{
	struct inspect_job job = {
		.name = "ink", .page = page, .side = INK_DPI * F4_INCHES
	};
	struct inspect_answer r = { 0 };
	struct buf where;
	enum rc rc;

	BUG_ON(page < 1 || page > LIMIT_PDF_PAGES || n < 1 || n > INSPECT_PLACES);
	buf_init(&where, a, 256);
	buf_fmt(&where, "%.*s %.1f %.1f %.1f", STR_ARG(code), code_at->x, code_at->y,
	    code_at->w);
	for (size_t k = 0; k < n; k++)
		buf_fmt(&where, ";%.1f %.1f %.1f %.1f", places[k].x, places[k].y,
		    places[k].w, places[k].h);
	job.use = str_z(a, buf_get(&where));
	rc = ask(i, a, &job, bytes, &r, e);
	if (rc != RC_OK)
		return rc;
	*out = (struct inspect_ink){ .found = r.wire.texts == n };
	for (size_t k = 0; out->found && k < n; k++)
		if (str_int64(r.texts[k], &out->ppm[k], e) != RC_OK)
			return err_set(e, RC_UNAVAILABLE,
			    N_("Halaman ini tidak dapat ditampilkan."), "inspector: ink");
	return RC_OK;
}

enum rc
inspect_qr(const struct inspector *i, struct arena *a, str bytes,
    struct inspect_texts *out, struct err *e)
{
	const struct inspect_job job = { .name = "qr" };
	struct inspect_answer r = { 0 };
	enum rc rc = ask(i, a, &job, bytes, &r, e);

	if (rc == RC_OK)
		*out = clean_texts(a, &r);
	return rc;
}
