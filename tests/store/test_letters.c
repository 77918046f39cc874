/*
 * test_letters.c - letters of an office on a real store, with the real inspector (PARAF_INSPECTOR): numbers
 * and dates around the end of a year, scans of letters of several pages as scanners and people make them,
 * what /cek says of a letter from its making to its destruction. Engine named on the command line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/run.h" /* has errors of its own, so before those of the world */

#include "base/codec.h"
#include "domain/application_edit.h"
#include "domain/check.h"
#include "domain/letter_edit.h"
#include "domain/letters_match.h"
#include "pki/hash.h"
#include "store/office_world.h"

#define CAND "cand-ratna.tolitoli"
#define WITA (8 * 3600)
/* 1 January 2027, 00:00 in the office's zone */
#define NEW_YEAR (INT64_C(1798761600) - WITA)

static const struct letter_field fields[] = { { "name", { "Dewi", 4 } },
	{ "nip", { "199008052015032001", 18 } }, { "nik", { "7204014508900001", 16 } },
	{ "grade", { "-", 1 } }, { "position", { "-", 1 } }, { "unit", { "-", 1 } },
	{ "email", { "-", 1 } }, { "phone", { "-", 1 } }, { "count", { "30", 2 } },
	{ "signer_name", { NULL, 0 } }, { "signer_nip", { NULL, 0 } } };
static const struct letters_order both[] = { { "rekomendasi-opip", DOC_GEN_RECOMMENDATION,
						 { "a.pdf", 5 } },
	{ "pernyataan-opip", DOC_GEN_STATEMENT, { "b.pdf", 5 } } };
static const struct letters_order collective[] = { { "rekomendasi-kolektif",
    DOC_GEN_COLLECTIVE, { "c.pdf", 5 } } };

static struct letters_issue
made(struct world *w, const struct letters_order *orders, size_t n,
    const struct letter_rows *rows)
{
	const struct letters_set set = { .owner = { "candidacy", STR(CAND) },
		.office = &w->office,
		.orders = orders,
		.n_orders = n,
		.fields = fields,
		.n_fields = ARRAY_LEN(fields),
		.rows = rows,
		.data_hash = STR("h") };
	struct letters_issue out;

	must(letters_make(&w->d, &set, &out, &e));
	return out;
}

struct entering {
	struct domain *d;
	struct letters_issue *issue;
	const struct row_document *scan; /* entered instead of letters */
	bool fail;
};

static enum rc
enter_in_write(struct db *tx, void *arg, struct err *why)
{
	struct entering *x = arg;
	enum rc rc = x->scan != NULL ? document_record_tx(x->d, tx, x->scan, why)
				     : letters_record_tx(x->d, tx, x->issue, why);

	return rc == RC_OK && x->fail ? err_set(why, RC_DENIED, "tidak", "on purpose")
				      : rc;
}

static enum rc
enter(struct world *w, struct letters_issue *issue, bool fail)
{
	struct entering x = { &w->d, issue, NULL, fail };

	return store_write(w->d.store, w->d.a, enter_in_write, &x, &e);
}

/* ---- the end of a year ---- */

/* Every look at the clock takes a second. */
static int64_t
hurrying(void *arg)
{
	return ((struct world *)arg)->now++;
}

static str
text_of(struct world *w, const struct row_document *doc)
{
	const char *dir = run_temp(w->d.a);
	str bytes, text;

	must(document_bytes(&w->d, doc, &bytes, &e));
	run_write(w->d.a, dir, "l.pdf", bytes);
	text = run_in(w->d.a, dir, "pdftotext -layout l.pdf -");
	run_temp_drop(w->d.a, dir);
	return text;
}

static int64_t
last_of(struct world *w, const char *year)
{
	struct row_counter_get n = { 0 };
	enum rc rc =
	    q_counter_get(w->d.db, str_fmt(w->d.a, "letter:082:%s", year), &n, &e);

	assert_true(rc == RC_OK || rc == RC_NOT_FOUND);
	return n.n;
}

