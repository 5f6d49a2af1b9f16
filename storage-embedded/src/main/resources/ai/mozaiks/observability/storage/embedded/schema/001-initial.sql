-- Times are nanoseconds since 1970 (UTC), durations nanoseconds, costs pico-dollars (1e-12 USD).
-- A part is one trace, or the direct events of one chat: (direct, high, low), see PartId.
-- There are no keys and no indices: they would halve the speed of loading, and the single writer
-- sees to uniqueness.

CREATE TABLE meta (
  applied_sequence BIGINT NOT NULL,  -- everything in the journal up to here is stored; one row
  latest_write BIGINT NOT NULL       -- counts transactions: tells whether a failed COMMIT was one
);
INSERT INTO meta VALUES (0, 0);

CREATE TABLE origins (
  id BIGINT NOT NULL,
  body BLOB NOT NULL               -- OTLP ResourceSpans with one ScopeSpans, without spans
);

CREATE TABLE spans (
  trace_high BIGINT NOT NULL,
  trace_low BIGINT NOT NULL,
  span_id BIGINT NOT NULL,
  parent_span_id BIGINT NOT NULL,  -- 0 for a root
  name VARCHAR NOT NULL,
  start_nanos BIGINT NOT NULL,
  end_nanos BIGINT NOT NULL,
  kind TINYINT NOT NULL,           -- as in OTLP
  status_code TINYINT NOT NULL,    -- as in OTLP
  origin BIGINT NOT NULL,
  body BLOB NOT NULL USING COMPRESSION zstd  -- OTLP Span; see RATIONALE.md
);

CREATE TABLE parts (
  direct BOOLEAN NOT NULL,
  high BIGINT NOT NULL,
  low BIGINT NOT NULL,
  settled BOOLEAN NOT NULL,
  records INTEGER NOT NULL,
  first_nanos BIGINT NOT NULL,
  last_nanos BIGINT NOT NULL,
  scan_from BIGINT NOT NULL,       -- every span and event that the part ever had starts
  scan_to BIGINT NOT NULL,         --   between these two, inclusive
  written_nanos BIGINT NOT NULL    -- of the latest batch that had it; retention counts from here
);

CREATE TABLE events (
  direct BOOLEAN NOT NULL,
  part_high BIGINT NOT NULL,
  part_low BIGINT NOT NULL,
  kind VARCHAR NOT NULL,
  id VARCHAR NOT NULL,
  app VARCHAR NOT NULL,
  chat_id VARCHAR NOT NULL,
  workflow VARCHAR,
  user_id VARCHAR,
  at_nanos BIGINT NOT NULL,
  trace_high BIGINT,               -- the span behind the event
  trace_low BIGINT,
  span_id BIGINT,
  agent VARCHAR,
  duration_nanos BIGINT,           -- of an ended workflow: how long it ran
  failure_type VARCHAR,            -- not null exactly when the event failed
  failure_message VARCHAR,
  failure_echoed BOOLEAN,
  provider VARCHAR,
  request_model VARCHAR,           -- of a usage delta: its model
  response_model VARCHAR,
  prompt_tokens BIGINT,
  completion_tokens BIGINT,
  cached_read_tokens BIGINT,
  cache_write_tokens BIGINT,
  reasoning_tokens BIGINT,
  cost_state VARCHAR,              -- priced, free, unpriced
  cost_pico_usd BIGINT,
  cost_source VARCHAR,             -- reported, computed
  cost_rule VARCHAR,
  first_token_nanos BIGINT,
  streaming BOOLEAN,
  locally_cached BOOLEAN,
  aggregate BOOLEAN,
  finish_reasons VARCHAR,          -- separated by commas, see TextList
  response_id VARCHAR,
  tool VARCHAR,
  call_id VARCHAR,
  level VARCHAR,                   -- tool, llm, agent, workflow
  attached_trace VARCHAR,
  end_status VARCHAR               -- completed, failed, cancelled, abandoned
);

CREATE TABLE chats (
  app VARCHAR NOT NULL,
  chat_id VARCHAR NOT NULL,
  workflow VARCHAR,
  workflow_at_nanos BIGINT,
  user_id VARCHAR,
  user_at_nanos BIGINT,
  started_nanos BIGINT NOT NULL,
  last_start_nanos BIGINT NOT NULL,
  last_activity_nanos BIGINT NOT NULL,
  ended_nanos BIGINT,
  end_status VARCHAR,
  last_turn_ended_nanos BIGINT,
  last_turn_duration_nanos BIGINT,
  trace_ids VARCHAR,               -- separated by commas, see TextList
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
  cost_dollars BIGINT NOT NULL,    -- whole dollars, and the rest
  cost_pico_usd BIGINT NOT NULL,
  priced_reports BIGINT NOT NULL,
  free_reports BIGINT NOT NULL,
  unpriced_reports BIGINT NOT NULL,
  written_nanos BIGINT NOT NULL,   -- of the latest batch that had it; retention counts from here
  id_hash BIGINT NOT NULL          -- KnownChat.hash of chat_id
);

