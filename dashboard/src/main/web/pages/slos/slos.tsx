import { address } from "../../api/client";
import type { BudgetGroup, ServiceLevel } from "../../api/types";
import { ago, compact, count, percent, UNKNOWN } from "../../format";
import { SOMETIMES } from "../../state/asked";
import { useData, useNow } from "../../state/data";
import { Badge } from "../../ui/badge";
import { Budget, budgetTone, worstBudget } from "../../ui/budget";
import { Card } from "../../ui/card";
import { PageFrame } from "../../ui/page";
import { Empty, Show } from "../../ui/states";
import { Table, type Column } from "../../ui/table";
import { BudgetChart } from "./budget-chart";
import { groupName } from "./group-name";

/** Whether what was promised is kept, how much of each error budget is left, and how fast it burns. */
export default function Slos() {
  const levels = useData(address("/api/slos"), SOMETIMES);
  const now = useNow(SOMETIMES);
  return (
    <PageFrame title="Service levels" note={levels.data === undefined ? "" : `evaluated ${ago(levels.data.evaluated_at, now)}`}>
      <Show loaded={levels} lines={12}>
        {(data) =>
          data.slos.length === 0 ? (
            <Empty title="No service levels">
              They are written as OpenSLO documents; <code>docs/slos.md</code> says how.
            </Empty>
          ) : (
            <div class="stack">
              {data.slos.map((level) => (
                <Level key={level.name} level={level} now={now} />
              ))}
            </div>
          )
        }
      </Show>
    </PageFrame>
  );
}

function Level({ level, now }: { level: ServiceLevel; now: number }) {
  const columns: Column<BudgetGroup>[] = [
    { name: "Group", grow: true, show: (row) => groupName(row.group) },
    { name: "State", show: (row) => <Badge tone={budgetTone(row)}>{row.met === null ? "no data" : row.met ? "kept" : "missed"}</Badge> },
    { name: "Achieved", numeric: true, show: (row) => percent(row.achieved, 3) },
    { name: `Bad of ${level.counts}`, numeric: true, minor: true, show: (row) => `${count(row.bad)} / ${compact(row.total)}` },
    { name: "Budget left", numeric: true, show: (row) => <Budget row={row} /> },
    ...Object.keys(level.groups[0]?.burn_rates ?? {}).map((window): Column<BudgetGroup> => ({
      name: `Burn ${window}`,
      title: `How many times as fast as the budget allows, over ${window}; 1 spends it exactly within ${level.window}`,
      numeric: true,
      minor: true,
      show: (row) => {
        const rate = row.burn_rates[window];
        return rate === null || rate === undefined ? UNKNOWN : <span class={rate > 1 ? "bad" : "ok"}>{compact(rate)}×</span>;
      },
    })),
  ];
  return (
    <Card title={level.display_name} note={`${percent(level.target, 3)} over ${level.window}`} source="/api/slos" flush>
      <p class="note inset">{level.description}</p>
      {level.groups.length === 0 ? <Empty title="Nothing was counted yet" /> : <Table label={`Budgets of ${level.display_name}`} columns={columns} rows={level.groups} rowKey={(row) => groupName(row.group)} />}
      <BudgetChart level={level} />
      {level.groups.some((row) => row.budget?.step != null) && <p class="note inset">{worstBudget(level)?.budget?.step?.text}</p>}
      {level.groups.some((row) => row.budget?.exhausted_at != null && Date.parse(row.budget.exhausted_at) > now) && (
        <p class="note warn inset">At this rate the budget is spent {ago(worstBudget(level)?.budget?.exhausted_at, now)}.</p>
      )}
    </Card>
  );
}
