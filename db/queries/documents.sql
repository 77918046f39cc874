-- documents.sql - personal documents and who opened them.

-- row: document id text, noun text, noun_id text, class text, state text, type text, bytes bigint,
--   sha256 text, key_box blob null, pages bigint null, width bigint null, height bigint null,
--   name text, created_s bigint, created_by text, erased_s bigint null, parent text null
-- row: doc_view id text, document text, viewer text, at_s bigint, reason text null

-- row: document_scan document text, state text, at_s bigint, signature text null

-- name: document_insert
-- does: a new document
-- in: @document
-- returns: later
INSERT INTO document (@document) VALUES (:@document);

-- name: document_by_id
-- does: one document in any state
-- in: id text
-- returns: one @document
SELECT @document FROM document WHERE id = :id;

-- name: document_current
-- does: the newest kept document of a class
-- in: noun text, noun_id text, class text
-- returns: one @document
SELECT @document FROM document WHERE noun = :noun AND noun_id = :noun_id AND class = :class
  AND state = 'kept' ORDER BY created_s DESC, id DESC LIMIT 1;

-- name: documents_of
-- does: kept documents of an object, newest first
-- in: noun text, noun_id text
-- returns: many @document
SELECT @document FROM document WHERE noun = :noun AND noun_id = :noun_id AND state = 'kept'
ORDER BY created_s DESC, id DESC;

-- name: document_signed_scans
-- does: how many signed scans of a letter have come back, destroyed ones too; `parent` is its PDF
-- in: parent text
-- returns: one n bigint
SELECT count(*) AS n FROM document WHERE parent = :parent
  AND class IN ('signed_recommendation', 'signed_statement') AND state <> 'staged';

-- name: document_erase
-- does: destroy the key of a document; what is left can never be read again
-- in: id text, now_s bigint
-- returns: changed
UPDATE document SET state = 'erased', key_box = NULL, erased_s = :now_s
WHERE id = :id AND state <> 'erased';

-- name: document_lock
-- does: until the end of the transaction nobody else opens or erases that kept document
-- in: id text
-- returns: changed
UPDATE document SET state = state WHERE id = :id AND state = 'kept';

-- name: doc_view_insert
-- does: note that a document was opened
-- in: @doc_view
-- returns: exec
INSERT INTO doc_view (@doc_view) VALUES (:@doc_view);

-- name: doc_view_last
-- does: when that viewer opened that document last
-- in: document text, viewer text
-- returns: one @doc_view
SELECT @doc_view FROM doc_view WHERE document = :document AND viewer = :viewer
ORDER BY at_s DESC, id DESC LIMIT 1;

-- name: doc_views_of
-- does: openings of the documents of an object, and of its whole file by auditors (class 'file'),
--   newest first, with the viewer
-- in: noun text, noun_id text
-- returns: many at_s bigint, class text, viewer_name text, viewer_role text,
--   viewer_office text null, reason text null
SELECT w.at_s AS at_s, o.class, a.name, a.role, a.office, w.reason FROM doc_view w
  JOIN document o ON o.id = w.document JOIN account a ON a.id = w.viewer
WHERE o.noun = :noun AND o.noun_id = :noun_id
UNION ALL
SELECT p.at_s, 'file', b.name, b.role, b.office, p.reason FROM audit_opening p
  JOIN account b ON b.id = p.account
WHERE p.object = CAST(:noun AS text) || '/' || CAST(:noun_id AS text)
ORDER BY at_s DESC LIMIT 200;

-- name: doc_views_by
-- does: which documents of an object that viewer has opened, each once
-- in: noun text, noun_id text, viewer text
-- returns: many document text, at_s bigint
SELECT w.document, max(w.at_s) FROM doc_view w JOIN document o ON o.id = w.document
WHERE o.noun = :noun AND o.noun_id = :noun_id AND w.viewer = :viewer
GROUP BY w.document ORDER BY w.document;

-- name: document_of_parent
-- does: the newest kept document of a class that answers another: the signed scan of a letter
-- in: parent text, class text
-- returns: one @document
SELECT @document FROM document WHERE parent = :parent AND class = :class AND state = 'kept'
ORDER BY created_s DESC, id DESC LIMIT 1;

-- name: document_scan_insert
-- does: what the scanner said of a new document
-- in: @document_scan
-- returns: exec
INSERT INTO document_scan (@document_scan) VALUES (:@document_scan);

-- name: document_scan_get
-- does: what the scanner said of a document
-- in: document text
-- returns: one @document_scan
SELECT @document_scan FROM document_scan WHERE document = :document;

-- name: document_scan_waiting
-- does: documents without a verdict, oldest first
-- in: n bigint
-- returns: many @document_scan
SELECT @document_scan FROM document_scan WHERE state = 'waiting' ORDER BY at_s, document LIMIT :n;

-- name: document_scan_later
-- does: no verdict this time either: the others are asked about first
-- in: document text, at_s bigint
-- returns: changed
UPDATE document_scan SET at_s = :at_s WHERE document = :document AND state = 'waiting';

-- name: document_scan_set
-- does: a verdict has come
-- in: document text, state text, at_s bigint, signature text null
-- returns: changed
UPDATE document_scan SET state = :state, at_s = :at_s, signature = :signature
WHERE document = :document AND state = 'waiting';
