-- 0019_statement_text.sql - which texts were read and accepted: SHA-256 (hex) of the applicant's
-- statement and of the holder's agreement, and the printed version of the latter.
ALTER TABLE application ADD COLUMN statement_sha256 text;
ALTER TABLE application ADD COLUMN agreement_version text;
ALTER TABLE application ADD COLUMN agreement_sha256 text;
