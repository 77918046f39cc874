/* collective_people.c - who the rows of a collective letter are, and why one cannot stand in it. */
#include "base/utf8.h"
#include "domain/application_edit.h"
#include "domain/candidacy_file.h"
#include "domain/collective_edit.h"
#include "domain/mask.h"

static const struct {
	const char *name, *sentence;
} refusals[] = {
	{ "malformed", N_("NIP harus 18 angka.") },
	{ "twice", N_("NIP ini sudah ada di daftar.") },
	{ "unknown",
	    N_("NIP ini tidak dikenal di kantor Anda. Tulis juga nama dan email: NIP; nama; email.") },
	{ "other_office", N_("Pegawai kantor lain.") },
	{ "certified", N_("Sudah punya sertifikat yang berlaku.") },
	{ "name", N_("Nama harus seperti di e-KTP, tanpa gelar.") },
	{ "email", N_("Email harus email kedinasan.") },
};

const char *
collective_refusal(str refused)
{
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
		if (str_eq_z(refused, refusals[i].name))
			return refusals[i].sentence;
	return "";
}

bool
collective_listed(const struct row_collective_person *row)
{
	return str_eq_z(row->state, "listed");
}

/* The NIK as the annex prints it. */
static enum rc
put_nik(struct domain *d, str context, str box, struct row_collective_person *out,
    struct err *e)
{
	str nik;
	enum rc rc;

	if (box.n == 0)
		return RC_OK;
	rc = vault_unseal(d->vault, d->a, context, box, &nik, e);
	if (rc == RC_OK)
		out->nik_shown = mask_nik(d->a, nik);
	return rc;
}

static enum rc
from_application(struct domain *d, const struct row_application *a,
    struct row_collective_person *out, struct err *e)
{
	out->name = a->name;
	out->grade = a->grade;
	out->position = a->position;
	out->unit = a->unit;
	out->email = a->email;
	return put_nik(d, apply_nik_context(d->a, a->id), a->nik_box, out, e);
}

/* What a colleague of the office has told about himself as a candidate, if he is one. */
static enum rc
from_account(struct domain *d, const struct row_account *a,
    struct row_collective_person *out, struct err *e)
{
	struct row_candidacy c;
	enum rc rc = q_candidacy_latest_of_account(d->db, a->id, &c, e);

	out->name = a->name;
	out->email = a->email;
	if (rc != RC_OK)
		return rc == RC_NOT_FOUND ? RC_OK : rc;
	out->grade = c.grade;
	out->position = c.position;
	out->unit = c.unit;
	return put_nik(d, candidacy_nik_context(d->a, c.id), c.nik_box, out, e);
}

/* Somebody the office does not know yet: his name and address as typed. */
static void
from_typed(struct domain *d, const struct collective_row *typed,
    struct row_collective_person *out)
{
	struct email email;
	struct say ignored;

	if (typed->name.n == 0) {
		out->refused = STR("unknown");
		return;
	}
	out->name = typed->name;
	out->email = typed->email;
	if (ident_name(d->a, typed->name, &out->name, &ignored) != RC_OK ||
	    ident_name_has_title(d->a, out->name))
		out->refused = STR("name");
	else if (ident_email(d->a, typed->email, d->conf->email_domains.at,
		     d->conf->email_domains.n, &email, &ignored) != RC_OK)
		out->refused = STR("email");
	else
		out->email = email.address;
}

/* Colleagues with an account here, then people who have registered here. */
static enum rc
find_person(struct domain *d, str office, const struct collective_row *typed,
    struct row_collective_person *out, struct err *e)
{
	struct row_certificate_list certs;
	struct row_application_list apps;
	struct row_account_list accounts;
	bool known = false, elsewhere = false;
	enum rc rc = q_account_by_nip(d->db, out->nip, &accounts, e);

	for (size_t i = 0; rc == RC_OK && i < accounts.n; i++) {
		bool here = str_eq(accounts.at[i].office, office);

		elsewhere |= !here;
		if (here && !known)
			rc = from_account(d, &accounts.at[i], out, e);
		known |= here;
	}
	if (rc == RC_OK)
		rc = q_application_of_nip(d->db, office, out->nip, &apps, e);
	if (rc == RC_OK && apps.n > 0 && (!known || out->grade.p == NULL)) {
		rc = from_application(d, &apps.at[0], out, e);
		known = true;
	}
	if (rc == RC_OK)
		rc = q_certificate_living_of_nip(d->db, out->nip, &certs, e);
	if (rc != RC_OK)
		return rc;
	if (!known && elsewhere)
		out->refused = STR("other_office");
	else if (!known)
		from_typed(d, typed, out);
	if (out->refused.p == NULL && certs.n > 0)
		out->refused = STR("certified");
	return RC_OK;
}

