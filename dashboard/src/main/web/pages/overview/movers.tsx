import { useMemo } from "preact/hooks";
import type { Series } from "../../api/types";
import { change as changed, compact, count, money } from "../../format";
import { SOMETIMES, sumsAddress, type Filters } from "../../state/asked";
import { useData } from "../../state/data";
import { segment } from "../../state/item";
import { change, usePlace } from "../../state/place";
import type { Span } from "../../state/range";
import { byGroup, shownName, type GroupSums, type Sums } from "../../state/series";
import { Card } from "../../ui/card";
import { Empty, Show } from "../../ui/states";
import { Table, type Column } from "../../ui/table";
import { AGENTS, MODELS, TOOLS, USERS, WORKFLOWS, type Subject } from "../breakdown/subject";

const KINDS: readonly Subject[] = [WORKFLOWS, AGENTS, MODELS, TOOLS, USERS];

interface Measure {
  readonly word: string;
  readonly name: string;
  readonly of: (sums: Sums) => number;
  readonly show: (value: number) => string;
}

const MEASURES: readonly Measure[] = [
  { word: "cost", name: "Cost", of: (sums) => sums.cost, show: money },
  { word: "errors", name: "Errors", of: (sums) => sums.errors, show: compact },
  { word: "calls", name: "Calls", of: (sums) => sums.llm_calls + sums.tool_calls, show: compact },
];

const MOST = 6;

/**
 * What changed most since the period before: the reason of a step in one of the charts, most of the time.
 *
 * @param asked whether to ask for it yet
 */
export function TopMovers({ span, earlier, filters, asked }: { span: Span; earlier: Span; filters: Filters; asked: boolean }) {
  const at = usePlace();
  const kind = KINDS.find((each) => each.dimension === at.query.get("movers")) ?? KINDS[0]!;
  const measure = MEASURES.find((each) => each.word === at.query.get("by")) ?? MEASURES[0]!;
  const url = sumsAddress(span, filters, kind.dimension);
  const now = useData<Series>(asked ? url : null, SOMETIMES);
  const then = useData<Series>(asked ? sumsAddress(earlier, filters, kind.dimension) : null);
  const rows = useMemo(() => movers(byGroup(now.data, then.data, kind.dimension), measure), [now.data, then.data, kind, measure]);
  const columns = columnsOf(kind.one, measure);
  return (
    <Card
      title="Top movers"
      note="beside the period before"
      source={url}
      flush
      actions={
        <>
          <select aria-label="Movers among" class="field small" value={kind.dimension} onChange={(event) => change({ movers: event.currentTarget.value }, true)}>
            {KINDS.map((each) => (
              <option key={each.dimension} value={each.dimension}>
                {each.title}
              </option>
            ))}
          </select>
          <select aria-label="Moved by" class="field small" value={measure.word} onChange={(event) => change({ by: event.currentTarget.value }, true)}>
            {MEASURES.map((each) => (
              <option key={each.word} value={each.word}>
                by {each.name.toLowerCase()}
              </option>
            ))}
          </select>
        </>
      }
    >
      <Show loaded={now} lines={8}>
        {() =>
          rows.length === 0 ? (
            <Empty title="Nothing moved" />
          ) : (
            <Table label={`${kind.title} that changed most`} columns={columns} rows={rows} rowKey={(row) => row.name} href={(row) => `${kind.path}/${segment(row.name)}`} />
          )
        }
      </Show>
    </Card>
  );
}

/** The groups whose measure differs most, up or down. */
function movers(groups: readonly GroupSums[], measure: Measure): GroupSums[] {
  return groups
    .filter((group) => difference(group, measure) !== 0)
    .sort((a, b) => Math.abs(difference(b, measure)) - Math.abs(difference(a, measure)) || a.name.localeCompare(b.name))
    .slice(0, MOST);
}

function difference(group: GroupSums, measure: Measure): number {
  return measure.of(group.sums) - (group.before === null ? 0 : measure.of(group.before));
}

function columnsOf(one: string, measure: Measure): readonly Column<GroupSums>[] {
  return [
    { name: one, grow: true, show: (row) => shownName(row.name) },
    {
      name: measure.name,
      numeric: true,
      show: (row) => measure.show(measure.of(row.sums)),
    },
    {
      name: "Difference",
      numeric: true,
      show: (row) => `${difference(row, measure) > 0 ? "+" : "−"}${measure.show(Math.abs(difference(row, measure)))}`,
    },
    {
      name: "Change",
      numeric: true,
      minor: true,
      show: (row) => <span class="note">{row.before === null || measure.of(row.before) === 0 ? "new" : changed(measure.of(row.sums), measure.of(row.before))}</span>,
    },
    measure.word === "errors"
      ? { name: "Cost", numeric: true, minor: true, show: (row) => money(row.sums.cost) }
      : { name: "Errors", numeric: true, minor: true, show: (row) => <span class={row.sums.errors > 0 ? "bad" : "note"}>{count(row.sums.errors)}</span> },
  ];
}
