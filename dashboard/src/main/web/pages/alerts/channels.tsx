import { useState } from "preact/hooks";
import { address, ApiError, send } from "../../api/client";
import { ago, count } from "../../format";
import { useData, useNow } from "../../state/data";
import { Badge } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Empty, Failure, Show } from "../../ui/states";

/** Who is told, whether it gets through, and a marked test. */
export function Channels() {
  const loaded = useData(address("/api/notifications"), 5_000);
  const now = useNow(1_000);
  const [error, setError] = useState<ApiError | null>(null);
  const [testing, setTesting] = useState(false);
  const test = async () => {
    setTesting(true);
    try {
      await send("POST /api/alerts/test", {}, {});
      setError(null);
    } catch (e) {
      setError(e as ApiError);
    }
    setTesting(false);
    loaded.reload();
  };
  return (
    <Card
      title="Channels"
      source="/api/notifications"
      actions={
        <button class="button small" disabled={testing} onClick={() => void test()}>
          Send a test to all
        </button>
      }
    >
      {error !== null && <Failure error={error} />}
      <Show loaded={loaded}>
        {(data) =>
          data.channels.length === 0 ? (
            <Empty title="Nobody is told of alerts">
              Add a channel under <code>alerts.channels</code> of the configuration: e-mail, Slack, Teams, PagerDuty, Opsgenie, a webhook or an Alertmanager; see docs/notifications.md.
            </Empty>
          ) : (
            <div class="list">
              {data.channels.map((channel) => (
                <div key={channel.name}>
                  <Badge tone={channel.failing_since === null ? "ok" : "bad"}>{channel.failing_since === null ? "gets through" : "fails"}</Badge>
                  <div class="name">
                    {channel.name} <span class="note">{channel.type} · {channel.place}</span>
                    {channel.trouble !== null && <div class="note bad">{channel.trouble}</div>}
                  </div>
                  <span class="grow" />
                  {channel.waiting_alerts > 0 && <span class="note">{count(channel.waiting_alerts)} wait</span>}
                  <span class="note">{channel.delivered_at === null ? "nothing sent yet" : `last ${ago(channel.delivered_at, now)}`}</span>
                  <span class="note">{channel.last_test === null ? "never tested" : `tested ${ago(channel.last_test.at, now)}${channel.last_test.delivered ? "" : ", failed"}`}</span>
                </div>
              ))}
            </div>
          )
        }
      </Show>
    </Card>
  );
}
