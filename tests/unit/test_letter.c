/* test_letter.c - shipped letters as other programs read them, and what templates refuse. */
#include "base/buf.h"
#include "letters/letter.h"
#include "support/run.h"

#define FIELD(name, text)                                                                \
	{                                                                                \
		name,                                                                    \
		{                                                                        \
			text, sizeof(text) - 1                                           \
		}                                                                        \
	}
#define CHECK_URL "https://paraf.example/cek/7K3M9QRT2X"
/* the foot of each page, left half, as an office printer and a telephone would have it */
#define READ_CODES                                                                       \
	"pdftoppm -r 150 -gray -x 0 -y 1450 -W 620 -H 304 l.pdf l && "                   \
	"zbarimg -q --raw l-*.pgm 2>/dev/null"
#define PERSON                                                                           \
	"Nur'aini Ma'ruf \xc3\x91u\xc3\xb1"                                              \
	"ez"

static const struct letter_field fields[] = {
	FIELD("kanwil_name", "Kanwil DJPb Provinsi Sulawesi Tengah"),
	FIELD("office_place", "Tolitoli"),
	FIELD("office_name", "KPPN Tolitoli"),
	FIELD("office_code", "082"),
	FIELD("office_address", "Jalan Contoh Nomor 1, Tolitoli"),
	FIELD("office_phone", "(0453) 000000"),
	FIELD("office_hours", "Senin\xe2\x80\x93Jumat 08.00\xe2\x80\x93"
			      "15.00 WITA"),
	FIELD("city", "Tolitoli"),
	FIELD("date", "23 November 2026"),
	FIELD("number", "S-4/WPB.22/KP.082/2026"),
	FIELD("name", PERSON),
	FIELD("nip", "199008052015022001"),
	FIELD("nik", "7206044508000001"),
	FIELD("grade", "Penata Muda (III/a)"),
	FIELD("position", "Pelaksana"),
	FIELD("unit", "Seksi MSKI"),
	FIELD("email", "nuraini@kemenkeu.go.id"),
	FIELD("phone", "0812 0000 0000"),
	FIELD("birth", "Tolitoli, 5 Agustus 1990"),
	FIELD("signer_title", "Kepala KPPN Tolitoli"),
	{ "signer_name", { NULL, 0 } },
	{ "signer_nip", { NULL, 0 } },
	FIELD("statement_version", "2026-1"),
	FIELD("agreed", "22 November 2026, 09.14 WITA"),
	FIELD("submitted", "22 November 2026, 09.14 WITA"),
	FIELD("letter_number", "S-12/WPB.22/2026"),
	FIELD("letter_date", "20 November 2026"),
	FIELD("target", "26 November 2026"),
	FIELD("activated", "Senin, 23 November 2026, 10.02 WITA"),
	FIELD("officer_name", "Budi Santoso"),
	FIELD("officer_nip", "198501012010011001"),
	FIELD("reviewer_name", "Dewi Lestari"),
	FIELD("check_face", "Sesuai"),
	FIELD("check_nik", "Sesuai"),
	FIELD("check_letter", "Diterima"),
	FIELD("check_statement", "Ditegaskan"),
	FIELD("collect_until", "30 November 2026"),
};

static const struct letter_data data = {
	.fields = fields,
	.n_fields = ARRAY_LEN(fields),
	.made_s = 1795399200,
	.number = { "S-4/WPB.22/KP.082/2026", 22 },
	.author = { "KPPN Tolitoli", 13 },
	.check_url = { CHECK_URL, sizeof CHECK_URL - 1 },
	.check_code = { "7K3M-9QRT-2X", 12 },
};

static int
setup(void **state)
{
	*state = arena_new();
	return 0;
}

static int
teardown(void **state)
{
	arena_free(*state);
	return 0;
}

/* A letter from a text, with the usual values. */
static enum rc
render_text(struct arena *a, str text, const struct letter_data *d,
    struct letter_pdf *out, struct err *e)
{
	struct letter_template t;
	enum rc rc = letter_template_make(a, "x", "X", text, &t, e);

	return rc == RC_OK ? letter_render(&t, d, a, out, e) : rc;
}

