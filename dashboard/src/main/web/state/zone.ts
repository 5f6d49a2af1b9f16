import { useEffect, useState } from "preact/hooks";

/** The time zone that times are shown in: "local", or an IANA name such as "UTC". */
const KEY = "mozaiks.zone";
const listeners = new Set<() => void>();
let current = read();

export function zone(): string {
  return current;
}

export function chooseZone(name: string): void {
  current = name;
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // lasts as long as the page
  }
  listeners.forEach((each) => each());
}

/** The zone as options of Intl take it: undefined is the browser's own. */
export function intlZone(): string | undefined {
  return current === "local" ? undefined : current;
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
  try {
    const stored = localStorage.getItem(KEY);
    if (stored !== null) {
      new Intl.DateTimeFormat(undefined, { timeZone: stored === "local" ? undefined : stored });
      return stored;
    }
  } catch {
    // forbidden, or no such zone
  }
  return "local";
}
