-- retention.sql - destroying what is no longer needed, holding what must be kept, and what people ask.

-- row: legal_hold id text, noun text, noun_id text, number text, office text, reason text, set_by text,
--   set_s bigint, lifted_by text null, lifted_s bigint null, lift_reason text null
-- row: destruction id text, noun text, noun_id text, number text, office text, basis text, n bigint,
--   documents text, at_s bigint, by_account text
-- row: data_request id text, kind text, noun text, noun_id text, number text, office text, wish text,
--   state text, created_s bigint, due_s bigint, reminded_s bigint null, answer text null,
--   answered_by text null, answered_s bigint null, changed text null, follows text null

-- name: retention_due_applications
-- does: ended applications with documents of a class whose time is over, no hold, and no certificate
--   that ended after cert_s; identity 1: pictures of the card and the face alone, 0: everything, also
--   what the tables say of the person
-- in: state text, before_s bigint, cert_s bigint, identity bigint, n bigint
-- returns: many id text, number text, office text
SELECT a.id, a.number, a.office FROM application a
WHERE a.state = :state AND a.state_since_s < :before_s
  AND NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.noun = 'application' AND h.noun_id = a.id
    AND h.lifted_s IS NULL)
  AND NOT EXISTS (SELECT 1 FROM certificate c WHERE c.application = a.id AND c.not_after_s >= :cert_s)
  AND (CAST(:identity AS bigint) = 0 AND a.forgotten_s IS NULL AND a.email <> ''
    OR EXISTS (SELECT 1 FROM document d WHERE d.noun = 'application' AND d.noun_id = a.id
      AND d.state = 'kept' AND (CAST(:identity AS bigint) = 0 OR d.class IN ('ektp', 'photo', 'counter_photo'))))
ORDER BY a.state_since_s, a.id LIMIT :n;

-- name: retention_due_candidacies
-- does: the same of candidacies; the authority that came of one counts as a certificate does
-- in: state text, before_s bigint, cert_s bigint, identity bigint, n bigint
-- returns: many id text, number text, office text
SELECT k.id, k.number, k.office FROM candidacy k
WHERE k.state = :state AND k.state_since_s < :before_s
  AND NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.noun = 'candidacy' AND h.noun_id = k.id
    AND h.lifted_s IS NULL)
  AND (CAST(:identity AS bigint) = 1 OR NOT EXISTS (SELECT 1 FROM authority u WHERE u.candidacy = k.id
    AND (u.ended_s IS NULL OR u.ended_s >= :cert_s)))
  AND (CAST(:identity AS bigint) = 0 AND k.forgotten_s IS NULL
    OR EXISTS (SELECT 1 FROM document d WHERE d.noun = 'candidacy' AND d.noun_id = k.id
      AND d.state = 'kept' AND (CAST(:identity AS bigint) = 0 OR d.class IN ('ektp', 'photo', 'counter_photo'))))
ORDER BY k.state_since_s, k.id LIMIT :n;

-- name: retention_due_collectives
-- does: collective letters made before that time, with what they say of people
-- in: before_s bigint, n bigint
-- returns: many id text, office text
SELECT id, office FROM collective WHERE forgotten_s IS NULL AND created_s < :before_s
ORDER BY created_s, id LIMIT :n;

-- name: retention_due_records
-- does: certificates that ended before that time and still name their holder, without a hold
-- in: state text, before_s bigint, n bigint
-- returns: many serial text, application text, number text, office text
SELECT c.serial, c.application, a.number, c.office FROM certificate c JOIN application a ON a.id = c.application
WHERE c.state = :state AND c.not_after_s < :before_s AND c.name <> ''
  AND NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.noun = 'application' AND h.noun_id = a.id
    AND h.lifted_s IS NULL)
ORDER BY c.not_after_s, c.serial LIMIT :n;

-- ---- what the tables say of a person, overwritten ----

