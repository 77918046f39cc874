-- 0020_data_corrected.sql - what an officer put right on request, and what follows from it: names of
-- domain/data_correct.h separated by commas. The values stand in the history of the case.
ALTER TABLE data_request ADD COLUMN changed text;
ALTER TABLE data_request ADD COLUMN follows text;
CREATE INDEX data_request_answers ON data_request (office, state, answered_s, id);
