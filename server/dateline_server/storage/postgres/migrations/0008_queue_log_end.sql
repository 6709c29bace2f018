-- As in SQLite, where the column is explained.
ALTER TABLE queue ADD COLUMN log_end bigint NOT NULL DEFAULT 0;