-- name: application_forget
-- does: an application says nothing of its person any more; number, office, states and times stay
-- in: id text, now_s bigint
-- returns: exec
UPDATE application SET email = '', email_ci = '', nip = NULL, name = NULL, nik_box = NULL, nik_mac = NULL,
  birth_place = NULL, birth_date = NULL, sex = NULL, phone = NULL, grade = NULL, position = NULL, unit = NULL,
  letter_number = NULL, letter_date = NULL, letter_signer = NULL, warning_reason = NULL, counter_ticks = NULL,
  decision_reason = NULL, forgotten_s = :now_s WHERE id = :id;

-- name: candidacy_forget
-- does: the same of a candidacy
-- in: id text, now_s bigint
-- returns: exec
UPDATE candidacy SET name = NULL, nip = NULL, nik_box = NULL, nik_mac = NULL, birth_place = NULL,
  birth_date = NULL, sex = NULL, phone = NULL, grade = NULL, position = NULL, unit = NULL,
  office_address = NULL, email = NULL, interview_place = NULL, interview_note = NULL, decision_reason = NULL,
  forgotten_s = :now_s WHERE id = :id;

-- name: application_checks_forget
-- does: what was found while comparing
-- in: application text
-- returns: exec
DELETE FROM application_check WHERE application = :application;

-- name: candidacy_checks_forget
-- does: the same of a candidacy
-- in: candidacy text
-- returns: exec
DELETE FROM candidacy_check WHERE candidacy = :candidacy;

-- name: history_forget
-- does: free text in the history of a case, and the name of its owner there; who else did what stays
-- in: noun text, noun_id text, owner text null
-- returns: exec
UPDATE history SET note = NULL, actor_name = CASE WHEN actor = :owner THEN '' ELSE actor_name END
WHERE noun = :noun AND noun_id = :noun_id;

-- name: notes_forget
-- does: remarks about a case
-- in: noun text, noun_id text
-- returns: exec
DELETE FROM note WHERE noun = :noun AND noun_id = :noun_id;

-- name: returned_items_forget
-- does: why items of a case were sent back
-- in: noun text, noun_id text
-- returns: exec
UPDATE returned_item SET reason = '' WHERE noun = :noun AND noun_id = :noun_id;

-- name: document_names_forget
-- does: how the files of a case were called
-- in: noun text, noun_id text
-- returns: exec
UPDATE document SET name = '' WHERE noun = :noun AND noun_id = :noun_id;

-- name: statements_forget
-- does: what officers signed about a case
-- in: noun text, noun_id text, nothing blob
-- returns: exec
UPDATE statement SET bytes = :nothing, signatures = :nothing WHERE noun = :noun AND noun_id = :noun_id;

-- name: mails_forget
-- does: mails about something
-- in: noun text, noun_id text
-- returns: exec
DELETE FROM outbox WHERE noun = :noun AND noun_id = :noun_id;

-- name: receipts_erase
-- does: receipts of a case that were drawn while its person was known
-- in: noun text, noun_id text, now_s bigint
-- returns: exec
UPDATE document SET state = 'erased', key_box = NULL, erased_s = :now_s, name = ''
WHERE noun = 'destruction' AND noun_id IN (SELECT id FROM destruction WHERE noun = :noun AND noun_id = :noun_id);

-- name: receipts_undraw
-- does: who asks for them next gets them without a name
-- in: noun text, noun_id text
-- returns: exec
UPDATE letter SET document = NULL
WHERE noun = 'destruction' AND noun_id IN (SELECT id FROM destruction WHERE noun = :noun AND noun_id = :noun_id);

-- name: renewals_forget
-- does: what was asked for when a key was lost
-- in: serial text, nothing blob
-- returns: exec
UPDATE renewal SET csr = :nothing, agent = '' WHERE serial = :serial;

-- name: data_requests_forget
-- does: what was asked and answered in words; that it was asked and answered stays
-- in: noun text, noun_id text
-- returns: exec
UPDATE data_request SET wish = '', answer = NULL WHERE noun = :noun AND noun_id = :noun_id AND state <> 'open';

