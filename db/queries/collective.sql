-- collective.sql - letters of an office for many people, and who stands in them.

-- row: collective id text, office text, signed_document text null, signed_s bigint null,
--   signed_by text null, created_s bigint, created_by text, state text, version bigint
-- row: collective_person id text, collective text, seq bigint, state text, version bigint, nip text,
--   name text null, nik_shown text null, grade text null, position text null, unit text null,
--   email text null, refused text null, printed bigint

-- name: collective_insert
-- does: a new one
-- in: @collective
-- returns: exec
INSERT INTO collective (@collective) VALUES (:@collective);

-- name: collective_person_insert
-- does: one person of it
-- in: @collective_person
-- returns: exec
INSERT INTO collective_person (@collective_person) VALUES (:@collective_person);

-- name: collective_by_id
-- does: one of them
-- in: id text
-- returns: one @collective
SELECT @collective FROM collective WHERE id = :id;

-- name: collective_set_state
-- does: store a new state, if nobody changed the letter since
-- in: id text, version bigint, state text
-- returns: changed
UPDATE collective SET state = :state, version = version + 1 WHERE id = :id AND version = :version;

-- name: collective_people
-- does: the people in the order of the list
-- in: collective text
-- returns: many @collective_person
SELECT @collective_person FROM collective_person WHERE collective = :collective ORDER BY seq;

-- name: collective_person_by_id
-- does: one row
-- in: id text
-- returns: one @collective_person
SELECT @collective_person FROM collective_person WHERE id = :id;

-- name: collective_person_set_state
-- does: store a new state, if nobody changed the row since
-- in: id text, version bigint, state text
-- returns: changed
UPDATE collective_person SET state = :state, version = version + 1
WHERE id = :id AND version = :version;

-- name: collective_person_put
-- does: what a corrected row says
-- in: id text, nip text, name text null, nik_shown text null, grade text null, position text null,
--   unit text null, email text null
-- returns: changed
UPDATE collective_person SET nip = :nip, name = :name, nik_shown = :nik_shown, grade = :grade,
  position = :position, unit = :unit, email = :email, refused = NULL, printed = 0
WHERE id = :id;

-- name: collective_printed
-- does: the letter was drawn with those who are listed now
-- in: collective text
-- returns: exec
UPDATE collective_person SET printed = CASE WHEN state = 'listed' THEN 1 ELSE 0 END
WHERE collective = :collective;

-- name: collective_list
-- does: those of an office, newest first
-- in: office text, n bigint
-- returns: many @collective
SELECT @collective FROM collective WHERE office = :office ORDER BY created_s DESC, id DESC LIMIT :n;

-- name: collective_of_nip
-- does: signed letters of an office in which that person stands, newest first
-- in: nip text, office text
-- returns: many @collective
SELECT c.id, c.office, c.signed_document, c.signed_s, c.signed_by, c.created_s, c.created_by, c.state,
  c.version
FROM collective_person r JOIN collective c ON c.id = r.collective
WHERE r.nip = :nip AND r.state = 'listed' AND r.printed = 1 AND c.office || '' = :office
  AND c.signed_document IS NOT NULL
ORDER BY c.created_s DESC, c.id DESC;

-- name: collective_sign
-- does: the signed scan has come
-- in: id text, document text null, now_s bigint null, account text null
-- returns: changed
UPDATE collective SET signed_document = :document, signed_s = :now_s, signed_by = :account
WHERE id = :id;
