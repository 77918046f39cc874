/*
 * sample.c - which values letters of a kind are given, each with an invented one. This is the
 * contract between the programs that draw letters and the people who edit templates.
 */
#include "letters/letter.h"

#include <pthread.h>

enum kind {
	REKOMENDASI_OPIP = 1,
	PERNYATAAN_OPIP = 2,
	REKOMENDASI_KOLEKTIF = 4,
	PERNYATAAN_PEMOHON = 8,
	PERJANJIAN_PEMILIK = 16,
	BERITA_ACARA = 32,
	BUKTI_PENDAFTARAN = 64,
	BUKTI_AKTIVASI = 128,
	BUKTI_PEMUSNAHAN = 256,
};
#define EVERY     511u
#define OPIP      (REKOMENDASI_OPIP | PERNYATAAN_OPIP)
#define APPLICANT (PERNYATAAN_PEMOHON | BUKTI_PENDAFTARAN)
#define AT_DESK   (BERITA_ACARA | BUKTI_AKTIVASI)
#define PERSON    (EVERY & ~(unsigned)(REKOMENDASI_KOLEKTIF | BUKTI_PEMUSNAHAN))
#define SIGNER    (OPIP | REKOMENDASI_KOLEKTIF)

static const struct {
	const char *name;
	unsigned bit;
} kinds[] = {
	{ "rekomendasi-opip", REKOMENDASI_OPIP },
	{ "pernyataan-opip", PERNYATAAN_OPIP },
	{ "rekomendasi-kolektif", REKOMENDASI_KOLEKTIF },
	{ "pernyataan-pemohon", PERNYATAAN_PEMOHON },
	{ "perjanjian-pemilik", PERJANJIAN_PEMILIK },
	{ "berita-acara-aktivasi", BERITA_ACARA },
	{ "bukti-pendaftaran", BUKTI_PENDAFTARAN },
	{ "bukti-aktivasi", BUKTI_AKTIVASI },
	{ "bukti-pemusnahan", BUKTI_PEMUSNAHAN },
	{ LETTER_HEAD, 0 },
};

static const struct {
	const char *name, *value;
	unsigned kinds; /* 0: of the office, which every letter has, the letterhead too */
} values[] = {
	{ "kanwil_name", "Kanwil DJPb Provinsi Sulawesi Tengah", 0 },
	{ "office_place", "Tolitoli", 0 },
	{ "office_name", "KPPN Tolitoli", 0 },
	{ "office_code", "082", 0 },
	{ "office_address", "Jalan Magamu Nomor 12, Tolitoli 94514", 0 },
	{ "office_phone", "(0453) 000000", 0 },
	{ "office_hours",
	    "Senin\xe2\x80\x93Jumat 08.00\xe2\x80\x93"
	    "15.00 WITA",
	    0 },
	{ "city", "Tolitoli", 0 },
	{ "date", "23 November 2026", EVERY },
	{ "number", "S-4/WPB.24/KP.082/2026", EVERY },
	{ "name", "Nur'aini Ma'ruf Situmorang", PERSON | BUKTI_PEMUSNAHAN },
	{ "nip", "19900805 201502 2 001", PERSON | BUKTI_PEMUSNAHAN },
	{ "nik", "720604**********01", PERSON },
	{ "grade", "Penata Muda (III/a)", OPIP | APPLICANT },
	{ "position", "Pelaksana Seksi Manajemen Satker dan Kepatuhan Internal", PERSON },
	{ "unit", "KPPN Tolitoli", PERSON },
	{ "email", "nuraini.maruf@kemenkeu.go.id", PERSON },
	{ "phone", "0812 0000 0000", OPIP | APPLICANT },
	{ "birth", "5 Agustus 1990", APPLICANT },
	{ "signer_title", "Kepala KPPN Tolitoli", 0 },
	{ "signer_name", NULL, SIGNER },
	{ "signer_nip", NULL, SIGNER },
	{ "statement_version", "2026-1", APPLICANT | PERJANJIAN_PEMILIK },
	{ "agreed", "22 November 2026, 09.14 WITA", APPLICANT },
	{ "submitted", "22 November 2026, 09.14 WITA", BUKTI_PENDAFTARAN },
	{ "letter_number", "S-12/WPB.24/KP.082/2026", APPLICANT },
	{ "letter_date", "20 November 2026", APPLICANT },
	{ "target", "26 November 2026", BUKTI_PENDAFTARAN },
	{ "activated", "23 November 2026, 10.02 WITA", AT_DESK },
	{ "activated_day", "Senin", AT_DESK },
	{ "activated_words",
	    "dua puluh tiga bulan November tahun dua ribu dua puluh enam", AT_DESK },
	{ "activated_time", "10.02 WITA", AT_DESK },
	{ "officer_name", "Yusuf Panggabean", AT_DESK },
	{ "officer_nip", "19850101 201001 1 001", AT_DESK },
	{ "reviewer_name", "Ratna Tumbelaka", AT_DESK },
	{ "check_face", "Sesuai", AT_DESK },
	{ "check_nik", "Sesuai", AT_DESK },
	{ "check_letter", "Diterima", AT_DESK },
	{ "check_statement", "Ditegaskan", AT_DESK },
	{ "collect_until", "30 November 2026, 23.59 WITA", AT_DESK },
	{ "count", "30 (tiga puluh)", REKOMENDASI_KOLEKTIF | BUKTI_PEMUSNAHAN },
	{ "case_number", "DS-082-7K4M-2PXA", BUKTI_PEMUSNAHAN | AT_DESK },
	{ "destroyed", "23 November 2026, 10.02 WITA", BUKTI_PEMUSNAHAN },
	{ "reason", "Draf yang tidak dikirim, 30 hari setelah perubahan terakhir",
	    BUKTI_PEMUSNAHAN },
};

