-- 0013_document_parts.sql - encrypted documents in the database (setting vault_store), cut into parts.

CREATE TABLE document_part (
  document text NOT NULL,
  part bigint NOT NULL,
  bytes blob NOT NULL,
  created_s bigint NOT NULL,
  PRIMARY KEY (document, part)
);
