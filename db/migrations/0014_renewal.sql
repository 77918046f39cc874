-- 0014_renewal.sql - a certificate that follows another one without a visit (issue 3, "Renewal"), and
-- which reminder of its end was the last: days before it, 0 for none yet.
ALTER TABLE certificate ADD COLUMN follows text REFERENCES certificate (serial);
ALTER TABLE certificate ADD COLUMN reminded bigint NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX certificate_by_follows ON certificate (follows);

-- The serial that is to be followed; NULL: what was approved at the counter.
ALTER TABLE issuance ADD COLUMN follows text;
DROP INDEX issuance_open;
CREATE UNIQUE INDEX issuance_open ON issuance (application, coalesce(follows, ''))
  WHERE state <> 'refused';
