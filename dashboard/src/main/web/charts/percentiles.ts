import type { Percentiles } from "../api/types";
import type { Trace } from "./time-chart";

const SHOWN = [
  ["0.5", "p50"],
  ["0.95", "p95"],
  ["0.99", "p99"],
] as const;

/**
 * How long things took over time: half of them, all but one in twenty, all but one in a hundred. A gap where nothing was measured.
 *
 * @param step seconds of a bucket; one that is not over is left out
 * @param now milliseconds since 1970
 */
export function percentileTraces(overTime: Percentiles | undefined, step: number, now: number): Trace[] {
  const over = (overTime?.groups ?? []).filter((group) => Date.parse(group.at ?? "") + step * 1000 <= now);
  return SHOWN.map(([quantile, name], i) => ({
    name,
    colour: i,
    points: over.map((group): [number, number | null] => [Date.parse(group.at ?? ""), group.seconds[quantile] ?? null]),
  }));
}
