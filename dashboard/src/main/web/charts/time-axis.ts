import { intlZone, zoneOffset } from "../state/zone";
import type { Buckets } from "./buckets";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Distances between the labels of an axis of time that people read easily, in milliseconds. */
const DISTANCES = [SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY];

/**
 * Labels for the buckets in which round moments of the chosen zone lie: full hours are those of its clocks, days begin at its midnights.
 *
 * @param most how many there is room for
 * @returns texts by the index of the bucket
 */
export function timeLabels({ span, step }: Buckets, most: number): ReadonlyMap<number, string> {
  const distance = DISTANCES.find((each) => each >= step && (span.to - span.from) / each <= most) ?? DISTANCES.at(-1)!;
  const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", ...(distance < MINUTE ? { second: "2-digit" } : {}), hourCycle: "h23", timeZone: intlZone() });
  const day = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", timeZone: intlZone() });
  const labels = new Map<number, string>();
  for (let clock = Math.ceil((span.from + zoneOffset(span.from)) / distance) * distance; ; clock += distance) {
    const at = clock - zoneOffset(clock - zoneOffset(clock));
    if (at >= span.to) {
      return labels;
    }
    labels.set(Math.floor((at - span.from) / step), (clock % DAY === 0 ? day : time).format(at));
  }
}
