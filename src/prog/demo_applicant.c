/* demo_applicant.c - the deeds of Road B: the applicant's, the office's, the holder's. */
#include "base/codec.h"
#include "domain/application_apply.h"
#include "domain/application_sign.h"
#include "domain/certificate.h"
#include "domain/counter_slot.h"
#include "domain/session.h"
#include "pki/activation.h"
#include "pki/csr.h"
#include "pki/hash.h"
#include "prog/demo_story.h"

#define AGENT STR("Firefox di Windows")

static struct demo_office *
office_of(struct demo_story *s, const struct demo_walker *w)
{
	return &s->offices[w->office];
}

static enum rc
now_of(struct demo_story *s, const struct demo_walker *w, struct row_application *out,
    struct err *e)
{
	return q_application_by_id(s->t->d.db, w->id, out, e);
}

/* The browser that holds the token, as its next request is seen. */
static enum rc
hold(struct domain *d, struct demo_walker *w, str token, struct err *e)
{
	int64_t ends;

	w->who = (struct actor){ .roles = R_VISITOR,
		.net = str_fmt(d->a, "192.0.2.%d", w->person.serial % 250) };
	return session_actor(d, STR_NONE, token, &w->who, &ends, e);
}

/* ---- the applicant ---- */

static enum rc
start(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	str office = str_from_z(office_of(s, w)->code), token, code;
	struct say why;
	enum rc rc;

	w->who = (struct actor){ .roles = R_VISITOR,
		.net = str_fmt(d->a, "192.0.2.%d", w->person.serial % 250) };
	rc = apply_start(d, &w->who, office, AGENT, STR_NONE, &token, e);
	if (rc == RC_OK)
		rc = hold(d, w, token, e);
	if (rc != RC_OK)
		return rc;
	w->id = w->who.application;
	demo_pass(s, 50);
	rc = apply_send_code(d, &w->who, demo_email(d->a, &w->person), &why, e);
	demo_pass(s, 70);
	if (rc == RC_OK)
		rc = demo_code_mailed(d, "application", w->id, &code, e);
	if (rc == RC_OK)
		rc = apply_prove_email(d, &w->who, code, AGENT, token, &token, e);
	return rc != RC_OK ? rc : hold(d, w, token, e);
}

static enum rc
fill_person(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	const struct demo_person *p = &w->person;
	struct apply_person in = { .nip = demo_nip(d->a, p),
		.name = str_from_z(p->name),
		.grade = str_from_z(p->grade),
		.position = str_from_z(p->position),
		.unit = office_of(s, w)->row.name,
		.phone = str_fmt(d->a, "0812%08d", 34560000 + p->serial * 37) };
	struct apply_says why;

	return apply_set_person(d, &w->who, &in, &why, e);
}

static enum rc
fill_card(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	struct apply_card in = { .nik = demo_nik(d->a, &w->person) };
	struct vault_stage *stage;
	struct apply_says why;
	enum rc rc = demo_stage(d, demo_draw_card(d->a, &w->person), &stage, e);

	if (rc == RC_OK)
		rc = apply_take_card(d, &w->who, stage, STR("ktp.png"), e);
	return rc != RC_OK ? rc : apply_set_card(d, &w->who, &in, &why, e);
}

static str
letter_number(struct domain *d, const struct demo_office *o, const struct demo_person *p)
{
	return str_fmt(d->a, "S-%d/KP.%s/2026", 20 + p->serial, o->code);
}

static enum rc
fill_letter(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	const struct demo_person *p = &w->person;
	const struct demo_office *o = office_of(s, w);
	struct date day = time_civil(domain_now(d) - 3 * 86400, ZONE_WITA).date;
	struct apply_letter in = { .number = letter_number(d, o, p),
		.signer = o->head.name,
		.date = day,
		.has_date = true };
	str nip = demo_nip(d->a, p);
	const str lines[] = { STR("SURAT REKOMENDASI"),
		str_fmt(d->a, "Nomor %.*s", STR_ARG(in.number)),
		str_fmt(d->a, "Tanggal %.*s", STR_ARG(date_long(d->a, day, LANG_ID))),
		STR(""),
		STR("Kami merekomendasikan pegawai berikut untuk memiliki Digital Signature:"),
		str_fmt(d->a, "Nama          %s", p->name),
		str_fmt(d->a, "NIP           %.*s", STR_ARG(nip)),
		str_fmt(d->a, "Jabatan       %s", p->position),
		str_fmt(d->a, "Unit kerja    %.*s", STR_ARG(o->row.name)), STR(""),
		str_fmt(d->a, "Kepala %.*s", STR_ARG(o->row.name)),
		str_fmt(d->a, "%.*s", STR_ARG(o->head.name)) };
	struct vault_stage *stage;
	struct apply_says why;
	enum rc rc =
	    demo_stage(d, demo_draw_paper(d->a, lines, ARRAY_LEN(lines), 1), &stage, e);

	if (rc == RC_OK)
		rc =
		    apply_take_letter(d, &w->who, stage, STR("surat-rekomendasi.pdf"), e);
	return rc != RC_OK ? rc : apply_set_letter(d, &w->who, &in, &why, e);
}

