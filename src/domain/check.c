/* check.c - the public check of letters and certificates. */
#include "domain/check_registration.h"

#include "base/codec.h"
#include "domain/mask.h"
#include "domain/publication.h"
#include "domain/retention.h"
#include "domain/throttle.h"
#include "letters/letter.h"
#include "pki/cert.h"

#define LETTERS_LEAST 6
#define LETTERS_MOST  24

/* "XXXX-XXXX-XXXX" */
static str
grouped(struct arena *a, str code)
{
	struct buf b;

	buf_init(&b, a, code.n + code.n / 4 + 1);
	for (size_t i = 0; i < code.n; i++) {
		if (i > 0 && i % 4 == 0)
			buf_char(&b, '-');
		buf_char(&b, code.p[i]);
	}
	return buf_get(&b);
}

/* ---- letters ---- */

/*
 * Who the letter is about, and how many of the letters in force have come back signed: the scans of these, not
 * of those before; and a scan that was destroyed since had come back.
 */
static enum rc
about_candidacy(struct domain *d, str id, struct check_result *out, struct err *e)
{
	struct row_letter_list letters = { .n = 0 };
	struct row_document_signed_scans scans;
	struct row_candidacy cand;
	enum rc rc = q_candidacy_by_id(d->db, id, &cand, e);

	if (rc == RC_OK)
		rc = q_letter_of_noun(d->db, STR("candidacy"), id, &letters, e);
	for (size_t i = 0; rc == RC_OK && i < letters.n; i++) {
		if (letters.at[i].superseded_s != SQL_NULL_INT)
			continue;
		rc = q_document_signed_scans(d->db, letters.at[i].document, &scans, e);
		out->signed_of++;
		out->signed_n += rc == RC_OK && scans.n > 0;
	}
	if (rc == RC_OK)
		out->holder = mask_name(d->a, cand.name.p != NULL ? cand.name : STR(""));
	return rc;
}

static enum rc
about_application(struct domain *d, str id, struct check_result *out, struct err *e)
{
	struct row_application app;
	enum rc rc = q_application_by_id(d->db, id, &app, e);

	if (rc == RC_OK)
		out->holder = mask_name(d->a, app.name.p != NULL ? app.name : STR(""));
	return rc;
}

/* Many people: their number stands for their names. */
static enum rc
about_collective(struct domain *d, str id, struct check_result *out, struct err *e)
{
	struct row_collective row;
	struct row_collective_person_list people;
	int64_t n = 0;
	enum rc rc = q_collective_by_id(d->db, id, &row, e);

	if (rc == RC_OK)
		rc = q_collective_people(d->db, id, &people, e);
	if (rc != RC_OK)
		return rc;
	for (size_t i = 0; i < people.n; i++)
		n += people.at[i].printed != 0;
	out->holder = STR("");
	out->people = n;
	out->signed_of = 1;
	out->signed_n = row.signed_document.p != NULL;
	return RC_OK;
}

static enum rc
about_destruction(struct domain *d, str id, struct check_result *out, struct err *e)
{
	struct row_destruction row;
	str name;
	enum rc rc = q_destruction_by_id(d->db, id, &row, e);

	if (rc == RC_OK)
		rc = retention_person(d, &row, &name, e);
	if (rc == RC_OK)
		out->holder = mask_name(d->a, name.p != NULL ? name : STR(""));
	return rc;
}

/* Who a letter is about, by the noun of its case. */
static const struct {
	const char *noun;
	enum rc (*about)(struct domain *, str, struct check_result *, struct err *);
} abouts[] = {
	{ "candidacy", about_candidacy },
	{ "application", about_application },
	{ "collective", about_collective },
	{ "destruction", about_destruction },
};

static enum rc
about(
    struct domain *d, const struct row_letter *l, struct check_result *out, struct err *e)
{
	for (size_t i = 0; i < ARRAY_LEN(abouts); i++)
		if (str_eq_z(l->noun, abouts[i].noun))
			return abouts[i].about(d, l->noun_id, out, e);
	return err_set(e, RC_INTERNAL, N_("Ada gangguan di sistem kami."),
	    "letter about an unknown noun");
}

enum rc
check_letter(
    struct domain *d, const struct row_letter *l, struct check_result *out, struct err *e)
{
	const struct letter_template *t = letter_template_find(l->kind);
	enum rc rc = q_office_by_code(d->db, l->office, &out->office, e);

