-- offices.sql - the treasury offices, loaded from db/seed when the database is made.

-- row: office code text, name text, kanwil text, province text, city text, zone text, address text,
--   phone text, hours text, ds_open bigint, opip_open bigint, version bigint

-- name: office_insert
-- does: a new office
-- in: @office
-- returns: exec
INSERT INTO office (@office) VALUES (:@office);

-- name: office_count
-- does: how many offices there are
-- returns: one n bigint
SELECT count(*) FROM office;

-- name: office_by_code
-- does: one office
-- in: code text
-- returns: one @office
SELECT @office FROM office WHERE code = :code;

-- name: office_all
-- does: every office by code
-- returns: many @office
SELECT @office FROM office ORDER BY code;

-- name: office_update
-- does: change what an office says about itself, if nobody did since that version was read
-- in: code text, version bigint, address text, phone text, hours text, ds_open bigint, opip_open bigint
-- returns: changed
UPDATE office SET address = :address, phone = :phone, hours = :hours, ds_open = :ds_open,
  opip_open = :opip_open, version = version + 1
WHERE code = :code AND version = :version;