/* A letter made in the last second has one year, in its number, its date and its register. */
static void
numbers_end_with_the_year(void **state)
{
	struct world *w = *state;
	const struct clock clock = { hurrying, w }, *still = w->d.clock;
	struct letters_issue late, next;

	w->now = NEW_YEAR - 1;
	w->d.clock = &clock;
	late = made(w, both, 2, NULL);
	w->d.clock = still;
	assert_true(w->now > NEW_YEAR);
	for (size_t i = 0; i < late.n; i++) {
		str text = text_of(w, &late.at[i].document);

		assert_int_equal(late.at[i].letter.year, 2026);
		CHECK_HAS("number", late.at[i].letter.number, "/2026");
		CHECK_HAS("date", text, "31 Desember 2026");
		CHECK("date", str_find(text, STR("2027")) < 0);
	}
	/* made in the new year, entered first: another register */
	next = made(w, both, 2, NULL);
	CHECK_STR("first", next.at[0].letter.number, "S-1/WPB.24/KP.082/2027");
	CHECK_HAS("date", text_of(w, &next.at[0].document), "1 Januari 2027");
	assert_int_equal(enter(w, &next, true), RC_DENIED);
	assert_int_equal(last_of(w, "2027"), 0);
	must(enter(w, &next, false));
	must(enter(w, &late, false));
	assert_int_equal(last_of(w, "2026"), 2);
	assert_int_equal(last_of(w, "2027"), 2);
	/* the second before midnight of the east and of the west is not that of the office */
	w->now = NEW_YEAR - 1;
	w->office.zone = STR("WIT");
	assert_int_equal(made(w, both, 1, NULL).at[0].letter.year, 2027);
	w->office.zone = STR("WIB");
	w->now = NEW_YEAR + 3599;
	assert_int_equal(made(w, both, 1, NULL).at[0].letter.year, 2026);
}

/* ---- scans ---- */

#define PEOPLE  30
#define COLUMNS 7

static struct letter_rows
thirty(struct world *w)
{
	static const char *const columns[COLUMNS] = { "name", "nip", "nik", "grade",
		"position", "unit", "email" };
	str *cells = ARENA_ARRAY(w->d.a, PEOPLE * COLUMNS, str);

	for (size_t i = 0; i < PEOPLE; i++) {
		cells[i * COLUMNS] = str_fmt(w->d.a, "Pegawai Contoh Nomor %zu", i + 1);
		for (size_t k = 1; k < COLUMNS; k++)
			cells[i * COLUMNS + k] = STR("1990 0805 2015");
	}
	return (struct letter_rows){ "people", columns, COLUMNS, cells, PEOPLE };
}

static bool
on_sqlite(void)
{
	return strcmp(office_engine, "sqlite") == 0;
}

/* From here on files are looked at. */
static void
inspect(struct world *w)
{
	must(inspector_new(getenv("PARAF_INSPECTOR"), 0, &w->d.inspector, &e));
}

/* What happens to one page between printer and upload. */
struct sheet {
	const char *name; /* of the file that it becomes */
	int page;         /* of the letter */
	int dpi;
	const char *mark;  /* SVG at the place to sign; NULL: nothing */
	const char *spoil; /* options of convert for the picture; NULL: none */
};

#define PEN                                                                              \
	"<path stroke='navy' stroke-width='2' fill='none' d='M20 40c20-60 30-60 34-10s18-50 30-40'/>"
#define STAMP                                                                            \
	"<circle cx='70' cy='30' r='26' stroke='#c22' stroke-width='3' fill='none'/>"    \
	"<text x='48' y='34' font-size='12' fill='#c22'>KPPN</text>"
