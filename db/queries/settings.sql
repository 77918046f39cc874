-- settings.sql - policy that the central directorate sets, and public holidays.

-- row: setting key text, value text, changed_s bigint, changed_by text

-- row: holiday date text, name text

-- name: setting_by_key
-- does: one setting; RC_NOT_FOUND when it stands at its default
-- in: key text
-- returns: one @setting
SELECT @setting FROM setting WHERE key = :key;

-- name: setting_put
-- does: change a setting
-- in: @setting
-- returns: exec
INSERT INTO setting (@setting) VALUES (:@setting)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_s = excluded.changed_s,
  changed_by = excluded.changed_by;

-- name: holiday_between
-- does: the holidays from one day to another ("2026-12-25"), both included
-- in: first text, last text
-- returns: many @holiday
SELECT @holiday FROM holiday WHERE date >= :first AND date <= :last ORDER BY date;

-- name: holiday_put
-- does: a holiday, or its new name
-- in: @holiday
-- returns: exec
INSERT INTO holiday (@holiday) VALUES (:@holiday)
ON CONFLICT (date) DO UPDATE SET name = excluded.name;

-- name: holiday_delete
-- does: no holiday any more
-- in: date text
-- returns: exec
DELETE FROM holiday WHERE date = :date;

-- name: holiday_from
-- does: the holidays from one day on
-- in: first text, n bigint
-- returns: many @holiday
SELECT @holiday FROM holiday WHERE date >= :first ORDER BY date LIMIT :n;
