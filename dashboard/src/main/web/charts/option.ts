import type { ECBasicOption } from "echarts/types/dist/shared";
import { duration } from "../format";
import type { Buckets, Drawn } from "./buckets";
import { colourToken, tokenValue } from "./palette";
import { timeLabels } from "./time-axis";
import type { Limit } from "./time-chart";

const LABEL_WIDTH = 72; // pixels of the axis of time for each label

/** Steps of an axis of durations, in seconds. Shorter and longer ones are left to the chart. */
const ROUND_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/**
 * What Apache ECharts is to draw. Values are in a category for each bucket, since bars and lines belong to a bucket rather than to a moment,
 * and since its own axis of time knows no zones.
 *
 * @param width of the picture, in pixels
 */
export function optionOf(all: readonly Drawn[], buckets: Buckets, limits: readonly Limit[], format: (value: number | null) => string, width: number): ECBasicOption {
  const ink = tokenValue("ink-3");
  const labels = timeLabels(buckets, Math.max(2, Math.floor(width / LABEL_WIDTH)));
  return {
    animation: false,
    textStyle: { fontFamily: tokenValue("font"), fontSize: 11 },
    grid: { left: 4, right: 12, top: 10, bottom: 2, containLabel: true },
    tooltip: { trigger: "axis", showContent: false, axisPointer: { type: "line", lineStyle: { color: tokenValue("line-strong"), width: 1 } } },
    xAxis: {
      type: "category",
      data: Array.from({ length: buckets.count }, (_, index) => index),
      axisLine: { lineStyle: { color: tokenValue("line-strong") } },
      axisTick: { show: false },
      axisLabel: { color: ink, interval: (index: number) => labels.has(index), formatter: (_: unknown, index: number) => labels.get(index) ?? "", hideOverlap: true },
    },
    yAxis: {
      type: "value",
      splitNumber: 4,
      minInterval: all.every(({ values }) => values.every((value) => Number.isInteger(value ?? 0))) ? 1 : 0, // half a call is none
      ...(format === duration ? roundDurations(all) : limits.length > 0 ? { max: (seen: { max: number }) => reaching(limits, seen.max) } : {}),
      axisLabel: { color: ink, formatter: (value: number) => format(value) },
      splitLine: { lineStyle: { color: tokenValue("line") } },
    },
    series: all.map(({ trace, values }, i) => ({
      name: trace.name,
      type: trace.form === "bar" ? "bar" : "line",
      stack: trace.stack,
      data: values,
      symbol: "circle",
      symbolSize: 4,
      showSymbol: values.filter((value) => value !== null).length === 1,
      connectNulls: false,
      barMaxWidth: 28,
      barCategoryGap: "18%",
      lineStyle: { width: trace.dashed === true ? 1.25 : 1.75, type: trace.dashed === true ? [4, 4] : "solid" },
      color: tokenValue(colourToken(trace.colour)),
      areaStyle: trace.form === "area" ? { opacity: 0.16 } : undefined,
      emphasis: { disabled: true },
      markLine: i === 0 && limits.length > 0 ? lines(limits) : undefined,
    })),
  };
}

/** The end of an axis on which limits can be seen; null, for the chart to choose, when that is so anyway, or they are too far off for both to be seen. */
function reaching(limits: readonly Limit[], greatest: number): number | null {
  const furthest = Math.max(...limits.map((limit) => limit.value));
  if (furthest <= greatest || furthest > 20 * greatest) {
    return null;
  }
  const step = 10 ** Math.floor(Math.log10(furthest)) / 2;
  return (Math.floor(furthest / step) + 1) * step;
}

function roundDurations(all: readonly Drawn[]): { interval?: number; max?: number } {
  const greatest = all.reduce((most, { values }) => values.reduce<number>((max, value) => Math.max(max, value ?? 0), most), 0);
  const interval = greatest < 4 ? undefined : ROUND_SECONDS.find((seconds) => seconds >= greatest / 4);
  return interval === undefined ? {} : { interval, max: Math.ceil(greatest / interval) * interval };
}

function lines(limits: readonly Limit[]): unknown {
  return {
    symbol: "none",
    silent: true,
    lineStyle: { color: tokenValue("bad"), type: [6, 4] },
    label: { formatter: (point: { name: string }) => point.name, position: "insideEndTop", color: tokenValue("bad") },
    data: limits.map((limit) => ({ name: limit.name, yAxis: limit.value })),
  };
}