-- name: retention_leftovers
-- does: cases forgotten before that time that left mails, because an answer was still to be read
-- in: before_s bigint
-- returns: many noun text, id text
SELECT 'application', a.id FROM application a WHERE a.forgotten_s < :before_s
  AND EXISTS (SELECT 1 FROM outbox m WHERE m.noun = 'application' AND m.noun_id = a.id)
UNION ALL
SELECT 'candidacy', k.id FROM candidacy k WHERE k.forgotten_s < :before_s
  AND EXISTS (SELECT 1 FROM outbox m WHERE m.noun = 'candidacy' AND m.noun_id = k.id);

-- name: certificate_forget
-- does: a certificate says nothing of its holder any more; serial, fingerprint, check code and times stay
-- in: serial text, nothing blob
-- returns: exec
UPDATE certificate SET name = '', email = '', nip_mask = '', der = :nothing WHERE serial = :serial;

-- name: issuances_forget
-- does: the requests for the certificates of an application
-- in: application text, nothing blob
-- returns: exec
UPDATE issuance SET csr = :nothing, holder = '', evidence = '', agent = '' WHERE application = :application;

-- name: certificate_statements_forget
-- does: what was signed about the certificates of an application: orders, renewals by the holder or his office
-- in: application text, nothing blob
-- returns: exec
UPDATE statement SET bytes = :nothing, signatures = :nothing
WHERE (noun = 'certificate' AND noun_id IN (SELECT serial FROM certificate WHERE application = :application))
  OR (noun = 'renewal' AND noun_id IN (SELECT r.id FROM certificate c
    JOIN renewal r ON r.serial = c.serial WHERE c.application = :application));

-- name: status_orders_forget
-- does: who ordered a change of a certificate, from where, and in which words
-- in: serial text
-- returns: exec
UPDATE status_order SET actor_name = NULL, actor_nip = NULL, actor_net = NULL, note = NULL,
  revocation_code = NULL
WHERE serial = :serial;

-- name: collective_forget
-- does: a collective letter has no list of people any more
-- in: id text, now_s bigint
-- returns: exec
UPDATE collective SET forgotten_s = :now_s WHERE id = :id;

-- name: collective_people_forget
-- does: the people of a collective letter
-- in: collective text
-- returns: exec
UPDATE collective_person SET nip = '', name = NULL, nik_shown = NULL, grade = NULL, position = NULL,
  unit = NULL, email = NULL WHERE collective = :collective;

-- name: collective_history_forget
-- does: free text in the history of these people
-- in: collective text
-- returns: exec
UPDATE history SET note = NULL WHERE noun = 'collective_person'
  AND noun_id IN (SELECT id FROM collective_person WHERE collective = :collective);

-- name: legal_hold_insert
-- does: from now on nothing of this case is destroyed
-- in: @legal_hold
-- returns: exec
INSERT INTO legal_hold (@legal_hold) VALUES (:@legal_hold);

-- name: legal_hold_open
-- does: the hold on a case
-- in: noun text, noun_id text
-- returns: one @legal_hold
SELECT @legal_hold FROM legal_hold WHERE noun = :noun AND noun_id = :noun_id AND lifted_s IS NULL;

-- name: legal_hold_by_id
-- does: one hold
-- in: id text
-- returns: one @legal_hold
SELECT @legal_hold FROM legal_hold WHERE id = :id;

-- name: legal_hold_lift
-- does: the case is like any other again
-- in: id text, lifted_by text, lifted_s bigint, lift_reason text
-- returns: changed
UPDATE legal_hold SET lifted_by = :lifted_by, lifted_s = :lifted_s, lift_reason = :lift_reason
WHERE id = :id AND lifted_s IS NULL;

-- name: legal_hold_list
-- does: all holds, newest first
-- in: n bigint
-- returns: many @legal_hold
SELECT @legal_hold FROM legal_hold ORDER BY set_s DESC, id DESC LIMIT :n;

