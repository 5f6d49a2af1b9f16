-- What people, models and tools said, as far as it is kept: see StoredContent. Apart from the spans,
-- so that nothing else ever reads past these texts.
CREATE TABLE content (
  trace_high BIGINT NOT NULL,
  trace_low BIGINT NOT NULL,
  span_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  kind VARCHAR NOT NULL,             -- system, input, output, ...
  app VARCHAR,
  span_start_nanos BIGINT NOT NULL,  -- within the scan range of its part
  at_nanos BIGINT NOT NULL,
  role VARCHAR,
  name VARCHAR,
  json BOOLEAN NOT NULL,
  text VARCHAR NOT NULL USING COMPRESSION zstd,
  text_bytes INTEGER NOT NULL,       -- of the text in UTF-8, to cut pages by
  original_bytes BIGINT NOT NULL,    -- before it was cut
  written_nanos BIGINT NOT NULL      -- of the batch that had it; content.retention counts from here
);
