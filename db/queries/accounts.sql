-- accounts.sql - people who sign in with a user name.

-- row: account id text, username text, role text, office text null, nip text null, name text,
--   level text null, email text null, email_proven_s bigint null, state text, pass_hash text null,
--   pass_initial bigint, pass_set_s bigint null, initial_expires_s bigint null,
--   opip_candidate bigint, created_s bigint, created_by text, last_login_s bigint null,
--   disabled_s bigint null, disabled_reason text null, version bigint

-- name: account_insert
-- does: a new account; RC_CONFLICT when the user name is taken
-- in: @account
-- returns: exec
INSERT INTO account (@account) VALUES (:@account);

-- name: account_by_id
-- does: the account with that id in any state
-- in: id text
-- returns: one @account
SELECT @account FROM account WHERE id = :id;

-- name: account_by_username
-- does: the account of that (lower case) user name in any state
-- in: username text
-- returns: one @account
SELECT @account FROM account WHERE username = :username;
