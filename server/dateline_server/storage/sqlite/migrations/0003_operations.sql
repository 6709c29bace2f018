-- Long-running operations: asked for in one call, worked on by one server at a time, in batches that are each committed
-- together with how far the operation has come.
CREATE TABLE operations (
    number INTEGER PRIMARY KEY,   -- grows in the order in which they were asked for
    name TEXT NOT NULL UNIQUE,
    state INTEGER NOT NULL,       -- ReparseMetadata.State
    engine TEXT NOT NULL,         -- digest of the engine that is to read
    metadata BLOB NOT NULL,       -- serialised ReparseMetadata
    result BLOB,                  -- serialised Operation that holds its response or error only; none while it goes on
    cursor INTEGER NOT NULL,      -- articles.id up to which it has come
    last INTEGER NOT NULL,        -- articles.id up to which it goes: the newest article when it was asked for
    owner TEXT NOT NULL,          -- the server that works on it; empty for none
    lease_until INTEGER NOT NULL, -- microseconds; until then no other server may take it over
    end_time INTEGER              -- microseconds; none while it goes on
);

-- Revisions that a later engine has read as they are, so that it need not read them again.
CREATE TABLE confirmed (
    article INTEGER PRIMARY KEY,  -- articles.id
    seq INTEGER NOT NULL,         -- row of the log that holds the revision
    engine TEXT NOT NULL          -- digest of the engine
);
