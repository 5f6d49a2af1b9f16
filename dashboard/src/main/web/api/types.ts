/** Answers of the API, as /api/openapi.json describes them. Instants are ISO 8601 in UTC; null is unknown; money is US dollars. */

/** Sums over events; the fields of /api/series, /metrics/perf/* and others have these names. */
export interface Tally {
  agent_turns: number;
  tool_calls: number;
  llm_calls: number;
  cached_calls: number;
  errors: number;
  tool_errors: number;
  llm_errors: number;
  agent_errors: number;
  workflow_errors: number;
  prompt_tokens: number | null;
  completion_tokens: number | null;
  reasoning_tokens: number | null;
  cached_read_tokens: number | null;
  cache_write_tokens: number | null;
  cost: number | null;
  unpriced_calls: number;
}

/** What events can be grouped and filtered by. */
export type Dimension = "app" | "workflow" | "user" | "agent" | "model" | "provider" | "tool";

export type Group = { [dimension in Dimension]?: string };

/** GET /api/series */
export interface Series {
  from: string;
  to: string;
  /** seconds */
  step: number;
  points: (Tally & Group & { at: string })[];
}

/** What calls add up to that may cost something. */
export interface CostTotals {
  llm_calls: number;
  cached_calls: number;
  errors: number;
  prompt_tokens: number | null;
  completion_tokens: number | null;
  cost: number | null;
  unpriced_calls: number;
}

/** What the provider's prompt cache saved. */
export interface CacheSavings {
  read_tokens: number;
  write_tokens: number;
  unknown_tokens: number;
  saved_usd: number;
  write_surcharge_usd: number;
  net_saved_usd: number;
}

/** What calls cost, what of it was for failed ones, what caches saved. */
export interface CallCosts {
  totals: CostTotals;
  failed: CostTotals;
  retried: CostTotals;
  cache: CacheSavings;
}

/** GET /api/cost */
export interface Costs {
  from: string;
  to: string;
  groups: (Group & CallCosts & { at?: string })[];
}

/** GET /api/prices */
export interface Prices {
  prices: Price[];
}

/** GET /api/prices/applied */
export interface AppliedPrices {
  from: string;
  to: string;
  applied: AppliedPrice[];
}

export interface AppliedPrice {
  provider: string | null;
  model: string | null;
  source: "price_table" | "reported" | "unpriced" | "local_cache";
  rule: string | null;
  input_usd_per_million: number | null;
  cached_input_usd_per_million: number | null;
  cache_write_usd_per_million: number | null;
  output_usd_per_million: number | null;
  up_to_prompt_tokens: number | null;
  in_force: boolean | null;
  reason: string | null;
  calls: number;
  cost: number | null;
  first_day: string;
  last_day: string;
}

/** US dollars per million tokens. */
export interface Price {
  model: string;
  provider: string | null;
  source: "configuration" | "release";
  input_usd_per_million: number;
  cached_input_usd_per_million: number | null;
  cache_write_usd_per_million: number | null;
  output_usd_per_million: number;
  up_to_prompt_tokens: number | null;
  rule: string;
}

/** GET /api/about */
export interface About {
  version: string;
  licence: string;
  started_at: string;
  /** seconds */
  uptime_sec: number;
  java: { version: string; vendor: string | null; vm: string | null; max_heap_bytes: number };
  system: { name: string | null; version: string | null; architecture: string | null; processors: number };
  data: { folder: string | null; schema_version: number | null; database_bytes: number; free_bytes: number | null };
  libraries: Library[];
}

export interface Library {
  name: string;
  version: string | null;
  licence: string | null;
}

/** GET /api/retention */
export interface Retention {
  last_deletion_at: string | null;
  next_deletion_at: string | null;
  delete_on_request: boolean;
  database_bytes: number;
  signals: SignalRetention[];
  archive: { enabled: boolean; folder: string | null; keep: string | null; failure: string | null; files: number; rows: number; bytes: number; first_day: string | null };
}

