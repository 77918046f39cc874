/* check.c - what a single line of the file cannot tell: addresses, URLs, settings that need others. */
#include "conf/systems.h"
#include "conf/table.h"

static enum rc
refuse(const char *name, const char *what, struct err *e)
{
	return err_say(e, RC_INVALID, "%s: %s", name, what);
}

enum rc
conf_host_port(struct arena *a, str text, str *out_host, int *out_port, struct err *e)
{
	int64_t port;
	size_t colon = text.n;
	str host;

	while (colon > 0 && text.p[colon - 1] != ':')
		colon--;
	if (colon < 2)
		return err_set(
		    e, RC_INVALID, N_("tulis HOST:PORT"), "no host or no port");
	host = str_sub(text, 0, colon - 1);
	if (str_starts(host, STR("[")) && str_ends(host, STR("]")))
		host = str_sub(host, 1, host.n - 2);
	else if (str_has(host, ':'))
		return err_set(e, RC_INVALID,
		    N_("tulis alamat IPv6 sebagai [ALAMAT]:PORT"), "bare IPv6");
	if (host.n == 0 || str_int64(str_from(text, colon), &port, e) != RC_OK ||
	    port < 0 || port > 65535)
		return err_set(e, RC_INVALID, N_("tulis HOST:PORT"), "bad host or port");
	*out_host = str_dup(a, host);
	*out_port = (int)port;
	return RC_OK;
}

static bool
is_http_url(str s)
{
	return (str_starts(s, STR("http://")) && s.n > 7) ||
	       (str_starts(s, STR("https://")) && s.n > 8);
}

static enum rc
check_mail(const struct conf *c, struct arena *a, struct err *e)
{
	str rest = c->mail, host;
	struct err why;
	int port = 0;

	if (str_starts(rest, STR("maildir:")))
		return str_starts(rest, STR("maildir:/"))
			   ? RC_OK
			   : refuse("mail", N_("Maildir harus alamat lengkap, diawali /"),
				 e);
	if (str_starts(rest, STR("smtp://")))
		rest = str_from(rest, 7);
	else if (str_starts(rest, STR("smtps://")))
		rest = str_from(rest, 8);
	else
		return refuse("mail",
		    N_("tulis maildir:ALAMAT, smtp://HOST:PORT atau smtps://HOST:PORT"),
		    e);
	if (conf_host_port(a, rest, &host, &port, &why) != RC_OK || port == 0)
		return refuse("mail", N_("tulis HOST:PORT sesudah smtp://"), e);
	if ((c->mail_user.n > 0) != (c->mail_password_file.n > 0))
		return refuse("mail_user",
		    N_("mail_user dan mail_password_file harus diisi bersama"), e);
	return RC_OK;
}

static enum rc
check_letter_pattern(str p, struct err *e)
{
	static const char *const need[] = { "{seq}", "{office}", "{year}" };

	for (size_t i = 0; i < ARRAY_LEN(need); i++)
		if (str_find(p, str_from_z(need[i])) < 0)
			return refuse("letter_number_pattern",
			    N_("harus memuat {seq}, {office} dan {year}"), e);
	return RC_OK;
}

static enum rc
check_domains(const struct conf_list *l, struct err *e)
{
	if (l->n == 0)
		return refuse("email_domains", N_("tulis paling sedikit satu domain"), e);
	for (size_t i = 0; i < l->n; i++)
		if (str_has(l->at[i], '@') || !str_has(l->at[i], '.'))
			return refuse("email_domains",
			    N_("tulis domain tanpa @, misalnya kemenkeu.go.id"), e);
	return RC_OK;
}

static enum rc
check_database(const struct conf *c, struct err *e)
{
	bool sqlite = str_starts(c->database, STR("sqlite:/"));

	if (!sqlite && !str_starts(c->database, STR("postgresql://")))
		return refuse(
		    "database", N_("tulis sqlite:ALAMAT atau postgresql://..."), e);
	if (sqlite && str_eq_z(c->vault_store, "database"))
		return refuse("vault_store",
		    N_("database hanya dengan PostgreSQL; pakai directory"), e);
	return RC_OK;
}

/* It stands in every event as it is. */
static enum rc
check_node(str node, struct err *e)
{
	bool good = node.n > 0 && node.n <= 16;

	for (size_t i = 0; good && i < node.n; i++)
		good = (node.p[i] >= 'a' && node.p[i] <= 'z') ||
		       (node.p[i] >= 'A' && node.p[i] <= 'Z') ||
		       (node.p[i] >= '0' && node.p[i] <= '9') || node.p[i] == '-' ||
		       node.p[i] == '.';
	if (good)
		return RC_OK;
	return refuse(
	    "node", N_("tulis 1 sampai 16 huruf, angka, titik atau tanda hubung"), e);
}

enum rc
conf_check(const struct conf *c, struct arena *a, struct err *e)
{
	struct conf_systems systems;
	struct err why;
	str host;
	int port;
	enum rc rc;

	if (conf_host_port(a, c->listen, &host, &port, &why) != RC_OK)
		return refuse("listen", why.msg, e);
	if (!is_http_url(c->public_url))
		return refuse("public_url", N_("tulis http://... atau https://..."), e);
	if (c->ocsp_listen.n > 0 &&
	    conf_host_port(a, c->ocsp_listen, &host, &port, &why) != RC_OK)
		return refuse("ocsp_listen", why.msg, e);
	if (c->ocsp_url.n > 0 && !is_http_url(c->ocsp_url))
		return refuse("ocsp_url", N_("tulis http://... atau https://..."), e);
	if (c->tsa_url.n > 0 && !is_http_url(c->tsa_url))
		return refuse("tsa_url", N_("tulis http://... atau https://..."), e);
	if (c->tsa_url.n > 0 && c->tsa_ca_file.n == 0)
		return refuse("tsa_ca_file",
		    N_("isi sertifikat CA dari layanan stempel waktu pada tsa_url"), e);
	if (str_eq_z(c->initial_password, "fixed") && c->initial_password_word.n < 8)
		return refuse("initial_password_word",
		    N_("isi paling sedikit 8 karakter bila initial_password = fixed"), e);
	if (c->collect_days > c->approval_days)
		return refuse("collect_days",
		    N_("tidak boleh lebih lama daripada approval_days"), e);
	if (c->session_idle_s > c->session_absolute_s)
		return refuse("session_idle_s",
		    N_("tidak boleh lebih lama daripada session_absolute_s"), e);
	rc = check_database(c, e);
	if (rc == RC_OK)
		rc = check_node(c->node, e);
	if (rc == RC_OK)
		rc = check_mail(c, a, e);
	if (rc == RC_OK)
		rc = check_domains(&c->email_domains, e);
	if (rc == RC_OK)
		rc = check_letter_pattern(c->letter_number_pattern, e);
	if (rc == RC_OK)
		rc = conf_systems_parse(a, c->accepted_in, &systems, e);
	return rc;
}
