/*
 * candidacy_letters.c - "Simpan DS" and "Konfirmasi DS": the two letters go out, and come back signed.
 */
#include "base/json.h"
#include "domain/candidacy_file.h"
#include "domain/letters_issue.h"
#include "domain/outbox.h"
#include "domain/record.h"
#include "mail/mail_views.h"

static const char incomplete[] =
    N_("Belum lengkap. Lihat daftar tugas untuk bagian yang belum selesai.");

/* What fsm_apply needs besides, for CAND_EV_SAVE_DS. */
struct save_input {
	struct letters_issue *issue; /* NULL: the letters in force still say what is so */
	str data_hash;
};

static str
url(struct domain *d, const char *path)
{
	return str_fmt(d->a, "%.*s%s", STR_ARG(d->conf->public_url), path);
}

/* ---- the mail with the letters (E4) ---- */

static enum rc
mail_letters(struct domain *d, struct db *tx, const struct candidacy_file *f,
    int64_t until_s, str attachments, struct err *e)
{
	struct mail_text t;

	mail_compose_opip_letters(d->a, LANG_ID,
	    &(struct mailview_opip_letters){ .name = f->cand.name,
		.number = f->cand.number,
		.office = f->office.name,
		.signer = str_fmt(d->a, "Kepala %.*s", STR_ARG(f->office.name)),
		.until = date_long(
		    d->a, time_civil(until_s, zone_parse(f->office.zone)).date, LANG_ID),
		.url = url(d, "/profil/konfirmasi-ds") },
	    &t);
	return outbox_put_tx(d, tx,
	    &(struct outbox_mail){ .kind = "opip_letters",
		.to = f->cand.email,
		.subject = t.subject,
		.text = t.text,
		.noun = "candidacy",
		.noun_id = f->cand.id,
		.account = f->cand.account,
		.attachments = attachments },
	    e);
}

static str
attachments_of(struct domain *d, const struct candidacy_file *f)
{
	return str_fmt(d->a, "%.*s,%.*s", STR_ARG(f->papers[CAND_RECOMMENDATION].pdf.id),
	    STR_ARG(f->papers[CAND_STATEMENT].pdf.id));
}

/* ---- making the letters ---- */

/* The values of both letters; the head of the office signs, with a blank if nobody is recorded. */
static enum rc
letter_fields(struct domain *d, const struct candidacy_file *f, struct letter_field *out,
    size_t *out_n, struct err *e)
{
	const struct row_candidacy *c = &f->cand;
	struct row_account head = { .name = STR_NONE };
	enum rc rc = q_account_head_of_office(d->db, f->office.code, &head, e);

	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	if (rc == RC_NOT_FOUND)
		memset(&head, 0, sizeof(head));
	const struct letter_field fields[] = { { "name", c->name },
		{ "nip", c->nip.p != NULL ? ident_nip_spaced(d->a, c->nip) : STR_NONE },
		{ "nik", f->nik }, { "grade", ident_rank_label(c->grade) },
		{ "position", c->position }, { "unit", c->unit }, { "email", c->email },
		{ "phone", ident_phone_shown(d->a, c->phone) },
		{ "signer_name", head.name },
		{ "signer_nip",
		    head.nip.p != NULL ? ident_nip_spaced(d->a, head.nip) : STR_NONE } };

	memcpy(out, fields, sizeof(fields));
	*out_n = ARRAY_LEN(fields);
	return RC_OK;
}

static enum rc
make_letters(struct domain *d, const struct candidacy_file *f, str data_hash,
    struct letters_issue *out, struct err *e)
{
	const struct letters_order orders[CAND_LETTER__COUNT] = {
		[CAND_RECOMMENDATION] = { "rekomendasi-opip", DOC_GEN_RECOMMENDATION,
		    str_fmt(
			d->a, "Surat Rekomendasi %.*s.pdf", STR_ARG(f->cand.number)) },
		[CAND_STATEMENT] = { "pernyataan-opip", DOC_GEN_STATEMENT,
		    str_fmt(d->a, "Surat Pernyataan %.*s.pdf", STR_ARG(f->cand.number)) },
	};
	struct letter_field fields[LETTERS_FIELDS];
	struct letters_set set = { .owner = { "candidacy", f->cand.id },
		.office = &f->office,
		.orders = orders,
		.n_orders = ARRAY_LEN(orders),
		.fields = fields,
		.data_hash = data_hash };
	enum rc rc = letter_fields(d, f, fields, &set.n_fields, e);

	return rc != RC_OK ? rc : letters_make(d, &set, out, e);
}

/* ---- Simpan DS ---- */

/* The candidacy as it stands in the transaction, with all that hangs on it. */
static enum rc
read_in_change(struct change *c, struct candidacy_file *out, struct err *e)
{
	out->cand = *(const struct row_candidacy *)c->object;
	return candidacy_file_read(c->d, c->tx, out, e);
}

