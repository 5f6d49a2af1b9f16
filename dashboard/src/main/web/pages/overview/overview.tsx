import { useMemo } from "preact/hooks";
import { address } from "../../api/client";
import type { Percentiles, Series } from "../../api/types";
import { ChartCard } from "../../charts/chart-card";
import { percentileTraces } from "../../charts/percentiles";
import { Spark } from "../../charts/spark";
import type { Trace } from "../../charts/time-chart";
import { change as changed, compact, count, duration, exactMoney, many, money, percent } from "../../format";
import { percentilesAddress, percentilesOverTime, seriesAddress, SOMETIMES, useAsked, type Asked, type Filters } from "../../state/asked";
import { useData, type Loaded } from "../../state/data";
import { zoomTo } from "../../state/range";
import { points, ratio, sumsOf, topGroups } from "../../state/series";
import { useToday } from "../../state/today";
import { PageFrame } from "../../ui/page";
import { RangePicker } from "../../ui/range-picker";
import { LimitMeter, Stat } from "../../ui/stat";
import { Budgets } from "./budgets";
import { FiringAlerts } from "./firing";
import { TopMovers } from "./movers";
import { RunningChats } from "./running";

const OFTEN = 5_000;

/** What is going on, in five seconds: is it up, what is wrong, what does it cost, how slow is it. */
export default function Overview() {
  const asked = useAsked();
  const { at, span, earlier, step } = asked;
  const filters: Filters = { app: at.query.get("app") };
  const series = useData<Series>(seriesAddress(span, step, filters), SOMETIMES);
  // The figures first: a browser asks six questions at a time, and these need one.
  const known = series.data !== undefined;
  const before = useData<Series>(known ? seriesAddress(earlier, step, filters) : null);
  return (
    <PageFrame title="Overview" actions={<RangePicker compare />}>
      <Figures asked={asked} filters={filters} series={series} before={before} />
      <div class="columns">
        <div class="span-8">
          <Trends asked={asked} filters={filters} series={series} before={before} />
        </div>
        <div class="span-4 stack">
          <FiringAlerts every={OFTEN} />
          <Budgets every={SOMETIMES} />
          <RunningChats every={OFTEN} />
        </div>
      </div>
    </PageFrame>
  );
}

interface Parts {
  readonly asked: Asked;
  readonly filters: Filters;
  /** Sums over the range. */
  readonly series: Loaded<Series>;
  /** Sums over the period before. */
  readonly before: Loaded<Series>;
}

function Figures({ asked: { span, earlier, step, now }, filters, series, before }: Parts) {
  const known = series.data !== undefined;
  const aggregate = useData(address("/metrics/perf/aggregate", { limit: 0 }), OFTEN);
  const turns = useData<Percentiles>(percentilesAddress(span, "turn_duration", filters), SOMETIMES);
  const turnsBefore = useData<Percentiles>(known ? percentilesAddress(earlier, "turn_duration", filters) : null);
  const today = useToday();

  const sums = useMemo(() => sumsOf(series.data), [series.data]);
  const sumsBefore = useMemo(() => sumsOf(before.data), [before.data]);
  const seconds = turns.data?.groups[0]?.seconds;
  const p95 = seconds?.["0.95"];
  const p95Before = turnsBefore.data?.groups[0]?.seconds["0.95"];
  const errors = ratio(sums.errors, sums.agent_turns);
  const errorsBefore = ratio(sumsBefore.errors, sumsBefore.agent_turns);
  const tokens = (sums.prompt_tokens ?? 0) + (sums.completion_tokens ?? 0);
  const tokensBefore = (sumsBefore.prompt_tokens ?? 0) + (sumsBefore.completion_tokens ?? 0);
  const line = (value: Parameters<typeof points>[3]) =>
    known ? points(series.data, span, step, value, { until: now }).map(([, y]) => y) : [];
  return (
    <div class="stats">
      <Stat name="Running now" value={count(aggregate.data?.active_chats)} note={aggregate.data === undefined ? "" : `${compact(aggregate.data.tracked_chats)} chats tracked`} href="/live" />
      <Stat
        name="Errors per turn"
        value={known ? percent(errors, 2) : "…"}
        title={`${many(sums.errors, "error")}, ${many(sums.agent_turns, "turn")}`}
        change={changed(errors, errorsBefore)}
        good={better(errorsBefore, errors)}
        href="/chats?errors=true&sort=-errors"
        {...(errors !== null && errors > 0.05 ? { tone: "bad" as const } : {})}
      >
        <Spark label="Errors over the range" values={line((tally) => tally.errors)} />
      </Stat>
      <Stat name="Turn time, p95" value={duration(p95)} change={changed(p95, p95Before)} good={better(p95Before, p95)} note={seconds === undefined ? "" : `p50 ${duration(seconds["0.5"])} · p99 ${duration(seconds["0.99"])}`} />
      <Stat name="Agent turns" value={known ? compact(sums.agent_turns) : "…"} title={count(sums.agent_turns)} change={changed(sums.agent_turns, sumsBefore.agent_turns)} href="/agents">
        <Spark label="Agent turns over the range" values={line((tally) => tally.agent_turns)} />
      </Stat>
      <Stat
        name="Tokens per minute"
        value={known ? compact(tokens / ((span.to - span.from) / 60_000)) : "…"}
        title={`${count(tokens)} tokens in all`}
        change={changed(tokens, tokensBefore)}
        href="/models"
      >
        <Spark label="Tokens over the range" values={line((tally) => (tally.prompt_tokens ?? 0) + (tally.completion_tokens ?? 0))} />
      </Stat>
      <Stat
        name="Cost"
        value={known ? money(sums.cost) : "…"}
        title={exactMoney(sums.cost)}
        change={changed(sums.cost, sumsBefore.cost)}
        {...(sums.unpriced_calls > 0 ? { note: `${many(sums.unpriced_calls, "call")} unpriced` } : {})}
        href="/cost"
      >
        <Spark label="Cost over the range" values={line((tally) => tally.cost ?? 0)} />
      </Stat>
      <Stat name="Cost today" value={money(today.spent)} note={today.limit === null ? "no daily limit" : `${percent(today.share, 0)} of ${money(today.limit)}`} href="/cost" title="Since midnight in UTC, against the rule about it">
        <LimitMeter share={today.share} />
      </Stat>
    </div>
  );
}

