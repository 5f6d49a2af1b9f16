import { address } from "../../api/client";
import type { AlertHistory } from "../../api/types";
import { fullTime, shortDateTime } from "../../format";
import { SOMETIMES } from "../../state/asked";
import { usePaged } from "../../state/paged";
import { change, usePlace } from "../../state/place";
import { Badge } from "../../ui/badge";
import { Card } from "../../ui/card";
import { More, Refresh } from "../../ui/more";
import { Empty, Show } from "../../ui/states";
import { Table, type Column } from "../../ui/table";
import { Labels, stateTone } from "./parts";

type Entry = AlertHistory["entries"][number];

const COLUMNS: readonly Column<Entry>[] = [
  { name: "Time", show: (row) => <time title={fullTime(row.at)}>{shortDateTime(row.at)}</time> },
  { name: "State", show: (row) => <Badge tone={stateTone(row.state)}>{row.state}</Badge> },
  { name: "Rule", show: (row) => row.alert.rule },
  { name: "Severity", minor: true, show: (row) => row.alert.severity },
  { name: "What", grow: true, show: (row) => row.alert.annotations["summary"] ?? "" },
  { name: "Labels", minor: true, show: (row) => <Labels labels={row.alert.labels} /> },
];

/** When alerts came into which state, the latest first. */
export function History() {
  const rule = usePlace().query.get("rule");
  const url = address("/api/alerts/history", { rule, limit: 200 });
  const list = usePaged<AlertHistory, Entry>(rule ?? "", url, (page) => page.entries, SOMETIMES);
  const entries = list.rows;
  return (
    <Card
      title="History"
      source={url}
      flush
      actions={
        <>
          <Refresh list={list} />
          {rule !== null && (
            <button class="button small" onClick={() => change({ rule: null })}>
              Only {rule} ×
            </button>
          )}
        </>
      }
    >
      <Show loaded={list.first} lines={8}>
        {() => (entries.length === 0 ? <Empty title="Nothing happened yet" /> : <Table label="History of alerts" columns={COLUMNS} rows={entries} rowKey={(row) => String(row.id)} />)}
      </Show>
      <More list={list} />
    </Card>
  );
}
