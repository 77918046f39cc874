/* candidate_tasks.c - from the candidate's file to words: task list, next step, colours. */
#include "web/candidate_tasks.h"

#include "domain/interview.h"
#include "domain/officer_key.h"

enum task_status { TASK_DONE, TASK_DOING, TASK_TODO, TASK_BLOCKED, TASK_FIX };

static const struct {
	const char *word, *colour; /* colour NULL: plain text */
} statuses[] = {
	[TASK_DONE] = { N_("Selesai"), NULL },
	[TASK_DOING] = { N_("Sedang dikerjakan"), TAG_BLUE },
	[TASK_TODO] = { N_("Belum dimulai"), TAG_YELLOW },
	[TASK_BLOCKED] = { N_("Belum bisa dimulai"), TAG_GREY },
	[TASK_FIX] = { N_("Perlu diperbaiki"), TAG_RED },
};

static enum candidacy_state
state_of(const struct candidacy_file *f)
{
	return (enum candidacy_state)state_parse(&words_candidacy, f->cand.state);
}

static struct view_task
task(const char *id, const char *label, enum task_status s, const char *href)
{
	return (struct view_task){ .id = id,
		.label = label,
		.href = s == TASK_BLOCKED ? STR_NONE : str_from_z(href),
		.word = statuses[s].word,
		.colour = statuses[s].colour,
		.why = STR_NONE,
		.fix = STR_NONE };
}

/* ---- Kelengkapan DS ---- */

static bool
begun(const struct candidacy_file *f, enum candidacy_item i)
{
	switch (i) {
	case CAND_ITEM_APPOINTMENT:
		return f->appointment.id.p != NULL;
	case CAND_ITEM_EKTP:
		return f->ektp.id.p != NULL;
	case CAND_ITEM_PHOTO:
		return f->photo.id.p != NULL;
	default:
		return false;
	}
}

static enum task_status
item_status(const struct candidacy_file *f, enum candidacy_item i)
{
	if (candidacy_reason(f, i).p != NULL && candidacy_may_edit(f, i))
		return TASK_FIX;
	if (f->done & 1U << i)
		return TASK_DONE;
	if (!candidacy_may_edit(f, i))
		return TASK_BLOCKED;
	return begun(f, i) ? TASK_DOING : TASK_TODO;
}

static struct view_task
item_task(const struct candidacy_file *f, enum candidacy_item i)
{
	struct view_task t = task(candidacy_item_text(i), candidacy_item_label(i),
	    item_status(f, i), candidacy_item_page(i));

	t.fix = candidacy_reason(f, i);
	return t;
}

static enum task_status
save_status(const struct candidacy_file *f)
{
	if (!candidacy_complete(f))
		return TASK_BLOCKED;
	if (state_of(f) == CAND_PROFILE)
		return TASK_TODO;
	return candidacy_letters_valid(f) ? TASK_DONE : TASK_FIX;
}

static struct view_section
section_complete(struct page *p, const struct candidacy_file *f)
{
	struct view_task *at = ARENA_ARRAY(p->a, CAND_ITEMS_DATA + 1, struct view_task);

	for (int i = 0; i < CAND_ITEMS_DATA; i++)
		at[i] = item_task(f, (enum candidacy_item)i);
	if (f->cand.email_proven_s != SQL_NULL_INT)
		at[CAND_ITEM_EMAIL].why = f->cand.email;
	at[CAND_ITEMS_DATA] = task("simpan", N_("Periksa dan Simpan DS"), save_status(f),
	    "/profil/kelengkapan-ds/periksa");
	if (save_status(f) == TASK_FIX)
		at[CAND_ITEMS_DATA].fix = str_from_z(page_tr(
		    p, N_("Data profil berubah setelah surat dibuat. Buat surat baru.")));
	return (struct view_section){ N_("Kelengkapan DS"), { at, CAND_ITEMS_DATA + 1 } };
}

/* ---- the other sections ---- */

static struct view_section
section_account(struct page *p)
{
	struct view_task *at = ARENA_ARRAY(p->a, 2, struct view_task);
	struct row_officer_key_list keys;
	struct err ignored;
	bool has = officer_key_list(&p->d, p->who.account, &keys, &ignored) == RC_OK &&
		   keys.n > 0;

	at[0] = task("sandi", N_("Ganti kata sandi"), TASK_DONE, "/kata-sandi");
	at[1] = task("kunci", N_("Tambah kunci sandi (passkey)"),
	    has ? TASK_DONE : TASK_TODO, "/profil/keamanan/kunci?lanjut=/profil");
	if (!has)
		at[1].why = str_from_z(page_tr(p,
		    N_("BSSN memberi kewenangan atas kunci Anda; tanpa kunci Anda tidak dapat disetujui.")));
	return (struct view_section){ N_("Siapkan akun"), { at, 2 } };
}

