import { address, extended, type Address } from "../api/client";
import type { Costs, Dimension, Percentiles, Series } from "../api/types";
import type { Place } from "./place";
import { before, rangeOf, spanOf, stepOf, type Range, type Span } from "./range";
import { useNow } from "./data";
import { usePlace } from "./place";

/** How often figures and lists are asked for again that change as time goes on, in milliseconds. */
export const SOMETIMES = 15_000;

/** What a page shows figures of: a range of time with its step, and the filters in its address. */
export interface Asked {
  readonly at: Place;
  readonly range: Range;
  readonly span: Span;
  readonly earlier: Span;
  /** seconds */
  readonly step: number;
  readonly now: number;
  readonly compare: boolean;
}

/** The range of the page's address, as of now. */
export function useAsked(): Asked {
  const at = usePlace();
  const now = useNow(SOMETIMES);
  const range = rangeOf(at);
  const step = stepOf(range);
  const span = spanOf(range, now, step);
  return { at, range, span, earlier: before(span), step, now, compare: at.query.get("compare") === "before" };
}

export type Filters = { [dimension in Dimension]?: string | null };

/** The address of sums over time. Filters that are null do not filter; the empty text is what is unknown. */
export function seriesAddress(span: Span, step: number, filters: Filters, groupBy?: string): Address<Series> {
  return filtered(address("/api/series", { from: iso(span.from), to: iso(span.to), step, group_by: groupBy }), filters);
}

/** The address of sums over the whole range, by group: in as few buckets as the API allows. */
export function sumsAddress(span: Span, filters: Filters, groupBy: string): Address<Series> {
  return seriesAddress(span, Math.min(31 * 86_400, Math.max(1, Math.ceil((span.to - span.from) / 1000))), filters, groupBy);
}

export function percentilesAddress(span: Span, measure: string, filters: Filters, groupBy?: string): Address<Percentiles> {
  return filtered(address("/api/percentiles", { from: iso(span.from), to: iso(span.to), measure, group_by: groupBy }), filters);
}

/** Other quantiles of a range than the usual ones, each 0 to 1. */
export function quantilesAddress(span: Span, measure: string, filters: Filters, quantiles: readonly string[]): Address<Percentiles> {
  return filtered(address("/api/percentiles", { from: iso(span.from), to: iso(span.to), measure, quantiles: quantiles.join(",") }), filters);
}

/** Percentiles in each bucket of a range. */
export function percentilesOverTime(span: Span, step: number, measure: string, filters: Filters): Address<Percentiles> {
  return filtered(address("/api/percentiles", { from: iso(span.from), to: iso(span.to), measure, step }), filters);
}

/** The address of what calls cost over the whole range, failed ones and cache savings included. */
export function costsAddress(span: Span, filters: Filters, groupBy?: string): Address<Costs> {
  return filtered(address("/api/cost", { from: iso(span.from), to: iso(span.to), group_by: groupBy }), filters);
}

/** With filters of which the empty text is one, too. */
function filtered<T>(of: Address<T>, filters: Filters): Address<T> {
  let url = of;
  for (const [name, value] of Object.entries(filters)) {
    if (value !== null && value !== undefined) {
      url = extended(url, name, value);
    }
  }
  return url;
}

export function iso(millis: number): string {
  return new Date(millis).toISOString();
}
