-- applications.sql - Road B: getting a DS.

-- row: application id text, number text, office text, state text, state_since_s bigint,
--   version bigint, kind text, email text, email_ci text, email_proven_s bigint null, nip text null,
--   nip_kind text null, name text null, nik_box blob null, nik_mac text null, birth_place text null,
--   birth_date text null, sex text null, phone text null, grade text null, position text null,
--   unit text null, letter_number text null, letter_date text null, letter_signer text null,
--   letter_document text null, statement_version text null, statement_sha256 text null,
--   agreed_s bigint null, step bigint, warning_reason text null, card_hints bigint, card_tries bigint, card_accepted bigint,
--   reviewer text null, reviewed_s bigint null, claimed_by text null, claimed_s bigint null,
--   activator text null, counter_nik_match bigint null,
--   counter_ticks text null, counter_letter_original bigint null, counter_letter_soft bigint null,
--   counter_photo text null, approved_s bigint null, decision_reason text null,
--   collect_expires_s bigint null, created_s bigint, updated_s bigint, submitted_s bigint null,
--   review_statement text null, approval_statement text null,
--   agreement_version text null, agreement_sha256 text null, forgotten_s bigint null

-- name: application_by_id
-- does: one application
-- in: id text
-- returns: one @application
SELECT @application FROM application WHERE id = :id;

-- name: application_by_number
-- does: the application of that number
-- in: number text
-- returns: one @application
SELECT @application FROM application WHERE number = :number;

-- name: application_set_state
-- does: store a new state, if nobody changed the row since
-- in: id text, version bigint, state text, now_s bigint
-- returns: changed
UPDATE application SET state = :state, state_since_s = :now_s, updated_s = :now_s,
  version = version + 1
WHERE id = :id AND version = :version;

-- row: application_line id text, number text, office text, office_name text, state text,
--   state_since_s bigint, name text null, nip text null, email text, claimed_by text null,
--   claimer_name text null, created_s bigint, submitted_s bigint null

-- name: application_insert
-- does: a new application; RC_CONFLICT when the mailbox has an open one or the number is taken
-- in: @application
-- returns: exec
INSERT INTO application (@application) VALUES (:@application);

-- name: application_open_by_email
-- does: the open application of a (lower case) mailbox, draft or later
-- in: email_ci text
-- returns: one @application
SELECT @application FROM application
WHERE email_ci = :email_ci AND state NOT IN ('issued', 'refused', 'withdrawn', 'lapsed');

-- name: application_open_twin
-- does: another open application, sent already, with the same NIP or NIK
-- in: id text, nip text null, nik_mac text null
-- returns: many @application_line
SELECT p.id, p.number, p.office, o.name, p.state, p.state_since_s, p.name, p.nip, p.email,
  p.claimed_by, a.name, p.created_s, p.submitted_s
FROM application p JOIN office o ON o.code = p.office LEFT JOIN account a ON a.id = p.claimed_by
WHERE p.id <> :id AND (p.nip = :nip OR p.nik_mac = :nik_mac)
  AND p.state NOT IN ('draft', 'issued', 'refused', 'withdrawn', 'lapsed')
ORDER BY p.created_s, p.id LIMIT 10;

-- name: application_set_office
-- does: the office where the applicant will appear; the number names it, so a draft gets a new one
-- in: id text, version bigint, office text, number text, step bigint, now_s bigint
-- returns: changed
UPDATE application SET office = :office, number = :number, step = :step, updated_s = :now_s, version = version + 1
WHERE id = :id AND version = :version;

-- name: application_set_person
-- does: the personal data of the applicant
-- in: id text, version bigint, nip text null, nip_kind text null, name text null,
--   nik_box blob null, nik_mac text null, birth_place text null, birth_date text null,
--   sex text null, phone text null, grade text null, position text null, unit text null,
--   warning_reason text null, step bigint, now_s bigint
-- returns: changed
UPDATE application SET nip = :nip, nip_kind = :nip_kind, name = :name, nik_box = :nik_box,
  nik_mac = :nik_mac, birth_place = :birth_place, birth_date = :birth_date, sex = :sex,
  phone = :phone, grade = :grade, position = :position, unit = :unit,
  warning_reason = :warning_reason, step = :step, updated_s = :now_s, version = version + 1
