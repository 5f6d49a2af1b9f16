import { address } from "../../api/client";
import type { Timeline } from "../../api/types";
import { count, duration, exactMoney, fullTime } from "../../format";
import { useData } from "../../state/data";
import { segment } from "../../state/item";
import { Badge } from "../../ui/badge";
import { Facts, Panel } from "../../ui/panel";
import { Show } from "../../ui/states";
import { labelOf } from "./timeline-row";

/** All of one row: its figures, the span as it is stored, and why it was counted or not. */
export function SpanDetail({ timeline, row, app, onClose }: { timeline: Timeline; row: number; app: string | null; onClose: () => void }) {
  const { columns } = timeline;
  const id = columns.id[row]!;
  const trace = timeline.traces[columns.trace[row]!];
  const isSpan = trace !== undefined && /^[0-9a-f]{16}$/.test(id);
  const chatId = timeline.chat_id;
  const url = isSpan
    ? address("/api/chats/{chat_id}/spans/{trace_id}/{span_id}", { chat_id: chatId, trace_id: trace, span_id: id, app })
    : address("/api/chats/{chat_id}/events/{event_id}", { chat_id: chatId, event_id: id, app });
  const raw = useData<object>(url);
  const startedAt = Date.parse(timeline.started_at) + columns.start_us[row]! / 1000;
  const length = columns.duration_us[row] ?? null;
  const cost = columns.cost[row];
  const chat = timeline.chats[columns.chat[row]!];
  return (
    <Panel title={labelOf(timeline, row)} onClose={onClose}>
      <Facts
        facts={[
          ["Kind", (timeline.kinds[columns.kind[row]!] ?? "").replaceAll("_", " ")],
          ["Status", <Badge tone={timeline.statuses[columns.status[row]!] === "error" ? "bad" : "ok"}>{timeline.statuses[columns.status[row]!]}</Badge>],
          ["Name", timeline.names[columns.name[row]!]],
          ["Agent", timeline.agents[columns.agent[row]!]],
          ["Model", timeline.models[columns.model[row]!]],
          ["Tool", timeline.tools[columns.tool[row]!]],
          ["Began", fullTime(startedAt)],
          ["Took", length === null ? "has not ended" : duration(length / 1e6)],
          ["Prompt tokens", columns.prompt_tokens[row] === null ? null : count(columns.prompt_tokens[row])],
          ["Completion tokens", columns.completion_tokens[row] === null ? null : count(columns.completion_tokens[row])],
          ["Cost", cost === null || cost === undefined ? null : exactMoney(cost)],
          ["From a local cache", columns.cached[row] === 1 ? "yes" : null],
          ["Counted", columns.counted[row] === 1 ? "yes" : "no"],
          ["Belongs to", chat !== undefined && columns.chat[row] !== 0 ? <a href={address(`/chats/${segment(chat.chat_id)}`, { app: chat.app_id })}>{chat.chat_id}</a> : null],
          ["Trace", trace === undefined ? null : <a class="mono" href={address("/logs", { trace_id: trace, range: "30d" })}>{trace}</a>],
          ["Id", <span class="mono">{id}</span>],
        ]}
      />
      <h3>As it is stored, and why it counts</h3>
      <Show loaded={raw} lines={8}>
        {(data) => (
          <pre class="codebox wrapped" tabIndex={0}>
            {JSON.stringify(data, null, 2)}
          </pre>
        )}
      </Show>
    </Panel>
  );
}
