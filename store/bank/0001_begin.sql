-- The information bank: what services there are. It stands in a file of its own, since an import must not stop anybody's typing,
-- and holds nothing of any child. All of it can be made again by importing the directory once more.

-- +goose Up

CREATE TABLE service (
    n            INTEGER PRIMARY KEY, -- what the full text calls it
    id           TEXT    NOT NULL UNIQUE, -- as its publisher names it
    name         TEXT    NOT NULL,
    organisation TEXT    NOT NULL,
    status       TEXT    NOT NULL, -- active, temporarily closed, inactive, defunct
    minimum_age  REAL,             -- in years; NULL: not said
    maximum_age  REAL,
    checked      TEXT    NOT NULL, -- the day when somebody last made sure or changed something; '': nobody says
    listed       TEXT    NOT NULL, -- JSON: what lists show and searches go by
    body         TEXT    NOT NULL, -- JSON: all of it, in HSDS's words
    digest       BLOB    NOT NULL, -- SHA-256 of body
    import       INTEGER NOT NULL REFERENCES import (n), -- the one that last brought or changed it
    gone         TEXT              -- the day of the import that did not have it any more; NULL: it is there
) STRICT;

CREATE TABLE import (
    n      INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,
    person TEXT NOT NULL, -- who sent it
    report TEXT NOT NULL  -- JSON: what became of it
) STRICT;

-- The words of every service that is there. The order of the columns is that of directory.Texts.
CREATE VIRTUAL TABLE words USING fts5 (
    name, terms, organisation, places, rest,
    content = '', contentless_delete = 1, prefix = '2 3', tokenize = "unicode61 remove_diacritics 2"
);

CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