#define SAMPLE_ROWS 30
#define COLUMNS     7
static const char *const people_columns[COLUMNS] = { "name", "nip", "nik", "grade",
	"position", "unit", "email" };
static const char *const people[][COLUMNS] = {
	{ "Nur'aini Ma'ruf Situmorang", "19900805 201502 2 001", "720401••••••0001",
	    "Penata Muda (III/a)", "Pelaksana Seksi MSKI", "KPPN Tolitoli",
	    "nuraini.maruf@kemenkeu.go.id" },
	{ "Yusuf Panggabean", "19850101 201001 1 001", "720401••••••0003",
	    "Penata (III/c)", "Kepala Seksi Pencairan Dana", "KPPN Tolitoli",
	    "yusuf.panggabean@kemenkeu.go.id" },
	{ "Ratna Tumbelaka", "19880412 201101 2 004", "720401••••••0005",
	    "Penata Muda Tingkat I (III/b)", "Bendahara Pengeluaran", "KPPN Tolitoli",
	    "ratna.tumbelaka@kemenkeu.go.id" },
};
#define ITEM_COLUMNS 3
static const char *const item_columns[ITEM_COLUMNS] = { "label", "made", "sha256" };
static const char *const items[][ITEM_COLUMNS] = {
	{ "e-KTP", "20 Oktober 2026",
	    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" },
	{ "Surat rekomendasi", "20 Oktober 2026",
	    "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752" },
};

struct sample {
	struct letter_field fields[ARRAY_LEN(values)];
	struct letter_rows list;
	struct letter_data data;
};
static struct sample samples[ARRAY_LEN(kinds)];
static str people_cells[SAMPLE_ROWS * COLUMNS],
    item_cells[ARRAY_LEN(items) * ITEM_COLUMNS];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
fill(struct sample *s, unsigned bit)
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(values); i++)
		if (values[i].kinds == 0 || (values[i].kinds & bit) != 0)
			s->fields[n++] = (struct letter_field){ values[i].name,
				str_from_z(values[i].value) };
	if (bit == REKOMENDASI_KOLEKTIF)
		s->list = (struct letter_rows){ "people", people_columns, COLUMNS,
			people_cells, SAMPLE_ROWS };
	else if (bit == BUKTI_PEMUSNAHAN)
		s->list = (struct letter_rows){ "items", item_columns, ITEM_COLUMNS,
			item_cells, ARRAY_LEN(items) };
	s->data = (struct letter_data){ .fields = s->fields,
		.n_fields = n,
		.lists = &s->list,
		.n_lists = s->list.name != NULL ? 1 : 0,
		.made_s = 1795399200, /* 2026-11-23 02:00 UTC */
		.number = STR("S-4/WPB.24/KP.082/2026"),
		.author = STR("KPPN Tolitoli"),
		.check_url = STR("https://paraf.example/cek/7K3M9QRT2XAB"),
		.check_code = STR("7K3M-9QRT-2XAB") };
}

static void
fill_all(void)
{
	for (size_t i = 0; i < ARRAY_LEN(people_cells); i++)
		people_cells[i] =
		    str_from_z(people[i / COLUMNS % ARRAY_LEN(people)][i % COLUMNS]);
	for (size_t i = 0; i < ARRAY_LEN(item_cells); i++)
		item_cells[i] = str_from_z(items[i / ITEM_COLUMNS][i % ITEM_COLUMNS]);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		fill(&samples[i], kinds[i].bit);
}

const struct letter_data *
letter_sample(str kind)
{
	(void)pthread_once(&once, fill_all);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_eq_z(kind, kinds[i].name))
			return &samples[i].data;
	return NULL;
}
