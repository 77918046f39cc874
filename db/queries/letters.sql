-- letters.sql - the register of letters: no number twice, none left out (counter_next of the counter
-- `letter:OFFICE:YEAR` in the same transaction).

-- row: letter id text, office text, seq bigint, year bigint, number text, kind text, noun text,
--   noun_id text, check_code text, document text null, data_hash text, template_version text,
--   created_s bigint, superseded_s bigint null, template_hash text null, signs text null

-- name: letter_insert
-- does: enter a letter
-- in: @letter
-- returns: exec
INSERT INTO letter (@letter) VALUES (:@letter);

-- name: letter_by_check_code
-- does: the letter that carries that code
-- in: check_code text
-- returns: one @letter
SELECT @letter FROM letter WHERE check_code = :check_code;

-- name: letter_of_noun
-- does: the letters of something, newest first, superseded ones too
-- in: noun text, noun_id text
-- returns: many @letter
SELECT @letter FROM letter WHERE noun = :noun AND noun_id = :noun_id
ORDER BY created_s DESC, id DESC;

-- name: letter_current
-- does: the letter of a kind that is valid now
-- in: noun text, noun_id text, kind text
-- returns: one @letter
SELECT @letter FROM letter
WHERE noun = :noun AND noun_id = :noun_id AND kind = :kind AND superseded_s IS NULL
ORDER BY created_s DESC, id DESC LIMIT 1;

-- name: letter_set_document
-- does: a letter that was numbered ahead is drawn; once
-- in: id text, document text, template_version text, template_hash text
-- returns: changed
UPDATE letter SET document = :document, template_version = :template_version,
  template_hash = :template_hash
WHERE id = :id AND document IS NULL;

-- name: letter_supersede
-- does: the letters of something are no longer valid
-- in: noun text, noun_id text, now_s bigint
-- returns: exec
UPDATE letter SET superseded_s = :now_s
WHERE noun = :noun AND noun_id = :noun_id AND superseded_s IS NULL;
