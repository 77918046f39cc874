/* test_form.c - reading forms: the closed list, each kind of field, its sentences. */
#include "web/form.h"

#include "support/check.h"

static const struct field_option levels[] = {
	{ "kepala_kppn", N_("Kepala KPPN") },
	{ "kasi_mski", N_("Kasi MSKI") },
	{ NULL },
};

static const struct field_spec fields[] = {
	{ .name = "nip",
	    .kind = F_DIGITS,
	    .min = 18,
	    .max = 18,
	    .required = true,
	    .label = "NIP" },
	{ .name = "name",
	    .kind = F_TEXT,
	    .max = 20,
	    .required = true,
	    .label = "Nama lengkap" },
	{ .name = "email", .kind = F_EMAIL, .label = "Email kedinasan" },
	{ .name = "phone", .kind = F_TEL, .label = "Nomor ponsel" },
	{ .name = "pages", .kind = F_INT, .min = 1, .max = 50, .label = "Halaman" },
	{ .name = "password",
	    .kind = F_PASSWORD,
	    .min = 12,
	    .max = 64,
	    .label = "Kata sandi" },
	{ .name = "code", .kind = F_CODE, .max = 20, .label = "Kode" },
	{ .name = "reason",
	    .kind = F_TEXTAREA,
	    .max = 50,
	    .label = "Alasan",
	    .msg_long = N_("Alasan terlalu panjang.") },
	{ .name = "level", .kind = F_RADIO, .options = levels, .label = "Level" },
	{ .name = "ticks", .kind = F_CHECK, .options = levels, .label = "Tanda" },
	{ .name = "agree_1", .kind = F_CHECK, .label = "Setuju" },
	{ .name = "birth_date", .kind = F_DATE, .label = "Tanggal lahir" },
	{ .name = "ektp", .kind = F_FILE, .camera = true, .label = "Foto e-KTP" },
	{ .name = "office", .kind = F_HIDDEN, .max = 3, .label = "Kantor" },
};
static const struct form_spec spec = FORM_SPEC(fields);

#define NIP                                                                              \
	{                                                                                \
		STR("nip"), STR("198803272010012001")                                    \
	}
#define NAME                                                                             \
	{                                                                                \
		STR("name"), STR("Dewi Contoh")                                          \
	}

static enum rc
read_n(struct form *f, struct arena *a, const struct http_field *at, size_t n,
    struct http_file *files, size_t n_files)
{
	struct http_fields list = { at, n };
	struct http_files with = { files, n_files };
	struct err e = { 0 };

	form_init(f, &spec, LANG_ID, a);
	return form_read(f, &list, &with, &e);
}

/* One more field beside a right nip and name: what becomes of it. */
struct row {
	const char *label;
	const char *field, *name; /* of the error; NULL: name = field */
	str value;
	const char *clean; /* NULL: an error is expected */
	const char *error;
};

