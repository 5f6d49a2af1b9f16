-- What the events of an hour add up to, for questions over weeks. Derived data: may be dropped at
-- any time, if all hours that have events are put into unsummed_hours. An hour with a sum that does
-- not fit into 64 bits has no rows; wider columns would be read four times more slowly.
CREATE TABLE hour_sums (
  hour BIGINT NOT NULL,              -- hours since 1970
  app VARCHAR NOT NULL,              -- here and below as in tallied_events
  workflow VARCHAR NOT NULL,
  agent VARCHAR NOT NULL,
  model VARCHAR NOT NULL,
  provider VARCHAR NOT NULL,
  tool VARCHAR NOT NULL,
  agent_turns BIGINT NOT NULL,
  tool_calls BIGINT NOT NULL,
  tool_errors BIGINT NOT NULL,
  llm_errors BIGINT NOT NULL,
  agent_errors BIGINT NOT NULL,
  workflow_errors BIGINT NOT NULL,
  llm_calls BIGINT NOT NULL,
  locally_cached_calls BIGINT NOT NULL,
  usage_reports BIGINT NOT NULL,
  prompt_tokens BIGINT NOT NULL,
  prompt_reports BIGINT NOT NULL,
  completion_tokens BIGINT NOT NULL,
  completion_reports BIGINT NOT NULL,
  cached_read_tokens BIGINT NOT NULL,
  cache_write_tokens BIGINT NOT NULL,
  reasoning_tokens BIGINT NOT NULL,
  reasoning_reports BIGINT NOT NULL,
  cost_pico_usd BIGINT NOT NULL,
  priced_reports BIGINT NOT NULL,
  free_reports BIGINT NOT NULL,
  unpriced_reports BIGINT NOT NULL
);

-- The hours that have events and no rows in hour_sums. Every other hour's rows are what its events
-- add up to.
CREATE TABLE unsummed_hours (
  hour BIGINT NOT NULL
);
INSERT INTO unsummed_hours
SELECT DISTINCT at_nanos // 3600000000000 - (at_nanos % 3600000000000 < 0)::BIGINT FROM events;
