-- When a planned meeting was called off, by which member and why.

-- +goose Up

ALTER TABLE meeting ADD COLUMN off_at TEXT;
ALTER TABLE meeting ADD COLUMN off_by INTEGER;
ALTER TABLE meeting ADD COLUMN off_reason TEXT;

-- The new columns are filled at the next opening.
UPDATE head SET facts = 0, texts = 0 WHERE facts > 0;
