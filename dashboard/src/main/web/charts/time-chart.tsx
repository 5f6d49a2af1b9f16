import type { EChartsType } from "echarts/core";
import type { ECBasicOption } from "echarts/types/dist/shared";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { fullTime, shortDateTime, UNKNOWN } from "../format";
import { useZone, intlZone } from "../state/zone";
import type { Span } from "../state/range";
import { colourToken, tokenValue, useThemeName, type Colour } from "./palette";

/** One thing drawn over time. */
export interface Trace {
  readonly name: string;
  /** Milliseconds since 1970, and the value; null leaves a gap, since unknown is not 0. */
  readonly points: readonly (readonly [number, number | null])[];
  readonly colour: Colour;
  readonly form?: "line" | "bar" | "area";
  /** Traces of one stack are drawn upon each other. */
  readonly stack?: string;
  /** What it was before, for comparing. */
  readonly dashed?: boolean;
}

/** A line across, such as a target. */
export interface Limit {
  readonly name: string;
  readonly value: number;
}

type ECharts = typeof import("./echarts").echarts;

interface Hover {
  readonly at: number;
  readonly x: number;
}

/**
 * A chart over time. Dragging across it chooses a range; a tooltip tells all values at one moment; its values can be shown as a table.
 * Axes begin at zero unless there are negative values.
 *
 * @param format how a value is written, with its unit
 * @param span what the axis covers, also where there is no data
 * @param step the width of a bucket in seconds
 */
