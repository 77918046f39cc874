-- candidacies.sql - Road A: becoming an OPIP.

-- row: candidacy id text, number text, account text, office text, state text, state_since_s bigint,
--   version bigint, name text null, nip text null, nik_box blob null, nik_mac text null,
--   birth_place text null, birth_date text null, sex text null, phone text null, grade text null,
--   position text null, unit text null, office_address text null, email text null,
--   email_proven_s bigint null, spmt_page bigint null, ektp_hints bigint, ektp_tries bigint,
--   ektp_accepted bigint, photo_hints bigint, photo_tries bigint, photo_accepted bigint,
--   claimed_by text null, claimed_s bigint null, interview_at_s bigint null,
--   interview_mode text null, interview_place text null,
--   interview_result text null, interview_note text null, interviewed_s bigint null,
--   decision text null, decision_reason text null, decided_by text null, decided_s bigint null,
--   profile_hash text null, created_s bigint, updated_s bigint, forgotten_s bigint null

-- name: candidacy_open
-- does: a new candidacy in state profile
-- in: id text, number text, account text, office text, name text, nip text null, email text null,
--   now_s bigint
-- returns: exec
INSERT INTO candidacy (id, number, account, office, state, state_since_s, version, name, nip, email,
  ektp_hints, ektp_tries, ektp_accepted, photo_hints, photo_tries, photo_accepted, created_s, updated_s)
VALUES (:id, :number, :account, :office, 'profile', :now_s, 1, :name, :nip, :email,
  0, 0, 0, 0, 0, 0, :now_s, :now_s);

-- name: candidacy_by_id
-- does: one candidacy
-- in: id text
-- returns: one @candidacy
SELECT @candidacy FROM candidacy WHERE id = :id;

-- name: candidacy_by_number
-- does: the candidacy of that number
-- in: number text
-- returns: one @candidacy
SELECT @candidacy FROM candidacy WHERE number = :number;

-- name: candidacy_open_of_account
-- does: the candidacy of an account that has not ended
-- in: account text
-- returns: one @candidacy
SELECT @candidacy FROM candidacy WHERE account = :account
  AND state NOT IN ('granted', 'refused', 'closed');

-- name: candidacy_latest_of_account
-- does: the newest candidacy of an account in any state
-- in: account text
-- returns: one @candidacy
SELECT @candidacy FROM candidacy WHERE account = :account ORDER BY created_s DESC, id DESC LIMIT 1;

-- name: candidacy_set_state
-- does: store a new state, if nobody changed the row since
-- in: id text, version bigint, state text, now_s bigint
-- returns: changed
UPDATE candidacy SET state = :state, state_since_s = :now_s, updated_s = :now_s, version = version + 1
WHERE id = :id AND version = :version;

-- row: candidacy_line id text, number text, account text, office text, office_name text, state text,
--   state_since_s bigint, name text null, nip text null, claimed_by text null,
--   claimer_name text null, interview_at_s bigint null, created_s bigint

-- name: candidacy_set_profile
-- does: what the candidate says in "Kelengkapan DS", and what the inspector said about the pictures
-- in: id text, version bigint, nik_box blob null, nik_mac text null,
--   birth_place text null, birth_date text null, sex text null, phone text null, grade text null,
--   position text null, unit text null, office_address text null, email text null,
--   email_proven_s bigint null, spmt_page bigint null, ektp_hints bigint, ektp_tries bigint,
--   ektp_accepted bigint, photo_hints bigint, photo_tries bigint, photo_accepted bigint,
--   now_s bigint
-- returns: changed
UPDATE candidacy SET nik_box = :nik_box, nik_mac = :nik_mac,
  birth_place = :birth_place, birth_date = :birth_date, sex = :sex, phone = :phone,
  grade = :grade, position = :position, unit = :unit, office_address = :office_address,
  email = :email, email_proven_s = :email_proven_s, spmt_page = :spmt_page,
  ektp_hints = :ektp_hints, ektp_tries = :ektp_tries, ektp_accepted = :ektp_accepted,
  photo_hints = :photo_hints, photo_tries = :photo_tries, photo_accepted = :photo_accepted,
  updated_s = :now_s, version = version + 1
