/* candidacy_decision.c - granting, sending back and refusing a candidacy, and the mail of each. */
#include "base/buf.h"
#include "base/rnd.h"
#include "domain/candidacy_bssn.h"
#include "domain/candidacy_profile.h"
#include "domain/codes.h"
#include "domain/record.h"

#define DAY_S     INT64_C(86400)
#define LINK_DAYS 7
#define PURPOSE   "opip-activate"

static const char *const decision_texts[] = { "", "setuju", "perbaiki", "tolak" };

const struct bssn_cause bssn_causes[] = {
	{ "identitas", N_("Identitas tidak dapat dipastikan") },
	{ "wawancara", N_("Tidak memenuhi syarat saat wawancara") },
	{ "jabatan", N_("Jabatan tidak dapat menjadi OPIP") },
	{ "dokumen", N_("Dokumen tidak sah") },
	{ "mundur", N_("Calon mengundurkan diri") },
	{ "lain", N_("Alasan lain") },
	{ NULL, NULL },
};

const char *
bssn_decision_text(enum bssn_decision x)
{
	return decision_texts[x];
}

enum bssn_decision
bssn_decision_parse(str text)
{
	for (int i = BSSN_GRANT; i <= BSSN_REFUSE; i++)
		if (str_eq_z(text, decision_texts[i]))
			return (enum bssn_decision)i;
	return BSSN_NONE;
}

/* ---- what is missing ---- */

static void
add_part(struct buf *out, const char *sep, str part)
{
	if (out->n > 0)
		buf_z(out, sep);
	buf_str(out, part);
}

static void
add_count(struct domain *d, struct buf *out, size_t n, const char *msg)
{
	if (n == 0)
		return;
	if (out->n > 0)
		BUF_LIT(out, ", ");
	buf_int(out, (int64_t)n);
	buf_char(out, ' ');
	buf_z(out, i18n_tr(d->lang, msg));
}

/* Items marked with that verdict but without a word why. */
static size_t
without_reason(const struct bssn_checks *x, const char *verdict)
{
	size_t n = 0;

	for (size_t i = 0; i < BSSN_ITEM__COUNT; i++)
		n += str_eq_z(x->at[i].verdict, verdict) &&
		     str_trim(x->at[i].reason).n == 0;
	return n;
}

enum rc
bssn_grant_for(struct domain *d, const struct row_candidacy *cand, struct grant_for *out,
    struct err *e)
{
	struct row_account acc;
	enum rc rc = q_account_by_id(d->db, cand->account, &acc, e);

	if (rc == RC_OK)
		rc = grant_for_account(d, &acc, out, e);
	if (rc == RC_OK)
		out->candidacy = cand->number;
	return rc;
}

enum rc
bssn_grant_check(struct domain *d, const struct actor *who, const struct bssn_case *k,
    int64_t version, struct err *e)
{
	if (version == k->cand.version &&
	    fsm_allows(&candidacy_fsm, k->cand.state, CAND_EV_GRANT, who->roles))
		return RC_OK;
	return fsm_conflict(&candidacy_fsm, d, d->db, k->cand.id, k->cand.office, e);
}

/* A grant is over keys of the candidate: without one there is nothing to grant. */
static bool
has_key(struct domain *d, const struct bssn_case *k)
{
	struct grant_for g;
	struct err ignored;

	return bssn_grant_for(d, &k->cand, &g, &ignored) == RC_OK && g.keys.n > 0;
}

