-- Documents whose reading ended two worker processes.
CREATE TABLE set_aside (
    number INTEGER PRIMARY KEY,   -- grows in the order in which they were set aside
    digest TEXT NOT NULL,         -- of the document without its id, SHA-256 in hexadecimal
    engine TEXT NOT NULL,         -- digest of the engine that could not read it
    entry BLOB NOT NULL,          -- serialised SetAside
    UNIQUE (digest, engine)
);
