-- 0022_collective_states.sql - a collective letter and each of its rows have states of their own: a row
-- that was refused can be corrected or dropped, then the letter is drawn again. `printed` says that the row
-- stands in the letter drawn last; the NIK is kept as it is printed, masked.
ALTER TABLE collective ADD COLUMN state text NOT NULL DEFAULT 'drawn'
  CHECK (state IN ('drawn', 'changed', 'signed'));
ALTER TABLE collective ADD COLUMN version bigint NOT NULL DEFAULT 1;
UPDATE collective SET state = 'signed' WHERE signed_document IS NOT NULL;

CREATE TABLE collective_person (
  id text PRIMARY KEY,
  collective text NOT NULL REFERENCES collective (id),
  seq bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('listed', 'refused', 'dropped')),
  version bigint NOT NULL,
  nip text NOT NULL,
  name text,
  nik_shown text,
  grade text,
  position text,
  unit text,
  email text,
  refused text,
  printed bigint NOT NULL,
  UNIQUE (collective, seq)
);
INSERT INTO collective_person (id, collective, seq, state, version, nip, name, grade, position, unit,
  email, refused, printed)
SELECT collective || ':' || seq, collective, seq,
  CASE WHEN refused IS NULL THEN 'listed' ELSE 'refused' END, 1, nip, name, grade, position, unit,
  email, refused, CASE WHEN refused IS NULL THEN 1 ELSE 0 END
FROM collective_row;
DROP TABLE collective_row;
CREATE INDEX collective_person_by_nip ON collective_person (nip) WHERE state = 'listed';
