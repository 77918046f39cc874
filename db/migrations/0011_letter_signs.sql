-- 0011_letter_signs.sql - with a letter: SHA-256 of template and letterhead, and its signature places
-- ("page x y width height;..." in points). Letters from before have neither.
ALTER TABLE letter ADD COLUMN template_hash text;
ALTER TABLE letter ADD COLUMN signs text;
