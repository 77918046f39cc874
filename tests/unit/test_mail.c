/* test_mail.c - messages as an independent parser reads them, and what cannot be smuggled in. */
#include <dirent.h>

#include "base/buf.h"
#include "mail/dsn.h"
#include "mail/mail.h"
#include "mail/mail_views.h"
#include "support/run.h"

#define NAME                                                                             \
	"Nur'aini Ma'ruf \xc3\x91u\xc3\xb1"                                              \
	"ez"

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

static struct mail_message
message(void)
{
	return (struct mail_message){
		.from_name = STR("Paraf DJPb"),
		.from_addr = STR("paraf@kemenkeu.go.id"),
		.to_name = STR(NAME),
		.to_addr = STR("nuraini@kemenkeu.go.id"),
		.subject = STR("Halo"),
		.text = STR("Satu.\n\nDua.\n"),
		.id = STR("id1"),
		.date_s = 1795399200,
		.lang = LANG_ID,
	};
}

static const char golden[] =
    "Date: Mon, 23 Nov 2026 02:00:00 +0000\r\n"
    "From: \"Paraf DJPb\"\r\n"
    " <paraf@kemenkeu.go.id>\r\n"
    "To: =?UTF-8?B?TnVyJ2FpbmkgTWEncnVmIMORdcOxZXo=?=\r\n"
    " <nuraini@kemenkeu.go.id>\r\n"
    "Subject: Halo\r\n"
    "Message-ID: <id1@kemenkeu.go.id>\r\n"
    "MIME-Version: 1.0\r\n"
    "Auto-Submitted: auto-generated\r\n"
    "X-Auto-Response-Suppress: All\r\n"
    "Content-Language: id\r\n"
    "Content-Type: multipart/alternative; boundary=\"=_alt_id1\"\r\n"
    "\r\n"
    "--=_alt_id1\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n"
    "\r\n"
    "Satu.\r\n\r\nDua.\r\n\r\n"
    "--=_alt_id1\r\n"
    "Content-Type: text/html; charset=utf-8\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n"
    "\r\n"
    "<p>x</p>\r\n"
    "--=_alt_id1--\r\n";

static void
test_golden(void **state)
{
	struct mail_message m = message();
	struct err e;
	str out;

	m.html = STR("<p>x</p>");
	CHECK_OK("golden", mail_build(*state, &m, &out, &e), &e);
	CHECK_STR("golden", out, golden);
}

/* The facts that Python's parser finds in the message. */
static str
facts(struct arena *a, const char *dir, str mail)
{
	run_write(a, dir, "m.eml", mail);
	return run_in(a, dir, "/usr/bin/python3 '" SUPPORT_DIR "/read-mail.py' m.eml");
}

