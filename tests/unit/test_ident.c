/*
 * test_ident.c - every rule of DOMAIN 3.1 to 3.7, one row each. "Today" is 23 November 2026.
 * A row says what is typed and either the cleaned value or the sentence people read.
 */
#include "base/buf.h"
#include "base/utf8.h"
#include "domain/ident.h"
#include "support/check.h"

static const struct date today = { 2026, 11, 23 };

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

/* One row: rc and, by it, the value or the sentence. */
static void
check_row(struct arena *a, const char *typed, enum rc rc, str value,
    const struct say *why, const char *want, bool want_ok)
{
	CHECK_INT(typed, rc, want_ok ? RC_OK : RC_INVALID);
	CHECK_STR(typed, want_ok ? value : say_text(a, LANG_ID, why), want);
}

#define BIRTH "Tanggal lahir di dalam NIP tidak masuk akal. Periksa lagi."
#define TMT                                                                                       \
	"Tahun atau bulan pengangkatan di dalam NIP (angka ke-9 sampai ke-14) tidak masuk akal. " \
	"Periksa lagi."
#define SEX15 "Angka ke-15 NIP harus 1 (laki-laki) atau 2 (perempuan). Periksa lagi."

static void
test_nip(void **state)
{
	static const struct {
		const char *typed, *want;
		bool ok;
	} rows[] = {
		{ "199008052015032001", "199008052015032001", true },
		{ "196608011988031001", "196608011988031001",
		    true }, /* BKN's published example */
		{ "200012312024211001", "200012312024211001", true }, /* PPPK example */
		{ "19900805 201503 2 001", "199008052015032001", true },
		{ "19900805.201503.2.001", "199008052015032001", true },
		{ "19900805-201503-2-001", "199008052015032001", true },
		{ "  199008052015032001\r\n", "199008052015032001", true },
		{ "19900805\xc2\xa0"
		  "201503 2\xe2\x80\x93"
		  "001",
		    "199008052015032001", true },
		{ "\xef\xbb\xbf"
		  "199008052015032001",
		    "199008052015032001", true },
		{ "199602292019021002", "199602292019021002", true }, /* leap day */
		{ "200902012026021999", "200902012026021999",
		    true }, /* 17 years, this year */
		{ "199008052026111001", "199008052026111001", true }, /* this month */
		{ "199008052023291001", "199008052023291001", true }, /* ninth contract */
		{ "", "Isi NIP.", false },
		{ "   ", "Isi NIP.", false },
		{ " . - ", "Isi NIP.", false },
		{ "19900805201503200", "NIP harus 18 angka. Anda mengisi 17 angka.",
		    false },
		{ "1990080520150320011", "NIP harus 18 angka. Anda mengisi 19 angka.",
		    false },
		{ "1", "NIP harus 18 angka. Anda mengisi 1 angka.", false },
		{ "480 134 676", "NIP harus 18 angka. Anda mengisi 9 angka.", false },
		{ "19900805201503200A", "NIP hanya berisi angka.", false },
		{ "19900805201503200/1", "NIP hanya berisi angka.", false },
		{ "l99008052015032001", "NIP hanya berisi angka.", false },
		{ "199008052015O32001", "NIP hanya berisi angka.", false },
		{ "+199008052015032001", "NIP hanya berisi angka.", false },
		{ "\xd9\xa1"
		  "99008052015032001",
		    "NIP hanya berisi angka.", false },
		{ "\xff"
		  "199008052015032001",
		    "NIP hanya berisi angka.", false },
		{ "199013052015032001", BIRTH, false },
		{ "199000052015032001", BIRTH, false },
		{ "199008002015032001", BIRTH, false },
		{ "199008322015032001", BIRTH, false },
		{ "199002292015032001", BIRTH, false }, /* no leap year */
		{ "202701012044012001", BIRTH, false }, /* not born yet */
		{ "202611242044012001", BIRTH, false }, /* tomorrow */
		{ "189912312015032001", BIRTH, false },
		{ "000001012015032001", BIRTH, false },
		{ "199008052015002001", TMT, false },
		{ "199008052015132001", TMT, false },
		{ "199008052015202001", TMT, false },
		{ "199008052015302001", TMT, false },
		{ "199008052006032001", TMT, false }, /* 16 */
		{ "199008051989032001", TMT, false }, /* before birth */
		{ "199008052027032001", TMT, false }, /* next year */
		{ "199008052026122001", TMT, false }, /* next month */
		{ "199008052027212001", TMT, false }, /* PPPK of next year */
		{ "199008052006212001", TMT, false }, /* PPPK at 16 */
		{ "199008052015030001", SEX15, false },
		{ "199008052015033001", SEX15, false },
		{ "199008052015039001", SEX15, false },
		{ "199008052015032000",
		    "Tiga angka terakhir NIP tidak mungkin 000. Periksa lagi.", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct nip n = { .digits = "" };
		struct say why;
		enum rc rc =
		    ident_nip(*state, str_from_z(rows[i].typed), today, &n, &why);

		check_row(*state, rows[i].typed, rc, str_from_z(n.digits), &why,
		    rows[i].want, rows[i].ok);
	}
}

static void
test_nip_understood(void **state)
{
	struct nip n;
	struct say why;

	CHECK_INT(
	    "PNS", ident_nip(*state, STR("199008052015032001"), today, &n, &why), RC_OK);
	CHECK_INT("PNS", n.kind, NIP_PNS);
	CHECK_INT(
	    "PNS", n.birth.year * 10000 + n.birth.month * 100 + n.birth.day, 19900805);
	CHECK_INT("PNS", n.year * 100 + n.month, 201503);
	CHECK_INT("PNS", n.sex, SEX_WOMAN);
	CHECK_INT("PNS", n.seq, 1);
	CHECK_INT(
	    "PPPK", ident_nip(*state, STR("200012312024211001"), today, &n, &why), RC_OK);
	CHECK_INT("PPPK", n.kind, NIP_PPPK);
	CHECK_INT("PPPK", n.contract, 1);
	CHECK_INT("PPPK", n.year, 2024);
	CHECK_INT("PPPK", n.month, 0);
	CHECK_INT("PPPK", n.sex, SEX_MAN);
	CHECK_STR("spaced", ident_nip_spaced(*state, STR("199008052015032001")),
	    "19900805 201503 2 001");
	CHECK_STR("spaced", ident_nip_spaced(*state, STR("12345")), "12345");
}

static void
test_nip_long(void **state)
{
	struct arena *a = *state;
	struct nip n;
	struct say why;
	struct buf b;

	buf_init(&b, a, 512);
	for (int i = 0; i < 600; i++)
		buf_char(&b, i < 18 ? "199008052015032001"[i] : ' ');
	CHECK_INT("600 bytes", ident_nip(a, buf_get(&b), today, &n, &why), RC_INVALID);
	CHECK_INT("NUL",
	    ident_nip(a,
		STR("19900805\0"
		    "2015032001"),
		today, &n, &why),
	    RC_INVALID);
	CHECK_STR("NUL", say_text(a, LANG_ID, &why), "NIP hanya berisi angka.");
}

#define NIKBIRTH "Tanggal lahir di dalam NIK tidak masuk akal. Periksa lagi."

static void
test_nik(void **state)
{
	static const struct {
		const char *typed, *want; /* a good one: birth, sex, province known */
		bool ok;
	} rows[] = {
		{ "3174054508900001", "1990-08-05 P yes", true },
		{ "3174050508900001", "1990-08-05 L yes", true },
		{ "3174 0505 0890 0001", "1990-08-05 L yes", true },
		{ "3174.05.050890.0001", "1990-08-05 L yes", true },
		{ "9601017112059999", "2005-12-31 P yes", true },
		{ "1101010101000001", "2000-01-01 L yes", true },
		{ "1101012902000001", "2000-02-29 L yes", true }, /* 1900 had none */
		{ "1101012902960001", "1996-02-29 L yes", true },
		{ "1101010101560001", "1956-01-01 L yes", true }, /* 70 */
		{ "1101010101550001", "1955-01-01 L yes",
		    true }, /* 71: the only past one */
		{ "1101010101090001", "2009-01-01 L yes", true }, /* 17 */
		{ "1101010101200001", "2020-01-01 L yes",
		    true }, /* neither fits: the later */
		{ "5401010101800001", "1980-01-01 L no", true }, /* a retired code */
		{ "0001010101800001", "1980-01-01 L no", true },
		{ "9901010101800001", "1980-01-01 L no", true },
		{ "", "Isi NIK.", false },
		{ "\t\n", "Isi NIK.", false },
		{ "317405450890000", "NIK harus 16 angka. Anda mengisi 15 angka.",
		    false },
		{ "31740545089000011", "NIK harus 16 angka. Anda mengisi 17 angka.",
		    false },
		{ "199008052015032001", "NIK harus 16 angka. Anda mengisi 18 angka.",
		    false },
		{ "317405450890000A", "NIK hanya berisi angka.", false },
		{ "3174O54508900001", "NIK hanya berisi angka.", false },
		{ "3174057208900001", NIKBIRTH, false }, /* day 72 */
		{ "3174050008900001", NIKBIRTH, false },
		{ "3174053208900001", NIKBIRTH, false },
		{ "3174054008900001", NIKBIRTH, false }, /* woman, day 0 */
		{ "3174050500900001", NIKBIRTH, false },
		{ "3174050513900001", NIKBIRTH, false },
		{ "3174053002900001", NIKBIRTH, false },
		{ "3174057102900001", NIKBIRTH, false }, /* woman, 31 February */
		{ "3174052902010001", NIKBIRTH,
		    false }, /* 1901 and 2001: no leap years */
		{ "3174054508900000",
		    "Empat angka terakhir NIK tidak mungkin 0000. Periksa lagi.", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct nik n;
		struct say why;
		str got = STR_NONE;
		enum rc rc =
		    ident_nik(*state, str_from_z(rows[i].typed), today, &n, &why);

		if (rc == RC_OK)
			got = str_fmt(*state, "%.*s %s %s",
			    STR_ARG(date_iso(*state, n.birth)), sex_code(n.sex),
			    n.province_known ? "yes" : "no");
		check_row(*state, rows[i].typed, rc, got, &why, rows[i].want, rows[i].ok);
	}
	CHECK_STR("31", str_from_z(ident_province(31)), "DKI Jakarta");
	CHECK("20", ident_province(20) == NULL);
}

#define LETTERS                                                                          \
	"Nama hanya boleh berisi huruf, spasi, titik, tanda petik, dan tanda hubung."
#define NOTITLE                                                                          \
	"Tulis nama tanpa gelar, seperti di e-KTP. Hapus koma dan gelar sesudahnya."

static void
test_name(void **state)
{
	static const struct {
		const char *typed, *want;
		bool ok;
	} rows[] = {
		{ "Dewi Cahyani Lestari", "Dewi Cahyani Lestari", true },
		{ "  Dewi   Cahyani ", "Dewi Cahyani", true },
		{ "Suharto", "Suharto", true },
		{ "MA'RUF AMIN", "MA'RUF AMIN", true },
		{ "Ma\xe2\x80\x99ruf", "Ma'ruf", true },
		{ "Ma`ruf", "Ma'ruf", true },
		{ "Moh. Ridwan", "Moh. Ridwan", true },
		{ "Siti Nur-Aini", "Siti Nur-Aini", true },
		{ "Siti Nur\xe2\x80\x91"
		  "Aini",
		    "Siti Nur-Aini", true },
		{ "A", "A", true },
		{ "Ren\xc3\xa9 Ang\xc3\xa9lique", "Ren\xc3\xa9 Ang\xc3\xa9lique", true },
		{ "Rene\xcc\x81", "Rene\xcc\x81", true },
		{ "Budi\tSantoso", "Budi Santoso", true },
		{ "", "Isi nama lengkap.", false },
		{ "   ", "Isi nama lengkap.", false },
		{ "Budi Santoso, S.E.", NOTITLE, false },
		{ "Budi Santoso,", NOTITLE, false },
		{ "Budi 2", LETTERS, false },
		{ "Budi_Santoso", LETTERS, false },
		{ "<b>Budi</b>", LETTERS, false },
		{ "Budi; DROP TABLE", LETTERS, false },
		{ "Budi & Ani", LETTERS, false },
		{ "...", LETTERS, false },
		{ ", ,", LETTERS, false },
		{ "- '", LETTERS, false },
		{ "Budi \xf0\x9f\x98\x80", LETTERS, false },
		{ "\xd0\x91\xd1\x83\xd0\xb4\xd0\xb8", LETTERS, false }, /* Cyrillic */
		{ "Budi\xff", LETTERS, false },
		{ "Bu\x01"
		  "di",
		    LETTERS, false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct say why;
		str got = STR_NONE;
		enum rc rc = ident_name(*state, str_from_z(rows[i].typed), &got, &why);

		check_row(*state, rows[i].typed, rc, got, &why, rows[i].want, rows[i].ok);
	}
}

static void
test_name_limits(void **state)
{
	struct arena *a = *state;
	struct say why;
	struct buf b;
	str got;

	buf_init(&b, a, 256);
	for (int i = 0; i < 100; i++)
		buf_z(&b, "\xc3\xa9");
	CHECK_INT("100 letters", ident_name(a, buf_get(&b), &got, &why), RC_OK);
	buf_z(&b, "a");
	CHECK_INT("101 letters", ident_name(a, buf_get(&b), &got, &why), RC_INVALID);
	CHECK_STR("101 letters", say_text(a, LANG_ID, &why),
	    "Nama paling banyak 100 karakter. Anda mengisi 101 karakter.");
	CHECK_INT("NUL", ident_name(a, STR("Budi\0Ani"), &got, &why), RC_INVALID);
	CHECK("title", ident_name_has_title(a, STR("Dr. Budi")));
	CHECK("title", ident_name_has_title(a, STR("Budi Santoso S.E.")));
	CHECK("title", !ident_name_has_title(a, STR("Irma Drajat")));
}

#define FULL "Tulis email lengkap, contoh nama@kemenkeu.go.id."
#define ENDS                                                                             \
	"Email harus berakhiran @kemenkeu.go.id. Untuk email lain, hubungi admin kantor."

static void
test_email(void **state)
{
	const str domains[] = { STR("kemenkeu.go.id") };
	static const struct {
		const char *typed, *want;
		bool ok;
	} rows[] = {
		{ "dewi@kemenkeu.go.id", "dewi@kemenkeu.go.id", true },
		{ " dewi@kemenkeu.go.id ", "dewi@kemenkeu.go.id", true },
		{ "Dewi.Lestari@Kemenkeu.GO.ID", "Dewi.Lestari@kemenkeu.go.id", true },
		{ "d+x_y-z@kemenkeu.go.id", "d+x_y-z@kemenkeu.go.id", true },
		{ "", "Isi email kedinasan.", false },
		{ "dewi", FULL, false },
		{ "dewi@", FULL, false },
		{ "@kemenkeu.go.id", FULL, false },
		{ "dewi@@kemenkeu.go.id", FULL, false },
		{ "dewi@x@kemenkeu.go.id", FULL, false },
		{ ".dewi@kemenkeu.go.id", FULL, false },
		{ "dewi.@kemenkeu.go.id", FULL, false },
		{ "de..wi@kemenkeu.go.id", FULL, false },
		{ "de wi@kemenkeu.go.id", FULL, false },
		{ "dewi@kemenkeu", FULL, false },
		{ "dewi@kemenkeu..go.id", FULL, false },
		{ "dewi@kemenkeu.go.id.", FULL, false },
		{ "dewi@-kemenkeu.go.id", FULL, false },
		{ "dewi@kemen_keu.go.id", FULL, false },
		{ "dewi@127.0.0.1", FULL, false },
		{ "\"dewi\"@kemenkeu.go.id", FULL, false },
		{ "Dewi <dewi@kemenkeu.go.id>", FULL, false },
		{ "dewi@kemenkeu.go.id\r\nBcc: x@y.id", FULL, false },
		{ "dewi,ani@kemenkeu.go.id", FULL, false },
		{ "d\xc3\xa9wi@kemenkeu.go.id", FULL, false },
		{ "1234567890123456789012345678901234567890123456789012345678901234"
		  "5@kemenkeu.go.id",
		    FULL, false },
		{ "dewi@gmail.com", ENDS, false },
		{ "dewi@xkemenkeu.go.id", ENDS, false },
		{ "dewi@mail.kemenkeu.go.id", ENDS, false },
		{ "dewi@kemenkeu.go.id.evil.com", ENDS, false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct email m = { STR_NONE, STR_NONE };
		struct say why;
		enum rc rc =
		    ident_email(*state, str_from_z(rows[i].typed), domains, 1, &m, &why);

		check_row(
		    *state, rows[i].typed, rc, m.address, &why, rows[i].want, rows[i].ok);
	}
}

static void
test_email_more(void **state)
{
	const str domains[] = { STR("kemenkeu.go.id"), STR("*.Agency.go.id") };
	const str words[] = { STR("cso"), STR("vera"), STR("kppn") };
	struct arena *a = *state;
	struct email m;
	struct say why;

	CHECK_INT("below", ident_email(a, STR("a@x.agency.go.id"), domains, 2, &m, &why),
	    RC_OK);
	CHECK_STR("ci", m.ci, "a@x.agency.go.id");
	CHECK_INT("itself", ident_email(a, STR("a@agency.go.id"), domains, 2, &m, &why),
	    RC_INVALID);
	CHECK_STR("two domains", say_text(a, LANG_ID, &why),
	    "Email harus berakhiran @kemenkeu.go.id atau .Agency.go.id. Untuk email lain, hubungi "
	    "admin kantor.");
	CHECK_INT("any", ident_email_any(a, STR("A@B.Example"), &m, &why), RC_OK);
	CHECK_STR("any", m.ci, "a@b.example");
	CHECK("cso.",
	    ident_email_functional(a, STR("CSO.padang@kemenkeu.go.id"), words, 3));
	CHECK("vera010",
	    ident_email_functional(a, STR("vera010@kemenkeu.go.id"), words, 3));
	CHECK("kppn", ident_email_functional(a, STR("kppn@kemenkeu.go.id"), words, 3));
	CHECK("vera is a person",
	    !ident_email_functional(a, STR("veranika@x.id"), words, 3));
	CHECK("in the middle", !ident_email_functional(a, STR("a.cso@x.id"), words, 3));
}

#define PHONE "Nomor ponsel 10 sampai 13 angka, diawali 08 atau +62."

static void
test_phone(void **state)
{
	static const struct {
		const char *typed, *want;
		bool ok;
	} rows[] = {
		{ "081234567890", "+6281234567890", true },
		{ "0812 3456 7890", "+6281234567890", true },
		{ "+62 812-3456-7890", "+6281234567890", true },
		{ "6281234567890", "+6281234567890", true },
		{ "(0812) 3456.7890", "+6281234567890", true },
		{ "0812345678", "+62812345678", true },       /* 10 */
		{ "0812345678901", "+62812345678901", true }, /* 13 */
		{ "", "Isi nomor ponsel.", false },
		{ " - ", "Isi nomor ponsel.", false },
		{ "081234567", PHONE, false },
		{ "08123456789012", PHONE, false },
		{ "0211234567", PHONE, false },
		{ "81234567890", PHONE, false },
		{ "+6212345678901", PHONE, false },
		{ "+6281234", PHONE, false },
		{ "+1 555 123 4567", PHONE, false },
		{ "0812ABC67890", PHONE, false },
		{ "0", PHONE, false },
		{ "+62", PHONE, false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct say why;
		str got = STR_NONE;
		enum rc rc = ident_phone(*state, str_from_z(rows[i].typed), &got, &why);

		check_row(*state, rows[i].typed, rc, got, &why, rows[i].want, rows[i].ok);
	}
	CHECK_STR(
	    "shown", ident_phone_shown(*state, STR("+6281234567890")), "0812 3456 7890");
	CHECK_STR("shown", ident_phone_shown(*state, STR("")), "");
}

#define UCHARS                                                                                      \
	"Nama pengguna hanya boleh berisi huruf tanpa aksen, angka, titik, garis bawah, dan tanda " \
	"hubung."
#define RESERVED "Nama pengguna ini dicadangkan untuk akun sistem. Pilih yang lain."

static void
test_username(void **state)
{
	static const struct {
		const char *typed, *want;
		bool ok;
	} rows[] = {
		{ "dewi.lestari", "dewi.lestari", true },
		{ " Dewi.Lestari ", "dewi.lestari", true },
		{ "199008052015032001", "199008052015032001", true },
		{ "a_b-c.d1", "a_b-c.d1", true },
		{ "12345678901234567890123456789012", "12345678901234567890123456789012",
		    true },
		{ "", "Isi nama pengguna.", false },
		{ "dewi12", "Nama pengguna terlalu pendek: 6 karakter.", false },
		{ "dewi123", "Nama pengguna terlalu pendek: 7 karakter.", false },
		{ "123456789012345678901234567890123",
		    "Nama pengguna terlalu panjang: 33 karakter. Paling banyak 32.",
		    false },
		{ "dewi lestari", UCHARS, false },
		{ "dewi@kemenkeu", UCHARS, false },
		{ "d\xc3\xa9wilestari", UCHARS, false },
		{ "dewi/../x", UCHARS, false },
		{ "adminkppn082", RESERVED, false },
		{ "AdminKPPN082", RESERVED, false },
		{ "verifikator1", RESERVED, false },
		{ "administrator", RESERVED, false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct say why;
		str got = STR_NONE;
		enum rc rc =
		    ident_username(*state, str_from_z(rows[i].typed), &got, &why);

		check_row(*state, rows[i].typed, rc, got, &why, rows[i].want, rows[i].ok);
	}
	CHECK_STR(
	    "typed", ident_username_typed(*state, STR(" AdminKPPN082 ")), "adminkppn082");
	CHECK_STR("admin", ident_office_admin(*state, STR("082")), "adminkppn082");
}

static void
test_rank_line(void **state)
{
	struct arena *a = *state;
	const struct rank *r;
	struct say why;
	str got;

	CHECK_INT("ranks", ident_n_ranks, 17 + 17);
	CHECK_INT("III/b", ident_rank(STR("III/b"), &r, &why), RC_OK);
	CHECK_STR("III/b", str_from_z(r->label), "Penata Muda Tingkat I (III/b)");
	CHECK_INT("IX", ident_rank(STR("IX"), &r, &why), RC_OK);
	CHECK_STR("IX", str_from_z(r->label), "Golongan IX (PPPK)");
	CHECK_INT("V/a", ident_rank(STR("V/a"), &r, &why), RC_INVALID);
	CHECK_STR("V/a", say_text(a, LANG_ID, &why), "Pilih golongan.");
	CHECK_INT("line",
	    ident_line(a, STR(" Kepala  Seksi "), 20, "Isi jabatan.", &got, &why), RC_OK);
	CHECK_STR("line", got, "Kepala Seksi");
	CHECK_INT(
	    "line", ident_line(a, STR(" "), 20, "Isi jabatan.", &got, &why), RC_INVALID);
	CHECK_STR("line", say_text(a, LANG_ID, &why), "Isi jabatan.");
	CHECK_INT("line", ident_line(a, STR("abcdef"), 5, "Isi jabatan.", &got, &why),
	    RC_INVALID);
	CHECK_STR("line", say_text(a, LANG_ID, &why),
	    "Terlalu panjang: 6 karakter. Paling banyak 5.");
	CHECK_INT("line", ident_line(a, STR("a\x02"), 5, "Isi jabatan.", &got, &why),
	    RC_INVALID);
	CHECK_INT("line", ident_line(a, STR("a\0b"), 5, "Isi jabatan.", &got, &why),
	    RC_INVALID);
	CHECK_INT("accents",
	    ident_line(a,
		STR("Kepala \xe2\x80\x9cSeksi\xe2\x80\x9d \xe2\x80\x93 \xc3\xa9"), 40,
		"Isi jabatan.", &got, &why),
	    RC_OK);
	/* a letter could not be made of these */
	CHECK_INT("emoji",
	    ident_line(a, STR("Kasi \xf0\x9f\x98\x80"), 40, "Isi jabatan.", &got, &why),
	    RC_INVALID);
	CHECK_HAS("emoji", say_text(a, LANG_ID, &why), "tidak dapat dicetak");
	CHECK_INT("turned",
	    ident_line(a, STR("Kasi \xe2\x80\xaex"), 40, "Isi jabatan.", &got, &why),
	    RC_INVALID);
	CHECK_STR("head", utf8_head(STR("a\xc3\xa9\xc3\xa9"), 4), "a\xc3\xa9");
	CHECK_STR("head", utf8_head(STR("a\xc3\xa9\xc3\xa9"), 5), "a\xc3\xa9\xc3\xa9");
	CHECK_STR("head", utf8_head(STR("a\xe9z"), 5),
	    "a"); /* Latin-1, as a browser may send it */
	CHECK_STR("head", utf8_head(STR("a\x1bz"), 5), "a");
	CHECK_INT("head", utf8_head(STR_NONE, 5).n, 0);
}

static void
test_date_possible(void **state)
{
	static const struct {
		struct date d;
		bool birth, letter;
	} rows[] = {
		{ { 2026, 11, 23 }, false, true },
		{ { 2026, 11, 24 }, false, false },
		{ { 2009, 11, 23 }, true, false },
		{ { 2009, 11, 24 }, false, false },
		{ { 1926, 11, 23 }, true, false },
		{ { 1925, 11, 23 }, false, false },
		{ { 2016, 1, 1 }, false, true },
		{ { 2015, 12, 31 }, false, false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct say why;
		const char *label = str_z(*state, date_iso(*state, rows[i].d));

		CHECK_INT(
		    label, ident_birth(rows[i].d, today, &why) == RC_OK, rows[i].birth);
		CHECK_INT(label, ident_letter_date(rows[i].d, today, &why) == RC_OK,
		    rows[i].letter);
	}
}

static void
test_compare(void **state)
{
	const str words[] = { STR("cso") };
	static const struct {
		const char *label, *nip, *nik, *birth, *sex, *name, *email;
		unsigned bits;
		const char *first;
	} rows[] = {
		{ "all fits", "199008052015032001", "3174054508900001", "1990-08-05", "P",
		    "Dewi", "dewi@x.id", 0, NULL },
		{ "nothing known", NULL, NULL, NULL, "", "", "", 0, NULL },
		{ "birth and NIP", "198803272015032001", NULL, "1990-08-05", "P", "", "",
		    W_BIRTH_NIP, "Tanggal lahir tidak cocok dengan NIP (1988-03-27)." },
		{ "birth and NIK", NULL, "3174054508900001", "1990-08-06", "", "", "",
		    W_BIRTH_NIK, "Tanggal lahir tidak cocok dengan NIK (1990-08-05)." },
		{ "NIP and NIK", "199008062015032001", "3174054508900001", NULL, "", "",
		    "", W_NIP_NIK_BIRTH,
		    "Tanggal lahir di NIP (1990-08-06) dan di NIK (1990-08-05) berbeda." },
		{ "sex and NIP", "199008052015032001", NULL, NULL, "L", "", "", W_SEX_NIP,
		    "Jenis kelamin tidak cocok dengan NIP." },
		{ "sex and NIK", NULL, "3174050508900001", NULL, "P", "", "", W_SEX_NIK,
		    "Jenis kelamin tidak cocok dengan NIK." },
		{ "sexes of the two", "199008052015032001", "3174050508900001", NULL, "",
		    "", "", W_NIP_NIK_SEX, "Jenis kelamin di NIP dan di NIK berbeda." },
		{ "province", NULL, "5401010101800001", NULL, "", "", "", W_PROVINCE,
		    "Kode provinsi 54 di NIK tidak ada dalam daftar." },
		{ "mailbox", NULL, NULL, NULL, "", "", "cso.padang@x.id", W_MAILBOX,
		    "Alamat cso.padang@x.id tampak seperti kotak surat bersama, bukan milik satu orang." },
		{ "title", NULL, NULL, NULL, "", "Dr. Budi", "", W_TITLE,
		    "Nama tampak memuat gelar." },
		{ "too young", NULL, "1101010101200001", NULL, "", "", "", W_AGE,
		    "Umur menurut NIK 6 tahun." },
		{ "too old", NULL, "1101010101550001", NULL, "", "", "", W_AGE,
		    "Umur menurut NIK 71 tahun." },
		{ "everything", "198803272015032001", "5401010101550001", "1990-08-05",
		    "L", "Dr. X", "cso@x.id",
		    W_BIRTH_NIP | W_BIRTH_NIK | W_NIP_NIK_BIRTH | W_SEX_NIP |
			W_NIP_NIK_SEX | W_PROVINCE | W_MAILBOX | W_TITLE | W_AGE,
		    "Tanggal lahir tidak cocok dengan NIP (1988-03-27)." },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ident_facts f = { .sex = sex_parse(str_from_z(rows[i].sex)),
			.name = str_from_z(rows[i].name),
			.email = str_from_z(rows[i].email),
			.mailboxes = words,
			.n_mailboxes = 1,
			.today = today };
		struct ident_warnings w;
		struct nip nip;
		struct nik nik;
		struct date birth;
		struct say why;
		struct err e;

		if (rows[i].nip != NULL && ident_nip(*state, str_from_z(rows[i].nip),
					       today, &nip, &why) == RC_OK)
			f.nip = &nip;
		if (rows[i].nik != NULL && ident_nik(*state, str_from_z(rows[i].nik),
					       today, &nik, &why) == RC_OK)
			f.nik = &nik;
		if (rows[i].birth != NULL &&
		    date_parse_iso(str_from_z(rows[i].birth), &birth, &e) == RC_OK)
			f.birth = &birth;
		ident_compare(*state, &f, &w);
		CHECK_INT(rows[i].label, w.bits, rows[i].bits);
		CHECK_INT(rows[i].label, w.n, __builtin_popcount(rows[i].bits));
		if (rows[i].first != NULL)
			CHECK_STR(rows[i].label, say_text(*state, LANG_ID, &w.at[0]),
			    rows[i].first);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nip, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nip_understood, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nip_long, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nik, setup, teardown),
		cmocka_unit_test_setup_teardown(test_name, setup, teardown),
		cmocka_unit_test_setup_teardown(test_name_limits, setup, teardown),
		cmocka_unit_test_setup_teardown(test_email, setup, teardown),
		cmocka_unit_test_setup_teardown(test_email_more, setup, teardown),
		cmocka_unit_test_setup_teardown(test_phone, setup, teardown),
		cmocka_unit_test_setup_teardown(test_username, setup, teardown),
		cmocka_unit_test_setup_teardown(test_rank_line, setup, teardown),
		cmocka_unit_test_setup_teardown(test_date_possible, setup, teardown),
		cmocka_unit_test_setup_teardown(test_compare, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
