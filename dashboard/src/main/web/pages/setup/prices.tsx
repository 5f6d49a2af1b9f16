import { useMemo } from "preact/hooks";
import type { AppliedPrice, AppliedPrices, Price, Prices } from "../../api/types";
import { address } from "../../api/client";
import { compact, count, exactMoney, money, UNKNOWN } from "../../format";
import { useData } from "../../state/data";
import { change, usePlace } from "../../state/place";
import { Badge, type Tone } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Code } from "../../ui/code";
import { Search } from "../../ui/search";
import { Empty, Show } from "../../ui/states";
import { Table, type Column } from "../../ui/table";

const SOURCES: Record<AppliedPrice["source"], string> = { price_table: "price table", reported: "told by the sender", unpriced: "no price", local_cache: "local cache" };
const TONES: Record<AppliedPrice["source"], Tone> = { price_table: "ok", reported: "info", unpriced: "warn", local_cache: "plain" };

interface PerMillion {
  readonly input_usd_per_million: number | null;
  readonly cached_input_usd_per_million: number | null;
  readonly cache_write_usd_per_million: number | null;
  readonly output_usd_per_million: number | null;
}

function perMillion(name: string, title: string, value: (price: PerMillion) => number | null): Column<PerMillion> {
  return {
    name,
    title,
    numeric: true,
    minor: name !== "Input" && name !== "Output",
    show: (row) => (value(row) !== null ? exactMoney(value(row)) : <span class="note">{row.input_usd_per_million === null ? UNKNOWN : "as input"}</span>),
  };
}

const APPLIED: readonly Column<AppliedPrice>[] = [
  { name: "Model", grow: true, show: (row) => row.model ?? UNKNOWN },
  { name: "Provider", minor: true, show: (row) => row.provider ?? UNKNOWN },
  { name: "Price from", show: (row) => <Badge tone={TONES[row.source]}>{SOURCES[row.source]}</Badge> },
  { ...perMillion("Input", "US dollars per million tokens", (price) => price.input_usd_per_million), minor: true },
  perMillion("Cached", "US dollars per million tokens read from the provider’s prompt cache", (price) => price.cached_input_usd_per_million),
  { ...perMillion("Output", "US dollars per million tokens", (price) => price.output_usd_per_million), minor: true },
  {
    name: "Note",
    minor: true,
    show: (row) => (
      <span class="note" title={row.reason ?? row.rule ?? undefined}>
        {row.reason?.split(":")[0] ?? (row.in_force === false ? "replaced since" : row.up_to_prompt_tokens !== null ? `up to ${compact(row.up_to_prompt_tokens)} prompt tokens` : "")}
      </span>
    ),
  },
  { name: "Applied", title: "The first and the last day, in UTC", minor: true, show: (row) => <span class="note">{row.first_day === row.last_day ? row.first_day : `${row.first_day} – ${row.last_day}`}</span> },
  { name: "Calls", numeric: true, show: (row) => count(row.calls) },
  { name: "Cost", numeric: true, show: (row) => <span title={exactMoney(row.cost)}>{money(row.cost)}</span> },
];

const PRICES: readonly Column<Price>[] = [
  { name: "Model", grow: true, show: (row) => row.model },
  { name: "Provider", minor: true, show: (row) => row.provider ?? <span class="note">any</span> },
  perMillion("Input", "US dollars per million tokens", (price) => price.input_usd_per_million),
  perMillion("Cached", "US dollars per million tokens read from the provider’s prompt cache", (price) => price.cached_input_usd_per_million),
  perMillion("Cache write", "US dollars per million tokens written to the provider’s prompt cache", (price) => price.cache_write_usd_per_million),
  perMillion("Output", "US dollars per million tokens", (price) => price.output_usd_per_million),
  { name: "Up to", title: "For calls of at most so many prompt tokens", numeric: true, minor: true, show: (row) => (row.up_to_prompt_tokens === null ? "" : count(row.up_to_prompt_tokens)) },
  { name: "From", show: (row) => <Badge tone={row.source === "configuration" ? "info" : "plain"}>{row.source}</Badge> },
];

/** Which price was applied to what, what has none, and all prices in force. */
export function PriceList() {
  const at = usePlace();
  const appliedUrl = address("/api/prices/applied");
  const uses = useData<AppliedPrices>(appliedUrl, 60_000);
  const url = address("/api/prices");
  const loaded = useData<Prices>(url);
  const words = (at.query.get("q") ?? "").toLowerCase();
  const prices = useMemo(() => (loaded.data?.prices ?? []).filter((price) => price.model.includes(words) || (price.provider ?? "").includes(words)), [loaded.data, words]);
  const applied = uses.data?.applied ?? [];
  const models = [...new Set(applied.filter((each) => each.source === "unpriced" && each.model !== null).map((each) => each.model!))];
  return (
    <>
      <Card title="Applied" note="in the last 30 days" source={appliedUrl} flush>
        <Show loaded={uses} lines={6}>
          {() => (applied.length === 0 ? <Empty title="No model was called in the last 30 days">Prices are applied to calls as they come.</Empty> : <Table label="Prices that were applied" columns={APPLIED} rows={applied} rowKey={keyOf} />)}
        </Show>
      </Card>
      {models.length > 0 && (
        <Card title="Without a price">
          <p class="note">What these models cost is left out of every sum. Add their prices to the configuration; they hold for calls from then on. Prices are in US dollars per million tokens, 0 for a model that costs nothing.</p>
          <Code text={configurationOf(models)} label="Prices to add to the configuration" />
        </Card>
      )}
      <Card title="In force" note="US dollars per million tokens" source={url} flush actions={<Search value={at.query.get("q") ?? ""} onChange={(q) => change({ q }, true)} label="Find a model" />}>
        <Show loaded={loaded} lines={10}>
          {() => (prices.length === 0 ? <Empty title="No price matches" /> : <Table label="Prices in force" columns={PRICES} rows={prices} rowKey={(row) => row.rule} height="34rem" />)}
        </Show>
      </Card>
    </>
  );
}

function keyOf(row: AppliedPrice): string {
  return JSON.stringify([row.model, row.provider, row.source, row.rule]);
}

/** As the configuration file has it, with the numbers to fill in. */
function configurationOf(models: readonly string[]): string {
  return ["prices:", ...models.map((model) => `  - {model: ${JSON.stringify(model)}, input_usd_per_million: …, output_usd_per_million: …}`)].join("\n");
}