static void
check_shipped(struct arena *a, const struct letter_template *t)
{
	static const char *const printed[] = { PERSON, "199008052015022001",
		"KEMENTERIAN KEUANGAN REPUBLIK INDONESIA", "7K3M-9QRT-2X",
		"Halaman 1 dari 1" };
	const char *dir = run_temp(a);
	struct letter_pdf pdf, again;
	struct err e;
	size_t i;
	str s;

	CHECK_OK(t->name, letter_render(t, &data, a, &pdf, &e), &e);
	CHECK_OK(t->name, letter_render(t, &data, a, &again, &e), &e);
	CHECK(t->name, str_eq(pdf.bytes, again.bytes));
	CHECK_INT(t->name, pdf.sha256.n, 64);
	CHECK_INT(t->name, pdf.version.n, 12);
	CHECK_INT(t->name, pdf.pages, 1);
	run_write(a, dir, "l.pdf", pdf.bytes);
	(void)run_in(a, dir, "qpdf --check l.pdf");
	s = run_in(a, dir, "pdfinfo l.pdf");
	CHECK_HAS(t->name, s, t->title);
	CHECK_HAS(t->name, s, "Tagged:          yes");
	CHECK_HAS(t->name, s, "A4");
	s = run_in(a, dir, "pdftotext -layout l.pdf -");
	for (i = 0; i < ARRAY_LEN(printed); i++)
		CHECK_HAS(t->name, s, printed[i]);
	/* every font is embedded: the column counted from the end */
	s = run_in(a, dir, "pdffonts l.pdf | awk 'NR > 2 && $(NF - 4) != \"yes\"'");
	CHECK_STR(t->name, s, "");
	s = run_in(a, dir, READ_CODES);
	CHECK_HAS(t->name, s, CHECK_URL);
	run_temp_drop(a, dir);
}

static void
test_shipped(void **state)
{
	size_t i, n;
	const struct letter_template *t = letter_templates(&n);

	CHECK_INT("shipped", n, 5);
	for (i = 0; i < n; i++) {
		CHECK(t[i].name, letter_template_find(str_from_z(t[i].name)) == &t[i]);
		check_shipped(*state, &t[i]);
	}
	CHECK("unknown", letter_template_find(STR("tidak-ada")) == NULL);
}

/* What an archivable PDF needs and cairo 1.16 does not give, seen by qpdf. */
static void
test_archivable(void **state)
{
	static const char *const wanted[] = { "/Lang (id-ID)", "/GTS_PDFA1",
		"/DisplayDocTitle true", "<pdfaid:part>2</pdfaid:part>",
		"/CreationDate (D:20261123020000Z)",
		"<xmp:CreateDate>2026-11-23T02:00:00Z</xmp:CreateDate>", "/Tabs /S",
		"/Alt (Lambang perisai)", "/Scope /Column" };
	const char *dir = run_temp(*state);
	struct letter_pdf pdf;
	struct err e;
	size_t i;
	str s;

	CHECK_OK("render",
	    letter_render(
		letter_template_find(STR("bukti-aktivasi")), &data, *state, &pdf, &e),
	    &e);
	CHECK_INT("signs", pdf.n_signs, 2);
	CHECK("signs", pdf.signs[0].page == 1 && pdf.signs[0].height > 50);
	run_write(*state, dir, "l.pdf", pdf.bytes);
	s = run_in(*state, dir, "qpdf --qdf --object-streams=disable l.pdf -");
	for (i = 0; i < ARRAY_LEN(wanted); i++)
		CHECK(wanted[i], str_find(s, str_from_z(wanted[i])) >= 0);
	CHECK("interpolate", str_find(s, STR("/Interpolate")) < 0);
	s = run_in(*state, dir, "pdfinfo -struct-text l.pdf");
	CHECK_HAS("structure", s,
	    "tatap muka dan menyetujui penerbitan sertifikat elektroniknya.");
	run_temp_drop(*state, dir);
}

