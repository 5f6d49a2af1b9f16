import { address } from "../../api/client";
import type { ServiceLevel } from "../../api/types";
import { TimeChart, type Trace } from "../../charts/time-chart";
import { percent } from "../../format";
import { useData } from "../../state/data";
import { Show } from "../../ui/states";
import { groupName } from "./group-name";

const MOST = 8; // lines
const HEIGHT = 140;

/** How the budgets of a level were spent over its window; of many groups, those with the least left. */
export function BudgetChart({ level }: { level: ServiceLevel }) {
  const history = useData(address("/api/slos/{name}/history", { name: level.name }), 60_000);
  return (
    <div class="inset">
      <Show loaded={history} height={HEIGHT}>
        {({ groups }) => {
          const parts = groups[0]?.parts ?? [];
          const last = parts.at(-1);
          if (last === undefined) {
            return null;
          }
          const to = Date.parse(last.until);
          const step = to - Date.parse(last.from);
          const traces = groups
            .filter((each) => each.parts.some((part) => part.left_share !== null))
            .sort((a, b) => (a.parts.at(-1)?.left_share ?? 1) - (b.parts.at(-1)?.left_share ?? 1))
            .slice(0, MOST)
            .map(
              (each, i): Trace => ({
                name: level.groups.length <= 1 ? "Budget left" : groupName(each.group),
                colour: i,
                form: level.groups.length <= 1 ? "area" : "line",
                points: each.parts.map((part) => [Date.parse(part.until) - step, part.left_share]),
              }),
            );
          return <TimeChart label={`Budget left of ${level.display_name}`} traces={traces} format={(value) => percent(value, 0)} span={{ from: to - parts.length * step, to }} step={step / 1000} height={HEIGHT} />;
        }}
      </Show>
    </div>
  );
}
