-- The record as one Merkle tree over the chains of all nodes (RFC 9162).

-- Which events are leaves first .. first + n - 1: those of a node from seq on.
CREATE TABLE audit_range (
  first bigint PRIMARY KEY,
  n bigint NOT NULL CHECK (n > 0),
  node text NOT NULL,
  seq bigint NOT NULL
);
CREATE UNIQUE INDEX audit_range_by_event ON audit_range (node, seq);

-- Hashes of whole subtrees of 256^level leaves, 256 to a row, 32 bytes each, as far as there are.
CREATE TABLE audit_tile (
  level bigint NOT NULL,
  idx bigint NOT NULL,
  hashes blob NOT NULL,
  PRIMARY KEY (level, idx)
);

-- One row: how many leaves there are.
CREATE TABLE audit_tree (
  one bigint PRIMARY KEY CHECK (one = 1),
  size bigint NOT NULL,
  root text NOT NULL
);
INSERT INTO audit_tree (one, size, root)
VALUES (1, 0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');

-- What paraf-signer signed; anchor: the answer of a time-stamping authority.
CREATE TABLE audit_checkpoint (
  size bigint PRIMARY KEY,
  origin text NOT NULL,
  root text NOT NULL,
  time_s bigint NOT NULL,
  previous bigint NOT NULL,
  signature blob NOT NULL,
  anchor blob,
  anchored_s bigint
);

-- The last look at the whole chain; place is the event where it breaks.
CREATE TABLE audit_check (
  one bigint PRIMARY KEY CHECK (one = 1),
  at_s bigint NOT NULL,
  whole bigint NOT NULL,
  events bigint NOT NULL,
  place text NOT NULL
);

-- A case file opened by an auditor, with the reason, for a while.
CREATE TABLE audit_opening (
  id text PRIMARY KEY,
  account text NOT NULL REFERENCES account,
  object text NOT NULL,
  reason text NOT NULL,
  at_s bigint NOT NULL,
  until_s bigint NOT NULL
);
CREATE INDEX audit_opening_by_account ON audit_opening (account, object, until_s);