static bool
all_returned(const struct candidacy_file *f)
{
	return f->done & 1U << CAND_ITEM_RECOMMENDATION &&
	       f->done & 1U << CAND_ITEM_STATEMENT;
}

static enum task_status
upload_status(const struct candidacy_file *f)
{
	enum candidacy_state s = state_of(f);

	if (candidacy_reason(f, CAND_ITEM_RECOMMENDATION).p != NULL ||
	    candidacy_reason(f, CAND_ITEM_STATEMENT).p != NULL)
		return TASK_FIX;
	if (s == CAND_PROFILE || !candidacy_letters_valid(f))
		return TASK_BLOCKED;
	if (s != CAND_LETTERS_SENT && s != CAND_RETURNED)
		return TASK_DONE;
	return all_returned(f) ? TASK_DOING : TASK_TODO;
}

static struct view_section
section_confirm(struct page *p, const struct candidacy_file *f)
{
	struct view_task *at = ARENA_ARRAY(p->a, 2, struct view_task);
	bool out = candidacy_letters_valid(f) && state_of(f) != CAND_PROFILE;

	at[0] = task("unduh", N_("Unduh dua surat"),
	    !out              ? TASK_BLOCKED
	    : all_returned(f) ? TASK_DONE
			      : TASK_TODO,
	    "/profil/konfirmasi-ds");
	at[1] = task("unggah", N_("Unggah surat bertanda tangan"), upload_status(f),
	    "/profil/konfirmasi-ds");
	at[1].fix = candidacy_reason(f, CAND_ITEM_RECOMMENDATION);
	if (at[1].fix.p == NULL)
		at[1].fix = candidacy_reason(f, CAND_ITEM_STATEMENT);
	return (struct view_section){ N_("Konfirmasi DS"), { at, 2 } };
}

/* Are there times to choose from? */
static bool
may_choose(struct page *p)
{
	struct err ignored;
	bool offered;

	return interview_offered(&p->d, &offered, &ignored) == RC_OK && offered;
}

static struct view_section
section_bssn(struct page *p, const struct candidacy_file *f)
{
	static const enum task_status interview[CAND__COUNT] = { [CAND_PROFILE] =
								     TASK_BLOCKED,
		[CAND_LETTERS_SENT] = TASK_BLOCKED,
		[CAND_LETTERS_RETURNED] = TASK_DOING,
		[CAND_INTERVIEW_SCHEDULED] = TASK_DOING,
		[CAND_INTERVIEWED] = TASK_DONE,
		[CAND_GRANTED] = TASK_DONE,
		[CAND_RETURNED] = TASK_BLOCKED,
		[CAND_REFUSED] = TASK_DONE,
		[CAND_CLOSED] = TASK_BLOCKED };
	struct view_task *at = ARENA_ARRAY(p->a, 2, struct view_task);
	enum candidacy_state s = state_of(f);
	bool decided = s == CAND_GRANTED || s == CAND_REFUSED;

	at[0] =
	    task("wawancara", N_("Wawancara BSSN"), interview[s], "/profil/wawancara");
	if (s != CAND_LETTERS_RETURNED && s != CAND_INTERVIEW_SCHEDULED)
		at[0].href = STR_NONE;
	if (s == CAND_LETTERS_RETURNED)
		at[0].why = str_from_z(
		    page_tr(p, may_choose(p) ? N_("Pilih jadwal wawancara.")
					     : N_("BSSN sedang memeriksa berkas Anda.")));
	else if (s == CAND_INTERVIEW_SCHEDULED && f->cand.interview_at_s != SQL_NULL_INT)
		at[0].why = time_full(
		    p->a, f->cand.interview_at_s, zone_parse(f->office.zone), p->lang);
	at[1] = task("hasil", N_("Hasil"),
	    decided                 ? TASK_DONE
	    : s == CAND_RETURNED    ? TASK_FIX
	    : s == CAND_INTERVIEWED ? TASK_DOING
				    : TASK_BLOCKED,
	    "/profil/hasil");
	/* refused on the papers alone: there was no interview to show */
	if (s == CAND_REFUSED && f->cand.interview_result.p == NULL)
		return (struct view_section){ N_("BSSN"), { at + 1, 1 } };
	return (struct view_section){ N_("BSSN"), { at, 2 } };
}

