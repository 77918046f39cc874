-- 0029_interview_hosts.sql - verifiers who are told of an interview: who opened or set its time, who held the file.

CREATE TABLE interview_host (
  candidacy text NOT NULL REFERENCES candidacy (id),
  account text NOT NULL REFERENCES account (id),
  PRIMARY KEY (candidacy, account)
);

INSERT INTO interview_host (candidacy, account)
SELECT s.candidacy, s.verifier FROM interview_slot s WHERE s.candidacy IS NOT NULL
UNION
SELECT c.id, c.claimed_by FROM candidacy c
WHERE c.state = 'interview_scheduled' AND c.claimed_by IS NOT NULL;
