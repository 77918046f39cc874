/*
 * pages.h - every handler and every form of the route table, grouped by the file that has them.
 */
#ifndef WEB_PAGES_H
#define WEB_PAGES_H

#include "web/page.h"

/* page_home.c */
enum rc page_home(struct page *p, struct err *e);
enum rc page_healthz(struct page *p, struct err *e);
enum rc page_metrics(struct page *p, struct err *e);
enum rc page_readyz(struct page *p, struct err *e);

/* page_account.c */
extern const struct form_spec form_login, form_password;
enum rc page_login(struct page *p, struct err *e);
enum rc page_login_post(struct page *p, struct err *e);
extern const struct form_spec form_login_key, form_login_second;
enum rc page_login_second(struct page *p, struct err *e);
enum rc page_login_second_post(struct page *p, struct err *e);
enum rc page_login_key_post(struct page *p, struct err *e);
enum rc page_logout_post(struct page *p, struct err *e);
enum rc page_start_redirect(struct page *p, struct err *e);
enum rc page_password(struct page *p, struct err *e);
enum rc page_password_post(struct page *p, struct err *e);

/* page_forgot.c */
extern const struct form_spec form_forgot, form_forgot_code, form_forgot_link;
enum rc page_forgot(struct page *p, struct err *e);
enum rc page_forgot_post(struct page *p, struct err *e);
enum rc page_forgot_code(struct page *p, struct err *e);
enum rc page_forgot_code_post(struct page *p, struct err *e);
enum rc page_forgot_link(struct page *p, struct err *e);
enum rc page_forgot_link_post(struct page *p, struct err *e);

/* page_followup.c */
extern const struct form_spec form_followup;
struct view_followup_notice;
/* What waits for the actor, for the page of another list. */
enum rc page_followup_notice(
    struct page *p, struct view_followup_notice *out, struct err *e);
enum rc page_followups(struct page *p, struct err *e);
enum rc page_followup(struct page *p, struct err *e);
enum rc page_followup_post(struct page *p, struct err *e);

/* page_security.c */
extern const struct form_spec form_session;
extern const struct form_spec form_account_code;
enum rc page_security(struct page *p, struct err *e);
enum rc page_session_end_post(struct page *p, struct err *e);
enum rc page_session_end_others_post(struct page *p, struct err *e);
enum rc page_account_email(struct page *p, struct err *e);
enum rc page_account_email_post(struct page *p, struct err *e);
enum rc page_account_email_code_post(struct page *p, struct err *e);
enum rc page_inbox(struct page *p, struct err *e);
enum rc page_inbox_one(struct page *p, struct err *e);
enum rc page_demo_mails(struct page *p, struct err *e);
enum rc page_demo_mail(struct page *p, struct err *e);

/* page_second_factor.c */
extern const struct form_spec form_second;
enum rc page_second(struct page *p, struct err *e);
enum rc page_second_post(struct page *p, struct err *e);
enum rc page_second_code_post(struct page *p, struct err *e);
enum rc page_second_change_post(struct page *p, struct err *e);

/* page_certificates.c */
extern const struct form_spec form_certificates;
enum rc page_certificates(struct page *p, struct err *e);

/* page_renew.c */
extern const struct form_spec form_renew, form_renew_text, form_renew_signed,
    form_renew_ask, form_renew_json;
enum rc page_renew(struct page *p, struct err *e);
enum rc page_renew_post(struct page *p, struct err *e);
enum rc page_renew_text_post(struct page *p, struct err *e);
enum rc page_renew_signed_post(struct page *p, struct err *e);
enum rc page_renew_ask_post(struct page *p, struct err *e);
enum rc page_renew_json_post(struct page *p, struct err *e);
/* page_renew_lost.c */
extern const struct form_spec form_renew_lost, form_renew_lost_json;
enum rc page_renew_lost(struct page *p, struct err *e);
enum rc page_renew_lost_post(struct page *p, struct err *e);
enum rc page_renew_lost_json_post(struct page *p, struct err *e);
enum rc page_renew_lost_withdraw_post(struct page *p, struct err *e);
/* page_renewals.c */
extern const struct form_spec form_renewal;
enum rc page_renewals(struct page *p, struct err *e);
enum rc page_renewal(struct page *p, struct err *e);
enum rc page_renewal_post(struct page *p, struct err *e);

/* page_keys.c */
extern const struct form_spec form_key_add, form_key_one, form_key_prove;
enum rc page_key_add(struct page *p, struct err *e);
enum rc page_key_add_post(struct page *p, struct err *e);
enum rc page_key_one(struct page *p, struct err *e);
enum rc page_key_one_post(struct page *p, struct err *e);
enum rc page_key_remove_post(struct page *p, struct err *e);
enum rc page_key_prove(struct page *p, struct err *e);
enum rc page_key_prove_post(struct page *p, struct err *e);

