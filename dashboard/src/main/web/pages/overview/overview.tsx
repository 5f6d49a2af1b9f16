import { useMemo } from "preact/hooks";
import { address } from "../../api/client";
import type { ActiveRuns, Aggregate, Alerts, Percentiles, Series } from "../../api/types";
import { Spark } from "../../charts/spark";
import { TimeChart, type Trace } from "../../charts/time-chart";
import { ago, change as changed, compact, count, duration, exactMoney, money, percent } from "../../format";
import { useData, useNow } from "../../state/data";
import { percentilesAddress, seriesAddress, SOMETIMES, useAsked } from "../../state/asked";
import { change } from "../../state/place";
import { chosen, type Span } from "../../state/range";
import { points, ratio, topGroups, total } from "../../state/series";
import { Badge, FlagBadge, severityTone } from "../../ui/badge";
import { Card } from "../../ui/card";
import { PageFrame } from "../../ui/page";
import { RangePicker } from "../../ui/range-picker";
import { Stat } from "../../ui/stat";
import { Empty, Show } from "../../ui/states";


const OFTEN = 5_000;

/** What is going on, in five seconds: is it up, what is wrong, what does it cost, how slow is it. */
export default function Overview() {
  const { at, span, earlier, step, now, compare } = useAsked();
  const filters = { app: at.query.get("app") };
  const seriesUrl = (asked: Span, groupBy?: string) => seriesAddress(asked, step, filters, groupBy);
  const percentilesUrl = (asked: Span) => percentilesAddress(asked, "turn_duration", filters);

  const aggregate = useData<Aggregate>("/metrics/perf/aggregate?limit=0", OFTEN);
  const series = useData<Series>(seriesUrl(span), SOMETIMES);
  const seriesBefore = useData<Series>(seriesUrl(earlier));
  const byModel = useData<Series>(seriesUrl(span, "model"), SOMETIMES);
  const turns = useData<Percentiles>(percentilesUrl(span), SOMETIMES);
  const turnsBefore = useData<Percentiles>(percentilesUrl(earlier));

  const sums = useMemo(() => total(series.data?.points ?? []), [series.data]);
  const sumsBefore = useMemo(() => total(seriesBefore.data?.points ?? []), [seriesBefore.data]);
  const p95 = turns.data?.groups[0]?.seconds["0.95"];
  const p95Before = turnsBefore.data?.groups[0]?.seconds["0.95"];
  const minutes = (span.to - span.from) / 60_000;
  const known = series.data !== undefined;
  const errorShare = ratio(sums.errors, sums.agent_turns + sums.tool_calls);
  const errorShareBefore = ratio(sumsBefore.errors, sumsBefore.agent_turns + sumsBefore.tool_calls);
  const tokens = (sums.prompt_tokens ?? 0) + (sums.completion_tokens ?? 0);
  const tokensBefore = (sumsBefore.prompt_tokens ?? 0) + (sumsBefore.completion_tokens ?? 0);
  const zoom = (to: Span) => change(chosen({ kind: "fixed", from: Math.floor(to.from), to: Math.ceil(to.to) }));

  const line = (value: Parameters<typeof points>[3]) => points(series.data, span, step, value, { until: now }).map(([, y]) => y);
  const activity: Trace[] = [
    { name: "Agent turns", colour: 0, form: "bar", points: points(series.data, span, step, (tally) => tally.agent_turns) },
    ...(compare
      ? [{ name: "Agent turns before", colour: "rest" as const, dashed: true, points: points(seriesBefore.data, span, step, (tally) => tally.agent_turns, { shift: span.from - earlier.from }) }]
      : []),
  ];
  const errors: Trace[] = (
    [
      ["Model errors", "llm_errors", 2],
      ["Tool errors", "tool_errors", 6],
      ["Agent errors", "agent_errors", 3],
      ["Workflow errors", "workflow_errors", 7],
    ] as const
  ).map(([name, field, colour]) => ({ name, colour, form: "bar", stack: "errors", points: points(series.data, span, step, (tally) => tally[field]) }));
  const costs: Trace[] = topGroups(byModel.data, "model", 6).map(({ name, series: ofGroup }, i) => ({
    name,
    colour: name === "other" ? "rest" : i,
    form: "bar",
    stack: "cost",
    points: points(ofGroup, span, step, (tally) => tally.cost ?? 0),
  }));
  const tokenLines: Trace[] = [
    { name: "Prompt", colour: 0, form: "area", points: points(series.data, span, step, (tally) => ((tally.prompt_tokens ?? 0) * 60) / step, { until: now }) },
    { name: "Completion", colour: 1, form: "area", points: points(series.data, span, step, (tally) => ((tally.completion_tokens ?? 0) * 60) / step, { until: now }) },
  ];

  return (
    <PageFrame title="Overview" actions={<RangePicker compare />}>
      <div class="stats">
        <Stat name="Running now" value={count(aggregate.data?.active_chats)} note={aggregate.data === undefined ? "" : `${compact(aggregate.data.tracked_chats)} chats tracked`} href="/live" />
        <Stat
          name="Cost"
          value={known ? money(sums.cost) : "…"}
          title={exactMoney(sums.cost)}
          change={changed(sums.cost, sumsBefore.cost)}
          note={sums.unpriced_calls > 0 ? `${count(sums.unpriced_calls)} calls without a price` : "than the period before"}
          href="/cost"
        >
          <Spark label="Cost over the range" values={line((tally) => tally.cost ?? 0)} />
        </Stat>
        <Stat
          name="Errors"
          value={known ? percent(errorShare, 2) : "…"}
          change={changed(errorShare, errorShareBefore)}
          good={better(errorShareBefore, errorShare)}
          note={`${count(sums.errors)} of turns and tool calls`}
          {...(errorShare !== null && errorShare > 0.05 ? { tone: "bad" as const } : {})}
        >
          <Spark label="Errors over the range" values={line((tally) => tally.errors)} />
        </Stat>
        <Stat name="Turn time, p95" value={duration(p95)} change={changed(p95, p95Before)} good={better(p95Before, p95)} note={percentileNote(turns.data)} />
        <Stat name="Agent turns" value={known ? compact(sums.agent_turns) : "…"} title={count(sums.agent_turns)} change={changed(sums.agent_turns, sumsBefore.agent_turns)} note="than the period before">
          <Spark label="Agent turns over the range" values={line((tally) => tally.agent_turns)} />
        </Stat>
        <Stat name="Tokens per minute" value={known ? compact(tokens / minutes) : "…"} title={`${count(tokens)} tokens`} change={changed(tokens, tokensBefore)} note={`${compact(tokens)} in all`}>
          <Spark label="Tokens over the range" values={line((tally) => (tally.prompt_tokens ?? 0) + (tally.completion_tokens ?? 0))} />
        </Stat>
      </div>
      <div class="columns">
        <div class="span-8">
          <div class="columns">
            <div class="span-6">
              <Card title="Agent turns" source={seriesUrl(span)}>
                <Show loaded={series} lines={8}>
                  {() => <TimeChart label="Agent turns over time" traces={activity} format={compact} span={span} step={step} onZoom={zoom} />}
                </Show>
              </Card>
            </div>
            <div class="span-6">
              <Card title="Errors" source={seriesUrl(span)}>
                <Show loaded={series} lines={8}>
                  {() => <TimeChart label="Errors over time, by what failed" traces={errors} format={compact} span={span} step={step} onZoom={zoom} />}
                </Show>
              </Card>
            </div>
            <div class="span-6">
              <Card title="Cost by model" source={seriesUrl(span, "model")}>
                <Show loaded={byModel} lines={8}>
                  {() => <TimeChart label="Cost over time, by model" traces={costs} format={money} span={span} step={step} onZoom={zoom} />}
                </Show>
              </Card>
            </div>
            <div class="span-6">
              <Card title="Tokens per minute" source={seriesUrl(span)}>
                <Show loaded={series} lines={8}>
                  {() => <TimeChart label="Tokens per minute over time" traces={tokenLines} format={compact} span={span} step={step} onZoom={zoom} />}
                </Show>
              </Card>
            </div>
          </div>
        </div>
        <div class="span-4 stack">
          <FiringAlerts />
          <RunningChats />
        </div>
      </div>
    </PageFrame>
  );
}