-- name: destruction_insert
-- does: what was destroyed
-- in: @destruction
-- returns: exec
INSERT INTO destruction (@destruction) VALUES (:@destruction);

-- name: destruction_by_id
-- does: one act of destruction
-- in: id text
-- returns: one @destruction
SELECT @destruction FROM destruction WHERE id = :id;

-- name: destruction_list
-- does: what was destroyed, newest first. First page: before_s = INT64_MAX, before_id = ''
-- in: before_s bigint, before_id text, n bigint
-- returns: many @destruction
SELECT @destruction FROM destruction WHERE (at_s, id) < (:before_s, :before_id)
ORDER BY at_s DESC, id DESC LIMIT :n;

-- name: data_request_insert
-- does: somebody asks about his data
-- in: @data_request
-- returns: exec
INSERT INTO data_request (@data_request) VALUES (:@data_request);

-- name: data_request_by_id
-- does: one request
-- in: id text
-- returns: one @data_request
SELECT @data_request FROM data_request WHERE id = :id;

-- name: data_request_of
-- does: what was asked about a case, newest first
-- in: noun text, noun_id text
-- returns: many @data_request
SELECT @data_request FROM data_request WHERE noun = :noun AND noun_id = :noun_id
ORDER BY created_s DESC LIMIT 50;

-- name: data_request_queue
-- does: what an office has to answer, the most urgent first. First page: after_s = 0, after_id = ''
-- in: office text, state text, after_s bigint, after_id text, n bigint
-- returns: many @data_request
SELECT @data_request FROM data_request WHERE office = :office AND state = :state
  AND (due_s, id) > (:after_s, :after_id)
ORDER BY due_s, id LIMIT :n;

-- name: data_request_answered
-- does: what an office granted or refused, the last answer first. First page: before_s = INT64_MAX,
--   before_id = ''
-- in: office text, state text, before_s bigint, before_id text, n bigint
-- returns: many @data_request
SELECT @data_request FROM data_request WHERE office = :office AND state = :state
  AND (answered_s, id) < (:before_s, :before_id)
ORDER BY answered_s DESC, id DESC LIMIT :n;

-- name: data_request_near
-- does: open requests whose time is nearly over and that nobody was reminded of
-- in: before_s bigint, n bigint
-- returns: many @data_request
SELECT @data_request FROM data_request WHERE state = 'open' AND due_s < :before_s AND reminded_s IS NULL
ORDER BY due_s, id LIMIT :n;

-- name: data_request_reminded
-- does: the officers were reminded
-- in: id text, now_s bigint
-- returns: changed
UPDATE data_request SET reminded_s = :now_s WHERE id = :id AND state = 'open' AND reminded_s IS NULL;

-- name: data_request_answer
-- does: an answer
-- in: id text, state text, answer text, answered_by text, answered_s bigint, changed text null,
--   follows text null
-- returns: changed
UPDATE data_request SET state = :state, answer = :answer, answered_by = :answered_by,
  answered_s = :answered_s, changed = :changed, follows = :follows WHERE id = :id AND state = 'open';

-- name: account_correct
-- does: what the office's record says about a person, put right on request
-- in: id text, version bigint, name text, nip text null, email text null, email_proven_s bigint null
-- returns: changed
UPDATE account SET name = :name, nip = :nip, email = :email, email_proven_s = :email_proven_s,
  version = version + 1 WHERE id = :id AND version = :version;

-- name: candidacy_correct
-- does: what a candidacy says about a person, put right on request
-- in: id text, version bigint, name text null, nip text null, grade text null, position text null,
--   unit text null, phone text null, now_s bigint
-- returns: changed
UPDATE candidacy SET name = :name, nip = :nip, grade = :grade, position = :position, unit = :unit,
  phone = :phone, updated_s = :now_s, version = version + 1 WHERE id = :id AND version = :version;