/* page_users.c */
extern const struct form_spec form_record;
enum rc page_users(struct page *p, struct err *e);
enum rc page_users_csv(struct page *p, struct err *e);
extern const struct form_spec form_import;
enum rc page_user_restore_post(struct page *p, struct err *e);
enum rc page_import(struct page *p, struct err *e);
enum rc page_import_post(struct page *p, struct err *e);
enum rc page_import_template(struct page *p, struct err *e);
enum rc page_user_record(struct page *p, struct err *e);
enum rc page_user_record_post(struct page *p, struct err *e);

/* page_user.c */
extern const struct form_spec form_user_off;
enum rc page_user(struct page *p, struct err *e);
enum rc page_user_reset_post(struct page *p, struct err *e);
enum rc page_user_off(struct page *p, struct err *e);
enum rc page_user_off_post(struct page *p, struct err *e);

/* page_central.c */
extern const struct form_spec form_office;
enum rc page_central(struct page *p, struct err *e);
enum rc page_offices(struct page *p, struct err *e);
enum rc page_office(struct page *p, struct err *e);
enum rc page_office_post(struct page *p, struct err *e);

/* page_central_admin.c */
extern const struct form_spec form_admin;
enum rc page_admins(struct page *p, struct err *e);
enum rc page_admin_new(struct page *p, struct err *e);
enum rc page_admin_new_post(struct page *p, struct err *e);

/* page_office_home.c */
enum rc page_office_home(struct page *p, struct err *e);
enum rc page_office_opips(struct page *p, struct err *e);
enum rc page_office_figures(struct page *p, struct err *e);
enum rc page_office_figures_csv(struct page *p, struct err *e);
enum rc page_office_report(struct page *p, struct err *e);
enum rc page_office_report_csv(struct page *p, struct err *e);
enum rc page_nation_figures(struct page *p, struct err *e);
enum rc page_nation_figures_csv(struct page *p, struct err *e);
enum rc page_one_office_figures(struct page *p, struct err *e);
enum rc page_one_office_figures_csv(struct page *p, struct err *e);
enum rc page_bssn_figures(struct page *p, struct err *e);
enum rc page_bssn_figures_csv(struct page *p, struct err *e);

/* page_audit.c */
enum rc page_audit(struct page *p, struct err *e);
enum rc page_audit_check_post(struct page *p, struct err *e);
enum rc page_audit_export(struct page *p, struct err *e);

/* page_audit_case.c */
extern const struct form_spec form_audit_find, form_audit_reason;
enum rc page_audit_find(struct page *p, struct err *e);
enum rc page_audit_case(struct page *p, struct err *e);
enum rc page_audit_case_post(struct page *p, struct err *e);
enum rc page_audit_views(struct page *p, struct err *e);

/* page_proof.c */
enum rc page_proof_candidate(struct page *p, struct err *e);
enum rc page_proof_applicant(struct page *p, struct err *e);

/* page_info.c */
enum rc page_help(struct page *p, struct err *e);
enum rc page_privacy(struct page *p, struct err *e);
enum rc page_accessibility(struct page *p, struct err *e);
enum rc page_report(struct page *p, struct err *e);
enum rc page_status(struct page *p, struct err *e);
enum rc page_pki(struct page *p, struct err *e);
enum rc page_security_txt(struct page *p, struct err *e);
enum rc page_robots_txt(struct page *p, struct err *e);

/* page_apply.c */
extern const struct form_spec form_kind;
enum rc page_prepare(struct page *p, struct err *e);
enum rc page_kind(struct page *p, struct err *e);
enum rc page_kind_post(struct page *p, struct err *e);
enum rc page_apply(struct page *p, struct err *e);
enum rc page_apply_leave(struct page *p, struct err *e);
enum rc page_apply_leave_post(struct page *p, struct err *e);

/* page_apply_start.c */
extern const struct form_spec form_apply_office, form_apply_email;
enum rc page_apply_office(struct page *p, struct err *e);
enum rc page_apply_office_post(struct page *p, struct err *e);
enum rc page_apply_email(struct page *p, struct err *e);
enum rc page_apply_email_post(struct page *p, struct err *e);

/* page_apply_steps.c */
extern const struct form_spec form_apply_person, form_apply_card, form_apply_letter,
    form_apply_statement;
