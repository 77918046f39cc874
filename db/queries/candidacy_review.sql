-- candidacy_review.sql - Road A at BSSN: the queue, the marks of a verifier, what was decided.

-- row: candidacy_check candidacy text, verifier text, item text, verdict text, reason text null,
--   at_s bigint

-- name: candidacy_check_put
-- does: what a verifier found at one item
-- in: @candidacy_check
-- returns: exec
INSERT INTO candidacy_check (@candidacy_check) VALUES (:@candidacy_check)
ON CONFLICT (candidacy, verifier, item) DO UPDATE SET verdict = excluded.verdict,
  reason = excluded.reason, at_s = excluded.at_s;

-- name: candidacy_check_drop
-- does: nothing is said any more about that item
-- in: candidacy text, verifier text, item text
-- returns: exec
DELETE FROM candidacy_check
WHERE candidacy = :candidacy AND verifier = :verifier AND item = :item;

-- name: candidacy_checks
-- does: everything a verifier found so far
-- in: candidacy text, verifier text
-- returns: many @candidacy_check
SELECT @candidacy_check FROM candidacy_check
WHERE candidacy = :candidacy AND verifier = :verifier ORDER BY item;

-- name: candidacy_check_forget
-- does: that item has to be looked at again, by everybody
-- in: candidacy text, item text
-- returns: exec
DELETE FROM candidacy_check WHERE candidacy = :candidacy AND item = :item;

-- name: candidacy_touch
-- does: note that a verifier works on it: keeps the claim alive and gives the row a new version
-- in: id text, version bigint, now_s bigint
-- returns: changed
UPDATE candidacy SET updated_s = :now_s, version = version + 1
WHERE id = :id AND version = :version;

-- name: candidacy_clear_interview
-- does: no interview is set any more; for the change that has just given the row its new version
-- in: id text
-- returns: exec
UPDATE candidacy SET interview_at_s = NULL, interview_mode = NULL, interview_place = NULL
WHERE id = :id;

-- name: candidacy_idle
-- does: candidacies somebody holds and nobody worked on since that time
-- in: before_s bigint, n bigint
-- returns: many @candidacy
SELECT @candidacy FROM candidacy
WHERE claimed_by IS NOT NULL AND coalesce(claimed_s, 0) < :before_s AND updated_s < :before_s
  AND state IN ('letters_returned', 'interview_scheduled', 'interviewed')
ORDER BY id LIMIT :n;

-- row: bssn_line id text, number text, office text, office_name text, zone text, state text,
--   name text null, nip text null, claimed_by text null, claimer_name text null,
--   claimed_s bigint null, interview_at_s bigint null, decided_s bigint null, sent_s bigint,
--   rounds bigint

-- name: bssn_queue
-- does: candidacies in one of three states (unused ones ''), the one that waits longest first; NULL
--   means any. `free`: 0 any, 1 held by nobody, 2 taken up already. `again`: 0 any, 1 sent for the
--   first time, 2 put right. `name` and `number` are LIKE patterns, lower case and upper case without
--   dashes. First page: after_s = 0, after_id = ''
-- in: s1 text, s2 text, s3 text, free bigint, again bigint, claimed_by text null, office text null,
--   name text null, number text null, after_s bigint, after_id text, n bigint
-- returns: many @bssn_line
SELECT id, number, office, office_name, zone, state, name, nip, claimed_by, claimer_name, claimed_s,
  interview_at_s, decided_s, sent_s, rounds
FROM (SELECT c.id, c.number, c.office, o.name AS office_name, o.zone, c.state, c.name, c.nip,
    c.claimed_by, a.name AS claimer_name, c.claimed_s, c.interview_at_s, c.decided_s,
    coalesce((SELECT max(h.at_s) FROM history h WHERE h.noun = 'candidacy' AND h.noun_id = c.id
      AND h.event = 'confirm_ds'), c.state_since_s) AS sent_s,
    (SELECT coalesce(max(r.round), 0) FROM returned_item r
      WHERE r.noun = 'candidacy' AND r.noun_id = c.id) AS rounds
  FROM candidacy c JOIN office o ON o.code = c.office LEFT JOIN account a ON a.id = c.claimed_by
  WHERE c.state IN (:s1, :s2, :s3)
    AND (CAST(:claimed_by AS text) IS NULL OR c.claimed_by = :claimed_by)
    AND (CAST(:office AS text) IS NULL OR c.office = :office)
    AND (CAST(:name AS text) IS NULL OR lower(c.name) LIKE :name OR c.nip LIKE :name)
    AND (CAST(:number AS text) IS NULL OR replace(c.number, '-', '') LIKE :number)) q
