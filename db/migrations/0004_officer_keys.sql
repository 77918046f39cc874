-- 0004_officer_keys.sql - keys of officers, how a session was made, what officers signed.

-- A public key of an account. known_s: since when paraf-signer believes it (NULL: it signs in, no more);
-- `authority_grant` is the grant under which it does, NULL for a verifier's.
CREATE TABLE officer_key (
  id text PRIMARY KEY,
  account text NOT NULL REFERENCES account (id),
  kind text NOT NULL CHECK (kind IN ('passkey', 'browser')),
  alg bigint NOT NULL,
  key_id text NOT NULL UNIQUE,
  point blob NOT NULL,
  words text NOT NULL,
  name text NOT NULL,
  counter bigint NOT NULL,
  transports text NOT NULL,
  backed_up bigint NOT NULL CHECK (backed_up IN (0, 1)),
  created_s bigint NOT NULL,
  used_s bigint,
  known_s bigint,
  authority_grant text,
  removed_s bigint,
  removed_by text
);
CREATE INDEX officer_key_by_account ON officer_key (account, created_s, id);

-- What the signer was told a person may do for an office: the id is that of the signed statement.
CREATE TABLE signing_grant (
  id text PRIMARY KEY,
  account text NOT NULL REFERENCES account (id),
  office text NOT NULL REFERENCES office (code),
  role text NOT NULL CHECK (role IN ('opip', 'reviewer')),
  authority text REFERENCES authority (id),
  state text NOT NULL CHECK (state IN ('active', 'suspended', 'ended')),
  from_s bigint NOT NULL,
  to_s bigint NOT NULL,
  granted_by text NOT NULL,
  granted_s bigint NOT NULL,
  ended_s bigint
);
CREATE UNIQUE INDEX signing_grant_open ON signing_grant (account, office) WHERE state <> 'ended';
CREATE INDEX signing_grant_by_account ON signing_grant (account, granted_s, id);

-- A statement as it was signed. 'collecting': it waits for more signatures; 'kept': it goes with
-- another message (review, approval, order); 'done': the signer has accepted it.
CREATE TABLE statement (
  id text PRIMARY KEY,
  kind text NOT NULL,
  noun text NOT NULL,
  noun_id text NOT NULL,
  account text NOT NULL,
  bytes blob NOT NULL,
  signatures blob NOT NULL,
  state text NOT NULL CHECK (state IN ('collecting', 'kept', 'done', 'dropped')),
  made_s bigint NOT NULL,
  expires_s bigint NOT NULL,
  done_s bigint
);
CREATE INDEX statement_by_noun ON statement (noun, noun_id, made_s, id);
CREATE INDEX statement_by_state ON statement (state, made_s, id);

-- What is taken away without a signature (suspension, end of a grant) and still has to reach the signer.
CREATE TABLE grant_order (
  id text PRIMARY KEY,
  grant_id text NOT NULL REFERENCES signing_grant (id),
  action text NOT NULL CHECK (action IN ('suspend', 'end')),
  reason text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'done', 'refused')),
  refusal text,
  tries bigint NOT NULL,
  next_s bigint NOT NULL,
  created_s bigint NOT NULL,
  changed_s bigint
);
CREATE INDEX grant_order_queue ON grant_order (state, next_s, created_s, id);

-- How a session was made: password, totp, passkey, browser. What it may do follows from that.
ALTER TABLE session ADD COLUMN proof text NOT NULL DEFAULT 'password';

-- Time-based one-time passwords (RFC 6238): the secret is sealed; confirmed_s NULL: not in use yet.
CREATE TABLE totp (
  account text PRIMARY KEY REFERENCES account (id),
  secret_box blob NOT NULL,
  confirmed_s bigint,
  last_step bigint NOT NULL,
  created_s bigint NOT NULL
);
CREATE TABLE recovery_code (
  id text PRIMARY KEY,
  account text NOT NULL REFERENCES account (id),
  code_hash text NOT NULL,
  used_s bigint
);
CREATE INDEX recovery_code_by_account ON recovery_code (account, code_hash);

-- The signed statements behind an application, a request and an order.
ALTER TABLE application ADD COLUMN review_statement text;
ALTER TABLE application ADD COLUMN approval_statement text;
ALTER TABLE issuance ADD COLUMN approval text;
ALTER TABLE issuance ADD COLUMN activation_signature blob;
ALTER TABLE issuance ADD COLUMN revocation_hash blob;
ALTER TABLE status_order ADD COLUMN statement text;
ALTER TABLE status_order ADD COLUMN revocation_code text;
