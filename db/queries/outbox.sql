-- outbox.sql - mail to be sent, and sent.

-- row: outbox id text, kind text, recipient text, subject text, body_text text, body_html text,
--   attachments text, noun text, noun_id text, account text null, state text, tries bigint,
--   next_s bigint, last_error text null, created_s bigint, sent_s bigint null, read_s bigint null,
--   calendar text null

-- name: outbox_insert
-- does: queue one mail
-- in: @outbox
-- returns: later
INSERT INTO outbox (@outbox) VALUES (:@outbox);

-- name: outbox_claim
-- does: take the mails that are due, and put their next attempt off so that nobody else takes them
-- in: now_s bigint, until_s bigint, n bigint
-- returns: many @outbox
-- sqlite:
UPDATE outbox SET next_s = :until_s, tries = tries + 1 WHERE id IN (
  SELECT id FROM outbox WHERE state = 'queued' AND next_s <= :now_s ORDER BY next_s, id LIMIT :n)
RETURNING @outbox;
-- pgsql:
UPDATE outbox SET next_s = :until_s, tries = tries + 1 WHERE id IN (
  SELECT id FROM outbox WHERE state = 'queued' AND next_s <= :now_s ORDER BY next_s, id LIMIT :n
  FOR UPDATE SKIP LOCKED)
RETURNING @outbox;

-- name: outbox_sent
-- does: a mail was taken by the mail server
-- in: id text, now_s bigint
-- returns: exec
UPDATE outbox SET state = 'sent', sent_s = :now_s, last_error = NULL WHERE id = :id;

-- name: outbox_retry
-- does: an attempt failed; try again later
-- in: id text, next_s bigint, error text
-- returns: exec
UPDATE outbox SET next_s = :next_s, last_error = :error WHERE id = :id AND state = 'queued';

-- name: outbox_failed
-- does: give a mail up
-- in: id text, error text
-- returns: exec
UPDATE outbox SET state = 'failed', last_error = :error WHERE id = :id;

-- name: outbox_bounced
-- does: a mail that was sent came back
-- in: id text, error text
-- returns: changed
UPDATE outbox SET state = 'failed', last_error = :error WHERE id = :id AND state = 'sent';

-- name: outbox_undelivered
-- does: the newest mail about an object that did not arrive, unless a later one was sent to the same mailbox or,
--   the address mended since, to the same reader
-- in: noun text, noun_id text
-- returns: one @outbox
SELECT @outbox FROM outbox WHERE noun = :noun AND noun_id = :noun_id AND state = 'failed'
  AND NOT EXISTS (SELECT 1 FROM outbox n WHERE n.noun = :noun AND n.noun_id = :noun_id
    AND (n.recipient = outbox.recipient OR COALESCE(n.account, '') = COALESCE(outbox.account, ''))
    AND n.state = 'sent' AND n.created_s > outbox.created_s)
ORDER BY created_s DESC, id DESC LIMIT 1;

-- name: outbox_of
-- does: mails about an object, newest first
-- in: noun text, noun_id text
-- returns: many @outbox
SELECT @outbox FROM outbox WHERE noun = :noun AND noun_id = :noun_id
ORDER BY created_s DESC, id DESC LIMIT 100;

-- name: outbox_of_applicant
-- does: mails about an application and its certificates that went to that mailbox, newest first
-- in: id text, recipient text
-- returns: many @outbox
SELECT @outbox FROM outbox WHERE noun = 'application' AND noun_id = :id AND recipient = :recipient
UNION ALL
SELECT @outbox FROM outbox WHERE noun = 'certificate' AND recipient = :recipient
  AND noun_id IN (SELECT serial FROM certificate WHERE application = :id)
ORDER BY created_s DESC, id DESC LIMIT 100;

-- name: outbox_read
-- does: a mail was read in the portal for the first time
-- in: id text, now_s bigint
-- returns: exec
UPDATE outbox SET read_s = :now_s WHERE id = :id AND read_s IS NULL;

-- name: outbox_of_account
-- does: the in-portal inbox of an account, newest first
-- in: account text
-- returns: many @outbox
SELECT @outbox FROM outbox WHERE account = :account ORDER BY created_s DESC, id DESC LIMIT 100;

-- name: outbox_recent
-- does: the newest mails of all
-- in: n bigint
-- returns: many @outbox
SELECT @outbox FROM outbox ORDER BY created_s DESC, id DESC LIMIT :n;

-- name: outbox_count
-- does: how many mails are in a state
-- in: state text
-- returns: one n bigint
SELECT count(*) FROM outbox WHERE state = :state;

-- name: outbox_next
-- does: when the next mail is due; NULL when none waits
-- returns: one next_s bigint null
SELECT min(next_s) FROM outbox WHERE state = 'queued';

-- name: outbox_by_id
-- does: one mail
-- in: id text
-- returns: one @outbox
SELECT @outbox FROM outbox WHERE id = :id;

-- name: outbox_told_since
-- does: how many mails of that kind about something were written since that time
-- in: kind text, noun text, noun_id text, since_s bigint
-- returns: one n bigint
SELECT count(*) FROM outbox
WHERE noun = :noun AND noun_id = :noun_id AND kind = :kind AND created_s >= :since_s;