export interface SignalRetention {
  signal: "chats" | "events" | "spans" | "content" | "logs" | "metrics";
  records: number | null;
  bytes: number | null;
  keep: string | null;
  max_records: number | null;
  max_bytes: number | null;
  oldest_at: string | null;
  due_at: string | null;
  archived: boolean;
}

/** GET /api/percentiles */
export interface Percentiles {
  from: string;
  to: string;
  groups: (Group & { samples: number; seconds: Record<string, number>; at?: string })[];
}

export type ChatStatus = "running" | "completed" | "failed" | "cancelled" | "abandoned";

export interface Flag {
  flag: "stalled" | "looping" | "runaway";
  reason: string;
}

export interface ChatSummary extends Tally {
  chat_id: string;
  app_id: string | null;
  workflow_name: string | null;
  user_id: string | null;
  status: ChatStatus;
  runtime_sec: number | null;
  started_at: string | null;
  ended_at: string | null;
  last_activity_at: string | null;
  last_turn_duration_sec: number | null;
  stalled: boolean;
  flags: Flag[];
  parent_chat_id: string | null;
  trace_ids: string[];
}

/** GET /api/chats */
export interface ChatPage {
  chats: ChatSummary[];
  next: string | null;
}

/** GET /metrics/perf/chats/{chat_id} */
export interface ChatDetail extends ChatSummary {
  /** apps that have a chat of this id, too */
  also_in_apps?: string[];
}

/** An event `snapshot` of GET /api/live. */
export interface LiveSnapshot {
  at: string;
  active_runs: number;
  chats: ChatSummary[];
  /** null while the store cannot say */
  last_minute: Tally | null;
}

/** An event `happened` of GET /api/live. */
export interface Happening {
  event_id: string;
  type: string;
  at: string;
  chat_id: string;
  app_id: string | null;
  workflow_name: string | null;
  agent_name: string | null;
  model: string | null;
  tool_name: string | null;
  duration_sec: number | null;
  cost: number | null;
  error: string | null;
}

/** An event `missed` of GET /api/live. */
export interface MissedHappenings {
  events: number;
}

/** GET /metrics/perf/aggregate, without its chats */
export interface Aggregate {
  active_chats: number;
  tracked_chats: number;
  total_agent_turns: number;
  total_tool_calls: number;
  total_llm_calls: number;
  total_errors: number;
  total_prompt_tokens: number | null;
  total_completion_tokens: number | null;
  total_cost: number | null;
  total_unpriced_calls: number;
}

/** GET /health/active-runs */
export interface ActiveRuns {
  active_runs: number;
  chats: {
    chat_id: string;
    workflow: string | null;
    status: ChatStatus;
    started_at: string | null;
    app_id: string | null;
    user_id: string | null;
    stalled: boolean;
    last_activity_at: string | null;
    flags: Flag[];
  }[];
}

export type AlertState = "firing" | "pending" | "resolved";
export type Severity = "critical" | "warning" | "info" | string;

export interface Alert {
  /** what names it in links */
  fingerprint: string;
  rule: string;
  state: AlertState;
  severity: Severity;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  active_since: string | null;
  firing_since: string | null;
  resolved_at: string | null;
  ending: string | null;
  last_bad_at: string | null;
  value: number | null;
  count: number;
  flapping: boolean;
  muted_by: string | null;
}

/** GET /api/alerts */
export interface Alerts {
  ready: boolean;
  evaluated_at: string | null;
  failure: string | null;
  rules_mistake: string | null;
  left_out: number;
  alerts: Alert[];
}

