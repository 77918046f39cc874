/*
 * test_status.c - the status record and the lists made from it: what a crash leaves between the two
 * records is taken over, a difference is found, lists of every length are accepted by openssl.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "pki/crl.h"
#include "signer/signer.h"
#include "signer/status_db.h"
#include "support/signed_state.h"

#define BASE "http://127.0.0.1:8080"

static struct signed_state w;
static struct arena *a;

static void
shell(const char *line)
{
	if (!signed_state_shell(&w, true, line))
		fail_msg("failed: %s", line);
}

static int
set_up(void **state)
{
	(void)state;
	w = (struct signed_state){ 0 };
	signed_state_make(&w, "test_status");
	a = w.a;
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	signed_state_remove(&w);
	return 0;
}

static struct record *
open_record(void)
{
	return signed_state_record(&w);
}

static str
issue(struct record *r, const char *list)
{
	return signed_state_issue(&w, r, list, 1);
}

static void
change(struct record *r, str serial, const char *to, int64_t reason, int64_t invalidity_s)
{
	signed_state_change(&w, r, serial, to, reason, invalidity_s);
}

static void
open_and_tick(void)
{
	const struct signer_options o = { .state = w.state, .clock = &clock_system };
	struct signer *s;
	struct err e = { 0 };

	if (signer_open(&o, &s, &e) != RC_OK || signer_tick(s, a, &e) != RC_OK)
		fail_msg("signer: %s", e.why);
	signer_close(s);
}

/* ---- looking into the status record as a reader does ---- */

