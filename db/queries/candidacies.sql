-- candidacies.sql - Road A: becoming an OPIP.

-- row: candidacy id text, number text, account text, office text, state text, state_since_s bigint,
--   version bigint, name text null, nip text null, nik_box blob null, nik_mac text null,
--   birth_place text null, birth_date text null, sex text null, phone text null, grade text null,
--   position text null, unit text null, office_address text null, email text null,
--   email_proven_s bigint null, spmt_page bigint null, claimed_by text null, claimed_s bigint null,
--   interview_at_s bigint null, interview_mode text null, interview_place text null,
--   interview_result text null, interview_note text null, interviewed_s bigint null,
--   decision text null, decision_reason text null, decided_by text null, decided_s bigint null,
--   profile_hash text null, created_s bigint, updated_s bigint

-- name: candidacy_open
-- does: a new candidacy in state profile
-- in: id text, number text, account text, office text, name text, nip text null, email text null,
--   now_s bigint
-- returns: exec
INSERT INTO candidacy (id, number, account, office, state, state_since_s, version, name, nip, email,
  created_s, updated_s)
VALUES (:id, :number, :account, :office, 'profile', :now_s, 1, :name, :nip, :email, :now_s, :now_s);

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
