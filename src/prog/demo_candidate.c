/* demo_candidate.c - the deeds of Road A: the administrator's, the candidate's, the verifier's. */
#include "domain/account.h"
#include "domain/candidacy_bssn.h"
#include "domain/candidacy_profile.h"
#include "domain/interview.h"
#include "domain/workdays.h"
#include "prog/demo_story.h"

#define DPI 110 /* of a scan */

static struct demo_office *
office_of(struct demo_story *s, const struct demo_walker *w)
{
	return &s->offices[w->office];
}

static enum rc
now_of(struct demo_story *s, const struct demo_walker *w, struct row_candidacy *out,
    struct err *e)
{
	return q_candidacy_open_of_account(s->t->d.db, w->who.account, out, e);
}

/* ---- the office ---- */

static enum rc
record(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	struct demo_office *o = office_of(s, w);
	struct account_new in = { .username = str_from_z(w->username),
		.nip = demo_nip(d->a, &w->person),
		.name = str_from_z(w->person.name),
		.level = str_starts(str_from_z(w->person.position), STR("Kepala Seksi"))
			     ? STR("kasi_mski")
			     : STR("administrator_kppn"),
		.role = ACCOUNT_STAFF,
		.office = str_from_z(o->code),
		.opip_candidate = true };
	enum rc rc = account_record(d, &o->admin, &in, &w->id, &w->activation, e);

	w->who = (struct actor){ .roles = R_STAFF | R_CANDIDATE,
		.account = w->id,
		.username = in.username,
		.name = in.name,
		.nip = in.nip,
		.office = in.office,
		.level = in.level,
		.net = STR("198.51.100.0/24") };
	return rc;
}

/* ---- the candidate ---- */

static enum rc
fill_data(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	const struct demo_person *p = &w->person;
	const struct demo_office *o = office_of(s, w);
	struct candidacy_data in = { .nik = demo_nik(d->a, p),
		.birth_place = str_from_z(p->place),
		.birth_date = str_from_z(p->birth),
		.sex = p->sex == 'P' ? STR("P") : STR("L"),
		.grade = str_from_z(p->grade),
		.position = str_from_z(p->position),
		.unit = o->row.name,
		.office_address =
		    str_fmt(d->a, "Jalan Contoh No. 12, %.*s", STR_ARG(o->row.city)),
		.phone = str_fmt(d->a, "0813%08d", 11223300 + p->serial) };
	struct candidacy_faults faults;

	return candidacy_set_data(d, &w->who, FSM_ANY_VERSION, &in, &faults, e);
}

static enum rc
upload(struct demo_story *s, struct demo_walker *w, enum candidacy_item i, str bytes,
    const char *name, struct err *e)
{
	struct domain *d = &s->t->d;
	struct document_taken taken;
	struct vault_stage *stage;
	enum rc rc = demo_stage(d, bytes, &stage, e);

	demo_pass(s, 75);
	return rc != RC_OK
		   ? rc
		   : candidacy_upload(d, &w->who, i, stage, str_from_z(name), &taken, e);
}

static enum rc
fill_papers(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	const struct demo_person *p = &w->person;
	str nip = demo_nip(d->a, p);
	const str lines[] = { STR("KEPUTUSAN PENGANGKATAN PNS DAN SPMT"),
		str_fmt(d->a, "Nama          %s", p->name),
		str_fmt(d->a, "NIP           %.*s", STR_ARG(nip)),
		str_fmt(d->a, "Pangkat/gol.  %s", p->grade),
		str_fmt(d->a, "Jabatan       %s", p->position) };
	enum rc rc = upload(s, w, CAND_ITEM_APPOINTMENT,
	    demo_draw_paper(d->a, lines, ARRAY_LEN(lines), 2), "sk-spmt.pdf", e);

	if (rc == RC_OK)
		rc = candidacy_set_spmt(d, &w->who, 2, e);
	if (rc == RC_OK)
		rc = upload(s, w, CAND_ITEM_EKTP, demo_draw_card(d->a, p), "ktp.png", e);
	if (rc == RC_OK)
		rc = upload(
		    s, w, CAND_ITEM_PHOTO, demo_draw_portrait(d->a, p), "pasfoto.png", e);
	return rc;
}

