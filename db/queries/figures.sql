-- figures.sql - what the dashboards count (SCREENS 6.11). What happened is read from the history of the
-- applications that changed since: an application changed last when it came into its state, so the
-- index of the queue finds them; CROSS JOIN leads from those few to their history, never the other way. What is forgotten keeps states and times, and so its place here.

-- name: figures_open
-- does: the open files of an office: in which state, since when, and when they were sent last
-- in: office text
-- returns: many state text, since_s bigint, sent_s bigint
SELECT a.state, a.state_since_s, CASE WHEN a.state IN ('submitted', 'in_review')
  THEN coalesce((SELECT max(h.at_s) FROM history h
    WHERE h.noun = 'application' AND h.noun_id = a.id AND h.event = 'submit'), a.state_since_s)
  ELSE a.state_since_s END
FROM application a WHERE a.office = :office AND a.state <> 'draft'
  AND a.state IN ('submitted', 'in_review', 'returned', 'ready', 'at_counter', 'approved');

-- name: figures_history
-- does: everything that happened to the applications of an office that changed since that time, case by
--   case in order, so that what ended since then is told from its beginning
-- in: office text, from_s bigint
-- returns: many id text, event text, at_s bigint
SELECT h.noun_id, h.event, h.at_s
FROM application a CROSS JOIN history h
WHERE h.noun = 'application' AND h.noun_id = a.id AND a.office = :office AND a.state <> 'draft' AND a.state_since_s >= :from_s
  AND a.state IN ('submitted', 'in_review', 'returned', 'ready', 'at_counter', 'approved', 'issued',
    'refused', 'withdrawn', 'lapsed')
ORDER BY h.noun_id, h.seq, h.at_s, h.id;

-- name: figures_returned
-- does: what an office sent back to applicants in a span of time, most first
-- in: office text, from_s bigint, to_s bigint, n bigint
-- returns: many item text, n bigint
SELECT r.item, count(*)
FROM application a CROSS JOIN returned_item r
WHERE r.noun = 'application' AND r.noun_id = a.id AND a.office = :office AND a.state <> 'draft' AND a.state_since_s >= :from_s
  AND a.state IN ('submitted', 'in_review', 'returned', 'ready', 'at_counter', 'approved', 'issued',
    'refused', 'withdrawn', 'lapsed')
  AND r.created_s >= :from_s AND r.created_s < :to_s
GROUP BY r.item ORDER BY count(*) DESC, r.item LIMIT :n;

-- ---- BSSN ----

-- name: figures_bssn_open
-- does: candidacies that BSSN has to act on, with when they came in last and how often they went back
-- returns: many state text, claimed_by text null, interview_at_s bigint null, zone text, sent_s bigint,
--   rounds bigint
SELECT c.state, c.claimed_by, c.interview_at_s, o.zone,
  coalesce((SELECT max(h.at_s) FROM history h WHERE h.noun = 'candidacy' AND h.noun_id = c.id
    AND h.event = 'confirm_ds'), c.state_since_s),
  (SELECT coalesce(max(r.round), 0) FROM returned_item r
    WHERE r.noun = 'candidacy' AND r.noun_id = c.id)
FROM candidacy c JOIN office o ON o.code = c.office
WHERE c.state IN ('letters_returned', 'interview_scheduled', 'interviewed');

-- name: figures_bssn_history
-- does: everything that happened to the candidacies that changed since that time, case by case in order
-- in: from_s bigint
-- returns: many id text, event text, at_s bigint, actor text, actor_name text, zone text
SELECT h.noun_id, h.event, h.at_s, h.actor, h.actor_name, o.zone
FROM candidacy c JOIN office o ON o.code = c.office CROSS JOIN history h
WHERE h.noun = 'candidacy' AND h.noun_id = c.id AND c.state_since_s >= :from_s
  AND c.state IN ('profile', 'letters_sent', 'letters_returned', 'interview_scheduled', 'interviewed',
    'granted', 'returned', 'refused', 'closed')
ORDER BY h.noun_id, h.seq, h.at_s, h.id;

-- name: figures_bssn_returned
-- does: what BSSN sent back to candidates in a span of time, most first
-- in: from_s bigint, to_s bigint
-- returns: many item text, n bigint
SELECT r.item, count(*)
FROM candidacy c CROSS JOIN returned_item r
WHERE r.noun = 'candidacy' AND r.noun_id = c.id AND c.state_since_s >= :from_s
  AND c.state IN ('profile', 'letters_sent', 'letters_returned', 'interview_scheduled', 'interviewed',
    'granted', 'returned', 'refused', 'closed')
  AND r.created_s >= :from_s AND r.created_s < :to_s
GROUP BY r.item ORDER BY count(*) DESC, r.item;

-- ---- all offices ----

-- name: figures_waiting
-- does: the files that wait for their office, with when they were sent last
-- returns: many office text, zone text, sent_s bigint
SELECT o.code, o.zone, coalesce((SELECT max(h.at_s) FROM history h
  WHERE h.noun = 'application' AND h.noun_id = a.id AND h.event = 'submit'), a.state_since_s)
FROM office o CROSS JOIN application a WHERE a.office = o.code AND a.state <> 'draft'
  AND a.state IN ('submitted', 'in_review');

-- name: figures_activated
-- does: activations since that time, with when the file was sent first
-- in: from_s bigint
-- returns: many office text, submitted_s bigint null, approved_s bigint
SELECT office, submitted_s, approved_s FROM application WHERE approved_s >= :from_s;

-- name: figures_activated_count
-- does: how many activations there were in a span of time
-- in: from_s bigint, to_s bigint
-- returns: one n bigint
SELECT count(*) FROM application WHERE approved_s >= :from_s AND approved_s < :to_s;

-- name: figures_begun
-- does: what became of the applications that were begun since that time: where they stand, or in which
--   state they ended ('' as `ended`: they go on)
-- in: from_s bigint
-- returns: many place text, ended text, n bigint
SELECT q.place, q.ended, count(*) FROM (SELECT
    CASE WHEN a.state IN ('refused', 'withdrawn', 'lapsed') THEN coalesce((SELECT h.from_state FROM history h
      WHERE h.noun = 'application' AND h.noun_id = a.id AND h.to_state = a.state
      ORDER BY h.seq DESC, h.at_s DESC LIMIT 1), 'draft') ELSE a.state END AS place,
    CASE WHEN a.state IN ('refused', 'withdrawn', 'lapsed') THEN a.state ELSE '' END AS ended
  FROM application a WHERE a.created_s >= :from_s) q
GROUP BY q.place, q.ended ORDER BY q.place, q.ended;