#define OUTSIDE                                                                          \
	"<path transform='translate(0 -120)' stroke='navy' stroke-width='2' "            \
	"fill='none' d='M20 40c20-60 30-60 34-10s18-50 30-40'/>"

/* The page as a picture in a PDF of its own. */
static void
scan_page(struct world *w, const char *dir, const struct row_letter *letter,
    const struct sheet *s)
{
	bool lies = s->page > 1; /* the annex */
	int width = lies ? 842 : 595, height = lies ? 595 : 842;
	bool turned = s->spoil != NULL && strstr(s->spoil, "-rotate 90") != NULL;
	struct letters_place places[LETTER_SIGNS];
	struct buf marks;
	size_t n;

	buf_init(&marks, w->d.a, 1024);
	must(letters_places_parse(letter->signs, places, &n, &e));
	for (size_t i = 0; i < n && s->mark != NULL; i++)
		if ((int)places[i].sign.page == s->page)
			buf_fmt(&marks, "<g transform='translate(%d %d)'>%s</g>",
			    (int)places[i].sign.x,
			    height - (int)(places[i].sign.y + places[i].sign.height),
			    s->mark);
	buf_char(&marks, '\0');
	(void)run_in(w->d.a, dir,
	    str_z(w->d.a,
		str_fmt(w->d.a,
		    "pdftoppm -r %d -f %d -l %d -singlefile -png in.pdf a && "
		    "echo \"<svg xmlns='http://www.w3.org/2000/svg' "
		    "xmlns:xlink='http://www.w3.org/1999/xlink' width='%d' height='%d'>"
		    "<image xlink:href='a.png' width='%d' height='%d'/>%s</svg>\" > a.svg && "
		    "rsvg-convert --unlimited -w %d -o b.png a.svg && "
		    "convert b.png -background white -flatten %s -quality 80 c.jpg && "
		    "echo \"<svg xmlns='http://www.w3.org/2000/svg' "
		    "xmlns:xlink='http://www.w3.org/1999/xlink' width='%d' height='%d'>"
		    "<image xlink:href='c.jpg' width='%d' height='%d'/></svg>\" > c.svg && "
		    "rsvg-convert --unlimited -f pdf -o %s.pdf c.svg",
		    s->dpi, s->page, s->page, width, height, width, height, marks.p,
		    width * s->dpi / 72, s->spoil != NULL ? s->spoil : "",
		    turned ? height : width, turned ? width : height,
		    turned ? height : width, turned ? width : height, s->name)));
}

/* RC_OK, or what the person is told. */
static enum rc
judged(struct world *w, const char *dir, const struct letters_made *letter,
    const char *sheets)
{
	const struct letters_wanted wanted = { &letter->letter, letter->document.pages,
		letter->document.sha256 };
	struct domain d = w->d; /* as of a request of its own */
	struct letters_match m;
	enum rc rc;
	str bytes;

	d.a = arena_new();
	(void)run_in(d.a, dir,
	    str_z(d.a, str_fmt(d.a, "qpdf --empty --pages %s -- s.pdf", sheets)));
	must(file_read(
	    d.a, str_z(d.a, str_fmt(d.a, "%s/s.pdf", dir)), 20 << 20, &bytes, &e));
	must(letters_match(&d, bytes, FILE_PDF, STR("other"), &wanted, 1, &m, &e));
	rc = letters_verdict(&d, &wanted, 1, &m, 0, &e);
	arena_free(d.a);
	return rc;
}