function Trends({ asked: { span, earlier, step, now, compare }, filters, series, before }: Parts) {
  const url = seriesAddress(span, step, filters);
  const byModelUrl = seriesAddress(span, step, filters, "model");
  const known = series.data !== undefined;
  const byModel = useData<Series>(known ? byModelUrl : null, SOMETIMES);
  const turnsUrl = percentilesOverTime(span, step, "turn_duration", filters);
  const turns = useData<Percentiles>(known ? turnsUrl : null, SOMETIMES);
  const turnsBefore = useData<Percentiles>(compare ? percentilesOverTime(earlier, step, "turn_duration", filters) : null);

  const shift = span.from - earlier.from;
  const beforeLine = (name: string, value: Parameters<typeof points>[3]): Trace[] =>
    compare ? [{ name, colour: "rest", dashed: true, points: points(before.data, span, step, value, { shift }) }] : [];
  const latency: Trace[] = [
    ...percentileTraces(turns.data, step, now),
    ...(compare
      ? percentileTraces(turnsBefore.data, step, now)
          .filter((trace) => trace.name === "p95")
          .map((trace): Trace => ({ ...trace, name: "p95 before", colour: "rest", dashed: true, points: trace.points.map(([time, value]) => [time + shift, value]) }))
      : []),
  ];
  const errors: Trace[] = [
    ...(
      [
        ["Model", "llm_errors", 2],
        ["Tool", "tool_errors", 6],
        ["Agent", "agent_errors", 3],
        ["Workflow", "workflow_errors", 7],
      ] as const
    ).map(([name, field, colour]): Trace => ({ name, colour, form: "bar", stack: "errors", points: points(series.data, span, step, (tally) => tally[field]) })),
    ...beforeLine("Before", (tally) => tally.errors),
  ];
  const costs: Trace[] = [
    ...topGroups(byModel.data, "model", 6).map(
      ({ name, series: ofGroup }, i): Trace => ({
        name,
        colour: name === "other" ? "rest" : i,
        form: "bar",
        stack: "cost",
        points: points(ofGroup, span, step, (tally) => tally.cost ?? 0),
      }),
    ),
    ...beforeLine("Before", (tally) => tally.cost ?? 0),
  ];
  const perMinute = (tokens: number | null) => ((tokens ?? 0) * 60) / step;
  const tokens: Trace[] = [
    { name: "Prompt", colour: 0, form: "area", points: points(series.data, span, step, (tally) => perMinute(tally.prompt_tokens), { until: now }) },
    { name: "Completion", colour: 1, form: "area", points: points(series.data, span, step, (tally) => perMinute(tally.completion_tokens), { until: now }) },
    ...beforeLine("Prompt before", (tally) => perMinute(tally.prompt_tokens)),
  ];
  return (
    <div class="columns">
      <div class="span-6">
        <ChartCard title="Turn time" label="Turn time over time" source={turnsUrl} loaded={turns} traces={latency} format={duration} span={span} step={step} onZoom={zoomTo} />
      </div>
      <div class="span-6">
        <ChartCard title="Errors" label="Errors over time, by what failed" source={url} loaded={series} traces={errors} format={compact} span={span} step={step} onZoom={zoomTo} />
      </div>
      <div class="span-6">
        <ChartCard title="Cost by model" label="Cost over time, by model" source={byModelUrl} loaded={byModel} traces={costs} format={money} span={span} step={step} onZoom={zoomTo} />
      </div>
      <div class="span-6">
        <ChartCard title="Tokens per minute" label="Tokens per minute over time" source={url} loaded={series} traces={tokens} format={compact} span={span} step={step} onZoom={zoomTo} />
      </div>
      <div class="span-12">
        <TopMovers span={span} earlier={earlier} filters={filters} asked={known} />
      </div>
    </div>
  );
}

/** Of something of which less is better: whether it is less now. Null if it is the same, or one of the two is unknown. */
function better(then: number | null | undefined, now: number | null | undefined): boolean | null {
  return then === null || then === undefined || now === null || now === undefined || then === now ? null : now < then;
}