export function TimeChart({
  label,
  traces,
  format,
  span,
  step,
  limits = [],
  height = 220,
  onZoom,
}: {
  label: string;
  traces: readonly Trace[];
  format: (value: number | null) => string;
  span: Span;
  step: number;
  limits?: readonly Limit[];
  height?: number;
  onZoom?: (span: Span) => void;
}) {
  const canvas = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const [library, setLibrary] = useState<ECharts | null>(null);
  const [hover, setHover] = useState<Hover | null>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const [asTable, setAsTable] = useState(false);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const theme = useThemeName();
  const zone = useZone();
  const shown = useMemo(() => traces.filter((trace) => !hidden.has(trace.name)), [traces, hidden]);

  useEffect(() => {
    let gone = false;
    void import("./echarts").then((module) => {
      if (!gone) {
        setLibrary(module.echarts);
      }
    });
    return () => {
      gone = true;
    };
  }, []);

  useEffect(() => {
    if (library === null || canvas.current === null || asTable) {
      return;
    }
    const made = library.init(canvas.current, null, { renderer: "canvas" });
    chart.current = made;
    const resized = new ResizeObserver(() => made.resize());
    resized.observe(canvas.current);
    made.on("updateAxisPointer", (event: unknown) => {
      const value = (event as { axesInfo?: { value: number }[] }).axesInfo?.[0]?.value;
      if (value === undefined) {
        setHover(null);
      } else {
        setHover({ at: value, x: made.convertToPixel({ xAxisIndex: 0 }, value) as number });
      }
    });
    return () => {
      resized.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, [library, asTable]);

  useEffect(() => {
    chart.current?.setOption(optionOf(shown, limits, span, step, format), { notMerge: true });
  }, [library, shown, limits, span.from, span.to, step, theme, zone, asTable, format]);

  const timeAt = (event: PointerEvent): number | null => {
    const box = canvas.current?.getBoundingClientRect();
    const time = box === undefined ? undefined : (chart.current?.convertFromPixel({ xAxisIndex: 0 }, event.clientX - box.left) as number | undefined);
    return time === undefined || Number.isNaN(time) ? null : Math.min(span.to, Math.max(span.from, time));
  };
  const begin = (event: PointerEvent) => {
    const time = event.button === 0 && event.pointerType !== "touch" && onZoom !== undefined ? timeAt(event) : null;
    if (time !== null) {
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      setDrag({ from: time, to: time });
    }
  };
  const move = (event: PointerEvent) => {
    if (drag !== null) {
      const time = timeAt(event);
      if (time !== null) {
        setDrag({ from: drag.from, to: time });
      }
    }
  };
  const end = () => {
    if (drag !== null) {
      const from = Math.min(drag.from, drag.to);
      const to = Math.max(drag.from, drag.to);
      if (to - from >= step * 1000) {
        onZoom?.({ from, to });
      }
      setDrag(null);
    }
  };
  const pixel = (time: number) => (chart.current?.convertToPixel({ xAxisIndex: 0 }, time) as number | undefined) ?? 0;

  return (
    <figure class="chart" aria-label={label}>
      <div class="legend">
        {traces.map((trace) => (
          <button
            key={trace.name}
            class={hidden.has(trace.name) ? "legend-item off" : "legend-item"}
            aria-pressed={!hidden.has(trace.name)}
            onClick={() => setHidden(toggled(hidden, trace.name))}
          >
            <span class={trace.dashed === true ? "swatch dashed" : "swatch"} style={{ "--swatch": `var(--${colourToken(trace.colour)})` }} />
            {trace.name}
          </button>
        ))}
        <span class="grow" />
        <button class="link-button" onClick={() => setAsTable(!asTable)} aria-pressed={asTable}>
          {asTable ? "Chart" : "Table"}
        </button>
      </div>
      {asTable ? (
        <ValueTable label={label} traces={shown} format={format} height={height} />
      ) : (
        <div class="chart-area" style={{ height: `${height}px` }} onPointerDown={begin} onPointerMove={move} onPointerUp={end} onPointerCancel={() => setDrag(null)}>
          <div class="chart-canvas" ref={canvas} role="img" aria-label={summary(label, shown, format)} />
          {drag !== null && <div class="chart-drag" style={{ left: `${pixel(Math.min(drag.from, drag.to))}px`, width: `${Math.abs(pixel(drag.to) - pixel(drag.from))}px` }} />}
          {hover !== null && drag === null && <Tip hover={hover} traces={shown} format={format} step={step} width={canvas.current?.clientWidth ?? 0} />}
        </div>
      )}
    </figure>
  );
}

function toggled(set: ReadonlySet<string>, name: string): ReadonlySet<string> {
  const changed = new Set(set);
  if (!changed.delete(name)) {
    changed.add(name);
  }
  return changed;
}

function Tip({ hover, traces, format, step, width }: { hover: Hover; traces: readonly Trace[]; format: (value: number | null) => string; step: number; width: number }) {
  const at = nearest(traces, hover.at);
  if (at === null) {
    return null;
  }
  return (
    <div class={hover.x > width / 2 ? "chart-tip left" : "chart-tip"} style={{ left: `${hover.x}px` }}>
      <div class="chart-tip-time">
        {shortDateTime(at)} – {shortDateTime(at + step * 1000)}
      </div>
      {traces.map((trace) => (
        <div key={trace.name} class="chart-tip-row">
          <span class={trace.dashed === true ? "swatch dashed" : "swatch"} style={{ "--swatch": `var(--${colourToken(trace.colour)})` }} />
          <span>{trace.name}</span>
          <strong>{format(valueAt(trace, at))}</strong>
        </div>
      ))}
    </div>
  );
}

function nearest(traces: readonly Trace[], time: number): number | null {
  let best: number | null = null;
  for (const trace of traces) {
    for (const [at] of trace.points) {
      if (best === null || Math.abs(at - time) < Math.abs(best - time)) {
        best = at;
      }
    }
  }
  return best;
}

function valueAt(trace: Trace, time: number): number | null {
  return trace.points.find(([at]) => at === time)?.[1] ?? null;
}

function ValueTable({ label, traces, format, height }: { label: string; traces: readonly Trace[]; format: (value: number | null) => string; height: number }) {
  const times = [...new Set(traces.flatMap((trace) => trace.points.map(([at]) => at)))].sort((a, b) => b - a);
  return (
    <div class="table-scroll" style={{ height: `${height}px`, overflowY: "auto" }} tabIndex={0} role="region" aria-label={`${label}, as a table`}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Time</th>
            {traces.map((trace) => (
              <th key={trace.name} scope="col" class="number">
                {trace.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.map((time) => (
            <tr key={time}>
              <td title={fullTime(time)}>{shortDateTime(time)}</td>
              {traces.map((trace) => (
                <td key={trace.name} class="number">
                  {format(valueAt(trace, time))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What a screen reader says of the picture. */
function summary(label: string, traces: readonly Trace[], format: (value: number | null) => string): string {
  const told = traces.map((trace) => {
    const values = trace.points.map(([, value]) => value).filter((value): value is number => value !== null);
    return values.length === 0 ? `${trace.name}: ${UNKNOWN}` : `${trace.name}: at most ${format(Math.max(...values))}, last ${format(values.at(-1)!)}`;
  });
  return `${label}. ${told.join("; ")}`;
}

function optionOf(traces: readonly Trace[], limits: readonly Limit[], span: Span, step: number, format: (value: number | null) => string): ECBasicOption {
  const line = tokenValue("line");
  const ink = tokenValue("ink-3");
  const font = tokenValue("font");
  const days = span.to - span.from > 36 * 3_600_000;
  const bar = traces.some((trace) => trace.form === "bar");
  const axisTime = new Intl.DateTimeFormat(undefined, {
    ...(days ? { month: "short", day: "numeric" } : { hour: "2-digit", minute: "2-digit", ...(span.to - span.from < 10 * 60_000 ? { second: "2-digit" } : {}) }),
    timeZone: intlZone(),
  });
  return {
    animation: false,
    textStyle: { fontFamily: font, fontSize: 11 },
    grid: { left: 4, right: 12, top: 10, bottom: 2, containLabel: true },
    tooltip: { trigger: "axis", showContent: false, axisPointer: { type: "line", lineStyle: { color: tokenValue("line-strong"), width: 1 } } },
    xAxis: {
      type: "time",
      min: span.from - (bar ? step * 500 : 0),
      max: span.to - (bar ? step * 500 : step * 1000),
      axisLine: { lineStyle: { color: tokenValue("line-strong") } },
      axisTick: { show: false },
      axisLabel: { color: ink, hideOverlap: true, formatter: (value: number) => axisTime.format(value) },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      splitNumber: 4,
      axisLabel: { color: ink, formatter: (value: number) => format(value) },
      splitLine: { lineStyle: { color: line } },
    },
    series: traces.map((trace, i) => ({
      name: trace.name,
      type: trace.form === "bar" ? "bar" : "line",
      stack: trace.stack,
      data: trace.points,
      symbol: "circle",
      symbolSize: 4,
      showSymbol: trace.points.length === 1,
      connectNulls: false,
      barMaxWidth: 28,
      barCategoryGap: "18%",
      lineStyle: { width: trace.dashed === true ? 1.25 : 1.75, type: trace.dashed === true ? [4, 4] : "solid" },
      color: tokenValue(colourToken(trace.colour)),
      areaStyle: trace.form === "area" ? { opacity: 0.16 } : undefined,
      emphasis: { disabled: true },
      markLine:
        i === 0 && limits.length > 0
          ? {
              symbol: "none",
              silent: true,
              lineStyle: { color: tokenValue("bad"), type: [6, 4] },
              label: { formatter: (point: { name: string }) => point.name, position: "insideEndTop", color: tokenValue("bad") },
              data: limits.map((limit) => ({ name: limit.name, yAxis: limit.value })),
            }
          : undefined,
    })),
  };
}
