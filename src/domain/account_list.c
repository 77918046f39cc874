/* account_list.c - looking at accounts, within one's reach. */
#include "domain/account.h"
#include "domain/record.h"
#include "model/states.h"

enum rc
account_managed(struct domain *d, const struct actor *who, str id,
    struct row_account *out, struct err *e)
{
	bool admin;
	enum rc rc = q_account_by_id(d->db, id, out, e);

	if (rc == RC_OK && who->roles & R_SYSTEM)
		return rc;
	if (rc == RC_OK) {
		admin = str_eq_z(out->role, ACCOUNT_OFFICE_ADMIN);
		if (who->roles & R_CENTRAL && admin)
			return RC_OK;
		if (who->roles & R_OFFICE_ADMIN && str_eq_z(out->role, ACCOUNT_STAFF) &&
		    out->office.p != NULL && str_eq(out->office, who->office))
			return RC_OK;
	}
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	return err_set(e, RC_NOT_FOUND,
	    N_("Halaman tidak ditemukan. Periksa alamat, atau mulai dari beranda."),
	    "account out of scope");
}

enum rc
account_self(
    struct domain *d, const struct actor *who, struct row_account *out, struct err *e)
{
	return q_account_by_id(d->db, who->account, out, e);
}

enum rc
account_standing(struct domain *d, str id, struct account_standing *out, struct err *e)
{
	struct row_authority_list authorities;
	struct row_sessions_count_living n;
	struct row_candidacy cand;
	int64_t now = domain_now(d);
	enum rc rc;

	*out = (struct account_standing){ .candidacy = STR_NONE };
	rc = q_authorities_open_of_account(d->db, id, &authorities, e);
	if (rc == RC_OK)
		rc = q_sessions_count_living(
		    d->db, id, now, now - d->conf->session_idle_s, &n, e);
	if (rc != RC_OK)
		return rc;
	out->opip = authorities.n > 0;
	out->sessions = n.n;
	rc = q_candidacy_open_of_account(d->db, id, &cand, e);
	if (rc == RC_OK) {
		out->candidate = true;
		out->candidacy = cand.number;
		out->candidacy_state = state_label(&words_candidacy, cand.state);
	}
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
account_history(struct domain *d, str id, struct row_history_list *out, struct err *e)
{
	return q_history_of(d->db, STR("account"), id, out, e);
}

const char *
account_status(const struct row_account *acc)
{
	if (str_eq(acc->state, STR("disabled")))
		return "disabled";
	return acc->pass_initial ? "initial" : "active";
}

const char *
account_status_label(const char *status)
{
	if (strcmp(status, "disabled") == 0)
		return N_("Nonaktif");
	return strcmp(status, "initial") == 0 ? N_("Kata sandi awal") : N_("Aktif");
}

const char *
account_level_label(str level)
{
	static const struct {
		const char *level, *label;
	} levels[] = { { "kepala_kppn", N_("Kepala KPPN") },
		{ "kasi_mski", N_("Kasi MSKI/PDMS") },
		{ "administrator_kppn", N_("Administrator KPPN (CSO)") } };

	for (size_t i = 0; level.p != NULL && i < ARRAY_LEN(levels); i++)
		if (str_eq_z(level, levels[i].level))
			return levels[i].label;
	return "-";
}

const char *
account_role_label(str role)
{
	static const struct {
		const char *role, *label;
	} roles[] = { { ACCOUNT_CENTRAL, N_("Dit. SITP") },
		{ ACCOUNT_VERIFIER, N_("Verifikator BSSN") },
		{ ACCOUNT_AUDITOR, N_("Auditor") },
		{ ACCOUNT_OFFICE_ADMIN, N_("Admin kantor") } };

	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		if (str_eq_z(role, roles[i].role))
			return roles[i].label;
	return N_("Pegawai");
}

const char *
account_event_label(str event)
{
	static const struct {
		const char *event, *label;
	} events[] = { { "record", N_("Akun direkam") },
		{ "activate", N_("Akun diaktifkan") },
		{ "password", N_("Kata sandi diganti") },
		{ "forgot", N_("Kata sandi dibuat ulang lewat email") },
		{ "reset", N_("Kata sandi awal baru dibuat") },
		{ "deactivate", N_("Akun dinonaktifkan") },
		{ "restore", N_("Penonaktifan dibatalkan") } };

	for (size_t i = 0; i < ARRAY_LEN(events); i++)
		if (str_eq_z(event, events[i].event))
			return events[i].label;
	return N_("Akun diubah");
}

/* "%text%" in lower case, with what LIKE would read as signs made plain; STR_NONE stays. */
static str
pattern(struct arena *a, str text)
{
	struct buf out;

	text = str_squeeze(a, str_lower(a, text));
	if (text.p == NULL || text.n == 0)
		return STR_NONE;
	buf_init(&out, a, text.n + 8);
	buf_char(&out, '%');
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '%' || text.p[i] == '_' || text.p[i] == '!')
			buf_char(&out, '!');
		buf_char(&out, text.p[i]);
	}
	buf_char(&out, '%');
	return buf_get(&out);
}

static enum rc
find(struct domain *d, const struct actor *who, const struct account_filter *f, int64_t n,
    struct row_account_list *out, struct err *e)
{
	return q_account_page(d->db,
	    &(struct q_account_page_in){ .office = who->office,
		.role = STR(ACCOUNT_STAFF),
		.level = f->level,
		.status = f->status,
		.text = pattern(d->a, f->text),
		.opip_candidate = f->candidates ? 1 : SQL_NULL_INT,
		.before_s = f->before_s,
		.before_id = f->before_id,
		.n = n },
	    out, e);
}

enum rc
account_list(struct domain *d, const struct actor *who, const struct account_filter *f,
    struct row_account_list *out, struct err *e)
{
	return find(d, who, f, f->n, out, e);
}

struct export_args {
	struct domain *d;
	const struct actor *who;
};

static enum rc
export_in_write(struct db *tx, void *arg, struct err *e)
{
	struct export_args *p = arg;

	return audit_add(p->d, tx, p->who, "account.export",
	    str_fmt(p->d->a, "office/%.*s", STR_ARG(p->who->office)), p->who->office,
	    STR("{}"), e);
}

enum rc
account_export(struct domain *d, const struct actor *who, const struct account_filter *f,
    struct row_account_list *out, struct err *e)
{
	struct export_args p = { d, who };
	enum rc rc = find(d, who, f, ACCOUNT_EXPORT_ROWS, out, e);

	return rc != RC_OK ? rc : store_write(d->store, d->a, export_in_write, &p, e);
}

enum rc
account_colleagues(
    struct domain *d, str office, struct row_account_list *out, struct err *e)
{
	return q_account_colleagues(d->db, office, out, e);
}

enum rc
account_opips(struct domain *d, str office, const struct row_account_list *list,
    const bool **out_opip, struct err *e)
{
	bool *opip = ARENA_ARRAY(d->a, list->n + 1, bool);
	struct row_authority_line_list active;
	enum rc rc = q_authority_list(d->db,
	    &(struct q_authority_list_in){
		office, STR("active"), INT64_MAX, STR(""), 200 },
	    &active, e);

	for (size_t i = 0; rc == RC_OK && i < list->n; i++)
		for (size_t j = 0; j < active.n; j++)
			opip[i] = opip[i] || str_eq(active.at[j].account, list->at[i].id);
	if (rc == RC_OK)
		*out_opip = opip;
	return rc;
}