static void
test_parsed(void **state)
{
	static char pdf[3000];
	struct mail_attachment files[] = {
		{ STR("Surat Pernyataan \xe2\x80\x93 \xc3\x91.pdf"),
		    STR("application/pdf"), { pdf, sizeof pdf } },
		{ STR("jadwal.ics"), STR("text/calendar; method=REQUEST"), STR("BEGIN") },
	};
	struct mail_message m = message();
	const char *dir = run_temp(*state);
	struct err e;
	size_t i;
	str out, s;

	for (i = 0; i < sizeof pdf; i++)
		pdf[i] = (char)(i * 7 % 256);
	m.subject = STR(
	    "Surat rekomendasi dan surat pernyataan Anda \xe2\x80\x93 OPIP-082-K3M9 yang "
	    "panjang sekali supaya harus dilipat \xc3\xa9\xc3\xa9\xc3\xa9");
	m.text = STR(
	    "Yth. " NAME ",\n\ntanda = sama dengan, spasi di akhir \n.titik di awal\n"
	    "Baris yang sangat panjang sekali sampai melewati batas tujuh puluh enam huruf "
	    "pada satu baris surat.\n\n[Unggah surat] https://x.example/a?b=1&c=2\n");
	m.thread = STR("awal");
	m.attachments = files;
	m.n_attachments = 2;
	CHECK_OK("build", mail_build(*state, &m, &out, &e), &e);
	s = facts(*state, dir, out);
	CHECK_HAS("to", s, "To: " NAME " <nuraini@kemenkeu.go.id>");
	CHECK_HAS("subject", s,
	    str_z(*state, str_fmt(*state, "Subject: %.*s\n", STR_ARG(m.subject))));
	CHECK_HAS("sender", s, "Sender: Paraf DJPb paraf@kemenkeu.go.id");
	CHECK_HAS("date", s, "Date: 2026-11-23T02:00:00+00:00");
	CHECK_HAS("thread", s, "References: <awal@kemenkeu.go.id>");
	CHECK_HAS("auto", s, "Auto-Submitted: auto-generated");
	CHECK_HAS("text", s,
	    "|tanda = sama dengan, spasi di akhir |.titik di awal|Baris yang sangat "
	    "panjang sekali sampai melewati batas tujuh puluh enam huruf pada satu "
	    "baris surat.||[Unggah surat]");
	CHECK_HAS("name", s,
	    "Part: application/pdf Surat Pernyataan \xe2\x80\x93 \xc3\x91.pdf");
	CHECK_HAS("calendar", s, "Part: text/calendar jadwal.ics");
	CHECK_HAS("data", s, "Attachment: 3000 ");
	CHECK_HAS("html", s, "href=\"https://x.example/a?b=1&amp;c=2\">Unggah surat</a>");
	for (i = 0, s = out; s.n > 0;) { /* no line is longer than RFC 5322 wants */
		str line = str_cut(&s, '\n');

		CHECK("line", line.n <= 200 && (s.n == 0 || str_ends(line, STR("\r"))));
	}
	run_temp_drop(*state, dir);
}