static enum rc
agree(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct apply_file f;
	enum rc rc = apply_load(&s->t->d, &w->who, &f, e);

	return rc == RC_OK ? apply_set_statement(&s->t->d, &w->who, f.statement.sha256, e)
			   : rc;
}

static enum rc
fill(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	enum rc rc = fill_person(s, w, e);

	demo_pass(s, 160);
	if (rc == RC_OK)
		rc = fill_card(s, w, e);
	demo_pass(s, 140);
	if (rc == RC_OK)
		rc = fill_letter(s, w, e);
	demo_pass(s, 95);
	return rc != RC_OK ? rc : agree(s, w, e);
}

static enum rc
send(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct row_application app;
	enum rc rc = now_of(s, w, &app, e);

	return rc != RC_OK ? rc : apply_submit(&s->t->d, &w->who, app.version, e);
}

/* ---- the office ---- */

/* What an officer looks at before he decides: every document of the file. */
static enum rc
look(struct demo_story *s, const struct actor *who, const struct row_application *app,
    struct err *e)
{
	struct domain *d = &s->t->d;
	struct office_file f;
	enum rc rc = office_file_load(d, who, app->number, &f, e);

	for (size_t i = 0; rc == RC_OK && i < f.documents.n; i++) {
		struct row_document doc = { .id = STR_NONE };

		demo_pass(s, 20);
		rc = document_open(d, who, f.documents.at[i].id, STR_NONE, &doc, e);
	}
	return rc;
}

static enum rc
claim(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	const struct actor *who = &office_of(s, w)->reviewer;
	struct row_application app;
	enum rc rc = now_of(s, w, &app, e);

	if (rc == RC_OK)
		rc = office_claim(&s->t->d, who, app.id, app.version, e);
	demo_pass(s, 30);
	return rc != RC_OK ? rc : look(s, who, &app, e);
}

static enum rc
save_checks(struct demo_story *s, struct demo_walker *w, const struct office_checks *c,
    struct row_application *app, struct err *e)
{
	struct domain *d = &s->t->d;
	enum rc rc = now_of(s, w, app, e);

	if (rc == RC_OK)
		rc = office_save_checks(
		    d, &office_of(s, w)->reviewer, app->id, app->version, c, e);
	demo_pass(s, 60);
	return rc != RC_OK ? rc : now_of(s, w, app, e);
}

static struct office_checks
all_same(enum office_decision decision)
{
	struct office_checks c = { .decision = decision };

	for (int i = 0; i < ITEM__COUNT; i++)
		if (office_items[i].group != ITEM_OTHER)
			c.at[i].verdict = STR("ya");
	return c;
}

static enum rc
complete(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	struct demo_office *o = office_of(s, w);
	struct office_checks c = all_same(DECIDE_COMPLETE);
	struct row_application app;
	struct office_sign about = { &app, &o->row };
	struct signing signed_by;
	enum rc rc = save_checks(s, w, &c, &app, e);

	if (rc == RC_OK)
		rc = demo_sign(s->keys, &o->reviewer, review_fill, &about, REVIEW_LIFE_S,
		    &signed_by, e);
	return rc != RC_OK
		   ? rc
		   : office_decide(d, &o->reviewer, app.id, app.version, &signed_by, e);
}

static enum rc
send_back(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct office_checks c = all_same(DECIDE_RETURN);
	struct row_application app;
	enum rc rc;

	c.at[ITEM_LETTER_NUMBER] = (struct office_check){ STR("tidak"),
		str_fmt(s->t->d.a,
		    "Pada surat tertulis nomor S-%d, bukan yang Anda ketik.",
		    21 + w->person.serial) };
	c.at[ITEM_EKTP] = (struct office_check){ STR("tidak"),
		STR("Sudut kiri kartu terpotong; foto ulang seluruh kartu.") };
	rc = save_checks(s, w, &c, &app, e);
	return rc != RC_OK ? rc
			   : office_decide(&s->t->d, &office_of(s, w)->reviewer, app.id,
				 app.version, NULL, e);
}

