-- issuances.sql - requests for certificates on their way to the signer.

-- row: issuance request_id text, application text, key_id text, csr blob, office_name text,
--   holder text, two_person bigint, evidence text, agent text, state text, serial text null,
--   refusal text null, tries bigint, next_s bigint, created_s bigint, changed_s bigint null,
--   approval text null, activation_signature blob null, revocation_hash blob null,
--   follows text null

-- name: issuance_insert
-- does: a new request; RC_CONFLICT when the application has one that was not refused
-- in: @issuance
-- returns: exec
INSERT INTO issuance (@issuance) VALUES (:@issuance);

-- name: issuance_by_id
-- does: one request
-- in: request_id text
-- returns: one @issuance
SELECT @issuance FROM issuance WHERE request_id = :request_id;

-- name: issuance_of_application
-- does: the request for what was approved at the counter that is under way or answered
-- in: application text
-- returns: one @issuance
SELECT @issuance FROM issuance
WHERE application = :application AND coalesce(follows, '') = '' AND state <> 'refused';

-- name: issuance_of_renewal
-- does: the request to follow a certificate that is under way or answered
-- in: application text, follows text
-- returns: one @issuance
SELECT @issuance FROM issuance
WHERE application = :application AND coalesce(follows, '') = :follows AND state <> 'refused';

-- name: issuance_of_serial
-- does: the request that was answered with that certificate
-- in: application text, serial text
-- returns: one @issuance
SELECT @issuance FROM issuance
WHERE application = :application AND serial = :serial AND state <> 'refused';

-- name: issuance_set_issued
-- does: the certificate is there
-- in: request_id text, serial text, now_s bigint
-- returns: changed
UPDATE issuance SET state = 'issued', serial = :serial, changed_s = :now_s
WHERE request_id = :request_id AND state = 'pending';

-- name: issuance_set_refused
-- does: the signer refused for good
-- in: request_id text, refusal text, now_s bigint
-- returns: changed
UPDATE issuance SET state = 'refused', refusal = :refusal, changed_s = :now_s
WHERE request_id = :request_id AND state = 'pending';

-- name: issuance_put_off
-- does: try again later
-- in: request_id text, tries bigint, next_s bigint
-- returns: exec
UPDATE issuance SET tries = :tries, next_s = :next_s
WHERE request_id = :request_id AND state = 'pending';

-- name: issuance_due
-- does: requests whose time has come, the one that waits longest first
-- in: now_s bigint, n bigint
-- returns: many @issuance
SELECT @issuance FROM issuance WHERE state = 'pending' AND next_s <= :now_s
ORDER BY next_s, request_id LIMIT :n;
