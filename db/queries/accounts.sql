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

-- name: account_by_login
-- does: the account of that user name, or of that proven e-mail, both in lower case
-- in: login text
-- returns: one @account
SELECT @account FROM account
WHERE username = :login OR (lower(email) = :login AND email_proven_s IS NOT NULL)
ORDER BY CASE WHEN username = :login THEN 0 ELSE 1 END, created_s LIMIT 1;

-- name: account_set_initial
-- does: a new initial password
-- in: id text, pass_hash text, now_s bigint, expires_s bigint
-- returns: changed
UPDATE account SET pass_hash = :pass_hash, pass_initial = 1, pass_set_s = :now_s,
  initial_expires_s = :expires_s, version = version + 1
WHERE id = :id AND state <> 'disabled';

-- name: account_set_password
-- does: a password of the owner's own; the first one activates the account
-- in: id text, pass_hash text, now_s bigint
-- returns: changed
UPDATE account SET pass_hash = :pass_hash, pass_initial = 0, pass_set_s = :now_s,
  initial_expires_s = NULL, state = 'active', version = version + 1
WHERE id = :id AND state <> 'disabled';

-- name: account_set_hash
-- does: the same password hashed anew with stronger settings
-- in: id text, pass_hash text
-- returns: changed
UPDATE account SET pass_hash = :pass_hash WHERE id = :id;

-- name: account_set_login
-- does: when it was last signed in
-- in: id text, now_s bigint
-- returns: changed
UPDATE account SET last_login_s = :now_s WHERE id = :id;

-- name: account_disable
-- does: switch an account off for good, if nobody changed the row since
-- in: id text, version bigint, now_s bigint, reason text
-- returns: changed
UPDATE account SET state = 'disabled', disabled_s = :now_s, disabled_reason = :reason,
  opip_candidate = 0, version = version + 1
WHERE id = :id AND version = :version AND state <> 'disabled';

-- name: account_list
-- does: accounts, newest first; NULL means any. First page: before_s = INT64_MAX, before_id = ''.
--   `text` is a lower case LIKE pattern on name, user name and NIP
-- in: office text null, role text null, state text null, text text null, before_s bigint,
--   before_id text, n bigint
-- returns: many @account
SELECT @account FROM account
WHERE (:office IS NULL OR office = :office)
  AND (:role IS NULL OR role = :role)
  AND (:state IS NULL OR state = :state)
  AND (:text IS NULL OR lower(name) LIKE :text OR username LIKE :text OR nip LIKE :text)
  AND (created_s, id) < (:before_s, :before_id)
ORDER BY created_s DESC, id DESC LIMIT :n;

-- name: account_by_nip
-- does: accounts that are not disabled with that NIP
-- in: nip text
-- returns: many @account
SELECT @account FROM account WHERE nip = :nip AND state <> 'disabled' ORDER BY created_s, id;

-- name: account_keepers_of_office
-- does: who is told about certificates of an office: its OPIP, its head, its administrators
-- in: office text
-- returns: many @account
SELECT @account FROM account
WHERE office = :office AND state = 'active' AND email IS NOT NULL
  AND (role = 'office_admin' OR level = 'kepala_kppn' OR EXISTS (
    SELECT 1 FROM authority t
    WHERE t.account = account.id AND t.office = account.office AND t.state = 'active'))
ORDER BY id LIMIT 20;

-- name: account_head_of_office
-- does: who heads an office, if that person is recorded
-- in: office text
-- returns: one @account
SELECT @account FROM account WHERE office = :office AND level = 'kepala_kppn' AND state <> 'disabled'
ORDER BY created_s DESC, id LIMIT 1;

-- name: account_prove_email
-- does: the address that a person proved, whatever else changed meanwhile
-- in: id text, email text, email_proven_s bigint
-- returns: changed
UPDATE account SET email = :email, email_proven_s = :email_proven_s, version = version + 1
WHERE id = :id;

