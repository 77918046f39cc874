-- statements.sql - what officers signed, as it was signed.

-- row: statement id text, kind text, noun text, noun_id text, account text, bytes blob,
--   signatures blob, state text, made_s bigint, expires_s bigint, done_s bigint null

-- name: statement_insert
-- does: a signed statement; RC_CONFLICT when its id was used
-- in: @statement
-- returns: exec
INSERT INTO statement (@statement) VALUES (:@statement);

-- name: statement_by_id
-- does: one statement
-- in: id text
-- returns: one @statement
SELECT @statement FROM statement WHERE id = :id;

-- name: statements_collecting
-- does: statements that wait for more signatures
-- in: now_s bigint
-- returns: many @statement
SELECT @statement FROM statement WHERE state = 'collecting' AND expires_s > :now_s
ORDER BY made_s, id LIMIT 100;

-- name: statement_set_signatures
-- does: one more signature, if nobody added one since
-- in: id text, before blob, signatures blob
-- returns: changed
UPDATE statement SET signatures = :signatures
WHERE id = :id AND signatures = :before AND state = 'collecting';

-- name: statement_set_state
-- does: accepted by the signer, or dropped
-- in: id text, state text, done_s bigint null
-- returns: changed
UPDATE statement SET state = :state, done_s = :done_s WHERE id = :id;