static const struct row rows[] = {
	{ "text squeezed", "name", NULL, { "  Dewi \t Contoh ", 16 }, "Dewi Contoh",
	    NULL },
	{ "text empty", "name", NULL, { "  ", 2 }, NULL, "Isi nama lengkap." },
	{ "text long", "name", NULL, { "abcdefghijklmnopqrstu", 21 }, NULL,
	    "Nama lengkap terlalu panjang: 21 karakter, paling banyak 20." },
	{ "text of 20 letters, 22 bytes", "name", NULL,
	    { "abcdefghijklmnopqr\xc3\xa9\xc3\xa9", 22 },
	    "abcdefghijklmnopqr\xc3\xa9\xc3\xa9", NULL },
	{ "text with NUL", "name", NULL, { "De\0wi", 5 }, NULL,
	    "Ada karakter yang tidak dapat dibaca pada nama lengkap. Ketik ulang." },
	{ "text not UTF-8", "name", NULL, { "De\xffwi", 5 }, NULL,
	    "Ada karakter yang tidak dapat dibaca pada nama lengkap. Ketik ulang." },
	{ "text with escape", "name", NULL, { "De\033wi", 5 }, NULL,
	    "Ada karakter yang tidak dapat dibaca pada nama lengkap. Ketik ulang." },
	{ "digits with spaces", "nip", NULL, { "19880327 201001 2 001", 21 },
	    "198803272010012001", NULL },
	{ "digits short", "nip", NULL, { "12345", 5 }, NULL,
	    "NIP harus 18 angka. Anda mengisi 5 angka." },
	{ "digits long", "nip", NULL, { "1234567890123456789", 19 }, NULL,
	    "NIP harus 18 angka. Anda mengisi 19 angka." },
	{ "digits with letter", "nip", NULL, { "19880327201001200A", 18 }, NULL,
	    "NIP hanya berisi angka." },
	{ "digits missing", "nip", NULL, { "", 0 }, NULL, "Isi NIP." },
	{ "email", "email", NULL, { " d.l@kemenkeu.go.id ", 20 }, "d.l@kemenkeu.go.id",
	    NULL },
	{ "email without host", "email", NULL, { "dewi", 4 }, NULL,
	    "Tulis email lengkap, contoh nama@kemenkeu.go.id." },
	{ "email two at", "email", NULL, { "a@b@c.id", 8 }, NULL,
	    "Tulis email lengkap, contoh nama@kemenkeu.go.id." },
	{ "email line feed", "email", NULL, { "a@b.id\nBcc: x", 13 }, NULL,
	    "Ada karakter yang tidak dapat dibaca pada email kedinasan. Ketik ulang." },
	{ "email no dot", "email", NULL, { "a@localhost", 11 }, NULL,
	    "Tulis email lengkap, contoh nama@kemenkeu.go.id." },
	{ "email absent is fine", "email", NULL, { "", 0 }, "", NULL },
	{ "phone", "phone", NULL, { "+62 812-3456-7890", 17 }, "+62 812-3456-7890",
	    NULL },
	{ "phone words", "phone", NULL, { "telepon", 7 }, NULL,
	    "Tulis nomor telepon dengan angka, contoh 0812 3456 7890." },
	{ "int", "pages", NULL, { "7", 1 }, "7", NULL },
	{ "int over", "pages", NULL, { "51", 2 }, NULL, "Halaman antara 1 dan 50." },
	{ "int words", "pages", NULL, { "7x", 2 }, NULL,
	    "Halaman harus bilangan bulat." },
	{ "int overflow", "pages", NULL, { "99999999999999999999", 20 }, NULL,
	    "Halaman harus bilangan bulat." },
	{ "password kept as typed", "password", NULL, { " kata sandi panjang ", 20 },
	    " kata sandi panjang ", NULL },
	{ "password short", "password", NULL, { "pendek", 6 }, NULL,
	    "Kata sandi terlalu pendek: 6 karakter, paling sedikit 12." },
	{ "code", "code", NULL, { " ds-082 7k4m", 12 }, "DS-0827K4M", NULL },
	{ "textarea", "reason", NULL, { "a\r\nb\r\n", 6 }, "a\nb", NULL },
	{ "own message", "reason", NULL,
	    { "123456789012345678901234567890123456789012345678901", 51 }, NULL,
	    "Alasan terlalu panjang." },
	{ "radio", "level", NULL, { "kasi_mski", 9 }, "kasi_mski", NULL },
	{ "radio foreign", "level", NULL, { "raja", 4 }, NULL,
	    "Pilih level dari daftar." },
	{ "tick", "agree_1", NULL, { "ya", 2 }, "ya", NULL },
	{ "tick foreign", "agree_1", NULL, { "on", 2 }, NULL,
	    "Pilih setuju dari daftar." },
	{ "hidden", "office", NULL, { "082", 3 }, "082", NULL },
	{ "hidden long", "office", NULL, { "0820", 4 }, NULL,
	    "Kantor terlalu panjang: 4 karakter, paling banyak 3." },
	{ "date part garbage", "birth_date_day", "birth_date", { "dua", 3 }, NULL,
	    "Tanggal lahir harus berisi bulan." },
};

