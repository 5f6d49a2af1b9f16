import type { EChartsType } from "echarts/core";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Span } from "../state/range";
import { toggled } from "../state/toggled";
import { useZone } from "../state/zone";
import { bucketsOf, drawn } from "./buckets";
import { optionOf } from "./option";
import { useThemeName, type Colour } from "./palette";
import { summary, Swatch, Tip, ValueTable } from "./readings";

/** One thing drawn over time. */
export interface Trace {
  readonly name: string;
  /** The begin of a bucket in milliseconds since 1970, and the value; null leaves a gap, since unknown is not 0. */
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

/** Pixels of the picture, and of the line of names above it. */
export const CHART_HEIGHT = 220;
export const LEGEND_HEIGHT = 25;

const NO_LIMITS: readonly Limit[] = [];

/**
 * A chart over time. Dragging across it chooses a range; a tooltip tells all values of one bucket; its values can be shown as a table.
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
  limits = NO_LIMITS,
  height = CHART_HEIGHT,
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
  const [asTable, setAsTable] = useState(false);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const buckets = useMemo(() => bucketsOf(span, step), [span.from, span.to, step]);
  const all = useMemo(() => traces.filter((trace) => !hidden.has(trace.name)).map((trace) => drawn(trace, buckets)), [traces, hidden, buckets]);

  const canvas = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const [library, setLibrary] = useState<ECharts | null>(null);
  const [width, setWidth] = useState(0);
  const [hover, setHover] = useState<{ index: number; x: number } | null>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const theme = useThemeName();
  const zone = useZone();

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
    const resized = new ResizeObserver(() => {
      made.resize();
      setWidth(made.getWidth());
    });
    resized.observe(canvas.current);
    made.on("updateAxisPointer", (event: unknown) => {
      const index = (event as { axesInfo?: { value: number }[] }).axesInfo?.[0]?.value;
      setHover(index === undefined ? null : { index, x: made.convertToPixel({ xAxisIndex: 0 }, index) as number });
    });
    return () => {
      resized.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, [library, asTable]);

  useEffect(() => {
    chart.current?.setOption(optionOf(all, buckets, limits, format, width), { notMerge: true });
  }, [library, all, buckets, limits, width, theme, zone, asTable, format]);

  /** Where buckets lie, as positions of their number: 0 is where the first begins, `count` where the last ends. */
  const edge = (position: number): number => {
    const middle = (index: number) => (chart.current?.convertToPixel({ xAxisIndex: 0 }, index) as number | undefined) ?? 0;
    const wide = buckets.count > 1 ? (middle(buckets.count - 1) - middle(0)) / (buckets.count - 1) : width;
    return middle(0) + (position - 0.5) * wide;
  };
  const positionOf = (event: PointerEvent): number => {
    const x = event.clientX - (canvas.current?.getBoundingClientRect().left ?? 0);
    const position = ((x - edge(0)) / Math.max(1, edge(buckets.count) - edge(0))) * buckets.count;
    return Math.max(0, Math.min(buckets.count, position));
  };
  const begin = (event: PointerEvent) => {
    if (event.button === 0 && event.pointerType !== "touch" && onZoom !== undefined && chart.current !== null) {
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      setDrag({ from: positionOf(event), to: positionOf(event) });
    }
  };
  const move = (event: PointerEvent) => {
    if (drag !== null) {
      setDrag({ from: drag.from, to: positionOf(event) });
    }
  };
  const end = () => {
    if (drag !== null) {
      const [from, to] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
      if (to - from >= 1) {
        onZoom?.({ from: span.from + Math.floor(from) * buckets.step, to: span.from + Math.ceil(to) * buckets.step });
      }
      setDrag(null);
    }
  };

  return (
    <figure class="chart" aria-label={label}>
      <div class="chart-head">
        <div class="legend">
          {traces.map((trace) => (
            <button
              key={trace.name}
              class={hidden.has(trace.name) ? "legend-item off" : "legend-item"}
              aria-pressed={!hidden.has(trace.name)}
              title={trace.name}
              onClick={() => setHidden(toggled(hidden, trace.name))}
            >
              <Swatch trace={trace} />
              <span class="legend-name">{trace.name}</span>
            </button>
          ))}
        </div>
        <button class="link-button" onClick={() => setAsTable(!asTable)} aria-pressed={asTable}>
          {asTable ? "Chart" : "Table"}
        </button>
      </div>
      {asTable ? (
        <ValueTable label={label} all={all} buckets={buckets} format={format} height={height} />
      ) : (
        <div class="chart-area" style={{ height: `${height}px` }} onPointerDown={begin} onPointerMove={move} onPointerUp={end} onPointerCancel={() => setDrag(null)}>
          <div class="chart-canvas" ref={canvas} role="img" aria-label={summary(label, all, format)} />
          {drag !== null && <div class="chart-drag" style={{ left: `${edge(Math.min(drag.from, drag.to))}px`, width: `${Math.abs(edge(drag.to) - edge(drag.from))}px` }} />}
          {hover !== null && drag === null && hover.index < buckets.count && <Tip index={hover.index} x={hover.x} all={all} buckets={buckets} format={format} width={width} />}
        </div>
      )}
    </figure>
  );
}
