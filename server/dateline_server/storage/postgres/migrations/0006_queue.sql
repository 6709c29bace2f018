-- The same tables as in SQLite, where each column is explained.

CREATE TABLE queue (
    number bigint PRIMARY KEY,
    operation bigint NOT NULL,
    position bigint NOT NULL,
    received bigint NOT NULL,
    size bigint NOT NULL,
    attempts integer NOT NULL,
    owner text COLLATE "C" NOT NULL,
    lease_until bigint NOT NULL
);
CREATE INDEX queue_by_operation ON queue (operation, lease_until);

CREATE TABLE queued_documents (
    number bigint PRIMARY KEY,
    document bytea NOT NULL
);
-- It is written once and read once: compressing it costs more than the disk it saves.
ALTER TABLE queued_documents ALTER COLUMN document SET STORAGE EXTERNAL;

CREATE TABLE queue_state (
    last bigint NOT NULL,
    documents bigint NOT NULL,
    bytes bigint NOT NULL
);
INSERT INTO queue_state VALUES (0, 0, 0);

CREATE TABLE queue_failures (
    operation bigint NOT NULL,
    position bigint NOT NULL,
    failure bytea NOT NULL,
    PRIMARY KEY (operation, position)
);

ALTER TABLE operations ADD COLUMN kind smallint NOT NULL DEFAULT 1;
