/* test_ui.c - components: values are escaped, labels and errors point at their controls. */
#include "support/check.h"
#include "web/ui.h"

#define EVIL "\"><script>alert('x')</script>"

static const struct field_option options[] = {
	{ "a", "Satu", "Petunjuk" },
	{ "b", EVIL, NULL },
	{ NULL, NULL, NULL },
};
static const struct field_spec fields[] = {
	{ .name = "text", .kind = F_TEXT, .label = "Teks", .hint = "Petunjuk" },
	{ .name = "secret", .kind = F_PASSWORD, .label = "Kata sandi", .required = true },
	{ .name = "area", .kind = F_TEXTAREA, .label = "Alasan", .required = true },
	{ .name = "pick",
	    .kind = F_SELECT,
	    .label = "Pilihan",
	    .options = options,
	    .required = true },
	{ .name = "radio",
	    .kind = F_RADIO,
	    .label = "Radio",
	    .options = options,
	    .required = true },
	{ .name = "boxes",
	    .kind = F_CHECK,
	    .label = "Kotak",
	    .options = options,
	    .required = true },
	{ .name = "agree", .kind = F_CHECK, .label = "Setuju.", .required = true },
	{ .name = "born",
	    .kind = F_DATE,
	    .label = "Lahir",
	    .autocomplete = "bday",
	    .required = true },
	{ .name = "file",
	    .kind = F_FILE,
	    .label = "Berkas",
	    .accept = "image/png",
	    .camera = true },
	{ .name = "hidden", .kind = F_HIDDEN, .label = "h" },
};
static const struct form_spec spec = FORM_SPEC(fields);

struct sheet {
	struct arena *a;
	struct buf out;
	struct html h;
	struct form f;
};

static int
setup(void **state)
{
	struct sheet *p = test_malloc(sizeof(*p));

	p->a = arena_new();
	buf_init(&p->out, p->a, 4096);
	p->h = (struct html){ &p->out, LANG_ID, "/en" };
	form_init(&p->f, &spec, LANG_ID, p->a);
	*state = p;
	return 0;
}

static int
teardown(void **state)
{
	struct sheet *p = *state;

	arena_free(p->a);
	test_free(p);
	return 0;
}

static bool
has(const struct sheet *p, const char *text)
{
	return str_find(buf_get(&p->out), str_from_z(text)) >= 0;
}

static void
test_escaped(void **state)
{
	static const char *const names[] = { "text", "secret", "area", "hidden", "pick",
		"radio", "boxes", "born", "file" };
	struct sheet *p = *state;
	struct ui_file stored = { STR(EVIL), 10, STR(EVIL), STR("javascript:x"),
		STR("//evil") };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct form_value *v = &p->f.values[form_index(&p->f, names[i])];

		v->raw = v->day = v->month = v->year = STR(EVIL);
		form_error(&p->f, names[i], EVIL);
	}
	ui_error_summary(&p->h, &p->f);
	ui_fields(&p->h, &p->f);
	ui_file(&p->h, &p->f, "file", &stored);
	ui_csrf(&p->h, STR(EVIL));
	ui_once(&p->h, STR(EVIL));
	ui_summary_row(&p->h, EVIL, STR(EVIL), STR("javascript:x"));
	ui_tag(&p->h, EVIL, "blue");
	ui_pagination(&p->h, STR("javascript:x"), STR("data:x"));
	ui_language(&p->h, STR("/x?q=\"><script>"));
	assert_false(has(p, "<script"));
	assert_false(has(p, "javascript:"));
	assert_false(has(p, "data:x"));
	assert_false(has(p, "\"//evil"));
	assert_true(has(p, "&lt;script&gt;"));
}

static void
test_password_never_shown(void **state)
{
	struct sheet *p = *state;

	form_set(&p->f, "secret", STR("rahasia sekali"));
	ui_password(&p->h, &p->f, "secret");
	assert_false(has(p, "rahasia sekali"));
}

static void
test_errors_point_at_controls(void **state)
{
	static const struct {
		const char *name, *id;
	} rows[] = { { "text", "text" }, { "secret", "secret" }, { "area", "area" },
		{ "pick", "pick" }, { "radio", "radio-1" }, { "boxes", "boxes-1" },
		{ "agree", "agree" }, { "born", "born_day" }, { "file", "file" } };
	struct sheet *p = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		form_error(&p->f, rows[i].name, "Salah.");
	ui_error_summary(&p->h, &p->f);
	ui_fields(&p->h, &p->f);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *row = rows[i].name;

		CHECK(
		    row, has(p, str_z(p->a, str_fmt(p->a, "href=\"#%s\"", rows[i].id))));
		CHECK(row, has(p, str_z(p->a, str_fmt(p->a, " id=\"%s\"", rows[i].id))));
		CHECK(row, has(p, str_z(p->a, str_fmt(p->a, "for=\"%s\"", rows[i].id))));
		CHECK(row, has(p, str_z(p->a, str_fmt(p->a, "id=\"%s-error\"", row))));
	}
	assert_true(has(p, "Ada 9 isian yang perlu diperbaiki"));
	assert_true(has(p, "aria-describedby=\"text-hint text-error\""));
	assert_true(has(p, "autocomplete=\"bday-month\""));
	assert_true(has(p, "name=\"file_foto\""));
}

static void
test_fine_form_has_no_summary(void **state)
{
	struct sheet *p = *state;

	ui_error_summary(&p->h, &p->f);
	ui_pagination(&p->h, STR_NONE, STR_NONE);
	ui_once(&p->h, STR_NONE);
	assert_int_equal(p->out.n, 0);
}

static void
test_links_keep_the_language(void **state)
{
	struct sheet *p = *state;

	ui_link_button(&p->h, "Lanjut", STR("/lanjut"));
	assert_true(has(p, "href=\"/en/lanjut\""));
}

static void
test_sizes(void **state)
{
	static const struct {
		int64_t bytes;
		const char *text;
	} rows[] = { { 0, "0 KB" }, { 1, "1 KB" }, { 831488, "812 KB" },
		{ 1048576, "1,0 MB" }, { 3565158, "3,4 MB" } };
	struct sheet *p = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		p->out.n = 0;
		ui_bytes(&p->h, rows[i].bytes);
		CHECK_STR(rows[i].text, buf_get(&p->out), rows[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_escaped, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_password_never_shown, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_errors_point_at_controls, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_fine_form_has_no_summary, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_links_keep_the_language, setup, teardown),
		cmocka_unit_test_setup_teardown(test_sizes, setup, teardown),
	};

	return cmocka_run_group_tests_name("ui", tests, NULL, NULL);
}