-- What all events ever stored add up to, those deleted since included: the sum of `amount` by
-- series and measure. Every batch appends what it changed; now and then the rows are summed up.
CREATE TABLE totals (
  app VARCHAR NOT NULL,
  workflow VARCHAR NOT NULL,       -- here and below: the empty text when unknown
  agent VARCHAR NOT NULL,
  model VARCHAR NOT NULL,
  measure VARCHAR NOT NULL,        -- admitted, events, agent_turns, ..., turn_seconds_le_5, ...
  amount HUGEINT NOT NULL
);

-- What the counters show beyond the totals, in the same form: see StorageBatch#counterShifts.
CREATE TABLE counter_shifts (
  app VARCHAR NOT NULL,
  workflow VARCHAR NOT NULL,
  agent VARCHAR NOT NULL,
  model VARCHAR NOT NULL,
  measure VARCHAR NOT NULL,
  amount HUGEINT NOT NULL
);

-- How each event counts: the rules of Tally#add in SQL.
CREATE VIEW tallied_events AS
WITH reports AS (
  SELECT *,
    kind = 'usage_delta'
      OR (kind = 'llm_call'
        AND (failure_type IS NULL OR prompt_tokens IS NOT NULL OR completion_tokens IS NOT NULL))
      AS is_report,
    is_report AND NOT locally_cached AS is_counted,
    failure_type IS NOT NULL AND NOT failure_echoed AS is_error
  FROM events
)
SELECT * EXCLUDE (
    prompt_tokens, completion_tokens, cached_read_tokens, cache_write_tokens, reasoning_tokens,
    is_report, is_counted, is_error, workflow, user_id, agent, provider, tool, cost_pico_usd),
  coalesce(workflow, '') AS workflow,
  coalesce(user_id, '') AS user_id,
  coalesce(agent, '') AS agent,
  CASE WHEN kind IN ('llm_call', 'usage_delta')
    THEN coalesce(response_model, request_model, '') ELSE '' END AS model,
  coalesce(provider, '') AS provider,
  coalesce(tool, '') AS tool,
  (kind = 'agent_turn')::BIGINT AS agent_turns,
  (kind = 'tool_call')::BIGINT AS tool_calls,
  (is_error AND (kind = 'tool_call' OR (kind = 'error' AND level = 'tool')))::BIGINT AS tool_errors,
  (is_error AND (kind = 'llm_call' OR (kind = 'error' AND level = 'llm')))::BIGINT AS llm_errors,
  (is_error AND (kind = 'agent_turn' OR (kind = 'error' AND level = 'agent')))::BIGINT
    AS agent_errors,
  (is_error AND kind = 'error' AND level = 'workflow')::BIGINT AS workflow_errors,
  (kind = 'llm_call')::BIGINT AS llm_calls,
  (kind = 'llm_call' AND locally_cached)::BIGINT AS locally_cached_calls,
  is_report::BIGINT AS usage_reports,
  CASE WHEN is_counted THEN prompt_tokens END AS prompt_tokens,
  (is_report AND (locally_cached OR prompt_tokens IS NOT NULL))::BIGINT AS prompt_reports,
  CASE WHEN is_counted THEN completion_tokens END AS completion_tokens,
  (is_report AND (locally_cached OR completion_tokens IS NOT NULL))::BIGINT AS completion_reports,
  CASE WHEN is_counted THEN cached_read_tokens END AS cached_read_tokens,
  CASE WHEN is_counted THEN cache_write_tokens END AS cache_write_tokens,
  CASE WHEN is_counted THEN reasoning_tokens END AS reasoning_tokens,
  (is_counted AND reasoning_tokens IS NOT NULL)::BIGINT AS reasoning_reports,
  CASE WHEN is_counted THEN cost_pico_usd END AS cost_pico_usd,
  (is_counted AND cost_state = 'priced')::BIGINT AS priced_reports,
  (is_report AND (locally_cached OR cost_state = 'free'))::BIGINT AS free_reports,
  (is_counted AND cost_state = 'unpriced')::BIGINT AS unpriced_reports
FROM reports;
