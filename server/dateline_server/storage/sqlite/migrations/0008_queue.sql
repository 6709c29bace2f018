-- Documents that were handed in and have not been read. Whichever server is free takes some of them for a while (a lease);
-- a document leaves the queue in the transaction that stores its article, or says why there is none.
CREATE TABLE queue (
    number INTEGER PRIMARY KEY,   -- grows in the order in which they were handed in, and is never given again
    operation INTEGER NOT NULL,   -- operations.number
    position INTEGER NOT NULL,    -- among the documents of the operation, from 0
    received INTEGER NOT NULL,    -- microseconds; grows with the number
    size INTEGER NOT NULL,        -- bytes of the document
    attempts INTEGER NOT NULL,    -- how often it was taken and not given back
    owner TEXT NOT NULL,          -- the server that has taken it; empty for none
    lease_until INTEGER NOT NULL  -- microseconds; until then no other server may take it
);
CREATE INDEX queue_by_operation ON queue (operation, lease_until);

-- Apart from the queue, so that a lease does not write a long text again.
CREATE TABLE queued_documents (
    number INTEGER PRIMARY KEY,   -- queue.number
    document BLOB NOT NULL        -- serialised Document
);

-- What the queue holds; one row.
CREATE TABLE queue_state (
    last INTEGER NOT NULL,        -- the last number that was given
    documents INTEGER NOT NULL,
    bytes INTEGER NOT NULL
);
INSERT INTO queue_state VALUES (0, 0, 0);

-- Documents of an operation that could not be read.
CREATE TABLE queue_failures (
    operation INTEGER NOT NULL,   -- operations.number
    position INTEGER NOT NULL,
    failure BLOB NOT NULL,        -- serialised QueueFailure
    PRIMARY KEY (operation, position)
) WITHOUT ROWID;

-- 1 reads articles again, 2 reads what was queued. Of the latter, `cursor` counts documents gone through, `last` those
-- handed in, and until `lease_until` others can be handed in; metadata is a QueueMetadata.
ALTER TABLE operations ADD COLUMN kind INTEGER NOT NULL DEFAULT 1;
