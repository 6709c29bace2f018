-- Articles, what was read in them, and the words to find them by.
--
-- An event or quote of an article has the id `article << 18 | n`: the rows of an article lie together, and their ids stay
-- the same when it is stored again. n counts down, so that one descending order gives the latest article first and within
-- it the order of the text. What an event or quote says is not kept twice: records are cut out of the stored Article.
--
-- `published_at` is what lists are ordered by: seconds of the publication day at midnight, and of the instant within
-- the day where it is known; -(1 << 40) where there is no day.

CREATE TABLE store_facts (
    name TEXT PRIMARY KEY,
    value NOT NULL
) WITHOUT ROWID;

CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    content TEXT NOT NULL,        -- Identity.content
    body_sha256 BLOB NOT NULL,
    url TEXT NOT NULL,            -- canonical
    source TEXT NOT NULL,
    language TEXT NOT NULL,
    section TEXT NOT NULL,
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    published_date TEXT NOT NULL,
    create_time INTEGER NOT NULL, -- microseconds
    revision INTEGER NOT NULL,
    duplicate_of TEXT NOT NULL,
    basic BLOB NOT NULL           -- serialised Article without body and claims
);
CREATE INDEX articles_by_day ON articles (published_at, id);
CREATE INDEX articles_by_body ON articles (body_sha256, id);
CREATE INDEX articles_by_source ON articles (source, published_at, id);
CREATE INDEX articles_by_url ON articles (url);
CREATE INDEX articles_by_original ON articles (duplicate_of) WHERE duplicate_of <> '';

CREATE TABLE article_bytes (
    article INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL           -- serialised Article
);

-- One row for each actor (`a` and its id), country (`c` and its code) and event type (`t` and its name) in an article.
CREATE TABLE article_postings (
    term TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (term, published_at, article)
) WITHOUT ROWID;

-- Every actor ever seen. Rows stay when the last article goes, so that an id never means another actor.
CREATE TABLE actors (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL DEFAULT '',
    display_folded TEXT NOT NULL DEFAULT '',
    kind INTEGER NOT NULL DEFAULT 0,
    country TEXT NOT NULL DEFAULT '',
    sector TEXT NOT NULL DEFAULT '',
    article_count INTEGER NOT NULL DEFAULT 0,
    event_count INTEGER NOT NULL DEFAULT 0,
    quote_count INTEGER NOT NULL DEFAULT 0,
    mention_count INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX actors_by_count ON actors (article_count DESC, name);

-- In how many articles an actor goes by a name (`articles`), and in how many it is the main one (`chosen`).
CREATE TABLE actor_names (
    actor INTEGER NOT NULL,
    name TEXT NOT NULL,
    articles INTEGER NOT NULL,
    chosen INTEGER NOT NULL,
    PRIMARY KEY (actor, name)
) WITHOUT ROWID;

-- In how many articles an actor is taken to be of a kind, country and sector.
CREATE TABLE actor_traits (
    actor INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    country TEXT NOT NULL,
    sector TEXT NOT NULL,
    articles INTEGER NOT NULL,
    PRIMARY KEY (actor, kind, country, sector)
) WITHOUT ROWID;

CREATE TABLE actor_roles (
    actor INTEGER NOT NULL,
    title TEXT NOT NULL,
    organization TEXT NOT NULL,
    country TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (actor, title, organization, country, published_at, article)
) WITHOUT ROWID;

CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    published_at INTEGER NOT NULL,
    type TEXT NOT NULL,
    mode TEXT NOT NULL,
    status INTEGER NOT NULL,
    quad_class INTEGER NOT NULL,
    confidence REAL NOT NULL,
    intensity REAL,
    time_from INTEGER,            -- days since 1970-01-01; an open side counts as the known one
    time_to INTEGER,
    place TEXT NOT NULL,
    place_country TEXT NOT NULL,
    actors TEXT NOT NULL,         -- which of the article's actors the record holds: ordinals from 0, apart by a space
    places TEXT NOT NULL,         -- the ordinal of its place, if it has one
    times TEXT NOT NULL           -- the ordinal of its time expression, if it has one
);
CREATE INDEX events_by_day ON events (published_at, id);
CREATE INDEX events_by_type ON events (type, published_at, id);
CREATE INDEX events_by_place ON events (place, published_at, id) WHERE place <> '';
CREATE INDEX events_by_place_country ON events (place_country, published_at, id) WHERE place_country <> '';

-- One row for each actor and country that takes part in an event; roles: 1 agent, 2 recipient, 3 an equal side, 4 other.
CREATE TABLE event_postings (
    term TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    event INTEGER NOT NULL,
    type TEXT NOT NULL,
    roles INTEGER NOT NULL,
    time_from INTEGER,
    time_to INTEGER,
    PRIMARY KEY (term, published_at, event)
) WITHOUT ROWID;
CREATE INDEX event_postings_by_type ON event_postings (term, type, published_at, event, roles, time_from, time_to);

CREATE TABLE quotes (
    id INTEGER PRIMARY KEY,
    published_at INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    speaker INTEGER,              -- actors.id
    speaker_country TEXT NOT NULL,
    text_folded TEXT NOT NULL,
    actors TEXT NOT NULL
);
CREATE INDEX quotes_by_day ON quotes (published_at, id);
CREATE INDEX quotes_by_speaker ON quotes (speaker, published_at, id) WHERE speaker IS NOT NULL;
CREATE INDEX quotes_by_country ON quotes (speaker_country, published_at, id) WHERE speaker_country <> '';

-- The text itself is not kept twice: article_body reads it from the stored Article.
CREATE VIEW article_texts AS
SELECT articles.id AS id, articles.title AS title, article_body(article_bytes.bytes) AS body
FROM articles JOIN article_bytes ON article_bytes.article = articles.id;

CREATE VIRTUAL TABLE article_words USING fts5 (
    title, body, content = 'article_texts', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
