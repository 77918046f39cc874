-- The order in which things happened to an object, within one second too. Rows from before have 0:
-- they come before all others, among themselves by time as ever.
ALTER TABLE history ADD COLUMN seq bigint NOT NULL DEFAULT 0;
