-- sessions.sql - who is signed in (accounts) or continues one application (applicants).

-- row: session id_hash text, account text null, application text null, created_s bigint,
--   seen_s bigint, expires_s bigint, agent text, addr_net text,
--   proof text

-- name: session_insert
-- does: a new session
-- in: @session
-- returns: exec
INSERT INTO session (@session) VALUES (:@session);

-- name: session_by_hash
-- does: one session, living or over
-- in: id_hash text
-- returns: one @session
SELECT @session FROM session WHERE id_hash = :id_hash;

-- name: session_touch
-- does: note when it was last used
-- in: id_hash text, seen_s bigint
-- returns: exec
UPDATE session SET seen_s = :seen_s WHERE id_hash = :id_hash;

-- name: session_delete
-- does: end one session, if it is there
-- in: id_hash text
-- returns: exec
DELETE FROM session WHERE id_hash = :id_hash;

-- name: session_delete_of_account
-- does: end one session of that account
-- in: id_hash text, account text
-- returns: changed
DELETE FROM session WHERE id_hash = :id_hash AND account = :account;

-- name: session_delete_all
-- does: end all sessions of an account but one (pass NULL to keep none)
-- in: account text, keep_hash text null
-- returns: exec
DELETE FROM session WHERE account = :account AND id_hash <> COALESCE(:keep_hash, '');

-- name: sessions_of_account
-- does: sessions of an account, newest first
-- in: account text
-- returns: many @session
SELECT @session FROM session WHERE account = :account ORDER BY seen_s DESC, id_hash LIMIT 50;

-- name: sessions_delete_over
-- does: forget sessions that ended before that time
-- in: before_s bigint
-- returns: exec
DELETE FROM session WHERE expires_s < :before_s;

-- name: session_delete_of_application
-- does: end all sessions of an applicant
-- in: application text
-- returns: exec
DELETE FROM session WHERE application = :application;

-- name: sessions_count_living
-- does: how many sessions of an account are open
-- in: account text, now_s bigint, seen_s bigint
-- returns: one n bigint
SELECT count(*) FROM session
WHERE account = :account AND expires_s > :now_s AND seen_s > :seen_s;

-- name: session_set_proof
-- does: how the session was proven, once more and better
-- in: id_hash text, proof text
-- returns: changed
UPDATE session SET proof = :proof WHERE id_hash = :id_hash;
