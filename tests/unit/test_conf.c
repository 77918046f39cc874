/* test_conf.c - settings: defaults, parsing, expansion, checks, dump and manual. */
#include <stdlib.h>

#include "conf/conf.h"
#include "support/check.h"

static int
setup(void **state)
{
	*state = arena_new();
	unsetenv("CREDENTIALS_DIRECTORY");
	return 0;
}

static int
teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static enum rc
read_text(struct arena *a, const char *text, struct conf *out, struct err *e)
{
	struct conf_draft *d = conf_draft_new(a);
	enum rc rc = conf_parse(d, "t.conf", str_from_z(text), e);

	return rc == RC_OK ? conf_finish(d, out, e) : rc;
}

static void
test_defaults(void **state)
{
	struct conf c;
	struct err e;

	CHECK_OK("defaults", read_text(*state, "", &c, &e), &e);
	CHECK_STR("defaults", c.listen, "127.0.0.1:8080");
	CHECK_STR("defaults", c.database, "sqlite:/var/lib/paraf/paraf.db");
	CHECK_STR("defaults", c.mail, "maildir:/var/lib/paraf/mail");
	CHECK_STR("defaults", c.initial_password, "random");
	CHECK("defaults", c.two_person && !c.demo && !c.tls_in_front);
	CHECK_INT("defaults", c.session_idle_s, 1800);
	CHECK_INT("defaults", c.session_absolute_s, 43200);
	CHECK_INT("defaults", c.draft_days, 30);
	CHECK_INT("defaults", c.resume_days, 14);
	CHECK_INT("defaults", c.collect_days, 7);
	CHECK_INT("defaults", c.sla_office_days, 2);
	CHECK_INT("defaults", c.sla_bssn_days, 5);
	CHECK_INT("defaults", c.max_opip_per_office, 3);
	CHECK_INT("defaults", c.upload_file_bytes, 10 * 1024 * 1024);
	CHECK_INT("defaults", c.email_domains.n, 1);
	CHECK_STR("defaults", c.email_domains.at[0], "kemenkeu.go.id");
	CHECK_INT("defaults", c.trusted_proxy.n, 0);
}

static void
test_values(void **state)
{
	struct conf c;
	struct err e;

	CHECK_OK("values",
	    read_text(*state,
		"# a comment\n\n  state_dir = /srv/p/  \r\npublic_url=https://paraf.example/\n"
		"mail = smtp://localhost:2525\nmail_user = a=b\nmail_password_file = {state}/pw\n"
		"email_domains =  a.go.id   *.b.go.id \nsession_idle_s = 1h\ncode_s = 90\n"
		"upload_file_bytes = 512K\ntwo_person = tidak\ndemo = yes\nlisten = [::1]:0",
		&c, &e),
	    &e);
	CHECK_STR("no slash at the end", c.state_dir, "/srv/p");
	CHECK_STR("expanded", c.vault_dir, "/srv/p/vault");
	CHECK_STR("expanded", c.mail_password_file, "/srv/p/pw");
	CHECK_STR("public", c.public_url, "https://paraf.example");
	CHECK_STR("only the first =", c.mail_user, "a=b");
	CHECK_INT("list", c.email_domains.n, 2);
	CHECK_STR("list", c.email_domains.at[1], "*.b.go.id");
	CHECK_INT("unit", c.session_idle_s, 3600);
	CHECK_INT("plain seconds", c.code_s, 90);
	CHECK_INT("size", c.upload_file_bytes, 524288);
	CHECK("booleans", !c.two_person && c.demo);
}

