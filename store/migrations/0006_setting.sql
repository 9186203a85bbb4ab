-- What the settings of the service are set to; what is not here is as it came.

-- +goose Up

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL -- as people write it; the entries of a list are on a line each
) STRICT, WITHOUT ROWID;

-- The new table is filled at the next opening.
UPDATE head SET facts = 0, texts = 0 WHERE stream = 'service';
