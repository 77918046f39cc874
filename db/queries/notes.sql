-- notes.sql - remarks of officers among themselves.

-- row: note id text, noun text, noun_id text, author text, text text, created_s bigint

-- name: note_insert
-- does: a remark
-- in: @note
-- returns: exec
INSERT INTO note (@note) VALUES (:@note);

-- name: note_of_noun
-- does: the remarks about something, in order
-- in: noun text, noun_id text
-- returns: many id text, author text, author_name text, text text, created_s bigint
SELECT n.id, n.author, a.name, n.text, n.created_s FROM note n JOIN account a ON a.id = n.author
WHERE n.noun = :noun AND n.noun_id = :noun_id ORDER BY n.created_s, n.id;
