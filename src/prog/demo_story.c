/* demo_story.c - who the invented people are, what they did when, and the telling of it. */
#include "prog/demo_story.h"

#include <stdio.h>
#include <stdlib.h>

#include "domain/application.h"
#include "domain/candidacy.h"
#include "domain/workdays.h"

#define SULTENG "7204"
#define PALU    "7271"
#define PAPUA   "9171"

/* The road to the counter, in the days before the last deeds of somebody. */
#define SENT(d)                                                                          \
	{ ACT_START, d, 0 }, { ACT_FILL, d, 0 },                                         \
	{                                                                                \
		ACT_SEND, d, 0                                                           \
	}
#define READY(d)                                                                         \
	{ ACT_CLAIM, d, 0 },                                                             \
	{                                                                                \
		ACT_COMPLETE, d, 0                                                       \
	}
#define SERVED(d)                                                                        \
	{ ACT_ARRIVE, d, 0 }, { ACT_COUNTER, d, 0 },                                     \
	{                                                                                \
		ACT_APPROVE, d, 0                                                        \
	}
#define RECORDED(d)                                                                      \
	{ CAND_ACT_RECORD, d, 0 },                                                       \
	{                                                                                \
		CAND_ACT_ACTIVATE, d, 0                                                  \
	}
#define SAVED(d)                                                                         \
	{ CAND_ACT_FILL, d, 0 },                                                         \
	{                                                                                \
		CAND_ACT_SAVE, d, 0                                                      \
	}

