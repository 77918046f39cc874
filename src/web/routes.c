/*
 * routes.c - every address of the portal: method, path, who may call it, its form, its handler.
 *
 * The role column has no default: a row without roles fails a test. A path outside the role answers
 * 403 (or leads to the sign-in page); a record outside the office answers 404 in the domain. Group
 * your rows with a comment; the order does not matter.
 */
#include "web/pages.h"

#define ANY R_VISITOR
#define SIGNED (R_FRESH | R_STAFF)
#define OFFICE (R_OPIP | R_KEPALA)
#define READS_CERT (OFFICE | R_OFFICE_ADMIN | R_VERIFIER | R_CENTRAL | R_AUDITOR)
#define REVIEW (R_OPIP | R_KEPALA)

/* clang-format off */
const struct page_route page_routes[] = {
	/* public */
	{ { "GET",  "/" },                     ANY,      0,          NULL,        page_home },
	{ { "GET",  "/healthz" },              ANY,      0,          NULL,        page_healthz },
	{ { "GET",  "/metrics" },              ANY,      0,          NULL,        page_metrics },
	{ { "GET",  "/readyz" },               ANY,      0,          NULL,        page_readyz },
	{ { "GET",  "/bantuan" },              ANY,      0,          NULL,        page_help },
	{ { "GET",  "/privasi" },              ANY,      0,          NULL,        page_privacy },
	{ { "GET",  "/aksesibilitas" },        ANY,      0,          NULL,        page_accessibility },
	{ { "GET",  "/keamanan" },             ANY,      0,          NULL,        page_report },
	{ { "GET",  "/status" },               ANY,      0,          NULL,        page_status },
	{ { "GET",  "/.well-known/security.txt" }, ANY,  0,          NULL,        page_security_txt },
	{ { "GET",  "/robots.txt" },           ANY,      0,          NULL,        page_robots_txt },
	{ { "GET",  "/demo/surel" },           ANY,      0,          NULL,        page_demo_mails },
	{ { "GET",  "/demo/surel/{id}" },      ANY,      0,          NULL,        page_demo_mail },

	/* accounts */
	{ { "GET",  "/masuk" },                ANY,      0,          &form_login, page_login },
	{ { "POST", "/masuk" },                ANY,      PAGE_HEAVY, &form_login, page_login_post },
	{ { "POST", "/keluar" },               ANY,      0,          NULL,        page_logout_post },
	{ { "GET",  "/mulai" },                SIGNED,   0,          NULL,        page_start_redirect },
	{ { "GET",  "/kata-sandi" },           SIGNED,   0,          &form_password, page_password },
	{ { "POST", "/kata-sandi" },           SIGNED,   PAGE_HEAVY, &form_password, page_password_post },
	{ { "GET",  "/kata-sandi/lupa" },      ANY,      0,          &form_forgot, page_forgot },
	{ { "POST", "/kata-sandi/lupa" },      ANY,      0,          &form_forgot, page_forgot_post },
	{ { "GET",  "/kata-sandi/lupa/kode" }, ANY,      0,          &form_forgot_code, page_forgot_code },
	{ { "POST", "/kata-sandi/lupa/kode" }, ANY,      PAGE_HEAVY, &form_forgot_code, page_forgot_code_post },
	{ { "GET",  "/kata-sandi/lupa/{token}" }, ANY,   0,          &form_forgot_link, page_forgot_link },
	{ { "POST", "/kata-sandi/lupa/{token}" }, ANY,   PAGE_HEAVY, &form_forgot_link, page_forgot_link_post },
	{ { "GET",  "/profil/keamanan" },      R_STAFF,  0,          NULL,        page_security },
	{ { "POST", "/profil/keamanan/keluarkan" }, R_STAFF, 0,      &form_session, page_session_end_post },
	{ { "POST", "/profil/keamanan/keluarkan-lainnya" }, R_STAFF, 0, NULL,     page_session_end_others_post },
	{ { "GET",  "/profil/notifikasi" },    R_STAFF,  0,          NULL,        page_inbox },
	{ { "GET",  "/profil/notifikasi/{id}" }, R_STAFF, 0,         NULL,        page_inbox_one },

	/* road A: central, office administrators */
	{ { "GET",  "/pusat" },                R_CENTRAL, 0,         NULL,        page_central },
	{ { "GET",  "/pusat/kantor" },         R_CENTRAL, 0,         NULL,        page_offices },
	{ { "GET",  "/pusat/kantor/{code}" },  R_CENTRAL, 0,         &form_office, page_office },
	{ { "POST", "/pusat/kantor/{code}" },  R_CENTRAL, 0,         &form_office, page_office_post },
	{ { "GET",  "/pusat/admin" },          R_CENTRAL, 0,         NULL,        page_admins },
	{ { "GET",  "/pusat/admin/buat" },     R_CENTRAL, 0,         &form_admin, page_admin_new },
	{ { "POST", "/pusat/admin/buat" },     R_CENTRAL, PAGE_HEAVY | PAGE_OWN_FORM, &form_admin, page_admin_new_post },
	{ { "GET",  "/pusat/admin/{id}" },     R_CENTRAL, 0,         NULL,        page_user },
	{ { "POST", "/pusat/admin/{id}/reset" }, R_CENTRAL, PAGE_HEAVY, NULL,     page_user_reset_post },
	{ { "GET",  "/pusat/admin/{id}/nonaktifkan" }, R_CENTRAL, 0, &form_user_off, page_user_off },
	{ { "POST", "/pusat/admin/{id}/nonaktifkan" }, R_CENTRAL, PAGE_OWN_FORM, &form_user_off, page_user_off_post },
	{ { "GET",  "/kantor" },               R_OFFICE_ADMIN | R_KEPALA | R_OPIP, 0, NULL, page_office_home },
	{ { "GET",  "/kantor/opip" },          R_OFFICE_ADMIN | R_KEPALA, 0, NULL, page_office_opips },
	{ { "GET",  "/kantor/pengguna" },      R_OFFICE_ADMIN, 0,    NULL,        page_users },
	{ { "GET",  "/kantor/pengguna/unduh.csv" }, R_OFFICE_ADMIN, PAGE_HEAVY, NULL, page_users_csv },
	{ { "GET",  "/kantor/pengguna/rekam" }, R_OFFICE_ADMIN, 0,   &form_record, page_user_record },
	{ { "POST", "/kantor/pengguna/rekam" }, R_OFFICE_ADMIN, PAGE_HEAVY, &form_record, page_user_record_post },
	{ { "GET",  "/kantor/pengguna/{id}" }, R_OFFICE_ADMIN, 0,    NULL,        page_user },
	{ { "POST", "/kantor/pengguna/{id}/reset" }, R_OFFICE_ADMIN, PAGE_HEAVY, NULL, page_user_reset_post },
	{ { "GET",  "/kantor/pengguna/{id}/nonaktifkan" }, R_OFFICE_ADMIN, 0, &form_user_off, page_user_off },
	{ { "POST", "/kantor/pengguna/{id}/nonaktifkan" }, R_OFFICE_ADMIN, PAGE_OWN_FORM, &form_user_off, page_user_off_post },

	/* road A: candidate */
	{ { "GET",  "/profil" }, R_STAFF, 0, NULL, page_profile },
	{ { "GET",  "/profil/hasil" }, R_CANDIDATE, 0, NULL, page_candidate_outcome },
	{ { "GET",  "/profil/akses-data" }, R_CANDIDATE, 0, NULL, page_candidate_access },
	{ { "GET",  "/profil/kelengkapan-ds" }, R_CANDIDATE, 0, NULL, page_candidate_overview },
	{ { "GET",  "/profil/kelengkapan-ds/data" }, R_CANDIDATE, 0, &form_cand_data, page_candidate_data },
	{ { "POST", "/profil/kelengkapan-ds/data" }, R_CANDIDATE, PAGE_OWN_FORM, &form_cand_data, page_candidate_data_post },
	{ { "GET",  "/profil/kelengkapan-ds/sk" }, R_CANDIDATE, 0, &form_cand_sk, page_candidate_sk },
	{ { "POST", "/profil/kelengkapan-ds/sk" }, R_CANDIDATE, PAGE_HEAVY | PAGE_FILES, &form_cand_sk, page_candidate_sk_post },
	{ { "GET",  "/profil/kelengkapan-ds/ektp" }, R_CANDIDATE, 0, &form_cand_ektp, page_candidate_ektp },
	{ { "POST", "/profil/kelengkapan-ds/ektp" }, R_CANDIDATE, PAGE_HEAVY | PAGE_FILES, &form_cand_ektp, page_candidate_ektp_post },
	{ { "POST", "/profil/kelengkapan-ds/ektp/tetap" }, R_CANDIDATE, 0, NULL, page_candidate_ektp_keep_post },
	{ { "GET",  "/profil/kelengkapan-ds/pasfoto" }, R_CANDIDATE, 0, &form_cand_photo, page_candidate_photo },
	{ { "POST", "/profil/kelengkapan-ds/pasfoto" }, R_CANDIDATE, PAGE_HEAVY | PAGE_FILES, &form_cand_photo, page_candidate_photo_post },
	{ { "POST", "/profil/kelengkapan-ds/pasfoto/tetap" }, R_CANDIDATE, 0, NULL, page_candidate_photo_keep_post },
	{ { "GET",  "/profil/kelengkapan-ds/surel" }, R_CANDIDATE, 0, &form_cand_email, page_candidate_email },
	{ { "POST", "/profil/kelengkapan-ds/surel" }, R_CANDIDATE, 0, &form_cand_email, page_candidate_email_post },
	{ { "POST", "/profil/kelengkapan-ds/surel/kode" }, R_CANDIDATE, 0, &form_cand_code, page_candidate_code_post },
	{ { "GET",  "/profil/kelengkapan-ds/periksa" }, R_CANDIDATE, 0, &form_cand_version, page_candidate_check },
	{ { "POST", "/profil/kelengkapan-ds/periksa" }, R_CANDIDATE, PAGE_HEAVY, &form_cand_version, page_candidate_save_post },
	{ { "POST", "/profil/kelengkapan-ds/buka" }, R_CANDIDATE, 0, &form_cand_version, page_candidate_reopen_post },
	{ { "GET",  "/profil/konfirmasi-ds" }, R_CANDIDATE, 0, &form_cand_letters, page_candidate_letters },
	{ { "POST", "/profil/konfirmasi-ds" }, R_CANDIDATE, PAGE_HEAVY | PAGE_FILES, &form_cand_letters, page_candidate_letters_post },
	{ { "POST", "/profil/konfirmasi-ds/surel" }, R_CANDIDATE, 0, NULL, page_candidate_mail_post },

	/* road A: BSSN */

	/* road B: applicant */
	{ { "GET",  "/persiapan" },                          ANY, 0, NULL, page_prepare },
	{ { "GET",  "/registrasi" },                         ANY, 0, &form_kind, page_kind },
	{ { "POST", "/registrasi" },                         ANY, 0, &form_kind, page_kind_post },
	{ { "GET",  "/registrasi-djpb" },                    ANY, 0, NULL, page_apply },
	{ { "GET",  "/registrasi-djpb/kantor" },             ANY, 0, &form_apply_office, page_apply_office },
	{ { "POST", "/registrasi-djpb/kantor" },             ANY, PAGE_OWN_FORM, &form_apply_office, page_apply_office_post },
	{ { "GET",  "/registrasi-djpb/surel" },              R_APPLICANT, 0, &form_apply_email, page_apply_email },
	{ { "POST", "/registrasi-djpb/surel" },              R_APPLICANT, 0, &form_apply_email, page_apply_email_post },
	{ { "GET",  "/registrasi-djpb/data" },               R_APPLICANT, 0, &form_apply_person, page_apply_person },
	{ { "POST", "/registrasi-djpb/data" },               R_APPLICANT, PAGE_OWN_FORM, &form_apply_person, page_apply_person_post },
	{ { "GET",  "/registrasi-djpb/ektp" },               R_APPLICANT, 0, &form_apply_card, page_apply_card },
	{ { "POST", "/registrasi-djpb/ektp" },               R_APPLICANT, PAGE_HEAVY | PAGE_FILES, &form_apply_card, page_apply_card_post },
	{ { "GET",  "/registrasi-djpb/surat" },              R_APPLICANT, 0, &form_apply_letter, page_apply_letter },
	{ { "POST", "/registrasi-djpb/surat" },              R_APPLICANT, PAGE_HEAVY | PAGE_FILES | PAGE_OWN_FORM, &form_apply_letter, page_apply_letter_post },
	{ { "GET",  "/registrasi-djpb/pernyataan" },         R_APPLICANT, 0, &form_apply_statement, page_apply_statement },
	{ { "POST", "/registrasi-djpb/pernyataan" },         R_APPLICANT, 0, &form_apply_statement, page_apply_statement_post },
	{ { "GET",  "/registrasi-djpb/pernyataan/pdf" },     R_APPLICANT, PAGE_HEAVY, NULL, page_apply_statement_pdf },
	{ { "GET",  "/registrasi-djpb/periksa" },            R_APPLICANT, 0, &form_apply_check, page_apply_check },
	{ { "POST", "/registrasi-djpb/periksa" },            R_APPLICANT, PAGE_HEAVY, &form_apply_check, page_apply_check_post },
	{ { "GET",  "/registrasi-djpb/terkirim" },           R_APPLICANT, 0, NULL, page_apply_sent },
	{ { "GET",  "/registrasi-djpb/keluar" },             R_APPLICANT, 0, NULL, page_apply_leave },
	{ { "POST", "/registrasi-djpb/keluar" },             R_APPLICANT, 0, NULL, page_apply_leave_post },
	{ { "GET",  "/lanjut" },                             ANY, 0, &form_resume, page_resume },
	{ { "POST", "/lanjut" },                             ANY, 0, &form_resume, page_resume_post },
	{ { "GET",  "/lanjut/{token}" },                     ANY, 0, &form_resume_link, page_resume_link },
	{ { "POST", "/lanjut/{token}" },                     ANY, 0, &form_resume_link, page_resume_link_post },
	{ { "GET",  "/lacak" },                              ANY, 0, &form_track, page_track_search },
	{ { "POST", "/lacak" },                              ANY, 0, &form_track, page_track_search_post },
	{ { "GET",  "/lacak/{number}" },                     ANY, 0, NULL, page_track },
	{ { "GET",  "/lacak/{number}/kalender" },            ANY, 0, NULL, page_track_calendar },
	{ { "GET",  "/lacak/{number}/batal" },               R_APPLICANT, 0, &form_withdraw, page_withdraw },
	{ { "POST", "/lacak/{number}/batal" },               R_APPLICANT, 0, &form_withdraw, page_withdraw_post },

	/* road B: office and counter */
	{ { "GET",  "/kantor/permohonan" }, REVIEW, 0, &form_office_filter, page_office_queue },
	{ { "GET",  "/kantor/permohonan/{number}" }, REVIEW, 0, NULL, page_office_review },
	{ { "POST", "/kantor/permohonan/{number}" }, REVIEW, 0, &form_office_review, page_office_review_post },
	{ { "POST", "/kantor/permohonan/{number}/ambil" }, REVIEW, 0, &form_version, page_office_claim_post },
	{ { "POST", "/kantor/permohonan/{number}/lepas" }, REVIEW, 0, &form_version, page_office_release_post },
	{ { "POST", "/kantor/permohonan/{number}/catatan" }, REVIEW, 0, &form_office_note, page_office_note_post },
	{ { "GET",  "/kantor/permohonan/{number}/putusan" }, REVIEW, 0, NULL, page_office_decision },
	{ { "POST", "/kantor/permohonan/{number}/putusan" }, REVIEW, 0, &form_version, page_office_decision_post },
	{ { "GET",  "/kantor/loket" }, R_OPIP, 0, &form_counter_search, page_counter_list },
	{ { "GET",  "/kantor/loket/{number}" }, R_OPIP, 0, NULL, page_counter },
	{ { "POST", "/kantor/loket/{number}/mulai" }, R_OPIP, 0, &form_version, page_counter_start_post },
	{ { "POST", "/kantor/loket/{number}/nik" }, R_OPIP, 0, &form_counter_nik, page_counter_nik_post },
	{ { "POST", "/kantor/loket/{number}/identitas" }, R_OPIP, 0, &form_counter_identity, page_counter_identity_post },
	{ { "POST", "/kantor/loket/{number}/surat" }, R_OPIP, 0, &form_counter_letter, page_counter_letter_post },
	{ { "POST", "/kantor/loket/{number}/foto" }, R_OPIP, PAGE_HEAVY | PAGE_FILES, &form_counter_photo, page_counter_photo_post },
	{ { "POST", "/kantor/loket/{number}/pernyataan" }, R_OPIP, 0, &form_counter_statement, page_counter_statement_post },
	{ { "POST", "/kantor/loket/{number}/henti" }, R_OPIP, 0, &form_counter_stop, page_counter_stop_post },
	{ { "GET",  "/kantor/loket/{number}/aktivasi" }, R_OPIP, 0, NULL, page_counter_activate },
	{ { "POST", "/kantor/loket/{number}/aktivasi" }, R_OPIP, PAGE_HEAVY, &form_version, page_counter_activate_post },
	{ { "GET",  "/kantor/loket/{number}/selesai" }, R_OPIP, 0, NULL, page_counter_done },

	/* certificate, public checks, publication */
	{ { "GET",  "/ambil/{number}" },                    ANY, 0, NULL, page_collect },
	{ { "POST", "/ambil/{number}/buka" },               ANY, 0, &form_collect_open, page_collect_open_post },
	{ { "POST", "/ambil/{number}/kode" },               ANY, 0, NULL, page_collect_send_post },
	{ { "POST", "/ambil/{number}/masuk" },              ANY, 0, &form_collect_code, page_collect_enter_post },
	{ { "POST", "/ambil/{number}/permintaan" },         R_APPLICANT, PAGE_JSON, &form_collect_json, page_collect_json_post },
	{ { "POST", "/ambil/{number}/pkcs10" },             R_APPLICANT, PAGE_FILES, &form_collect_request, page_collect_request_post },
	{ { "GET",  "/sertifikat" },                        ANY, 0, NULL, page_certificate_own },
	{ { "POST", "/sertifikat/kode" },                   ANY, 0, &form_holder_number, page_holder_send_post },
	{ { "POST", "/sertifikat/masuk" },                  ANY, 0, &form_holder_enter, page_holder_enter_post },
	{ { "GET",  "/sertifikat/{serial}/unduh" },         R_APPLICANT, 0, NULL, page_certificate_download },
	{ { "GET",  "/sertifikat/{serial}/tangguhkan" },    R_APPLICANT, 0, &form_certificate_order, page_certificate_suspend },
	{ { "POST", "/sertifikat/{serial}/tangguhkan" },    R_APPLICANT, PAGE_OWN_FORM, &form_certificate_order, page_certificate_suspend_post },
	{ { "GET",  "/sertifikat/{serial}/cabut" },         R_APPLICANT, 0, &form_certificate_revoke, page_certificate_revoke },
	{ { "POST", "/sertifikat/{serial}/cabut" },         R_APPLICANT, PAGE_OWN_FORM, &form_certificate_revoke, page_certificate_revoke_post },
	{ { "GET",  "/kantor/sertifikat/{serial}" },        READS_CERT, 0, NULL, page_certificate_office },
	{ { "GET",  "/kantor/sertifikat/{serial}/unduh" },  READS_CERT, 0, NULL, page_certificate_download },
	{ { "GET",  "/kantor/sertifikat/{serial}/tangguhkan" },  OFFICE, 0, &form_certificate_order, page_certificate_suspend },
	{ { "POST", "/kantor/sertifikat/{serial}/tangguhkan" },  OFFICE, PAGE_OWN_FORM, &form_certificate_order, page_certificate_suspend_post },
	{ { "GET",  "/kantor/sertifikat/{serial}/aktifkan" },  OFFICE, 0, &form_certificate_order, page_certificate_lift },
	{ { "POST", "/kantor/sertifikat/{serial}/aktifkan" },  OFFICE, PAGE_OWN_FORM, &form_certificate_order, page_certificate_lift_post },
	{ { "GET",  "/kantor/sertifikat/{serial}/cabut" },  R_OPIP | R_VERIFIER, 0, &form_certificate_revoke, page_certificate_revoke },
	{ { "POST", "/kantor/sertifikat/{serial}/cabut" },  R_OPIP | R_VERIFIER, PAGE_OWN_FORM, &form_certificate_revoke, page_certificate_revoke_post },
	{ { "GET",  "/cabut" },                             ANY, 0, &form_lost, page_lost },
	{ { "POST", "/cabut/kode" },                        ANY, 0, &form_lost, page_lost_send_post },
	{ { "POST", "/cabut" },                             ANY, 0, &form_lost_code, page_lost_post },
	{ { "GET",  "/cek" },                               ANY, 0, &form_check, page_check },
	{ { "POST", "/cek" },                               ANY, PAGE_FILES, &form_check, page_check_post },
	{ { "GET",  "/cek/{code}" },                        ANY, 0, NULL, page_check_result },
	{ { "GET",  "/pki/ca.cer" },                        ANY, 0, NULL, page_pki_file },
	{ { "GET",  "/pki/root.cer" },                      ANY, 0, NULL, page_pki_file },
	{ { "GET",  "/pki/chain.pem" },                     ANY, 0, NULL, page_pki_file },
	{ { "GET",  "/pki/chain.p7c" },                     ANY, 0, NULL, page_pki_file },
	{ { "GET",  "/pki/crl/{name}.crl" },                ANY, 0, NULL, page_pki_list },

	/* documents */
	{ { "GET",  "/dokumen/{id}/gambar" },  ANY,      PAGE_HEAVY, NULL,        page_document_image },
	{ { "GET",  "/dokumen/{id}/unduh" },   ANY,      0,          NULL,        page_document_download },

	/* audit */
	{ { "GET",  "/audit" },                R_AUDITOR, 0,         NULL,        page_audit },
	{ { "POST", "/audit/periksa" },        R_AUDITOR, PAGE_HEAVY, NULL,       page_audit_check_post },
};
/* clang-format on */

const size_t page_routes_n = ARRAY_LEN(page_routes);
