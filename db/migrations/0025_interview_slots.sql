-- 0025_interview_slots.sql - times that verifiers of BSSN open for interviews, and what goes with them.

-- A slot without a candidacy is free; each candidacy holds one at most.
CREATE TABLE interview_slot (
  id text PRIMARY KEY,
  verifier text NOT NULL REFERENCES account (id),
  at_s bigint NOT NULL,
  minutes bigint NOT NULL CHECK (minutes BETWEEN 10 AND 120),
  mode text NOT NULL CHECK (mode IN ('video', 'tatap_muka')),
  place text NOT NULL,
  zone text NOT NULL CHECK (zone IN ('WIB', 'WITA', 'WIT')),
  candidacy text UNIQUE REFERENCES candidacy (id),
  taken_s bigint,
  created_s bigint NOT NULL
);
CREATE UNIQUE INDEX interview_slot_of_verifier ON interview_slot (verifier, at_s);
CREATE INDEX interview_slot_by_time ON interview_slot (at_s, id);

-- When the candidate was asked to choose a time, and what he was reminded of since it was set: 1 the day
-- before, 2 the hour before.
ALTER TABLE candidacy ADD COLUMN invited_s bigint;
ALTER TABLE candidacy ADD COLUMN interview_told bigint NOT NULL DEFAULT 0;

-- An appointment (RFC 5545) that goes with a mail.
ALTER TABLE outbox ADD COLUMN calendar text;
