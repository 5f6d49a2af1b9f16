import type { Logs } from "../../api/types";
import { useData } from "../../state/data";
import { Card } from "../../ui/card";
import { Empty, Show } from "../../ui/states";
import { csvOf } from "../../ui/table";
import { LogTable, LOG_COLUMNS } from "../logs/log-table";

/** What was logged in this chat and its traces. */
export function ChatLogs({ url }: { url: string }) {
  const loaded = useData<Logs>(url, 5_000);
  return (
    <Card title="Logs" source={url} csv={() => csvOf(LOG_COLUMNS, loaded.data?.logs ?? [])} flush>
      <Show loaded={loaded} lines={10}>{(data) => (data.logs.length === 0 ? <Empty title="Nothing was logged in this chat" /> : <LogTable logs={data.logs} />)}</Show>
    </Card>
  );
}