/* clang-format off */
static const struct demo_walker applicants[] = {
	/* KPPN Tolitoli */
	{ { "Siti Rahmawati", "Tolitoli", "1990-08-14", 'P', "III/b", "Pelaksana Seksi Pencairan Dana", SULTENG, 11 }, 0, NULL,
	  { { ACT_START, 2, 0 }, { ACT_FILL, 2, 0 } } },
	{ { "Andi Syahrul", "Buol", "1988-03-02", 'L', "III/c", "Pelaksana Seksi Bank", SULTENG, 12 }, 0, NULL,
	  { SENT(3) } },
	{ { "Nurhayati Lamaka", "Tolitoli", "1993-11-21", 'P', "II/d", "Pelaksana Subbagian Umum", SULTENG, 13 }, 0, NULL,
	  { SENT(1) } },
	{ { "I Ketut Sudiana", "Parigi", "1985-05-09", 'L', "III/d", "Pelaksana Seksi Verifikasi dan Akuntansi", SULTENG, 14 }, 0, NULL,
	  { SENT(2), { ACT_CLAIM, 0, 50 } } },
	{ { "Maria Tandayu", "Poso", "1991-01-30", 'P', "III/a", "Pelaksana Seksi Pencairan Dana", SULTENG, 15 }, 0, NULL,
	  { SENT(6), { ACT_CLAIM, 4, 0 }, { ACT_RETURN, 4, 0 } } },
	{ { "Fajar Mokodompit", "Gorontalo", "1987-07-17", 'L', "III/b", "Pelaksana Seksi MSKI", SULTENG, 16 }, 0, NULL,
	  { { ACT_OPEN_COUNTER, 8, 0 }, SENT(7), READY(5), { ACT_TIME, 0, 45 } } },
	{ { "Ni Wayan Suartini", "Parigi", "1992-10-14", 'P', "III/a", "Pelaksana Seksi Bank", SULTENG, 25 }, 0, NULL,
	  { SENT(6), READY(4), { ACT_TIME, 0, 35 } } },
	{ { "Yuliana Datu", "Donggala", "1994-09-05", 'P', "II/c", "Pelaksana Seksi Bank", SULTENG, 17 }, 0, NULL,
	  { SENT(5), READY(3), { ACT_ARRIVE, 0, 25 }, { ACT_COUNTER, 0, 22 } } },
	{ { "Abdul Gafar Lasimpo", "Tolitoli", "1983-12-12", 'L', "III/d", "Pelaksana Seksi Verifikasi dan Akuntansi", SULTENG, 18 }, 0, NULL,
	  { SENT(8), READY(6), SERVED(1) } },
	{ { "Dewi Anggraini", "Palu", "1989-04-25", 'P', "III/c", "Pelaksana Seksi Pencairan Dana", SULTENG, 19 }, 0, NULL,
	  { SENT(18), READY(17), SERVED(15), { ACT_COLLECT, 15, 0 } } },
	{ { "Rudi Hartono Lapian", "Manado", "1986-10-08", 'L', "III/c", "Pelaksana Seksi MSKI", SULTENG, 20 }, 0, NULL,
	  { SENT(19), READY(18), SERVED(16), { ACT_COLLECT, 15, 0 }, { ACT_SUSPEND, 1, 0 } } },
	{ { "Hasnawati Basri", "Makassar", "1992-02-18", 'P', "III/a", "Pelaksana Subbagian Umum", SULTENG, 21 }, 0, NULL,
	  { SENT(21), READY(20), SERVED(19), { ACT_COLLECT, 18, 0 }, { ACT_REVOKE, 6, 0 } } },
	{ { "Gunawan Pasaribu", "Medan", "1984-06-03", 'L', "III/d", "Pelaksana Seksi Bank", SULTENG, 22 }, 0, NULL,
	  { SENT(9), { ACT_WITHDRAW, 8, 0 } } },
	{ { "Lestari Wulandari", "Surakarta", "1995-03-27", 'P', "II/c", "Pelaksana Seksi Pencairan Dana", SULTENG, 23 }, 0, NULL,
	  { SENT(10), { ACT_CLAIM, 9, 0 }, { ACT_REFUSE, 9, 0 } } },
	{ { "Taufik Hidayat Radja", "Kendari", "1990-12-01", 'L', "III/b", "Pelaksana Seksi Verifikasi dan Akuntansi", SULTENG, 24 }, 0, NULL,
	  { SENT(17), READY(16), SERVED(14), { ACT_EXPIRE, 4, 0 } } },
	/* KPPN Palu */
	{ { "Nur Aini Lahay", "Palu", "1991-05-16", 'P', "III/b", "Pelaksana Seksi Bank", PALU, 31 }, 1, NULL,
	  { SENT(4) } },
	{ { "Moh. Rizal Tahir", "Palu", "1986-08-29", 'L', "III/c", "Pelaksana Seksi MSKI", PALU, 32 }, 1, NULL,
	  { SENT(6), READY(2) } },
	{ { "Kartika Sari Bantilan", "Luwuk", "1993-07-07", 'P', "III/a", "Pelaksana Seksi Pencairan Dana", PALU, 33 }, 1, NULL,
	  { SENT(13), READY(12), SERVED(11), { ACT_COLLECT, 11, 0 } } },
	/* KPPN Jayapura, where nobody can activate yet */
	{ { "Yohanis Wenda", "Wamena", "1989-09-19", 'L', "III/b", "Pelaksana Seksi Bank", PAPUA, 41 }, 2, NULL,
	  { SENT(2) } },
};

