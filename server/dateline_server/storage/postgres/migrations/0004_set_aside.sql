-- The same table as in SQLite, where each column is explained.
CREATE TABLE set_aside (
    number bigint PRIMARY KEY,
    digest text COLLATE "C" NOT NULL,
    engine text COLLATE "C" NOT NULL,
    entry bytea NOT NULL,
    UNIQUE (digest, engine)
);
