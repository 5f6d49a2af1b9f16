import type {
  About,
  ActiveRuns,
  Aggregate,
  AgentGraph,
  AlertDetail,
  AlertHistory,
  Alerts,
  AppliedPrices,
  Backtest,
  BalanceAnswer,
  ChatCost,
  ChatDetail,
  ChatPage,
  ChecklistAnswer,
  Content,
  Costs,
  Dimension,
  DroppedLogs,
  Happening,
  LiveSnapshot,
  LogContext,
  LogHistogram,
  LogRecord,
  Logs,
  MissedHappenings,
  Notifications,
  Percentiles,
  Prices,
  Retention,
  Rules,
  Series,
  ServiceLevels,
  SilencePage,
  SloHistory,
  Timeline,
} from "./types";

type Filter = Dimension | "from" | "to";
type LogFilter = "chat_id" | "trace_id" | "app" | "workflow" | "agent" | "user" | "logger" | "event" | "text" | "contains" | "min_severity";

/**
 * What the pages ask the server for: which parameters they know, parts of the path among them, and what is answered. A test holds this against
 * the API's description, so a field or parameter of another name does not pass the build.
 */
export interface Routes {
  "/health/active-runs": { asks: "limit"; answers: ActiveRuns };
  "/metrics/perf/aggregate": { asks: "limit"; answers: Aggregate };
  "/metrics/perf/chats/{chat_id}": { asks: "chat_id" | "app"; answers: ChatDetail };
  "/api/series": { asks: Filter | "step" | "group_by"; answers: Series };
  "/api/percentiles": { asks: Filter | "step" | "group_by" | "measure" | "quantiles"; answers: Percentiles };
  "/api/cost": { asks: Filter | "step" | "group_by"; answers: Costs };
  "/api/prices": { asks: never; answers: Prices };
  "/api/prices/applied": { asks: "from" | "to"; answers: AppliedPrices };
  "/api/about": { asks: never; answers: About };
  "/api/retention": { asks: never; answers: Retention };
  "/api/chats": { asks: Filter | "contains" | "status" | "flag" | "errors" | "min_cost" | "sort" | "order" | "limit" | "cursor"; answers: ChatPage };
  "/api/chats/{chat_id}/timeline": { asks: "chat_id" | "app" | "limit"; answers: Timeline };
  "/api/chats/{chat_id}/graph": { asks: "chat_id" | "app" | "tools"; answers: AgentGraph };
  "/api/chats/{chat_id}/cost": { asks: "chat_id" | "app" | "limit" | "cursor"; answers: ChatCost };
  "/api/chats/{chat_id}/content": { asks: "chat_id" | "app" | "limit" | "cursor"; answers: Content };
  "/api/chats/{chat_id}/spans/{trace_id}/{span_id}": { asks: "chat_id" | "trace_id" | "span_id" | "app"; answers: object };
  "/api/chats/{chat_id}/events/{event_id}": { asks: "chat_id" | "event_id" | "app"; answers: object };
  "/api/logs": { asks: LogFilter | "from" | "to" | "limit" | "cursor"; answers: Logs };
  "/api/logs/histogram": { asks: LogFilter | "from" | "to" | "step"; answers: LogHistogram };
  "/api/logs/{id}/context": { asks: "id"; answers: LogContext };
  "/api/alerts": { asks: "state" | "limit" | "cursor"; answers: Alerts };
  "/api/alerts/history": { asks: "rule" | "limit" | "cursor"; answers: AlertHistory };
  "/api/alerts/{fingerprint}": { asks: "fingerprint"; answers: AlertDetail };
  "/api/rules": { asks: never; answers: Rules };
  "/api/silences": { asks: "limit" | "cursor"; answers: SilencePage };
  "/api/notifications": { asks: never; answers: Notifications };
  "/api/slos": { asks: never; answers: ServiceLevels };
  "/api/slos/{name}/history": { asks: "name"; answers: SloHistory };
  "/api/checklist": { asks: "section"; answers: ChecklistAnswer };
  "/api/balance": { asks: never; answers: BalanceAnswer };
}

/** Streams of server-sent events, with the data of each event. */
export interface Feeds {
  "/api/live": { asks: never; events: { snapshot: LiveSnapshot; happened: Happening; missed: MissedHappenings } };
  "/api/logs/tail": { asks: LogFilter; events: { log: LogRecord; dropped: DroppedLogs } };
  "/api/alerts/feed": { asks: never; events: { alert: { fingerprint: string } } };
}

/** What the pages send, and what comes back. */
export interface Sends {
  "POST /api/alerts/test": { asks: never; body: { channel?: string }; answers: object };
  "POST /api/silences": { asks: never; body: { matchers: string[]; duration: string; created_by: string; comment: string }; answers: object };
  "DELETE /api/silences/{id}": { asks: "id" | "asked_by"; body: undefined; answers: object };
  "POST /api/rules/backtest": { asks: never; body: { from: string; to?: string | null; interval?: string | null; rules?: { name?: string | null; text: string }[] | null }; answers: Backtest };
}