static void
test_values(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *r = &rows[i];
		const char *name = r->name != NULL ? r->name : r->field;
		struct arena *a = arena_new();
		struct http_field sent[3] = { NIP, NAME,
			{ str_from_z(r->field), r->value } };
		struct form f;
		size_t n = 3;

		if (str_eq(sent[2].name, sent[0].name))
			sent[0] = sent[2], n = 2;
		else if (str_eq(sent[2].name, sent[1].name))
			sent[1] = sent[2], n = 2;
		assert_int_equal(read_n(&f, a, sent, n, NULL, 0), RC_OK);
		if (r->clean != NULL &&
		    (!form_ok(&f) || !str_eq_z(form_str(&f, name), r->clean)))
			fail_msg("%s: got \"%.*s\" (%.*s)", r->label,
			    STR_ARG(form_str(&f, name)),
			    STR_ARG(form_error_of(&f, name)));
		if (r->error != NULL && !str_eq_z(form_error_of(&f, name), r->error))
			fail_msg("%s: error \"%.*s\"", r->label,
			    STR_ARG(form_error_of(&f, name)));
		arena_free(a);
	}
	(void)state;
}

static void
test_closed_list(void **state)
{
	const struct {
		const char *label;
		struct http_field more[2];
		size_t n;
		enum rc rc;
	} cases[] = {
		{ "nothing more", { { { 0 } } }, 0, RC_OK },
		{ "csrf and once",
		    { { STR("csrf"), STR("x") }, { STR("once"), STR("y") } }, 2, RC_OK },
		{ "csrf twice", { { STR("csrf"), STR("x") }, { STR("csrf"), STR("x") } },
		    2, RC_INVALID },
		{ "unknown", { { STR("admin"), STR("1") } }, 1, RC_INVALID },
		{ "unknown empty", { { STR("admin"), STR("") } }, 1, RC_INVALID },
		{ "name empty", { { STR(""), STR("1") } }, 1, RC_INVALID },
		{ "name longer", { { STR("nipx"), STR("1") } }, 1, RC_INVALID },
		{ "duplicate", { { STR("name"), STR("Siti") } }, 1, RC_INVALID },
		{ "date without part", { { STR("birth_date"), STR("1") } }, 1,
		    RC_INVALID },
		{ "date other part", { { STR("birth_date_hour"), STR("1") } }, 1,
		    RC_INVALID },
		{ "text for a file", { { STR("ektp"), STR("C:\\x.jpg") } }, 1,
		    RC_INVALID },
		{ "empty text for a file", { { STR("ektp"), STR("") } }, 1, RC_OK },
		{ "boxes may repeat",
		    { { STR("ticks"), STR("kasi_mski") },
			{ STR("ticks"), STR("kepala_kppn") } },
		    2, RC_OK },
		{ "single box not",
		    { { STR("agree_1"), STR("ya") }, { STR("agree_1"), STR("ya") } }, 2,
		    RC_INVALID },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *a = arena_new();
		struct http_field sent[4] = { NIP, NAME, cases[i].more[0],
			cases[i].more[1] };
		struct form f;
		enum rc rc = read_n(&f, a, sent, 2 + cases[i].n, NULL, 0);

		if (rc != cases[i].rc)
			fail_msg("%s: %s", cases[i].label, err_name(rc));
		if (rc == RC_OK && !form_ok(&f))
			fail_msg("%s: has errors", cases[i].label);
		arena_free(a);
	}
	(void)state;
}

static void
test_boxes(void **state)
{
	struct arena *a = arena_new();
	struct http_field sent[] = { NIP, NAME, { STR("ticks"), STR("kasi_mski") },
		{ STR("ticks"), STR("kepala_kppn") } };
	struct form f;

	assert_int_equal(read_n(&f, a, sent, 3, NULL, 0), RC_OK);
	assert_true(form_ticked(&f, "ticks", "kasi_mski"));
	assert_false(form_ticked(&f, "ticks", "kepala_kppn"));
	assert_int_equal(read_n(&f, a, sent, 4, NULL, 0), RC_OK);
	assert_true(form_ticked(&f, "ticks", "kepala_kppn"));
	assert_false(form_bool(&f, "agree_1"));
	arena_free(a);
	(void)state;
}