static str
lacks_grant(struct domain *d, const struct bssn_case *k)
{
	const struct bssn_checks *x = &k->checks;
	struct buf counts, out;

	buf_init(&counts, d->a, 128);
	buf_init(&out, d->a, 256);
	add_count(d, &counts, x->n_different, N_("data berbeda"));
	add_count(d, &counts, x->n_to_compare - x->n_compared, N_("belum dicek"));
	add_count(d, &counts, without_reason(x, "terima"),
	    N_("perbedaan diterima tanpa alasan"));
	add_count(d, &counts, k->n_unseen, N_("dokumen belum dibuka"));
	if (counts.n > 0)
		buf_fmt(&out, "%s %.*s.", i18n_tr(d->lang, N_("Belum bisa:")),
		    STR_ARG(buf_get(&counts)));
	if (!str_eq_z(k->cand.state, "interviewed") ||
	    k->cand.interviewed_s == SQL_NULL_INT)
		add_part(&out, " ",
		    str_from_z(i18n_tr(d->lang, N_("Wawancara belum dicatat."))));
	else if (!str_eq_z(k->cand.interview_result, "cocok"))
		add_part(&out, " ",
		    str_fmt(d->a, "%s %s.", i18n_tr(d->lang, N_("Hasil wawancara:")),
			i18n_tr(d->lang, bssn_result_label(k->cand.interview_result))));
	if (!has_key(d, k))
		add_part(&out, " ",
		    str_from_z(i18n_tr(d->lang,
			N_("Calon belum menambah kunci. Minta ia membuka Profil, lalu Keamanan."))));
	return buf_get(&out);
}

static const char *
cause_label(str name)
{
	for (const struct bssn_cause *c = bssn_causes; c->name != NULL; c++)
		if (str_eq_z(name, c->name))
			return c->label;
	return NULL;
}

str
bssn_lacks(struct domain *d, const struct bssn_case *k, enum bssn_decision decision)
{
	const struct bssn_checks *x = &k->checks;
	const char *msg = NULL;

	switch (decision) {
	case BSSN_GRANT:
		return lacks_grant(d, k);
	case BSSN_RETURN:
		if (x->n_different == 0)
			msg = N_("Tandai dulu bagian yang beda, dan tulis alasannya.");
		else if (without_reason(x, "tidak") > 0)
			msg = N_("Tulis alasan pada setiap bagian yang beda.");
		break;
	case BSSN_REFUSE:
		if (cause_label(x->cause) == NULL)
			msg = N_("Pilih alasan penolakan.");
		else if (str_eq_z(x->cause, "lain") && str_trim(x->message).n == 0)
			msg = N_("Tulis alasan penolakan.");
		break;
	default:
		msg = N_("Pilih keputusan.");
	}
	return msg == NULL ? STR("") : str_from_z(i18n_tr(d->lang, msg));
}

/* ---- the mails ---- */

static struct mailview_items
items_of(struct domain *d, const struct bssn_checks *x)
{
	struct mailview_item *at =
	    ARENA_ARRAY(d->a, BSSN_ITEM__COUNT, struct mailview_item);
	size_t n = 0;

	for (size_t i = 0; i < BSSN_ITEM__COUNT; i++)
		if (str_eq_z(x->at[i].verdict, "tidak"))
			at[n++] = (struct mailview_item){ str_from_z(bssn_items[i].label),
				x->at[i].reason };
	return (struct mailview_items){ at, n };
}

static str
refusal_reason(struct domain *d, const struct bssn_checks *x)
{
	const char *label = cause_label(x->cause);
	str more = str_trim(x->message);

	if (label == NULL)
		return more;
	if (more.n == 0)
		return str_fmt(d->a, "%s.", label);
	return str_fmt(d->a, "%s. %.*s", label, STR_ARG(more));
}

/* How long a link of E9 works: to the end of the seventh day where the office is. */
static int64_t
bssn_activation_until(const struct domain *d, enum zone z)
{
	struct date day = time_civil(domain_now(d), z).date;

	return time_from_civil(date_from_days(date_to_days(day) + LINK_DAYS), 23, 59, z);
}

static const char *
compose_granted(struct domain *d, const struct row_candidacy *cand,
    const struct row_office *office, str token, str copy, struct mail_text *out)
{
	enum zone z = zone_parse(office->zone);
	str url = str_fmt(d->a, "%.*s/profil/opip-aktif?kode=%.*s",
	    STR_ARG(d->conf->public_url), STR_ARG(token));

	mail_compose_opip_granted(d->a, LANG_ID,
	    &(struct mailview_opip_granted){ .name = cand->name,
		.number = cand->number,
		.office = office->name,
		.url = token.p == NULL ? STR_NONE : url,
		.until = time_long(d->a, bssn_activation_until(d, z), z, LANG_ID),
		.copy = copy },
	    out);
	return "opip_granted";
}

