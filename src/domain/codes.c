/* codes.c - mailed codes and links. */
#include "domain/codes.h"

#include "base/rnd.h"

static const char wrong[] = N_("Kode salah.");
static const char over[] = N_("Kode sudah kedaluwarsa. Minta kode baru.");
static const char link_over[] =
    N_("Tautan ini sudah dipakai atau kedaluwarsa. Minta yang baru.");

static str
code_hash(struct domain *d, const char *purpose, str subject, str code)
{
	return vault_mac(d->vault, d->a, STR("code"),
	    str_fmt(d->a, "%s|%.*s|%.*s", purpose, STR_ARG(subject), STR_ARG(code)));
}

static str
token_hash(struct domain *d, const char *purpose, str token)
{
	return vault_mac(d->vault, d->a, STR("token"),
	    str_fmt(d->a, "%s|%.*s", purpose, STR_ARG(token)));
}

enum rc
code_issue_tx(struct domain *d, struct db *tx, const char *purpose, str subject,
    int64_t life_s, str payload, struct code_issued *out, struct err *e)
{
	int64_t now = domain_now(d);
	struct row_code last;
	enum rc rc;

	rc = q_code_latest(tx, str_from_z(purpose), subject, &last, e);
	if (rc == RC_OK && last.used_s == SQL_NULL_INT &&
	    now - last.created_s < d->conf->code_resend_s)
		return err_say(e, RC_LIMIT,
		    i18n_tr(d->lang, N_("Terlalu sering. Coba lagi dalam %lld detik.")),
		    (long long)(d->conf->code_resend_s - (now - last.created_s)));
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	rc = q_codes_kill(tx, str_from_z(purpose), subject, now, e);
	if (rc != RC_OK)
		return rc;
	*out = (struct code_issued){ rnd_code6(d->a), rnd_token(d->a), now + life_s };
	return q_code_insert(tx,
	    &(struct row_code){ .id = rnd_id(d->a),
		.purpose = str_from_z(purpose),
		.subject = subject,
		.code_hash = code_hash(d, purpose, subject, out->code),
		.token_hash = token_hash(d, purpose, out->token),
		.created_s = now,
		.expires_s = out->expires_s,
		.tries = 0,
		.used_s = SQL_NULL_INT,
		.payload = payload },
	    e);
}

struct use_args {
	struct domain *d;
	const char *purpose;
	str subject, typed, payload, id;
	bool keep; /* a right code is not used up */
	enum rc verdict;
	const char *msg;
};

/* Count the try and decide in one transaction; a wrong try must be kept, so this returns RC_OK. */
static enum rc
use_in_write(struct db *tx, void *arg, struct err *e)
{
	struct use_args *p = arg;
	int64_t now = domain_now(p->d);
	struct row_code c;
	enum rc rc;

	p->verdict = RC_DENIED;
	p->msg = over;
	rc = q_code_latest(tx, str_from_z(p->purpose), p->subject, &c, e);
	if (rc == RC_NOT_FOUND)
		return RC_OK;
	if (rc != RC_OK)
		return rc;
	if (c.used_s != SQL_NULL_INT || now >= c.expires_s ||
	    c.tries >= p->d->conf->code_tries)
		return RC_OK;
	if (!str_eq_secret(
		c.code_hash, code_hash(p->d, p->purpose, p->subject, p->typed))) {
		p->msg = wrong;
		return q_code_count_try(tx, c.id, e);
	}
	p->verdict = RC_OK;
	p->payload = c.payload;
	p->id = c.id;
	return p->keep ? RC_OK : q_code_mark_used(tx, c.id, now, e);
}

static enum rc
use(struct use_args *p, struct err *e)
{
	enum rc rc;

	p->typed = str_without(p->d->a, p->typed, " -");
	rc = store_write(p->d->store, p->d->a, use_in_write, p, e);
	if (rc == RC_OK && p->verdict != RC_OK)
		return err_set(e, p->verdict, p->msg, "code of %s refused", p->purpose);
	return rc;
}

enum rc
code_use(struct domain *d, const char *purpose, str subject, str typed, str *out_payload,
    struct err *e)
{
	struct use_args p = {
		.d = d, .purpose = purpose, .subject = subject, .typed = typed
	};
	enum rc rc = use(&p, e);

