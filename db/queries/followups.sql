-- followups.sql - what follows for certificates of people who leave.

-- row: followup id text, serial text, office text, account text, account_office text null,
--   leaving text, state text, reason text null, asked_s bigint, asked_by text,
--   answered_s bigint null, answered_by text null, late_s bigint null, version bigint

-- name: followup_insert
-- does: a new question
-- in: @followup
-- returns: exec
INSERT INTO followup (@followup) VALUES (:@followup);

-- name: followup_by_id
-- does: one question
-- in: id text
-- returns: one @followup
SELECT @followup FROM followup WHERE id = :id;

-- name: followup_open
-- does: the question about a certificate that is still open
-- in: serial text
-- returns: one @followup
SELECT @followup FROM followup WHERE serial = :serial AND state IN ('asked', 'held', 'revoking');

-- name: followup_last
-- does: the newest question about a certificate
-- in: serial text
-- returns: one @followup
SELECT @followup FROM followup WHERE serial = :serial ORDER BY asked_s DESC LIMIT 1;

-- name: followups_of_account
-- does: all questions about the certificates of a person, newest first
-- in: account text
-- returns: many @followup
SELECT @followup FROM followup WHERE account = :account ORDER BY asked_s DESC, id LIMIT 50;

-- row: followup_line id text, serial text, office text, leaving text, state text, reason text null,
--   asked_s bigint, late_s bigint null, name text, asked_name text

-- name: followups_waiting
-- does: open questions, the oldest first. NULL means any; an office sees those about its certificates
--   and those about its people
-- in: office text null, asked_before_s bigint, n bigint
-- returns: many @followup_line
SELECT f.id, f.serial, f.office, f.leaving, f.state, f.reason, f.asked_s, f.late_s, c.name, a.name
FROM followup f JOIN certificate c ON c.serial = f.serial JOIN account a ON a.id = f.account
WHERE f.state IN ('asked', 'held', 'revoking')
  AND (CAST(:office AS text) IS NULL OR f.office = :office OR f.account_office = :office)
  AND f.asked_s <= :asked_before_s
ORDER BY f.asked_s, f.id LIMIT :n;

-- name: followups_unnoticed
-- does: open questions that are that old and that no verifier was told of
-- in: asked_before_s bigint, n bigint
-- returns: many @followup
SELECT @followup FROM followup
WHERE state IN ('asked', 'held', 'revoking') AND late_s IS NULL AND asked_s <= :asked_before_s
ORDER BY asked_s, id LIMIT :n;

-- name: followup_set_state
-- does: a change of state; only domain/fsm calls it
-- in: id text, version bigint, state text
-- returns: changed
UPDATE followup SET state = :state, version = version + 1 WHERE id = :id AND version = :version;

-- name: followup_set_answer
-- does: what was answered, by whom
-- in: id text, reason text null, answered_by text, answered_s bigint
-- returns: changed
UPDATE followup SET reason = :reason, answered_by = :answered_by, answered_s = :answered_s
WHERE id = :id;

-- name: followup_set_late
-- does: the verifiers were told
-- in: id text, late_s bigint
-- returns: changed
UPDATE followup SET late_s = :late_s WHERE id = :id;

-- name: followup_died
-- does: whether the holder of that certificate is recorded as dead
-- in: serial text
-- returns: one n bigint
SELECT count(*) FROM followup
WHERE serial = :serial AND leaving = 'meninggal' AND state <> 'dropped';

-- name: followup_open_of_nip
-- does: how many questions about a person are open
-- in: nip text
-- returns: one n bigint
SELECT count(*) FROM account a JOIN followup f ON f.account = a.id
WHERE a.nip = :nip AND f.state IN ('asked', 'held', 'revoking');

-- name: followups_left_suspended
-- does: certificates of an office that are still suspended though who had left is back, the newest first
-- in: office text, n bigint
-- returns: many @followup_line
SELECT f.id, f.serial, f.office, f.leaving, f.state, f.reason, f.asked_s, f.late_s, c.name, a.name
FROM followup f JOIN certificate c ON c.serial = f.serial JOIN account a ON a.id = f.account
WHERE f.office = :office AND f.state = 'dropped' AND c.state = 'suspended'
  AND NOT EXISTS (SELECT 1 FROM followup g WHERE g.serial = f.serial AND g.asked_s > f.asked_s)
ORDER BY f.asked_s DESC LIMIT :n;