static enum rc
refuse(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct office_checks c = {
		.decision = DECIDE_REFUSE,
		.message = STR(
		    "Pegawai ini sudah pindah ke satuan kerja lain; daftar lewat kantor yang baru.")
	};
	struct row_application app;
	enum rc rc = save_checks(s, w, &c, &app, e);

	return rc != RC_OK ? rc
			   : office_decide(&s->t->d, &office_of(s, w)->reviewer, app.id,
				 app.version, NULL, e);
}

static enum rc
arrive(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct row_application app;
	enum rc rc = now_of(s, w, &app, e);

	return rc != RC_OK ? rc
			   : counter_arrive(&s->t->d, &office_of(s, w)->activator, app.id,
				 app.version, e);
}

static enum rc
counter_person(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	const struct actor *who = &office_of(s, w)->activator;
	const struct office_check yes[3] = { { STR("ya"), STR_NONE },
		{ STR("ya"), STR_NONE }, { STR("ya"), STR_NONE } };
	struct row_application app;
	struct say why;
	bool match;
	enum rc rc = now_of(s, w, &app, e);

	if (rc == RC_OK)
		rc = counter_nik(d, who, app.id, app.version, demo_nik(d->a, &w->person),
		    &match, &why, e);
	demo_pass(s, 60);
	if (rc == RC_OK)
		rc = now_of(s, w, &app, e);
	return rc != RC_OK ? rc : counter_identity(d, who, app.id, app.version, yes, e);
}

static enum rc
counter_papers(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	const struct actor *who = &office_of(s, w)->activator;
	const struct office_check yes = { STR("ya"), STR_NONE };
	struct vault_stage *stage;
	struct row_application app;
	enum rc rc = now_of(s, w, &app, e);

	if (rc == RC_OK)
		rc = counter_letter(d, who, app.id, app.version, true, true, e);
	if (rc == RC_OK)
		rc = now_of(s, w, &app, e);
	if (rc == RC_OK)
		rc = demo_stage(d, demo_draw_portrait(d->a, &w->person), &stage, e);
	if (rc == RC_OK)
		rc = counter_photo(
		    d, who, app.id, app.version, stage, STR("loket.png"), e);
	demo_pass(s, 80);
	if (rc == RC_OK)
		rc = now_of(s, w, &app, e);
	return rc != RC_OK ? rc : counter_statement(d, who, app.id, app.version, &yes, e);
}

static enum rc
counter(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	enum rc rc = counter_person(s, w, e);

	demo_pass(s, 90);
	return rc != RC_OK ? rc : counter_papers(s, w, e);
}

static enum rc
approve(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	struct demo_office *o = office_of(s, w);
	unsigned char *key = arena_alloc(d->a, ACTIVATION_KEY_BYTES);
	struct row_application app;
	struct office_sign about = { &app, &o->row };
	struct signing signed_by;
	enum rc rc = now_of(s, w, &app, e);

	w->activation = crockford_random(d->a, ACTIVATION_LETTERS);
	if (rc == RC_OK)
		rc = activation_public(
		    str_sub(w->activation, 0, ACTIVATION_LETTERS), key, e);
	if (rc == RC_OK)
		rc = demo_sign_approval(s->keys, &o->activator, &about,
		    (str){ (const char *)key, ACTIVATION_KEY_BYTES }, &signed_by, e);
	return rc != RC_OK ? rc
			   : counter_approve(
				 d, &o->activator, app.id, app.version, &signed_by, e);
}

/* ---- the holder ---- */

static enum rc
proof_of(struct demo_story *s, struct demo_walker *w, str number, str spki,
    struct collect_proof *out, struct err *e)
{
	struct arena *a = s->t->d.a;
	unsigned char *sig = arena_alloc(a, ACTIVATION_SIGNATURE_BYTES);
	unsigned char *sum = arena_alloc(a, PKI_SHA256_BYTES);
	str hash = { (const char *)sum, PKI_SHA256_BYTES };
	enum rc rc;

