-- The same column as in SQLite, where it is explained.
ALTER TABLE log ADD COLUMN checksum bigint;
