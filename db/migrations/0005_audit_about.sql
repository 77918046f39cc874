-- What each event is about, found without an index that every act would pay for: the sequencer
-- fills it. A document's event is also about the file it lies in.
CREATE TABLE audit_about (
  about text NOT NULL,
  leaf bigint NOT NULL,
  of_node text NOT NULL,
  of_seq bigint NOT NULL,
  PRIMARY KEY (about, leaf)
);
CREATE INDEX audit_opening_by_object ON audit_opening (object, at_s);
CREATE INDEX doc_view_by_time ON doc_view (at_s, id);
