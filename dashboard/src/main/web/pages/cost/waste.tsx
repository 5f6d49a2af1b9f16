import type { CallCosts } from "../../api/types";
import { count, exactMoney, money, UNKNOWN } from "../../format";
import type { Column } from "../../ui/table";

interface WithCosts {
  readonly costs: CallCosts | undefined;
}

/** What prompt caches saved. Sorted by `saved`. */
export const SAVED_COLUMN: Column<WithCosts> = {
  name: "Cache saved",
  title: "What prompt tokens read from the provider’s cache would have cost more as others, less what writing to it cost more",
  numeric: true,
  sort: "saved",
  minor: true,
  show: ({ costs }) => {
    const cache = costs?.cache;
    const tokens = cache === undefined ? 0 : cache.read_tokens + cache.write_tokens;
    if (cache === undefined || tokens === 0) {
      return <span class="note">{money(0)}</span>;
    }
    return cache.unknown_tokens === tokens ? (
      <span class="note" title="Not known: these calls were not priced by a price of the table">
        {UNKNOWN}
      </span>
    ) : (
      <span class={cache.net_saved_usd < 0 ? "bad" : undefined} title={`${exactMoney(cache.saved_usd)} by reading, ${exactMoney(cache.write_surcharge_usd)} paid more for writing`}>
        {money(cache.net_saved_usd)}
      </span>
    );
  },
};

/** What failed calls cost, and what caches saved. Sorted by `failed` and `saved`. */
export const WASTE_COLUMNS: readonly Column<WithCosts>[] = [
  {
    name: "Failed calls",
    title: "What calls that failed cost",
    numeric: true,
    sort: "failed",
    minor: true,
    show: ({ costs }) => (
      <span class={(costs?.failed.cost ?? 0) > 0 ? "bad" : "note"} title={costs === undefined ? undefined : `${count(costs.failed.llm_calls)} calls, ${count(costs.retried.llm_calls)} of them tried again: ${exactMoney(costs.retried.cost ?? 0)}`}>
        {money(costs?.failed.cost ?? 0)}
      </span>
    ),
  },
  SAVED_COLUMN,
];
