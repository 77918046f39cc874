-- letter_templates.sql - versions of templates and letterheads, and the logos of offices.

-- row: letter_template id text, kind text, office text, version bigint, sha256 text, body text,
--   note text null, restored bigint null, created_s bigint, created_by text
-- row: letter_version version bigint, sha256 text, note text null, restored bigint null,
--   created_s bigint, by_name text
-- row: letter_mark version bigint, sha256 text
-- row: office_logo office text, jpeg blob, width bigint, height bigint, changed_s bigint,
--   changed_by text

-- name: letter_template_current
-- does: the version in force
-- in: kind text, office text
-- returns: one @letter_template
SELECT @letter_template FROM letter_template WHERE kind = :kind AND office = :office
ORDER BY version DESC LIMIT 1;

-- name: letter_template_mark
-- does: which version is in force
-- in: kind text, office text
-- returns: one @letter_mark
SELECT version, sha256 FROM letter_template WHERE kind = :kind AND office = :office
ORDER BY version DESC LIMIT 1;

-- name: letter_template_by_hash
-- does: a version with that text
-- in: kind text, office text, sha256 text
-- returns: one @letter_template
SELECT @letter_template FROM letter_template
WHERE kind = :kind AND office = :office AND sha256 = :sha256 ORDER BY version DESC LIMIT 1;

-- name: letter_template_version
-- does: one version
-- in: kind text, office text, version bigint
-- returns: one @letter_template
SELECT @letter_template FROM letter_template
WHERE kind = :kind AND office = :office AND version = :version;

-- name: letter_template_versions
-- does: who made which version when, newest first
-- in: kind text, office text, n bigint
-- returns: many @letter_version
SELECT t.version, t.sha256, t.note, t.restored, t.created_s, a.name
FROM letter_template t JOIN account a ON a.id = t.created_by
WHERE t.kind = :kind AND t.office = :office ORDER BY t.version DESC LIMIT :n;

-- name: letter_template_insert
-- does: a new version
-- in: @letter_template
-- returns: exec
INSERT INTO letter_template (@letter_template) VALUES (:@letter_template);

-- name: office_logo_get
-- does: the logo of an office
-- in: office text
-- returns: one @office_logo
SELECT @office_logo FROM office_logo WHERE office = :office;

-- name: office_logo_put
-- does: a logo, or another one
-- in: @office_logo
-- returns: exec
INSERT INTO office_logo (@office_logo) VALUES (:@office_logo)
ON CONFLICT (office) DO UPDATE SET jpeg = excluded.jpeg, width = excluded.width,
  height = excluded.height, changed_s = excluded.changed_s, changed_by = excluded.changed_by;

-- name: office_logo_drop
-- does: the shield again
-- in: office text
-- returns: changed
DELETE FROM office_logo WHERE office = :office;
