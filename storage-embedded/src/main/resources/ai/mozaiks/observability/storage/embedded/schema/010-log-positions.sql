-- Log records numbered in the order of writing, so that who takes them over knows how far it is: see
-- WrittenLog. Those that are here already are in that order, with gaps where some were deleted.
ALTER TABLE logs ADD COLUMN position BIGINT DEFAULT 0;
UPDATE logs SET position = rowid + 1;

ALTER TABLE meta ADD COLUMN last_log_position BIGINT DEFAULT 0;
ALTER TABLE meta ADD COLUMN store_id UUID;
UPDATE meta SET last_log_position = (SELECT coalesce(max(position), 0) FROM logs), store_id = uuid();
