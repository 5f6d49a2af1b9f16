import { address } from "../../api/client";
import type { ChatSummary } from "../../api/types";
import { compact, count, dateTime, duration, exactMoney, fullTime, many, money } from "../../format";
import { useData } from "../../state/data";
import { segment } from "../../state/item";
import { hrefWith, usePlace } from "../../state/place";
import { FlagBadge, StatusBadge } from "../../ui/badge";
import { PageFrame } from "../../ui/page";
import { Stat } from "../../ui/stat";
import { Show } from "../../ui/states";
import { ChatGraph } from "./graph";
import { ChatCosts } from "./costs";
import { ChatLogs } from "./chat-logs";
import { Transcript } from "./transcript";
import { TimelineView } from "./timeline-view";

const TABS = [
  { word: null, name: "Timeline" },
  { word: "graph", name: "Agents" },
  { word: "transcript", name: "Transcript" },
  { word: "cost", name: "Cost" },
  { word: "logs", name: "Logs" },
] as const;

/** One chat: what happened, in which order, who handed over to whom, what was said, what it cost and why. */
export function Chat({ chatId }: { chatId: string }) {
  const at = usePlace();
  const app = at.query.get("app");
  const tab = at.query.get("tab");
  const url = address("/metrics/perf/chats/{chat_id}", { chat_id: chatId, app });
  const chat = useData(url, 5_000);
  const running = chat.data?.status === "running";
  return (
    <PageFrame
      title={
        <>
          <a href="/chats" class="crumb">
            Chats
          </a>{" "}
          {chatId}
        </>
      }
      note={
        chat.data !== undefined && (
          <span class="row wrap">
            <StatusBadge status={chat.data.status} />
            {chat.data.flags.map((flag) => (
              <FlagBadge key={flag.flag} flag={flag} />
            ))}
          </span>
        )
      }
      actions={
        <a class="button" href={url} target="_blank" rel="noreferrer">
          JSON
        </a>
      }
    >
      <Show loaded={chat} lines={3}>
        {(data) => (
          <div class="stack">
            <div class="stats">
              <Stat name="Runtime" value={duration(data.runtime_sec)} title={`${fullTime(data.started_at)} – ${fullTime(data.ended_at)}`} note={dateTime(data.started_at)} />
              <Stat name="Agent turns" value={count(data.agent_turns)} note={`last ${duration(data.last_turn_duration_sec)}`} />
              <Stat name="Calls" value={count(data.llm_calls + data.tool_calls)} note={`${count(data.llm_calls)} of models, ${count(data.tool_calls)} of tools`} />
              <Stat name="Errors" value={count(data.errors)} {...(data.errors > 0 ? { tone: "bad" as const } : {})} note={errorWords(data)} />
              <Stat name="Tokens" value={compact((data.prompt_tokens ?? 0) + (data.completion_tokens ?? 0))} note={`${compact(data.prompt_tokens)} in, ${compact(data.completion_tokens)} out`} />
              <Stat name="Cost" value={money(data.cost)} title={exactMoney(data.cost)} note={data.unpriced_calls > 0 ? `${many(data.unpriced_calls, "call")} without a price` : "every call priced"} />
            </div>
            <p class="note row wrap">
              {data.app_id !== null && <span>app {data.app_id}</span>}
              {data.workflow_name !== null && <a href={`/workflows/${segment(data.workflow_name)}`}>{data.workflow_name}</a>}
              {data.user_id !== null && <a href={`/users/${segment(data.user_id)}`}>{data.user_id}</a>}
              {data.parent_chat_id !== null && <a href={address(`/chats/${segment(data.parent_chat_id)}`, { app: data.app_id })}>within {data.parent_chat_id}</a>}
              {(data.also_in_apps ?? []).map((other) => (
                <a key={other} href={hrefWith(at, { app: other })}>
                  also in {other}
                </a>
              ))}
              {data.flags.map((flag) => (
                <span key={flag.flag} class="warn">
                  {flag.flag}: {flag.reason}
                </span>
              ))}
            </p>
          </div>
        )}
      </Show>
      <nav class="tabs" aria-label="Parts of the chat">
        {TABS.map((each) => (
          <a key={each.name} href={hrefWith(at, { tab: each.word })} aria-current={each.word === tab ? "page" : undefined}>
            {each.name}
          </a>
        ))}
      </nav>
      {tab === "graph" ? (
        <ChatGraph url={address("/api/chats/{chat_id}/graph", { chat_id: chatId, app, tools: true })} running={running} />
      ) : tab === "transcript" ? (
        <Transcript url={address("/api/chats/{chat_id}/content", { chat_id: chatId, app, limit: 200 })} />
      ) : tab === "cost" ? (
        <ChatCosts url={address("/api/chats/{chat_id}/cost", { chat_id: chatId, app, limit: 500 })} />
      ) : tab === "logs" ? (
        <ChatLogs url={address("/api/logs", { chat_id: chatId, app, limit: 500 })} />
      ) : (
        <TimelineView chatId={chatId} app={app} lasted={chat.data?.runtime_sec ?? null} running={running} />
      )}
    </PageFrame>
  );
}

function errorWords(chat: ChatSummary): string {
  const words = [
    [chat.llm_errors, "model"],
    [chat.tool_errors, "tool"],
    [chat.agent_errors, "agent"],
    [chat.workflow_errors, "workflow"],
  ] as const;
  const told = words.filter(([number]) => number > 0).map(([number, word]) => `${count(number)} of ${word === "agent" ? "an" : "a"} ${word}`);
  return told.length === 0 ? "none" : told.join(", ");
}
