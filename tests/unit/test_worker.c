/*
 * test_worker.c - the outbox on the engine named on the command line, and the program itself
 * (PARAF_WORKER), started, poked and stopped.
 */
#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/wait.h>

#include "base/file.h"
#include "base/rnd.h"
#include "domain/inbox.h"
#include "mail/poke.h"
#include "support/fresh_store.h"
#include "support/run.h"
#include "worker/bounce.h"
#include "worker/worker.h"

#define NOW 1795399200

static const char *engine_name;
static int64_t now_s;

struct fixture {
	struct fresh_store f;
	struct arena *a;
	struct conf conf;
	struct worker w;
	const char *dir;
};

static int64_t
test_now(void *arg)
{
	(void)arg;
	return now_s;
}

static const struct clock test_clock = { test_now, NULL };

static int
setup(void **state)
{
	struct fixture *x = calloc(1, sizeof *x);
	struct conf_draft *draft;
	const char *key;
	struct err e;

	fresh_store_init(&x->f, engine_name, true);
	x->a = arena_new();
	x->dir = run_temp(x->a);
	draft = conf_draft_new(x->a);
	CHECK_OK("conf", conf_set(draft, STR("state_dir"), str_from_z(x->dir), &e), &e);
	CHECK_OK("conf", conf_finish(draft, &x->conf, &e), &e);
	now_s = NOW;
	x->w = (struct worker){ .batch = arena_new(),
		.stop_fd = -1,
		.poke_fd = -1,
		.d = { .store = x->f.store,
		    .conf = &x->conf,
		    .clock = &test_clock,
		    .node = STR("1/test"),
		    .a = arena_new() } };
	CHECK_OK("db", db_open(x->f.store, &x->w.d.db, &e), &e);
	db_use_arena(x->w.d.db, x->w.d.a);
	key = str_z(x->a, x->conf.vault_key_file);
	CHECK_OK("key", vault_key_create(key, &e), &e);
	CHECK_OK("vault",
	    vault_open(str_z(x->a, x->conf.vault_dir), key, &x->w.d.vault, &e), &e);
	CHECK_OK("setup", worker_setup(&x->w, &e), &e);
	*state = x;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *x = *state;

	db_close(x->w.d.db);
	vault_close(x->w.d.vault);
	fresh_store_release(&x->f);
	run_temp_drop(x->a, x->dir);
	arena_free(x->w.d.a);
	arena_free(x->w.batch);
	arena_free(x->a);
	free(x);
	return 0;
}

struct put {
	struct row_outbox mail;
	struct row_document doc;
	bool officer; /* the mail is for an account of its own */
};

static enum rc
put_tx(struct db *tx, void *arg, struct err *e)
{
	struct put *p = arg;
	enum rc rc = RC_OK;

	if (p->doc.id.p != NULL)
		rc = q_document_insert(tx, &p->doc, e);
	if (rc == RC_OK && p->officer)
		rc = q_account_insert(tx,
		    &(struct row_account){ .id = p->mail.account,
			.username = p->mail.account,
			.role = STR("staff"),
			.office = STR("082"),
			.name = STR("Petugas"),
			.email_proven_s = SQL_NULL_INT,
			.state = STR("active"),
			.pass_set_s = SQL_NULL_INT,
			.initial_expires_s = SQL_NULL_INT,
			.created_s = 5,
			.created_by = STR("system"),
			.last_login_s = SQL_NULL_INT,
			.disabled_s = SQL_NULL_INT,
			.version = 1 },
		    e);
	return rc == RC_OK ? q_outbox_insert(tx, &p->mail, e) : rc;
}

/* One mail about case `noun_id`, with these attachments. */
static struct put
mail_to(struct arena *a, const char *to, const char *noun_id)
{
	return (struct put){ .mail = { .id = rnd_id(a),
				 .kind = STR("code"),
				 .recipient = str_from_z(to),
				 .subject = STR("Kode"),
				 .body_text = STR("Halo.\n"),
				 .body_html = STR(""),
				 .attachments = STR(""),
				 .noun = STR("application"),
				 .noun_id = str_from_z(noun_id),
				 .state = STR("queued"),
				 .next_s = NOW,
				 .created_s = NOW,
				 .sent_s = SQL_NULL_INT } };
}