function FiringAlerts() {
  const alerts = useData<Alerts>("/api/alerts?state=firing&limit=8", OFTEN);
  const now = useNow();
  return (
    <Card title="Alerts" source="/api/alerts" actions={<a href="/alerts">All</a>}>
      <Show loaded={alerts}>
        {(data) => (
          <>
            {data.failure !== null && <p class="note bad">{data.failure}</p>}
            {!data.ready && <p class="note">Rules are still reading the past; not all are evaluated yet.</p>}
            {data.alerts.length === 0 ? (
              <Empty title="Nothing fires" />
            ) : (
              <div class="list">
                {data.alerts.map((alert) => (
                  <a key={alert.fingerprint} href={`/alerts/${alert.fingerprint}`}>
                    <Badge tone={severityTone(alert.severity)}>{alert.severity}</Badge>
                    <span class="name" title={alert.annotations["description"]}>
                      {alert.annotations["summary"] ?? alert.rule}
                    </span>
                    <span class="grow" />
                    <span class="note">{ago(alert.firing_since, now)}</span>
                  </a>
                ))}
              </div>
            )}
            {data.left_out > 0 && <p class="note">and {count(data.left_out)} more</p>}
          </>
        )}
      </Show>
    </Card>
  );
}

function RunningChats() {
  const runs = useData<ActiveRuns>("/health/active-runs?limit=8", OFTEN);
  const now = useNow();
  return (
    <Card title="Running chats" source="/health/active-runs" actions={<a href="/live">Live</a>}>
      <Show loaded={runs}>
        {(data) =>
          data.chats.length === 0 ? (
            <Empty title="No chat is running">
              <a href="/setup">How to send data</a>
            </Empty>
          ) : (
            <div class="list">
              {data.chats.map((chat) => (
                <a key={`${chat.app_id} ${chat.chat_id}`} href={address(`/chats/${encodeURIComponent(chat.chat_id)}`, { app_id: chat.app_id })}>
                  <span class="name">
                    {chat.chat_id} <span class="note">{chat.workflow}</span>
                  </span>
                  <span class="grow" />
                  {chat.flags.map((flag) => (
                    <FlagBadge key={flag.flag} flag={flag} />
                  ))}
                  <span class="note">{ago(chat.started_at, now)}</span>
                </a>
              ))}
            </div>
          )
        }
      </Show>
    </Card>
  );
}

/** Whether less is better, it is now less; null if one of them is unknown. */
function better(then: number | null | undefined, now: number | null | undefined): boolean | null {
  return then === null || then === undefined || now === null || now === undefined || then === now ? null : now < then;
}

function percentileNote(turns: Percentiles | undefined): string {
  const seconds = turns?.groups[0]?.seconds;
  return seconds === undefined ? "" : `p50 ${duration(seconds["0.5"])}, p99 ${duration(seconds["0.99"])}`;
}
