import type { AgentGraph } from "../../api/types";

/** Where a node is, in pixels. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const WIDTH = 180;
const HEIGHT = 48;
const ACROSS = 84;
const END = 64; // the width of start and end
const DOWN = 44;
const EDGE = 16;
const HEADROOM = 34; // for an agent that hands over to itself

/**
 * Places nodes in columns by how many handovers they are from the start (breadth first, so that circles end), tools in the column behind
 * the agents that call them. Within a column in the order of the answer.
 */
export function layout(graph: AgentGraph): { nodes: Map<string, Placed>; width: number; height: number } {
  const column = new Map<string, number>();
  const next = new Map<string, string[]>();
  for (const edge of graph.edges) {
    next.set(edge.from, [...(next.get(edge.from) ?? []), edge.to]);
  }
  const queue = graph.nodes.filter((node) => node.kind === "start").map((node) => node.id);
  queue.forEach((id) => column.set(id, 0));
  const spread = () => {
    while (queue.length > 0) {
      const id = queue.shift()!;
      for (const to of next.get(id) ?? []) {
        if (!column.has(to) && to !== "end") {
          column.set(to, column.get(id)! + 1);
          queue.push(to);
        }
      }
    }
  };
  spread();
  for (const node of graph.nodes) {
    if (!column.has(node.id) && node.kind !== "end") {
      column.set(node.id, node.kind === "start" ? 0 : 1);
      queue.push(node.id);
      spread();
    }
  }
  const last = Math.max(0, ...column.values());
  for (const node of graph.nodes) {
    if (node.kind === "end") {
      column.set(node.id, last + 1);
    }
  }
  const startsAlone = graph.nodes.every((node) => column.get(node.id) !== 0 || node.kind === "start");
  const used = new Map<number, number>();
  const nodes = new Map<string, Placed>();
  for (const node of graph.nodes) {
    const at = column.get(node.id)!;
    const row = used.get(at) ?? 0;
    used.set(at, row + 1);
    const small = node.kind === "start" || node.kind === "end";
    // The start has the first column for itself, if there is one.
    const x = at === 0 ? 0 : at * (WIDTH + ACROSS) - (startsAlone ? WIDTH - END : 0);
    nodes.set(node.id, { x: EDGE + x, y: EDGE + HEADROOM + row * (HEIGHT + DOWN), width: small ? END : WIDTH, height: HEIGHT });
  }
  const right = Math.max(0, ...[...nodes.values()].map((node) => node.x + node.width));
  return { nodes, width: right + EDGE, height: 2 * EDGE + HEADROOM + Math.max(1, ...used.values()) * (HEIGHT + DOWN) };
}