static void
put(struct fixture *x, struct put *p)
{
	struct err e;

	CHECK_OK("put", store_write(x->f.store, x->a, put_tx, p, &e), &e);
}

static size_t
turn(struct fixture *x)
{
	struct err e;
	size_t n;

	CHECK_OK("turn", worker_outbox(&x->w, &n, &e), &e);
	return n;
}

static struct row_outbox
mail_of(struct fixture *x, const char *noun_id)
{
	struct row_outbox_list rows;
	struct err e;

	CHECK_OK("read",
	    q_outbox_of(x->w.d.db, STR("application"), str_from_z(noun_id), &rows, &e),
	    &e);
	CHECK_INT("read", rows.n, 1);
	return rows.at[0];
}

static void
test_sent(void **state)
{
	struct fixture *x = *state;
	struct put p = mail_to(x->a, "a@kemenkeu.go.id", "kasus1");
	struct row_outbox row;
	str s;

	CHECK_INT("empty", turn(x), 0);
	put(x, &p);
	now_s = NOW - 1;
	CHECK_INT("not yet", turn(x), 0);
	now_s = NOW;
	CHECK_INT("due", turn(x), 1);
	CHECK_INT("done", turn(x), 0);
	row = mail_of(x, "kasus1");
	CHECK_STR("state", row.state, "sent");
	CHECK_INT("sent", row.sent_s, NOW);
	CHECK_INT("tries", row.tries, 1);
	s = run_in(x->a, x->dir, "cat mail/new/*");
	CHECK_HAS(
	    "id", s, str_z(x->a, str_fmt(x->a, "Message-ID: <%.*s@", STR_ARG(row.id))));
	CHECK_HAS("thread", s, "References: <kasus1@");
	CHECK_HAS("html", s, "text/html");
}

/* A notification about a mail as a mail server writes it. */
static void
notify(
    struct fixture *x, const char *name, str id, const char *action, const char *status)
{
	const char *path = str_fmt(x->a, "%s/bounces/new/%s", x->dir, name).p;
	struct err e;

	CHECK_OK("folder",
	    file_make_dirs(str_fmt(x->a, "%s/bounces/new", x->dir).p, 0700, &e), &e);
	CHECK_OK("folder",
	    file_make_dirs(str_fmt(x->a, "%s/bounces/cur", x->dir).p, 0700, &e), &e);
	CHECK_OK("write",
	    file_write_durable(path,
		str_fmt(x->a,
		    "Subject: Undelivered\r\nContent-Type: multipart/report;\r\n"
		    " report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nwords\r\n--b\r\n"
		    "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
		    "Final-Recipient: rfc822; a@kemenkeu.go.id\r\nAction: %s\r\nStatus: %s\r\n\r\n"
		    "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
		    "Message-ID: <%.*s@kemenkeu.go.id>\r\n\r\n--b--\r\n",
		    action, status, STR_ARG(id)),
		0600, &e),
	    &e);
}

static void
test_bounced(void **state)
{
	struct fixture *x = *state;
	struct put p = mail_to(x->a, "a@kemenkeu.go.id", "kasus9");
	struct row_outbox row;
	struct err e;

	put(x, &p);
	CHECK_INT("due", turn(x), 1);
	CHECK_OK("none configured", bounce_job(&x->w.d, &e), &e);
	x->conf.bounce_maildir = str_fmt(x->a, "%s/bounces", x->dir);
	CHECK_INT("no folder", bounce_job(&x->w.d, &e), RC_UNAVAILABLE);
	notify(x, "delayed", p.mail.id, "delayed", "4.4.1");
	notify(x, "stranger", STR("nobody"), "failed", "5.1.1");
	CHECK_OK("answer",
	    file_write_durable(str_fmt(x->a, "%s/bounces/new/answer", x->dir).p,
		STR("Subject: Re: Kode\r\n\r\nterima kasih\r\n"), 0600, &e),
	    &e);
	CHECK_OK("not about ours", bounce_job(&x->w.d, &e), &e);
	CHECK_STR("still sent", mail_of(x, "kasus9").state, "sent");
	notify(x, "failed", p.mail.id, "failed", "5.2.2 (mailbox full)");
	CHECK_OK("failed", bounce_job(&x->w.d, &e), &e);
	row = mail_of(x, "kasus9");
	CHECK_STR("failed", row.state, "failed");
	CHECK_STR("why", row.last_error, "bounce 5.2.2");
	CHECK_STR("words", str_from_z(inbox_failure(&row)), "kotak suratnya penuh");
	notify(x, "again", p.mail.id, "failed", "5.1.1");
	CHECK_OK("twice", bounce_job(&x->w.d, &e), &e);
	CHECK_STR("once", mail_of(x, "kasus9").last_error, "bounce 5.2.2");
	CHECK_STR("put away",
	    run_in(x->a, x->dir, "ls bounces/new | wc -l; ls bounces/cur | wc -l"),
	    "0\n5\n");
}