/* The mail of a decision; `token` only for a grant to the candidate himself. Returns its kind. */
static const char *
compose(struct domain *d, const struct row_candidacy *cand,
    const struct row_office *office, const struct bssn_checks *x, str token, str copy,
    struct mail_text *out)
{
	enum zone z = zone_parse(office->zone);
	int64_t until = domain_now(d) + d->conf->fix_days * DAY_S;

	if (x->decision == BSSN_GRANT)
		return compose_granted(d, cand, office, token, copy, out);
	if (x->decision == BSSN_RETURN) {
		mail_compose_opip_returned(d->a, LANG_ID,
		    &(struct mailview_opip_returned){ .name = cand->name,
			.number = cand->number,
			.until = date_long(d->a, time_civil(until, z).date, LANG_ID),
			.url = copy.n > 0 ? str_fmt(d->a, "%.*s/kantor/pengguna/%.*s",
						STR_ARG(d->conf->public_url),
						STR_ARG(cand->account))
					  : str_fmt(d->a, "%.*s/profil",
						STR_ARG(d->conf->public_url)),
			.message = str_trim(x->message),
			.copy = copy,
			.items = items_of(d, x) },
		    out);
		return "opip_returned";
	}
	mail_compose_opip_refused(d->a, LANG_ID,
	    &(struct mailview_opip_refused){ .name = cand->name,
		.number = cand->number,
		.reason = refusal_reason(d, x),
		.again = STR("setelah penyebabnya diselesaikan, melalui admin kantor"),
		.objection = str_fmt(d->a, "%.*s (%.*s)", STR_ARG(d->conf->helpdesk_name),
		    STR_ARG(d->conf->helpdesk_contact)),
		.copy = copy },
	    out);
	return "opip_refused";
}

enum rc
bssn_decision_mail(
    struct domain *d, const struct bssn_case *k, struct mail_text *out, struct err *e)
{
	str lacks = bssn_lacks(d, k, k->checks.decision);

	if (lacks.n > 0)
		return err_say(e, RC_INVALID, "%.*s", STR_ARG(lacks));
	compose(d, &k->cand, &k->office, &k->checks, STR("…"), STR_NONE, out);
	return RC_OK;
}

/* The office's administrators get a copy, without the link that is the candidate's alone. */
static enum rc
mail_copies(struct change *c, const struct row_office *office,
    const struct bssn_checks *x, struct err *e)
{
	const struct row_candidacy *cand = c->object;
	str copy = str_fmt(c->d->a, "admin %.*s", STR_ARG(office->name));
	struct row_office_leaders_list people;
	struct mail_text t;
	const char *kind = compose(c->d, cand, office, x, STR_NONE, copy, &t);
	enum rc rc = q_office_leaders(c->tx, c->office, &people, e);

	for (size_t i = 0; rc == RC_OK && i < people.n; i++)
		if (str_eq_z(people.at[i].role, "office_admin"))
			rc = bssn_mail_tx(c->d, c->tx, kind, people.at[i].email, &t,
			    c->id, people.at[i].id, e);
	return rc;
}

/* A one-time link for the new OPIP, into the outbox. */
static enum rc
bssn_mail_granted_tx(struct domain *d, struct db *tx, const struct row_candidacy *cand,
    const struct row_office *office, struct err *e)
{
	int64_t life = bssn_activation_until(d, zone_parse(office->zone)) - domain_now(d);
	struct code_issued issued;
	struct mail_text t;
	enum rc rc =
	    code_issue_tx(d, tx, PURPOSE, cand->account, life, cand->id, &issued, e);

	if (rc != RC_OK)
		return rc;
	compose_granted(d, cand, office, issued.token, STR_NONE, &t);
	return bssn_mail_tx(
	    d, tx, "opip_granted", cand->email, &t, cand->id, cand->account, e);
}

/* ---- guards and effects ---- */

