-- certificates.sql - what was issued.

-- row: certificate serial text, application text, office text, name text, email text,
--   nip_mask text, state text, not_before_s bigint, not_after_s bigint, der blob,
--   fingerprint text, check_code text, issued_s bigint, changed_s bigint null, reason text null,
--   version bigint, follows text null, reminded bigint

-- name: certificate_insert
-- does: a new certificate
-- in: @certificate
-- returns: exec
INSERT INTO certificate (@certificate) VALUES (:@certificate);

-- name: certificate_by_serial
-- does: one certificate
-- in: serial text
-- returns: one @certificate
SELECT @certificate FROM certificate WHERE serial = :serial;

-- name: certificate_by_check_code
-- does: one certificate
-- in: check_code text
-- returns: one @certificate
SELECT @certificate FROM certificate WHERE check_code = :check_code;

-- name: certificate_of_application
-- does: the certificates of an application, newest first
-- in: application text
-- returns: many @certificate
SELECT @certificate FROM certificate WHERE application = :application
ORDER BY issued_s DESC, serial;

-- name: certificate_follower
-- does: the certificate that follows another one
-- in: follows text
-- returns: one @certificate
SELECT @certificate FROM certificate WHERE follows = :follows;

-- name: certificate_to_remind
-- does: certificates in use that end before that time, have no follower yet, and whose holder was told of
--   no mark as near as this one (days before the end)
-- in: before_s bigint, mark bigint, n bigint
-- returns: many @certificate
SELECT @certificate FROM certificate
WHERE state = 'active' AND not_after_s < :before_s AND (reminded = 0 OR reminded > :mark)
  AND NOT EXISTS (SELECT 1 FROM certificate f WHERE f.follows = certificate.serial)
ORDER BY not_after_s, serial LIMIT :n;

-- name: certificate_set_reminded
-- does: the holder was told of that mark; RC_CONFLICT when he was before
-- in: serial text, mark bigint
-- returns: changed
UPDATE certificate SET reminded = :mark
WHERE serial = :serial AND (reminded = 0 OR reminded > :mark);

-- name: certificate_set_state
-- does: a change of state; only domain/fsm calls it
-- in: serial text, version bigint, state text, reason text null, now_s bigint
-- returns: changed
UPDATE certificate SET state = :state, reason = :reason, changed_s = :now_s,
  version = version + 1
WHERE serial = :serial AND version = :version;

-- name: certificate_list
-- does: certificates of an office, newest first; NULL means any. First page: before_s = INT64_MAX,
--   before_serial = ''. `text` is a lower case LIKE pattern on serial, name and address
-- in: office text, state text null, text text null, before_s bigint, before_serial text, n bigint
-- returns: many @certificate
SELECT @certificate FROM certificate
WHERE office = :office
  AND (CAST(:state AS text) IS NULL OR state = :state)
  AND (CAST(:text AS text) IS NULL OR serial LIKE :text OR lower(name) LIKE :text OR lower(email) LIKE :text)
  AND (issued_s, serial) < (:before_s, :before_serial)
ORDER BY issued_s DESC, serial DESC LIMIT :n;

-- name: certificate_list_ending
-- does: certificates of an office in use that end before that time and have no follower yet, the first to
--   end first
-- in: office text, before_s bigint, n bigint
-- returns: many @certificate
SELECT @certificate FROM certificate
WHERE state = 'active' AND not_after_s < :before_s AND office = :office
  AND NOT EXISTS (SELECT 1 FROM certificate f WHERE f.follows = certificate.serial)
ORDER BY not_after_s, serial LIMIT :n;

-- name: certificate_ending
-- does: certificates in a state that end before that time, the first to end first
-- in: state text, before_s bigint, n bigint
-- returns: many @certificate
SELECT @certificate FROM certificate WHERE state = :state AND not_after_s < :before_s
ORDER BY not_after_s, serial LIMIT :n;

-- name: certificate_living_of_nip
-- does: certificates of a person that can still be used or put back into use, newest first.
--   CROSS JOIN as in application_live_twin
-- in: nip text
-- returns: many @certificate
SELECT c.serial, c.application, c.office, c.name, c.email, c.nip_mask, c.state, c.not_before_s,
  c.not_after_s, c.der, c.fingerprint, c.check_code, c.issued_s, c.changed_s, c.reason, c.version,
  c.follows, c.reminded
FROM application p CROSS JOIN certificate c
WHERE c.application = p.id AND p.nip = :nip AND c.state || '' IN ('active', 'suspended')
ORDER BY c.issued_s DESC, c.serial;