	if (rc == RC_OK)
		*out_payload = p.payload;
	return rc;
}

enum rc
code_check(struct domain *d, const char *purpose, str subject, str typed, str *out_id,
    struct err *e)
{
	struct use_args p = { .d = d,
		.purpose = purpose,
		.subject = subject,
		.typed = typed,
		.keep = true };
	enum rc rc = use(&p, e);

	if (rc == RC_OK)
		*out_id = p.id;
	return rc;
}

enum rc
code_spend_tx(struct domain *d, struct db *tx, str id, struct err *e)
{
	return q_code_mark_used(tx, id, domain_now(d), e);
}

static enum rc
living(
    struct domain *d, const char *purpose, str token, struct row_code *out, struct err *e)
{
	enum rc rc = q_code_by_token(d->db, token_hash(d, purpose, token), out, e);

	if (rc == RC_OK && out->used_s == SQL_NULL_INT && domain_now(d) < out->expires_s)
		return RC_OK;
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	return err_set(e, RC_DENIED, link_over, "token of %s refused", purpose);
}

enum rc
code_peek_token(struct domain *d, const char *purpose, str token, str *out_subject,
    int64_t *out_expires_s, struct err *e)
{
	struct row_code c;
	enum rc rc = living(d, purpose, token, &c, e);

	if (rc != RC_OK)
		return rc;
	*out_subject = c.subject;
	*out_expires_s = c.expires_s;
	return RC_OK;
}

enum rc
code_check_token(struct domain *d, const char *purpose, str token, str *out_id,
    str *out_subject, struct err *e)
{
	struct row_code c;
	enum rc rc = living(d, purpose, token, &c, e);

	if (rc != RC_OK)
		return rc;
	*out_id = c.id;
	*out_subject = c.subject;
	return RC_OK;
}

static enum rc
use_token_in_write(struct db *tx, void *arg, struct err *e)
{
	struct use_args *p = arg;
	int64_t now = domain_now(p->d);
	struct row_code c;
	enum rc rc;

	rc = q_code_by_token(tx, token_hash(p->d, p->purpose, p->typed), &c, e);
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	if (rc == RC_NOT_FOUND || c.used_s != SQL_NULL_INT || now >= c.expires_s)
		return err_set(
		    e, RC_DENIED, link_over, "token of %s refused", p->purpose);
	p->subject = c.subject;
	p->payload = c.payload;
	return q_code_mark_used(tx, c.id, now, e);
}

enum rc
code_use_token(struct domain *d, const char *purpose, str token, str *out_subject,
    str *out_payload, struct err *e)
{
	struct use_args p = { .d = d, .purpose = purpose, .typed = token };
	enum rc rc = store_write(d->store, d->a, use_token_in_write, &p, e);

	if (rc != RC_OK)
		return rc;
	*out_subject = p.subject;
	*out_payload = p.payload;
	return RC_OK;
}

enum rc
code_token_subject(
    struct domain *d, const char *purpose, str token, str *out_subject, struct err *e)
{
	struct row_code c;
	enum rc rc = q_code_by_token(d->db, token_hash(d, purpose, token), &c, e);

	if (rc == RC_OK)
		*out_subject = c.subject;
	return rc;
}

enum rc
code_token_used(struct domain *d, const char *purpose, str token, str *out_subject,
    int64_t *out_used_s, struct err *e)
{
	struct row_code c, last;
	enum rc rc;

	rc = q_code_by_token(d->db, token_hash(d, purpose, token), &c, e);
	if (rc == RC_OK)
		rc = q_code_latest(d->db, str_from_z(purpose), c.subject, &last, e);
	if (rc != RC_OK)
		return rc;
	/* one that a newer code replaced was marked at the newer one's birth */
	if (c.used_s == SQL_NULL_INT ||
	    (!str_eq(c.id, last.id) && c.used_s == last.created_s))
		return err_set(
		    e, RC_NOT_FOUND, link_over, "token of %s not used", purpose);
	*out_subject = c.subject;
	*out_used_s = c.used_s;
	return RC_OK;
}
