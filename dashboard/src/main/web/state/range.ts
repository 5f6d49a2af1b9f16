import { keep, kept } from "./kept";
import { change, place, type Place } from "./place";

/** A range of time that the user chose: relative to now, or fixed. */
export type Range = { readonly kind: "last"; readonly word: string; readonly millis: number } | { readonly kind: "fixed"; readonly from: number; readonly to: number };

/** A range as of one moment, in milliseconds since 1970. `to` is exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The ranges to choose from, by the word that stands in links. */
export const LAST: ReadonlyArray<{ word: string; millis: number; name: string }> = [
  { word: "15m", millis: 15 * MINUTE, name: "Last 15 minutes" },
  { word: "1h", millis: HOUR, name: "Last hour" },
  { word: "6h", millis: 6 * HOUR, name: "Last 6 hours" },
  { word: "24h", millis: DAY, name: "Last 24 hours" },
  { word: "7d", millis: 7 * DAY, name: "Last 7 days" },
  { word: "30d", millis: 30 * DAY, name: "Last 30 days" },
];

const STANDARD = "1h";
const CHOSEN = "mozaiks.range";

/** Reads `?range=6h`, or `?from=…&to=…` in ISO 8601. An address without either is about the last hour. */
export function rangeOf(at: Place): Range {
  const from = Date.parse(at.query.get("from") ?? "");
  const to = Date.parse(at.query.get("to") ?? "");
  if (from < to) {
    return { kind: "fixed", from, to };
  }
  const word = at.query.get("range") ?? STANDARD;
  const known = LAST.find((each) => each.word === word) ?? LAST.find((each) => each.word === STANDARD)!;
  return { kind: "last", word: known.word, millis: known.millis };
}

/** Keeps the range that the user chose, for the next visit. */
export function rememberRange(word: string): void {
  keep(CHOSEN, word);
}

/** Has a visit that names no range begin with the one chosen last; it stands in the address then, so that links stay complete. */
export function beginWithRememberedRange(): void {
  const word = kept(CHOSEN);
  const { query } = place();
  if (!query.has("range") && !query.has("from") && LAST.some((each) => each.word === word)) {
    change({ range: word === STANDARD ? null : word }, true);
  }
}

/** The changes of the query that choose a range. */
export function chosen(range: Range): Record<string, string | null> {
  return range.kind === "last"
    ? { range: range.word === STANDARD ? null : range.word, from: null, to: null }
    : { range: null, from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() };
}

/** Has the page show a part of what a chart shows, in whole milliseconds. */
export function zoomTo(span: Span): void {
  change(chosen({ kind: "fixed", from: Math.floor(span.from), to: Math.ceil(span.to) }));
}

/** Steps of charts, in seconds: people read multiples of these easily. */
const STEPS = [10, 30, 60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 86_400, 7 * 86_400];

/** The step, in seconds, with which a range has at most about so many points. */
export function stepOf(range: Range, points = 120): number {
  const seconds = (range.kind === "last" ? range.millis : range.to - range.from) / 1000;
  return STEPS.find((step) => seconds / step <= points) ?? STEPS.at(-1)!;
}

/**
 * A range as of now. A relative one begins at a multiple of the step and ends with the step under way, so that the same buckets are
 * asked for again until the next one begins.
 */
export function spanOf(range: Range, now: number, stepSeconds: number): Span {
  const step = stepSeconds * 1000;
  if (range.kind === "fixed") {
    return { from: Math.floor(range.from / step) * step, to: Math.ceil(range.to / step) * step };
  }
  const to = Math.ceil((now + 1) / step) * step;
  return { from: to - Math.ceil(range.millis / step) * step, to };
}

/** The range of the same length right before. */
export function before(span: Span): Span {
  return { from: span.from - (span.to - span.from), to: span.from };
}

export function nameOf(range: Range, time: (millis: number) => string): string {
  return range.kind === "last" ? LAST.find((each) => each.word === range.word)!.name : `${time(range.from)} – ${time(range.to)}`;
}
