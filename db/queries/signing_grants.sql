-- signing_grants.sql - what the signer was told a person may do for an office.

-- row: signing_grant id text, account text, office text, role text, authority text null, state text,
--   from_s bigint, to_s bigint, granted_by text, granted_s bigint, ended_s bigint null

-- name: signing_grant_insert
-- does: a new grant; RC_CONFLICT when the person has one for that office
-- in: @signing_grant
-- returns: exec
INSERT INTO signing_grant (@signing_grant) VALUES (:@signing_grant);

-- name: signing_grant_open
-- does: the grant of a person for an office that has not ended
-- in: account text, office text
-- returns: one @signing_grant
SELECT @signing_grant FROM signing_grant
WHERE account = :account AND office = :office AND state <> 'ended';

-- name: signing_grant_of_authority
-- does: the grant that belongs to an authority
-- in: authority text
-- returns: one @signing_grant
SELECT @signing_grant FROM signing_grant WHERE authority = :authority
ORDER BY granted_s DESC, id DESC LIMIT 1;

-- name: signing_grants_open_of_account
-- does: grants of a person that have not ended
-- in: account text
-- returns: many @signing_grant
SELECT @signing_grant FROM signing_grant WHERE account = :account AND state <> 'ended'
ORDER BY granted_s, id;

-- name: signing_grant_set_state
-- does: suspended, active again or ended
-- in: id text, state text, ended_s bigint null
-- returns: changed
UPDATE signing_grant SET state = :state, ended_s = :ended_s WHERE id = :id AND state <> 'ended';

-- name: signing_grant_heads
-- does: heads of offices, with their grant if they have one
-- in: n bigint
-- returns: many account text, name text, nip text null, office text, office_name text,
--   grant_id text null, state text null, granted_s bigint null, n_keys bigint
SELECT a.id, a.name, a.nip, a.office, o.name, g.id, g.state, g.granted_s,
  (SELECT count(*) FROM officer_key k WHERE k.account = a.id AND k.removed_s IS NULL)
FROM account a JOIN office o ON o.code = a.office
  LEFT JOIN signing_grant g ON g.account = a.id AND g.office = a.office AND g.state <> 'ended'
WHERE a.level = 'kepala_kppn' AND a.state = 'active'
ORDER BY a.office, a.name LIMIT :n;

-- row: grant_order id text, grant_id text, action text, reason text, state text, refusal text null,
--   tries bigint, next_s bigint, created_s bigint, changed_s bigint null

-- name: grant_order_insert
-- does: authority to be taken away at the signer
-- in: @grant_order
-- returns: exec
INSERT INTO grant_order (@grant_order) VALUES (:@grant_order);

-- name: grant_order_due
-- does: orders whose time has come, in the order in which they were given
-- in: now_s bigint, n bigint
-- returns: many @grant_order
SELECT @grant_order FROM grant_order WHERE state = 'open' AND next_s <= :now_s
ORDER BY created_s, id LIMIT :n;

-- name: grant_order_close
-- does: the signer has done it, or refused
-- in: id text, state text, refusal text null, now_s bigint
-- returns: changed
UPDATE grant_order SET state = :state, refusal = :refusal, changed_s = :now_s
WHERE id = :id AND state = 'open';

-- name: grant_order_put_off
-- does: try again later
-- in: id text, tries bigint, next_s bigint
-- returns: exec
UPDATE grant_order SET tries = :tries, next_s = :next_s WHERE id = :id AND state = 'open';
