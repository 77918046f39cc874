-- codes.sql - one-time codes and links sent by mail.

-- row: code id text, purpose text, subject text, code_hash text, token_hash text, created_s bigint,
--   expires_s bigint, tries bigint, used_s bigint null, payload text null

-- name: code_insert
-- does: a new code
-- in: @code
-- returns: exec
INSERT INTO code (@code) VALUES (:@code);

-- name: code_latest
-- does: the newest code for that purpose and subject
-- in: purpose text, subject text
-- returns: one @code
SELECT @code FROM code WHERE purpose = :purpose AND subject = :subject
ORDER BY created_s DESC, id DESC LIMIT 1;

-- name: code_by_token
-- does: the code whose link carries that token
-- in: token_hash text
-- returns: one @code
SELECT @code FROM code WHERE token_hash = :token_hash;

-- name: codes_kill
-- does: make unused codes of a purpose and subject useless
-- in: purpose text, subject text, now_s bigint
-- returns: exec
UPDATE code SET used_s = :now_s WHERE purpose = :purpose AND subject = :subject AND used_s IS NULL;

-- name: code_count_try
-- does: count one wrong entry
-- in: id text
-- returns: exec
UPDATE code SET tries = tries + 1 WHERE id = :id;

-- name: code_mark_used
-- does: use a code up; RC_CONFLICT when it was used already
-- in: id text, now_s bigint
-- returns: changed
UPDATE code SET used_s = :now_s WHERE id = :id AND used_s IS NULL;

-- name: codes_delete_over
-- does: forget codes that expired before that time
-- in: before_s bigint
-- returns: exec
DELETE FROM code WHERE expires_s < :before_s;

-- name: code_count_since
-- does: how many codes of a purpose a subject was sent since then
-- in: purpose text, subject text, since_s bigint
-- returns: one n bigint
SELECT count(*) FROM code
WHERE purpose = :purpose AND subject = :subject AND created_s >= :since_s;
