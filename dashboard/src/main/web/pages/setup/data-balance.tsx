import { address } from "../../api/client";
import type { BalanceAnswer } from "../../api/types";
import { count } from "../../format";
import { useData } from "../../state/data";
import { Badge } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Show } from "../../ui/states";
import { Table, type Column } from "../../ui/table";

interface Row {
  readonly signal: string;
  readonly counts: BalanceAnswer[string];
}

const COLUMNS: readonly Column<Row>[] = [
  { name: "Signal", grow: true, show: (row) => row.signal },
  ...(["received", "accepted", "rejected", "stored", "duplicates", "dropped", "pending", "unaccounted"] as const).map(
    (field): Column<Row> => ({ name: field.charAt(0).toUpperCase() + field.slice(1), numeric: true, show: (row) => count(row.counts[field]) }),
  ),
  { name: "", show: (row) => <Badge tone={row.counts.unaccounted === 0 ? "ok" : "bad"}>{row.counts.unaccounted === 0 ? "adds up" : "does not add up"}</Badge> },
];

/** Where every received item went: accepted = stored + duplicates + dropped + pending, since the start. */
export function DataBalance() {
  const loaded = useData(address("/api/balance"), 2_000);
  const rows = Object.entries(loaded.data ?? {}).map(([signal, counts]) => ({ signal, counts }));
  return (
    <Card title="Data balance" note="since the server's start; received = accepted + rejected, accepted = stored + duplicates + dropped + pending" source="/api/balance" flush>
      <Show loaded={loaded}>{() => <Table label="Data balance" columns={COLUMNS} rows={rows} rowKey={(row) => row.signal} />}</Show>
    </Card>
  );
}