static void
a_scan_of_many_pages(void **state)
{
	static const struct sheet sheets[] = {
		{ "s1", 1, 150, PEN, NULL },
		{ "u1", 1, 150, NULL, NULL },
		{ "p2", 2, 150, NULL, NULL },
		{ "p3", 3, 150, NULL, NULL },
		{ "s4", 4, 150, PEN, NULL },
		{ "u4", 4, 150, NULL, NULL },
		{ "over", 1, 150, PEN, "-rotate 180" },
		{ "side", 4, 150, PEN, "-rotate 90" },
		{ "uside", 4, 150, NULL, "-rotate 90" },
		{ "low1", 1, 100, PEN, NULL },
		{ "low2", 2, 100, NULL, NULL },
		{ "low3", 3, 100, NULL, NULL },
		{ "low4", 4, 100, PEN, NULL },
		{ "cut2", 2, 150, NULL, "-fill white -draw 'rectangle 0,900 400,1240'" },
		{ "stamp1", 1, 150, STAMP, NULL },
		{ "out1", 1, 150, OUTSIDE, NULL },
	};
	static const struct {
		const char *label, *sheets, *says; /* NULL: taken */
	} cases[] = {
		{ "in order", "s1.pdf p2.pdf p3.pdf s4.pdf", NULL },
		{ "in another order", "s4.pdf p2.pdf s1.pdf p3.pdf", NULL },
		{ "a page again, signed now", "u1.pdf s1.pdf p2.pdf p3.pdf s4.pdf",
		    NULL },
		{ "a page again, signed before", "s1.pdf u1.pdf p2.pdf p3.pdf s4.pdf",
		    NULL },
		{ "twice the same ink is one", "s1.pdf s1.pdf p2.pdf p3.pdf u4.pdf",
		    "Baru 1 dari 2" },
		{ "one unsigned", "s1.pdf p2.pdf p3.pdf u4.pdf", "Baru 1 dari 2" },
		{ "none signed", "u1.pdf p2.pdf p3.pdf u4.pdf", "belum ditandatangani" },
		{ "a page is missing", "s1.pdf p2.pdf s4.pdf", "Halaman 3 surat ini" },
		{ "two are", "s1.pdf p2.pdf", "Halaman 3, 4 surat ini" },
		{ "upside down", "over.pdf p2.pdf p3.pdf s4.pdf", NULL },
		{ "lying", "s1.pdf p2.pdf p3.pdf side.pdf", NULL },
		{ "lying, unsigned", "s1.pdf p2.pdf p3.pdf uside.pdf", "Baru 1 dari 2" },
		{ "a hundred dots an inch", "low1.pdf low2.pdf low3.pdf low4.pdf", NULL },
		{ "a code cut off", "s1.pdf cut2.pdf p3.pdf s4.pdf",
		    "Halaman 2 surat ini" },
		/* whose mark it is people judge */
		{ "a stamp alone", "stamp1.pdf p2.pdf p3.pdf s4.pdf", NULL },
		{ "beside the place", "out1.pdf p2.pdf p3.pdf s4.pdf", "Baru 1 dari 2" },
	};
	struct world *w = *state;
	struct letter_rows rows = thirty(w);
	struct letters_issue issue = made(w, collective, 1, &rows);
	const char *dir = run_temp(w->d.a);
	str bytes;

	inspect(w);
	must(enter(w, &issue, false));
	must(document_bytes(&w->d, &issue.at[0].document, &bytes, &e));
	run_write(w->d.a, dir, "in.pdf", bytes);
	assert_int_equal(issue.at[0].document.pages, 4);
	for (size_t i = 0; i < ARRAY_LEN(sheets); i++)
		scan_page(w, dir, &issue.at[0].letter, &sheets[i]);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		enum rc rc = judged(w, dir, &issue.at[0], cases[i].sheets);

		if (cases[i].says == NULL)
			CHECK_OK(cases[i].label, rc, &e);
		else
			CHECK_INT(cases[i].label, rc, RC_INVALID);
		if (cases[i].says != NULL)
			CHECK_HAS(cases[i].label, str_from_z(e.msg), cases[i].says);
	}
	inspector_free(w->d.inspector);
	w->d.inspector = NULL;
	run_temp_drop(w->d.a, dir);
}

/*
 * A picture of noise on each of many pages: as small a file as one likes, and drawn it fills the memory of a
 * request with a few of them. It is looked through and refused like any other.
 */
