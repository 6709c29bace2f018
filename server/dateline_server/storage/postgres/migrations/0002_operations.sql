-- The same tables as in SQLite, where each column is explained.

CREATE TABLE operations (
    number bigint PRIMARY KEY,
    name text COLLATE "C" NOT NULL UNIQUE,
    state smallint NOT NULL,
    engine text COLLATE "C" NOT NULL,
    metadata bytea NOT NULL,
    result bytea,
    cursor bigint NOT NULL,
    last bigint NOT NULL,
    owner text COLLATE "C" NOT NULL,
    lease_until bigint NOT NULL,
    end_time bigint
);

CREATE TABLE confirmed (
    article bigint PRIMARY KEY,
    seq bigint NOT NULL,
    engine text COLLATE "C" NOT NULL
);