static void
test_dates(void **state)
{
	static const struct {
		const char *label, *d, *m, *y, *iso, *error;
	} cases[] = {
		{ "none", "", "", "", NULL, NULL },
		{ "right", "27", "3", "1988", "1988-03-27", NULL },
		{ "spaces and zeros", " 07 ", "03", "1988", "1988-03-07", NULL },
		{ "leap day", "29", "2", "2024", "2024-02-29", NULL },
		{ "no leap day", "29", "2", "2023", NULL,
		    "Tanggal lahir bukan tanggal yang ada." },
		{ "month 13", "1", "13", "1988", NULL,
		    "Tanggal lahir bukan tanggal yang ada." },
		{ "no day", "", "3", "1988", NULL,
		    "Tanggal lahir harus berisi tanggal." },
		{ "no month", "27", "", "1988", NULL,
		    "Tanggal lahir harus berisi bulan." },
		{ "no year", "27", "3", "", NULL, "Tanggal lahir harus berisi tahun." },
		{ "two-digit year", "27", "3", "88", NULL,
		    "Tahun pada tanggal lahir harus 4 angka, contoh 1988." },
		{ "words", "27", "Maret", "1988", NULL,
		    "Tulis tanggal lahir dengan angka, contoh 27 3 1988." },
		{ "minus", "-1", "3", "1988", NULL,
		    "Tulis tanggal lahir dengan angka, contoh 27 3 1988." },
		{ "huge", "27", "3", "99999", NULL,
		    "Tulis tanggal lahir dengan angka, contoh 27 3 1988." },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *a = arena_new();
		struct http_field sent[] = { NIP, NAME,
			{ STR("birth_date_day"), str_from_z(cases[i].d) },
			{ STR("birth_date_month"), str_from_z(cases[i].m) },
			{ STR("birth_date_year"), str_from_z(cases[i].y) } };
		struct form f;
		str iso, error;

		assert_int_equal(read_n(&f, a, sent, ARRAY_LEN(sent), NULL, 0), RC_OK);
		iso = form_date_iso(&f, "birth_date");
		error = form_error_of(&f, "birth_date");
		if (cases[i].iso == NULL ? iso.p != NULL : !str_eq_z(iso, cases[i].iso))
			fail_msg("%s: \"%.*s\"", cases[i].label, STR_ARG(iso));
		if (cases[i].error == NULL ? error.p != NULL
					   : !str_eq_z(error, cases[i].error))
			fail_msg("%s: \"%.*s\"", cases[i].label, STR_ARG(error));
		arena_free(a);
	}
	(void)state;
}

