-- 0001_base.sql - offices, accounts, candidacies, applications and what belongs to them.
--
-- One text for SQLite and PostgreSQL: types are text, bigint and blob (on PostgreSQL a domain over
-- bytea that the runner makes). Ids are random text, times UTC seconds (_s), truth values 0 or 1.
-- `noun` and `noun_id` say what a row belongs to: the name of a table and the id in it. A landed
-- migration is never changed (its hash is recorded); the next change is the next number.

CREATE TABLE office (
  code text PRIMARY KEY,
  name text NOT NULL,
  kanwil text NOT NULL,
  province text NOT NULL,
  city text NOT NULL,
  zone text NOT NULL CHECK (zone IN ('WIB', 'WITA', 'WIT')),
  address text NOT NULL,
  phone text NOT NULL,
  hours text NOT NULL,
  ds_open bigint NOT NULL CHECK (ds_open IN (0, 1)),
  opip_open bigint NOT NULL CHECK (opip_open IN (0, 1)),
  version bigint NOT NULL
);

CREATE TABLE account (
  id text PRIMARY KEY,
  username text NOT NULL UNIQUE CHECK (username = lower(username)),
  role text NOT NULL CHECK (role IN ('central', 'office_admin', 'verifier', 'auditor', 'staff')),
  office text REFERENCES office (code),
  nip text,
  name text NOT NULL,
  level text CHECK (level IN ('kepala_kppn', 'kasi_mski', 'administrator_kppn')),
  email text,
  email_proven_s bigint,
  state text NOT NULL CHECK (state IN ('invited', 'active', 'disabled')),
  pass_hash text,
  pass_initial bigint NOT NULL CHECK (pass_initial IN (0, 1)),
  pass_set_s bigint,
  initial_expires_s bigint,
  opip_candidate bigint NOT NULL CHECK (opip_candidate IN (0, 1)),
  created_s bigint NOT NULL,
  created_by text NOT NULL,
  last_login_s bigint,
  disabled_s bigint,
  disabled_reason text,
  version bigint NOT NULL
);
CREATE INDEX account_by_office ON account (office, created_s, id);
CREATE INDEX account_by_role ON account (role, created_s, id);
CREATE INDEX account_by_nip ON account (nip);
CREATE INDEX account_by_time ON account (created_s, id);
CREATE INDEX account_by_email ON account (lower(email));

CREATE TABLE application (
  id text PRIMARY KEY,
  number text NOT NULL UNIQUE,
  office text NOT NULL REFERENCES office (code),
  state text NOT NULL CHECK (state IN ('draft', 'submitted', 'in_review', 'ready', 'at_counter',
    'approved', 'issued', 'returned', 'refused', 'withdrawn', 'lapsed')),
  state_since_s bigint NOT NULL,
  version bigint NOT NULL,
  kind text NOT NULL,
  email text NOT NULL,
  email_ci text NOT NULL CHECK (email_ci = lower(email_ci)),
  email_proven_s bigint,
  nip text,
  nip_kind text,
  name text,
  nik_box blob,
  nik_mac text,
  birth_place text,
  birth_date text,
  sex text,
  phone text,
  grade text,
  position text,
  unit text,
  letter_number text,
  letter_date text,
  letter_signer text,
  letter_document text,
  statement_version text,
  agreed_s bigint,
  step bigint NOT NULL,
  warning_reason text,
  card_hints bigint NOT NULL,
  card_tries bigint NOT NULL,
  card_accepted bigint NOT NULL CHECK (card_accepted IN (0, 1)),
  reviewer text REFERENCES account (id),
  reviewed_s bigint,
  claimed_by text REFERENCES account (id),
  claimed_s bigint,
  activator text REFERENCES account (id),
  counter_nik_match bigint CHECK (counter_nik_match IN (0, 1)),
  counter_ticks text,
  counter_letter_original bigint CHECK (counter_letter_original IN (0, 1)),
  counter_letter_soft bigint CHECK (counter_letter_soft IN (0, 1)),
  counter_photo text,
  approved_s bigint,
  decision_reason text,
  collect_expires_s bigint,
  created_s bigint NOT NULL,
  updated_s bigint NOT NULL,
  submitted_s bigint
);
-- A mailbox has one open application from its proof on; before that email is empty, and what was
-- typed stands only in the code. NIP and NIK count once the application is sent: a stranger's draft
-- must not keep the person whose numbers it names from applying.
CREATE UNIQUE INDEX application_open_email ON application (email_ci)
  WHERE email_ci <> '' AND state NOT IN ('issued', 'refused', 'withdrawn', 'lapsed');
CREATE UNIQUE INDEX application_open_nip ON application (nip)
  WHERE state NOT IN ('draft', 'issued', 'refused', 'withdrawn', 'lapsed');
