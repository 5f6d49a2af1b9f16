import type { Retention, SignalRetention } from "../../api/types";
import { ago, bytes, compact, count, fullTime } from "../../format";
import { useData, useNow } from "../../state/data";
import { Badge } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Facts } from "../../ui/panel";
import { Stat } from "../../ui/stat";
import { Failure, Show } from "../../ui/states";
import { address, ApiError } from "../../api/client";
import { Table, type Column } from "../../ui/table";

const FOR_GOOD = "for good";

function columnsOf(now: number): readonly Column<SignalRetention>[] {
  return [
    { name: "Signal", grow: true, show: (row) => row.signal },
    { name: "Kept", title: "How long after its arrival", show: (row) => (row.keep ?? FOR_GOOD) },
    { name: "At most", title: "What arrived first goes first", numeric: true, minor: true, show: limitsOf },
    { name: "Stored", numeric: true, show: (row) => <span title={count(row.records)}>{compact(row.records)}</span> },
    { name: "Size", title: "On disk, estimated", numeric: true, show: (row) => bytes(row.bytes) },
    { name: "Oldest", title: "When it arrived", show: (row) => <span title={fullTime(row.oldest_at)}>{ago(row.oldest_at, now)}</span> },
    { name: "Deleted", title: "When the oldest is too old; looked for every hour", minor: true, show: (row) => <span class="note" title={fullTime(row.due_at)}>{row.due_at === null ? (row.keep === null ? "never" : "") : ago(row.due_at, now)}</span> },
    { name: "Archived", title: "Before it is deleted", minor: true, show: (row) => (row.archived ? <Badge tone="ok">yes</Badge> : <span class="note">no</span>) },
  ];
}

function limitsOf(row: SignalRetention): string {
  return [row.max_bytes === null ? null : bytes(row.max_bytes), row.max_records === null ? null : `${compact(row.max_records)} records`].filter((each) => each !== null).join(", ");
}

/** How long what is kept, how much of it there is, and what goes next. */
export function RetentionPart() {
  const loaded = useData<Retention>(address("/api/retention"), 30_000);
  const now = useNow(30_000);
  const columns = columnsOf(now);
  return (
    <Show loaded={loaded} lines={12}>
      {(data) => (
        <>
          <div class="stats">
            <Stat name="Database" value={bytes(data.database_bytes)} note="on disk" />
            <Stat name="Next deletion" value={data.next_deletion_at === null ? "–" : ago(data.next_deletion_at, now)} title={fullTime(data.next_deletion_at)} note={data.last_deletion_at === null ? "none since the start" : `the last one was ${ago(data.last_deletion_at, now)}`} />
            <Stat name="Archive" value={data.archive.enabled || data.archive.files > 0 ? bytes(data.archive.bytes) : "off"} note={data.archive.files === 0 ? (data.archive.enabled ? "nothing yet" : "what is deleted is gone") : `${count(data.archive.files)} files since ${data.archive.first_day}`} />
            <Stat name="Deletion on request" value={data.delete_on_request ? "on" : "off"} note={data.delete_on_request ? "whoever reaches the server can delete" : "only a dry run is allowed"} />
          </div>
          {data.archive.failure !== null && <Failure error={new ApiError(0, `Nothing can be archived, so nothing is deleted: ${data.archive.failure}`, null)} />}
          <Card title="Retention" note="counted from arrival; spans and events go with their chats" source="/api/retention" flush>
            <Table label="Retention by signal" columns={columns} rows={data.signals} rowKey={(row) => row.signal} />
          </Card>
          <Card title="Archive" source="/api/archive">
            {data.archive.enabled ? (
              <Facts
                facts={[
                  ["Folder", data.archive.folder],
                  ["Kept", data.archive.keep ?? FOR_GOOD],
                  ["Files", count(data.archive.files)],
                  ["Rows", count(data.archive.rows)],
                  ["Since", data.archive.first_day],
                ]}
              />
            ) : (
              <p class="note">
                What retention deletes can be written to Parquet files before: <code>retention.archive.enabled</code> in the configuration.
              </p>
            )}
          </Card>
        </>
      )}
    </Show>
  );
}
