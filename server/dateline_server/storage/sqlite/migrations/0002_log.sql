-- The log comes first: every change of an article is one row of it, written with the acknowledgement, and holds the
-- article as it then was. It is the change feed, the revisions and the articles themselves. What lists and searches go
-- by is derived from it, a little later, in batches; `marks` notes up to which row.

CREATE TABLE log (
    seq INTEGER PRIMARY KEY,      -- 1, 2, 3 … without a gap, in the order of the commits
    kind INTEGER NOT NULL,        -- LogKind
    article INTEGER,              -- articles.id
    revision INTEGER,             -- of the article, from 1; none for a deletion
    at INTEGER NOT NULL,          -- microseconds
    bytes BLOB                    -- serialised Article; none for a deletion
);

-- Rows of the log that count for something: 'indexed', up to which row lists and searches know; 'floor', up to which rows
-- that a later one has overtaken are no longer held.
CREATE TABLE marks (
    name TEXT PRIMARY KEY,
    seq INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO marks VALUES ('indexed', 0), ('floor', 0);

-- Requests with an id of the caller's, for a day: what was asked and what was answered.
CREATE TABLE requests (
    id TEXT PRIMARY KEY,
    digest BLOB NOT NULL,         -- of method and request
    at INTEGER NOT NULL,          -- microseconds
    answer BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX requests_by_time ON requests (at);

-- Actors that people found to be one: of which name another one is, from one entry of the log on and until another.
CREATE TABLE actor_merges (
    source TEXT NOT NULL,         -- actors.name
    target TEXT NOT NULL,         -- actors.name
    since INTEGER NOT NULL,       -- log.seq
    until INTEGER,                -- log.seq; none while it holds
    known_as TEXT NOT NULL,       -- display name of the source when it was merged
    known_folded TEXT NOT NULL,
    PRIMARY KEY (source, since)
) WITHOUT ROWID;
CREATE INDEX actor_merges_by_name ON actor_merges (known_folded);
-- What an actor is merged into in the end; none when it is itself.
ALTER TABLE actors ADD COLUMN merged_into INTEGER;
CREATE INDEX actors_by_merge ON actors (merged_into) WHERE merged_into IS NOT NULL;
ALTER TABLE actor_names ADD COLUMN folded TEXT NOT NULL DEFAULT '';
CREATE INDEX actor_names_by_name ON actor_names (folded);

-- Articles whose rows are to be derived again, because actors in them were merged or parted since this entry of the log.
CREATE TABLE stale (
    article INTEGER PRIMARY KEY,
    since INTEGER NOT NULL
);

-- What people put right in events; made again whenever the article is read again.
CREATE TABLE corrections (
    article INTEGER NOT NULL,     -- articles.id
    key TEXT NOT NULL,            -- Event.key
    fields TEXT NOT NULL,         -- names of the fields put right, apart by a space
    wanted BLOB NOT NULL,         -- serialised EventRecord: their values, and the actors, place and time these refer to
    as_read BLOB,                 -- serialised Event as the latest revision has it without the correction; none without it
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    at INTEGER NOT NULL,          -- microseconds
    PRIMARY KEY (article, key)
) WITHOUT ROWID;

CREATE TABLE article_heads (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    content TEXT NOT NULL,        -- Identity.content
    body_sha256 BLOB NOT NULL,
    duplicate_of TEXT NOT NULL,
    revision INTEGER NOT NULL,
    head INTEGER NOT NULL,        -- seq of the row of the log that holds the article, also when it is deleted
    create_time INTEGER NOT NULL, -- microseconds
    delete_time INTEGER           -- microseconds; none while it is there
);

INSERT INTO log
SELECT row_number() OVER (ORDER BY a.id), CASE WHEN a.revision = 1 THEN 1 ELSE 2 END, a.id, a.revision, a.create_time, b.bytes
FROM articles a JOIN article_bytes b ON b.article = a.id ORDER BY a.id;

INSERT INTO article_heads
SELECT a.id, a.name, a.content, a.body_sha256, a.duplicate_of, a.revision, l.seq, a.create_time, NULL
FROM articles a JOIN log l ON l.article = a.id ORDER BY a.id;

DROP TABLE article_words;
DROP VIEW article_texts;
DROP TABLE articles;
DROP TABLE article_bytes;
ALTER TABLE article_heads RENAME TO articles;
CREATE INDEX articles_by_body ON articles (body_sha256, id);
CREATE INDEX articles_by_original ON articles (duplicate_of) WHERE duplicate_of <> '';
CREATE INDEX log_by_article ON log (article, revision);

-- What articles are listed by.
CREATE TABLE article_rows (
    id INTEGER PRIMARY KEY,       -- articles.id
    seq INTEGER NOT NULL,         -- row of the log that this row and its fellows were derived from
    url TEXT NOT NULL,            -- canonical
    source TEXT NOT NULL,
    language TEXT NOT NULL,
    section TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    create_time INTEGER NOT NULL, -- microseconds
    basic BLOB NOT NULL           -- serialised Article without body and claims
);
CREATE INDEX article_rows_by_day ON article_rows (published_at, id);
CREATE INDEX article_rows_by_source ON article_rows (source, published_at, id);
CREATE INDEX article_rows_by_creation ON article_rows (create_time, id);
CREATE INDEX article_rows_by_url ON article_rows (url) WHERE url <> '';

CREATE INDEX actors_by_display_name ON actors (display_folded, name);

-- The words of all names that an actor goes by.
CREATE TABLE actor_words (
    word TEXT NOT NULL,
    actor INTEGER NOT NULL,
    PRIMARY KEY (word, actor)
) WITHOUT ROWID;

-- The words alone: the text is in the log.
CREATE VIRTUAL TABLE article_words USING fts5 (title, body, content = '', tokenize = 'unicode61 remove_diacritics 2');

-- Countries apart by a space: of agents and of recipients, equal sides among both.
ALTER TABLE events ADD COLUMN agent_countries TEXT NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN recipient_countries TEXT NOT NULL DEFAULT '';

-- Derived once more from the log.
DELETE FROM article_postings;
DELETE FROM events;
DELETE FROM event_postings;
DELETE FROM quotes;
DELETE FROM actor_names;
DELETE FROM actor_traits;
DELETE FROM actor_roles;
UPDATE actors SET article_count = 0, event_count = 0, quote_count = 0, mention_count = 0;
