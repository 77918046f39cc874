-- renewals.sql - requests for renewal by holders who lost the key.

-- row: renewal id text, serial text, application text, office text, account text, factors text,
--   key_id text, csr blob, revocation_hash blob null, agent text, state text, asked_s bigint,
--   answered_s bigint null, answered_by text null, statement text null, version bigint

-- name: renewal_insert
-- does: a new request; RC_CONFLICT when one about that certificate is open
-- in: @renewal
-- returns: exec
INSERT INTO renewal (@renewal) VALUES (:@renewal);

-- name: renewal_by_id
-- does: one request
-- in: id text
-- returns: one @renewal
SELECT @renewal FROM renewal WHERE id = :id;

-- name: renewal_open
-- does: the request about a certificate that is open
-- in: serial text
-- returns: one @renewal
SELECT @renewal FROM renewal WHERE serial = :serial AND state IN ('asked', 'approved');

-- name: renewal_last
-- does: the newest request about a certificate
-- in: serial text
-- returns: one @renewal
SELECT @renewal FROM renewal WHERE serial = :serial ORDER BY asked_s DESC LIMIT 1;

-- row: renewal_line id text, serial text, state text, asked_s bigint, name text, not_after_s bigint

-- name: renewals_of_office
-- does: open requests of an office, the oldest first
-- in: office text, n bigint
-- returns: many @renewal_line
SELECT r.id, r.serial, r.state, r.asked_s, c.name, c.not_after_s
FROM renewal r JOIN certificate c ON c.serial = r.serial
WHERE r.office = :office AND r.state IN ('asked', 'approved')
ORDER BY r.asked_s, r.id LIMIT :n;

-- name: renewals_stale
-- does: requests that nobody answered since that time, the oldest first
-- in: asked_before_s bigint, n bigint
-- returns: many @renewal
SELECT @renewal FROM renewal WHERE state = 'asked' AND asked_s < :asked_before_s
ORDER BY asked_s, id LIMIT :n;

-- name: renewal_set_state
-- does: a change of state; only domain/fsm calls it
-- in: id text, version bigint, state text
-- returns: changed
UPDATE renewal SET state = :state, version = version + 1 WHERE id = :id AND version = :version;

-- name: renewal_set_answer
-- does: what an officer answered; a refusal has no statement
-- in: id text, statement text null, answered_by text, answered_s bigint
-- returns: changed
UPDATE renewal SET statement = :statement, answered_by = :answered_by, answered_s = :answered_s
WHERE id = :id;