static const struct demo_walker candidates[] = {
	{ { "Indah Permatasari", "Tolitoli", "1992-06-11", 'P', "III/b", "Pelaksana Subbagian Umum", SULTENG, 51 }, 0, "indah.tolitoli",
	  { { CAND_ACT_RECORD, 2, 0 } } },
	{ { "Arif Budiman Saleh", "Buol", "1990-02-20", 'L', "III/b", "Pelaksana Seksi Bank", SULTENG, 52 }, 0, "arif.tolitoli",
	  { RECORDED(3) } },
	{ { "Rahmat Lakoro", "Gorontalo", "1987-04-04", 'L', "III/c", "Pelaksana Seksi MSKI", SULTENG, 53 }, 0, "rahmat.tolitoli",
	  { RECORDED(6), SAVED(4) } },
	{ { "Sri Mulyati Dunggio", "Palu", "1988-11-13", 'P', "III/c", "Kepala Seksi MSKI", PALU, 54 }, 1, "mulyati.palu",
	  { RECORDED(9), SAVED(7), { CAND_ACT_RETURN_LETTERS, 3, 0 } } },
	{ { "Benyamin Wanma", "Jayapura", "1985-01-22", 'L', "III/d", "Kepala Seksi MSKI", PAPUA, 56 }, 2, "benyamin.jayapura",
	  { RECORDED(10), SAVED(8), { CAND_ACT_RETURN_LETTERS, 5, 0 }, { CAND_ACT_CLAIM, 0, 40 } } },
	{ { "Fransiska Kabes", "Merauke", "1991-08-08", 'P', "III/a", "Pelaksana Subbagian Umum", PAPUA, 58 }, 2, "fransiska.jayapura",
	  { RECORDED(12), SAVED(10), { CAND_ACT_RETURN_LETTERS, 7, 0 }, { CAND_ACT_CLAIM, 0, 75 }, { CAND_ACT_OPEN_TIMES, 0, 70 },
	    { CAND_ACT_TIME, 0, 60 } } },
	{ { "Ilham Nurdin", "Palu", "1989-03-15", 'L', "III/b", "Pelaksana Seksi Bank", PALU, 59 }, 1, "ilham.palu",
	  { RECORDED(14), SAVED(12), { CAND_ACT_RETURN_LETTERS, 8, 0 }, { CAND_ACT_CLAIM, 4, 0 }, { CAND_ACT_RETURN, 4, 0 } } },
	{ { "Dian Puspita Maspeke", "Poso", "1994-12-24", 'P', "II/d", "Kepala Seksi MSKI", PALU, 61 }, 1, "puspita.palu",
	  { RECORDED(15), SAVED(13), { CAND_ACT_RETURN_LETTERS, 10, 0 }, { CAND_ACT_CLAIM, 6, 0 }, { CAND_ACT_REFUSE, 6, 0 } } },
	{ { "Lukas Rumbiak", "Biak", "1990-10-10", 'L', "III/b", "Pelaksana Seksi Bank", PAPUA, 62 }, 2, "lukas.jayapura",
	  { RECORDED(16), SAVED(14), { CAND_ACT_RETURN_LETTERS, 9, 0 }, { CAND_ACT_CLAIM, 6, 0 }, { CAND_ACT_SCHEDULE, 6, 0 },
	    { CAND_ACT_INTERVIEW, 2, 0 } } },
	{ { "Herlina Mapandin", "Palu", "1993-04-18", 'P', "III/a", "Pelaksana Subbagian Umum", PALU, 63 }, 1, "herlina.palu",
	  { RECORDED(17), SAVED(15), { CAND_ACT_RETURN_LETTERS, 11, 0 }, { CAND_ACT_CLAIM, 8, 0 }, { CAND_ACT_RETURN, 8, 0 },
	    { CAND_ACT_FIX, 2, 0 } } },
	{ { "Bambang Irawan", "Tolitoli", "1986-05-28", 'L', "III/c", "Pelaksana Seksi Verifikasi dan Akuntansi", SULTENG, 60 }, 0, "bambang.tolitoli",
	  { RECORDED(20), SAVED(18), { CAND_ACT_RETURN_LETTERS, 15, 0 }, { CAND_ACT_CLAIM, 12, 0 }, { CAND_ACT_SCHEDULE, 12, 0 },
	    { CAND_ACT_INTERVIEW, 10, 0 }, { CAND_ACT_GRANT, 9, 0 }, { CAND_ACT_ACCEPT, 8, 0 } } },
};
/* clang-format on */

/* ---- help for the deeds ---- */

void
demo_pass(struct demo_story *s, int64_t seconds)
{
	demo_clock_to(s->clock, domain_now(&s->t->d) + seconds);
}

