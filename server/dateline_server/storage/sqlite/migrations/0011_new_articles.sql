-- Names and bodies are hashes: in a large index each new one lies on a page of its own, and whoever waits for the
-- acknowledgement would wait for all of these. New articles have small indexes until lists and searches take them in,
-- many at a time, and settle them.
CREATE TABLE articles_settled (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    content TEXT NOT NULL,        -- Identity.content
    body_sha256 BLOB NOT NULL,
    duplicate_of TEXT NOT NULL,
    revision INTEGER NOT NULL,
    head INTEGER NOT NULL,        -- seq of the row of the log that holds the article, also when it is deleted
    create_time INTEGER NOT NULL, -- microseconds
    delete_time INTEGER,          -- microseconds; none while it is there
    settled INTEGER NOT NULL DEFAULT 0
);
INSERT INTO articles_settled
SELECT id, name, content, body_sha256, duplicate_of, revision, head, create_time, delete_time, 1 FROM articles ORDER BY id;
DROP TABLE articles;
ALTER TABLE articles_settled RENAME TO articles;
CREATE UNIQUE INDEX articles_by_name ON articles (name) WHERE settled = 1;
CREATE UNIQUE INDEX new_articles_by_name ON articles (name) WHERE settled = 0;
CREATE INDEX articles_by_body ON articles (body_sha256) WHERE settled = 1;
CREATE INDEX new_articles_by_body ON articles (body_sha256) WHERE settled = 0;
CREATE INDEX articles_by_original ON articles (duplicate_of) WHERE duplicate_of <> '';

-- For a query by one name or body, or several: it looks into both indexes.
CREATE VIEW articles_by_key AS
SELECT * FROM articles WHERE settled = 1 UNION ALL SELECT * FROM articles WHERE settled = 0;