	w->revocation = crockford_random(a, ACTIVATION_LETTERS);
	pki_sha256(str_sub(w->revocation, 0, ACTIVATION_LETTERS), sum);
	rc = activation_sign(
	    str_sub(w->activation, 0, ACTIVATION_LETTERS), spki, hash, number, sig, e);
	*out = (struct collect_proof){ .signature = { (const char *)sig,
					   ACTIVATION_SIGNATURE_BYTES },
		.revocation_hash = hash };
	return rc;
}

static enum rc
collect(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	struct pki_key *key = NULL;
	struct row_application app;
	struct row_certificate cert;
	struct collect_proof proof;
	str spki, csr;
	enum rc rc = now_of(s, w, &app, e);

	if (rc == RC_OK)
		rc = pki_key_generate(PKI_KEY_P256, 0, &key, e);
	if (rc == RC_OK)
		rc = pki_key_spki(key, d->a, &spki, e);
	if (rc == RC_OK)
		rc = pki_csr_write(key, d->a, &csr, e);
	if (rc == RC_OK)
		rc = proof_of(s, w, app.number, spki, &proof, e);
	if (rc == RC_OK)
		rc =
		    certificate_request(d, &w->who, app.id, csr, &proof, AGENT, &cert, e);
	pki_key_free(key);
	if (rc == RC_OK)
		w->serial = cert.serial;
	return rc;
}

static enum rc
order(struct demo_story *s, struct demo_walker *w, const char *reason, const char *note,
    str code, struct err *e)
{
	struct order_proof proof = { .code = code };

	return certificate_order(&s->t->d, &w->who, w->serial, str_from_z(reason),
	    str_from_z(note), FSM_ANY_VERSION, &proof, e);
}

/* ---- times at the counter ---- */

/* One at a time, an hour each, on every working day. */
static enum rc
open_counter(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	const struct actor *head = &office_of(s, w)->head;
	struct counter_schedule c;
	enum rc rc = counter_schedule_load(d, d->db, head->office, &c, e);

	if (rc != RC_OK)
		return rc;
	c.minutes = 60;
	c.places = 1;
	return counter_schedule_save(d, head, &c, e);
}

/* In the morning of the first day that begins after today. */
static enum rc
choose_time(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	const struct demo_office *o = office_of(s, w);
	enum zone z = zone_parse(o->row.zone);
	int64_t today = date_to_days(time_civil(domain_now(d), z).date);
	struct counter_days days;
	enum rc rc = counter_days(d, &o->row, &days, e);

	for (size_t i = 0; rc == RC_OK && i < days.n; i++)
		for (size_t k = 0;
		     date_to_days(days.at[i].date) > today && k < days.at[i].n; k++)
			if (days.at[i].at[k].left > 0)
				return counter_slot_take(
				    d, &w->who, days.at[i].at[k].at_s, e);
	return rc != RC_OK ? rc
			   : err_set(e, RC_NOT_FOUND, N_("Ada gangguan di sistem kami."),
				 "no time at the counter");
}

enum rc
demo_applicant_act(
    struct demo_story *s, struct demo_walker *w, enum demo_act act, struct err *e)
{
	struct domain *d = &s->t->d;

	switch (act) {
	case ACT_START:
		return start(s, w, e);
	case ACT_FILL:
		return fill(s, w, e);
	case ACT_SEND:
		return send(s, w, e);
	case ACT_WITHDRAW:
		return apply_withdraw(d, &w->who,
		    STR("Saya pindah tugas bulan depan; akan mendaftar di kantor baru."),
		    e);
	case ACT_OPEN_COUNTER:
		return open_counter(s, w, e);
	case ACT_TIME:
		return choose_time(s, w, e);
	case ACT_CLAIM:
		return claim(s, w, e);
	case ACT_COMPLETE:
		return complete(s, w, e);
	case ACT_RETURN:
		return send_back(s, w, e);
	case ACT_REFUSE:
		return refuse(s, w, e);
	case ACT_ARRIVE:
		return arrive(s, w, e);
	case ACT_COUNTER:
		return counter(s, w, e);
	case ACT_APPROVE:
		return approve(s, w, e);
	case ACT_COLLECT:
		return collect(s, w, e);
	case ACT_SUSPEND:
		return order(
		    s, w, "ditahan", "Laptop tertinggal di bandara.", STR_NONE, e);
	case ACT_REVOKE:
		return order(s, w, "kunci_bocor", "Laptop hilang.", w->revocation, e);
	case ACT_EXPIRE:
		return certificate_expire_due(d, e);
	default:
		BUG("not a deed of Road B");
	}
}
