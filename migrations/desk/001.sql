-- What rests at a desk. Every value that could say something is sealed: a case's key under the desk's own
-- key, everything of the case under the case's key. To destroy that key is to destroy the case.
CREATE TABLE cases (
    ticket   BLOB    PRIMARY KEY CHECK (length(ticket) = 16),
    key      BLOB    NOT NULL,
    told     BLOB    NOT NULL,
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

-- Every change to a case, signed, sealed under the case's key.
CREATE TABLE events (
    digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
    ticket BLOB NOT NULL REFERENCES cases (ticket),
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- What the desk remembers: where its intake is, which roster it saw last. Sealed.
CREATE TABLE memory (
    name   TEXT PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
