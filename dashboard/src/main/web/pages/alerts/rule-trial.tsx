import { useState } from "preact/hooks";
import { ApiError, send } from "../../api/client";
import type { Backtest } from "../../api/types";
import { count, duration, shortDateTime } from "../../format";
import { Badge, severityTone } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Empty, Failure, Skeleton } from "../../ui/states";
import { Table, type Column } from "../../ui/table";
import { Labels } from "./parts";

const EXAMPLE = `rules:
  - name: ManyErrors
    kind: ratio
    of: errors
    to: turns
    window: 10m
    by: [app, workflow]
    above: 0.10
    min_count: 20
    for: 2m
    severity: warning
`;

type Episode = NonNullable<Backtest["episodes"]>[number];

const COLUMNS: readonly Column<Episode>[] = [
  { name: "Fired", show: (row) => (row.fired_at === null ? "never" : shortDateTime(row.fired_at)) },
  { name: "For", numeric: true, show: (row) => (row.fired_at === null ? "" : row.resolved_at === null ? "still" : duration((Date.parse(row.resolved_at) - Date.parse(row.fired_at)) / 1000)) },
  { name: "Rule", show: (row) => row.rule },
  { name: "Severity", show: (row) => <Badge tone={severityTone(row.severity)}>{row.severity}</Badge> },
  { name: "Labels", show: (row) => <Labels labels={row.labels} /> },
  { name: "Worst", grow: true, show: (row) => row.description },
  { name: "Really fired", minor: true, show: (row) => (row.in_history === null ? "no" : shortDateTime(row.in_history.firing_since)) },
];

/** A rule as a text, and when it would have fired. Nothing is put in force here: rules in force are files, and stay reviewed. */
export function RuleTrial() {
  const [text, setText] = useState(EXAMPLE);
  const [days, setDays] = useState(1);
  const [running, setRunning] = useState(false);
  const [result, setResult] = useState<Backtest | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const run = async (event: Event) => {
    event.preventDefault();
    setRunning(true);
    setError(null);
    try {
      setResult(
        await send("POST /api/rules/backtest", {}, {
          from: new Date(Date.now() - days * 86_400_000).toISOString(),
          interval: days > 7 ? "5m" : "1m",
          rules: [{ name: "rules.yml", text }],
        }),
      );
    } catch (e) {
      setError(e as ApiError);
    }
    setRunning(false);
  };
  return (
    <div class="columns">
      <div class="span-6">
        <Card title="A rule" note="as in rules files, docs/alerts.md">
          <form class="form" onSubmit={(event) => void run(event)}>
            <label>
              <span class="hidden-text">Rules in YAML</span>
              <textarea rows={18} spellcheck={false} value={text} onInput={(event) => setText(event.currentTarget.value)} />
            </label>
            <div class="row wrap">
              <label class="row">
                Over
                <select class="field" value={String(days)} onChange={(event) => setDays(Number(event.currentTarget.value))}>
                  <option value="1">the last day</option>
                  <option value="7">the last 7 days</option>
                  <option value="30">the last 30 days</option>
                </select>
              </label>
              <button class="button primary" type="submit" disabled={running}>
                When would it have fired?
              </button>
            </div>
          </form>
        </Card>
      </div>
      <div class="span-6">
        <Card title="It would have fired" flush>
          <div class="inset">
            {error !== null && <Failure error={error} />}
            {result?.failure != null && <p class="bad">{result.failure}</p>}
            {result?.rules?.map(
              (rule) =>
                rule.failure !== null && (
                  <p key={rule.rule} class="bad">
                    {rule.rule}: {rule.failure}
                  </p>
                ),
            )}
          </div>
          {running ? (
            <Skeleton lines={6} />
          ) : result?.episodes === undefined ? (
            <Empty title="Not tried yet">The rule is replayed over the events that are stored; what really fired stands beside it.</Empty>
          ) : (
            <>
              <p class="note inset">
                {count(result.episodes.filter((each) => each.fired_at !== null).length + (result.more_episodes ?? 0))} times, over {count(result.events)} events and {count(result.evaluations)} evaluations in {duration(result.took_sec)}
              </p>
              {result.episodes.length === 0 ? <Empty title="Never" /> : <Table label="When it would have fired" columns={COLUMNS} rows={result.episodes} rowKey={(row) => `${JSON.stringify(row.labels)} ${row.pending_since}`} height="32rem" />}
            </>
          )}
        </Card>
      </div>
    </div>
  );
}