static enum rc
fill_email(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	struct row_candidacy cand;
	struct say why;
	str code;
	enum rc rc = now_of(s, w, &cand, e);

	if (rc == RC_OK)
		rc = candidacy_email_send(
		    d, &w->who, demo_email(d->a, &w->person), &why, e);
	demo_pass(s, 65);
	if (rc == RC_OK)
		rc = demo_code_mailed(d, "candidacy", cand.id, &code, e);
	return rc != RC_OK ? rc : candidacy_email_prove(d, &w->who, code, e);
}

static enum rc
fill(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	enum rc rc = fill_data(s, w, e);

	if (rc == RC_OK)
		rc = fill_papers(s, w, e);
	return rc != RC_OK ? rc : fill_email(s, w, e);
}

/* Print one letter and put it on the glass: its pages as pictures. */
static enum rc
print(struct domain *d, const struct row_document *pdf, struct demo_sheet *sheets,
    size_t *n, struct err *e)
{
	str bytes;
	enum rc rc = document_bytes(d, pdf, &bytes, e);

	for (int page = 1; rc == RC_OK && page <= (int)pdf->pages; page++) {
		struct inspect_page p;

		rc = inspect_pdf_page(d->inspector, d->a, bytes, page, DPI, &p, e);
		if (rc == RC_OK)
			sheets[(*n)++] =
			    (struct demo_sheet){ p.jpeg, (int)p.width, (int)p.height };
	}
	return rc;
}

/* Both letters, signed and scanned into one PDF. */
static enum rc
return_letters(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	struct demo_sheet sheets[8];
	struct candidacy_file f;
	struct vault_stage *stage;
	size_t n = 0;
	enum rc rc = candidacy_load(d, &w->who, &f, e);

	for (int l = 0; rc == RC_OK && l < CAND_LETTER__COUNT; l++) {
		BUG_ON(n + (size_t)f.papers[l].pdf.pages > ARRAY_LEN(sheets));
		rc = print(d, &f.papers[l].pdf, sheets, &n, e);
	}
	if (rc == RC_OK)
		rc = demo_stage(d, demo_draw_scan(d->a, sheets, n), &stage, e);
	if (rc == RC_OK)
		rc = candidacy_return_letter(
		    d, &w->who, CAND_RECOMMENDATION, stage, STR("surat-ttd.pdf"), e);
	demo_pass(s, 120);
	return rc != RC_OK ? rc : candidacy_confirm_ds(d, &w->who, FSM_ANY_VERSION, e);
}

/* The two items that decide() sends back, put right and handed in again. */
static enum rc
fix(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	const str lines[] = { STR("KEPUTUSAN PENGANGKATAN PNS DAN SPMT"),
		str_fmt(d->a, "Nama          %s", w->person.name),
		STR("SPMT ditandatangani kepala kantor") };
	enum rc rc = upload(s, w, CAND_ITEM_APPOINTMENT,
	    demo_draw_paper(d->a, lines, ARRAY_LEN(lines), 2), "sk-spmt-2.pdf", e);

	if (rc == RC_OK)
		rc = candidacy_set_spmt(d, &w->who, 2, e);
	if (rc == RC_OK)
		rc = upload(s, w, CAND_ITEM_PHOTO, demo_draw_portrait(d->a, &w->person),
		    "pasfoto-baru.png", e);
	return rc != RC_OK ? rc : candidacy_confirm_ds(d, &w->who, FSM_ANY_VERSION, e);
}

static enum rc
accept(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	struct row_outbox_list mails;
	enum rc rc = q_outbox_of(d->db, STR("candidacy"), w->serial, &mails, e);

	for (size_t i = 0; rc == RC_OK && i < mails.n; i++) {
		str text = mails.at[i].body_text;
		ptrdiff_t at = str_find(text, STR("?kode="));

		if (at < 0)
			continue;
		text = str_from(text, (size_t)at + 6);
		return bssn_activation_accept(
		    d, &w->who, str_trim(str_cut(&text, '\n')), e);
	}
	return rc != RC_OK ? rc
			   : err_set(e, RC_NOT_FOUND, N_("Ada gangguan di sistem kami."),
				 "no link was mailed to the new OPIP");
}

/* ---- the verifier ---- */

