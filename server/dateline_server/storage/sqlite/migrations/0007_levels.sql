-- Words of titles are indexed twice, the second time marked, so that searches find those with the words in their titles
-- without looking at the others. Words come split and folded; the tokenizer only takes them apart at the spaces.
DROP TABLE article_words;
CREATE VIRTUAL TABLE article_words USING fts5 (
    title, headline, body, content = '', prefix = '1 2', tokenize = "ascii tokenchars '^'"
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
