import { useMemo } from "preact/hooks";
import { address } from "../../api/client";
import type { ChatPage, ChatSummary } from "../../api/types";
import { ago, compact, count, duration, exactMoney, fullTime, money, percent, shortDateTime, UNKNOWN } from "../../format";
import { iso, useAsked } from "../../state/asked";
import { useNow } from "../../state/data";
import { segment } from "../../state/item";
import { usePaged } from "../../state/paged";
import { change, hrefWith } from "../../state/place";
import { ratio } from "../../state/series";
import { FlagBadge, StatusBadge } from "../../ui/badge";
import { Card } from "../../ui/card";
import { ColumnsMenu, useColumns } from "../../ui/columns";
import { More, Refresh } from "../../ui/more";
import { PageFrame } from "../../ui/page";
import { RangePicker } from "../../ui/range-picker";
import { Search } from "../../ui/search";
import { Empty, Show } from "../../ui/states";
import { Table, type Column } from "../../ui/table";
import { CostField } from "./cost-field";
import { FilterField } from "./filter-field";
import { SavedViews } from "./saved-views";

const PAGE = 200;
const STATUSES = ["running", "completed", "failed", "cancelled", "abandoned"] as const;
const FLAGS = ["stalled", "looping", "runaway"] as const;

/** All chats that fit, however many there are: pages are loaded as one scrolls. */
export function ChatList() {
  const { at, span } = useAsked();
  const now = useNow(5_000);
  const word = at.query.get("sort") ?? "-last_activity";
  const descending = word.startsWith("-");
  const url = address("/api/chats", {
    from: iso(span.from),
    to: iso(span.to),
    contains: at.query.get("q"),
    app: at.query.get("app"),
    workflow: at.query.get("workflow"),
    user: at.query.get("user"),
    agent: at.query.get("agent"),
    model: at.query.get("model"),
    status: at.query.get("status"),
    flag: at.query.get("flag"),
    errors: at.query.get("errors"),
    min_cost: at.query.get("min_cost"),
    sort: word.replace(/^-/, ""),
    order: descending ? "desc" : "asc",
    limit: PAGE,
  });
  const list = usePaged<ChatPage, ChatSummary>(at.query.toString(), url, (page) => page.chats, 10_000);
  const chats = list.rows;

  const all = useMemo(() => columnsOf(now), [now]);
  const columns = useColumns(all);
  return (
    <PageFrame title="Chats" actions={<RangePicker />}>
      <div class="filters">
        <Search value={at.query.get("q") ?? ""} onChange={(q) => change({ q }, true)} label="Find chats" placeholder="Chat id, user or workflow" />
        <select class="field" aria-label="Status" value={at.query.get("status") ?? ""} onChange={(event) => change({ status: event.currentTarget.value })}>
          <option value="">Any status</option>
          {STATUSES.map((status) => (
            <option key={status}>{status}</option>
          ))}
        </select>
        <select class="field" aria-label="Flag" value={at.query.get("flag") ?? ""} onChange={(event) => change({ flag: event.currentTarget.value })}>
          <option value="">Any flag</option>
          {FLAGS.map((flag) => (
            <option key={flag}>{flag}</option>
          ))}
        </select>
        <button class="button" aria-pressed={at.query.get("errors") === "true"} onClick={() => change({ errors: at.query.get("errors") === "true" ? null : "true" })}>
          With errors
        </button>
        {(["app", "workflow", "user", "agent", "model"] as const).map((name) => (
          <FilterField key={name} name={name} span={span} value={at.query.get(name)} onChange={(value) => change({ [name]: value })} />
        ))}
        <CostField value={at.query.get("min_cost")} onChange={(min_cost) => change({ min_cost })} />
        <ColumnsMenu all={all} />
        <SavedViews />
      </div>
      <Card title="Chats" note={list.more ? `the first ${count(chats.length)}` : `${count(chats.length)} found`} source={url} actions={<Refresh list={list} />} flush>
        <Show loaded={list.first} lines={12}>
          {() =>
            chats.length === 0 ? (
              <Empty title="No chat fits">
                Try a longer range or fewer filters. <a href="/setup">How to send data</a>
              </Empty>
            ) : (
              <Table
                label="Chats"
                columns={columns}
                rows={chats}
                rowKey={(row) => `${row.app_id} ${row.chat_id}`}
                href={(row) => address(`/chats/${segment(row.chat_id)}`, { app: row.app_id })}
                sort={{ by: word.replace(/^-/, ""), descending }}
                onSort={(sort) => change({ sort: `${sort.descending ? "-" : ""}${sort.by}` }, true)}
                onEnd={list.load}
              />
            )
          }
        </Show>
        <More list={list} />
        {at.query.size > 0 && chats.length === 0 && (
          <div class="more">
            <a class="button" href={hrefWith({ path: "/chats", query: new URLSearchParams() }, {})}>
              Take all filters away
            </a>
          </div>
        )}
      </Card>
    </PageFrame>
  );
}

function columnsOf(now: number): readonly Column<ChatSummary>[] {
  return [
    { name: "Chat", grow: true, show: (row) => row.chat_id },
    {
      name: "Status",
      show: (row) => (
        <span class="row">
          <StatusBadge status={row.status} />
          {row.flags.map((flag) => (
            <FlagBadge key={flag.flag} flag={flag} />
          ))}
        </span>
      ),
    },
    { name: "Workflow", show: (row) => row.workflow_name ?? UNKNOWN },
    { name: "User", minor: true, show: (row) => row.user_id ?? UNKNOWN },
    { name: "App", minor: true, show: (row) => row.app_id ?? UNKNOWN },
    { name: "Turns", numeric: true, sort: "agent_turns", show: (row) => count(row.agent_turns) },
    { name: "Errors", numeric: true, sort: "errors", show: (row) => <span class={row.errors > 0 ? "bad" : "note"}>{count(row.errors)}</span> },
    {
      name: "Tokens",
      numeric: true,
      minor: true,
      sort: "tokens",
      show: (row) => compact((row.prompt_tokens ?? 0) + (row.completion_tokens ?? 0)),
    },
    { name: "Cost", numeric: true, sort: "cost", show: (row) => <span title={exactMoney(row.cost)}>{money(row.cost)}</span> },
    { name: "Model calls", numeric: true, optional: true, show: (row) => count(row.llm_calls) },
    { name: "Tool calls", numeric: true, optional: true, show: (row) => count(row.tool_calls) },
    { name: "From cache", title: "Prompt tokens that the provider read from its cache", numeric: true, optional: true, show: (row) => percent(ratio(row.cached_read_tokens, row.prompt_tokens)) },
    { name: "Reasoning", title: "Tokens of reasoning", numeric: true, optional: true, show: (row) => compact(row.reasoning_tokens) },
    { name: "Unpriced", title: "Model calls without a price", numeric: true, optional: true, show: (row) => count(row.unpriced_calls) },
    { name: "Parent", optional: true, show: (row) => row.parent_chat_id ?? "" },
    { name: "Started", optional: true, sort: "started", show: (row) => <span title={fullTime(row.started_at)}>{shortDateTime(row.started_at)}</span> },
    { name: "Runtime", numeric: true, minor: true, sort: "duration", show: (row) => duration(row.runtime_sec) },
    { name: "Active", title: "Latest activity", numeric: true, sort: "last_activity", show: (row) => <span title={fullTime(row.last_activity_at)}>{ago(row.last_activity_at, now)}</span> },
  ];
}