static void
test_files(void **state)
{
	const struct {
		const char *label;
		struct http_file files[2];
		size_t n;
		enum rc rc;
		const char *error;
		bool taken;
	} cases[] = {
		{ "chosen", { { STR("ektp"), STR("a.jpg"), .bytes = 9 } }, 1, RC_OK, NULL,
		    true },
		{ "camera", { { STR("ektp_foto"), STR("a.jpg"), .bytes = 9 } }, 1, RC_OK,
		    NULL, true },
		{ "one empty control",
		    { { STR("ektp"), STR("a.jpg"), .bytes = 9 },
			{ STR("ektp_foto"), STR("") } },
		    2, RC_OK, NULL, true },
		{ "both",
		    { { STR("ektp"), STR("a.jpg"), .bytes = 9 },
			{ STR("ektp_foto"), STR("b.jpg"), .bytes = 9 } },
		    2, RC_INVALID, NULL, false },
		{ "unknown", { { STR("virus"), STR("a.exe"), .bytes = 9 } }, 1,
		    RC_INVALID, NULL, false },
		{ "unknown and empty", { { STR("virus"), STR("") } }, 1, RC_INVALID, NULL,
		    false },
		{ "no file", { { STR("ektp"), STR("") } }, 1, RC_OK, NULL, false },
		{ "empty", { { STR("ektp"), STR("a.jpg"), .bytes = 0 } }, 1, RC_OK,
		    "Berkas ini kosong. Pilih berkas lain.", true },
		{ "large",
		    { { STR("ektp"), STR("a.jpg"), .bytes = 11000000, .rc = RC_LIMIT } },
		    1, RC_OK, "Berkas terlalu besar. Batasnya 10 MB.", true },
		{ "disk full",
		    { { STR("ektp"), STR("a.jpg"), .bytes = 9, .rc = RC_UNAVAILABLE } },
		    1, RC_OK,
		    "Berkas belum dapat disimpan. Coba lagi beberapa saat lagi.", true },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *a = arena_new();
		struct http_field sent[] = { NIP, NAME };
		struct http_file files[2] = { cases[i].files[0], cases[i].files[1] };
		struct form f;
		enum rc rc = read_n(&f, a, sent, 2, files, cases[i].n);
		str error = form_error_of(&f, "ektp");

		if (rc != cases[i].rc)
			fail_msg("%s: %s", cases[i].label, err_name(rc));
		if (cases[i].error == NULL ? error.p != NULL
					   : !str_eq_z(error, cases[i].error))
			fail_msg("%s: \"%.*s\"", cases[i].label, STR_ARG(error));
		if (rc == RC_OK)
			assert_int_equal(form_file(&f, "ektp") != NULL, cases[i].taken);
		arena_free(a);
	}
	(void)state;
}

static void
test_errors(void **state)
{
	struct arena *a = arena_new();
	struct http_field sent[] = { NIP, NAME };
	const str who[] = { STR("KPPN {1}"), STR("x") };
	struct form f;

	assert_int_equal(read_n(&f, a, sent, 2, NULL, 0), RC_OK);
	assert_true(form_ok(&f));
	form_error_with(&f, "nip", "Sudah terdaftar di {0}.", who, 2);
	form_error(&f, "nip", "Kedua.");
	form_error_whole(&f, "Semua.");
	assert_false(form_ok(&f));
	assert_int_equal(f.n_errors, 2);
	assert_true(str_eq_z(form_error_of(&f, "nip"), "Sudah terdaftar di KPPN {1}."));
	assert_true(str_eq_z(f.first_error, "Semua."));
	arena_free(a);
	(void)state;
}

static void
test_field_marked_by_http(void **state)
{
	struct arena *a = arena_new();
	struct http_field sent[] = { NIP, { STR("name"), STR(""), HTTP_FIELD_BAD_TEXT },
		{ STR("reason"), STR(""), HTTP_FIELD_TOO_LONG } };
	struct form f;

	assert_int_equal(read_n(&f, a, sent, 3, NULL, 0), RC_OK);
	assert_true(str_eq_z(form_error_of(&f, "name"),
	    "Ada karakter yang tidak dapat dibaca pada nama lengkap. Ketik ulang."));
	assert_true(str_eq_z(form_error_of(&f, "reason"), "Alasan terlalu panjang."));
	arena_free(a);
	(void)state;
}

static void
test_filled(void **state)
{
	struct arena *a = arena_new();
	struct form f;
	struct date d;

	form_init(&f, &spec, LANG_ID, a);
	form_set(&f, "name", STR("Dewi"));
	form_set(&f, "birth_date", STR("1988-03-27"));
	form_set_int(&f, "pages", 4);
	assert_true(str_eq_z(form_str(&f, "name"), "Dewi"));
	assert_true(form_date(&f, "birth_date", &d));
	assert_int_equal(d.month, 3);
	assert_true(str_eq_z(f.values[form_index(&f, "birth_date")].month, "3"));
	assert_int_equal(form_int(&f, "pages"), 4);
	assert_true(form_str(&f, "email").p == NULL);
	arena_free(a);
	(void)state;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_closed_list),
		cmocka_unit_test(test_boxes),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_field_marked_by_http),
		cmocka_unit_test(test_filled),
	};

	return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
