import { useState } from "preact/hooks";
import { address } from "../../api/client";
import type { Rule } from "../../api/types";
import { count, duration, fullTime } from "../../format";
import { SOMETIMES } from "../../state/asked";
import { useData } from "../../state/data";
import { Badge, severityTone } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Facts, Panel } from "../../ui/panel";
import { Show } from "../../ui/states";
import { Table, type Column } from "../../ui/table";
import { valueOf } from "./parts";

/** The rules in force, how they are evaluated, and where they are written. */
export function RuleList() {
  const rules = useData(address("/api/rules"), SOMETIMES);
  const [open, setOpen] = useState<Rule | null>(null);
  const columns: readonly Column<Rule>[] = [
    {
      name: "Rule",
      show: (row) => (
        <button class="plain-button" onClick={() => setOpen(row)} aria-haspopup="dialog">
          {row.name}
        </button>
      ),
    },
    { name: "Severity", show: (row) => <Badge tone={severityTone(row.severity)}>{row.severity}</Badge> },
    { name: "Fires when", grow: true, show: condition },
    { name: "By", minor: true, show: (row) => <span class="note">{(row.by ?? []).join(", ")}</span> },
    { name: "Groups", numeric: true, minor: true, show: (row) => count(row.evaluation.groups) },
    { name: "Evaluation", numeric: true, show: (row) => (row.evaluation.failure !== null ? <span class="bad">fails</span> : row.evaluation.waits_for !== null ? <span class="warn">waits</span> : duration(row.evaluation.took_sec)) },
  ];
  return (
    <Card title="Rules" source="/api/rules" flush>
      <Show loaded={rules} lines={10}>
        {(data) => (
          <>
            {data.rules_mistake !== null && <p class="bad inset">Changed rules are not in force: {data.rules_mistake}</p>}
            <Table label="Rules" columns={columns} rows={data.rules} rowKey={(row) => `${row.name} ${row.source}`} />
          </>
        )}
      </Show>
      {open !== null && (
        <Panel title={open.name} onClose={() => setOpen(null)}>
          <p>{open.annotations["description"]}</p>
          <Facts
            facts={[
              ["Fires when", condition(open)],
              ["Written in", <span class="mono">{open.source}</span>],
              ["Evaluated", open.evaluation.at === null ? null : fullTime(open.evaluation.at)],
              ["Waits for", open.evaluation.waits_for],
              ["Failure", open.evaluation.failure],
              ["History", <a href={`/alerts/history?rule=${encodeURIComponent(open.name)}`}>when it fired</a>],
            ]}
          />
          <h3>As it is written</h3>
          <pre class="codebox">{JSON.stringify({ ...open, evaluation: undefined, source: undefined }, null, 2)}</pre>
        </Panel>
      )}
    </Card>
  );
}

/** The condition in a few words. */
function condition(rule: Rule): string {
  if (rule.slo !== undefined) {
    const windows = (rule.windows ?? []).map((window) => `${window.factor}× over ${window.long} and ${window.short}`);
    return `the budget of ${rule.slo} burns ${windows.join(", or ")}`;
  }
  if (rule.flags !== undefined) {
    return `a chat is ${rule.flags.join(" or ")}`;
  }
  const of = rule.of ?? rule.figure ?? rule.kind;
  const limit = rule.above !== undefined ? ` above ${valueOf(rule.above, rule.unit)}` : rule.below !== undefined ? ` below ${valueOf(rule.below, rule.unit)}` : "";
  const window = rule.window !== undefined ? ` in ${rule.window}` : rule.per !== undefined ? ` per ${rule.per}` : "";
  return `${of.replaceAll("_", " ")}${limit}${window}`;
}
