import { address } from "../api/client";
import { seriesAddress, SOMETIMES } from "./asked";
import { useData } from "./data";
import { ratio, total } from "./series";

const DAY = 86_400_000;

/** What was spent today, in UTC as the rule about it counts, against the limit of that rule. */
export interface Today {
  /** Milliseconds since 1970. */
  readonly midnight: number;
  /** US dollars; null before it is known. */
  readonly spent: number | null;
  /** US dollars a day; null if no rule limits them. */
  readonly limit: number | null;
  /** Of the limit, from 0; null if one of the two is unknown. */
  readonly share: number | null;
}

export function useToday(): Today {
  const midnight = Math.floor(Date.now() / DAY) * DAY;
  const today = useData(seriesAddress({ from: midnight, to: midnight + DAY }, 86_400, {}), SOMETIMES);
  const rules = useData(address("/api/rules"), 60_000);
  const limit = rules.data?.rules.find((rule) => rule.kind === "cost" && rule.per?.startsWith("day") === true && (rule.by ?? []).length === 0)?.above ?? null;
  const spent = today.data === undefined ? null : total(today.data.points).cost;
  return { midnight, spent, limit, share: limit === null ? null : ratio(spent, limit) };
}
