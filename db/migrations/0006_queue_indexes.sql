-- The queue of an office shows no drafts, and the nightly sweeps look for no applications that were
-- just sent: neither index holds an entry for them, so that sending changes one page in each, not two.
DROP INDEX application_queue;
CREATE INDEX application_queue ON application (office, state, state_since_s, id)
  WHERE state <> 'draft';
DROP INDEX application_by_state;
CREATE INDEX application_by_state ON application (state, state_since_s, id)
  WHERE state <> 'submitted';
