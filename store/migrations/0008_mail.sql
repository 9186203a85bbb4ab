-- Where people get mail, and what is to be sent to them. They are part of no chain, so that an address can be forgotten: no row of them can be made
-- from the log again, and none holds a word of a record. Times are as in the log.

-- +goose Up

CREATE TABLE mailbox (
    person   TEXT    PRIMARY KEY,
    address  TEXT    NOT NULL,
    asked    TEXT    NOT NULL, -- when the code was asked for that shows that the address is theirs
    wrong    INTEGER NOT NULL, -- wrong codes since then
    proved   TEXT,             -- NULL: not yet
    minutes  INTEGER NOT NULL, -- what for: 0 or 1
    meetings INTEGER NOT NULL,
    reminder INTEGER NOT NULL,
    form     TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE mail (
    record  TEXT    NOT NULL, -- '': none
    meeting INTEGER NOT NULL, -- 0: none
    kind    TEXT    NOT NULL,
    person  TEXT    NOT NULL,
    edition INTEGER NOT NULL, -- from 1
    says    TEXT    NOT NULL, -- what there is to say, as a word that nobody reads
    state   TEXT    NOT NULL,
    made    TEXT    NOT NULL,
    due     TEXT    NOT NULL, -- when it is to be tried next
    tried   TEXT,             -- the last time; NULL: never
    tries   INTEGER NOT NULL,
    why     TEXT,
    PRIMARY KEY (record, meeting, kind, person, edition)
) STRICT, WITHOUT ROWID;

CREATE INDEX mail_waits ON mail (due) WHERE state = 'waiting';
CREATE INDEX mail_by_state ON mail (state, made);
CREATE INDEX mail_by_person ON mail (person, made);