CREATE UNIQUE INDEX application_open_nik ON application (nik_mac)
  WHERE state NOT IN ('draft', 'issued', 'refused', 'withdrawn', 'lapsed');
CREATE INDEX application_queue ON application (office, state, state_since_s, id);
CREATE INDEX application_by_office ON application (office, created_s, id);
CREATE INDEX application_by_time ON application (created_s, id);
CREATE INDEX application_by_state ON application (state, state_since_s, id);
CREATE INDEX application_by_wait ON application (state_since_s, id);
CREATE INDEX application_by_email ON application (email_ci, created_s);
CREATE INDEX application_by_nip ON application (nip);
CREATE INDEX application_by_nik ON application (nik_mac);
CREATE INDEX application_by_holder ON application (claimed_by, state) WHERE claimed_by IS NOT NULL;
-- What the officer of the office compared, one row an item; 'putusan' holds the decision being made and
-- 'peringatan' why warnings are accepted. Kept between visits so that nothing typed is lost.
CREATE TABLE application_check (
  application text NOT NULL REFERENCES application (id),
  item text NOT NULL,
  verdict text NOT NULL,
  reason text,
  checked_by text NOT NULL REFERENCES account (id),
  checked_s bigint NOT NULL,
  PRIMARY KEY (application, item)
);

CREATE TABLE candidacy (
  id text PRIMARY KEY,
  number text NOT NULL UNIQUE,
  account text NOT NULL REFERENCES account (id),
  office text NOT NULL REFERENCES office (code),
  state text NOT NULL CHECK (state IN ('profile', 'letters_sent', 'letters_returned',
    'interview_scheduled', 'interviewed', 'granted', 'returned', 'refused', 'closed')),
  state_since_s bigint NOT NULL,
  version bigint NOT NULL,
  name text,
  nip text,
  nik_box blob,
  nik_mac text,
  birth_place text,
  birth_date text,
  sex text,
  phone text,
  grade text,
  position text,
  unit text,
  office_address text,
  email text,
  email_proven_s bigint,
  spmt_page bigint,
  ektp_hints bigint NOT NULL,
  ektp_tries bigint NOT NULL,
  ektp_accepted bigint NOT NULL CHECK (ektp_accepted IN (0, 1)),
  photo_hints bigint NOT NULL,
  photo_tries bigint NOT NULL,
  photo_accepted bigint NOT NULL CHECK (photo_accepted IN (0, 1)),
  claimed_by text REFERENCES account (id),
  claimed_s bigint,
  interview_at_s bigint,
  interview_mode text,
  interview_place text,
  interview_result text,
  interview_note text,
  interviewed_s bigint,
  decision text,
  decision_reason text,
  decided_by text REFERENCES account (id),
  decided_s bigint,
  profile_hash text,
  created_s bigint NOT NULL,
  updated_s bigint NOT NULL
);
CREATE UNIQUE INDEX candidacy_open_account ON candidacy (account)
  WHERE state NOT IN ('granted', 'refused', 'closed');
CREATE INDEX candidacy_by_account ON candidacy (account, created_s, id);
CREATE INDEX candidacy_queue ON candidacy (state, state_since_s, id);
CREATE INDEX candidacy_by_office ON candidacy (office, created_s, id);
CREATE INDEX candidacy_by_time ON candidacy (created_s, id);
CREATE INDEX candidacy_by_wait ON candidacy (state_since_s, id);

CREATE TABLE session (
  id_hash text PRIMARY KEY,
  account text REFERENCES account (id) ON DELETE CASCADE,
  application text REFERENCES application (id) ON DELETE CASCADE,
  created_s bigint NOT NULL,
  seen_s bigint NOT NULL,
  expires_s bigint NOT NULL,
  agent text NOT NULL,
  addr_net text NOT NULL
);
CREATE INDEX session_by_account ON session (account, seen_s);
CREATE INDEX session_by_application ON session (application);
CREATE INDEX session_by_expiry ON session (expires_s);

CREATE TABLE throttle (
  key text PRIMARY KEY,
  fails bigint NOT NULL,
  first_s bigint NOT NULL,
  until_s bigint NOT NULL
);
CREATE INDEX throttle_by_until ON throttle (until_s);

CREATE TABLE code (
  id text PRIMARY KEY,
  purpose text NOT NULL,
  subject text NOT NULL,
  code_hash text NOT NULL,
  token_hash text NOT NULL UNIQUE,
  created_s bigint NOT NULL,
  expires_s bigint NOT NULL,
  tries bigint NOT NULL,
  used_s bigint,
  payload text
);
CREATE INDEX code_by_subject ON code (purpose, subject, created_s);
CREATE INDEX code_by_expiry ON code (expires_s);