/* Who holds it, his marks, and what is still missing; c->input becomes the struct bssn_case. */
static enum rc
guard_decision(struct change *c, enum bssn_decision decision, struct err *e)
{
	struct bssn_case *k = ARENA_NEW(c->d->a, struct bssn_case);
	str lacks;
	enum rc rc;

	k->grant = c->input;
	k->cand = *(const struct row_candidacy *)c->object;
	rc = bssn_holds(c->d, c->tx, c->who, &k->cand, e);
	if (rc == RC_OK)
		rc = q_office_by_code(c->tx, c->office, &k->office, e);
	if (rc == RC_OK)
		rc = bssn_checks_load(c->d, c->tx, c->id, c->who->account, &k->checks, e);
	if (rc == RC_OK)
		rc = bssn_documents_load(c->d, c->tx, c->who->account, k, e);
	if (rc != RC_OK)
		return rc;
	k->checks.decision = decision;
	lacks = bssn_lacks(c->d, k, decision);
	if (lacks.n > 0)
		return err_say(e, RC_INVALID, "%.*s", STR_ARG(lacks));
	c->input = k;
	return RC_OK;
}

/* What every decision writes: itself, the end of the claim, the copies. */
static enum rc
record_decision(struct change *c, const char *decision, str reason, struct err *e)
{
	const struct bssn_case *k = c->input;
	enum rc rc = q_candidacy_set_decision(c->tx,
	    &(struct q_candidacy_set_decision_in){ .id = c->id,
		.version = c->version + 1,
		.decision = str_from_z(decision),
		.reason = reason.n > 0 ? reason : STR_NONE,
		.decided_by = c->who->account,
		.now_s = c->now_s },
	    e);

	if (rc == RC_OK)
		rc = q_candidacy_claim(
		    c->tx, c->id, c->version + 2, STR_NONE, SQL_NULL_INT, e);
	return rc != RC_OK ? rc : mail_copies(c, &k->office, &k->checks, e);
}

static enum rc
mail_candidate(struct change *c, struct err *e)
{
	const struct bssn_case *k = c->input;
	struct mail_text t;
	const char *kind =
	    compose(c->d, &k->cand, &k->office, &k->checks, STR_NONE, STR_NONE, &t);

	return bssn_mail_tx(
	    c->d, c->tx, kind, k->cand.email, &t, c->id, k->cand.account, e);
}

enum rc
candidacy_guard_grant(struct change *c, struct err *e)
{
	const struct bssn_grant *g = c->input;

	if (g == NULL || g->s->st.kind != STATEMENT_grant ||
	    !str_eq(g->s->st.u.grant.candidacy, c->number))
		return err_set(e, RC_DENIED,
		    N_("Langkah ini harus ditandatangani dengan kunci petugas."),
		    "not signed");
	return guard_decision(c, BSSN_GRANT, e);
}

enum rc
candidacy_effect_grant(struct change *c, struct err *e)
{
	const struct bssn_case *k = c->input;
	enum rc rc = record_decision(c, "granted", STR_NONE, e);

	str id;

	if (rc == RC_OK)
		rc = authority_grant_tx(c->d, c->tx, c->who, &k->cand, &id, e);
	if (rc == RC_OK)
		rc = grant_keep_tx(c->d, c->tx, c->who, k->grant->s, k->grant->to, id, e);
	return rc != RC_OK ? rc
			   : bssn_mail_granted_tx(c->d, c->tx, &k->cand, &k->office, e);
}

enum rc
candidacy_guard_return(struct change *c, struct err *e)
{
	return guard_decision(c, BSSN_RETURN, e);
}

/* Every reason that reopens `item`, each with the name of what differs; empty when none does. */
static str
reasons_for(struct arena *a, const struct bssn_checks *x, const char *item)
{
	struct buf out;

	buf_init(&out, a, 256);
	for (size_t i = 0; i < BSSN_ITEM__COUNT; i++)
		if (strcmp(bssn_items[i].returns, item) == 0 &&
		    str_eq_z(x->at[i].verdict, "tidak"))
			buf_fmt(&out, "%s%s: %.*s", out.n > 0 ? "\n" : "",
			    bssn_items[i].label, STR_ARG(x->at[i].reason));
	return buf_get(&out);
}

