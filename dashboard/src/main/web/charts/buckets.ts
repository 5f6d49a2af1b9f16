import type { Span } from "../state/range";
import type { Trace } from "./time-chart";

/** A range of time in parts of one length, the first of which begins with it. */
export interface Buckets {
  readonly span: Span;
  /** Milliseconds of one. */
  readonly step: number;
  readonly count: number;
}

/** @param stepSeconds the length of one */
export function bucketsOf(span: Span, stepSeconds: number): Buckets {
  const step = stepSeconds * 1000;
  return { span, step, count: Math.max(1, Math.ceil((span.to - span.from) / step)) };
}

/** When a bucket begins, in milliseconds since 1970. */
export function beginOf(buckets: Buckets, index: number): number {
  return buckets.span.from + index * buckets.step;
}

/** A trace with a value for each bucket, null where it has none. */
export interface Drawn {
  readonly trace: Trace;
  readonly values: readonly (number | null)[];
}

export function drawn(trace: Trace, buckets: Buckets): Drawn {
  const values = new Array<number | null>(buckets.count).fill(null);
  for (const [time, value] of trace.points) {
    const index = Math.floor((time - buckets.span.from) / buckets.step);
    if (index >= 0 && index < values.length) {
      values[index] = value;
    }
  }
  return { trace, values };
}
