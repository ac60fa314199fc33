-- Times are microseconds since 1970-01-01 00:00 UTC.

-- One row: how far the ledger is.
CREATE TABLE ledger (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    revision    INTEGER NOT NULL, -- how many batches were applied
    changed     INTEGER,          -- when the last one was made
    transitions INTEGER NOT NULL, -- how many there ever were
    forgotten   INTEGER NOT NULL, -- how many of them were deleted, because more are not kept
    mark        TEXT NOT NULL     -- what tells this ledger from others: it is in the tags of its jobs
) STRICT;
INSERT INTO ledger VALUES (1, 0, NULL, 0, 0, lower(hex(randomblob(4))));

-- Every analysis as it is now.
CREATE TABLE analyses (
    id            INTEGER PRIMARY KEY,  -- 1, 2, 3 …: the order in which they were added
    key           TEXT NOT NULL UNIQUE, -- subject/name
    subject       TEXT NOT NULL GENERATED ALWAYS AS (substr(key, 1, instr(key, '/') - 1)) VIRTUAL,
    pipeline      TEXT NOT NULL,
    scheduler     TEXT NOT NULL,
    needs         TEXT,                 -- the keys of what it needs, as a JSON array
    state         TEXT NOT NULL,
    since         INTEGER NOT NULL,
    job           TEXT,
    submitted     INTEGER,
    born          INTEGER,              -- the same by the scheduler's clock
    serial        INTEGER NOT NULL,     -- how many jobs were ever submitted
    attempts      INTEGER NOT NULL,     -- how many since the last restart
    resurrections INTEGER NOT NULL,     -- how many of those were rescues
    marks         TEXT,                 -- what is seldom known, as JSON
    last          INTEGER               -- its last transition
) STRICT;

-- Every change of a state.
CREATE TABLE transitions (
    number    INTEGER PRIMARY KEY,
    previous  INTEGER,          -- the transition of the same analysis before this one
    revision  INTEGER NOT NULL, -- its batch
    analysis  INTEGER NOT NULL REFERENCES analyses (id),
    at        INTEGER NOT NULL,
    old       TEXT NOT NULL,
    new       TEXT NOT NULL,
    cause     TEXT NOT NULL,    -- JSON
    raw       TEXT              -- the scheduler's own word
) STRICT;

-- What the host was asked to do; without `closed` nobody knows yet what became of it.
CREATE TABLE intents (
    number   INTEGER PRIMARY KEY,
    analysis INTEGER NOT NULL REFERENCES analyses (id),
    action   TEXT NOT NULL,
    tag      TEXT NOT NULL,
    job      TEXT,
    opened   INTEGER NOT NULL,
    closed   INTEGER,
    outcome  TEXT               -- JSON
) STRICT;
CREATE INDEX open_intents ON intents (analysis) WHERE closed IS NULL;

-- Every change of the ledger.
CREATE TABLE batches (
    revision    INTEGER PRIMARY KEY, -- that it was made for
    at          INTEGER NOT NULL,
    entries     INTEGER NOT NULL,
    transitions INTEGER NOT NULL
) STRICT;

-- For people.
CREATE VIEW status AS
SELECT
    key, state, strftime('%Y-%m-%dT%H:%M:%fZ', since / 1e6, 'unixepoch') AS since,
    job, scheduler, pipeline, attempts, resurrections
FROM analyses;

CREATE VIEW history AS
SELECT
    number, strftime('%Y-%m-%dT%H:%M:%fZ', at / 1e6, 'unixepoch') AS time,
    key, old, new, cause, raw
FROM transitions JOIN analyses ON analyses.id = transitions.analysis;