static void
noise_on_every_page(void **state)
{
	struct world *w = *state;
	const char *dir = run_temp(w->d.a);
	struct check_result said;
	str bytes;

	inspect(w);
	(void)run_in(w->d.a, dir,
	    "convert -size 1000x1400 xc:gray -seed 7 +noise Random -quality 60 n.jpg && "
	    "echo \"<svg xmlns='http://www.w3.org/2000/svg' "
	    "xmlns:xlink='http://www.w3.org/1999/xlink' width='595' height='842'>"
	    "<image xlink:href='n.jpg' width='595' height='842'/></svg>\" > n.svg && "
	    "rsvg-convert --unlimited -f pdf -o n.pdf n.svg && "
	    "qpdf --empty --pages n.pdf 1,1,1,1,1 -- many.pdf");
	must(file_read(w->d.a, str_z(w->d.a, str_fmt(w->d.a, "%s/many.pdf", dir)),
	    10 << 20, &bytes, &e));
	must(check_file(&w->d, STR_NONE, STR("y"), bytes, STR("net"), &said, &e));
	assert_int_equal(said.file, CHECK_FILE_FOREIGN);
	inspector_free(w->d.inspector);
	w->d.inspector = NULL;
	run_temp_drop(w->d.a, dir);
}

/* ---- /cek ---- */

static struct check_result
checked(struct world *w, str code)
{
	struct check_result r;

	must(check_code(&w->d, code, STR("net"), &r, &e));
	assert_int_equal(r.checked_s, w->now);
	return r;
}

/* The signed scan of that letter. */
static struct row_document
scan_of(struct world *w, const struct letters_made *letter, enum document_class class)
{
	struct document_owner owner = { "candidacy", STR(CAND) };
	struct row_document row;
	struct entering x = { &w->d, NULL, &row, false };

	must(document_store(
	    &w->d, &owner, class, STR("isi"), STR("pindai.pdf"), &row, &e));
	row.parent = letter->letter.document;
	must(store_write(w->d.store, w->d.a, enter_in_write, &x, &e));
	return row;
}

static enum rc
erase_in_write(struct db *tx, void *arg, struct err *why)
{
	const struct row_document *row = arg;

	return q_document_erase(tx, row->id, 1, why);
}

static void
signed_so_far(struct world *w, str code, enum check_answer answer, int64_t n)
{
	struct check_result r = checked(w, code);

	assert_int_equal(r.answer, answer);
	assert_int_equal(r.signed_of, 2);
	assert_int_equal(r.signed_n, n);
}

static void
what_is_said_of_a_letter(void **state)
{
	struct world *w = *state;
	struct letters_issue old = made(w, both, 2, NULL), new;
	struct row_document one, two;
	str first = old.at[0].letter.check_code;

	/* drawn, never entered: nobody issued it */
	assert_int_equal(checked(w, first).answer, CHECK_NO_MATCH);
	must(enter(w, &old, false));
	signed_so_far(w, first, CHECK_INCOMPLETE, 0);
	one = scan_of(w, &old.at[0], DOC_SIGNED_RECOMMENDATION);
	signed_so_far(w, first, CHECK_INCOMPLETE, 1);
	signed_so_far(w, old.at[1].letter.check_code, CHECK_INCOMPLETE, 1);
	two = scan_of(w, &old.at[1], DOC_SIGNED_STATEMENT);
	signed_so_far(w, first, CHECK_GENUINE, 2);
	/* made anew: signed is what was, not what is */
	w->now += 60;
	new = made(w, both, 2, NULL);
	must(enter(w, &new, false));
	assert_int_equal(checked(w, first).answer, CHECK_NOT_VALID);
	assert_int_equal(checked(w, first).changed_s, w->now);
	signed_so_far(w, new.at[0].letter.check_code, CHECK_INCOMPLETE, 0);
	(void)scan_of(w, &new.at[0], DOC_SIGNED_RECOMMENDATION);
	one = scan_of(w, &new.at[1], DOC_SIGNED_STATEMENT);
	signed_so_far(w, new.at[1].letter.check_code, CHECK_GENUINE, 2);
	/* destroyed in its time: it had come back signed all the same */
	must(store_write(w->d.store, w->d.a, erase_in_write, &one, &e));
	must(store_write(w->d.store, w->d.a, erase_in_write, &two, &e));
	signed_so_far(w, new.at[1].letter.check_code, CHECK_GENUINE, 2);
}

