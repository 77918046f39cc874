-- history.sql - what happened to an object, for people.

-- row: history id text, noun text, noun_id text, at_s bigint, actor text, actor_name text, event text,
--   from_state text null, to_state text, note text null

-- name: history_insert
-- does: one line, the next of its object
-- in: @history
-- returns: later
INSERT INTO history (@history, seq) VALUES (:@history, (SELECT coalesce(max(h.seq), 0) + 1
  FROM history h WHERE h.noun = :noun AND h.noun_id = :noun_id));

-- name: history_last
-- does: the latest line of an object
-- in: noun text, noun_id text
-- returns: one @history
SELECT @history FROM history WHERE noun = :noun AND noun_id = :noun_id
ORDER BY seq DESC, at_s DESC, id DESC LIMIT 1;

-- name: history_of
-- does: all lines of an object, newest first
-- in: noun text, noun_id text
-- returns: many @history
SELECT @history FROM history WHERE noun = :noun AND noun_id = :noun_id
ORDER BY seq DESC, at_s DESC, id DESC LIMIT 500;
