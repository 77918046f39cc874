-- counter_slots.sql - opening hours of counters, closed days, and places taken at a time.

-- row: counter_schedule office text, hours text, minutes bigint, places bigint, version bigint,
--   changed_s bigint, changed_by text

-- row: counter_closed office text, date text, reason text

-- row: counter_slot office text, at_s bigint, place bigint, application text, minutes bigint,
--   taken_s bigint, reminded_s bigint null

-- name: counter_schedule_of
-- does: the schedule of an office; RC_NOT_FOUND when it never had one
-- in: office text
-- returns: one @counter_schedule
SELECT @counter_schedule FROM counter_schedule WHERE office = :office;

-- name: counter_schedule_insert
-- does: the first schedule of an office, if nobody was faster
-- in: @counter_schedule
-- returns: changed
INSERT INTO counter_schedule (@counter_schedule) VALUES (:@counter_schedule)
ON CONFLICT (office) DO NOTHING;

-- name: counter_schedule_update
-- does: change the schedule of an office, if nobody did since that version was read
-- in: office text, version bigint, hours text, minutes bigint, places bigint, now_s bigint, changed_by text
-- returns: changed
UPDATE counter_schedule SET hours = :hours, minutes = :minutes, places = :places,
  version = version + 1, changed_s = :now_s, changed_by = :changed_by
WHERE office = :office AND version = :version;

-- name: counter_closed_of
-- does: the days from one to another on which an office is closed ("2026-12-28"), both included
-- in: office text, first text, last text
-- returns: many @counter_closed
SELECT @counter_closed FROM counter_closed
WHERE office = :office AND date >= :first AND date <= :last ORDER BY date;

-- name: counter_closed_between
-- does: the same for all offices
-- in: first text, last text
-- returns: many @counter_closed
SELECT @counter_closed FROM counter_closed
WHERE date >= :first AND date <= :last ORDER BY office, date;

-- name: counter_closed_put
-- does: a day on which an office is closed, or its new reason
-- in: @counter_closed
-- returns: exec
INSERT INTO counter_closed (@counter_closed) VALUES (:@counter_closed)
ON CONFLICT (office, date) DO UPDATE SET reason = excluded.reason;

-- name: counter_closed_drop
-- does: open on that day after all
-- in: office text, date text
-- returns: changed
DELETE FROM counter_closed WHERE office = :office AND date = :date;

-- name: counter_slot_taken
-- does: how many places are taken at each time of an office from one moment up to another
-- in: office text, from_s bigint, to_s bigint
-- returns: many at_s bigint, n bigint
SELECT at_s, count(*) FROM counter_slot
WHERE office = :office AND at_s >= :from_s AND at_s < :to_s GROUP BY at_s ORDER BY at_s;

-- name: counter_slot_places
-- does: the places of a time that are taken
-- in: office text, at_s bigint
-- returns: many place bigint
SELECT place FROM counter_slot WHERE office = :office AND at_s = :at_s ORDER BY place;

-- name: counter_slot_take
-- does: take a place; RC_CONFLICT when somebody else has it
-- in: @counter_slot
-- returns: changed
INSERT INTO counter_slot (@counter_slot) VALUES (:@counter_slot) ON CONFLICT DO NOTHING;

-- name: counter_slot_of
-- does: the place of an application
-- in: application text
-- returns: one @counter_slot
SELECT @counter_slot FROM counter_slot WHERE application = :application;

-- name: counter_slot_drop
-- does: give the place of an application back, if it has one
-- in: application text
-- returns: exec
DELETE FROM counter_slot WHERE application = :application;

-- name: counter_slot_reminded
-- does: its holder is reminded now; RC_CONFLICT when he was before, or it is another time by now
-- in: application text, at_s bigint, now_s bigint
-- returns: changed
UPDATE counter_slot SET reminded_s = :now_s
WHERE application = :application AND at_s = :at_s AND reminded_s IS NULL;

-- name: counter_slot_visits
-- does: who comes to an office from one moment up to another
-- in: office text, from_s bigint, to_s bigint
-- returns: many at_s bigint, minutes bigint, application text, number text, name text null,
--   nip text null, state text
SELECT s.at_s, s.minutes, s.application, p.number, p.name, p.nip, p.state
FROM counter_slot s JOIN application p ON p.id = s.application
WHERE s.office = :office AND s.at_s >= :from_s AND s.at_s < :to_s
ORDER BY s.at_s, s.place;

-- name: counter_slot_unreminded
-- does: places from one moment up to another, in all offices, whose holders were not reminded
-- in: from_s bigint, to_s bigint, n bigint
-- returns: many @counter_slot
SELECT @counter_slot FROM counter_slot
WHERE at_s >= :from_s AND at_s < :to_s AND reminded_s IS NULL
ORDER BY at_s, application LIMIT :n;

-- name: counter_slot_between
-- does: places from one moment up to another, in all offices
-- in: from_s bigint, to_s bigint, n bigint
-- returns: many @counter_slot
SELECT @counter_slot FROM counter_slot WHERE at_s >= :from_s AND at_s < :to_s
ORDER BY at_s, application LIMIT :n;
