/*
 * issue.c - the steps of issuing: build, lint, sign, check; and the completion of what a crash left half
 * done. certify.c puts them in the order of DESIGN 7.
 */
#include "base/codec.h"
#include "signer/internal.h"
#include "signer/renewal.h"

struct signer_hooks signer_hooks;

void
signer_step_done(enum signer_step step)
{
	if (signer_hooks.after_step != NULL)
		signer_hooks.after_step(step);
}

/* `months` later on the same day (or the last of a shorter month) at the same second. */
static int64_t
add_months(int64_t at_s, int64_t months)
{
	struct datetime t = time_civil_utc(at_s);
	int64_t m = t.date.year * 12LL + t.date.month - 1 + months;
	struct date d = { (int)(m / 12), (int)(m % 12) + 1, t.date.day };

	while (!date_valid(d.year, d.month, d.day))
		d.day--;
	return date_to_days(d) * 86400 + at_s % 86400;
}

/* DOMAIN 4.2: two years less a second; shorter when asked, never beyond the CA. */
int64_t
signer_not_after(const struct signer *s, str office, int64_t from_s, int64_t asked_s)
{
	int64_t months = signer_profile_for(&s->profile, office).validity_months;
	int64_t to_s = add_months(from_s, months) - 1;

	if (asked_s > 0 && from_s + asked_s - 1 < to_s)
		to_s = from_s + asked_s - 1;
	return to_s < s->ca.not_after_s ? to_s : s->ca.not_after_s;
}

static enum rc
leaf_of(
    struct arena *a, const struct record_issue *row, struct pki_leaf *out, struct err *e)
{
	*out = (struct pki_leaf){ .office_name = row->office_name,
		.name = row->name,
		.email = row->email,
		.spki = row->spki,
		.not_before_s = row->not_before_s,
		.not_after_s = row->not_after_s };
	return hex_decode(a, row->serial, &out->serial, e);
}

/* The profile with the list on which this certificate will stand for all its life. */
static struct pki_profile
profile_of(struct signer *s, struct arena *a, str office, const struct pki_leaf *leaf)
{
	struct signer_chosen chosen = signer_profile_for(&s->profile, office);
	struct pki_profile p = *chosen.leaf;

	if (!chosen.own_list)
		p.crl_url = signer_list_url(s, a, signer_list_name(s, a, leaf->serial));
	return p;
}

enum rc
signer_build(struct signer *s, struct arena *a, struct record_issue *row, struct err *e)
{
	struct pki_profile profile;
	struct pki_leaf leaf;
	enum rc rc = leaf_of(a, row, &leaf, e);

	if (rc != RC_OK)
		return rc;
	profile = profile_of(s, a, row->office, &leaf);
	if ((rc = pki_leaf_tbs(a, &profile, &s->ca, &leaf, &row->tbs, e)) != RC_OK)
		return rc;
	return pki_leaf_lint(a, &profile, &s->ca, &leaf, row->tbs, e);
}

static enum rc
build_and_keep(struct signer *s, struct arena *a, struct record_issue *row, struct err *e)
{
	enum rc rc = signer_build(s, a, row, e);

	if (rc != RC_OK)
		return rc;
	signer_step_done(SIGNER_STEP_BUILT);
	if ((rc = record_tbs(s->record, row->serial, row->tbs, e)) != RC_OK)
		return rc;
	row->state = STR("tbs");
	signer_step_done(SIGNER_STEP_TBS_KEPT);
	return RC_OK;
}

/* What was signed is what was reserved; pki_sign has verified the signature with the key of our own
 * certificate (they were compared at the start). */
static enum rc
check_signed(struct arena *a, const struct record_issue *row, str der, struct err *e)
{
	struct pki_cert cert;
	enum rc rc;

	if ((rc = pki_cert_parse(a, der, &cert, e)) != RC_OK)
		return rc;
	if (!str_eq(cert.tbs, row->tbs) || !str_eq(cert.serial, row->serial) ||
	    !str_eq(cert.key.spki, row->spki) || cert.ca)
		return err_set(e, RC_INTERNAL,
		    N_("Penerbit menolak sertifikat yang disusunnya sendiri. Laporkan kepada Dit. SITP."),
		    "the kept tbs is not that of its row");
	return RC_OK;
}

enum rc
signer_sign(struct signer *s, struct arena *a, struct record_issue *row, struct err *e)
{
	enum rc rc = pki_sign(a, s->key, row->tbs, &row->der, e);

	if (rc == RC_OK)
		rc = check_signed(a, row, row->der, e);
	if (rc == RC_OK)
		row->signed_s = clock_now(s->clock);
	return rc;
}

static enum rc
sign_and_keep(struct signer *s, struct arena *a, struct record_issue *row, struct err *e)
{
	enum rc rc = signer_sign(s, a, row, e);
	bool ended;

	if (rc != RC_OK)
		return rc;
	signer_step_done(SIGNER_STEP_SIGNED);
	if ((rc = record_begin(s->record, e)) != RC_OK)
		return rc;
	rc = record_signed(s->record, row->serial, row->der, row->signed_s, e);
	if (rc == RC_OK) /* the lists are written after the start in any case */
		rc = signer_end_followed(s, a, row, &ended, e);
	if ((rc = record_finish(s->record, rc, e)) != RC_OK)
		return rc;
	row->state = STR("signed");
	signer_step_done(SIGNER_STEP_KEPT);
	return RC_OK;
}

/* From whatever state the row is in to the signed certificate. */
static enum rc
complete(struct signer *s, struct arena *a, struct record_issue *row, struct err *e)
{
	enum rc rc = RC_OK;

	if (str_eq_z(row->state, "reserved"))
		rc = build_and_keep(s, a, row, e);
	if (rc == RC_OK && str_eq_z(row->state, "tbs"))
		rc = sign_and_keep(s, a, row, e);
	return rc;
}

static enum rc
refuse(
    struct err *e, enum rc rc, const char **out_code, const char *code, const char *msg)
{
	*out_code = code;
	return err_set(e, rc, msg, "%s", code);
}

/* Has this application, or this key, been served before? A new certificate takes a new key. */
enum rc
signer_check_unused(struct signer *s, const struct record_issue *row,
    const char **out_code, struct err *e)
{
	bool application, key;
	enum rc rc = record_issue_taken(
	    s->record, row->application, row->spki_id, &application, &key, e);

	if (rc != RC_OK)
		return rc;
	if (application)
		return refuse(e, RC_CONFLICT, out_code, "application_used",
		    N_("Untuk permohonan ini sertifikat sudah pernah diterbitkan."));
	if (key || str_eq(row->spki, s->ca_cert.key.spki))
		return refuse(e, RC_CONFLICT, out_code, "key_used",
		    N_("Kunci ini sudah dipakai untuk sertifikat lain. Buat kunci baru."));
	return RC_OK;
}

enum rc
signer_finish_pending(struct signer *s, struct err *e)
{
	struct arena *a = arena_new();
	struct record_issues rows;
	enum rc rc = record_pending(s->record, a, &rows, e);

	for (size_t i = 0; rc == RC_OK && i < rows.n; i++)
		rc = complete(s, a, &rows.at[i], e);
	arena_free(a);
	return rc;
}
