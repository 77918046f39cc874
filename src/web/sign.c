/* sign.c - see sign.h. */
#include "web/sign.h"

#include "base/codec.h"
#include "base/json.h"
#include "domain/session.h"
#include "sign_page.tpl.h"
#include "web/ui.h"

enum rc
sign_read(struct page *p, struct sign_sent *out, struct err *e)
{
	struct err why;

	*out = (struct sign_sent){ .sig = { .kind = form_str(&p->form, "sig_kind"),
				       .key = form_str(&p->form, "sig_key"),
				       .auth_data = form_str(&p->form, "sig_auth"),
				       .client_data = form_str(&p->form, "sig_client"),
				       .value = form_str(&p->form, "sig_value") } };
	if (out->sig.value.n == 0)
		return err_set(e, RC_INVALID,
		    N_("Belum ada tanda tangan. Halaman ini memerlukan skrip, karena kunci Anda yang menandatangani di perangkat ini."),
		    "no signature");
	if (base64url_decode(p->a, form_str(&p->form, "statement"), &out->bytes, &why) !=
		RC_OK ||
	    out->bytes.n == 0)
		return err_set(e, RC_INVALID,
		    N_("Isian tanda tangan tidak dapat dibaca. Muat ulang halaman ini dan coba sekali lagi."),
		    "statement field");
	return RC_OK;
}

/* Whether a key of that kind can be used on this address under this policy. */
static bool
usable(struct page *p, const struct row_officer_key *k)
{
	return str_eq_z(k->kind, "passkey") ? officer_party_of(&p->d).possible
					    : session_takes_browser_keys(p->d.conf);
}

static void
put_key(struct page *p, struct buf *out, const struct row_officer_key *k)
{
	struct json j;

	if (out->n > 1)
		buf_char(out, ',');
	(void)p;
	json_begin(&j, out);
	json_text(&j, "kind", k->kind);
	json_text(&j, "id", k->key_id);
	json_text(&j, "transports", k->transports);
	json_end(&j);
}

enum rc
sign_view(struct page *p, str action, str bytes, bool known, const char *button,
    struct view_sign *out, struct err *e)
{
	struct row_officer_key_list rows;
	struct buf keys;
	bool unknown = false;
	enum rc rc = officer_key_list(&p->d, p->who.account, &rows, e);

	if (rc != RC_OK)
		return rc;
	*out = (struct view_sign){ .action = action,
		.csrf = p->csrf,
		.statement = base64url_encode(p->a, bytes.p, bytes.n),
		.rp = officer_party_of(&p->d).rp_id,
		.button = button };
	buf_init(&keys, p->a, 256);
	buf_char(&keys, '[');
	for (size_t i = 0; i < rows.n; i++) {
		const struct row_officer_key *k = &rows.at[i];

		if (!usable(p, k))
			continue;
		if (known && k->known_s == SQL_NULL_INT) {
			unknown = true;
			continue;
		}
		put_key(p, &keys, k);
		if (str_eq_z(k->kind, "passkey"))
			out->passkey = true;
		else
			out->browser = true;
	}
	buf_char(&keys, ']');
	out->keys = buf_get(&keys);
	if (!out->passkey && !out->browser)
		out->why_not =
		    unknown
			? N_("Kunci Anda belum disahkan verifikator BSSN. Hubungi BSSN, bacakan huruf kuncinya.")
			: N_("Anda belum punya kunci yang dapat dipakai di sini.");
	return RC_OK;
}

struct view_officer_keys
sign_keys(struct page *p, const struct row_officer_key_list *rows)
{
	struct view_officer_key *at =
	    ARENA_ARRAY(p->a, rows->n + 1, struct view_officer_key);
	bool signs = (p->who.roles & (R_OPIP | R_KEPALA | R_VERIFIER)) != 0;

	for (size_t i = 0; i < rows->n; i++) {
		const struct row_officer_key *k = &rows->at[i];
		bool known = k->known_s != SQL_NULL_INT;

		at[i] = (struct view_officer_key){ .id = k->id,
			.name = k->name,
			.words = k->words,
			.kind = officer_key_label(k->kind),
			.weak = !str_eq_z(k->kind, "passkey"),
			.known = known,
			.since = time_long(p->a, k->created_s, page_zone(p), p->lang),
			.used = k->used_s == SQL_NULL_INT
				    ? STR_NONE
				    : time_long(p->a, k->used_s, page_zone(p), p->lang) };
		if (!signs)
			continue;
		at[i].standing = known ? N_("Diakui untuk menandatangani")
				       : N_("Hanya untuk masuk, belum disahkan");
		at[i].colour = known ? TAG_GREEN : TAG_YELLOW;
	}
	return (struct view_officer_keys){ at, rows->n };
}

enum rc
sign_show(struct page *p, const struct sign_page *x, const struct statement *st,
    str bytes, struct err *e)
{
	struct view_sign_page v = { .shell = page_shell(p, x->title),
		.form = &p->form,
		.heading = x->heading,
		.intro = x->intro,
		.caption = x->caption,
		.facts = sign_facts(p, st),
		.field = x->field,
		.hidden = x->hidden };
	enum rc rc =
	    sign_view(p, x->action, bytes, !x->own_key_only, x->button, &v.sign, e);

	if (rc != RC_OK)
		return rc;
	v.sign.grave = x->grave;
	v.shell.use_officer = true;
	v.shell.back_href = x->back;
	page_render(p, tpl_sign_page, &v);
	return RC_OK;
}
