-- returned_items.sql - what was sent back to be put right, item by item.

-- row: returned_item id text, noun text, noun_id text, item text, reason text, round bigint,
--   created_s bigint, fixed_s bigint null

-- name: returned_item_insert
-- does: one item of a return
-- in: @returned_item
-- returns: exec
INSERT INTO returned_item (@returned_item) VALUES (:@returned_item);

-- name: returned_item_open
-- does: the items still to be put right
-- in: noun text, noun_id text
-- returns: many @returned_item
SELECT @returned_item FROM returned_item
WHERE noun = :noun AND noun_id = :noun_id AND fixed_s IS NULL ORDER BY created_s, id;

-- name: returned_item_all
-- does: every item ever returned, the last round first
-- in: noun text, noun_id text
-- returns: many @returned_item
SELECT @returned_item FROM returned_item
WHERE noun = :noun AND noun_id = :noun_id ORDER BY round DESC, created_s, id;

-- name: returned_item_round
-- does: how many rounds there were
-- in: noun text, noun_id text
-- returns: one n bigint
SELECT coalesce(max(round), 0) FROM returned_item WHERE noun = :noun AND noun_id = :noun_id;

-- name: returned_item_fix
-- does: an open item was put right; RC_CONFLICT when it is not open
-- in: noun text, noun_id text, item text, now_s bigint
-- returns: changed
UPDATE returned_item SET fixed_s = :now_s
WHERE noun = :noun AND noun_id = :noun_id AND item = :item AND fixed_s IS NULL;
