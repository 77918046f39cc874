-- 0008_form_drafts.sql - what was typed into a form and not sent yet. `owner` is "application/ID" or
-- "account/ID", `form` the address of the page; `box` is sealed for both of them.

CREATE TABLE form_draft (
  owner text NOT NULL,
  form text NOT NULL,
  box blob NOT NULL,
  saved_s bigint NOT NULL,
  PRIMARY KEY (owner, form)
);
CREATE INDEX form_draft_by_time ON form_draft (saved_s);
