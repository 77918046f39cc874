-- status_orders.sql - orders to suspend, lift and revoke on their way to the signer.

-- row: status_order id text, serial text, event text, reason text, note text null,
--   actor_roles bigint, actor_account text null, actor_application text null,
--   actor_name text null, actor_nip text null, actor_office text null, actor_net text null,
--   state text, refusal text null, tries bigint, next_s bigint, created_s bigint,
--   changed_s bigint null, statement text null, revocation_code text null

-- name: status_order_insert
-- does: a new order; RC_CONFLICT when the same is under way
-- in: @status_order
-- returns: exec
INSERT INTO status_order (@status_order) VALUES (:@status_order);

-- name: status_orders_open
-- does: orders for a certificate that are under way, in their order
-- in: serial text
-- returns: many @status_order
SELECT @status_order FROM status_order WHERE serial = :serial AND state = 'open'
ORDER BY created_s, id;

-- name: status_order_close
-- does: an order was carried out or refused
-- in: id text, state text, refusal text null, now_s bigint
-- returns: changed
UPDATE status_order SET state = :state, refusal = :refusal, changed_s = :now_s
WHERE id = :id AND state = 'open';

-- name: status_order_put_off
-- does: try again later
-- in: id text, tries bigint, next_s bigint
-- returns: exec
UPDATE status_order SET tries = :tries, next_s = :next_s WHERE id = :id AND state = 'open';

-- name: status_order_due
-- does: orders whose time has come, in the order in which they were given
-- in: now_s bigint, n bigint
-- returns: many @status_order
SELECT @status_order FROM status_order WHERE state = 'open' AND next_s <= :now_s
ORDER BY created_s, id LIMIT :n;