/* The whole mail came back with all that hung on it: its beginning says enough, and it is put away. */
static void
test_long_bounce(void **state)
{
	struct fixture *x = *state;
	struct put p = mail_to(x->a, "a@kemenkeu.go.id", "kasus8");
	struct err e;

	x->conf.bounce_maildir = str_fmt(x->a, "%s/bounces", x->dir);
	put(x, &p);
	CHECK_INT("due", turn(x), 1);
	notify(x, "long", p.mail.id, "failed", "5.1.1");
	(void)run_in(x->a, x->dir, "truncate -s 50M bounces/new/long");
	CHECK_OK("long", bounce_job(&x->w.d, &e), &e);
	CHECK_STR("failed", mail_of(x, "kasus8").state, "failed");
	CHECK_STR("put away", run_in(x->a, x->dir, "ls bounces/new | wc -l"), "0\n");
	CHECK_INT("memory", arena_used(x->w.d.a) < 4 << 20, 1);
}

/* What did not arrive is no news any more once the address was mended and a mail arrived there. */
static void
test_mended_address(void **state)
{
	struct fixture *x = *state;
	struct put old = mail_to(x->a, "lama@kemenkeu.go.id", "kasus10");
	struct put office = mail_to(x->a, "kantor@kemenkeu.go.id", "kasus10");
	struct put mended = mail_to(x->a, "baru@kemenkeu.go.id", "kasus10");
	struct row_outbox row;
	struct err e;

	x->conf.bounce_maildir = str_fmt(x->a, "%s/bounces", x->dir);
	put(x, &old);
	CHECK_INT("old", turn(x), 1);
	now_s += 10;
	office.mail.account = STR("petugas");
	office.officer = true;
	office.mail.created_s = mended.mail.created_s = now_s;
	put(x, &office);
	CHECK_INT("office", turn(x), 1);
	/* the notification comes late */
	notify(x, "late", old.mail.id, "failed", "5.1.1");
	CHECK_OK("late", bounce_job(&x->w.d, &e), &e);
	CHECK_OK("somebody else's mail mends nothing",
	    inbox_undelivered(&x->w.d, "application", STR("kasus10"), &row, &e), &e);
	CHECK_STR("which", row.recipient, "lama@kemenkeu.go.id");
	put(x, &mended);
	CHECK_INT("mended", turn(x), 1);
	CHECK_INT("no news",
	    inbox_undelivered(&x->w.d, "application", STR("kasus10"), &row, &e),
	    RC_NOT_FOUND);
	/* until it comes back from there too */
	notify(x, "too", mended.mail.id, "failed", "5.2.2");
	CHECK_OK("too", bounce_job(&x->w.d, &e), &e);
	CHECK_OK("news",
	    inbox_undelivered(&x->w.d, "application", STR("kasus10"), &row, &e), &e);
	CHECK_STR("news", row.recipient, "baru@kemenkeu.go.id");
}

/* Nobody listens on port 1: it comes back later and later, then stops. */
static void
test_retry(void **state)
{
	static const int64_t pauses[] = { 30, 120, 600, 3600, 10800, 21600, 43200, 43200,
		43200, 43200, 43200 };
	struct fixture *x = *state;
	struct put p = mail_to(x->a, "a@kemenkeu.go.id", "kasus2");
	struct row_outbox row;
	size_t i;

	x->w.route =
	    (struct mail_route){ .host = STR("127.0.0.1"), .port = 1, .timeout_s = 5 };
	put(x, &p);
	for (i = 0; i < ARRAY_LEN(pauses); i++) {
		CHECK_INT("due", turn(x), 1);
		row = mail_of(x, "kasus2");
		CHECK_STR("state", row.state, "queued");
		CHECK_INT("tries", row.tries, i + 1);
		CHECK_INT("next", row.next_s, now_s + pauses[i]);
		CHECK_HAS("why", row.last_error, "smtp:");
		now_s = row.next_s - 1;
		CHECK_INT("too early", turn(x), 0);
		now_s++;
	}
	CHECK_INT("last", turn(x), 1);
	CHECK_STR("failed", mail_of(x, "kasus2").state, "failed");
	CHECK("three days", now_s - NOW > 2 * 86400 && now_s - NOW < 3 * 86400);
}