enum rc
candidacy_guard_save_ds(struct change *c, struct err *e)
{
	const struct save_input *in = c->input;
	struct candidacy_file f;
	enum rc rc = read_in_change(c, &f, e);

	if (rc != RC_OK)
		return rc;
	if (in == NULL || !candidacy_complete(&f))
		return err_set(e, RC_INVALID, incomplete, "save_ds: not complete");
	if (!str_eq(in->data_hash, candidacy_data_hash(c->d, &f)) ||
	    (in->issue == NULL && !candidacy_letters_valid(&f)))
		return err_set(e, RC_CONFLICT,
		    N_("Data ini baru saja diubah di jendela lain. Periksa isian, lalu simpan lagi."),
		    "save_ds: the letters say something else");
	return RC_OK;
}

enum rc
candidacy_effect_save_ds(struct change *c, struct err *e)
{
	const struct save_input *in = c->input;
	int64_t until = c->now_s + c->d->conf->fix_days * 86400;
	struct candidacy_file f;
	enum rc rc = RC_OK;

	if (in->issue != NULL)
		rc = letters_record_tx(c->d, c->tx, in->issue, e);
	if (rc == RC_OK)
		rc = read_in_change(c, &f, e);
	if (rc == RC_OK)
		rc = q_candidacy_set_letters(
		    c->tx, c->id, f.cand.name, f.cand.nip, in->data_hash, e);
	if (rc == RC_OK)
		rc = mail_letters(c->d, c->tx, &f, until, attachments_of(c->d, &f), e);
	return rc;
}

/* One attempt: letters with the numbers that come next, and the change that takes them. */
static enum rc
save_once(struct domain *d, const struct actor *who, const struct candidacy_file *f,
    bool *out_again, struct err *e)
{
	struct letters_issue issue = { 0 };
	struct save_input in = { .data_hash = candidacy_data_hash(d, f) };
	enum rc rc = RC_OK;

	*out_again = false;
	if (!candidacy_letters_valid(f)) {
		in.issue = &issue;
		rc = make_letters(d, f, in.data_hash, &issue, e);
	}
	if (rc != RC_OK)
		return rc;
	rc = fsm_apply(&candidacy_fsm, d, who, f->cand.id, CAND_EV_SAVE_DS,
	    f->cand.version, &in, STR_NONE, NULL, e);
	if (in.issue == NULL || rc == RC_OK)
		return rc;
	*out_again = rc == RC_CONFLICT && issue.overtaken;
	/* after a lost connection the letters may have been entered: then the files must stay */
	if (rc == RC_CONFLICT || rc == RC_INVALID || rc == RC_DENIED)
		letters_discard(d, &issue);
	return rc;
}

enum rc
candidacy_save_ds(
    struct domain *d, const struct actor *who, int64_t version, struct err *e)
{
	struct candidacy_file f;
	bool again = false;
	enum rc rc = candidacy_load(d, who, &f, e);

	if (rc != RC_OK)
		return rc;
	if (str_eq_z(f.cand.state, "letters_sent") && candidacy_letters_valid(&f))
		return RC_OK; /* pressed twice */
	if (!candidacy_complete(&f))
		return err_set(e, RC_INVALID, incomplete, "save_ds: not complete");
	if (version != FSM_ANY_VERSION)
		f.cand.version = version;
	for (int round = 0; round < LETTERS_ROUNDS; round++) {
		rc = save_once(d, who, &f, &again, e);
		if (!again)
			return rc;
	}
	return err_set(e, RC_UNAVAILABLE,
	    N_("Banyak surat sedang dibuat di kantor Anda. Coba lagi sebentar."),
	    "letter numbers taken %d times", LETTERS_ROUNDS);
}

/* ---- again, and back ---- */

str
candidacy_code_shown(struct arena *a, str code)
{
	return letters_code_shown(a, code);
}

enum rc
candidacy_guard_reopen(struct change *c, struct err *e)
{
	struct row_returned_item_round rounds;
	enum rc rc = q_returned_item_round(c->tx, STR("candidacy"), c->id, &rounds, e);

	if (rc == RC_OK && rounds.n > 0)
		return err_set(e, RC_DENIED,
		    N_("Hanya bagian yang dikembalikan BSSN yang dapat diubah."),
		    "after a return");
	return rc;
}

enum rc
candidacy_reopen(
    struct domain *d, const struct actor *who, int64_t version, struct err *e)
{
	struct row_candidacy c;
	enum rc rc = q_candidacy_open_of_account(d->db, who->account, &c, e);

	return rc != RC_OK ? rc
			   : fsm_apply(&candidacy_fsm, d, who, c.id, CAND_EV_REOPEN,
				 version, NULL, STR_NONE, NULL, e);
}

