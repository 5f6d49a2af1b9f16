import assert from "node:assert/strict";
import { test } from "node:test";
import type { Group, Series, Tally } from "../../main/web/api/types";
import { byGroup, points, ratio, sumsOf, topGroups, total } from "../../main/web/state/series";

const NOTHING: Tally = {
  agent_turns: 0,
  tool_calls: 0,
  llm_calls: 0,
  cached_calls: 0,
  errors: 0,
  tool_errors: 0,
  llm_errors: 0,
  agent_errors: 0,
  workflow_errors: 0,
  prompt_tokens: null,
  completion_tokens: null,
  reasoning_tokens: null,
  cached_read_tokens: null,
  cache_write_tokens: null,
  cost: null,
  unpriced_calls: 0,
};

const at = (second: number) => new Date(second * 1000).toISOString();
const point = (second: number, tally: Partial<Tally> & Group) => ({ ...NOTHING, ...tally, at: at(second) });
const series = (...points: Series["points"]): Series => ({ from: at(0), to: at(60), step: 10, points });

test("a sum of nothing but unknowns is unknown, except the cost", () => {
  const sums = total([NOTHING, NOTHING]);
  assert.equal(sums.prompt_tokens, null);
  assert.equal(sums.cost, 0);
  assert.equal(total([{ ...NOTHING, prompt_tokens: 3 }, NOTHING]).prompt_tokens, 3);
});

test("a sum of many costs is that of the API, to the last digit", () => {
  assert.equal(total(Array.from({ length: 10 }, () => ({ ...NOTHING, cost: 0.1 }))).cost, 1);
  assert.equal(total([123_456.789, ...Array.from({ length: 1_000 }, () => 0.000_000_001)].map((cost) => ({ ...NOTHING, cost }))).cost, 123_456.789_001);
});

test("before an answer nothing is known, which is no 0", () => {
  assert.ok(Number.isNaN(sumsOf(undefined).agent_turns));
  assert.ok(Number.isNaN(sumsOf(undefined).cost));
  assert.equal(sumsOf(series()).agent_turns, 0);
});

test("each bucket of a range has a point, and what is not over is left out", () => {
  const found = points(series(point(10, { agent_turns: 2, model: "a" }), point(10, { agent_turns: 3, model: "b" })), { from: 0, to: 40_000 }, 10, (tally) => tally.agent_turns, { until: 35_000 });
  assert.deepEqual(found, [
    [0, 0],
    [10_000, 5],
    [20_000, 0],
  ]);
});

test("the groups beyond the most expensive ones are added up, and nothing is lost", () => {
  const all = series(...["a", "b", "c", "d", ""].map((model, i) => point(0, { model, cost: i + 1 })));
  const groups = topGroups(all, "model", 3);
  assert.deepEqual(
    groups.map((group) => group.name),
    ["unknown", "d", "other"],
  );
  assert.equal(
    groups.reduce((sum, group) => sum + total(group.series.points).cost, 0),
    total(all.points).cost,
  );
});

test("groups are set beside what they were before", () => {
  const groups = byGroup(series(point(0, { agent: "x", errors: 2 }), point(10, { agent: "x", errors: 1 })), series(point(0, { agent: "x", errors: 7 })), "agent");
  assert.equal(groups.length, 1);
  assert.equal(groups[0]!.sums.errors, 3);
  assert.equal(groups[0]!.before!.errors, 7);
});

test("a ratio without a whole is unknown", () => {
  assert.equal(ratio(1, 0), null);
  assert.equal(ratio(null, 4), null);
  assert.equal(ratio(1, 4), 0.25);
});
