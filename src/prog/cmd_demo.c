/* cmd_demo.c - paraf demo: a state folder with settings, people and mail, served at once. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "prog/demo.h"
#include "signer/ceremony.h"
#include "vault/inspect.h"

#define TRIES 20

struct demo {
	const char *state, *listen;
	enum demo_extent extent;
	const char *set[32];
	int n_set;
};

static bool
read_words(struct demo *o, int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--empty") == 0)
			o->extent = DEMO_EMPTY;
		else if (strcmp(argv[i], "--no-files") == 0)
			o->extent = DEMO_OFFICERS;
		else if (strcmp(argv[i], "--state") == 0 && i + 1 < argc)
			o->state = argv[++i];
		else if (strcmp(argv[i], "--listen") == 0 && i + 1 < argc)
			o->listen = argv[++i];
		else if (strcmp(argv[i], "--set") == 0 && i + 1 < argc && o->n_set < 32)
			o->set[o->n_set++] = argv[++i];
		else
			return false;
	}
	return o->state != NULL && o->listen != NULL;
}

/* Listen now, so that port 0 is a known port before anything prints an address. */
static int
listen_on(struct prog *p, const char *text, str *out_listen, struct err *e)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);
	int fd, port = 0, yes = 1;
	str host;

	if (conf_host_port(p->a, str_from_z(text), &host, &port, e) != RC_OK)
		return -1;
	at.sin_port = htons((uint16_t)port);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || inet_pton(AF_INET, str_z(p->a, host), &at.sin_addr) != 1 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) != 0 ||
	    bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 || listen(fd, 511) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &size) != 0) {
		(void)err_set(e, RC_UNAVAILABLE, N_("Alamat sudah dipakai program lain."),
		    "cannot listen on %s", text);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	*out_listen = str_fmt(p->a, "%.*s:%d", STR_ARG(host), ntohs(at.sin_port));
	return fd;
}

/* Does --set give that key ("key=") a value of its own? */
static bool
is_set(const struct demo *o, const char *key)
{
	for (int i = 0; i < o->n_set; i++)
		if (strncmp(o->set[i], key, strlen(key)) == 0)
			return true;
	return false;
}

/* The responder listens at the next port; with a port chosen by the kernel both must be free. */
static bool
listen_on_both(struct prog *p, const struct demo *o, struct serve_options *so,
    str *out_listen, str *out_ocsp, struct err *e)
{
	for (int i = 0; i < TRIES; i++) {
		str host;
		int port;

		so->listen_fd = listen_on(p, o->listen, out_listen, e);
		if (so->listen_fd < 0 ||
		    conf_host_port(p->a, *out_listen, &host, &port, e) != RC_OK)
			return false;
		so->ocsp_fd = listen_on(
		    p, str_fmt(p->a, "%.*s:%d", STR_ARG(host), port + 1).p, out_ocsp, e);
		if (so->ocsp_fd >= 0)
			return true;
		close(so->listen_fd);
		if (!str_ends(str_from_z(o->listen), STR(":0")))
			return false;
	}
	return false;
}

/* The settings of a demonstration, written into its folder so that every program reads the same. */
static enum rc
settings(struct prog *p, const struct demo *o, str listen, str ocsp, const char *path,
    struct err *e)
{
	struct conf_draft *draft = conf_draft_new(p->a);
	struct buf text;
	char full[4096];

	if (realpath(o->state, full) == NULL)
		return err_set(
		    e, RC_UNAVAILABLE, N_("Folder demo tidak dapat dibuka."), "realpath");
	buf_init(&text, p->a, 1024);
	buf_fmt(&text,
	    "# a demonstration, made by paraf demo\nstate_dir = %s\nlisten = %.*s\n"
	    "ocsp_listen = %.*s\ndemo = yes\n",
	    full, STR_ARG(listen), STR_ARG(ocsp));
	if (!is_set(o, "ocsp_url="))
		buf_fmt(&text, "ocsp_url = http://%.*s/\n", STR_ARG(ocsp));
	if (!is_set(o, "public_url="))
		buf_fmt(&text, "public_url = http://%.*s\n", STR_ARG(listen));
	if (!is_set(o, "accepted_in="))
		BUF_LIT(&text,
		    "accepted_in = eSPM: sign enter; SAKTI: sign; OM-SPAN: enter; "
		    "SPAN: enter office=018 office=019; "
		    "Naskah Dinas Elektronik: sign from=2030-01-01\n");
	if (!is_set(o, "officer_key="))
		BUF_LIT(&text, "officer_key = passkey,browser\n");
	for (int i = 0; i < o->n_set; i++)
		buf_fmt(&text, "%s\n", o->set[i]);
	if (conf_parse(draft, path, buf_get(&text), e) != RC_OK ||
	    conf_finish(draft, &p->conf, e) != RC_OK)
		return e->rc;
	return file_write_durable(path, buf_get(&text), 0600, e);
}

