-- Whether a failed model call was tried again (ai.mozaiks.observability.recorder.Failure): whether
-- there is a later call of the same agent to the same model in its part and chat. Of other events
-- NULL. New events come with it; here it is found out for those that are there.
ALTER TABLE events ADD COLUMN retried BOOLEAN;
UPDATE events SET retried = calls.again
FROM (
  SELECT direct, part_high, part_low, id, failure_type,
    coalesce(request_model, response_model) IS NOT NULL
      AND lead(id) OVER (
        PARTITION BY direct, part_high, part_low, app, chat_id, agent,
          coalesce(request_model, response_model)
        ORDER BY at_nanos, id) IS NOT NULL AS again
  FROM events
  WHERE kind = 'llm_call'
    AND (direct, part_high, part_low) IN (
      SELECT (direct, part_high, part_low) FROM events
      WHERE kind = 'llm_call' AND failure_type IS NOT NULL)
) calls
WHERE calls.failure_type IS NOT NULL AND events.kind = 'llm_call'
  AND events.direct = calls.direct AND events.part_high = calls.part_high
  AND events.part_low = calls.part_low AND events.id = calls.id;

-- The view of the first file with two more columns: `outcome` of model calls and usage deltas (failed,
-- retried, succeeded; empty for other events), and `price`, the rule behind a cost that counts.
CREATE OR REPLACE VIEW tallied_events AS
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
  CASE
    WHEN kind = 'llm_call' AND failure_type IS NOT NULL
      THEN CASE WHEN retried THEN 'retried' ELSE 'failed' END
    WHEN kind IN ('llm_call', 'usage_delta') THEN 'succeeded'
    ELSE '' END AS outcome,
  CASE WHEN is_counted THEN coalesce(cost_rule, '') ELSE '' END AS price,
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

-- The table of the second file with these two. What is not in it is read from the events until the
-- store has added it up again.
DROP TABLE hour_sums;
CREATE TABLE hour_sums (
  hour BIGINT NOT NULL,              -- hours since 1970
  app VARCHAR NOT NULL,              -- here and below as in tallied_events
  workflow VARCHAR NOT NULL,
  agent VARCHAR NOT NULL,
  model VARCHAR NOT NULL,
  provider VARCHAR NOT NULL,
  tool VARCHAR NOT NULL,
  outcome VARCHAR NOT NULL,
  price VARCHAR NOT NULL,
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
DELETE FROM unsummed_hours;
INSERT INTO unsummed_hours
SELECT DISTINCT at_nanos // 3600000000000 - (at_nanos % 3600000000000 < 0)::BIGINT FROM events;
