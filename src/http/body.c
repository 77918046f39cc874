/* body.c - the body of a request: whole for forms, streamed for files. Event threads only. */
#include "base/limits.h"
#include "base/utf8.h"
#include "http/server_private.h"

static void
media_type(struct exchange *x)
{
	str v = http_request_header(&x->rq, "Content-Type");

	if (v.p != NULL)
		x->rq.body_type = str_lower(x->rq.a, str_trim(str_cut(&v, ';')));
}

static void
upload_abort(struct upload *up)
{
	if (up->file != NULL && up->file->stage != NULL) {
		up->sink->abort(up->sink->arg, up->file->stage);
		up->file->stage = NULL;
	}
	up->open = false;
}

static void
upload_fail(struct upload *up, enum rc rc)
{
	upload_abort(up);
	up->file->rc = rc;
}

static void
upload_open(struct exchange *x)
{
	struct upload *up = &x->up;
	struct err e;
	enum rc rc;

	if (up->sink == NULL) {
		up->file->rc = RC_DENIED;
		return;
	}
	rc = up->sink->open(up->sink->arg, &x->rq, up->file, &up->file->stage, &e);
	if (rc != RC_OK) {
		up->file->stage = NULL;
		up->file->rc = rc;
		return;
	}
	up->open = true;
}

static enum rc
count_file(struct exchange *x, struct err *e)
{
	if (x->rq.files.n == LIMIT_FILES)
		return err_set(e, RC_LIMIT, N_("Berkas yang dikirim terlalu banyak."),
		    "more than %d files", LIMIT_FILES);
	x->up.file = &x->rq.files.at[x->rq.files.n++];
	return RC_OK;
}

static enum rc
on_part(void *arg, const struct multipart_part *part, struct err *e)
{
	struct exchange *x = arg;
	size_t n = x->rq.form.n;
	enum rc rc;

	x->in_file = part->filename.p != NULL;
	if (x->in_file) {
		rc = count_file(x, e);
		if (rc != RC_OK)
			return rc;
		*x->up.file = (struct http_file){ .field = part->name,
			.filename = part->filename,
			.type = part->type,
			.sha256 = STR("") };
		x->up.open = false;
		/* without a name nothing was chosen, unless bytes follow */
		if (part->filename.n > 0)
			upload_open(x);
		return RC_OK;
	}
	if (n == LIMIT_FIELDS)
		return err_set(e, RC_LIMIT, N_("Formulir berisi terlalu banyak isian."),
		    "more than %d fields", LIMIT_FIELDS);
	x->field[n].name = part->name;
	x->value_too_long = false;
	buf_init(&x->value, x->rq.a, 0);
	return RC_OK;
}

static enum rc
file_data(struct exchange *x, const char *p, size_t n)
{
	struct upload *up = &x->up;
	struct err e;
	enum rc rc;

	if (up->file->bytes == 0 && !up->open && up->file->rc == RC_OK)
		upload_open(x);
	up->file->bytes += n;
	if (!up->open)
		return RC_OK;
	if (up->file->bytes > LIMIT_FILE_BYTES) {
		upload_fail(up, RC_LIMIT);
		return RC_OK;
	}
	rc = up->sink->write(up->sink->arg, up->file->stage, p, n, &e);
	if (rc != RC_OK)
		upload_fail(up, rc);
	return RC_OK;
}

static enum rc
on_data(void *arg, const char *p, size_t n, struct err *e)
{
	struct exchange *x = arg;

	if (x->in_file)
		return file_data(x, p, n);
	x->text_bytes += n;
	if (x->text_bytes > LIMIT_FORM_BYTES)
		return err_set(e, RC_LIMIT, N_("Isi formulir terlalu besar."),
		    "text parts over %d bytes", LIMIT_FORM_BYTES);
	if (x->value.n + n > LIMIT_FIELD_BYTES)
		x->value_too_long = true;
	if (!x->value_too_long)
		buf_put(&x->value, p, n);
	return RC_OK;
}

