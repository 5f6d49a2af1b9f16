import { useMemo } from "preact/hooks";
import type { CallCosts, Costs, Dimension, Series } from "../../api/types";
import { ChartCard } from "../../charts/chart-card";
import type { Trace } from "../../charts/time-chart";
import { change as changed, compact, count, exactMoney, money, percent } from "../../format";
import { costsAddress, seriesAddress, SOMETIMES, sumsAddress, useAsked } from "../../state/asked";
import { useData } from "../../state/data";
import { segment } from "../../state/item";
import { change, hrefWith } from "../../state/place";
import { chosen, type Span } from "../../state/range";
import { byGroup, NAMELESS, points, ratio, sumsOf, topGroups, type GroupSums } from "../../state/series";
import { Card } from "../../ui/card";
import { PageFrame } from "../../ui/page";
import { RangePicker } from "../../ui/range-picker";
import { useSorted } from "../../ui/sorted";
import { Stat } from "../../ui/stat";
import { Empty, Show } from "../../ui/states";
import { Table, type Column } from "../../ui/table";
import { CostOfDays } from "./days";
import { Today } from "./today";
import { WASTE_COLUMNS } from "./waste";

const DIMENSIONS: readonly { dimension: Dimension; name: string; path: string }[] = [
  { dimension: "model", name: "Model", path: "/models" },
  { dimension: "workflow", name: "Workflow", path: "/workflows" },
  { dimension: "agent", name: "Agent", path: "/agents" },
  { dimension: "user", name: "User", path: "/users" },
  { dimension: "app", name: "App", path: "/apps" },
  { dimension: "provider", name: "Provider", path: "/providers" },
];

/** A group with what its failed calls cost and its caches saved, as far as that is known yet. */
interface Row extends GroupSums {
  readonly costs: CallCosts | undefined;
}

/** Who pays for what: by any dimension, beside the period before, and today against its limit. */
export default function Cost() {
  const { at, span, earlier, step } = useAsked();
  const filters = { app: at.query.get("app") };
  const by = DIMENSIONS.find((each) => each.dimension === at.query.get("by")) ?? DIMENSIONS[0]!;
  const url = seriesAddress(span, step, filters, by.dimension);
  const series = useData<Series>(url, SOMETIMES);
  const seriesBefore = useData<Series>(sumsAddress(earlier, filters, by.dimension));

  const costsOfAll = useData<Costs>(costsAddress(span, filters), SOMETIMES).data?.groups[0];
  const costs = useData<Costs>(costsAddress(span, filters, by.dimension), SOMETIMES);

  const sums = useMemo(() => sumsOf(series.data), [series.data]);
  const sumsBefore = useMemo(() => sumsOf(seriesBefore.data), [seriesBefore.data]);
  const traces: Trace[] = topGroups(series.data, by.dimension, 8).map(({ name, series: ofGroup }, i) => ({
    name,
    colour: name === "other" ? "rest" : i,
    form: "bar",
    stack: "cost",
    points: points(ofGroup, span, step, (tally) => tally.cost ?? 0),
  }));
  const groups = useMemo(() => {
    const byName = new Map((costs.data?.groups ?? []).map((group) => [group[by.dimension] ?? "", group]));
    return byGroup(series.data, seriesBefore.data, by.dimension)
      .filter((group) => group.sums.llm_calls > 0 || group.sums.cost > 0)
      .map((group): Row => ({ ...group, costs: byName.get(group.name) }));
  }, [series.data, seriesBefore.data, costs.data, by]);
  const columns = columnsOf(by.name, sums.cost);
  const { sorted, sort, setSort } = useSorted(groups, SORTS, "cost");
  const zoom = (to: Span) => change(chosen({ kind: "fixed", from: Math.floor(to.from), to: Math.ceil(to.to) }));

  return (
    <PageFrame title="Cost" actions={<RangePicker />}>
      <div class="stats">
        <Stat name="Cost" value={money(sums.cost)} title={exactMoney(sums.cost)} change={changed(sums.cost, sumsBefore.cost)} />
        <Today />
        <Stat name="Per model call" value={money(ratio(sums.cost, sums.llm_calls))} note={`${compact(sums.llm_calls)} calls`} />
        <Failed costs={costsOfAll} />
        <Saved costs={costsOfAll} part={ratio(sums.cached_read_tokens, sums.prompt_tokens)} />
        <Stat name="Without a price" value={count(sums.unpriced_calls)} note={sums.unpriced_calls > 0 ? "calls that the cost leaves out" : sums.unpriced_calls === 0 ? "every call has its price" : ""} {...(sums.unpriced_calls > 0 ? { tone: "warn" as const, href: "/setup/prices" } : {})} />
      </div>
      <div class="tabs" role="navigation" aria-label="Cost by">
        {DIMENSIONS.map((each) => (
          <a key={each.dimension} href={hrefWith(at, { by: each.dimension === "model" ? null : each.dimension, sort: null })} aria-current={each === by ? "page" : undefined}>
            By {each.name.toLowerCase()}
          </a>
        ))}
      </div>
      <ChartCard title={`Cost by ${by.name.toLowerCase()}`} source={url} loaded={series} label={`Cost over time by ${by.name.toLowerCase()}`} traces={traces} format={money} span={span} step={step} onZoom={zoom} height={260} />
      <CostOfDays filters={filters} />
      <Card title={`${by.name}s`} source={sumsAddress(span, filters, by.dimension)} flush>
        <Show loaded={series} lines={8}>
          {() =>
            sorted.length === 0 ? (
              <Empty title="No model was called in this range">
                <a href="/setup">How to send data</a>
              </Empty>
            ) : (
              <Table
                label={`Cost by ${by.name.toLowerCase()}`}
                columns={columns}
                rows={sorted}
                rowKey={(row) => row.name}
                href={(row) => hrefWith(at, { by: null, sort: null }, `${by.path}/${segment(row.name)}`)}
                sort={sort}
                onSort={setSort}
              />
            )
          }
        </Show>
      </Card>
    </PageFrame>
  );
}

