import type { Timeline } from "../../api/types";

/** A timeline in the order of a tree: rows below their parents, in the order of their begin. Indices are those of the columns. */
export interface Tree {
  /** row indices from top to bottom, all open */
  readonly order: Int32Array;
  /** by row: how deep; roots are 0 */
  readonly depth: Int32Array;
  /** by place in `order`: how many rows below it belong to it */
  readonly below: Int32Array;
  /** microseconds from the earliest begin to the latest end */
  readonly from: number;
  readonly to: number;
}

/**
 * Arranges rows as a tree. A parent that is missing or part of a circle makes a root of its row.
 *
 * @param until where the axis ends at least, in microseconds
 */
export function treeOf(timeline: Timeline, until = 0): Tree {
  const { parent, start_us, duration_us } = timeline.columns;
  const rows = timeline.rows;
  const firstChild = new Int32Array(rows).fill(-1);
  const lastChild = new Int32Array(rows).fill(-1);
  const nextSibling = new Int32Array(rows).fill(-1);
  const roots: number[] = [];
  for (let row = 0; row < rows; row++) {
    const above = parent[row]!;
    if (above < 0 || above >= rows || above === row) {
      roots.push(row);
    } else if (firstChild[above]! < 0) {
      firstChild[above] = row;
      lastChild[above] = row;
    } else {
      nextSibling[lastChild[above]!] = row;
      lastChild[above] = row;
    }
  }
  const order = new Int32Array(rows);
  const depth = new Int32Array(rows);
  const below = new Int32Array(rows);
  const seen = new Uint8Array(rows);
  let at = 0;
  const walk = (root: number) => {
    // Without recursion: a chain may be as long as the trace.
    const open: number[] = [];
    let row = root;
    let level = 0;
    for (;;) {
      if (row >= 0 && seen[row] === 0) {
        seen[row] = 1;
        depth[row] = level;
        order[at] = row;
        open.push(at);
        at++;
        level++;
        row = firstChild[row]!;
      } else {
        const place = open.pop();
        if (place === undefined) {
          return;
        }
        level--;
        below[place] = at - place - 1;
        row = open.length === 0 ? -1 : nextSibling[order[place]!]!;
        if (open.length === 0) {
          return;
        }
      }
    }
  };
  roots.forEach(walk);
  for (let row = 0; row < rows; row++) {
    if (seen[row] === 0) {
      walk(row); // part of a circle
    }
  }
  let from = Infinity;
  let to = until;
  for (let row = 0; row < rows; row++) {
    from = Math.min(from, start_us[row]!);
    to = Math.max(to, start_us[row]! + (duration_us[row] ?? 0));
  }
  return { order, depth, below, from: rows === 0 ? 0 : from, to: rows === 0 ? 0 : Math.max(to, from + 1) };
}

/** Which rows to show. */
export interface Shown {
  /** places in the order whose rows below are hidden */
  readonly closed: ReadonlySet<number>;
  readonly errorsOnly: boolean;
  readonly kinds: ReadonlySet<string>;
  readonly words: string;
}

/** The places in the order of a tree that are shown. */
export function visible(timeline: Timeline, tree: Tree, shown: Shown): Int32Array {
  const { status, kind, name, agent, model, tool } = timeline.columns;
  const error = timeline.statuses.indexOf("error");
  const words = shown.words.toLowerCase();
  const plain = !shown.errorsOnly && shown.kinds.size === 0 && words === "";
  const places = new Int32Array(tree.order.length);
  let count = 0;
  for (let place = 0; place < tree.order.length; place++) {
    const row = tree.order[place]!;
    if (
      plain ||
      ((!shown.errorsOnly || status[row] === error) &&
        (shown.kinds.size === 0 || shown.kinds.has(timeline.kinds[kind[row]!]!)) &&
        (words === "" ||
          [timeline.names[name[row]!], timeline.agents[agent[row]!], timeline.models[model[row]!], timeline.tools[tool[row]!]].some((text) => text !== undefined && text.toLowerCase().includes(words))))
    ) {
      places[count++] = place;
    }
    if (plain && shown.closed.has(place)) {
      place += tree.below[place]!;
    }
  }
  return places.subarray(0, count);
}
