-- Who looked at what. It holds names of what was looked at and never a word of it.

-- +goose Up

-- package store says how hash is made. '' is none.
CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    at     TEXT    NOT NULL,
    record TEXT    NOT NULL,
    person TEXT    NOT NULL,
    agency TEXT    NOT NULL,
    conn   TEXT    NOT NULL, -- what they looked through
    kind   TEXT    NOT NULL,
    about  TEXT    NOT NULL,
    seq    INTEGER NOT NULL, -- the version that was shown; 0: none
    reason TEXT    NOT NULL,
    hash   BLOB    NOT NULL
) STRICT;

CREATE INDEX audit_record ON audit (record, number);

-- Where the audit ends, written in the same transaction as its rows.
CREATE TABLE audit_head (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL,
    hash   BLOB    NOT NULL
) STRICT;
