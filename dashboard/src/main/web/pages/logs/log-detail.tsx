import { address } from "../../api/client";
import type { LogRecord } from "../../api/types";
import { clockTime, fullTime } from "../../format";
import { useData } from "../../state/data";
import { segment } from "../../state/item";
import { Badge } from "../../ui/badge";
import { Facts, Panel } from "../../ui/panel";
import { Show } from "../../ui/states";
import { bodyText, levelTone } from "./log-table";

/** All of one record, and what was logged around it. */
export function LogDetail({ record, onClose }: { record: LogRecord; onClose: () => void }) {
  const around = useData(address("/api/logs/{id}/context", { id: record.id }));
  return (
    <Panel title="Log record" onClose={onClose}>
      <pre class="codebox wrapped">{typeof record.body === "string" ? record.body : JSON.stringify(record.body, null, 2)}</pre>
      <Facts
        facts={[
          ["Time", fullTime(record.at)],
          ["Level", <Badge tone={levelTone(record.severity)}>{record.level}</Badge>],
          ["Logger", record.logger],
          ["Event", record.event],
          ["App", record.app_id],
          ["Workflow", record.workflow_name],
          ["Agent", record.agent_name],
          ["User", record.user_id],
          ["Chat", record.chat_id !== null && <a href={address(`/chats/${segment(record.chat_id)}`, { app: record.app_id })}>{record.chat_id}</a>],
          [
            "Trace",
            record.trace_id !== null && (
              <a class="mono" href={record.chat_id === null ? `/chats/${segment(`trace:${record.trace_id}`)}` : address("/logs", { trace_id: record.trace_id })}>
                {record.trace_id}
              </a>
            ),
          ],
          ["Span", record.span_id !== null && <span class="mono">{record.span_id}</span>],
        ]}
      />
      {Object.keys(record.attributes).length > 0 && (
        <>
          <h3>Attributes</h3>
          <Facts facts={Object.entries(record.attributes).map(([name, value]) => [name, <span class="mono">{typeof value === "string" ? value : JSON.stringify(value)}</span>] as const)} />
        </>
      )}
      {record.links.context !== null && (
        <Show loaded={around}>
          {(data) => (
            <>
              <h3>Around it, in the same {data.of}</h3>
              <ol class="around">
                {[...data.before].reverse().concat(data.log, [...data.after].reverse()).map((each) => (
                  <li key={each.id} class={each.id === record.id ? "here" : undefined} aria-current={each.id === record.id ? "true" : undefined}>
                    <time>{clockTime(each.at)}</time>
                    <Badge tone={levelTone(each.severity)}>{each.level}</Badge>
                    <span>{bodyText(each)}</span>
                  </li>
                ))}
              </ol>
            </>
          )}
        </Show>
      )}
    </Panel>
  );
}
