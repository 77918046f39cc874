-- collective.sql - letters of an office for many people, and who stands in them.

-- row: collective id text, office text, signed_document text null, signed_s bigint null,
--   signed_by text null, created_s bigint, created_by text
-- row: collective_row collective text, seq bigint, nip text, name text null, grade text null,
--   position text null, unit text null, email text null, refused text null

-- name: collective_insert
-- does: a new one
-- in: @collective
-- returns: exec
INSERT INTO collective (@collective) VALUES (:@collective);

-- name: collective_row_insert
-- does: one person of it
-- in: @collective_row
-- returns: exec
INSERT INTO collective_row (@collective_row) VALUES (:@collective_row);

-- name: collective_by_id
-- does: one of them
-- in: id text
-- returns: one @collective
SELECT @collective FROM collective WHERE id = :id;

-- name: collective_rows
-- does: the people in the order of the list
-- in: collective text
-- returns: many @collective_row
SELECT @collective_row FROM collective_row WHERE collective = :collective ORDER BY seq;

-- name: collective_list
-- does: those of an office, newest first
-- in: office text, n bigint
-- returns: many @collective
SELECT @collective FROM collective WHERE office = :office ORDER BY created_s DESC, id DESC LIMIT :n;

-- name: collective_of_nip
-- does: signed letters of an office in which that person stands, newest first
-- in: nip text, office text
-- returns: many @collective
SELECT c.id, c.office, c.signed_document, c.signed_s, c.signed_by, c.created_s, c.created_by
FROM collective_row r JOIN collective c ON c.id = r.collective
WHERE r.nip = :nip AND r.refused IS NULL AND c.office || '' = :office AND c.signed_document IS NOT NULL
ORDER BY c.created_s DESC, c.id DESC;

-- name: collective_sign
-- does: the signed scan has come; once
-- in: id text, document text, now_s bigint, account text
-- returns: changed
UPDATE collective SET signed_document = :document, signed_s = :now_s, signed_by = :account
WHERE id = :id AND signed_document IS NULL;
