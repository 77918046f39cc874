-- counters.sql - list counters and number registers.

-- name: counter_add
-- does: add to a counter, making it at need
-- in: name text, delta bigint
-- returns: later
INSERT INTO counter (name, n) VALUES (:name, :delta)
ON CONFLICT (name) DO UPDATE SET n = counter.n + :delta;

-- name: counter_next
-- does: the next number of a register; gap-free because it lives and dies with its transaction
-- in: name text
-- returns: one n bigint
INSERT INTO counter (name, n) VALUES (:name, 1)
ON CONFLICT (name) DO UPDATE SET n = counter.n + 1
RETURNING n;

-- name: counter_get
-- does: the value of a counter
-- in: name text
-- returns: one n bigint
SELECT n FROM counter WHERE name = :name;

-- row: counter name text, n bigint

-- name: counter_range
-- does: the counters from `first` up to (not with) `beyond`: `application:082:` to `application:082;`
-- in: first text, beyond text
-- returns: many @counter
SELECT @counter FROM counter WHERE name >= :first AND name < :beyond ORDER BY name;