WHERE id = :id AND version = :version;

-- name: application_set_letter
-- does: the recommendation letter: what it says, and the document
-- in: id text, version bigint, letter_number text null, letter_date text null,
--   letter_signer text null, letter_document text null, step bigint, now_s bigint
-- returns: changed
UPDATE application SET letter_number = :letter_number, letter_date = :letter_date,
  letter_signer = :letter_signer, letter_document = :letter_document, step = :step,
  updated_s = :now_s, version = version + 1
WHERE id = :id AND version = :version;

-- name: application_set_agreed
-- does: the statement that was accepted
-- in: id text, version bigint, statement_version text null, statement_sha256 text null,
--   agreed_s bigint null, step bigint, now_s bigint
-- returns: changed
UPDATE application SET statement_version = :statement_version,
  statement_sha256 = :statement_sha256, agreed_s = :agreed_s, step = :step, updated_s = :now_s, version = version + 1
WHERE id = :id AND version = :version;

-- name: application_set_agreement
-- does: the agreement that was accepted by collecting; no change of state, so the version stays
-- in: id text, agreement_version text null, agreement_sha256 text null
-- returns: later
UPDATE application SET agreement_version = :agreement_version,
  agreement_sha256 = :agreement_sha256
WHERE id = :id;

-- name: application_set_submitted
-- does: when it was sent for the first time; in the transaction that has just set its state
-- in: id text, version bigint, submitted_s bigint
-- returns: later
UPDATE application SET submitted_s = :submitted_s, version = version + 1
WHERE id = :id AND version = :version;

-- name: application_claim
-- does: take an application for review, or hand it back (NULL)
-- in: id text, version bigint, claimed_by text null, claimed_s bigint null
-- returns: changed
UPDATE application SET claimed_by = :claimed_by, claimed_s = :claimed_s, version = version + 1
WHERE id = :id AND version = :version;

-- name: application_set_review
-- does: who reviewed the file, and the reason given to the applicant if there is one
-- in: id text, version bigint, reviewer text, reviewed_s bigint, decision_reason text null
-- returns: changed
UPDATE application SET reviewer = :reviewer, reviewed_s = :reviewed_s,
  decision_reason = :decision_reason, claimed_by = NULL, claimed_s = NULL, version = version + 1
WHERE id = :id AND version = :version;

-- name: application_set_counter
-- does: what the officer saw and received at the counter
-- in: id text, version bigint, activator text null, nik_match bigint null, ticks text null,
--   letter_original bigint null, letter_soft bigint null, photo text null, now_s bigint
-- returns: changed
UPDATE application SET activator = :activator, counter_nik_match = :nik_match,
  counter_ticks = :ticks, counter_letter_original = :letter_original,
  counter_letter_soft = :letter_soft, counter_photo = :photo, updated_s = :now_s,
  version = version + 1
WHERE id = :id AND version = :version;

-- name: application_set_reason
-- does: the reason of a refusal or a withdrawal
-- in: id text, version bigint, decision_reason text
-- returns: changed
UPDATE application SET decision_reason = :decision_reason, version = version + 1
WHERE id = :id AND version = :version;

-- name: application_uncollected
-- does: approved applications whose certificate was not collected in time
-- in: now_s bigint, n bigint
-- returns: many @application
SELECT @application FROM application WHERE state = 'approved' AND state <> 'submitted' AND collect_expires_s < :now_s
ORDER BY state_since_s, id LIMIT :n;

-- name: application_set_email
-- does: the mailbox that was proven; RC_CONFLICT when it has an open application already
-- in: id text, version bigint, email text, email_ci text, step bigint, now_s bigint
-- returns: changed
UPDATE application SET email = :email, email_ci = :email_ci, email_proven_s = :now_s,
  step = :step, updated_s = :now_s, version = version + 1
