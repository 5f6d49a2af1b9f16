import type { BudgetGroup, ServiceLevel } from "../api/types";
import { compact, percent, UNKNOWN } from "../format";
import type { Tone } from "./badge";

/** How much of an error budget is left, as a bar and in words. */
export function Budget({ row }: { row: BudgetGroup }) {
  const left = row.budget?.left_share ?? null;
  return (
    <span class="budget">
      <span class={`meter ${budgetTone(row)}`} aria-hidden="true">
        <span style={{ width: `${Math.max(0, Math.min(1, left ?? 0)) * 100}%` }} />
      </span>
      <span class={left !== null && left <= 0 ? "bad" : undefined}>{left === null ? UNKNOWN : left <= -1 ? `spent ${compact(1 - left)}×` : left <= 0 ? "spent" : percent(left, 0)}</span>
    </span>
  );
}

/** Bad from where nothing is left, a warning from where half is gone. */
export function budgetTone(row: BudgetGroup): Tone {
  const left = row.budget?.left_share ?? null;
  return left === null ? "plain" : left <= 0 ? "bad" : left < 0.5 ? "warn" : "ok";
}

/** The group with the least left of its budget; undefined if nothing was counted. */
export function worstBudget(level: ServiceLevel): BudgetGroup | undefined {
  return [...level.groups].sort((a, b) => (a.budget?.left_share ?? 1) - (b.budget?.left_share ?? 1))[0];
}
