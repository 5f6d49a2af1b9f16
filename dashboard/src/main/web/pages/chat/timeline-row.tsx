import { Component } from "preact";
import type { Timeline } from "../../api/types";
import { duration, money } from "../../format";
import { Badge } from "../../ui/badge";
import type { Tree } from "./timeline";
import type { Window } from "./timeline-axis";

const DEEPEST = 24; // further levels are drawn like this one
const INDENT = 12; // pixels a level
const LATE = 70; // percent of the width, behind which what is told stands before the bar

interface RowProps {
  readonly index: number;
  readonly place: number;
  readonly timeline: Timeline;
  readonly tree: Tree;
  readonly shown: Window;
  readonly closed: boolean;
  readonly chosen: boolean;
  readonly focused: boolean;
  readonly onToggle: (place: number) => void;
  readonly onSelect: (index: number) => void;
}

/** A span or event in the waterfall: what it is, and when. Scrolling draws those alone that come into sight. */
export class TimelineRow extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const { index, timeline, tree, shown, closed, chosen, focused } = this.props;
    return (
      next.index !== index ||
      next.timeline !== timeline ||
      next.tree !== tree ||
      next.shown.from !== shown.from ||
      next.shown.to !== shown.to ||
      next.closed !== closed ||
      next.chosen !== chosen ||
      next.focused !== focused
    );
  }

  override render(props: RowProps) {
    return <Drawn {...props} />;
  }
}

function Drawn({ index, place, timeline, tree, shown, closed, chosen, focused, onToggle, onSelect }: RowProps) {
  const row = tree.order[place]!;
  const { columns } = timeline;
  const kind = timeline.kinds[columns.kind[row]!] ?? "other";
  const failed = timeline.statuses[columns.status[row]!] === "error";
  const depth = Math.min(tree.depth[row]!, DEEPEST);
  const opens = tree.below[place]! > 0;
  return (
    <div
      id={`row-${place}`}
      class={["fall-row", kind, failed ? "failed" : "", chosen ? "chosen" : "", focused ? "focused" : "", columns.counted[row] === 1 ? "" : "uncounted"].join(" ")}
      style={{ top: `${index * ROW}px` }}
      role="treeitem"
      aria-level={tree.depth[row]! + 1}
      aria-expanded={opens ? !closed : undefined}
      aria-selected={chosen}
      onClick={() => onSelect(index)}
    >
      <span class="fall-name" style={{ paddingLeft: `${depth * INDENT}px` }}>
        {opens ? (
          <span
            class="fall-toggle"
            aria-hidden="true"
            onClick={(event) => {
              event.stopPropagation();
              onToggle(place);
            }}
          >
            {closed ? "▸" : "▾"}
          </span>
        ) : (
          <span class="fall-toggle" />
        )}
        <span class="fall-kind" aria-hidden="true" />
        <span class="fall-text">{labelOf(timeline, row)}</span>
        {failed && <Badge tone="bad">error</Badge>}
      </span>
      <Bar start={columns.start_us[row]!} length={columns.duration_us[row] ?? null} cost={columns.cost[row] ?? null} shown={shown} />
    </div>
  );
}

/** Pixels of a row, as in styles/pages.css. */
export const ROW = 26;

function Bar({ start, length, cost, shown }: { start: number; length: number | null; cost: number | null; shown: Window }) {
  const share = (time: number) => ((time - shown.from) / (shown.to - shown.from)) * 100;
  const left = share(start);
  const right = share(start + (length ?? 0));
  if (left > 100 || right < 0) {
    return (
      <span class="fall-bar">
        <span class={right < 0 ? "fall-away" : "fall-away later"}>{right < 0 ? "◂" : "▸"}</span>
      </span>
    );
  }
  const from = Math.max(0, left);
  const to = Math.min(100, right);
  const told = `${duration(length === null ? null : length / 1e6)}${cost !== null && cost !== 0 ? ` · ${money(cost)}` : ""}`;
  return (
    <span class="fall-bar">
      <span class="fall-length" style={{ left: `${from}%`, width: `max(2px, ${to - from}%)` }} />
      {to > LATE && from > 100 - LATE ? (
        <span class="fall-told" style={{ right: `${100 - from}%` }}>
          {told}
        </span>
      ) : to > LATE ? (
        <span class="fall-told within" style={{ left: `${from}%` }}>
          {told}
        </span>
      ) : (
        <span class="fall-told" style={{ left: `${to}%` }}>
          {told}
        </span>
      )}
    </span>
  );
}

/** What a row is called: by what it is rather than by its span's name. */
export function labelOf(timeline: Timeline, row: number): string {
  const { columns } = timeline;
  const text = (list: string[], index: number) => list[index] ?? "";
  const agent = text(timeline.agents, columns.agent[row]!);
  const model = text(timeline.models, columns.model[row]!);
  const tool = text(timeline.tools, columns.tool[row]!);
  const name = text(timeline.names, columns.name[row]!);
  switch (timeline.kinds[columns.kind[row]!]) {
    case "agent_turn":
      return agent === "" ? name : agent;
    case "llm_call":
      return model === "" ? name : model;
    case "tool_call":
      return tool === "" ? name : tool;
    default:
      return name;
  }
}
