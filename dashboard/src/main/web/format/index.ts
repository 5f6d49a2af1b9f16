import { intlZone } from "../state/zone";

/** What stands for a value that nobody knows. Never 0. */
export const UNKNOWN = "–";

type Maybe = number | null | undefined;

const cached = new Map<string, Intl.NumberFormat>();

function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  let format = cached.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(undefined, options);
    cached.set(key, format);
  }
  return format;
}

function known(value: Maybe): value is number {
  return value !== null && value !== undefined && !Number.isNaN(value);
}

/** A count in full: 1,234,567. */
export function count(value: Maybe): string {
  return known(value) ? numbers({ maximumFractionDigits: 0 }).format(value) : UNKNOWN;
}

/** So many of something: "1 call", "12 calls". */
export function many(value: Maybe, one: string): string {
  return `${count(value)} ${one}${value === 1 ? "" : "s"}`;
}

/** A count in few characters: 1.2M. Those below ten thousand in full. */
export function compact(value: Maybe): string {
  if (!known(value)) {
    return UNKNOWN;
  }
  return Math.abs(value) < 10_000
    ? numbers({ maximumFractionDigits: Math.abs(value) < 10 ? 2 : 0 }).format(value)
    : numbers({ notation: "compact", maximumSignificantDigits: 3 }).format(value);
}

/** US dollars. Cents from a dollar on, and as many digits below as are needed to see two that count. */
export function money(usd: Maybe): string {
  if (!known(usd)) {
    return UNKNOWN;
  }
  const size = Math.abs(usd);
  if (size >= 100_000) {
    return numbers({ style: "currency", currency: "USD", currencyDisplay: "narrowSymbol", notation: "compact", maximumSignificantDigits: 4 }).format(usd);
  }
  const digits = size === 0 || size >= 1 ? 2 : Math.min(9, 1 - Math.floor(Math.log10(size)));
  return numbers({
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: 2,
    maximumFractionDigits: Math.max(2, digits),
  }).format(usd);
}

/** US dollars to the last digit that the server knows, or that is certain here: a number of JavaScript carries 15 digits. */
export function exactMoney(usd: Maybe): string {
  if (!known(usd)) {
    return UNKNOWN;
  }
  const whole = Math.abs(usd) < 1 ? 0 : Math.floor(Math.log10(Math.abs(usd))) + 1;
  const digits = Math.max(2, Math.min(12, 15 - whole));
  return numbers({ style: "currency", currency: "USD", currencyDisplay: "narrowSymbol", minimumFractionDigits: 2, maximumFractionDigits: digits }).format(usd);
}

/** A part of a whole, given as 0 to 1. */
export function percent(ratio: Maybe, digits = 1): string {
  return known(ratio) ? numbers({ style: "percent", maximumFractionDigits: digits }).format(ratio) : UNKNOWN;
}

/** A length of time in two units at most: 340 ms, 2.4 s, 3 min 20 s, 2 h 5 min, 3 d 4 h. */
export function duration(seconds: Maybe): string {
  if (!known(seconds)) {
    return UNKNOWN;
  }
  const size = Math.abs(seconds);
  if (size === 0) {
    return "0 s";
  }
  if (size < 0.001) {
    return `${numbers({ maximumSignificantDigits: 3 }).format(seconds * 1e6)} µs`;
  }
  if (size < 1) {
    return `${numbers({ maximumSignificantDigits: 3 }).format(seconds * 1000)} ms`;
  }
  if (size < 60) {
    return `${numbers({ maximumSignificantDigits: 3 }).format(seconds)} s`;
  }
  const whole = Math.round(size);
  const sign = seconds < 0 ? "−" : "";
  if (whole < 3600) {
    return sign + units(Math.floor(whole / 60), "min", whole % 60, "s");
  }
  if (whole < 86_400) {
    return sign + units(Math.floor(whole / 3600), "h", Math.floor((whole % 3600) / 60), "min");
  }
  return sign + units(Math.floor(whole / 86_400), "d", Math.floor((whole % 86_400) / 3600), "h");
}

function units(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${count(large)} ${largeUnit}` : `${count(large)} ${largeUnit} ${small} ${smallUnit}`;
}

/** A size in bytes, in powers of 1024. */
export function bytes(value: Maybe): string {
  if (!known(value)) {
    return UNKNOWN;
  }
  const names = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  const power = value < 1 ? 0 : Math.min(names.length - 1, Math.floor(Math.log(value) / Math.log(1024)));
  return `${numbers({ maximumFractionDigits: power === 0 ? 0 : 1 }).format(value / 1024 ** power)} ${names[power]}`;
}

/** How much more or less than before: +12 %, from ten times as much on 12×. Unknown if there was nothing before. */
export function change(now: Maybe, then: Maybe): string {
  if (!known(now) || !known(then) || then === 0) {
    return UNKNOWN;
  }
  if (now / then >= 10) {
    return `${compact(now / then)}×`;
  }
  return numbers({ style: "percent", maximumFractionDigits: Math.abs(now / then - 1) < 0.1 ? 1 : 0, signDisplay: "exceptZero" }).format(now / then - 1);
}

type Instant = string | number | null | undefined;

function times(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(undefined, { ...options, hourCycle: "h23", timeZone: intlZone() });
}

function millis(instant: Instant): number | null {
  if (instant === null || instant === undefined) {
    return null;
  }
  const value = typeof instant === "number" ? instant : Date.parse(instant);
  return Number.isNaN(value) ? null : value;
}

/** Date and time to the second, in the chosen zone. */
export function dateTime(instant: Instant): string {
  const at = millis(instant);
  return at === null ? UNKNOWN : times({ year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(at);
}

/** Date and time to the minute. */
export function shortDateTime(instant: Instant): string {
  const at = millis(instant);
  return at === null ? UNKNOWN : times({ month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }).format(at);
}

/** The time of day with milliseconds, for what happens close together. */
export function clockTime(instant: Instant): string {
  const at = millis(instant);
  return at === null ? UNKNOWN : times({ hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 }).format(at);
}

/** A moment for the title of something: with the zone's name, to the millisecond. */
export function fullTime(instant: Instant): string {
  const at = millis(instant);
  return at === null
    ? UNKNOWN
    : times({
        year: "numeric",
        month: "short",
        day: "numeric",
        hour: "2-digit",
        minute: "2-digit",
        second: "2-digit",
        fractionalSecondDigits: 3,
        timeZoneName: "short",
      }).format(at);
}

/** How long ago: "12 s ago"; "in 3 min" for the future. */
export function ago(instant: Instant, now: number): string {
  const at = millis(instant);
  if (at === null) {
    return UNKNOWN;
  }
  const seconds = Math.round((now - at) / 1000);
  if (Math.abs(seconds) < 2) {
    return "now";
  }
  const rough = Math.abs(seconds) < 120 ? Math.abs(seconds) : Math.abs(seconds) < 7200 ? Math.floor(Math.abs(seconds) / 60) * 60 : Math.floor(Math.abs(seconds) / 3600) * 3600;
  return seconds > 0 ? `${duration(rough)} ago` : `in ${duration(rough)}`;
}
