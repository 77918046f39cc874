/* test_letter.c - shipped letters as other programs read them, and what templates refuse. */
#include "base/buf.h"
#include "letters/letter.h"
#include "support/run.h"

#define CHECK_URL "https://paraf.example/cek/7K3M9QRT2XAB"
/* the foot of each page, left half, as an office printer and a telephone would have it */
#define READ_CODES                                                                       \
	"pdftoppm -r 150 -gray -x 0 -y 1450 -W 620 -H 304 l.pdf l && "                   \
	"zbarimg -q --raw l-*.pgm 2>/dev/null"
/* The usual values, for templates of the tests. */
static struct letter_data usual;

static int
setup(void **state)
{
	usual = *letter_sample(STR("rekomendasi-opip"));
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

/* Two lines of the foot of each page, half its width, as an office printer and a telephone have it. */
static void
check_codes(struct arena *a, const char *name, const char *dir, unsigned pages)
{
	str s = run_in(a, dir,
	    "for i in $(seq 1 $(pdfinfo l.pdf | awk '/^Pages/ {print $2}')); do "
	    "pdftoppm -r 150 -gray -f $i -l $i -singlefile l.pdf p && "
	    "zbarimg -q --raw p.pgm 2>/dev/null; done");
	struct buf wanted;

	/* of several pages each says which one it is */
	buf_init(&wanted, a, 256);
	for (unsigned i = 1; i <= pages; i++)
		buf_fmt(&wanted, pages == 1 ? CHECK_URL "\n" : CHECK_URL "#%u\n", i);
	CHECK(name, str_eq(s, buf_get(&wanted)));
}

/* What cairo 1.16 leaves undone and a file for the archive needs (ISO 19005-2), seen by qpdf. */
static void
check_archivable(struct arena *a, const char *name, const char *dir, str bytes)
{
	static const char *const wanted[] = { "/Lang (id-ID)", "/GTS_PDFA1", "/N 3",
		"/DisplayDocTitle true", "<pdfaid:part>2</pdfaid:part>",
		"<pdfaid:conformance>B</pdfaid:conformance>",
		"<pdfuaid:part>1</pdfuaid:part>",
		"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/<",
		"/CreationDate (D:20261123020000Z)",
		"<xmp:CreateDate>2026-11-23T02:00:00Z</xmp:CreateDate>", "/Tabs /S",
		"/Alt (Lambang perisai)", "/StructTreeRoot", "/Marked true", "/ID [" };
	static const char *const banned[] = { "/Interpolate true", "/Encrypt",
		"/JavaScript", "/AA", "/OpenAction", "/EmbeddedFile", "/LZWDecode",
		"/DeviceCMYK", "/SMask" };
	str s = run_in(a, dir, "qpdf --qdf --object-streams=disable l.pdf -"),
	    rest = bytes;
	ptrdiff_t at;

	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		CHECK(wanted[i], str_find(s, str_from_z(wanted[i])) >= 0);
	for (size_t i = 0; i < ARRAY_LEN(banned); i++)
		CHECK(banned[i], str_find(s, str_from_z(banned[i])) < 0);
	if (str_find(s, STR("/S /TH")) >= 0)
		CHECK(name, str_find(s, STR("/Scope /Column")) >= 0);
	/* 6.1.7.1: each stream ends with a line end of its own */
	while ((at = str_find(rest, STR("endstream"))) >= 0) {
		CHECK(name, at > 0 && rest.p[at - 1] == '\n');
		rest = str_from(rest, (size_t)at + 9);
	}
}

/*
 * Nothing is painted outside of a mark (ISO 14289-1, 7.1), marks are balanced on each page, and the rules,
 * the code and the number of each page are artifacts, so that nobody hears them read out.
 */
static void
check_artifacts(struct arena *a, const char *name, const char *dir, unsigned pages)
{
	str s = run_in(a, dir,
	    "qpdf --qdf --object-streams=disable l.pdf l.qdf && "
	    "python3 - l.qdf <<'END'\n"
	    "import re, sys\n"
	    "data = open(sys.argv[1], 'rb').read().decode('latin-1')\n"
	    "for page in re.findall(r'%% Contents for page .*?\\nstream\\n(.*?)\\nendstream', data, re.S):\n"
	    "    page = re.sub(r'\\((?:\\\\.|[^()\\\\])*\\)', '()', page)\n"
	    "    depth = bare = ours = 0\n"
	    "    for word in re.findall(r'[A-Za-z*]+', re.sub(r'/[A-Za-z0-9-]+', lambda m: ' Artifact ' if m[0] == '/Artifact' else ' ', page)):\n"
	    "        ours += word == 'Artifact'\n"
	    "        depth += (word in ('BDC', 'BMC')) - (word == 'EMC')\n"
	    "        bare += depth == 0 and word in ('f', 'f*', 'S', 's', 'B', 'b', 'Do', 'sh', 'Tj', 'TJ')\n"
	    "    print('depth', depth, 'bare', bare, 'ours', ours > 0)\n"
	    "END");
	struct buf wanted;
	str words;

	buf_init(&wanted, a, 256);
	for (unsigned i = 1; i <= pages; i++)
		buf_fmt(&wanted, "depth 0 bare 0 ours True\n");
	CHECK_STR(name, s, str_z(a, buf_get(&wanted)));
	words = run_in(a, dir, "pdfinfo -struct-text l.pdf 2>/dev/null");
	CHECK("structure", str_find(words, STR("Document")) >= 0);
	CHECK("page number", str_find(words, STR("Halaman 1 dari")) < 0);
	CHECK("foot", str_find(words, STR("Dokumen ini dibuat oleh")) < 0);
}

/*
 * The structure is one that readers of it understand (ISO 14289-1, 7.2 and 7.6; ISO 32000-1, 14.8.4): nothing
 * stands where it may not, pictures have words and a place, head cells a scope, lists their numbering.
 */
static void
check_structure(struct arena *a, const char *name, const char *dir)
{
	str s = run_in(a, dir,
	    "qpdf --json=1 --json-key=objects l.pdf > l.json; python3 - <<'END'\n"
	    "import json\n"
	    "o = json.load(open('l.json'))['objects']\n"
	    "get = lambda v: o[v] if isinstance(v, str) and v.endswith(' R') else v\n"
	    "may = {'/Document': '/H1 /P /Figure /Table /L', '/L': '/LI', '/LI': '/Lbl /LBody',\n"
	    "  '/LBody': '/P /L', '/Table': '/TR', '/TR': '/TH /TD'}\n"
	    "seen = 0\n"
	    "def walk(e, up):\n"
	    "  global seen\n"
	    "  e = get(e)\n"
	    "  if not isinstance(e, dict) or '/S' not in e: return\n"
	    "  seen += 1\n"
	    "  tag, a = e['/S'], get(e.get('/A', {}))\n"
	    "  if up and tag not in may.get(up, '').split(): print(tag, 'in', up)\n"
	    "  if tag == '/Figure' and not ('/Alt' in e and len(a.get('/BBox', [])) == 4): print('figure')\n"
	    "  if tag == '/TH' and a.get('/Scope') != '/Column': print('scope')\n"
	    "  if tag == '/L' and a.get('/ListNumbering') not in ('/Decimal', '/LowerAlpha'): print('list')\n"
	    "  k = get(e.get('/K', []))\n"
	    "  for c in k if isinstance(k, list) else [k]: walk(c, tag)\n"
	    "root = get(get(get(o['trailer'])['/Root'])['/StructTreeRoot'])\n"
	    "k = get(root['/K'])\n"
	    "for c in k if isinstance(k, list) else [k]: walk(c, None)\n"
	    "print('seen' if seen > 10 else 'few')\n"
	    "END");

	CHECK_STR(name, s, "seen\n");
}

static void
check_shipped(struct arena *a, const struct letter_template *t)
{
	static const char *const printed[] = { "KEMENTERIAN KEUANGAN REPUBLIK INDONESIA",
		"KANTOR PELAYANAN PERBENDAHARAAN NEGARA TOLITOLI", "7K3M-9QRT-2XAB",
		"Halaman 1 dari " };
	const struct letter_data *data = letter_sample(str_from_z(t->name));
	const char *dir = run_temp(a);
	struct letter_pdf pdf, again;
	struct err e;
	size_t i;
	str s;

	CHECK(t->name, letter_complete(t->name, data));
	CHECK_OK(t->name, letter_render(t, data, a, &pdf, &e), &e);
	CHECK_OK(t->name, letter_render(t, data, a, &again, &e), &e);
	CHECK(t->name, str_eq(pdf.bytes, again.bytes));
	CHECK_INT(t->name, pdf.sha256.n, 64);
	CHECK_INT(t->name, pdf.version.n, 25);
	CHECK_INT(t->name, pdf.template_sha256.n, 64);
	run_write(a, dir, "l.pdf", pdf.bytes);
	(void)run_in(a, dir, "qpdf --check l.pdf");
	s = run_in(a, dir, "pdfinfo l.pdf");
	CHECK_HAS(t->name, s, t->title);
	CHECK_HAS(t->name, s, "Tagged:          yes");
	CHECK_HAS(t->name, s, "A4");
	CHECK_HAS(t->name, s, str_z(a, str_fmt(a, "Pages:           %u", pdf.pages)));
	s = run_in(a, dir, "pdftotext -layout l.pdf -");
	for (i = 0; i < ARRAY_LEN(printed); i++)
		CHECK_HAS(t->name, s, printed[i]);
	CHECK_HAS(
	    t->name, s, str_z(a, str_fmt(a, "Halaman %u dari %u", pdf.pages, pdf.pages)));
	/* every font is embedded and says which letters its shapes are: columns from the end */
	s = run_in(a, dir,
	    "pdffonts l.pdf | awk 'NR > 2 && ($(NF - 4) != \"yes\" || $(NF - 2) != \"yes\")'");
	CHECK_STR(t->name, s, "");
	check_archivable(a, t->name, dir, pdf.bytes);
	check_artifacts(a, t->name, dir, pdf.pages);
	check_structure(a, t->name, dir);
	check_codes(a, t->name, dir, pdf.pages);
	run_temp_drop(a, dir);
}

static void
test_shipped(void **state)
{
	static const struct {
		const char *name;
		unsigned pages, signs;
	} wanted[] = { { "rekomendasi-opip", 1, 1 }, { "pernyataan-opip", 1, 2 },
		{ "rekomendasi-kolektif", 4, 2 }, { "pernyataan-pemohon", 1, 1 },
		{ "perjanjian-pemilik", 2, 1 }, { "berita-acara-aktivasi", 1, 2 },
		{ "bukti-pendaftaran", 1, 0 }, { "bukti-aktivasi", 1, 0 },
		{ "bukti-pemusnahan", 1, 0 } };
	size_t i, n;
	const struct letter_template *t = letter_templates(&n);
	struct letter_pdf pdf;
	struct err e;

	CHECK_INT("shipped", n, ARRAY_LEN(wanted));
	for (i = 0; i < n; i++) {
		CHECK_STR("name", str_from_z(t[i].name), wanted[i].name);
		CHECK(t[i].name, letter_template_find(str_from_z(t[i].name)) == &t[i]);
		check_shipped(*state, &t[i]);
		CHECK_OK(t[i].name,
		    letter_render(
			&t[i], letter_sample(str_from_z(t[i].name)), *state, &pdf, &e),
		    &e);
		CHECK_INT(t[i].name, pdf.pages, wanted[i].pages);
		CHECK_INT(t[i].name, pdf.n_signs, wanted[i].signs);
	}
	CHECK("unknown", letter_template_find(STR("tidak-ada")) == NULL);
}

/* The annex: head of the table on each of its pages, every row once, the place to sign at its end. */
static void
test_annex(void **state)
{
	struct arena *a = *state;
	const struct letter_template *t =
	    letter_template_find(STR("rekomendasi-kolektif"));
	const char *dir = run_temp(a);
	struct letter_pdf pdf;
	struct err e;
	str s;

	CHECK_OK("render",
	    letter_render(t, letter_sample(STR("rekomendasi-kolektif")), a, &pdf, &e),
	    &e);
	CHECK("signs", pdf.signs[0].page == 1 && pdf.signs[1].page == pdf.pages);
	CHECK("inside", pdf.signs[1].y > 0 &&
			    pdf.signs[1].y + pdf.signs[1].height < 595 &&
			    pdf.signs[1].x + pdf.signs[1].width < 842);
	run_write(a, dir, "l.pdf", pdf.bytes);
	s = run_in(a, dir, "pdfinfo -f 1 -l 4 l.pdf | grep 'size:'");
	CHECK_HAS("turned", s, "Page    1 size:  595");
	CHECK_HAS("turned", s, "Page    4 size:  841");
	s = run_in(a, dir, "pdftotext -layout -f 2 l.pdf - | grep -c 'Pangkat/Golongan'");
	CHECK_STR("heads", str_trim(s), "3");
	s = run_in(a, dir,
	    "pdftotext -layout -f 2 l.pdf - | grep -oE '^ *[0-9]+\\. ' | tr -d ' .\n'");
	CHECK_STR(
	    "rows", str_trim(s), "123456789101112131415161718192021222324252627282930");
	run_temp_drop(a, dir);
}

/* A picture of the office in the slot for it: kept as it was, within the square. */
static void
test_logo(void **state)
{
	struct arena *a = *state;
	struct letter_data data = *letter_sample(STR("bukti-aktivasi"));
	struct letter_logo logo = { .width = 200, .height = 100 };
	const char *dir = run_temp(a);
	struct letter_pdf pdf;
	struct err e;
	str s;

	(void)run_in(a, dir, "convert -size 200x100 gradient:red-blue -quality 85 l.jpg");
	logo.jpeg = run_in(a, dir, "cat l.jpg");
	data.logo = &logo;
	CHECK_OK("render",
	    letter_render(
		letter_template_find(STR("bukti-aktivasi")), &data, a, &pdf, &e),
	    &e);
	run_write(a, dir, "l.pdf", pdf.bytes);
	(void)run_in(a, dir, "qpdf --check l.pdf");
	s = run_in(a, dir, "pdfimages -list l.pdf");
	CHECK_HAS("as it was", s, "200   100");
	CHECK_HAS("as it was", s, "jpeg   no");
	s = run_in(a, dir, "qpdf --qdf --object-streams=disable l.pdf -");
	CHECK("alternative text", str_find(s, STR("/Alt (Logo kantor)")) >= 0);
	CHECK("interpolate", str_find(s, STR("/Interpolate true")) < 0);
	run_temp_drop(a, dir);
}

static void
test_structure(void **state)
{
	struct arena *a = *state;
	const char *dir = run_temp(a);
	struct letter_pdf pdf;
	struct err e;
	str s;

	CHECK_OK("render",
	    letter_render(letter_template_find(STR("berita-acara-aktivasi")),
		letter_sample(STR("berita-acara-aktivasi")), a, &pdf, &e),
	    &e);
	CHECK("signs", pdf.signs[0].page == 1 && pdf.signs[0].height > 50);
	run_write(a, dir, "l.pdf", pdf.bytes);
	s = run_in(a, dir, "pdfinfo -struct-text l.pdf");
	CHECK_HAS("structure", s, "tidak diketahui PIHAK PERTAMA.");
	CHECK_HAS("table", s, "TH:");
	run_temp_drop(a, dir);
}

static void
test_words(void **state)
{
	static const struct {
		int64_t n;
		const char *words;
	} cases[] = { { 0, "nol" }, { 1, "satu" }, { 10, "sepuluh" }, { 11, "sebelas" },
		{ 12, "dua belas" }, { 20, "dua puluh" }, { 45, "empat puluh lima" },
		{ 100, "seratus" }, { 115, "seratus lima belas" }, { 200, "dua ratus" },
		{ 1000, "seribu" }, { 2026, "dua ribu dua puluh enam" },
		{ 101001, "seratus satu ribu satu" } };

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		CHECK_STR("words", letter_words(*state, cases[i].n), cases[i].words);
	CHECK_STR("count", letter_count(*state, 30), "30 (tiga puluh)");
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
		{ "turned", "page diagonal\n", "page landscape" },
		{ "list", "table 50\nth a\neach orang {{.no}}\nend\n",
		    "Baris 3, kolom 6: nama daftar" },
		{ "row outside", "p {{.name}}\n", "nama data tidak dikenal" },
		{ "sig", "sig middle A|B|C\n", "sig left" },
		{ "sig short", "sig left A\n", "jabatan|nama|NIP" },
		{ "sig twice right", "sig right A|B|C\nsig right A|B|C\n",
		    "left lalu right" },
		{ "first of many",
		    "lompat\np a\np a\np a\np a\np a\np a\np a\np a\np a\n",
		    "Baris 1, kolom 1: perintah tidak dikenal." },
		{ "last of many", "p a\r\n\r\n# p\r\np a\r\nlompat",
		    "Baris 5, kolom 1: perintah tidak dikenal." },
		{ "deep",
		    "p <b><i><u><b><i><u><b><i><u>x</u></i></b></u></i></b></u></i></b>\n",
		    "tag terlalu dalam" },
		{ "narrow", "table 1 99\nth a|b\nend\n",
		    "Baris 1, kolom 7: kolom ini terlalu sempit." },
		{ "two logos", "logo perisai 20\nlogo perisai 20\n", "hanya boleh satu" },
		{ "foot",
		    "qr 20\nfoot Teks kaki yang panjang sekali, panjang sekali, panjang sekali, "
		    "panjang sekali, panjang sekali, panjang sekali, panjang sekali, panjang "
		    "sekali, panjang sekali, panjang sekali, panjang sekali, panjang sekali, "
		    "panjang sekali, panjang sekali, panjang sekali, panjang sekali, panjang "
		    "sekali, panjang sekali, panjang sekali, panjang sekali, panjang sekali, "
		    "panjang sekali, panjang sekali, panjang sekali, panjang sekali, panjang "
		    "sekali, panjang sekali, panjang sekali, panjang sekali, panjang sekali, "
		    "panjang sekali, panjang sekali, panjang sekali, panjang sekali, panjang "
		    "sekali, panjang sekali, panjang sekali, panjang sekali, panjang sekali.\n",
		    "Baris 2, kolom 6: teks kaki surat terlalu panjang." },
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
					  &usual, &pdf, &e) != RC_OK);
		CHECK_HAS(cases[i].label, str_from_z(e.msg), cases[i].msg);
	}
	CHECK_INT(
	    "UTF-8", render_text(*state, STR("p \xff\n"), &usual, &pdf, &e), RC_INVALID);
	CHECK_INT("empty", render_text(*state, STR(""), &usual, &pdf, &e), RC_LIMIT);
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
		{ "line separator",
		    "a\xe2\x80\xa8"
		    "b",
		    0, NULL },
		{ "letters from the right", "\xd7\x90\xd7\x91 12", 0, NULL },
		{ "mark of direction",
		    "a\xd8\x9c"
		    "b",
		    0, NULL },
		{ "filler",
		    "a\xe3\x85\xa4"
		    "b",
		    0, NULL },
		{ "variation", "a\xef\xb8\x8f", 0, NULL },
		{ "soft hyphen",
		    "a\xc2\xad"
		    "b",
		    0, NULL },
		{ "look-alike", "\xd0\x90nton", 0, NULL }, /* a Cyrillic letter */
		{ "accents",
		    "Nu\xc3\xb1"
		    "ez \xe2\x80\x93 \xe2\x80\x9cx\xe2\x80\x9d \xe2\x82\xac",
		    0,
		    "Nu\xc3\xb1"
		    "ez \xe2\x80\x93 \xe2\x80\x9cx\xe2\x80\x9d \xe2\x82\xac" },
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

