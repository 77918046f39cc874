/* application_counter.c - the counter: who stands there, what was seen, and Aktivasi. */
#include "base/json.h"
#include "domain/application_sign.h"
#include "domain/office_rules.h"
#include "domain/record.h"

const char *const counter_tick_names[COUNTER_TICKS] = { "kartu", "wajah", "nama",
	"pernyataan" };
const char *const counter_tick_labels[COUNTER_TICKS] = { N_("e-KTP asli dilihat"),
	N_("Wajah sama dengan e-KTP"), N_("Nama di e-KTP asli sama"),
	N_("Surat pernyataan dibaca dan ditegaskan pemohon") };

/* ---- the record: lines "kartu=ya", "wajah=tidak why", "nik_salah=2" ---- */

static void
read_line(struct counter_record *r, str line)
{
	str key = str_cut(&line, '='), verdict;
	struct err ignored;
	int64_t n;

	if (str_eq_z(key, "nik_salah")) {
		if (str_int64(line, &n, &ignored) == RC_OK)
			r->nik_tries = n;
		return;
	}
	for (int i = 0; i < COUNTER_TICKS; i++) {
		if (!str_eq_z(key, counter_tick_names[i]))
			continue;
		verdict = str_cut(&line, ' ');
		r->ticks[i] = (struct office_check){ verdict, line };
	}
}

void
counter_record_read(const struct row_application *app, struct counter_record *out)
{
	str rest = app->counter_ticks;

	memset(out, 0, sizeof(*out));
	out->nik_match = app->counter_nik_match == 1;
	out->letter_original = app->counter_letter_original == 1;
	out->letter_soft = app->counter_letter_soft == 1;
	out->photo = app->counter_photo;
	while (rest.p != NULL && rest.n > 0)
		read_line(out, str_cut(&rest, '\n'));
}

static str
record_text(struct arena *a, const struct counter_record *r)
{
	struct buf b;

	buf_init(&b, a, 128);
	for (int i = 0; i < COUNTER_TICKS; i++)
		if (r->ticks[i].verdict.n > 0)
			buf_fmt(&b, "%s=%.*s %.*s\n", counter_tick_names[i],
			    STR_ARG(r->ticks[i].verdict),
			    STR_ARG(str_squeeze(a, r->ticks[i].reason)));
	if (r->nik_tries > 0)
		buf_fmt(&b, "nik_salah=%lld\n", (long long)r->nik_tries);
	return buf_get(&b);
}

const char *
counter_record_lacks(const struct counter_record *r)
{
	static const char *const missing[COUNTER_TICKS] = {
		N_("e-KTP asli belum ditandai dilihat."), N_("Wajah belum dicocokkan."),
		N_("Nama di e-KTP asli belum dicocokkan."),
		N_("Surat pernyataan belum ditegaskan pemohon.")
	};
	static const char *const different[COUNTER_TICKS] = {
		N_("Tidak bisa dilanjutkan: e-KTP asli tidak ada. Minta pemohon datang lagi."),
		N_("Tidak bisa dilanjutkan: wajah tidak sama. Catat dan laporkan ke kepala kantor."),
		N_("Tidak bisa dilanjutkan: nama tidak sama. Minta perbaikan, atau laporkan ke "
		   "kepala kantor."),
		N_("Tidak bisa dilanjutkan: pemohon tidak menegaskan pernyataan.")
	};

	if (!r->nik_match)
		return r->nik_tries > 0
			   ? N_("NIK pada kartu tidak sama dengan NIK pendaftaran. Ketik ulang "
				"dari kartu; bila tetap beda, minta perbaikan.")
			   : N_("NIK dari e-KTP asli belum diketik.");
	for (int i = 0; i < COUNTER_TICKS; i++) {
		if (i == TICK_STATEMENT) /* letter and photo come before it on the page */
			break;
		if (r->ticks[i].verdict.n == 0)
			return missing[i];
		if (!str_eq_z(r->ticks[i].verdict, "ya"))
			return different[i];
	}
	if (!r->letter_original)
		return N_("Surat asli belum ditandai.");
	if (!r->letter_soft)
		return N_("Berkas lunak surat belum ditandai.");
	if (r->photo.n == 0)
		return N_("Foto di loket belum diambil.");
	if (r->ticks[TICK_STATEMENT].verdict.n == 0)
		return missing[TICK_STATEMENT];
	return str_eq_z(r->ticks[TICK_STATEMENT].verdict, "ya")
		   ? NULL
		   : different[TICK_STATEMENT];
}