/* ---- templates ---- */

#define KIND "pernyataan-opip"

static enum rc
saved(struct world *w, const char *kind, str office, str body, int64_t based)
{
	return letter_edit_save(&w->d, &w->kepala,
	    &(struct letter_edit_save){ .kind = str_from_z(kind),
		.office = office,
		.body = body,
		.note = STR("uji"),
		.based = based },
	    &e);
}

static int64_t
version_in_force(struct world *w, const char *kind, str office)
{
	struct letter_edit edit;

	must(letter_edit_load(&w->d, str_from_z(kind), office, &edit, &e));
	return edit.version;
}

/* The text with one part of it replaced. */
static str
changed(struct world *w, str text, const char *part, const char *by)
{
	ptrdiff_t at = str_find(text, str_from_z(part));

	assert_true(at >= 0);
	return str_fmt(w->d.a, "%.*s%s%.*s", (int)at, text.p, by,
	    (int)(text.n - (size_t)at - strlen(part)), text.p + at + strlen(part));
}

static str
says_now(struct world *w)
{
	return text_of(w, &made(w, &both[1], 1, NULL).at[0].document);
}

/* Versions follow each other, each on the one before; what is in force is what letters say. */
static void
templates_and_their_versions(void **state)
{
	struct world *w = *state;
	str text = letter_template_find(STR(KIND))->text, none = STR(""), one, two;
	struct letters_issue before = made(w, &both[1], 1, NULL), after;
	struct letter_template old;
	str version = before.at[0].letter.template_version;

	one = changed(w, text, "dengan ini menyatakan", "dengan ini SATU menyatakan");
	two = changed(w, text, "dengan ini menyatakan", "dengan ini DUA menyatakan");
	/* what is no template, or lacks what a letter must have, changes nothing */
	assert_int_equal(saved(w, KIND, none, STR("lompat"), 0), RC_INVALID);
	assert_int_equal(
	    saved(w, KIND, none, changed(w, text, "qr 20\n", ""), 0), RC_INVALID);
	says("qr");
	assert_int_equal(
	    saved(w, KIND, none, changed(w, text, "sig left Mengetahui,", "# sig"), 0),
	    RC_INVALID);
	says("sig");
	assert_int_equal(
	    saved(w, KIND, none, changed(w, text, "{{name}}", "{{destroyed}}"), 0),
	    RC_INVALID);
	says("Baris");
	assert_int_equal(saved(w, KIND, none, text, 0), RC_INVALID);
	says("Tidak ada yang berubah");
	assert_int_equal(saved(w, KIND, STR("082"), one, 0), RC_NOT_FOUND);
	assert_int_equal(saved(w, "lain", none, one, 0), RC_NOT_FOUND);
	assert_int_equal(version_in_force(w, KIND, none), 0);
	/* one after the other, and nobody overwrites what he has not seen */
	must(saved(w, KIND, none, one, 0));
	assert_int_equal(saved(w, KIND, none, two, 0), RC_CONFLICT);
	must(saved(w, KIND, none, two, 1));
	assert_int_equal(version_in_force(w, KIND, none), 2);
	CHECK_HAS("two", says_now(w), "DUA menyatakan");
	after = made(w, &both[1], 1, NULL);
	assert_false(str_eq(after.at[0].letter.template_version, version));
	/* back is a version of its own; what was there stays */
	must(letter_edit_restore(&w->d, &w->kepala, STR(KIND), none, 1, 2, &e));
	CHECK_HAS("one", says_now(w), "SATU menyatakan");
	assert_int_equal(
	    letter_edit_restore(&w->d, &w->kepala, STR(KIND), none, 0, 2, &e),
	    RC_CONFLICT);
	assert_int_equal(
	    letter_edit_restore(&w->d, &w->kepala, STR(KIND), none, 9, 3, &e),
	    RC_NOT_FOUND);
	must(letter_edit_restore(&w->d, &w->kepala, STR(KIND), none, 0, 3, &e));
	assert_int_equal(version_in_force(w, KIND, none), 4);
	after = made(w, &both[1], 1, NULL);
	assert_true(str_eq(after.at[0].letter.template_version, version));
	assert_true(
	    str_eq(after.at[0].letter.template_hash, before.at[0].letter.template_hash));
	must(letter_edit_with_text(
	    &w->d, KIND, STR("082"), pki_sha256_hex(w->d.a, two), &old, &e));
	assert_true(str_eq(old.text, two));
	assert_int_equal(
	    letter_edit_with_text(&w->d, KIND, STR("082"), STR("00"), &old, &e),
	    RC_NOT_FOUND);
}

