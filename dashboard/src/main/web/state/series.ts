import type { Dimension, Group, Series, Tally } from "../api/types";
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
    const known = tallies.map((tally) => tally[field]).filter((value) => value !== null && value !== undefined);
    sums[field] = known.length === 0 && tallies.length > 0 ? null : exactSum(known);
  }
  sums["cost"] ??= 0;
  return sums as unknown as Sums;
}

/** A sum whose last digit does not depend on how many are added: what each addition rounds off is added at the end (Neumaier). */
function exactSum(values: readonly number[]): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
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
  const byTime = grouped(series, (point) => Date.parse(point.at) + shift);
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

/** How the name of a group is shown. */
export function shownName(name: string): string {
  return name === "" ? NAMELESS : name;
}

/** The groups that cost most, and the others added up as "other". In the order of their cost. */
export function topGroups(series: Series | undefined, by: Dimension, most: number, value: (tally: Tally) => number = (tally) => tally.cost ?? 0): GroupSeries[] {
  if (series === undefined) {
    return [];
  }
  const all = [...grouped(series, (point) => point[by] ?? "")]
    .map(([name, points]) => ({ name, points, sum: points.reduce((sum, point) => sum + value(point), 0) }))
    .sort((a, b) => b.sum - a.sum || a.name.localeCompare(b.name));
  const top = all.length > most ? all.slice(0, most - 1) : all;
  const groups = top.map(({ name, points }) => ({ name: shownName(name), series: { ...series, points } }));
  if (all.length > top.length) {
    groups.push({ name: "other", series: { ...series, points: all.slice(top.length).flatMap(({ points }) => points) } });
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
  const nameOf = (point: Group) => point[by] ?? "";
  const then = grouped(earlier, nameOf);
  return [...grouped(series, nameOf)].map(([name, tallies]) => ({
    name,
    sums: total(tallies),
    before: earlier === undefined ? null : total(then.get(name) ?? []),
  }));
}

type Point = Series["points"][number];

function grouped<K>(series: Series | undefined, keyOf: (point: Point) => K): Map<K, Point[]> {
  const groups = new Map<K, Point[]>();
  for (const point of series?.points ?? []) {
    const key = keyOf(point);
    const there = groups.get(key);
    if (there === undefined) {
      groups.set(key, [point]);
    } else {
      there.push(point);
    }
  }
  return groups;
}
