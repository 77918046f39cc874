-- Mails that were read in the portal: by whom they are for, NULL until then.

ALTER TABLE outbox ADD COLUMN read_s bigint;
