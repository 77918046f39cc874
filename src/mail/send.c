/* send.c - handing a message over: to a mail server by libcurl, or into a Maildir. */
#include "mail/mail.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/rnd.h"

#define SECRET_BYTES 512
#define AWAY         N_("Email belum dapat dikirim; akan dicoba lagi.")

/* --- Maildir ---------------------------------------------------------------------------------- */

static enum rc
write_synced(const char *path, str data, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	const char *what = "write";

	if (fd < 0)
		return err_set(
		    e, RC_UNAVAILABLE, AWAY, "maildir: open: %s", strerror(errno));
	while (data.n > 0) {
		ssize_t n = write(fd, data.p, data.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			goto fail;
		data = str_from(data, (size_t)n);
	}
	what = "fsync";
	if (fsync(fd) != 0)
		goto fail;
	what = "close";
	if (close(fd) == 0)
		return RC_OK;
	fd = -1;
fail:
	err_set(e, RC_UNAVAILABLE, AWAY, "maildir: %s: %s", what, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	(void)unlink(path);
	return RC_UNAVAILABLE;
}

enum rc
mail_maildir_put(struct arena *a, const char *dir, str message, struct err *e)
{
	static const char *const folders[] = { "tmp", "new", "cur" };
	str name = str_fmt(a, "%lld.R%.*s.paraf", (long long)clock_now(&clock_system),
	    STR_ARG(rnd_id(a)));
	const char *from = str_z(a, str_fmt(a, "%s/tmp/%.*s", dir, STR_ARG(name)));
	const char *to = str_z(a, str_fmt(a, "%s/new/%.*s", dir, STR_ARG(name)));
	size_t i;

	for (i = 0; i < ARRAY_LEN(folders); i++)
		if (file_make_dirs(
			str_z(a, str_fmt(a, "%s/%s", dir, folders[i])), 0700, e) != RC_OK)
			return e->rc;
	if (write_synced(from, message, e) != RC_OK)
		return e->rc;
	if (rename(from, to) != 0) {
		err_set(e, RC_UNAVAILABLE, AWAY, "maildir: rename: %s", strerror(errno));
		(void)unlink(from);
		return RC_UNAVAILABLE;
	}
	return file_sync_dir_of(to, e);
}

/* --- where ------------------------------------------------------------------------------------ */

static enum rc
host_port(str s, int port, struct mail_route *out, struct err *e)
{
	str rest = s;
	int64_t v = port;

	out->host = str_cut(&rest, ':');
	if (rest.n > 0 && (str_int64(rest, &v, e) != RC_OK || v < 1 || v > 65535))
		return err_set(
		    e, RC_INVALID, N_("Alamat server email tidak sah."), "mail: port");
	out->port = (int)v;
	if (out->host.n == 0 || str_has(s, '/') || str_has(s, '@'))
		return err_set(
		    e, RC_INVALID, N_("Alamat server email tidak sah."), "mail: host");
	return RC_OK;
}

static enum rc
tls_parse(str word, enum mail_tls *out, struct err *e)
{
	if (str_eq(word, STR("require")))
		*out = MAIL_TLS_REQUIRE;
	else if (str_eq(word, STR("try")))
		*out = MAIL_TLS_TRY;
	else if (str_eq(word, STR("off")))
		*out = MAIL_TLS_OFF;
	else
		return err_set(
		    e, RC_INVALID, N_("Pilih require, try, atau off."), "mail: starttls");
	return RC_OK;
}

enum rc
mail_route_parse(str where, str starttls, struct mail_route *out, struct err *e)
{
	static const str maildir = { "maildir:", 8 }, smtp = { "smtp://", 7 },
			 smtps = { "smtps://", 8 };

	*out = (struct mail_route){ .host = STR_NONE };
	if (str_starts(where, maildir) && where.n > maildir.n) {
		out->maildir = str_from(where, maildir.n);
		return RC_OK;
	}
	if (str_starts(where, smtps)) {
		out->tls = MAIL_TLS_WRAPPED;
		return host_port(str_from(where, smtps.n), 465, out, e);
	}
	if (!str_starts(where, smtp))
		return err_set(e, RC_INVALID,
		    N_("Tulis maildir:PATH, smtp://HOST:PORT atau smtps://HOST:PORT."),
		    "mail: unknown kind of route");
	if (tls_parse(starttls, &out->tls, e) != RC_OK)
		return e->rc;
	return host_port(str_from(where, smtp.n), 25, out, e);
}

/* --- SMTP ------------------------------------------------------------------------------------- */

struct upload {
	str rest;
};

static size_t
upload_read(char *p, size_t size, size_t n, void *arg)
{
	struct upload *u = arg;
	str part = str_sub(u->rest, 0, size * n);

	memcpy(p, part.p, part.n);
	u->rest = str_from(u->rest, part.n);
	return part.n;
}

static void
curl_start(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		BUG("libcurl cannot start");
}

/* First line of the secret file into `room`, never into an arena. */
static enum rc
secret_read(const char *path, char room[SECRET_BYTES], struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return err_set(
		    e, RC_UNAVAILABLE, AWAY, "mail password file: %s", strerror(errno));
	n = read(fd, room, SECRET_BYTES - 1);
	(void)close(fd);
	if (n <= 0)
		return err_set(e, RC_UNAVAILABLE, AWAY, "mail password file is empty");
	room[n] = '\0';
	room[strcspn(room, "\r\n")] = '\0';
	return RC_OK;
}

static long
tls_level(enum mail_tls tls)
{
	switch (tls) {
	case MAIL_TLS_OFF:
		return CURLUSESSL_NONE;
	case MAIL_TLS_TRY:
		return CURLUSESSL_TRY;
	case MAIL_TLS_REQUIRE:
	case MAIL_TLS_WRAPPED:
		break;
	}
	return CURLUSESSL_ALL;
}

static CURLcode
set_route(CURL *c, struct arena *a, const struct mail_route *r)
{
	long timeout = r->timeout_s > 0 ? r->timeout_s : 60;
	const char *scheme = r->tls == MAIL_TLS_WRAPPED ? "smtps" : "smtp";
	const char *url =
	    str_z(a, str_fmt(a, "%s://%.*s:%d", scheme, STR_ARG(r->host), r->port));
	CURLcode rc = curl_easy_setopt(c, CURLOPT_URL, url);

	if (rc == CURLE_OK)
		rc = curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(c, CURLOPT_PROXY, "");
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(c, CURLOPT_TIMEOUT, timeout);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(
		    c, CURLOPT_CONNECTTIMEOUT, timeout < 15 ? timeout : 15L);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(c, CURLOPT_USE_SSL, tls_level(r->tls));
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(
		    c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (rc == CURLE_OK && r->ca_file.n > 0)
		rc = curl_easy_setopt(c, CURLOPT_CAINFO, str_z(a, r->ca_file));
	return rc;
}

static CURLcode
set_message(CURL *c, struct arena *a, str from, struct curl_slist *to, struct upload *u)
{
	const char *sender = str_z(a, str_fmt(a, "<%.*s>", STR_ARG(from)));
	CURLcode rc = curl_easy_setopt(c, CURLOPT_MAIL_FROM, sender);

	if (rc == CURLE_OK)
		rc = curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(c, CURLOPT_READFUNCTION, upload_read);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(c, CURLOPT_READDATA, u);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	return rc;
}

static enum rc
set_login(CURL *c, struct arena *a, const struct mail_route *r, struct err *e)
{
	char secret[SECRET_BYTES];
	CURLcode rc;

	if (r->user.n == 0)
		return RC_OK;
	if (secret_read(str_z(a, r->secret_file), secret, e) != RC_OK)
		return e->rc;
	rc = curl_easy_setopt(c, CURLOPT_USERNAME, str_z(a, r->user));
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(c, CURLOPT_PASSWORD, secret);
	explicit_bzero(secret, sizeof secret);
	if (rc == CURLE_OK)
		return RC_OK;
	return err_set(e, RC_INTERNAL, AWAY, "curl: %s", curl_easy_strerror(rc));
}

/* Answers about this recipient or message; the rest (login, policy of the day) may pass. */
static bool
refused_for_good(CURLcode rc, long answer, const struct upload *u)
{
	if (answer != 501 && (answer < 550 || answer > 556))
		return false;
	return rc == CURLE_SEND_ERROR || u->rest.n == 0;
}

static enum rc
conclude(CURL *c, CURLcode rc, const struct upload *u, struct err *e)
{
	long answer = 0;

	if (rc == CURLE_OK)
		return RC_OK;
	(void)curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &answer);
	if (refused_for_good(rc, answer, u))
		return err_set(e, RC_INVALID,
		    N_("Server email menolak alamat atau isi email."),
		    "smtp: refused with %ld", answer);
	return err_set(
	    e, RC_UNAVAILABLE, AWAY, "smtp: %s (%ld)", curl_easy_strerror(rc), answer);
}

enum rc
mail_send(struct arena *a, const struct mail_route *r, str from, str to, str message,
    struct err *e)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct upload u = { message };
	struct curl_slist *list;
	enum rc result;
	CURL *c;
	CURLcode rc;

	if (!mail_address_valid(from) || !mail_address_valid(to))
		return err_set(
		    e, RC_INVALID, N_("Alamat email tidak sah."), "mail: address");
	if (r->maildir.n > 0)
		return mail_maildir_put(a, str_z(a, r->maildir), message, e);
	(void)pthread_once(&once, curl_start);
	c = curl_easy_init();
	list = curl_slist_append(NULL, str_z(a, str_fmt(a, "<%.*s>", STR_ARG(to))));
	if (c == NULL || list == NULL)
		BUG("libcurl: out of memory");
	rc = set_route(c, a, r);
	if (rc == CURLE_OK)
		rc = set_message(c, a, from, list, &u);
	if (rc != CURLE_OK)
		result =
		    err_set(e, RC_INTERNAL, AWAY, "curl: %s", curl_easy_strerror(rc));
	else
		result = set_login(c, a, r, e);
	if (result == RC_OK)
		result = conclude(c, curl_easy_perform(c), &u, e);
	curl_slist_free_all(list);
	curl_easy_cleanup(c);
	return result;
}
