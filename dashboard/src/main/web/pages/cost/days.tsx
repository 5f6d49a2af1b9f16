import { useMemo } from "preact/hooks";
import type { Series } from "../../api/types";
import { ChartCard } from "../../charts/chart-card";
import type { Trace } from "../../charts/time-chart";
import { money } from "../../format";
import { seriesAddress, SOMETIMES, type Filters } from "../../state/asked";
import { useData } from "../../state/data";
import type { Span } from "../../state/range";
import { points } from "../../state/series";
import { useToday } from "../../state/today";

const DAY = 86_400;
const DAYS = 30;

/** Cost of each of the last thirty days, in UTC, against the daily limit. */
export function CostOfDays({ filters }: { filters: Filters }) {
  const end = (Math.floor(Date.now() / (DAY * 1000)) + 1) * DAY * 1000;
  const span = useMemo((): Span => ({ from: end - DAYS * DAY * 1000, to: end }), [end]);
  const url = seriesAddress(span, DAY, filters);
  const series = useData<Series>(url, SOMETIMES);
  const limit = useToday().limit;
  const ofAll = Object.values(filters).every((value) => value === null || value === undefined);
  const limits = useMemo(() => (limit === null || !ofAll ? [] : [{ name: "Daily limit", value: limit }]), [limit, ofAll]);
  const traces = useMemo((): Trace[] => [{ name: "Cost", colour: 0, form: "bar", points: points(series.data, span, DAY, (tally) => tally.cost ?? 0) }], [series.data, span]);
  return <ChartCard title="Day by day" note="the last 30 days, in UTC" source={url} loaded={series} label="Cost of each of the last 30 days" traces={traces} format={money} span={span} step={DAY} limits={limits} height={180} />;
}
