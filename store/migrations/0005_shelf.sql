-- The record between meetings and beside the plan, and the service's settings. As with the tables before: a reference that may outlive what it
-- names is no foreign key, and lists within an entry have a table of their own.

-- +goose Up

-- In the words of each child, and of the family (about 0).
CREATE TABLE about_me (
    record       TEXT    NOT NULL REFERENCES record,
    about        INTEGER NOT NULL,
    matters      TEXT    NOT NULL, -- shared text
    communicates TEXT    NOT NULL, -- shared text
    works        TEXT    NOT NULL, -- shared text
    works_not    TEXT    NOT NULL, -- shared text
    work_with_us TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, about)
) STRICT, WITHOUT ROWID;

-- What the record's own clocks are set to; what is not here is as the settings of the service have it.
CREATE TABLE clock (
    record TEXT    NOT NULL REFERENCES record,
    name   TEXT    NOT NULL,
    days   INTEGER NOT NULL,
    PRIMARY KEY (record, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE detail (
    record   TEXT    NOT NULL REFERENCES record,
    id       INTEGER NOT NULL,
    about    INTEGER, -- a child; NULL: the family. So in every table below
    added_by INTEGER, -- a member
    added    TEXT,
    audience TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    value    TEXT    NOT NULL,
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE relation (
    record         TEXT    NOT NULL REFERENCES record,
    id             INTEGER NOT NULL,
    about          INTEGER,
    added_by       INTEGER,
    added          TEXT,
    audience       TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    relation       TEXT    NOT NULL, -- 'grandmother'
    member         INTEGER,
    responsibility INTEGER NOT NULL, -- parental responsibility
    contact        TEXT,
    court_order    TEXT,
    reach          TEXT,
    remarks        TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE involvement (
    record   TEXT    NOT NULL REFERENCES record,
    id       INTEGER NOT NULL,
    about    INTEGER,
    added_by INTEGER,
    added    TEXT,
    audience TEXT    NOT NULL,
    agency   TEXT,
    service  TEXT    NOT NULL,
    who      TEXT,
    member   INTEGER,
    since    TEXT,
    until    TEXT,
    remarks  TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE wait (
    record      TEXT    NOT NULL REFERENCES record,
    id          INTEGER NOT NULL,
    about       INTEGER,
    added_by    INTEGER,
    added       TEXT,
    audience    TEXT    NOT NULL,
    service     TEXT    NOT NULL,
    agency      TEXT,
    reason      TEXT, -- what for
    referred_by INTEGER,
    referred_on TEXT    NOT NULL,
    target      INTEGER, -- days; NULL: that of the clocks
    expected    TEXT,
    seen_on     TEXT,
    ended_on    TEXT, -- without having been seen
    ended       TEXT, -- why
    remarks     TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE assessment (
    record   TEXT    NOT NULL REFERENCES record,
    id       INTEGER NOT NULL,
    about    INTEGER,
    added_by INTEGER,
    added    TEXT,
    audience TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    agency   TEXT,
    who      TEXT,
    member   INTEGER,
    domain   TEXT,
    day      TEXT    NOT NULL,
    next_due TEXT,
    again    TEXT, -- why it was made a second time
    remarks  TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

-- With which agencies an assessment may be shared.
CREATE TABLE assessment_share (
    record     TEXT    NOT NULL,
    assessment INTEGER NOT NULL,
    number     INTEGER NOT NULL, -- from 1. So in every list below
    agency     TEXT    NOT NULL,
    PRIMARY KEY (record, assessment, number),
    FOREIGN KEY (record, assessment) REFERENCES assessment
) STRICT, WITHOUT ROWID;

CREATE TABLE appointment (
    record    TEXT    NOT NULL REFERENCES record,
    id        INTEGER NOT NULL,
    about     INTEGER,
    added_by  INTEGER,
    added     TEXT,
    audience  TEXT    NOT NULL,
    what      TEXT    NOT NULL,
    agency    TEXT,
    at        TEXT,
    minutes   INTEGER,
    place     TEXT,
    cancelled INTEGER NOT NULL,
    remarks   TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE appointment_with (
    record      TEXT    NOT NULL,
    appointment INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    member      INTEGER NOT NULL,
    PRIMARY KEY (record, appointment, number),
    FOREIGN KEY (record, appointment) REFERENCES appointment
) STRICT, WITHOUT ROWID;

CREATE TABLE other_plan (
    record   TEXT    NOT NULL REFERENCES record,
    id       INTEGER NOT NULL,
    about    INTEGER,
    added_by INTEGER,
    added    TEXT,
    audience TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    agency   TEXT,
    since    TEXT,
    review   TEXT,
    until    TEXT,
    remarks  TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE path_step (
    record   TEXT    NOT NULL REFERENCES record,
    id       INTEGER NOT NULL,
    about    INTEGER,
    added_by INTEGER,
    added    TEXT,
    audience TEXT    NOT NULL,
    stage    TEXT    NOT NULL,
    since    TEXT    NOT NULL,
    due      TEXT,
    remarks  TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE transition (
    record    TEXT    NOT NULL REFERENCES record,
    id        INTEGER NOT NULL,
    about     INTEGER,
    added_by  INTEGER,
    added     TEXT,
    audience  TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    day       TEXT    NOT NULL,
    receiving TEXT,
    agency    TEXT,
    lead      INTEGER,
    over      INTEGER NOT NULL,
    remarks   TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

-- What prepares a transition.
CREATE TABLE transition_action (
    record     TEXT    NOT NULL,
    transition INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    action     INTEGER NOT NULL,
    PRIMARY KEY (record, transition, number),
    FOREIGN KEY (record, transition) REFERENCES transition
) STRICT, WITHOUT ROWID;

CREATE TABLE tenure (
    record     TEXT    NOT NULL REFERENCES record,
    id         INTEGER NOT NULL,
    about      INTEGER,
    added_by   INTEGER,
    added      TEXT,
    audience   TEXT    NOT NULL,
    member     INTEGER NOT NULL,
    designated INTEGER NOT NULL,
    since      TEXT    NOT NULL,
    until      TEXT,
    reason     TEXT,
    asked_on   TEXT,
    wish       TEXT,
    not_asked  TEXT, -- why
    goodbye    TEXT,
    cover      INTEGER,
    cover_from TEXT,
    cover_to   TEXT,
    remarks    TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
    record      TEXT    NOT NULL REFERENCES record,
    id          INTEGER NOT NULL,
    about       INTEGER,
    added_by    INTEGER,
    added       TEXT,
    audience    TEXT    NOT NULL,
    day         TEXT    NOT NULL,
    how         TEXT    NOT NULL,
    promise_due TEXT,
    kept_on     TEXT,
    remarks     TEXT    NOT NULL, -- shared text
    promised    TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact_with (
    record  TEXT    NOT NULL,
    contact INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    member  INTEGER NOT NULL, -- or a child
    PRIMARY KEY (record, contact, number),
    FOREIGN KEY (record, contact) REFERENCES contact
) STRICT, WITHOUT ROWID;

CREATE TABLE question (
    record      TEXT    NOT NULL REFERENCES record,
    id          INTEGER NOT NULL,
    about       INTEGER,
    added_by    INTEGER,
    added       TEXT,
    audience    TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    asked_for   INTEGER NOT NULL, -- who of the family asks
    asked_of    INTEGER,
    asked_at    TEXT,
    due         TEXT,
    answered_at TEXT,
    answered_by INTEGER,
    asks        TEXT    NOT NULL, -- shared text
    replies     TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE handover (
    record       TEXT    NOT NULL REFERENCES record,
    id           INTEGER NOT NULL,
    about        INTEGER,
    added_by     INTEGER,
    added        TEXT,
    audience     TEXT    NOT NULL,
    hands        INTEGER, -- the member who hands over
    takes        INTEGER, -- the new keyworker
    joint_on     TEXT,
    done_at      TEXT,
    ask_again_on TEXT,
    again        TEXT, -- did you have to start again?
    again_words  TEXT,
    again_for    INTEGER,
    again_by     INTEGER,
    again_at     TEXT,
    matters      TEXT    NOT NULL, -- shared text
    who          TEXT    NOT NULL, -- shared text
    tried        TEXT    NOT NULL, -- shared text
    open         TEXT    NOT NULL, -- shared text
    decisions    TEXT    NOT NULL, -- shared text
    stuck        TEXT    NOT NULL, -- shared text
    next         TEXT    NOT NULL, -- shared text
    work         TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE handover_met (
    record   TEXT    NOT NULL,
    handover INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    member   INTEGER NOT NULL, -- or a child
    PRIMARY KEY (record, handover, number),
    FOREIGN KEY (record, handover) REFERENCES handover
) STRICT, WITHOUT ROWID;

-- What the new keyworker has taken on.
CREATE TABLE handover_accepted (
    record   TEXT    NOT NULL,
    handover INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    section  INTEGER NOT NULL, -- from 0
    entry    INTEGER,
    part     INTEGER,
    taken_by INTEGER,
    taken_at TEXT,
    PRIMARY KEY (record, handover, number),
    FOREIGN KEY (record, handover) REFERENCES handover
) STRICT, WITHOUT ROWID;

CREATE TABLE mandate (
    record    TEXT    NOT NULL REFERENCES record,
    id        INTEGER NOT NULL,
    about     INTEGER,
    added_by  INTEGER,
    added     TEXT,
    audience  TEXT    NOT NULL,
    agency    TEXT    NOT NULL,
    signed_by TEXT    NOT NULL,
    signed_on TEXT    NOT NULL,
    until     TEXT,
    remarks   TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

-- What a mandate lets the keyworker do.
CREATE TABLE mandate_vests (
    record  TEXT    NOT NULL,
    mandate INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    what    TEXT    NOT NULL,
    PRIMARY KEY (record, mandate, number),
    FOREIGN KEY (record, mandate) REFERENCES mandate
) STRICT, WITHOUT ROWID;

CREATE TABLE escalation (
    record       TEXT    NOT NULL REFERENCES record,
    id           INTEGER NOT NULL,
    about        INTEGER,
    added_by     INTEGER,
    added        TEXT,
    audience     TEXT    NOT NULL,
    stuck        TEXT    NOT NULL,
    agency       TEXT    NOT NULL,
    entry        INTEGER, -- what is stuck
    level        TEXT    NOT NULL,
    manager      TEXT,
    raised_on    TEXT    NOT NULL,
    due          TEXT,
    responded_on TEXT,
    closed_on    TEXT,
    told_on      TEXT,
    remarks      TEXT    NOT NULL, -- shared text
    answered     TEXT    NOT NULL, -- shared text
    came_of      TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

-- The levels that an escalation was at before.
CREATE TABLE escalation_before (
    record       TEXT    NOT NULL,
    escalation   INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    level        TEXT    NOT NULL,
    manager      TEXT,
    raised_on    TEXT    NOT NULL,
    due          TEXT,
    responded_on TEXT,
    PRIMARY KEY (record, escalation, number),
    FOREIGN KEY (record, escalation) REFERENCES escalation
) STRICT, WITHOUT ROWID;

CREATE TABLE closing (
    record       TEXT    NOT NULL REFERENCES record,
    id           INTEGER NOT NULL,
    about        INTEGER,
    added_by     INTEGER,
    added        TEXT,
    audience     TEXT    NOT NULL,
    day          TEXT    NOT NULL,
    why          TEXT    NOT NULL,
    words        TEXT,
    family       TEXT    NOT NULL, -- what the family says to it
    family_words TEXT,
    family_for   INTEGER,
    access_until TEXT    NOT NULL,
    ended_at     TEXT,
    reopened_at  TEXT,
    reopened_by  INTEGER,
    reopened_for TEXT,
    remarks      TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE closing_rehomed (
    record  TEXT    NOT NULL,
    closing INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    action  INTEGER NOT NULL,
    goes_to TEXT    NOT NULL,
    PRIMARY KEY (record, closing, number),
    FOREIGN KEY (record, closing) REFERENCES closing
) STRICT, WITHOUT ROWID;

-- Notes for fewer people than those of their agenda items.
CREATE TABLE aside (
    record   TEXT    NOT NULL REFERENCES record,
    id       INTEGER NOT NULL,
    meeting  INTEGER NOT NULL,
    item     INTEGER NOT NULL,
    audience TEXT    NOT NULL,
    added_by INTEGER,
    added    TEXT,
    words    TEXT    NOT NULL, -- shared text
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

-- The new tables are filled at the next opening.
UPDATE head SET facts = 0, texts = 0 WHERE facts > 0;