/* The bytes themselves: spaces at a line's end are written out, any line end is one, nothing is too long. */
static void
test_wire(void **state)
{
	struct mail_message m = message();
	struct err e;
	str out, rest;

	m.subject = STR(
	    "Pemberitahuan yang panjang tetapi ditulis dengan huruf biasa saja, tanpa tanda");
	m.to_name = STR(
	    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
	    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
	    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9");
	m.text = STR(
	    "a \nb\t\r\nc d\re = \x7e\n"
	    "0123456789012345678901234567890123456789012345678901234567890123456789012345678 \n");
	m.html = STR("<p>x</p>");
	CHECK_OK("build", mail_build(*state, &m, &out, &e), &e);
	CHECK_HAS("text", out,
	    "\r\n\r\na=20\r\nb=09\r\nc d\r\ne =3D ~\r\n"
	    "012345678901234567890123456789012345678901234567890123456789012345678901234=\r\n"
	    "5678=20\r\n");
	CHECK_HAS("subject", out, "Subject: =?UTF-8?B?");
	for (rest = out; rest.n > 0;)
		CHECK("line", str_cut(&rest, '\n').n <= 77);
}

/* Each of these would add a header, a recipient or a part if it got through. */
static void
test_injection(void **state)
{
	static const struct {
		const char *label;
		size_t offset;
		const char *value;
	} cases[] = {
#define AT(field) offsetof(struct mail_message, field)
		{ "subject CRLF", AT(subject), "Halo\r\nBcc: x@y.z" },
		{ "subject LF", AT(subject), "Halo\nBcc: x@y.z" },
		{ "subject CR", AT(subject), "Halo\rBcc: x@y.z" },
		{ "subject empty", AT(subject), "" },
		{ "subject not UTF-8", AT(subject), "\xff\xfe" },
		{ "subject escape", AT(subject), "\x1b[1m" },
		{ "name CRLF", AT(to_name), "A\r\nBcc: x@y.z" },
		{ "from name LF", AT(from_name), "A\nB" },
		{ "to two", AT(to_addr), "a@b.c,d@e.f" },
		{ "to angle", AT(to_addr), "a@b.c>\r\nRCPT TO:<d@e.f" },
		{ "to space", AT(to_addr), "a@b.c d" },
		{ "to comment", AT(to_addr), "a(x)@b.c" },
		{ "to quoted", AT(to_addr), "\"a b\"@c.d" },
		{ "to no at", AT(to_addr), "abc" },
		{ "to two at", AT(to_addr), "a@b@c.d" },
		{ "to no domain", AT(to_addr), "a@" },
		{ "to dots", AT(to_addr), "a..b@c.d" },
		{ "to end dot", AT(to_addr), "a@c.d." },
		{ "to UTF-8", AT(to_addr), "\xc3\xa9@c.d" },
		{ "from", AT(from_addr), "a@b.c\r\nX: y" },
		{ "id", AT(id), "a>\r\nX: y" },
		{ "id empty", AT(id), "" },
		{ "thread", AT(thread), "a b" },
		{ "text NUL", AT(text), "\x01" },
#undef AT
	};
	static const struct mail_attachment bad_files[] = {
		{ { "a\r\nX: y", 7 }, { "application/pdf", 15 }, { "x", 1 } },
		{ { "../a", 4 }, { "application/pdf", 15 }, { "x", 1 } },
		{ { "a", 1 }, { "a/b\r\nX: y", 9 }, { "x", 1 } },
		{ { "a", 1 }, { "pdf", 3 }, { "x", 1 } },
		{ { "a", 1 }, { "multipart/mixed", 15 }, { "x", 1 } },
		{ { "", 0 }, { "application/pdf", 15 }, { "x", 1 } },
		{ { "a", 1 }, { "a/b; x=\x7f", 9 }, { "x", 1 } },
		{ { "a", 1 }, { "a/b; x=\r\nX", 10 }, { "x", 1 } },
		{ { "a", 1 }, { "message/rfc822", 14 }, { "x", 1 } },
	};
	struct mail_attachment many[MAIL_ATTACHMENTS + 1];
	struct mail_message m;
	struct err e;
	size_t i;
	str out;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		m = message();
		*(str *)((char *)&m + cases[i].offset) = str_from_z(cases[i].value);
		CHECK_INT(cases[i].label, mail_build(*state, &m, &out, &e), RC_INVALID);
	}
	for (i = 0; i < ARRAY_LEN(bad_files); i++) {
		m = message();
		m.attachments = &bad_files[i];
		m.n_attachments = 1;
		CHECK_INT("attachment", mail_build(*state, &m, &out, &e), RC_INVALID);
	}
	for (i = 0; i < ARRAY_LEN(many); i++)
		many[i] = (struct mail_attachment){ STR("a"), STR("application/pdf"),
			STR("x") };
	m = message();
	m.attachments = many;
	m.n_attachments = MAIL_ATTACHMENTS;
	CHECK_OK("as many as may be", mail_build(*state, &m, &out, &e), &e);
	m.n_attachments = MAIL_ATTACHMENTS + 1;
	CHECK_INT("one more", mail_build(*state, &m, &out, &e), RC_INVALID);
}

/* A name that looks like syntax stays a name. */
static void
test_hostile_name(void **state)
{
	struct mail_message m = message();
	const char *dir = run_temp(*state);
	struct err e;
	str out, s;

	m.from_name = STR("Evil\" <x@y.z>, \"a\\");
	m.to_name = STR("=?UTF-8?B?QQ==?=");
	m.text =
	    STR("--=_alt_id1\n<script>alert(1)</script>\n[<b>] https://a\"onclick=x\n");
	CHECK_OK("build", mail_build(*state, &m, &out, &e), &e);
	s = facts(*state, dir, out);
	CHECK_HAS("from", s, "Sender: Evil\" <x@y.z>, \"a\\ paraf@kemenkeu.go.id");
	CHECK_HAS("to", s, "To: =?UTF-8?B?QQ==?= <nuraini@kemenkeu.go.id>");
	CHECK_HAS("text", s, "Text: --=_alt_id1|");
	CHECK("no tag",
	    str_find(s, STR("|<script>")) < 0 || str_find(s, STR("&lt;script")) >= 0);
	CHECK_HAS("html", s, "&lt;script&gt;");
	CHECK_HAS("href", s, "href=\"https://a&quot;onclick=x\"");
	run_temp_drop(*state, dir);
}

