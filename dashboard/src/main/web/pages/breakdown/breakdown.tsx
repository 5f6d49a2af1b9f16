import { useMemo } from "preact/hooks";
import type { CallCosts, Costs, Dimension, Percentiles, Series } from "../../api/types";
import { change as changed, compact, count, duration, exactMoney, money, percent } from "../../format";
import { costsAddress, percentilesAddress, SOMETIMES, sumsAddress, useAsked } from "../../state/asked";
import { useData } from "../../state/data";
import { segment } from "../../state/item";
import { change, hrefWith, usePlace } from "../../state/place";
import { byGroup, ratio, shownName, type GroupSums } from "../../state/series";
import { Card } from "../../ui/card";
import { PageFrame } from "../../ui/page";
import { RangePicker } from "../../ui/range-picker";
import { Search } from "../../ui/search";
import { Empty, Show } from "../../ui/states";
import { Table, type Column } from "../../ui/table";
import { useSorted } from "../../ui/sorted";
import { SAVED_COLUMN } from "../cost/waste";
import { GroupDetail } from "./detail";
import type { Subject } from "./subject";

interface Row extends GroupSums {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly costs: CallCosts | undefined;
}

/** All agents, workflows, models, tools, users, apps or providers side by side; or one of them. */
export function Breakdown({ subject, item }: { subject: Subject; item: string | null }) {
  return item === null ? <GroupTable subject={subject} /> : <GroupDetail subject={subject} name={item} />;
}

function GroupTable({ subject }: { subject: Subject }) {
  const { span, earlier } = useAsked();
  const at = usePlace();
  const app = at.query.get("app");
  const url = sumsAddress(span, { app }, subject.dimension);
  const series = useData<Series>(url, SOMETIMES);
  const seriesBefore = useData<Series>(sumsAddress(earlier, { app }, subject.dimension));
  const durations = useData<Percentiles>(percentilesAddress(span, subject.measure, { app }, subject.dimension), SOMETIMES);
  const costs = useData<Costs>(subject.dimension === "tool" ? null : costsAddress(span, { app }, subject.dimension), SOMETIMES);
  const words = (at.query.get("q") ?? "").toLowerCase();

  const rows = useMemo(() => {
    const seconds = new Map((durations.data?.groups ?? []).map((group) => [group[subject.dimension] ?? "", group.seconds]));
    const costsOf = new Map((costs.data?.groups ?? []).map((group) => [group[subject.dimension] ?? "", group]));
    return byGroup(series.data, seriesBefore.data, subject.dimension)
      .filter((group) => shownName(group.name).toLowerCase().includes(words))
      .filter((group) => subject.counts(group.sums) > 0 || group.name !== "")
      .map((group): Row => ({ ...group, p50: seconds.get(group.name)?.["0.5"] ?? null, p95: seconds.get(group.name)?.["0.95"] ?? null, costs: costsOf.get(group.name) }));
  }, [series.data, seriesBefore.data, durations.data, costs.data, words, subject]);

  const columns = columnsOf(subject);
  const { sorted, sort, setSort } = useSorted(rows, SORTS, subject.dimension === "tool" ? "tool_calls" : "cost");
  return (
    <PageFrame title={subject.title} actions={<RangePicker />}>
      <Card title={subject.title} source={url} flush actions={<Search value={at.query.get("q") ?? ""} onChange={(q) => change({ q }, true)} label={`Find ${subject.title.toLowerCase()}`} />}>
        <Show loaded={series} lines={10}>
          {() =>
            sorted.length === 0 ? (
              <Empty title={`No ${subject.title.toLowerCase()} in this range`}>{subject.teach}</Empty>
            ) : (
              <Table label={subject.title} columns={columns} rows={sorted} rowKey={(row) => row.name} href={(row) => hrefWith(at, { q: null }, `${subject.path}/${segment(row.name)}`)} sort={sort} onSort={setSort} />
            )
          }
        </Show>
      </Card>
    </PageFrame>
  );
}

const SORTS: Record<string, (row: Row) => number | string | null> = {
  name: (row) => row.name,
  turns: (row) => row.sums.agent_turns,
  calls: (row) => row.sums.llm_calls,
  tool_calls: (row) => row.sums.tool_calls,
  errors: (row) => row.sums.errors,
  cost: (row) => row.sums.cost,
  tokens: (row) => (row.sums.prompt_tokens ?? 0) + (row.sums.completion_tokens ?? 0),
  cached: (row) => ratio(row.sums.cached_read_tokens, row.sums.prompt_tokens),
  saved: (row) => row.costs?.cache.net_saved_usd ?? 0,
  p50: (row) => row.p50,
  p95: (row) => row.p95,
};

const NOT_OF_TOOLS: readonly Dimension[] = ["agent", "workflow", "user", "model", "app", "provider"];

function columnsOf(subject: Subject): Column<Row>[] {
  const dimension: Dimension = subject.dimension;
  const columns: (Column<Row> & { for?: readonly Dimension[] })[] = [
    { name: subject.one, sort: "name", grow: true, show: (row) => shownName(row.name) },
    { name: "Turns", numeric: true, sort: "turns", show: (row) => count(row.sums.agent_turns), for: ["agent", "workflow", "user", "app"] },
    {
      name: dimension === "tool" ? "Calls" : "Model calls",
      numeric: true,
      sort: dimension === "tool" ? "tool_calls" : "calls",
      show: (row) => count(dimension === "tool" ? row.sums.tool_calls : row.sums.llm_calls),
    },
    { name: "Errors", numeric: true, sort: "errors", show: (row) => <span class={row.sums.errors > 0 ? "bad" : "note"}>{count(row.sums.errors)}</span> },
    { name: `${subject.measureName} p50`, numeric: true, sort: "p50", minor: true, show: (row) => duration(row.p50) },
    { name: "p95", numeric: true, sort: "p95", show: (row) => duration(row.p95) },
    {
      name: "Tokens",
      numeric: true,
      sort: "tokens",
      minor: true,
      show: (row) => compact((row.sums.prompt_tokens ?? 0) + (row.sums.completion_tokens ?? 0)),
      for: NOT_OF_TOOLS,
    },
    {
      name: "From cache",
      title: "The part of the prompt tokens that the provider read from its cache",
      numeric: true,
      sort: "cached",
      minor: true,
      show: (row) => percent(ratio(row.sums.cached_read_tokens, row.sums.prompt_tokens)),
      for: NOT_OF_TOOLS,
    },
    {
      name: "Cost",
      numeric: true,
      sort: "cost",
      show: (row) => <span title={exactMoney(row.sums.cost)}>{money(row.sums.cost)}</span>,
      for: NOT_OF_TOOLS,
    },
    { ...SAVED_COLUMN, for: NOT_OF_TOOLS },
    {
      name: "Change",
      title: "Of the cost, beside the period before",
      numeric: true,
      minor: true,
      show: (row) => <span class="note">{changed(row.sums.cost, row.before?.cost)}</span>,
      for: NOT_OF_TOOLS,
    },
  ];
  return columns.filter((column) => column.for === undefined || column.for.includes(dimension));
}