WHERE id = :id AND version = :version;

-- name: application_set_card
-- does: what the inspector said about the photo of the card, and whether the applicant keeps it
-- in: id text, version bigint, hints bigint, tries bigint, accepted bigint, now_s bigint
-- returns: changed
UPDATE application SET card_hints = :hints, card_tries = :tries, card_accepted = :accepted,
  updated_s = :now_s, version = version + 1
WHERE id = :id AND version = :version;

-- name: application_for_resume
-- does: the application that a mailbox may go on with: the open one, else the newest
-- in: email_ci text
-- returns: one @application
SELECT @application FROM application WHERE email_ci = :email_ci AND email_ci <> ''
ORDER BY CASE WHEN state IN ('issued', 'refused', 'withdrawn', 'lapsed') THEN 1 ELSE 0 END,
  created_s DESC, id DESC LIMIT 1;

-- name: application_live_twin
-- does: applications of the same person whose certificate is in force for longer than that time.
--   CROSS JOIN and the state as an expression: from the few applications to their certificates,
--   never through all certificates
-- in: id text, nip text null, nik_mac text null, email_ci text, after_s bigint
-- returns: many @application_line
SELECT p.id, p.number, p.office, o.name, p.state, p.state_since_s, p.name, p.nip, p.email,
  p.claimed_by, NULL, p.created_s, p.submitted_s
FROM application p CROSS JOIN certificate c JOIN office o ON o.code = p.office
WHERE c.application = p.id
  AND p.id <> :id AND (p.nip = :nip OR p.nik_mac = :nik_mac OR p.email_ci = :email_ci)
  AND c.state || '' IN ('active', 'suspended') AND c.not_after_s > :after_s
ORDER BY p.created_s, p.id LIMIT 10;

-- name: application_drafts_idle
-- does: drafts nobody touched since that time, warned before the other time; the oldest first
-- in: before_s bigint, warned_before_s bigint, n bigint
-- returns: many @application
SELECT @application FROM application WHERE state = 'draft' AND state <> 'submitted' AND updated_s < :before_s
  AND EXISTS (SELECT 1 FROM outbox m
    WHERE m.noun = 'application' AND m.noun_id = application.id AND m.kind = 'draft_ending'
      AND m.created_s >= application.updated_s AND m.created_s <= :warned_before_s)
ORDER BY updated_s, id LIMIT :n;

-- name: application_drafts_unwarned
-- does: drafts with a proven mailbox, idle since that time, that were not warned since
-- in: before_s bigint, n bigint
-- returns: many @application
SELECT @application FROM application WHERE state = 'draft' AND state <> 'submitted' AND email_ci <> ''
  AND updated_s < :before_s AND NOT EXISTS (SELECT 1 FROM outbox m
    WHERE m.noun = 'application' AND m.noun_id = application.id AND m.kind = 'draft_ending'
      AND m.created_s >= application.updated_s)
ORDER BY updated_s, id LIMIT :n;

-- name: application_drafts_unproven
-- does: drafts begun before that time whose mailbox was never proven
-- in: before_s bigint, n bigint
-- returns: many @application
SELECT @application FROM application WHERE state = 'draft' AND email_ci = ''
  AND updated_s < :before_s ORDER BY updated_s, id LIMIT :n;

-- name: application_wipe
-- does: forget whatever a draft that ended knew about the person
-- in: id text, version bigint
-- returns: changed
UPDATE application SET email = '', email_ci = '', nip = NULL, nip_kind = NULL, name = NULL,
  nik_box = NULL, nik_mac = NULL, birth_place = NULL, birth_date = NULL, sex = NULL, phone = NULL,
  grade = NULL, position = NULL, unit = NULL, letter_number = NULL, letter_date = NULL,
  letter_signer = NULL, letter_document = NULL, warning_reason = NULL, version = version + 1
WHERE id = :id AND version = :version;

-- ---- the office ----

