import type { Address } from "../../api/client";
import type { Logs } from "../../api/types";
import { useData } from "../../state/data";
import { Card } from "../../ui/card";
import { Empty, Show } from "../../ui/states";
import { LogTable } from "../logs/log-table";

/** What was logged in this chat and its traces. */
export function ChatLogs({ url }: { url: Address<Logs> }) {
  const loaded = useData<Logs>(url, 5_000);
  return (
    <Card title="Logs" source={url} flush>
      <Show loaded={loaded} lines={10}>{(data) => (data.logs.length === 0 ? <Empty title="Nothing was logged in this chat" /> : <LogTable logs={data.logs} />)}</Show>
    </Card>
  );
}
