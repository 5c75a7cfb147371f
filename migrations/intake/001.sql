-- One row for each slot on disk, made once and only ever updated in place. Every value always takes the
-- same number of bytes (kinds from 2 to 11, days from 128), so that a change leaves no gap that would tell
-- of the order of changes. `able` and `confirmed` have a bit for each place in the roster. What a free slot's ticket and digest hold is random.
CREATE TABLE slots (
    size      INTEGER NOT NULL CHECK (size BETWEEN 2 AND 6),
    number    INTEGER NOT NULL,
    kind      INTEGER NOT NULL CHECK (kind BETWEEN 2 AND 11),
    ticket    BLOB    NOT NULL CHECK (length(ticket) = 16),
    day       INTEGER NOT NULL CHECK (day BETWEEN 128 AND 32767),
    digest    BLOB    NOT NULL CHECK (length(digest) = 32),
    able      BLOB    NOT NULL CHECK (length(able) = 8),
    confirmed BLOB    NOT NULL CHECK (length(confirmed) = 8),
    PRIMARY KEY (size, number)
) STRICT, WITHOUT ROWID;

-- The latest day seen, which never goes back, and the roster that the confirmations refer to.
CREATE TABLE intake (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    day    INTEGER NOT NULL CHECK (day BETWEEN 128 AND 32767),
    serial BLOB    NOT NULL CHECK (length(serial) = 8),
    roster BLOB    NOT NULL CHECK (length(roster) = 32)
) STRICT;
