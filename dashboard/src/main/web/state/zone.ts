import { useEffect, useState } from "preact/hooks";
import { keep, kept } from "./kept";

/** The time zone that times are shown in: "local", or an IANA name such as "UTC". */
const KEY = "mozaiks.zone";
const listeners = new Set<() => void>();
let current = read();

export function zone(): string {
  return current;
}

export function chooseZone(name: string): void {
  current = name;
  keep(KEY, name);
  listeners.forEach((each) => each());
}

/** The zone as options of Intl take it: undefined is the browser's own. */
export function intlZone(): string | undefined {
  return current === "local" ? undefined : current;
}

/** How far the clocks of the zone are ahead of UTC at a moment, in milliseconds. */
export function zoneOffset(time: number): number {
  if (current === "UTC") {
    return 0;
  }
  if (current === "local") {
    return -new Date(time).getTimezoneOffset() * 60_000;
  }
  const name = new Intl.DateTimeFormat("en", { timeZone: current, timeZoneName: "longOffset" }).formatToParts(time).find((part) => part.type === "timeZoneName")?.value;
  const [, sign, hours, minutes] = /GMT([+-])(\d+):(\d+)/.exec(name ?? "") ?? [];
  return hours === undefined ? 0 : (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

export function useZone(): string {
  const [name, setName] = useState(current);
  useEffect(() => {
    const changed = () => setName(current);
    listeners.add(changed);
    return () => void listeners.delete(changed);
  }, []);
  return name;
}

function read(): string {
  const stored = kept(KEY);
  try {
    if (stored !== null) {
      new Intl.DateTimeFormat(undefined, { timeZone: stored === "local" ? undefined : stored });
      return stored;
    }
  } catch {
    // no such zone
  }
  return "local";
}
