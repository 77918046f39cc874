-- once.sql - forms that are sent twice count once.

-- name: once_insert
-- does: the answer to the form with that token; RC_CONFLICT when it was answered before
-- in: token text, result text, created_s bigint
-- returns: exec
INSERT INTO once (token, result, created_s) VALUES (:token, :result, :created_s);

-- name: once_by_token
-- does: what the form with that token was answered
-- in: token text
-- returns: one result text, created_s bigint
SELECT result, created_s FROM once WHERE token = :token;

-- name: once_sweep
-- does: forget answers given before that time
-- in: before_s bigint
-- returns: exec
DELETE FROM once WHERE created_s < :before_s;
