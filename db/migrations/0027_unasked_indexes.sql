-- 0027_unasked_indexes.sql - indexes that answer no statement: no document is 'staged' here, and
-- nobody asks for all letters in the order of time.

DROP INDEX document_by_state;
DROP INDEX letter_by_time;
