import type { Loaded } from "../state/data";
import { Card } from "../ui/card";
import { Show } from "../ui/states";
import { CHART_HEIGHT, LEGEND_HEIGHT, TimeChart } from "./time-chart";

/** A chart over time on a card of its own, which is as high while it loads as it will be. */
export function ChartCard({ title, note, source, loaded, ...chart }: { title: string; note?: string; source: string; loaded: Loaded<unknown> } & Parameters<typeof TimeChart>[0]) {
  return (
    <Card title={title} source={source} {...(note === undefined ? {} : { note })}>
      <Show loaded={loaded} height={(chart.height ?? CHART_HEIGHT) + LEGEND_HEIGHT}>
        {() => <TimeChart {...chart} />}
      </Show>
    </Card>
  );
}
