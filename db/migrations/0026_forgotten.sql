-- 0026_forgotten.sql - since when a case says nothing of its person any more; what is destroyed may be the
-- register of a certificate as well ('record'), which stands longer than its case.
ALTER TABLE application ADD COLUMN forgotten_s bigint;
ALTER TABLE candidacy ADD COLUMN forgotten_s bigint;
ALTER TABLE collective ADD COLUMN forgotten_s bigint;
CREATE INDEX application_forgotten ON application (forgotten_s) WHERE forgotten_s IS NOT NULL;
CREATE INDEX candidacy_forgotten ON candidacy (forgotten_s) WHERE forgotten_s IS NOT NULL;
CREATE INDEX collective_kept ON collective (created_s, id) WHERE forgotten_s IS NULL;
CREATE INDEX status_order_by_serial ON status_order (serial);
CREATE INDEX issuance_by_application ON issuance (application);

CREATE TABLE destroyed (
  id text PRIMARY KEY,
  noun text NOT NULL,
  noun_id text NOT NULL,
  number text NOT NULL,
  office text NOT NULL REFERENCES office (code),
  basis text NOT NULL CHECK (basis IN ('identity', 'case', 'request', 'record')),
  n bigint NOT NULL,
  documents text NOT NULL,
  at_s bigint NOT NULL,
  by_account text NOT NULL
);
INSERT INTO destroyed (id, noun, noun_id, number, office, basis, n, documents, at_s, by_account)
  SELECT id, noun, noun_id, number, office, basis, n, documents, at_s, by_account FROM destruction;
DROP TABLE destruction;
ALTER TABLE destroyed RENAME TO destruction;
CREATE INDEX destruction_by_time ON destruction (at_s, id);
CREATE INDEX destruction_of ON destruction (noun, noun_id);