-- name: account_page
-- does: people of an office, newest first, by its index; NULL means any. First page:
--   before_s = INT64_MAX, before_id = ''. `status` is what people see: active, initial (password not yet changed) or
--   disabled; `text` a lower case LIKE pattern with ! as escape
-- in: office text, role text, level text null, status text null, text text null,
--   opip_candidate bigint null, before_s bigint, before_id text, n bigint
-- returns: many @account
SELECT @account FROM account
WHERE office = :office AND role = :role
  AND (CAST(:level AS text) IS NULL OR level = :level)
  AND (CAST(:status AS text) IS NULL OR CASE WHEN state = 'disabled' THEN 'disabled'
    WHEN pass_initial = 1 THEN 'initial' ELSE 'active' END = :status)
  AND (CAST(:text AS text) IS NULL OR lower(name) LIKE :text ESCAPE '!'
    OR username LIKE :text ESCAPE '!' OR nip LIKE :text ESCAPE '!')
  AND (CAST(:opip_candidate AS bigint) IS NULL OR opip_candidate = :opip_candidate)
  AND (created_s, id) < (:before_s, :before_id)
ORDER BY created_s DESC, id DESC LIMIT :n;

-- name: account_still_initial
-- does: how many people of an office and role have not replaced their initial password
-- in: office text, role text
-- returns: one n bigint
SELECT count(*) FROM account
WHERE office = :office AND role = :role
  AND state <> 'disabled' AND pass_initial = 1;

-- name: account_admins
-- does: every office administrator, the newest of an office first
-- returns: many @account
SELECT @account FROM account WHERE role = 'office_admin' ORDER BY office, created_s DESC, id;

-- name: account_colleagues
-- does: people of an office who are not disabled, by name
-- in: office text
-- returns: many @account
SELECT @account FROM account WHERE office = :office AND role = 'staff' AND state <> 'disabled'
ORDER BY name, id LIMIT 500;

-- name: account_by_mailbox
-- does: the account of that user name or address (lower case) that can be reached by mail: it is in
--   use, its owner has chosen a password before, and proved that the address is his
-- in: login text
-- returns: one @account
SELECT @account FROM account
WHERE (username = :login OR lower(email) = :login)
  AND state = 'active' AND pass_initial = 0 AND email IS NOT NULL AND email_proven_s IS NOT NULL
ORDER BY CASE WHEN username = :login THEN 0 ELSE 1 END, created_s LIMIT 1;

-- name: account_of_mailbox
-- does: the account whose owner has proved that this address (lower case) is his
-- in: email text
-- returns: many id text
SELECT id FROM account WHERE lower(email) = :email AND email_proven_s IS NOT NULL AND state <> 'disabled'
ORDER BY created_s, id LIMIT 1;

-- name: account_free_username
-- does: give up the user name of a disabled account, so that its successor can have it
-- in: id text, username text
-- returns: changed
UPDATE account SET username = :username WHERE id = :id AND state = 'disabled';

-- name: account_leads_of_office
-- does: who answers for the work of an office: its administrator and its head
-- in: office text
-- returns: many @account
SELECT @account FROM account
WHERE office = :office AND state = 'active' AND email IS NOT NULL
  AND (role = 'office_admin' OR level = 'kepala_kppn')
ORDER BY id LIMIT 20;

-- name: account_verifiers
-- does: verifiers that can be reached by mail
-- returns: many @account
SELECT @account FROM account
WHERE role = 'verifier' AND state = 'active' AND email IS NOT NULL ORDER BY created_s, id LIMIT 200;

-- name: account_restore
-- does: an account that was switched off by mistake works again, if nobody changed the row since
-- in: id text, version bigint, state text, opip_candidate bigint
-- returns: changed
UPDATE account SET state = :state, disabled_s = NULL, disabled_reason = NULL,
  opip_candidate = :opip_candidate, version = version + 1
WHERE id = :id AND version = :version AND state = 'disabled';