static void
test_impossible(void **state)
{
	struct fixture *x = *state;
	struct put address = mail_to(x->a, "bukan alamat", "kasus3");
	struct put lost = mail_to(x->a, "a@kemenkeu.go.id", "kasus4");

	lost.mail.attachments = STR("tidak-ada");
	put(x, &address);
	put(x, &lost);
	CHECK_INT("both", turn(x), 2);
	CHECK_STR("address", mail_of(x, "kasus3").state, "failed");
	CHECK_STR("lost", mail_of(x, "kasus4").state, "failed");
	CHECK_HAS("lost", mail_of(x, "kasus4").last_error, "no such document");
}

static void
test_attachment(void **state)
{
	struct fixture *x = *state;
	struct put p = mail_to(x->a, "a@kemenkeu.go.id", "kasus5");
	struct vault_doc doc;
	struct err e;

	CHECK_OK(
	    "vault", vault_put(x->w.d.vault, x->a, STR("%PDF-1.7 isi"), &doc, &e), &e);
	p.doc = (struct row_document){ .id = doc.id,
		.noun = STR("application"),
		.noun_id = STR("kasus5"),
		.class = STR("letter"),
		.state = STR("kept"),
		.type = STR("application/pdf"),
		.bytes = doc.bytes,
		.sha256 = doc.sha256,
		.key_box = doc.key_box,
		.pages = 1,
		.width = SQL_NULL_INT,
		.height = SQL_NULL_INT,
		.name = STR("surat.pdf"),
		.created_s = NOW,
		.created_by = STR("x"),
		.erased_s = SQL_NULL_INT,
		.parent = STR_NONE };
	p.mail.attachments = doc.id;
	put(x, &p);
	CHECK_INT("turn", turn(x), 1);
	CHECK_STR("state", mail_of(x, "kasus5").state, "sent");
	CHECK_HAS("mail", run_in(x->a, x->dir, "cat mail/new/*"), "JVBERi0xLjcgaXNp");
	CHECK_HAS(
	    "mail", run_in(x->a, x->dir, "cat mail/new/*"), "filename=\"surat.pdf\"");
}

/* A worker that dies in the middle: the row comes back when its lease is over, and only then. */
static void
test_lease(void **state)
{
	struct fixture *x = *state;
	struct put p = mail_to(x->a, "a@kemenkeu.go.id", "kasus6");

	p.mail.next_s = NOW + WORKER_LEASE_S; /* as claimed at NOW */
	p.mail.tries = 1;
	put(x, &p);
	now_s = NOW + WORKER_LEASE_S - 1;
	CHECK_INT("leased", turn(x), 0);
	now_s++;
	CHECK_INT("free", turn(x), 1);
	CHECK_STR("state", mail_of(x, "kasus6").state, "sent");
	CHECK_INT("tries", mail_of(x, "kasus6").tries, 2);
}

static void
test_many(void **state)
{
	struct fixture *x = *state;
	int i;

	for (i = 0; i < WORKER_BATCH + 3; i++) {
		struct put p = mail_to(
		    x->a, "a@kemenkeu.go.id", str_z(x->a, str_fmt(x->a, "banyak%d", i)));

		put(x, &p);
	}
	CHECK_INT("first", turn(x), WORKER_BATCH);
	CHECK_INT("rest", turn(x), 3);
	CHECK_STR("files", run_in(x->a, x->dir, "ls mail/new | wc -l"), "11\n");
}

static enum rc
old_rows_tx(struct db *tx, void *arg, struct err *e)
{
	(void)arg;
	return q_once_insert(tx, STR("lama"), STR("x"), NOW - 2 * 86400, e);
}

