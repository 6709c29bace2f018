-- For queries by name or body. In SQLite, where an acknowledgement waits for each page that it changes, new articles have
-- indexes of their own; here one index of each leads to all.
CREATE VIEW articles_by_key AS SELECT * FROM articles;