/* The letterhead of everybody, until an office has its own; back to that of everybody. */
static void
letterheads(void **state)
{
	struct world *w = *state;
	str head = letter_head()->text, own, all;

	all = changed(w, head, "DIREKTORAT JENDERAL PERBENDAHARAAN", "DIREKTORAT SEMUA");
	own =
	    changed(w, head, "DIREKTORAT JENDERAL PERBENDAHARAAN", "DIREKTORAT SENDIRI");
	must(saved(w, LETTER_HEAD, STR(""), all, 0));
	CHECK_HAS("of everybody", says_now(w), "DIREKTORAT SEMUA");
	assert_int_equal(
	    saved(w, LETTER_HEAD, STR("082"), STR("p Halo\n"), 0), RC_INVALID);
	must(saved(w, LETTER_HEAD, STR("082"), own, 0));
	CHECK_HAS("its own", says_now(w), "DIREKTORAT SENDIRI");
	assert_int_equal(version_in_force(w, LETTER_HEAD, STR("051")), 0);
	must(letter_edit_restore(
	    &w->d, &w->kepala, STR(LETTER_HEAD), STR("082"), 0, 1, &e));
	CHECK_HAS("back", says_now(w), "DIREKTORAT SEMUA");
}

/* ---- papers of a registration ---- */

static enum rc
papers_in_write(struct db *tx, void *arg, struct err *why)
{
	struct {
		struct domain *d;
		struct apply_letters *papers;
	} *x = arg;
	enum rc rc = document_record_tx(x->d, tx, &x->papers->receipt, why);

	return rc == RC_OK ? document_record_tx(x->d, tx, &x->papers->statement, why)
			   : rc;
}

static str
file_of(struct world *w, const struct row_document *doc)
{
	str bytes;

	must(document_bytes(&w->d, doc, &bytes, &e));
	return bytes;
}

/* What /cek says of the file. */
static struct check_result
looked_at(struct world *w, str typed, str bytes)
{
	struct check_result r;

	must(check_file(
	    &w->d, typed, pki_sha256_hex(w->d.a, bytes), bytes, STR("net"), &r, &e));
	return r;
}

