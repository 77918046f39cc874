/* send.c - headers every answer carries, pages of the server's own errors, and the queueing. */
#include <stdlib.h>

#include "http/server_private.h"

struct stream {
	http_fill_fn fill;
	void (*done)(void *arg);
	void *arg;
	struct exchange *x;
};

#define CSP(img)                                                                         \
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'" img    \
	"; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "   \
	"frame-ancestors 'none'; require-trusted-types-for 'script'"

static void
default_header(struct http_response *rs, const char *name, const char *value)
{
	if (http_header_get(rs, name).p == NULL)
		http_header_z(rs, name, value);
}

static void
security_headers(const struct http_conf *conf, struct http_response *rs)
{
	default_header(
	    rs, "Content-Security-Policy", conf->blob_images ? CSP(" blob:") : CSP(""));
	default_header(rs, "X-Content-Type-Options", "nosniff");
	default_header(rs, "Referrer-Policy", "same-origin");
	default_header(rs, "Cross-Origin-Opener-Policy", "same-origin");
	default_header(rs, "Cross-Origin-Resource-Policy", "same-origin");
	default_header(rs, "Permissions-Policy",
	    "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), "
	    "display-capture=(), screen-wake-lock=(), accelerometer=(), gyroscope=()");
	default_header(rs, "Cache-Control", "no-store");
	if (conf->tls_in_front)
		default_header(rs, "Strict-Transport-Security", "max-age=63072000");
}

static const char *
problem_text(int status)
{
	static const struct {
		int status;
		const char *text;
	} table[] = {
		{ 400,
		    N_("Permintaan ini tidak dapat dibaca. Muat ulang halaman sebelumnya, lalu coba lagi.") },
		{ 403, N_("Anda tidak berhak membuka halaman ini.") },
		{ 404,
		    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda.") },
		{ 405,
		    N_("Alamat ini ada, tetapi tidak menerima cara kirim itu. Mulai lagi dari beranda.") },
		{ 411,
		    N_("Permintaan ini tidak menyebutkan panjangnya. Kirim lagi dari halaman kami.") },
		{ 413,
		    N_("Kiriman terlalu besar. Satu berkas paling besar 10 MB; kirim lebih sedikit sekaligus.") },
		{ 414,
		    N_("Alamat ini terlalu panjang. Periksa alamat, atau mulai dari beranda.") },
		{ 415,
		    N_("Jenis kiriman ini tidak diterima di halaman ini. Kirim lewat formulir di halaman kami.") },
		{ 417,
		    N_("Permintaan ini tidak dapat dipenuhi. Muat ulang halaman sebelumnya, lalu coba lagi.") },
		{ 429, N_("Terlalu banyak permintaan. Coba lagi nanti.") },
		{ 431,
		    N_("Kepala permintaan terlalu besar. Hapus kuki situs ini di peramban, lalu coba lagi.") },
		{ 503, N_("Layanan sedang sibuk. Coba lagi sebentar lagi.") },
		{ 505,
		    N_("Versi HTTP permintaan ini tidak dilayani. Gunakan peramban yang lebih baru.") },
	};

	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (table[i].status == status)
			return table[i].text;
	return N_("Terjadi kesalahan pada layanan.");
}

void
send_problem(struct exchange *x)
{
	struct http_response *rs = &x->rs;
	const char *msg = x->msg != NULL ? x->msg : problem_text(x->status);

	x->rq.worker = NULL;
	http_response_init(rs, &x->rq, x->s->conf.tls_in_front);
	rs->status = x->status;
	if (x->s->app.error_page != NULL)
		x->s->app.error_page(x->s->app.arg, &x->rq, rs, x->rc, msg);
	rs->status = x->status;
	if (rs->body.n == 0) {
		http_header_z(rs, "Content-Type", "text/plain; charset=utf-8");
		buf_fmt(&rs->body, "%d %s\n", x->status, msg);
	}
	if (x->allow != NULL)
		http_header_z(rs, "Allow", x->allow);
	if (x->retry_after_s > 0)
		http_header(rs, "Retry-After", str_fmt(x->rq.a, "%d", x->retry_after_s));
}

static ssize_t
stream_read(void *arg, uint64_t pos, char *to, size_t n)
{
	struct stream *st = arg;
	ssize_t k;

	(void)pos;
	if (st->fill == NULL)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	k = st->fill(st->arg, to, n);
	if (k < 0)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (k == 0)
		return MHD_CONTENT_READER_END_OF_STREAM;
	st->x->sent_bytes += (uint64_t)k;
	return k;
}

void
send_forget(struct exchange *x)
{
	struct stream *st = x->stream;

	if (st != NULL) {
		st->fill = NULL; /* libmicrohttpd frees it with the response */
		x->stream = NULL;
	}
	if (x->rs.fill != NULL && x->rs.fill_done != NULL)
		x->rs.fill_done(x->rs.fill_arg);
	x->rs.fill = NULL;
	x->rs.fill_done = NULL;
}

static struct MHD_Response *
stream_response(struct exchange *x)
{
	struct stream *st = calloc(1, sizeof(*st));
	uint64_t size =
	    x->rs.fill_bytes < 0 ? MHD_SIZE_UNKNOWN : (uint64_t)x->rs.fill_bytes;
	struct MHD_Response *r;

	if (st == NULL)
		BUG("out of memory");
	*st = (struct stream){ x->rs.fill, x->rs.fill_done, x->rs.fill_arg, x };
	r = MHD_create_response_from_callback(size, 32 * 1024, stream_read, st, free);
	if (r == NULL)
		free(st);
	else
		x->stream = st;
	return r;
}

static struct MHD_Response *
make_response(struct exchange *x)
{
	struct http_response *rs = &x->rs;
	str body = rs->fixed.p != NULL ? rs->fixed : buf_get(&rs->body);

	if (rs->status == 204 || rs->status == 304)
		body = STR("");
	else if (rs->fill != NULL)
		return stream_response(x);
	if (body.n > 0)
		default_header(rs, "Content-Type", "text/html; charset=utf-8");
	x->sent_bytes = x->rq.head ? 0 : body.n;
	return MHD_create_response_from_buffer(body.n, (void *)body.p,
	    x->brief ? MHD_RESPMEM_MUST_COPY : MHD_RESPMEM_PERSISTENT);
}

bool
send_answer(struct exchange *x)
{
	struct http_response *rs = &x->rs;
	struct MHD_Response *r;
	bool ok = true;

	if (!x->s->conf.bare) {
		security_headers(&x->s->conf, rs);
		http_header(rs, "X-Request-Id", x->rq.id);
	}
	if (x->must_close || atomic_load(&x->s->stopping))
		http_header_z(rs, "Connection", "close");
	r = make_response(x);
	if (r == NULL)
		return false;
	for (size_t i = 0; i < rs->n_headers && ok; i++)
		if (rs->header[i].value.n > 0)
			ok = MHD_add_response_header(r, rs->header[i].name.p,
				 rs->header[i].value.p) == MHD_YES;
	if (ok) {
		x->step = STEP_QUEUED;
		conn_phase(&x->s->conns, x->conn, PHASE_SEND, x->s->conf.send_ms);
		ok = refusal_queue(x->mhd, (unsigned)rs->status, r) == MHD_YES;
	}
	MHD_destroy_response(r);
	return ok;
}
