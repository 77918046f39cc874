-- interview_slots.sql - times that verifiers open for interviews, and who chose them.

-- row: interview_slot id text, verifier text, at_s bigint, minutes bigint, mode text, place text,
--   zone text, candidacy text null, taken_s bigint null, created_s bigint

-- name: interview_slot_insert
-- does: a free time of a verifier; RC_CONFLICT when he opened that very time before
-- in: @interview_slot
-- returns: changed
INSERT INTO interview_slot (@interview_slot) VALUES (:@interview_slot) ON CONFLICT DO NOTHING;

-- name: interview_slot_by_id
-- does: one time
-- in: id text
-- returns: one @interview_slot
SELECT @interview_slot FROM interview_slot WHERE id = :id;

-- name: interview_slot_of
-- does: the time that a candidate chose
-- in: candidacy text
-- returns: one @interview_slot
SELECT @interview_slot FROM interview_slot WHERE candidacy = :candidacy;

-- name: interview_slot_overlaps
-- does: times of a verifier that last into a span
-- in: verifier text, from_s bigint, to_s bigint
-- returns: many @interview_slot
SELECT @interview_slot FROM interview_slot
WHERE verifier = :verifier AND at_s < :to_s AND at_s > :from_s - 7200
  AND at_s + minutes * 60 > :from_s ORDER BY at_s;

-- name: interview_slot_take
-- does: a candidate chooses a time; RC_CONFLICT when somebody else has it
-- in: id text, candidacy text, now_s bigint
-- returns: changed
UPDATE interview_slot SET candidacy = :candidacy, taken_s = :now_s
WHERE id = :id AND candidacy IS NULL;

-- name: interview_slot_free
-- does: the time of a candidate is free again, if he had one
-- in: candidacy text
-- returns: exec
UPDATE interview_slot SET candidacy = NULL, taken_s = NULL WHERE candidacy = :candidacy;

-- name: interview_slot_drop
-- does: a verifier takes a time back that nobody has chosen
-- in: id text, verifier text
-- returns: changed
DELETE FROM interview_slot WHERE id = :id AND verifier = :verifier AND candidacy IS NULL;

-- name: interview_slot_offers
-- does: free times after one moment
-- in: after_s bigint, n bigint
-- returns: many @interview_slot
SELECT @interview_slot FROM interview_slot WHERE at_s > :after_s AND candidacy IS NULL
ORDER BY at_s, id LIMIT :n;

-- name: interview_slot_newest
-- does: how many free times there are after one moment, and when the newest of them was opened
-- in: after_s bigint
-- returns: one n bigint, created_s bigint null
SELECT count(*), max(created_s) FROM interview_slot
WHERE at_s > :after_s AND candidacy IS NULL;

-- name: interview_slot_lines
-- does: times from one moment on, with who comes
-- in: from_s bigint, n bigint
-- returns: many id text, at_s bigint, minutes bigint, mode text, place text, zone text,
--   verifier text, verifier_name text, number text null, name text null, office_name text null,
--   state text null
SELECT s.id, s.at_s, s.minutes, s.mode, s.place, s.zone, s.verifier, a.name, c.number, c.name,
  o.name, c.state
FROM interview_slot s JOIN account a ON a.id = s.verifier
  LEFT JOIN candidacy c ON c.id = s.candidacy LEFT JOIN office o ON o.code = c.office
WHERE s.at_s >= :from_s ORDER BY s.at_s, s.id LIMIT :n;

-- name: candidacy_to_invite
-- does: candidates ready for an interview who were not asked to choose a time since they are, or only
--   before that day and before the newest free time was opened
-- in: newest_s bigint, before_s bigint, n bigint
-- returns: many @candidacy
SELECT @candidacy FROM candidacy WHERE state = 'letters_returned'
  AND (invited_s IS NULL OR invited_s < state_since_s
    OR (invited_s < :newest_s AND invited_s < :before_s))
ORDER BY state_since_s, id LIMIT :n;

-- name: candidacy_set_invited
-- does: a candidate is asked now; RC_CONFLICT when he was meanwhile, or is not ready any more
-- in: id text, newest_s bigint, before_s bigint, now_s bigint
-- returns: changed
UPDATE candidacy SET invited_s = :now_s WHERE id = :id AND state = 'letters_returned'
  AND (invited_s IS NULL OR invited_s < state_since_s
    OR (invited_s < :newest_s AND invited_s < :before_s));

-- name: candidacy_set_told
-- does: a candidate is reminded of an interview at that time; RC_CONFLICT when he was, or it moved
-- in: id text, at_s bigint, mark bigint
-- returns: changed
UPDATE candidacy SET interview_told = :mark WHERE id = :id AND state = 'interview_scheduled'
  AND interview_at_s = :at_s AND interview_told < :mark;

-- name: candidacy_choices
-- does: how often a candidate changed the time of his interview himself, or gave it back
-- in: id text
-- returns: one n bigint
SELECT count(*) FROM history WHERE noun = 'candidacy' AND noun_id = :id
  AND event IN ('choose', 'give_back') AND from_state = 'interview_scheduled';

-- name: interview_host_add
-- does: a verifier is told of the interview of a candidate from now on
-- in: candidacy text, account text
-- returns: exec
INSERT INTO interview_host (candidacy, account) VALUES (:candidacy, :account)
ON CONFLICT (candidacy, account) DO NOTHING;

-- name: interview_host_drop
-- does: nobody is told of it any more
-- in: candidacy text
-- returns: exec
DELETE FROM interview_host WHERE candidacy = :candidacy;

-- name: interview_hosts
-- does: the verifiers who are told of the interview of a candidate
-- in: candidacy text
-- returns: many id text, name text, email text null
SELECT a.id, a.name, a.email FROM interview_host h JOIN account a ON a.id = h.account
WHERE h.candidacy = :candidacy AND a.state = 'active' ORDER BY a.id;