CREATE TABLE returned_item (
  id text PRIMARY KEY,
  noun text NOT NULL,
  noun_id text NOT NULL,
  item text NOT NULL,
  reason text NOT NULL,
  round bigint NOT NULL,
  created_s bigint NOT NULL,
  fixed_s bigint,
  UNIQUE (noun, noun_id, round, item)
);

CREATE TABLE document (
  id text PRIMARY KEY,
  noun text NOT NULL,
  noun_id text NOT NULL,
  class text NOT NULL,
  state text NOT NULL CHECK (state IN ('staged', 'kept', 'erased')),
  type text NOT NULL,
  bytes bigint NOT NULL,
  sha256 text NOT NULL,
  key_box blob,
  pages bigint,
  width bigint,
  height bigint,
  name text NOT NULL,
  created_s bigint NOT NULL,
  created_by text NOT NULL,
  erased_s bigint,
  parent text REFERENCES document (id)
);
CREATE INDEX document_by_noun ON document (noun, noun_id, created_s, id);
CREATE INDEX document_by_state ON document (state, created_s, id);
CREATE INDEX document_by_parent ON document (parent);

CREATE TABLE letter (
  id text PRIMARY KEY,
  office text NOT NULL REFERENCES office (code),
  seq bigint NOT NULL,
  year bigint NOT NULL,
  number text NOT NULL UNIQUE,
  kind text NOT NULL,
  noun text NOT NULL,
  noun_id text NOT NULL,
  check_code text NOT NULL UNIQUE,
  document text REFERENCES document (id),
  data_hash text NOT NULL,
  template_version text NOT NULL,
  created_s bigint NOT NULL,
  superseded_s bigint,
  UNIQUE (office, year, seq)
);
CREATE INDEX letter_by_noun ON letter (noun, noun_id, created_s, id);
CREATE INDEX letter_by_office ON letter (office, created_s, id);
CREATE INDEX letter_by_time ON letter (created_s, id);

CREATE TABLE counter (
  name text PRIMARY KEY,
  n bigint NOT NULL
);

-- What a verifier of BSSN compared, one row an item; 'putusan' and 'alasan' hold the decision being
-- made. Each verifier has marks of his own, kept between visits.
CREATE TABLE candidacy_check (
  candidacy text NOT NULL REFERENCES candidacy (id),
  verifier text NOT NULL REFERENCES account (id),
  item text NOT NULL,
  verdict text NOT NULL,
  reason text,
  at_s bigint NOT NULL,
  PRIMARY KEY (candidacy, verifier, item)
);

CREATE TABLE authority (
  id text PRIMARY KEY,
  account text NOT NULL REFERENCES account (id),
  office text NOT NULL REFERENCES office (code),
  state text NOT NULL CHECK (state IN ('active', 'suspended', 'ended')),
  from_s bigint NOT NULL,
  to_s bigint,
  candidacy text NOT NULL REFERENCES candidacy (id),
  granted_by text NOT NULL REFERENCES account (id),
  granted_s bigint NOT NULL,
  suspended_s bigint,
  ended_s bigint,
  ended_by text,
  reason text,
  accepted_s bigint,
  version bigint NOT NULL
);
CREATE UNIQUE INDEX authority_open ON authority (account, office)
  WHERE state <> 'ended';
CREATE INDEX authority_by_office ON authority (office, granted_s, id);
CREATE INDEX authority_by_state ON authority (state, granted_s, id);
CREATE INDEX authority_by_time ON authority (granted_s, id);

CREATE TABLE certificate (
  serial text PRIMARY KEY,
  application text NOT NULL REFERENCES application (id),
  office text NOT NULL REFERENCES office (code),
  name text NOT NULL,
  email text NOT NULL,
  nip_mask text NOT NULL,
  state text NOT NULL CHECK (state IN ('active', 'suspended', 'revoked', 'expired', 'superseded')),
  not_before_s bigint NOT NULL,
  not_after_s bigint NOT NULL,
  der blob NOT NULL,
  fingerprint text NOT NULL UNIQUE,
  check_code text NOT NULL UNIQUE,
  issued_s bigint NOT NULL,
  changed_s bigint,
  reason text,
  version bigint NOT NULL
);
CREATE INDEX certificate_by_application ON certificate (application);
CREATE INDEX certificate_by_office ON certificate (office, issued_s, serial);
CREATE INDEX certificate_by_time ON certificate (issued_s, serial);
CREATE INDEX certificate_by_end ON certificate (state, not_after_s, serial);

