/* form_draft.c - keeping what was typed, sealed. */
#include "domain/form_draft.h"

/* One browser may hold both sessions: which of them a form is of, its address says. */
static str
owner_of(struct arena *a, const struct actor *who, str form)
{
	if (str_starts(form, STR("/registrasi-djpb/")))
		return who->application.p == NULL
			   ? STR_NONE
			   : str_fmt(a, "application/%.*s", STR_ARG(who->application));
	if (who->account.p != NULL)
		return str_fmt(a, "account/%.*s", STR_ARG(who->account));
	return STR_NONE;
}

static str
context_of(struct arena *a, str owner, str form)
{
	return str_fmt(a, "form_draft/%.*s/%.*s", STR_ARG(owner), STR_ARG(form));
}

static enum rc
put_in_write(struct db *tx, void *arg, struct err *e)
{
	const struct row_form_draft *row = arg;
	struct row_form_draft_count kept;
	enum rc rc = q_form_draft_count(tx, row->owner, &kept, e);

	if (rc == RC_OK && kept.n >= FORM_DRAFT_FORMS)
		return err_set(e, RC_LIMIT,
		    N_("Terlalu banyak isian yang belum dikirim. Kirim atau tinggalkan sebagian dulu."),
		    "too many drafts");
	return rc != RC_OK ? rc : q_form_draft_put(tx, row, e);
}

enum rc
form_draft_put(
    struct domain *d, const struct actor *who, str form, str text, struct err *e)
{
	struct row_form_draft row = {
		.owner = owner_of(d->a, who, form), .form = form, .saved_s = domain_now(d)
	};

	if (row.owner.p == NULL)
		return err_set(e, RC_DENIED,
		    N_("Sesi Anda sudah berakhir. Masuk lagi untuk melanjutkan."),
		    "nobody");
	if (text.n > FORM_DRAFT_BYTES)
		return err_set(e, RC_LIMIT,
		    N_("Isian terlalu panjang untuk disimpan otomatis."), "too long");
	row.box = vault_seal(d->vault, d->a, context_of(d->a, row.owner, form), text);
	return store_write(d->store, d->a, put_in_write, &row, e);
}

enum rc
form_draft_get(struct domain *d, const struct actor *who, str form, str *out,
    int64_t *out_saved_s, struct err *e)
{
	str owner = owner_of(d->a, who, form);
	struct row_form_draft row;
	enum rc rc;

	if (owner.p == NULL) {
		*out = STR_NONE;
		return RC_OK;
	}
	rc = q_form_draft_get(d->db, owner, form, &row, e);
	if (rc == RC_NOT_FOUND ||
	    (rc == RC_OK && row.saved_s < domain_now(d) - FORM_DRAFT_S)) {
		*out = STR_NONE;
		return RC_OK;
	}
	if (rc == RC_OK)
		rc = vault_unseal(
		    d->vault, d->a, context_of(d->a, owner, form), row.box, out, e);
	if (rc == RC_OK)
		*out_saved_s = row.saved_s;
	return rc;
}

struct drop_args {
	str owner, form;
};

static enum rc
drop_in_write(struct db *tx, void *arg, struct err *e)
{
	const struct drop_args *x = arg;

	return q_form_draft_drop(tx, x->owner, x->form, e);
}

enum rc
form_draft_drop(struct domain *d, const struct actor *who, str form, struct err *e)
{
	struct drop_args x = { owner_of(d->a, who, form), form };
	struct row_form_draft row;
	enum rc rc;

	if (x.owner.p == NULL)
		return RC_OK;
	/* Most forms were never kept: no write for them. */
	rc = q_form_draft_get(d->db, x.owner, form, &row, e);
	if (rc == RC_NOT_FOUND)
		return RC_OK;
	return rc != RC_OK ? rc : store_write(d->store, d->a, drop_in_write, &x, e);
}
