-- applications.sql - Road B: getting a DS.

-- row: application id text, number text, office text, state text, state_since_s bigint,
--   version bigint, kind text, email text, email_ci text, email_proven_s bigint null, nip text null,
--   nip_kind text null, name text null, nik_box blob null, nik_mac text null, birth_place text null,
--   birth_date text null, sex text null, phone text null, grade text null, position text null,
--   unit text null, letter_number text null, letter_date text null, letter_signer text null,
--   letter_document text null, statement_version text null, agreed_s bigint null, step bigint,
--   warning_reason text null, reviewer text null, reviewed_s bigint null, claimed_by text null,
--   claimed_s bigint null, activator text null, counter_nik_match bigint null,
--   counter_ticks text null, counter_letter_original bigint null, counter_letter_soft bigint null,
--   counter_photo text null, approved_s bigint null, decision_reason text null,
--   collect_expires_s bigint null, created_s bigint, updated_s bigint, submitted_s bigint null

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
