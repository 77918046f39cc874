-- What the virus scanner said of a PDF; no row: it was not asked to. `waiting` is no verdict: such a
-- file is looked at as pictures only and is never handed out.
CREATE TABLE document_scan (
  document text PRIMARY KEY REFERENCES document (id),
  state text NOT NULL CHECK (state IN ('waiting', 'clean', 'found')),
  at_s bigint NOT NULL,
  signature text
);
CREATE INDEX document_scan_waiting ON document_scan (at_s, document) WHERE state = 'waiting';
