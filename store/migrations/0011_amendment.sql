-- What was added to final minutes.

-- +goose Up

CREATE TABLE amendment (
    record     TEXT    NOT NULL,
    meeting    INTEGER NOT NULL,
    number     INTEGER NOT NULL, -- from 1, in order
    member     INTEGER NOT NULL,
    written_by INTEGER,          -- on their behalf
    at         TEXT,
    words      TEXT    NOT NULL,
    PRIMARY KEY (record, meeting, number),
    FOREIGN KEY (record, meeting) REFERENCES meeting,
    FOREIGN KEY (record, member) REFERENCES member
) STRICT, WITHOUT ROWID;

-- The new table is filled at the next opening.
UPDATE head SET facts = 0, texts = 0 WHERE facts > 0;
