-- Points of metrics as they were sent, added to nothing. What the points of a series have in common
-- is kept once.
CREATE TABLE metric_series (
  id_high BIGINT NOT NULL,         -- a digest of the rest
  id_low BIGINT NOT NULL,
  name VARCHAR NOT NULL,
  unit VARCHAR NOT NULL,
  description VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,           -- gauge, sum, histogram, exponential_histogram, summary
  temporality VARCHAR NOT NULL,    -- unspecified, delta, cumulative
  monotonic BOOLEAN NOT NULL,
  app VARCHAR NOT NULL,
  attributes VARCHAR NOT NULL,     -- a JSON object
  origin BIGINT NOT NULL
);

CREATE TABLE metric_points (
  id_high BIGINT NOT NULL,         -- RecordId, a digest of series and time
  id_low BIGINT NOT NULL,
  series_high BIGINT NOT NULL,
  series_low BIGINT NOT NULL,
  time_nanos BIGINT NOT NULL,
  start_nanos BIGINT NOT NULL,     -- 0 when not told
  integer_value BIGINT,
  double_value DOUBLE,
  count BIGINT NOT NULL,           -- of a histogram or summary
  sum DOUBLE,
  min DOUBLE,
  max DOUBLE,
  detail VARCHAR,                  -- buckets or quantiles, a JSON object
  written_nanos BIGINT NOT NULL    -- of the batch that had it; retention counts from here
);