enum rc page_apply_person(struct page *p, struct err *e);
enum rc page_apply_person_post(struct page *p, struct err *e);
enum rc page_apply_card(struct page *p, struct err *e);
enum rc page_apply_card_post(struct page *p, struct err *e);
enum rc page_apply_letter(struct page *p, struct err *e);
enum rc page_apply_letter_post(struct page *p, struct err *e);
enum rc page_apply_statement(struct page *p, struct err *e);
enum rc page_apply_statement_post(struct page *p, struct err *e);
enum rc page_apply_statement_pdf(struct page *p, struct err *e);

/* page_apply_send.c */
extern const struct form_spec form_apply_check;
enum rc page_apply_check(struct page *p, struct err *e);
enum rc page_apply_check_post(struct page *p, struct err *e);
enum rc page_apply_sent(struct page *p, struct err *e);

/* page_resume.c */
extern const struct form_spec form_resume, form_resume_link;
enum rc page_resume(struct page *p, struct err *e);
enum rc page_resume_post(struct page *p, struct err *e);
enum rc page_resume_link(struct page *p, struct err *e);
enum rc page_resume_link_post(struct page *p, struct err *e);

/* page_track.c */
extern const struct form_spec form_track, form_withdraw;
enum rc page_track_search(struct page *p, struct err *e);
enum rc page_track_search_post(struct page *p, struct err *e);
enum rc page_track(struct page *p, struct err *e);
enum rc page_track_calendar(struct page *p, struct err *e);
enum rc page_withdraw(struct page *p, struct err *e);
enum rc page_withdraw_post(struct page *p, struct err *e);
/* page_interview.c */
extern const struct form_spec form_give_back;
enum rc page_interview(struct page *p, struct err *e);
enum rc page_interview_post(struct page *p, struct err *e);
enum rc page_interview_drop_post(struct page *p, struct err *e);
enum rc page_interview_calendar(struct page *p, struct err *e);
/* page_slot.c */
enum rc page_slot(struct page *p, struct err *e);
enum rc page_slot_post(struct page *p, struct err *e);
enum rc page_slot_drop_post(struct page *p, struct err *e);
enum rc page_slot_calendar(struct page *p, struct err *e);
/* page_schedule.c */
extern const struct form_spec form_schedule, form_closed, form_closed_drop;
enum rc page_schedule(struct page *p, struct err *e);
enum rc page_schedule_post(struct page *p, struct err *e);
enum rc page_closed_post(struct page *p, struct err *e);
enum rc page_closed_drop_post(struct page *p, struct err *e);
/* page_office_queue.c, page_office.c */
extern const struct form_spec form_office_filter, form_office_review, form_office_note;
extern const struct form_spec form_signed_version; /* and a signature */
extern const struct form_spec form_version;        /* only the version that was seen */
enum rc page_office_queue(struct page *p, struct err *e);
enum rc page_office_review(struct page *p, struct err *e);
enum rc page_office_review_post(struct page *p, struct err *e);
enum rc page_office_claim_post(struct page *p, struct err *e);
enum rc page_office_release_post(struct page *p, struct err *e);
enum rc page_office_note_post(struct page *p, struct err *e);
enum rc page_office_decision(struct page *p, struct err *e);
enum rc page_office_decision_post(struct page *p, struct err *e);

/* page_counter.c */
extern const struct form_spec form_counter_search, form_counter_nik,
    form_counter_identity, form_counter_letter, form_counter_photo,
    form_counter_statement, form_counter_stop;
enum rc page_counter_list(struct page *p, struct err *e);
enum rc page_counter(struct page *p, struct err *e);
enum rc page_counter_start_post(struct page *p, struct err *e);
enum rc page_counter_nik_post(struct page *p, struct err *e);
enum rc page_counter_identity_post(struct page *p, struct err *e);
enum rc page_counter_letter_post(struct page *p, struct err *e);
enum rc page_counter_photo_post(struct page *p, struct err *e);
enum rc page_counter_statement_post(struct page *p, struct err *e);
enum rc page_counter_stop_post(struct page *p, struct err *e);
enum rc page_counter_activate(struct page *p, struct err *e);
enum rc page_counter_activate_post(struct page *p, struct err *e);
enum rc page_counter_done(struct page *p, struct err *e);
/* page_profile.c */
enum rc page_profile(struct page *p, struct err *e);
enum rc page_candidate_overview(struct page *p, struct err *e);
enum rc page_candidate_outcome(struct page *p, struct err *e);
enum rc page_candidate_access(struct page *p, struct err *e);

/* page_candidate.c */
extern const struct form_spec form_cand_data, form_cand_email, form_cand_code,
    form_cand_version;
