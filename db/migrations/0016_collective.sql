-- 0016_collective.sql - collective recommendation letters: one letter of an office for many people. The
-- letter itself stands in `letter` (noun 'collective'); without a signed scan nobody can use it. A row
-- that is refused says why and is not printed; it does not hold the others.
CREATE TABLE collective (
  id text PRIMARY KEY,
  office text NOT NULL REFERENCES office (code),
  signed_document text REFERENCES document (id),
  signed_s bigint,
  signed_by text REFERENCES account (id),
  created_s bigint NOT NULL,
  created_by text NOT NULL REFERENCES account (id)
);
CREATE INDEX collective_by_office ON collective (office, created_s, id);

CREATE TABLE collective_row (
  collective text NOT NULL REFERENCES collective (id),
  seq bigint NOT NULL,
  nip text NOT NULL,
  name text,
  grade text,
  position text,
  unit text,
  email text,
  refused text CHECK (refused IN ('malformed', 'twice', 'unknown', 'other_office', 'certified')),
  PRIMARY KEY (collective, seq)
);
CREATE INDEX collective_row_by_nip ON collective_row (nip) WHERE refused IS NULL;
