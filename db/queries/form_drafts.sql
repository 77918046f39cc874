-- form_drafts.sql - what was typed into a form and not sent yet, sealed.

-- row: form_draft owner text, form text, box blob, saved_s bigint

-- name: form_draft_put
-- does: what stands in that form now
-- in: @form_draft
-- returns: exec
INSERT INTO form_draft (@form_draft) VALUES (:@form_draft)
ON CONFLICT (owner, form) DO UPDATE SET box = excluded.box, saved_s = excluded.saved_s;

-- name: form_draft_get
-- does: what was typed into that form
-- in: owner text, form text
-- returns: one @form_draft
SELECT @form_draft FROM form_draft WHERE owner = :owner AND form = :form;

-- name: form_draft_drop
-- does: the form was sent
-- in: owner text, form text
-- returns: exec
DELETE FROM form_draft WHERE owner = :owner AND form = :form;

-- name: form_draft_drop_owner
-- does: nothing of that owner is kept any more
-- in: owner text
-- returns: exec
DELETE FROM form_draft WHERE owner = :owner;

-- name: form_draft_count
-- does: how many forms of that owner are kept
-- in: owner text
-- returns: one n bigint
SELECT count(*) FROM form_draft WHERE owner = :owner;

-- name: form_draft_sweep
-- does: forget what was typed before that time
-- in: before_s bigint
-- returns: exec
DELETE FROM form_draft WHERE saved_s < :before_s;