/* Codes with which verifikator1 and verifikator2 enrol keys of their own; beside credentials.txt. */
static enum rc
demo_codes(struct prog *p, const char *state, struct err *e)
{
	str codes[2];
	struct buf text;
	enum rc rc = ceremony_codes(str_z(p->a, p->conf.signer_dir), &clock_system,
	    ARRAY_LEN(codes), CEREMONY_HOURS, p->a, codes, e);

	if (rc != RC_OK)
		return rc;
	buf_init(&text, p->a, 128);
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		buf_fmt(&text, "verifikator%d %.*s\n", (int)i + 1, STR_ARG(codes[i]));
	printf("kode upacara kunci verifikator (%d jam, sekali pakai):\n%.*s",
	    CEREMONY_HOURS, STR_ARG(buf_get(&text)));
	return file_write_durable(
	    str_fmt(p->a, "%s/ceremony-codes.txt", state).p, buf_get(&text), 0600, e);
}

/* Without credentials.txt there must be nobody yet: who was half made cannot be made again. */
static enum rc
check_fresh(struct tools *t, const struct demo *o, struct err *e)
{
	struct row_account pusat;
	enum rc rc = q_account_by_username(t->d.db, STR("pusat"), &pusat, e);

	if (rc == RC_NOT_FOUND)
		return RC_OK;
	return rc != RC_OK
		   ? rc
		   : err_set(e, RC_CONFLICT,
			 N_("Penyiapan peragaan ini terhenti di tengah jalan. Hapus foldernya, lalu mulai lagi."),
			 "remove %s and begin again", o->state);
}

/* What is true of every demonstration: accounts, and with `extent` more of them. */
static enum rc
fill(struct prog *p, const struct demo *o, struct demo_clock *clock, struct err *e)
{
	struct tools t;
	enum rc rc = tools_open(p, &t, e);

	if (rc != RC_OK)
		return rc;
	t.d.signer = domain_signer_open(str_z(p->a, p->conf.signer_socket));
	rc = check_fresh(&t, o, e);
	if (rc == RC_OK && o->extent == DEMO_PEOPLE) {
		t.d.clock = &clock->clock;
		rc = inspector_new(NULL, 0, &t.d.inspector, e);
	}
	if (rc == RC_OK)
		rc = demo_people(&t, o->state, o->extent, clock, e);
	inspector_free(t.d.inspector);
	domain_signer_close(t.d.signer);
	tools_close(&t);
	return rc;
}

/* Mail of a story stays in its folder: its addresses are invented, a mail server might know them. */
static void
limit_extent(struct prog *p, struct demo *o)
{
	if (o->extent != DEMO_PEOPLE || str_starts(p->conf.mail, STR("maildir:")))
		return;
	o->extent = DEMO_OFFICERS;
	fprintf(stderr,
	    "demo: mail leaves this machine, so nobody is invented on the roads\n");
}

static enum rc
prepare(struct prog *p, struct demo *o, struct err *e)
{
	const char *credentials = str_fmt(p->a, "%s/credentials.txt", o->state).p;
	struct demo_clock story = { .at_s = NULL };
	const struct clock *clock = &clock_system;
	struct demo_signer signer;
	enum rc rc = RC_OK;

	limit_extent(p, o);
	if (o->extent == DEMO_PEOPLE && access(credentials, F_OK) != 0) {
		rc =
		    demo_clock_new(demo_clock_begin(clock_now(&clock_system)), &story, e);
		clock = &story.clock;
	}
	if (rc == RC_OK)
		rc = init_state(p, false, clock, e);
	if (rc != RC_OK || access(credentials, F_OK) == 0)
		return rc;
	rc = demo_signer_begin(p, clock, &signer, e);
	if (rc != RC_OK)
		return rc;
	if (o->extent == DEMO_PEOPLE) {
		printf(
		    "demo: orang contoh menempuh kedua jalan; sekitar seperempat menit "
		    "(--no-files: tanpa mereka)\n");
		(void)fflush(stdout);
	}
	rc = fill(p, o, &story, e);
	demo_signer_end(&signer);
	if (rc == RC_OK)
		rc = demo_codes(p, o->state, e);
	return rc;
}

int
command_demo(struct prog *p, int argc, char **argv)
{
	struct demo o = { .extent = DEMO_PEOPLE };
	struct serve_options so = { .listen_fd = -1, .ocsp_fd = -1 };
	struct err e;
	str listen, ocsp;

	if (!read_words(&o, argc, argv)) {
		fprintf(stderr, "usage: paraf demo --state DIR --listen HOST:PORT "
				"[--empty | --no-files] "
				"[--set KEY=VALUE]...\n");
		return 2;
	}
	if (file_make_dirs(o.state, 0711, &e) != RC_OK)
		return prog_fail(p, "demo", &e);
	if (!listen_on_both(p, &o, &so, &listen, &ocsp, &e))
		return prog_fail(p, "demo", &e);
	so.conf_path = str_fmt(p->a, "%s/paraf.conf", o.state).p;
	if (settings(p, &o, listen, ocsp, so.conf_path, &e) != RC_OK ||
	    prepare(p, &o, &e) != RC_OK)
		return prog_fail(p, "demo", &e);
	printf("demo: http://%.*s  akun dan kata sandi: %s/credentials.txt  surel: "
	       "http://%.*s/demo/surel\n",
	    STR_ARG(listen), o.state, STR_ARG(listen));
	(void)fflush(stdout);
	return serve_programs(p, &so);
}
