-- Content that log events tell of a span: see ContentTeller. What was there before came from spans.
ALTER TABLE content ADD COLUMN teller VARCHAR DEFAULT 'span';
ALTER TABLE content ADD COLUMN event_high BIGINT;  -- RecordId of the log record; NULL for the span itself
ALTER TABLE content ADD COLUMN event_low BIGINT;