-- row: application_check application text, item text, verdict text, reason text null,
--   checked_by text, checked_s bigint

-- name: application_check_put
-- does: what an officer found at one item
-- in: @application_check
-- returns: exec
INSERT INTO application_check (@application_check) VALUES (:@application_check)
ON CONFLICT (application, item) DO UPDATE SET verdict = excluded.verdict,
  reason = excluded.reason, checked_by = excluded.checked_by, checked_s = excluded.checked_s;

-- name: application_check_drop
-- does: nothing is said any more about that item
-- in: application text, item text
-- returns: exec
DELETE FROM application_check WHERE application = :application AND item = :item;

-- name: application_checks
-- does: everything an officer found so far
-- in: application text
-- returns: many @application_check
SELECT @application_check FROM application_check WHERE application = :application ORDER BY item;

-- name: application_checks_renew
-- does: forget what has to be looked at again: what differed, what somebody else found, the decision
-- in: application text, account text
-- returns: exec
DELETE FROM application_check WHERE application = :application
  AND (checked_by <> :account OR verdict <> 'ya' OR item = 'putusan');

-- name: application_touch
-- does: note that an officer works on it: keeps the claim alive and gives the row a new version
-- in: id text, version bigint, now_s bigint
-- returns: changed
UPDATE application SET updated_s = :now_s, version = version + 1
WHERE id = :id AND version = :version;

-- name: application_approve
-- does: activated: by whom, when, and until when the certificate may be collected
-- in: id text, version bigint, activator text, now_s bigint, collect_expires_s bigint
-- returns: changed
UPDATE application SET activator = :activator, approved_s = :now_s,
  collect_expires_s = :collect_expires_s, claimed_by = NULL, claimed_s = NULL,
  version = version + 1
WHERE id = :id AND version = :version;

-- name: application_clear_counter
-- does: forget what was recorded at the counter
-- in: id text, version bigint
-- returns: changed
UPDATE application SET activator = NULL, counter_nik_match = NULL, counter_ticks = NULL,
  counter_letter_original = NULL, counter_letter_soft = NULL, counter_photo = NULL,
  version = version + 1
WHERE id = :id AND version = :version;

-- row: office_line id text, number text, state text, state_since_s bigint, version bigint,
--   name text null, nip text null, claimed_by text null, claimer_name text null,
--   claimed_s bigint null, reviewer text null, sent_s bigint

-- name: office_lines_up
-- does: applications of an office in one of five states (unused ones ''), the one that stands longest
--   first, after a place in the list; NULL means any. First page: after_s = 0, after_id = ''. `text`
--   is a lower case LIKE pattern on number, name and NIP. A part for each state, because each reads
--   a page by the index, which leaves drafts out; states in one IN would read and sort them all
-- in: office text, s1 text, s2 text, s3 text, s4 text, s5 text, claimed_by text null,
--   text text null, after_s bigint, after_id text, n bigint
-- returns: many @office_line
SELECT p.id, p.number, p.state, p.state_since_s, p.version, p.name, p.nip, p.claimed_by, a.name,
  p.claimed_s, p.reviewer, coalesce((SELECT max(h.at_s) FROM history h
    WHERE h.noun = 'application' AND h.noun_id = p.id AND h.event = 'submit'),
    p.submitted_s, p.created_s)