/* One row an item that reopens, however many marks ask for it. */
static enum rc
insert_items(struct change *c, const struct bssn_checks *x, struct err *e)
{
	str noun = STR("candidacy");
	struct row_returned_item_round last;
	enum rc rc = q_returned_item_round(c->tx, noun, c->id, &last, e);

	for (int i = 0; rc == RC_OK && i < CAND_ITEM__COUNT; i++) {
		const char *item = candidacy_item_text((enum candidacy_item)i);
		str reason = reasons_for(c->d->a, x, item);

		if (reason.n > 0)
			rc = q_returned_item_insert(c->tx,
			    &(struct row_returned_item){ .id = rnd_id(c->d->a),
				.noun = noun,
				.noun_id = c->id,
				.item = str_from_z(item),
				.reason = reason,
				.round = last.n + 1,
				.created_s = c->now_s,
				.fixed_s = SQL_NULL_INT },
			    e);
	}
	return rc;
}

/* What was put right is looked at again, and so is all that a new picture or letter touches. */
static enum rc
forget_marks(struct change *c, const struct bssn_checks *x, struct err *e)
{
	enum rc rc = q_candidacy_check_forget(c->tx, c->id, STR("putusan"), e);

	for (size_t i = 0; rc == RC_OK && i < BSSN_ITEM__COUNT; i++) {
		bool again = bssn_items[i].group == BSSN_SIGNED || i == BSSN_FACE ||
			     str_eq_z(x->at[i].verdict, "tidak");

		if (again)
			rc = q_candidacy_check_forget(
			    c->tx, c->id, str_from_z(bssn_items[i].name), e);
	}
	return rc;
}

enum rc
candidacy_effect_return(struct change *c, struct err *e)
{
	const struct bssn_case *k = c->input;
	enum rc rc = insert_items(c, &k->checks, e);

	if (rc == RC_OK)
		rc = forget_marks(c, &k->checks, e);
	if (rc == RC_OK)
		rc = record_decision(c, "returned", str_trim(k->checks.message), e);
	return rc != RC_OK ? rc : mail_candidate(c, e);
}

enum rc
candidacy_guard_refuse(struct change *c, struct err *e)
{
	return guard_decision(c, BSSN_REFUSE, e);
}

enum rc
candidacy_effect_refuse(struct change *c, struct err *e)
{
	const struct bssn_case *k = c->input;
	enum rc rc = record_decision(c, "refused", refusal_reason(c->d, &k->checks), e);

	return rc != RC_OK ? rc : mail_candidate(c, e);
}

enum rc
bssn_decide(struct domain *d, const struct actor *who, str id, int64_t version,
    const struct bssn_grant *grant, struct err *e)
{
	static const int events[] = { -1, CAND_EV_GRANT, CAND_EV_RETURN, CAND_EV_REFUSE };
	struct bssn_checks x;
	str note = STR_NONE;
	enum rc rc = bssn_checks_load(d, d->db, id, who->account, &x, e);

	if (rc != RC_OK)
		return rc;
	if (x.decision == BSSN_NONE)
		return err_set(e, RC_INVALID, N_("Pilih keputusan."), "no decision");
	if (x.decision == BSSN_REFUSE)
		note = refusal_reason(d, &x);
	if (x.decision == BSSN_GRANT) {
		struct change c;

		rc = fsm_check_tx(&candidacy_fsm, d, d->db, who, id, CAND_EV_GRANT,
		    version, (void *)(uintptr_t)grant, &c, e);
		if (rc == RC_OK)
			rc = signing_record(d, who, grant->s, e);
		if (rc != RC_OK)
			return rc;
	}
	rc = fsm_apply(&candidacy_fsm, d, who, id, events[x.decision], version,
	    (void *)(uintptr_t)grant, note, NULL, e);
	if (rc == RC_OK)
		domain_mail_poke(d);
	return rc;
}