WHERE (:free = 0 OR (:free = 1 AND claimed_by IS NULL)
    OR (:free = 2 AND (claimed_by IS NOT NULL OR state <> 'letters_returned')))
  AND (:again = 0 OR (:again = 1 AND rounds = 0) OR (:again = 2 AND rounds > 0))
  AND (sent_s, id) > (:after_s, :after_id)
ORDER BY sent_s, id LIMIT :n;

-- name: bssn_done
-- does: candidacies that BSSN is done with, the latest decision first; NULL means any. Patterns as
--   in bssn_queue. First page: before_s = INT64_MAX, before_id = ''
-- in: office text null, name text null, number text null, before_s bigint, before_id text, n bigint
-- returns: many @bssn_line
SELECT c.id, c.number, c.office, o.name, o.zone, c.state, c.name, c.nip, c.claimed_by, a.name,
  c.claimed_s, c.interview_at_s, c.decided_s, c.state_since_s, CAST(0 AS bigint)
FROM candidacy c JOIN office o ON o.code = c.office LEFT JOIN account a ON a.id = c.decided_by
WHERE c.state IN ('granted', 'refused', 'returned')
  AND (CAST(:office AS text) IS NULL OR c.office = :office)
  AND (CAST(:name AS text) IS NULL OR lower(c.name) LIKE :name OR c.nip LIKE :name)
  AND (CAST(:number AS text) IS NULL OR replace(c.number, '-', '') LIKE :number)
  AND (c.state_since_s, c.id) < (:before_s, :before_id)
ORDER BY c.state_since_s DESC, c.id DESC LIMIT :n;

-- name: bssn_counts
-- does: how many candidacies stand in each tab of the queue
-- in: account text
-- returns: one fresh bigint, again bigint, mine bigint, ready bigint, waiting bigint, done bigint
SELECT
  coalesce(sum(CASE WHEN state = 'letters_returned' AND claimed_by IS NULL AND rounds = 0
    THEN 1 ELSE 0 END), 0),
  coalesce(sum(CASE WHEN state = 'letters_returned' AND claimed_by IS NULL AND rounds > 0
    THEN 1 ELSE 0 END), 0),
  coalesce(sum(CASE WHEN claimed_by = :account
    AND state IN ('letters_returned', 'interview_scheduled', 'interviewed')
    THEN 1 ELSE 0 END), 0),
  coalesce(sum(CASE WHEN state = 'interview_scheduled'
    OR (state = 'letters_returned' AND claimed_by IS NOT NULL) THEN 1 ELSE 0 END), 0),
  coalesce(sum(CASE WHEN state = 'interviewed' THEN 1 ELSE 0 END), 0),
  coalesce(sum(CASE WHEN state IN ('granted', 'refused', 'returned') THEN 1 ELSE 0 END), 0)
FROM (SELECT c.state, c.claimed_by, (SELECT coalesce(max(r.round), 0) FROM returned_item r
    WHERE r.noun = 'candidacy' AND r.noun_id = c.id) AS rounds
  FROM candidacy c
  WHERE c.state IN ('letters_returned', 'interview_scheduled', 'interviewed', 'granted', 'refused',
    'returned')) q;

-- name: bssn_decisions
-- does: what a verifier decided, newest first, with the time the file had come in. First page:
--   before_s = INT64_MAX, before_id = ''
-- in: account text, before_s bigint, before_id text, n bigint
-- returns: many id text, at_s bigint, event text, note text null, number text, name text null,
--   office_name text, zone text, sent_s bigint null
SELECT h.id, h.at_s, h.event, h.note, c.number, c.name, o.name, o.zone,
  (SELECT max(p.at_s) FROM history p WHERE p.noun = 'candidacy' AND p.noun_id = c.id
    AND p.event = 'confirm_ds' AND p.at_s <= h.at_s)
FROM history h JOIN candidacy c ON c.id = h.noun_id JOIN office o ON o.code = c.office
WHERE h.noun = 'candidacy' AND h.actor = :account AND h.event IN ('grant', 'return', 'refuse')
  AND (h.at_s, h.id) < (:before_s, :before_id)
ORDER BY h.at_s DESC, h.id DESC LIMIT :n;

-- name: candidacy_sent_s
-- does: when the file came to BSSN last
-- in: id text
-- returns: one at_s bigint null
SELECT max(at_s) FROM history
WHERE noun = 'candidacy' AND noun_id = :id AND event = 'confirm_ds';

-- name: office_leaders
-- does: who is told about things of an office: its administrators and its head
-- in: office text
-- returns: many id text, name text, role text, level text null, email text
SELECT id, name, role, level, email FROM account
WHERE office = :office AND state = 'active' AND email IS NOT NULL
  AND (role = 'office_admin' OR level = 'kepala_kppn')
ORDER BY username LIMIT 10;