/** GET /api/rules; only what the pages look at, the rest is shown as it comes. */
export interface Rule {
  name: string;
  kind: string;
  of?: string;
  figure?: string;
  flags?: string[];
  slo?: string;
  windows?: { long: string; short: string; factor: number }[];
  per?: string;
  above?: number;
  below?: number;
  unit?: string;
  by?: string[];
  window?: string;
  severity: Severity;
  annotations: Record<string, string>;
  source: string;
  evaluation: { waits_for: string | null; at: string | null; took_sec: number | null; groups: number | null; left_out: number | null; failure: string | null };
}

export interface Rules {
  ready: boolean;
  waiting_rules: number;
  evaluated_at: string | null;
  failure: string | null;
  rules_mistake: string | null;
  rules: Rule[];
}

export interface Silence {
  id: string;
  state: "pending" | "active" | "expired";
  matchers: string[];
  starts_at: string;
  ends_at: string;
  created_at: string;
  created_by: string;
  comment: string;
  expired_at: string | null;
  expired_by: string | null;
}

/** GET /api/silences */
export interface SilencePage {
  silences: Silence[];
  next: string | null;
}

/** GET /api/alerts/history */
export interface AlertHistory {
  entries: { id: number; at: string; state: AlertState | "inactive"; alert: Omit<Alert, "muted_by"> }[];
  next: string | null;
}

/** GET /api/alerts/{fingerprint} */
export interface AlertDetail {
  alert: Alert;
  history: { id: number; at: string; state: AlertState | "inactive" }[];
}

/** POST /api/rules/backtest */
export interface Backtest {
  from: string;
  to: string;
  interval: string;
  failure: string | null;
  evaluations?: number;
  events?: number;
  took_sec?: number;
  rules?: { rule: string; source: string; episodes: number; pending_only: number; failure: string | null }[];
  left_out?: { rule: string; reason: string }[];
  episodes?: {
    rule: string;
    severity: Severity;
    labels: Record<string, string>;
    pending_since: string;
    fired_at: string | null;
    resolved_at: string | null;
    worst: number | null;
    description: string;
    in_history: { firing_since: string | null; resolved_at: string | null } | null;
  }[];
  more_episodes?: number;
}

/** GET /api/notifications */
export interface Notifications {
  channels: {
    name: string;
    type: string;
    place: string;
    waiting_groups: number;
    waiting_alerts: number;
    delivered_at: string | null;
    failing_since: string | null;
    attempts: number;
    retry_at: string | null;
    trouble: string | null;
    last_test: { at: string; delivered: boolean; error: string | null } | null;
  }[];
}

export interface BudgetGroup {
  group: Record<string, string>;
  good: number;
  bad: number;
  total: number;
  achieved: number | null;
  met: boolean | null;
  budget: { allowed: number; left: number; left_share: number | null; exhausted_at: string | null; step: { left_share: number; text: string } | null } | null;
  burn_rates: Record<string, number | null>;
}

export interface ServiceLevel {
  name: string;
  display_name: string;
  service: string;
  description: string;
  target: number;
  window: string;
  counts: string;
  source: string;
  policy: { left_share: number; text: string }[];
  groups: BudgetGroup[];
}

/** GET /api/slos/{name}/history */
export interface SloHistory {
  at: string | null;
  groups: {
    group: Record<string, string>;
    parts: { from: string; until: string; good: number; bad: number; total: number; left_share: number | null; spent_usd?: number }[];
  }[];
}

/** GET /api/slos */
export interface ServiceLevels {
  evaluated_at: string | null;
  slos: ServiceLevel[];
}

export interface LogRecord {
  id: string;
  at: string;
  observed_at: string | null;
  severity: number;
  level: string | null;
  logger: string | null;
  event: string | null;
  body: unknown;
  trace_id: string | null;
  span_id: string | null;
  app_id: string | null;
  chat_id: string | null;
  workflow_name: string | null;
  agent_name: string | null;
  user_id: string | null;
  attributes: Record<string, unknown>;
  links: { chat: string | null; trace: string | null; context: string | null };
}

/** GET /api/logs */
export interface Logs {
  logs: LogRecord[];
  next: string | null;
}