static void
test_maildir(void **state)
{
	const char *dir = run_temp(*state);
	const char *box = str_z(*state, str_fmt(*state, "%s/a/mail", dir));
	struct mail_route r = { .maildir = str_from_z(box) };
	struct err e;

	CHECK_OK("first",
	    mail_send(*state, &r, STR("a@b.c"), STR("d@e.f"), STR("satu\r\n"), &e), &e);
	CHECK_OK("second", mail_maildir_put(*state, box, STR("dua\r\n"), &e), &e);
	CHECK_STR("new", run_in(*state, dir, "ls a/mail/new | wc -l"), "2\n");
	CHECK_STR("tmp", run_in(*state, dir, "ls a/mail/tmp | wc -l"), "0\n");
	CHECK_STR("content", run_in(*state, dir, "cat a/mail/new/* | sort | tr -d '\\r'"),
	    "dua\nsatu\n");
	CHECK_STR("mode", run_in(*state, dir, "stat -c %a a/mail/new/* | uniq"), "600\n");
	CHECK_INT("not a folder",
	    mail_maildir_put(*state, "/dev/null/mail", STR("x"), &e), RC_UNAVAILABLE);
	run_temp_drop(*state, dir);
}

static void
test_route(void **state)
{
	static const struct {
		const char *where, *tls;
		enum rc rc;
		const char *host;
		int port;
		enum mail_tls level;
	} cases[] = {
		{ "maildir:/x", "require", RC_OK, NULL, 0, MAIL_TLS_OFF },
		{ "smtp://mx.example:2525", "require", RC_OK, "mx.example", 2525,
		    MAIL_TLS_REQUIRE },
		{ "smtp://mx.example", "off", RC_OK, "mx.example", 25, MAIL_TLS_OFF },
		{ "smtps://mx.example", "", RC_OK, "mx.example", 465, MAIL_TLS_WRAPPED },
		{ "smtp://mx.example", "maybe", RC_INVALID, NULL, 0, MAIL_TLS_OFF },
		{ "smtp://", "try", RC_INVALID, NULL, 0, MAIL_TLS_OFF },
		{ "smtp://a:0", "try", RC_INVALID, NULL, 0, MAIL_TLS_OFF },
		{ "smtp://a:b", "try", RC_INVALID, NULL, 0, MAIL_TLS_OFF },
		{ "smtp://u@a", "try", RC_INVALID, NULL, 0, MAIL_TLS_OFF },
		{ "http://a", "try", RC_INVALID, NULL, 0, MAIL_TLS_OFF },
	};
	struct mail_route r;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		CHECK_INT(cases[i].where,
		    mail_route_parse(
			str_from_z(cases[i].where), str_from_z(cases[i].tls), &r, &e),
		    cases[i].rc);
		if (cases[i].rc != RC_OK)
			continue;
		CHECK_STR(cases[i].where, r.host, cases[i].host);
		CHECK_INT(cases[i].where, r.port, cases[i].port);
		CHECK_INT(cases[i].where, r.tls, cases[i].level);
	}
}

