-- The files of the archive that count: a file gets its row in the transaction that deletes what it
-- holds from the other tables, so whoever reads both sees everything once.
CREATE TABLE archive_files (
  signal VARCHAR NOT NULL,         -- ArchiveSignal
  name VARCHAR NOT NULL,           -- below the archive's folder, with /
  rows BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  from_nanos BIGINT NOT NULL,      -- the times in it
  to_nanos BIGINT NOT NULL
);

-- How many rows of a deletion on request went from the archive.
ALTER TABLE deletions ADD COLUMN archived_chats BIGINT DEFAULT 0;
ALTER TABLE deletions ADD COLUMN archived_events BIGINT DEFAULT 0;
ALTER TABLE deletions ADD COLUMN archived_spans BIGINT DEFAULT 0;
ALTER TABLE deletions ADD COLUMN archived_contents BIGINT DEFAULT 0;
ALTER TABLE deletions ADD COLUMN archived_logs BIGINT DEFAULT 0;
ALTER TABLE deletions ADD COLUMN archived_points BIGINT DEFAULT 0;
