-- CRC-32 of the bytes, so that a check finds what a disk has changed in them; none for entries of earlier versions.
ALTER TABLE log ADD COLUMN checksum INTEGER;