/* ---- coming and going ---- */

static enum rc
of_another_office(struct domain *d, const struct actor *who, str number, struct err *e)
{
	struct row_office office;
	str code = str_sub(number, 3, 3);

	if (str_eq(code, who->office) ||
	    q_office_by_code(d->db, code, &office, e) != RC_OK)
		return err_set(e, RC_NOT_FOUND,
		    N_("Tidak ada permohonan dengan nomor atau NIP itu di kantor ini. Periksa "
		       "angkanya, atau minta pemohon membuka emailnya."),
		    "no such application");
	return err_say(e, RC_NOT_FOUND,
	    i18n_tr(d->lang,
		N_("Nomor ini milik %.*s. Pemohon harus datang ke kantor itu, atau "
		   "membatalkan lalu mendaftar di sini.")),
	    STR_ARG(office.name));
}

enum rc
counter_search(
    struct domain *d, const struct actor *who, str typed, str *out_number, struct err *e)
{
	str digits = str_without(d->a, typed, " .-"), number;
	struct row_application_list list;
	struct row_application app;
	enum rc rc;

	if (str_digits(digits)) {
		rc = q_application_of_nip(d->db, who->office, digits, &list, e);
		if (rc == RC_OK && list.n == 0)
			return of_another_office(d, who, STR("---"), e);
		if (rc == RC_OK)
			*out_number = list.at[0].number;
		return rc;
	}
	if (application_number_parse(d->a, typed, &number, e) != RC_OK)
		return e->rc;
	rc = application_by_number(d, who, number, &app, e);
	if (rc == RC_NOT_FOUND || (rc == RC_OK && str_eq_z(app.state, "draft")))
		return of_another_office(d, who, number, e);
	if (rc == RC_OK)
		*out_number = app.number;
	return rc;
}

enum rc
counter_arrive(
    struct domain *d, const struct actor *who, str id, int64_t version, struct err *e)
{
	return fsm_apply(&application_fsm, d, who, id, APP_EV_ARRIVE, version, NULL,
	    STR_NONE, NULL, e);
}

enum rc
counter_leave(struct domain *d, const struct actor *who, str id, int64_t version,
    str reason, struct err *e)
{
	return fsm_apply(
	    &application_fsm, d, who, id, APP_EV_LEAVE, version, NULL, reason, NULL, e);
}

/* ---- filling the record ---- */

struct counter_edit {
	struct office_edit x; /* first: what office_edit_run knows */
	const char *step;
	struct counter_record record;
	void (*apply)(struct counter_edit *c);
	const struct office_check *ticks;
	bool original, soft, match;
	struct document_taking *photo; /* NULL: none comes */
};

static enum rc
audit_step(struct counter_edit *c, struct db *tx, struct err *e)
{
	struct domain *d = c->x.d;
	struct buf detail;
	struct json j;

	buf_init(&detail, d->a, 96);
	json_begin(&j, &detail);
	json_text(&j, "number", c->x.app.number);
	json_text(&j, "step", str_from_z(c->step));
	json_bool(&j, "nik_match", c->record.nik_match);
	json_int(&j, "nik_mismatches", c->record.nik_tries);
	json_end(&j);
	return audit_add(d, tx, c->x.who, "application.counter",
	    str_fmt(d->a, "application/%.*s", STR_ARG(c->x.id)), c->x.app.office,
	    buf_get(&detail), e);
}

static enum rc
counter_in_write(struct office_edit *x, struct db *tx, struct err *e)
{
	struct counter_edit *c = (struct counter_edit *)x;
	const struct counter_record *r = &c->record;
	enum rc rc;

	counter_record_read(&x->app, &c->record);
	c->apply(c);
	rc = c->photo != NULL ? document_take_tx(c->photo, tx, e) : RC_OK;
	if (rc != RC_OK)
		return rc;
	rc = q_application_set_counter(tx,
	    &(struct q_application_set_counter_in){ .id = x->id,
		.version = x->app.version,
		.activator = x->who->account,
		.nik_match = r->nik_match,
		.ticks = record_text(x->d->a, r),
		.letter_original = r->letter_original,
		.letter_soft = r->letter_soft,
		.photo = r->photo,
		.now_s = domain_now(x->d) },
	    e);
	return rc != RC_OK ? rc : audit_step(c, tx, e);
}

