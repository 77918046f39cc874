-- audit.sql - the append-only record, one chain per node.

-- row: audit node text, seq bigint, at_s bigint, actor text, role text, action text, object text,
--   office text null, addr text, detail text, prev_hash text, hash text

-- name: audit_insert
-- does: one event
-- in: @audit
-- returns: later
INSERT INTO audit (@audit) VALUES (:@audit);

-- name: audit_head_take
-- does: number and hash of a node's last event, kept from other programs until the transaction ends
-- in: node text
-- returns: one seq bigint, hash text
-- sqlite:
SELECT seq, hash FROM audit_head WHERE node = :node;
-- pgsql:
SELECT seq, hash FROM audit_head WHERE node = :node FOR UPDATE;

-- name: audit_head_begin
-- does: a chain without an event, if the node has none yet
-- in: node text
-- returns: exec
INSERT INTO audit_head (node, seq, hash) VALUES (:node, 0, '') ON CONFLICT (node) DO NOTHING;

-- name: audit_head_set
-- does: store number and hash of the last of the events just written after `old_seq`
-- in: node text, seq bigint, hash text, old_seq bigint
-- returns: changed
UPDATE audit_head SET seq = :seq, hash = :hash WHERE node = :node AND seq = :old_seq;

-- name: audit_after
-- does: events of a node after a number, in order
-- in: node text, seq bigint, n bigint
-- returns: many @audit
SELECT @audit FROM audit WHERE node = :node AND seq > :seq ORDER BY seq LIMIT :n;

-- name: audit_list
-- does: events, newest first; NULL means any. First page: before_s = INT64_MAX, before_node = '',
--   before_seq = 0
-- in: from_s bigint null, to_s bigint null, actor text null, action text null, object text null,
--   office text null, before_s bigint, before_node text, before_seq bigint, n bigint
-- returns: many @audit
SELECT @audit FROM audit
WHERE (:from_s IS NULL OR at_s >= :from_s)
  AND (:to_s IS NULL OR at_s < :to_s)
  AND (:actor IS NULL OR actor = :actor)
  AND (:action IS NULL OR action = :action)
  AND (:object IS NULL OR object = :object)
  AND (:office IS NULL OR office = :office)
  AND (at_s, node, seq) < (:before_s, :before_node, :before_seq)
ORDER BY at_s DESC, node DESC, seq DESC LIMIT :n;