/* What the text of the page (upright A4, points from its upper left corner) reaches to: x0 y0 x1 y1. */
static void
reaches(struct arena *a, str pdf, double out[4])
{
	const char *dir = run_temp(a);
	str s;

	run_write(a, dir, "l.pdf", pdf);
	s = run_in(a, dir,
	    "pdftotext -bbox l.pdf - | grep -oP '<word \\K.*?(?=>)' | tr -d '\"a-zA-Z=' | "
	    "awk 'NR == 1 {a = $1; b = $2; c = $3; d = $4} "
	    "{if ($1 < a) a = $1; if ($2 < b) b = $2; if ($3 > c) c = $3; if ($4 > d) d = $4} "
	    "END {print a, b, c, d}'");
	assert_int_equal(
	    sscanf(str_z(a, s), "%lf %lf %lf %lf", &out[0], &out[1], &out[2], &out[3]),
	    4);
	run_temp_drop(a, dir);
}

/* Names and offices as long as they may be, in one word: nothing leaves its place, let alone the paper. */
static void
test_long_values(void **state)
{
	struct arena *a = *state;
	char word[201];
	const struct letter_field fields[] = { { "v", { word, 200 } } };
	const struct letter_data d = {
		.fields = fields, .n_fields = 1, .author = STR("K")
	};
	static const char *const lines[] = { "sig left A|{{v}}|B\nsig right C|{{v}}|D\n",
		"sig right {{v}}|{{v}}|B\n", "kop {{v}}\n",
		"logo perisai 20\nkop {{v}}\n", "pair Hal|{{v}}|{{v}}\n",
		"data {{v}}|{{v}}\n", "p {{v}} {{v}}\n", "item 1.|{{v}}\n",
		"table 20 75\nth a|b\ntd {{v}}|{{v}}\nend\n", "center <b>{{v}}</b>\n" };
	struct letter_pdf pdf;
	struct err e;

	memset(word, 'W', sizeof(word));
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		double at[4];

		CHECK_OK(lines[i],
		    render_text(
			a, str_fmt(a, "margin 20 20 20 20\n%s", lines[i]), &d, &pdf, &e),
		    &e);
		reaches(a, pdf.bytes, at);
		CHECK(lines[i], at[0] >= 56 && at[2] <= 595.3 - 56);
	}
}