/* Receipt and statement carry the registration's number, and are found by it. */
static void
papers_of_a_registration(void **state)
{
	struct world *w = *state;
	struct apply_file f = { .app = w->app, .office = w->office, .nik = STR(NIK) };
	struct apply_letters papers;
	struct {
		struct domain *d;
		struct apply_letters *papers;
	} x = { &w->d, &papers };
	const char *dir = run_temp(w->d.a);
	struct check_result r;
	str receipt, other;

	/* by the number: what was received, where, and no name */
	r = checked(w, w->app.number);
	assert_true(r.registration);
	assert_int_equal(r.answer, CHECK_GENUINE);
	assert_int_equal(r.issued_s, w->app.submitted_s);
	assert_int_equal(r.holder.n, 0);
	assert_null(checked(w, STR("DS-082-0000-0001")).code.p);
	if (!on_sqlite()) /* what files look like the database does not decide */
		return;
	inspect(w);
	must(letter_edit_mark(&w->d, w->d.db, APPLY_STATEMENT_KIND, &f.statement, &e));
	must(apply_make_letters(&w->d, &f, w->now, &papers, &e));
	must(store_write(w->d.store, w->d.a, papers_in_write, &x, &e));
	receipt = file_of(w, &papers.receipt);
	r = looked_at(w, STR_NONE, receipt);
	assert_int_equal(r.file, CHECK_FILE_SAME);
	assert_int_equal(r.answer, CHECK_GENUINE);
	CHECK_STR("title", r.title, "Bukti Pendaftaran Digital Signature");
	assert_true(str_starts(r.holder, STR("A")) && !str_eq(r.holder, w->app.name));
	r = looked_at(w, w->app.number, file_of(w, &papers.statement));
	assert_int_equal(r.file, CHECK_FILE_SAME);
	CHECK_STR("title", r.title, "Surat Pernyataan Pemohon Sertifikat Elektronik");
	/* saved anew; with something else on it; with another number typed; torn out of something longer */
	run_write(w->d.a, dir, "in.pdf", receipt);
	r = looked_at(w, STR_NONE,
	    run_in(w->d.a, dir, "qpdf --linearize in.pdf o.pdf && cat o.pdf"));
	assert_int_equal(r.answer, CHECK_NO_MATCH);
	assert_int_equal(r.file, CHECK_FILE_RESAVED);
	assert_int_equal(r.holder.n, 0);
	other = run_in(w->d.a, dir,
	    "qpdf --qdf in.pdf q.pdf && sed 's/^0 0 0 rg$/1 0 0 rg/' q.pdf > r.pdf; cat r.pdf");
	r = looked_at(w, STR_NONE, other);
	assert_int_equal(r.answer, CHECK_NO_MATCH);
	assert_int_equal(r.file, CHECK_FILE_CONTENT);
	assert_int_equal(r.file_page, 1);
	r = looked_at(w, STR_NONE,
	    run_in(w->d.a, dir,
		"qpdf --empty --pages in.pdf in.pdf -- two.pdf && cat two.pdf"));
	assert_int_equal(r.file, CHECK_FILE_PAGES);
	assert_int_equal(r.our_pages, 1);
	other = crockford_random(w->d.a, 7);
	new_application(w, "a9",
	    str_z(w->d.a, str_fmt(w->d.a, "DS-082-%.4s-%.4s", other.p, other.p + 4)),
	    "199306152016061042");
	r = looked_at(w, w->app.number, receipt);
	assert_int_equal(r.answer, CHECK_NO_MATCH);
	assert_int_equal(r.file, CHECK_FILE_OTHER);
	run_temp_drop(w->d.a, dir);
	inspector_free(w->d.inspector);
	w->d.inspector = NULL;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(numbers_end_with_the_year),
		T(what_is_said_of_a_letter),
		T(templates_and_their_versions),
		T(letterheads),
		T(papers_of_a_registration),
		/* pictures of pages know nothing of the database: on one engine */
		T(noise_on_every_page),
		T(a_scan_of_many_pages),
	};
	size_t n = ARRAY_LEN(tests);

	office_engine = argc > 1 ? argv[1] : "sqlite";
	if (!on_sqlite())
		n -= 2;
	return _cmocka_run_group_tests("letters", tests, n, NULL, NULL);
}