enum rc
demo_stage(struct domain *d, str bytes, struct vault_stage **out, struct err *e)
{
	struct vault_stage *stage;
	enum rc rc =
	    vault_stage_open(d->vault, (size_t)d->conf->upload_file_bytes, &stage, e);

	if (rc != RC_OK)
		return rc;
	rc = vault_stage_write(stage, bytes, e);
	if (rc == RC_OK)
		rc = vault_stage_close(stage, e);
	if (rc == RC_OK)
		*out = stage;
	else
		vault_discard(stage);
	return rc;
}

enum rc
demo_code_mailed(struct domain *d, const char *noun, str id, str *out, struct err *e)
{
	struct row_outbox_list mails;
	enum rc rc = q_outbox_of(d->db, str_from_z(noun), id, &mails, e);

	for (size_t i = 0; rc == RC_OK && i < mails.n; i++)
		if (str_eq_z(mails.at[i].kind, "code")) {
			str text = mails.at[i].subject;

			*out = str_from(text, text.n - 6);
			return RC_OK;
		}
	return rc != RC_OK ? rc
			   : err_set(e, RC_NOT_FOUND, N_("Ada gangguan di sistem kami."),
				 "no code was mailed");
}

/* ---- the order of time ---- */

struct hour {
	int64_t at_s;
	size_t order; /* of equal hours */
	struct demo_walker *walker;
	enum demo_act act;
};