static bool
stands_before(const struct row_collective_person *all, size_t n, str nip)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(all[i].nip, nip))
			return true;
	return false;
}

enum rc
collective_find(struct domain *d, str office, const struct collective_row *typed,
    const struct row_collective_person *before, size_t n_before,
    struct row_collective_person *out, struct err *e)
{
	struct date today = time_civil(domain_now(d), ZONE_WIB).date;
	struct nip nip;
	struct say ignored;
	enum rc rc = RC_OK;

	*out = (struct row_collective_person){ .refused = STR_NONE };
	if (ident_nip(d->a, typed->nip, today, &nip, &ignored) != RC_OK) {
		out->nip = str_dup(d->a, utf8_head(typed->nip, 40));
		out->name = typed->name.n > 0 ? typed->name : STR_NONE;
		out->email = typed->email.n > 0 ? typed->email : STR_NONE;
		out->refused = STR("malformed");
	} else {
		out->nip = str_dup(d->a, str_from_z(nip.digits));
		if (stands_before(before, n_before, out->nip))
			out->refused = STR("twice");
		else
			rc = find_person(d, office, typed, out, e);
	}
	out->state = out->refused.p == NULL ? STR("listed") : STR("refused");
	return rc;
}

/* ---- a list ---- */

#define TYPED_CHARS 120 /* of a name or an address that is no good */

static enum rc
add_person(struct domain *d, str office, const struct collective_row *typed,
    struct collective_people *all, struct err *e)
{
	struct row_collective_person *r = &all->at[all->n];
	enum rc rc;

	if (all->n == COLLECTIVE_ROWS)
		return err_set(e, RC_INVALID,
		    N_("Paling banyak 150 orang dalam satu surat."), "rows");
	rc = collective_find(d, office, typed, all->at, all->n, r, e);
	r->seq = (int64_t)++all->n;
	all->n_good += collective_listed(r);
	return rc;
}

/* "NIP; name; e-mail", or NIPs between commas. */
static enum rc
add_line(
    struct domain *d, str office, str line, struct collective_people *all, struct err *e)
{
	char mark = str_has(line, ';') ? ';' : '\t';
	struct collective_row typed = { .nip = STR_NONE };
	enum rc rc = RC_OK;

	if (str_has(line, mark)) {
		typed.nip = str_trim(str_cut(&line, mark));
		typed.name =
		    utf8_head(str_squeeze(d->a, str_cut(&line, mark)), TYPED_CHARS);
		typed.email = utf8_head(str_trim(str_cut(&line, mark)), TYPED_CHARS);
		return typed.nip.n + typed.name.n > 0
			   ? add_person(d, office, &typed, all, e)
			   : RC_OK;
	}
	while (rc == RC_OK && line.n > 0) {
		typed.nip = str_trim(str_cut(&line, ','));
		if (typed.nip.n > 0)
			rc = add_person(d, office, &typed, all, e);
	}
	return rc;
}

enum rc
collective_check(struct domain *d, const struct actor *who, str typed,
    struct collective_people *out, struct err *e)
{
	enum rc rc = RC_OK;

	*out = (struct collective_people){ .at = ARENA_ARRAY(d->a, COLLECTIVE_ROWS,
					       struct row_collective_person) };
	while (rc == RC_OK && typed.n > 0)
		rc = add_line(d, who->office, str_cut(&typed, '\n'), out, e);
	if (rc == RC_OK && out->n == 0)
		return err_set(
		    e, RC_INVALID, N_("Pilih orangnya, atau tempel NIP."), "nobody");
	return rc;
}

enum rc
collective_choices(struct domain *d, const struct actor *who,
    struct row_account_list *out, struct err *e)
{
	return q_account_list(d->db,
	    &(struct q_account_list_in){ .office = who->office,
		.role = STR("staff"),
		.before_s = INT64_MAX,
		.before_id = STR(""),
		.n = COLLECTIVE_ROWS },
	    out, e);
}
