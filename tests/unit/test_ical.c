/* test_ical.c - calendar files as RFC 5545 wants them. */
#include "base/clock.h"
#include "base/ical.h"
#include "support/check.h"

#define NOON INT64_C(1796443200) /* 2026-12-05 04:00:00 UTC */

static str
made(struct arena *a, str summary, str location)
{
	return ical_make(
	    a, &(struct ical_event){ .uid = STR("DS-082-7K4M-2PXA-loket@paraf"),
		   .sequence = 3,
		   .stamp_s = NOON - 86400,
		   .start_s = NOON,
		   .end_s = NOON + 1800,
		   .summary = summary,
		   .location = location,
		   .url = STR("https://paraf.example/lacak/DS-082-7K4M-2PXA?a=1,2;3"),
		   .alarm_s = 3600,
		   .organizer = STR("tidak-dibalas@kemenkeu.go.id\r\n"),
		   .organizer_name = STR("Paraf \"DJPb\"\n") });
}

/* Is `line` one of the lines, whole? */
static bool
has_line(struct arena *a, str text, const char *line)
{
	return str_find(text, str_fmt(a, "\r\n%s\r\n", line)) >= 0;
}

static void
test_whole(void **state)
{
	static const char *const lines[] = { "VERSION:2.0", "METHOD:PUBLISH",
		"BEGIN:VEVENT", "UID:DS-082-7K4M-2PXA-loket@paraf", "SEQUENCE:3",
		"DTSTAMP:20261204T040000Z", "DTSTART:20261205T040000Z",
		"DTEND:20261205T043000Z", "STATUS:CONFIRMED",
		"ORGANIZER;CN=\"Paraf DJPb\":mailto:tidak-dibalas@kemenkeu.go.id",
		"SUMMARY:Aktivasi DS",
		"URL:https://paraf.example/lacak/DS-082-7K4M-2PXA?a=1,2;3",
		"BEGIN:VALARM", "TRIGGER:-PT60M", "END:VALARM", "END:VEVENT" };
	struct arena *a = arena_new();
	str text = made(a, STR("Aktivasi DS"), STR_NONE);

	(void)state;
	assert_true(str_starts(text, STR("BEGIN:VCALENDAR\r\n")));
	assert_true(str_eq_z(str_from(text, text.n - 15), "END:VCALENDAR\r\n"));
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		CHECK(lines[i], has_line(a, text, lines[i]));
	assert_true(str_find(text, STR("LOCATION")) < 0);
	assert_true(str_find(text, STR("DESCRIPTION:Aktivasi DS")) > 0); /* the alarm's */
	arena_free(a);
}

/* What a text may hold does not become a property, a parameter or another line. */
static void
test_escaped(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "Jl. Sudirman 1, Tolitoli", "LOCATION:Jl. Sudirman 1\\, Tolitoli" },
		{ "a;b\\c", "LOCATION:a\\;b\\\\c" },
		{ "satu\r\ndua\ntiga\rempat", "LOCATION:satu\\ndua\\ntiga\\nempat" },
		{ "x\r\nATTENDEE:mailto:y", "LOCATION:x\\nATTENDEE:mailto:y" },
		{ "bel\a dan \x7f", "LOCATION:bel dan " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct arena *a = arena_new();

		CHECK(
		    rows[i].text, has_line(a, made(a, STR("x"), str_from_z(rows[i].text)),
				      rows[i].want));
		arena_free(a);
	}
}

/* Unfolded (3.1) it is the text again, no line is longer than 75 octets, and none begins in a character. */
static void
folds(struct arena *a, str text)
{
	str rest = made(a, text, STR_NONE), whole = STR("");
	size_t n = 0;

	while (rest.n > 0) {
		ptrdiff_t end = str_find(rest, STR("\r\n"));
		str line = str_sub(rest, 0, (size_t)end);

		assert_true(end >= 0);
		assert_true(line.n <= 75);
		if (line.n > 0 && line.p[0] == ' ') {
			assert_true(((unsigned char)line.p[1] & 0xc0) != 0x80);
			whole = str_fmt(
			    a, "%.*s%.*s", STR_ARG(whole), STR_ARG(str_from(line, 1)));
			n++;
		} else
			whole = str_fmt(a, "%.*s\n%.*s", STR_ARG(whole), STR_ARG(line));
		rest = str_from(rest, (size_t)end + 2);
	}
	assert_true(str_find(whole, str_fmt(a, "\nSUMMARY:%.*s\n", STR_ARG(text))) >= 0);
	assert_int_equal(n > 0, text.n > 75 - 12); /* DESCRIPTION: of the alarm */
}

static void
test_folded(void **state)
{
	(void)state;
	for (size_t n = 60; n < 300; n++) {
		struct arena *a = arena_new();
		char *p = ARENA_ARRAY(a, n, char);

		memset(p, 'x', n);
		folds(a, (str){ p, n });
		/* characters of two octets, beginning at either */
		for (size_t i = n % 2; i + 1 < n; i += 2)
			memcpy(p + i, "\xc3\xa9", 2);
		if (n % 2 == 0)
			folds(a, (str){ p, n });
		arena_free(a);
	}
}

static void
test_moment(void **state)
{
	struct arena *a = arena_new();
	str text =
	    ical_make(a, &(struct ical_event){
			     .uid = STR("x@paraf"), .start_s = NOON, .sequence = -1 });

	(void)state;
	assert_true(has_line(a, text, "SEQUENCE:0"));
	assert_true(str_find(text, STR("DTEND")) < 0);
	assert_true(str_find(text, STR("VALARM")) < 0);
	assert_true(str_find(text, STR("ORGANIZER")) < 0);
	CHECK_STR(
	    "type", ical_type(a, text), "text/calendar; charset=utf-8; method=PUBLISH");
	arena_free(a);
}

/* RFC 5546 3.2.5: the same appointment, said to be none any more; nothing rings for it. */
static void
test_cancelled(void **state)
{
	static const char *const lines[] = { "METHOD:CANCEL", "UID:x@paraf", "SEQUENCE:4",
		"STATUS:CANCELLED", "ORGANIZER:mailto:a@b.id" };
	struct arena *a = arena_new();
	str text = ical_make(a, &(struct ical_event){ .uid = STR("x@paraf"),
				    .start_s = NOON,
				    .sequence = 4,
				    .alarm_s = 3600,
				    .organizer = STR("a@b.id"),
				    .cancelled = true });

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		CHECK(lines[i], has_line(a, text, lines[i]));
	assert_true(str_find(text, STR("PUBLISH")) < 0);
	assert_true(str_find(text, STR("VALARM")) < 0);
	CHECK_STR(
	    "type", ical_type(a, text), "text/calendar; charset=utf-8; method=CANCEL");
	/* what a text says is no method */
	text = made(a, STR("x\r\nMETHOD:CANCEL\r\ny"), STR_NONE);
	assert_true(str_find(ical_type(a, text), STR("PUBLISH")) > 0);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_escaped),
		cmocka_unit_test(test_folded),
		cmocka_unit_test(test_moment),
		cmocka_unit_test(test_cancelled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
