-- What an action or a wait says of the service in the information bank that it is about.

-- +goose Up

ALTER TABLE action ADD COLUMN listing TEXT;         -- the service's id in the information bank
ALTER TABLE action ADD COLUMN listing_name TEXT;    -- what it was called when it was linked
ALTER TABLE action ADD COLUMN listing_checked TEXT; -- when what is said of it had last been checked then

ALTER TABLE wait ADD COLUMN listing TEXT;
ALTER TABLE wait ADD COLUMN listing_name TEXT;
ALTER TABLE wait ADD COLUMN listing_checked TEXT;

-- The new columns are filled at the next opening.
UPDATE head SET facts = 0, texts = 0 WHERE facts > 0;
