-- The log once it is no longer written to, and what its salts are made from.

-- +goose Up

-- The seeds that the salts of a stream's rows from first on are made from. What covers erased rows is not kept.
CREATE TABLE salt (
    stream TEXT    NOT NULL,
    first  INTEGER NOT NULL,
    seed   BLOB    NOT NULL,
    PRIMARY KEY (stream, first)
) STRICT, WITHOUT ROWID;

-- Rows of the log packed together: data holds all that their columns in log held. Rows that are still in log too are about
-- to be taken out there.
CREATE TABLE segment (
    stream TEXT    NOT NULL,
    last   INTEGER NOT NULL,
    first  INTEGER NOT NULL,
    hash   BLOB    NOT NULL, -- of row last
    sum    BLOB    NOT NULL, -- SHA-256 of data
    data   BLOB    NOT NULL,
    PRIMARY KEY (stream, last)
) STRICT;

-- The command ids of packed rows: prefix, followed by any number from first to last, or by nothing where both are -1.
CREATE TABLE sealed_command (
    prefix TEXT    NOT NULL,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (prefix, first)
) STRICT, WITHOUT ROWID;
