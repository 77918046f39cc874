-- authorities.sql - registration authority of a person for an office.

-- row: authority id text, account text, office text, state text, from_s bigint, to_s bigint null,
--   candidacy text, granted_by text, granted_s bigint, suspended_s bigint null, ended_s bigint null,
--   ended_by text null, reason text null, accepted_s bigint null, version bigint

-- name: authority_insert
-- does: a new, active authority
-- in: id text, account text, office text, from_s bigint, candidacy text, granted_by text,
--   granted_s bigint
-- returns: exec
INSERT INTO authority (id, account, office, state, from_s, candidacy, granted_by, granted_s, version)
VALUES (:id, :account, :office, 'active', :from_s, :candidacy, :granted_by, :granted_s, 1);

-- name: authority_by_id
-- does: one authority
-- in: id text
-- returns: one @authority
SELECT @authority FROM authority WHERE id = :id;

-- name: authority_active_of_account
-- does: the active authority of an account
-- in: account text
-- returns: one @authority
SELECT @authority FROM authority WHERE account = :account AND state = 'active'
ORDER BY granted_s DESC LIMIT 1;

-- name: authorities_open_of_account
-- does: authorities of an account that have not ended
-- in: account text
-- returns: many @authority
SELECT @authority FROM authority WHERE account = :account AND state <> 'ended' ORDER BY granted_s;

-- name: authority_set_state
-- does: store a new state, if nobody changed the row since
-- in: id text, version bigint, state text
-- returns: changed
UPDATE authority SET state = :state, version = version + 1 WHERE id = :id AND version = :version;

-- name: authority_set_ended
-- does: when, by whom and why it ended
-- in: id text, now_s bigint, ended_by text, reason text null
-- returns: changed
UPDATE authority SET ended_s = :now_s, to_s = :now_s, ended_by = :ended_by, reason = :reason
WHERE id = :id;

-- name: authority_set_suspended
-- does: since when it is suspended (NULL: no longer) and why
-- in: id text, now_s bigint null, reason text null
-- returns: changed
UPDATE authority SET suspended_s = :now_s, reason = :reason WHERE id = :id;

-- name: authority_accept
-- does: the person took the duties on; RC_CONFLICT when that was done before
-- in: id text, now_s bigint
-- returns: changed
UPDATE authority SET accepted_s = :now_s WHERE id = :id AND accepted_s IS NULL;

-- row: authority_line id text, account text, name text, nip text null, office text,
--   office_name text, state text, from_s bigint, to_s bigint null, granted_s bigint,
--   reason text null, accepted_s bigint null, version bigint

-- name: authority_list
-- does: authorities, newest first; NULL means any. First page: before_s = INT64_MAX, before_id = ''.
--   `text` is a lower case LIKE pattern on name and NIP
-- in: office text null, state text null, before_s bigint, before_id text, n bigint, text text null
-- returns: many @authority_line
SELECT u.id, u.account, a.name, a.nip, u.office, o.name, u.state, u.from_s, u.to_s, u.granted_s,
  u.reason, u.accepted_s, u.version
FROM authority u JOIN account a ON a.id = u.account JOIN office o ON o.code = u.office
WHERE (CAST(:office AS text) IS NULL OR u.office = :office)
  AND (CAST(:state AS text) IS NULL OR u.state = :state)
  AND (CAST(:text AS text) IS NULL OR lower(a.name) LIKE :text OR a.nip LIKE :text)
  AND (u.granted_s, u.id) < (:before_s, :before_id)
ORDER BY u.granted_s DESC, u.id DESC LIMIT :n;

-- name: authority_count_of_office
-- does: how many people may register for an office at that time
-- in: office text, now_s bigint
-- returns: one n bigint
SELECT count(*) FROM authority
WHERE office = :office AND state = 'active' AND from_s <= :now_s
  AND (to_s IS NULL OR to_s > :now_s);

-- name: authority_ended_of_account
-- does: authorities of an account that ended at that moment or later
-- in: account text, since_s bigint
-- returns: many id text, office text
SELECT id, office FROM authority WHERE account = :account AND state = 'ended' AND ended_s >= :since_s
ORDER BY id;