static enum rc
claim(struct demo_story *s, struct demo_walker *w, const struct actor *who, struct err *e)
{
	struct domain *d = &s->t->d;
	struct row_candidacy cand;
	struct bssn_case k;
	enum rc rc = now_of(s, w, &cand, e);

	if (rc == RC_OK)
		rc = bssn_claim(d, who, cand.id, cand.version, e);
	if (rc == RC_OK)
		rc = bssn_case_load(d, who, cand.number, &k, e);
	for (size_t i = 0; rc == RC_OK && i < ARRAY_LEN(k.documents); i++) {
		struct row_document doc = { .id = STR_NONE };

		demo_pass(s, 25);
		if (k.documents[i].id.p != NULL)
			rc = document_open(d, who, k.documents[i].id, STR_NONE, &doc, e);
	}
	w->serial = cand.id;
	return rc;
}

/* The working day so many after today, where the verifiers are. */
static struct date
working_day(const struct domain *d, int nth)
{
	int64_t day = date_to_days(time_civil(domain_now(d), ZONE_WIB).date);

	while (nth > 0)
		nth -= workdays_is_work(date_from_days(++day), NULL);
	return date_from_days(day);
}

/* By video in the next days, and at a training event far in the east. */
static enum rc
open_times(struct demo_story *s, struct err *e)
{
	struct domain *d = &s->t->d;
	const struct interview_series video = { .date = working_day(d, 2),
		.from = 9 * 60,
		.to = 12 * 60,
		.minutes = 45,
		.zone = ZONE_WIB,
		.mode = STR("video"),
		.place = STR("https://rapat.example/opip-contoh") };
	const struct interview_series event = { .date = working_day(d, 4),
		.from = 13 * 60,
		.to = 15 * 60,
		.minutes = 30,
		.zone = ZONE_WIT,
		.mode = STR("tatap_muka"),
		.place = STR("Bimtek OPIP, Aula KPPN Jayapura") };
	int64_t n;
	enum rc rc = interview_publish(d, &s->verifiers[0], &video, &n, e);

	return rc != RC_OK ? rc : interview_publish(d, &s->verifiers[1], &event, &n, e);
}

/* The second of the times that are offered. */
static enum rc
choose_time(struct demo_story *s, struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	struct row_interview_slot_list l;
	struct row_candidacy cand;
	enum rc rc = now_of(s, w, &cand, e);

	if (rc == RC_OK)
		rc = interview_offers(d, &l, e);
	if (rc == RC_OK && l.n < 2)
		return err_set(e, RC_NOT_FOUND, N_("Ada gangguan di sistem kami."),
		    "no times for interviews");
	return rc != RC_OK ? rc : interview_choose(d, &w->who, cand.id, l.at[1].id, e);
}

static enum rc
schedule(
    struct demo_story *s, struct demo_walker *w, const struct actor *who, struct err *e)
{
	struct domain *d = &s->t->d;
	struct date day = time_civil(domain_now(d) + 2 * 86400, ZONE_WIB).date;
	struct bssn_interview in = { time_from_civil(day, 10, 0, ZONE_WIB), STR("video"),
		STR("https://rapat.example/opip-contoh") };
	struct row_candidacy cand;
	enum rc rc = now_of(s, w, &cand, e);

	return rc != RC_OK ? rc : bssn_schedule(d, who, cand.id, cand.version, &in, e);
}

static enum rc
interview(
    struct demo_story *s, struct demo_walker *w, const struct actor *who, struct err *e)
{
	struct domain *d = &s->t->d;
	struct bssn_result r = { STR("cocok"),
		STR("Wajah sama dengan e-KTP; memahami tugas dan larangan OPIP.") };
	struct row_candidacy cand;
	enum rc rc = now_of(s, w, &cand, e);

	return rc != RC_OK ? rc
			   : bssn_record_interview(d, who, cand.id, cand.version, &r, e);
}

static struct bssn_checks
all_alike(enum bssn_decision decision)
{
	struct bssn_checks x = { .decision = decision };

	for (size_t i = 0; i < BSSN_ITEM__COUNT; i++)
		if (bssn_items[i].group != BSSN_OTHER)
			x.at[i].verdict = STR("ya");
	return x;
}