enum rc page_candidate_data(struct page *p, struct err *e);
enum rc page_candidate_data_post(struct page *p, struct err *e);
enum rc page_candidate_email(struct page *p, struct err *e);
enum rc page_candidate_email_post(struct page *p, struct err *e);
enum rc page_candidate_code_post(struct page *p, struct err *e);
enum rc page_candidate_check(struct page *p, struct err *e);
enum rc page_candidate_save_post(struct page *p, struct err *e);
enum rc page_candidate_reopen_post(struct page *p, struct err *e);

/* page_candidate_files.c */
extern const struct form_spec form_cand_sk, form_cand_ektp, form_cand_photo;
enum rc page_candidate_sk(struct page *p, struct err *e);
enum rc page_candidate_sk_post(struct page *p, struct err *e);
enum rc page_candidate_ektp(struct page *p, struct err *e);
enum rc page_candidate_ektp_post(struct page *p, struct err *e);
enum rc page_candidate_ektp_keep_post(struct page *p, struct err *e);
enum rc page_candidate_photo(struct page *p, struct err *e);
enum rc page_candidate_photo_post(struct page *p, struct err *e);
enum rc page_candidate_photo_keep_post(struct page *p, struct err *e);

/* page_candidate_letters.c */
extern const struct form_spec form_cand_letters;
enum rc page_candidate_letters(struct page *p, struct err *e);
enum rc page_candidate_letters_post(struct page *p, struct err *e);
enum rc page_candidate_mail_post(struct page *p, struct err *e);

/* page_bssn.c */
extern const struct form_spec form_bssn_filter;
enum rc page_bssn(struct page *p, struct err *e);
enum rc page_bssn_history(struct page *p, struct err *e);

/* page_bssn_case.c */
extern const struct form_spec form_bssn_case, form_bssn_version, form_bssn_note;
enum rc page_bssn_case(struct page *p, struct err *e);
enum rc page_bssn_case_post(struct page *p, struct err *e);
enum rc page_bssn_claim_post(struct page *p, struct err *e);
enum rc page_bssn_release_post(struct page *p, struct err *e);
enum rc page_bssn_note_post(struct page *p, struct err *e);

/* page_bssn_keys.c */
extern const struct form_spec form_signed, form_ceremony;
enum rc page_bssn_keys(struct page *p, struct err *e);
enum rc page_ceremony(struct page *p, struct err *e);
enum rc page_ceremony_post(struct page *p, struct err *e);
enum rc page_vouch(struct page *p, struct err *e);
enum rc page_vouch_post(struct page *p, struct err *e);
enum rc page_bssn_key(struct page *p, struct err *e);
enum rc page_bssn_key_post(struct page *p, struct err *e);
enum rc page_key_confirm(struct page *p, struct err *e);
enum rc page_key_confirm_post(struct page *p, struct err *e);
enum rc page_bssn_head(struct page *p, struct err *e);
enum rc page_bssn_head_post(struct page *p, struct err *e);

/* page_bssn_interview.c */
extern const struct form_spec form_bssn_slots, form_bssn_schedule, form_bssn_record;
enum rc page_bssn_slots(struct page *p, struct err *e);
enum rc page_bssn_slots_post(struct page *p, struct err *e);
enum rc page_bssn_slot_drop_post(struct page *p, struct err *e);
enum rc page_bssn_interview(struct page *p, struct err *e);
enum rc page_bssn_schedule_post(struct page *p, struct err *e);
enum rc page_bssn_record_post(struct page *p, struct err *e);
/* page_bssn_decide.c */
enum rc page_bssn_decision(struct page *p, struct err *e);
enum rc page_bssn_decision_post(struct page *p, struct err *e);

/* page_bssn_opip.c */
extern const struct form_spec form_bssn_opip_filter, form_bssn_opip, form_opip_active;
enum rc page_bssn_opips(struct page *p, struct err *e);
enum rc page_bssn_opip(struct page *p, struct err *e);
enum rc page_bssn_opip_post(struct page *p, struct err *e);
enum rc page_bssn_opip_link_post(struct page *p, struct err *e);
enum rc page_opip_active(struct page *p, struct err *e);
enum rc page_opip_active_post(struct page *p, struct err *e);

/* page_document.c */
enum rc page_document_image(struct page *p, struct err *e);
extern const struct form_spec form_document_reason;
enum rc page_document_download(struct page *p, struct err *e);
enum rc page_document_download_post(struct page *p, struct err *e);

/* page_collect.c */
extern const struct form_spec form_collect_open, form_collect_code, form_collect_json,
    form_collect_request;
