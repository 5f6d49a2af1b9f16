-- Log records in the order in which they were written, which is nearly that of their times: the
-- minima and maxima of the row groups tell where to look. No indices; a search is a scan of the few
-- columns that it names.
CREATE TABLE logs (
  id_high BIGINT NOT NULL,         -- RecordId, a digest of the content
  id_low BIGINT NOT NULL,
  time_nanos BIGINT NOT NULL,
  observed_nanos BIGINT NOT NULL,  -- 0 when not told
  severity TINYINT NOT NULL,       -- as in OTLP, 0 when not told
  severity_text VARCHAR,
  event VARCHAR,
  logger VARCHAR,
  body VARCHAR NOT NULL,
  structured BOOLEAN NOT NULL,     -- whether the body is JSON
  trace_high BIGINT,
  trace_low BIGINT,
  span_id BIGINT NOT NULL,         -- 0 for none
  app VARCHAR NOT NULL,
  chat_id VARCHAR,                 -- only what the record itself says, see LogSubject
  workflow VARCHAR,
  agent VARCHAR,
  user_id VARCHAR,
  attributes VARCHAR NOT NULL,     -- a JSON object
  note BOOLEAN NOT NULL,           -- whether its trace is derived from it too
  origin BIGINT NOT NULL,
  written_nanos BIGINT NOT NULL    -- of the batch that had it; retention counts from here
);
