import { useState } from "preact/hooks";
import { address } from "../../api/client";
import type { Alert } from "../../api/types";
import { ago, count, fullTime } from "../../format";
import { SOMETIMES } from "../../state/asked";
import { useData, useNow } from "../../state/data";
import { useStream } from "../../state/stream";
import { Card } from "../../ui/card";
import { Facts, Panel } from "../../ui/panel";
import { Empty, Show } from "../../ui/states";
import { Labels, StateBadge } from "./parts";
import { SilenceForm } from "./silences";

/** Alerts of now; news come over the feed, so that the list is as fresh as the server. */
export function AlertList() {
  const alerts = useData(address("/api/alerts", { limit: 1000 }), SOMETIMES);
  useStream(address("/api/alerts/feed"), { alert: () => alerts.reload() });
  const now = useNow(1_000);
  const [open, setOpen] = useState<Alert | null>(null);
  return (
    <Card title="Alerts" source="/api/alerts" note={alerts.data === undefined ? "" : `evaluated ${ago(alerts.data.evaluated_at, now)}`}>
      <Show loaded={alerts} lines={8}>
        {(data) => (
          <>
            {data.failure !== null && <p class="bad">Alerts cannot be evaluated: {data.failure}</p>}
            {data.rules_mistake !== null && <p class="bad">Changed rules are not in force: {data.rules_mistake}</p>}
            {!data.ready && <p class="note">Rules are still reading the past; not all are evaluated yet.</p>}
            {data.alerts.length === 0 ? (
              <Empty title="Nothing is wrong">
                The <a href="/alerts/rules">rules</a> look every few seconds. <a href="/alerts/history">What was</a>
              </Empty>
            ) : (
              <ul class="alerts">
                {data.alerts.map((alert) => (
                  <li key={alert.fingerprint} class={alert.state}>
                    <StateBadge alert={alert} />
                    <div>
                      <button class="plain-button" onClick={() => setOpen(alert)} aria-haspopup="dialog">
                        {alert.annotations["summary"] ?? alert.rule}
                      </button>
                      <Labels labels={alert.labels} />
                    </div>
                    <span class="note" title={fullTime(alert.firing_since ?? alert.active_since)}>
                      {alert.state === "resolved" ? `over ${ago(alert.resolved_at, now)}` : `since ${ago(alert.firing_since ?? alert.active_since, now)}`}
                    </span>
                  </li>
                ))}
              </ul>
            )}
            {data.left_out > 0 && <p class="note">and {count(data.left_out)} more</p>}
          </>
        )}
      </Show>
      {open !== null && <Details alert={open} onClose={() => setOpen(null)} />}
    </Card>
  );
}

function Details({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  return (
    <Panel title={alert.rule} onClose={onClose}>
      <AlertFacts alert={alert} />
      {alert.state !== "resolved" && (
        <>
          <p>
            <a href={`/alerts/${alert.fingerprint}`}>Its history, under a link of its own</a>
          </p>
          <h3>Silence it</h3>
          <SilenceForm matchers={Object.entries(alert.labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`)} onDone={onClose} />
        </>
      )}
    </Panel>
  );
}

/** What is known of an alert. */
export function AlertFacts({ alert }: { alert: Alert }) {
  return (
    <>
      <p>{alert.annotations["summary"]}</p>
      <p class="note">{alert.annotations["description"]}</p>
      <Facts
        facts={[
          ["State", <StateBadge alert={alert} />],
          ["Labels", <Labels labels={alert.labels} />],
          ["Condition holds since", alert.active_since === null ? null : fullTime(alert.active_since)],
          ["Fires since", alert.firing_since === null ? null : fullTime(alert.firing_since)],
          ["Over", alert.resolved_at === null ? null : `${fullTime(alert.resolved_at)} (${alert.ending})`],
          ["Value", alert.value === null ? null : String(alert.value)],
          ["Of", alert.count === 0 ? null : count(alert.count)],
          ["Muted by", alert.muted_by],
          ["Flapping", alert.flapping ? "It fired three times within an hour; held until it is quiet for half an hour." : null],
          ...Object.entries(alert.annotations)
            .filter(([name]) => name !== "summary" && name !== "description")
            .map(([name, value]) => [name, /^https?:\/\//.test(value) ? <a href={value} rel="noreferrer">{value}</a> : value] as const),
        ]}
      />
    </>
  );
}