/* Items over many pages, items below items, and what stands between them. */
static void
test_lists(void **state)
{
	struct arena *a = *state;
	const char *dir = run_temp(a);
	struct letter_pdf pdf;
	struct err e;
	struct buf b;
	str s;

	buf_init(&b, a, 65536);
	buf_z(&b, "logo perisai 20\nsub a.|tanpa butir\n");
	for (int i = 0; i < 60; i++)
		buf_z(&b,
		    "item 1.|Kalimat panjang yang diulang supaya butir ini melewati batas baris dan "
		    "halaman. Kalimat panjang yang diulang supaya butir ini sampai di sana.\n"
		    "data Nama|{{name}}\nsub a.|Satu {{name}}\ngap 1\nsub b.|Dua\n");
	buf_z(&b, "item 2.|Terakhir\nsub a.|sekali\n");
	CHECK_OK("render", render_text(a, buf_get(&b), &usual, &pdf, &e), &e);
	CHECK("pages", pdf.pages > 4);
	run_write(a, dir, "l.pdf", pdf.bytes);
	(void)run_in(a, dir, "qpdf --check l.pdf");
	check_structure(a, "lists", dir);
	check_artifacts(a, "lists", dir, pdf.pages);
	s = run_in(a, dir,
	    "pdfinfo -struct l.pdf | grep -c 'LI '; pdfinfo -struct l.pdf | grep -c ' L '");
	CHECK_STR("items and lists", s, "183\n62\n");
	run_temp_drop(a, dir);
}

