/* letter_edit.c - templates of letters edited while the portal runs. */
#include "domain/letter_edit.h"

#include "base/codec.h"
#include "base/json.h"
#include "base/rnd.h"
#include "domain/record.h"
#include "vault/inspect.h"

#include <sodium.h>

static const char unknown[] = N_("Templat itu tidak ada.");

const struct letter_template *
letter_edit_kind(size_t i)
{
	size_t n;
	const struct letter_template *all = letter_templates(&n);

	if (i < n)
		return &all[i];
	return i == n ? letter_head() : NULL;
}

static str
sha256_of(struct arena *a, str s)
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)s.p, s.n);
	return hex_encode(a, hash, sizeof(hash));
}

static enum rc
shipped(str kind, str office, const struct letter_template **out, struct err *e)
{
	bool head = str_eq_z(kind, LETTER_HEAD);

	*out = head ? letter_head() : letter_template_find(kind);
	if (*out == NULL || (office.n > 0 && !head))
		return err_set(e, RC_NOT_FOUND, unknown, "no such template");
	return RC_OK;
}

/*
 * The text in force and its version. An office that never changed its letterhead has that of
 * everybody, as version 0.
 */
static enum rc
current(struct domain *d, struct db *db, str kind, str office, str *out_body,
    int64_t *out_version, struct err *e)
{
	const struct letter_template *t;
	struct row_letter_template row;
	enum rc rc = shipped(kind, office, &t, e);

	if (rc != RC_OK)
		return rc;
	*out_version = 0;
	*out_body = t->text;
	rc = q_letter_template_current(db, kind, office, &row, e);
	if (rc == RC_OK) {
		*out_version = row.version;
		*out_body = row.body;
	} else if (rc == RC_NOT_FOUND && office.n > 0) {
		rc = q_letter_template_current(db, kind, STR(""), &row, e);
		if (rc == RC_OK)
			*out_body = row.body;
	}
	(void)d;
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
letter_edit_load(
    struct domain *d, str kind, str office, struct letter_edit *out, struct err *e)
{
	enum rc rc = shipped(kind, office, &out->shipped, e);

	if (rc == RC_OK)
		rc = current(d, d->db, kind, office, &out->body, &out->version, e);
	if (rc == RC_OK)
		rc = q_letter_template_versions(
		    d->db, kind, office, LETTER_EDIT_VERSIONS, &out->versions, e);
	return rc;
}

/* Version 0 of an office is what everybody has. */
static enum rc
body_of(struct db *db, str kind, str office, int64_t version, str *out, struct err *e)
{
	const struct letter_template *t;
	struct row_letter_template row;
	enum rc rc = shipped(kind, office, &t, e);

	if (rc != RC_OK)
		return rc;
	*out = t->text;
	if (version == 0 && office.n == 0)
		return RC_OK;
	if (version == 0)
		rc = q_letter_template_current(db, kind, STR(""), &row, e);
	else
		rc = q_letter_template_version(db, kind, office, version, &row, e);
	if (rc == RC_OK)
		*out = row.body;
	return rc == RC_NOT_FOUND && version == 0 ? RC_OK
	       : rc == RC_NOT_FOUND ? err_set(e, RC_NOT_FOUND, unknown, "no such version")
				    : rc;
}

enum rc
letter_edit_body(
    struct domain *d, str kind, str office, int64_t version, str *out, struct err *e)
{
	return body_of(d->db, kind, office, version, out, e);
}

static enum rc
with_head(struct domain *d, const struct letter_template *t, str office, str body,
    struct letter_template *out, struct err *e)
{
	int64_t version;
	str head;
	enum rc rc = current(d, d->db, STR(LETTER_HEAD), office, &head, &version, e);

	if (rc == RC_OK)
		rc = letter_template_make(d->a, t->name, NULL, body, out, e);
	if (rc == RC_OK)
		out->head = head;
	return rc;
}

enum rc
letter_edit_in_force(struct domain *d, const char *kind, str office,
    struct letter_template *out, struct err *e)
{
	const struct letter_template *t = letter_template_find(str_from_z(kind));
	int64_t version;
	str body;
	enum rc rc;

	BUG_ON(t == NULL);
	rc = current(d, d->db, str_from_z(kind), STR(""), &body, &version, e);
	return rc == RC_OK ? with_head(d, t, office, body, out, e) : rc;
}

enum rc
letter_edit_with_text(struct domain *d, const char *kind, str office, str sha256,
    struct letter_template *out, struct err *e)
{
	const struct letter_template *t = letter_template_find(str_from_z(kind));
	struct row_letter_template row;
	enum rc rc;

	BUG_ON(t == NULL);
	rc = q_letter_template_by_hash(d->db, str_from_z(kind), STR(""), sha256, &row, e);
	if (rc == RC_NOT_FOUND && str_eq(sha256, sha256_of(d->a, t->text)))
		return with_head(d, t, office, t->text, out, e);
	if (rc == RC_NOT_FOUND)
		return err_set(e, RC_NOT_FOUND,
		    N_("Naskah yang dulu disetujui tidak tersimpan di portal ini."),
		    "no text of that hash");
	return rc == RC_OK ? with_head(d, t, office, row.body, out, e) : rc;
}

enum rc
letter_edit_mark(struct domain *d, struct db *db, const char *kind,
    struct letter_edit_mark *out, struct err *e)
{
	const struct letter_template *t = letter_template_find(str_from_z(kind));
	struct row_letter_mark row = { .version = 0 };
	enum rc rc;

	BUG_ON(t == NULL);
	rc = q_letter_template_mark(db, str_from_z(kind), STR(""), &row, e);
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	out->sha256 = rc == RC_OK ? row.sha256 : sha256_of(d->a, t->text);
	out->version =
	    str_fmt(d->a, "%lld.%.12s", (long long)row.version, str_z(d->a, out->sha256));
	return RC_OK;
}

/* ---- checks ---- */

enum rc
letter_edit_preview(struct domain *d, str kind, str office, str body,
    struct letter_pdf *out, struct err *e)
{
	bool is_head = str_eq_z(kind, LETTER_HEAD);
	const char *name = is_head ? "pernyataan-opip" : str_z(d->a, kind);
	const struct letter_template *t;
	struct letter_template edited;
	struct letter_data data;
	struct letter_logo logo;
	struct letter_pdf as_shipped;
	enum rc rc = shipped(kind, office, &t, e);

	if (rc == RC_OK && body.n > LETTER_EDIT_BYTES)
		rc = err_set(
		    e, RC_INVALID, N_("Templat kosong atau terlalu panjang."), "bytes");
	if (rc == RC_OK)
		rc = letter_edit_in_force(d, name, office, &edited, e);
	if (rc == RC_OK && is_head)
		edited.head = body;
	else if (rc == RC_OK) {
		str head = edited.head;

		rc = letter_template_make(d->a, t->name, NULL, body, &edited, e);
		edited.head = head;
	}
	if (rc == RC_OK)
		rc = letter_edit_logo(d, office, &logo, e);
	if (rc != RC_OK)
		return rc;
	data = *letter_sample(str_from_z(name));
	data.logo = logo.width > 0 ? &logo : NULL;
	rc = letter_render(&edited, &data, d->a, out, e);
	if (rc == RC_OK && !is_head)
		rc = letter_render(t, letter_sample(kind), d->a, &as_shipped, e);
	if (rc != RC_OK || is_head)
		return rc;
	if (!out->coded)
		return err_set(e, RC_INVALID,
		    N_("Templat harus memuat qr: tanpa kode surat tidak dapat diperiksa."),
		    "no code");
	if (out->n_signs < as_shipped.n_signs)
		return err_set(e, RC_INVALID,
		    N_("Templat harus memuat tempat tanda tangan (sig) sebanyak bawaannya."),
		    "%zu places to sign", out->n_signs);
	return RC_OK;
}

/* ---- changes ---- */

struct save {
	struct domain *d;
	const struct actor *who;
	str kind, office, body, note;
	int64_t based, restored; /* SQL_NULL_INT: typed */
};

static str
object_of(struct save *s)
{
	return s->office.n == 0
		   ? s->kind
		   : str_fmt(s->d->a, "%.*s:%.*s", STR_ARG(s->kind), STR_ARG(s->office));
}

static enum rc
trace(struct save *s, struct db *tx, const struct row_letter_template *row, struct err *e)
{
	struct domain *d = s->d;
	str from = str_fmt(d->a, "%lld", (long long)row->version - 1),
	    to = str_fmt(d->a, "%lld", (long long)row->version);
	bool back = row->restored != SQL_NULL_INT;
	struct buf detail;
	struct json j;
	enum rc rc = history_add(d, tx, s->who, "letter_template", object_of(s),
	    back ? STR("restore") : STR("save"), from, to, s->note, e);

	if (rc != RC_OK)
		return rc;
	buf_init(&detail, d->a, 160);
	json_begin(&j, &detail);
	json_int(&j, "version", row->version);
	json_text(&j, "sha256", row->sha256);
	if (back)
		json_int(&j, "restored", row->restored);
	json_end(&j);
	return audit_add(d, tx, s->who,
	    back ? "letter_template.restore" : "letter_template.save",
	    str_fmt(d->a, "letter_template/%.*s", STR_ARG(object_of(s))),
	    s->office.n > 0 ? s->office : STR_NONE, buf_get(&detail), e);
}

static enum rc
save_in_write(struct db *tx, void *arg, struct err *e)
{
	struct save *s = arg;
	struct domain *d = s->d;
	struct row_letter_template row = { .id = rnd_id(d->a),
		.kind = s->kind,
		.office = s->office,
		.note = s->note.n > 0 ? s->note : STR_NONE,
		.restored = s->restored,
		.created_s = domain_now(d),
		.created_by = s->who->account };
	int64_t version;
	str body;
	enum rc rc = current(d, tx, s->kind, s->office, &body, &version, e);

	if (rc == RC_OK && version != s->based)
		return err_set(e, RC_CONFLICT,
		    N_("Templat ini baru saja diubah orang lain. Muat ulang untuk melihat versi terbaru."),
		    "based on version %lld", (long long)s->based);
	if (rc == RC_OK && s->restored != SQL_NULL_INT)
		rc = body_of(tx, s->kind, s->office, s->restored, &s->body, e);
	if (rc == RC_OK && str_eq(body, s->body))
		return err_set(e, RC_INVALID, N_("Tidak ada yang berubah."), "same text");
	if (rc != RC_OK)
		return rc;
	row.version = version + 1;
	row.body = s->body;
	row.sha256 = sha256_of(d->a, s->body);
	rc = q_letter_template_insert(tx, &row, e);
	return rc == RC_OK ? trace(s, tx, &row, e) : rc;
}

enum rc
letter_edit_save(struct domain *d, const struct actor *who,
    const struct letter_edit_save *in, struct err *e)
{
	struct save s = { .d = d,
		.who = who,
		.kind = in->kind,
		.office = in->office,
		.body = in->body,
		.note = in->note,
		.based = in->based,
		.restored = SQL_NULL_INT };
	struct letter_pdf ignored;
	enum rc rc = letter_edit_preview(d, in->kind, in->office, in->body, &ignored, e);

	return rc == RC_OK ? store_write(d->store, d->a, save_in_write, &s, e) : rc;
}

enum rc
letter_edit_restore(struct domain *d, const struct actor *who, str kind, str office,
    int64_t version, int64_t based, struct err *e)
{
	struct save s = { .d = d,
		.who = who,
		.kind = kind,
		.office = office,
		.based = based,
		.restored = version };
	struct letter_pdf ignored;
	str body;
	/* what was good once need not be so with the values of today's program */
	enum rc rc = letter_edit_body(d, kind, office, version, &body, e);

	if (rc == RC_OK)
		rc = letter_edit_preview(d, kind, office, body, &ignored, e);
	return rc == RC_OK ? store_write(d->store, d->a, save_in_write, &s, e) : rc;
}

/* ---- logo ---- */

enum rc
letter_edit_logo(struct domain *d, str office, struct letter_logo *out, struct err *e)
{
	struct row_office_logo row;
	enum rc rc;

	*out = (struct letter_logo){ .width = 0 };
	if (office.n == 0)
		return RC_OK;
	rc = q_office_logo_get(d->db, office, &row, e);
	if (rc == RC_OK)
		*out = (struct letter_logo){ row.jpeg, (int)row.width, (int)row.height };
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

struct logo_change {
	struct domain *d;
	const struct actor *who;
	const struct inspect_image *image; /* NULL: take it away */
};

static enum rc
logo_in_write(struct db *tx, void *arg, struct err *e)
{
	struct logo_change *c = arg;
	struct domain *d = c->d;
	str hash = c->image != NULL ? sha256_of(d->a, c->image->jpeg) : STR("-");
	enum rc rc;

	if (c->image != NULL)
		rc = q_office_logo_put(tx,
		    &(struct row_office_logo){ .office = c->who->office,
			.jpeg = c->image->jpeg,
			.width = c->image->jpeg_width,
			.height = c->image->jpeg_height,
			.changed_s = domain_now(d),
			.changed_by = c->who->account },
		    e);
	else
		rc = q_office_logo_drop(tx, c->who->office, e);
	if (rc == RC_OK)
		rc = history_add(d, tx, c->who, "letter_template",
		    str_fmt(d->a, LETTER_HEAD ":%.*s", STR_ARG(c->who->office)),
		    STR("logo"), STR_NONE, hash, STR_NONE, e);
	if (rc != RC_OK)
		return rc;
	return audit_add(d, tx, c->who, "letter_template.logo",
	    str_fmt(
		d->a, "letter_template/" LETTER_HEAD ":%.*s", STR_ARG(c->who->office)),
	    c->who->office, str_fmt(d->a, "{\"sha256\":\"%.*s\"}", STR_ARG(hash)), e);
}

enum rc
letter_edit_logo_take(
    struct domain *d, const struct actor *who, struct vault_stage *stage, struct err *e)
{
	struct inspect_image image;
	struct logo_change c = { d, who, &image };
	str bytes;
	enum rc rc = vault_stage_read(stage, d->a, &bytes, e);

	vault_discard(stage);
	if (rc == RC_OK)
		rc = inspect_image(d->inspector, d->a, bytes, INSPECT_ANY, &image, e);
	if (rc != RC_OK)
		return rc;
	if (image.jpeg_width > LETTER_LOGO_SIDE || image.jpeg_height > LETTER_LOGO_SIDE ||
	    image.jpeg.n > LETTER_LOGO_BYTES)
		return err_set(e, RC_INVALID,
		    N_("Logo paling besar 1000 × 1000 piksel dan 200 KB."), "size");
	return store_write(d->store, d->a, logo_in_write, &c, e);
}

enum rc
letter_edit_logo_drop(struct domain *d, const struct actor *who, struct err *e)
{
	struct logo_change c = { d, who, NULL };
	enum rc rc = store_write(d->store, d->a, logo_in_write, &c, e);

	return rc == RC_NOT_FOUND ? RC_OK : rc;
}
