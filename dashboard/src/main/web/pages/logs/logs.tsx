import { useState } from "preact/hooks";
import { address } from "../../api/client";
import type { LogHistogram, LogRecord, Logs } from "../../api/types";
import { ChartCard } from "../../charts/chart-card";
import type { Trace } from "../../charts/time-chart";
import { compact, count, many } from "../../format";
import { iso, SOMETIMES, useAsked } from "../../state/asked";
import { useData } from "../../state/data";
import { useLatest } from "../../state/latest";
import { usePaged } from "../../state/paged";
import { change } from "../../state/place";
import { zoomTo, type Span } from "../../state/range";
import { useStream } from "../../state/stream";
import { Card } from "../../ui/card";
import { Icon } from "../../ui/icon";
import { More, Refresh } from "../../ui/more";
import { PageFrame } from "../../ui/page";
import { RangePicker } from "../../ui/range-picker";
import { Search } from "../../ui/search";
import { Empty, Failure, Show } from "../../ui/states";
import { LogTable } from "./log-table";

const PAGE = 200;
const KEPT_LIVE = 2_000;

const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

/** Log records: searched over a range, or followed as they come. */
export default function LogsPage() {
  const { at, range, span } = useAsked();
  const live = at.query.get("live") === "1";
  const filters = {
    text: at.query.get("q"),
    min_severity: at.query.get("level"),
    app: at.query.get("app"),
    chat_id: at.query.get("chat_id"),
    trace_id: at.query.get("trace_id"),
    logger: at.query.get("logger"),
    agent: at.query.get("agent"),
    workflow: at.query.get("workflow"),
    user: at.query.get("user"),
  };
  return (
    <PageFrame
      title="Logs"
      actions={
        <>
          <button class="button" aria-pressed={live} onClick={() => change({ live: live ? null : "1" })}>
            <Icon name={live ? "pause" : "play"} />
            {live ? "Stop following" : "Follow"}
          </button>
          {!live && <RangePicker />}
        </>
      }
    >
      <div class="filters">
        <Search value={filters.text ?? ""} onChange={(q) => change({ q }, true)} label="Search the logs" placeholder='Words, and "phrases" in quotes' />
        <select class="field" aria-label="At least as severe as" value={filters.min_severity ?? ""} onChange={(event) => change({ level: event.currentTarget.value })}>
          <option value="">All levels</option>
          {LEVELS.map((level) => (
            <option key={level} value={level}>
              {level} and above
            </option>
          ))}
        </select>
        {(["chat_id", "trace_id", "logger", "agent", "workflow", "user", "app"] as const)
          .filter((name) => at.query.get(name) !== null)
          .map((name) => (
            <button key={name} class="button small" onClick={() => change({ [name]: null })} title="Take this filter away">
              {name}: {at.query.get(name)}
              <Icon name="cross" />
            </button>
          ))}
      </div>
      {live ? <Followed filters={filters} /> : <Found filters={filters} span={span} rangeKey={JSON.stringify(range)} />}
    </PageFrame>
  );
}

type Filters = Record<string, string | null>;

function Found({ filters, span, rangeKey }: { filters: Filters; span: Span; rangeKey: string }) {
  const times = { from: iso(span.from), to: iso(span.to) };
  const histogramUrl = address("/api/logs/histogram", { ...filters, ...times });
  const histogram = useData<LogHistogram>(histogramUrl, SOMETIMES);
  const url = address("/api/logs", { ...filters, ...times, limit: PAGE });
  const list = usePaged<Logs, LogRecord>(JSON.stringify([filters, rangeKey]), url, (page) => page.logs, SOMETIMES);
  const logs = list.rows;

  const traces: Trace[] = (
    [
      ["Error", ["error", "fatal"], "bad"],
      ["Warning", ["warn"], "warn"],
      ["Info", ["info"], 4],
      ["Debug and below", ["debug", "trace", "unknown"], "rest"],
    ] as const
  ).map(([name, levels, colour]) => ({
    name,
    colour,
    form: "bar",
    stack: "logs",
    points: (histogram.data?.buckets ?? []).map((bucket): [number, number] => [Date.parse(bucket.at), levels.reduce((sum, level) => sum + bucket[level], 0)]),
  }));

  return (
    <>
      <ChartCard
        title="Over time"
        note={histogram.data === undefined ? "" : many(histogram.data.total, "record")}
        source={histogramUrl}
        loaded={histogram}
        label="Log records over time by level"
        traces={traces}
        format={compact}
        span={span}
        step={histogram.data?.step ?? 60}
        height={130}
        onZoom={zoomTo}
      />
      <Card title="Records" source={url} actions={<Refresh list={list} />} flush>
        <Show loaded={list.first} lines={12}>
          {() =>
            logs.length === 0 ? (
              <Empty title="No record matches">Try a longer range, fewer words, or all levels. Logs come over OTLP, from followed files, or by import; see Setup.</Empty>
            ) : (
              <>
                <LogTable logs={logs} onEnd={list.load} />
                <More list={list} />
              </>
            )
          }
        </Show>
      </Card>
    </>
  );
}

/** Records as they are stored. */
function Followed({ filters }: { filters: Filters }) {
  const [logs, addLog] = useLatest<LogRecord>(KEPT_LIVE);
  const [dropped, setDropped] = useState(0);
  const state = useStream(address("/api/logs/tail", filters), {
    log: addLog,
    dropped: (data) => setDropped((before) => before + (data.records ?? 0)),
  });
  return (
    <Card title="As they come" note={state === "open" ? "following" : state} flush>
      {state === "broken" && <Failure error={{ message: "The stream broke; it is tried again." }} />}
      {dropped > 0 && <p class="note warn inset">{count(dropped)} records went by too fast to be shown.</p>}
      {logs.length === 0 ? <Empty title="Waiting for the next record" /> : <LogTable logs={logs} />}
    </Card>
  );
}