	out->code = grouped(d->a, str_without(d->a, l->check_code, "-"));
	out->title = t != NULL ? str_from_z(t->title) : l->kind;
	out->number = l->number;
	out->issued_s = l->created_s;
	out->changed_s = l->superseded_s;
	if (rc == RC_OK)
		rc = about(d, l, out, e);
	if (rc != RC_OK)
		return rc;
	if (l->superseded_s != SQL_NULL_INT)
		out->answer = CHECK_NOT_VALID;
	else if (out->signed_n < out->signed_of)
		out->answer = CHECK_INCOMPLETE;
	else
		out->answer = CHECK_GENUINE;
	return RC_OK;
}

/* ---- certificates ---- */

/* What we say must be what the published list says: without a fresh list we say nothing. */
static enum rc
judge(struct domain *d, const struct row_certificate *c, const struct publication *list,
    struct check_result *out, struct err *e)
{
	struct row_status_order_list orders;
	enum rc rc = q_status_orders_open(d->db, c->serial, &orders, e);

	if (rc != RC_OK)
		return rc;
	out->list_s = list->this_s;
	if (c->not_after_s < out->checked_s && !str_eq_z(c->state, "revoked")) {
		out->answer = CHECK_NOT_VALID;
		out->state = STR("expired");
		out->changed_s = c->not_after_s;
	} else if (!str_eq_z(c->state, "active")) {
		out->answer = CHECK_NOT_VALID;
	} else if (list->next_s <= out->checked_s || orders.n > 0) {
		out->answer = CHECK_UNSURE;
	} else {
		out->answer = CHECK_GENUINE;
	}
	return RC_OK;
}

static enum rc
certificate(struct domain *d, const struct row_certificate *c, struct check_result *out,
    struct err *e)
{
	struct publication list = { 0 };
	struct pki_cert cert = { 0 };
	enum rc rc = q_office_by_code(d->db, c->office, &out->office, e);

	if (rc == RC_OK && c->der.n > 0) /* else destroyed, long after its end */
		rc = pki_cert_parse(d->a, c->der, &cert, e);
	if (rc == RC_OK && c->der.n > 0)
		rc = publication_list(d, cert.issuer, &list, e);
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	out->certificate = true;
	out->number = c->serial;
	out->holder = mask_name(d->a, c->name);
	out->issuer = cert.issuer_name;
	out->issued_s = c->issued_s;
	out->from_s = c->not_before_s;
	out->to_s = c->not_after_s;
	out->state = c->state;
	out->changed_s = c->changed_s;
	out->reason = c->reason;
	return judge(d, c, &list, out, e);
}

/* ---- which of them ---- */

enum rc
check_letter_by_code(struct domain *d, str code, struct row_letter *out, struct err *e)
{
	enum rc rc = q_letter_by_check_code(d->db, code, out, e);

	return rc == RC_NOT_FOUND
		   ? q_letter_by_check_code(d->db, grouped(d->a, code), out, e)
		   : rc;
}

static enum rc
look_up(struct domain *d, str code, struct check_result *out, struct err *e)
{
	struct row_certificate c;
	struct row_letter l;
	enum rc rc;

	out->code = grouped(d->a, code);
	rc = q_certificate_by_check_code(d->db, code, &c, e);
	if (rc == RC_OK)
		return certificate(d, &c, out, e);
	if (rc == RC_NOT_FOUND)
		rc = check_letter_by_code(d, code, &l, e);
	return rc != RC_OK ? rc : check_letter(d, &l, out, e);
}

void
check_begin(struct domain *d, struct check_result *out)
{
	*out = (struct check_result){ .answer = CHECK_NO_MATCH,
		.checked_s = domain_now(d),
		.changed_s = SQL_NULL_INT };
}

bool
check_code_read(struct domain *d, str typed, str *out)
{
	str clean = str_without(d->a, typed, " -\t");
	struct err ignored;

	return clean.n > LETTERS_LEAST && clean.n <= LETTERS_MOST + 1 &&
	       crockford_check(d->a, clean, clean.n - 1, out, &ignored) == RC_OK;
}

enum rc
check_code(struct domain *d, str typed, str net, struct check_result *out, struct err *e)
{
	struct throttle_key k = { "check", STR("code"), net };
	struct row_application app;
	int64_t left;
	str code;
	enum rc rc = throttle_check(d, &k, &left, e);

	check_begin(d, out);
	if (rc != RC_OK)
		return rc;
	rc = check_registration_find(d, typed, &app, e);
	if (rc == RC_OK)
		return check_registration(d, &app, out, e);
	if (rc != RC_NOT_FOUND)
		return rc;
	if (check_code_read(d, typed, &code))
		rc = look_up(d, code, out, e);
	else if (!check_registration_typed(d, typed))
		return RC_OK;
	if (rc != RC_NOT_FOUND)
		return rc;
	out->code = STR_NONE;
	return throttle_fail(d, &k, e);
}
