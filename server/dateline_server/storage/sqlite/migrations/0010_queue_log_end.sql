-- The last row of the log there was when a document was handed in: what had been stored by then is not later than it,
-- whatever time the clock told. Of what waits already it is not known any more.
ALTER TABLE queue ADD COLUMN log_end INTEGER NOT NULL DEFAULT 0;