/* ---- taking the duties on ---- */

enum rc
bssn_activation_peek(struct domain *d, const struct actor *who, str token,
    struct bssn_authority *out, struct err *e)
{
	int64_t expires;
	str subject;
	enum rc rc = code_peek_token(d, PURPOSE, token, &subject, &expires, e);

	if (rc == RC_OK && !str_eq(subject, who->account))
		return err_set(e, RC_DENIED,
		    N_("Tautan ini milik akun lain. Masuk dengan akun Anda sendiri."),
		    "link of another account");
	if (rc == RC_OK)
		rc = q_authority_active_of_account(d->db, subject, &out->row, e);
	if (rc == RC_NOT_FOUND)
		return err_set(e, RC_DENIED,
		    N_("Kewenangan ini sudah tidak berlaku. Hubungi admin kantor Anda."),
		    "no active authority");
	if (rc == RC_OK)
		rc = q_account_by_id(d->db, subject, &out->account, e);
	if (rc == RC_OK)
		rc = q_office_by_code(d->db, out->row.office, &out->office, e);
	return rc;
}

struct accept_args {
	struct domain *d;
	const struct actor *who;
	const struct row_authority *row;
};

static enum rc
accept_in_write(struct db *tx, void *arg, struct err *e)
{
	struct accept_args *p = arg;
	enum rc rc = q_authority_accept(tx, p->row->id, domain_now(p->d), e);

	if (rc == RC_CONFLICT)
		return RC_OK; /* pressed twice */
	if (rc == RC_OK)
		rc = history_add(p->d, tx, p->who, "authority", p->row->id, STR("accept"),
		    STR("active"), STR("active"), STR_NONE, e);
	if (rc == RC_OK)
		rc = audit_add(p->d, tx, p->who, "authority.accept",
		    str_fmt(p->d->a, "authority/%.*s", STR_ARG(p->row->id)),
		    p->row->office, STR("{}"), e);
	return rc;
}

enum rc
bssn_activation_accept(
    struct domain *d, const struct actor *who, str token, struct err *e)
{
	struct bssn_authority x;
	struct accept_args p = { d, who, &x.row };
	str subject, payload;
	enum rc rc = bssn_activation_peek(d, who, token, &x, e);

	if (rc == RC_OK)
		rc = store_write(d->store, d->a, accept_in_write, &p, e);
	/* the link dies last: a failure before this can be tried again */
	return rc != RC_OK ? rc
			   : code_use_token(d, PURPOSE, token, &subject, &payload, e);
}

struct resend_args {
	struct domain *d;
	const struct actor *who;
	struct row_authority row;
};

static enum rc
resend_in_write(struct db *tx, void *arg, struct err *e)
{
	struct resend_args *p = arg;
	struct row_candidacy cand;
	struct row_office office;
	enum rc rc = q_candidacy_by_id(tx, p->row.candidacy, &cand, e);

	if (rc == RC_OK)
		rc = q_office_by_code(tx, cand.office, &office, e);
	if (rc == RC_OK)
		rc = bssn_mail_granted_tx(p->d, tx, &cand, &office, e);
	if (rc == RC_OK)
		rc = audit_add(p->d, tx, p->who, "authority.resend",
		    str_fmt(p->d->a, "authority/%.*s", STR_ARG(p->row.id)), p->row.office,
		    STR("{}"), e);
	return rc;
}

enum rc
bssn_activation_resend(struct domain *d, const struct actor *who, str id, struct err *e)
{
	struct resend_args p = { .d = d, .who = who };
	enum rc rc = q_authority_by_id(d->db, id, &p.row, e);

	if (rc != RC_OK)
		return rc;
	if (p.row.accepted_s != SQL_NULL_INT || !str_eq_z(p.row.state, "active"))
		return err_set(e, RC_CONFLICT,
		    N_("Tautan tidak diperlukan lagi untuk kewenangan ini."),
		    "accepted or not active");
	rc = store_write(d->store, d->a, resend_in_write, &p, e);
	if (rc == RC_OK)
		domain_mail_poke(d);
	return rc;
}
