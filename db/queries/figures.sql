-- figures.sql - what the dashboards count (SCREENS 6.11). What happened is read from the history of the
-- applications that changed since: an application changed last when it came into its state, so the
-- index of the queue finds them. What is forgotten keeps states and times, and so its place here.

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
FROM application a JOIN history h ON h.noun = 'application' AND h.noun_id = a.id
WHERE a.office = :office AND a.state <> 'draft' AND a.state_since_s >= :from_s
  AND a.state IN ('submitted', 'in_review', 'returned', 'ready', 'at_counter', 'approved', 'issued',
    'refused', 'withdrawn', 'lapsed')
ORDER BY h.noun_id, h.seq, h.at_s, h.id;

-- name: figures_returned
-- does: what an office sent back to applicants in a span of time, most first
-- in: office text, from_s bigint, to_s bigint, n bigint
-- returns: many item text, n bigint
SELECT r.item, count(*)
FROM application a JOIN returned_item r ON r.noun = 'application' AND r.noun_id = a.id
WHERE a.office = :office AND a.state <> 'draft' AND a.state_since_s >= :from_s
  AND a.state IN ('submitted', 'in_review', 'returned', 'ready', 'at_counter', 'approved', 'issued',
    'refused', 'withdrawn', 'lapsed')
  AND r.created_s >= :from_s AND r.created_s < :to_s
GROUP BY r.item ORDER BY count(*) DESC, r.item LIMIT :n;