static void
test_template_errors(void **state)
{
	static const struct {
		const char *label, *text, *msg;
	} cases[] = {
		{ "directive", "title A\nlompat 3\n",
		    "Baris 2, kolom 1: perintah tidak dikenal." },
		{ "field", "p Halo {{nama}}\n",
		    "Baris 1, kolom 8: nama data tidak dikenal." },
		{ "column counts letters", "p \xc3\xa9\xc3\xa9 {{x}}\n",
		    "Baris 1, kolom 6: nama data tidak dikenal." },
		{ "braces", "p Halo {{name\n", "kurung kurawal ganda tidak ditutup" },
		{ "tag", "p a\np <script>x</script>\n",
		    "Baris 2, kolom 4: tag tidak dikenal." },
		{ "attribute", "p <b size=\"9pt\">x</b>\n", "atribut tag" },
		{ "span huge", "p <span size=\"900pt\">x</span>\n", "atribut tag" },
		{ "span font", "p <span face=\"x\">x</span>\n", "atribut tag" },
		{ "span bare", "p <span>x</span>\n", "atribut tag" },
		{ "open", "p <b>x\n", "tag belum ditutup" },
		{ "crossed", "p <b><i>x</b></i>\n", "tag penutup" },
		{ "field in tag", "p <span size=\"{{name}}\">x</span>\n",
		    "di dalam tag" },
		{ "field as tag", "p <{{name}}>x\n", "di dalam tag" },
		{ "cells", "table 50 50\nth a|b\ntd a\nend\n",
		    "Baris 3, kolom 4: jumlah kolom" },
		{ "no head", "table 50\ntd a\nend\n", "harus th" },
		{ "not closed", "table 50\nth a\np x\n",
		    "Baris 3, kolom 1: tabel belum" },
		{ "not closed at the end", "table 50\nth a\n", "tabel belum ditutup" },
		{ "no table", "td a\n", "tidak ada tabel" },
		{ "wide", "table 50 60\n", "lebar kolom" },
		{ "font", "font comic 11\n", "Baris 1, kolom 6" },
		{ "size", "font sans 72\n", "ukuran huruf" },
		{ "margin", "margin 1 2 3\n", "empat batas" },
		{ "qr small", "qr 10\n", "kode QR" },
		{ "logo", "logo garuda 20\n", "logo perisai" },
		{ "sig", "sig middle A|B|C\n", "sig left" },
		{ "sig short", "sig left A\n", "jabatan|nama|NIP" },
		{ "sig twice right", "sig right A|B|C\nsig right A|B|C\n",
		    "left lalu right" },
		{ "pages",
		    "page\npage\npage\npage\npage\npage\npage\npage\npage\npage\npage\n"
		    "page\npage\npage\npage\npage\npage\npage\npage\npage\npage\n",
		    "terlalu panjang" },
	};
	struct letter_pdf pdf;
	struct err e;
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		CHECK(cases[i].label, render_text(*state, str_from_z(cases[i].text),
					  &data, &pdf, &e) != RC_OK);
		CHECK_HAS(cases[i].label, str_from_z(e.msg), cases[i].msg);
	}
	CHECK_INT(
	    "UTF-8", render_text(*state, STR("p \xff\n"), &data, &pdf, &e), RC_INVALID);
	CHECK_INT("empty", render_text(*state, STR(""), &data, &pdf, &e), RC_LIMIT);
}