static int64_t
number_of(const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *st;
	int64_t n;

	assert_int_equal(sqlite3_open_v2(str_fmt(a, "%s/status/status.db", w.state).p,
			     &db, SQLITE_OPEN_READONLY, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
	n = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int64(st, 0) : -1;
	sqlite3_finalize(st);
	sqlite3_close(db);
	return n;
}

static int64_t
state_of(str serial)
{
	return number_of(str_fmt(
	    a, "SELECT state FROM certificate WHERE serial = x'%.*s'", STR_ARG(serial))
			     .p);
}

static struct status_difference
difference(void)
{
	struct status_difference d;
	struct err e = { 0 };

	if (status_db_compare(w.state, &d, &e) != RC_OK)
		fail_msg("compare: %s", e.why);
	return d;
}

static void
is_taken_over(void **state)
{
	struct status_difference d;
	struct record *r = open_record();
	str one = issue(r, "g1"), two = issue(r, "g1"), three = issue(r, "g1");

	(void)state;
	change(r, two, "suspended", PKI_REASON_HOLD, 0);
	record_close(r);
	/* the other commit did not come: unknown to everybody, never good */
	assert_int_equal(state_of(one), -1);
	assert_int_equal(state_of(two), -1);
	d = difference();
	assert_int_equal(d.certificates, 3);
	assert_int_equal(d.missing, 3);
	open_and_tick();
	assert_int_equal(state_of(one), STATUS_GOOD);
	assert_int_equal(state_of(two), STATUS_SUSPENDED);
	/* several changes of one certificate, in order */
	r = open_record();
	change(r, two, "active", 0, 0);
	change(r, three, "suspended", PKI_REASON_HOLD, 0);
	change(r, three, "revoked", PKI_REASON_KEY_COMPROMISE, w.now_s - 3600);
	record_close(r);
	assert_int_equal(difference().differs, 2);
	open_and_tick();
	assert_int_equal(state_of(two), STATUS_GOOD);
	assert_int_equal(state_of(three), STATUS_REVOKED);
	d = difference();
	assert_int_equal(d.certificates, 3);
	assert_int_equal(d.missing + d.surplus + d.differs, 0);
}

/* Die in the middle of an order, between the two records. */
static void
kill_here(enum signer_step step)
{
	if (step == SIGNER_STEP_CHANGE_KEPT)
		kill(getpid(), SIGKILL);
}

static void
killed_between_the_records(void **state)
{
	struct record *r = open_record();
	str serial = issue(r, "g1");
	int status;
	pid_t pid;

	(void)state;
	record_close(r);
	open_and_tick();
	assert_int_equal(state_of(serial), STATUS_GOOD);
	pid = fork();
	if (pid == 0) {
		const struct signer_options o = { .state = w.state,
			.clock = &clock_system };
		const struct ipc_message in = { .type = IPC_order_suspend,
			.u.order_suspend = { serial, STR("u9"), 0 } };
		struct ipc_message out;
		struct signer *s;
		struct err e;

		signer_hooks.after_step = kill_here;
		if (signer_open(&o, &s, &e) == RC_OK)
			signer_answer(s, a, &in, &out);
		_exit(1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	/* recorded, acknowledged to nobody; the next start takes it over */
	assert_int_equal(difference().differs, 1);
	open_and_tick();
	assert_int_equal(state_of(serial), STATUS_SUSPENDED);
	assert_int_equal(difference().differs, 0);
}

/* A record that was changed by another hand is found out. */
static void
tampering_is_found(void **state)
{
	const char *const lines[] = {
		"UPDATE certificate SET state = 0 WHERE state = 2",
		"DELETE FROM certificate WHERE state = 0",
		"INSERT INTO certificate SELECT x'41', ca, list, 0, 0, 0, 0, 0, 0 FROM certificate LIMIT 1",
		"UPDATE certificate SET at_s = at_s - 60 WHERE state = 2",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		struct record *r = open_record();
		struct status_difference d;

		issue(r, "g1");
		change(r, issue(r, "g1"), "revoked", PKI_REASON_SUPERSEDED, 0);
		record_close(r);
		/* made anew from the signer's record */
		shell("rm -rf state/status");
		open_and_tick();
		d = difference();
		assert_int_equal(d.missing + d.surplus + d.differs, 0);
		shell(str_fmt(a, "sqlite3 state/status/status.db \"%s\"", lines[i]).p);
		d = difference();
		assert_true(d.missing + d.surplus + d.differs > 0);
	}
}

#define TO_PEM                                                                           \
	"openssl x509 -inform DER -in state/pki/ca.cer -out ca.pem;"                     \
	"openssl x509 -inform DER -in state/pki/root.cer -out root.pem;"

static void
list_says_why_and_since_when(void **state)
{
	struct record *r = open_record();
	str held = issue(r, "g1"), gone = issue(r, "g1"), good = issue(r, "g1"),
	    plain = issue(r, "g1");

	(void)state;
	change(r, held, "suspended", PKI_REASON_HOLD, 0);
	change(r, gone, "revoked", PKI_REASON_KEY_COMPROMISE, w.now_s - 86400);
	change(r, plain, "revoked", PKI_REASON_UNSPECIFIED, 0);
	record_close(r);
	open_and_tick();
	shell(str_fmt(a,
	    TO_PEM
	    "openssl crl -inform DER -in state/pki/g1.crl -CAfile ca.pem -text -noout >text 2>&1;"
	    "grep -q 'verify OK' text; grep -q 'Certificate Hold' text;"
	    "grep -q 'Key Compromise' text; grep -q 'Invalidity Date' text;"
	    "test $(grep -c 'Serial Number' text) = 3; test $(grep -c 'Reason Code' text) = 2;"
	    "grep -qi '%.*s' text && exit 1; grep -qi '%.*s' text; grep -A1 'CRL Number' text;"
	    "certtool --crl-info --inder --infile state/pki/g1.crl >info 2>&1;"
	    "grep -q 'Revoked certificates (3)' info",
	    STR_ARG(good), STR_ARG(gone))
		  .p);
}

static void
parts_by_serial(void **state)
{
	struct record *r = open_record();
	str serials[4], whole;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(serials); i++) {
		serials[i] = issue(r, str_fmt(a, "g1-4-%zu", i).p);
		if (i % 2 == 0)
			change(r, serials[i], "revoked", PKI_REASON_SUPERSEDED, 0);
	}
	whole = issue(r, "g1"); /* from before the parts */
	change(r, whole, "revoked", PKI_REASON_CESSATION, 0);
	record_close(r);
	shell("echo 'crl_parts = 4' >>state/signer/profile.conf");
	open_and_tick();
	shell(TO_PEM
	    "for i in g1 g1-4-0 g1-4-1 g1-4-2 g1-4-3; do "
	    "openssl crl -inform DER -in state/pki/$i.crl -out $i.pem;"
	    "openssl crl -in $i.pem -CAfile ca.pem -text -noout >$i.text 2>&1; grep -q 'verify OK' $i.text; done;"
	    "grep -A2 'Issuing Distribution Point: critical' g1-4-2.text;"
	    "grep -q '" BASE "/pki/crl/g1-4-2.crl' g1-4-2.text;"
	    "grep -q 'Issuing Distribution Point' g1.text && exit 1;"
	    "test $(grep -c 'Serial Number' g1.text) = 3; test $(grep -c 'Serial Number' g1-4-0.text) = 1;"
	    "grep -q 'No Revoked Certificates' g1-4-1.text");
	for (size_t i = 0; i < ARRAY_LEN(serials); i++)
		shell(str_fmt(a,
		    "openssl x509 -inform DER -in %.*s.der -out c.pem;"
		    "%s openssl verify -partial_chain -trusted ca.pem -crl_check -CRLfile g1-4-%zu.pem c.pem",
		    STR_ARG(serials[i]), i % 2 == 0 ? "!" : "", i)
			  .p);
	/* the list of another part says nothing about this certificate */
	shell(str_fmt(a,
	    "openssl x509 -inform DER -in %.*s.der -out c.pem;"
	    "! openssl verify -partial_chain -trusted ca.pem -crl_check -CRLfile g1-4-2.pem c.pem",
	    STR_ARG(serials[1]))
		  .p);
	/* with other settings the parts of old certificates live on */
	shell("rm state/pki/g1-4-*.crl; sed -i /crl_parts/d state/signer/profile.conf");
	open_and_tick();
	shell("test -s state/pki/g1-4-2.crl; test -s state/pki/g1-4-1.crl");
}

/* ---- lists of every length ---- */

struct counted {
	int64_t n, at;
	unsigned char serial[PKI_SERIAL_BYTES];
};

static enum rc
counted_rewind(void *arg, struct err *e)
{
	(void)e;
	((struct counted *)arg)->at = 0;
	return RC_OK;
}

static enum rc
counted_next(void *arg, struct pki_crl_entry *out, bool *out_more, struct err *e)
{
	struct counted *c = arg;

	(void)e;
	*out_more = c->at < c->n;
	if (!*out_more)
		return RC_OK;
	memset(c->serial, 0x41, sizeof(c->serial));
	memcpy(c->serial + 12, &c->at, sizeof(c->at));
	if (c->at % 4 == 2) /* a number that needs a zero in front, one that has two */
		c->serial[0] = 0xc1;
	if (c->at % 4 == 3)
		c->serial[0] = c->serial[1] = 0;
	*out = (struct pki_crl_entry){ .serial = { (const char *)c->serial,
					   c->at == 1 ? 1 : sizeof(c->serial) },
		/* the last second of UTCTime, the first of GeneralizedTime */
		.at_s = c->at % 5 == 0   ? 2524607999
			: c->at % 5 == 1 ? 2524608000
					 : w.now_s,
		.reason = (int)(c->at % 7),
		.invalidity_s = c->at % 3 == 0 ? w.now_s - 60 : 0 };
	c->at++;
	return RC_OK;
}

static void
lists_of_every_length(void **state)
{
	const int64_t lengths[] = { 0, 1, 2, 3, 4, 5, 6, 7, 100, 1000, 1210, 1215, 1220,
		1225, 1230, 50000 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		struct counted c = { .n = lengths[i] };
		const struct pki_crl_source source = { counted_rewind, counted_next, &c };
		const struct pki_crl_fields f = { .number = 7,
			.this_s = w.now_s,
			.next_s = i == 0 ? PKI_NO_NEXT_S : w.now_s + 86400 };
		int fd = open(
		    str_fmt(a, "%s/list", w.dir).p, O_RDWR | O_CREAT | O_TRUNC, 0600);
		struct pki_crl_written made;
		struct err e = { 0 };

		assert_true(fd >= 0);
		if (pki_crl_write(a, &w.ca, &f, &source, fd, &made, &e) != RC_OK)
			fail_msg("%lld: %s", (long long)lengths[i], e.why);
		close(fd);
		assert_int_equal(made.entries, lengths[i]);
		shell(str_fmt(a,
		    TO_PEM
		    "openssl crl -inform DER -in list -CAfile ca.pem -text -noout >text 2>&1;"
		    "grep -q 'verify OK' text; test $(grep -c 'Serial Number' text || true) = %lld;"
		    "test $(stat -c %%s list) = %lld; test $(sha256sum <list | cut -c1-64) = %.*s;"
		    "openssl asn1parse -inform DER -in list >/dev/null",
		    (long long)lengths[i], (long long)made.bytes, STR_ARG(made.sha256))
			  .p);
	}
	assert_true(arena_used(a) < 20 * 1024 * 1024);
}

/* Whatever the name of the CA is long: around 256 bytes the outer header changes its length. */
static void
lists_of_every_name(void **state)
{
	char letters[65];

	(void)state;
	memset(letters, 'A', sizeof(letters));
	for (size_t n = 1; n <= 64; n++) {
		struct pki_ca_fields names = { .serial = pki_serial_new(a),
			.country = STR("ID"),
			.organization = STR("O"),
			.name = { letters, n },
			.not_before_s = w.now_s - 60,
			.not_after_s = w.now_s + 86400,
			.path_length = 0 };
		struct counted c = { .n = 0 };
		const struct pki_crl_source source = { counted_rewind, counted_next, &c };
		const struct pki_crl_fields f = {
			.number = 7, .this_s = w.now_s, .next_s = w.now_s + 86400
		};
		int fd = open(
		    str_fmt(a, "%s/list", w.dir).p, O_RDWR | O_CREAT | O_TRUNC, 0600);
		struct pki_crl_written made;
		struct pki_crl_head head;
		struct pki_ca named;
		struct err e = { 0 };
		str der;

		assert_true(fd >= 0);
		assert_int_equal(pki_key_spki(w.ca.key, a, &names.spki, &e), RC_OK);
		assert_int_equal(pki_ca_make(a, &names, NULL, w.ca.key, &der, &e), RC_OK);
		assert_int_equal(pki_ca_read(a, der, &named, &e), RC_OK);
		named.key = w.ca.key;
		if (pki_crl_write(a, &named, &f, &source, fd, &made, &e) != RC_OK)
			fail_msg("name of %zu: %s", n, e.why);
		close(fd);
		assert_int_equal(
		    file_read(a, str_fmt(a, "%s/list", w.dir).p, 4096, &der, &e), RC_OK);
		assert_int_equal(der.n, made.bytes);
		assert_int_equal(pki_crl_read(der, &head, &e), RC_OK);
	}
}

/* Other users read it, and need no right to write beside it. */
static void
is_read_without_rights(void **state)
{
	struct record *r = open_record();
	struct stat st;
	str serial = issue(r, "g1");

	(void)state;
	record_close(r);
	open_and_tick();
	assert_int_equal(stat(str_fmt(a, "%s/status", w.state).p, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0755);
	assert_int_equal(stat(str_fmt(a, "%s/status/status.db", w.state).p, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	if (geteuid() == 0) {
		shell(str_fmt(a,
		    "chmod 711 . state; setpriv --reuid 65534 --regid 65534 --clear-groups "
		    "sqlite3 'file:state/status/status.db?mode=ro' "
		    "\"SELECT state FROM certificate WHERE serial = x'%.*s'\" >out; grep -qx 0 out;"
		    "! setpriv --reuid 65534 --regid 65534 --clear-groups "
		    "sqlite3 state/status/status.db 'UPDATE certificate SET state = 0'",
		    STR_ARG(serial))
			  .p);
	}
}

/* After a roll-over a responder has one key and a certificate of each CA; version 1 knew of one. */
static void
one_key_under_two_authorities(void **state)
{
	struct status_responder r = { .serial = STR("\x02"),
		.der = STR("x"),
		.ca = STR("g2"),
		.spki_id = STR("same"),
		.issued_s = 5,
		.not_after_s = 9 };
	struct status_db *db;
	struct err e = { 0 };
	int64_t n = 0;

	(void)state;
	assert_int_equal(status_db_open(w.state, &db, &e), RC_OK);
	status_db_close(db);
	shell(
	    "sqlite3 state/status/status.db \"DROP TABLE responder;"
	    "CREATE TABLE responder (serial blob PRIMARY KEY, der blob NOT NULL,"
	    " ca text NOT NULL REFERENCES ca, spki_id text NOT NULL UNIQUE,"
	    " issued_s integer NOT NULL, not_after_s integer NOT NULL) STRICT;"
	    "CREATE INDEX responder_issued ON responder (issued_s);"
	    "INSERT OR IGNORE INTO ca VALUES ('g1', x'00', x'00', 1, 2, 0), ('g2', x'00', x'01', 1, 2, 0);"
	    "INSERT INTO responder VALUES (x'01', x'00', 'g1', 'same', 4, 9);"
	    "PRAGMA user_version = 1\"");
	for (int i = 0; i < 2; i++) {
		assert_int_equal(status_db_open(w.state, &db, &e), RC_OK);
		assert_int_equal(
		    status_db_put_responder(db, &r, &e), i == 0 ? RC_OK : RC_CONFLICT);
		r.serial = STR("\x03");
		r.ca = STR("g1");
		assert_int_equal(status_db_put_responder(db, &r, &e), RC_CONFLICT);
		assert_int_equal(status_db_responders_since(db, 0, &n, &e), RC_OK);
		assert_int_equal(n, 2);
		status_db_close(db);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(is_taken_over, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    one_key_under_two_authorities, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    killed_between_the_records, set_up, tear_down),
		cmocka_unit_test_setup_teardown(tampering_is_found, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    list_says_why_and_since_when, set_up, tear_down),
		cmocka_unit_test_setup_teardown(parts_by_serial, set_up, tear_down),
		cmocka_unit_test_setup_teardown(lists_of_every_length, set_up, tear_down),
		cmocka_unit_test_setup_teardown(lists_of_every_name, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    is_read_without_rights, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
