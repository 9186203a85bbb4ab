-- When people were last in a record's rooms, so that they can ask what has changed since. It is part of no chain:
-- losing it loses nothing of a record.

-- +goose Up

CREATE TABLE stay (
    record     TEXT    NOT NULL,
    person     TEXT    NOT NULL,
    seq        INTEGER NOT NULL, -- the record's last row when they left
    at         TEXT    NOT NULL, -- when they left
    before_seq INTEGER NOT NULL, -- the same of the stay before that; 0: none
    before_at  TEXT,             -- NULL: none
    PRIMARY KEY (record, person)
) STRICT, WITHOUT ROWID;
