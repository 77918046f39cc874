-- totp.sql - one-time passwords by time, and the codes for when the telephone is lost.

-- row: totp account text, secret_box blob, confirmed_s bigint null, last_step bigint, created_s bigint

-- name: totp_insert
-- does: a new secret, not in use yet
-- in: @totp
-- returns: exec
INSERT INTO totp (@totp) VALUES (:@totp);

-- name: totp_of_account
-- does: the secret of an account
-- in: account text
-- returns: one @totp
SELECT @totp FROM totp WHERE account = :account;

-- name: totp_delete
-- does: forget the secret
-- in: account text
-- returns: exec
DELETE FROM totp WHERE account = :account;

-- name: totp_confirm
-- does: in use from now on
-- in: account text, confirmed_s bigint, last_step bigint
-- returns: changed
UPDATE totp SET confirmed_s = :confirmed_s, last_step = :last_step
WHERE account = :account AND confirmed_s IS NULL;

-- name: totp_use
-- does: a step was used; RC_CONFLICT when that or a later one was used before
-- in: account text, step bigint
-- returns: changed
UPDATE totp SET last_step = :step WHERE account = :account AND last_step < :step;

-- name: recovery_insert
-- does: one more recovery code
-- in: id text, account text, code_hash text
-- returns: exec
INSERT INTO recovery_code (id, account, code_hash) VALUES (:id, :account, :code_hash);

-- name: recovery_unused
-- does: is that a code of the account that was not used?
-- in: account text, code_hash text
-- returns: one id text
SELECT id FROM recovery_code
WHERE account = :account AND code_hash = :code_hash AND used_s IS NULL;

-- name: recovery_use
-- does: use a code up; RC_CONFLICT when it is unknown or used
-- in: account text, code_hash text, now_s bigint
-- returns: changed
UPDATE recovery_code SET used_s = :now_s
WHERE account = :account AND code_hash = :code_hash AND used_s IS NULL;

-- name: recovery_delete_all
-- does: forget the codes of an account
-- in: account text
-- returns: exec
DELETE FROM recovery_code WHERE account = :account;

-- name: recovery_left
-- does: how many codes are left
-- in: account text
-- returns: one n bigint
SELECT count(*) FROM recovery_code WHERE account = :account AND used_s IS NULL;