/* A letterhead of any length goes on overleaf, and nothing is printed on the foot. */
static void
test_long_head(void **state)
{
	static const char *const lines[] = { "kop Baris\n", "rule\n",
		"gap 9\nrule thin\n", "left Baris\ngap 5\n" };
	struct arena *a = *state;

	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		const char *dir = run_temp(a);
		struct letter_pdf pdf;
		struct err e;
		struct buf b;

		buf_init(&b, a, 4096);
		buf_z(&b, "margin 20 20 20 20\n");
		for (int n = 0; n < 90; n++)
			buf_z(&b, lines[i]);
		CHECK_OK(lines[i], render_text(a, buf_get(&b), &usual, &pdf, &e), &e);
		CHECK(lines[i], pdf.pages > 1);
		run_write(a, dir, "l.pdf", pdf.bytes);
		/* the foot stands in the 23 points above the margin of 57 */
		CHECK_STR("paper",
		    run_in(a, dir,
			"pdftoppm -r 72 -gray l.pdf l && for i in l-*.pgm; do convert $i "
			"-crop 595x56+0+786 +repage -format '%[fx:minima < 0.9]' info: || "
			"exit 1; done | tr -d 0"),
		    "");
		run_temp_drop(a, dir);
	}
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
	CHECK_OK("render", render_text(*state, buf_get(&b), &usual, &pdf, &e), &e);
	CHECK_INT("pages", pdf.pages, 4);
	run_write(*state, dir, "l.pdf", pdf.bytes);
	(void)run_in(*state, dir, "qpdf --check l.pdf");
	CHECK_HAS("pages", run_in(*state, dir, "pdftotext -layout l.pdf -"),
	    "Halaman 4 dari 4");
	CHECK_STR("codes", run_in(*state, dir, READ_CODES),
	    CHECK_URL "#1\n" CHECK_URL "#2\n" CHECK_URL "#3\n" CHECK_URL "#4\n");
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

