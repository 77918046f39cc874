/* signing.c - see signing.h. */
#include "domain/signing.h"

#include "base/log.h"
#include "base/rnd.h"
#include "domain/record.h"
#include "ipc/signer_client.h"
#include "pki/cert.h"
#include "pki/raw.h"

#define SETTING "signer.authority"
#define AWAY                                                                             \
	N_("Penerbit sertifikat sedang tidak dapat dihubungi. Tidak ada yang berubah; coba lagi beberapa saat lagi.")

/* ---- asking the signer ---- */

struct refused_args {
	struct domain *d;
	const struct actor *who;
	str what, why;
};

static enum rc
refused_in_write(struct db *tx, void *arg, struct err *e)
{
	struct refused_args *p = arg;

	return audit_add(p->d, tx, p->who, "signer.refused",
	    str_fmt(p->d->a, "signer/%.*s", STR_ARG(p->what)), p->who->office,
	    str_fmt(p->d->a, "{\"code\":\"%.*s\"}", STR_ARG(p->why)), e);
}

/* The fixed word at the head of the reason. */
static str
code_of(struct arena *a, const struct err *e)
{
	str why = str_dup(a, str_from_z(e->why)), code = str_cut(&why, ':');

	for (size_t i = 0; i < code.n; i++)
		if (code.p[i] != '_' && (code.p[i] < 'a' || code.p[i] > 'z'))
			return STR("other");
	return code;
}

enum rc
signing_refused(
    struct domain *d, const struct actor *who, const char *what, struct err *e)
{
	struct refused_args p = { .d = d, .who = who, .what = str_from_z(what) };
	struct err answer = *e, lost;
	enum rc rc;

	p.why = code_of(d->a, &answer);
	log_line(LOG_WARN_, "signer_refused", "message=%s why=\"%s\"", what, answer.why);
	rc = store_write(d->store, d->a, refused_in_write, &p, &lost);
	*e = rc == RC_OK ? answer : lost;
	return e->rc;
}

static bool
is_refusal(enum rc rc)
{
	return rc == RC_INVALID || rc == RC_NOT_FOUND || rc == RC_DENIED ||
	       rc == RC_CONFLICT || rc == RC_LIMIT;
}

enum rc
signing_ask(struct domain *d, const struct actor *who, const struct ipc_message *in,
    enum ipc_type want, struct ipc_message *out, struct err *e)
{
	char why[sizeof(e->why)];
	enum rc rc = RC_UNAVAILABLE;

	*e = (struct err){ .why = "no connection to the signer" };
	if (d->signer != NULL)
		rc = signer_ask(d->signer, d->a, in, want, out, e);
	if (rc == RC_OK)
		return rc;
	if (is_refusal(rc)) {
		e->rc = rc;
		return signing_refused(d, who, ipc_type_name(in->type), e);
	}
	memcpy(why, e->why, sizeof(why));
	return err_set(e, RC_UNAVAILABLE, AWAY, "%s", why);
}

struct setting_args {
	str value;
	int64_t now_s;
};

static enum rc
authority_in_write(struct db *tx, void *arg, struct err *e)
{
	const struct setting_args *p = arg;

	return q_setting_put(tx,
	    &(struct row_setting){ .key = STR(SETTING),
		.value = p->value,
		.changed_s = p->now_s,
		.changed_by = STR("system") },
	    e);
}

enum rc
signing_authority(struct domain *d, str *out, struct err *e)
{
	struct actor us = actor_system("penerbitan");
	struct ipc_message in = { .type = IPC_authority_get }, answer;
	struct row_setting row;
	struct setting_args p;
	enum rc rc = q_setting_by_key(d->db, STR(SETTING), &row, e);

	if (rc == RC_OK)
		*out = row.value;
	if (rc != RC_NOT_FOUND)
		return rc;
	rc = signing_ask(d, &us, &in, IPC_authority, &answer, e);
	if (rc != RC_OK)
		return rc;
	p = (struct setting_args){ answer.u.authority.authority, domain_now(d) };
	rc = store_write(d->store, d->a, authority_in_write, &p, e);
	if (rc == RC_OK)
		*out = p.value;
	return rc;
}

/* ---- making and taking ---- */

enum rc
signing_make(struct domain *d, const struct actor *who, signing_fill fill, void *arg,
    int64_t life_s, struct statement *out_st, str *out_bytes, struct err *e)
{
	struct statement st = { .id = rnd_id(d->a), .made_s = domain_now(d) };
	str bytes;
	enum rc rc = signing_authority(d, &st.authority, e);

	st.expires_s = life_s > 0 ? st.made_s + life_s : 0;
	if (rc == RC_OK)
		rc = fill(d, who, arg, &st, e);
	if (rc == RC_OK)
		rc = statement_encode(d->a, &st, &bytes, e);
	if (rc != RC_OK)
		return rc;
	*out_st = st;
	*out_bytes = bytes;
	return RC_OK;
}

/* The head that the page was given, if it can have been ours and is young. */
static enum rc
take_head(struct domain *d, int64_t life_s, int64_t open_s, str bytes,
    struct statement *out, struct err *e)
{
	int64_t now = domain_now(d), life;
	enum rc rc = statement_decode(d->a, bytes, out, e);