struct again_args {
	struct domain *d;
	const struct actor *who;
	const struct candidacy_file *f;
};

static enum rc
again_in_write(struct db *tx, void *arg, struct err *e)
{
	struct again_args *p = arg;
	struct domain *d = p->d;
	struct row_outbox_list mails;
	int64_t now = domain_now(d), left;
	enum rc rc = q_outbox_of(tx, STR("candidacy"), p->f->cand.id, &mails, e);

	for (size_t i = 0; rc == RC_OK && i < mails.n; i++) {
		left = mails.at[i].created_s + d->conf->code_resend_s - now;
		if (left > 0 && str_eq_z(mails.at[i].kind, "opip_letters"))
			return err_say(e, RC_LIMIT,
			    i18n_tr(d->lang,
				N_("Terlalu sering. Coba lagi dalam %lld detik.")),
			    (long long)left);
	}
	if (rc == RC_OK)
		rc = mail_letters(d, tx, p->f, candidacy_deadline_s(d, p->f),
		    attachments_of(d, p->f), e);
	if (rc == RC_OK)
		rc = audit_add(d, tx, p->who, "candidacy.mail_again",
		    str_fmt(d->a, "candidacy/%.*s", STR_ARG(p->f->cand.id)),
		    p->f->cand.office, STR("{}"), e);
	return rc;
}

enum rc
candidacy_mail_again(struct domain *d, const struct actor *who, struct err *e)
{
	struct candidacy_file f;
	struct again_args p = { d, who, &f };
	enum rc rc = candidacy_load(d, who, &f, e);

	if (rc != RC_OK)
		return rc;
	if (!candidacy_may_confirm(&f, who))
		return err_set(e, RC_CONFLICT, N_("Belum ada surat yang dapat dikirim."),
		    "no letters in force");
	return store_write(d->store, d->a, again_in_write, &p, e);
}

/* ---- Konfirmasi DS ---- */

enum rc
candidacy_guard_confirm_ds(struct change *c, struct err *e)
{
	struct candidacy_file f;
	enum rc rc = read_in_change(c, &f, e);

	if (rc != RC_OK)
		return rc;
	if (!candidacy_complete(&f))
		return err_set(e, RC_INVALID, incomplete, "confirm_ds: not complete");
	if (!candidacy_letters_valid(&f))
		return err_set(e, RC_INVALID,
		    N_("Data profil berubah setelah surat dibuat. Buat surat baru."),
		    "confirm_ds: stale letters");
	if (candidacy_to_fix(&f) > 0)
		return err_set(e, RC_INVALID,
		    N_("Masih ada bagian yang perlu diperbaiki. Lihat daftar tugas."),
		    "confirm_ds: %zu items open", candidacy_to_fix(&f));
	for (int l = 0; l < CAND_LETTER__COUNT; l++)
		if (f.papers[l].returned.id.p == NULL)
			return err_set(e, RC_INVALID,
			    N_("Unggah kedua surat yang sudah ditandatangani."),
			    "confirm_ds: letter %d is not back", l);
	return RC_OK;
}

enum rc
candidacy_effect_confirm_ds(struct change *c, struct err *e)
{
	struct domain *d = c->d;
	struct candidacy_file f;
	struct mail_text t;
	int64_t due;
	enum zone z;
	enum rc rc = read_in_change(c, &f, e);

	if (rc != RC_OK)
		return rc;
	z = zone_parse(f.office.zone);
	rc = domain_due(d, c->tx, c->now_s, d->conf->sla_bssn_days, z, &due, e);
	if (rc != RC_OK)
		return rc;
	mail_compose_opip_letters_received(d->a, LANG_ID,
	    &(struct mailview_opip_letters_received){ .name = f.cand.name,
		.number = f.cand.number,
		.expected = str_fmt(d->a, "paling lambat %.*s",
		    STR_ARG(date_long(d->a, time_civil(due, z).date, LANG_ID))),
		.url = url(d, "/profil") },
	    &t);
	return outbox_put_tx(d, c->tx,
	    &(struct outbox_mail){ .kind = "opip_letters_received",
		.to = f.cand.email,
		.subject = t.subject,
		.text = t.text,
		.noun = "candidacy",
		.noun_id = f.cand.id,
		.account = f.cand.account },
	    e);
}

enum rc
candidacy_confirm_ds(
    struct domain *d, const struct actor *who, int64_t version, struct err *e)
{
	struct row_candidacy c;
	enum rc rc = q_candidacy_open_of_account(d->db, who->account, &c, e);

	return rc != RC_OK ? rc
			   : fsm_apply(&candidacy_fsm, d, who, c.id, CAND_EV_CONFIRM_DS,
				 version, NULL, STR_NONE, NULL, e);
}