static void
test_refused(void **state)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
		{ "listn = x\n", "t.conf:1: setelan \"listn\" tidak dikenal" },
		{ "\n\nThe portal = 1\n", "t.conf:3: setelan \"The portal\"" },
		{ "# x\nlisten\n", "t.conf:2: baris harus berbentuk" },
		{ "demo = yes\ndemo = no\n",
		    "t.conf:2: setelan \"demo\" tertulis dua kali" },
		{ "demo = maybe\n", "t.conf:1: demo: tulis yes atau no" },
		{ "demo =\n", "demo: tulis yes atau no" },
		{ "demo = yes no\n", "demo: tulis yes atau no" },
		{ "initial_password = Random\n", "pilih salah satu dari: random fixed" },
		{ "mail_starttls =\n", "pilih salah satu dari: require try off" },
		{ "state_dir = var/lib\n", "state_dir: tulis alamat berkas lengkap" },
		{ "vault_dir = {nothing}/v\n", "vault_dir: tulis alamat berkas lengkap" },
		{ "draft_days = 6\n", "draft_days: tulis angka dari 7 sampai 365" },
		{ "draft_days = 366\n", "dari 7 sampai 365" },
		{ "draft_days = 30d\n", "dari 7 sampai 365" },
		{ "draft_days = 3.5\n", "dari 7 sampai 365" },
		{ "draft_days = \n", "dari 7 sampai 365" },
		{ "draft_days = -30\n", "dari 7 sampai 365" },
		{ "draft_days = 99999999999999999999\n", "dari 7 sampai 365" },
		{ "session_idle_s = 59\n", "detik" },
		{ "session_idle_s = m\n", "detik" },
		{ "session_idle_s = 30 m\n", "detik" },
		{ "session_idle_s = 9223372036854775807d\n", "detik" },
		{ "upload_file_bytes = 11M\n", "10485760 byte" },
		{ "upload_file_bytes = 1\n", "65536" },
		{ "helpdesk_name = a\tb\n", "karakter kendali" },
		{ "accepted_in = SAKTI\n", "accepted_in: SAKTI: tulis NAMA: sign enter" },
		{ "accepted_in = : sign\n", "tulis NAMA: sign enter" },
		{ "accepted_in = SAKTI: office=082\n", "SAKTI: tulis sign, enter" },
		{ "accepted_in = A: sign; B: sing\n",
		    "accepted_in: B: kata yang dikenal" },
		{ "accepted_in = A: sign; A: enter\n", "tertulis dua kali" },
		{ "accepted_in = A: sign office=82\n", "kode tiga angka" },
		{ "accepted_in = A: sign office=08x\n", "kode tiga angka" },
		{ "accepted_in = A: sign policy=anyPolicy\n", "policy adalah OID" },
		{ "accepted_in = A: sign from=2026-02-30\n", "from=2026-01-31" },
		{ "accepted_in = A: sign from=2026-01-02 from=2026-01-02\n", "sekali" },
		{ "accepted_in = A: sign from=2026-01-02 until=2026-01-01\n",
		    "until lebih awal" },
		{ "listen = 8080\n", "listen: tulis HOST:PORT" },
		{ "listen = localhost:\n", "listen: tulis HOST:PORT" },
		{ "listen = localhost:99999\n", "listen: tulis HOST:PORT" },
		{ "listen = ::1:80\n", "[ALAMAT]:PORT" },
		{ "public_url = paraf.example\n", "public_url: tulis http://" },
		{ "public_url = http://\n", "public_url: tulis http://" },
		{ "public_url = ldap://x\n", "public_url: tulis http://" },
		{ "ocsp_url = x\n", "ocsp_url: tulis http://" },
		{ "database = mysql://x\n", "database: tulis sqlite:" },
		{ "database = sqlite:relative.db\n", "database: tulis sqlite:" },
		{ "vault_store = database\n", "vault_store: database hanya dengan" },
		{ "tsa_url = x\n", "tsa_url: tulis http://" },
		{ "tsa_url = http://tsa\n", "tsa_ca_file: isi sertifikat CA" },
		{ "collect_days = 15\n", "collect_days: tidak boleh lebih lama" },
		{ "approval_days = 6\n", "collect_days: tidak boleh lebih lama" },
		{ "approval_days = 91\n", "approval_days: tulis angka dari 1 sampai 90" },
		{ "node =\n", "node: tulis 1 sampai 16" },
		{ "node = a/b\n", "node: tulis 1 sampai 16" },
		{ "node = 12345678901234567\n", "node: tulis 1 sampai 16" },
		{ "mail = sendmail\n", "mail: tulis maildir:" },
		{ "mail = maildir:relative\n", "mail: Maildir harus alamat lengkap" },
		{ "mail = smtp://host\n", "mail: tulis HOST:PORT" },
		{ "mail = smtps://:465\n", "mail: tulis HOST:PORT" },
		{ "mail = smtp://h:25\nmail_user = u\n", "harus diisi bersama" },
		{ "initial_password = fixed\n", "initial_password_word" },
		{ "initial_password = fixed\ninitial_password_word = short\n",
		    "8 karakter" },
		{ "session_absolute_s = 300\n",
		    "session_idle_s: tidak boleh lebih lama" },
		{ "email_domains =\n", "paling sedikit satu domain" },
		{ "email_domains = @kemenkeu.go.id\n", "domain tanpa @" },
		{ "email_domains = kemenkeu\n", "domain tanpa @" },
		{ "letter_number_pattern = S-{seq}/{year}\n",
		    "{seq}, {office} dan {year}" },
		{ "vault_key_file = {credentials}/k\n", "hanya ada di bawah systemd" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct conf c;
		struct err e;

		CHECK_INT(
		    rows[i].text, read_text(*state, rows[i].text, &c, &e), RC_INVALID);
		CHECK_HAS(rows[i].text, str_from_z(e.msg), rows[i].says);
	}
}

