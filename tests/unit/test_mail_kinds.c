/*
 * test_mail_kinds.c - every kind of mail as it is read: a subject of its own, text and HTML that say the
 * same, every value that was handed in, no other origin. With a mail server (with-smtp) all are sent.
 */
#include "mail/mail.h"
#include "support/mail_samples.h"
#include "support/run.h"

/* The only kinds that ask nobody to go anywhere. */
static const char *const no_button[] = { "code", "opip_ended", "opip_refused" };

static int
setup(void **state)
{
	struct arena *a = arena_new();
	struct mail_samples *s = ARENA_NEW(a, struct mail_samples);

	mail_samples(a, s);
	*state = s;
	return 0;
}

static int
teardown(void **state)
{
	arena_free(((struct mail_samples *)*state)->a);
	return 0;
}

static str
html_of(struct mail_samples *s, const struct mail_sample *m)
{
	return mail_html(s->a, LANG_ID, m->mail.subject, m->mail.text);
}

static size_t
count(str s, const char *what)
{
	size_t n = 0;
	ptrdiff_t at;

	for (; (at = str_find(s, str_from_z(what))) >= 0; n++)
		s = str_from(s, (size_t)at + 1);
	return n;
}

/* Every kind has a sample, and no two kinds the same subject. */
static void
test_subjects(void **state)
{
	struct mail_samples *s = *state;
	size_t seen;

#define X_SEEN(kind_)                                                                    \
	seen = 0;                                                                        \
	for (size_t i = 0; i < s->n; i++)                                                \
		seen += strcmp(s->at[i].kind, #kind_) == 0;                              \
	CHECK(#kind_ " has a sample", seen > 0);
	MAIL_KINDS(X_SEEN)
#undef X_SEEN
	for (size_t i = 0; i < s->n; i++) {
		str one = s->at[i].mail.subject;

		CHECK(s->at[i].kind, one.n > 10 && one.n <= 120);
		CHECK(s->at[i].kind, str_find(one, STR("5f3a90c1")) < 0); /* no serial */
		for (size_t j = i + 1; j < s->n; j++)
			if (strcmp(s->at[i].kind, s->at[j].kind) != 0)
				CHECK(s->at[j].kind, !str_eq(one, s->at[j].mail.subject));
	}
}

/* No line ends where a value should stand, and each value stands somewhere. */
static void
test_values(void **state)
{
	static const char *const holes[] = { "{{", "}}", "(null)", "  ", " .", " ,",
		": \n", "\n\n\n" };
	struct mail_samples *s = *state;

	for (size_t i = 0; i < s->n; i++) {
		const struct mail_sample *m = &s->at[i];
		str whole = str_fmt(
		    s->a, "%.*s\n%.*s", STR_ARG(m->mail.subject), STR_ARG(m->mail.text));

		for (size_t j = 0; j < ARRAY_LEN(holes); j++)
			if (str_find(whole, str_from_z(holes[j])) >= 0)
				fail_msg("%s: \"%s\" in\n%.*s", m->kind, holes[j],
				    STR_ARG(whole));
		for (size_t j = 0; j < m->n_values; j++)
			if (str_find(whole, str_from_z(m->values[j])) < 0)
				fail_msg("%s: \"%s\" is not said in\n%.*s", m->kind,
				    m->values[j], STR_ARG(whole));
		CHECK(m->kind,
		    str_ends(str_trim(m->mail.text),
			STR("Kami tidak pernah meminta kata sandi atau passphrase.")));
	}
}

static bool
has_button(const struct mail_sample *m)
{
	for (size_t i = 0; i < ARRAY_LEN(no_button); i++)
		if (strcmp(m->kind, no_button[i]) == 0)
			return false;
	/* the link that makes somebody an OPIP is his alone, its copy has none */
	return strcmp(m->kind, "opip_granted") != 0 ||
	       str_find(m->mail.text, STR("Salinan untuk")) < 0;
}

/* One thing to do, at our address, in both parts; the address can be read under the button. */
static void
test_links(void **state)
{
	struct mail_samples *s = *state;

	for (size_t i = 0; i < s->n; i++) {
		const struct mail_sample *m = &s->at[i];
		str html = html_of(s, m), rest = m->mail.text;
		size_t want = has_button(m) ? 1 : 0;

		CHECK_INT(m->kind, count(rest, "] http"), want);
		CHECK_INT(m->kind, count(rest, "] " MAIL_SAMPLE_ORIGIN "/"), want);
		CHECK_INT(m->kind, count(html, " href=\""), want);
		CHECK_INT(m->kind, count(html, " href=\"" MAIL_SAMPLE_ORIGIN "/"), want);
		CHECK_INT(m->kind, count(html, ">" MAIL_SAMPLE_ORIGIN "/"), want);
		CHECK_INT(m->kind, count(html, "<img"), 0);
		CHECK_INT(m->kind, count(html, "src="), 0);
	}
}

/* What the portal shows again opens nothing, and everything else is still there. */
static void
test_again(void **state)
{
	static const char *const secrets[] = { "482913", "Yk3vQ0sJw1Zt8HnB" };
	struct mail_samples *s = *state;

	for (size_t i = 0; i < s->n; i++) {
		const struct mail_sample *m = &s->at[i];
		str kind = str_from_z(m->kind);
		str whole = str_fmt(s->a, "%.*s\n%.*s",
		    STR_ARG(mail_again(s->a, kind, m->mail.subject)),
		    STR_ARG(mail_again(s->a, kind, m->mail.text)));

		for (size_t j = 0; j < ARRAY_LEN(secrets); j++)
			if (str_find(whole, str_from_z(secrets[j])) >= 0)
				fail_msg("%s shows %s again:\n%.*s", m->kind, secrets[j],
				    STR_ARG(whole));
		for (size_t j = 0; j < m->n_values; j++)
			if (strcmp(m->values[j], secrets[0]) != 0 &&
			    (!mail_is_secret(kind) ||
				strncmp(m->values[j], "http", 4) != 0))
				CHECK_HAS(m->kind, whole, m->values[j]);
	}
}

/* Taken by a real mail server; what it kept is well formed, and both parts are there. */
static void
test_sent(void **state)
{
	const char *port = getenv("SMTP_PORT"), *folder = getenv("SMTP_FOLDER");
	struct mail_route r = { .host = STR("127.0.0.1"), .timeout_s = 20 };
	struct mail_samples *s = *state;
	struct err e;
	str mail, read;

	if (port == NULL || folder == NULL)
		skip();
	r.port = atoi(port);
	for (size_t i = 0; i < s->n; i++) {
		struct mail_message m = { .from_name = STR("Paraf DJPb"),
			.from_addr = STR("paraf@kemenkeu.go.id"),
			.to_addr = STR("dewi@kemenkeu.go.id"),
			.subject = s->at[i].mail.subject,
			.text = s->at[i].mail.text,
			.id = str_fmt(s->a, "id%zu", i),
			.thread = STR("berkas"),
			.date_s = 1795399200,
			.lang = LANG_ID };

		CHECK_OK(s->at[i].kind, mail_build(s->a, &m, &mail, &e), &e);
		CHECK_OK(s->at[i].kind,
		    mail_send(s->a, &r, m.from_addr, m.to_addr, mail, &e), &e);
	}
	read = run_in(
	    s->a, folder, "/usr/bin/python3 '" SUPPORT_DIR "/read-mail.py' new/*.eml");
	for (size_t i = 0; i < s->n; i++)
		CHECK_HAS(s->at[i].kind, read,
		    str_fmt(s->a,
			"\nSubject: %.*s\nMessage-ID: <id%zu@kemenkeu.go.id>\n"
			"References: <berkas@kemenkeu.go.id>\n",
			STR_ARG(s->at[i].mail.subject), i)
			.p);
	CHECK_INT("texts", count(read, "\nPart: text/plain \n"), s->n);
	CHECK_INT("pages", count(read, "\nPart: text/html \n"), s->n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_subjects, setup, teardown),
		cmocka_unit_test_setup_teardown(test_values, setup, teardown),
		cmocka_unit_test_setup_teardown(test_links, setup, teardown),
		cmocka_unit_test_setup_teardown(test_again, setup, teardown),
		cmocka_unit_test_setup_teardown(test_sent, setup, teardown),
	};

	return cmocka_run_group_tests_name("mail-kinds", tests, NULL, NULL);
}
