import { address } from "../../api/client";
import { ago, count } from "../../format";
import { useData, useNow } from "../../state/data";
import { Badge, severityTone } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Empty, Show } from "../../ui/states";

/** What is wrong now, the worst first. */
export function FiringAlerts({ every }: { every: number }) {
  const alerts = useData(address("/api/alerts", { state: "firing", limit: 6 }), every);
  const now = useNow();
  return (
    <Card title="Alerts" source="/api/alerts" actions={<a href="/alerts">All</a>}>
      <Show loaded={alerts} lines={6}>
        {(data) => (
          <>
            {data.failure !== null && <p class="note bad">{data.failure}</p>}
            {!data.ready && <p class="note">Rules are still reading the past; not all are evaluated yet.</p>}
            {data.alerts.length === 0 ? (
              <Empty title="Nothing fires" />
            ) : (
              <div class="list">
                {data.alerts.map((alert) => (
                  <a key={alert.fingerprint} href={`/alerts/${alert.fingerprint}`}>
                    <Badge tone={severityTone(alert.severity)}>{alert.severity}</Badge>
                    <span class="name" title={alert.annotations["description"]}>
                      {alert.annotations["summary"] ?? alert.rule}
                    </span>
                    <span class="grow" />
                    <span class="note">{ago(alert.firing_since, now)}</span>
                  </a>
                ))}
              </div>
            )}
            {data.left_out > 0 && <p class="note">and {count(data.left_out)} more</p>}
          </>
        )}
      </Show>
    </Card>
  );
}
