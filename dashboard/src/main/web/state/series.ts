import type { Dimension, Series, Tally } from "../api/types";
import type { Span } from "./range";

/** Sums of one bucket, or of a range. */
export type Sums = Omit<Tally, "cost"> & { cost: number };

const FIELDS: readonly (keyof Tally)[] = [
  "agent_turns",
  "tool_calls",
  "llm_calls",
  "cached_calls",
  "errors",
  "tool_errors",
  "llm_errors",
  "agent_errors",
  "workflow_errors",
  "prompt_tokens",
  "completion_tokens",
  "reasoning_tokens",
  "cached_read_tokens",
  "cache_write_tokens",
  "cost",
  "unpriced_calls",
];

/** What tallies add up to. A sum of nothing but unknowns is unknown, except of the cost, which leaves out what has no price. */
export function total(tallies: readonly Tally[]): Sums {
  const sums: Record<string, number | null> = {};
  for (const field of FIELDS) {
    let sum: number | null = tallies.length === 0 ? 0 : null;
    for (const tally of tallies) {
      const value = tally[field];
      if (value !== null && value !== undefined) {
        sum = (sum ?? 0) + value;
      }
    }
    sums[field] = sum;
  }
  sums["cost"] ??= 0;
  return sums as unknown as Sums;
}

/** What a series adds up to. Before it is there nothing is known of it, which is no 0: every figure is NaN then, and is shown as unknown. */
export function sumsOf(series: Series | undefined): Sums {
  return series === undefined ? (Object.fromEntries(FIELDS.map((field) => [field, NaN])) as unknown as Sums) : total(series.points);
}

/**
 * One point per bucket of a range, those without events too: nothing happened there, which is 0.
 *
 * @param shift milliseconds to draw the points later
 * @param until leaves out buckets that end later, since they are not over
 */
export function points(
  series: Series | undefined,
  span: Span,
  step: number,
  value: (tally: Tally) => number | null,
  { shift = 0, until = Infinity }: { shift?: number; until?: number } = {},
): [number, number | null][] {
  const byTime = new Map<number, Tally[]>();
  for (const point of series?.points ?? []) {
    const at = Date.parse(point.at) + shift;
    const there = byTime.get(at);
    if (there === undefined) {
      byTime.set(at, [point]);
    } else {
      there.push(point);
    }
  }
  const found: [number, number | null][] = [];
  for (let at = span.from; at < span.to && at + step * 1000 <= until; at += step * 1000) {
    found.push([at, value(total(byTime.get(at) ?? []))]);
  }
  return found;
}

/** A ratio; null where there was nothing to divide by. */
export function ratio(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : part / whole;
}

/** The points of one group. */
export interface GroupSeries {
  readonly name: string;
  readonly series: Series;
}

/** What stands for events that do not say what they belong to. */
export const NAMELESS = "unknown";

/** The groups that cost most, and the others added up as "other". In the order of their cost. */
export function topGroups(series: Series | undefined, by: Dimension, most: number, value: (tally: Tally) => number = (tally) => tally.cost ?? 0): GroupSeries[] {
  if (series === undefined) {
    return [];
  }
  const sums = new Map<string, number>();
  for (const point of series.points) {
    const name = point[by] ?? "";
    sums.set(name, (sums.get(name) ?? 0) + value(point));
  }
  const names = [...sums.entries()].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([name]) => name);
  const top = names.length > most ? names.slice(0, most - 1) : names;
  const groups = top.map((name) => ({
    name: name === "" ? NAMELESS : name,
    series: { ...series, points: series.points.filter((point) => (point[by] ?? "") === name) },
  }));
  if (names.length > top.length) {
    const known = new Set(top);
    groups.push({ name: "other", series: { ...series, points: series.points.filter((point) => !known.has(point[by] ?? "")) } });
  }
  return groups;
}

/** Sums of each group of a range, with those of the groups before. */
export interface GroupSums {
  /** as the API has it; the empty text is what is unknown */
  readonly name: string;
  readonly sums: Sums;
  readonly before: Sums | null;
}

/** Adds up series by group. */
export function byGroup(series: Series | undefined, earlier: Series | undefined, by: Dimension): GroupSums[] {
  const then = collected(earlier, by);
  return [...collected(series, by)].map(([name, tallies]) => ({
    name,
    sums: total(tallies),
    before: earlier === undefined ? null : total(then.get(name) ?? []),
  }));
}

function collected(series: Series | undefined, by: Dimension): Map<string, Tally[]> {
  const groups = new Map<string, Tally[]>();
  for (const point of series?.points ?? []) {
    const name = point[by] ?? "";
    const there = groups.get(name);
    if (there === undefined) {
      groups.set(name, [point]);
    } else {
      there.push(point);
    }
  }
  return groups;
}