const struct view_section *
candidate_sections(struct page *p, const struct candidacy_file *f)
{
	struct view_section *at = ARENA_ARRAY(p->a, SECTION__COUNT, struct view_section);

	at[SECTION_ACCOUNT] = section_account(p);
	at[SECTION_COMPLETE] = section_complete(p, f);
	at[SECTION_CONFIRM] = section_confirm(p, f);
	at[SECTION_BSSN] = section_bssn(p, f);
	return at;
}

/* ---- what now ---- */

const char *
candidate_colour(str state)
{
	static const char *const colours[CAND__COUNT] = { [CAND_PROFILE] = TAG_BLUE,
		[CAND_LETTERS_SENT] = TAG_YELLOW,
		[CAND_LETTERS_RETURNED] = TAG_BLUE,
		[CAND_INTERVIEW_SCHEDULED] = TAG_BLUE,
		[CAND_INTERVIEWED] = TAG_BLUE,
		[CAND_GRANTED] = TAG_GREEN,
		[CAND_RETURNED] = TAG_ORANGE,
		[CAND_REFUSED] = TAG_RED,
		[CAND_CLOSED] = TAG_GREY };
	int s = state_parse(&words_candidacy, state);

	return s < 0 ? TAG_GREY : colours[s];
}

/* The first task that waits for the person. */
static const struct view_task *
first_open(const struct view_section *sections)
{
	for (int s = SECTION_COMPLETE; s <= SECTION_CONFIRM; s++)
		for (size_t i = 0; i < sections[s].tasks.n; i++) {
			const struct view_task *t = &sections[s].tasks.at[i];

			if (t->href.p != NULL && t->word != statuses[TASK_DONE].word)
				return t;
		}
	return NULL;
}

static const char *const waiting[CAND__COUNT] = {
	[CAND_LETTERS_RETURNED] = N_("Berkas Anda ada di BSSN. Kami kabari lewat email."),
	[CAND_INTERVIEW_SCHEDULED] = N_("Wawancara Anda sudah dijadwalkan."),
	[CAND_INTERVIEWED] = N_("Wawancara selesai. Tunggu keputusan BSSN."),
	[CAND_GRANTED] = N_("Anda disetujui sebagai OPIP."),
	[CAND_REFUSED] = N_("Pendaftaran Anda tidak disetujui."),
	[CAND_CLOSED] = N_("Pendaftaran ini dihentikan. Hubungi admin kantor Anda."),
};

void
candidate_next(struct page *p, const struct candidacy_file *f, struct view_profile *v)
{
	enum candidacy_state s = state_of(f);
	const struct view_task *t = first_open(v->sections.at);
	int64_t until = candidacy_deadline_s(&p->d, f);
	enum zone z = zone_parse(f->office.zone);

	v->word = state_label(&words_candidacy, f->cand.state);
	v->colour = candidate_colour(f->cand.state);
	v->fix = s == CAND_RETURNED;
	v->next = waiting[s];
	v->next_label = N_("Lanjutkan");
	v->next_href = v->next_when = STR_NONE;
	if (s == CAND_GRANTED || s == CAND_REFUSED) {
		v->next_href = STR("/profil/hasil");
		v->next_label = N_("Lihat hasil");
		return;
	}
	if (s == CAND_INTERVIEW_SCHEDULED && f->cand.interview_at_s != SQL_NULL_INT) {
		v->next_when = time_full(p->a, f->cand.interview_at_s, z, p->lang);
		v->next_href = STR("/profil/wawancara");
		v->next_label = N_("Lihat jadwal");
	}
	if (s == CAND_LETTERS_RETURNED && may_choose(p)) {
		v->next = N_("Pilih jadwal wawancara BSSN.");
		v->next_href = STR("/profil/wawancara");
		v->next_label = N_("Pilih jadwal");
	}
	if (v->next != NULL)
		return;
	v->turn = true;
	if (t != NULL) {
		v->next = t->label;
		v->next_href = t->href;
	} else if (candidacy_may_confirm(f, &p->who)) {
		v->next = N_("Kirim perbaikan ke BSSN");
		v->next_href = STR("/profil/konfirmasi-ds");
	}
	if (until > 0) {
		str day = date_long(p->a, time_civil(until, z).date, p->lang);

		v->next_when =
		    form_fill(p->a, page_tr(p, N_("Paling lambat {0}.")), &day, 1);
	}
}
