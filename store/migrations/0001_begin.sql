-- The log is the truth; every other table can be made from it again.
-- Times are ISO 8601 in UTC, days are ISO 8601 dates, booleans are 0 or 1, and NULL means that there is none.

-- +goose Up

-- One row is one connection's batch of events in one commit. package store says how hash is made.
-- An erased row has no salt, and its digest in place of its body.
CREATE TABLE log (
    stream  TEXT    NOT NULL, -- a record's name, or 'service'
    seq     INTEGER NOT NULL,
    actor   TEXT    NOT NULL, -- '' is the service itself
    at      TEXT    NOT NULL,
    command TEXT    NOT NULL UNIQUE,
    kinds   TEXT    NOT NULL,
    salt    BLOB,
    body    BLOB    NOT NULL,
    hash    BLOB    NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

-- Where each stream's log ends, and up to which seq the tables below show it.
CREATE TABLE head (
    stream TEXT    PRIMARY KEY,
    seq    INTEGER NOT NULL,
    hash   BLOB    NOT NULL,
    facts  INTEGER NOT NULL, -- every column but the shared texts
    texts  INTEGER NOT NULL  -- the shared texts, which follow after a second of quiet
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot (
    stream  TEXT    PRIMARY KEY,
    seq     INTEGER NOT NULL,
    version INTEGER NOT NULL,
    parts   INTEGER NOT NULL,
    sum     BLOB    NOT NULL -- SHA-256 over all of it: a damaged snapshot is no snapshot
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot_part (
    stream  TEXT    NOT NULL,
    seq     INTEGER NOT NULL,
    version INTEGER NOT NULL,
    part    INTEGER NOT NULL,
    data    BLOB    NOT NULL,
    PRIMARY KEY (stream, seq, version, part)
) STRICT;

-- What is written to find out whether writing works.
CREATE TABLE probe (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    at    TEXT NOT NULL,
    noise BLOB NOT NULL
) STRICT;

-- The service.

CREATE TABLE agency (
    id     TEXT    PRIMARY KEY,
    name   TEXT    NOT NULL,
    letter TEXT    NOT NULL,
    colour INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    id       TEXT    PRIMARY KEY,
    name     TEXT    NOT NULL,
    title    TEXT,
    agency   TEXT    NOT NULL,
    admin    INTEGER NOT NULL,
    manager  INTEGER NOT NULL,
    revoked  INTEGER NOT NULL,
    keys     INTEGER NOT NULL, -- how many
    added_by TEXT              -- NULL: the service itself
) STRICT, WITHOUT ROWID;

-- The records. Within a record an id names one entry, whatever its table. References that may
-- outlive what they name (an outcome's need, an action's place in the plan, a decision's item) are no
-- foreign keys.

CREATE TABLE record (
    name    TEXT PRIMARY KEY,
    created TEXT,
    why     TEXT NOT NULL -- shared text
) STRICT, WITHOUT ROWID;

CREATE TABLE child (
    record   TEXT    NOT NULL REFERENCES record,
    id       INTEGER NOT NULL,
    name     TEXT    NOT NULL,
    known_as TEXT,
    born     TEXT,
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
    record      TEXT    NOT NULL REFERENCES record,
    id          INTEGER NOT NULL,
    person      TEXT, -- NULL for somebody without an account
    name        TEXT    NOT NULL,
    title       TEXT,
    agency      TEXT    NOT NULL,
    agency_name TEXT    NOT NULL,
    role        TEXT    NOT NULL,
    guest       INTEGER, -- the one meeting that they were asked to
    since       TEXT,
    until       TEXT,    -- NULL: still a member
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX member_person ON member (person) WHERE person IS NOT NULL;

CREATE TABLE need (
    record    TEXT    NOT NULL REFERENCES record,
    id        INTEGER NOT NULL,
    about     INTEGER, -- a child; NULL: the family
    kind      TEXT    NOT NULL,
    view      INTEGER, -- whose view: a member or a child; NULL: the team's
    domain    TEXT,
    status    TEXT    NOT NULL,
    unmet     TEXT,
    day       TEXT,
    added_by  INTEGER,
    audience  TEXT    NOT NULL,
    statement TEXT    NOT NULL, -- shared text
    evidence  TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE outcome (
    record   TEXT    NOT NULL REFERENCES record,
    id       INTEGER NOT NULL,
    need     INTEGER,
    baseline INTEGER, -- scores are 0 to 10; NULL: not scored
    now      INTEGER,
    target   INTEGER,
    day      TEXT,
    added_by INTEGER,
    audience TEXT    NOT NULL,
    what     TEXT    NOT NULL, -- shared text
    words    TEXT    NOT NULL, -- shared text: as the child or the family say it
    measure  TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE score (
    record  TEXT    NOT NULL,
    outcome INTEGER NOT NULL,
    number  INTEGER NOT NULL, -- in the order in which they were given
    meeting INTEGER,
    side    TEXT    NOT NULL,
    value   INTEGER NOT NULL,
    PRIMARY KEY (record, outcome, number),
    FOREIGN KEY (record, outcome) REFERENCES outcome
) STRICT, WITHOUT ROWID;

CREATE TABLE meeting (
    record       TEXT    NOT NULL REFERENCES record,
    id           INTEGER NOT NULL,
    name         TEXT    NOT NULL, -- 'sunflower-3'
    number       INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    stage        TEXT    NOT NULL,
    at           TEXT,
    place        TEXT,
    place_for    TEXT    NOT NULL, -- an audience
    chair        INTEGER,
    minute_taker INTEGER,
    item         INTEGER, -- the current one, while the meeting is live
    opened       TEXT,
    closed       TEXT,
    missing      TEXT,    -- what the closing checks missed, a line each
    close_reason TEXT,
    views_how    TEXT,    -- how the child's views were obtained
    next         TEXT,
    no_next      TEXT,
    sent         TEXT,
    reply_by     TEXT,
    final        TEXT,
    views        TEXT    NOT NULL, -- shared text
    last_word    TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id),
    FOREIGN KEY (record, chair) REFERENCES member,
    FOREIGN KEY (record, minute_taker) REFERENCES member
) STRICT, WITHOUT ROWID;

CREATE TABLE agenda_item (
    record   TEXT    NOT NULL,
    id       INTEGER NOT NULL,
    meeting  INTEGER NOT NULL,
    position INTEGER NOT NULL, -- from 1
    title    TEXT    NOT NULL,
    minutes  INTEGER NOT NULL,
    added_by INTEGER,
    spent    INTEGER NOT NULL, -- seconds
    done     INTEGER NOT NULL,
    notes    TEXT    NOT NULL, -- shared text
    summary  TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id),
    FOREIGN KEY (record, meeting) REFERENCES meeting
) STRICT, WITHOUT ROWID;

CREATE TABLE action (
    record    TEXT    NOT NULL REFERENCES record,
    id        INTEGER NOT NULL,
    under     INTEGER, -- an outcome or a need; NULL: the plan as a whole
    owner     INTEGER,
    consent   TEXT,    -- the owner's
    said_by   INTEGER, -- who wrote it on the owner's behalf
    ask       TEXT,    -- the agency that is to name an owner
    due       TEXT,
    status    TEXT    NOT NULL,
    added     TEXT,
    done_on   TEXT,
    done_by   INTEGER,
    meeting   INTEGER,
    added_by  INTEGER,
    audience  TEXT    NOT NULL,
    what      TEXT    NOT NULL, -- shared text
    progress  TEXT    NOT NULL, -- shared text
    blocks    TEXT    NOT NULL, -- shared text
    next_step TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id),
    FOREIGN KEY (record, owner) REFERENCES member
) STRICT, WITHOUT ROWID;

CREATE TABLE decision (
    record    TEXT    NOT NULL REFERENCES record,
    id        INTEGER NOT NULL,
    meeting   INTEGER NOT NULL,
    item      INTEGER,
    added_by  INTEGER,
    stage     TEXT    NOT NULL,
    put       TEXT,
    shown     TEXT,
    follow    TEXT,
    words     TEXT,
    advocate  INTEGER NOT NULL,
    audience  TEXT    NOT NULL,
    wording   TEXT    NOT NULL, -- shared text
    rationale TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id),
    FOREIGN KEY (record, meeting) REFERENCES meeting
) STRICT, WITHOUT ROWID;

-- Everybody who was asked has a row; answer is NULL until they answer.
CREATE TABLE answer (
    record     TEXT    NOT NULL,
    decision   INTEGER NOT NULL,
    member     INTEGER NOT NULL,
    answer     TEXT,
    words      TEXT,
    written_by INTEGER, -- on their behalf
    at         TEXT,
    PRIMARY KEY (record, decision, member),
    FOREIGN KEY (record, decision) REFERENCES decision,
    FOREIGN KEY (record, member) REFERENCES member
) STRICT, WITHOUT ROWID;

CREATE TABLE attendance (
    record   TEXT    NOT NULL,
    meeting  INTEGER NOT NULL,
    member   INTEGER NOT NULL,
    way      TEXT    NOT NULL,
    since    TEXT,
    until    TEXT,
    note     TEXT,
    proposed INTEGER NOT NULL, -- by connecting; the chair has not confirmed it
    PRIMARY KEY (record, meeting, member),
    FOREIGN KEY (record, meeting) REFERENCES meeting,
    FOREIGN KEY (record, member) REFERENCES member
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_off (
    record     TEXT    NOT NULL,
    meeting    INTEGER NOT NULL,
    member     INTEGER NOT NULL,
    says       TEXT    NOT NULL,
    words      TEXT,
    written_by INTEGER, -- on their behalf
    item       INTEGER, -- the disputed one
    at         TEXT,
    reply      TEXT,
    replied    TEXT,
    PRIMARY KEY (record, meeting, member),
    FOREIGN KEY (record, meeting) REFERENCES meeting,
    FOREIGN KEY (record, member) REFERENCES member
) STRICT, WITHOUT ROWID;
