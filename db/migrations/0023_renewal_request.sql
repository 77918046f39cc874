-- 0023_renewal_request.sql - renewal when the key is lost: the holder, signed in with two factors, asks
-- his office; an OPIP approves (issue 3, "Renewal"). What follows an approval is a row of issuance.
CREATE TABLE renewal (
  id text PRIMARY KEY,
  serial text NOT NULL REFERENCES certificate (serial),      -- to be followed
  application text NOT NULL REFERENCES application (id),
  office text NOT NULL REFERENCES office (code),
  account text NOT NULL REFERENCES account (id),             -- of the holder
  factors text NOT NULL,                                     -- of his sign-in: "password totp", "passkey"
  key_id text NOT NULL,
  csr blob NOT NULL,
  revocation_hash blob,
  agent text NOT NULL,
  state text NOT NULL,
  asked_s bigint NOT NULL,
  answered_s bigint,
  answered_by text,
  statement text,                                            -- of the OPIP
  version bigint NOT NULL
);
CREATE UNIQUE INDEX renewal_open ON renewal (serial) WHERE state IN ('asked', 'approved');
CREATE INDEX renewal_of_serial ON renewal (serial, asked_s);
CREATE INDEX renewal_of_office ON renewal (office, asked_s, id) WHERE state IN ('asked', 'approved');
CREATE INDEX renewal_waiting ON renewal (asked_s, id) WHERE state = 'asked';

-- An answer that was dropped when somebody came back: what was suspended meanwhile is found by it.
CREATE INDEX followup_dropped ON followup (office, asked_s) WHERE state = 'dropped';
