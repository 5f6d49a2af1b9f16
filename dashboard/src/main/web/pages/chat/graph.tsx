import { useMemo } from "preact/hooks";
import type { Address } from "../../api/client";
import type { AgentGraph } from "../../api/types";
import { count, duration, many, money } from "../../format";
import { useData } from "../../state/data";
import { Card } from "../../ui/card";
import { Empty, Show } from "../../ui/states";
import { Table, type Column } from "../../ui/table";
import { layout, type Placed } from "./graph-layout";

type Edge = AgentGraph["edges"][number];

/** Who handed over to whom, how often, and what the turns that followed cost; as a picture and as a table. */
export function ChatGraph({ url, running }: { url: Address<AgentGraph>; running: boolean }) {
  const loaded = useData<AgentGraph>(url, running ? 5_000 : 0);
  const columns: readonly Column<Edge>[] = [
    { name: "From", show: (row) => nameOf(row.from) },
    { name: "To", grow: true, show: (row) => nameOf(row.to) },
    { name: "Times", numeric: true, show: (row) => count(row.count) },
    { name: "Cost after it", numeric: true, show: (row) => (row.cost === undefined ? "" : money(row.cost)) },
    { name: "Errors", numeric: true, show: (row) => (row.errors === undefined ? "" : count(row.errors)) },
  ];
  return (
    <Show loaded={loaded} lines={10}>
      {(graph) =>
        graph.nodes.length === 0 ? (
          <Empty title="No agent took a turn yet" />
        ) : (
          <div class="stack">
            <Card title="Agents" source={url}>
              <Picture graph={graph} />
            </Card>
            <Card title="Handovers" source={url} flush>
              <Table label="Handovers" columns={columns} rows={graph.edges} rowKey={(row) => `${row.from} ${row.to}`} />
            </Card>
          </div>
        )
      }
    </Show>
  );
}

function Picture({ graph }: { graph: AgentGraph }) {
  const drawn = useMemo(() => layout(graph), [graph]);
  const most = Math.max(...graph.edges.map((edge) => edge.count), 1);
  return (
    <div class="graph" tabIndex={0} role="region" aria-label="Graph of agents">
      <svg width={drawn.width} height={drawn.height} viewBox={`0 0 ${drawn.width} ${drawn.height}`} role="img" aria-label={`${graph.nodes.length} nodes and ${graph.edges.length} handovers; the table below tells them`}>
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="10" markerHeight="10" orient="auto">
            <path d="M0 0 8 4 0 8z" class="graph-arrow" />
          </marker>
        </defs>
        {graph.edges.map((edge) => {
          const from = drawn.nodes.get(edge.from);
          const to = drawn.nodes.get(edge.to);
          if (from === undefined || to === undefined) {
            return null;
          }
          const path = pathOf(from, to);
          return (
            <g key={`${edge.from} ${edge.to}`}>
              <path d={path.d} class="graph-edge" stroke-width={1 + (edge.count / most) * 3} marker-end="url(#arrow)" />
              <text x={path.x} y={path.y} class="graph-count">
                {count(edge.count)}
                {edge.cost !== undefined && edge.cost !== null && edge.cost > 0 ? ` · ${money(edge.cost)}` : ""}
              </text>
            </g>
          );
        })}
        {graph.nodes.map((node) => {
          const placed = drawn.nodes.get(node.id)!;
          return (
            <g key={node.id} class={`graph-node ${node.kind} ${(node.errors ?? 0) > 0 ? "failed" : ""}`} transform={`translate(${placed.x} ${placed.y})`}>
              <rect width={placed.width} height={placed.height} rx="8" />
              <text x={placed.width / 2} y={node.kind === "start" || node.kind === "end" ? placed.height / 2 + 4 : 20} class="graph-name">
                {short(node.name ?? node.kind)}
                <title>{node.name ?? node.kind}</title>
              </text>
              {node.kind !== "start" && node.kind !== "end" && (
                <text x={placed.width / 2} y={37} class="graph-note">
                  {node.kind === "agent" ? `${many(node.turns, "turn")} · ${money(node.cost)}` : many(node.calls, "call")} · {duration(node.p50_duration_sec)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

function short(name: string): string {
  return name.length > 24 ? `${name.slice(0, 23)}…` : name;
}

function nameOf(id: string): string {
  return id.replace(/^(agent|tool):/, "");
}

/** A curve between two boxes, and where its label stands. Back along the columns it goes below. */
function pathOf(from: Placed, to: Placed): { d: string; x: number; y: number } {
  const y1 = from.y + from.height / 2;
  const y2 = to.y + to.height / 2;
  if (from === to) {
    const x = from.x + from.width / 2;
    return { d: `M${x - 18} ${from.y}C${x - 30} ${from.y - 34} ${x + 30} ${from.y - 34} ${x + 18} ${from.y}`, x, y: from.y - 28 };
  }
  if (to.x > from.x) {
    const x1 = from.x + from.width;
    const bend = (to.x - x1) / 2;
    return { d: `M${x1} ${y1}C${x1 + bend} ${y1} ${to.x - bend} ${y2} ${to.x} ${y2}`, x: (x1 + to.x) / 2, y: (y1 + y2) / 2 - 5 };
  }
  const low = Math.max(from.y + from.height, to.y + to.height) + 26;
  const x1 = from.x + from.width / 2 + 10;
  const x2 = to.x + to.width / 2 - 10;
  return { d: `M${x1} ${from.y + from.height}C${x1} ${low} ${x2} ${low} ${x2} ${to.y + to.height}`, x: (x1 + x2) / 2, y: low - 9 };
}
