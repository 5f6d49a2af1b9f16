import { useMemo, useState } from "preact/hooks";
import { address } from "../../api/client";
import type { LogRecord } from "../../api/types";
import { clockTime, fullTime, UNKNOWN } from "../../format";
import { segment } from "../../state/item";
import { Badge, type Tone } from "../../ui/badge";
import { Table, type Column } from "../../ui/table";
import { LogDetail } from "./log-detail";

/** @param open shows all of a record */
function columnsOf(open: (record: LogRecord) => void): readonly Column<LogRecord>[] {
  return [
    { name: "Time", show: (row) => <time title={fullTime(row.at)}>{clockTime(row.at)}</time> },
    { name: "Level", show: (row) => <Badge tone={levelTone(row.severity)}>{row.level ?? UNKNOWN}</Badge> },
    {
      name: "Message",
      grow: true,
      show: (row) => (
        <button class="log-open" onClick={() => open(row)} aria-haspopup="dialog">
          {bodyText(row)}
        </button>
      ),
    },
    { name: "Agent", minor: true, show: (row) => row.agent_name ?? "" },
    { name: "Logger", minor: true, show: (row) => <span class="note">{row.logger ?? ""}</span> },
    { name: "Chat", minor: true, show: (row) => <ChatLink record={row} /> },
  ];
}

/** To the chat of a record: by its id where it names one, otherwise by its trace. */
function ChatLink({ record }: { record: LogRecord }) {
  const chat = record.chat_id ?? (record.trace_id === null ? null : `trace:${record.trace_id}`);
  return chat === null ? null : <a href={address(`/chats/${segment(chat)}`, { app: record.app_id })}>{record.chat_id ?? "its trace"}</a>;
}

/** Log records, the newest first; a click shows all of one. */
export function LogTable({ logs, onEnd }: { logs: readonly LogRecord[]; onEnd?: () => void }) {
  const [open, setOpen] = useState<LogRecord | null>(null);
  const columns = useMemo(() => columnsOf(setOpen), []);
  return (
    <>
      <Table label="Log records" columns={columns} rows={logs} rowKey={(row) => row.id} {...(onEnd === undefined ? {} : { onEnd })} />
      {open !== null && <LogDetail record={open} onClose={() => setOpen(null)} />}
    </>
  );
}

/** The message on one line. */
export function bodyText(row: LogRecord): string {
  return typeof row.body === "string" ? row.body : row.body === null || row.body === undefined ? (row.event ?? UNKNOWN) : JSON.stringify(row.body);
}

export function levelTone(severity: number): Tone {
  return severity >= 17 ? "bad" : severity >= 13 ? "warn" : severity >= 9 ? "info" : "plain";
}
