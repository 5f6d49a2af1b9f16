import { useState } from "preact/hooks";
import type { Address } from "../../api/client";
import type { ChatCost, CostLine } from "../../api/types";
import { clockTime, compact, count, exactMoney, fullTime, many, money, UNKNOWN } from "../../format";
import { usePaged } from "../../state/paged";
import { Badge } from "../../ui/badge";
import { Card } from "../../ui/card";
import { More } from "../../ui/more";
import { Facts, Panel } from "../../ui/panel";
import { Stat } from "../../ui/stat";
import { Empty, Show } from "../../ui/states";
import { Table, type Column } from "../../ui/table";

const SOURCES: Record<string, string> = { reported: "told by the sender", price_table: "price table", free: "free", unpriced: "no price", local_cache: "local cache" };

function columnsOf(open: (line: CostLine) => void): readonly Column<CostLine>[] {
  return [
    {
      name: "Time",
      show: (row) => (
        <button class="plain-button" onClick={() => open(row)} aria-haspopup="dialog" title={fullTime(row.at)}>
          {clockTime(row.at)}
        </button>
      ),
    },
    { name: "Agent", show: (row) => row.agent_name ?? UNKNOWN },
    { name: "Model", grow: true, show: (row) => row.model ?? UNKNOWN },
    { name: "Prompt", numeric: true, show: (row) => compact(row.prompt_tokens) },
    { name: "Cached", numeric: true, minor: true, show: (row) => compact(row.cached_read_tokens) },
    { name: "Completion", numeric: true, show: (row) => compact(row.completion_tokens) },
    { name: "Price", minor: true, show: (row) => <span class="note">{SOURCES[row.price.source] ?? row.price.source}</span> },
    {
      name: "Amount",
      numeric: true,
      show: (row) => <span class={row.counted ? undefined : "struck"}>{exactMoney(row.amount)}</span>,
    },
    {
      name: "Notes",
      show: (row) => (
        <span class="row">
          {row.failed && <Badge tone="bad">failed</Badge>}
          {row.retried && <Badge tone="warn">retried</Badge>}
          {row.cached && <Badge tone="info">cached</Badge>}
          {!row.counted && <Badge tone="plain">not counted</Badge>}
        </span>
      ),
    },
  ];
}

/** Every model call with its tokens, its price and why it counts. */
export function ChatCosts({ url }: { url: Address<ChatCost> }) {
  const list = usePaged<ChatCost, CostLine>(url, url, (page) => page.lines);
  const lines = list.rows;
  const [open, setOpen] = useState<CostLine | null>(null);
  const columns = columnsOf(setOpen);
  return (
    <Show loaded={list.first} lines={10}>
      {(data) => (
        <div class="stack">
          <div class="stats">
            <Stat name="In all" value={money(data.totals.cost)} title={exactMoney(data.totals.cost)} note={many(data.totals.llm_calls, "call")} />
            <Stat name="Of failed calls" value={money(data.failed.cost)} note={many(data.failed.llm_calls, "call")} />
            <Stat name="Of retried calls" value={money(data.retried.cost)} note={many(data.retried.llm_calls, "call")} />
            <Stat name="Without a price" value={count(data.totals.unpriced_calls)} note="left out of the cost" />
          </div>
          <Card title="Line by line" source={url} flush>
            {lines.length === 0 ? <Empty title="No model was called" /> : <Table label="Cost line by line" columns={columns} rows={lines} rowKey={(row) => row.event_id} />}
            <More list={list} />
          </Card>
          {open !== null && (
            <Panel title={`${open.model ?? "unknown model"}, ${open.amount === null ? "no price" : exactMoney(open.amount)}`} onClose={() => setOpen(null)}>
              <table class="table">
                <thead>
                  <tr>
                    <th scope="col">Tokens</th>
                    <th scope="col" class="number">
                      Number
                    </th>
                    <th scope="col" class="number">
                      Per million
                    </th>
                    <th scope="col" class="number">
                      Amount
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {Object.entries(open.price.shares).map(([kind, share]) => (
                    <tr key={kind}>
                      <td>{kind.replaceAll("_", " ")}</td>
                      <td class="number">{count(share.tokens)}</td>
                      <td class="number">{exactMoney(share.usd_per_million)}</td>
                      <td class="number">{exactMoney(share.amount)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              <Facts
                facts={[
                  ["Price from", SOURCES[open.price.source] ?? open.price.source],
                  ["Rule", open.price.rule],
                  ["Why no price", open.price.reason],
                  ["Counted", open.counted ? "yes" : `no: ${open.reason ?? ""}`],
                  ["Error", open.error_type],
                  ["Provider", open.provider],
                  ["Time", fullTime(open.at)],
                ]}
              />
            </Panel>
          )}
        </div>
      )}
    </Show>
  );
}
