/* mail_samples.c - invented people and numbers, in the words that src/domain hands to the mails. */
#include "support/mail_samples.h"

#include "base/attr.h"
#include "base/err.h"

#define URL(path) V(MAIL_SAMPLE_ORIGIN path)
#define NAME      "Dewi Lestari Anggraini"
#define OFFICE    "KPPN Tolitoli"
#define DS        "DS-082-7K4M-2PXA"
#define OPIP      "OPIP-082-3M9Q-RTVW"
#define SERIAL    "5f3a90c1d27b4e6688a1c0de34b97f20a1b2c3d4"
#define WHEN      "Senin, 23 November 2026 09.00 WITA"
#define UNTIL     "30 November 2026"
#define DEVICE                                                                           \
	"Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 Chrome/126.0 Mobile"
#define V(literal) value(s, literal)

/* Start the next sample of that kind; its values are noted while its view is filled. */
#define SAMPLE(kind_, ...)                                                               \
	do {                                                                             \
		begin(s, #kind_);                                                        \
		mail_compose_##kind_(s->a, LANG_ID,                                      \
		    &(struct mailview_##kind_){ __VA_ARGS__ }, &s->at[s->n - 1].mail);   \
	} while (0)

static void
begin(struct mail_samples *s, const char *kind)
{
	if (s->n == MAIL_SAMPLES)
		BUG("too many samples");
	s->at[s->n++] = (struct mail_sample){ .kind = kind };
}

static str
value(struct mail_samples *s, const char *text)
{
	struct mail_sample *m = &s->at[s->n - 1];

	if (m->n_values == MAIL_SAMPLE_VALUES)
		BUG("too many values");
	m->values[m->n_values++] = text;
	return str_from_z(text);
}

static void
accounts(struct mail_samples *s)
{
	SAMPLE(admin_invited, .name = V(NAME), .office = V(OFFICE),
	    .office_code = V("082"), .username = V("adminkppn082"), .url = URL("/masuk"),
	    .until = V(WHEN));
	SAMPLE(user_invited, .name = V(NAME), .recorder = V("Rahmat Hidayat"),
	    .office = V(OFFICE), .level = V("Kasi MSKI/PDMS"),
	    .username = V("dewi.lestari"), .url = URL("/masuk"), .until = V(WHEN));
	SAMPLE(user_invited, .name = V(NAME), .recorder = V("paraf"),
	    .office = V("Direktorat Jenderal Perbendaharaan"), .level = STR_NONE,
	    .role = V("Auditor"), .username = V("auditor1"), .url = URL("/masuk"),
	    .until = V(WHEN));
	SAMPLE(password_changed, .name = V(NAME), .when = V(WHEN), .device = V(DEVICE),
	    .url = URL("/kata-sandi/lupa"));
	SAMPLE(password_reset, .name = V(NAME), .username = V("dewi.lestari"),
	    .url = URL("/kata-sandi/lupa/Yk3vQ0sJw1Zt8HnB"), .code = V("482913"),
	    .until = V(WHEN));
	for (int added = 0; added < 2; added++)
		SAMPLE(officer_key, .name = V(NAME), .key = V("Ponsel kantor"),
		    .kind = V("Kunci sandi (passkey)"), .when = V(WHEN),
		    .url = URL("/profil/keamanan"), .added = added == 1);
	for (int what = 0; what < 4; what++)
		SAMPLE(second_factor, .name = V(NAME), .when = V(WHEN), .left = V("9"),
		    .url = URL("/profil/keamanan"), .added = what == 0,
		    .removed = what == 1, .codes = what == 2);
	SAMPLE(audit_daily, .day = V("23 November 2026"), .size = V("18342"),
	    .root = V("9f2c11d0a7e34b5c8d6f00112233445566778899aabbccddeeff001122334455"),
	    .signed_at = V(WHEN),
	    .key = V("0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9"),
	    .url = URL("/audit"), .whole = V("23 November 2026 09.01 WIB"));
	SAMPLE(audit_daily, .day = V("24 November 2026"), .size = V("18350"),
	    .root = V("9f2c11d0a7e34b5c8d6f00112233445566778899aabbccddeeff001122334455"),
	    .signed_at = V(WHEN),
	    .key = V("0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9"),
	    .url = URL("/audit"), .broken = V("kejadian 18341"));
	SAMPLE(morning_summary, .name = V(NAME), .place = V(OFFICE), .n = V("12"),
	    .late = V("3"), .limit = V("2"), .oldest = V(WHEN), .url = URL("/kantor"));
}

static struct mailview_items
items(struct mail_samples *s)
{
	struct mailview_item *at = ARENA_ARRAY(s->a, 2, struct mailview_item);

	at[0] = (struct mailview_item){ V("Foto e-KTP"),
		V("NIK tidak terbaca. Foto ulang di tempat terang, tanpa lampu kilat") };
	at[1] = (struct mailview_item){ V("Nomor surat rekomendasi"),
		V("berbeda dari yang tertulis di surat") };
	return (struct mailview_items){ at, 2 };
}

static struct mailview_items
follows(struct mail_samples *s, bool any)
{
	struct mailview_item *at = ARENA_NEW(s->a, struct mailview_item);

	if (any)
		at->reason = V("Sertifikat memuat nama lama: daftar kembali di kantor");
	return (struct mailview_items){ at, any ? 1 : 0 };
}

static void
candidates(struct mail_samples *s)
{
	SAMPLE(opip_letters, .name = V(NAME), .number = V(OPIP), .office = V(OFFICE),
	    .signer = V("Kepala KPPN Tolitoli"), .until = V(UNTIL),
	    .url = URL("/profil/konfirmasi-ds"));
	SAMPLE(opip_letters_received, .name = V(NAME), .number = V(OPIP),
	    .expected = V("paling lambat 30 November 2026"), .url = URL("/profil"));
	for (int moved = 0; moved < 2; moved++)
		SAMPLE(opip_interview, .name = V(NAME), .number = V(OPIP),
		    .office = V(OFFICE), .when = V(WHEN),
		    .before = moved ? V("Jumat, 20 November 2026, 10.30 WITA") : STR(""),
		    .mode = V("Video"), .place = V("https://rapat.example/abc"),
		    .url = URL("/profil/wawancara"));
	for (int nth = 0; nth < 3; nth++)
		SAMPLE(interview_host, .name = V("Verifikator Contoh Satu"),
		    .candidate = V(NAME), .number = V(OPIP), .office = V(OFFICE " (082)"),
		    .when = V("Senin, 23 November 2026, 08.00 WIB"),
		    .theirs = nth == 2 ? STR("") : V("09.00 WITA"),
		    .before =
			nth == 1 ? V("Jumat, 20 November 2026, 09.30 WIB") : STR(""),
		    .mode = V("Video"), .place = V("https://rapat.example/abc"),
		    .url = URL("/bssn/" OPIP), .again = nth == 2);
	SAMPLE(interview_off, .name = V(NAME), .number = V(OPIP), .when = V(WHEN),
	    .reason = V("Anda melepas jadwal ini: rapat di Palu"), .url = URL("/profil"));
	SAMPLE(interview_off_host, .name = V("Verifikator Contoh Satu"),
	    .candidate = V(NAME), .number = V(OPIP), .office = V(OFFICE " (082)"),
	    .when = V("Senin, 23 November 2026, 08.00 WIB"), .theirs = V("09.00 WITA"),
	    .reason = V("calon OPIP melepas jadwalnya: rapat di Palu"),
	    .url = URL("/bssn/" OPIP));
	SAMPLE(opip_choose, .name = V(NAME), .number = V(OPIP),
	    .url = URL("/profil/wawancara"));
	SAMPLE(interview_reminder, .name = V(NAME), .number = V(OPIP), .when = V(WHEN),
	    .mode = V("Video"), .place = V("Ruang rapat"), .url = URL("/profil"));
	SAMPLE(opip_returned, .name = V(NAME), .number = V(OPIP), .until = V(UNTIL),
	    .url = URL("/profil"), .message = V("Data lain sudah sesuai."),
	    .items = items(s));
	SAMPLE(opip_returned, .name = V(NAME), .number = V(OPIP), .until = V(UNTIL),
	    .url = URL("/kantor/pengguna/k3m9"), .copy = V("admin KPPN Tolitoli"),
	    .items = items(s));
	SAMPLE(opip_granted, .name = V(NAME), .number = V(OPIP), .office = V(OFFICE),
	    .url = URL("/profil/opip-aktif?kode=Yk3vQ0sJw1Zt8HnB"), .until = V(WHEN));
	SAMPLE(opip_granted, .name = V(NAME), .number = V(OPIP), .office = V(OFFICE),
	    .copy = V("admin KPPN Tolitoli"));
	for (int copy = 0; copy < 2; copy++) {
		SAMPLE(opip_refused, .name = V(NAME), .number = V(OPIP),
		    .reason = V("Tidak hadir pada dua jadwal wawancara."),
		    .again = V("setelah penyebabnya diselesaikan, melalui admin kantor"),
		    .objection = V("Service Desk Pusintek (134)"),
		    .copy = copy ? V("admin KPPN Tolitoli") : STR_NONE);
		SAMPLE(opip_ended, .name = V(NAME), .office = V(OFFICE),
		    .reason = V("Pindah tugas ke KPPN Palu"),
		    .date = V("23 November 2026"), .contact = V("Rahmat Hidayat"),
		    .successor = V("Budi Santoso"),
		    .copy = copy ? V("kepala KPPN Tolitoli") : STR_NONE);
	}
	SAMPLE(opip_restore_asked, .verifier = V("Sari Wulandari"), .name = V(NAME),
	    .office = V(OFFICE), .who = V("Rahmat Hidayat"), .reason = V("Pindah tugas"),
	    .url = URL("/bssn"));
	for (int i = 0; i < 4; i++)
		SAMPLE(data_answer, .name = V(NAME), .number = V(OPIP),
		    .granted = (i & 1) != 0, .erase = (i & 2) != 0,
		    .answer = V("Data Anda sudah kami periksa."),
		    .changed = i == 1 ? V("Nama lengkap, NIP") : STR_NONE,
		    .follows = follows(s, i == 1),
		    .contact = (i & 1) == 0 ? V("Service Desk Pusintek (134)") : STR_NONE,
		    .url = URL("/profil/data-pribadi"));
	for (int i = 0; i < 4; i++)
		SAMPLE(data_request, .name = V(NAME), .number = V(OPIP),
		    .again = (i & 1) != 0, .erase = (i & 2) != 0, .due = V(WHEN),
		    .url = URL("/kantor/data-pribadi"));
}

static struct mailview_items
points(struct mail_samples *s)
{
	struct mailview_item *at = ARENA_ARRAY(s->a, 2, struct mailview_item);

	at[0] = (struct mailview_item){ V("1."),
		V("memberikan data dan dokumen yang benar;") };
	at[1] = (struct mailview_item){ V("2."), V("hadir sendiri untuk aktivasi.") };
	return (struct mailview_items){ at, 2 };
}

static void
applicants(struct mail_samples *s)
{
	SAMPLE(code, .code = V("482913"), .minutes = 10);
	SAMPLE(resume, .url = URL("/lanjut/Yk3vQ0sJw1Zt8HnB"), .code = V("482913"),
	    .until = V(WHEN));
	SAMPLE(ds_submitted, .name = V(NAME), .number = V(DS), .office = V(OFFICE),
	    .target = V(WHEN), .url = URL("/lacak/" DS), .agreed = V(WHEN),
	    .version = V("3"), .words = points(s));
	SAMPLE(ds_twin, .number = V(DS), .office = V(OFFICE), .when = V(WHEN),
	    .url = URL("/lacak/" DS));
	SAMPLE(ds_returned, .name = V(NAME), .number = V(DS), .office = V(OFFICE),
	    .until = V(UNTIL), .url = URL("/lanjut"), .items = items(s));
	SAMPLE(ds_ready, .name = V(NAME), .number = V(DS), .office = V(OFFICE),
	    .address = V("Jalan Magamu 82, Tolitoli 94515"),
	    .hours = V("08.00-15.00 WITA"), .phone = V("(0453) 21082"),
	    .url = URL("/lacak/" DS));
	SAMPLE(ds_ready, .name = V(NAME), .number = V(DS), .office = V(OFFICE),
	    .address = V("Jalan Magamu 82, Tolitoli 94515"), .slots = true,
	    .url = URL("/lacak/" DS "/jadwal"));
	for (int moved = 0; moved < 2; moved++)
		SAMPLE(counter_slot, .name = V(NAME), .number = V(DS),
		    .office = V(OFFICE), .address = V("Jalan Magamu 82, Tolitoli 94515"),
		    .when = V(WHEN),
		    .before = moved ? V("Jumat, 20 November 2026, 10.30 WITA") : STR(""),
		    .url = URL("/lacak/" DS "/jadwal"));
	SAMPLE(counter_off, .name = V(NAME), .number = V(DS), .office = V(OFFICE),
	    .when = V(WHEN), .reason = V("Anda membatalkan pendaftaran"),
	    .url = URL("/lacak/" DS));
	SAMPLE(counter_reminder, .name = V(NAME), .number = V(DS), .office = V(OFFICE),
	    .address = V("Jalan Magamu 82, Tolitoli 94515"), .clock = V("09.00 WITA"),
	    .when = V(WHEN), .url = URL("/lacak/" DS "/jadwal"));
	SAMPLE(counter_cancelled, .name = V(NAME), .number = V(DS), .office = V(OFFICE),
	    .when = V(WHEN), .reason = V("Rapat kerja di Palu"),
	    .url = URL("/lacak/" DS "/jadwal"));
	SAMPLE(ds_refused, .name = V(NAME), .number = V(DS), .office = V(OFFICE),
	    .reason = V("Nama tidak tercantum dalam surat rekomendasi."),
	    .url = URL("/registrasi"));
	SAMPLE(draft_ending, .until = V(UNTIL), .url = URL("/lanjut"));
}

static void
certificates(struct mail_samples *s)
{
	SAMPLE(certificate_ready, .name = V(NAME), .number = V(DS), .code = V("482913"),
	    .url = URL("/ambil/" DS "?t=Yk3vQ0sJw1Zt8HnB"), .until = V(WHEN));
	SAMPLE(certificate_collected, .name = V(NAME), .number = V(DS),
	    .serial = V(SERIAL), .when = V(WHEN), .device = V(DEVICE),
	    .url = URL("/cabut"));
	for (int office = 0; office < 2; office++)
		SAMPLE(certificate_renewed,
		    .name = office ? V("Rahmat Hidayat") : V(NAME), .number = V(DS),
		    .holder = office ? V(NAME) : STR(NAME), .serial = V(SERIAL),
		    .until = V("23 November 2028 09.00 WITA"),
		    .old = V("1c00000000000000000000000000000000000001"),
		    .old_until = V("30 November 2026 09.00 WITA"), .when = V(WHEN),
		    .device = V(DEVICE),
		    .url = office ? URL("/kantor/sertifikat/" SERIAL) : URL("/cabut"),
		    .office = office == 1);
	for (int office = 0; office < 2; office++)
		SAMPLE(renewal_asked, .name = office ? V("Rahmat Hidayat") : V(NAME),
		    .holder = office ? V(NAME) : STR(NAME), .serial = V(SERIAL),
		    .when = V(WHEN), .device = V(DEVICE),
		    .url = office ? URL("/kantor/perpanjangan/k3m9") : URL("/cabut"),
		    .office = office == 1);
	SAMPLE(renewal_refused, .name = V(NAME), .serial = V(SERIAL), .office = V(OFFICE),
	    .why = V("Tidak dapat dihubungi"), .url = URL("/sertifikat"));
	SAMPLE(certificate_ending, .name = V(NAME), .number = V(DS), .serial = V(SERIAL),
	    .date = V("30 November 2026"), .until = V("30 November 2026 09.00 WITA"),
	    .left = V("7"), .url = URL("/sertifikat?nomor=" DS), .renew = true);
	SAMPLE(certificate_ending, .name = V(NAME), .number = V(DS), .serial = V(SERIAL),
	    .date = V("22 Januari 2027"), .until = V("22 Januari 2027 09.00 WITA"),
	    .left = V("60"), .from = V("23 Desember 2026"),
	    .url = URL("/sertifikat?nomor=" DS));
#define STATUS(kind)                                                                     \
	SAMPLE(kind, .name = V(NAME), .number = V(DS), .serial = V(SERIAL),              \
	    .who = V("Pemilik sertifikat"), .reason = V("Kunci hilang"),                 \
	    .when = V(WHEN), .url = URL("/sertifikat?nomor=" DS));                       \
	SAMPLE(kind, .name = V("Rahmat Hidayat"), .number = V(DS), .serial = V(SERIAL),  \
	    .holder = V(NAME), .who = V("Budi Santoso"), .reason = V("Kunci hilang"),    \
	    .when = V(WHEN), .url = URL("/kantor/sertifikat/" SERIAL))
	STATUS(certificate_suspended);
	STATUS(certificate_resumed);
	STATUS(certificate_revoked);
#undef STATUS
	SAMPLE(certificate_followup, .name = V("Rahmat Hidayat"), .person = V(NAME),
	    .leaving = V("Pindah tugas"), .serial = V(SERIAL),
	    .what = V(
		"Belum diputuskan apa yang berlaku untuk sertifikat ini: tetap berlaku, ditangguhkan, atau dicabut."),
	    .who = V("Sari Wulandari"), .url = URL("/tindak-lanjut/k3m9"));
}

void
mail_samples(struct arena *a, struct mail_samples *out)
{
	*out = (struct mail_samples){ .a = a };
	accounts(out);
	candidates(out);
	applicants(out);
	certificates(out);
}