/* Values are text and nothing else: printed as they are, or refused. */
static void
test_hostile_values(void **state)
{
	static const struct {
		const char *label, *value;
		size_t n;            /* 0: up to the NUL */
		const char *printed; /* NULL: refused */
	} cases[] = {
		{ "markup", "<b>x</b> & \"y\" <span size='9'>", 0,
		    "<b>x</b> & \"y\" <span size='9'>" },
		{ "field", "{{nip}}", 0, "{{nip}}" },
		{ "bar", "a|b\\|c", 0, "a|b\\|c" },
		{ "entity", "&#0; &lt;", 0, "&#0; &lt;" },
		{ "lines", "baris\nlagi", 0, "baris lagi" },
		{ "nothing", "", 0, "-" },
		{ "right to left",
		    "abc\xe2\x80\xae"
		    "def",
		    0, NULL },
		{ "zero width",
		    "a\xe2\x80\x8b"
		    "b",
		    0, NULL },
		{ "NUL", "a\0b", 3, NULL },
		{ "not UTF-8", "a\xc3(", 0, NULL },
		{ "escape", "a\x1b[2J", 0, NULL },
		{ "no glyph", "\xf0\x9f\x98\x80", 0, NULL },
	};
	const char *dir = run_temp(*state);
	struct letter_pdf pdf;
	struct err e;
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		size_t n = cases[i].n > 0 ? cases[i].n : strlen(cases[i].value);
		struct letter_field f = { "v", { cases[i].value, n } };
		struct letter_data d = {
			.fields = &f, .n_fields = 1, .author = STR("K")
		};
		enum rc rc = render_text(*state, STR("data Isi|{{v}}\n"), &d, &pdf, &e);

		CHECK_INT(
		    cases[i].label, rc, cases[i].printed == NULL ? RC_INVALID : RC_OK);
		if (rc != RC_OK)
			continue;
		run_write(*state, dir, "l.pdf", pdf.bytes);
		CHECK_HAS(cases[i].label, run_in(*state, dir, "pdftotext -raw l.pdf -"),
		    cases[i].printed);
	}
	run_temp_drop(*state, dir);
}

/* A table and paragraphs over several tagged pages, the code on each of them. */
static void
test_many_pages(void **state)
{
	const char *dir = run_temp(*state);
	struct letter_pdf pdf;
	struct err e;
	struct buf b;
	int i;

	buf_init(&b, *state, 65536);
	buf_z(&b, "qr 20\ntable 10 90\nth No|Isi\n");
	for (i = 0; i < 60; i++)
		buf_fmt(&b, "td %d|Baris tabel nomor %d untuk {{name}}\n", i, i);
	buf_z(&b, "end\n");
	for (i = 0; i < 36; i++)
		buf_z(&b,
		    "p Kalimat panjang yang diulang supaya paragraf ini melewati batas "
		    "halaman. Kalimat panjang yang diulang supaya paragraf ini sampai.\n");
	CHECK_OK("render", render_text(*state, buf_get(&b), &data, &pdf, &e), &e);
	CHECK_INT("pages", pdf.pages, 4);
	run_write(*state, dir, "l.pdf", pdf.bytes);
	(void)run_in(*state, dir, "qpdf --check l.pdf");
	CHECK_HAS("pages", run_in(*state, dir, "pdftotext -layout l.pdf -"),
	    "Halaman 4 dari 4");
	CHECK_HAS(
	    "codes", run_in(*state, dir, READ_CODES " | sort | uniq -c"), "4 " CHECK_URL);
	run_temp_drop(*state, dir);
}

static void
test_number(void **state)
{
	const struct letter_number in = { 4, STR("082"), STR("22"), 2026 };
	struct err e;
	str out;

	CHECK_OK("number",
	    letter_number_make(*state, STR(LETTER_NUMBER_PATTERN), &in, &out, &e), &e);
	CHECK_STR("number", out, "S-4/WPB.22/KP.082/2026");
	CHECK_INT("word", letter_number_make(*state, STR("S-{nomor}"), &in, &out, &e),
	    RC_INVALID);
}

static void
test_check(void **state)
{
	static const char *const names[] = { "name", "nip" };
	struct letter_template t;
	struct err e;

	CHECK_OK("make",
	    letter_template_make(*state, "x", "X", STR("p {{name}} {{nip}}\n"), &t, &e),
	    &e);
	CHECK_OK("both", letter_check(&t, names, 2, *state, &e), &e);
	CHECK_INT("one", letter_check(&t, names, 1, *state, &e), RC_INVALID);
	CHECK_STR(
	    "one", str_from_z(e.msg), "Baris 1, kolom 12: nama data tidak dikenal.");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_shipped, setup, teardown),
		cmocka_unit_test_setup_teardown(test_archivable, setup, teardown),
		cmocka_unit_test_setup_teardown(test_template_errors, setup, teardown),
		cmocka_unit_test_setup_teardown(test_hostile_values, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many_pages, setup, teardown),
		cmocka_unit_test_setup_teardown(test_number, setup, teardown),
		cmocka_unit_test_setup_teardown(test_check, setup, teardown),
	};

	return cmocka_run_group_tests_name("letter", tests, NULL, NULL);
}
