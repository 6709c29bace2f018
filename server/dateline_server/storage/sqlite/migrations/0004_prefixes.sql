-- Beginnings of one and two letters have entries of their own: without them, `a*` gathers a fifth of all words.
DROP TABLE article_words;
CREATE VIRTUAL TABLE article_words USING fts5 (
    title, body, content = '', prefix = '1 2', tokenize = 'unicode61 remove_diacritics 2'
);

-- Derived once more from the log.
DELETE FROM article_rows;
DELETE FROM article_postings;
DELETE FROM events;
DELETE FROM event_postings;
DELETE FROM quotes;
DELETE FROM actor_names;
DELETE FROM actor_words;
DELETE FROM actor_traits;
DELETE FROM actor_roles;
DELETE FROM stale;
UPDATE actors SET display_name = '', display_folded = '', kind = 0, country = '', sector = '',
    article_count = 0, event_count = 0, quote_count = 0, mention_count = 0;
UPDATE marks SET seq = 0 WHERE name = 'indexed';
