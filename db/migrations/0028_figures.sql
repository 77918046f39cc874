-- 0028_figures.sql - what the national dashboard counts: activations by time, and what became of what was begun.
CREATE INDEX application_approved ON application (approved_s, office, submitted_s)
  WHERE approved_s IS NOT NULL;
CREATE INDEX application_begun ON application (created_s);
