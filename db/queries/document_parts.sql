-- document_parts.sql - encrypted documents, cut into parts (vault_store = database).

-- row: document_part document text, part bigint, bytes blob, created_s bigint

-- name: document_part_insert
-- does: one part more of a document
-- in: @document_part
-- returns: exec
INSERT INTO document_part (@document_part) VALUES (:@document_part);

-- name: document_part_get
-- does: one part of a document, counted from 0
-- in: document text, part bigint
-- returns: one @document_part
SELECT @document_part FROM document_part WHERE document = :document AND part = :part;

-- name: document_parts_old
-- does: documents kept before that time, in the order of their ids
-- in: after text, before_s bigint
-- returns: many document text
SELECT document FROM document_part WHERE document > :after AND part = 0 AND created_s < :before_s
ORDER BY document LIMIT 1000;

-- name: document_parts_delete
-- does: nothing of that document is kept any more
-- in: document text
-- returns: exec
DELETE FROM document_part WHERE document = :document;
