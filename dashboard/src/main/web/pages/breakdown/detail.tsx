import { useMemo } from "preact/hooks";
import { address } from "../../api/client";
import type { Costs, Dimension, Percentiles, Series } from "../../api/types";
import { Bars } from "../../charts/bars";
import { ChartCard } from "../../charts/chart-card";
import { percentileTraces } from "../../charts/percentiles";
import type { Trace } from "../../charts/time-chart";
import { change as changed, compact, count, duration, exactMoney, many, money, percent } from "../../format";
import { costsAddress, percentilesAddress, percentilesOverTime, seriesAddress, SOMETIMES, sumsAddress, useAsked, type Filters } from "../../state/asked";
import { useData } from "../../state/data";
import { segment } from "../../state/item";
import { hrefWith } from "../../state/place";
import { zoomTo, type Span } from "../../state/range";
import { byGroup, points, ratio, shownName, sumsOf } from "../../state/series";
import { Card } from "../../ui/card";
import { PageFrame } from "../../ui/page";
import { RangePicker } from "../../ui/range-picker";
import { Stat } from "../../ui/stat";
import { Empty, Show } from "../../ui/states";
import { Distribution } from "./distribution";
import { isOfCalls, SUBJECTS, type Subject } from "./subject";

/** One agent, workflow, model, tool, user, app or provider: how much, how slow, what fails, what it costs, and of what that is made. */
export function GroupDetail({ subject, name }: { subject: Subject; name: string }) {
  const { at, span, earlier, step, now, compare } = useAsked();
  const filters: Filters = { app: at.query.get("app"), [subject.dimension]: name };
  const url = seriesAddress(span, step, filters);
  const series = useData<Series>(url, SOMETIMES);
  const seriesBefore = useData<Series>(seriesAddress(earlier, step, filters));
  const durations = useData<Percentiles>(percentilesAddress(span, subject.measure, filters), SOMETIMES);
  const overTimeUrl = percentilesOverTime(span, step, subject.measure, filters);
  const overTime = useData<Percentiles>(overTimeUrl, SOMETIMES);

  const sums = useMemo(() => sumsOf(series.data), [series.data]);
  const sumsBefore = useMemo(() => sumsOf(seriesBefore.data), [seriesBefore.data]);
  const seconds = durations.data?.groups[0]?.seconds;
  const costs = useData<Costs>(subject.dimension === "tool" ? null : costsAddress(span, filters), SOMETIMES).data?.groups[0];
  const ofCalls = isOfCalls(subject);
  const isTool = subject.dimension === "tool";
  const calls = subject.counts(sums);
  const callsBefore = subject.counts(sumsBefore);
  const callsName = isTool || ofCalls ? "Calls" : "Turns";

  const usage: Trace[] = [
    { name: callsName, colour: 0, form: "bar", points: points(series.data, span, step, subject.counts) },
    { name: "Errors", colour: "bad", form: "bar", points: points(series.data, span, step, (tally) => tally.errors) },
  ];
  const cost: Trace[] = [
    { name: "Cost", colour: 0, form: "bar", points: points(series.data, span, step, (tally) => tally.cost ?? 0) },
    ...(compare ? [{ name: "Cost before", colour: "rest" as const, dashed: true, points: points(seriesBefore.data, span, step, (tally) => tally.cost ?? 0, { shift: span.from - earlier.from }) }] : []),
  ];
  const tokens: Trace[] = [
    { name: "Prompt", colour: 0, form: "area", points: points(series.data, span, step, (tally) => tally.prompt_tokens ?? 0, { until: now }) },
    { name: "Completion", colour: 1, form: "area", points: points(series.data, span, step, (tally) => tally.completion_tokens ?? 0, { until: now }) },
  ];
  const shown = shownName(name);
  return (
    <PageFrame
      title={
        <>
          <a href={hrefWith(at, {}, subject.path)} class="crumb">
            {subject.title}
          </a>{" "}
          {shown}
        </>
      }
      actions={
        <>
          {subject.dimension !== "tool" && subject.dimension !== "provider" && name !== "" && (
            <a class="button" href={address("/chats", { [subject.dimension]: name })}>
              Its chats
            </a>
          )}
          <RangePicker compare />
        </>
      }
    >
      <div class="stats">
        <Stat name={callsName} value={compact(calls)} title={count(calls)} change={changed(calls, callsBefore)} />
        <Stat name={`Errors per ${callsName.toLowerCase().slice(0, -1)}`} value={percent(ratio(sums.errors, calls), 2)} note={many(sums.errors, "error")} />
        <Stat name={`${subject.measureName} time, p50`} value={duration(seconds?.["0.5"])} note={durations.data === undefined ? "" : many(durations.data.groups[0]?.samples ?? 0, "sample")} />
        <Stat name={`${subject.measureName} time, p95`} value={duration(seconds?.["0.95"])} note={`p99 ${duration(seconds?.["0.99"])}`} />
        {!isTool && (
          <Stat
            name="Cost"
            value={money(sums.cost)}
            title={exactMoney(sums.cost)}
            change={changed(sums.cost, sumsBefore.cost)}
            note={sums.unpriced_calls > 0 ? `${many(sums.unpriced_calls, "call")} without a price` : `${money(ratio(sums.cost, ofCalls ? sums.llm_calls : sums.agent_turns || sums.llm_calls))} a ${ofCalls ? "call" : "turn"}`}
          />
        )}
        {!isTool && (
          <Stat
            name="Saved by caches"
            value={money(costs?.cache.net_saved_usd ?? 0)}
            title={exactMoney(costs?.cache.net_saved_usd ?? 0)}
            note={`${percent(ratio(sums.cached_read_tokens, sums.prompt_tokens))} of prompt tokens`}
          />
        )}
        {!isTool && <Stat name="Failed calls" value={money(costs?.failed.cost ?? 0)} title={exactMoney(costs?.failed.cost ?? 0)} note={`${many(costs?.failed.llm_calls ?? 0, "model call")}, ${count(costs?.retried.llm_calls ?? 0)} tried again`} />}
      </div>
      <div class="columns">
        <div class="span-6">
          <ChartCard title={`${callsName} and errors`} source={url} loaded={series} label={`${callsName} and errors of ${shown}`} traces={usage} format={compact} span={span} step={step} onZoom={zoomTo} />
        </div>
        <div class="span-6">
          <ChartCard title={`${subject.measureName} time`} source={overTimeUrl} loaded={overTime} label={`${subject.measureName} time of ${shown}`} traces={percentileTraces(overTime.data, step, now)} format={duration} span={span} step={step} onZoom={zoomTo} />
        </div>
        {!isTool && (
          <>
            <div class="span-6">
              <ChartCard title="Cost" source={url} loaded={series} label={`Cost of ${shown}`} traces={cost} format={money} span={span} step={step} onZoom={zoomTo} />
            </div>
            <div class="span-6">
              <ChartCard title="Tokens" source={url} loaded={series} label={`Tokens of ${shown}`} traces={tokens} format={compact} span={span} step={step} onZoom={zoomTo} />
            </div>
          </>
        )}
        <div class="span-3">
          <Distribution title={`How long a ${subject.measureName.toLowerCase()} takes`} measure={subject.measure} filters={filters} span={span} />
        </div>
        {subject.further.map((dimension) => (
          <div key={dimension} class="span-3">
            <Further dimension={dimension} filters={filters} span={span} byCost={!isTool && dimension !== "tool"} />
          </div>
        ))}
      </div>
    </PageFrame>
  );
}

/** What something is made of, by another dimension. */
function Further({ dimension, filters, span, byCost }: { dimension: Dimension; filters: Filters; span: Span; byCost: boolean }) {
  const url = sumsAddress(span, filters, dimension);
  const series = useData<Series>(url, SOMETIMES);
  const subject = SUBJECTS[dimension];
  const groups = useMemo(() => byGroup(series.data, undefined, dimension).filter((group) => group.name !== "" || subject.counts(group.sums) > 0), [series.data, dimension]);
  return (
    <Card title={byCost ? `Cost by ${dimension}` : `Calls by ${dimension}`} source={url}>
      <Show loaded={series}>
        {() =>
          groups.length === 0 ? (
            <Empty title="Nothing in this range" />
          ) : (
            <Bars
              format={byCost ? money : compact}
              bars={groups.map((group) => ({
                name: shownName(group.name),
                value: byCost ? group.sums.cost : dimension === "tool" || filters.tool !== undefined ? group.sums.tool_calls : subject.counts(group.sums),
                href: `${subject.path}/${segment(group.name)}`,
              }))}
            />
          )
        }
      </Show>
    </Card>
  );
}
