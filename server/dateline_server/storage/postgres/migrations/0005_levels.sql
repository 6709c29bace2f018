-- Words of titles are indexed twice, as in SQLite: the second time marked.
TRUNCATE article_words;

-- Numbers as narrow as they are, the widest first, so that none is padded: there are some thirty of these rows an article.
-- One index gives the events of an actor in their order, and those of one type among them without reading the rows.
DROP TABLE event_postings;
CREATE TABLE event_postings (
    term text COLLATE "C" NOT NULL,
    published_at bigint NOT NULL,
    event bigint NOT NULL,
    type text COLLATE "C" NOT NULL,
    roles smallint NOT NULL,
    time_from integer,
    time_to integer,
    PRIMARY KEY (term, published_at, event, type)
);

-- Derived once more from the log.
TRUNCATE article_rows, article_postings, events, quotes, actor_names, actor_words, actor_traits, actor_roles, stale;
UPDATE actors SET display_name = '', display_folded = '', kind = 0, country = '', sector = '',
    article_count = 0, event_count = 0, quote_count = 0, mention_count = 0;
UPDATE marks SET seq = 0 WHERE name = 'indexed';
