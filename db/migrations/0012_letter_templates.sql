-- 0012_letter_templates.sql - templates of letters as edited in the portal, and the logos of offices.
-- `office` is '' for what holds everywhere, an office's code for its own letterhead. The newest
-- version is the one in force; nothing is changed or removed, so an old letter's can be found by hash.
CREATE TABLE letter_template (
  id text PRIMARY KEY,
  kind text NOT NULL,
  office text NOT NULL,
  version bigint NOT NULL,
  sha256 text NOT NULL,
  body text NOT NULL,
  note text,
  restored bigint,
  created_s bigint NOT NULL,
  created_by text NOT NULL REFERENCES account (id),
  UNIQUE (kind, office, version)
);

CREATE TABLE office_logo (
  office text PRIMARY KEY REFERENCES office (code),
  jpeg blob NOT NULL,
  width bigint NOT NULL,
  height bigint NOT NULL,
  changed_s bigint NOT NULL,
  changed_by text NOT NULL REFERENCES account (id)
);