WHERE id = :id AND version = :version;

-- name: candidacy_set_letters
-- does: what the letters of the candidate say: name and NIP as recorded now, and a hash of it all
-- in: id text, name text null, nip text null, profile_hash text
-- returns: changed
UPDATE candidacy SET name = :name, nip = :nip, profile_hash = :profile_hash WHERE id = :id;

-- name: candidacy_claim
-- does: take a candidacy for review, or hand it back (NULL)
-- in: id text, version bigint, claimed_by text null, claimed_s bigint null
-- returns: changed
UPDATE candidacy SET claimed_by = :claimed_by, claimed_s = :claimed_s, version = version + 1
WHERE id = :id AND version = :version;

-- name: candidacy_set_interview
-- does: when and where the interview is
-- in: id text, version bigint, at_s bigint, mode text, place text null, now_s bigint
-- returns: changed
UPDATE candidacy SET interview_at_s = :at_s, interview_mode = :mode, interview_place = :place,
  interview_told = 0, updated_s = :now_s, version = version + 1
WHERE id = :id AND version = :version;

-- name: candidacy_set_interviewed
-- does: the record of the interview
-- in: id text, version bigint, result text, note text null, now_s bigint
-- returns: changed
UPDATE candidacy SET interview_result = :result, interview_note = :note, interviewed_s = :now_s,
  updated_s = :now_s, version = version + 1
WHERE id = :id AND version = :version;

-- name: candidacy_set_decision
-- does: what BSSN decided
-- in: id text, version bigint, decision text, reason text null, decided_by text, now_s bigint
-- returns: changed
UPDATE candidacy SET decision = :decision, decision_reason = :reason, decided_by = :decided_by,
  decided_s = :now_s, updated_s = :now_s, version = version + 1
WHERE id = :id AND version = :version;

-- name: candidacy_queue
-- does: candidacies, the one that waits longest first; NULL means any. First page: after_s = 0,
--   after_id = ''
-- in: office text null, state text null, claimed_by text null, after_s bigint, after_id text,
--   n bigint
-- returns: many @candidacy_line
SELECT c.id, c.number, c.account, c.office, o.name, c.state, c.state_since_s, c.name, c.nip,
  c.claimed_by, a.name, c.interview_at_s, c.created_s
FROM candidacy c JOIN office o ON o.code = c.office LEFT JOIN account a ON a.id = c.claimed_by
WHERE (:office IS NULL OR c.office = :office)
  AND (:state IS NULL OR c.state = :state)
  AND (:claimed_by IS NULL OR c.claimed_by = :claimed_by)
  AND (c.state_since_s, c.id) > (:after_s, :after_id)
ORDER BY c.state_since_s, c.id LIMIT :n;

-- name: candidacy_waiting_since
-- does: since when candidates wait for BSSN, the longest first
-- in: n bigint
-- returns: many state_since_s bigint
SELECT state_since_s FROM candidacy
WHERE state IN ('letters_returned', 'interview_scheduled', 'interviewed')
ORDER BY state_since_s LIMIT :n;

-- name: candidacy_interviews_between
-- does: interviews set for that time whose candidates were not reminded of it so far (`mark`: 1 the day
--   before, 2 the hour before)
-- in: from_s bigint, to_s bigint, mark bigint, n bigint
-- returns: many @candidacy
SELECT @candidacy FROM candidacy WHERE state = 'interview_scheduled'
  AND interview_at_s > :from_s AND interview_at_s <= :to_s
  AND interview_told < :mark
ORDER BY interview_at_s, id LIMIT :n;

-- name: candidacy_closed_of_account
-- does: candidacies of an account that were closed at that moment or later
-- in: account text, since_s bigint
-- returns: many id text
SELECT id FROM candidacy WHERE account = :account AND state = 'closed' AND state_since_s >= :since_s
ORDER BY id;
