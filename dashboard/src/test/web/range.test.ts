import assert from "node:assert/strict";
import { test } from "node:test";
import { before, chosen, rangeOf, spanOf, stepOf, type Range } from "../../main/web/state/range";

const place = (query: string) => ({ path: "/", query: new URLSearchParams(query) });

test("an address without a range is about the last hour, and so is one with nonsense", () => {
  for (const query of ["", "range=never", "from=tomorrow", "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z"]) {
    assert.deepEqual(rangeOf(place(query)), { kind: "last", word: "1h", millis: 3_600_000 });
  }
});

test("what was chosen is read again from the link", () => {
  const ranges: Range[] = [
    { kind: "last", word: "7d", millis: 7 * 86_400_000 },
    { kind: "fixed", from: Date.parse("2026-01-01T10:00:00Z"), to: Date.parse("2026-01-01T11:30:00Z") },
  ];
  for (const range of ranges) {
    const query = new URLSearchParams(Object.entries(chosen(range)).filter((entry): entry is [string, string] => entry[1] !== null));
    assert.deepEqual(rangeOf(place(query.toString())), range);
  }
});

test("a relative range is made of whole steps and ends with the one under way, so that answers can be kept until the next", () => {
  const range = rangeOf(place(""));
  const step = stepOf(range);
  const span = spanOf(range, 1_000_000_123, step);
  assert.deepEqual(spanOf(range, 1_000_000_123 + 1, step), span);
  assert.equal(span.from % (step * 1000), 0);
  assert.ok(span.to > 1_000_000_123 && span.to <= 1_000_000_123 + step * 1000);
  assert.equal(span.to - span.from, 3_600_000);
});

test("the period before is as long and ends where the other begins", () => {
  assert.deepEqual(before({ from: 100, to: 160 }), { from: 40, to: 100 });
});

test("a chart has at most about so many points", () => {
  for (const millis of [60_000, 900_000, 86_400_000, 30 * 86_400_000]) {
    assert.ok(millis / 1000 / stepOf({ kind: "fixed", from: 0, to: millis }, 120) <= 120);
  }
});