/** What was paid for calls that failed. */
function Failed({ costs }: { costs: CallCosts | undefined }) {
  return (
    <Stat
      name="Failed calls"
      value={money(costs?.failed.cost ?? 0)}
      title={exactMoney(costs?.failed.cost ?? 0)}
      note={costs === undefined || costs.failed.llm_calls === 0 ? "none" : `${count(costs.failed.llm_calls)} calls, ${count(costs.retried.llm_calls)} tried again (${money(costs.retried.cost ?? 0)})`}
    />
  );
}

/** What prompt caches saved, and what was paid for writing to them. */
function Saved({ costs, part }: { costs: CallCosts | undefined; part: number | null }) {
  const cache = costs?.cache;
  return (
    <Stat
      name="Saved by caches"
      value={money(cache?.net_saved_usd ?? 0)}
      title={`${exactMoney(cache?.saved_usd ?? 0)} by reading, ${exactMoney(cache?.write_surcharge_usd ?? 0)} paid more for writing`}
      note={
        <>
          {percent(part)} of prompt tokens
          {cache !== undefined && cache.unknown_tokens > 0 && <>; of {compact(cache.unknown_tokens)} cached tokens not known</>}
        </>
      }
    />
  );
}

const SORTS: Record<string, (row: Row) => number | string | null> = {
  name: (row) => row.name,
  cost: (row) => row.sums.cost,
  calls: (row) => row.sums.llm_calls,
  each: (row) => ratio(row.sums.cost, row.sums.llm_calls),
  tokens: (row) => (row.sums.prompt_tokens ?? 0) + (row.sums.completion_tokens ?? 0),
  cached: (row) => ratio(row.sums.cached_read_tokens, row.sums.prompt_tokens),
  failed: (row) => row.costs?.failed.cost ?? 0,
  saved: (row) => row.costs?.cache.net_saved_usd ?? 0,
  unpriced: (row) => row.sums.unpriced_calls,
};

function columnsOf(name: string, all: number): Column<Row>[] {
  return [
    { name, sort: "name", grow: true, show: (row) => (row.name === "" ? NAMELESS : row.name) },
    { name: "Cost", numeric: true, sort: "cost", show: (row) => <span title={exactMoney(row.sums.cost)}>{money(row.sums.cost)}</span> },
    { name: "Share", numeric: true, show: (row) => percent(ratio(row.sums.cost, all)) },
    { name: "Change", title: "Beside the period before", numeric: true, minor: true, show: (row) => <span class="note">{changed(row.sums.cost, row.before?.cost)}</span> },
    { name: "Calls", numeric: true, sort: "calls", show: (row) => count(row.sums.llm_calls) },
    { name: "Per call", numeric: true, sort: "each", minor: true, show: (row) => money(ratio(row.sums.cost, row.sums.llm_calls)) },
    {
      name: "Tokens",
      numeric: true,
      sort: "tokens",
      minor: true,
      show: (row) => compact((row.sums.prompt_tokens ?? 0) + (row.sums.completion_tokens ?? 0)),
    },
    {
      name: "From cache",
      numeric: true,
      sort: "cached",
      minor: true,
      show: (row) => percent(ratio(row.sums.cached_read_tokens, row.sums.prompt_tokens)),
    },
    ...WASTE_COLUMNS,
    { name: "Unpriced", title: "Calls without a price", numeric: true, sort: "unpriced", minor: true, show: (row) => <span class={row.sums.unpriced_calls > 0 ? "warn" : "note"}>{count(row.sums.unpriced_calls)}</span> },
  ];
}
