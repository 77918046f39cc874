-- officer_keys.sql - public keys of accounts.

-- row: officer_key id text, account text, kind text, alg bigint, key_id text, point blob, words text,
--   name text, counter bigint, transports text, backed_up bigint, created_s bigint,
--   used_s bigint null, known_s bigint null, authority_grant text null, removed_s bigint null,
--   removed_by text null

-- name: officer_key_insert
-- does: a new key; RC_CONFLICT when that key is registered already
-- in: @officer_key
-- returns: exec
INSERT INTO officer_key (@officer_key) VALUES (:@officer_key);

-- name: officer_key_by_id
-- does: one key
-- in: id text
-- returns: one @officer_key
SELECT @officer_key FROM officer_key WHERE id = :id;

-- name: officer_key_by_key_id
-- does: the key of that credential id (base64url)
-- in: key_id text
-- returns: one @officer_key
SELECT @officer_key FROM officer_key WHERE key_id = :key_id;

-- name: officer_keys_of_account
-- does: keys of an account that are not removed, oldest first
-- in: account text
-- returns: many @officer_key
SELECT @officer_key FROM officer_key WHERE account = :account AND removed_s IS NULL
ORDER BY created_s, id LIMIT 20;

-- name: officer_key_used
-- does: when it was used last, and the authenticator's counter
-- in: id text, used_s bigint, counter bigint
-- returns: exec
UPDATE officer_key SET used_s = :used_s, counter = :counter WHERE id = :id;

-- name: officer_key_rename
-- does: another name for a key of that account
-- in: id text, account text, name text
-- returns: changed
UPDATE officer_key SET name = :name WHERE id = :id AND account = :account AND removed_s IS NULL;

-- name: officer_key_remove
-- does: the key is no longer accepted
-- in: id text, removed_s bigint, removed_by text
-- returns: changed
UPDATE officer_key SET removed_s = :removed_s, removed_by = :removed_by
WHERE id = :id AND removed_s IS NULL;

-- name: officer_key_known
-- does: since when (NULL: no longer) the signer believes it, and under which grant
-- in: id text, known_s bigint null, authority_grant text null
-- returns: changed
UPDATE officer_key SET known_s = :known_s, authority_grant = :authority_grant WHERE id = :id;

-- name: officer_keys_waiting
-- does: keys of people with a grant that a verifier has yet to confirm, or has yet to take away
-- in: n bigint
-- returns: many id text, account text, person text, office_name text, name text, kind text, words text,
--   created_s bigint, removed_s bigint null, grant_id text, authority text null
SELECT k.id, k.account, a.name, o.name, k.name, k.kind, k.words, k.created_s, k.removed_s, g.id,
  g.authority
FROM officer_key k JOIN account a ON a.id = k.account
  JOIN signing_grant g ON g.account = k.account AND g.state <> 'ended'
  JOIN office o ON o.code = g.office
WHERE (k.removed_s IS NULL AND k.known_s IS NULL)
   OR (k.removed_s IS NOT NULL AND k.known_s IS NOT NULL)
ORDER BY k.created_s, k.id LIMIT :n;

-- name: officer_keys_of_gone_verifiers
-- does: verifiers' keys that the signer still believes though they were removed, or their owner's account
--   was disabled
-- in: n bigint
-- returns: many id text, account text, person text, kind text, words text, created_s bigint,
--   removed_s bigint null
SELECT k.id, k.account, a.name, k.kind, k.words, k.created_s, k.removed_s
FROM officer_key k JOIN account a ON a.id = k.account
WHERE k.known_s IS NOT NULL AND a.role = 'verifier'
  AND (k.removed_s IS NOT NULL OR a.state = 'disabled')
ORDER BY k.created_s, k.id LIMIT :n;