/* A grant is signed over the candidate's own key, which he has added before. */
static enum rc
carry_out(struct demo_story *s, struct demo_walker *w, const struct actor *who,
    const struct bssn_checks *x, struct err *e)
{
	struct domain *d = &s->t->d;
	struct row_candidacy cand;
	struct grant_for to;
	struct signing signed_by;
	struct bssn_grant grant = { &to, &signed_by };
	enum rc rc = now_of(s, w, &cand, e);

	if (rc == RC_OK)
		rc = bssn_save(d, who, cand.id, cand.version, x, e);
	demo_pass(s, 60);
	if (rc == RC_OK)
		rc = now_of(s, w, &cand, e);
	if (rc != RC_OK || x->decision != BSSN_GRANT)
		return rc != RC_OK ? rc
				   : bssn_decide(d, who, cand.id, cand.version, NULL, e);
	rc = demo_key_add(s->keys, w->who.account, e);
	if (rc == RC_OK)
		rc = bssn_grant_for(d, &cand, &to, e);
	if (rc == RC_OK)
		rc = demo_sign(
		    s->keys, who, grant_fill, &to, SIGNING_LIFE_S, &signed_by, e);
	return rc != RC_OK ? rc : bssn_decide(d, who, cand.id, cand.version, &grant, e);
}

static enum rc
decide(struct demo_story *s, struct demo_walker *w, const struct actor *who,
    enum bssn_decision decision, struct err *e)
{
	struct bssn_checks x = all_alike(decision);

	if (decision == BSSN_RETURN) {
		x.at[BSSN_FACE] = (struct bssn_check){ STR("tidak"),
			STR("Pasfoto lebih dari dua tahun; kirim foto terbaru.") };
		x.at[BSSN_APPOINTMENT] = (struct bssn_check){ STR("tidak"),
			STR("SPMT belum ditandatangani kepala kantor.") };
		x.message = STR("Cukup perbaiki dua hal ini; yang lain sudah sesuai.");
	} else if (decision == BSSN_REFUSE) {
		x.cause = STR("mundur");
		x.message =
		    STR("Calon memberi tahu bahwa ia pindah ke Kanwil bulan depan.");
	}
	return carry_out(s, w, who, &x, e);
}

static enum rc
bssn_act(struct demo_story *s, struct demo_walker *w, enum demo_act act, struct err *e)
{
	/* who holds the verifiers' key decides on grants; the other one on the rest */
	const struct actor *first = &s->verifiers[0], *second = &s->verifiers[1];
	bool by_second = w->person.serial % 2 != 0;

	switch (act) {
	case CAND_ACT_CLAIM:
		return claim(s, w, by_second ? second : first, e);
	case CAND_ACT_OPEN_TIMES:
		return open_times(s, e);
	case CAND_ACT_SCHEDULE:
		return schedule(s, w, by_second ? second : first, e);
	case CAND_ACT_INTERVIEW:
		return interview(s, w, by_second ? second : first, e);
	case CAND_ACT_GRANT:
		return decide(s, w, first, BSSN_GRANT, e);
	case CAND_ACT_RETURN:
		return decide(s, w, by_second ? second : first, BSSN_RETURN, e);
	case CAND_ACT_REFUSE:
		return decide(s, w, by_second ? second : first, BSSN_REFUSE, e);
	default:
		BUG("not a deed of Road A");
	}
}

enum rc
demo_candidate_act(
    struct demo_story *s, struct demo_walker *w, enum demo_act act, struct err *e)
{
	switch (act) {
	case CAND_ACT_RECORD:
		return record(s, w, e);
	case CAND_ACT_ACTIVATE:
		return demo_account_activate(
		    s->t, &w->who, w->activation, "candidate", s->credentials, e);
	case CAND_ACT_FILL:
		return fill(s, w, e);
	case CAND_ACT_SAVE:
		return candidacy_save_ds(&s->t->d, &w->who, FSM_ANY_VERSION, e);
	case CAND_ACT_RETURN_LETTERS:
		return return_letters(s, w, e);
	case CAND_ACT_FIX:
		return fix(s, w, e);
	case CAND_ACT_TIME:
		return choose_time(s, w, e);
	case CAND_ACT_ACCEPT:
		return accept(s, w, e);
	default:
		return bssn_act(s, w, act, e);
	}
}