FROM application p LEFT JOIN account a ON a.id = p.claimed_by
WHERE p.id IN (
  SELECT id FROM (SELECT id FROM application
    WHERE office = :office AND state = :s1 AND state <> 'draft'
      AND (state_since_s, id) > (:after_s, :after_id)
      AND (CAST(:claimed_by AS text) IS NULL OR claimed_by = :claimed_by)
      AND (CAST(:text AS text) IS NULL OR lower(number) LIKE :text OR lower(name) LIKE :text
        OR nip LIKE :text)
    ORDER BY state_since_s, id LIMIT :n) AS l1
  UNION ALL
  SELECT id FROM (SELECT id FROM application
    WHERE office = :office AND state = :s2 AND state <> 'draft'
      AND (state_since_s, id) > (:after_s, :after_id)
      AND (CAST(:claimed_by AS text) IS NULL OR claimed_by = :claimed_by)
      AND (CAST(:text AS text) IS NULL OR lower(number) LIKE :text OR lower(name) LIKE :text
        OR nip LIKE :text)
    ORDER BY state_since_s, id LIMIT :n) AS l2
  UNION ALL
  SELECT id FROM (SELECT id FROM application
    WHERE office = :office AND state = :s3 AND state <> 'draft'
      AND (state_since_s, id) > (:after_s, :after_id)
      AND (CAST(:claimed_by AS text) IS NULL OR claimed_by = :claimed_by)
      AND (CAST(:text AS text) IS NULL OR lower(number) LIKE :text OR lower(name) LIKE :text
        OR nip LIKE :text)
    ORDER BY state_since_s, id LIMIT :n) AS l3
  UNION ALL
  SELECT id FROM (SELECT id FROM application
    WHERE office = :office AND state = :s4 AND state <> 'draft'
      AND (state_since_s, id) > (:after_s, :after_id)
      AND (CAST(:claimed_by AS text) IS NULL OR claimed_by = :claimed_by)
      AND (CAST(:text AS text) IS NULL OR lower(number) LIKE :text OR lower(name) LIKE :text
        OR nip LIKE :text)
    ORDER BY state_since_s, id LIMIT :n) AS l4
  UNION ALL
  SELECT id FROM (SELECT id FROM application
    WHERE office = :office AND state = :s5 AND state <> 'draft'
      AND (state_since_s, id) > (:after_s, :after_id)
      AND (CAST(:claimed_by AS text) IS NULL OR claimed_by = :claimed_by)
      AND (CAST(:text AS text) IS NULL OR lower(number) LIKE :text OR lower(name) LIKE :text
        OR nip LIKE :text)
    ORDER BY state_since_s, id LIMIT :n) AS l5)
ORDER BY p.state_since_s, p.id LIMIT :n;

-- name: office_lines_down
-- does: as office_lines_up, the newest first, before a place in the list. First page:
--   before_s = INT64_MAX, before_id = ''
-- in: office text, s1 text, s2 text, s3 text, s4 text, s5 text, claimed_by text null,
--   text text null, before_s bigint, before_id text, n bigint
-- returns: many @office_line
SELECT p.id, p.number, p.state, p.state_since_s, p.version, p.name, p.nip, p.claimed_by, a.name,
  p.claimed_s, p.reviewer, coalesce((SELECT max(h.at_s) FROM history h
    WHERE h.noun = 'application' AND h.noun_id = p.id AND h.event = 'submit'),
    p.submitted_s, p.created_s)