static int
by_time(const void *x, const void *y)
{
	const struct hour *a = x, *b = y;

	if (a->at_s != b->at_s)
		return a->at_s < b->at_s ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

/* So many working days before `now_s`, at that minute of the office's day. */
static int64_t
day_before(int64_t now_s, int days, int minute, enum zone z)
{
	int64_t day = date_to_days(time_civil(now_s, z).date);

	while (days > 0)
		if (workdays_is_work(date_from_days(--day), NULL))
			days--;
	return time_from_civil(date_from_days(day), minute / 60, minute % 60, z);
}

/* Offices open at eight; everybody comes at a time of his own, and his deeds follow each other. */
static int64_t
hour_of(const struct demo_walker *w, int nth, int64_t now_s, enum zone z)
{
	const struct demo_deed *deed = &w->deeds[nth];
	int minute = 8 * 60 + 20 + w->person.serial * 29 % 330 + nth * 11;

	if (deed->days == 0)
		return now_s - deed->minutes * INT64_C(60);
	return day_before(now_s, deed->days, minute, z);
}

struct cast {
	struct demo_walker *at;
	size_t n;
};

static struct cast
cast_of(struct arena *a, const struct demo_walker *from, size_t n)
{
	struct cast c = { ARENA_ARRAY(a, n, struct demo_walker), n };

	for (size_t i = 0; i < n; i++)
		c.at[i] = from[i];
	return c;
}

static size_t
hours_of(
    struct demo_story *s, const struct cast *c, int64_t now_s, struct hour *out, size_t n)
{
	for (size_t i = 0; i < c->n; i++) {
		struct demo_walker *w = &c->at[i];
		enum zone z = zone_parse(s->offices[w->office].row.zone);

		for (int k = 0; w->deeds[k].act != ACT_END; k++, n++)
			out[n] = (struct hour){ hour_of(w, k, now_s, z), n, w,
				(enum demo_act)w->deeds[k].act };
	}
	return n;
}

/* ---- people.txt ---- */

/* 21 letters as pages show them. */
static str
in_groups(struct arena *a, str code)
{
	return str_fmt(
	    a, "%.5s-%.5s-%.5s-%.6s", code.p, code.p + 5, code.p + 10, code.p + 15);
}

static enum rc
note_certificate(struct demo_story *s, const struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	struct row_certificate cert;
	enum rc rc = q_certificate_by_serial(d->db, w->serial, &cert, e);

	if (rc == RC_OK)
		buf_fmt(&s->people, "  sertifikat %.*s, kode pencabutan %.*s",
		    STR_ARG(cert.state), STR_ARG(in_groups(d->a, w->revocation)));
	return rc;
}

static enum rc
note_applicant(struct demo_story *s, const struct demo_walker *w, struct err *e)
{
	struct domain *d = &s->t->d;
	struct row_application app;
	enum rc rc = q_application_by_id(d->db, w->id, &app, e);

	if (rc != RC_OK)
		return rc;
	buf_fmt(&s->people, "%.*s  %-11.*s  NIK %.*s  %s", STR_ARG(app.number),
	    STR_ARG(app.state), STR_ARG(demo_nik(d->a, &w->person)), w->person.name);
	if (str_eq_z(app.state, "approved"))
		buf_fmt(&s->people, "  kode aktivasi %.*s",
		    STR_ARG(in_groups(d->a, w->activation)));
	if (w->serial.p != NULL)
		rc = note_certificate(s, w, e);
	BUF_LIT(&s->people, "\n");
	return rc;
}

static enum rc
note_candidate(struct demo_story *s, const struct demo_walker *w, struct err *e)
{
	struct row_candidacy cand;
	enum rc rc = q_candidacy_latest_of_account(s->t->d.db, w->who.account, &cand, e);

	if (rc == RC_OK)
		buf_fmt(&s->people, "%.*s  %.*s  %s (%s)\n", STR_ARG(cand.number),
		    STR_ARG(cand.state), w->person.name, w->username);
	return rc;
}

static enum rc
note(struct demo_story *s, const struct cast *applicants_, const struct cast *candidates_,
    struct err *e)
{
	enum rc rc = RC_OK;

	BUF_LIT(&s->people,
	    "# orang contoh: nomor, status, dan yang perlu diketik di loket atau saat mengambil\n");
	for (size_t i = 0; rc == RC_OK && i < applicants_->n; i++)
		rc = note_applicant(s, &applicants_->at[i], e);
	for (size_t i = 0; rc == RC_OK && i < candidates_->n; i++)
		rc = note_candidate(s, &candidates_->at[i], e);
	return rc;
}

/* What is known of somebody outlives the memory of one deed. */
static void
keep(struct arena *a, struct demo_walker *w)
{
	str *all[] = { &w->id, &w->serial, &w->activation, &w->revocation,
		&w->who.account, &w->who.application, &w->who.username, &w->who.name,
		&w->who.nip, &w->who.office, &w->who.level, &w->who.session,
		&w->who.net };

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (all[i]->p != NULL)
			*all[i] = str_dup(a, *all[i]);
}

static enum rc
live(struct demo_story *s, const struct hour *h, struct arena *deed, struct err *e)
{
	struct domain *d = &s->t->d;
	struct arena *whole = d->a;
	enum rc rc;

	demo_clock_to(s->clock, h->at_s);
	d->a = deed;
	db_use_arena(d->db, deed);
	rc = h->act >= CAND_ACT_RECORD ? demo_candidate_act(s, h->walker, h->act, e)
				       : demo_applicant_act(s, h->walker, h->act, e);
	d->a = whole;
	db_use_arena(d->db, whole);
	keep(whole, h->walker);
	if (rc != RC_OK)
		fprintf(
		    stderr, "demo: %s, deed %d\n", h->walker->person.name, (int)h->act);
	arena_reset(deed);
	return rc;
}

enum rc
demo_story_tell(struct demo_story *s, struct err *e)
{
	struct arena *a = s->t->d.a, *deed = arena_new();
	int64_t now_s = clock_now(&clock_system);
	struct cast on_b = cast_of(a, applicants, ARRAY_LEN(applicants));
	struct cast on_a = cast_of(a, candidates, ARRAY_LEN(candidates));
	struct hour *hours = ARENA_ARRAY(
	    a, (on_a.n + on_b.n) * ARRAY_LEN(applicants[0].deeds), struct hour);
	size_t n = hours_of(s, &on_b, now_s, hours, 0);
	enum rc rc = RC_OK;

	n = hours_of(s, &on_a, now_s, hours, n);
	qsort(hours, n, sizeof(*hours), by_time);
	for (size_t i = 0; rc == RC_OK && i < n; i++)
		rc = live(s, &hours[i], deed, e);
	arena_free(deed);
	return rc != RC_OK ? rc : note(s, &on_b, &on_a, e);
}