/* With a real mail server (with-smtp): taken, refused for good, told to come back, nobody there. */
static void
test_smtp(void **state)
{
	const char *port = getenv("SMTP_PORT"), *folder = getenv("SMTP_FOLDER");
	struct mail_message m = message();
	struct mail_route r = { .host = STR("127.0.0.1"), .timeout_s = 20 };
	struct err e;
	str mail, s;

	if (port == NULL || folder == NULL)
		skip();
	r.port = atoi(port);
	m.text = STR("Satu.\n.\n..dua\n");
	CHECK_OK("build", mail_build(*state, &m, &mail, &e), &e);
	CHECK_OK("taken", mail_send(*state, &r, m.from_addr, m.to_addr, mail, &e), &e);
	s = run_in(
	    *state, folder, "/usr/bin/python3 '" SUPPORT_DIR "/read-mail.py' new/1.eml");
	CHECK_HAS("to", s, "To: " NAME);
	CHECK_HAS("dots", s, "Text: Satu.|.|..dua|");
	CHECK_INT("refused",
	    mail_send(*state, &r, m.from_addr, STR("tidak@ada.id"), mail, &e),
	    RC_INVALID);
	CHECK_HAS("refused", str_from_z(e.why), "550");
	CHECK_INT("busy",
	    mail_send(*state, &r, m.from_addr, STR("nanti@ada.id"), mail, &e),
	    RC_UNAVAILABLE);
	r.tls =
	    MAIL_TLS_REQUIRE; /* the server has none: nothing may be sent in the clear */
	CHECK_INT("no TLS", mail_send(*state, &r, m.from_addr, m.to_addr, mail, &e),
	    RC_UNAVAILABLE);
	r.tls = MAIL_TLS_OFF;
	r.port = 1;
	CHECK_INT("away", mail_send(*state, &r, m.from_addr, m.to_addr, mail, &e),
	    RC_UNAVAILABLE);
	CHECK_STR("one", run_in(*state, folder, "ls new | wc -l"), "1\n");
}

/* Every kind has a subject, a text and the last line that belongs to all of them. */
static void
test_compose(void **state)
{
	static const struct mailview_item items[] = {
		{ { "Pasfoto", 7 }, { "buram\n\n[Klik] https://jahat.example", 35 } },
		{ { "NIK", 3 }, { "beda", 4 } },
	};
	struct mailview_ds_returned v = { .name = STR(NAME),
		.number = STR("DS-082-ABCD-EFGX"),
		.office = STR("KPPN Tolitoli"),
		.until = STR("30 November 2026"),
		.url = STR("https://paraf.example/lacak"),
		.items = { items, 2 } };
	struct mail_text t;

#define X_EMPTY(kind)                                                                    \
	{                                                                                \
		struct mailview_##kind empty;                                            \
                                                                                         \
		memset(&empty, 0, sizeof empty);                                         \
		mail_compose_##kind(*state, LANG_ID, &empty, &t);                        \
		CHECK(#kind, t.subject.n > 5 && t.text.n > 60);                          \
		CHECK(#kind, str_ends(str_trim(t.text),                                  \
				 STR("Kami tidak pernah meminta kata sandi atau "        \
				     "passphrase.")));                                   \
	}
	MAIL_KINDS(X_EMPTY)
#undef X_EMPTY
	mail_compose_ds_returned(*state, LANG_ID, &v, &t);
	CHECK_STR(
	    "subject", t.subject, "Perlu perbaikan: 2 hal \xe2\x80\x93 DS-082-ABCD-EFGX");
	CHECK_HAS("item", t.text,
	    "\n- Pasfoto: buram [Klik] https://jahat.example\n- NIK: beda\n");
	CHECK_HAS("button", t.text, "\n[Perbaiki] https://paraf.example/lacak\n");
}

/* --- what comes back ------------------------------------------------------------------------------- */

#define REPORT(boundary, more)                                                           \
	"From: MAILER-DAEMON@mx.example\r\nTo: paraf@kemenkeu.go.id\r\n" more            \
	"MIME-Version: 1.0\r\nContent-Type: multipart/report;\r\n"                       \
	"\treport-type=delivery-status; boundary=\"" boundary "\"\r\n\r\n"
#define STATUS(fields)                                                                   \
	"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns;mx.example\r\n" \
	"\r\n" fields "\r\n\r\n"
#define OURS                                                                             \
	"Received: from a by b;\r\n Mon, 23 Nov 2026 02:00:00 +0000\r\n"                 \
	"From: \"Paraf DJPb\"\r\n <paraf@kemenkeu.go.id>\r\nSubject: Halo\r\n"           \
	"Message-ID: <id1@kemenkeu.go.id>\r\nReferences: <case@kemenkeu.go.id>\r\n\r\n"

