-- 0015_unused_indexes.sql - indexes whose statements are gone: every write kept them up for nobody.

DROP INDEX candidacy_by_time;
DROP INDEX authority_by_office;
DROP INDEX certificate_by_time;
DROP INDEX statement_by_noun;