static enum rc
on_end(void *arg, struct err *e)
{
	struct exchange *x = arg;
	struct http_field *f = &x->field[x->rq.form.n];
	struct upload *up = &x->up;
	enum rc rc;

	if (x->in_file) {
		if (!up->open)
			return RC_OK;
		rc = up->sink->close(up->sink->arg, up->file->stage, up->file, e);
		if (rc != RC_OK)
			upload_fail(up, rc);
		up->open = false;
		return RC_OK;
	}
	f->value = STR("");
	f->bad = HTTP_FIELD_OK;
	if (x->value_too_long)
		f->bad = HTTP_FIELD_TOO_LONG;
	else if (!utf8_valid_text(buf_get(&x->value)))
		f->bad = HTTP_FIELD_BAD_TEXT;
	else
		f->value = buf_get(&x->value);
	x->rq.form.n++;
	return RC_OK;
}

/* A body that cannot be taken: 413 when too much, otherwise 400. */
static void
refuse_rc(struct exchange *x, enum rc rc)
{
	exchange_refuse(x, rc == RC_LIMIT ? 413 : 400, rc, NULL);
}

static void
begin_multipart(struct exchange *x)
{
	struct multipart_events on = { on_part, on_data, on_end, x };
	str boundary;

	if (!multipart_boundary(
		x->rq.a, http_request_header(&x->rq, "Content-Type"), &boundary)) {
		exchange_refuse(x, 400, RC_INVALID, NULL);
		return;
	}
	if (x->length > LIMIT_UPLOAD_BYTES)
		refuse_rc(x, RC_LIMIT);
	x->field = ARENA_ARRAY(x->rq.a, LIMIT_FIELDS + 1, struct http_field);
	x->rq.form.at = x->field;
	x->rq.files.at = ARENA_ARRAY(x->rq.a, LIMIT_FILES, struct http_file);
	x->up.sink = x->plan.sink;
	x->mp = multipart_new(x->rq.a, boundary, &on);
}

static void
begin_whole(struct exchange *x, size_t limit)
{
	if (x->length > limit)
		refuse_rc(x, RC_LIMIT);
	else
		buf_init(&x->text, x->rq.a, 0); /* grows with what really comes */
}

void
body_begin(struct exchange *x)
{
	unsigned takes = x->plan.body;
	size_t raw = x->plan.raw_bytes;
	bool plain;

	media_type(x);
	if (x->length == 0 || x->status != 0)
		return;
	plain = http_request_header(&x->rq, "Content-Encoding").p == NULL;
	if (plain && str_eq(x->rq.body_type, STR("multipart/form-data")) &&
	    (takes & HTTP_BODY_MULTIPART) != 0)
		begin_multipart(x);
	else if (plain &&
		 str_eq(x->rq.body_type, STR("application/x-www-form-urlencoded")) &&
		 (takes & HTTP_BODY_FORM) != 0)
		begin_whole(x, LIMIT_FORM_BYTES);
	else if (plain && (takes & HTTP_BODY_RAW) != 0)
		begin_whole(
		    x, raw > 0 && raw < LIMIT_FORM_BYTES ? raw : LIMIT_FORM_BYTES);
	else
		exchange_refuse(x, 415, RC_INVALID, NULL);
}

void
body_data(struct exchange *x, const char *p, size_t n)
{
	struct err e;
	enum rc rc;

	x->got += n;
	if (x->step != STEP_BODY)
		return;
	if (x->mp == NULL) {
		/* libmicrohttpd gives no more than Content-Length, which was checked */
		buf_put(&x->text, p, n);
		return;
	}
	rc = multipart_push(x->mp, p, n, &e);
	if (rc != RC_OK) {
		refuse_rc(x, rc);
		x->step = STEP_DRAIN;
		body_abort(x);
	}
}

void
body_end(struct exchange *x)
{
	struct err e;
	enum rc rc = RC_OK;

	if (x->length == 0 || x->status != 0)
		return;
	if (x->mp != NULL)
		rc = multipart_finish(x->mp, &e);
	else if (str_eq(x->rq.body_type, STR("application/x-www-form-urlencoded")) &&
		 (x->plan.body & HTTP_BODY_FORM) != 0)
		rc = http_form_decode(x->rq.a, buf_get(&x->text), &x->rq.form, &e);
	else
		x->rq.body = buf_get(&x->text);
	if (rc != RC_OK)
		refuse_rc(x, rc);
}

void
body_abort(struct exchange *x)
{
	for (size_t i = 0; i < x->rq.files.n; i++) {
		struct http_file *f = &x->rq.files.at[i];

		if (f->stage != NULL)
			x->up.sink->abort(x->up.sink->arg, f->stage);
		f->stage = NULL;
	}
	x->up.open = false;
}
