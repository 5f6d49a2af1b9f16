import { address } from "../../api/client";
import { fullTime } from "../../format";
import { SOMETIMES } from "../../state/asked";
import { useData } from "../../state/data";
import { Badge } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Show } from "../../ui/states";
import { AlertFacts } from "./alert-list";
import { stateTone } from "./parts";

/** One alert, also when it is over: where links in notifications lead. */
export function AlertDetail({ fingerprint }: { fingerprint: string }) {
  const url = address("/api/alerts/{fingerprint}", { fingerprint });
  const loaded = useData(url, SOMETIMES);
  return (
    <Show loaded={loaded} lines={8}>
      {(data) => (
        <div class="columns">
          <div class="span-8">
            <Card title={data.alert.rule} source={url}>
              <AlertFacts alert={data.alert} />
            </Card>
          </div>
          <div class="span-4">
            <Card title="What became of it">
              <div class="list">
                {data.history.map((entry) => (
                  <div key={entry.id}>
                    <Badge tone={stateTone(entry.state)}>{entry.state}</Badge>
                    <span class="note">{fullTime(entry.at)}</span>
                  </div>
                ))}
              </div>
            </Card>
          </div>
        </div>
      )}
    </Show>
  );
}