-- A holder's request for his certificate, kept before the signer is asked, with all that is sent to
-- the signer: asking again is the same question and gets the same certificate.
CREATE TABLE issuance (
  request_id text PRIMARY KEY,
  application text NOT NULL REFERENCES application (id),
  key_id text NOT NULL,
  csr blob NOT NULL,
  office_name text NOT NULL,
  holder text NOT NULL,
  two_person bigint NOT NULL CHECK (two_person IN (0, 1)),
  evidence text NOT NULL,
  agent text NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'issued', 'refused')),
  serial text REFERENCES certificate (serial),
  refusal text,
  tries bigint NOT NULL,
  next_s bigint NOT NULL,
  created_s bigint NOT NULL,
  changed_s bigint
);
CREATE UNIQUE INDEX issuance_open ON issuance (application) WHERE state <> 'refused';
CREATE INDEX issuance_queue ON issuance (state, next_s, request_id);

-- An order to change the status of a certificate, kept before the signer is asked and until it has
-- answered; who gave it stands beside it, because it may be carried out after he has left.
CREATE TABLE status_order (
  id text PRIMARY KEY,
  serial text NOT NULL REFERENCES certificate (serial),
  event text NOT NULL,
  reason text NOT NULL,
  note text,
  actor_roles bigint NOT NULL,
  actor_account text,
  actor_application text,
  actor_name text,
  actor_nip text,
  actor_office text,
  actor_net text,
  state text NOT NULL CHECK (state IN ('open', 'done', 'refused')),
  refusal text,
  tries bigint NOT NULL,
  next_s bigint NOT NULL,
  created_s bigint NOT NULL,
  changed_s bigint
);
CREATE UNIQUE INDEX status_order_open ON status_order (serial, event) WHERE state = 'open';
CREATE INDEX status_order_queue ON status_order (state, next_s, created_s, id);

CREATE TABLE history (
  id text PRIMARY KEY,
  noun text NOT NULL,
  noun_id text NOT NULL,
  at_s bigint NOT NULL,
  actor text NOT NULL,
  actor_name text NOT NULL,
  event text NOT NULL,
  from_state text,
  to_state text NOT NULL,
  note text
);
CREATE INDEX history_by_noun ON history (noun, noun_id, at_s, id);

CREATE TABLE audit (
  node text NOT NULL,
  seq bigint NOT NULL,
  at_s bigint NOT NULL,
  actor text NOT NULL,
  role text NOT NULL,
  action text NOT NULL,
  object text NOT NULL,
  office text,
  addr text NOT NULL,
  detail text NOT NULL,
  prev_hash text NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (node, seq)
);
CREATE INDEX audit_by_time ON audit (at_s, node, seq);
CREATE INDEX audit_by_object ON audit (object, at_s, node, seq);
CREATE INDEX audit_by_actor ON audit (actor, at_s, node, seq);
CREATE INDEX audit_by_office ON audit (office, at_s, node, seq);

-- The end of the chain of one node; no row until its first event.
CREATE TABLE audit_head (
  node text PRIMARY KEY,
  seq bigint NOT NULL,
  hash text NOT NULL
);

CREATE TABLE outbox (
  id text PRIMARY KEY,
  kind text NOT NULL,
  recipient text NOT NULL,
  subject text NOT NULL,
  body_text text NOT NULL,
  body_html text NOT NULL,
  attachments text NOT NULL,
  noun text NOT NULL,
  noun_id text NOT NULL,
  account text REFERENCES account (id),
  state text NOT NULL CHECK (state IN ('queued', 'sent', 'failed')),
  tries bigint NOT NULL,
  next_s bigint NOT NULL,
  last_error text,
  created_s bigint NOT NULL,
  sent_s bigint
);
CREATE INDEX outbox_queue ON outbox (state, next_s, id);
CREATE INDEX outbox_by_account ON outbox (account, created_s, id);
CREATE INDEX outbox_by_noun ON outbox (noun, noun_id, created_s, id);
CREATE INDEX outbox_by_time ON outbox (created_s, id);

-- What a form that was sent twice answered the first time.
CREATE TABLE once (
  token text PRIMARY KEY,
  result text NOT NULL,
  created_s bigint NOT NULL
);
CREATE INDEX once_by_time ON once (created_s);

CREATE TABLE holiday (
  date text PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE setting (
  key text PRIMARY KEY,
  value text NOT NULL,
  changed_s bigint NOT NULL,
  changed_by text NOT NULL
);

CREATE TABLE note (
  id text PRIMARY KEY,
  noun text NOT NULL,
  noun_id text NOT NULL,
  author text NOT NULL REFERENCES account (id),
  text text NOT NULL,
  created_s bigint NOT NULL
);
CREATE INDEX note_by_noun ON note (noun, noun_id, created_s, id);

CREATE TABLE doc_view (
  id text PRIMARY KEY,
  document text NOT NULL REFERENCES document (id),
  viewer text NOT NULL,
  at_s bigint NOT NULL,
  reason text
);
CREATE INDEX doc_view_by_document ON doc_view (document, at_s, id);
CREATE INDEX doc_view_by_viewer ON doc_view (viewer, at_s, id);
