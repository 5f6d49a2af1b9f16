import type { Percentiles } from "../../api/types";
import { Bars } from "../../charts/bars";
import { duration } from "../../format";
import { quantilesAddress, SOMETIMES, type Filters } from "../../state/asked";
import { useData } from "../../state/data";
import type { Span } from "../../state/range";
import { Card } from "../../ui/card";
import { Empty, Show } from "../../ui/states";

const QUANTILES = ["0.05", "0.25", "0.5", "0.75", "0.9", "0.95", "0.99", "0.999"] as const;

/** How the times of a range are spread: how long the fastest of them took at most, half of them, all but the slowest. */
export function Distribution({ title, measure, filters, span }: { title: string; measure: string; filters: Filters; span: Span }) {
  const url = quantilesAddress(span, measure, filters, QUANTILES);
  const answer = useData<Percentiles>(url, SOMETIMES);
  return (
    <Card title={title} source={url}>
      <Show loaded={answer}>
        {({ groups }) => {
          const seconds = groups[0]?.seconds;
          return seconds === undefined ? (
            <Empty title="Nothing in this range" />
          ) : (
            <Bars kept format={duration} bars={QUANTILES.map((quantile) => ({ name: `${Number((Number(quantile) * 100).toFixed(1))} % within`, value: seconds[quantile] ?? 0 }))} />
          );
        }}
      </Show>
    </Card>
  );
}
