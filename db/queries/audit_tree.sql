-- audit_tree.sql - the Merkle tree over the record, its checkpoints, and looks at it.

-- row: audit_range first bigint, n bigint, node text, seq bigint
-- row: audit_checkpoint size bigint, origin text, root text, time_s bigint, previous bigint,
--   signature blob, anchor blob null, anchored_s bigint null
-- row: audit_check at_s bigint, whole bigint, events bigint, place text
-- row: audit_opening id text, account text, object text, reason text, at_s bigint, until_s bigint

-- name: audit_tree_get
-- does: size and root of the tree
-- returns: one size bigint, root text
SELECT size, root FROM audit_tree WHERE one = 1;

-- name: audit_tree_grow
-- does: the tree has grown, unless somebody else was faster
-- in: size bigint, root text, old_size bigint
-- returns: changed
UPDATE audit_tree SET size = :size, root = :root WHERE one = 1 AND size = :old_size;

-- name: audit_waiting
-- does: each node's last event, and the last one that is in the tree
-- returns: many node text, seq bigint, hash text, done bigint
SELECT h.node, h.seq, h.hash, COALESCE((SELECT r.seq + r.n - 1 FROM audit_range r
  WHERE r.node = h.node ORDER BY r.seq DESC LIMIT 1), 0)
FROM audit_head h ORDER BY h.node;

-- name: audit_one
-- does: one event
-- in: node text, seq bigint
-- returns: one @audit
SELECT @audit FROM audit WHERE node = :node AND seq = :seq;

-- name: audit_count
-- does: how many events there are, whatever the nodes' heads say
-- returns: one n bigint, heads bigint
SELECT (SELECT count(*) FROM audit),
  (SELECT CAST(COALESCE(sum(seq), 0) AS bigint) FROM audit_head);

-- name: audit_range_insert
-- does: these events become leaves
-- in: @audit_range
-- returns: exec
INSERT INTO audit_range (@audit_range) VALUES (:@audit_range);

-- name: audit_ranges_from
-- does: runs of leaves in order, from a leaf on
-- in: first bigint, n bigint
-- returns: many @audit_range
SELECT @audit_range FROM audit_range WHERE first >= :first ORDER BY first LIMIT :n;

-- name: audit_range_of_event
-- does: the run that holds an event, if any does
-- in: node text, seq bigint
-- returns: one @audit_range
SELECT @audit_range FROM audit_range WHERE node = :node AND seq <= :seq
ORDER BY seq DESC LIMIT 1;

-- name: audit_tile_get
-- does: one tile
-- in: level bigint, idx bigint
-- returns: one hashes blob
SELECT hashes FROM audit_tile WHERE level = :level AND idx = :idx;

-- name: audit_tile_put
-- does: a tile, new or longer than before
-- in: level bigint, idx bigint, hashes blob
-- returns: exec
INSERT INTO audit_tile (level, idx, hashes) VALUES (:level, :idx, :hashes)
ON CONFLICT (level, idx) DO UPDATE SET hashes = excluded.hashes;

-- name: audit_checkpoint_put
-- does: a signed checkpoint; the same again does nothing
-- in: @audit_checkpoint
-- returns: exec
INSERT INTO audit_checkpoint (@audit_checkpoint) VALUES (:@audit_checkpoint)
ON CONFLICT (size) DO NOTHING;

-- name: audit_checkpoint_last
-- does: the newest checkpoint
-- returns: one @audit_checkpoint
SELECT @audit_checkpoint FROM audit_checkpoint ORDER BY size DESC LIMIT 1;

-- name: audit_checkpoint_at
-- does: the first checkpoint over at least so many leaves
-- in: size bigint
-- returns: one @audit_checkpoint
SELECT @audit_checkpoint FROM audit_checkpoint WHERE size >= :size ORDER BY size LIMIT 1;

-- name: audit_checkpoints_from
-- does: checkpoints over more than so many leaves, in order
-- in: size bigint, n bigint
-- returns: many @audit_checkpoint
SELECT @audit_checkpoint FROM audit_checkpoint WHERE size > :size ORDER BY size LIMIT :n;

-- name: audit_anchor_last
-- does: the newest checkpoint with a time stamp
-- returns: one @audit_checkpoint
SELECT @audit_checkpoint FROM audit_checkpoint WHERE anchored_s IS NOT NULL
ORDER BY size DESC LIMIT 1;

-- name: audit_anchor_set
-- does: keep the time stamp of a checkpoint
-- in: size bigint, anchor blob, anchored_s bigint
-- returns: changed
UPDATE audit_checkpoint SET anchor = :anchor, anchored_s = :anchored_s
WHERE size = :size AND anchored_s IS NULL;

-- name: audit_check_get
-- does: the last look at the whole chain
-- returns: one @audit_check
SELECT @audit_check FROM audit_check WHERE one = 1;

-- name: audit_check_put
-- does: keep what the last look found
-- in: at_s bigint, whole bigint, events bigint, place text
-- returns: exec
INSERT INTO audit_check (one, at_s, whole, events, place)
VALUES (1, :at_s, :whole, :events, :place) ON CONFLICT (one) DO UPDATE
SET at_s = excluded.at_s, whole = excluded.whole, events = excluded.events,
  place = excluded.place;

-- name: audit_opening_insert
-- does: a case file was opened
-- in: @audit_opening
-- returns: exec
INSERT INTO audit_opening (@audit_opening) VALUES (:@audit_opening);

-- name: audit_opening_live
-- does: the opening that still holds, if any
-- in: account text, object text, now_s bigint
-- returns: one @audit_opening
SELECT @audit_opening FROM audit_opening
WHERE account = :account AND object = :object AND until_s > :now_s
ORDER BY until_s DESC LIMIT 1;

-- row: audit_about about text, leaf bigint, of_node text, of_seq bigint

-- name: audit_about_insert
-- does: what an event is about
-- in: @audit_about
-- returns: exec
INSERT INTO audit_about (@audit_about) VALUES (:@audit_about)
ON CONFLICT (about, leaf) DO NOTHING;

-- name: audit_about_list
-- does: leaves about something, newest first
-- in: about text, before_leaf bigint, n bigint
-- returns: many @audit_about
SELECT @audit_about FROM audit_about WHERE about = :about AND leaf < :before_leaf
ORDER BY leaf DESC LIMIT :n;

-- name: doc_views_all
-- does: who opened documents of a class (NULL: any), newest first; first page: before_s = INT64_MAX,
--   before_id = ''
-- in: class text null, before_s bigint, before_id text, n bigint
-- returns: many id text, at_s bigint, class text, noun text, noun_id text, viewer text,
--   viewer_name text, viewer_role text, viewer_office text null, reason text null, number text null
SELECT w.id, w.at_s, o.class, o.noun, o.noun_id, a.username, a.name, a.role, a.office, w.reason,
  COALESCE((SELECT x.number FROM application x WHERE x.id = o.noun_id),
    (SELECT c.number FROM candidacy c WHERE c.id = o.noun_id))
FROM doc_view w JOIN document o ON o.id = w.document JOIN account a ON a.id = w.viewer
WHERE (w.at_s, w.id) < (:before_s, :before_id)
  AND (CAST(:class AS text) IS NULL OR o.class = :class)
ORDER BY w.at_s DESC, w.id DESC LIMIT :n;