static enum rc
counter_run(struct counter_edit *c, struct domain *d, const struct actor *who, str id,
    int64_t version, struct err *e)
{
	c->x = (struct office_edit){ .d = d,
		.who = who,
		.id = id,
		.version = version,
		.state = "at_counter",
		.change = counter_in_write };
	return office_edit_run(&c->x, e);
}

static void
apply_nik(struct counter_edit *c)
{
	c->record.nik_match = c->match;
	if (!c->match)
		c->record.nik_tries++;
}

enum rc
counter_nik(struct domain *d, const struct actor *who, str id, int64_t version, str typed,
    bool *out_match, struct say *why, struct err *e)
{
	struct counter_edit c = { .step = "nik", .apply = apply_nik };
	struct date today = time_civil(domain_now(d), ZONE_WIB).date;
	struct row_application app;
	struct nik nik;
	str stored;
	enum rc rc;

	*why = (struct say){ .id = NULL };
	if (ident_nik(d->a, typed, today, &nik, why) != RC_OK)
		return err_set(e, RC_INVALID, why->id, "not a NIK");
	rc = q_application_by_id(d->db, id, &app, e);
	if (rc == RC_OK)
		rc = office_nik(d, &app, &stored, e);
	if (rc != RC_OK)
		return rc;
	*out_match = c.match =
	    stored.p != NULL && str_eq_secret(stored, str_from_z(nik.digits));
	return counter_run(&c, d, who, id, version, e);
}

static void
apply_identity(struct counter_edit *c)
{
	for (int i = TICK_CARD; i <= TICK_NAME; i++)
		c->record.ticks[i] = c->ticks[i];
}

enum rc
counter_identity(struct domain *d, const struct actor *who, str id, int64_t version,
    const struct office_check ticks[3], struct err *e)
{
	struct counter_edit c = {
		.step = "identity", .apply = apply_identity, .ticks = ticks
	};

	for (int i = TICK_CARD; i <= TICK_NAME; i++)
		if (str_eq_z(ticks[i].verdict, "tidak") && ticks[i].reason.n == 0)
			return err_set(e, RC_INVALID,
			    N_("Setiap jawaban Tidak perlu alasan."), "no reason");
	return counter_run(&c, d, who, id, version, e);
}

static void
apply_letter(struct counter_edit *c)
{
	c->record.letter_original = c->original;
	c->record.letter_soft = c->soft;
}

enum rc
counter_letter(struct domain *d, const struct actor *who, str id, int64_t version,
    bool original, bool soft, struct err *e)
{
	struct counter_edit c = { .step = "letter",
		.apply = apply_letter,
		.original = original,
		.soft = soft };

	return counter_run(&c, d, who, id, version, e);
}

static void
apply_photo(struct counter_edit *c)
{
	c->record.photo = c->photo->out.row.id;
}

enum rc
counter_photo(struct domain *d, const struct actor *who, str id, int64_t version,
    struct vault_stage *stage, str filename, struct err *e)
{
	struct document_owner owner = { "application", id };
	struct document_taking t = { .d = d, .who = who, .erase_old = true };
	struct counter_edit c = { .step = "photo", .apply = apply_photo, .photo = &t };
	struct row_application app;
	enum rc rc = q_application_by_id(d->db, id, &app, e);

	if (rc == RC_OK && app.version != version)
		rc = fsm_conflict(&application_fsm, d, d->db, id, app.office, e);
	if (rc == RC_OK && !str_eq_z(app.state, "at_counter"))
		rc = fsm_not_now(&application_fsm, d, app.state, e);
	if (rc == RC_OK)
		rc = office_rule_holder(d, d->db, who, &app, e);
	if (rc != RC_OK) {
		vault_discard(stage);
		return rc;
	}
	rc = document_prepare(&t, &owner, DOC_COUNTER_PHOTO, stage, filename, e);
	if (rc == RC_OK)
		rc = counter_run(&c, d, who, id, version, e);
	if (rc == RC_OK)
		document_kept(&t);
	return rc;
}