static void
test_jobs(void **state)
{
	struct fixture *x = *state;
	struct row_once_by_token once;
	struct vault_doc orphan;
	struct err e;

	CHECK_OK("old", store_write(x->f.store, x->a, old_rows_tx, NULL, &e), &e);
	CHECK_OK("orphan", vault_put(x->w.d.vault, x->a, STR("x"), &orphan, &e), &e);
	now_s = clock_now(&clock_system) + 2 * 86400; /* files carry the machine's time */
	worker_run_jobs(&x->w);
	CHECK_INT("forgotten", q_once_by_token(x->w.d.db, STR("lama"), &once, &e),
	    RC_NOT_FOUND);
	CHECK_STR("swept", run_in(x->a, x->dir, "find vault -type f | wc -l"), "0\n");
	CHECK("later", x->w.job_due_s[0] > now_s);
}

/* --- the program ---------------------------------------------------------------------------------- */

static pid_t
start_program(struct fixture *x, int *out_log)
{
	const char *program = getenv("PARAF_WORKER");
	const char *state = str_z(x->a, str_fmt(x->a, "state_dir=%s", x->dir));
	const char *base = str_z(x->a, str_fmt(x->a, "database=%s", x->f.url));
	int log[2];
	pid_t pid;

	assert_int_equal(pipe(log), 0);
	pid = fork();
	if (pid == 0) {
		(void)dup2(log[1], 2);
		(void)close(log[0]);
		(void)execl(
		    program, program, "--set", state, "--set", base, (char *)NULL);
		_exit(127);
	}
	(void)close(log[1]);
	*out_log = log[0];
	return pid;
}

/* Wait until the descriptor is readable, at most a minute, and read. */
static str
wait_read(struct fixture *x, int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char *room = arena_alloc(x->a, 4096);
	ssize_t n;

	assert_int_equal(poll(&p, 1, 60000), 1);
	n = read(fd, room, 4096);
	assert_true(n >= 0);
	return (str){ room, (size_t)n };
}

static void
test_program(void **state)
{
	struct fixture *x = *state;
	struct put p = mail_to(x->a, "a@kemenkeu.go.id", "kasus7");
	int log, watch = inotify_init1(IN_CLOEXEC), status = -1;
	pid_t pid;

	if (getenv("PARAF_WORKER") == NULL)
		skip();
	(void)run_in(x->a, x->dir, "mkdir -p mail/new mail/tmp mail/cur");
	assert_true(
	    inotify_add_watch(watch, str_z(x->a, str_fmt(x->a, "%s/mail/new", x->dir)),
		IN_MOVED_TO) >= 0);
	pid = start_program(x, &log);
	CHECK_HAS("log", wait_read(x, log), "start");
	put(x, &p);
	mail_poke(str_z(x->a, x->conf.worker_socket));
	(void)wait_read(x, watch);
	assert_int_equal(kill(pid, SIGTERM), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	CHECK_INT("status", status, 0);
	CHECK_STR("state", mail_of(x, "kasus7").state, "sent");
	CHECK_STR("socket", run_in(x->a, x->dir, "find run -type s"), "");
	(void)close(log);
	(void)close(watch);
}

/* A job that fails comes round ever later, never later than it would anyway or than half a minute. */
static void
test_job_pause(void **state)
{
	(void)state;
	CHECK_INT("well", worker_job_pause_s(3, 0), 3);
	CHECK_INT("once", worker_job_pause_s(3, 1), 6);
	CHECK_INT("thrice", worker_job_pause_s(3, 3), 24);
	CHECK_INT("often", worker_job_pause_s(3, 1000000), 30);
	CHECK_INT("seldom anyway", worker_job_pause_s(3600, 9), 3600);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_sent, setup, teardown),
		cmocka_unit_test_setup_teardown(test_retry, setup, teardown),
		cmocka_unit_test_setup_teardown(test_impossible, setup, teardown),
		cmocka_unit_test_setup_teardown(test_attachment, setup, teardown),
		cmocka_unit_test_setup_teardown(test_lease, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bounced, setup, teardown),
		cmocka_unit_test_setup_teardown(test_long_bounce, setup, teardown),
		cmocka_unit_test_setup_teardown(test_mended_address, setup, teardown),
		cmocka_unit_test_setup_teardown(test_jobs, setup, teardown),
		cmocka_unit_test(test_job_pause),
		cmocka_unit_test_setup_teardown(test_program, setup, teardown),
	};

	engine_name = argc > 1 ? argv[1] : "sqlite";
	return cmocka_run_group_tests_name("worker", tests, NULL, NULL);
}
