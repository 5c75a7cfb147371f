-- What rests at a desk. Every value that could say something is sealed: a case's key under the desk's own
-- key, everything of the case under the case's key. To destroy that key is to destroy the case.
CREATE TABLE cases (
    ticket   BLOB    PRIMARY KEY CHECK (length(ticket) = 16),
    key      BLOB    NOT NULL,
    told     BLOB    NOT NULL,
    -- What this desk alone knows of it: when it came, whether somebody here has looked.
    about    BLOB    NOT NULL,
    complete INTEGER NOT NULL CHECK (complete IN (0, 1))
) STRICT, WITHOUT ROWID;

-- Pieces of attachments, as the reporter's page sealed them.
CREATE TABLE pieces (
    ticket BLOB PRIMARY KEY CHECK (length(ticket) = 16),
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Reports that did not open, as they came.
CREATE TABLE unopened (
    ticket BLOB PRIMARY KEY CHECK (length(ticket) = 16),
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- What a handler is writing to a reporter, sealed under the case's key.
CREATE TABLE drafts (
    ticket BLOB PRIMARY KEY REFERENCES cases (ticket),
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Every change, signed: to a case, sealed under its key; of the team (no ticket), under the desk's own. Under
-- which name it lies at the intake, once it does.
CREATE TABLE events (
    digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
    ticket BLOB REFERENCES cases (ticket),
    sealed BLOB NOT NULL,
    wire   BLOB CHECK (length(wire) = 16)
) STRICT, WITHOUT ROWID;

-- What came from colleagues and cannot be used yet: its case, its key or its roster is still to come. As it came.
CREATE TABLE waiting (
    wire   BLOB PRIMARY KEY CHECK (length(wire) = 16),
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- The names of what came from colleagues and need not be fetched again.
CREATE TABLE seen (
    wire BLOB PRIMARY KEY CHECK (length(wire) = 16)
) STRICT, WITHOUT ROWID;

-- Cases that were forgotten, so that they do not come back.
CREATE TABLE gone (
    ticket BLOB PRIMARY KEY CHECK (length(ticket) = 16)
) STRICT, WITHOUT ROWID;

-- What the desk remembers: where its intake is, rosters, team keys, what it noticed. Sealed.
CREATE TABLE memory (
    name   TEXT PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
