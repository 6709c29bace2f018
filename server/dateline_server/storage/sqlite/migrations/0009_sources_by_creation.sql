-- The articles of a source in the order in which they were stored.
CREATE INDEX article_rows_by_source_and_creation ON article_rows (source, create_time, id);