/* Notifications in the shapes that mail servers give them, and what only looks like one. */
static void
test_bounces(void **state)
{
	static const struct {
		const char *label, *text;
		const char *id, *status; /* NULL: it is none */
		bool failed;
	} cases[] = {
		{ "Postfix",
		    REPORT("A.1/mx",
			"Auto-Submitted: auto-replied\r\n") "This is a MIME-encapsulated message.\r\n\r\n--A.1/mx\r\n"
							    "Content-Description: Notification\r\nContent-Type: text/plain\r\n\r\n"
							    "Sorry: --A.1/mxx and -- are no end.\r\n\r\n--A.1/mx\r\n" STATUS(
								"Final-Recipient: rfc822; a@b.c\r\nOriginal-Recipient: rfc822;a@b.c\r\n"
								"Action: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; mx\r\n"
								"Diagnostic-Code: smtp; 550 5.1.1 <a@b.c>: unknown") "--A.1/mx\r\n"
														     "Content-Type: message/rfc822\r\n\r\n" OURS
														     "words\r\n--A.1/mx--\r\n",
		    "id1", "5.1.1", true },
		{ "Postfix, head only",
		    REPORT("b", "") "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b\r\n" STATUS(
			"Action: failed\r\nStatus: 5.7.1") "--b\r\n"
							   "Content-Type: text/rfc822-headers\r\n\r\n" OURS
							   "--b--\r\n",
		    "id1", "5.7.1", true },
		{ "head only, the other name",
		    REPORT("b", "") "--b\r\n" STATUS(
			"Action: failed\r\nStatus: 5.2.2") "--b\r\n"
							   "Content-Type: message/rfc822-headers\r\n\r\n" OURS
							   "--b--\r\n",
		    "id1", "5.2.2", true },
		{ "Exim says it in general",
		    REPORT("x-eximdsn-1",
			"X-Failed-Recipients: a@b.c\r\n") "--x-eximdsn-1\r\nContent-type: text/plain; charset=us-ascii\r\n\r\n"
							  "failed\r\n--x-eximdsn-1\r\nContent-type: message/delivery-status\r\n\r\n"
							  "Reporting-MTA: dns; mx\r\n\r\nAction: failed\r\n"
							  "Final-Recipient: rfc822;a@b.c\r\nStatus: 5.0.0\r\n"
							  "Remote-MTA: dns; mx\r\nDiagnostic-Code: smtp; 550-5.2.2 over\r\n"
							  " 550 5.2.2 quota\r\n\r\n--x-eximdsn-1\r\n"
							  "Content-type: message/rfc822\r\n\r\nReturn-path: <p@k.g>\r\n" OURS
							  "x\r\n--x-eximdsn-1--\r\n",
		    "id1", "5.2.2", true },
		{ "no better said",
		    REPORT("b", "") "--b\r\n" STATUS(
			"Action: failed\r\nStatus: 5.0.0\r\n"
			"Diagnostic-Code: smtp; 550 no 10.5.1.1 here, 4.4.1 before") "--b\r\n"
										     "Content-Type: message/rfc822\r\n\r\n" OURS
										     "--b--\r\n",
		    "id1", "5.0.0", true },
		{ "Exchange, parts within parts",
		    REPORT("_000_x_",
			"In-Reply-To: <other@kemenkeu.go.id>\r\n") "--_000_x_\r\nContent-Type: multipart/alternative; differences=Content-Type;\r\n"
								   "\tboundary=\"_000_x_y_\"\r\n\r\n--_000_x_y_\r\n"
								   "Content-Type: text/plain; charset=\"us-ascii\"\r\n\r\nno\r\n"
								   "--_000_x_y_\r\nContent-Type: text/html\r\n\r\n<p>no</p>\r\n--_000_x_y_--\r\n"
								   "--_000_x_\r\n" STATUS(
								       "Final-recipient: RFC822; a@b.c\r\nAction: Failed\r\nStatus: 5.1.10\r\n"
								       "Diagnostic-code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound\r\n"
								       "X-Display-Name: a@b.c") "--_000_x_\r\n"
												"Content-Type: message/rfc822\r\n\r\n" OURS
												"--_000_x_--\r\n",
		    "id1", "5.1.10", true },
		{ "Gmail, our mail left behind",
		    REPORT("0000",
			"In-Reply-To: <id1@kemenkeu.go.id>\r\n"
			"References: <case@kemenkeu.go.id>\r\n") "--0000\r\nContent-Type: multipart/related; boundary=\"0001\"\r\n\r\n"
								 "--0001\r\nContent-Type: text/plain\r\n\r\nno\r\n--0001--\r\n--0000\r\n" STATUS(
								     "Final-Recipient: rfc822; a@b.c\r\nAction: failed\r\nStatus: 5.1.1") "--0000--\r\n",
		    "id1", "5.1.1", true },
		{ "the last of the references",
		    REPORT("b", "References: <case@kemenkeu.go.id>\r\n <id1@kemenkeu.go.id>\r\n") "--b\r\n" STATUS(
			"Action: failed\r\nStatus: 5.1.1") "--b--\r\n",
		    "id1", "5.1.1", true },
		{ "two recipients, one failed",
		    REPORT("b", "") "--b\r\n" STATUS(
			"Action: delayed\r\nStatus: 4.4.1\r\n\r\n"
			"Action: failed\r\nStatus: 5.1.1\r\n\r\n"
			"Action: delivered\r\nStatus: 2.0.0") "--b\r\n"
							      "Content-Type: message/rfc822\r\n\r\n" OURS
							      "--b--\r\n",
		    "id1", "5.1.1", true },
		{ "delayed",
		    REPORT("b", "") "--b\r\n" STATUS(
			"Action: delayed\r\nStatus: 4.4.1") "--b\r\n"
							    "Content-Type: message/rfc822\r\n\r\n" OURS
							    "--b--\r\n",
		    "id1", "4.4.1", false },
		{ "cut off in our mail",
		    REPORT("b", "") "--b\r\n" STATUS(
			"Action: failed\r\nStatus: 5.1.1") "--b\r\n"
							   "Content-Type: message/rfc822\r\n\r\n" OURS
							   "JVBERi0xLjcKJ",
		    "id1", "5.1.1", true },
		{ "said with a dash",
		    REPORT("b", "") "--b\r\n" STATUS(
			"Action: failed\r\nStatus: 5.0.0\r\n"
			"Diagnostic-Code: smtp; 550-5.1.1 unknown") "--b\r\n"
								    "Content-Type: message/rfc822\r\n\r\n" OURS
								    "--b--\r\n",
		    "id1", "5.1.1", true },
		{ "a version is no status",
		    REPORT("b", "") "--b\r\n" STATUS(
			"Action: failed\r\nStatus: 5.0.0\r\n"
			"Diagnostic-Code: smtp; 550 mx/5.2.2 v5.1.1") "--b\r\n"
								      "Content-Type: message/rfc822\r\n\r\n" OURS
								      "--b--\r\n",
		    "id1", "5.0.0", true },
		{ "of another class",
		    REPORT("b", "") "--b\r\n" STATUS(
			"Action: failed\r\nStatus: 5.0.0\r\n"
			"Diagnostic-Code: smtp; 450 4.2.2 full") "--b\r\n"
								 "Content-Type: message/rfc822\r\n\r\n" OURS
								 "--b--\r\n",
		    "id1", "5.0.0", true },
		{ "a group without an action",
		    REPORT("b", "") "--b\r\n" STATUS(
			"Status: 4.4.1\r\n\r\nAction: failed\r\nStatus: 5.1.1") "--b\r\n"
										"Content-Type: message/rfc822\r\n\r\n" OURS
										"--b--\r\n",
		    "id1", "5.1.1", true },
		{ "the first mail that is returned counts",
		    REPORT("b", "") "--b\r\n" STATUS(
			"Action: failed\r\nStatus: 5.1.1") "--b\r\n"
							   "Content-Type: message/rfc822\r\n\r\n" OURS
							   "--b\r\n"
							   "Content-Type: message/rfc822\r\n\r\nMessage-ID: <id2@k.g>\r\n\r\n--b--\r\n",
		    "id1", "5.1.1", true },
		{ "a picture of one",
		    REPORT("b", "") "--b\r\n" STATUS(
			"Action: failed\r\nStatus: 5.1.1") "--b\r\n"
							   "Content-Type: text/plain\r\n\r\n" OURS
							   "--b--\r\n",
		    NULL, NULL, false },
		{ "behind the end",
		    REPORT("b", "") "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--\r\n--b\r\n" STATUS(
			"Action: failed\r\nStatus: 5.1.1") "--b\r\n"
							   "Content-Type: message/rfc822\r\n\r\n" OURS
							   "--b--\r\n",
		    NULL, NULL, false },
		{ "no boundary",
		    "Content-Type: multipart/report; boundary=\"\"\r\n\r\n--\r\n" STATUS(
			"Action: failed\r\nStatus: 5.1.1") "--\r\n"
							   "Content-Type: message/rfc822\r\n\r\n" OURS
							   "----\r\n",
		    NULL, NULL, false },
		{ "it was read",
		    "Content-Type: multipart/report; report-type=disposition-notification;\r\n"
		    " boundary=b\r\nIn-Reply-To: <id1@kemenkeu.go.id>\r\n\r\n--b\r\n"
		    "Content-Type: message/disposition-notification\r\n\r\n"
		    "Original-Message-ID: <id1@kemenkeu.go.id>\r\nDisposition: x; displayed\r\n"
		    "\r\n--b--\r\n",
		    NULL, NULL, false },
		{ "out of office",
		    "Subject: Automatic reply: Halo\r\nAuto-Submitted: auto-replied\r\n"
		    "In-Reply-To: <id1@kemenkeu.go.id>\r\nContent-Type: text/plain\r\n\r\n"
		    "Action: failed\r\nStatus: 5.1.1\r\n",
		    NULL, NULL, false },
		{ "an answer that quotes one",
		    "In-Reply-To: <id1@kemenkeu.go.id>\r\n"
		    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" STATUS(
			"Action: failed\r\nStatus: 5.1.1") "--b--\r\n",
		    NULL, NULL, false },
		{ "about nothing",
		    REPORT("b", "") "--b\r\n" STATUS(
			"Action: failed\r\nStatus: 5.1.1") "--b--\r\n",
		    NULL, NULL, false },
		{ "not an id of ours",
		    REPORT("b", "") "--b\r\n" STATUS(
			"Action: failed\r\nStatus: 5.1.1") "--b\r\nContent-Type: message/rfc822\r\n\r\n"
							   "Message-ID: <a'b;--@x>\r\n\r\n--b--\r\n",
		    NULL, NULL, false },
	};
	struct mail_dsn dsn;
	struct err e;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		enum rc rc = mail_dsn_read(*state, str_from_z(cases[i].text), &dsn, &e);

		CHECK_INT(cases[i].label, rc, cases[i].id != NULL ? RC_OK : RC_INVALID);
		if (cases[i].id == NULL)
			continue;
		CHECK_STR(cases[i].label, dsn.id, cases[i].id);
		CHECK_STR(cases[i].label, dsn.status, cases[i].status);
		CHECK_INT(cases[i].label, dsn.failed, cases[i].failed);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_golden, setup, teardown),
		cmocka_unit_test_setup_teardown(test_parsed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_wire, setup, teardown),
		cmocka_unit_test_setup_teardown(test_injection, setup, teardown),
		cmocka_unit_test_setup_teardown(test_hostile_name, setup, teardown),
		cmocka_unit_test_setup_teardown(test_maildir, setup, teardown),
		cmocka_unit_test_setup_teardown(test_route, setup, teardown),
		cmocka_unit_test_setup_teardown(test_smtp, setup, teardown),
		cmocka_unit_test_setup_teardown(test_compose, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bounces, setup, teardown),
	};

	return cmocka_run_group_tests_name("mail", tests, NULL, NULL);
}