FROM application p LEFT JOIN account a ON a.id = p.claimed_by
WHERE p.id IN (
  SELECT id FROM (SELECT id FROM application
    WHERE office = :office AND state = :s1 AND state <> 'draft'
      AND (state_since_s, id) < (:before_s, :before_id)
      AND (CAST(:claimed_by AS text) IS NULL OR claimed_by = :claimed_by)
      AND (CAST(:text AS text) IS NULL OR lower(number) LIKE :text OR lower(name) LIKE :text
        OR nip LIKE :text)
    ORDER BY state_since_s DESC, id DESC LIMIT :n) AS l1
  UNION ALL
  SELECT id FROM (SELECT id FROM application
    WHERE office = :office AND state = :s2 AND state <> 'draft'
      AND (state_since_s, id) < (:before_s, :before_id)
      AND (CAST(:claimed_by AS text) IS NULL OR claimed_by = :claimed_by)
      AND (CAST(:text AS text) IS NULL OR lower(number) LIKE :text OR lower(name) LIKE :text
        OR nip LIKE :text)
    ORDER BY state_since_s DESC, id DESC LIMIT :n) AS l2
  UNION ALL
  SELECT id FROM (SELECT id FROM application
    WHERE office = :office AND state = :s3 AND state <> 'draft'
      AND (state_since_s, id) < (:before_s, :before_id)
      AND (CAST(:claimed_by AS text) IS NULL OR claimed_by = :claimed_by)
      AND (CAST(:text AS text) IS NULL OR lower(number) LIKE :text OR lower(name) LIKE :text
        OR nip LIKE :text)
    ORDER BY state_since_s DESC, id DESC LIMIT :n) AS l3
  UNION ALL
  SELECT id FROM (SELECT id FROM application
    WHERE office = :office AND state = :s4 AND state <> 'draft'
      AND (state_since_s, id) < (:before_s, :before_id)
      AND (CAST(:claimed_by AS text) IS NULL OR claimed_by = :claimed_by)
      AND (CAST(:text AS text) IS NULL OR lower(number) LIKE :text OR lower(name) LIKE :text
        OR nip LIKE :text)
    ORDER BY state_since_s DESC, id DESC LIMIT :n) AS l4
  UNION ALL
  SELECT id FROM (SELECT id FROM application
    WHERE office = :office AND state = :s5 AND state <> 'draft'
      AND (state_since_s, id) < (:before_s, :before_id)
      AND (CAST(:claimed_by AS text) IS NULL OR claimed_by = :claimed_by)
      AND (CAST(:text AS text) IS NULL OR lower(number) LIKE :text OR lower(name) LIKE :text
        OR nip LIKE :text)
    ORDER BY state_since_s DESC, id DESC LIMIT :n) AS l5)
ORDER BY p.state_since_s DESC, p.id DESC LIMIT :n;

-- name: application_held_count
-- does: how many applications somebody holds
-- in: account text
-- returns: one n bigint
SELECT count(*) FROM application
WHERE claimed_by = :account AND state IN ('in_review', 'at_counter');

-- name: application_of_nip
-- does: the applications of an office that were sent, with that NIP, newest first. The office as an
--   expression, so that the index on the NIP is taken and not the one on the office
-- in: office text, nip text
-- returns: many @application
SELECT @application FROM application WHERE nip = :nip AND office || '' = :office
  AND state <> 'draft'
ORDER BY created_s DESC, id DESC LIMIT 10;

-- name: application_idle
-- does: applications held in a state that nobody worked on since that time
-- in: state text, before_s bigint, n bigint
-- returns: many @application
SELECT @application FROM application WHERE state = :state AND state <> 'submitted' AND updated_s < :before_s
  AND coalesce(claimed_s, 0) < :before_s
ORDER BY state_since_s, id LIMIT :n;

-- name: office_colleagues
-- does: who may activate at that office now, but for two accounts, by name
-- in: office text, one text, other text
-- returns: many id text, name text
SELECT a.id, a.name FROM authority u JOIN account a ON a.id = u.account
WHERE u.office = :office AND u.state = 'active' AND a.state = 'active'
  AND a.id <> :one AND a.id <> :other
ORDER BY a.name, a.id LIMIT 10;

-- name: office_mailboxes
-- does: where the office itself is told: its administrators and its head
-- in: office text
-- returns: many id text, email text
SELECT id, email FROM account
WHERE office = :office AND state = 'active' AND email IS NOT NULL
  AND (role = 'office_admin' OR level = 'kepala_kppn')
ORDER BY username LIMIT 5;

-- name: application_set_review_statement
-- does: the signed statement that the file is complete
-- in: id text, statement text
-- returns: changed
UPDATE application SET review_statement = :statement WHERE id = :id;

-- name: application_set_approval_statement
-- does: the signed approval
-- in: id text, statement text
-- returns: changed
UPDATE application SET approval_statement = :statement WHERE id = :id;

-- name: application_waiting_since
-- does: since when the files of an office wait, the longest first
-- in: office text, n bigint
-- returns: many state_since_s bigint
SELECT state_since_s FROM application WHERE office = :office AND state <> 'draft'
  AND state IN ('submitted', 'in_review')
ORDER BY state_since_s LIMIT :n;
