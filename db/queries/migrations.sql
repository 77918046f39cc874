-- migrations.sql - which migrations this database has (src/store/migrate.c).

-- row: migration number bigint, name text, sha256 text, applied_s bigint

-- name: migration_all
-- does: the migrations that were applied, in order
-- returns: many @migration
SELECT @migration FROM schema_migration ORDER BY number;

-- name: migration_insert
-- does: record a migration as applied
-- in: @migration
-- returns: exec
INSERT INTO schema_migration (@migration) VALUES (:@migration);
