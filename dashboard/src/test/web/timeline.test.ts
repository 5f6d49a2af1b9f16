import assert from "node:assert/strict";
import { test } from "node:test";
import type { Timeline } from "../../main/web/api/types";
import { treeOf, visible } from "../../main/web/pages/chat/timeline";

/** Rows named by letters; each begins a millisecond after the one before and takes ten. */
function timeline(parents: readonly number[], failed: readonly number[] = []): Timeline {
  const rows = parents.length;
  const each = <T>(value: (row: number) => T) => Array.from({ length: rows }, (_, row) => value(row));
  return {
    rows,
    total: rows,
    complete: true,
    traces: ["t"],
    kinds: ["llm_call"],
    statuses: ["ok", "error"],
    names: each((row) => String.fromCharCode(97 + (row % 26))),
    agents: [],
    models: [],
    tools: [],
    columns: {
      id: each(String),
      trace: each(() => 0),
      parent: [...parents],
      start_us: each((row) => row * 1000),
      duration_us: each(() => 10_000),
      kind: each(() => 0),
      status: each((row) => (failed.includes(row) ? 1 : 0)),
      name: each((row) => row),
      agent: each(() => -1),
      model: each(() => -1),
      tool: each(() => -1),
      counted: each(() => 1),
      cost: each(() => null),
    },
  } as unknown as Timeline;
}

const EVERYTHING = { closed: new Set<number>(), errorsOnly: false, kinds: new Set<string>(), words: "" };

test("rows stand below their parents, in the order of their begin", () => {
  const tree = treeOf(timeline([-1, 0, 0, 1, -1, 2]));
  assert.deepEqual([...tree.order], [0, 1, 3, 2, 5, 4]);
  assert.deepEqual([...tree.below], [4, 1, 0, 1, 0, 0]);
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5].map((row) => tree.depth[row]),
    [0, 1, 1, 2, 0, 2],
  );
  assert.deepEqual([tree.from, tree.to], [0, 15_000]);
});

test("each row is drawn once, whatever its parent is said to be", () => {
  const tree = treeOf(timeline([1, 0, 2, 99, -5, 3])); // a circle, itself, nowhere
  assert.deepEqual([...tree.order].sort(), [0, 1, 2, 3, 4, 5]);
});

test("a chain as deep as a chat is long is no trouble", () => {
  const rows = 200_000;
  const tree = treeOf(timeline(Array.from({ length: rows }, (_, row) => row - 1)));
  assert.equal(tree.depth[rows - 1], rows - 1);
  assert.equal(tree.below[0], rows - 1);
});

test("what is below a closed row is not shown; a search looks into it all the same", () => {
  const rows = timeline([-1, 0, 0, 1, -1], [3]);
  const tree = treeOf(rows);
  const shown = (wanted: Partial<typeof EVERYTHING>) => [...visible(rows, tree, { ...EVERYTHING, ...wanted })].map((place) => tree.order[place]);
  assert.deepEqual(shown({}), [0, 1, 3, 2, 4]);
  assert.deepEqual(shown({ closed: new Set([0]) }), [0, 4]);
  assert.deepEqual(shown({ closed: new Set([0]), errorsOnly: true }), [3]);
  assert.deepEqual(shown({ words: "C" }), [2]);
});