	if (rc != RC_OK)
		return rc;
	life = out->expires_s == 0 ? 0 : out->expires_s - out->made_s;
	if (life != life_s || out->made_s > now || now - out->made_s > open_s)
		return err_set(e, RC_INVALID,
		    N_("Halaman ini sudah terlalu lama terbuka. Muat ulang, lalu coba lagi."),
		    "statement made_s");
	return RC_OK;
}

enum rc
signing_same(struct domain *d, const struct actor *who, signing_fill fill, void *arg,
    int64_t life_s, int64_t open_s, str bytes, struct statement *out_st, struct err *e)
{
	struct statement given, st;
	str again;
	enum rc rc = take_head(d, life_s, open_s, bytes, &given, e);

	if (rc != RC_OK)
		return rc;
	st = (struct statement){
		.id = given.id, .made_s = given.made_s, .expires_s = given.expires_s
	};
	if (given.kind == STATEMENT_approval)
		st.u.approval.activation_key = given.u.approval.activation_key;
	rc = signing_authority(d, &st.authority, e);
	if (rc == RC_OK)
		rc = fill(d, who, arg, &st, e);
	if (rc == RC_OK)
		rc = statement_encode(d->a, &st, &again, e);
	if (rc != RC_OK)
		return rc;
	if (!str_eq(again, bytes))
		return err_set(e, RC_CONFLICT,
		    N_("Data berubah sejak halaman ini dibuka. Baca sekali lagi, lalu tanda tangani."),
		    "statement differs");
	*out_st = st;
	return RC_OK;
}

enum rc
signing_take(struct domain *d, const struct actor *who, signing_fill fill, void *arg,
    int64_t life_s, str bytes, const struct officer_sig *sig, struct signing *out,
    struct err *e)
{
	struct statement_signature signature;
	struct statement st;
	enum rc rc =
	    signing_same(d, who, fill, arg, life_s, SIGNING_OPEN_S, bytes, &st, e);

	if (rc != RC_OK)
		return rc;
	*out = (struct signing){ .st = st, .bytes = bytes };
	rc = officer_sig_read(d->a, sig, &signature, e);
	if (rc == RC_OK)
		rc = officer_key_verify(d, who->account, bytes, &signature, &out->key, e);
	if (rc == RC_OK)
		rc =
		    statement_signatures_encode(d->a, &signature, 1, &out->signatures, e);
	return rc;
}

enum rc
signing_take_holder(struct domain *d, const struct actor *who, signing_fill fill,
    void *arg, int64_t life_s, str bytes, str cert, str sig, struct signing *out,
    struct err *e)
{
	struct statement_signature signature = { .kind = STATEMENT_BY_CERTIFICATE };
	struct statement st;
	struct pki_cert parsed;
	enum rc rc =
	    signing_same(d, who, fill, arg, life_s, SIGNING_OPEN_S, bytes, &st, e);

	if (rc == RC_OK)
		rc = pki_cert_parse(d->a, cert, &parsed, e);
	if (rc != RC_OK)
		return rc;
	if (!pki_raw_of_der(d->a, parsed.key.kind, sig, &signature.signature) ||
	    pki_raw_verify(&parsed.key, statement_signed_text(d->a, bytes),
		signature.signature, e) != RC_OK)
		return err_set(e, RC_DENIED,
		    N_("Tanda tangan itu bukan dari kunci sertifikat ini."),
		    "holder's signature");
	signature.key_id = statement_sha256(d->a, parsed.key.spki);
	*out = (struct signing){ .st = st, .bytes = bytes };
	return statement_signatures_encode(d->a, &signature, 1, &out->signatures, e);
}

/* ---- keeping and giving ---- */

enum rc
signing_keep_tx(struct domain *d, struct db *tx, const struct actor *who,
    const struct signing *s, const char *noun, str noun_id, const char *state,
    struct err *e)
{
	int64_t now = domain_now(d);
	enum rc rc = q_statement_insert(tx,
	    &(struct row_statement){ .id = s->st.id,
		.kind = str_from_z(statement_kind_name(s->st.kind)),
		.noun = str_from_z(noun),
		.noun_id = noun_id,
		.account = who->account.p != NULL ? who->account : STR(""),
		.bytes = s->bytes,
		.signatures = s->signatures,
		.state = str_from_z(state),
		.made_s = s->st.made_s,
		.expires_s = s->st.expires_s,
		.done_s = strcmp(state, "done") == 0 ? now : SQL_NULL_INT },
	    e);

	if (rc == RC_CONFLICT)
		return err_set(e, rc,
		    N_("Pernyataan ini sudah ditandatangani. Muat ulang halaman."),
		    "statement id used");
	/* a certificate's own key is no officer's */
	if (rc != RC_OK || s->key.id.p == NULL)
		return rc;
	return officer_key_used_tx(d, tx, &s->key, e);
}

enum rc
signing_record(
    struct domain *d, const struct actor *who, const struct signing *s, struct err *e)
{
	struct ipc_message in = { .type = IPC_statement_record,
		.u.statement_record = { .statement = s->bytes,
		    .signatures = s->signatures } },
			   answer;

	return signing_ask(d, who, &in, IPC_recorded, &answer, e);
}