static void
test_nul(void **state)
{
	struct conf_draft *d = conf_draft_new(*state);
	struct err e;

	CHECK_INT("NUL", conf_parse(d, "t.conf", STR("demo = yes\0\n"), &e), RC_INVALID);
	CHECK_HAS("NUL", str_from_z(e.msg), "bukan berkas teks");
	CHECK_INT("no file", conf_read(d, "/nonexistent/paraf.conf", &e), RC_NOT_FOUND);
}

static void
test_credentials(void **state)
{
	struct conf c;
	struct err e;

	setenv("CREDENTIALS_DIRECTORY", "/run/credentials/paraf-web", 1);
	CHECK_OK("credentials",
	    read_text(*state, "vault_key_file = {credentials}/k\n", &c, &e), &e);
	CHECK_STR("credentials", c.vault_key_file, "/run/credentials/paraf-web/k");
	unsetenv("CREDENTIALS_DIRECTORY");
}

static void
test_set_over_file(void **state)
{
	struct conf_draft *d = conf_draft_new(*state);
	struct conf c;
	struct err e;

	CHECK_OK("file", conf_parse(d, "a", STR("demo = no\n"), &e), &e);
	CHECK_OK(
	    "second file may repeat", conf_parse(d, "b", STR("demo = no\n"), &e), &e);
	CHECK_OK("set", conf_set(d, STR("demo"), STR("yes"), &e), &e);
	CHECK_OK("finish", conf_finish(d, &c, &e), &e);
	CHECK("the command line wins", c.demo);
	CHECK_INT("unknown", conf_set(d, STR("dmo"), STR("yes"), &e), RC_INVALID);
}

static void
test_dump_reads_back(void **state)
{
	struct conf c, again;
	struct buf one, two;
	struct err e;
	str v;

	CHECK_OK("first",
	    read_text(*state,
		"state_dir = /srv/x\nsession_idle_s = 45m\nfix_days = 7\ndemo = yes\n"
		"trusted_proxy = 10.0.0.1 10.0.0.2\ncode_s = 61\nclaim_s = 1d\n",
		&c, &e),
	    &e);
	buf_init(&one, *state, 1024);
	conf_dump(&c, &one);
	CHECK_OK(
	    "again", read_text(*state, str_z(*state, buf_get(&one)), &again, &e), &e);
	buf_init(&two, *state, 1024);
	conf_dump(&again, &two);
	CHECK("same dump", str_eq(buf_get(&one), buf_get(&two)));
	CHECK_HAS("dump", buf_get(&one), "\nsession_idle_s = 45m\n");
	CHECK_HAS("dump", buf_get(&one), "\ncode_s = 61\n");
	CHECK_HAS("dump", buf_get(&one), "\nupload_file_bytes = 10M\n");
	CHECK_HAS("dump", buf_get(&one), "\n# Mail\n");
	CHECK_OK("get", conf_get(&c, *state, STR("claim_s"), &v, &e), &e);
	CHECK_STR("get", v, "1d");
	CHECK_INT("get", conf_get(&c, *state, STR("nope"), &v, &e), RC_NOT_FOUND);
}

static void
test_manual(void **state)
{
	struct buf b;

	buf_init(&b, *state, 1024);
	conf_manual(&b);
	CHECK_HAS(
	    "manual", buf_get(&b), ".Ss Storage\n.Bl -tag -width Ds\n.It Ic state_dir");
	CHECK_HAS("manual", buf_get(&b), "One of: random fixed.\n");
	CHECK("ends its list", str_ends(buf_get(&b), STR(".El\n")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_defaults, setup, teardown),
		cmocka_unit_test_setup_teardown(test_values, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nul, setup, teardown),
		cmocka_unit_test_setup_teardown(test_credentials, setup, teardown),
		cmocka_unit_test_setup_teardown(test_set_over_file, setup, teardown),
		cmocka_unit_test_setup_teardown(test_dump_reads_back, setup, teardown),
		cmocka_unit_test_setup_teardown(test_manual, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
