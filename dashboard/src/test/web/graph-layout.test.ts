import assert from "node:assert/strict";
import { test } from "node:test";
import type { AgentGraph } from "../../main/web/api/types";
import { layout } from "../../main/web/pages/chat/graph-layout";

const graph = (names: readonly string[], edges: readonly (readonly [string, string])[]): AgentGraph =>
  ({
    nodes: [{ id: "start", kind: "start" }, ...names.map((name) => ({ id: name, kind: "agent", name })), { id: "end", kind: "end" }],
    edges: edges.map(([from, to]) => ({ from, to, count: 1 })),
  }) as unknown as AgentGraph;

test("agents stand in the order in which they are handed over to, and no two upon each other", () => {
  const { nodes, width, height } = layout(
    graph(["a", "b", "c", "alone"], [
      ["start", "a"],
      ["a", "b"],
      ["b", "a"], // and round again
      ["a", "c"],
      ["c", "c"],
      ["c", "end"],
    ]),
  );
  const x = (id: string) => nodes.get(id)!.x;
  assert.ok(x("start") < x("a") && x("a") < x("b") && x("b") === x("c") && x("c") < x("end"));
  const all = [...nodes.values()];
  all.forEach((one, i) => {
    assert.ok(one.x >= 0 && one.y >= 0 && one.x + one.width <= width && one.y + one.height <= height);
    for (const other of all.slice(i + 1)) {
      assert.ok(one.x + one.width <= other.x || other.x + other.width <= one.x || one.y + one.height <= other.y || other.y + other.height <= one.y);
    }
  });
});