/* A mistake in the letterhead is named there and not in the letter. */
static void
test_head(void **state)
{
	struct letter_template t;
	struct letter_pdf pdf;
	struct err e;

	CHECK_OK("make",
	    letter_template_make(
		*state, "x", "X", STR("font sans 11\nletterhead\np A\n"), &t, &e),
	    &e);
	CHECK_OK("none", letter_render(&t, &usual, *state, &pdf, &e), &e);
	t.head = STR("logo kantor 20\nkop {{office_name}}\nrule\n");
	CHECK_OK("plain", letter_render(&t, &usual, *state, &pdf, &e), &e);
	t.head = STR("kop A\nkop {{x}}\n");
	CHECK_INT("field", letter_render(&t, &usual, *state, &pdf, &e), RC_INVALID);
	CHECK_STR("field", str_from_z(e.msg),
	    "Kop surat, baris 2, kolom 5: nama data tidak dikenal.");
	t.head = STR("p A\n");
	CHECK_INT("other line", letter_render(&t, &usual, *state, &pdf, &e), RC_INVALID);
	t.head = STR("letterhead\n");
	CHECK_INT("itself", letter_render(&t, &usual, *state, &pdf, &e), RC_INVALID);
}

/* A page on which a letter is accepted leaves out nothing that is printed but its looks. */
static void
test_read(void **state)
{
	struct arena *a = *state;
	const struct letter_part wanted[] = {
		{ LETTER_PART_HEADING, STR_NONE, STR("Judul") },
		{ LETTER_PART_TEXT, STR_NONE,
		    STR("Saya Dewi <Contoh> & kawan menyatakan") },
		{ LETTER_PART_DATA, STR("Nama"), STR("Dewi <Contoh> & kawan") },
		{ LETTER_PART_ITEM, STR("1."), STR("hadir | sendiri;") },
		{ LETTER_PART_SUB, STR("a."), STR("tepat waktu.") },
		{ LETTER_PART_TEXT, STR_NONE, STR("No · Isi") },
		{ LETTER_PART_TEXT, STR_NONE, STR("1 · satu") },
		{ LETTER_PART_TEXT, STR_NONE, STR("Versi 2") },
	};
	const struct letter_field fields[] = { { "name", STR("Dewi <Contoh> & kawan") },
		{ "v", STR("2") } };
	struct letter_data d = { .fields = fields, .n_fields = ARRAY_LEN(fields) };
	struct letter_template t;
	struct letter_parts parts;
	struct err e;

	CHECK_OK("template",
	    letter_template_make(a, "x", "X",
		STR("font sans 11\nletterhead\nqr 20\ncenter <b>Judul</b>\ngap 2\n"
		    "left Saya {{name}} menyatakan\ndata Nama|<b>{{name}}</b>\n"
		    "item 1.|hadir \\| <i>sendiri</i>;\nsub a.|tepat waktu.\n"
		    "table 20 80\nth No|Isi\ntd 1|satu\nend\np Versi {{v}}\n"
		    "sig right Kota|Saya|{{name}}|\nfoot Kaki\n"),
		&t, &e),
	    &e);
	CHECK_OK("read", letter_read(&t, &d, a, &parts, &e), &e);
	CHECK("parts", parts.n == ARRAY_LEN(wanted));
	for (size_t i = 0; i < parts.n && i < ARRAY_LEN(wanted); i++) {
		CHECK("kind", parts.at[i].kind == wanted[i].kind);
		CHECK("mark", str_eq(parts.at[i].mark, wanted[i].mark));
		CHECK("text", str_eq(parts.at[i].text, wanted[i].text));
	}
	/* each shipped letter without a list can be read */
	CHECK_OK("statement",
	    letter_read(letter_template_find(STR("perjanjian-pemilik")),
		letter_sample(STR("perjanjian-pemilik")), a, &parts, &e),
	    &e);
	CHECK("articles", parts.n > 25);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_read, setup, teardown),
		cmocka_unit_test_setup_teardown(test_shipped, setup, teardown),
		cmocka_unit_test_setup_teardown(test_annex, setup, teardown),
		cmocka_unit_test_setup_teardown(test_template_errors, setup, teardown),
		cmocka_unit_test_setup_teardown(test_hostile_values, setup, teardown),
		cmocka_unit_test_setup_teardown(test_long_values, setup, teardown),
		cmocka_unit_test_setup_teardown(test_lists, setup, teardown),
		cmocka_unit_test_setup_teardown(test_long_head, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many_pages, setup, teardown),
		cmocka_unit_test_setup_teardown(test_logo, setup, teardown),
		cmocka_unit_test_setup_teardown(test_structure, setup, teardown),
		cmocka_unit_test_setup_teardown(test_words, setup, teardown),
		cmocka_unit_test_setup_teardown(test_number, setup, teardown),
		cmocka_unit_test_setup_teardown(test_head, setup, teardown),
	};

	return cmocka_run_group_tests_name("letter", tests, NULL, NULL);
}