static void
apply_statement(struct counter_edit *c)
{
	c->record.ticks[TICK_STATEMENT] = *c->ticks;
}

enum rc
counter_statement(struct domain *d, const struct actor *who, str id, int64_t version,
    const struct office_check *tick, struct err *e)
{
	struct counter_edit c = {
		.step = "statement", .apply = apply_statement, .ticks = tick
	};

	if (str_eq_z(tick->verdict, "tidak") && tick->reason.n == 0)
		return err_set(
		    e, RC_INVALID, N_("Setiap jawaban Tidak perlu alasan."), "no reason");
	return counter_run(&c, d, who, id, version, e);
}

static enum rc
prepare_in_write(struct office_edit *x, struct db *tx, struct err *e)
{
	const struct office_checks *in = x->in;
	struct office_checks all;
	enum rc rc = office_checks_read(x->d, tx, &x->app, &all, e);

	if (rc != RC_OK)
		return rc;
	for (int i = 0; i < ITEM__COUNT; i++) {
		if (in->at[i].verdict.n > 0)
			all.at[i] = in->at[i];
		else if (str_eq_z(all.at[i].verdict, "tidak"))
			all.at[i] = (struct office_check){ STR_NONE, STR_NONE };
	}
	all.decision = in->decision;
	all.message = in->message;
	rc = office_checks_write(x->d, tx, x->who, x->id, &all, e);
	if (rc == RC_OK)
		rc = q_application_touch(tx, x->id, x->app.version, domain_now(x->d), e);
	return rc;
}

enum rc
counter_prepare(struct domain *d, const struct actor *who, str id, int64_t version,
    const struct office_checks *in, struct err *e)
{
	struct office_edit x = { .d = d,
		.who = who,
		.id = id,
		.version = version,
		.state = "at_counter",
		.change = prepare_in_write,
		.in = in };

	return office_edit_run(&x, e);
}

/* ---- Aktivasi ---- */

enum rc
counter_approve_check(
    struct domain *d, const struct actor *who, str id, int64_t version, struct err *e)
{
	struct row_application app;
	struct counter_record record;
	const char *lacks;
	enum rc rc = q_application_by_id(d->db, id, &app, e);

	if (rc != RC_OK)
		return rc;
	if (app.version != version)
		return fsm_conflict(&application_fsm, d, d->db, id, app.office, e);
	if (!str_eq_z(app.state, "at_counter"))
		return fsm_not_now(&application_fsm, d, app.state, e);
	rc = office_rule_not_own(d, d->db, who, &app, e);
	if (rc == RC_OK)
		rc = office_rule_second_person(d, d->db, who, &app, e);
	if (rc != RC_OK)
		return rc;
	counter_record_read(&app, &record);
	lacks = counter_record_lacks(&record);
	return lacks == NULL ? RC_OK
			     : err_set(e, RC_INVALID, lacks, "counter record incomplete");
}

enum rc
counter_approve(struct domain *d, const struct actor *who, str id, int64_t version,
    const struct signing *s, struct err *e)
{
	struct row_application app;
	struct office_proof proof;
	struct approve_input in = { &proof, s };
	bool again = true;
	enum rc rc = counter_approve_check(d, who, id, version, e);

	if (rc == RC_OK)
		rc = q_application_by_id(d->db, id, &app, e);
	for (int round = 0; rc == RC_OK && again && round < LETTERS_ROUNDS; round++) {
		rc = office_proof_make(d, who, &app, &proof, e);
		if (rc != RC_OK)
			break;
		rc = fsm_apply(&application_fsm, d, who, id, APP_EV_APPROVE, version, &in,
		    STR_NONE, NULL, e);
		again = rc == RC_CONFLICT && proof.papers.overtaken;
		if (rc == RC_CONFLICT || rc == RC_INVALID || rc == RC_DENIED)
			letters_discard(d, &proof.papers);
		if (again)
			rc = RC_OK;
	}
	if (rc == RC_OK && again)
		return err_set(e, RC_UNAVAILABLE,
		    N_("Banyak surat sedang dibuat di kantor Anda. Coba lagi sebentar."),
		    "letter numbers taken %d times", LETTERS_ROUNDS);
	return rc;
}