enum rc page_collect(struct page *p, struct err *e);
enum rc page_collect_agreement(struct page *p, struct err *e);
enum rc page_collect_open_post(struct page *p, struct err *e);
enum rc page_collect_send_post(struct page *p, struct err *e);
enum rc page_collect_enter_post(struct page *p, struct err *e);
enum rc page_collect_json_post(struct page *p, struct err *e);
enum rc page_collect_request_post(struct page *p, struct err *e);

/* page_certificate.c */
extern const struct form_spec form_holder_number, form_holder_enter,
    form_certificate_order, form_certificate_revoke;
enum rc page_certificate_own(struct page *p, struct err *e);
enum rc page_certificate_one(struct page *p, struct err *e);
enum rc page_certificate_office(struct page *p, struct err *e);
enum rc page_holder_send_post(struct page *p, struct err *e);
enum rc page_holder_enter_post(struct page *p, struct err *e);
enum rc page_certificate_download(struct page *p, struct err *e);
enum rc page_certificate_suspend(struct page *p, struct err *e);
enum rc page_certificate_suspend_post(struct page *p, struct err *e);
enum rc page_certificate_lift(struct page *p, struct err *e);
enum rc page_certificate_lift_post(struct page *p, struct err *e);
enum rc page_certificate_revoke(struct page *p, struct err *e);
enum rc page_certificate_revoke_post(struct page *p, struct err *e);

/* page_suspend.c */
extern const struct form_spec form_lost, form_lost_code;
enum rc page_lost(struct page *p, struct err *e);
enum rc page_lost_send_post(struct page *p, struct err *e);
enum rc page_lost_post(struct page *p, struct err *e);

/* page_check.c */
extern const struct form_spec form_hold, form_hold_lift, form_data_own, form_data_answer;
enum rc page_destructions(struct page *p, struct err *e);
enum rc page_destruction_receipt(struct page *p, struct err *e);
enum rc page_holds(struct page *p, struct err *e);
enum rc page_hold_post(struct page *p, struct err *e);
enum rc page_hold_lift(struct page *p, struct err *e);
enum rc page_hold_lift_post(struct page *p, struct err *e);
enum rc page_data_own(struct page *p, struct err *e);
enum rc page_data_own_post(struct page *p, struct err *e);
enum rc page_data_queue(struct page *p, struct err *e);
enum rc page_data_one(struct page *p, struct err *e);
enum rc page_data_one_post(struct page *p, struct err *e);
extern const struct form_spec form_check;
enum rc page_check(struct page *p, struct err *e);
enum rc page_check_post(struct page *p, struct err *e);
enum rc page_check_result(struct page *p, struct err *e);

/* page_pki.c */
enum rc page_pki_file(struct page *p, struct err *e);
enum rc page_pki_list(struct page *p, struct err *e);

/* policy of the directorate */
extern const struct form_spec form_policy_notice, form_policy_holiday, form_policy_drop;
enum rc page_policy(struct page *p, struct err *e);
enum rc page_policy_notice_post(struct page *p, struct err *e);
enum rc page_policy_holiday_post(struct page *p, struct err *e);
enum rc page_policy_drop_post(struct page *p, struct err *e);

/* page_collective.c */
extern const struct form_spec form_collective, form_collective_scan,
    form_collective_redraw, form_collective_row;
enum rc page_collectives(struct page *p, struct err *e);
enum rc page_collective_new(struct page *p, struct err *e);
enum rc page_collective_new_post(struct page *p, struct err *e);
enum rc page_collective(struct page *p, struct err *e);
enum rc page_collective_post(struct page *p, struct err *e);
enum rc page_collective_redraw_post(struct page *p, struct err *e);
enum rc page_collective_row(struct page *p, struct err *e);
enum rc page_collective_row_post(struct page *p, struct err *e);

/* page_letter_edit.c */
extern const struct form_spec form_letter_edit, form_letter_restore, form_letter_logo;
enum rc page_letter_templates(struct page *p, struct err *e);
enum rc page_letter_edit(struct page *p, struct err *e);
enum rc page_letter_edit_post(struct page *p, struct err *e);
enum rc page_letter_preview_post(struct page *p, struct err *e);
enum rc page_letter_version_pdf(struct page *p, struct err *e);
enum rc page_letter_restore_post(struct page *p, struct err *e);
enum rc page_letter_logo_post(struct page *p, struct err *e);
enum rc page_letter_logo_drop_post(struct page *p, struct err *e);

/* what is typed, kept while it is typed (web/autosave.h) */
enum rc page_autosave_post(struct page *p, struct err *e);

#endif