/** GET /api/logs/{id}/context */
export interface LogContext {
  of: string;
  after: LogRecord[];
  log: LogRecord;
  before: LogRecord[];
}

/** An event `dropped` of GET /api/logs/tail. */
export interface DroppedLogs {
  records: number | null;
}

/** GET /api/logs/histogram */
export interface LogHistogram {
  from: string;
  to: string;
  /** seconds */
  step: number;
  total: number;
  buckets: { at: string; unknown: number; trace: number; debug: number; info: number; warn: number; error: number; fatal: number }[];
}

/** GET /api/checklist */
export interface ChecklistAnswer {
  at: string;
  summary: { ok: number; warn: number; fail: number; not_configured: number };
  checks: { id: string; title: string; section: string; section_title: string; state: "ok" | "warn" | "fail" | "not_configured"; evidence: string; next_step: string | null; docs: string }[];
}

/** GET /api/balance, by signal */
export type BalanceAnswer = Record<
  string,
  { received: number; accepted: number; rejected: number; stored: number; duplicates: number; dropped: number; pending: number; unaccounted: number }
>;

/** GET /api/chats/{chat_id}/timeline: an array for each column, all of one length; numbers stand for what is in the lists. */
export interface Timeline {
  chat_id: string;
  app_id: string | null;
  also_in_apps?: string[];
  started_at: string;
  rows: number;
  total: number;
  complete: boolean;
  columns: {
    id: string[];
    trace: number[];
    /** index of the row above; -1 for none */
    parent: number[];
    /** microseconds after started_at */
    start_us: number[];
    duration_us: (number | null)[];
    kind: number[];
    chat: number[];
    name: number[];
    agent: number[];
    model: number[];
    tool: number[];
    status: number[];
    prompt_tokens: (number | null)[];
    completion_tokens: (number | null)[];
    cost: (number | null)[];
    cached: number[];
    counted: number[];
  };
  kinds: string[];
  statuses: string[];
  traces: string[];
  chats: { chat_id: string; app_id: string | null }[];
  names: string[];
  agents: string[];
  models: string[];
  tools: string[];
}

/** GET /api/chats/{chat_id}/graph */
export interface AgentGraph {
  nodes: {
    id: string;
    kind: "start" | "end" | "agent" | "tool";
    name?: string | null;
    turns?: number;
    calls?: number;
    llm_calls?: number;
    tool_calls?: number;
    errors?: number;
    cost?: number | null;
    p50_duration_sec?: number | null;
  }[];
  edges: { from: string; to: string; count: number; overlapping?: number; errors?: number; cost?: number | null }[];
}

/** GET /api/chats/{chat_id}/cost */
export interface ChatCost extends CallCosts {
  lines: CostLine[];
  next: string | null;
}

export interface CostLine {
  at: string;
  kind: string;
  event_id: string;
  trace_id: string | null;
  span_id: string | null;
  agent_name: string | null;
  provider: string | null;
  model: string | null;
  prompt_tokens: number | null;
  cached_read_tokens: number | null;
  cache_write_tokens: number | null;
  completion_tokens: number | null;
  reasoning_tokens: number | null;
  amount: number | null;
  price: { source: string; rule: string | null; reason: string | null; shares: { [kind in "input" | "cached_read" | "cache_write" | "output"]?: { tokens: number; usd_per_million: number; amount: number } } };
  cached: boolean;
  failed: boolean;
  error_type: string | null;
  retried: boolean;
  counted: boolean;
  reason: string | null;
}

/** GET /api/chats/{chat_id}/content */
export interface Content {
  kept: boolean;
  items: {
    at: string;
    trace_id: string;
    span_id: string;
    position: number;
    told_by: string;
    kind: string;
    role: string | null;
    name: string | null;
    agent_name: string | null;
    format: "text" | "json";
    text: string;
    truncated: boolean;
    original_bytes: number;
  }[];
  next: string | null;
}
