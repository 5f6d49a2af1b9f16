import { useState } from "preact/hooks";
import { address } from "../../api/client";
import type { ChatSummary, Happening, LiveSnapshot } from "../../api/types";
import { ago, clockTime, compact, count, duration, fullTime, many, money } from "../../format";
import { useNow } from "../../state/data";
import { segment } from "../../state/item";
import { useStream } from "../../state/stream";
import { useLatest } from "../../state/latest";
import { Badge, FlagBadge } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Icon } from "../../ui/icon";
import { PageFrame } from "../../ui/page";
import { Stat } from "../../ui/stat";
import { Empty, Skeleton } from "../../ui/states";
import { Table, type Column } from "../../ui/table";

const KEPT = 200;

/** What runs now: chats that need somebody first, and turns and calls as they end. */
export default function Live() {
  const [paused, setPaused] = useState(false);
  const [snapshot, setSnapshot] = useState<LiveSnapshot | null>(null);
  const [happenings, addHappening] = useLatest<Happening>(KEPT);
  const [missed, setMissed] = useState(0);
  const state = useStream(paused ? null : address("/api/live"), {
    snapshot: (data) => setSnapshot(data),
    happened: addHappening,
    missed: (data) => setMissed((before) => before + data.events),
  });
  const now = useNow(1_000);
  const chats = [...(snapshot?.chats ?? [])].sort((a, b) => b.flags.length - a.flags.length || (b.started_at ?? "").localeCompare(a.started_at ?? ""));
  const minute = snapshot?.last_minute;

  return (
    <PageFrame
      title="Live"
      note={
        <Badge tone={state === "open" ? "ok" : state === "broken" ? "bad" : "plain"}>{state === "open" ? "following" : state}</Badge>
      }
      actions={
        <button class="button" aria-pressed={paused} onClick={() => setPaused(!paused)}>
          <Icon name={paused ? "play" : "pause"} />
          {paused ? "Go on" : "Pause"}
        </button>
      }
    >
      <div class="stats">
        <Stat name="Running" value={count(snapshot?.active_runs)} note={`${count(chats.filter((chat) => chat.flags.length > 0).length)} conspicuous`} />
        <Stat name="Turns in the last minute" value={count(minute?.agent_turns)} note={many(minute?.llm_calls, "model call")} />
        <Stat name="Errors in the last minute" value={count(minute?.errors)} {...((minute?.errors ?? 0) > 0 ? { tone: "bad" as const } : {})} />
        <Stat name="Tokens per minute" value={compact(minute == null ? null : (minute.prompt_tokens ?? 0) + (minute.completion_tokens ?? 0))} />
        <Stat name="Cost per minute" value={money(minute?.cost)} />
      </div>
      <div class="columns">
        <div class="span-8">
          <Card title="Running chats" source="/health/active-runs" flush>
            {snapshot === null ? (
              <Skeleton lines={8} />
            ) : chats.length === 0 ? (
              <Empty title="No chat is running">
                Chats show here from their first span on. <a href="/setup">How to send data</a>
              </Empty>
            ) : (
              <Table label="Running chats" columns={columnsOf(now)} rows={chats} rowKey={(row) => `${row.app_id} ${row.chat_id}`} href={(row) => address(`/chats/${segment(row.chat_id)}`, { app: row.app_id })} rowClass={(row) => (row.flags.length > 0 ? "flagged" : undefined)} />
            )}
          </Card>
        </div>
        <div class="span-4">
          <Card title="As it happens" note={missed > 0 ? `${count(missed)} too fast to be shown` : ""}>
            {happenings.length === 0 ? (
              <Empty title="Waiting for the next turn" />
            ) : (
              <ol class="happenings">
                {happenings.map((each) => (
                  <li key={each.event_id} class={each.error === null ? each.type : "failed"}>
                    <time class="note" title={fullTime(each.at)}>
                      {clockTime(each.at)}
                    </time>
                    <a href={address(`/chats/${segment(each.chat_id)}`, { app: each.app_id })}>{each.agent_name ?? each.workflow_name ?? each.chat_id}</a>
                    <span class="name">{each.error ?? each.tool_name ?? each.model ?? ""}</span>
                    <span class="note">
                      {each.duration_sec === null ? "" : duration(each.duration_sec)}
                      {each.cost !== null && each.cost > 0 ? ` · ${money(each.cost)}` : ""}
                    </span>
                  </li>
                ))}
              </ol>
            )}
          </Card>
        </div>
      </div>
    </PageFrame>
  );
}

function columnsOf(now: number): readonly Column<ChatSummary>[] {
  return [
    {
      name: "Chat",
      grow: true,
      show: (row) => (
        <span class="row">
          {row.chat_id}
          {row.flags.map((flag) => (
            <FlagBadge key={flag.flag} flag={flag} />
          ))}
        </span>
      ),
    },
    { name: "Turns", numeric: true, show: (row) => count(row.agent_turns) },
    { name: "Errors", numeric: true, show: (row) => <span class={row.errors > 0 ? "bad" : "note"}>{count(row.errors)}</span> },
    { name: "Cost", numeric: true, show: (row) => money(row.cost) },
    { name: "Runs", numeric: true, show: (row) => (row.started_at === null ? "" : duration((now - Date.parse(row.started_at)) / 1000)) },
    { name: "Workflow", show: (row) => row.workflow_name ?? "" },
    { name: "User", minor: true, show: (row) => row.user_id ?? "" },
    { name: "Latest", numeric: true, minor: true, show: (row) => ago(row.last_activity_at, now) },
  ];
}
