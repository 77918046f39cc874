-- 0017_retention.sql - what was destroyed, what must not be, and what people ask about their data.

CREATE TABLE legal_hold (
  id text PRIMARY KEY,
  noun text NOT NULL,
  noun_id text NOT NULL,
  number text NOT NULL,
  office text NOT NULL REFERENCES office (code),
  reason text NOT NULL,
  set_by text NOT NULL REFERENCES account (id),
  set_s bigint NOT NULL,
  lifted_by text REFERENCES account (id),
  lifted_s bigint,
  lift_reason text
);
CREATE UNIQUE INDEX legal_hold_open ON legal_hold (noun, noun_id) WHERE lifted_s IS NULL;
CREATE INDEX legal_hold_by_time ON legal_hold (set_s, id);

-- `documents`: a line a document, "class TAB made TAB sha256".
CREATE TABLE destruction (
  id text PRIMARY KEY,
  noun text NOT NULL,
  noun_id text NOT NULL,
  number text NOT NULL,
  office text NOT NULL REFERENCES office (code),
  basis text NOT NULL CHECK (basis IN ('identity', 'case', 'request')),
  n bigint NOT NULL,
  documents text NOT NULL,
  at_s bigint NOT NULL,
  by_account text NOT NULL
);
CREATE INDEX destruction_by_time ON destruction (at_s, id);

CREATE TABLE data_request (
  id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('erase', 'correct')),
  noun text NOT NULL,
  noun_id text NOT NULL,
  number text NOT NULL,
  office text NOT NULL REFERENCES office (code),
  wish text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'done', 'refused')),
  created_s bigint NOT NULL,
  due_s bigint NOT NULL,
  reminded_s bigint,
  answer text,
  answered_by text REFERENCES account (id),
  answered_s bigint
);
CREATE UNIQUE INDEX data_request_open ON data_request (noun, noun_id) WHERE state = 'open';
CREATE INDEX data_request_of ON data_request (noun, noun_id, created_s);
CREATE INDEX data_request_queue ON data_request (office, state, due_s, id);
CREATE INDEX data_request_due ON data_request (state, due_s, id);

CREATE INDEX authority_by_candidacy ON authority (candidacy);
