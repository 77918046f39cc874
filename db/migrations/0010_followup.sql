-- 0010_followup.sql - what follows for the certificate of somebody who leaves (issue 3: "transfer, end
-- of authority, death: asked and recorded"). One row a certificate and departure.

CREATE TABLE followup (
  id text PRIMARY KEY,
  serial text NOT NULL REFERENCES certificate (serial),
  office text NOT NULL REFERENCES office (code),      -- of the certificate: its OPIP may sign orders
  account text NOT NULL REFERENCES account (id),      -- who left
  account_office text REFERENCES office (code),       -- of the account: its administrator is asked
  leaving text NOT NULL,                              -- why, followup_leavings of domain/followup.h
  state text NOT NULL,
  reason text,                                        -- of the revocation that was asked for
  asked_s bigint NOT NULL,
  asked_by text NOT NULL,
  answered_s bigint,
  answered_by text,
  late_s bigint,                                      -- when the verifiers were told
  version bigint NOT NULL
);
CREATE UNIQUE INDEX followup_open ON followup (serial) WHERE state IN ('asked', 'held', 'revoking');
CREATE INDEX followup_waiting ON followup (asked_s, id) WHERE state IN ('asked', 'held', 'revoking');
CREATE INDEX followup_of_account ON followup (account, asked_s);
CREATE INDEX followup_of_serial ON followup (serial, leaving);
