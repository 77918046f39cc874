-- Indexes that no statement reads cost every writer an entry and, where the order of the keys is not
-- that of time, a page: gone. tests/store/test_plans.c keeps it so: an index comes with the statement
-- that is answered by it.
DROP INDEX application_by_wait;
DROP INDEX application_by_office;
DROP INDEX application_by_time;
DROP INDEX audit_by_object;
DROP INDEX audit_by_actor;
DROP INDEX audit_by_office;
DROP INDEX candidacy_by_office;
DROP INDEX certificate_by_office;
DROP INDEX letter_by_office;
-- Kept for the few rows that are ever looked for.
DROP INDEX document_by_state;
CREATE INDEX document_by_state ON document (state, created_s, id) WHERE state = 'staged';
DROP INDEX document_by_parent;
CREATE INDEX document_by_parent ON document (parent) WHERE parent IS NOT NULL;
DROP INDEX outbox_by_account;
CREATE INDEX outbox_by_account ON outbox (account, created_s, id) WHERE account IS NOT NULL;
