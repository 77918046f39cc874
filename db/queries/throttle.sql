-- throttle.sql - failures counted against guessing.

-- row: throttle key text, fails bigint, first_s bigint, until_s bigint

-- name: throttle_get
-- does: the failures counted under that key
-- in: key text
-- returns: one @throttle
SELECT @throttle FROM throttle WHERE key = :key;

-- name: throttle_put
-- does: store the count of a key
-- in: key text, fails bigint, first_s bigint, until_s bigint
-- returns: exec
INSERT INTO throttle (key, fails, first_s, until_s) VALUES (:key, :fails, :first_s, :until_s)
ON CONFLICT (key) DO UPDATE SET fails = excluded.fails, first_s = excluded.first_s,
  until_s = excluded.until_s;

-- name: throttle_delete
-- does: forget a key
-- in: key text
-- returns: exec
DELETE FROM throttle WHERE key = :key;

-- name: throttle_delete_old
-- does: forget keys that count from before that time and need not wait any more
-- in: before_s bigint
-- returns: exec
DELETE FROM throttle WHERE first_s < :before_s AND until_s < :before_s;
